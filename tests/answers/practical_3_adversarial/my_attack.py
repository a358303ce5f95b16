# %% right: nine targets, one step each, and what fooled is kept
def my_attack(X, y, ask, epsilon):
    best = X.copy()
    for shift in range(1, 10):
        X_adv = np.clip(X - epsilon * np.sign(ask(X, (y + shift) % 10)[1]), 0, 1)
        fooled = ask(X_adv, y)[0].argmax(axis=1) != y
        best = np.where(fooled[:, np.newaxis], X_adv, best)
    return best


# %% right: the three most likely wrong labels, ten small steps each
def my_attack(X, y, ask, epsilon):
    Z = ask(X, y)[0]
    Z[np.arange(len(y)), y] = -np.inf
    best = X
    for target in Z.argsort(axis=1)[:, :-4:-1].T:
        X_adv = X
        for _ in range(10):
            X_adv = X_adv - epsilon / 4 * np.sign(ask(X_adv, target)[1])
            X_adv = np.clip(np.clip(X_adv, X - epsilon, X + epsilon), 0, 1)
        fooled = ask(X_adv, y)[0].argmax(axis=1) != y
        best = np.where(fooled[:, np.newaxis], X_adv, best)
    return best


# %% right: image by image, with a break where one is fooled
def my_attack(X, y, ask, epsilon):
    found = np.array(X)
    todo = np.arange(len(X))
    for shift in range(1, 10):
        there = X[todo]
        moved = np.clip(there - epsilon * np.sign(ask(there, (y[todo] + shift) % 10)[1]), 0, 1)
        found[todo] = moved
        todo = todo[ask(moved, y[todo])[0].argmax(axis=1) == y[todo]]
    return found


# %% worth 11.9: the most likely wrong label, one step
def my_attack(X, y, ask, epsilon):
    Z = ask(X, y)[0]
    Z[np.arange(len(y)), y] = -np.inf
    return np.clip(X - epsilon * np.sign(ask(X, Z.argmax(axis=1))[1]), 0, 1)


# %% worth 4.7: the next label, one step
def my_attack(X, y, ask, epsilon):
    return np.clip(X - epsilon * np.sign(ask(X, (y + 1) % 10)[1]), 0, 1)


# %% worth 6.4: all shall be eights
def my_attack(X, y, ask, epsilon):
    return np.clip(X - epsilon * np.sign(ask(X, np.full(len(y), 8))[1]), 0, 1)


# %% worth 0: PGD, as in gap 12
def my_attack(X, y, ask, epsilon):
    X_adv = X
    for _ in range(10):
        X_adv = X_adv + 0.04 * np.sign(ask(X_adv, y)[1])
        X_adv = np.clip(np.clip(X_adv, X - epsilon, X + epsilon), 0, 1)
    return X_adv


# %% worth 0: random signs
def my_attack(X, y, ask, epsilon):
    return np.clip(X + epsilon * np.random.default_rng(0).choice([-1, 1], X.shape), 0, 1)


# %% worth 0: nothing at all
def my_attack(X, y, ask, epsilon):
    return X


# %% worth 0: the true label goes downhill
def my_attack(X, y, ask, epsilon):
    return np.clip(X - epsilon * np.sign(ask(X, y)[1]), 0, 1)


# %% wrong: not written
# says: ^(NotImplementedError: )?my_attack: not written yet
def my_attack(X, y, ask, epsilon):
    raise NotImplementedError()


# %% wrong: no function
# says: a function is expected here, but this is dict
my_attack = {"steps": 10, "step_size": 0.04}


# %% wrong: the pair of ask comes back
# says: a tuple of 2 came back.*Return the attacked images
def my_attack(X, y, ask, epsilon):
    return ask(X, (y + 1) % 10)


# %% wrong: not clipped to pixels
# says: pixels reach from -0\.15 to 1\.15\. Pixels lie in \[0, 1\]
def my_attack(X, y, ask, epsilon):
    return X - epsilon * np.sign(ask(X, (y + 1) % 10)[1])


# %% wrong: ten steps without the box
# says: a pixel changed by 0\.\d+, but epsilon is 0\.15
def my_attack(X, y, ask, epsilon):
    X_adv = X
    for _ in range(10):
        X_adv = np.clip(X_adv - 0.04 * np.sign(ask(X_adv, (y + 1) % 10)[1]), 0, 1)
    return X_adv


# %% wrong: another digit in the place of the image
# says: a pixel changed by
def my_attack(X, y, ask, epsilon):
    return np.roll(X, 1, axis=0)


# %% wrong: over the budget
# says: ask was shown more than 40 images for each image of X
def my_attack(X, y, ask, epsilon):
    X_adv = X
    for k in range(41):
        X_adv = X - epsilon * np.sign(ask(X_adv, (y + 1 + k % 9) % 10)[1])
        X_adv = np.clip(X_adv, 0, 1)
    return X_adv


# %% wrong: over the budget, and the error is swallowed
# says: ask was shown more than 40 images for each image of X
def my_attack(X, y, ask, epsilon):
    best = X.copy()
    try:
        while True:
            for shift in range(1, 10):
                X_adv = np.clip(X - epsilon * np.sign(ask(X, (y + shift) % 10)[1]), 0, 1)
                fooled = ask(X_adv, y)[0].argmax(axis=1) != y
                best[fooled] = X_adv[fooled]
    except Exception:
        return best


# %% wrong: labels beyond nine
# says: labels outside 0 \.\.\. 9
def my_attack(X, y, ask, epsilon):
    return np.clip(X - epsilon * np.sign(ask(X, y + 1)[1]), 0, 1)


# %% wrong: one label for all
# says: ask was called with \d+ images and an array of shape \(\)
def my_attack(X, y, ask, epsilon):
    return np.clip(X - epsilon * np.sign(ask(X, 3)[1]), 0, 1)


# %% wrong: one image without its axis
# says: ask was called with an array of shape \(64,\)
def my_attack(X, y, ask, epsilon):
    return np.array([x - epsilon * np.sign(ask(x, y[i])[1]) for i, x in enumerate(X)])


# %% wrong: a slope divided by its length
# says: nan or inf came back.*Is a slope divided by its length
def my_attack(X, y, ask, epsilon):
    slopes = ask(X, y)[1]
    return np.clip(X + epsilon * slopes / np.linalg.norm(slopes, axis=1, keepdims=True), 0, 1)


# %% wrong: only those that are fooled
# says: an array of shape \(\d+, 64\) came back.*Return all attacked images
def my_attack(X, y, ask, epsilon):
    X_adv = np.clip(X - epsilon * np.sign(ask(X, (y + 1) % 10)[1]), 0, 1)
    return X_adv[ask(X_adv, y)[0].argmax(axis=1) != y]


# %% wrong: a list
# says: a list of \d+ came back
def my_attack(X, y, ask, epsilon):
    return list(np.clip(X - epsilon * np.sign(ask(X, (y + 1) % 10)[1]), 0, 1))


# %% wrong: it stops
# says: your function stopped with ValueError: too many values to unpack.*my_attack\(X, y, ask, epsilon\)
def my_attack(X, y, ask, epsilon):
    (Z,) = ask(X, y)
    return Z


# %% wrong: None
# says: None came back
def my_attack(X, y, ask, epsilon):
    X = np.clip(X - epsilon * np.sign(ask(X, (y + 1) % 10)[1]), 0, 1)


# %% wrong: logits are counted as images
# says: ask was called with an array of shape \(\d+, 10\)
def my_attack(X, y, ask, epsilon):
    return ask(ask(X, y)[0], y)[1]


# %% right: in single precision, where epsilon is a little larger
def my_attack(X, y, ask, epsilon):
    X, epsilon = X.astype(np.float32), np.float32(epsilon)
    best = X.copy()
    for shift in range(1, 10):
        moved = X - epsilon * np.sign(ask(X, (y + shift) % 10)[1]).astype(np.float32)
        moved = np.clip(moved, np.float32(0), np.float32(1))
        fooled = ask(moved, y)[0].argmax(axis=1) != y
        best[fooled] = moved[fooled]
    return best


# %% wrong: a little more than epsilon
# says: a pixel changed by 0\.150002, but epsilon is 0\.15\.
def my_attack(X, y, ask, epsilon):
    return np.clip(X + epsilon + 2e-6, 0, 1)
