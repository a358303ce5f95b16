"""Adversarial examples: inputs moved by little, on purpose, so that a trained network goes wrong; and training against them.

The gradient here is with respect to the input x; the weights stand still. Pixels lie in [0, 1], before and after.
"""

import functools

import numpy as np

from utils.training import train
from utils.validate import check_array


def input_gradient(network, loss, X, y):
    """dL/dX, of the shape of X; L is the mean over the samples, so row i is 1/n times the gradient of sample i's own loss.

    It runs `forward` and `backward`, so the network's caches and dtheta are overwritten; its parameters are not.
    """
    _, grad = loss.value_and_gradient(network.forward(X), y)
    return network.backward(grad)


def fgsm(network, loss, X, y, epsilon):
    """The fast gradient sign method: X + epsilon sign(dL/dX), clipped to [0, 1] (Goodfellow, Shlens and Szegedy, 2015).

    Parameters
    ----------
    network : a `utils.network.Network`
    loss : a loss of `utils.losses`; the attack goes up on it
    X : array of shape (n, ...), pixels in [0, 1]; not changed
    y : array of shape (n,), the true labels
    epsilon : float, the largest change of a pixel, in the same unit

    Returns
    -------
    array of the shape of X

    Raises
    ------
    ValueError
        For pixels outside [0, 1] (0 ... 16 must be divided by 16), a negative epsilon, or labels that do not fit.
    """
    X, y = _check(network, loss, X, y, epsilon)
    return np.clip(X + epsilon * np.sign(input_gradient(network, loss, X, y)), 0, 1)


def pgd(network, loss, X, y, epsilon, step_size, steps, rng=None):
    """Projected gradient ascent: FGSM steps of size `step_size`, each put back into the box around X (Madry et al., 2018).

    Arguments are those of `fgsm`, and

    step_size : float, the change of a pixel in one step
    steps : int
    rng : numpy.random.Generator, optional; with it the start is uniform in the box |x - X| <= epsilon, else X itself
    """
    X, y = _check(network, loss, X, y, epsilon)
    low, high = np.maximum(X - epsilon, 0), np.minimum(X + epsilon, 1)  # around X, not around the last iterate
    X_k = X if rng is None else rng.uniform(low, high)
    for _ in range(steps):
        X_k = np.clip(X_k + step_size * np.sign(input_gradient(network, loss, X_k, y)), low, high)
    return X_k


def random_signs(X, epsilon, rng):
    """X plus or minus epsilon in each pixel, by the toss of a coin, clipped to [0, 1]: noise of FGSM's size, the control."""
    X = _check_pixels(X, epsilon)
    return np.clip(X + epsilon * rng.choice([-1.0, 1.0], size=X.shape), 0, 1)


def train_adversarially(network, loss, optimizer, X, y, attack, *, epochs, batch_size, rng):
    """Mini-batch descent in which each batch is attacked first, with the network as it is at that step.

    Parameters
    ----------
    attack : callable (network, loss, X, y) -> attacked X; `lambda *batch: fgsm(*batch, 0.15)`, for instance
    The others are those of `utils.training.train`.

    Returns
    -------
    list of float, the mean loss on the attacked batches, one an epoch
    """
    change = functools.partial(attack, network, loss)
    return train(network, loss, optimizer, X, y, epochs=epochs, batch_size=batch_size, rng=rng, change=change).loss


def _check(network, loss, X, y, epsilon):
    X = _check_pixels(X, epsilon)
    return X, loss.check(network.output(X), y)


def _check_pixels(X, epsilon):
    X = np.asarray(X)
    X = check_array(X, "X", tuple("n" + "abcd"[: X.ndim - 1]))
    if X.min() < 0 or X.max() > 1:
        raise ValueError(
            f"X holds {X[(X < 0) | (X > 1)].flat[0]}, but pixels should lie in [0, 1]: divide the digits by 16"
        )
    if epsilon < 0:
        raise ValueError(f"epsilon is {epsilon}, but it should not be negative")
    return X.astype(float) if X.dtype.kind != "f" else X
