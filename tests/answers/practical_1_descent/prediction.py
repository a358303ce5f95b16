# %% right: numpy's vander
def design(x, degree):
    return np.vander(x, degree + 1, increasing=True)


def predict(X, theta):
    return X @ theta


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


# %% right: broadcasting and einsum
def design(x, degree):
    return np.asarray(x, dtype=float)[:, None] ** np.arange(degree + 1)


def predict(X, theta):
    return np.einsum("nd,d->n", X, theta)


# %% wrong: the intercept is missing
# says: the column of ones is missing: x\^0 = 1 comes first and makes the intercept
def design(x, degree):
    return np.column_stack([x**k for k in range(1, degree + 1)])


def predict(X, theta):
    return X @ theta


# %% wrong: the last power is missing
# says: the last power, x\^3, is missing: range\(degree\) stops at degree - 1
def design(x, degree):
    return np.column_stack([x**k for k in range(degree)])


def predict(X, theta):
    return X @ theta


# %% wrong: the intercept stands last
# says: the powers come in falling order: the column of ones stands first, then x, then x\^2, up
def design(x, degree):
    return np.column_stack([x**k for k in range(degree, -1, -1)])


def predict(X, theta):
    return X @ theta


# %% wrong: k x in place of x^k
# says: k times x stands where x to the power k is asked
def design(x, degree):
    return np.column_stack([k * x for k in range(degree + 1)])


def predict(X, theta):
    return X @ theta


# %% wrong: rows and columns swapped
# says: the result is transposed: the shape is \(4, 7\), but \(7, 4\) is expected
def design(x, degree):
    return np.array([x**k for k in range(degree + 1)])


def predict(X, theta):
    return X @ theta


# %% wrong: predict returns a column
# says: the shape is \(7, 1\), but \(7,\) is expected
def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    return (X @ theta)[:, np.newaxis]


# %% wrong: products that are not added
# says: the products are not added up: each sample is the sum over its row, X @ theta
def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    return X * theta


# %% wrong: theta from the left
# says: the function stopped with ValueError: matmul: Input operand 1 has a mismatc
def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    return theta @ X


# %% wrong: the intercept is added twice
# says: the intercept is added a second time: the column of ones in X does that already
def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    return X @ theta + theta[0]


# %% wrong: the intercept is left out of the prediction
# says: the intercept is left out: use every column of X, the ones too
def design(x, degree):
    return np.column_stack([x**k for k in range(degree + 1)])


def predict(X, theta):
    return X[:, 1:] @ theta[1:]


# %% right: powers by outer
def design(x, degree):
    return np.power.outer(x, np.arange(degree + 1))


def predict(X, theta):
    return (X * theta).sum(axis=1)


# %% right: cumulative products
def design(x, degree):
    cols = [np.ones(len(x))]
    for _ in range(degree):
        cols.append(cols[-1] * x)
    return np.array(cols).T


def predict(X, theta):
    return np.dot(X, theta)


# %% right: list comprehension predict
def design(x, degree):
    return np.array([[value**k for k in range(degree + 1)] for value in x])


def predict(X, theta):
    return np.array([row @ theta for row in X])


# %% wrong: the degree is not used
# says: only 1 and x are there: with degree 3 the columns x\^2 and x\^3 follow
def design(x, degree):
    return np.column_stack([np.ones(len(x)), x])


def predict(X, theta):
    return X @ theta


# %% wrong: the column of ones twice
# says: the column of ones is there twice: x\^0 makes it already
def design(x, degree):
    return np.column_stack([np.ones(len(x))] + [x**k for k in range(degree + 1)])


def predict(X, theta):
    return X @ theta
