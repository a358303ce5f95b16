# %% right: a loop over samples
def logistic_gradient(theta, X, y, sigmoid):
    gradient = np.zeros(len(theta))
    for x_i, y_i in zip(X, y):
        gradient += (sigmoid(np.array([x_i @ theta]))[0] - y_i) * x_i
    return gradient / len(y)


def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    return (X * w[:, np.newaxis]).T @ X / len(X)


# %% right: errors y - p from the left
def logistic_gradient(theta, X, y, sigmoid):
    return -(y - sigmoid(X @ theta)) @ X / X.shape[0]


def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    return (X * w[:, np.newaxis]).T @ X / len(X)


# %% right: einsum
def logistic_gradient(theta, X, y, sigmoid):
    return np.einsum("i,ij->j", sigmoid(X @ theta) - y, X) / len(X)


def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    return (X * w[:, np.newaxis]).T @ X / len(X)


# %% right: the mean of rows, p from gap 1
def logistic_gradient(theta, X, y, sigmoid):
    return ((sigmoid(predict(X, theta)) - y)[:, None] * X).mean(axis=0)


def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    return (X * w[:, np.newaxis]).T @ X / len(X)


# %% right: with signs by the bridge
def logistic_gradient(theta, X, y, sigmoid):
    s = 2 * y - 1
    z = X @ theta
    return -X.T @ (s * sigmoid(-s * z)) / len(y)


def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    return (X * w[:, np.newaxis]).T @ X / len(X)


# %% wrong: three parameters written out
# says: only three parameters have an entry
def logistic_gradient(theta, X, y, sigmoid):
    r = sigmoid(X @ theta) - y
    return np.array([r.mean(), (r * X[:, 1]).mean(), (r * X[:, 2]).mean()])


def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    return (X * w[:, np.newaxis]).T @ X / len(X)


# %% wrong: float32
# says: only the first digits are right.*float32
def logistic_gradient(theta, X, y, sigmoid):
    return (X.T @ (sigmoid(X @ theta) - y) / len(y)).astype(np.float32)


def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    return (X * w[:, np.newaxis]).T @ X / len(X)


# %% wrong: the factors of the product in the other order
# says: The inner sizes of the product differ
def logistic_gradient(theta, X, y, sigmoid):
    return (sigmoid(X @ theta) - y) @ X.T / len(y)


def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    return (X * w[:, np.newaxis]).T @ X / len(X)


# %% right: with the diagonal matrix written out
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ np.diag(p * (1 - p)) @ X / len(X)


def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ (p - y) / len(y)


# %% right: einsum of three
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return np.einsum("i,ij,ik->jk", p * (1 - p), X, X) / len(X)


def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ (p - y) / len(y)


# %% right: root weights
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    A = X * np.sqrt(p * (1 - p))[:, None]
    return A.T @ A / len(X)


def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ (p - y) / len(y)


# %% right: sigma(z) sigma(-z)
def logistic_hessian(theta, X, sigmoid):
    z = X @ theta
    return (X.T * (sigmoid(z) * sigmoid(-z))) @ X / len(X)


def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ (p - y) / len(y)


# %% right: a loop of outer products
def logistic_hessian(theta, X, sigmoid):
    H = np.zeros((len(theta), len(theta)))
    for i in range(len(X)):
        p = sigmoid(np.array([X[i] @ theta]))[0]
        H += p * (1 - p) * np.outer(X[i], X[i])
    return H / len(X)


def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ (p - y) / len(y)


# %% wrong: 3 by 3 in two loops
# says: only three parameters have a row
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    H = np.zeros((3, 3))
    for j in range(3):
        for k in range(3):
            H[j, k] = np.mean(w * X[:, j] * X[:, k])
    return H


def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ (p - y) / len(y)


# %% wrong: the weights beside the columns
# says: could not be broadcast.*lines up with columns
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return (X * p * (1 - p)).T @ X / len(X)


def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ (p - y) / len(y)


# %% wrong: float32, hessian
# says: only the first digits are right.*float32
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return ((X.T * (p * (1 - p))) @ X / len(X)).astype(np.float32)


def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ (p - y) / len(y)


# %% wrong: finite differences of the course
# says: leaves the work to utils.gradient_check|only the first digits are right.*taken from a finite difference
def logistic_gradient(theta, X, y, sigmoid):
    return numerical_gradient(lambda t: logistic_loss(t, X, y), theta)


def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return (X * (p * (1 - p))[:, np.newaxis]).T @ X / len(X)


# %% wrong: finite differences in the middle
# says: logistic_gradient: only the first digits are right.*finite difference
def logistic_gradient(theta, X, y, sigmoid):
    steps = 1e-5 * np.eye(len(theta))
    return np.array([logistic_loss(theta + step, X, y) - logistic_loss(theta - step, X, y) for step in steps]) / 2e-5


def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return (X * (p * (1 - p))[:, np.newaxis]).T @ X / len(X)


# %% wrong: the Hessian as differences of the gradient
# says: logistic_hessian: only the first digits are right.*finite difference
def logistic_gradient(theta, X, y, sigmoid):
    return X.T @ (sigmoid(X @ theta) - y) / len(y)


def logistic_hessian(theta, X, sigmoid):
    steps, y = 1e-5 * np.eye(len(theta)), np.zeros(len(X))
    slopes = [[logistic_gradient(theta + sign * step, X, y, sigmoid) for step in steps] for sign in (1, -1)]
    return (np.array(slopes[0]) - np.array(slopes[1])) / 2e-5
