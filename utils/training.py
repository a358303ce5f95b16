"""The training loop: epochs of shuffled mini-batches, a learning-rate schedule and a history."""

from dataclasses import dataclass, field

import numpy as np

from utils.validate import check_array


def minibatches(n, batch_size, rng):
    """Yield the indices 0 ... n-1 in a new random order, `batch_size` at a time; the last batch may be smaller."""
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size]


@dataclass
class History:
    """One number an epoch: mean batch loss, and, where validation data are given, loss and accuracy on them; eta used."""

    loss: list = field(default_factory=list)
    validation_loss: list = field(default_factory=list)
    validation_accuracy: list = field(default_factory=list)
    eta: list = field(default_factory=list)


def descend(network, loss, optimizer, X, y):
    """One step on one batch: forward, loss, backward, optimizer. Returns the loss before the step."""
    value, grad = loss.value_and_gradient(network.forward(X), y)
    network.backward(grad, input_gradient=False)  # nothing lies below the first layer but data
    optimizer.step(network.parameters, network.gradients)
    return value


def train(network, loss, optimizer, X, y, *, epochs, batch_size, rng, schedule=None, validation=None, change=None):
    """Train `network` in place by mini-batch descent and return its `History`.

    Parameters
    ----------
    network : MLP or any other `utils.network.Network`
    loss : SquaredError, BinaryCrossEntropy or SoftmaxCrossEntropy
    optimizer : an optimizer of `utils.optimizers`; its `eta` is set by the schedule, if there is one
    X, y : arrays of shapes (n, d), or the network's `input_shape`, and what the loss asks for: (n,) integer classes, or (n, c)
    epochs, batch_size : int
    rng : numpy.random.Generator, shuffles the samples
    schedule : callable epoch -> eta, optional (see `constant`, `step_decay`, `inverse_decay`, `cosine`)
    validation : pair (X, y), optional
    change : callable (X_batch, y_batch) -> X_batch, optional; what is done to each batch before its step

    Raises
    ------
    ValueError
        For X or y of a wrong shape, NaN in them, labels out of range, a batch_size below 1.
    FloatingPointError
        When the loss is no longer a finite number: the learning rate is too large.
    """
    X = X if network.input_shape is None else check_array(X, "X", network.input_shape)
    y = loss.check(network.output(X), y)
    if not 1 <= batch_size:
        raise ValueError(f"batch_size is {batch_size}, but it should be at least 1")
    history = History()
    for epoch in range(epochs):
        if schedule is not None:
            optimizer.eta = schedule(epoch)
        total = 0.0
        for batch in minibatches(len(X), batch_size, rng):
            X_batch, y_batch = X.take(batch, axis=0), y.take(batch, axis=0)
            X_batch = X_batch if change is None else change(X_batch, y_batch)
            total += descend(network, loss, optimizer, X_batch, y_batch) * len(batch)
        if not np.isfinite(total):
            raise FloatingPointError(
                f"the loss is {total} in epoch {epoch}: try a smaller learning rate than {optimizer.eta}"
            )
        history.loss.append(total / len(X))
        history.eta.append(optimizer.eta)
        if validation is not None:
            X_val, y_val = validation
            history.validation_loss.append(loss(network.output(X_val), y_val))
            history.validation_accuracy.append(accuracy(network, X_val, y_val))
    return history


def accuracy(network, X, y):
    """The share of rows of X whose class is predicted right; y has shape (n,) or, for a single output, (n, 1)."""
    return float((network.predict(X) == np.reshape(y, -1)).mean())


def confusion_matrix(y, predicted, n_classes):
    """Counts C[i, j] of samples of class i that were called j; shape (n_classes, n_classes)."""
    C = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(C, (y, predicted), 1)
    return C


def constant(eta):
    """The schedule eta_t = eta."""
    return lambda epoch: eta


def step_decay(eta, factor=0.5, every=10):
    """eta times `factor` after each `every` epochs."""
    return lambda epoch: eta * factor ** (epoch // every)


def inverse_decay(eta, rate=1.0):
    """eta / (1 + rate t): the sum diverges and the sum of squares does not, as Robbins and Monro (1951) ask."""
    return lambda epoch: eta / (1 + rate * epoch)


def cosine(eta, epochs, eta_end=0.0):
    """From eta down to eta_end along half a cosine in `epochs` epochs (Loshchilov and Hutter, 2017)."""
    return lambda epoch: eta_end + (eta - eta_end) * (1 + np.cos(np.pi * min(epoch / epochs, 1))) / 2
