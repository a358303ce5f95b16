"""Lecture 2.3: the first delta behind a softmax, a dense layer's way back, and the slow gradient that checks them."""

import numpy as np

from utils.activations import sigmoid, softmax, tanh
from utils.checks.gap import Function, Trial
from utils.checks.lectures import your_turn


def layer_backward(grad_A, A_prev, Z, W, phi):
    Delta = grad_A * phi.derivative(Z)
    return Delta.T @ A_prev, Delta.sum(axis=0), Delta @ W


def _layer_trials(rng):
    """Equal sizes first, where few wrong products stop with an error; then sizes that differ, and one sample."""
    for phi, n, units, inputs in (tanh, 4, 4, 4), (sigmoid, 5, 2, 3), (tanh, 2, 5, 3), (sigmoid, 1, 3, 2):
        shapes = {"grad_A": (n, units), "A_prev": (n, inputs), "Z": (n, units), "W": (units, inputs)}
        arguments = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        sizes, names = {"n": n, "n_l": units, "n_(l-1)": inputs}, ("dW", "db", "grad_A_prev")
        yield Trial(sizes, arguments | {"phi": phi}, names=names)


_DELTA = "grad_A * phi.derivative(Z)"
LAYER = {
    "the factor Phi'(Z) is missing: Delta is dL/dZ, and grad_A is dL/dA": {_DELTA: "grad_A"},
    "Phi' is taken at the activation's output: it belongs at Z, at what went in": {"(Z)": "(phi(Z))"},
    "this multiplies by Phi(Z), not by its derivative: `phi.derivative(Z)`": {"phi.derivative(Z)": "phi(Z)"},
    "db: it is divided by n, but the loss has divided by n already: sum over the samples, no mean": {
        "Delta.sum": "Delta.mean"
    },
    "dW: it is divided by n, but the loss has divided by n already": [
        {"Delta.T @ A_prev": "Delta.T @ A_prev / len(Z)"},
        {"Delta.T @ A_prev": "Delta.T @ A_prev / len(Z)", "Delta.sum": "Delta.mean"},
    ],
    "dW: the result is transposed: dW has the shape of W": {"Delta.T @ A_prev": "A_prev.T @ Delta"},
    "dW: the product runs over the units, but the samples should be summed": {"Delta.T @ A_prev": "Delta @ A_prev.T"},
    "dW: it uses grad_A where Delta belongs": {"Delta.T @": "grad_A.T @"},
    "db: the sum runs over the units: axis 0 holds the samples": {"axis=0": "axis=1"},
    "db: only the first sample is used: sum over the batch": {"Delta.sum(axis=0)": "Delta[0]"},
    "db: it uses grad_A where Delta belongs": {"Delta.sum": "grad_A.sum"},
    "the way back uses grad_A: what passes through W is Delta": {"Delta @ W": "grad_A @ W"},
    "the way back is Delta @ W, without a transpose: rows are samples here": {"Delta @ W": "Delta @ W.T"},
}


def output_delta(Z, Y):
    return (softmax(Z) - Y) / len(Z)


def _delta_trials(rng):
    for n, k in (4, 3), (3, 3), (2, 5), (1, 4):
        yield Trial({"n": n, "classes": k}, {"Z": 2 * rng.normal(size=(n, k)), "Y": np.eye(k)[rng.integers(k, size=n)]})


OUTPUT = {
    "the division by n is missing: the loss is a mean": {" / len(Z)": ""},
    "it is divided by the number of entries: the mean runs over the n samples alone": {"len(Z)": "Z.size"},
    "it is divided by the number of classes: the mean runs over the n samples": {"len(Z)": "Z.shape[1]"},
    "the brackets are missing: A - Y is divided by n, not Y alone": {
        "(softmax(Z) - Y) / len(Z)": "softmax(Z) - Y / len(Z)"
    },
    "the sign is wrong: it is prediction minus observation, A - Y": {"(softmax(Z) - Y)": "(Y - softmax(Z))"},
    "the softmax is missing: Y is compared with the probabilities, not with the logits": {"softmax(Z)": "Z"},
    "the softmax runs over the samples: each row should sum to 1": {"softmax(Z)": "softmax(Z.T).T"},
    "the whole array is made to sum to 1: each row has its own sum": {"softmax(Z)": "np.exp(Z) / np.exp(Z).sum()"},
    "the derivative of the softmax is in A - Y already: do not multiply by A (1 - A) again": {
        "(softmax(Z) - Y)": "(softmax(Z) - Y) * softmax(Z) * (1 - softmax(Z))"
    },
    "this is the derivative with respect to the probabilities, -Y/A: take it with respect to the logits": {
        "(softmax(Z) - Y)": "(-Y / softmax(Z))"
    },
    "only the right class has a delta: the others have theirs, A/n": {"(softmax(Z) - Y)": "(softmax(Z) - Y) * Y"},
}


def slow_gradient(f, theta, eps=1e-5):
    gradient = np.zeros(len(theta))
    for k in range(len(theta)):
        nudge = np.zeros(len(theta))
        nudge[k] = eps
        gradient[k] = (f(theta + nudge) - f(theta - nudge)) / (2 * eps)
    return gradient


def _slow_trials(rng):
    """Cubics, whose one-sided difference is far off; a large eps, so that rounding decides nothing."""
    for size, eps in (3, 1e-2), (1, 5e-3), (4, 2e-2):
        C, theta = rng.normal(size=(size, size)), rng.normal(size=size)
        arguments = {"f": lambda t, C=C: float(((C @ t) ** 3).sum() + t @ t), "theta": theta, "eps": eps}
        yield Trial({"parameters": size, "eps": eps}, arguments, tolerance=1e-7)


SLOW = {
    "the difference is one-sided: (2) moves to both sides of theta": {
        "f(theta - nudge)": "f(theta)",
        "(2 * eps)": "eps",
    },
    "the two points are 2 eps apart, and it is divided by eps": {"(2 * eps)": "eps"},
    "it is multiplied by eps: brackets are missing around 2 * eps": {"(2 * eps)": "2 * eps"},
    "the sign is wrong: the value above comes first": {
        "f(theta + nudge) - f(theta - nudge)": "f(theta - nudge) - f(theta + nudge)"
    },
    "it is not divided by 2 eps": {" / (2 * eps)": ""},
    "all parameters are nudged at once: e_k has a single 1, so nudge one and keep the others": {
        "nudge[k] = eps": "nudge[:] = eps"
    },
    "an earlier parameter stays nudged: start each k from theta itself": {
        "    nudge = np.zeros(len(theta))\n        nudge[k] = eps": "    nudge = eps * (np.arange(len(theta)) <= k)"
    },
    "the step is 1, not eps": {"nudge[k] = eps": "nudge[k] = 1"},
}

layer_backward = your_turn(Function(layer_backward, _layer_trials, LAYER), "Four lines of mathematics, for any batch.")
output_delta = your_turn(Function(output_delta, _delta_trials, OUTPUT), "Prediction minus observation.")
slow_gradient = your_turn(Function(slow_gradient, _slow_trials, SLOW), "Slow, and it knows no formula: a good judge.")
