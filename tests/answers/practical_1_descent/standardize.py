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


# %% right: transposes
def standardize(X_train, X):
    return ((X.T - X_train.T.mean(axis=1, keepdims=True)) / X_train.T.std(axis=1, keepdims=True)).T


# %% wrong: a copy, which may hold integers, changed in place
# says: Cannot cast ufunc 'subtract'.*A result with decimals is written into an array of integers
def standardize(X_train, X):
    Z = X.copy()
    Z -= X_train.mean(axis=0)
    Z /= X_train.std(axis=0)
    return Z


# %% wrong: three columns only
# says: columns 0, 1, 2 are right, columns 3, 4 are wrong
def standardize(X_train, X):
    out = np.zeros(X.shape)
    for j in range(3):
        out[:, j] = (X[:, j] - X_train[:, j].mean()) / X_train[:, j].std()
    return out


# %% wrong: mean and deviation come back too
# says: a tuple of 3 came back
def standardize(X_train, X):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    return (X - mean) / std, mean, std


# %% wrong: a row is compared with its neighbour in the training data
# says: function stopped with ValueError: operands could not be broadcast
def standardize(X_train, X):
    return (X - X_train) / X_train.std(axis=0)


# %% wrong: ranks in place of values
# says: no entry is right|entries are right
def standardize(X_train, X):
    return np.column_stack([np.searchsorted(np.sort(t), x) / len(t) for t, x in zip(X_train.T, X.T)])


# %% wrong: the scaler of the course
# says: leaves the work to utils.data|No module named 'utils.data'
def standardize(X_train, X):
    from utils.data import Standardizer

    return Standardizer().fit(X_train)(X)
