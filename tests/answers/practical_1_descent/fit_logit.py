# %% right: a loop of counted steps, the look at the data behind the step
def fit_logit(X, y, sigmoid):
    theta = np.zeros(X.shape[1])
    for _ in range(200):
        p = sigmoid(X @ theta)
        H = X.T @ np.diag(p * (1 - p)) @ X
        g = X.T @ (y - p)
        if np.linalg.norm(g) / len(X) < 1e-10:
            break
        theta = theta + np.linalg.inv(H) @ g
        if all(x @ theta > 0 if label else x @ theta < 0 for x, label in zip(X, y)):
            raise ValueError("separated")
    return theta, np.diag(np.linalg.inv(H)) ** 0.5


# %% right: with the functions of the gaps before, and the mean's Hessian times n
def fit_logit(X, y, sigmoid):
    n, d = X.shape
    theta = np.zeros(d)
    while True:
        gradient = logistic_gradient(theta, X, y, sigmoid)
        hessian = logistic_hessian(theta, X, sigmoid)
        if np.sqrt(gradient @ gradient) <= 1e-10:
            covariance = np.linalg.inv(n * hessian)
            return theta, np.sqrt(covariance.diagonal())
        theta = theta - np.linalg.solve(hessian, gradient)
        z = X @ theta
        if z[y == 1].min(initial=np.inf) > 0 and z[y == 0].max(initial=-np.inf) < 0:
            raise ValueError("no answer: perfect separation")


# %% right: it stops when the logits move no more
def fit_logit(X, y, sigmoid):
    theta = np.zeros(X.shape[1])
    step = np.inf
    while np.max(np.abs(X @ theta * 0 + step)) > 1e-11:
        p = sigmoid(X @ theta)
        H = np.einsum("ni,n,nj->ij", X, p * (1 - p), X)
        change = np.linalg.solve(H, X.T @ (y - p))
        theta, step = theta + change, np.abs(X @ change).max()
        if np.array_equal(X @ theta > 0, y == 1) and not np.any(X @ theta == 0):
            raise ValueError("these classes are separated by a plane")
    return theta, np.sqrt(np.diag(np.linalg.inv(H)))


# %% right: a loss below log(2)/n says that every sample is on its right side
def fit_logit(X, y, sigmoid):
    theta = np.zeros(X.shape[1])
    for _ in range(60):
        z = X @ theta
        if np.all(np.where(y == 1, z, -z) > 0):
            break
        p = sigmoid(z)
        A = X * np.sqrt(p * (1 - p))[:, None]
        g = (p - y) @ X
        if np.abs(g).max() < 1e-12 * len(y):
            return theta, np.sqrt(np.linalg.inv(A.T @ A).diagonal())
        theta = theta - np.linalg.solve(A.T @ A, g)
    else:
        return theta, np.sqrt(np.linalg.inv(A.T @ A).diagonal())
    raise ValueError("no theta is best")


# %% right: as a list of two
def fit_logit(X, y, sigmoid):
    theta = np.zeros(X.shape[1])
    while not np.all((2 * y - 1) * (X @ theta) > 0):
        p = sigmoid(X @ theta)
        g, H = X.T @ (p - y), (X * (p * (1 - p))[:, np.newaxis]).T @ X
        if np.linalg.norm(g) <= 1e-10 * len(y):
            return [theta, np.sqrt(np.diag(np.linalg.inv(H)))]
        theta = theta - np.linalg.solve(H, g)
    raise ValueError("the classes are perfectly separated: no theta is best")


# %% wrong: gradient descent, which is not there after 1000 steps
# says: after 500 rounds there is still no answer.*is each step a full one of his
def fit_logit(X, y, sigmoid):
    theta = np.zeros(X.shape[1])
    for _ in range(1000):
        p = sigmoid(X @ theta)
        theta = theta - 0.1 * X.T @ (p - y) / len(y)
        if np.all((2 * y - 1) * (X @ theta) > 0):
            raise ValueError("separated")
    H = (X * (p * (1 - p))[:, np.newaxis]).T @ X
    return theta, np.sqrt(np.diag(np.linalg.inv(H)))


# %% wrong: it goes on until the Hessian cannot be inverted
# says: the Hessian became singular on the way, since these classes are perfectly separated|something came back
def fit_logit(X, y, sigmoid):
    theta = np.zeros(X.shape[1])
    for _ in range(100):
        p = sigmoid(X @ theta)
        g, H = X.T @ (p - y), (X * (p * (1 - p))[:, np.newaxis]).T @ X
        if np.linalg.norm(g) <= 1e-300:
            break
        theta = theta - np.linalg.solve(H, g)
    return theta, np.sqrt(np.diag(np.linalg.inv(H)))


# %% wrong: three parameters, as in the notebook
# says: d = 2|d = 4
def fit_logit(X, y, sigmoid):
    theta = np.zeros(3)
    while not np.all((2 * y - 1) * (X @ theta) > 0):
        p = sigmoid(X @ theta)
        g, H = X.T @ (p - y), (X * (p * (1 - p))[:, np.newaxis]).T @ X
        if np.linalg.norm(g) <= 1e-10 * len(y):
            return theta, np.sqrt(np.diag(np.linalg.inv(H)))
        theta = theta - np.linalg.solve(H, g)
    raise ValueError("separated")


# %% wrong: separated is taken for a sure loss
# says: a ValueError for classes that overlap|something came back
def fit_logit(X, y, sigmoid):
    theta = np.zeros(X.shape[1])
    for _ in range(12):
        p = sigmoid(X @ theta)
        g, H = X.T @ (p - y), (X * (p * (1 - p))[:, np.newaxis]).T @ X
        if np.linalg.norm(g) <= 1e-10 * len(y):
            return theta, np.sqrt(np.diag(np.linalg.inv(H)))
        theta = theta - np.linalg.solve(H, g)
    raise ValueError("it does not converge")


# %% wrong: the labels are taken for -1 and +1
# says: fit_logit
def fit_logit(X, y, sigmoid):
    theta = np.zeros(X.shape[1])
    while not np.all(y * (X @ theta) > 0):
        p = sigmoid(y * (X @ theta))
        g, H = -X.T @ (y * (1 - p)), (X * (p * (1 - p))[:, np.newaxis]).T @ X
        if np.linalg.norm(g) <= 1e-10 * len(y):
            return theta, np.sqrt(np.diag(np.linalg.inv(H)))
        theta = theta - np.linalg.solve(H, g)
    raise ValueError("separated")


# %% wrong: an assertion instead of a ValueError
# says: AssertionError|ValueError|perfectly separated
def fit_logit(X, y, sigmoid):
    theta = np.zeros(X.shape[1])
    while True:
        p = sigmoid(X @ theta)
        g, H = X.T @ (p - y), (X * (p * (1 - p))[:, np.newaxis]).T @ X
        if np.linalg.norm(g) <= 1e-10 * len(y):
            return theta, np.sqrt(np.diag(np.linalg.inv(H)))
        theta = theta - np.linalg.solve(H, g)
        assert not np.all((2 * y - 1) * (X @ theta) > 0), "perfectly separated"


# %% wrong: errors from least squares residual variance
# says: .
def fit_logit(X, y, sigmoid):
    theta = np.zeros(X.shape[1])
    while not np.all((2 * y - 1) * (X @ theta) > 0):
        p = sigmoid(X @ theta)
        g, H = X.T @ (p - y), (X * (p * (1 - p))[:, None]).T @ X
        if np.linalg.norm(g) <= 1e-10 * len(y):
            s2 = ((y - p) ** 2).sum() / (len(y) - len(theta))
            return theta, np.sqrt(s2 * np.diag(np.linalg.inv(X.T @ X)))
        theta = theta - np.linalg.solve(H, g)
    raise ValueError("separated")


# %% wrong: separated as all probabilities near labels
# says: .
def fit_logit(X, y, sigmoid):
    theta = np.zeros(X.shape[1])
    for _ in range(50):
        p = sigmoid(X @ theta)
        if np.all(np.abs(p - y) < 1e-12):
            raise ValueError("separated")
        g, H = X.T @ (p - y), (X * (p * (1 - p))[:, None]).T @ X
        if np.linalg.norm(g) <= 1e-10 * len(y):
            break
        theta = theta - np.linalg.solve(H, g)
    return theta, np.sqrt(np.diag(np.linalg.inv(H)))


# %% wrong: separated by sign of first feature
# says: .
def fit_logit(X, y, sigmoid):
    for j in range(1, X.shape[1]):
        if X[y == 1, j].min(initial=np.inf) > X[y == 0, j].max(initial=-np.inf):
            raise ValueError("separated")
    theta = np.zeros(X.shape[1])
    while True:
        p = sigmoid(X @ theta)
        g, H = X.T @ (p - y), (X * (p * (1 - p))[:, None]).T @ X
        if np.linalg.norm(g) <= 1e-10 * len(y):
            return theta, np.sqrt(np.diag(np.linalg.inv(H)))
        theta = theta - np.linalg.solve(H, g)


# %% wrong: a penalty keeps it finite
# says: .
def fit_logit(X, y, sigmoid):
    theta = np.zeros(X.shape[1])
    while not np.all((2 * y - 1) * (X @ theta) > 0):
        p = sigmoid(X @ theta)
        g, H = X.T @ (p - y) + 1e-3 * theta, (X * (p * (1 - p))[:, None]).T @ X + 1e-3 * np.eye(X.shape[1])
        if np.linalg.norm(g) <= 1e-10 * len(y):
            return theta, np.sqrt(np.diag(np.linalg.inv(H)))
        theta = theta - np.linalg.solve(H, g)
    raise ValueError("separated")


# %% wrong: sandwich
# says: .
def fit_logit(X, y, sigmoid):
    theta = np.zeros(X.shape[1])
    while not np.all((2 * y - 1) * (X @ theta) > 0):
        p = sigmoid(X @ theta)
        g, H = X.T @ (p - y), (X * (p * (1 - p))[:, None]).T @ X
        if np.linalg.norm(g) <= 1e-10 * len(y):
            V = np.linalg.inv(H)
            M = (X * ((p - y) ** 2)[:, None]).T @ X
            return theta, np.sqrt(np.diag(V @ M @ V))
        theta = theta - np.linalg.solve(H, g)
    raise ValueError("separated")


# %% wrong: returns the error instead of raising
# says: .
def fit_logit(X, y, sigmoid):
    theta = np.zeros(X.shape[1])
    while not np.all((2 * y - 1) * (X @ theta) > 0):
        p = sigmoid(X @ theta)
        g, H = X.T @ (p - y), (X * (p * (1 - p))[:, None]).T @ X
        if np.linalg.norm(g) <= 1e-10 * len(y):
            return theta, np.sqrt(np.diag(np.linalg.inv(H)))
        theta = theta - np.linalg.solve(H, g)
    return ValueError("separated")


# %% right: linear program first
def fit_logit(X, y, sigmoid):
    from scipy.optimize import linprog

    s = 2 * y - 1
    if linprog(np.zeros(X.shape[1]), A_ub=-s[:, None] * X, b_ub=-np.ones(len(y)), bounds=(None, None)).status == 0:
        raise ValueError("separated")
    theta = np.zeros(X.shape[1])
    for _ in range(100):
        p = sigmoid(X @ theta)
        H = (X * (p * (1 - p))[:, None]).T @ X
        g = X.T @ (p - y)
        if np.linalg.norm(g) <= 1e-11 * len(y):
            break
        theta = theta - np.linalg.solve(H, g)
    return theta, np.sqrt(np.diag(np.linalg.inv(H)))


# %% right: damped Newton
def fit_logit(X, y, sigmoid):
    def loss(t):
        return np.mean(np.logaddexp(0, X @ t) - y * (X @ t))

    theta = np.zeros(X.shape[1])
    for _ in range(100):
        p = sigmoid(X @ theta)
        g, H = X.T @ (p - y), (X * (p * (1 - p))[:, None]).T @ X
        if np.linalg.norm(g) <= 1e-10 * len(y):
            break
        s, t = np.linalg.solve(H, g), 1.0
        while loss(theta - t * s) > loss(theta) + 1e-12:
            t /= 2
        theta = theta - t * s
        if np.all((2 * y - 1) * (X @ theta) > 0):
            raise ValueError("perfect separation")
    return theta, np.sqrt(np.diag(np.linalg.inv(H)))


# %% right: IRLS
def fit_logit(X, y, sigmoid):
    theta, old = np.zeros(X.shape[1]), None
    for _ in range(60):
        z = X @ theta
        if np.min((2 * y - 1) * z) > 0:
            raise ValueError("no estimate")
        p = sigmoid(z)
        w = p * (1 - p)
        A = (X.T * w) @ X
        new = np.linalg.solve(A, X.T @ (w * z + y - p))
        if np.max(np.abs(X @ (new - theta))) < 1e-10:
            break
        theta = new
    return new, np.sqrt(np.diag(np.linalg.inv(A)))


# %% wrong: it stops too early, on the gradient of the sum
# says: it stops too early
def fit_logit(X, y, sigmoid):
    theta = np.zeros(X.shape[1])
    for _ in range(100):
        p = sigmoid(X @ theta)
        g, H = X.T @ (p - y), (X * (p * (1 - p))[:, np.newaxis]).T @ X
        if np.all((2 * y - 1) * (X @ theta) > 0):
            raise ValueError("separated")
        if np.linalg.norm(g) <= 1e-3:
            break
        theta = theta - np.linalg.solve(H, g)
    return theta, np.sqrt(np.diag(np.linalg.inv(H)))


# %% wrong: a tolerance that rounding never reaches
# says: after 500 rounds there is still no answer.*A tolerance far below 1e-10 drowns in rounding
def fit_logit(X, y, sigmoid):
    theta = np.zeros(X.shape[1])
    while not np.all((2 * y - 1) * (X @ theta) > 0):
        p = sigmoid(X @ theta)
        g, H = X.T @ (p - y), (X * (p * (1 - p))[:, np.newaxis]).T @ X
        if np.linalg.norm(g) <= 1e-14:
            return theta, np.sqrt(np.diag(np.linalg.inv(H)))
        theta = theta - np.linalg.solve(H, g)
    raise ValueError("separated")
