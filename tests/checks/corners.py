"""Corners of a domain: what a function must bear beside the usual case.

The grammar of `Function.domain`, a dict corner -> the words of the docstring that promise it:

    n = 1            a size of the trial is 1 (or 0, or any other value that stands in `Trial.sizes`)
    h > w            one size is larger than another
    layers = 1       the depth, where `Trial.sizes` holds `layers`, or `widths`, of which there is one more
    Z: integers      an array of integers comes in where the first visible trial has floats; so `float32`, `floats`
    Z: a list        a list comes in where the first visible trial has an array; so `a tuple`, `an array`
    Z: another shape an array with more axes, or fewer, than in the first visible trial
    Z: large         some entry is 500 or more in size, where those of the first visible trial are not
"""

import numbers
import re

import numpy as np

from utils.checks.data import arrays

LARGE = 500
REPEATED = "the sizes of the hidden trials repeat the visible ones"  # may stand in `Function.allows`, with a reason
KINDS = {list: "a list", tuple: "a tuple", np.ndarray: "an array"}

# ---------------------------------------------------------------- sizes and orders of arguments


def sizes(value, label):
    """label -> number: the sizes of an argument, of the first and the last array in it, and whole numbers."""
    found = {}
    if isinstance(value, np.ndarray):
        found = {f"{label}.shape[{axis}]": length for axis, length in enumerate(value.shape)}
    elif isinstance(value, (list, tuple)) and value:
        if isinstance(value, list):
            found[f"len({label})"] = len(value)
        found |= sizes(value[0], f"{label}[0]") | (sizes(value[-1], f"{label}[-1]") if len(value) > 1 else {})
    elif isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        found[label] = int(value)
    return found


def all_sizes(arguments):
    return {label: n for key, value in arguments.items() for label, n in sizes(value, key).items()}


def orders(value, label):
    """label -> (height, width) of the arrays that have two axes or more."""
    if isinstance(value, (list, tuple)) and value:
        return orders(value[0], f"{label}[0]")
    return {label: value.shape[-2:]} if isinstance(value, np.ndarray) and value.ndim > 1 else {}


def all_orders(arguments):
    return {label: pair for key, value in arguments.items() for label, pair in orders(value, key).items()}


def distinct(tables):
    """The labels of the first table, without those that always have the same value as one before."""
    columns = {}
    for label in tables[0]:
        columns.setdefault(tuple(table.get(label) for table in tables), label)
    return list(columns.values())


# ---------------------------------------------------------------- corners of trials


def numbers_of(trial):
    """size -> whole number, of what stands in the sizes of a trial, and the depth."""
    found = {}
    for key, value in trial.sizes.items():
        whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
        if whole or (isinstance(value, str) and value.isdigit()):
            found[key] = int(value)
    if isinstance(trial.sizes.get("widths"), (list, tuple)):
        found.setdefault("layers", len(trial.sizes["widths"]) - 1)
    return found


def traits(value):
    """What can be said of an argument: the kind of container, the kind of number, whether numbers are large."""
    if callable(value) or isinstance(value, (str, dict, np.random.Generator)) or value is None:
        return {}
    found = {"container": KINDS.get(type(value), "a number")}
    parts = list(arrays(value)) or ([np.asarray(value)] if np.asarray(value).dtype.kind in "iuf" else [])
    if parts and found["container"] != "a number":
        kinds = {"integers" if part.dtype.kind in "iu" else str(part.dtype) for part in parts}
        found["kind"] = "integers" if kinds == {"integers"} else "float32" if "float32" in kinds else "floats"
        large = any(np.abs(part).max(initial=0) >= LARGE for part in parts)
        found["size"] = "large" if large and isinstance(value, np.ndarray) else "small"
    if isinstance(value, np.ndarray):
        found["axes"] = value.ndim
    return found


def found_corners(trial, first):
    """The corners in which a trial differs from the first visible one: a docstring must promise each of them."""
    usual, found = numbers_of(first), set()
    found |= {f"{key} = {n}" for key, n in numbers_of(trial).items() if n in (0, 1) and usual.get(key) != n}
    for key, value in trial.arguments.items():
        mine, others = traits(value), traits(first.arguments.get(key, value))
        for trait, word in mine.items():
            if trait in others and others[trait] != word and word not in ("small", "a number"):
                found.add(f"{key}: {'another shape' if trait == 'axes' else word}")
    return found


def occurs(corner, trial, first):
    """Is a declared corner tried in this trial?"""
    if corner in found_corners(trial, first):
        return True
    order = re.fullmatch(r"(.+) ([<>]) (.+)", corner)
    if order:
        found = numbers_of(trial)
        left, right = (found.get(key) for key in (order[1], order[3]))
        return None not in (left, right) and (left < right if order[2] == "<" else left > right)
    return any(corner == f"{key} = {value}" for key, value in trial.sizes.items())


def is_corner(text):
    """Is this written in the grammar?"""
    return bool(
        re.fullmatch(r".+ [=<>] .+", text)
        or re.fullmatch(r"\w+: (integers|floats|float32|a list|a tuple|an array|another shape|large)", text)
    )
