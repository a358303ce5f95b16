"""How the AUTOTEST lines of the practicals judge an answer (the templates are in autotests.yml).

An answer is turned into a short text and compared with the text that the solution gave. Two answers that a reader would
call equal give the same text: 3 and np.int64(3), 0.5 and np.float32(0.5), 0.0 and -0.0, (2, 3) and [2, 3].
"""

from hashlib import sha256
from urllib.parse import quote

import numpy as np

DIGITS = 4  # significant digits of a number with a fraction
_nudge = 0.0  # a relative change, far below the last digit, that moves a number off the edge between two roundings


def agrees(text, expected):
    """Is text() the expected text? The answer's numbers may lie on either side of a rounding edge."""
    global _nudge
    try:
        for nudge in (0.0, 1e-6, -1e-6):
            _nudge = nudge
            if text() == expected:
                return True
    finally:
        _nudge = 0.0
    return False


def kind(value):
    """What sort of thing an answer is, in words."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, (bool, np.bool_)):
        return "True or False"
    if isinstance(value, (int, float, np.integer, np.floating)):
        return "a number"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, (list, tuple)):
        return "a list or tuple"
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return "an array of numbers"
    if isinstance(value, dict):
        return "a dict"
    if isinstance(value, (set, frozenset)):
        return "a set"
    if value is None:
        return "None"
    raise TypeError(f"AUTOTEST cannot judge {type(value).__name__} objects: test a number, a text, an array or a list")


def template(value):
    """The name of the template in autotests.yml that judges this answer of the solution."""
    sort = kind(value)
    if sort == "a number":
        return "number" if isinstance(value, (float, np.floating)) or np.asarray(value).dtype.kind == "f" else "integer"
    return {"an array of numbers": "array", "a list or tuple": "sequence"}.get(sort, sort.split()[-1].lower())


def judged(value):
    """kind(), with a word instead of an error for the things that no AUTOTEST expects."""
    try:
        return kind(value)
    except TypeError:
        return "something else"


def size(value):
    """The shape of an array, the length of anything else."""
    return str(value.shape if isinstance(value, np.ndarray) else len(value))


def text(value):
    """The answer as text: whole numbers exactly, other numbers to 4 significant digits, containers entry by entry."""
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, (float, np.floating)):
        return _rounded(np.array([value], dtype=float))[0]
    if isinstance(value, str):
        return quote(value.strip().lower(), safe=" .,:;()[]{}<>=+-*/^_")  # no quotes or backslashes can break the cell
    if isinstance(value, (list, tuple)):
        return "(" + ", ".join(map(text, value)) + ")"
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(sorted(map(text, value))) + "}"
    if isinstance(value, dict):
        return "{" + ", ".join(sorted(f"{text(key)}: {text(entry)}" for key, entry in value.items())) + "}"
    return judged(value)


def number(value):
    """text() for an answer whose solution is a float: an answer of 2 counts as 2.0."""
    return text(float(value))


def whole(value):
    """text() for an answer whose solution is a whole number: 3.0 counts as 3, 3.2 does not."""
    return text(int(value)) if np.isfinite(value) and value == int(value) else text(float(value)) + " (not whole)"


def digest(answer, salt):
    """The text behind a hash: a HASHED AUTOTEST does not show the answer."""
    return sha256(f"{salt} {answer}".encode()).hexdigest()[:16]


def _array(a):
    if a.dtype.kind not in "biuf":
        return judged(a)
    entries = _rounded(a.astype(float).ravel(), zero=1e-6)
    return f"{a.shape} " + (" ".join(entries) if a.size <= 20 else sha256(" ".join(entries).encode()).hexdigest()[:16])


def _rounded(a, zero=0.0):
    """Each number to DIGITS significant digits; what is below `zero` times the largest one counts as 0."""
    finite = np.abs(a[np.isfinite(a)])
    a = np.where(np.abs(a) <= zero * (finite.max() if finite.size else 0.0), 0.0, a) * (1.0 + _nudge)
    return [f"{x + 0.0:.{DIGITS - 1}e}" for x in a]  # + 0.0 turns -0.0 into 0.0
