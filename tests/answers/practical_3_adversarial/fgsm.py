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


# %% wrong: no sign
# says: the sign is missing: X
def fgsm(X, y, gradient, epsilon):
    r = epsilon * gradient(X, y)
    return np.clip(X + r, 0, 1)


# %% wrong: no sign and no clip
# says: the sign is missing
def fgsm(X, y, gradient, epsilon):
    r = epsilon * gradient(X, y)
    return X + r


# %% wrong: descending
# says: it descends: this lowers the loss
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(gradient(X, y))
    return np.clip(X - r, 0, 1)


# %% wrong: not clipped
# says: it is not clipped
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(gradient(X, y))
    return X + r


# %% wrong: clipped to -1 and 1
# says: it is clipped to \[-1, 1\]
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(gradient(X, y))
    return np.clip(X + r, -1, 1)


# %% wrong: clipped to 0 and 16
# says: it is clipped at 0, but not at 1
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(gradient(X, y))
    return np.clip(X + r, 0, 16)


# %% wrong: clipped below only
# says: it is clipped at 0, but not at 1
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(gradient(X, y))
    return np.maximum(X + r, 0)


# %% wrong: epsilon in units of 16
# says: epsilon is divided by 16
def fgsm(X, y, gradient, epsilon):
    r = epsilon / 16 * np.sign(gradient(X, y))
    return np.clip(X + r, 0, 1)


# %% wrong: epsilon times 16
# says: epsilon is multiplied by 16
def fgsm(X, y, gradient, epsilon):
    r = 16 * epsilon * np.sign(gradient(X, y))
    return np.clip(X + r, 0, 1)


# %% wrong: the gradient of length one
# says: the gradient is divided by its length
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(gradient(X, y))
    g = gradient(X, y)
    r = epsilon * g / np.linalg.norm(g, axis=1, keepdims=True)
    return np.clip(X + r, 0, 1)


# %% wrong: the gradient over its largest entry
# says: the gradient is divided by its largest entry
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(gradient(X, y))
    g = gradient(X, y)
    r = epsilon * g / np.abs(g).max(axis=1, keepdims=True)
    return np.clip(X + r, 0, 1)


# %% wrong: the perturbation alone
# says: this is the perturbation alone
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(gradient(X, y))
    return r


# %% wrong: no zero in the sign
# says: where the gradient is 0 the pixel should stay
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.where(gradient(X, y) > 0, 1, -1)
    return np.clip(X + r, 0, 1)


# %% wrong: no zero in the sign, other side
# says: where the gradient is 0 the pixel should stay
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.where(gradient(X, y) >= 0, 1, -1)
    return np.clip(X + r, 0, 1)


# %% wrong: only upward
# says: only pixels whose gradient is positive move
def fgsm(X, y, gradient, epsilon):
    r = epsilon * (gradient(X, y) > 0)
    return np.clip(X + r, 0, 1)


# %% wrong: the sign of X
# says: the sign of X is taken
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(X)
    return np.clip(X + r, 0, 1)


# %% wrong: epsilon forgotten
# says: epsilon is missing
def fgsm(X, y, gradient, epsilon):
    r = np.sign(gradient(X, y))
    return np.clip(X + r, 0, 1)


# %% wrong: clipped before the step
# says: X is clipped before the step|it is not clipped
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(gradient(X, y))
    return np.clip(X, 0, 1) + r


# %% wrong: in place
# says: the input X was changed in place
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(gradient(X, y))
    X += r
    return np.clip(X, 0, 1)


# %% wrong: in place by out
# says: the input X was changed in place
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(gradient(X, y))
    return np.clip(X + r, 0, 1, out=X)


# %% wrong: the arguments of gradient exchanged
# says: gradient was called with arrays of shapes
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(gradient(y, X))
    return np.clip(X + r, 0, 1)


# %% wrong: other labels
# says: gradient was called with other labels
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(gradient(X, np.zeros_like(y)))
    return np.clip(X + r, 0, 1)


# %% wrong: the gradient at another place
# says: another place than X|entries are right|rows|no entry
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(gradient(X + 0.5, y))
    return np.clip(X + r, 0, 1)


# %% wrong: half of epsilon
# says: half of epsilon
def fgsm(X, y, gradient, epsilon):
    r = epsilon / 2 * np.sign(gradient(X, y))
    return np.clip(X + r, 0, 1)


# %% wrong: nothing returned
# says: None came back
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(gradient(X, y))
    np.clip(X + r, 0, 1)


# %% wrong: the function is not called
# says: gradient is a function
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(gradient)
    return np.clip(X + r, 0, 1)


# %% wrong: the clip around the sign
# says: the clip stands around the sign alone
def fgsm(X, y, gradient, epsilon):
    r = epsilon * np.sign(gradient(X, y))
    return X + epsilon * np.sign(gradient(X, y)).clip(0, 1)


# %% wrong: the gradient over its absolute value
# says: is 0/0 where it is 0
def fgsm(X, y, gradient, epsilon):
    g = gradient(X, y)
    return np.clip(X + epsilon * g / np.abs(g), 0, 1)


# %% wrong: stretched to 0 and 1
# says: stretched to
def fgsm(X, y, gradient, epsilon):
    A = X + epsilon * np.sign(gradient(X, y))
    return (A - A.min()) / (A.max() - A.min())


# %% wrong: steps that would leave are not made
# says: a step that would leave
def fgsm(X, y, gradient, epsilon):
    A = X + epsilon * np.sign(gradient(X, y))
    return np.where((A < 0) | (A > 1), X, A)


# %% wrong: one direction for all
# says: one direction for all images
def fgsm(X, y, gradient, epsilon):
    return np.clip(X + epsilon * np.sign(gradient(X, y).mean(axis=0)), 0, 1)


# %% wrong: the sign of the sum
# says: stands around the sum
def fgsm(X, y, gradient, epsilon):
    return np.clip(np.sign(X + epsilon * gradient(X, y)), 0, 1)


# %% right: one image at a time
def fgsm(X, y, gradient, epsilon):
    return np.vstack(
        [np.clip(X[i : i + 1] + epsilon * np.sign(gradient(X[i : i + 1], y[i : i + 1])), 0, 1) for i in range(len(X))]
    )
