"""Checks of input at the doors of `utils`: an error names the argument, the shape it had and the shape it should have.

Inner loops do not call these functions; what people call (fit, train, predict, a loss) does.
"""

import numpy as np


def describe(shape):
    """Write a shape as people write it: `(n, 64)`, `(n,)`."""
    return "(" + ", ".join(str(size) for size in shape) + ("," if len(shape) == 1 else "") + ")"


def check_array(value, name, shape, *, finite=True):
    """Return `value` as a numeric array of the given shape.

    Parameters
    ----------
    value : array-like
    name : str
        The argument's name, for the message.
    shape : tuple of int or str
        A number is demanded; a letter ("n") stands for any size of at least 1, the same wherever the letter is repeated.
    finite : bool
        Refuse NaN and infinity.

    Raises
    ------
    ValueError
        Naming the argument, the shape it had and the shape it should have, or the first entry that is NaN or infinite.
    TypeError
        If the entries are not numbers.
    """
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} holds {array.dtype} values, but it should hold numbers")
    sizes = {}
    fits = array.ndim == len(shape) and all(
        size == (wanted if isinstance(wanted, int) else sizes.setdefault(wanted, size)) and size > 0
        for size, wanted in zip(array.shape, shape)
    )
    if not fits:
        hint = ""
        if array.ndim == 1 and len(shape) == 2:
            hint = f"; a single sample is a row: {name}[np.newaxis, :]"
        elif array.ndim == 2 and array.shape[1] == 1 and len(shape) == 1:
            hint = f"; drop the second axis: {name}[:, 0]"
        raise ValueError(f"{name} has shape {describe(array.shape)}, but it should have shape {describe(shape)}{hint}")
    if finite and array.dtype.kind == "f" and not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name} holds {array[where]} at index {where}; clean the data before they are used")
    return array


def check_labels(y, n_classes, name="y", n="n"):
    """Return integer class labels of shape (n,), each in 0 ... n_classes - 1; `n` is a number where it is known.

    Raises
    ------
    ValueError
        For another shape (one-hot rows, say), for fractions, or for a label out of range, which is named with its place.
    """
    array = np.asarray(y)
    if array.ndim == 2 and array.shape[1] == n_classes and n_classes > 1:
        raise ValueError(
            f"{name} has shape {describe(array.shape)}, but it should have shape {describe((n,))}: "
            f"integer classes, not one-hot rows; use {name}.argmax(axis=1)"
        )
    array = check_array(array, name, (n,))
    if array.dtype.kind == "f":
        if (array != np.round(array)).any():
            raise ValueError(f"{name} holds {array[array != np.round(array)][0]}; class labels are whole numbers")
        array = array.astype(int)
    bad = np.flatnonzero((array < 0) | (array >= n_classes))
    if bad.size:
        raise ValueError(
            f"{name}[{bad[0]}] is {array[bad[0]]}, but labels should be 0 ... {n_classes - 1} ({n_classes} classes)"
        )
    return array.astype(int, copy=False)
