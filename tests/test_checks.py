"""The engine of the checks: every diagnosis that it can give, and the checks of practical 2 on their references."""

import doctest
import json
import re
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from utils import bug_clinic, checks
from utils import checks_practical_2 as check
from utils.checks import Case, gap, lend
from utils.data import digits

ROOT = Path(__file__).resolve().parents[1]
SOLUTION = ROOT / "solutions" / "practical_2_digits" / "practical_2_digits.ipynb"
X = np.random.default_rng(0).normal(size=(5, 3))
ONES = np.ones((5, 3))


def said(got, expected, suspects=None, warn=(), **sizes):
    """The message for an answer `got`."""
    case = Case("gap", **sizes)
    case.warned = list(warn)
    with pytest.raises(AssertionError) as error:
        case.same(got, expected, suspects)
    return str(error.value)


def call(function, **arguments):
    return Case("gap", n=5).call(function, **arguments)


def complaint(function, repeat=False, **arguments):
    with pytest.raises(AssertionError) as error:
        Case("gap", n=5).call(function, repeat=repeat, **arguments)
    return str(error.value)


# ---- comparing arrays


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (None, "None came back.*return"),
        ((X,), "tuple of 1.*comma"),
        (X.tolist(), "list of 5 came back.*np.array"),
        (3.5, "the number 3.5 came back.*axis"),
        (X.sum(), r"shape is \(\), but \(5, 3\) is expected.*without `axis`"),
        (np.array([["a"]]), "<U1 values"),
        (X.T, r"transposed: the shape is \(3, 5\), but \(5, 3\).*numbers are right"),
        (ONES.T, "as if transposed"),
        (X[:, :, None], "numbers are right, but an extra axis"),
        (X.ravel(), "numbers are right, but an axis was lost"),
        (np.zeros((5, 5)), r"broadcast to \(5, 5\)"),
        (np.zeros((4, 5, 3)), "sum over the samples"),
        (np.zeros((5, 4)), "where does the wrong size come in"),
        (X[0], "summed away"),
        (-X, "sign is wrong"),
        (5 * X, "n = 5 times too large.*division by n"),
        (X / 5, "n = 5 times too small.*once too often"),
        (-X / 5, "n = 5 times too small and of the wrong sign"),
        (15 * X, r"n\*c = 15 times too large"),
        (X / 2, "2 times too small"),
        (25 * X, r"n\^2 = 25 times"),
        (7.7 * X, "7.7 times the expected"),
        (0 * X, "all zeros"),
        (X + 2, "off by the same 2"),
        (X[::-1], "reversed order"),
        (np.where(np.arange(5)[:, None] == 0, X, X + 1), "only row 0 is right"),
        (np.where(np.arange(5)[:, None] < 2, X, X * 3 - 1), r"rows 0, 1 are right, rows 2, 3, 4 are wrong.*\[2, 0\]"),
        (np.where(np.arange(3) == 1, X, X * 3 - 1), "only column 1"),
        (np.exp(X), "no entry is right.*First difference"),
        (np.where(X == X[1, 2], 9.0, X), "rows 0, 2, 3, 4 are right"),
        (np.full((5, 3), np.nan), "15 of 15 entries are nan"),
        (np.where(X > 1, np.inf, X), "entries are inf"),
    ],
)
def test_array_diagnosis(got, message):
    assert re.search(message, said(got, X, n=5, c=3))


def test_more_array_diagnoses():
    assert "cut to whole numbers" in said((10 * X).astype(int), 10 * X, n=5, c=3)
    assert "other axis" in said(X.sum(axis=1), X.sum(axis=0), n=5, c=3)
    square = X[:3]
    assert "result is transposed" in said(square.T, square, n=7)
    assert "this slip" in said(X + X**2, X, {"this slip": X + X**2, "another": X})
    assert "this slip" in said(X.sum(axis=0), X, {"this slip": lambda: X.sum(axis=0)})
    assert "nan. Shift first" in said(np.full((5, 3), np.nan), X, {"shift first": lambda: X * np.nan})
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.warn("overflow encountered", RuntimeWarning, stacklevel=1)
    assert "numbers are right, but NumPy warned: overflow" in said(X, X, warn=caught)


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (None, "None came back"),
        (np.ones(5), "array of shape.*mean over the samples"),
        (np.ones((1, 1)), "Take the number out"),
        ("a", "single number is expected"),
        (True, "single number is expected"),
        (12.5, "n = 5 times too large"),
        (-2.5, "sign is wrong"),
        (np.inf, "result is inf"),
        (3.3, "value is 3.3, but 2.5"),
        (0.0, "the result is 0"),
    ],
)
def test_number_diagnosis(got, message):
    assert re.search(message, said(got, 2.5, n=5, c=3))


def test_right_answers_pass():
    case = Case("gap", n=5, c=3)
    for got in X, X + 1e-12, X.astype(np.float32), X.copy(order="F"):
        case.same(got, X)
    for got in 2.5, np.float64(2.5), np.float32(2.5), np.array(2.5):
        case.same(got, 2.5)
    case.same((X > 0), (X > 0) * 1.0)
    case.same_list((X, X[0]), [X, X[0]], ["W", "b"])


def test_lists_and_tuples():
    case, pair, names = Case("gap", n=5), [X, X[0]], ["W", "b"]
    for got, message in [
        (None, "None"),
        (X, "list of 2 arrays is expected"),
        ([X], "holds 1 items"),
        ([(X, X[0])], "flat list"),
        ([X[0], X], "reversed order|changed places"),
        ([X, 2 * X[0]], "b: every entry is 2 times"),
        ([X + 1, X[0] ** 2], "a known slip"),
    ]:
        with pytest.raises(AssertionError, match=message):
            case.same_list(got, pair, names, {"a known slip": [X + 1, X[0] ** 2]})
    four = [X, X[0], X[:2], X[1]]
    with pytest.raises(AssertionError, match="reversed order"):
        case.same_list(four[::-1], four, names * 2)
    with pytest.raises(AssertionError, match="weights and biases"):
        case.same_list([X[0], X, X[1], X[:2]], four, names * 2)
    for got, message in [(None, "None"), (X, "2 values"), ((X,), "1 values came back")]:
        with pytest.raises(AssertionError, match=message):
            case.unpack(got, ("dW", "db"))


# ---- calling


def test_inputs_changed_in_place():
    def spoil(Z):
        Z -= 1

    def spoil_deep(cache):
        cache[0][1][0] = 9

    assert "input Z was changed in place" in complaint(spoil, Z=X.copy())
    assert "input cache was changed" in complaint(spoil_deep, cache=[(X.copy(), X.copy())])
    assert "input cache was changed" in complaint(lambda cache: cache.pop(), cache=[X])
    Case("gap").call(spoil, changes=("Z",), Z=X.copy())


def test_what_is_kept_between_calls():
    kept, buffer = [], np.zeros(3)

    def accumulate(Z):
        kept.append(1)
        return Z * len(kept)

    def share(Z):
        buffer[:] += Z
        return buffer

    assert "two calls" in complaint(accumulate, repeat=True, Z=np.ones(3))
    assert "result of the first call changed" in complaint(share, repeat=True, Z=np.ones(3))


def test_errors_are_explained():
    assert re.search(r"ValueError: matmul.*Z of shape \(5, 3\).*transpose", complaint(lambda Z: Z @ Z, Z=X))
    assert "keepdims" in complaint(lambda Z: Z / Z.sum(axis=1), Z=X)
    assert "whole numbers" in complaint(lambda Z: Z[Z], Z=X)
    assert "truth value" in complaint(lambda Z: 1 if Z > 0 else 0, Z=X)
    assert "NameError" in complaint(lambda Z: nowhere, Z=X)  # noqa: F821
    assert "in line 1 of your cell" in complaint(eval("lambda Z: Z @ Z"), Z=X)
    assert "SystemExit" in complaint(lambda Z: sys.exit(), Z=X)
    with pytest.raises(NotImplementedError):
        call(lambda Z: (_ for _ in ()).throw(NotImplementedError()), Z=X)


def test_nothing_on_stderr(capfd):
    def noisy(Z):
        print("to stderr", file=sys.stderr)
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        return np.exp(Z * 1e6)

    case = Case("gap")
    result = case.call(noisy, Z=X)
    assert len(case.warned) == 2
    with pytest.raises(AssertionError, match="NumPy warned: overflow"):
        case.same(result, X)
    assert capfd.readouterr().err == ""


def test_generators():
    case = Case("gap")
    assert case.call(lambda: (i for i in range(3)), collect=True) == [0, 1, 2]
    for wrong, message in [(None, "yield"), (X, "yield"), (iter(int, 1), "never to end")]:
        with pytest.raises(AssertionError, match=message):
            case.call(lambda value=wrong: value, collect=True)


def test_in_place_updates():
    case, old = Case("gap"), [X.copy(), X[0].copy()]
    for listed, kept, returned, message in [
        ([X + 1, X[0] + 1], old, None, "new arrays were put into the list"),
        (old, old, None, "did not change.*theta -= "),
        (old, old, [X + 1], "New arrays came back"),
        ([X + 1, old[1]], None, None, "item 1 of parameters did not change"),
    ]:
        kept = listed if kept is None else kept
        with pytest.raises(AssertionError, match=message):
            case.in_place(listed, kept, [X, X[0]], returned)
    with pytest.raises(AssertionError, match="shares its memory"):
        case.separate(X[0], X, "velocity", "a gradient")


# ---- gaps


def test_gap_refuses_references_and_other_things(capsys):
    @gap("double")
    def double(fn, rng):
        Z = rng.normal(size=3)
        Case("double").same(Case("double").call(fn, Z=Z), 2 * Z)
        return "Twice."

    assert double(lambda Z: 2 * Z) is None
    assert capsys.readouterr().out == "double: correct. Twice.\n"
    reference = lend(lambda Z: 2 * Z, "double")
    assert reference(2) == 4
    for function in reference, lambda Z: reference(Z):
        with pytest.raises(AssertionError, match="this is the reference"):
            double(function)
    assert reference(2) == 4, "the reference works again after a check"
    with pytest.raises(AssertionError, match="a function is expected here"):
        double(np.ones(3))
    with pytest.raises(NotImplementedError):
        double(lambda Z: (_ for _ in ()).throw(NotImplementedError()))
    assert not checks._running


@pytest.mark.parametrize("name", check.GAPS)
@pytest.mark.parametrize("seed", [0, 8431, 5])
def test_references_pass_their_own_checks(name, seed, capfd):
    own = [lambda *args, _fn=fn, **options: _fn(*args, **options) for fn in check.GAPS[name].values()]
    assert getattr(check, name)(*own, seed=seed) is None
    out, err = capfd.readouterr()
    assert re.fullmatch(rf"{name}: correct\. .+\n", out)
    assert err == ""


@pytest.mark.parametrize("name", check.GAPS)
def test_references_are_lent_and_refused(name, capsys):
    lent = check.use_reference(name)
    lent = lent if isinstance(lent, tuple) else (lent,)
    assert "reference" in capsys.readouterr().out
    with pytest.raises(AssertionError, match=r"this is the reference.*no points"):
        getattr(check, name)(*lent)


def test_unknown_reference():
    with pytest.raises(ValueError, match="there is no gap 'sofmax'; there are .*softmax"):
        check.use_reference("sofmax")


def test_other_seeds_are_other_inputs(capsys):
    seen = []
    for seed in 0, 8431:
        with pytest.raises(AssertionError):
            check.softmax(lambda Z: seen.append(Z.copy()), seed=seed)
    assert not np.array_equal(seen[0], seen[-1])


# ---- the notebook keeps its word


def _cells():
    return json.loads(SOLUTION.read_text(encoding="utf-8"))["cells"]


def test_examples_in_the_docstrings():
    names = {"np": np}
    for cell in _cells():
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            exec("".join(cell["source"]), names)
    finder, runner = doctest.DocTestFinder(), doctest.DocTestRunner(verbose=False)
    functions = [fn for gap_functions in check.GAPS.values() for fn in gap_functions]
    for function in functions:
        (test,) = finder.find(names[function], function, module=False, globs=dict(names))
        assert test.examples, f"{function} has no worked example"
        assert runner.run(test).failed == 0, function


def test_table_of_points_and_minutes():
    cells = _cells()
    table = next("".join(cell["source"]) for cell in cells if cell["id"] == "plan")
    rows = re.findall(r"`(\w+)` \| (\d+) \| ★+ \| (\d+) \|", table)
    assert [name for name, _, _ in rows] == list(check.GAPS)
    points = {
        c["metadata"]["nbgrader"]["grade_id"]: c["metadata"]["nbgrader"].get("points")
        for c in cells
        if "nbgrader" in c["metadata"]
    }
    headings = re.findall(
        r"(?m)^## .* · (\d+) minutes · ★+ · (\d+) points", "\n".join("".join(c["source"]) for c in cells)
    )
    assert [(minutes, value) for _, minutes, value in rows] == headings
    for name, _, value in rows:
        assert points[name] is None
        assert points[f"test_{name}"] == int(value)
    assert sum(int(value) for _, _, value in rows) == 100
    assert sum(int(minutes) for minutes in re.findall(r"(?m)^\| [^*|]+ \| (\d+) \|", table)) == 180


# ---- the bug clinic


def test_bug_clinic(capsys):
    X_train, X_test, y_train, y_test = digits()
    for letter, bug in bug_clinic.PATIENTS.items():
        errors = bug_clinic.gradient_errors(bug)
        wrong = {name for name, error in errors.items() if error > 1e-3}
        assert max(error for error in errors.values() if error <= 1e-3) < 1e-6 if len(wrong) < 6 else True
        expected = {1: "", 5: "", 3: "", 4: "W_1 b_1", 8: "b_1 b_2 b_3", 6: "W_1 b_1 W_2 b_2"}
        assert wrong == set(expected.get(bug, "W_1 b_1 W_2 b_2 W_3 b_3").split()), (letter, bug)
    losses, share = bug_clinic.train(None, X_train, y_train, X_test, y_test, epochs=3)
    assert share > 0.85
    assert losses[-1] < 0.6
    losses, share = bug_clinic.train(1, X_train, y_train, X_test, y_test, epochs=2)
    np.testing.assert_allclose(losses, np.log(10), atol=0.02)
    bug_clinic.count_right(bug_clinic.PATIENTS)
    bug_clinic.count_right({"A": 1, "B": None})
    assert capsys.readouterr().out == "8 of 8 are matched (8 guessed).\n0 of 8 are matched (1 guessed).\n"
    with pytest.raises(ValueError, match="no patient 'Z'"):
        bug_clinic.count_right({"Z": 1})


def test_a_gap_says_what_an_error_means_there():
    case = checks.Case("gap")
    case.remedies["could not be broadcast"] = "Two layers meet here"
    with pytest.raises(AssertionError, match=r"Two layers meet here\.$"):
        case.call(lambda a, b: a + b, a=np.ones(2), b=np.ones(3))


def test_a_list_that_is_changed_gets_advice_about_lists():
    with pytest.raises(AssertionError, match=r"the input items was changed in place.*`items\.pop\(\)`"):
        checks.Case("gap").call(lambda items: items.pop(), items=[np.ones(2)])


def test_one_full_line_by_chance_is_not_called_the_only_one():
    got = np.where(np.arange(5)[:, None] == 3, X, np.where(np.arange(3) == 0, X, X + X**2))
    assert "7 of 15 entries are right" in said(got, X)


@pytest.mark.parametrize("seed", range(4))
def test_the_surest_samples_of_all_are_not_the_surest_errors(seed):
    """The optional gap's data must tell errors from samples: the surest of all are right there."""

    def everything(P, y, k):
        return np.argsort(-P.max(axis=1))[:k]

    def count(y, predicted, n_classes):
        C = np.zeros((n_classes, n_classes), dtype=int)
        np.add.at(C, (y, predicted), 1)
        return C

    with pytest.raises(AssertionError, match="keep the errors only"):
        check.reading_the_errors(count, everything, seed=seed)
