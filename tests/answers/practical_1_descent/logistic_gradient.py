# %% right: a loop over samples
def logistic_gradient(theta, X, y, sigmoid):
    gradient = np.zeros(len(theta))
    for x_i, y_i in zip(X, y):
        gradient += (sigmoid(np.array([x_i @ theta]))[0] - y_i) * x_i
    return gradient / len(y)


# %% right: the mean of rows
def logistic_gradient(theta, X, y, sigmoid):
    return ((sigmoid(X @ theta) - y)[:, None] * X).mean(axis=0)


# %% right: errors y - p from the left
def logistic_gradient(theta, X, y, sigmoid):
    return -(y - sigmoid(X @ theta)) @ X / X.shape[0]


# %% wrong: 1/n is missing
# says: 1/n is missing: the loss is a mean, and so is its gradient
def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ (p - y)


# %% wrong: the sign
# says: the sign is wrong: the residual is p - y, prediction minus truth
def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ (y - p) / len(y)


# %% wrong: p(1 - p) too many: the gradient of the squared error
# says: there is a p\(1 - p\) too many: it cancels in the cross-entropy \(it stays in the squared
def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ ((p - y) * p * (1 - p)) / len(y)


# %% wrong: the logits in place of the probabilities
# says: the sigmoid is missing: these are logits minus labels, not probabilities minus labels
def logistic_gradient(theta, X, y, sigmoid):
    p = X @ theta
    return X.T @ (p - y) / len(y)


# %% wrong: a hard threshold
# says: a hard threshold \(0 or 1\) stands where the probability is asked
def logistic_gradient(theta, X, y, sigmoid):
    p = (X @ theta >= 0).astype(float)
    return X.T @ (p - y) / len(y)


# %% wrong: a factor 2
# says: a factor 2 too many: no square is differentiated here
def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return 2 * X.T @ (p - y) / len(y)


# %% wrong: divided by n d
# says: it is divided by n\*d, but the mean runs over the n samples alone \(X\.size is n\*d\)
def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ (p - y) / X.size


# %% wrong: labels -1 and +1
# says: the labels are taken for -1 and \+1: here they are 0 and 1
def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ (p - (2 * y - 1)) / len(y)


# %% wrong: y as a column: an array of n columns
# says: y has become a column, so each probability meets each label: p - y must have shape \(n,\)
def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ (p - y[:, np.newaxis]) / len(y)


# %% wrong: the intercept's entry is left out
# says: the intercept's entry is left out: use every column of X, the ones too
def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X[:, 1:].T @ (p - y) / len(y)


# %% wrong: the residuals alone
# says: these are the residuals, one a sample: X' is missing, which weights them by the features
def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return (p - y) / len(y)


# %% wrong: the sigmoid twice
# says: the sigmoid is taken twice
def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(sigmoid(X @ theta))
    return X.T @ (p - y) / len(y)


# %% right: einsum
def logistic_gradient(theta, X, y, sigmoid):
    return np.einsum("i,ij->j", sigmoid(X @ theta) - y, X) / len(X)


# %% right: the mean of rows, p from gap 1
def logistic_gradient(theta, X, y, sigmoid):
    return ((sigmoid(predict(X, theta)) - y)[:, None] * X).mean(axis=0)


# %% right: one probability after the other
def logistic_gradient(theta, X, y, sigmoid):
    p = np.array([sigmoid(np.array([z]))[0] for z in X @ theta])
    return X.T.dot(p - y) / y.size


# %% wrong: an array of integers is filled
# says: the probabilities are cut to 0: an array of integers \(a copy of y\?\) was filled
def logistic_gradient(theta, X, y, sigmoid):
    p = y.copy()
    p[:] = sigmoid(X @ theta)
    return X.T @ (p - y) / len(y)


# %% wrong: a factor 1/2
# says: a factor 1/2: it belongs to the squared error
def logistic_gradient(theta, X, y, sigmoid):
    return X.T @ (sigmoid(X @ theta) - y) / (2 * len(y))


# %% wrong: the chain stops at p
# says: the chain stops at p: the derivative of the loss by p still has to be multiplied by p\(1 - p\)
def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ (-y / p + (1 - y) / (1 - p)) / len(y)


# %% wrong: only class one
# says: only the samples with y = 1 count
def logistic_gradient(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    return X.T @ (y * (p - 1)) / len(y)


# %% wrong: divided by d
# says: it is divided by d, the number of columns: the mean runs over the n samples
def logistic_gradient(theta, X, y, sigmoid):
    return X.T @ (sigmoid(X @ theta) - y) / len(theta)


# %% right: with signs by the bridge
def logistic_gradient(theta, X, y, sigmoid):
    s = 2 * y - 1
    z = X @ theta
    return -X.T @ (s * sigmoid(-s * z)) / len(y)
