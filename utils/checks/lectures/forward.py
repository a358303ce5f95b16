"""Lecture 2.2: the forward pass of a network for a batch, weights that solve XOR, the cross-entropy from logits."""

import itertools

import numpy as np

from utils.activations import identity, relu, sigmoid, tanh
from utils.checks.gap import Fault, Function, Trial
from utils.checks.lectures import your_turn
from utils.data import XOR_X


def forward(X, layers):
    A = X
    for W, b, phi in layers:
        Z = A @ W.T + b
        A = phi(Z)
    return A


def _forward_trials(rng):
    """One size for all first, where no wrong product stops with an error; then widths that all differ, and one sample."""
    for n, widths, phis in (
        (4, (4, 4, 4, 4), (tanh, sigmoid, relu)),
        (5, (3, 2, 1), (tanh, sigmoid)),
        (1, (2, 6, 3, 4), (tanh, sigmoid, identity)),
    ):
        layers = [
            (rng.normal(size=(units, inputs)), rng.normal(size=units), phi)
            for (inputs, units), phi in zip(itertools.pairwise(widths), phis, strict=True)
        ]
        yield Trial({"n": n, "widths": widths}, {"X": rng.normal(size=(n, widths[0])), "layers": layers})


_Z = "A @ W.T + b"
FORWARD = {
    "the bias b is not added": {" + b": ""},
    "the bias b is subtracted, but z = W a + b": {" + b": " - b"},
    "W is not transposed: samples are rows, so Z = A @ W.T + b": {"W.T": "W"},
    "W @ A is for samples as columns; here they are rows, so Z = A @ W.T + b": [
        {"A @ W.T": "W @ A"},
        {_Z: "W @ X + b"},
    ],
    "every layer reads X: from the second on, it should read the activations of the layer before": {"A @ W": "X @ W"},
    "the activation is missing: each layer ends with a = phi(z)": {"phi(Z)": "Z"},
    "this is z of the last layer: its activation is missing": {"return A": "return Z"},
    "the bias is added after the activation: it belongs into z": {_Z: "A @ W.T", "phi(Z)": "phi(Z) + b"},
    "all layers have the activation of the last one: each layer brings its own": {"phi(Z)": "layers[-1][2](Z)"},
    "all layers have the activation of the first one: each layer brings its own": {"phi(Z)": "layers[0][2](Z)"},
    "the loop ends after the first layer: is `return` indented too far?": {"    return": "        return"},
    "the last layer is left out": {"in layers": "in layers[:-1]"},
    "the first layer is left out": {"in layers": "in layers[1:]"},
    "W @ a + b is for one sample: a column of samples would need b as a column, too": {_Z: "(W @ A.T + b).T"},
}


def xor_weights():
    W_1, b_1 = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0])
    W_2, b_2 = np.array([[1.0, -2.0]]), np.array([0.0])
    return W_1, b_1, W_2, b_2


SHAPES = {"W_1": (2, 2), "b_1": (2,), "W_2": (1, 2), "b_2": (1,)}


def _on_corners(call):
    """What the network makes of the four points: any weights that give 0, 1, 1, 0 are right."""
    try:
        arrays = [np.asarray(array, dtype=float) for array in call()]
    except (TypeError, ValueError):
        arrays = []
    if len(arrays) != 4:
        raise Fault("four arrays of numbers are expected", "End with `return W_1, b_1, W_2, b_2`.")
    for (name, shape), array in zip(SHAPES.items(), arrays):
        if array.shape != shape:
            raise Fault(f"{name} has the shape {array.shape}, but {shape} is expected", "One row of W for each unit.")
    W_1, b_1, W_2, b_2 = arrays
    return list((relu(XOR_X @ W_1.T + b_1) @ W_2.T + b_2)[:, 0])


def _xor_trials(rng):
    names = [f"the output at ({x_1:.0f}, {x_2:.0f})" for x_1, x_2 in XOR_X]
    yield Trial({"hidden units": 2}, {}, run=_on_corners, names=names)


XOR = {
    "(1, 1) gives 1, so this is OR: the second unit must pull down twice as hard as the first lifts": {"-2.0": "-1.0"},
    "(1, 1) gives 4: the second unit must pull the output down again": {"-2.0": "2.0"},
    "both units bend at the same place, so together they make one bend: the second should begin later": {"-1.0": "0.0"},
    "these are the thresholds of step units: a ReLU returns z itself, so the first should begin where x_1 + x_2 = 0": [
        {"[0.0, -1.0]": "[-0.5, -1.5]"},
        {"[0.0, -1.0]": "[-0.5, -1.5]", "-2.0": "-1.0"},
        {"[0.0, -1.0]": "[-0.5, -1.5]", "-2.0": "-1.0", "([0.0])": "([-0.5])"},
    ],
    "the second unit begins too early: its bias should be negative": {"-1.0": "1.0"},
    "the output has no step, so it needs no threshold: b_2 moves all four outputs": {"([0.0])": "([-0.5])"},
    "the output is upside down: this is 1 - XOR": {"[[1.0, -2.0]]": "[[-1.0, 2.0]]", "([0.0])": "([1.0])"},
}


def cross_entropy(Z, y):
    Z = Z - Z.max(axis=1, keepdims=True)
    log_p = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return -log_p[np.arange(len(y)), y].mean()


def _cross_entropy_trials(rng):
    """As many samples as classes first; then other sizes, then logits that overflow, row by row."""
    for c, y in (3, [2, 0, 2]), (4, [1, 3, 0, 0, 2]), (2, [1]):
        yield Trial({"n": len(y), "c": c}, {"Z": rng.normal(size=(len(y), c)), "y": np.array(y)})
    Z = np.array([[1000.0, 0.0, -3.0], [-1000.0, -999.0, -1001.0]])
    yield Trial({"n": 2, "c": 3, "largest logit": 1000}, {"Z": Z, "y": np.array([1, 0])})


_MAX, _SUM, _PICK = "Z.max(axis=1, keepdims=True)", "np.exp(Z).sum(axis=1, keepdims=True)", "[np.arange(len(y)), y]"
CROSS_ENTROPY = {
    "the sign is wrong: it is minus the log-likelihood": {"-log_p[": "log_p["},
    "it is the sum over the samples: the loss is the mean": {".mean()": ".sum()"},
    "the logarithm is missing: this is minus the mean probability": {"-log_p[": "-np.exp(log_p)["},
    "the logarithm is taken of the mean: take the mean of the logarithms": {
        f"-log_p{_PICK}.mean()": f"-np.log(np.exp(log_p){_PICK}.mean())"
    },
    "`[:, y]` picks the columns y in every row: each row i has its own class y_i": {_PICK: "[:, y]"},
    "the largest probability of each row is taken: what counts is the class that occurred, y_i": {
        _PICK: ".max(axis=1)"
    },
    "all classes are averaged: only the class that occurred counts": {_PICK: ""},
    "the softmax runs over the samples: each row sums to 1, so use axis 1": {_SUM: "np.exp(Z).sum(axis=0)"},
    "the whole array is made to sum to 1: each row has its own sum": {_SUM: "np.exp(Z).sum()"},
    "the logits are not normalized: log p = z - log of the sum of all e^z": {f"Z - np.log({_SUM})": "Z"},
    "large logits overflow: subtract each row's largest logit first": [
        {_MAX: "0"},
        {_MAX: "0", f"Z - np.log({_SUM})": f"np.log(np.exp(Z) / {_SUM})"},
    ],
    "a probability is rounded to 0 before its logarithm is taken: log p = z - log of the sum of all e^z": {
        f"Z - np.log({_SUM})": f"np.log(np.exp(Z) / {_SUM})"
    },
    "the largest logit of the *whole* array is subtracted, so other rows vanish: each row has its own": {
        _MAX: "Z.max()"
    },
}

forward = your_turn(Function(forward, _forward_trials, FORWARD), "The whole network, any number of samples.")
xor_weights = your_turn(Function(xor_weights, _xor_trials, XOR), "Two units are enough.")
cross_entropy = your_turn(
    Function(cross_entropy, _cross_entropy_trials, CROSS_ENTROPY), "No logit is too large for it."
)
