# %% right: shuffled copies
def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    X, y = X[order], y[order]
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


# %% right: shuffled list of indices, while loop
def minibatches(X, y, batch_size, rng):
    indices = list(range(len(y)))
    rng.shuffle(indices)
    while indices:
        batch, indices = indices[:batch_size], indices[batch_size:]
        yield X[batch], y[batch]


# %% right: split at the batch ends
def minibatches(X, y, batch_size, rng):
    order = rng.choice(len(X), size=len(X), replace=False)
    for batch in np.split(order, range(batch_size, len(X), batch_size)):
        yield np.take(X, batch, axis=0), np.take(y, batch)


# %% right: a list is as good as a generator
def minibatches(X, y, batch_size, rng):
    order = np.argsort(rng.random(len(X)))
    return [(X[order[s : s + batch_size]], y[order[s : s + batch_size]]) for s in range(0, len(X), batch_size)]


# %% wrong: the number of digits written in
# says: out of bounds.*those that came, len\(X\)
def minibatches(X, y, batch_size, rng):
    order = rng.permutation(1347)
    for start in range(0, 1347, batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


# %% wrong: epochs without end
# says: never to end
def minibatches(X, y, batch_size, rng):
    while True:
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            yield X[batch], y[batch]


# %% wrong: a rest of one sample is left out
# says: the last batch was dropped
def minibatches(X, y, batch_size, rng):
    o = rng.permutation(len(X))
    for s in range(0, len(X), batch_size):
        if len(o[s : s + batch_size]) > 1:
            yield X[o[s : s + batch_size]], y[o[s : s + batch_size]]


# %% wrong: the rest is spread over the batches before it
# says: the sizes of the batches: [\d, ]+, but \d(, \d)+ are expected
def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    cuts = list(range(batch_size, len(X), batch_size))
    for batch in np.split(order, [cut + (len(X) % batch_size > 1) for cut in cuts]):
        yield X[batch], y[batch]
