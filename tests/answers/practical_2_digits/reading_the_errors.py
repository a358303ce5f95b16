# %% right: np.bincount, a loop and a sorted list of indices
def confusion_matrix(y, predicted, n_classes):
    return np.bincount(n_classes * y + predicted, minlength=n_classes**2).reshape(n_classes, n_classes)


def surest_errors(P, y, k):
    wrong = [i for i in range(len(y)) if P[i].argmax() != y[i]]
    return sorted(wrong, key=lambda i: -P[i].max())[:k]


# %% right: argsort and add.at
def confusion_matrix(y, predicted, n_classes):
    C = np.zeros((n_classes, n_classes), int)
    np.add.at(C, (y, predicted), 1)
    return C


def surest_errors(P, y, k):
    pred = P.argmax(1)
    wrong = np.flatnonzero(pred != y)
    return wrong[np.argsort(-P.max(1)[wrong])][:k]


# %% right: a product of one-hot tables
def confusion_matrix(y, predicted, n_classes):
    return np.eye(n_classes, dtype=int)[y].T @ np.eye(n_classes, dtype=int)[predicted]


def surest_errors(P, y, k):
    wrong = np.where(P.argmax(axis=1) != y)[0]
    return wrong[np.argsort(P[wrong].max(axis=1))[::-1]][:k]


# %% wrong: a list of pairs
# says: a list of \d+ came back, but an array
def confusion_matrix(y, predicted, n_classes):
    return [[sum((y == i) & (predicted == j)) for j in range(n_classes)] for i in range(n_classes)]


def surest_errors(P, y, k):
    wrong = np.flatnonzero(P.argmax(axis=1) != y)
    return wrong[np.argsort(-P[wrong].max(axis=1))][:k]
