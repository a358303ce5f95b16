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


# %% wrong: the sum
# says: the losses are summed: take the mean over the samples
def logistic_loss(theta, X, y):
    z = X @ theta
    return float(np.sum(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))))


# %% wrong: the sign
# says: the sign is wrong: minus the log-likelihood is asked, which is never negative
def logistic_loss(theta, X, y):
    z = X @ theta
    return -float(np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))))


# %% wrong: logarithm of 0 in the tails
# says: the loss is nan: a probability has rounded to 0, and log 0 is infinite
def logistic_loss(theta, X, y):
    z = X @ theta
    p = np.where(z >= 0, 1, np.exp(-np.abs(z))) / (1 + np.exp(-np.abs(z)))
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


# %% wrong: a small number inside the logarithms
# says: the loss is \S+, but \S+ is expected: it is capped
def logistic_loss(theta, X, y):
    z = X @ theta
    p = np.where(z >= 0, 1, np.exp(-np.abs(z))) / (1 + np.exp(-np.abs(z)))
    return float(-np.mean(y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9)))


# %% wrong: overflow of e^z
# says: the loss is inf: e\^z overflows
def logistic_loss(theta, X, y):
    z = X @ theta
    return float(np.mean(np.log(1 + np.exp(z)) - y * z))


# %% wrong: only the ones count
# says: only the samples with y = 1 count: those with y = 0 cost -log\(1 - p\)
def logistic_loss(theta, X, y):
    z = X @ theta
    return float(np.mean(y * np.logaddexp(0, -z)))


# %% wrong: labels taken for -1 and +1
# says: the labels are taken for -1 and \+1: here they are 0 and 1
def logistic_loss(theta, X, y):
    z = X @ theta
    return float(np.mean(np.logaddexp(0, -y * z)))


# %% wrong: labels swapped
# says: the labels are swapped: y = 1 should cost -log p, and y = 0 should cost -log\(1 - p\)
def logistic_loss(theta, X, y):
    z = X @ theta
    return float(np.mean(np.maximum(z, 0) - (1 - y) * z + np.log1p(np.exp(-np.abs(z)))))


# %% wrong: a factor 1/2
# says: there is a factor 1/2: it belongs to the squared error, not to the cross-entropy
def logistic_loss(theta, X, y):
    z = X @ theta
    return 0.5 * float(np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))))


# %% wrong: divided by n d
# says: it is divided by n\*d, but the mean runs over the n samples alone
def logistic_loss(theta, X, y):
    z = X @ theta
    return float(len(y) / X.size * np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))))


# %% wrong: y as a column: n times n terms
# says: y has become a column, so each label meets each sample: \(n, 1\) \* \(n,\) gives \(n, n\)
def logistic_loss(theta, X, y):
    z = X @ theta
    return float(np.mean(np.maximum(z, 0) - y[:, np.newaxis] * z + np.log1p(np.exp(-np.abs(z)))))


# %% wrong: the squared error of the probabilities
# says: this is the squared error of the probabilities: the cross-entropy takes logarithms
def logistic_loss(theta, X, y):
    z = X @ theta
    return float(np.mean((np.exp(-np.logaddexp(0, -z)) - y) ** 2))


# %% wrong: logarithm to base 2
# says: the logarithm is to base 2: the natural one is asked
def logistic_loss(theta, X, y):
    z = X @ theta
    return float(1 / np.log(2) * np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))))


# %% wrong: one number a sample
# says: one number a sample came back: take the mean over the samples
def logistic_loss(theta, X, y):
    z = X @ theta
    return np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))


# %% wrong: the 0-1 loss
# says: this is the share of wrong answers, the 0-1 loss: it has no slope to descend
def logistic_loss(theta, X, y):
    z = X @ theta
    return float(np.mean((z >= 0) != y))


# %% right: signs
def logistic_loss(theta, X, y):
    s = 2 * y - 1
    return np.logaddexp(0, -s * (X @ theta)).mean()


# %% right: scipy
def logistic_loss(theta, X, y):
    from scipy.special import log_expit

    z = X @ theta
    return -(y * log_expit(z) + (1 - y) * log_expit(-z)).mean()


# %% right: softplus of each
def logistic_loss(theta, X, y):
    z = X @ theta
    sp = np.maximum(z, 0) + np.log(1 + np.exp(-np.abs(z)))
    return sum(sp - y * z) / len(y)


# %% right: a loop
def logistic_loss(theta, X, y):
    total = 0
    for i in range(len(y)):
        z = X[i] @ theta
        total += max(z, 0) + np.log1p(np.exp(-abs(z))) - y[i] * z
    return total / len(y)


# %% right: where
def logistic_loss(theta, X, y):
    z = X @ theta
    return np.mean(np.where(y == 1, np.logaddexp(0, -z), np.logaddexp(0, z)))


# %% wrong: the minus of the absolute value is missing
# says: the minus is missing in log\(1 \+ e\^-\|z\|\)
def logistic_loss(theta, X, y):
    z = X @ theta
    return np.mean(np.maximum(z, 0) + np.log1p(np.exp(np.abs(z))) - y * z)


# %% wrong: the largest z for all samples
# says: one largest z is taken for all samples: np\.maximum\(z, 0\) compares entry by entry
def logistic_loss(theta, X, y):
    z = X @ theta
    return np.mean(max(z.max(), 0) + np.log1p(np.exp(-np.abs(z))) - y * z)


# %% wrong: missing max
# says: max\(z, 0\) is missing: log\(1 \+ e\^z\) = max\(z, 0\) \+ log\(1 \+ e\^-\|z\|\)
def logistic_loss(theta, X, y):
    z = X @ theta
    return np.mean(np.log1p(np.exp(-np.abs(z))) - y * z)


# %% wrong: the second part is summed
# says: y z is summed, but not averaged: the mean runs over the whole bracket
def logistic_loss(theta, X, y):
    z = X @ theta
    return np.mean(np.logaddexp(0, z)) - y @ z


# %% wrong: logaddexp(1, z)
# says: this is log\(e \+ e\^z\): in np\.logaddexp\(0, z\) the 0 stands for e\^0 = 1
def logistic_loss(theta, X, y):
    z = X @ theta
    return np.mean(np.logaddexp(1, z) - y * z)


# %% wrong: intercept left out
# says: the intercept is left out: use every column of X, the ones too
def logistic_loss(theta, X, y):
    z = X[:, 1:] @ theta[1:]
    return np.mean(np.logaddexp(0, z) - y * z)


# %% wrong: the first part is summed
# says: log\(1 \+ e\^z\) is summed, but not averaged: the mean runs over the whole bracket
def logistic_loss(theta, X, y):
    z = X @ theta
    return np.logaddexp(0, z).sum() - y @ z / len(y)


# %% wrong: the hinge loss
# says: this is the hinge loss max\(0, 1 - m\): the cross-entropy takes logarithms
def logistic_loss(theta, X, y):
    z = X @ theta
    return np.mean(np.maximum(0, 1 - (2 * y - 1) * z))
