# %% right: argsort and add.at
def confusion_matrix(y, predicted, n_classes):
    C = np.zeros((n_classes, n_classes), int)
    np.add.at(C, (y, predicted), 1)
    return C


def surest_errors(P, y, k):
    pred = P.argmax(1)
    wrong = np.flatnonzero(pred != y)
    return wrong[np.argsort(-P.max(1)[wrong])][:k]


# %% right: a loop and sorted
def confusion_matrix(y, predicted, n_classes):
    return np.bincount(n_classes * y + predicted, minlength=n_classes**2).reshape(n_classes, n_classes)


def surest_errors(P, y, k):
    wrong = [i for i in range(len(y)) if P[i].argmax() != y[i]]
    return np.array(sorted(wrong, key=lambda i: -P[i].max())[:k], dtype=int)


# %% wrong: sorted by the right class's probability
# says: these are sorted by the probability of the right class
def confusion_matrix(y, predicted, n_classes):
    C = np.zeros((n_classes, n_classes), int)
    np.add.at(C, (y, predicted), 1)
    return C


def surest_errors(P, y, k):
    pred = P.argmax(1)
    wrong = np.flatnonzero(pred != y)
    return wrong[np.argsort(P[wrong, y[wrong]])][:k]


# %% wrong: right predictions too
# says: these are the surest predictions, most of them right
def confusion_matrix(y, predicted, n_classes):
    C = np.zeros((n_classes, n_classes), int)
    np.add.at(C, (y, predicted), 1)
    return C


def surest_errors(P, y, k):
    pred = P.argmax(1)
    wrong = np.flatnonzero(pred != y)
    return np.argsort(-P.max(1))[:k]


# %% wrong: repeated pairs count once
# says: counts repeated pairs once
def confusion_matrix(y, predicted, n_classes):
    C = np.zeros((n_classes, n_classes), int)
    C[y, predicted] += 1
    return C


def surest_errors(P, y, k):
    pred = P.argmax(1)
    wrong = np.flatnonzero(pred != y)
    return wrong[np.argsort(-P.max(1)[wrong])][:k]


# %% wrong: rows and columns swapped
# says: rows and columns have changed places
def confusion_matrix(y, predicted, n_classes):
    C = np.zeros((n_classes, n_classes), int)
    np.add.at(C, (predicted, y), 1)
    return C


def surest_errors(P, y, k):
    pred = P.argmax(1)
    wrong = np.flatnonzero(pred != y)
    return wrong[np.argsort(-P.max(1)[wrong])][:k]


# %% wrong: positions among the errors
# says: these are positions among the errors
def confusion_matrix(y, predicted, n_classes):
    C = np.zeros((n_classes, n_classes), int)
    np.add.at(C, (y, predicted), 1)
    return C


def surest_errors(P, y, k):
    pred = P.argmax(1)
    wrong = np.flatnonzero(pred != y)
    return np.argsort(-P.max(1)[wrong])[:k]


# %% wrong: the least sure first
# says: these are the least sure errors
def confusion_matrix(y, predicted, n_classes):
    C = np.zeros((n_classes, n_classes), int)
    np.add.at(C, (y, predicted), 1)
    return C


def surest_errors(P, y, k):
    pred = P.argmax(1)
    wrong = np.flatnonzero(pred != y)
    return wrong[np.argsort(P.max(1)[wrong])][:k]


# %% wrong: filled up with right predictions
# says: only .* samples are wrong
def confusion_matrix(y, predicted, n_classes):
    C = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(C, (y, predicted), 1)
    return C


def surest_errors(P, y, k):
    score = np.where(P.argmax(axis=1) != y, P.max(axis=1), -1)
    return np.argsort(-score)[:k]


# %% wrong: n_classes is ignored
# says: not the largest label
def confusion_matrix(y, predicted, n_classes):
    c = max(y.max(), predicted.max()) + 1
    C = np.zeros((c, c), dtype=int)
    np.add.at(C, (y, predicted), 1)
    return C


def surest_errors(P, y, k):
    wrong = np.flatnonzero(P.argmax(axis=1) != y)
    return wrong[np.argsort(-P[wrong].max(axis=1))][:k]


# %% right: a product of one-hot tables
def confusion_matrix(y, predicted, n_classes):
    return np.eye(n_classes, dtype=int)[y].T @ np.eye(n_classes, dtype=int)[predicted]


def surest_errors(P, y, k):
    wrong = np.where(P.argmax(axis=1) != y)[0]
    return wrong[np.argsort(P[wrong].max(axis=1))[::-1]][:k]


# %% right: np.bincount and a list of indices
def confusion_matrix(y, predicted, n_classes):
    return np.bincount(n_classes * y + predicted, minlength=n_classes**2).reshape(n_classes, n_classes)


def surest_errors(P, y, k):
    wrong = [i for i in range(len(y)) if P[i].argmax() != y[i]]
    return sorted(wrong, key=lambda i: -P[i].max())[:k]


# %% wrong: the errors among the k surest
# says: the shape is
def confusion_matrix(y, predicted, n_classes):
    C = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(C, (y, predicted), 1)
    return C


def surest_errors(P, y, k):
    order = np.argsort(-P.max(axis=1))[:k]
    return order[P[order].argmax(axis=1) != y[order]]
