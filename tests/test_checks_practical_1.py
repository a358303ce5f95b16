"""The checks of practical 1 on their references, and the facts that the practical states in more than one place."""

import doctest
import json
import re
from pathlib import Path

import numpy as np
import pytest
from scipy import optimize

from utils import checks_practical_1 as check

SOLUTION = Path(__file__).resolve().parents[1] / "solutions" / "practical_1_descent" / "practical_1_descent.ipynb"
REFERENCE = {name: function for functions in check.GAPS.values() for name, function in functions.items()}


def cells():
    return json.loads(SOLUTION.read_text(encoding="utf-8"))["cells"]


def own(function):
    """The reference in the clothes of a student's function."""
    return lambda *arguments: function(*arguments)


@pytest.mark.parametrize("gap", check.GAPS)
def test_every_reference_passes_on_many_seeds(gap, capsys):
    for seed in range(8):
        assert getattr(check, gap)(*map(own, check.GAPS[gap].values()), seed=seed) is None
    printed = capsys.readouterr()
    assert printed.out.count(f"{gap}: correct.") == 8
    assert not printed.err


@pytest.mark.parametrize("gap", check.GAPS)
def test_a_borrowed_function_works_but_gives_no_points(gap):
    lent = check.use_reference(gap)
    lent = lent if isinstance(lent, tuple) else (lent,)
    with pytest.raises(AssertionError, match="not your own"):
        getattr(check, gap)(*lent)


def test_use_reference_names_the_gaps():
    with pytest.raises(ValueError, match="no gap 'adam'.*boundary_points.*squared_loss"):
        check.use_reference("adam")
    assert check.use_reference("predict")(np.eye(2), np.ones(2)).tolist() == [1, 1]


def test_the_logit_against_scipy_and_finite_differences():
    theta, X, y = check._classes(np.random.default_rng(3), n=23)
    loss = REFERENCE["logistic_loss"]
    slope = optimize.approx_fprime(theta, loss, 1e-7, X, y)
    np.testing.assert_allclose(REFERENCE["logistic_gradient"](theta, X, y), slope, atol=1e-6)
    curvature = optimize.approx_fprime(theta, REFERENCE["logistic_gradient"], 1e-7, X, y)
    np.testing.assert_allclose(REFERENCE["logistic_hessian"](theta, X), curvature, atol=1e-6)
    path = REFERENCE["newton"](
        lambda t: REFERENCE["logistic_gradient"](t, X, y),
        lambda t: REFERENCE["logistic_hessian"](t, X),
        np.zeros(3),
        1e-10,
        30,
    )
    np.testing.assert_allclose(path[-1], optimize.minimize(loss, np.zeros(3), (X, y)).x, atol=1e-4)
    np.testing.assert_allclose(REFERENCE["irls_step"](path[1], X, y), path[2], rtol=1e-9)


@pytest.mark.parametrize("theta", [[1.0, 2.0, -3.0], [1.0, 2.0, 0.0], [1.0, 0.0, 2.0]])
def test_boundary_points_lie_on_the_line(theta):
    points = REFERENCE["boundary_points"](np.array(theta), (-1, 2), (-3, 4))
    np.testing.assert_allclose(theta[0] + points @ theta[1:], 0, atol=1e-12)


def test_worked_examples_of_the_docstrings():
    names = {"np": np}
    for cell in cells():
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            exec("".join(cell["source"]), names)
    finder, runner = doctest.DocTestFinder(), doctest.DocTestRunner(verbose=False)
    for function in REFERENCE:
        (example,) = finder.find(names[function], function, module=False, globs=dict(names))
        assert example.examples, f"{function} has no worked example"
        assert runner.run(example).failed == 0, function


def test_table_of_points_and_minutes():
    texts = {cell["id"]: "".join(cell["source"]) for cell in cells()}
    rows = re.findall(r"`(\w+)` \| (\d+) \| (★+) \| (\d+) \|", texts["plan"])
    assert [name for name, *_ in rows] == list(check.GAPS)
    headings = re.findall(r"(?m)^## .* · (\d+) minutes · (★+) · (\d+) points", "\n".join(texts.values()))
    assert [(minutes, stars, value) for _, minutes, stars, value in rows] == headings
    marks = [cell["metadata"]["nbgrader"] for cell in cells() if "nbgrader" in cell["metadata"]]
    points = {mark["grade_id"]: mark.get("points") for mark in marks}
    assert all(points[f"test_{name}"] == int(value) for name, *_, value in rows)
    assert sum(int(value) for *_, value in rows) == 100
    assert sum(int(minutes) for minutes in re.findall(r"(?m)^\| [^*|]+ \| (\d+) \|", texts["plan"])) == 180
