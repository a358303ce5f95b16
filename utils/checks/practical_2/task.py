"""Practical 2, the end: a network of the student's own choice, within a budget, on digits that have moved.

Each digit stands somewhere in a frame of 10 by 10 pixels. The right functions of the gaps train the chosen network, three
times; what it reads of digits that it never saw gives the points, by one rule for validation and for held-out digits.
"""

import functools
import itertools

import numpy as np

from utils.checks.case import Failed, a, unwritten
from utils.checks.choice import listed, nearest, positive, whole
from utils.checks.practical_2.backpropagation import backward, layer_backward
from utils.checks.practical_2.batches import minibatches
from utils.checks.practical_2.loss import cross_entropy, output_delta
from utils.checks.practical_2.network import activations, forward
from utils.checks.practical_2.steps import adam_step, sgd_and_momentum
from utils.checks.practical_2.training import train
from utils.checks.practical_2.weights import initialize
from utils.data import digits

POINTS = 10
FROM = 77  # percent: one point for each percentage point above
BUDGET, STEPS = 200_000_000, 3000  # multiplications and steps of one training
SEEDS = (0, 1, 2)  # of the three trainings
HIDDEN = 8431  # the seed of the hidden test, which measures on held-out digits; any other measures on validation digits
RIGHT = {
    name: function.right
    for check in (
        initialize, activations, forward, cross_entropy, output_delta, layer_backward, backward, minibatches,
        sgd_and_momentum, adam_step, train,
    )
    for name, function in check.functions.items()
}  # fmt: skip
PHIS = {"relu": (RIGHT["relu"], RIGHT["relu_derivative"]), "tanh": (np.tanh, RIGHT["tanh_derivative"])}
OF_A_STEP = {"sgd": 1, "momentum": 3, "adam": 8}  # multiplications, divisions and roots for each parameter
CHOICES = {"hidden", "activation", "optimizer", "eta", "batch_size", "epochs"}


# ---------------------------------------------------------------- data


@functools.cache
def _parts():
    """Training digits at two places each; validation and held-out digits at all nine places: (X, y) of each part."""
    from sklearn.model_selection import train_test_split  # here, since importing scikit-learn takes a second

    X, X_out, y, y_out = digits()
    X, X_other, y, y_other = train_test_split(X, y, test_size=270, random_state=0, stratify=y)
    rng = np.random.default_rng(0)
    places = [rng.permutation(9)[:2] for _ in X]
    return {
        "training": (np.concatenate([_moved(x, where) for x, where in zip(X[:, np.newaxis], places)]), np.repeat(y, 2)),
        "validation": (_moved(X_other, range(9)), np.repeat(y_other, 9)),
        "held-out": (_moved(X_out, range(9)), np.repeat(y_out, 9)),
    }


def _moved(X, where):
    """Each row at each of these places, of 0 (top left) to 8 (bottom right): (n * places, 100)."""
    frames = np.zeros((len(X), len(where), 10, 10))
    for index, (down, right) in enumerate(divmod(int(place), 3) for place in where):
        frames[:, index, down : down + 8, right : right + 8] = X.reshape(-1, 8, 8)
    return frames.reshape(-1, 100)


def moved_digits():
    """X_train (2154, 100), X_validation (2430, 100), y_train, y_validation: digits at random places of a 10 by 10 frame."""
    (X, y), (X_validation, y_validation) = _parts()["training"], _parts()["validation"]
    return X.copy(), X_validation.copy(), y.copy(), y_validation.copy()


# ---------------------------------------------------------------- what a choice costs


def multiplications(hidden, optimizer, batch_size, epochs):
    """(multiplications, steps) of one training: each weight three times a sample, and what the optimizer does in a step."""
    widths = [100, *hidden, 10]
    n, weights = len(_parts()["training"][1]), sum(i * o for i, o in itertools.pairwise(widths))
    steps = -(-n // batch_size)
    return epochs * (3 * weights * n + steps * OF_A_STEP[optimizer] * (weights + sum(widths[1:]))), epochs * steps


def _refuse(what, advice=""):
    raise Failed(f"my_network: {what}. {advice}".strip())


def _choice(given):
    """The choice as a dict of plain values, or an AssertionError that says what is wrong with it."""
    if callable(given):
        try:
            given = given()
        except NotImplementedError as error:
            raise unwritten("my_network", error) from None
        except (Exception, SystemExit) as error:
            _refuse(f"the function stopped with {type(error).__name__}: {error}")
    if given is None:
        _refuse("None came back", "End with `return` and the dictionary")
    if not isinstance(given, dict):
        _refuse(f"a dictionary is expected, but this is {a(given)}")
    for key in [key for key in given if key not in CHOICES]:
        near = nearest(key, sorted(CHOICES), 0.5)
        _refuse(f"there is no choice {key!r}", f"Is {near} meant?" if near else f"There are {listed(sorted(CHOICES))}.")
    if missing := sorted(CHOICES - set(given)):
        _refuse(f"{listed(missing)} {'is' if len(missing) == 1 else 'are'} missing", "All six choices are yours.")
    hidden = given["hidden"].tolist() if isinstance(given["hidden"], np.ndarray) else given["hidden"]
    if not isinstance(hidden, (list, tuple)) or not 1 <= len(hidden) <= 3 or not all(whole(h, 1) for h in hidden):
        _refuse(
            f"hidden is {hidden!r}",
            "It is a list of one to three widths, such as [48, 24], each a whole number. The 100 pixels and the 10 classes "
            "are there already.",
        )
    for key, known in ("activation", PHIS), ("optimizer", OF_A_STEP):
        if not isinstance(given[key], str) or given[key] not in known:
            _refuse(f"{key} is {given[key]!r}", f"There are {listed(sorted(known))}.")
    eta, n = given["eta"], len(_parts()["training"][1])
    if not positive(eta):
        _refuse(f"eta is {eta!r}", "A learning rate is a number above 0.")
    if not whole(given["batch_size"], 8, n):
        _refuse(f"batch_size is {given['batch_size']!r}", f"It is a whole number from 8 to {n}, all training digits.")
    if not whole(given["epochs"], 1):
        _refuse(f"epochs is {given['epochs']!r}", "It is a whole number, 1 or more.")
    plain = {key: int(given[key]) for key in ("batch_size", "epochs")}
    return {**given, **plain, "eta": float(eta), "hidden": tuple(int(h) for h in hidden)}


def _afford(choice):
    """(multiplications, steps) of a choice, or an AssertionError with what would fit."""
    sizes = choice["hidden"], choice["optimizer"], choice["batch_size"]
    cost, steps = multiplications(*sizes, choice["epochs"])
    once, walk = multiplications(*sizes, 1)
    fit = min(BUDGET // once, STEPS // walk)
    if cost > BUDGET or steps > STEPS:
        over = f"{cost / 1e6:.0f} million multiplications are needed, {BUDGET / 1e6:.0f} million are allowed"
        if cost <= BUDGET:
            over = f"{steps} steps are needed, {STEPS} are allowed"
        advice = f"With {fit} epoch{'s' * (fit > 1)} it fits; or choose a smaller network or larger batches."
        _refuse(over, advice if fit else "Not even one epoch fits: choose a smaller network or larger batches.")
    return cost, steps


# ---------------------------------------------------------------- training and points


@functools.cache
def _shares(hidden, activation, optimizer, eta, batch_size, epochs):
    """{part: the shares that three trainings read}, each with first weights and an order of its own."""
    (X, y), (phi, slope) = _parts()["training"], PHIS[activation]
    shares = {"validation": [], "held-out": []}
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        parameters = RIGHT["initialize"]([X.shape[1], *hidden, 10], rng)
        step = _rule(optimizer, eta, parameters)

        def loss_and_gradients(parameters, X, y):
            Z, cache = RIGHT["forward"](X, parameters, phi)
            Delta = RIGHT["output_delta"](Z, y)
            gradients = RIGHT["backward"](Delta, cache, parameters, slope, RIGHT["layer_backward"])
            return RIGHT["cross_entropy"](Z, y), gradients

        with np.errstate(all="ignore"):  # a learning rate that is too large is the student's to find
            RIGHT["train"](parameters, X, y, loss_and_gradients, step, RIGHT["minibatches"], epochs, batch_size, rng)
            for part, read in shares.items():
                X_new, y_new = _parts()[part]
                Z = RIGHT["forward"](X_new, parameters, phi)[0]
                read.append(float((Z.argmax(axis=1) == y_new).mean()) if np.isfinite(Z).all() else 0.0)
    return shares


def _rule(optimizer, eta, parameters):
    first, second = ([np.zeros_like(theta) for theta in parameters] for _ in range(2))
    if optimizer == "sgd":
        return lambda theta, g: RIGHT["sgd_step"](theta, g, eta)
    if optimizer == "momentum":
        return lambda theta, g: RIGHT["momentum_step"](theta, g, first, eta, 0.9)
    state = {"t": 0, "m": first, "s": second}
    return lambda theta, g: RIGHT["adam_step"](theta, g, state, eta)


def points(share):
    """One point for each percentage point above 77 %, from 0 to 10, rounded to halves."""
    return round(2 * float(np.clip(100 * share - FROM, 0, POINTS))) / 2


def my_network(given, seed=0):
    """The points of a choice: on validation digits; in the hidden test, on held-out ones.

    given : the student's function without arguments, or the dictionary itself.
    """
    choice = _choice(given)
    cost, steps = _afford(choice)
    part = "held-out" if seed == HIDDEN else "validation"
    shares = _shares(**choice)[part]
    earned = points(np.mean(shares))
    runs = ", ".join(f"{100 * share:.1f}" for share in shares)
    print(f"my_network: {cost / 1e6:.0f} of {BUDGET / 1e6:.0f} million multiplications in {steps} steps.")
    print(f"It reads {100 * np.mean(shares):.1f} % of the {part} digits, the mean of three runs ({runs}).")
    if not any(shares):
        print("Its logits became nan or infinite: the learning rate is too large.")
    if part == "held-out":
        print(f"This earns {earned} of {POINTS} points.")
    else:
        print(f"On these this earns {earned} of {POINTS}; your points come from other digits by the same rule.")
    return earned
