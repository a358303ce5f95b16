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
