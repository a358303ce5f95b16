"""Arrays and the memory behind them: the order of the axes, views, and which types are plain numbers or text."""

import math
import re

import numpy as np

from .channel import BLOB_LIMIT, Broken

_DTYPE = re.compile(r"[<>|=]?([biufcmM?SU])\d*(\[\w+\])?")


LARGEST = 1 << 20  # bytes of one entry
NUMBERS = "biufc"  # kinds of dtype whose entries are numbers


def plain_dtype(text):
    """The dtype that the other end names."""
    if not isinstance(text, str) or not _DTYPE.fullmatch(text):
        raise Broken("a dtype that is not plain")
    dtype = np.dtype(text)
    if dtype.itemsize > LARGEST:
        raise Broken("a dtype that is too large")
    return dtype


def are_sizes(shape):
    return type(shape) is list and len(shape) <= 32 and all(type(n) is int and n >= 0 for n in shape)


def owner_of(array):
    """The array that owns the memory; itself, if no other does."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def axes_in_memory(array):
    """The axes from the slowest to the fastest."""
    if array.flags.c_contiguous:
        return list(range(array.ndim))
    return sorted(range(array.ndim), key=lambda axis: (-abs(array.strides[axis]), axis))


def is_dense(array):
    """Are the entries one after the other in memory, in the order of `axes_in_memory`?"""
    if array.flags.c_contiguous or array.flags.f_contiguous:
        return True
    return all(stride > 0 for stride in array.strides) and array.transpose(axes_in_memory(array)).flags.c_contiguous


def view(root, offset, dtype, shape, strides):
    """A view into the memory of `root`; every byte of it must lie inside."""
    numbers = type(offset) is int and are_sizes(shape) and all(type(s) is int for s in strides)
    if not numbers or len(shape) != len(strides) or {dtype.kind, root.dtype.kind} - {*NUMBERS}:
        raise Broken("a view that cannot be")
    low = offset + sum(min(0, (n - 1) * s) for n, s in zip(shape, strides))
    high = offset + sum(max(0, (n - 1) * s) for n, s in zip(shape, strides)) + dtype.itemsize
    size = math.prod(shape) * dtype.itemsize  # with strides of 0 it may be more than there is
    if low < 0 or high > root.nbytes or not 0 < size <= BLOB_LIMIT:
        raise Broken("a view that leaves its array")
    flat = root.transpose(axes_in_memory(root)).reshape(-1)
    if not np.shares_memory(flat, root):
        raise Broken("a view that cannot be")
    return np.ndarray(tuple(shape), dtype, flat.view(np.uint8), offset, tuple(strides))
