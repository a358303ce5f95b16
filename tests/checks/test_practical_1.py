"""The right functions of practical 1, against other methods; its task; and the numbers that its texts quote.

The other methods are finite differences, SciPy, scikit-learn, `utils`, and formulas for tables by hand.
"""

import functools
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy import optimize, special
from sklearn.metrics import log_loss, mean_squared_error
from sklearn.preprocessing import StandardScaler

from tests.checks.practicals import cells, mark, right_functions, source
from utils import descent
from utils.checks import practical_1 as check
from utils.checks.practical_1 import task
from utils.course.credit import credit
from utils.data import Standardizer

REFERENCE = right_functions("practical_1_descent")
sigmoid = special.expit


def data(n=23, d=3):
    """theta, X with its column of ones, real targets and labels."""
    rng = np.random.default_rng(3)
    X = np.column_stack([np.ones(n), rng.normal(0.5, 1.5, size=(n, d - 1))])
    return rng.normal(size=d), X, rng.normal(size=n), rng.permutation(np.arange(n) % 3 == 0).astype(int)


def test_functions_of_a_gap_are_lent_alone_or_together(capsys):
    assert check.use_reference("predict")(np.eye(2), np.ones(2)).tolist() == [1, 1]
    assert len(check.use_reference("squared_derivatives")) == 2
    assert 'squared_gradient, squared_hessian = use_reference("squared_derivatives")' in capsys.readouterr().out


# ---- the line


def test_predictions_are_those_of_numpys_polynomials():
    x, theta = np.random.default_rng(0).normal(size=7), np.array([3.0, -1.0, 0.5, 2.0])
    X = REFERENCE["design"](x, 3)
    np.testing.assert_allclose(X, np.vander(x, 4, increasing=True))
    np.testing.assert_allclose(REFERENCE["predict"](X, theta), np.polyval(theta[::-1], x))


def test_squares_against_other_methods():
    theta, X, y, _ = data()
    loss, gradient, hessian = (REFERENCE[f"squared_{part}"] for part in ("loss", "gradient", "hessian"))
    assert np.isclose(loss(theta, X, y), mean_squared_error(y, X @ theta) / 2)
    np.testing.assert_allclose(gradient(theta, X, y), optimize.approx_fprime(theta, loss, 1e-7, X, y), atol=1e-6)
    np.testing.assert_allclose(hessian(X), optimize.approx_fprime(theta, gradient, 1e-7, X, y), atol=1e-6)
    np.testing.assert_allclose(gradient(theta + 1, X, y) - gradient(theta, X, y), hessian(X).sum(axis=1))
    np.testing.assert_allclose(gradient(np.linalg.lstsq(X, y)[0], X, y), 0, atol=1e-12)


def test_paths_on_a_quadratic():
    """theta_k - theta* = (I - eta H)^k (theta_0 - theta*); Newton is there after one step."""
    _, X, y, _ = data()
    H, best, start = X.T @ X / len(X), np.linalg.lstsq(X, y)[0], np.array([2, -1, 3])

    def slope(theta):
        return H @ (theta - best)

    path = REFERENCE["gradient_descent"](slope, start, 0.1, 1e-3, 5000)
    powers = [np.linalg.matrix_power(np.eye(3) - 0.1 * H, k) for k in range(len(path))]
    np.testing.assert_allclose(path, best + np.array(powers) @ (start - best), atol=1e-10)
    sizes = np.linalg.norm([slope(theta) for theta in path], axis=1)
    assert sizes[-1] <= 1e-3 < sizes[-2]
    np.testing.assert_allclose(path, descent.gradient_descent(slope, start.astype(float), 0.1, 1e-3, 5000))
    steps = REFERENCE["newton"](slope, lambda theta: H, start, 1e-8, 9)
    np.testing.assert_allclose(steps, [start, best], atol=1e-12)
    theirs = descent.newton(slope, lambda theta: H, start.astype(float), tolerance=1e-8, max_steps=9)
    np.testing.assert_allclose(steps, theirs, atol=1e-12)


def test_standardize_does_what_scikit_learn_does():
    rng = np.random.default_rng(0)
    X_train, X = rng.normal(5, [1, 30, 0.01], size=(11, 3)), rng.normal(size=(4, 3))
    scaled = REFERENCE["standardize"](X_train, X)
    np.testing.assert_allclose(scaled, StandardScaler().fit(X_train).transform(X))
    np.testing.assert_allclose(scaled, Standardizer().fit(X_train)(X))


# ---- the logit


def test_the_sigmoid_against_scipy():
    z = np.array([[-1000.0, -40.0, -1.0, 0.0], [1.0, 3.0, 40.0, 1000.0]])
    np.testing.assert_allclose(REFERENCE["sigmoid"](z), sigmoid(z), rtol=1e-14)


def test_the_logit_against_scipy_and_finite_differences():
    theta, X, _, y = data()
    loss, gradient, hessian = (REFERENCE[f"logistic_{part}"] for part in ("loss", "gradient", "hessian"))
    assert np.isclose(loss(theta, X, y), log_loss(y, sigmoid(X @ theta)))
    slope = optimize.approx_fprime(theta, loss, 1e-7, X, y)
    np.testing.assert_allclose(gradient(theta, X, y, sigmoid), slope, atol=1e-6)
    curvature = optimize.approx_fprime(theta, gradient, 1e-7, X, y, sigmoid)
    np.testing.assert_allclose(hessian(theta, X, sigmoid), curvature, atol=1e-6)
    path = REFERENCE["newton"](
        lambda t: gradient(t, X, y, sigmoid), lambda t: hessian(t, X, sigmoid), np.zeros(3), 1e-10, 30
    )
    np.testing.assert_allclose(path[-1], optimize.minimize(loss, np.zeros(3), (X, y)).x, atol=1e-4)
    np.testing.assert_allclose(REFERENCE["irls_step"](path[1], X, y, sigmoid), path[2], rtol=1e-9)


@pytest.mark.parametrize("theta", [[1.0, 2.0, -3.0], [1.0, 2.0, 0.0], [1.0, 0.0, 2.0]])
def test_boundary_points_lie_on_the_line(theta):
    points = REFERENCE["boundary_points"](np.array(theta), (-1, 2), (-3, 4))
    np.testing.assert_allclose(theta[0] + points @ theta[1:], 0, atol=1e-12)
    assert np.ptp(points[:, 0]) == 3 or np.ptp(points[:, 1]) == 7


def test_the_fit_of_a_two_by_two_table():
    """ln of odds and of an odds ratio, with the roots of sums of 1/count for their errors (Woolf, 1955)."""
    counts = {(0, 1): 7, (0, 0): 12, (1, 1): 21, (1, 0): 5}
    x, y = np.repeat(np.array(list(counts)), list(counts.values()), axis=0).T
    theta, errors = REFERENCE["fit_logit"](np.column_stack([np.ones(45), x]), y, sigmoid)
    np.testing.assert_allclose(theta, [np.log(7 / 12), np.log(21 / 5 * 12 / 7)], rtol=1e-9)
    np.testing.assert_allclose(errors**2, [1 / 7 + 1 / 12, 1 / 7 + 1 / 12 + 1 / 21 + 1 / 5], rtol=1e-9)


def test_the_fit_refuses_what_a_linear_program_separates():
    rng, answers = np.random.default_rng(0), []
    for _ in range(60):
        X = np.column_stack([np.ones(8), rng.normal(size=(8, 2))])
        y = rng.integers(2, size=8)
        apart = optimize.linprog(
            np.zeros(3), A_ub=-(2 * y - 1)[:, np.newaxis] * X, b_ub=-np.ones(8), bounds=(None, None)
        )
        try:
            REFERENCE["fit_logit"](X, y, sigmoid)
            answers.append((True, apart.status == 2))  # 2: infeasible
        except ValueError:
            answers.append((False, apart.status == 0))
    assert all(agree for _, agree in answers) and {fitted for fitted, _ in answers} == {True, False}


# ---- the loans and the task


def test_the_loans_are_those_of_the_source():
    names, F, y = credit(1000)
    everything = dict(zip(names, F.T))
    assert F.shape == (1000, 8) and y.sum() == 700 and credit()[2].mean() == 0.7
    assert everything["amount"].mean().round(2) == 3271.25 and everything["duration"].mean().round(1) == 20.9
    assert (everything["age"].min(), everything["age"].max()) == (19, 75)
    np.testing.assert_array_equal(credit()[1], F[:600])


def choice(**changes):
    return {"features": task.loans()[0], "degree": 1, "scaling": "standardize", "eta": 2.5, "steps": 5} | changes


def test_the_text_prints_the_rule_of_the_task():
    (text,) = (source(cell) for cell in cells("practical_1_descent") if cell["id"] == "my-descent-text")
    shares, points = (
        re.findall(r"\d+", re.search(rf"(?m)^\| {row} \|(.*)$", text)[1]) for row in ("at least", "points")
    )
    assert [(int(share), int(value)) for share, value in zip(shares, points)] == list(task.RULE)[::-1]
    assert all(f"`{name}`" in text for name in (*task.KEYS, *task.loans()[0]))
    assert all(f'`"{name}"`' in text for name in task.SCALINGS)
    assert f"0 to {task.BUDGET} gradient steps" in text


@pytest.mark.parametrize(("share", "points"), [(97, 10), (96.9, 8), (25, 2), (24.9, 0), (-np.inf, 0), (120, 10)])
def test_points_of_a_share(share, points):
    assert task.points(share) == points


def test_the_best_eta_stands_inside_the_grid_and_earns_all_points_with_a_margin():
    """Chosen on the validation data, over several ways to make folds of them."""
    grid = [0.25, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6]
    shares = np.array([[task.measure(choice(eta=eta), seed)[0] for eta in grid] for seed in range(4)])
    assert 0 < shares.mean(axis=0).argmax() < len(grid) - 1
    assert shares[:, grid.index(2.5)].min() > 100
    assert task.measure(choice(), kept=True)[0] > 100


@pytest.mark.parametrize(
    ("changes", "points"),
    [({"eta": 0.1}, 0), ({"scaling": "none"}, 0), ({"scaling": "center", "eta": 1e-6}, 0), ({"steps": 0}, 0),
     ({"eta": 0.5}, 4), ({"eta": 1}, 6), ({"features": ["amount", "age"]}, 0), ({"eta": 4}, 10), ({"degree": 2}, 10)],
)  # fmt: skip
def test_choices_earn_alike_on_both_kinds_of_loans(changes, points):
    assert [task.points(task.measure(choice(**changes), kept=kept)[0]) for kept in (False, True)] == 2 * [points]


def test_the_task_gives_points_and_says_on_which_loans(capsys):
    assert check.my_descent(choice) == 10.0
    assert "earns 10 of 10; your points come from other data by the same rule" in capsys.readouterr().out
    assert check.my_descent(choice, seed=1) == 10.0
    assert "validation" in capsys.readouterr().out  # no seed that a student would try leads to the loans kept back
    assert type(check.my_descent(lambda: choice(eta=0.5), seed=8431)) is float
    assert "kept back: 4 of 10" in capsys.readouterr().out


def test_the_task_takes_the_choice_itself(capsys):
    assert check.my_descent(choice()) == 10.0
    capsys.readouterr()
    assert check.my_descent(choice(scaling="none", eta=0.1)) == 0.0
    assert re.fullmatch(
        r"my_descent: on .* from 0.693 to .{4,9}: the descent diverges. This earns 0 of 10.\n", capsys.readouterr().out
    )


def test_an_unwritten_task():
    def my_descent():
        raise NotImplementedError

    with pytest.raises(NotImplementedError, match="my_descent: not written yet"):
        check.my_descent(my_descent)


def test_one_probability_for_everybody_is_worth_nothing():
    constant, best = task.references(0, True)
    y = task.loans()[2]
    assert np.isclose(constant, log_loss(y[600:], np.full(400, 0.7))) and best < constant


# ---- the numbers in the texts of the notebook


@functools.cache
def notebook():
    """cell id -> the names after it, of the solved notebook."""
    space, after = {}, {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plt, "show", lambda: plt.close("all"))
        for cell in cells("practical_1_descent"):
            if cell["cell_type"] == "code" and cell["id"] != "progress" and not mark(cell).get("grade"):
                exec(source(cell), space)
                after[cell["id"]] = dict(space)
    return after


@pytest.mark.parametrize(
    ("cell", "expression", "value"),
    [
        ("picture-prediction", "[predict(design(np.array([100.0]), len(t) - 1), t).round()[0] for t in (line, truth)]", [145, 160]),
        ("picture-prediction", "np.round(losses, 2)", [16.14, 7.84]),
        ("picture-squared-hessian", "[float(f'{x:.2g}') for x in spectra['line']]", [0.2, 3600]),
        ("picture-squared-hessian", "[float(f'{spectra[\"cubic\"][k]:.2g}') for k in (0, -1)]", [0.026, 1.5e11]),
        ("picture-squared-hessian", "float(f'{values[-1] / values[0]:.2g}')", 5.7e12),
        ("picture-squared-hessian", "float(f'{2 / values[-1]:.2g}')", 1.4e-11),
        ("picture-gradient-descent", "[float(f'{loss(p[-1]):.2g}') for p in paths.values()]", [270, 470, 120_000]),
        ("picture-newton", "[len(path) - 1 for path in paths.values()]", [1000, 1]),
        ("picture-newton", "paths['gradient descent'][-1, 0].round(1)", 2.8),
        ("picture-newton", "paths['Newton'][-1].round(3)", [50.374, 0.954]),
        ("picture-newton", "round(least_squares(design(q, 1))[2](paths['Newton'][-1]))", 16),
        ("scaled", "[q.std().round(), (q**3).std().round(-3)]", [27, 277_000]),
        ("picture-standardize", "squared_loss(scaled, scaled_design(q, 3), cost).__round__(1)", 13.7),
        ("table-rows", "[row['GD steps'] for row in regression_rows()[:3]]", [20_000, 1, 20_000]),
        ("table-rows", "[row['Newton steps'] for row in regression_rows()]", [1, 1, 1, 1]),
        ("table-rows", "round(regression_rows()[3]['GD steps'], -3)", 17_000),
        ("table-rows", "round(regression_rows()[3]['kappa'])", 3741),
        ("table-rows", "round(float(regression_rows()[3]['Newton loss']), 1)", 7.6),
        ("years", "float(f'{steps:.1e}')", 1.3e13),
        ("years", "[best.round(1), round(1000 * (2.2 - 0.032**2 / 0.00066), -1)]", [48.5, 650]),
        ("loans", "[repaid.mean(), everything[:, names.index('amount')].max()]", [0.7, 18_424]),
        ("curvature", "max(largest) == largest[0]", True),
        ("picture-boundary", "len(path) - 1", 4),
        ("picture-boundary", "[round(100 * share, 1) for share in shares]", [71.2, 70.5]),
        ("picture-boundary", "[-(path[-1] @ [1, 0, age] / path[-1][1]).round() for age in (20, 60)]", [8, 14]),
        ("fit-table", "[np.exp(theta[1]).round(2), np.exp(theta[2]).round(3)]", [0.88, 1.018]),
        ("fit-table", "abs(theta / errors).min() > 2", True),
        ("separable", "[len(path) - 1 for path in runs.values()]", [12, 6]),
        ("separable", "np.ptp(np.diff(np.linalg.norm(runs['separable'], axis=1))[4:]) < 0.2", True),
        ("logit-table", "[row['GD steps'] for row in rows]", [20_000, 20_000, 12]),
        ("logit-table", "[row['Newton steps'] for row in rows]", [3, 3, 3]),
        ("logit-table", "float(f'{rows[0][\"kappa\"]:.0e}')", 2e8),
    ],
)  # fmt: skip
def test_numbers_in_the_texts(cell, expression, value):
    found = eval(expression, dict(notebook()[cell]))
    np.testing.assert_allclose(np.asarray(found, dtype=float), np.asarray(value, dtype=float), rtol=1e-9)
