# %% right: scipy's expit
def sigmoid(z):
    from scipy.special import expit

    return expit(z)


# %% right: through log(1 + e^-z)
def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


# %% right: masks
def sigmoid(z):
    z = np.asarray(z, dtype=float)
    p = np.empty_like(z)
    up = z > 0
    p[up] = 1 / (1 + np.exp(-z[up]))
    p[~up] = np.exp(z[~up]) / (1 + np.exp(z[~up]))
    return p


# %% right: e to the smaller of z and 0
def sigmoid(z):
    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))


# %% right: both branches on safe numbers
def sigmoid(z):
    pos = np.where(z >= 0, z, 0)
    neg = np.where(z < 0, z, 0)
    return np.where(z >= 0, 1 / (1 + np.exp(-pos)), np.exp(neg) / (1 + np.exp(neg)))


# %% right: a loop
def sigmoid(z):
    out = []
    for v in z.ravel():
        out.append(1 / (1 + np.exp(-v)) if v >= 0 else np.exp(v) / (1 + np.exp(v)))
    return np.array(out).reshape(z.shape)


# %% right: np.piecewise
def sigmoid(z):
    return np.piecewise(
        z.astype(float), [z >= 0, z < 0], [lambda v: 1 / (1 + np.exp(-v)), lambda v: np.exp(v) / (1 + np.exp(v))]
    )


# %% right: clip at 709
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -709, 709)))


# %% right: errstate
def sigmoid(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


# %% wrong: np.piecewise keeps the integers of z
# says: integers in z cut the result to 0
def sigmoid(z):
    return np.piecewise(z, [z >= 0], [lambda t: 1 / (1 + np.exp(-t)), lambda t: np.exp(t) / (1 + np.exp(t))])


# %% wrong: math.exp
# says: math\.exp takes a single number, np\.exp takes an array
def sigmoid(z):
    from math import exp

    return 1 / (1 + exp(-z))


# %% wrong: one question about many numbers
# says: `if` needs one truth value
def sigmoid(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


# %% wrong: a list
# says: a list of \d+ came back, but an array
def sigmoid(z):
    return [1 / (1 + np.exp(-v)) if v >= 0 else np.exp(v) / (1 + np.exp(v)) for v in z]


# %% wrong: float32
# says: only the first digits are right.*float32
def sigmoid(z):
    e = np.exp(-np.abs(z).astype(np.float32))
    return np.where(z >= 0, 1, e) / (1 + e)


# %% wrong: the sigmoid of the course
# says: leaves the work to utils.activations|cannot import name 'activations' from 'utils'
def sigmoid(z):
    from utils import activations

    return activations.sigmoid(z)
