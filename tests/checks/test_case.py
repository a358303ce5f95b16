"""How a check says what differs: every diagnosis that `utils.checks.case` can give."""

import re
import sys

import numpy as np
import pytest

from utils.checks.case import Case, _differing, a, alike, close

X = np.random.default_rng(0).normal(size=(5, 3))
ONES = np.ones((5, 3))
FIVE = np.arange(5)[:, np.newaxis]


def said(got, expected, names=(), warned=(), tolerance=1e-7, **sizes):
    """The message for an answer `got`."""
    case = Case("gap", sizes)
    case.warned = list(warned)
    with pytest.raises(AssertionError) as error:
        case.compare(got, expected, names=names, tolerance=tolerance)
    return str(error.value)


# ---- arrays


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (None, "None came back.*return"),
        ((X,), "tuple of 1.*comma"),
        (X.tolist(), "list of 5 came back.*np.array"),
        (3.5, "the number 3.5 came back.*axis"),
        ("a", "str 'a' came back"),
        (X.sum(), r"shape is \(\), but \(5, 3\) is expected.*without `axis`"),
        (np.array([["a"]]), "<U1 values"),
        (X.T, r"transposed: the shape is \(3, 5\), but \(5, 3\).*numbers are right"),
        (ONES.T, "as if transposed"),
        (X[:, :, None], "numbers are right, but an extra axis"),
        (ONES[:, :, None], r"An extra axis remains"),
        (X.ravel(), "numbers are right, but an axis was lost"),
        (np.zeros((5, 5)), r"broadcast to \(5, 5\)"),
        (np.stack([X / 4] * 4), "sum over axis 0 is missing"),
        (np.stack([X, X]), "mean over axis 0 is missing"),
        (np.zeros((4, 5, 3)), "An axis too many"),
        (np.zeros((10, 10)), r"shape is \(10, 10\), but \(5, 3\) is expected.*where does the wrong size come in"),
        (np.zeros((5, 4)), "where does the wrong size come in"),
        (X[0], "summed away"),
        (-X, "sign is wrong"),
        (5 * X, "n = 5 times too large.*division by n"),
        (X / 5, "n = 5 times too small.*once too often"),
        (-X / 5, "n = 5 times too small and of the wrong sign"),
        (15 * X, r"n\*c = 15 times too large"),
        (X / 2, "2 times too small.*Is a factor 2 missing"),
        (2 * X, "2 times too large.*Is a factor 1/2 missing"),
        (25 * X, r"n\^2 = 25 times"),
        (7.7 * X, "7.7 times the expected"),
        (0 * X, "all zeros"),
        (X + 2, "off by the same 2"),
        (X[::-1], "reversed order"),
        (np.where(FIVE == 0, X, X + 1), r"only row 0 is right.*First difference at \[1, 0\]"),
        (np.where(FIVE == 0, X, 0), r"only row 0 is right.*Are all rows used, or only one\?"),
        (np.where(FIVE < 2, X, X * 3 - 1), r"rows 0, 1 are right, rows 2, 3, 4 are wrong.*\[2, 0\]"),
        (np.where(np.arange(3) == 1, X, X * 3 - 1), "only column 1"),
        (np.where(np.arange(3) > 0, X, X * 3 - 1), "columns 1, 2 are right, column 0 is wrong"),
        (np.exp(X), "no entry is right.*First difference at .0, 0.: yours 1.13398, expected 0.12573"),
        (np.where(X == X[1, 2], 9.0, X), "rows 0, 2, 3, 4 are right"),
        (np.full((5, 3), np.nan), "15 of 15 entries are nan"),
        (np.where(X > 1, np.inf, X), "entries are inf"),
    ],
)
def test_arrays(got, message):
    assert re.search(message, said(got, X, n=5, c=3))


@pytest.mark.parametrize(
    ("got", "expected", "message"),
    [
        ((10 * X).astype(int), 10 * X, "cut to whole numbers .dtype int64.*dtype float"),
        (np.ones(7), X.sum(axis=0), "other axis"),
        (np.ones(9), X.sum(axis=0), "where does the wrong size come in"),
        (X[:3].T, X[:3], "result is transposed"),
        (X, 0 * X, "no entry is right"),
        (X[:, 0] + np.array([0, 0, 0, 0, 1e-3]), X[:, 0], "4 of 5 entries are right"),
        (
            np.arange(20.0)[:, None] ** [2, 3],
            np.arange(20.0)[:, None] ** [2, 2],
            "rows 0, 1 are right, rows 2, 3, 4, .*19",
        ),
    ],
)
def test_more_arrays(got, expected, message):
    assert re.search(message, said(got, expected, n=7))


def test_one_full_line_by_chance_is_not_called_the_only_one():
    got = np.where(FIVE == 3, X, np.where(np.arange(3) == 0, X, X + X**2))
    assert "7 of 15 entries are right" in said(got, X)


def test_seven_digits_are_not_enough():
    for got in X.astype(np.float32), X * (1 + 1e-6), X + 1e-7, X.round(7):
        assert "only the first digits are right. Was something rounded" in said(got, X, tolerance=1e-9)
    assert "only the first digits are right" in said(np.float32(1 / 3), 1 / 3, tolerance=1e-9)
    Case("gap").compare(X * (1 + 1e-6), X.astype(np.float32), tolerance=1e-9)  # where no more is asked


def test_digits_are_shown_until_the_numbers_differ():
    assert _differing(1.25903001, 1.25903) == "1.25903001, but 1.25903"
    assert _differing(1.0, 2.0, "expected") == "1, expected 2"


def test_a_factor_of_one_is_no_factor():
    text = said(X * (1 + 5e-4), X)
    assert "times" not in text
    assert "no entry is right" in text


def test_sizes_that_explain_a_ratio_are_all_named_and_no_others():
    assert (
        "every entry is n = c = 5 times too large (tried with n = 5, c = 5). Is a division by n or c missing?"
        in said(5 * X, X, n=5, c=5)
    )
    assert "every entry is 5 times the expected one" in said(5 * X, X, c=3)
    assert "divided by n" not in said(X / 5, X, c=3)


def test_no_ratio_of_one_is_printed():
    for factor in 1 + np.array([5e-3, 4e-3, 1e-3, 1e-4, 1e-5, -1e-5, -1e-4, -1e-3]):
        for got, expected in (factor * X, X), (factor * 2.5, 2.5):
            text = said(got, expected, tolerance=1e-9)
            assert not re.search(r"\b1 times", text), text
            numbers = re.search(r"(?:yours|value is) (\S+), (?:but|expected) ([^ .]+\.?\d*)", text)
            assert not numbers or numbers[1] != numbers[2], text


# ---- numbers


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (None, "None came back"),
        (np.array([2.0, 3.0]), "array of shape.*The mean over the samples is missing"),
        (np.array([1.5, 1.0]), "array of shape.*The sum over the samples is missing"),
        (np.ones(5), "array of shape.*An axis too many"),
        (np.ones((1, 1)), "Take the number out"),
        ("a", "single number is expected"),
        (True, "single number is expected"),
        (12.5, "n = 5 times too large"),
        (-2.5, "sign is wrong"),
        (np.inf, "result is inf"),
        (np.nan, "result is nan"),
        (3.3, "value is 3.3, but 2.5 is expected"),
        (0.0, "the result is 0"),
        (2, "the value is cut to the whole number 2, but 2.5 is expected"),
    ],
)
def test_numbers(got, message):
    assert re.search(message, said(got, 2.5, n=5, c=3))


def test_right_answers_pass():
    case = Case("gap", {"n": 5, "c": 3})
    for got in X, X + 1e-12, X.copy(order="F"):
        case.compare(got, X)
    for got in 2.5, np.float64(2.5), np.float32(2.5), np.array(2.5):
        case.compare(got, 2.5)
    case.compare(X > 0, (X > 0) * 1.0)
    for got in (X, X[0]), [X, X[0]]:
        case.compare(got, [X, X[0]], names=["W", "b"])
    case.compare({"a": X, "b": [2.5, "words"]}, {"a": X, "b": [2.5, "words"]})


# ---- lists, tuples, dicts

FOUR, NAMES = [X, X[0], X[:2], X[1]], ["W_1", "b_1", "W_2", "b_2"]


@pytest.mark.parametrize(
    ("got", "expected", "message"),
    [
        (None, FOUR[:2], "None"),
        (X, FOUR[:2], r"array of shape \(5, 3\) came back, but a list of 2 is expected. Asked is .W_1, b_1"),
        ([X], FOUR[:2], "a list of 1 came back, but a list of 2"),
        ([(X, X[0])], FOUR[:2], "flat list"),
        ([X[0], X], FOUR[:2], "reversed order"),
        ([X, 2 * X[0]], FOUR[:2], "b_1: every entry is 2 times"),
        (FOUR[::-1], FOUR, "reversed order.*first layer first"),
        ([X[0], X, X[1], X[:2]], FOUR, "weights and biases have changed places"),
        ([X[:2], X[0], X, X[1]], FOUR, "the 4 results have changed places"),
        (None, tuple(FOUR[:2]), "None"),
        (X, tuple(FOUR[:2]), r"array .* came back, but 2 values \(W_1, b_1\) are expected.*`return W_1, b_1`"),
        ((X,), tuple(FOUR[:2]), "a tuple of 1 came back, but 2 values"),
        ({"t": X, "m": [X + 1]}, {"t": X, "m": [X]}, r"m\[0\]: every entry is off by the same 1"),
        ([3], [2.5], "the value is 3, but 2.5"),
        (["a"], ["b"], "a, but b is expected"),
        (["5"], [(5,)], r"str '5' came back, but a tuple of one value \(.*\) is expected"),
        (["None"], [None], "str None, but NoneType None is expected"),
        (["x" * 80 + "a"], ["x" * 80 + "b"], r"\.\.\.x+a, but \.\.\.x+b is expected"),
    ],
)
def test_several_parts(got, expected, message):
    assert re.search(message, said(got, expected, names=() if isinstance(expected, dict) else NAMES[: len(expected)]))


# ---- the message as a whole


def test_a_message_names_gap_sizes_and_warnings():
    assert said(None, X, n=5, c=3) == "gap: None came back (tried with n = 5, c = 3). Is there a `return`?"
    twice = ["overflow encountered in exp"] * 2
    assert said(None, X, warned=twice).endswith("Is there a `return`? NumPy warned: overflow encountered in exp.")


def stopped(function, remedies=(), **arguments):
    """The message for a function that ends in an error."""
    with pytest.raises((Exception, SystemExit)) as caught:
        function(**arguments)
    with pytest.raises(AssertionError) as message:
        Case("gap", {"n": 5}, remedies).stopped(caught.value, arguments)
    return str(message.value)


def test_errors_are_explained():
    assert re.search(r"ValueError: matmul.*Z of shape \(5, 3\).*transpose", stopped(lambda Z: Z @ Z, Z=X))
    assert "keepdims" in stopped(lambda Z: Z / Z.sum(axis=1), Z=X)
    assert "whole numbers" in stopped(lambda Z: Z[Z], Z=X)
    assert "truth value" in stopped(lambda Z: 1 if Z > 0 else 0, Z=X)
    assert "NameError" in stopped(lambda Z: nowhere, Z=X)  # noqa: F821
    assert "SystemExit" in stopped(lambda Z: sys.exit(), Z=X)


def test_an_error_comes_with_its_line():
    assert "in line 1 of your cell" in stopped(eval("lambda Z: Z @ Z"), Z=X)
    assert "in line" not in stopped(lambda Z: Z @ Z, Z=X)  # not a cell's


def test_the_line_is_never_that_of_a_packed_check():
    space = {}
    exec(compile("\n\ndef lent(Z):\n    return Z @ Z", "<utils.checks.practical_9>", "exec"), space)
    exec(compile("def own(Z):\n    return lent(Z)", "<ipython-input-3>", "exec"), space)
    assert "in line 2 of your cell" in stopped(space["own"], Z=X)
    assert "in line" not in stopped(space["lent"], Z=X)


def test_a_gap_says_what_an_error_means_there():
    remedies = {"could not be broadcast": "Two layers meet here"}
    assert stopped(lambda a, b: a + b, remedies, a=np.ones(2), b=np.ones(3)).endswith("Two layers meet here.")


# ---- close, alike, a


def test_nan_is_close_to_nothing():
    for bad in np.nan, np.inf, -np.inf:
        assert not close(np.array([1.0, bad]), np.array([1.0, 2.0]), 1e-7)
        assert not alike(bad, 1.0, 1e-7)
        assert not alike(1.0, bad, 1e-7)
        assert not alike(np.array([1.0, bad]), np.array([1.0, 2.0]), 1e-7)
        assert not alike(np.array([1.0, 2.0]), np.array([1.0, bad]), 1e-7)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (X, X + 1e-9, True),
        (X, X + 1e-5, False),
        (X, X.astype(np.float32), True),
        (X.astype(np.float32), X * (1 + 1e-6), False),
        (X[:, 0], X[:, :1], False),
        (X, X.tolist(), False),
        ([X, 2], (X, 2.0), True),
        ([X], [X, X], False),
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"b": 1}, False),
        (np.array([np.nan, 1]), np.array([np.nan, 1]), True),
        (np.array([np.inf, 1]), np.array([-np.inf, 1]), False),
        (np.array(2.5), 2.5, True),
        (True, 1, False),
        (None, None, True),
        (None, 0.0, False),
        ("a", "a", True),
        (np.array([True]), np.array([True]), True),
    ],
)
def test_alike(one, other, same):
    assert alike(one, other, 1e-7) is same


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (X, "an array of shape (5, 3)"),
        ([1, 2], "a list of 2"),
        ((1,), "a tuple of 1"),
        ((i for i in "ab"), "a generator"),
        (np.float64(0.5), "the number 0.5"),
        (None, "None"),
        ("word", "str 'word'"),
    ],
)
def test_what_came_back_in_words(value, words):
    assert a(value) == words
