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


# %% right: einsum
def squared_gradient(theta, X, y):
    return np.einsum("ij,i->j", X, X @ theta - y) / X.shape[0]


# %% right: predict
def squared_gradient(theta, X, y):
    r = predict(X, theta) - y
    return np.array([np.mean(r * X[:, j]) for j in range(X.shape[1])])


# %% right: normal equations
def squared_gradient(theta, X, y):
    n = len(y)
    return (X.T @ X @ theta - X.T @ y) / n


# %% right: finite differences
def squared_gradient(theta, X, y):
    return numerical_gradient(lambda t: squared_loss(t, X, y), theta)


# %% wrong: absolute residuals
# says: the absolute residuals are used: their signs say which way to go
def squared_gradient(theta, X, y):
    return X.T @ np.abs(X @ theta - y) / len(y)


# %% wrong: signs of the residuals
# says: only the signs of the residuals are used: this is the gradient of absolute errors
def squared_gradient(theta, X, y):
    return X.T @ np.sign(X @ theta - y) / len(y)


# %% wrong: squared residual
# says: the residuals are squared: in the derivative of a square they enter once
def squared_gradient(theta, X, y):
    return X.T @ (X @ theta - y) ** 2 / len(y)


# %% wrong: divided by 2, multiplied by n
# says: it is multiplied by n: `/ 2 \* n` divides by 2 and then multiplies\. Asked is `/ n`
def squared_gradient(theta, X, y):
    return X.T @ (X @ theta - y) / 2 * len(y)


# %% wrong: only the last sample
# says: only the last sample counts: a loop must add up, `\+=`
def squared_gradient(theta, X, y):
    for x_i, y_i in zip(X, y):
        g = x_i * (x_i @ theta - y_i)
    return g / len(y)


# %% wrong: a step in place of the gradient
# says: this is theta minus the gradient, a step: the gradient alone is asked, the step comes in gap 5
def squared_gradient(theta, X, y):
    return theta - X.T @ (X @ theta - y) / len(y)
