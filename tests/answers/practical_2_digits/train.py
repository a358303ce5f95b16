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


# %% wrong: full batches
# says: the loss was computed on all samples
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X, y)
            step(parameters, gradients)
            total += loss * len(y_batch)
        history.append(total / len(y))
    return history


# %% wrong: a single epoch
# says: minibatches was called \S+ times in \S+ epochs
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(1):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            total += loss * len(y_batch)
        history.append(total / len(y))
    return history


# %% wrong: no step
# says: step was never called, so nothing is learned
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            total += loss * len(y_batch)
        history.append(total / len(y))
    return history


# %% wrong: one step an epoch
# says: step was called \S+ times, but \S+ epochs of \S+ batches make \S+
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            total += loss * len(y_batch)
        step(parameters, gradients)
        history.append(total / len(y))
    return history


# %% wrong: the sum of the losses
# says: the losses: the losses are weighted by the batch sizes, but not divided by n
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            total += loss * len(y_batch)
        history.append(total)
    return history


# %% wrong: small last batches count like the others
# says: the losses: each batch counts the same, but the last one is smaller: weight each loss
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            total += loss
        history.append(total / int(np.ceil(len(y) / batch_size)))
    return history


# %% wrong: divided by batch_size for every batch
# says: the losses: each loss is weighted by batch_size, but the last batch holds fewer sampl
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            total += loss * batch_size
        history.append(total / len(y))
    return history


# %% wrong: only the last batch's loss
# says: the losses: only the last batch's loss is kept: the mean over the epoch is asked
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            total = loss * len(y)
        history.append(total / len(y))
    return history


# %% wrong: the total is not set back to zero
# says: the losses: the sum is not set back to \S+ at the start of each epoch
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    total = 0.0
    for _ in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            total += loss * len(y_batch)
        history.append(total / len(y))
    return history


# %% wrong: one number a batch
# says: the list holds \S+ numbers, but \S+ are expected, one an epoch
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            history.append(loss)
    return history


# %% wrong: the loss after the step
# says: loss_and_gradients was called \S+ times, but \S+ batches need one call each
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            loss, _ = loss_and_gradients(parameters, X_batch, y_batch)
            total += loss * len(y_batch)
        history.append(total / len(y))
    return history


# %% wrong: a new generator in every epoch
# says: minibatches was called with another generator than rng
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, np.random.default_rng(0)):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            total += loss * len(y_batch)
        history.append(total / len(y))
    return history


# %% wrong: batches drawn once and used in every epoch
# says: minibatches was called \S+ times in \S+ epochs
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    batches = list(minibatches(X, y, batch_size, rng))
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in batches:
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            total += loss * len(y_batch)
        history.append(total / len(y))
    return history


# %% wrong: nothing is returned
# says: None came back
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            total += loss * len(y_batch)
        history.append(total / len(y))


# %% wrong: returned inside the loop
# says: minibatches was called \S+ times in \S+ epochs
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            total += loss * len(y_batch)
        history.append(total / len(y))
        return history


# %% wrong: batch size written in
# says: minibatches was called with batch_size = \S+
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, 32, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            total += loss * len(y_batch)
        history.append(total / len(y))
    return history


# %% wrong: copies of the parameters are trained
# says: step was called with a copy of the parameters
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    parameters = [theta.copy() for theta in parameters]
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            total += loss * len(y_batch)
        history.append(total / len(y))
    return history


# %% wrong: two steps a batch
# says: step was called \S+ times, but \S+ epochs of \S+ batches make \S+
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            step(parameters, gradients)
            total += loss * len(y_batch)
        history.append(total / len(y))
    return history


# %% wrong: stops when the loss rises
# says: minibatches was called \S+ times in \S+ epochs
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, gradients = loss_and_gradients(parameters, X_batch, y_batch)
            step(parameters, gradients)
            total += loss * len(y_batch)
        history.append(total / len(y))
        if len(history) > 1 and history[-1] > history[-2]:
            break
    return history


# %% wrong: the parameters become what step returns
# says: the parameters became None after a step
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []

    for _ in range(epochs):
        total = 0
        for X_b, y_b in minibatches(X, y, batch_size, rng):
            loss, g = loss_and_gradients(parameters, X_b, y_b)
            parameters = step(parameters, g)
            total += loss * len(X_b)
        history.append(total / len(X))
    return history


# %% wrong: loss and gradients swapped
# says: step was called with \S+ in the place of the gradients
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []

    for _ in range(epochs):
        total = 0
        for X_b, y_b in minibatches(X, y, batch_size, rng):
            g, loss = loss_and_gradients(parameters, X_b, y_b)
            step(parameters, g)
            total += loss * len(X_b)
        history.append(total / len(X))
    return history


# %% wrong: divided by the batch size
# says: the weighted sum is divided by the number of batches, not by n
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []

    for _ in range(epochs):
        total = 0
        for X_b, y_b in minibatches(X, y, batch_size, rng):
            loss, g = loss_and_gradients(parameters, X_b, y_b)
            step(parameters, g)
            total += loss * len(X_b)
        history.append(total / batch_size)
    return history


# %% right: lists of losses and sizes
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for epoch in range(epochs):
        losses, sizes = [], []
        for X_b, y_b in minibatches(X, y, batch_size, rng):
            loss, g = loss_and_gradients(parameters, X_b, y_b)
            losses.append(loss)
            sizes.append(len(y_b))
            step(parameters, g)
        history.append(float(np.dot(losses, sizes) / np.sum(sizes)))
    return history


# %% wrong: the number of digits written in
# says: 1347 is written into the function
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for epoch in range(epochs):
        total = 0
        for X_b, y_b in minibatches(X, y, batch_size, rng):
            loss, g = loss_and_gradients(parameters, X_b, y_b)
            total += loss * len(X_b)
            step(parameters, g)
        history.append(total / 1347)
    return history


# %% wrong: stops when the loss hardly changes
# says: something stop the loop early
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for epoch in range(epochs):
        total = 0
        for X_b, y_b in minibatches(X, y, batch_size, rng):
            loss, g = loss_and_gradients(parameters, X_b, y_b)
            total += loss * len(X_b)
            step(parameters, g)
        history.append(total / len(X))
        if len(history) > 1 and abs(history[-1] - history[-2]) < 1e-3:
            break
    return history


# %% wrong: gradients before parameters in step
# says: step\(parameters, gradients\)
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for epoch in range(epochs):
        total = 0
        for X_b, y_b in minibatches(X, y, batch_size, rng):
            loss, g = loss_and_gradients(parameters, X_b, y_b)
            total += loss * len(X_b)
            step(g, parameters)
        history.append(total / len(X))
    return history


# %% wrong: appended after all epochs
# says: appends stand after the loop over the epochs
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for epoch in range(epochs):
        total = 0
        for X_b, y_b in minibatches(X, y, batch_size, rng):
            loss, g = loss_and_gradients(parameters, X_b, y_b)
            total += loss * len(X_b)
            step(parameters, g)
    history.append(total / len(X))
    return history


# %% wrong: one epoch too few
# says: called 3 times in 4 epochs
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for epoch in range(1, epochs):
        total = 0
        for X_b, y_b in minibatches(X, y, batch_size, rng):
            loss, g = loss_and_gradients(parameters, X_b, y_b)
            total += loss * len(X_b)
            step(parameters, g)
        history.append(total / len(X))
    return history


# %% wrong: the loss of all samples after the epoch
# says: the loss was computed on all samples
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for epoch in range(epochs):
        for X_b, y_b in minibatches(X, y, batch_size, rng):
            loss, g = loss_and_gradients(parameters, X_b, y_b)
            step(parameters, g)
        history.append(loss_and_gradients(parameters, X, y)[0])
    return history


# %% wrong: no step when the loss rises
# says: step was called
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history, last = [], np.inf
    for epoch in range(epochs):
        total = 0
        for X_b, y_b in minibatches(X, y, batch_size, rng):
            loss, g = loss_and_gradients(parameters, X_b, y_b)
            total += loss * len(X_b)
            if loss < last:
                step(parameters, g)
            last = loss
        history.append(total / len(X))
    return history


# %% wrong: y and X in the wrong order
# says: in this order
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for epoch in range(epochs):
        total = 0
        for y_b, X_b in minibatches(X, y, batch_size, rng):
            loss, g = loss_and_gradients(parameters, X_b, y_b)
            step(parameters, g)
            total += loss * len(X_b)
        history.append(total / len(X))
    return history


# %% wrong: rng and batch_size in the wrong order
# says: The order is minibatches\(X, y, batch_size, rng\)
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for epoch in range(epochs):
        total = 0
        for X_b, y_b in minibatches(X, y, rng, batch_size):
            loss, g = loss_and_gradients(parameters, X_b, y_b)
            step(parameters, g)
            total += loss * len(X_b)
        history.append(total / len(X))
    return history


# %% wrong: divided by the last batch's size
# says: size of the last batch
def train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    history = []
    for epoch in range(epochs):
        total = 0
        for X_b, y_b in minibatches(X, y, batch_size, rng):
            loss, g = loss_and_gradients(parameters, X_b, y_b)
            step(parameters, g)
            total += loss * len(X_b)
        history.append(total / len(X_b))
    return history
