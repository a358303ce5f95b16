"""How a check says what differs: the shapes, a factor, the sign, the order, or the first entry that is wrong."""

import functools
import itertools
import linecache
import numbers
import textwrap
import traceback
import types

import numpy as np
from IPython import get_ipython

from utils.validate import describe


def _in_one_line(kind):
    """The class `kind` as students meet it: IPython, Validate and the page of feedback show its sentence, and no line of code."""
    return type(kind.__name__, (kind,), {"_render_traceback_": _wrapped})


def _wrapped(error):
    """The sentence in lines that fit: JupyterLab breaks a longer one within a word."""
    wrap = functools.partial(textwrap.fill, width=90, break_long_words=False, break_on_hyphens=False)
    return list(map(wrap, str(error).split("\n")))


Failed, Unwritten = map(_in_one_line, (AssertionError, NotImplementedError))


class Case:
    """One trial of one function on inputs of known sizes, for instance Case("softmax", {"n": 5, "c": 3}).

    The sizes should differ from each other, since a ratio in the answer is explained by them ("n times too large").
    `remedies` maps a part of an error's text to what it means here; it is looked up before REMEDIES.
    """

    def __init__(self, name, sizes=(), remedies=()):
        self.name, self.sizes, self.remedies = name, dict(sizes), dict(remedies)
        self.warned = []  # the texts of NumPy's warnings

    def fail(self, what, advice="", item=""):
        """Raise the AssertionError that the student reads."""
        sizes = ", ".join(f"{key} = {value}" for key, value in self.sizes.items())
        head = (
            f"{self.name}: {item + ': ' if item else ''}{what.rstrip('.')}{f' (tried with {sizes})' if sizes else ''}"
        )
        advice = advice if not advice or advice[-1] in ".?!`" else f"{advice}."
        warned = "; ".join(dict.fromkeys(self.warned))
        if warned and warned not in head + advice:
            advice = f"{advice} NumPy warned: {warned}.".strip()
        raise Failed(f"{head}. {advice}".strip())

    def stopped(self, error, arguments, advice=""):
        """Say where the student's function raised an error, and what that means, if no better advice is known."""
        arrays = {key: value for key, value in arguments.items() if isinstance(value, np.ndarray)}
        shapes = ", ".join(f"{key} of shape {describe(value.shape)}" for key, value in arrays.items())
        at = ""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if _in_cell(frame):
                line = frame.line or linecache.getline(frame.filename, frame.lineno).strip()
                other = f", in {frame.name}" if frame.name != self.name and frame.name.isidentifier() else ""
                at = f" in line {frame.lineno} of your cell{other}" + (f": `{line}`" if line else "")
                break
        text = f"{type(error).__name__}: {error}"
        remedies = [*self.remedies.items(), *REMEDIES.items()]
        advice = advice or next((remedy for piece, remedy in remedies if piece in text), "")
        called = f"It was called with {shapes}. " if shapes else ""
        if advice.split(" ")[0].isalpha():  # a sentence, not `math.exp`
            advice = advice[0].upper() + advice[1:]
        self.fail(f"the function stopped with {text}{at}", f"{called}{advice}".strip())

    # ---------------------------------------------------------------- what is expected decides how to compare

    def compare(self, got, expected, item="", names=(), tolerance=1e-7):
        """Fail with the first difference between what came back and what is expected.

        got, expected : an array, a number, or a list, tuple or dict of such
        names : the names of the parts of a list or a tuple
        """
        if isinstance(expected, dict):
            for key, value in expected.items():
                self.compare(got[key], value, key, tolerance=tolerance)
        elif isinstance(expected, (list, tuple)):
            self._parts(got, expected, item, names or [f"{item}[{i}]" for i in range(len(expected))], tolerance)
        elif isinstance(expected, np.ndarray):
            self._array(got, expected, item, tolerance)
        elif isinstance(expected, numbers.Number) and not isinstance(expected, bool):
            self._number(got, expected, item, tolerance)
        elif got != expected:
            left, right = _apart(got, expected)
            text = str(expected)  # "12 steps", or numbers in a row
            several = text.endswith(" steps") or (text[:1].isdigit() and ", " in text)
            self.fail(f"{left}, but {right} {'are' if several else 'is'} expected", item=item)

    def _parts(self, got, expected, item, names, tolerance):
        several = isinstance(expected, tuple)
        listed = ", ".join(names)
        values = (
            f"{len(expected)} values ({listed}) are" if len(expected) > 1 else f"a tuple of one value ({listed}) is"
        )
        wanted = values if several else f"a list of {len(expected)} is"
        advice = f"End with `return {listed}`." if several and not item else f"Asked is [{listed}]."
        self._not_none(got, item)
        if not isinstance(got, (list, tuple)):
            self.fail(f"{a(got)} came back, but {wanted} expected", advice, item)
        if len(got) != len(expected):
            if len(got) == len(expected) // 2 and isinstance(got[0], (tuple, list)):
                advice = "One flat list is asked, not a list of pairs."
            self.fail(f"{a(got)} came back, but {wanted} expected", advice, item)
        shapes, asked = ([getattr(part, "shape", None) for part in parts] for parts in (got, expected))
        if None not in shapes + asked and shapes != asked:
            if shapes == asked[::-1]:
                self.fail("the list is in reversed order", f"Asked is [{listed}], first layer first.", item)
            if len(shapes) % 2 == 0 and [shapes[i ^ 1] for i in range(len(shapes))] == asked:
                self.fail("weights and biases have changed places", f"Asked is [{listed}].", item)
            if sorted(shapes) == sorted(asked):
                self.fail(f"the {len(got)} results have changed places", f"The order is {listed}.", item)
        for part, value, name in zip(got, expected, names):
            self.compare(part, value, name, tolerance=tolerance)

    def _not_none(self, got, item):
        if got is None:
            self.fail("None came back", "Is there a `return`?", item)

    def _number(self, got, expected, item, tolerance):
        self._not_none(got, item)
        if isinstance(got, np.ndarray) and got.ndim:
            advice = (
                "Take the number out of the array."
                if got.size == 1
                else _summary(got, np.asarray(expected), None, tolerance)
            )
            self.fail(f"{a(got)} came back, but a single number is expected", advice, item)
        got = got[()] if isinstance(got, np.ndarray) else got
        if isinstance(got, bool) or not isinstance(got, numbers.Real):
            self.fail(f"{a(got)} came back, but a single number is expected", item=item)
        got = np.asarray(got)
        self._finite(got, item)
        if not close(got, expected, tolerance):
            if got.dtype.kind in "iu" and got == np.trunc(expected):
                self.fail(f"the value is cut to the whole number {got}, but {expected:.6g} is expected", item=item)
            self._few_digits(got, np.asarray(expected), item)
            self._ratio(got, np.asarray(expected), item, tolerance)
            self.fail(f"the value is {_differing(got, expected)} is expected", item=item)

    def _array(self, got, expected, item, tolerance):
        self._not_none(got, item)
        if not isinstance(got, (np.ndarray, np.number)):
            advice = {
                tuple: f"It holds {len(got) if isinstance(got, tuple) else 0} values; return the array alone (a comma at the end "
                "of a line makes a tuple).",
                list: "A list does no arithmetic: make it one array with np.array(...).",
            }.get(type(got), "Return a NumPy array.")
            if isinstance(got, numbers.Number):
                advice = "A sum, mean or max without `axis` gives one number for the whole array."
            self.fail(f"{a(got)} came back, but an array of shape {describe(expected.shape)} is expected", advice, item)
        got = np.asarray(got)
        if got.dtype.kind not in "biuf":
            self.fail(f"the array holds {got.dtype} values, but it should hold numbers", item=item)
        if got.shape != expected.shape:
            self._shape(got, expected, item, tolerance)
        self._finite(got, item)
        if close(got, expected, tolerance):
            return
        if got.dtype.kind in "iu" and close(got, np.trunc(expected), tolerance):
            advice = "An array of integers was filled: make it with dtype float (zeros_like copies the dtype of its argument)."
            self.fail(f"the values are cut to whole numbers (dtype {got.dtype})", advice, item)
        self._few_digits(got, expected, item)
        self._ratio(got, expected, item, tolerance)
        self._pattern(got, expected, item, tolerance)

    # ---------------------------------------------------------------- what the difference looks like

    def _shape(self, got, expected, item, tolerance):
        is_ = describe(got.shape)
        what, advice = f"the shape is {is_}, but {describe(expected.shape)} is expected", ""
        if got.ndim == expected.ndim == 2 and got.shape == expected.T.shape:
            if close(got, expected.T, tolerance):
                advice = "The numbers are right: swap the two factors or add `.T`."
                self.fail(f"the result is transposed: {what}", advice, item)
            what = f"{what}, as if transposed"
            advice = "Write the shape of each factor beside it: which axis must remain?"
        elif got.ndim == 0:
            advice = "A sum, mean or max without `axis` gives one number for the whole array."
        elif got.size == expected.size:
            right = close(got.reshape(expected.shape), expected, tolerance)
            advice = "The numbers are right, but an" if right else "An"
            if got.ndim > expected.ndim:
                advice += " extra axis remains: is it from keepdims=True or from a slice?"
            else:
                advice += " axis was lost: is it from an index or a reshape?"
        elif expected.ndim == 1 and got.ndim == 1 and len(got) in self.sizes.values():
            advice = "Was the sum taken over the other axis?"
        elif expected.ndim == 2 and got.ndim == 1:
            advice = "An axis was summed away or only one row was used: which axis is meant?"
        elif got.ndim == 2 and got.shape[0] == got.shape[1] and got.shape[0] in (*expected.shape, *self.sizes.values()):
            what = f"{what}: something was broadcast to {is_}"
            advice = "An array of shape (k,) beside one of shape (k, 1) makes (k, k). Look at keepdims and at sums over an axis."
        elif got.ndim > expected.ndim and got.shape[1:] == expected.shape:
            advice = _summary(got, expected, 0, tolerance)
        advice = advice or "Write the shape of each array beside its line: where does the wrong size come in?"
        self.fail(what, advice, item)

    def _finite(self, got, item):
        bad = ~np.isfinite(got)
        if bad.any():
            kind = "nan" if np.isnan(got).any() else "inf"
            what = f"{bad.sum()} of {got.size} entries are {kind}" if got.ndim else f"the result is {kind}"
            causes = "Something overflowed, or a zero was divided by or its logarithm taken"
            self.fail(what, causes if self.warned else f"{causes}, or an array of np.empty was not filled", item)

    def _few_digits(self, got, expected, item):
        if close(got, expected, 1e-5):
            advice = (
                "Was something rounded, added as a small number, taken from a finite difference, or kept in float32? "
                "Sixteen digits are there to be used."
            )
            self.fail("only the first digits are right", advice, item)

    def _ratio(self, got, expected, item, tolerance):
        """Name a constant factor by the sizes: n, 1/n, c, n*c, 2, ... or a sign."""
        norm = float((expected * expected).sum())
        if not norm:
            return
        if not np.any(got):
            self.fail("the result is all zeros" if got.ndim else "the result is 0", item=item)
        ratio = float((got * expected).sum()) / norm
        constant = close(got, ratio * expected, max(10 * tolerance, 1e-6))
        if not constant or abs(ratio) < 1e-12 or f"{ratio:.3g}" == "1":
            return
        subject = "every entry is" if got.ndim else "the value is"
        if np.isclose(ratio, -1, rtol=1e-4):
            self.fail(f"the sign is wrong: {subject} minus the expected one", item=item)
        minus = " and of the wrong sign" if ratio < 0 else ""
        for size, word in (abs(ratio), "large"), (1 / abs(ratio), "small"):
            names = [name for name, value in self._factors() if np.isclose(size, value, rtol=1e-4)]
            if names:
                own = [name for name in names if name in self.sizes]  # sizes that are equal are all named
                which = " or ".join(own or names[:1])
                times = (
                    f"{' = '.join(own or names[:1])} = {size:.4g} times" if which != f"{size:.4g}" else f"{which} times"
                )
                advice = (f"Is a division by {which} missing?", f"Is a factor 1/{which} missing?")
                if word == "small":
                    advice = (f"Is it divided by {which} once too often?", f"Is a factor {which} missing?")
                self.fail(f"{subject} {times} too {word}{minus}", advice[not own], item)
        if got.size > 1:
            self.fail(f"{subject} {ratio:.4g} times the expected one", "A constant factor: which one?", item)

    def _factors(self):
        sizes = self.sizes.items()
        known = [(key, float(value)) for key, value in sizes if isinstance(value, numbers.Real) and value > 1]
        pairs = [(f"{a}*{b}", x * y) for (a, x), (b, y) in itertools.combinations(known, 2)]
        return [*known, ("2", 2.0), *pairs, *((f"{a}^2", x * x) for a, x in known)]

    def _pattern(self, got, expected, item, tolerance):
        """Where do the entries differ? Rows, columns, order, an offset; else the first wrong entry."""
        scale = np.abs(expected).max()
        right = np.abs(got - expected) <= tolerance * (np.abs(expected) + scale)
        if got.ndim == 2 and got.shape[0] == got.shape[1] and close(got, expected.T, tolerance):
            self.fail("the result is transposed", "Swap the two factors or add `.T`.", item)
        if np.ptp(got - expected) <= tolerance * scale:
            self.fail(f"every entry is off by the same {float((got - expected).flat[0]):.4g}", item=item)
        if got.ndim and len(got) > 1 and close(got[::-1], expected, tolerance):
            self.fail("the rows are right, but in reversed order", item=item)
        first = tuple(int(i) for i in np.argwhere(~right)[0])
        place = ", ".join(map(str, first))
        numbers = _differing(float(got[first]), float(expected[first]), "expected")
        advice = f"First difference at [{place}]: yours {numbers}."
        if got.ndim == 2 and right.any():
            for axis, word in ((1, "row"), (0, "column")):
                good, bad = np.flatnonzero(right.all(axis=axis)), np.flatnonzero(~right.all(axis=axis))
                if len(good) == 1 and right.sum() <= right.shape[axis]:
                    unused = not got[~right].any()
                    self.fail(
                        f"only {word} {good[0]} is right",
                        f"Are all {word}s used, or only one?" if unused else advice,
                        item,
                    )
                if len(good) > 1:
                    self.fail(f"{_list(word, good)} right, {_list(word, bad)} wrong", advice, item)
        share = f"{right.sum()} of {right.size} entries are right" if right.any() else "no entry is right"
        self.fail(share, advice, item)


# -------------------------------------------------------------------- what is not written yet


def unwritten(name, error):
    """What the check `name` raises where a student's function ended with this NotImplementedError."""
    stub = _stub(error)
    if stub == name:
        return Unwritten(f"{name}: not written yet.")
    return Unwritten(
        f"{name}: {stub} is not written yet."
        if stub
        else f"{name}: not written yet, or it calls a function that is not."
    )


def _stub(error):
    """The function in a student's cell that raised the error, "<module>" for the cell itself, or "" if nothing there did."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    return next((frame.name for frame in last if _in_cell(frame)), "")


def _in_cell(frame):
    file = frame.filename
    return "ipykernel" in file or (file[:1] == "<" and not file.startswith("<utils."))  # a packed check is no cell


def _in_kernel(shell, kind, error, trace, tb_offset=None):
    """Show a NotImplementedError; `raise NotImplementedError` in a cell is one line, also where another cell calls it."""
    stub = _stub(error)
    if stub and not str(error):
        error.args = ("This cell: not written yet." if stub == "<module>" else f"{stub}: not written yet.",)
        error._render_traceback_ = lambda: [str(error)]
    shell.showtraceback((kind, error, trace), running_compiled_code=True)


if hasattr(get_ipython(), "kernel"):  # a notebook of a student, not the grader
    get_ipython().set_custom_exc((NotImplementedError,), _in_kernel)


# -------------------------------------------------------------------- helpers


def close(a, b, tolerance):
    """Equal shapes and equal numbers, nan nowhere; where float32 is expected, four digits are compared."""
    b = np.asarray(b)
    if np.shape(a) != b.shape:
        return False
    tolerance = max(tolerance, 1e-4) if b.dtype == np.float32 else tolerance
    scale = np.abs(b).max() if b.size else 0
    difference = np.abs(np.subtract(a, b, dtype=float))  # of two arrays of truth values too
    return bool(np.all(difference <= tolerance * (np.abs(b) + scale) + 1e-300))


def alike(a, b, tolerance):
    """Do two functions behave alike? The same kinds and shapes, close numbers, and nan and inf at the same places."""
    if isinstance(b, dict):
        return isinstance(a, dict) and a.keys() == b.keys() and all(alike(a[key], b[key], tolerance) for key in b)
    if isinstance(b, (list, tuple)):
        same = isinstance(a, (list, tuple)) and len(a) == len(b)
        return same and all(alike(x, y, tolerance) for x, y in zip(a, b))
    if isinstance(b, np.ndarray) and b.dtype.kind in "biuf":
        if not isinstance(a, (np.ndarray, np.number)) or np.asarray(a).dtype.kind not in "biuf" or a.shape != b.shape:
            return False
        finite = np.isfinite(b)
        odd = np.array_equal(np.asarray(a)[~finite], b[~finite], equal_nan=True)
        return odd and close(np.asarray(a)[finite], b[finite], tolerance)
    if isinstance(b, numbers.Real) and not isinstance(b, bool):
        a = a[()] if isinstance(a, np.ndarray) and a.ndim == 0 else a
        real = isinstance(a, numbers.Real) and not isinstance(a, bool)
        return real and alike(np.array([a]), np.array([b]), tolerance)
    return type(a) is type(b) and bool(np.all(a == b))


def a(value):
    """What came back, in words."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {describe(value.shape)}"
    if isinstance(value, (list, tuple)):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, types.GeneratorType):
        return "a generator"
    if isinstance(value, numbers.Number):
        return f"the number {value}"
    return "None" if value is None else f"{type(value).__name__} {str(value)[:40]!r}"


def _summary(got, expected, axis, tolerance):
    """What to say of numbers of which one axis, or all, should have been summed up or averaged."""
    for name, value in ("sum", got.sum(axis=axis)), ("mean", got.mean(axis=axis)):
        if close(value, expected, tolerance):
            return (
                f"The {name} over the samples is missing."
                if axis is None
                else f"The {name} over axis {axis} is missing."
            )
    return "An axis too many: is a sum or a mean missing, or a product taken entry by entry that should be a matrix product?"


def _apart(got, expected, width=60):
    """Both as texts that differ: what differs is not cut off, and where the texts are the same, the types are named."""
    left, right = str(got), str(expected)
    if left == right:
        left, right = f"{type(got).__name__} {left}", f"{type(expected).__name__} {right}"
    start = next((k for k, pair in enumerate(zip(left, right)) if pair[0] != pair[1]), min(len(left), len(right)))
    start = max(0, start - width // 2) if max(len(left), len(right)) > width else 0
    return tuple(("..." if start else "") + text[start : start + width] for text in (left, right))


def _list(word, indices):
    texts = [str(int(i)) for i in indices]
    listed = ", ".join(texts if len(texts) <= 6 else [*texts[:3], "...", texts[-1]])
    return f"{word} {listed} is" if len(texts) == 1 else f"{word}s {listed} are"


def _differing(got, expected, word="but"):
    """Both numbers, with as many digits as it takes to tell them apart."""
    got, expected = got + 0, expected + 0  # 0 for -0
    for digits in range(6, 18):
        left, right = f"{got:.{digits}g}", f"{expected:.{digits}g}"
        if left != right:
            break
    return f"{left}, {word} {right}"


REMEDIES = {  # part of an error's text -> what to look at
    "matmul": "The inner sizes of the product differ: write each factor's shape beside it; is a transpose missing?",
    "not aligned": "The inner sizes of the product differ: write each factor's shape beside it; is a transpose missing?",
    "could not be broadcast": "These shapes do not fit: a sum over the wrong axis, or a lost keepdims=True?",
    "arrays used as indices": "An index must hold whole numbers: which array holds the labels?",
    "out of bounds": "An index is too large: does it run over the right axis?",
    "is not defined": "A name is missing: a typing error, or a cell above that has not been run?",
    "referenced before assignment": "A name is used before it has a value.",
    "cannot access local variable": "A name is used before it has a value: an assignment inside the function makes it local.",
    "Cannot cast ufunc": "A result with decimals is written into an array of integers.",
    "not callable": "Something that is not a function is called with ( ): is a comma or an operator missing?",
    "positional argument": "Is a function called with all its arguments, in the order of its docstring?",
    "not subscriptable": "Something that is no list or array is indexed with [ ].",
    "ambiguous": "`if` needs one truth value, not an array of them: use np.where or a mask.",
    "unpack": "The number of names on the left differs from the number of values on the right.",
}
