"""Lecture 3.2: a residual block forward and backward, one step of back-propagation through time, inverted dropout."""

import numpy as np

from utils.activations import identity, relu, tanh
from utils.checks.gap import Function, Trial
from utils.checks.lectures import your_turn


def residual_block(A, G, W_1, b_1, W_2, b_2):
    Z = A @ W_1.T + b_1
    A_next = A + relu(Z) @ W_2.T + b_2
    grad_A = G + (G @ W_2 * relu.derivative(Z)) @ W_1
    return A_next, grad_A


def _block_trials(rng):
    """Equal sizes first, where few wrong products stop with an error; then sizes that differ, and one sample."""
    for n, m, inside in (4, 4, 4), (5, 3, 2), (2, 3, 5), (1, 4, 3):
        shapes = {"A": (n, m), "G": (n, m), "W_1": (inside, m), "b_1": (inside,), "W_2": (m, inside), "b_2": (m,)}
        arguments = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        yield Trial({"n": n, "m": m, "units inside": inside}, arguments, names=("A_next", "grad_A"))


_FORWARD, _BACKWARD = "A + relu(Z) @ W_2.T + b_2", "G + (G @ W_2 * relu.derivative(Z)) @ W_1"
BLOCK = {
    "A_next: the input is not added: it is A plus what the block computes": {
        _FORWARD: "relu(Z) @ W_2.T + b_2",
    },
    "A_next: the sum has gone through ReLU: in (2) nothing follows the plus sign": {
        _FORWARD: "relu(A + relu(Z) @ W_2.T + b_2)"
    },
    "A_next: F has gone through a second ReLU, so it could only add what is positive": {
        _FORWARD: "A + relu(relu(Z) @ W_2.T + b_2)"
    },
    "A_next: the ReLU between the two layers is missing": {"A + relu(Z)": "A + Z"},
    "A_next: the bias b_2 is missing": {" + b_2": ""},
    "the bias b_1 is missing": {" + b_1": ""},
    "A_next: the block has subtracted F, and should add it": {"A + relu(Z) @ W_2.T + b_2": "A - relu(Z) @ W_2.T - b_2"},
    "grad_A: the way along the skip is missing: G itself arrives too": {
        _BACKWARD: "(G @ W_2 * relu.derivative(Z)) @ W_1"
    },
    "grad_A: only the way along the skip is there: F sends back its own gradient": {_BACKWARD: "G.copy()"},
    "grad_A: the slope of the ReLU is missing on the way through F": {" * relu.derivative(Z)": ""},
    "grad_A: multiply by the slope of the ReLU, not by its value": {"relu.derivative(Z)": "relu(Z)"},
    "grad_A: the gradient that comes back is G; this has used A in its place": {"G + (G @ W_2": "G + (A @ W_2"},
    "grad_A: the two ways are multiplied, but they add up": {"G + (G @ W_2": "G * (G @ W_2"},
    "grad_A: on the way back, rows meet W_1 and W_2 without a transpose": [
        {"G @ W_2 *": "G @ W_2.T *"},
        {"(Z)) @ W_1": "(Z)) @ W_1.T"},
        {"G @ W_2 *": "G @ W_2.T *", "(Z)) @ W_1": "(Z)) @ W_1.T"},
    ],
    "rows are samples, so forward is A @ W_1.T and then ... @ W_2.T": [
        {"A @ W_1.T": "A @ W_1"},
        {"relu(Z) @ W_2.T": "relu(Z) @ W_2"},
        {
            "A @ W_1.T": "W_1 @ A",
            "relu(Z) @ W_2.T": "W_2 @ relu(Z)",
            "(G @ W_2 * relu.derivative(Z)) @ W_1": "W_1.T @ (W_2.T @ G * relu.derivative(Z))",
        },
    ],
}


def step_back(g, later, z, h_prev, x, U, phi):
    delta = (g + later) * phi.derivative(z)
    return np.outer(delta, h_prev), np.outer(delta, x), delta, U.T @ delta


def _step_trials(rng):
    """As many units as inputs first; then sizes that differ, one unit, and the last step, where nothing comes later."""
    for phi, m, d, last in (tanh, 3, 3, False), (tanh, 4, 2, False), (identity, 2, 3, True), (tanh, 1, 2, False):
        shapes = {"g": (m,), "later": (m,), "z": (m,), "h_prev": (m,), "x": (d,), "U": (m, m)}
        arguments = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        arguments["later"] *= not last
        names = ("dU", "dW", "db", "later")
        yield Trial({"m": m, "d": d}, arguments | {"phi": phi}, names=names)


STEP = {
    "what later states say about h_t is missing: the gradient below h_t is g + later": {"(g + later)": "g"},
    "later is U.T @ delta_(t+1) already: it needs no second U.T": {"(g + later)": "(g + U.T @ later)"},
    "what the loss says directly, g, is missing: the gradient below h_t is g + later": {"(g + later)": "later"},
    "the slope of the activation is missing: delta is dL/dz, behind phi": {" * phi.derivative(z)": ""},
    "multiply by the slope phi.derivative(z), not by phi(z)": {"phi.derivative(z)": "phi(z)"},
    "the slope is taken at the activation's output: it belongs at z": {"derivative(z)": "derivative(phi(z))"},
    "later: it is without the transpose: delta goes back through U.T": {"U.T @ delta": "U @ delta"},
    "later: it is not multiplied by U.T: between h_(t-1) and z_t stands U": {"U.T @ delta": "delta.copy()"},
    "later: what goes back through U is delta, behind the slope": {"U.T @ delta": "U.T @ (g + later)"},
    "dU: a copy of U gets what came in, and that is the state before, h_prev": [
        {"np.outer(delta, h_prev)": "np.outer(delta, phi(z))"},
        {"np.outer(delta, h_prev)": "np.outer(delta, x)"},
    ],
    "dU, dW: `@` of two vectors gives one number; np.outer(u, v) gives all products": {
        "np.outer(delta, h_prev)": "delta @ h_prev",
        "np.outer(delta, x)": "delta @ x",
    },
    "dU: it is transposed: rows belong to delta": {"np.outer(delta, h_prev)": "np.outer(h_prev, delta)"},
    "dW: it is transposed: dW has the shape of W, (m, d)": {"np.outer(delta, x)": "np.outer(x, delta)"},
    "dW: what came in through W is x, not the state": {"np.outer(delta, x)": "np.outer(delta, h_prev)"},
    "dU: this multiplies entry by entry; an outer product is needed": {"np.outer(delta, h_prev)": "delta * h_prev"},
    "db: the bias gets delta, not the gradient below h_t": {"delta, U.T": "g + later, U.T"},
}


def inverted_dropout(A, p, uniform):
    mask = (uniform >= p) / (1 - p)
    return A * mask, mask


def _dropout_trials(rng):
    """Never p = 1/2, where p and 1 - p are the same."""
    for n, m, p in (3, 4, 0.3), (5, 6, 0.8), (1, 7, 0.25):
        arguments = {"A": rng.normal(size=(n, m)), "p": p, "uniform": rng.random((n, m))}
        yield Trial({"n": n, "m": m, "p": p}, arguments, names=("A_tilde", "mask"))


DROPOUT = {
    "the division by 1 - p is missing: the mean would shrink to (1 - p) a": {" / (1 - p)": ""},
    "it is divided by p: a unit *stays* with probability 1 - p": {"/ (1 - p)": "/ p"},
    "it is multiplied by 1 - p, and should be divided by it": {"/ (1 - p)": "* (1 - p)"},
    "the units to keep and to drop are swapped: a unit is silent where uniform is below p": {">= p": "< p"},
    "1 - p of the units are dropped, not p of them": {"uniform >= p": "uniform >= 1 - p"},
    "the mask is 0 or 1: backward needs the factor 1 / (1 - p) in it too": {
        "mask = (uniform >= p) / (1 - p)": "mask = (uniform >= p) * 1.0",
        "A * mask, mask": "A * mask / (1 - p), mask",
    },
    "each sample has a mask of its own; here all share the first row's": {"(uniform >= p)": "(uniform[:1] >= p)"},
    "a silent unit is 0; this has left it as it was": {"A * mask, mask": "np.where(mask > 0, A * mask, A), mask"},
}

residual_block = your_turn(Function(residual_block, _block_trials, BLOCK), "The plus sign stands there twice.")
step_back = your_turn(Function(step_back, _step_trials, STEP), "Back-propagation, with one gradient more to add.")
inverted_dropout = your_turn(
    Function(inverted_dropout, _dropout_trials, DROPOUT), "Silent at random, and right on average."
)
