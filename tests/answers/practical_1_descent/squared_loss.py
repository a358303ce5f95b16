# %% right: a loop over samples
def squared_loss(theta, X, y):
    total = 0.0
    for x_i, y_i in zip(X, y):
        total += (x_i @ theta - y_i) ** 2
    return total / 2 / len(y)


# %% right: np.mean
def squared_loss(theta, X, y):
    return 0.5 * np.mean((y - X @ theta) ** 2)


# %% right: the norm, squared
def squared_loss(theta, X, y):
    return np.linalg.norm(X @ theta - y) ** 2 / (2 * X.shape[0])


# %% right: multiplied out
def squared_loss(theta, X, y):
    return (theta @ X.T @ X @ theta - 2 * y @ X @ theta + y @ y) / (2 * len(y))


# %% wrong: 1/n is missing
# says: 1/n is missing: the loss is a mean over the samples
def squared_loss(theta, X, y):
    residual = X @ theta - y
    return float(residual @ residual) / 2


# %% wrong: 1/2 is missing
# says: 1/2 is missing: L = 1/\(2n\) \|residual\|\^2, so that the gradient has no 2
def squared_loss(theta, X, y):
    residual = X @ theta - y
    return float(residual @ residual) / len(y)


# %% wrong: the norm is not squared
# says: the norm is not squared: L = 1/\(2n\) \|residual\|\^2, and np\.linalg\.norm takes a root
def squared_loss(theta, X, y):
    residual = X @ theta - y
    return np.linalg.norm(residual) / (2 * len(y))


# %% wrong: absolute values
# says: absolute values are averaged where squares are asked
def squared_loss(theta, X, y):
    residual = X @ theta - y
    return np.abs(residual).sum() / (2 * len(y))


# %% wrong: divided by n d
# says: it is divided by n\*d, but the mean runs over the n samples alone \(X\.size is n\*d\)
def squared_loss(theta, X, y):
    residual = X @ theta - y
    return float(residual @ residual) / (2 * X.size)


# %% wrong: the square of the sum
# says: the residuals are summed first and squared then: errors cancel\. Square each, then sum
def squared_loss(theta, X, y):
    residual = X @ theta - y
    return residual.sum() ** 2 / (2 * len(y))


# %% wrong: a sum where a difference belongs
# says: the residual is prediction minus truth; here the two are added
def squared_loss(theta, X, y):
    residual = X @ theta + y
    return float(residual @ residual) / (2 * len(y))


# %% wrong: y as a column: n times n differences
# says: y has become a column, so each prediction meets each truth: \(n,\) - \(n, 1\) gives \(n, n\)
def squared_loss(theta, X, y):
    residual = X @ theta - y[:, np.newaxis]
    return float((residual**2).sum()) / (2 * len(y))


# %% wrong: one number a sample
# says: one number a sample came back: the mean over the samples is missing
def squared_loss(theta, X, y):
    residual = X @ theta - y
    return residual**2 / 2


# %% wrong: the root of the mean
# says: this is the root of the mean square: no root is asked, but a 1/2
def squared_loss(theta, X, y):
    residual = X @ theta - y
    return float(np.sqrt(np.mean(residual**2)))


# %% wrong: the sign
# says: the sign is wrong: a sum of squares is never negative
def squared_loss(theta, X, y):
    residual = X @ theta - y
    return -float(residual @ residual) / (2 * len(y))


# %% wrong: y is overwritten
# says: the input y was changed in place
def squared_loss(theta, X, y):
    y -= X @ theta
    residual = y
    return float(residual @ residual) / (2 * len(y))


# %% right: with the function of gap 1
def squared_loss(theta, X, y):
    return np.sum((predict(X, theta) - y) ** 2) / (2 * len(y))


# %% right: python sum
def squared_loss(theta, X, y):
    return sum((X @ theta - y) ** 2) / (2 * len(y))


# %% right: dot and 0-d
def squared_loss(theta, X, y):
    r = y - X.dot(theta)
    return np.array(r.T @ r / X.shape[0] * 0.5)


# %% right: norms
def squared_loss(theta, X, y):
    return np.square(np.linalg.norm(X @ theta - y)) / 2 / len(X)


# %% wrong: divided by 2, multiplied by n
# says: it is multiplied by n: `/ 2 \* n` divides by 2 and then multiplies\. Bracket the divisor, `/ \(2 \*
def squared_loss(theta, X, y):
    r = X @ theta - y
    return 1 / 2 * len(y) * r @ r


# %% wrong: / 2 * n precedence
# says: it is multiplied by n: `/ 2 \* n` divides by 2 and then multiplies\. Bracket the divisor, `/ \(2 \*
def squared_loss(theta, X, y):
    r = X @ theta - y
    return (r @ r) / 2 * len(y)


# %% wrong: variance
# says: this is half the variance of the residuals, which subtracts their mean: square the residuals th
def squared_loss(theta, X, y):
    return np.var(X @ theta - y) / 2


# %% wrong: without intercept
# says: the intercept is left out: use every column of X, the ones too
def squared_loss(theta, X, y):
    return np.mean((X[:, 1:] @ theta[1:] - y) ** 2) / 2


# %% wrong: the mean, squared
# says: the residuals are averaged first and squared then: errors cancel\. Square each, then take the me
def squared_loss(theta, X, y):
    return 0.5 * np.mean(X @ theta - y) ** 2


# %% wrong: n-1
# says: it is divided by n - 1: this is no estimate of a variance, the loss has 1/n
def squared_loss(theta, X, y):
    r = X @ theta - y
    return r @ r / (2 * (len(y) - 1))
