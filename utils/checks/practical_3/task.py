"""Practical 3, the task at the end: an attack of the student's own, on networks that a vendor sells as robust.

The visible call measures on validation digits and three networks, the hidden one on the test digits and three others.
The function runs where it was written; it asks through `ask`, which counts, and what it returns is looked at here.
"""

import contextlib
import io
import warnings

import numpy as np

from utils.checks.case import Failed, a, unwritten
from utils.checks.gap import Fault
from utils.course.vendor import N_SOLD, vendor
from utils.data import digits

POINTS, EPSILON, LOOKS, NETWORKS = 12, 0.15, 40, 3
NONE, ALL = 0.60, 0.12  # shares of digits still read right that earn no point, and all of them
_NAME = "my_attack"


def my_attack(attack, seed=0):
    """The points for an attack(X, y, ask, epsilon) -> attacked images; prints what was measured.

    Raises
    ------
    AssertionError
        If the attack stops, asks too often, leaves its bounds, or returns something else than images.
    NotImplementedError
        If it is not written yet.
    """
    try:
        if not callable(attack):
            raise Fault(f"a function is expected here, but this is {a(attack)}", "Run the cell that defines it again.")
        X, y = _images(seed)
        found = [_attacked(attack, X, y, vendor(seed + k)) for k in range(NETWORKS)]
    except NotImplementedError as error:
        raise unwritten(_NAME, error) from None
    except Fault as fault:
        raise Failed(f"{_NAME}: {fault.what}. {fault.advice}".strip()) from None
    except AssertionError as error:
        raise Failed(str(error)) from None
    share, looks = np.mean(found, axis=0)
    points = score(share)
    on = "the held-out digits" if seed else "the validation digits"
    print(f"{_NAME}: {share:.1%} of {on} are still read right, with {looks:.0f} of {LOOKS} looks at each.")
    if seed:
        print(f"This earns {points:g} of {POINTS} points.")
    else:
        print(
            f"On these this earns {points:g} of {POINTS}; your points come from other digits and networks by the same rule."
        )
    return points


def score(share):
    """Points for the share that is still read right: none at NONE, all at ALL, in proportion between, to a tenth."""
    return float(np.round(POINTS * np.clip((NONE - share) / (NONE - ALL), 0, 1), 1))


def _images(seed):
    X_train, X_test, y_train, y_test = digits()
    return (X_test, y_test) if seed else (X_train[N_SOLD:], y_train[N_SOLD:])


def _attacked(attack, X, y, network):
    """The share of the images that the network still reads right after the attack, and the looks at each image."""
    asked, faults = 0, []

    def ask(images, labels):
        nonlocal asked
        images, labels = np.asarray(images), np.asarray(labels)
        try:
            _look_at_question(images, labels, X)
            asked += len(images)
            if asked > LOOKS * len(X):
                advice = f"{LOOKS} at each are the budget, {LOOKS * len(X)} in all, with ask(X[i:j], labels[i:j]) j - i of them."
                raise Fault(f"ask was shown more than {LOOKS} images for each image of X", advice)
        except Fault as fault:
            faults.append(fault)  # what it becomes on its way through the attack does not matter
            raise
        Z, slopes = network(images, labels)
        return Z.copy(), slopes

    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            found = attack(X.copy(), y.copy(), ask, EPSILON)
    except (NotImplementedError, AssertionError):
        raise
    except Exception as error:
        if faults:
            raise faults[0] from None
        what = f"your function stopped with {type(error).__name__}: {error}"
        raise Fault(what, "It is called as my_attack(X, y, ask, epsilon); try it on a few images first.") from None
    if faults:
        raise faults[0]
    _look_at_images(found, X)
    Z, _ = network(found, y)
    return float((Z.argmax(axis=1) == y).mean()), asked / len(X)


def _look_at_question(images, labels, X):
    if images.ndim != 2 or images.shape[1] != X.shape[1] or images.dtype.kind not in "biuf":
        raise Fault(f"ask was called with {a(images)}", "It takes images, (m, 64), and then a label for each, (m,).")
    if labels.shape != (len(images),) or labels.dtype.kind not in "iu":
        what = f"ask was called with {len(images)} images and {a(labels)} of {labels.dtype} as labels"
        raise Fault(what, "Labels are integers, one for each image.")
    if labels.size and not 0 <= labels.min() <= labels.max() <= 9:
        raise Fault("ask was called with labels outside 0 ... 9", "A label is a class; (y + 1) % 10 stays among them.")
    if not np.isfinite(images).all():
        raise Fault("ask was shown images with nan or inf", "Is a slope divided by its length? It may be 0.")


def _look_at_images(found, X):
    if not isinstance(found, np.ndarray) or found.dtype.kind not in "biuf":
        raise Fault(f"{a(found)} came back", f"Return the attacked images, an array of shape {X.shape}.")
    if found.shape != X.shape:
        raise Fault(
            f"an array of shape {found.shape} came back", f"Return all attacked images, {X.shape}, in the order of X."
        )
    if not np.isfinite(found).all():
        raise Fault("nan or inf came back", "Is a slope divided by its length? It may be 0.")
    if found.min() < 0 or found.max() > 1:
        raise Fault(
            f"pixels reach from {found.min():.7g} to {found.max():.7g}", "Pixels lie in [0, 1]: clip at the end."
        )
    moved = np.abs(found - X).max()
    if moved > EPSILON + 1e-6:  # float32 does not know 0.15
        raise Fault(
            f"a pixel changed by {moved:.7g}, but epsilon is {EPSILON}",
            "Clip to [X - epsilon, X + epsilon], then to [0, 1].",
        )
