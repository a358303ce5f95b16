"""Checks of one function on one trial, and what else the tests of the engine share."""

import numpy as np
import pytest

from utils.checks.gap import Function, Trial, gap

X = np.random.default_rng(0).normal(size=(5, 3))


def same(Z):
    return Z + 0


def double(z):
    return 2 * z


def trials(rng):
    yield Trial({"z": "small"}, {"z": rng.normal(size=3)})
    yield Trial({"z": 1000}, {"z": np.array([1000.0])})


def said(answer, check):
    """What the check says of a wrong answer."""
    with pytest.raises(AssertionError) as error:
        check(answer)
    return str(error.value)


def of(right, slips=(), run=None, names=(), tolerance=1e-7, **arguments):
    """The check of a gap with one trial."""
    options = {key: arguments.pop(key) for key in ("changes", "collect", "separate", "remedies") if key in arguments}
    trial = Trial({"n": 5}, arguments, run, names, tolerance)
    return gap(Function(right, lambda rng: [trial], dict(slips), **options))
