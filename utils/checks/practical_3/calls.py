"""What the checks share: how trials compare part by part, and how a table of slips is written."""

import functools

import numpy as np

from utils.checks.gap import Trial
from utils.checks.slips import instead
from utils.checks.unaided import by_itself

FLOATS = {"integers in * are refused": "the docstring promises floats"}
SQUEEZED = "axes of length 1 are gone: `squeeze` also takes an axis that should stay, here where a size is 1"


def one_by_one(sizes, arguments, names, order):
    """Trials that compare one part of the result, then two, then all, so that a slip in one is named beside a slip in another.

    A part that is not compared yet counts by its shape. `order` holds the places of the parts, the first to compare first.
    """
    for k in range(1, len(order) + 1):
        yield Trial(sizes, arguments, functools.partial(_some_parts, order[:k]), names)


def _some_parts(places, call, **arguments):
    result = by_itself(call, **arguments)
    if not isinstance(result, (list, tuple)):
        return result
    later = [part for i, part in enumerate(result) if i not in places]
    if not all(isinstance(part, np.ndarray) for part in later):
        return result
    parts = [part if i in places else np.zeros(part.shape) for i, part in enumerate(result)]
    return tuple(parts) if isinstance(result, tuple) else parts


def in_places(table):
    """Slips by the place of their edit: old text -> {message -> what stands there}, as `instead` reads it.

    A message that stands at several places is one slip with several edits.
    """
    slips = {}
    for old, news in table.items():
        for message, edits in instead(old, news).items():
            slips.setdefault(message, []).extend(edits)
    return slips
