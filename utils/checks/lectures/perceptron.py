"""Lecture 2.1: the output of a unit for a batch, the gradient of the cross-entropy, one step of the perceptron rule."""

from utils.activations import sigmoid, step
from utils.checks.gap import Function, Trial
from utils.checks.lectures import your_turn


def unit_output(w, b, X):
    return sigmoid(X @ w + b)


def _output_trials(rng):
    for n, d in (5, 3), (3, 5), (4, 4), (1, 2):
        yield Trial({"n": n, "d": d}, {"w": rng.normal(size=d), "b": float(rng.normal()), "X": rng.normal(size=(n, d))})


OUTPUT = {
    "the bias b is not added": {" + b": ""},
    "the bias b is subtracted, but z = w^T x + b": {" + b": " - b"},
    "this is z: put it through the sigmoid": {"sigmoid(X @ w + b)": "X @ w + b"},
    "the bias goes into z, so it must be added before the sigmoid": {"sigmoid(X @ w + b)": "sigmoid(X @ w) + b"},
    "this is the step of z: the unit of this cell has a sigmoid": {"sigmoid(X @ w + b)": "(X @ w + b >= 0) * 1.0"},
    "all samples are summed into one number: each row of X has its own z": {"X @ w": "(X * w).sum()"},
    "w @ X adds up the samples: X has shape (n, d) and w has shape (d,), so the product is X @ w": {"X @ w": "w @ X"},
    "the products w_j x_j are not summed: X * w still has the shape of X": {"X @ w": "X * w"},
}


def cross_entropy_gradient(theta, X_1, y):
    a = sigmoid(X_1 @ theta)
    return X_1.T @ (a - y) / len(y)


def _gradient_trials(rng):
    for n, d in (7, 3), (4, 4), (2, 5), (1, 3):
        labels = rng.integers(0, 2, size=n).astype(float)
        yield Trial({"n": n, "d + 1": d}, {"theta": rng.normal(size=d), "X_1": rng.normal(size=(n, d)), "y": labels})


GRADIENT = {
    "the sum is not divided by n: the loss is a mean": {" / len(y)": ""},
    "it is divided by the number of parameters, not of samples": {"len(y)": "len(theta)"},
    "the sign is wrong: the gradient has output minus target, a - y": {"(a - y)": "(y - a)"},
    "this is the gradient of the squared error: in the cross-entropy a (1 - a) has cancelled": {
        "(a - y)": "((a - y) * a * (1 - a))"
    },
    "the factor a (1 - a) has cancelled: neither multiply by it nor divide": {"(a - y)": "((a - y) / (a * (1 - a)))"},
    "the sigmoid is missing: a - y needs the probability a, not z": {"sigmoid(X_1 @ theta)": "X_1 @ theta"},
    "a sample is missing from the sum: `X_1.T @` weights each row by its own a_i - y_i": {
        "X_1.T @ (a - y)": "X_1[:-1].T @ (a - y)[:-1]"
    },
    "this is the derivative with respect to z, one number a sample: the chain goes on to theta": {
        "X_1.T @ (a - y)": "(a - y)"
    },
    "the mean of the errors is missing its inputs: each a_i - y_i is multiplied by x_i before it is summed": {
        "X_1.T @ (a - y)": "X_1.sum(axis=0) * (a - y).sum()"
    },
}


def perceptron_step(w, b, x, y, eta):
    error = y - step(w @ x + b)
    return w + eta * error * x, b + eta * error


def _step_trials(rng):
    """A missed 1, a false 1, a sample that is right, and one exactly on the boundary."""
    for d, z, y in (3, -1.0, 1), (4, 1.0, 0), (2, 2.0, 1), (3, 0.0, 0), (3, 0.0, 1):
        w, x = rng.integers(-3, 4, size=d).astype(float), rng.integers(1, 5, size=d).astype(float)
        arguments = {"w": w, "b": float(z - w @ x), "x": x, "y": y, "eta": 0.25}
        yield Trial({"d": d, "y": y, "z": z, "eta": 0.25}, arguments, names=("w", "b"))


STEP = {
    "the sign is wrong: the error is target minus output, y - yhat, so that a missed 1 raises z": {
        "y - step(w @ x + b)": "step(w @ x + b) - y"
    },
    "the error uses z, not the output: the step is missing": {"step(w @ x + b)": "(w @ x + b)"},
    "the output of this unit is 0 or 1: it has a step, no sigmoid": {"step(w @ x + b)": "sigmoid(w @ x + b)"},
    "the bias stays as it was: it moves by eta times the error, computed before w moves": {"b + eta * error": "b"},
    "the bias moves by the error alone: eta is missing": {"b + eta * error": "b + error"},
    "w moves by the error times x: eta is missing": [
        {"eta * error * x": "error * x"},
        {"eta * error * x": "error * x", "b + eta * error": "b + error"},
    ],
    "every weight moves by the same: the inputs x are missing, so an input of 0 is blamed too": {" * x, b": ", b"},
    "w changes although the sample is right, or by the label alone: multiply by the error y - yhat": {
        "eta * error * x": "eta * y * x"
    },
    "the boundary itself is called 1: at z = 0 the output is 1": {"step(w @ x + b)": "(w @ x + b > 0)"},
    "the bias is missing from z": {"w @ x + b)": "w @ x)"},
}

unit_output = your_turn(Function(unit_output, _output_trials, OUTPUT), "One unit, any number of samples.")
cross_entropy_gradient = your_turn(Function(cross_entropy_gradient, _gradient_trials, GRADIENT), "Output minus target.")
perceptron_step = your_turn(Function(perceptron_step, _step_trials, STEP), "Only mistakes move the line.")
