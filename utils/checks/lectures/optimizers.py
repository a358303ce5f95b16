"""Lecture 2.4: an epoch of mini-batch descent, one step of momentum, one step of Adam."""

import numpy as np

from utils.checks.gap import Function, Trial
from utils.checks.lectures import your_turn


def one_epoch(theta, gradient, n, batch_size, eta, rng):
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        rows = order[start : start + batch_size]
        theta -= eta * gradient(theta, rows)


def _epoch_trials(rng):
    """Batches that divide n and that do not, single samples, and all at once."""
    for n, batch_size in (7, 3), (6, 2), (5, 1), (4, 4), (3, 5):
        Y = rng.normal(size=(n, 2))
        arguments = {
            "theta": rng.normal(size=2),
            "gradient": lambda theta, rows, Y=Y: theta - Y[rows].mean(axis=0),
            "n": n,
            "batch_size": batch_size,
            "eta": 0.3,
            "rng": np.random.default_rng(int(rng.integers(1000))),
        }
        yield Trial({"n": n, "B": batch_size, "eta": 0.3}, arguments)


EPOCH = {
    "theta itself must change: `theta = theta - ...` only gives a new array that name, so write `theta -= ...`": {
        "theta -= eta *": "theta = theta - eta *"
    },
    "the samples are not shuffled: cut `rng.permutation(n)` into batches": {"rng.permutation(n)": "np.arange(n)"},
    "the last, smaller batch is lost: an epoch sees every sample": {
        "range(0, n, batch_size)": "range(0, n - batch_size + 1, batch_size)"
    },
    "the batches overlap: the next one begins batch_size further on": {"range(0, n, batch_size)": "range(n)"},
    "every batch has its own new order, so some samples come twice and others never: shuffle once": [
        {"order[start : start + batch_size]": "rng.permutation(n)[:batch_size]"},
        {
            "order[start : start + batch_size]": "rng.permutation(n)[start : start + batch_size]",
            "order = rng.permutation(n)\n    ": "",
        },
    ],
    "every step uses all samples: hand `gradient` the rows of the batch": {
        "gradient(theta, rows)": "gradient(theta, order)"
    },
    "a batch has more samples than its first: take a slice of the order": {
        "order[start : start + batch_size]": "order[start : start + 1]"
    },
    "the sign is wrong: descent goes against the gradient": {"theta -= ": "theta += "},
    "the learning rate eta is missing": {"eta * gradient": "gradient"},
    "the gradients are divided by the batch size once more: `gradient` is a mean already": {
        "eta * gradient(theta, rows)": "eta * gradient(theta, rows) / batch_size"
    },
}


def momentum_step(theta, g, v, eta, beta):
    v *= beta
    v += (1 - beta) * g
    theta -= eta * v


def _momentum_trials(rng):
    """With a velocity of before, and from rest."""
    for beta, moving in (0.9, 1), (0.75, 1), (0.9, 0):
        arguments = {"theta": rng.normal(size=3), "g": rng.normal(size=3), "v": moving * rng.normal(size=3)}
        yield Trial(
            {"d": 3, "eta": 0.3, "beta": beta, "1 - beta": round(1 - beta, 2)}, {**arguments, "eta": 0.3, "beta": beta}
        )


MOMENTUM = {
    "theta or v did not change in place: `v = ...` and `theta = ...` only give a new array that name": [
        {"theta -= eta * v": "theta = theta - eta * v"},
        {"v *= beta\n    v += (1 - beta) * g": "v = beta * v + (1 - beta) * g"},
        {
            "v *= beta\n    v += (1 - beta) * g": "v = beta * v + (1 - beta) * g",
            "theta -= eta * v": "theta = theta - eta * v",
        },
    ],
    "this is the heavy ball, u = beta u + g: here g counts with the weight 1 - beta": {"(1 - beta) * g": "g"},
    "beta and 1 - beta are exchanged: the past has the weight beta": {
        "v *= beta": "v *= 1 - beta",
        "(1 - beta) * g": "beta * g",
    },
    "the past is not forgotten: v is multiplied by beta first": {"v *= beta\n    ": ""},
    "theta moves by the gradient: it should move by the average v": {"eta * v": "eta * g"},
    "theta moves by the old v: average first, then step": {
        "v *= beta\n    v += (1 - beta) * g\n    theta -= eta * v": "theta -= eta * v\n    v *= beta\n    v += (1 - beta) * g"
    },
    "the sign is wrong: descent goes against v": {"theta -= ": "theta += "},
    "the learning rate eta is missing": {"eta * v": "v"},
    "the learning rate is in v: it should multiply the step alone": {
        "(1 - beta) * g": "(1 - beta) * eta * g",
        "eta * v": "v",
    },
}


def adam_step(theta, g, m, s, t, eta, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    m += (1 - beta_1) * (g - m)
    s += (1 - beta_2) * (g**2 - s)
    m_hat = m / (1 - beta_1**t)
    s_hat = s / (1 - beta_2**t)
    theta -= eta * m_hat / (np.sqrt(s_hat) + epsilon)


def _adam_trials(rng):
    """The first step, from zero, and a later one; an epsilon so large that its place is seen."""
    for t, epsilon in (1, 0.01), (1, 1e-8), (3, 0.01):
        arguments = {
            "theta": rng.normal(size=3),
            "g": rng.uniform(0.5, 2, size=3) * [1, -1, 1],
            "m": (t > 1) * rng.normal(size=3),
            "s": (t > 1) * rng.uniform(0.5, 2, size=3),
            "t": t,
            "eta": 0.3,
            "beta_1": 0.75,
            "beta_2": 0.9,
            "epsilon": epsilon,
        }
        yield Trial({"d": 3, "t": t, "eta": 0.3, "epsilon": epsilon}, arguments)


ADAM = {
    "theta, m or s did not change in place: `m = ...` only gives a new array that name, so write `m += ...`": [
        {"theta -= eta *": "theta = theta - eta *"},
        {"m += (1 - beta_1) * (g - m)": "m = beta_1 * m + (1 - beta_1) * g"},
        {"s += (1 - beta_2) * (g**2 - s)": "s = beta_2 * s + (1 - beta_2) * g**2"},
        {
            "m += (1 - beta_1) * (g - m)": "m = beta_1 * m + (1 - beta_1) * g",
            "s += (1 - beta_2) * (g**2 - s)": "s = beta_2 * s + (1 - beta_2) * g**2",
        },
        {
            "m += (1 - beta_1) * (g - m)": "m = beta_1 * m + (1 - beta_1) * g",
            "s += (1 - beta_2) * (g**2 - s)": "s = beta_2 * s + (1 - beta_2) * g**2",
            "theta -= eta *": "theta = theta - eta *",
        },
    ],
    "the averages are not corrected: divide them by 1 - beta^t": {
        "m / (1 - beta_1**t)": "m",
        "s / (1 - beta_2**t)": "s",
    },
    "m is not corrected: divide it by 1 - beta_1^t": {"m / (1 - beta_1**t)": "m"},
    "s is not corrected: divide it by 1 - beta_2^t": {"s / (1 - beta_2**t)": "s"},
    "the correction has no t: it is 1 - beta^t, not 1 - beta": [
        {"beta_1**t": "beta_1", "beta_2**t": "beta_2"},
        {"beta_1**t": "beta_1"},
        {"beta_2**t": "beta_2"},
    ],
    "the corrected average is stored: the next step would correct it again": [
        {"m_hat = m / (1 - beta_1**t)": "m /= 1 - beta_1**t\n    m_hat = m"},
        {"s_hat = s / (1 - beta_2**t)": "s /= 1 - beta_2**t\n    s_hat = s"},
        {
            "m_hat = m / (1 - beta_1**t)": "m /= 1 - beta_1**t\n    m_hat = m",
            "s_hat = s / (1 - beta_2**t)": "s /= 1 - beta_2**t\n    s_hat = s",
        },
    ],
    "s averages the gradient: it should average its square, g**2": {"(g**2 - s)": "(g - s)"},
    "the root of s_hat is missing": {"np.sqrt(s_hat)": "s_hat"},
    "epsilon is under the root: it is added outside": {"np.sqrt(s_hat) + epsilon": "np.sqrt(s_hat + epsilon)"},
    "the step uses g: it should use the corrected average m_hat": {"eta * m_hat": "eta * g"},
    "beta_1 and beta_2 are exchanged: m is averaged with beta_1": {
        "m += (1 - beta_1)": "m += (1 - beta_2)",
        "s += (1 - beta_2)": "s += (1 - beta_1)",
        "m / (1 - beta_1**t)": "m / (1 - beta_2**t)",
        "s / (1 - beta_2**t)": "s / (1 - beta_1**t)",
    },
    "the sign is wrong: descent goes against m_hat": {"theta -= ": "theta += "},
    "the learning rate eta is missing": {"eta * m_hat": "m_hat"},
}

one_epoch = your_turn(
    Function(one_epoch, _epoch_trials, EPOCH, changes=("theta",)), "Every sample once, in a new order."
)
momentum_step = your_turn(
    Function(momentum_step, _momentum_trials, MOMENTUM, changes=("theta", "v")), "One line more than SGD."
)
adam_step = your_turn(Function(adam_step, _adam_trials, ADAM, changes=("theta", "m", "s")), "Momentum over RMSProp.")
