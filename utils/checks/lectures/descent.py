"""Lecture 1.1: a centered difference, and the loop of gradient descent."""

import numpy as np

from utils.checks.gap import Function, Trial
from utils.checks.lectures import your_turn


def centered(f, theta, h):
    return (f(theta + h) - f(theta - h)) / (2 * h)


def _centered_trials(rng):
    """Cubics, whose one-sided differences are far off; a large h, so that rounding decides nothing."""
    for h in 0.1, 0.25, 0.04:
        a, b, theta = (float(number) for number in rng.normal(size=3))
        arguments = {"f": lambda t, a=a, b=b: t**3 + a * t**2 + b * t + 1, "theta": theta, "h": h}
        yield Trial({"h": h, "theta": round(theta, 3)}, arguments, tolerance=1e-7)


CENTERED = {
    "this is the forward difference: the second value is taken at theta - h": {
        "f(theta - h)": "f(theta)",
        "2 * h": "h",
    },
    "this is the backward difference: the first value is taken at theta + h": {
        "f(theta + h)": "f(theta)",
        "2 * h": "h",
    },
    "the second value is taken at theta: it should be at theta - h": {"f(theta - h)": "f(theta)"},
    "the two points are 2h apart, and it is divided by h": {"(2 * h)": "h"},
    "it is multiplied by h: brackets are missing around 2 * h": {"(2 * h)": "2 * h"},
    "brackets are missing, around the difference and around 2 * h": {
        "(f(theta + h) - f(theta - h)) / (2 * h)": "f(theta + h) - f(theta - h) / 2 * h"
    },
    "the sign is wrong: the value at theta + h comes first": {
        "f(theta + h) - f(theta - h)": "f(theta - h) - f(theta + h)"
    },
    "the two values are added: subtract them": {"f(theta + h) - f": "f(theta + h) + f"},
    "it is not divided by 2h": {" / (2 * h)": ""},
    "only f(theta - h) is divided: brackets are missing around the difference": {
        "(f(theta + h) - f(theta - h)) /": "f(theta + h) - f(theta - h) /"
    },
}


def descent(gradient, theta, eta, steps):
    path = [theta]
    for _ in range(steps):
        path.append(path[-1] - eta * gradient(path[-1]))
    return np.array(path)


def _descent_trials(rng):
    for d, steps, eta in (2, 3, 0.1), (3, 5, 0.05), (1, 1, 0.2), (4, 2, 0.1):
        A = rng.normal(size=(d, d))
        arguments = {"gradient": lambda t, A=A: A @ t + np.sin(t), "theta": rng.normal(size=d), "eta": eta}
        yield Trial({"d": d, "steps": steps, "eta": eta}, arguments | {"steps": steps})


_STEP = "path[-1] - eta * gradient(path[-1])"
DESCENT = {
    "it climbs: the step goes against the gradient, so the sign is minus": {
        _STEP: "path[-1] + eta * gradient(path[-1])"
    },
    "eta is missing: the step is eta times the gradient": {_STEP: "path[-1] - gradient(path[-1])"},
    "it divides by eta: the step is eta times the gradient": {_STEP: "path[-1] - gradient(path[-1]) / eta"},
    "every step has the length eta: the gradient is not divided by its length": {
        _STEP: "path[-1] - eta * gradient(path[-1]) / np.linalg.norm(gradient(path[-1]))"
    },
    "the gradient is always the one at the start: take it where you stand, at the last point": {
        _STEP: "path[-1] - eta * gradient(theta)"
    },
    "every step begins at the start: go on from the last point": {_STEP: "theta - eta * gradient(path[-1])"},
    "all the steps are the first one: `theta` never changes, so start each from the last point of the path": {
        _STEP: "theta - eta * gradient(theta)"
    },
    "the start is missing: it is the first row of the path": {"np.array(path)": "np.array(path[1:])"},
    "only the last point came back: the whole path is asked for": {"np.array(path)": "np.array(path[-1])"},
    "a step is missing: after `steps` steps the path has steps + 1 points": {"range(steps)": "range(steps - 1)"},
    "there is a step too many: the path has steps + 1 points with the start": {"range(steps)": "range(steps + 1)"},
}


centered = your_turn(Function(centered, _centered_trials, CENTERED), "It calls f twice, and knows no formula.")
descent = your_turn(Function(descent, _descent_trials, DESCENT), "This loop trains every network of the course.")
