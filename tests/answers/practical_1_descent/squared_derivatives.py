# %% right: a loop over samples
def squared_gradient(theta, X, y):
    gradient = np.zeros(len(theta))
    for x_i, y_i in zip(X, y):
        gradient += (x_i @ theta - y_i) * x_i
    return gradient / len(y)


def squared_hessian(X):
    return X.T @ X / len(X)


# %% right: the residual from the left
def squared_gradient(theta, X, y):
    return -((y - X @ theta) @ X) / X.shape[0]


def squared_hessian(X):
    return X.T @ X / len(X)


# %% right: einsum
def squared_gradient(theta, X, y):
    return np.einsum("ij,i->j", X, X @ theta - y) / X.shape[0]


def squared_hessian(X):
    return X.T @ X / len(X)


# %% right: predict
def squared_gradient(theta, X, y):
    r = predict(X, theta) - y
    return np.array([np.mean(r * X[:, j]) for j in range(X.shape[1])])


def squared_hessian(X):
    return X.T @ X / len(X)


# %% right: normal equations
def squared_gradient(theta, X, y):
    n = len(y)
    return (X.T @ X @ theta - X.T @ y) / n


def squared_hessian(X):
    return X.T @ X / len(X)


# %% wrong: finite differences of the course
# says: leaves the work to utils.gradient_check|only the first digits are right.*taken from a finite difference
def squared_gradient(theta, X, y):
    return numerical_gradient(lambda t: squared_loss(t, X, y), theta)


def squared_hessian(X):
    return X.T @ X / len(X)


# %% wrong: three parameters, written out
# says: the shape is \(3,\), but|IndexError
def squared_gradient(theta, X, y):
    r = X @ theta - y
    return np.array([np.mean(r * X[:, 0]), np.mean(r * X[:, 1]), np.mean(r * X[:, 2])])


def squared_hessian(X):
    return X.T @ X / len(X)


# %% wrong: the gradient grows from call to call
# says: the first call changed when|two calls with the same inputs
kept = {}


def squared_gradient(theta, X, y):
    gradient = kept.setdefault(len(theta), np.zeros(len(theta)))
    for x_i, y_i in zip(X, y):
        gradient += (x_i @ theta - y_i) * x_i / len(y)
    return gradient


def squared_hessian(X):
    return X.T @ X / len(X)


# %% wrong: differences to one side, with a coarse step
# says: no entry is right.*First difference
def squared_gradient(theta, X, y):
    gradient = np.zeros(len(theta))
    for j in range(len(theta)):
        moved = theta.copy()
        moved[j] += 1e-3
        gradient[j] = (squared_loss(moved, X, y) - squared_loss(theta, X, y)) / 1e-3
    return gradient


def squared_hessian(X):
    return X.T @ X / len(X)


# %% right: a sum of outer products
def squared_hessian(X):
    H = np.zeros((X.shape[1], X.shape[1]))
    for x in X:
        H += np.outer(x, x)
    return H / len(X)


def squared_gradient(theta, X, y):
    residual = X @ theta - y
    return X.T @ residual / len(y)


# %% right: einsum, hessian
def squared_hessian(X):
    return np.einsum("ni,nj->ij", X, X) / X.shape[0]


def squared_gradient(theta, X, y):
    residual = X @ theta - y
    return X.T @ residual / len(y)


# %% right: entry by entry
def squared_hessian(X):
    d = X.shape[1]
    return np.array([[np.mean(X[:, i] * X[:, j]) for j in range(d)] for i in range(d)])


def squared_gradient(theta, X, y):
    residual = X @ theta - y
    return X.T @ residual / len(y)


# %% right: np.dot
def squared_hessian(X):
    n = X.shape[0]
    return np.dot(X.T, X) / n


def squared_gradient(theta, X, y):
    residual = X @ theta - y
    return X.T @ residual / len(y)


# %% wrong: correlations
# says: entries are nan.*NumPy warned
def squared_hessian(X):
    return np.corrcoef(X.T)


def squared_gradient(theta, X, y):
    residual = X @ theta - y
    return X.T @ residual / len(y)


# %% wrong: a list of lists
# says: a list of \d came back, but an array of shape
def squared_hessian(X):
    n, d = X.shape
    return [[sum(X[:, i] * X[:, j]) / n for j in range(d)] for i in range(d)]


def squared_gradient(theta, X, y):
    residual = X @ theta - y
    return X.T @ residual / len(y)


# %% wrong: only the last sample counts
# says: no entry is right|entries are right
def squared_hessian(X):
    for x in X:
        H = np.outer(x, x)
    return H


def squared_gradient(theta, X, y):
    residual = X @ theta - y
    return X.T @ residual / len(y)


# %% wrong: the products are written over the features
# says: the input X was changed in place
def squared_hessian(X):
    n, H = len(X), X.T @ X
    X /= n
    return H / n


def squared_gradient(theta, X, y):
    residual = X @ theta - y
    return X.T @ residual / len(y)


# %% wrong: forward differences
# says: digits
def squared_gradient(theta, X, y):
    def L(t):
        return np.mean((X @ t - y) ** 2) / 2

    h = 1e-6
    return np.array([(L(theta + h * e) - L(theta)) / h for e in np.eye(len(theta))])


def squared_hessian(X):
    return X.T @ X / len(X)


# %% wrong: zeros_like X hessian ints
# says: .
def squared_gradient(theta, X, y):
    return X.T @ (X @ theta - y) / len(y)


def squared_hessian(X):
    H = np.zeros((X.shape[1], X.shape[1]), dtype=X.dtype)
    for j in range(X.shape[1]):
        for k in range(X.shape[1]):
            H[j, k] = (X[:, j] * X[:, k]).mean()
    return H


# %% right: Hessian times theta minus
def squared_gradient(theta, X, y):
    return squared_hessian(X) @ theta - X.T @ y / len(y)


def squared_hessian(X):
    return np.dot(X.T, X) / float(len(X))


# %% wrong: finite differences in the middle
# says: squared_gradient: only the first digits are right.*finite difference
def squared_gradient(theta, X, y):
    steps = 1e-5 * np.eye(len(theta))
    return np.array([squared_loss(theta + step, X, y) - squared_loss(theta - step, X, y) for step in steps]) / 2e-5


def squared_hessian(X):
    return X.T @ X / len(X)
