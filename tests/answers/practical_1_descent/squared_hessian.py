# %% right: a sum of outer products
def squared_hessian(X):
    H = np.zeros((X.shape[1], X.shape[1]))
    for x in X:
        H += np.outer(x, x)
    return H / len(X)


# %% right: einsum
def squared_hessian(X):
    return np.einsum("ni,nj->ij", X, X) / X.shape[0]


# %% right: entry by entry
def squared_hessian(X):
    d = X.shape[1]
    return np.array([[np.mean(X[:, i] * X[:, j]) for j in range(d)] for i in range(d)])


# %% wrong: 1/n is missing
# says: 1/n is missing: the loss is a mean, and so are its second derivatives
def squared_hessian(X):
    return X.T @ X


# %% wrong: a factor 2
# says: a factor 2 too many: the 1/2 of the loss takes it away
def squared_hessian(X):
    return 2 * X.T @ X / len(X)


# %% wrong: n by n
# says: this is X X', samples by samples; asked is X'X, parameters by parameters
def squared_hessian(X):
    return X @ X.T / len(X)


# %% wrong: only the diagonal
# says: only the diagonal is there: the mixed second derivatives are missing
def squared_hessian(X):
    return np.diag((X**2).mean(axis=0))


# %% wrong: divided by d
# says: it is divided by d, the number of columns: the mean runs over the n samples
def squared_hessian(X):
    return X.T @ X / X.shape[1]


# %% wrong: the sign
# says: the sign is wrong: the parabola opens upward
def squared_hessian(X):
    return -X.T @ X / len(X)


# %% wrong: the covariance of the columns
# says: the columns are centered: this is their covariance\. X'X/n subtracts no means
def squared_hessian(X):
    return np.cov(X.T, bias=True)


# %% wrong: squares without the transpose
# says: each entry of X is squared: the product of X' with X is asked
def squared_hessian(X):
    return X**2 / len(X)


# %% right: np.dot
def squared_hessian(X):
    n = X.shape[0]
    return np.dot(X.T, X) / n


# %% right: np.matmul and 1/n
def squared_hessian(X):
    return np.matmul(np.transpose(X), X) * (1 / X.shape[0])


# %% wrong: whole-number division
# says: it is divided by // and so rounded down: / is asked
def squared_hessian(X):
    return X.T @ X // len(X)


# %% wrong: multiplied by n
# says: it is multiplied by n: the mean divides by it
def squared_hessian(X):
    return X.T @ X * len(X)


# %% wrong: the column of ones is left out
# says: the column of ones is left out: use every column of X
def squared_hessian(X):
    return X[:, 1:].T @ X[:, 1:] / len(X)
