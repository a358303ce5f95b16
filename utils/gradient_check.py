"""Finite differences: the slow, independent way to a gradient that proves the fast one."""

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    """Centered differences (f(x + h e_i) - f(x - h e_i)) / (2h), one pair of evaluations a coordinate.

    Parameters
    ----------
    f : callable, called as f(x), returns a number
    x : float64 ndarray of any shape; changed one entry at a time during the call and restored
    h : float, step; the error is about h^2 + 1e-16 / h, so 1e-5 is near the best

    Returns
    -------
    ndarray of the shape of x
    """
    if not (isinstance(x, np.ndarray) and x.dtype == float):
        raise TypeError(
            f"x is {getattr(x, 'dtype', type(x).__name__)}, but it should be a float64 array: a step of {h} is lost otherwise"
        )
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + h
        above = f(x)
        x[i] = kept - h
        below = f(x)
        x[i] = kept
        gradient[i] = (above - below) / (2 * h)
    return gradient


def relative_error(a, b):
    """Largest |a - b| over the larger of the two norms (maximum norm); 0 when both are all zeros."""
    scale = max(np.abs(a).max(), np.abs(b).max())
    return float(np.abs(a - b).max() / scale) if scale > 0 else 0.0


def check_network(network, loss, X, y, h=1e-5):
    """Compare back-propagation with finite differences, one parameter array at a time.

    Returns
    -------
    dict of float
        {"W_1": relative error, "b_1": ..., ...}: below 1e-6 for smooth activations, below 1e-4 near kinks.
    """
    network.backward(loss.gradient(network.forward(X), y))
    errors = {}
    for l, layer in enumerate(network.layers, start=1):
        for name, theta, gradient in ((f"W_{l}", layer.W, layer.dW.copy()), (f"b_{l}", layer.b, layer.db.copy())):
            errors[name] = relative_error(gradient, numerical_gradient(lambda _: loss(network.forward(X), y), theta, h))
    return errors
