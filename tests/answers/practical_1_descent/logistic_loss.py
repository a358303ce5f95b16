# %% right: logaddexp
def logistic_loss(theta, X, y):
    z = X @ theta
    return np.mean(np.logaddexp(0, z) - y * z)


# %% right: a loop with two cases
def logistic_loss(theta, X, y):
    total = 0.0
    for x_i, y_i in zip(X, y):
        s = -(x_i @ theta) if y_i == 1 else x_i @ theta  # the loss is log(1 + e^s)
        total += s + np.log1p(np.exp(-s)) if s > 0 else np.log1p(np.exp(s))
    return total / len(y)


# %% right: signs +1 and -1 inside
def logistic_loss(theta, X, y):
    signs = 2 * y - 1
    return float(np.logaddexp(0, -signs * (X @ theta)).mean())


# %% right: scipy
def logistic_loss(theta, X, y):
    from scipy.special import log_expit

    z = X @ theta
    return -(y * log_expit(z) + (1 - y) * log_expit(-z)).mean()


# %% right: where
def logistic_loss(theta, X, y):
    z = X @ theta
    return np.mean(np.where(y == 1, np.logaddexp(0, -z), np.logaddexp(0, z)))


# %% wrong: float32
# says: only the first digits are right.*float32
def logistic_loss(theta, X, y):
    z = (X @ theta).astype(np.float32)
    return np.mean(np.logaddexp(np.float32(0), z) - y * z)


# %% wrong: only the last sample of a loop
# says: the value is \S+, but \S+ is expected
def logistic_loss(theta, X, y):
    for x_i, y_i in zip(X, y):
        total = np.logaddexp(0, x_i @ theta) - y_i * (x_i @ theta)
    return total
