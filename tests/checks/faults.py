"""Faults that any function of any gap may have: its right function is wrapped in each, and the check must refuse it.

One list for all practicals: a new gap gets it for nothing. There are two kinds. Some functions cannot bear a corner: a size,
an order, a depth, a dtype; the wrapper stops there, which shows whether any trial comes there. Others give what a careless
function gives: axes squeezed away, seven digits, one buffer for all calls, an argument that plays no part. They must be
refused with words that name them.

A fault that changes nothing in any call is idle: it proves nothing, and is not counted. A fault that may pass stands in the
`allows` of its `Function`, with the reason; so does one that is refused in other words, which must be good ones.
"""

import functools
import inspect
import re
import types
import warnings
from dataclasses import dataclass

import numpy as np

from tests.checks.corners import all_orders, all_sizes, distinct
from utils.checks.data import arrays, copied, equal

EVERYWHERE = {  # what all checks let pass
    "an array of shape () for a number": "NumPy's own sums and means are such scalars",
    "a list for a tuple": "`return [a, b]` is unpacked as `return a, b` is",
    "a tuple for a list": "it is indexed and looped over in the same way",
}


class Refused(Exception):
    """A function cannot bear an input."""


@dataclass(frozen=True)
class Fault:
    """act(run, arguments, memory) -> result: `run` calls the right function, `memory` lasts from call to call.

    `says` is what the refusal's message must match. memory["acted"] is set where the fault made a difference.
    """

    act: object
    says: str


# ---------------------------------------------------------------- what a call is


def watched(function, calls):
    """The right function, with a note of the arguments of each call: name -> value."""
    names = list(inspect.signature(function.right).parameters)

    def watching(*values, **named):
        calls.append({name: copied(value) for name, value in (dict(zip(names, values)) | named).items()})
        return function.right(*values, **named)

    return watching


def wrapped(function, fault):
    """The right function with the fault around it, and the memory in which the fault notes whether it acted."""
    names, memory = list(inspect.signature(function.right).parameters), {"acted": False}

    def run(arguments):
        result = function.right(**arguments)
        return list(result) if isinstance(result, types.GeneratorType) else result

    def student(*values, **named):
        return fault.act(run, dict(zip(names, values)) | named, memory)

    return student, memory


def identical(x, y):
    """The same to the last bit, with the same types."""
    if isinstance(x, (list, tuple)) or isinstance(y, (list, tuple)):
        return type(x) is type(y) and len(x) == len(y) and all(map(identical, x, y))
    if isinstance(x, np.ndarray) or isinstance(y, np.ndarray):
        return type(x) is type(y) and x.dtype == y.dtype and equal(x, y)
    return type(x) is type(y) and (x is y or x == y or x != x)


def mapped(value, change):
    """Nested data with each array and each number changed."""
    if isinstance(value, (list, tuple)):
        return type(value)(mapped(item, change) for item in value)
    leaf = isinstance(value, (int, float, np.number, np.ndarray)) and not isinstance(value, bool)
    return change(value) if leaf else value


# ---------------------------------------------------------------- the result is not what it should be


def on_result(change, nested=False):
    """A fault of the result: each of its arrays and numbers (or, nested, all of it) is changed; so is what changes in place."""

    def act(run, arguments, memory, changes=()):
        before = {key: list(map(copied, arrays(arguments[key]))) for key in changes}
        result = run(arguments)
        for key in changes:
            for array, old in zip(arrays(arguments[key]), before[key]):
                new = change(array - old)
                if isinstance(new, np.ndarray) and new.shape == array.shape and array.dtype.kind == "f":
                    memory["acted"] |= not identical(new, array - old)
                    array[...] = old + new
        other = change(copied(result)) if nested else mapped(copied(result), change)
        memory["acted"] |= not identical(result, other)
        return other

    return act


def is_float(leaf):
    return np.asarray(leaf).dtype.kind == "f"


def of_floats(change):
    """A change of arrays (and numbers) of floats."""
    return lambda leaf: change(np.asarray(leaf))[()] if is_float(leaf) else leaf


def of_arrays(change):
    """A change of arrays alone."""
    return lambda leaf: change(leaf) if isinstance(leaf, np.ndarray) else leaf


def of_numbers(change):
    return lambda leaf: leaf if isinstance(leaf, np.ndarray) else change(leaf)


def rounded(leaf):
    """Six digits are left; what has no more stays as it is to the last bit, on every processor."""
    with np.errstate(all="ignore"):
        unit = 10.0 ** (np.floor(np.log10(np.abs(leaf) + 1e-300)) - 5)
        six = np.round(leaf / unit) * unit
        return np.where(np.abs(six - leaf) > 1e-12 * np.abs(leaf), six, leaf)


def nan_at_the_smallest(leaf):
    leaf = np.array(leaf)
    if leaf.any():
        leaf[np.unravel_index(np.abs(leaf).argmin(), leaf.shape)] = np.nan
    return leaf


def only(index):
    """The item of this index is right, the others are 0; an array of one row is all right."""

    def change(value):
        if isinstance(value, np.ndarray) and value.ndim and len(value) > 1 and value.dtype.kind in "iuf":
            other = np.zeros_like(value)
            other[index] = value[index]
            return other
        if isinstance(value, (list, tuple)) and len(value) > 1 and len(list(arrays(value))) > 1:
            kept = range(len(value))[index]
            nothing = functools.partial(mapped, change=lambda leaf: np.zeros_like(leaf)[()])
            return type(value)(item if i == kept else nothing(item) for i, item in enumerate(value))
        return value

    return change


def other_sequence(old, new):
    def change(value):
        if isinstance(value, (list, tuple)):
            items = [change(item) for item in value]
            return new(items) if isinstance(value, old) else type(value)(items)
        return value

    return change


ANYTHING = r"(?s)."
NAMED = r"\b{}\b|ignored|not used|shape"
SHAPE = r"shape|ax[ei]s|dimension|single number|the number|a number|array|squeeze"
DIGITS = r"digits|float32|rounded|float64"
WHOLE = r"did not change|whole|integer|cut|int64|dtype|float|all zeros|the result is 0"
RESULTS = {
    "squeezed": Fault(on_result(of_arrays(np.squeeze)), SHAPE),
    "an array of shape (1,) for a number": Fault(on_result(of_numbers(lambda x: np.array([x]))), SHAPE),
    "an array of shape () for a number": Fault(on_result(of_numbers(np.array)), SHAPE),
    "a list for an array": Fault(on_result(of_arrays(np.ndarray.tolist)), r"\blists?\b"),
    "a tuple for a list": Fault(on_result(other_sequence(list, tuple), nested=True), r"tuple"),
    "a list for a tuple": Fault(on_result(other_sequence(tuple, list), nested=True), r"\blist"),
    "a result of float32": Fault(on_result(of_floats(lambda x: x.astype(np.float32))), DIGITS),
    "a result of six digits": Fault(on_result(of_floats(rounded)), DIGITS),
    "a result of whole numbers": Fault(on_result(of_floats(lambda x: np.trunc(x).astype(int))), WHOLE),
    "a result cut to whole floats": Fault(on_result(of_floats(np.trunc)), ANYTHING),
    "nan where the result is smallest": Fault(on_result(of_floats(nan_at_the_smallest)), r"\bnan\b"),
    "only the first row is right": Fault(on_result(of_arrays(only(0))), ANYTHING),
    "only the last row is right": Fault(on_result(of_arrays(only(-1))), ANYTHING),
    "only the first item is right": Fault(on_result(only(0), nested=True), ANYTHING),
    "only the last item is right": Fault(on_result(only(-1), nested=True), ANYTHING),
}


# ---------------------------------------------------------------- what happens in the call, and between calls


def lowered(value, memory):
    """Data with half of their digits; a function gets them so, and returns them so. Where that is a loss, it is noted."""
    if callable(value):
        return lambda *values, **named: lowered(value(*values, **named), memory)
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        memory["lost"] = memory.get("lost", False) or not np.array_equal(value, value.astype(np.float32))
        return value.astype(np.float32)
    return type(value)(lowered(item, memory) for item in value) if isinstance(value, (list, tuple)) else value


def in_float32(function):
    """All that comes in loses half of its digits, and so does what functions among it return."""

    def act(run, arguments, memory, changes=()):
        kept = set(function.changes) - set(changes)  # another function wants the very arrays
        used = {key: value if key in kept else lowered(value, memory) for key, value in arguments.items()}
        once = changes or any(map(callable, arguments.values()))  # a second run would be another one
        right = None if once else run(copied(arguments))
        result = mapped(run(used), of_floats(lambda x: x.astype(float)))
        for key in changes:
            for array, low in zip(arrays(arguments[key]), arrays(used[key])):
                array[...] = low
        memory["acted"] |= memory.get("lost", False) if once else not identical(result, right)
        return result

    return act


def late_result(run, arguments, memory, changes=()):
    """What the call before should have returned."""
    result = run(arguments)
    late = memory.get("late", result)
    memory["late"] = copied(result)
    memory["acted"] |= not identical(late, result)
    return late


def one_buffer(run, arguments, memory, changes=()):
    """Results of the same shape share one array."""

    def stored(leaf):
        buffer = memory.setdefault((leaf.shape, leaf.dtype), leaf)
        memory["acted"] |= buffer is not leaf
        buffer[...] = leaf
        return buffer

    result = run(arguments)
    return stored(result) if isinstance(result, np.ndarray) else result  # parts of one would overwrite each other


def the_input_itself(run, arguments, memory, changes=()):
    """An input that has the right numbers comes back instead of a new array."""

    def chosen(leaf):
        for array in arrays(list(arguments.values())):
            if identical(array, leaf) and not np.shares_memory(array, leaf):
                memory["acted"] = True
                return array
        return leaf

    return mapped(run(arguments), of_arrays(chosen))


def warning_in(calls):
    """NumPy warns in these calls, counted from 0; `None`: in all."""

    def act(run, arguments, memory, changes=()):
        memory["count"] = memory.get("count", -1) + 1
        if calls is None or memory["count"] in calls:
            memory["acted"] = True
            warnings.warn("overflow encountered in a fault", RuntimeWarning, stacklevel=2)
        return run(arguments)

    return act


CALLS = {
    "the result of the call before": Fault(late_result, r"call|kept|accumulates|again"),
    "one buffer for all results": Fault(one_buffer, r"call|share|memory"),
    "the input itself comes back": Fault(the_input_itself, r"memory|share|in place|itself|same array"),
    "a warning": Fault(warning_in(None), r"warned|overflow"),
}


# ---------------------------------------------------------------- faults of an argument


def ignored(key, first):
    """The argument plays no part: its value in the first visible call is used ever after."""

    def act(run, arguments, memory, changes=()):
        # a trial without another value is a hole; but two functions in turn may well be the same one
        memory["acted"] |= arguments[key] is not first if callable(first) else True
        return run(arguments | {key: copied(first)})

    return act


def spoiled(key):
    """The input is not what it was."""

    def act(run, arguments, memory, changes=()):
        result = copied(run(arguments))
        for array in arrays(arguments[key]):
            if array.dtype.kind in "iuf":
                array += 1
                memory["acted"] = True
        return result

    return act


def dtype_taken(key):
    """The result gets the dtype of an argument of integers, as `zeros_like` does."""

    def act(run, arguments, memory, changes=()):
        result = run(arguments)
        dtype = np.asarray(arguments[key]).dtype
        with np.errstate(invalid="ignore"):
            other = mapped(result, of_floats(lambda x: x.astype(dtype))) if dtype.kind in "iu" else result
        memory["acted"] |= not identical(result, other)
        return other

    return act


def refused(words, found):
    """The function stops where found(arguments)."""

    def act(run, arguments, memory, changes=()):
        memory["acted"] = True  # a corner that no trial has is a hole
        if found(arguments):
            raise Refused(words)
        return run(arguments)

    return Fault(act, r"Refused: ")


def is_data(value):
    return isinstance(value, np.ndarray) or (isinstance(value, (list, tuple)) and len(list(arrays(value))) > 0)


def of_arguments(function, calls):
    """The faults of a function's arguments, which depend on the visible calls."""
    first, found = calls[0], {}
    for key, value in first.items():
        data = isinstance(value, (np.ndarray, list, tuple)) or callable(value)  # of other data, anything may be said
        found[f"{key} is ignored"] = Fault(ignored(key, value), ANYTHING if data else NAMED.format(re.escape(key)))
        if is_data(value) and key not in function.changes:
            found[f"{key} is changed"] = Fault(spoiled(key), rf"(?s)\b{re.escape(key)}\b.*|changed|in place")
        if isinstance(value, np.ndarray) or (isinstance(value, (list, tuple)) and not is_data(value)):
            found[f"the dtype of {key} is taken"] = Fault(dtype_taken(key), WHOLE)
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            found[f"integers in {key} are refused"] = refused(
                f"integers in {key}", lambda arguments, key=key: np.asarray(arguments[key]).dtype.kind in "biu"
            )
    return found | of_corners(calls)


def of_corners(calls):
    """Sizes of 1, other sizes than in the first visible call, both orders of height and width, other depths."""
    rules = []  # (words, table of the arguments, its label, rule)
    for label in distinct([all_sizes(arguments) for arguments in calls]):
        usual = all_sizes(calls[0])[label]
        if label.startswith("len("):
            rules.append((f"a smaller {label}", all_sizes, label, lambda n, usual=usual: n < usual))
            rules.append((f"a larger {label}", all_sizes, label, lambda n, usual=usual: n > usual))
        else:
            rules.append((f"{label} = 1", all_sizes, label, lambda n: n == 1))
            rules.append((f"another {label}", all_sizes, label, lambda n, usual=usual: n != usual))
    orders = [all_orders(arguments) for arguments in calls]
    for label in distinct(orders):
        if not all(1 in found.get(label, [1]) for found in orders):  # a row or a column by its nature has no order
            rules.append((f"{label} taller than wide", all_orders, label, lambda pair: pair[0] > pair[1]))
            rules.append((f"{label} wider than tall", all_orders, label, lambda pair: pair[0] < pair[1]))

    def stops(asked, label, rule):
        return lambda arguments: label in asked(arguments) and rule(asked(arguments)[label])

    return {f"{words} is refused": refused(words, stops(asked, label, rule)) for words, asked, label, rule in rules}


def faults(function, calls):
    """name -> Fault, of a function whose visible calls are known."""
    found = RESULTS | CALLS | {"float32 inside": Fault(in_float32(function), DIGITS)} | of_arguments(function, calls)
    found["a warning in the last call alone"] = Fault(warning_in({len(calls) - 1}), r"warned|overflow")
    handed_on = any(map(callable, calls[0].values()))  # another function makes the change, in the very arrays
    changes = () if handed_on else function.changes
    return {name: Fault(functools.partial(fault.act, changes=changes), fault.says) for name, fault in found.items()}
