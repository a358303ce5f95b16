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


# %% wrong: the sum over the samples
# says: the value is n = \S+ times too large
def cross_entropy(Z, y):
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return float(-log_P[np.arange(len(y)), y].sum())


# %% wrong: mean over n c
# says: the value is c = \S+ times too small
def cross_entropy(Z, y):
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return float(-(np.eye(Z.shape[1])[y] * log_P).mean())


# %% wrong: the sign
# says: the sign is wrong: the value is minus the expected one
def cross_entropy(Z, y):
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return float(log_P[np.arange(len(y)), y].mean())


# %% wrong: log of a softmax that underflows
# says: the loss is inf
def cross_entropy(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return float(-np.log(P[np.arange(len(y)), y]).mean())


# %% wrong: no shift
# says: the loss is nan
def cross_entropy(Z, y):
    return float((np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(y)), y]).mean())


# %% wrong: a small number inside the logarithm
# says: a small number near \S+ keeps the logarithm away from \S+, so the loss is capped\. Do
def cross_entropy(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    return float(-np.log(P[np.arange(len(y)), y] + 1e-8).mean())


# %% wrong: logarithm to base 10
# says: the logarithm is to base \S+: the natural one is asked
def cross_entropy(Z, y):
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return float(-log_P[np.arange(len(y)), y].mean() / np.log(10))


# %% wrong: Z[:, y] takes all columns of all rows
# says: Z\[:, y\] picks whole columns \(an n by n array\): pair each row with its own label, Z\[np
def cross_entropy(Z, y):
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return float(-log_P[:, y].mean())


# %% wrong: softmax over the batch axis
# says: the softmax runs over the batch \(axis \S+\): a row is one sample
def cross_entropy(Z, y):
    Z = Z - Z.max(axis=0)
    log_P = Z - np.log(np.exp(Z).sum(axis=0))
    return float(-log_P[np.arange(len(y)), y].mean())


# %% wrong: integer labels used as if they were one-hot
# says: y itself \(\S+, \S+, \S+, \.\.\.\) weights the log-probabilities: pick the entry of the right cl
def cross_entropy(Z, y):
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return float(-(y[:, np.newaxis] * log_P).sum() / len(y))


# %% wrong: the logits are taken for probabilities
# says: the logarithm of the logits is taken: they are not probabilities, a softmax comes fir
def cross_entropy(Z, y):
    return float(-np.log(np.abs(Z[np.arange(len(y)), y])).mean())


# %% wrong: one loss for each sample
# says: one loss a sample came back: take the mean over the samples
def cross_entropy(Z, y):
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return -log_P[np.arange(len(y)), y]


# %% wrong: the logits are shifted in place
# says: the input Z was changed in place
def cross_entropy(Z, y):
    Z -= Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return float(-log_P[np.arange(len(y)), y].mean())


# %% wrong: log of the sum over the batch
# says: the sum in the logarithm runs over the batch \(axis 0\)
def cross_entropy(Z, y):
    S = Z - Z.max(1, keepdims=True)
    P = S - np.log(np.exp(S).sum(0))
    return -P[np.arange(len(y)), y].mean()


# %% wrong: log of the sum over the table
# says: the sum in the logarithm runs over the whole table
def cross_entropy(Z, y):
    S = Z - Z.max(1, keepdims=True)
    P = S - np.log(np.exp(S).sum())
    return -P[np.arange(len(y)), y].mean()


# %% wrong: the maximum is taken from the sum alone
# says: m is subtracted in the sum, but not from the logit of the right class
def cross_entropy(Z, y):
    S = Z - Z.max(1, keepdims=True)
    return -(Z[np.arange(len(y)), y] - np.log(np.exp(S).sum(1))).mean()


# %% wrong: the predicted class is scored
# says: the class of the largest logit is scored
def cross_entropy(Z, y):
    S = Z - Z.max(1, keepdims=True)
    P = S - np.log(np.exp(S).sum(1, keepdims=True))
    return -P.max(1).mean()


# %% wrong: divided by n - 1
# says: the sum is divided by n - 1
def cross_entropy(Z, y):
    m = Z.max(1)
    lse = m + np.log(np.exp(Z - m[:, None]).sum(1))
    return np.sum(lse - Z[range(len(y)), y]) / (len(y) - 1)


# %% wrong: the logarithm of the logits
# says: The logarithm of a negative number is taken: logits are no probabilities
def cross_entropy(Z, y):
    return -np.log(Z[np.arange(len(y)), y]).mean()


# %% right: logaddexp
def cross_entropy(Z, y):
    return (np.logaddexp.reduce(Z, axis=1) - Z[np.arange(len(y)), y]).mean()


# %% wrong: one-hot rows as long as the largest label
# says: without the last class.*np\.eye\(Z\.shape\[1\]\)
def cross_entropy(Z, y):
    S = Z - Z.max(axis=1, keepdims=True)
    log_P = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    Y = np.eye(y.max() + 1)[y]
    return float(-(Y * log_P).sum() / len(y))


# %% wrong: one-hot over the labels that occur
# says: without the last class.*leave out a class
def cross_entropy(Z, y):
    S = Z - Z.max(axis=1, keepdims=True)
    log_P = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    Y = (y[:, None] == np.unique(y)).astype(float)
    return float(-(Y * log_P).sum() / len(y))


# %% wrong: the infinite logarithm made finite by nan_to_num
# says: logits = up to 1000
def cross_entropy(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        return float(-np.nan_to_num(np.log(P))[np.arange(len(y)), y].mean())


# %% wrong: infinite losses are left out
# says: the result is 0
def cross_entropy(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        v = -np.log(P)[np.arange(len(y)), y]
    return float(v[np.isfinite(v)].mean())


# %% wrong: labels counted from 1
# says: counted from 1
def cross_entropy(Z, y):
    S = Z - Z.max(axis=1, keepdims=True)
    log_P = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    return float(-log_P[np.arange(len(y)), y - 1].mean())


# %% wrong: divided by the number of classes
# says: divided by c, the number of classes
def cross_entropy(Z, y):
    S = Z - Z.max(axis=1, keepdims=True)
    log_P = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    return float(-log_P[np.arange(len(y)), y].sum() / Z.shape[1])


# %% wrong: the mean in the logarithm
# says: the mean stands in the logarithm
def cross_entropy(Z, y):
    S = Z - Z.max(axis=1, keepdims=True)
    log_P = S - np.log(np.exp(S).mean(axis=1, keepdims=True))
    return float(-log_P[np.arange(len(y)), y].mean())


# %% wrong: keepdims forgotten
# says: was a keepdims=True lost
def cross_entropy(Z, y):
    S = Z - Z.max(axis=1, keepdims=True)
    log_P = S - np.log(np.exp(S).sum(axis=1))
    return float(-log_P[np.arange(len(y)), y].mean())


# %% wrong: rounded to four places
# says: the value is
def cross_entropy(Z, y):
    S = Z - Z.max(axis=1, keepdims=True)
    log_P = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    return round(float(-log_P[np.arange(len(y)), y].mean()), 4)
