# %% right: least squares of weighted rows
def irls_step(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    root = np.sqrt(p * (1 - p))
    response = X @ theta + (y - p) / root**2
    solution, *_ = np.linalg.lstsq(X * root[:, np.newaxis], response * root, rcond=None)
    return solution


# %% right: theta plus the step, D built
def irls_step(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    return theta + np.linalg.solve(X.T @ np.diag(w) @ X, X.T @ (y - p))


# %% right: with inverses
def irls_step(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    W = np.diag(p * (1 - p))
    r = X @ theta + np.linalg.inv(W) @ (y - p)
    return np.linalg.inv(X.T @ W @ X) @ X.T @ W @ r


# %% wrong: float32
# says: only the first digits are right.*float32
def irls_step(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return (theta + np.linalg.solve((X.T * (p * (1 - p))) @ X, X.T @ (y - p))).astype(np.float32)


# %% wrong: all that lstsq returns
# says: a tuple of 4 came back, but an array
def irls_step(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    root = np.sqrt(p * (1 - p))
    return np.linalg.lstsq(X * root[:, np.newaxis], root * (X @ theta) + (y - p) / root, rcond=None)
