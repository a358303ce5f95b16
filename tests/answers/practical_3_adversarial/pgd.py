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


# %% wrong: projected around the last iterate
# says: the box lies around the last iterate
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        B = A + step_size * np.sign(gradient(A, y))
        A = np.clip(B, A - epsilon, A + epsilon)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: not projected
# says: the projection is missing
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.clip(A, 0, 1)
    return A


# %% wrong: not clipped
# says: it is not clipped to \[0, 1\]
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.clip(A, X - epsilon, X + epsilon)
    return A


# %% wrong: neither projected nor clipped
# says: projection and clip are both missing
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
    return A


# %% wrong: no sign
# says: the sign is missing
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * gradient(A, y)
        A = np.clip(A, X - epsilon, X + epsilon)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: descending
# says: it descends
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A - step_size * np.sign(gradient(A, y))
        A = np.clip(A, X - epsilon, X + epsilon)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: the gradient at the first image
# says: the gradient is always taken at the first X
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(X, y))
        A = np.clip(A, X - epsilon, X + epsilon)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: each step from the first image
# says: each step starts from the first X
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = X + step_size * np.sign(gradient(A, y))
        A = np.clip(A, X - epsilon, X + epsilon)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: one step too many
# says: one step too many
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps + 1):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.clip(A, X - epsilon, X + epsilon)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: one step too few
# says: one step too few
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(1, n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.clip(A, X - epsilon, X + epsilon)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: a return in the loop
# says: only one step is made
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.clip(A, X - epsilon, X + epsilon)
        A = np.clip(A, 0, 1)
        return A


# %% wrong: steps of epsilon
# says: each step is epsilon long
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + epsilon * np.sign(gradient(A, y))
        A = np.clip(A, X - epsilon, X + epsilon)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: steps of epsilon over n
# says: each step is epsilon / n_steps long
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + epsilon / n_steps * np.sign(gradient(A, y))
        A = np.clip(A, X - epsilon, X + epsilon)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: a box of the step size
# says: the box has the half width step_size
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.clip(A, X - step_size, X + step_size)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: projected once
# says: it is projected once, at the end|it is put into the box once
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
    return np.clip(np.clip(A, X - epsilon, X + epsilon), 0, 1)


# %% wrong: in the box once, pixels each time
# says: it is put into the box once
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.clip(A, 0, 1)
    return np.clip(A, X - epsilon, X + epsilon)


# %% wrong: pixels once, at the end
# says: the clip to \[0, 1\] comes once, at the end
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.clip(A, X - epsilon, X + epsilon)
    return np.clip(A, 0, 1)


# %% wrong: a box around 0
# says: the box is around 0
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.clip(A, -epsilon, epsilon)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: the perturbation alone
# says: this is the perturbation A - X
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.clip(A, X - epsilon, X + epsilon)
        A = np.clip(A, 0, 1)
    return A - X


# %% wrong: no zero in the sign
# says: where the gradient is 0 the pixel should stay
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.where(gradient(A, y) > 0, 1, -1)
        A = np.clip(A, X - epsilon, X + epsilon)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: epsilon in units of 16
# says: epsilon is in units of 0 \.\.\. 16
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.clip(A, X - epsilon / 16, X + epsilon / 16)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: a ball in place of a box
# says: the perturbation is scaled to the length epsilon
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = X + (A - X) * np.minimum(1, epsilon / np.linalg.norm(A - X, axis=1, keepdims=True))
        A = np.clip(A, 0, 1)
    return A


# %% wrong: bounded above only
# says: the box is open below
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.minimum(A, X + epsilon)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: in place
# says: the input X was changed in place
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A += step_size * np.sign(gradient(A, y))
        A = np.clip(A, X - epsilon, X + epsilon)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: all iterates
# says: a list of all iterates came back
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A, path = X, [X]
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.clip(A, X - epsilon, X + epsilon)
        A = np.clip(A, 0, 1)
        path.append(A)
    return path


# %% wrong: other labels
# says: gradient was called with other labels
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, 1 - y))
        A = np.clip(A, X - epsilon, X + epsilon)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: X is moved along
# says: the box lies around the last iterate
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.clip(A, X - epsilon, X + epsilon)
        A = np.clip(A, 0, 1)
        X = A
    return A


# %% wrong: X is not added again
# says: A - X is clipped, but X is not added again
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.clip(A, 0, 1)
        A = np.clip(A - X, -epsilon, epsilon)
    return A


# %% wrong: a random start
# says: the gradient is first taken at another place
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = np.clip(X + np.random.default_rng(0).uniform(-epsilon, epsilon, X.shape), 0, 1)
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.clip(A, X - epsilon, X + epsilon)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: the clip is not kept
# says: projection and clip are both missing
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        np.clip(np.clip(A, X - epsilon, X + epsilon), 0, 1)
    return A


# %% wrong: FGSM in its place
# says: only one step is made
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    return np.clip(X + epsilon * np.sign(gradient(X, y)), 0, 1)
    A = X
    for _ in range(n_steps):
        A = A + step_size * np.sign(gradient(A, y))
        A = np.clip(A, X - epsilon, X + epsilon)
        A = np.clip(A, 0, 1)
    return A


# %% wrong: only upward
# says: only upward
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X.copy()
    for _ in range(n_steps):
        A = np.clip(A + step_size * np.sign(gradient(A, y)), 0, 1)
        A = X + np.clip(A - X, 0, epsilon)
    return A


# %% wrong: steps that would leave are not made
# says: a step that would leave the box
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X.copy()
    for _ in range(n_steps):
        B = A + step_size * np.sign(gradient(A, y))
        ok = (np.abs(B - X) <= epsilon) & (B >= 0) & (B <= 1)
        A = np.where(ok, B, A)
    return A


# %% wrong: a break at the wall
# says: `break` inside the loop
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X.copy()
    for _ in range(n_steps):
        B = A + step_size * np.sign(gradient(A, y))
        if np.abs(B - X).max() > epsilon:
            break
        A = np.clip(B, 0, 1)
    return A


# %% wrong: the gradient over its largest entry
# says: divided by its largest entry
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    A = X
    for k in range(n_steps):
        A = np.clip(
            np.clip(A + step_size * gradient(A, y) / np.abs(gradient(A, y)).max(), X - epsilon, X + epsilon), 0, 1
        )
    return A


# %% right: one image at a time
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    out = []
    for i in range(len(X)):
        A = X[i : i + 1]
        for k in range(n_steps):
            A = np.clip(
                np.clip(
                    A + step_size * np.sign(gradient(A, y[i : i + 1])), X[i : i + 1] - epsilon, X[i : i + 1] + epsilon
                ),
                0,
                1,
            )
        out.append(A)
    return np.vstack(out)


# %% right: recursion
def pgd(X, y, gradient, epsilon, step_size, n_steps):
    if n_steps == 0:
        return X.copy()
    A = pgd(X, y, gradient, epsilon, step_size, n_steps - 1)
    return np.clip(A + step_size * np.sign(gradient(A, y)), np.maximum(X - epsilon, 0), np.minimum(X + epsilon, 1))
