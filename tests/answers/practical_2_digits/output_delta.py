# %% right: one-hot by comparison
def output_delta(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return (P - (np.arange(Z.shape[1]) == y[:, np.newaxis])) / len(Z)


# %% right: sample by sample
def output_delta(Z, y):
    Delta = np.zeros(Z.shape)
    for i in range(len(y)):
        e = np.exp(Z[i] - Z[i].max())
        Delta[i] = e / e.sum()
        Delta[i, y[i]] -= 1
    return Delta / len(y)


# %% right: through the Jacobian of the softmax
def output_delta(Z, y):
    rows = []
    for z, label in zip(Z, y):
        p = np.exp(z - z.max())
        p /= p.sum()
        jacobian = np.diag(p) - np.outer(p, p)
        # dL/dp is -1/p at the label; p_label cancels, so divide the row of the Jacobian by it
        rows.append(-jacobian[label] / p[label] if p[label] > 0 else p - np.eye(len(z))[label])
    return np.array(rows) / len(Z)


# %% wrong: 1/n is missing
# says: the division by n is missing: the loss is a mean, so every delta carries \S+/n
def output_delta(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    P[np.arange(len(y)), y] -= 1
    return P


# %% wrong: the sign
# says: the sign is wrong: it is a - y, softmax minus one-hot
def output_delta(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return (np.eye(Z.shape[1])[y] - P) / len(y)


# %% wrong: divided by n c
# says: it is divided by n\*c, but the mean runs over the n samples alone
def output_delta(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return (P - np.eye(Z.shape[1])[y]) / Z.size


# %% wrong: divided by c
# says: it is divided by c, the number of classes: the mean runs over the n samples
def output_delta(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return (P - np.eye(Z.shape[1])[y]) / Z.shape[1]


# %% wrong: the logits in place of the probabilities
# says: the softmax is missing: the logits minus one-hot
def output_delta(Z, y):
    return (Z - np.eye(Z.shape[1])[y]) / len(y)


# %% wrong: the derivative of the output unit a second time
# says: the softmax's derivative p\(\S+-p\) is multiplied in again: for cross-entropy on logits i
def output_delta(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return (P - np.eye(Z.shape[1])[y]) * P * (1 - P) / len(y)


# %% wrong: integer labels subtracted
# says: y itself \(\S+, \S+, \S+, \.\.\.\) is subtracted: make one-hot rows of it
def output_delta(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return (P - y[:, np.newaxis]) / len(y)


# %% wrong: only the label's column is kept
# says: only the entries of the right classes came back: every class has its delta
def output_delta(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return (P[np.arange(len(y)), y] - 1) / len(y)


# %% wrong: the derivative with respect to the probabilities
# says: this is the derivative with respect to the probabilities \(-y/p\): asked is the one wit
def output_delta(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return -np.eye(Z.shape[1])[y] / P / len(y)


# %% wrong: softmax over the batch axis
# says: the softmax runs over the batch \(axis \S+\): a row is one sample
def output_delta(Z, y):
    E = np.exp(Z - Z.max(axis=0))
    P = E / E.sum(axis=0)
    return (P - np.eye(Z.shape[1])[y]) / len(y)


# %% wrong: P[:, y] -= 1
# says: P\[:, y\] -= \S+ changes whole columns: pair each row with its own label, P\[np\.arange\(n\),
def output_delta(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    P[:, y] -= 1
    return P / len(y)


# %% wrong: averaged over the batch
# says: the sum over the samples has been taken: each sample keeps its own row
def output_delta(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return (P - np.eye(Z.shape[1])[y]).mean(axis=0)


# %% wrong: brackets are missing
# says: only the one-hot rows are divided by n: brackets are missing
def softmax(Z):
    E = np.exp(Z - Z.max(1, keepdims=True))
    return E / E.sum(1, keepdims=True)


def output_delta(Z, y):
    n, c = Z.shape
    P = softmax(Z)
    Y = np.eye(c)[y]
    return P - Y / n


# %% wrong: one-hot rows as long as the largest label
# says: without the last class.*np\.eye\(Z\.shape\[1\]\)
def output_delta(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return (P - np.eye(y.max() + 1)[y]) / len(y)


# %% wrong: shifted by the mean
# says: 1000 beside small ones.*shift each row by its maximum
def output_delta(Z, y):
    E = np.exp(Z - Z.mean(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return (P - np.eye(Z.shape[1])[y]) / len(y)


# %% wrong: nan is replaced by 0
# says: logits = near 1000
def output_delta(Z, y):
    with np.errstate(all="ignore"):
        E = np.exp(Z)
        P = np.nan_to_num(E / E.sum(axis=1, keepdims=True))
    return (P - np.eye(Z.shape[1])[y]) / len(y)


# %% wrong: ten classes written in
# says: np\.eye\(Z\.shape\[1\]\)
def output_delta(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return (P - np.eye(10)[y]) / len(y)


# %% wrong: whole rows, P[y]
# says: changes whole rows
def output_delta(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    P[y] -= 1
    return P / len(y)


# %% wrong: the batch size written in
# says: constant factor
def output_delta(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return (P - np.eye(Z.shape[1])[y]) / 32
