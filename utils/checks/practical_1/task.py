"""Practical 1, the task at the end: a logit of all loans in five gradient steps, by the student's own choices.

The measure is McFadden's: by how much the log-loss on new loans lies below that of one probability for everybody. Newton
on all eight columns, run to its end, is 100 %; so it hardly matters which loans are the new ones.
"""

import functools
from hashlib import sha256

import numpy as np

from utils.activations import sigmoid
from utils.checks.case import Failed, unwritten
from utils.checks.choice import listed, nearest, positive, whole
from utils.course.credit import credit

BUDGET, FOLDS = 5, 5
RULE = ((97, 10), (90, 8), (75, 6), (50, 4), (25, 2))  # from this share (%) on, so many points
SCALINGS, DEGREES = ("none", "center", "standardize"), (1, 2, 3)
KEYS = ("features", "degree", "scaling", "eta", "steps")
_KEPT = "13b92326"  # of the seed that stands for the loans kept back


def my_descent(given, seed=0):
    """Print what the choice is worth on validation loans, or on those kept back; return the points."""
    choice = _valid(_choice(given))
    kept = sha256(str(seed).encode()).hexdigest()[:8] == _KEPT
    share, after = measure(choice, 0 if kept else seed, kept)
    earned = points(share)
    if not after <= np.log(2):  # nan too
        print(
            f"my_descent: on its own training loans the loss goes from 0.693 to {after:.4g}: the descent diverges. "
            f"This earns {earned} of 10."
        )
    elif kept:
        print(
            f"my_descent: {_percent(share)} of Newton's gain on the loans that were kept back: {earned} of 10 points."
        )
    else:
        print(
            f"my_descent: training loss 0.693 -> {after:.3f}, and {_percent(share)} of Newton's gain on the validation loans.\n"
            f"On the validation data this earns {earned} of 10; your points come from other data by the same rule."
        )
    return float(earned)


def points(share):
    """The points for a share of Newton's gain in percent."""
    return next((value for least, value in RULE if share >= least), 0)


def _percent(share):
    return "nothing" if not share > 0 else f"{np.floor(share):.0f} %"


# ---------------------------------------------------------------- what may be chosen


def _fail(text):
    raise Failed(f"my_descent: {text}")


def _choice(given):
    if isinstance(given, dict):
        return given
    if not callable(given):
        _fail(
            "a function is expected here, which returns a dict, or the dict itself. Run the cell that defines it again."
        )
    try:
        return given()
    except NotImplementedError as error:
        raise unwritten("my_descent", error) from None
    except Exception as error:
        text = f"{type(error).__name__}: {error}"
    return _fail(f"the function stopped with {text}. It takes no argument and only returns your choice.")


def _valid(choice):
    """The choice, or a sentence that says what is wrong with it."""
    if not isinstance(choice, dict):
        came = "None" if choice is None else f"a {type(choice).__name__}"
        _fail(f"a dict is expected, but {came} came back. End with `return {{...}}`, as in the example.")
    for key in choice:
        if key not in KEYS:
            _fail(f"there is no choice {key!r}{_meant(key, KEYS)}. There are {listed(KEYS)}.")
    missing = [key for key in KEYS if key not in choice]
    if missing:
        _fail(f"the choice of {listed(missing)} is missing. All five are needed: {listed(KEYS)}.")
    names, features = loans()[0], choice["features"]
    if isinstance(features, str) or not isinstance(features, (list, tuple)) or len(features) == 0:
        _fail('`features` should be a list of at least one column, such as ["duration", "age"].')
    for name in features:
        if name not in names:
            _fail(f"the loans have no column {name!r}{_meant(name, names)}. They have {listed(names)}.")
    twice = [name for name in names if list(features).count(name) > 1]
    if twice:
        _fail(f"the column {listed(twice)} is chosen twice: its Hessian would be singular. Name each column once.")
    if not whole(choice["degree"]) or choice["degree"] not in DEGREES:
        _fail(f"`degree` is {choice['degree']!r}, but it should be 1, 2 or 3.")
    if not isinstance(choice["scaling"], str) or choice["scaling"] not in SCALINGS:
        _fail(
            f"`scaling` is {choice['scaling']!r}{_meant(choice['scaling'], SCALINGS)}. It should be one of {listed(SCALINGS)}."
        )
    eta, steps = choice["eta"], choice["steps"]
    if not positive(eta):
        _fail(f"`eta` is {eta!r}, but it should be one positive number, the step size of every step.")
    if not whole(steps, 0):
        _fail(f"`steps` is {steps!r}, but it should be a whole number from 0 to {BUDGET}.")
    if steps > BUDGET:
        _fail(
            f"`steps` is {steps}, but the budget is {BUDGET} gradient steps. Make each step count: scaling and eta decide."
        )
    return choice


def _meant(word, known):
    near = nearest(word, known)
    return f" (did you mean {near}?)" if near else ""


# ---------------------------------------------------------------- how it is measured


@functools.cache
def loans():
    return credit(1000)


def splits(seed=0, kept=False):
    """(training rows, new rows): all 600 loans train and the 400 others judge, or each fifth of the 600 in its turn."""
    if kept:
        return [(np.arange(600), np.arange(600, 1000))]
    order = np.random.default_rng(seed).permutation(600)
    return [(np.setdiff1d(order, fifth), fifth) for fifth in np.array_split(order, FOLDS)]


def measure(choice, seed=0, kept=False):
    """The share of Newton's gain in percent, and the loss on the training loans of the first split at the end."""
    constant, best = references(seed, kept)
    reached, at_the_end = np.transpose([descend(choice, *split) for split in splits(seed, kept)])
    share = 100 * (constant - reached.mean()) / (constant - best)
    return float(share) if np.isfinite(share) else -np.inf, at_the_end[0]


def descend(choice, train, new):
    """The loss on new loans, and on those of the training, after gradient descent from zero."""
    (X, y), (X_new, y_new) = designs(choice, train, new)
    theta = np.zeros(X.shape[1])
    with np.errstate(all="ignore"):
        for _ in range(choice["steps"]):
            theta = theta - choice["eta"] * X.T @ (sigmoid(X @ theta) - y) / len(y)
        return loss(theta, X_new, y_new), loss(theta, X, y)


@functools.cache
def references(seed, kept):
    """The mean loss on new loans of one probability for everybody, and of Newton on all columns."""
    every = {"features": loans()[0], "degree": 1, "scaling": "standardize"}
    found = []
    for train, new in splits(seed, kept):
        (X, y), (X_new, y_new) = designs(every, train, new)
        theta = np.zeros(X.shape[1])
        for _ in range(10):
            p = sigmoid(X @ theta)
            theta = theta - np.linalg.solve((X * (p * (1 - p))[:, np.newaxis]).T @ X, X.T @ (p - y))
        odds = np.log(y.mean() / (1 - y.mean()))
        found.append([loss(np.array([odds]), X_new[:, :1], y_new), loss(theta, X_new, y_new)])
    return tuple(np.mean(found, axis=0))


def designs(choice, train, new):
    """(X, y) of the training loans and of the new ones: ones, then powers, scaled by the training loans' numbers."""
    names, F, y = loans()
    F = F[:, [names.index(name) for name in choice["features"]]]
    powers = np.hstack([F**k for k in range(1, choice["degree"] + 1)])
    if choice["scaling"] != "none":
        powers = powers - powers[train].mean(axis=0)
    if choice["scaling"] == "standardize":
        powers = powers / powers[train].std(axis=0)
    X = np.column_stack([np.ones(len(F)), powers])
    return (X[train], y[train]), (X[new], y[new])


def loss(theta, X, y):
    z = X @ theta
    return float(np.mean(np.logaddexp(0, z) - y * z))
