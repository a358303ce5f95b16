# %% right: np.where on exponentials of -|z|
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


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


# %% wrong: overflows on the left
# says: it overflows at z = -1000, in e\^\{-z\}
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# %% wrong: overflows on the right
# says: it overflows at z = \+1000, in e\^z
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))


# %% wrong: the sign of z
# says: the sign of z is wrong: the sigmoid rises from 0 to 1
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, e, 1) / (1 + e)


# %% wrong: a hard threshold
# says: this is a hard threshold, 0 or 1: the sigmoid has all values between
def sigmoid(z):
    return (z >= 0).astype(float)


# %% wrong: clipped
# says: the tail is cut off: sigmoid\(-700\) is \S+, yours is \S+
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -20, 20)))


# %% wrong: tanh
# says: this is tanh\(z\), between -1 and 1: the sigmoid lies between 0 and 1
def sigmoid(z):
    return np.tanh(z)


# %% wrong: tanh of z, moved to 0 ... 1
# says: this is \(1 \+ tanh z\)/2, which is the sigmoid of 2z: it has tanh\(z/2\) in it
def sigmoid(z):
    return (1 + np.tanh(z)) / 2


# %% wrong: both branches are computed
# says: both tails overflow
def sigmoid(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


# %% wrong: e^z + 1 in the wrong place
# says: this is 1 \+ e\^-z without the fraction: 1 is divided by it
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 + e, 1 + 1 / np.maximum(e, 1e-300))


# %% wrong: a normal distribution function
# says: this is the normal distribution function \(a probit\): the logistic one is asked
def sigmoid(z):
    from scipy.stats import norm

    return norm.cdf(z)


# %% wrong: z is overwritten
# says: the input z was changed in place
def sigmoid(z):
    e = np.exp(-np.abs(z))
    z[...] = np.where(z >= 0, 1, e) / (1 + e)
    return z


# %% wrong: 1 - e for 1 + e
# says: this is e\^z/\(1 - e\^z\) or the like: the denominator is 1 \+ e\^-z
def sigmoid(z):
    e = np.exp(-np.abs(z) - 1e-9)
    return np.where(z >= 0, 1, e) / (1 - e)


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
    return np.piecewise(z, [z >= 0, z < 0], [lambda v: 1 / (1 + np.exp(-v)), lambda v: np.exp(v) / (1 + np.exp(v))])


# %% right: clip at 709
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -709, 709)))


# %% right: errstate
def sigmoid(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


# %% wrong: as if z were positive
# says: every value is above 1/2, as if z were \|z\|: where z < 0 it is e/\(1 \+ e\), with e = e\^\{-\|z\|\}
def sigmoid(z):
    return 1 / (1 + np.exp(-np.abs(z)))


# %% wrong: a bracket is missing
# says: a bracket is missing: divide by \(1 \+ e\)
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / 1 + e


# %% wrong: clipped at 500
# says: the tail is cut off: sigmoid\(-700\) is \S+, yours is \S+
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


# %% wrong: a small number is added
# says: the tail is cut off: sigmoid\(-700\) is \S+, yours is 1e-12
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e) + 1e-12


# %% wrong: nan_to_num hides a nan
# says: 0 and 0 came back, but 0 and 1 are expected
def sigmoid(z):
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.exp(z) / (1 + np.exp(z)))
