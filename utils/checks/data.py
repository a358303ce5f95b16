"""What the engine does with data of any depth: copies, comparison, change, and a walk over the arrays in them."""

import copy
import numbers

import numpy as np


def copied(value):
    """A deep copy of data; a function passes through."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, (list, tuple)):
        return type(value)(copied(item) for item in value)
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, np.random.Generator):
        return copy.deepcopy(value)
    return value


def equal(x, y, tolerance=0.0):
    """Equal data, all the way down; functions and generators are not compared."""
    if isinstance(x, np.ndarray) and isinstance(y, np.ndarray):
        if x.shape != y.shape or x.dtype != y.dtype:
            return False
        if tolerance and x.dtype.kind == "f":
            return np.allclose(x, y, rtol=max(tolerance, 10 * np.finfo(x.dtype).eps), atol=tolerance, equal_nan=True)
        return np.array_equal(x, y, equal_nan=x.dtype.kind == "f")
    if isinstance(x, (list, tuple)) and isinstance(y, (list, tuple)):
        return len(x) == len(y) and all(equal(one, other, tolerance) for one, other in zip(x, y))
    if isinstance(x, dict) and isinstance(y, dict):
        return x.keys() == y.keys() and all(equal(x[key], y[key], tolerance) for key in x)
    if isinstance(x, numbers.Number) and isinstance(y, numbers.Number):
        return x == y or (x != x and y != y) or abs(x - y) <= tolerance * abs(y)
    return True


def change(now, before):
    """By how much data have changed: a small step must not hide behind large weights."""
    if isinstance(now, dict):
        return {key: change(now[key], before[key]) for key in before}
    if isinstance(now, (list, tuple)):
        return [change(new, old) for new, old in zip(now, before)]
    return now - before


def finite(value):
    """Is no number in nested data nan or infinite?"""
    if isinstance(value, (list, tuple, dict)):
        return all(map(finite, value.values() if isinstance(value, dict) else value))
    return np.asarray(value).dtype.kind != "f" or bool(np.isfinite(value).all())


def arrays(value):
    """Every array in nested data."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (list, tuple, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from arrays(item)
