# %% right: np.average with the batch sizes as weights
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for epoch in range(epochs):
        losses, sizes = [], []
        for batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, *batch)
            step(parameters, gradients)
            losses.append(loss)
            sizes.append(len(batch[0]))
        history.append(np.average(losses, weights=sizes))
    return history


# %% right: a while loop and a running mean
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    while len(history) < epochs:
        seen, mean = 0, 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            seen += len(X_batch)
            mean += (loss - mean) * len(X_batch) / seen
        history.append(float(mean))
    return history


# %% right: an array filled epoch by epoch
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = np.zeros(epochs)
    for epoch in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            history[epoch] += loss * len(y_batch) / len(y)
    return list(history)


# %% right: the keywords of the notebook's own function
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X=X_batch, y=y_batch)
            total += loss * len(X_batch)
            step(parameters, gradients)
        history.append(total / len(X))
    return history


# %% right: the keywords of the docstring
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0
        for X_batch, y_batch in minibatches(X=X, y=y, batch_size=batch_size, rng=rng):
            loss, gradients = loss_and_gradients(parameters=parameters, X_batch=X_batch, y_batch=y_batch)
            step(parameters=parameters, gradients=gradients)
            total += loss * len(X_batch) / len(X)
        history.append(total)
    return history


# %% wrong: pairs of epoch and loss
# says: a tuple of 2 came back
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    h = []
    for e in range(epochs):
        t = 0
        for a, b in minibatches(X, y, batch_size, rng):
            l, g = loss_and_gradients(parameters, a, b)
            step(parameters, g)
            t += l * len(a)
        h.append((e, t / len(X)))
    return h


# %% right: NumPy's weighted average
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    h = []
    for e in range(epochs):
        L, n = [], []
        for a, b in minibatches(X, y, batch_size, rng):
            l, g = loss_and_gradients(parameters, a, b)
            step(parameters, g)
            L.append(l)
            n.append(len(b))
        h.append(float(np.average(L, weights=n)))
    return h
