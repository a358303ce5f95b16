"""What the tasks share in which students choose for themselves: is it such a number, which word was meant?"""

import difflib
import math
import numbers


def whole(value, least=-math.inf, most=math.inf):
    """A whole number within these bounds, and no truth value?"""
    return isinstance(value, numbers.Integral) and not isinstance(value, bool) and least <= value <= most


def positive(value):
    """A finite number above 0, and no truth value?"""
    return isinstance(value, numbers.Real) and not isinstance(value, bool) and 0 < value < math.inf


def nearest(word, known, likeness=0.6):
    """The known word that is most like this one, quoted; "" if none is."""
    return next(map(repr, difflib.get_close_matches(str(word), known, 1, likeness)), "")


def listed(words):
    """The words, quoted, in one line."""
    return ", ".join(map(repr, words))
