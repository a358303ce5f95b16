# %% right: a loop over samples
def cross_entropy(Z, y):
    total = 0.0
    for z, label in zip(Z, y):
        m = z.max()
        total += m + np.log(np.exp(z - m).sum()) - z[label]
    return total / len(y)


# %% right: log-sum-exp of numpy
def cross_entropy(Z, y):
    log_sum = np.logaddexp.reduce(Z, axis=1)
    return np.mean(log_sum - Z[range(len(y)), y])


# %% right: one-hot inside
def cross_entropy(Z, y):
    Y = np.eye(Z.shape[1])[y]
    Z = Z - Z.max(axis=1, keepdims=True)
    return float((np.log(np.exp(Z).sum(axis=1)) - (Y * Z).sum(axis=1)).mean())


# %% right: take_along_axis
def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    log_P = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.take_along_axis(log_P, y[:, np.newaxis], axis=1).mean()


# %% wrong: a single class is taken for a logit of two
# says: c = 1\)
def cross_entropy(Z, y):
    if Z.shape[1] == 1:
        return float(np.log1p(np.exp(-Z)).mean())
    S = Z - Z.max(1, keepdims=True)
    return float((np.log(np.exp(S).sum(1)) - S[np.arange(len(y)), y]).mean())


# %% right: differences to the right logit
def cross_entropy(Z, y):
    D = Z - Z[np.arange(len(y)), y][:, None]
    m = D.max(1)
    return float(np.mean(m + np.log(np.exp(D - m[:, None]).sum(1))))


# %% wrong: a small number in the logarithm
# says: a sure prediction that is wrong costs no more when it is surer.*logits = up to 1000
def cross_entropy(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return -np.log(P[np.arange(len(y)), y] + 1e-12).mean()


# %% wrong: one maximum for the whole batch
# says: rows of smaller logits underflow.*logits = near \+1000
def cross_entropy(Z, y):
    Z = Z - Z.max()
    return float((np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(y)), y]).mean())


# %% wrong: a single class costs something
# says: yours 1, but 0 is expected|the value is 1, but 0 is expected
def cross_entropy(Z, y):
    S = Z - Z.max(axis=1, keepdims=True)
    return float((np.log(np.exp(S).sum(1)) - S[np.arange(len(y)), y]).mean() + (Z.shape[1] == 1))
