"""The engine behind the practicals' checks: it calls a student's function, compares, and says what went wrong.

A check never writes to stderr and never returns a number (nbgrader would read it as a score): it prints one line when
all is right, and raises an AssertionError whose message names the likely slip when something is wrong.
"""

import contextlib
import copy
import functools
import io
import itertools
import linecache
import numbers
import traceback
import types
import warnings

import numpy as np

from utils.validate import describe

_running = set()  # the gaps that are being checked at this moment


def gap(name):
    """Decorator for the check of one gap: `body(*functions, rng)` becomes `check(*functions, seed=0)`.

    The functions must be callables of the student's own; `body` may return a few words for the line that is printed.
    """

    def decorate(body):
        @functools.wraps(body)
        def check(*functions, seed=0):
            __tracebackhide__ = True  # IPython leaves this frame out of the traceback
            for function in functions:
                _refuse(function, name)
            _running.add(name)
            try:
                said = body(*functions, np.random.default_rng(seed))
            except AssertionError as error:
                raise AssertionError(str(error)) from None  # without the engine's own frames
            finally:
                _running.discard(name)
            print(f"{name}: correct. {said or ''}".rstrip())

        return check

    return decorate


def lend(function, gap_name):
    """The reference `function` for a student who is stuck on a gap; the gap's own check does not accept it."""

    @functools.wraps(function)
    def borrowed(*args, **kwargs):
        if gap_name in _running:
            _refuse(borrowed, gap_name)
        return function(*args, **kwargs)

    borrowed.__module__ = "utils.borrowed"
    return borrowed


def lend_gap(gaps, name):
    """The reference for `name`: one function, or a tuple of them where `name` is a gap with several.

    `gaps` is a dict gap name -> dict function name -> function.

    Raises
    ------
    ValueError
        If no gap and no function has this name.
    """
    for gap_name, functions in gaps.items():
        if name == gap_name or name in functions:
            print(
                f"{name}: this is the reference now. All that comes later works; this gap's points wait for your own version."
            )
            chosen = functions.values() if name == gap_name else [functions[name]]
            lent = [lend(function, gap_name) for function in chosen]
            return lent[0] if len(lent) == 1 else tuple(lent)
    names = sorted({key for functions in gaps.values() for key in functions})
    raise ValueError(f"there is no gap {name!r}; there are {', '.join(names)}")


def _refuse(function, name):
    if not callable(function):
        raise AssertionError(
            f"{name}: a function is expected here, but this is {_a(function)}. "
            "Was the function's name used for something else? Run the cell that defines it again."
        )
    module = getattr(function, "__module__", None)
    if isinstance(module, str) and module.split(".")[0] == "utils":
        raise AssertionError(
            f"{name}: this is the reference, not your own function, so the gap gives no points. "
            "All later pictures and gaps work with it; come back and write your own whenever you like."
        )


class Case:
    """One trial of one function on inputs of known sizes, for instance Case("softmax", n=5, c=3).

    The sizes should differ from each other, since a ratio in the answer is explained by them ("n times too large").
    """

    def __init__(self, name, **sizes):
        self.name, self.sizes = name, sizes
        self.remedies = {}  # part of an error's text -> what it means in this gap; looked up before REMEDIES
        self.warned = []

    # ---------------------------------------------------------------- calling

    def call(self, function, *, changes=(), repeat=False, collect=False, **arguments):
        """Return function(*arguments), with copies of the inputs compared afterwards and warnings caught.

        changes : names of the arguments that the function is asked to change in place
        repeat : call a second time with equal inputs, and demand the same answer (nothing may be kept between calls)
        collect : turn the generator that comes back into a list
        """
        before = {key: _copy(value) for key, value in arguments.items()}
        again = {key: _copy(value) for key, value in arguments.items()}
        result = self._guarded(function, arguments, collect)
        for key, value in arguments.items():
            if key not in changes and not _equal(value, before[key]):
                advice = (
                    f"Work on a new array: lines such as `{key} -= ...`, `{key}[...] = ...` or `out={key}` write into the "
                    "caller's data."
                )
                if isinstance(value, list):
                    advice = (
                        "`-=`, `*=` and `[...] =` write into an array of the caller's list, "
                        f"`{key}.pop()`, `{key}.reverse()` and `{key}[i] = ...` into the list: make new ones."
                    )
                self.fail(f"the input {key} was changed in place", advice)
        if repeat:
            kept = _copy(result)
            second = self._guarded(function, again, collect)
            if not _equal(result, kept):
                self.fail(
                    "the result of the first call changed when the function was called a second time",
                    "The results share one array between calls: make a new array in every call.",
                )
            if not _equal(second, kept, 1e-12):
                self.fail(
                    "two calls with the same inputs give different results",
                    "Something accumulates or is kept between calls: start from fresh arrays in every call.",
                )
        return result

    def _guarded(self, function, arguments, collect):
        quiet = io.StringIO()
        with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn", under="ignore"):
            warnings.simplefilter("always")
            try:
                with contextlib.redirect_stderr(quiet):
                    result = function(*arguments.values())
                    if collect:
                        result = self._collected(result)
            except (NotImplementedError, AssertionError):
                raise
            except (Exception, SystemExit) as error:
                self._explain(error, arguments)
        self.warned += caught
        return result

    def _collected(self, result, limit=1_000):
        if result is None:
            self.fail("the function returned None", "A generator hands out its values with `yield`.")
        if isinstance(result, (np.ndarray, str, dict)) or not hasattr(result, "__iter__"):
            self.fail(f"the function returned {_a(result)}", "Hand out one item after the other with `yield`.")
        items = list(itertools.islice(result, limit))
        if len(items) == limit:
            self.fail(f"more than {limit} items were handed out", "The loop seems never to end.")
        return items

    def _explain(self, error, arguments):
        shapes = ", ".join(
            f"{key} of shape {describe(value.shape)}"
            for key, value in arguments.items()
            if isinstance(value, np.ndarray)
        )
        at = ""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            line = frame.line or linecache.getline(frame.filename, frame.lineno).strip()
            if "<ipython-input" in frame.filename or "ipykernel" in frame.filename or frame.filename.startswith("<"):
                at = f" in line {frame.lineno} of your cell" + (f": `{line}`" if line else "")
                break
        text = f"{type(error).__name__}: {error}"
        self.fail(
            f"the function stopped with {text}{at}",
            f"{f'It was called with {shapes}. ' if shapes else ''}{_remedy(text, self.remedies)}".strip(),
        )

    # ---------------------------------------------------------------- comparing

    def fail(self, what, advice="", item=""):
        where = ", ".join(f"{key} = {value}" for key, value in self.sizes.items())
        head = f"{self.name}: {item + ': ' if item else ''}{what.rstrip('.')}" + (
            f" (tried with {where})" if where else ""
        )
        advice = advice if not advice or advice[-1] in ".?!`" else advice + "."
        warned = "; ".join(dict.fromkeys(str(w.message) for w in self.warned if issubclass(w.category, RuntimeWarning)))
        if warned and warned not in head + advice:
            advice = f"{advice} NumPy warned: {warned}.".strip()
        raise AssertionError(f"{head}. {advice}".strip())

    def same(self, got, expected, suspects=None, item="", tolerance=1e-7):
        """Compare with the expected array or number; `suspects` maps a sentence to the value that this slip gives.

        A suspect may also be a function without arguments that computes the value. Float32 answers get a wider tolerance.
        """
        if np.ndim(expected) == 0 and not isinstance(expected, np.ndarray):
            self._same_number(got, expected, suspects, item, tolerance)
        else:
            self._same_array(got, expected, suspects, item, tolerance)
        harmful = list(dict.fromkeys(str(w.message) for w in self.warned if issubclass(w.category, RuntimeWarning)))
        if harmful:
            self.fail(
                f"the numbers are right, but NumPy warned: {'; '.join(harmful)}",
                "Avoid the operation that overflows or divides by zero, also where its result is not used.",
                item,
            )

    def _same_number(self, got, expected, suspects, item, tolerance):
        self.not_none(got, item)
        if isinstance(got, np.ndarray) and got.ndim == 0:
            got = got[()]
        if isinstance(got, np.ndarray):
            self._suspect(got, suspects, item, tolerance)
            self.fail(
                f"an array of shape {describe(got.shape)} came back, but a single number is expected",
                "Is the mean over the samples missing?" if got.size > 1 else "Take the number out of the array.",
                item,
            )
        if isinstance(got, bool) or not isinstance(got, numbers.Real):
            self.fail(f"{_a(got)} came back, but a single number is expected", item=item)
        got = np.asarray(got)
        tolerance = _tolerance(got, tolerance)
        if not np.isfinite(got):
            self._not_finite(got, suspects, item)
        if _close(got, expected, tolerance):
            return
        self._suspect(got, suspects, item, tolerance)
        self._ratio(got, np.asarray(expected), item, tolerance)
        self.fail(f"the value is {got:.6g}, but {expected:.6g} is expected", item=item)

    def _same_array(self, got, expected, suspects, item, tolerance):
        expected = np.asarray(expected)
        self.not_none(got, item)
        if not isinstance(got, np.ndarray) and not isinstance(got, np.number):
            advice = "Return a NumPy array."
            if isinstance(got, tuple):
                advice = (
                    f"It holds {len(got)} values; return the array alone (a comma at the end of a line makes a tuple)."
                )
            elif isinstance(got, list):
                advice = "A list does no arithmetic: make it one array with np.array(...)."
            elif isinstance(got, numbers.Number):
                advice = "A sum, mean or max without `axis` gives one number for the whole array."
            self.fail(
                f"{_a(got)} came back, but an array of shape {describe(expected.shape)} is expected", advice, item
            )
        got = np.asarray(got)
        if got.dtype.kind not in "biuf":
            self.fail(f"the array holds {got.dtype} values, but it should hold numbers", item=item)
        tolerance = _tolerance(got, tolerance)
        self._shape(got, expected, suspects, item, tolerance)
        if not np.isfinite(got).all():
            self._not_finite(got, suspects, item)
        if _close(got, expected, tolerance):
            return
        self._suspect(got, suspects, item, tolerance)
        if got.dtype.kind in "iu" and _close(got, np.trunc(expected), tolerance):
            self.fail(
                f"the values are cut to whole numbers (dtype {got.dtype})",
                "An array of integers was filled: make it with dtype float (zeros_like copies the dtype of its argument).",
                item,
            )
        self._ratio(got, expected, item, tolerance)
        self._pattern(got, expected, item, tolerance)

    def not_none(self, got, item=""):
        if got is None:
            self.fail("None came back", "Is there a `return`?", item)

    def _shape(self, got, expected, suspects, item, tolerance):
        if got.shape == expected.shape:
            return
        self._suspect(got, suspects, item, tolerance)
        is_, should = describe(got.shape), describe(expected.shape)
        what = f"the shape is {is_}, but {should} is expected"
        if got.ndim == expected.ndim == 2 and got.shape == expected.T.shape:
            if _close(got, expected.T, tolerance):
                self.fail(
                    f"the result is transposed: {what}",
                    "The numbers are right: swap the two factors or add `.T`.",
                    item,
                )
            self.fail(
                f"{what}, as if transposed", "Write the shape of each factor beside it: which axis must remain?", item
            )
        if got.ndim == 0:
            self.fail(what, "A sum, mean or max without `axis` gives one number for the whole array.", item)
        if got.size == expected.size:
            same = _close(got.reshape(expected.shape), expected, tolerance)
            advice = "The numbers are right, but an" if same else "An"
            side = (
                "extra axis remains: is it from keepdims=True or from a slice?"
                if got.ndim > expected.ndim
                else "axis was lost: is it from an index or a reshape?"
            )
            self.fail(what, f"{advice} {side}", item)
        if expected.ndim == 1 and got.ndim == 1:
            self.fail(what, "Was the sum taken over the other axis?", item)
        if expected.ndim == 2 and got.ndim == 1:
            self.fail(what, "An axis was summed away or only one row was used: which axis is meant?", item)
        if got.ndim == 2 and got.shape[0] == got.shape[1]:
            self.fail(
                f"{what}: something was broadcast to {is_}",
                "An array of shape (k,) beside one of shape (k, 1) makes (k, k). Look at keepdims and at sums over an axis.",
                item,
            )
        if got.ndim > expected.ndim and got.shape[1:] == expected.shape:
            self.fail(what, "The sum over the samples (axis 0) is missing.", item)
        self.fail(what, "Write the shape of each array beside its line: where does the wrong size come in?", item)

    def _not_finite(self, got, suspects, item):
        for sentence, value in _values(suspects):
            if (
                value.shape == got.shape
                and np.array_equal(np.isfinite(value), np.isfinite(got))
                and not np.isfinite(value).all()
            ):
                self.fail(self._bad_numbers(got), sentence[0].upper() + sentence[1:], item)
        self.fail(
            self._bad_numbers(got), "Something overflowed, or a zero was divided by or its logarithm taken.", item
        )

    def _bad_numbers(self, got):
        kind = "nan" if np.isnan(got).any() else "inf"
        return (
            f"the result is {kind}"
            if got.ndim == 0
            else f"{(~np.isfinite(got)).sum()} of {got.size} entries are {kind}"
        )

    def _suspect(self, got, suspects, item, tolerance):
        for sentence, value in _values(suspects):
            if value.shape == got.shape and np.isfinite(value).all() and _close(got, value, max(tolerance, 1e-6)):
                self.fail(sentence.rstrip("."), item=item)

    def _ratio(self, got, expected, item, tolerance):
        """Name a constant factor by the sizes: n, 1/n, c, n*c, 2, ... or a sign."""
        norm = float((expected * expected).sum())
        if not norm or not np.any(got):
            if norm:
                self.fail("the result is all zeros" if got.ndim else "the result is 0", item=item)
            return
        ratio = float((got * expected).sum()) / norm
        if abs(ratio) < 1e-12 or not _close(got, ratio * expected, max(10 * tolerance, 1e-6)):
            return
        subject = "every entry is" if got.ndim else "the value is"
        if np.isclose(ratio, -1, rtol=1e-4):
            self.fail(f"the sign is wrong: {subject} minus the expected one", item=item)
        minus = " and of the wrong sign" if ratio < 0 else ""
        size = abs(ratio)
        for name, value in self._factors():
            if np.isclose(size, value, rtol=1e-4):
                advice = f"Is a division by {name} missing?" if name in self.sizes else f"Is a factor 1/{name} missing?"
                self.fail(f"{subject} {_times(name, value)} too large{minus}", advice, item)
            if np.isclose(size, 1 / value, rtol=1e-4):
                advice = (
                    f"Is it divided by {name} once too often?" if name in self.sizes else f"Is a factor {name} missing?"
                )
                self.fail(f"{subject} {_times(name, value)} too small{minus}", advice, item)
        if got.size > 1:
            self.fail(f"{subject} {ratio:.4g} times the expected one", "A constant factor: which one?", item)

    def _factors(self):
        known = [
            (key, float(value)) for key, value in self.sizes.items() if isinstance(value, numbers.Real) and value > 1
        ]
        pairs = [(f"{a}*{b}", x * y) for (a, x), (b, y) in itertools.combinations(known, 2)]
        squares = [(f"{a}^2", x * x) for a, x in known]
        return known + [("2", 2.0)] + pairs + squares

    def _pattern(self, got, expected, item, tolerance):
        """Where do the entries differ? Rows, columns, order, an offset; else the first wrong entry."""
        scale = np.abs(expected).max()
        right = np.abs(got - expected) <= tolerance * (np.abs(expected) + scale)
        if got.ndim == 2 and got.shape[0] == got.shape[1] and _close(got, expected.T, tolerance):
            self.fail("the result is transposed", "Swap the two factors or add `.T`.", item)
        if np.ptp(got - expected) <= tolerance * scale:
            self.fail(f"every entry is off by the same {float((got - expected).flat[0]):.4g}", item=item)
        if got.ndim and len(got) > 1 and _close(got[::-1], expected, tolerance):
            self.fail("the rows are right, but in reversed order", item=item)
        if got.ndim == 2 and right.any() and not right.all():
            for axis, word in ((1, "row"), (0, "column")):
                lines = right.all(axis=axis)
                if lines.sum() == 1 and right.sum() > right.shape[axis]:
                    continue  # one full line by chance: the others hold right entries too
                if lines.any():
                    good, bad = np.flatnonzero(lines), np.flatnonzero(~lines)
                    if len(good) == 1:
                        self.fail(f"only {word} {good[0]} is right", f"Are all {word}s used, or only one?", item)
                    self.fail(
                        f"{word}s {_list(good)} are right, {word}s {_list(bad)} are wrong",
                        _first(got, expected, right),
                        item,
                    )
        share = f"{right.sum()} of {right.size} entries are right" if right.any() else "no entry is right"
        self.fail(share, _first(got, expected, right), item)

    def unpack(self, got, names):
        """The tuple that the function should return, checked for None, a single value and its length."""
        wanted = f"{len(names)} values ({', '.join(names)})"
        self.not_none(got)
        if not isinstance(got, (tuple, list)):
            self.fail(f"{_a(got)} came back, but {wanted} are expected", f"End with `return {', '.join(names)}`.")
        if len(got) != len(names):
            self.fail(
                f"{len(got)} values came back, but {wanted} are expected", f"End with `return {', '.join(names)}`."
            )
        return got

    def same_list(self, got, expected, names, suspects=None, tolerance=1e-7):
        """Compare lists of arrays item by item; `suspects` maps a sentence to such a list (or a function giving one)."""
        self.not_none(got)
        if not isinstance(got, (list, tuple)):
            self.fail(f"{_a(got)} came back, but a list of {len(expected)} arrays is expected: [{', '.join(names)}]")
        got = list(got)
        if len(got) != len(expected):
            more = ""
            if len(got) == len(expected) // 2 and isinstance(got[0], (tuple, list)):
                more = "One flat list is asked, not a list of pairs."
            self.fail(f"the list holds {len(got)} items, but {len(expected)} are expected: [{', '.join(names)}]", more)
        if all(isinstance(item, np.ndarray) for item in got):
            shapes = [item.shape for item in got]
            if shapes != [e.shape for e in expected]:
                if shapes == [e.shape for e in expected[::-1]]:
                    self.fail("the list is in reversed order", f"Asked is [{', '.join(names)}], first layer first.")
                swapped = [shapes[i ^ 1] for i in range(len(shapes))] if len(shapes) % 2 == 0 else None
                if swapped == [e.shape for e in expected]:
                    self.fail("weights and biases have changed places", f"Asked is [{', '.join(names)}].")
            self._suspect_list(got, expected, suspects, names, tolerance)
        for item, value, name in zip(got, expected, names):
            self.same(item, value, item=name, tolerance=tolerance)

    def _suspect_list(self, got, expected, suspects, names, tolerance):
        if all(g.shape == e.shape and _close(g, e, _tolerance(g, tolerance)) for g, e in zip(got, expected)):
            return
        for sentence, value in _values(suspects, array=False):
            if all(
                g.shape == np.shape(v) and _close(g, v, max(_tolerance(g, tolerance), 1e-6)) for g, v in zip(got, value)
            ):
                self.fail(sentence.rstrip("."))

    # ---------------------------------------------------------------- state

    def in_place(self, listed, kept, before, returned, item="parameters"):
        """Was the list's own storage changed? `listed`: the list after the call; `kept`: the arrays that were in it."""
        moved = [not np.array_equal(k, b) for k, b in zip(kept, before)]
        if any(new is not old for new, old in zip(listed, kept)) or len(listed) != len(kept):
            self.fail(
                f"new arrays were put into the list {item}, but the arrays themselves should change in place",
                "`theta = theta - ...` and `parameters[i] = ...` make new arrays; `theta -= ...` changes the one that is there.",
            )
        if not any(moved):
            self.fail(
                f"{item} did not change",
                "New arrays came back, but the ones handed in should change: use `-=`, not `theta = theta - ...`."
                if returned is not None
                else "`theta = theta - ...` only gives a new array that name: use `theta -= ...`, which changes it in place.",
            )
        if not all(moved):
            still = [i for i, m in enumerate(moved) if not m]
            self.fail(
                f"item {_list(still)} of {item} did not change, the others did", "Does the loop reach every array?"
            )

    def separate(self, result, source, item, of, advice="Make a copy or a new array."):
        """The result must not share memory with the input."""
        if isinstance(result, np.ndarray) and isinstance(source, np.ndarray) and np.shares_memory(result, source):
            self.fail(f"it shares its memory with {of}: a later change of one changes the other", advice, item)


# -------------------------------------------------------------------- helpers


def _values(suspects, array=True):
    """(sentence, value) of each suspect; one that cannot be computed for these inputs is left out."""
    for sentence, value in (suspects or {}).items():
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                value = value() if callable(value) else value
                yield sentence, np.asarray(value, dtype=float) if array else value
        except (ValueError, IndexError, ZeroDivisionError):
            continue


def _tolerance(got, tolerance):
    return max(tolerance, 1e-4) if got.dtype in (np.float32, np.float16) else tolerance


def _close(a, b, tolerance):
    b = np.asarray(b)
    scale = np.abs(b).max() if b.size else 0
    return np.shape(a) == b.shape and bool(np.all(np.abs(a - b) <= tolerance * (np.abs(b) + scale) + 1e-300))


def _copy(value):
    """A deep copy of data; functions and generators pass through (a Generator's state is meant to move)."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, (list, tuple)):
        return type(value)(_copy(item) for item in value)
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, np.random.Generator):
        return copy.deepcopy(value)
    return value


def _equal(a, b, tolerance=0.0):
    """Equal data, all the way down; functions and generators are not compared."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        if a.shape != b.shape or a.dtype != b.dtype:
            return False
        if tolerance and a.dtype.kind == "f":
            return np.allclose(a, b, rtol=max(tolerance, 10 * np.finfo(a.dtype).eps), atol=tolerance, equal_nan=True)
        return np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(_equal(x, y, tolerance) for x, y in zip(a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_equal(a[key], b[key], tolerance) for key in a)
    if isinstance(a, numbers.Number) and isinstance(b, numbers.Number):
        return a == b or a != a or b != b or abs(a - b) <= tolerance * abs(b)
    return True


def _a(value):
    if isinstance(value, np.ndarray):
        return f"an array of shape {describe(value.shape)}"
    if isinstance(value, (list, tuple)):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, types.GeneratorType):
        return "a generator"
    if isinstance(value, numbers.Number):
        return f"the number {value}"
    return "None" if value is None else f"{type(value).__name__} {str(value)[:40]!r}"


def _times(name, value):
    return f"{value:g} times" if name == f"{value:g}" else f"{name} = {value:g} times"


def _list(indices):
    texts = [str(int(i)) for i in indices]
    return ", ".join(texts if len(texts) <= 6 else [*texts[:3], "...", texts[-1]])


def _first(got, expected, right):
    place = tuple(int(i) for i in np.argwhere(~right)[0])
    at = "[" + ", ".join(map(str, place)) + "]"
    return f"First difference at {at}: yours {float(got[place]):.6g}, expected {float(expected[place]):.6g}."


def _remedy(text, own):
    for piece, advice in [*own.items(), *REMEDIES.items()]:
        if piece in text:
            return advice
    return ""


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
