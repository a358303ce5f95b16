# %% right: a loop over samples
def softmax(Z):
    P = np.empty(Z.shape)
    for i, z in enumerate(Z):
        e = np.exp(z - z.max())
        P[i] = e / e.sum()
    return P


# %% right: through the logarithm
def softmax(Z):
    M = np.max(Z, axis=1)[:, None]
    log_sum = M + np.log(np.sum(np.exp(Z - M), axis=1))[:, None]
    return np.exp(Z - log_sum)


# %% right: scipy's
def softmax(Z):
    from scipy.special import softmax as scipy_softmax

    return scipy_softmax(Z, axis=1)


# %% right: last axis, in float32 for float32
def softmax(Z):
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    E /= E.sum(axis=-1, keepdims=True)
    return E


# %% wrong: over the batch axis
# says: the columns sum to \S+, but the rows should: the sum runs over the batch \(axis \S+\)\. One
def softmax(Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)


# %% wrong: over the whole batch
# says: all the entries together sum to \S+, but each row should: give the sum an axis, and kee
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum()


# %% wrong: no shift
# says: \S+ of \S+ entries are nan
def softmax(Z):
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


# %% wrong: one shift for the whole batch
# says: \S+ of \S+ entries are nan
def softmax(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)


# %% wrong: shifted by the mean
# says: \S+ of \S+ entries are nan
def softmax(Z):
    E = np.exp(Z - Z.mean(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


# %% wrong: the exponential is missing
# says: the logits themselves are divided by their sum: take the exponential first
def softmax(Z):
    return Z / Z.sum(axis=1, keepdims=True)


# %% wrong: a sigmoid for each class
# says: this is the sigmoid of each entry: in a softmax the entries of a row share one sum
def softmax(Z):
    return np.where(Z >= 0, 1, np.exp(-np.abs(Z))) / (1 + np.exp(-np.abs(Z)))


# %% wrong: the sign of the logits
# says: the sign of the logits is wrong: the largest logit should get the largest probability
def softmax(Z):
    E = np.exp(Z.min(axis=1, keepdims=True) - Z)
    return E / E.sum(axis=1, keepdims=True)


# %% wrong: not divided
# says: each row is not divided by its sum, so it does not sum to \S+
def softmax(Z):
    return np.exp(Z - Z.max(axis=1, keepdims=True))


# %% wrong: the logarithm is returned
# says: this is the logarithm of the softmax
def softmax(Z):
    Z = Z - Z.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


# %% wrong: the input is shifted in place
# says: the input Z was changed in place
def softmax(Z):
    Z -= Z.max(axis=1, keepdims=True)
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


# %% wrong: keepdims forgotten
# says: the function stopped with ValueError: operands could not be broadcast
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1)


# %% wrong: hard decisions
# says: each row is \S+ but for a single \S+, a hard decision: a softmax gives every class its sh
def softmax(Z):
    return (Z == Z.max(axis=1, keepdims=True)).astype(float)


# %% wrong: clipped logits
# says: the logits are cut off before the exponential
def softmax(Z):
    E = np.exp(np.clip(Z, -500, 500))
    return E / E.sum(1, keepdims=True)


# %% wrong: shifted by the minimum
# says: The shift leaves e\^2000 in the row: subtract the row's maximum, not its minimum
def softmax(Z):
    E = np.exp(Z - Z.min(1, keepdims=True))
    return E / E.sum(1, keepdims=True)


# %% wrong: only the numerator is shifted
# says: the maximum is subtracted from the numerator alone
def softmax(Z):
    E = np.exp(Z - Z.max(1, keepdims=True))
    return E / np.exp(Z).sum(1, keepdims=True)


# %% right: one over a sum of differences
def softmax(Z):
    with np.errstate(over="ignore"):
        return 1 / np.exp(Z[:, np.newaxis, :] - Z[:, :, np.newaxis]).sum(axis=2)


# %% wrong: three classes written out
# says: First difference
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    total = E[:, 0] + E[:, 1] + E[:, 2]
    return E / total.reshape(-1, 1)


# %% wrong: nan is replaced by 1
# says: logits = near .1000
def softmax(Z):
    with np.errstate(all="ignore"):
        E = np.exp(Z)
        return np.nan_to_num(E / E.sum(axis=1, keepdims=True), nan=1.0)


# %% wrong: shifted by the largest absolute value
# says: or the largest \|z\|
def softmax(Z):
    E = np.exp(Z - np.abs(Z).max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


# %% wrong: equal shares where nan came out
# says: equal shares were put where nan came out
def softmax(Z):
    with np.errstate(all="ignore"):
        P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    P[~np.isfinite(P)] = 1 / Z.shape[1]
    return P


# %% wrong: rounded to four places
# says: no entry is right
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return (E / E.sum(axis=1, keepdims=True)).round(4)
