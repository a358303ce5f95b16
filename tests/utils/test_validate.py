"""Messages about bad input: they name the argument, what it was and what it should be."""

import numpy as np
import pytest

from utils.validate import check_array, check_labels


@pytest.mark.parametrize(
    ("value", "shape", "message"),
    [
        (np.zeros((2, 3)), ("n", "n"), r"X has shape \(2, 3\), but it should have shape \(n, n\)"),
        (np.zeros((2, 3)), (2, 4), r"X has shape \(2, 3\), but it should have shape \(2, 4\)"),
        (np.zeros((2, 1)), ("n",), r"should have shape \(n,\); drop the second axis: X\[:, 0\]"),
        (3.0, ("n",), r"X has shape \(\), but"),
        ([[1.0, np.inf]], ("n", "d"), r"X holds inf at index \(0, 1\)"),
        ([[1.0, np.nan]], ("n", "d"), r"X holds nan at index \(0, 1\)"),
        (np.zeros(2), ("n", 2), r"shape \(n, 2\); a single sample is a row: X\[np.newaxis, :\]"),
        (np.zeros((0, 2)), ("n", 2), r"X has shape \(0, 2\)"),
    ],
)
def test_check_array_refuses(value, shape, message):
    with pytest.raises(ValueError, match=message):
        check_array(value, "X", shape)


def test_check_array_refuses_text():
    with pytest.raises(TypeError, match="it should hold numbers"):
        check_array(["1", "2"], "X", ("n",))


def test_what_is_right_passes_unchanged():
    X = np.arange(6.0).reshape(3, 2)
    assert check_array(X, "X", ("n", 2)) is X
    assert check_array([[1, np.nan]], "X", ("n", 2), finite=False).shape == (1, 2)
    np.testing.assert_array_equal(check_labels([0.0, 2.0], 3), [0, 2])
    assert check_labels([0.0, 2.0], 3).dtype.kind == "i"
