"""Lecture 3.4: the generator's loss that does not saturate, with its slope, and a step of projected gradient ascent."""

import numpy as np

from utils.activations import sigmoid
from utils.checks.gap import Function, Trial
from utils.checks.lectures import your_turn


def generator_loss(z):
    value = np.logaddexp(0, -z).mean()
    return value, (sigmoid(z) - 1) / len(z)


def _loss_trials(rng):
    """Ordinary logits first, then a single one, then logits whose exponential overflows, on both sides."""
    for n in 3, 5, 1:
        yield Trial({"n": n}, {"z": 2 * rng.normal(size=(n, 1))}, names=("value", "slope"))
    yield Trial({"n": 2, "largest logit": 900}, {"z": np.array([[-900.0], [900.0]])}, names=("value", "slope"))


_VALUE, _SLOPE = "np.logaddexp(0, -z).mean()", "(sigmoid(z) - 1) / len(z)"
LOSS = {
    "this is the saturating loss, log(1 - sigma(z)): take -log sigma(z)": [
        {_VALUE: "-np.logaddexp(0, z).mean()", "(sigmoid(z) - 1)": "-sigmoid(z)"},
        {_VALUE: "-np.logaddexp(0, z).mean()"},
    ],
    "this is the loss of the discriminator, -log(1 - sigma(z)): the generator wants its fakes to be called real": [
        {_VALUE: "np.logaddexp(0, z).mean()", "(sigmoid(z) - 1)": "sigmoid(z)"},
        {_VALUE: "np.logaddexp(0, z).mean()"},
    ],
    "value: the minus is missing: this is the mean of log sigma(z)": {_VALUE: "-np.logaddexp(0, -z).mean()"},
    "value: this is the sum over the fakes: the loss is their mean": {".mean()": ".sum()"},
    "value: the sigmoid is applied twice": {"(0, -z)": "(0, -sigmoid(z))"},
    "value: the logarithm is missing": {_VALUE: "-sigmoid(z).mean()"},
    "value: the logarithm is taken of the mean: take the mean of the logarithms": {
        _VALUE: "-np.log(sigmoid(z).mean())"
    },
    "value: a probability was rounded to 0 before its logarithm: use -log sigma(z) = log(1 + e^-z)": {
        _VALUE: "-np.log(sigmoid(z)).mean()"
    },
    "value: e^-z overflows: np.logaddexp(0, -z) is log(1 + e^-z) without that": {
        "np.logaddexp(0, -z)": "np.log(1 + np.exp(-z))"
    },
    "slope: it is not divided by the number of fakes, but the value is a mean": {" / len(z)": ""},
    "slope: the label of a fake is 1 here, so it is sigma(z) - 1": {"sigmoid(z) - 1": "sigmoid(z)"},
    "slope: this is that of the saturating loss": {"(sigmoid(z) - 1)": "-sigmoid(z)"},
    "slope: the sign is wrong: a larger logit lowers the loss": {"sigmoid(z) - 1": "1 - sigmoid(z)"},
    "slope: the derivative of the sigmoid is in sigma(z) - 1 already": {
        "(sigmoid(z) - 1)": "(sigmoid(z) - 1) * sigmoid(z) * (1 - sigmoid(z))"
    },
    "slope: this is the derivative with respect to the probability, -1/sigma: take it with respect to the logit": {
        "(sigmoid(z) - 1)": "(-1 / sigmoid(z))"
    },
    "slope: the mean is returned: each fake has its own slope": {_SLOPE: "(sigmoid(z) - 1).mean()"},
}


def pgd_step(X, X_0, gradient, alpha, epsilon):
    low, high = np.maximum(X_0 - epsilon, 0), np.minimum(X_0 + epsilon, 1)
    return np.clip(X + alpha * np.sign(gradient), low, high)


def _step_trials(rng):
    """Images in the box around X_0, with pixels of no ink and of full ink, where the limits of a pixel count."""
    for n, d, alpha, epsilon in (4, 6, 0.3, 0.15), (3, 5, 0.1, 0.2), (1, 4, 0.05, 0.25):
        X_0 = rng.choice([0.0, 1.0, 0.45, 0.55], size=(n, d), p=[0.3, 0.2, 0.25, 0.25])
        X = np.clip(X_0 + epsilon * rng.uniform(-1, 1, size=(n, d)), 0, 1)
        arguments = {"X": X, "X_0": X_0, "gradient": rng.normal(size=(n, d)), "alpha": alpha, "epsilon": epsilon}
        yield Trial({"n": n, "d": d, "alpha": alpha, "epsilon": epsilon}, arguments)


_LOW, _HIGH, _MOVE = "np.maximum(X_0 - epsilon, 0)", "np.minimum(X_0 + epsilon, 1)", "X + alpha * np.sign(gradient)"
STEP = {
    "the box lies around the last iterate X: it belongs around X_0, or ten steps lead ten times as far": [
        {"X_0 - epsilon": "X - epsilon", "X_0 + epsilon": "X + epsilon"},
        {_LOW: "X - epsilon", _HIGH: "X + epsilon"},
    ],
    "nothing holds the result within epsilon of X_0: project onto the box, not only onto [0, 1]": {
        _LOW: "0",
        _HIGH: "1",
    },
    "pixels leave [0, 1]: the limits of a pixel belong to the box": [
        {_LOW: "X_0 - epsilon", _HIGH: "X_0 + epsilon"},
        {_LOW: "X_0 - epsilon"},
        {_HIGH: "X_0 + epsilon"},
    ],
    "the wider of two limits is taken: each pixel must obey both, so it is the maximum of the lower ones": {
        _LOW: "np.minimum(X_0 - epsilon, 0)",
        _HIGH: "np.maximum(X_0 + epsilon, 1)",
    },
    "the projection is missing, or comes before the step: the result may lie outside the box": [
        {f"np.clip({_MOVE}, low, high)": _MOVE},
        {f"np.clip({_MOVE}, low, high)": "np.clip(X, low, high) + alpha * np.sign(gradient)"},
    ],
    "it descends: an attack raises the loss": {"X + alpha": "X - alpha"},
    "the sign is missing: each pixel should move by alpha, whatever the size of its slope": {
        "np.sign(gradient)": "gradient"
    },
    "the gradient is divided by its length: under a bound on each pixel every one moves by alpha, so take its sign": [
        {"np.sign(gradient)": "gradient / np.linalg.norm(gradient)"},
        {"np.sign(gradient)": "gradient / np.linalg.norm(gradient, axis=1, keepdims=True)"},
    ],
    "the gradient is divided by its largest entry, so only one pixel moves by alpha: take its sign": [
        {"np.sign(gradient)": "gradient / np.abs(gradient).max()"},
        {"np.sign(gradient)": "gradient / np.abs(gradient).max(axis=1, keepdims=True)"},
    ],
    "the step starts at X_0: it goes on from X": {_MOVE: "X_0 + alpha * np.sign(gradient)"},
    "the step has the length epsilon: a step is alpha, the box is epsilon": {"alpha *": "epsilon *"},
    "the box has the half width alpha: a step is alpha, the box is epsilon": {
        "X_0 - epsilon": "X_0 - alpha",
        "X_0 + epsilon": "X_0 + alpha",
    },
}

generator_loss = your_turn(Function(generator_loss, _loss_trials, LOSS), "It is steep where the fakes are bad.")
pgd_step = your_turn(Function(pgd_step, _step_trials, STEP), "One step uphill, and back into the box.")
