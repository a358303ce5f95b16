"""Practical 1, gap 10 and the optional one: a logit with standard errors, fitted from nothing, and a step of IRLS."""

import itertools

import numpy as np

from utils.activations import sigmoid as stable_sigmoid
from utils.checks.gap import Fault, Function, Trial, gap
from utils.checks.practical_1.logit import THETA, classes, sizes
from utils.checks.unaided import by_itself

# ------------------------------------------------- 10: the fit


def fit_logit(X, y, sigmoid):
    theta = np.zeros(X.shape[1])
    while not np.all((2 * y - 1) * (X @ theta) > 0):
        p = sigmoid(X @ theta)
        g, H = X.T @ (p - y), (X * (p * (1 - p))[:, np.newaxis]).T @ X
        if np.linalg.norm(g) <= 1e-10 * len(y):
            return theta, np.sqrt(np.diag(np.linalg.inv(H)))
        theta = theta - np.linalg.solve(H, g)
    raise ValueError("the classes are perfectly separated: no theta is best")


_OVERLAP = (
    "a ValueError for classes that overlap: neither a long theta nor a sure probability is a reason to refuse, but only a theta "
    "that has every sample strictly on its right side, X theta > 0 where y = 1 and X theta < 0 where y = 0"
)
_BETTER = (
    "something came back for classes that are perfectly separated, but no theta is best there, since 2 theta is always better: "
    "raise ValueError when X theta > 0 wherever y = 1 and X theta < 0 wherever y = 0"
)
_NUMPY = ("operands", "matmul", "aligned", "truth value", "setting an array", "dimension", "reshape", "shape")
_PARTS = ("theta", "errors")
_ROUNDS = 500  # calls of the sigmoid; seven or eight steps do for ordinary data, some fifteen for any that is tried


def _watched(sigmoid):
    calls = itertools.count()

    def counted(z):
        if next(calls) > _ROUNDS:
            raise Fault(
                f"after {_ROUNDS} rounds there is still no answer",
                "Newton needs some ten: is each step a full one of his, and does a condition end the loop? "
                "A tolerance far below 1e-10 drowns in rounding.",
            )
        return sigmoid(z)

    return counted


def _answer(call, X, y, sigmoid, unit=1.0):
    """theta and the errors; `unit` brings both back to columns of ordinary size."""
    try:
        result = by_itself(call, X=X, y=y, sigmoid=_watched(sigmoid))
    except ValueError as error:
        if isinstance(error, np.linalg.LinAlgError) or any(words in str(error) for words in _NUMPY):
            raise
        raise Fault(_OVERLAP) from None
    proper = isinstance(result, (tuple, list)) and len(result) == 2 and all(isinstance(x, np.ndarray) for x in result)
    if not proper or any(part.shape != X.shape[1:] or part.dtype.kind != "f" for part in result):
        return result
    return type(result)(part * unit for part in result)


def _none(call, X, y, sigmoid):
    """What should happen to separated classes: a ValueError, and none that NumPy raises by itself."""
    try:
        call.alone(X=X, y=y, sigmoid=_watched(sigmoid))
    except np.linalg.LinAlgError:
        raise Fault(
            "the Hessian became singular on the way, since these classes are perfectly separated",
            "Look at the data after each step: if theta has every sample on its right side, raise ValueError.",
        ) from None
    except ValueError:
        return "a ValueError"
    raise Fault(_BETTER)


def _cloud(rng, n, d, labels=None, fit=fit_logit):
    """X (n, d) with its column of ones and y (n,), labels of both kinds that no theta comes near to separating."""
    while True:
        _, X, y = classes(rng, n, d)
        y = y if labels is None else rng.permutation(np.arange(n) < labels).astype(int)
        try:
            theta, _ = fit(X, y, stable_sigmoid)
        except (ValueError, np.linalg.LinAlgError):
            continue
        if np.abs(X @ theta).max() < 5:
            return X, y


def _apart(rng, n, d):
    """X and y that one theta separates, with room between the classes."""
    weights = rng.uniform(0.5, 2, size=d - 1) * rng.choice([-1, 1], size=d - 1)
    F, side = rng.normal(size=(n, d - 1)), rng.permutation(np.arange(n) % 2)
    missing = np.maximum(0, 0.5 - (2 * side - 1) * (F @ weights)) * (2 * side - 1)
    return np.column_stack([np.ones(n), F + np.outer(missing, weights) / (weights @ weights)]), side


def _fit_trials(rng):
    def trial(X, y, run=_answer, tolerance=1e-8, **words):
        arguments = {"X": X, "y": y, "sigmoid": stable_sigmoid}
        return Trial({"n": len(y), "d": X.shape[1]} | words, arguments, run, _PARTS, tolerance)

    n, d = sizes(rng)
    X, y = _cloud(rng, n + 20, d)
    yield trial(X, y)
    n = int(rng.integers(21, 60))
    yield trial(*_cloud(rng, n, 2))
    X, y = _cloud(rng, n + 3, 4, labels=6)
    yield trial(X, y.astype(float), labels="floats")
    X, y = _cloud(rng, n + 1, 1)
    yield trial(X, y)
    x = rng.permutation(np.arange(-6, rng.integers(8, 14)))
    X, y = np.column_stack([np.ones(len(x), dtype=int), x]), (x > 0).astype(int)
    swapped = np.abs(x) == rng.integers(2, 4)
    y[swapped] = 1 - y[swapped]
    yield trial(X, y, entries="integers")
    X, y = _cloud(rng, n + 2, 3)
    for unit in 0.01, 1000.0:
        small = X * unit
        yield trial(small, y, lambda call, X, y, sigmoid, unit=unit: _answer(call, X, y, sigmoid, unit), unit=unit)
    m = int(rng.integers(8, 30))
    for n, d, unit in (m, 3, 1), (m + 1, 2, 1), (m + 2, 4, 1), (m, 3, 1e-3), (m, 3, 1e3):
        X, y = _apart(rng, n, d)
        words = {"unit": unit} if unit != 1 else {}
        yield trial(X * unit, y, _none, classes="perfectly separated", **words)
    X, y = _apart(rng, m - 1, 2)
    yield trial(X, y.astype(float), _none, classes="perfectly separated", labels="floats")
    X, y = _cloud(rng, m + 3, 3)
    for label in 1, 0:
        yield trial(X, np.full(m + 3, label), _none, labels=f"{label} alone")
    yield trial(np.ones((1, 1)), np.array([rng.integers(2)]), _none, labels="one")
    x = np.concatenate([[0.001], rng.uniform(1, 8, size=rng.integers(9, 15))])
    y = np.repeat([1, 0], len(x))
    y[[0, len(x)]] = 0, 1  # the two next to 0
    X = np.column_stack([np.ones(2 * len(x)), np.concatenate([x, -x])])
    yield trial(X, y, tolerance=2e-5, classes="apart, but for two near 0")


_RAISE = 'raise ValueError("the classes are perfectly separated: no theta is best")'
_H, _INVERSE = "(X * (p * (1 - p))[:, np.newaxis]).T @ X", "np.sqrt(np.diag(np.linalg.inv(H)))"
_APART = "np.all((2 * y - 1) * (X @ theta) > 0)"
_ERRORS = "the standard errors are the roots of the diagonal of H^-1, with the H of the whole log-likelihood, a sum"
FIT = {
    f"the standard errors are sqrt(n) times too large, since H is the Hessian of the mean: {_ERRORS}": {
        "np.linalg.inv(H)": "np.linalg.inv(H / len(y))"
    },
    f"the standard errors are sqrt(n) times too small: {_ERRORS}. It is not divided by n once more": {
        "np.diag(np.linalg.inv(H))": "np.diag(np.linalg.inv(H)) / len(y)"
    },
    "these are variances: a standard error is the root of one": {_INVERSE: "np.diag(np.linalg.inv(H))"},
    f"H is not inverted: {_ERRORS}": {_INVERSE: "np.sqrt(np.diag(H))"},
    "each diagonal entry of H is turned over by itself: first invert the whole of H, then take the diagonal": {
        _INVERSE: "1 / np.sqrt(np.diag(H))"
    },
    "the whole covariance came back: the standard errors are the roots of its diagonal": [
        {_INVERSE: "np.linalg.inv(H)"},
        {_INVERSE: "np.sqrt(np.abs(np.linalg.inv(H)))"},
    ],
    "the standard errors are those at theta = 0: H belongs to the theta that comes back": {
        "np.linalg.inv(H)": "np.linalg.inv(X.T @ X / 4)"
    },
    "the standard errors are those of least squares: the weights p(1 - p) are missing in H": [
        {"np.linalg.inv(H)": "np.linalg.inv(X.T @ X)"},
        {_H: "X.T @ X"},
    ],
    "z values came back: theta and its standard errors are asked": {_INVERSE: f"theta / {_INVERSE}"},
    "theta and the errors have changed places": {f"theta, {_INVERSE}": f"{_INVERSE}, theta"},
    "theta alone came back: its standard errors belong to it": {f"return theta, {_INVERSE}": "return theta"},
    "a single step was made: go on until the gradient is short": {
        "        theta = theta - np.linalg.solve(H, g)": "        theta = theta - np.linalg.solve(H, g)\n"
        f"        return theta, {_INVERSE}"
    },
    "it stops too early: go on until the mean loss has a gradient of at most 1e-10": [
        *({"1e-10": tolerance} for tolerance in ("1e-1", "1e-2", "1e-3", "1e-4", "1e-5", "1e-6", "1e-7")),
        *({"1e-10 * len(y)": tolerance} for tolerance in ("0.1", "1e-2", "1e-3", "1e-4")),
    ],
    "the steps go uphill": {"theta - np": "theta + np"},
    _BETTER: [
        {_APART: "False"},
        *({"(2 * y - 1)": sign} for sign in ("y", "(1 - 2 * y)")),
        {_RAISE: f"return theta, {_INVERSE}"},
        {_RAISE: "return theta, np.nan * theta"},
        {_RAISE: 'print("perfectly separated")'},
    ],
    _OVERLAP: [
        {"> 0)": ">= 0)"},
        {"np.all(": "np.any("},
        {_APART: "np.mean((2 * y - 1) * (X @ theta) > 0) > 0.8"},
        *({_APART: f"(np.linalg.norm(theta) > {length})"} for length in (1, 5, 10, 20, 50)),
        *({_APART: f"np.any(np.abs(sigmoid(X @ theta) - 0.5) > {far})"} for far in (0.49, 0.499, 0.4999)),
    ],
    "The right kind of error is ValueError": [
        {"ValueError": kind} for kind in ("RuntimeError", "Exception", "ArithmeticError")
    ],
}
fit_logit = gap(
    Function(
        fit_logit,
        _fit_trials,
        FIT,
        domain={
            "n = 1": "n and d may be 1",
            "d = 1": "n and d may be 1",
            "X: integers": "floats or integers",
            "X: large": "in any units",
            "y: floats": "integers or floats",
        },
        allows={
            "X wider than tall is refused": "its columns are independent",
            "sigmoid is ignored": "a stable sigmoid of one's own is as good",
            "float32 inside": "seven digits never make the gradient that short, and the loop is named",
        },
        remedies={
            "Singular": "Is a step so long that every p is 0 or 1? At these data's theta the Hessian can be inverted."
        },
    ),
    praise="Estimates, standard errors, and no answer where there is none.",
)


# ------------------------------------------------- optional: Newton as weighted least squares


def irls_step(theta, X, y, sigmoid):
    p = sigmoid(X @ theta)
    w = p * (1 - p)
    r = X @ theta + (y - p) / w
    return np.linalg.solve((X * w[:, np.newaxis]).T @ X, X.T @ (w * r))


def _irls_trials(rng):
    """Sizes with which X^T W X can be solved for certain, as a sum over more samples than parameters, or with d = 1."""
    k = int(rng.integers(9, 50))
    for (n, d), dtype in (sizes(rng), int), ((k, 2), float), ((k + 1, 3), int), ((1, 1), int):
        theta, X, y = classes(rng, n, d)
        arguments = {"theta": theta, "X": X, "y": y.astype(dtype), "sigmoid": stable_sigmoid}
        yield Trial({"n": n, "d": d}, arguments)
    X, theta = np.column_stack([np.ones(k + 12), np.arange(k + 12) % 5 - 2]).astype(int), rng.normal(size=2)
    arguments = {"theta": theta, "X": X, "y": np.arange(k + 12) % 2, "sigmoid": stable_sigmoid}
    yield Trial({"n": k + 12, "d": 2, "X": "integers"}, arguments)


_W, _WEIGHTED = "p * (1 - p)", "(X * w[:, np.newaxis])"
_SOLVED = f"np.linalg.solve({_WEIGHTED}.T @ X, X.T @ (w * r))"
IRLS = {
    "the weights p(1 - p) are missing: this is ordinary least squares of the working response": {
        _WEIGHTED: "X",
        "w * r": "r",
    },
    "the weights stand on one side only: in (X^T W X) theta = X^T W r both sides have W": {"w * r": "r"},
    "the weights stand on the right only: in (X^T W X) theta = X^T W r both sides have W": {_WEIGHTED: "X"},
    "the labels y are fitted: the working response is r = X theta + (y - p)/w": {"X @ theta + (y - p) / w": "y"},
    "this is the step alone: X theta is missing in the working response": {"X @ theta + ": ""},
    "y - p is not divided by w in the working response": {" / w": ""},
    "the sign of y - p is wrong, so the step goes the wrong way": [
        {"y - p": "p - y"},
        {_SOLVED: f"theta - np.linalg.solve({_WEIGHTED}.T @ X, X.T @ (y - p))"},
    ],
    "y - p is multiplied by w in the working response: divide by it": {"/ w": "* w"},
    "a bracket too many: in the working response y - p alone is divided by w": {
        "X @ theta + (y - p) / w": "(X @ theta + y - p) / w"
    },
    "1/n stands on one side only: it cancels, so leave it out on both": [
        {".T @ X,": ".T @ X / len(y),"},
        {"(w * r)": "(w * r) / len(y)"},
    ],
    "the weights are squared: X and r are both multiplied by w. Multiply both by its root": {
        "    return": "    w = w**2\n    return"
    },
    "the weights are the square roots of p(1 - p): they should be p(1 - p) itself": {
        "    return": "    w = np.sqrt(w)\n    return"
    },
    "the weights are p: they should be p(1 - p)": [{"    return": "    w = p\n    return"}, {_W: "p"}],
    "theta comes back as it was: return the solution of the weighted least squares": {_SOLVED: "1.0 * theta"},
    "this is a gradient step: solve the weighted least squares instead": {_SOLVED: "theta - X.T @ (p - y) / len(y)"},
}
irls_step = gap(
    Function(
        irls_step,
        _irls_trials,
        IRLS,
        domain={
            "n = 1": "n and d may be 1",
            "d = 1": "n and d may be 1",
            "X: integers": "X may hold integers",
            "y: floats": "integers or floats",
        },
        allows=THETA | {"X wider than tall is refused": "its columns are independent, so the system has one solution"},
    ),
    praise="The weighted least squares of the working response is Newton's step on the logit.",
)
