# %% right: a loop over samples
def softmax(Z):
    P = np.empty(Z.shape)
    for i, z in enumerate(Z):
        e = np.exp(z - z.max())
        P[i] = e / e.sum()
    return P


# %% right: scipy's
def softmax(Z):
    from scipy.special import softmax as scipy_softmax

    return scipy_softmax(Z, axis=1)


# %% right: last axis, in float32 for float32
def softmax(Z):
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    E /= E.sum(axis=-1, keepdims=True)
    return E


# %% right: one over a sum of differences
def softmax(Z):
    with np.errstate(over="ignore"):
        return 1 / np.exp(Z[:, np.newaxis, :] - Z[:, :, np.newaxis]).sum(axis=2)


# %% right: the logarithm of a sum, by NumPy
def softmax(Z):
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))


# %% wrong: a list of rows
# says: a list of \d+ came back.*np\.array
def softmax(Z):
    rows = [np.exp(z - z.max()) for z in Z]
    return [row / row.sum() for row in rows]
