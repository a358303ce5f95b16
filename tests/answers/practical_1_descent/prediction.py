# %% right: numpy's vander
def design(x, degree):
    return np.vander(x, degree + 1, increasing=True)


def predict(X, theta):
    return X @ theta


def squared_loss(theta, X, y):
    residual = X @ theta - y
    return float(residual @ residual) / (2 * len(y))


# %% right: filled column by column, a sum of columns
def design(x, degree):
    X = np.ones((len(x), degree + 1))
    for k in range(1, degree + 1):
        X[:, k] = X[:, k - 1] * x
    return X


def predict(X, theta):
    total = np.zeros(len(X))
    for column, weight in zip(X.T, theta):
        total += weight * column
    return total


def squared_loss(theta, X, y):
    residual = X @ theta - y
    return float(residual @ residual) / (2 * len(y))


# %% right: broadcasting and einsum
def design(x, degree):
    return np.asarray(x, dtype=float)[:, None] ** np.arange(degree + 1)


def predict(X, theta):
    return np.einsum("nd,d->n", X, theta)


def squared_loss(theta, X, y):
    residual = X @ theta - y
    return float(residual @ residual) / (2 * len(y))


# %% right: cumulative products
def design(x, degree):
    cols = [np.ones(len(x))]
    for _ in range(degree):
        cols.append(cols[-1] * x)
    return np.array(cols).T


def predict(X, theta):
    return np.dot(X, theta)


def squared_loss(theta, X, y):
    residual = X @ theta - y
    return float(residual @ residual) / (2 * len(y))


# %% wrong: degree 0 fails
# says: IndexError.*degree = 0.*column of ones is alone
def design(x, degree):
    X = np.ones((len(x), degree + 1))
    X[:, 1] = x
    for k in range(2, degree + 1):
        X[:, k] = X[:, k - 1] * x
    return X


def predict(X, theta):
    return X @ theta


def squared_loss(theta, X, y):
    residual = X @ theta - y
    return float(residual @ residual) / (2 * len(y))


# %% wrong: three parameters, written out
# says: only the first three columns are used
def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    return theta[0] * X[:, 0] + theta[1] * X[:, 1] + theta[2] * X[:, 2]


def squared_loss(theta, X, y):
    residual = X @ theta - y
    return float(residual @ residual) / (2 * len(y))


# %% wrong: an array of integers is filled
# says: cut to whole numbers
def design(x, degree):
    X = np.ones((len(x), degree + 1), dtype=int)
    for k in range(1, degree + 1):
        X[:, k] = x**k
    return X


def predict(X, theta):
    return X @ theta


def squared_loss(theta, X, y):
    residual = X @ theta - y
    return float(residual @ residual) / (2 * len(y))


# %% wrong: a list of predictions
# says: a list of \d+ came back, but an array of shape
def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    return [float(row @ theta) for row in X]


def squared_loss(theta, X, y):
    residual = X @ theta - y
    return float(residual @ residual) / (2 * len(y))


# %% wrong: every sum goes on where the last one ended
# says: no entry is right|entries are right
def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    total, predictions = 0.0, []
    for row in X:
        for value, weight in zip(row, theta):
            total += value * weight
        predictions.append(total)
    return np.array(predictions)


def squared_loss(theta, X, y):
    residual = X @ theta - y
    return float(residual @ residual) / (2 * len(y))


# %% right: a loop over samples
def squared_loss(theta, X, y):
    total = 0.0
    for x_i, y_i in zip(X, y):
        total += (x_i @ theta - y_i) ** 2
    return total / 2 / len(y)


def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    return X @ theta


# %% right: np.mean
def squared_loss(theta, X, y):
    return 0.5 * np.mean((y - X @ theta) ** 2)


def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    return X @ theta


# %% right: the norm, squared
def squared_loss(theta, X, y):
    return np.linalg.norm(X @ theta - y) ** 2 / (2 * X.shape[0])


def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    return X @ theta


# %% right: multiplied out
def squared_loss(theta, X, y):
    return (theta @ X.T @ X @ theta - 2 * y @ X @ theta + y @ y) / (2 * len(y))


def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    return X @ theta


# %% right: with the function of gap 1
def squared_loss(theta, X, y):
    return np.sum((predict(X, theta) - y) ** 2) / (2 * len(y))


def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    return X @ theta


# %% right: dot and 0-d
def squared_loss(theta, X, y):
    r = y - X.dot(theta)
    return np.array(r.T @ r / X.shape[0] * 0.5)


def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    return X @ theta


# %% wrong: the loop runs over the parameters, not the samples
# says: the value is \S+, but \S+ is expected
def squared_loss(theta, X, y):
    total = 0.0
    for i in range(len(theta)):
        total += (X[i] @ theta - y[i]) ** 2
    return total / (2 * len(y))


def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    return X @ theta


# %% wrong: the sum goes on from call to call
# says: two calls with the same inputs give different results
total = 0.0


def squared_loss(theta, X, y):
    global total
    for x_i, y_i in zip(X, y):
        total += (x_i @ theta - y_i) ** 2
    return total / (2 * len(y))


def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    return X @ theta


# %% wrong: the loss comes with its residuals
# says: a tuple of 2 came back, but a single number is expected
def squared_loss(theta, X, y):
    residual = X @ theta - y
    return residual @ residual / (2 * len(y)), residual


def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    return X @ theta


# %% wrong: a perfect fit is not free
# says: residuals = all 0
def squared_loss(theta, X, y):
    residual = X @ theta - y
    return np.sqrt(residual @ residual + 1e-12) ** 2 / (2 * len(y))


def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    return X @ theta
