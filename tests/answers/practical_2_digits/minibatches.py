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


# %% wrong: X and y shuffled apart
# says: X and y are shuffled apart: rows come with the labels of others
def minibatches(X, y, batch_size, rng):
    X, y = X[rng.permutation(len(X))], y[rng.permutation(len(y))]
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


# %% wrong: y is not shuffled
# says: X and y are shuffled apart: rows come with the labels of others
def minibatches(X, y, batch_size, rng):
    X = X[rng.permutation(len(X))]
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


# %% wrong: not shuffled
# says: the samples come in their stored order
def minibatches(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


# %% wrong: the same order every epoch
# says: the generator that was handed in is not used
def minibatches(X, y, batch_size, rng):
    order = np.random.default_rng(0).permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


# %% wrong: the generator is not used
# says: the generator that was handed in is not used
def minibatches(X, y, batch_size, rng):
    order = np.random.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


# %% wrong: the last partial batch is lost
# says: \S+ of \S+ samples never came \(batches of \S+, \S+, \S+, \S+\)
def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for k in range(len(X) // batch_size):
        batch = order[k * batch_size : (k + 1) * batch_size]
        yield X[batch], y[batch]


# %% wrong: an empty batch at the end
# says: an empty batch came
def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for k in range(len(X) // batch_size + 1):
        batch = order[k * batch_size : (k + 1) * batch_size]
        yield X[batch], y[batch]


# %% wrong: drawn with replacement
# says: \S+ samples came more than once in an epoch
def minibatches(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        batch = rng.integers(len(X), size=min(batch_size, len(X) - start))
        yield X[batch], y[batch]


# %% wrong: batch starts are shuffled, samples are not
# says: whole blocks are shuffled, not samples: each batch holds neighbors
def minibatches(X, y, batch_size, rng):
    starts = np.arange(0, len(X), batch_size)
    for start in rng.permutation(starts):
        yield X[start : start + batch_size], y[start : start + batch_size]


# %% wrong: a fresh order for each batch
# says: \S+ samples came more than once in an epoch
def minibatches(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        batch = rng.permutation(len(X))[start : start + batch_size]
        yield X[batch], y[batch]


# %% wrong: the last batch is filled up from the start
# says: \S+ samples came more than once in an epoch
def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = np.take(order, range(start, start + batch_size), mode="wrap")
        yield X[batch], y[batch]


# %% wrong: the data are shuffled in place
# says: the input X was changed in place
def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    X[:], y[:] = X[order], y[order]
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


# %% wrong: only indices
# says: each item should be a pair \(X_batch, y_batch\), but a ndarray of shape \(\S+,\) came
def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        yield order[start : start + batch_size]


# %% wrong: return in the loop ends after one batch
# says: \S+ of \S+ samples never came \(batches of \S+\)
def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        return [(X[batch], y[batch])]


# %% wrong: batches overlap
# says: \S+ samples came more than once in an epoch
def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size + 1]
        yield X[batch], y[batch]


# %% wrong: shuffled within blocks
# says: each batch holds neighbors: the samples are mixed within their block
def minibatches(X, y, batch_size, rng):
    n = len(X)
    for s in range(0, n, batch_size):
        o = s + rng.permutation(min(batch_size, n - s))
        yield X[o], y[o]


# %% wrong: return instead of yield
# says: only one pair came, by `return`
def minibatches(X, y, batch_size, rng):
    n = len(X)
    o = rng.permutation(n)
    for s in range(0, n, batch_size):
        return X[o[s : s + batch_size]], y[o[s : s + batch_size]]


# %% wrong: a batch begins at every sample
# says: A batch began at every sample
def minibatches(X, y, batch_size, rng):
    n = len(X)
    o = rng.permutation(n)
    for s in range(n):
        yield X[o[s : s + batch_size]], y[o[s : s + batch_size]]


# %% wrong: batches of nearly equal sizes
# says: the batches hold 5, 5, 5, 4, 4 samples
def minibatches(X, y, batch_size, rng):
    n = len(X)
    o = rng.permutation(n)
    for b in np.array_split(o, int(np.ceil(n / batch_size))):
        yield X[b], y[b]


# %% right: rng.choice without replacement
def minibatches(X, y, batch_size, rng):
    order = rng.choice(len(y), size=len(y), replace=False).tolist()
    while order:
        batch, order = order[:batch_size], order[batch_size:]
        yield X[batch], y[batch]


# %% right: argsort of uniform numbers
def minibatches(X, y, batch_size, rng):
    order = np.argsort(rng.random(len(X)))
    n_batches = int(np.ceil(len(X) / batch_size))
    for i in range(n_batches):
        yield X[order][i * batch_size : (i + 1) * batch_size], y[order][i * batch_size : (i + 1) * batch_size]


# %% wrong: two samples change places
# says: still follow their neighbor
def minibatches(X, y, batch_size, rng):
    n = len(X)
    order = np.arange(n)
    i, j = rng.choice(n, 2, replace=False)
    order[[i, j]] = order[[j, i]]
    for start in range(0, n, batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


# %% wrong: the order starts at a random place
# says: neighbors|neighbor
def minibatches(X, y, batch_size, rng):
    n = len(X)
    order = np.roll(np.arange(n), rng.integers(1, n))
    for start in range(0, n, batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


# %% wrong: a slice that ends at batch_size
# says: an empty batch
def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start:batch_size]
        yield X[batch], y[batch]


# %% wrong: the number of digits written in
# says: out of bounds
def minibatches(X, y, batch_size, rng):
    order = rng.permutation(1347)
    for start in range(0, 1347, batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


# %% wrong: the first sample is skipped
# says: 1 of 23 samples never came
def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(1, len(X), batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


# %% wrong: labels first
# says: X_batch comes first
def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        yield y[batch], X[batch]


# %% wrong: yield after the loop
# says: never came
def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
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
