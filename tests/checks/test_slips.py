"""A slip is an edit of the right text: how the text is found, edited and run."""

import numpy as np
import pytest

from utils.checks import slips
from utils.checks.packed import pack, unpack

CELL = '''
import numpy as np

OFFSET = 1


def mean(x):
    """The mean, to be written.

    >>> mean([1, 3])
    2.0
    """
    ### BEGIN SOLUTION
    total = sum(x)
    # one number
    return total / len(x)
    ### END SOLUTION


def other(x):
    def inner():
        return mean(x)

    return inner()


class Shape:
    def inner(self):
        return 2


@decorated
def side(x):
    "One line."
    return 2 * x
'''
MEAN = "def mean(x):\n    total = sum(x)\n    # one number\n    return total / len(x)\n"


def decorated(factor):
    def decorate(function):
        return function

    return decorate


@decorated(3)
def scale(x, factor=2):
    """Docstring."""
    return factor * np.asarray(x)


def power(x, n):
    return 1 if n == 0 else x * power(x, n - 1)


def test_the_text_has_neither_docstring_nor_markers_nor_decorator():
    assert slips.text(CELL, "mean") == MEAN
    assert slips.text(CELL, "side") == "def side(x):\n    return 2 * x\n"
    assert slips.text_of(scale) == "def scale(x, factor=2):\n    return factor * np.asarray(x)\n"


@pytest.mark.parametrize(("name", "count"), [("double", 0), ("inner", 0), ("twice", 2)])
def test_one_function_bears_the_name(name, count):
    """Those inside another function or a class do not count."""
    with pytest.raises(ValueError, match=f"{count} functions are called {name!r}, but one is needed"):
        slips.text(f"{CELL}\n\ndef twice(): pass\ndef twice(): pass\n", name)


def test_an_edit_replaces_each_piece():
    largest = MEAN.replace("sum", "max").replace(" / len(x)", "")
    assert slips.edit(MEAN, {"sum(x)": "max(x)", " / len(x)": ""}) == largest
    assert slips.edit(MEAN, {}) == MEAN
    assert slips.edit("a b", {"a": "b b", "b b b": "c"}) == "c"  # one after the other


@pytest.mark.parametrize(("old", "times"), [("len(y)", 0), ("total", 2)])
def test_an_old_piece_must_be_there_once(old, times):
    with pytest.raises(ValueError, match=rf"{times} times in the text, but should stand there once:\ndef mean"):
        slips.edit(MEAN, {old: "something"})


def test_an_edited_function_runs_beside_the_right_one():
    wrong = slips.edited(scale, {"factor * np": "factor + np", "factor=2": "factor=5"})
    assert wrong([1, 2]).tolist() == [6, 7]
    assert scale([1, 2]).tolist() == [2, 4]
    assert wrong.__name__ == "scale"
    assert wrong.__code__.co_filename == "<scale with a slip>"
    assert slips.edited(power, {"x *": "2 * x *"})(3, 2) == 36  # it calls itself, not the right one


def test_a_slip_sees_the_globals_and_leaves_them_alone():
    before = dict(globals())
    slips.edited(scale, {"return": "global CELL\n    CELL = 0\n    return"})([1])
    assert globals().keys() == before.keys()
    assert CELL is before["CELL"]


def test_a_packed_module_keeps_its_text():
    source = "import numpy as np\n\n\ndef half(x):\n    return np.asarray(x) / 2\n"
    space = {"__name__": "packed_for_a_test"}
    exec(
        pack(source).replace("from utils.checks.packed import unpack", ""),
        space | {"unpack": lambda _, data: unpack(space, data)},
    )
    assert slips.text_of(space["half"]) == source.partition("\n\n\n")[2]
    assert slips.edited(space["half"], {"/ 2": "* 2"})([3]).tolist() == [6]


def test_variants():
    one, two, three = {"a": "b"}, {"c": "d"}, {"e": "f"}
    assert list(slips.variants({"one": one, "more": [two, three]})) == [("one", one), ("more", two), ("more", three)]
    assert list(slips.variants({})) == []
