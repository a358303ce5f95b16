# %% right: column by column
def standardize(X_train, X):
    scaled = np.empty(X.shape)
    for j in range(X.shape[1]):
        scaled[:, j] = (X[:, j] - np.mean(X_train[:, j])) / np.std(X_train[:, j])
    return scaled


# %% right: the deviation from the variance
def standardize(X_train, X):
    mu = X_train.sum(axis=0) / len(X_train)
    sigma = np.sqrt(((X_train - mu) ** 2).mean(axis=0))
    return X / sigma - mu / sigma


# %% right: scikit-learn's scaler
def standardize(X_train, X):
    from sklearn.preprocessing import StandardScaler

    return StandardScaler().fit(X_train).transform(X)


# %% wrong: scaled by its own mean and deviation
# says: X is scaled by its own mean and deviation: take both from X_train, or the same firm gets
def standardize(X_train, X):
    return (X - X.mean(axis=0)) / X.std(axis=0)


# %% wrong: its own mean, the training deviation
# says: X is centered by its own mean: take the mean from X_train
def standardize(X_train, X):
    return (X - X.mean(axis=0)) / X_train.std(axis=0)


# %% wrong: divided by the variance
# says: it is divided by the variance: the standard deviation is its root
def standardize(X_train, X):
    return (X - X_train.mean(axis=0)) / X_train.var(axis=0)


# %% wrong: one mean and one deviation for all columns
# says: one mean and one deviation are taken for all columns: each column has its own \(axis=0\)
def standardize(X_train, X):
    return (X - X_train.mean()) / X_train.std()


# %% wrong: along the rows
# says: each row is standardized: a column is one feature, so take axis=0
def standardize(X_train, X):
    return (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)


# %% wrong: not centered
# says: the mean is not subtracted
def standardize(X_train, X):
    return X / X_train.std(axis=0)


# %% wrong: not scaled
# says: the columns are centered, but not divided by their standard deviation
def standardize(X_train, X):
    return X - X_train.mean(axis=0)


# %% wrong: the training part is returned
# says: the standardized X_train came back: X is asked, with the mean and deviation of X_train
def standardize(X_train, X):
    return (X_train - X_train.mean(axis=0)) / X_train.std(axis=0)


# %% wrong: scaled to 0 ... 1
# says: the columns are scaled to 0 \.\.\. 1 by minimum and maximum: mean and standard deviation are
def standardize(X_train, X):
    return (X - X_train.min(axis=0)) / (X_train.max(axis=0) - X_train.min(axis=0))


# %% wrong: in place
# says: the input X was changed in place
def standardize(X_train, X):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    X -= mean
    X /= std
    return X


# %% wrong: multiplied by the deviation
# says: it is multiplied by the deviation: divide by it
def standardize(X_train, X):
    return (X - X_train.mean(axis=0)) * X_train.std(axis=0)


# %% wrong: training and new rows pooled
# says: the mean and the deviation are taken from X_train and X together: from X_train alone
def standardize(X_train, X):
    both = np.vstack([X_train, X])
    return (X - both.mean(axis=0)) / both.std(axis=0)


# %% wrong: n - 1 in the deviation
# says: the deviation has n - 1 in it: the convention here is NumPy's own, X_train\.std\(axis=0\)
def standardize(X_train, X):
    return (X - X_train.mean(axis=0)) / X_train.std(axis=0, ddof=1)


# %% right: mean via sum
def standardize(X_train, X):
    m = sum(X_train) / len(X_train)
    s = np.sqrt(((X_train - m) ** 2).mean(axis=0))
    return (X - m) / s


# %% right: transposes
def standardize(X_train, X):
    return ((X.T - X_train.T.mean(axis=1, keepdims=True)) / X_train.T.std(axis=1, keepdims=True)).T


# %% right: copy in place
def standardize(X_train, X):
    Z = X.copy()
    Z -= X_train.mean(axis=0)
    Z /= X_train.std(axis=0)
    return Z


# %% wrong: one deviation for all columns
# says: one deviation is taken for all columns: each column has its own \(axis=0\)
def standardize(X_train, X):
    return (X - X_train.mean(axis=0)) / X_train.std()


# %% wrong: one mean for all columns
# says: one mean is taken for all columns: each column has its own \(axis=0\)
def standardize(X_train, X):
    return (X - X_train.mean()) / X_train.std(axis=0)


# %% wrong: the norm of the centered column
# says: it is divided by the length of the centered column: 1/n is missing under the root
def standardize(X_train, X):
    return (X - X_train.mean(axis=0)) / np.linalg.norm(X_train - X_train.mean(axis=0), axis=0)


# %% wrong: sqrt of std
# says: it is divided by the root of the deviation: std has its root already
def standardize(X_train, X):
    return (X - X_train.mean(axis=0)) / np.sqrt(X_train.std(axis=0))


# %% wrong: root mean square
# says: it is divided by the root of the mean square: the deviation is taken from the mean, X_train\.std
def standardize(X_train, X):
    return (X - X_train.mean(axis=0)) / np.sqrt((X_train**2).mean(axis=0))


# %% wrong: the two arguments are exchanged
# says: X and X_train have changed places
def standardize(X_train, X):
    return (X_train - X.mean(axis=0)) / X.std(axis=0)
