# %% right: a loop over samples
def squared_gradient(theta, X, y):
    gradient = np.zeros(len(theta))
    for x_i, y_i in zip(X, y):
        gradient += (x_i @ theta - y_i) * x_i
    return gradient / len(y)


# %% right: the mean of rows
def squared_gradient(theta, X, y):
    residual = X @ theta - y
    return (residual[:, np.newaxis] * X).mean(axis=0)


# %% right: the residual from the left
def squared_gradient(theta, X, y):
    return -((y - X @ theta) @ X) / X.shape[0]


# %% wrong: 1/n is missing
# says: 1/n is missing: the loss is a mean, and so is its gradient
def squared_gradient(theta, X, y):
    return X.T @ (X @ theta - y)


# %% wrong: a factor 2
# says: a factor 2 too many: the 1/2 of the loss takes away the 2 of the square
def squared_gradient(theta, X, y):
    return 2 * X.T @ (X @ theta - y) / len(y)


# %% wrong: the sign
# says: the sign is wrong: the residual is X theta - y, prediction minus truth
def squared_gradient(theta, X, y):
    return X.T @ (y - X @ theta) / len(y)


# %% wrong: y is forgotten
# says: y is forgotten: the residual is X theta - y
def squared_gradient(theta, X, y):
    return X.T @ (X @ theta) / len(y)


# %% wrong: divided by n d
# says: it is divided by n\*d, but the mean runs over the n samples alone \(X\.size is n\*d\)
def squared_gradient(theta, X, y):
    return X.T @ (X @ theta - y) / X.size


# %% wrong: averaged over the entries as well
# says: the entries are averaged into one: each parameter keeps its own slope
def squared_gradient(theta, X, y):
    return np.full(len(theta), np.mean(X.T @ (X @ theta - y)) / len(y))


# %% wrong: the residuals alone
# says: these are the residuals, one a sample: X' is missing, which weights them by the features
def squared_gradient(theta, X, y):
    return (X @ theta - y) / len(y)


# %% wrong: y as a column: an array of n columns
# says: y has become a column, so each prediction meets each truth: X theta - y must have shape
def squared_gradient(theta, X, y):
    return X.T @ (X @ theta - y[:, np.newaxis]) / len(y)


# %% wrong: the gradient as a column
# says: the shape is \(3, 1\), but \(3,\) is expected
def squared_gradient(theta, X, y):
    return (X.T @ (X @ theta - y) / len(y))[:, np.newaxis]


# %% wrong: the intercept's entry is left out
# says: the intercept's entry is left out: use every column of X, the ones too
def squared_gradient(theta, X, y):
    return X[:, 1:].T @ (X @ theta - y) / len(y)


# %% wrong: divided by the loss: the gradient of the norm
# says: this is the gradient of the norm, not of its square: it is divided by \|residual\|
def squared_gradient(theta, X, y):
    return X.T @ (X @ theta - y) / np.linalg.norm(X @ theta - y)


# %% wrong: a gradient step on theta on the way
# says: the input theta was changed in place
def squared_gradient(theta, X, y):
    gradient = X.T @ (X @ theta - y) / len(y)
    theta -= 0.1 * gradient
    return gradient
