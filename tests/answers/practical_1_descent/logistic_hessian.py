# %% right: with the diagonal matrix written out
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ np.diag(p * (1 - p)) @ X / len(X)


# %% right: a sum of outer products
def logistic_hessian(theta, X, sigmoid):
    H = 0
    for x in X:
        p = sigmoid(np.array([x @ theta]))[0]
        H = H + p * (1 - p) * np.outer(x, x)
    return H / len(X)


# %% right: einsum
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return np.einsum("n,ni,nj->ij", p - p**2, X, X) / X.shape[0]


# %% wrong: 1/n is missing
# says: 1/n is missing: the loss is a mean, and so are its second derivatives
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return (X * (p * (1 - p))[:, np.newaxis]).T @ X


# %% wrong: p(1 - p) is missing
# says: the weights p\(1 - p\) are missing: this is X'X/n, the Hessian of least squares
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ X / len(X)


# %% wrong: only p
# says: the weights are p: p\(1 - p\) is asked, the slope of the sigmoid
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return (X * p[:, np.newaxis]).T @ X / len(X)


# %% wrong: p(1 - p) squared
# says: the weights are squared: p\(1 - p\) enters once, X'DX has one D
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return (X * ((p * (1 - p)) ** 2)[:, np.newaxis]).T @ X / len(X)


# %% wrong: the sign
# says: the sign is wrong: the loss is convex, so its Hessian has no negative eigenvalue
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return -(X * (p * (1 - p))[:, np.newaxis]).T @ X / len(X)


# %% wrong: a mean of p in every row
# says: one mean probability is used for all samples: each has its own p\(1 - p\)
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return (X * (p.mean() * (1 - p.mean()))).T @ X / len(X)


# %% wrong: n by n
# says: this is X X', samples by samples; asked is X'DX, parameters by parameters
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return X @ X.T * (p * (1 - p)) / len(X)


# %% wrong: only the diagonal
# says: only the diagonal is there: the mixed second derivatives are missing
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return np.diag(((p * (1 - p))[:, np.newaxis] * X**2).mean(axis=0))


# %% wrong: p(1 + p)
# says: the weights are p\(1 \+ p\): the sigmoid's slope is p\(1 - p\)
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return (X * (p * (1 + p))[:, np.newaxis]).T @ X / len(X)


# %% wrong: divided by d
# says: it is divided by d, the number of columns: the mean runs over the n samples
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return (X * (p * (1 - p))[:, np.newaxis]).T @ X / X.shape[1]


# %% wrong: X is weighted in place
# says: the input X was changed in place
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    n = len(X)
    H = (X * (p * (1 - p))[:, np.newaxis]).T @ X / n
    X *= np.sqrt(p * (1 - p))[:, np.newaxis]
    return H


# %% right: einsum of three
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return np.einsum("i,ij,ik->jk", p * (1 - p), X, X) / len(X)


# %% right: diag
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ np.diag(p * (1 - p)) @ X / X.shape[0]


# %% right: root weights
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    A = X * np.sqrt(p * (1 - p))[:, None]
    return A.T @ A / len(X)


# %% right: sigma(z) sigma(-z)
def logistic_hessian(theta, X, sigmoid):
    z = X @ theta
    return (X.T * (sigmoid(z) * sigmoid(-z))) @ X / len(X)


# %% right: a loop of outer products
def logistic_hessian(theta, X, sigmoid):
    H = np.zeros((len(theta), len(theta)))
    for i in range(len(X)):
        p = sigmoid(np.array([X[i] @ theta]))[0]
        H += p * (1 - p) * np.outer(X[i], X[i])
    return H / len(X)


# %% wrong: the weights are added up
# says: the weights are added up to one number: each row of X has its own
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return (p @ (1 - p)) * X.T @ X / len(X)


# %% wrong: squared p
# says: the weights are p\^2: p\(1 - p\) is asked
def logistic_hessian(theta, X, sigmoid):
    p = sigmoid(X @ theta)
    return (X * (p**2)[:, None]).T @ X / len(X)


# %% wrong: the weights at zero
# says: the weights are 1/4 everywhere, as at theta = 0: each sample has its own p\(1 - p\)
def logistic_hessian(theta, X, sigmoid):
    return X.T @ X / (4 * len(X))
