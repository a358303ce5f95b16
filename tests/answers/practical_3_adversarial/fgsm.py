# %% right: minimum and maximum
def fgsm(X, y, gradient, epsilon):
    g = gradient(X, y)
    return np.minimum(np.maximum(X + epsilon * ((g > 0).astype(float) - (g < 0)), 0), 1)


# %% right: a copy, changed in place
def fgsm(X, y, gradient, epsilon):
    A = X.copy()
    g = gradient(X, y)
    A[g > 0] += epsilon
    A[g < 0] -= epsilon
    A[A > 1] = 1
    A[A < 0] = 0
    return A


# %% right: one image at a time
def fgsm(X, y, gradient, epsilon):
    signs = [np.sign(gradient(X[i : i + 1], y[i : i + 1])) for i in range(len(X))]
    return np.clip(X + epsilon * np.vstack(signs), 0, 1)


# %% wrong: each image alone, as a vector
# says: gradient was called with arrays of shapes \(\d,\) and \(\).*one image alone is X\[i : i \+ 1\]
def fgsm(X, y, gradient, epsilon):
    return np.array([np.clip(x + epsilon * np.sign(gradient(x, label)), 0, 1) for x, label in zip(X, y)])


# %% wrong: random signs, the gradient is not used
# says: entries are right|only (row|column)|(rows|columns) .* are right
def fgsm(X, y, gradient, epsilon):
    signs = np.random.default_rng(0).choice([-1, 1], size=X.shape)
    return np.clip(X + epsilon * signs, 0, 1)


# %% wrong: random signs, others in each call
# says: two calls with the same inputs give different results
coin = np.random.default_rng(0)


def fgsm(X, y, gradient, epsilon):
    return np.clip(X + epsilon * coin.choice([-1, 1], size=X.shape), 0, 1)


# %% wrong: a list of images
# says: a list of \d came back, but an array
def fgsm(X, y, gradient, epsilon):
    return np.clip(X + epsilon * np.sign(gradient(X, y)), 0, 1).tolist()


# %% wrong: the gradient has no labels
# says: missing 1 required positional argument
def fgsm(X, y, gradient, epsilon):
    return np.clip(X + epsilon * np.sign(gradient(X)), 0, 1)


# %% wrong: in single precision
# says: only the first digits are right.*float32
def fgsm(X, y, gradient, epsilon):
    return np.clip(X + epsilon * np.sign(gradient(X, y)), 0, 1).astype(np.float32)


# %% wrong: the sign is sought by a rounded fraction
# says: gradients = near 1e-12
def fgsm(X, y, gradient, epsilon):
    g = gradient(X, y)
    return np.clip(X + epsilon * np.round(g / (np.abs(g) + 1e-10)), 0, 1)


# %% wrong: a sign that overflows
# says: gradients = near 1e\+12
def fgsm(X, y, gradient, epsilon):
    g = gradient(X, y)
    return np.clip(X + epsilon * np.sign(np.sinh(np.clip(g, -1e9, 1e9))), 0, 1)
