"""How an AUTOTEST line judges an answer (the template is in autotests.yml): for answers that are a number, a word or a shape.

An answer is turned into a short text, such as "list of 2: (2, 3)", and compared with the text that the solution gave. Two answers
that a reader would call equal give the same text: 3 and np.int64(3), 0.5 and np.float32(0.5), 0.0 and -0.0, (2, 3) and [2, 3].
"""

from hashlib import sha256
from urllib.parse import quote

import numpy as np

DIGITS = 4  # significant digits of a number with a fraction
_nudge = 0.0  # a relative change, far below the last digit, that moves a number off the edge between two roundings


def expect(answer, expected):
    """Fail unless answer() is the expected text; the answer's numbers may lie on either side of a rounding edge."""
    global _nudge
    try:
        for nudge in (0.0, 1e-6, -1e-6):
            _nudge = nudge
            found = answer()
            if found == expected:
                return
    finally:
        _nudge = 0.0
    (kind, _, _), (wanted, colon, _) = found.partition(":"), expected.partition(":")
    if not colon or kind == wanted:
        raise AssertionError("this is not the right value (four digits are compared)")
    raise AssertionError(f"here stands {kind}, but {wanted} is expected")


def template(value):
    """The name of the template in autotests.yml that judges this answer of the solution."""
    if text(value) == "something else":
        kind = type(value).__name__
        raise TypeError(f"AUTOTEST cannot judge {kind} objects: test a number, a text, an array or a list")
    if not _is_number(value):
        return "default"
    return "number" if np.asarray(value).dtype.kind == "f" else "integer"


def text(value):
    """What sort of thing the answer is, and its content: whole numbers exactly, others to 4 significant digits."""
    if isinstance(value, (bool, np.bool_)):
        return f"True or False: {bool(value)}"
    if _is_number(value):
        return f"a number: {_number(value)}"
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        entries = _rounded(value.astype(float).ravel(), zero=1e-6)
        content = " ".join(entries)
        return f"an array of shape {value.shape}: {content if value.size <= 20 else sha256(content.encode()).hexdigest()[:16]}"
    if isinstance(value, str):  # no quotes or backslashes can break the cell
        return f"a text: {quote(value.strip().lower(), safe=' .,:;()[]{}<>=+-*/^_')}"
    if isinstance(value, (list, tuple)):
        return f"a list or tuple of {len(value)}: ({', '.join(map(text, value))})"
    if isinstance(value, (set, frozenset)):
        return f"a set: {sorted(map(text, value))}".replace("'", "")
    if isinstance(value, dict):
        return "a dict: {" + ", ".join(sorted(f"{text(key)}: {text(entry)}" for key, entry in value.items())) + "}"
    return "None: nothing" if value is None else "something else"


def number(value):
    """text() for an answer whose solution is a float: an answer of 2 counts as 2.0."""
    return text(float(value)) if _is_number(value) else text(value)


def whole(value):
    """text() for an answer whose solution is a whole number: 3.0 counts as 3, 3.2 does not."""
    return text(int(value)) if _is_number(value) and np.isfinite(value) and value == int(value) else text(value)


def digest(answer, salt):
    """The text behind a hash: a HASHED AUTOTEST does not show the answer."""
    return sha256(f"{salt} {answer}".encode()).hexdigest()[:16]


def _is_number(value):
    value = value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, (bool, np.bool_))


def _number(value):
    if np.asarray(value).dtype.kind in "iu":
        return str(int(value))
    return _rounded(np.array([value], dtype=float).ravel())[0]


def _rounded(a, zero=0.0):
    """Each number to DIGITS significant digits; what is below `zero` times the largest one counts as 0."""
    finite = np.abs(a[np.isfinite(a)])
    a = np.where(np.abs(a) <= zero * (finite.max() if finite.size else 0.0), 0.0, a) * (1.0 + _nudge)
    return [f"{x + 0.0:.{DIGITS - 1}e}" for x in a]  # + 0.0 turns -0.0 into 0.0
