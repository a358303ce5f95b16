# %% right: least squares of weighted rows
def irls_step(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    root = np.sqrt(p * (1 - p))
    response = X @ theta + (y - p) / root**2
    solution, *_ = np.linalg.lstsq(X * root[:, np.newaxis], response * root, rcond=None)
    return solution


# %% right: Newton's step
def irls_step(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return theta + np.linalg.inv(X.T @ np.diag(p * (1 - p)) @ X) @ X.T @ (y - p)


# %% wrong: no weights
# says: the weights p\(1 - p\) are missing: this is ordinary least squares of the working response
def irls_step(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    r = X @ theta + (y - p) / w
    w = np.ones(len(y))
    return np.linalg.solve((X * w[:, np.newaxis]).T @ X, X.T @ (w * r))


# %% wrong: the sign of the residual
# says: the sign of y - p is wrong in the working response
def irls_step(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    r = X @ theta + (p - y) / w
    return np.linalg.solve((X * w[:, np.newaxis]).T @ X, X.T @ (w * r))


# %% wrong: not divided by the weights
# says: y - p is not divided by w in the working response
def irls_step(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    r = X @ theta + (y - p)
    return np.linalg.solve((X * w[:, np.newaxis]).T @ X, X.T @ (w * r))


# %% wrong: the step alone
# says: this is the step alone: X theta is missing in the working response
def irls_step(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    r = (y - p) / w
    return np.linalg.solve((X * w[:, np.newaxis]).T @ X, X.T @ (w * r))


# %% wrong: weights on the left only
# says: the weights stand on one side only: in \(X'WX\) theta = X'W r both sides have W
def irls_step(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    r = X @ theta + (y - p) / w
    return np.linalg.solve((X * w[:, np.newaxis]).T @ X, X.T @ r)


# %% wrong: squared weights
# says: the weights are squared: X and r are both multiplied by w\. Multiply both by its root
def irls_step(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    r = X @ theta + (y - p) / w
    return np.linalg.solve((X * w[:, np.newaxis] ** 2).T @ X, X.T @ (w**2 * r))


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


# %% wrong: multiplied by the weights
# says: y - p is multiplied by w in the working response: divide by it
def irls_step(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    r = X @ theta + (y - p) * w
    return np.linalg.solve((X * w[:, None]).T @ X, X.T @ (w * r))


# %% wrong: 1/n on one side
# says: 1/n stands on one side only: it cancels, so leave it out on both
def irls_step(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    r = X @ theta + (y - p) / w
    return np.linalg.solve((X * w[:, None]).T @ X / len(y), X.T @ (w * r))


# %% wrong: a bracket too many
# says: a bracket too many: in the working response y - p alone is divided by w
def irls_step(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    r = (X @ theta + y - p) / w
    return np.linalg.solve((X * w[:, None]).T @ X, X.T @ (w * r))
