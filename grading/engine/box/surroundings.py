"""What of the test's process decides how a student's function computes, draws and warns: NumPy's error state, the warning filters,
and the global random generators.

They go along with each call, since a test that writes `with np.errstate(...)` or `np.random.seed(0)` means the function that it
calls.
"""

import contextlib
import functools
import random
import warnings

import numpy as np

from .errors import KNOWN

_told = []  # in a test that has seeded the global random generators: their states, as the other end was told, or None


def heed_seeds():
    """Notice, at the examiner's end, that a test seeds the global random generators."""
    for module in (random, np.random):
        module.seed = functools.partial(_seed, module.seed)


def _seed(seed, *given, **named):
    seed(*given, **named)
    _told[:] = [None]


def begin():
    """A test begins, which has seeded nothing."""
    _told.clear()


def here():
    """Those of this process, as JSON holds them; the generators' if a test has seeded them, or has drawn since."""
    simple = []
    for action, text, category, module, line in warnings.filters[:8]:
        if text is None and module is None and not line and category.__name__ in KNOWN:
            simple.append([action if action in ("error", "ignore") else "always", category.__name__])
            if category is Warning:
                break  # the filters behind it have no say
    state = {"numpy": np.geterr(), "filters": simple[::-1]}
    if _told:
        name, words, *rest = np.random.get_state()  # noqa: NPY002
        now = [[name, words.tolist(), *rest], list(random.getstate())]
        if now != _told[0]:
            state["drawn"] = _told[0] = now
    return state


@contextlib.contextmanager
def as_there(state):
    """Compute, draw and warn as the process does that gave this state. What is drawn here changes nothing over there."""
    if "drawn" in state:
        of_numpy, (version, words, rest) = state["drawn"]
        np.random.set_state(of_numpy)  # noqa: NPY002
        random.setstate((version, tuple(words), rest))
    with np.errstate(**state["numpy"]), warnings.catch_warnings():
        warnings.simplefilter("always")
        for action, name in state["filters"]:
            category = KNOWN.get(name)
            if category is not None and issubclass(category, Warning):
                warnings.simplefilter(action, category)
        yield


@contextlib.contextmanager
def bound(space, rebound):
    """Names have other values, or none where that is an Ellipsis, as long as a function of the student's runs."""
    before = {name: space[name] for name in rebound if name in space}
    for name in rebound:
        if rebound[name] is ...:
            space.pop(name, None)
        else:
            space[name] = rebound[name]
    try:
        yield
    finally:
        space.update({name: value for name, value in before.items() if space.get(name, ...) is rebound[name]})
