# %% right: the perturbation travels
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    R = np.zeros_like(X)
    for _ in range(n_steps):
        R = np.clip(R + step_size * np.sign(gradient(X + R, y)), -epsilon, epsilon)
        R = np.clip(X + R, 0, 1) - X
    return X + R


# %% right: one box for both bounds, a copy in place
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    low, high = np.maximum(X - epsilon, 0), np.minimum(X + epsilon, 1)
    A = X.copy()
    for _ in range(n_steps):
        A += step_size * np.sign(gradient(A, y))
        np.clip(A, low, high, out=A)
    return A


# %% right: clipped to pixels first, a while loop
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    iterates = [X]
    while len(iterates) <= n_steps:
        B = np.clip(iterates[-1] + step_size * np.sign(gradient(iterates[-1], y)), 0, 1)
        iterates.append(np.maximum(np.minimum(B, X + epsilon), X - epsilon))
    return iterates[-1]


# %% right: one image at a time
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    out = []
    for i in range(len(X)):
        A = X[i : i + 1]
        for k in range(n_steps):
            A = A + step_size * np.sign(gradient(A, y[i : i + 1]))
            A = np.clip(np.clip(A, X[i] - epsilon, X[i] + epsilon), 0, 1)
        out.append(A)
    return np.vstack(out)


# %% right: recursion
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    if n_steps == 0:
        return X.copy()
    A = pgd(X, y, gradient, epsilon, step_size, n_steps - 1)
    return np.clip(A + step_size * np.sign(gradient(A, y)), np.maximum(X - epsilon, 0), np.minimum(X + epsilon, 1))


# %% wrong: the last iterate has no name without steps
# says: UnboundLocalError.*A name is used before it has a value
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    B = X
    for _ in range(n_steps):
        A = B + step_size * np.sign(gradient(B, y))
        A = B = np.clip(np.clip(A, X - epsilon, X + epsilon), 0, 1)
    return A


# %% wrong: the walk goes on in the next call
# says: another place than X|two calls with the same inputs
last = {}


def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = last.get((X.shape, n_steps), X)
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.clip(np.clip(A, X - epsilon, X + epsilon), 0, 1)
    last[X.shape, n_steps] = A
    return A


# %% wrong: in single precision
# says: another place than X|first digits are right|are wrong
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    X = A = X.astype(np.float32)
    for _ in range(n_steps):
        A = A + np.float32(step_size) * np.sign(gradient(A, y)).astype(np.float32)
        A = np.clip(np.clip(A, X - np.float32(epsilon), X + np.float32(epsilon)), 0, 1)
    return A


# %% wrong: the perturbation travels, and forgets that pixels were cut
# says: rows? .* wrong|entries are right
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    R, M = np.zeros_like(X), X.copy()
    for _ in range(n_steps):
        R = np.clip(R + step_size * np.sign(gradient(M, y)), -epsilon, epsilon)
        M = np.clip(X + R, 0, 1)
    return M


# %% wrong: momentum, as of another attack
# says: rows? .* wrong|entries are right
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    M, v = X.copy(), 0
    for _ in range(n_steps):
        v = 0.5 * v + gradient(M, y)
        M = np.clip(np.clip(M + step_size * np.sign(v), X - epsilon, X + epsilon), 0, 1)
    return M


# %% right: the bounds are computed once
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    low, high = np.maximum(X - epsilon, 0), np.minimum(X + epsilon, 1)
    M = X.copy()
    for _ in range(n_steps):
        M = np.clip(M + step_size * np.sign(gradient(M, y)), low, high)
    return M
