"""Descent loops: quadratics by hand, the step bound, scipy's minimisers, Newton's digits, and what is refused."""

import numpy as np
import pytest
import scipy.optimize

from utils.descent import backtracking, bfgs, gradient_descent, newton, newton_root, steepest_descent
from utils.landscapes import Quadratic, Rosenbrock

RAVINE = Quadratic([1, 50])  # L = 50


def test_one_step_by_hand_from_a_start_that_is_neither_changed_nor_truncated():
    x0 = np.array([4, 1])
    path = gradient_descent(RAVINE.gradient, x0, 0.01, max_steps=1)
    np.testing.assert_allclose(path, [[4, 1], [4 - 0.04, 1 - 0.5]])
    np.testing.assert_array_equal(x0, [4, 1])


@pytest.mark.parametrize("eta", [0.001, 0.02, 0.0399, 0.0401, 0.06])
def test_the_bound_on_the_step_is_2_over_L(eta):
    path = gradient_descent(RAVINE.gradient, [1.0, 1.0], eta, max_steps=400)
    assert (abs(path[-1, 1]) < 1) == (eta < 2 / 50)


def test_the_best_fixed_step_contracts_by_k_minus_1_over_k_plus_1():
    path = gradient_descent(RAVINE.gradient, [1.0, 1.0], 2 / 51, max_steps=30)
    ratios = np.linalg.norm(path[1:], axis=1) / np.linalg.norm(path[:-1], axis=1)
    np.testing.assert_allclose(ratios, 49 / 51)


def test_a_path_that_diverges_ends_at_its_last_finite_point():
    path = gradient_descent(RAVINE.gradient, [1.0, 1.0], 1.0, max_steps=5000)
    assert np.isfinite(path).all()
    assert 100 < len(path) < 5000


def test_newton_needs_one_step_on_a_quadratic_whatever_its_condition():
    path = newton(RAVINE.gradient, RAVINE.hessian, [7.0, -3.0])
    assert len(path) == 2
    np.testing.assert_allclose(path[-1], [0, 0], atol=1e-15)


@pytest.mark.parametrize("method", ["damped newton", "bfgs", "steepest"])
def test_rosenbrock_against_scipy(method):
    f, x0 = Rosenbrock(), np.array([-1.2, 1.0])
    if method == "damped newton":
        path = newton(f.gradient, f.hessian, x0, f=f)
        assert len(path) - 1 <= 25
    elif method == "bfgs":
        path = bfgs(f, f.gradient, x0)
        theirs = scipy.optimize.minimize(f, x0, jac=f.gradient, method="BFGS", options={"gtol": 1e-8})
        np.testing.assert_allclose(path[-1], theirs.x, atol=1e-6)
        assert len(path) - 1 <= 2 * theirs.nit
    else:
        path = steepest_descent(f, f.gradient, x0, tolerance=1e-3, max_steps=20_000)
        assert len(path) > 1000  # the valley is narrow: that is what Newton is for
    np.testing.assert_allclose(path[-1], [1, 1], atol=2e-3 if method == "steepest" else 1e-7)
    assert (np.diff(f(path)) < 0).all()


def test_bfgs_on_a_quadratic_finds_the_solution_of_the_linear_system():
    rng = np.random.default_rng(0)
    M = rng.normal(size=(6, 6))
    H, b = M @ M.T + np.eye(6), rng.normal(size=6)
    path = bfgs(lambda x: 0.5 * x @ H @ x - b @ x, lambda x: H @ x - b, np.zeros(6))
    np.testing.assert_allclose(path[-1], np.linalg.solve(H, b), atol=1e-8)


def test_newton_doubles_the_digits():
    path = newton_root(lambda x: x**2 - 2, lambda x: 2 * x, 1.0)
    errors = np.abs(path - np.sqrt(2))
    np.testing.assert_allclose(path[:3], [1, 3 / 2, 17 / 12])
    # e_{k+1} = e_k^2 / (2 x_k), exactly
    np.testing.assert_allclose(errors[1:4], errors[:3] ** 2 / (2 * path[:3]), rtol=1e-6)
    assert errors[-1] < 1e-14
    assert path[-1] == pytest.approx(scipy.optimize.newton(lambda x: x**2 - 2, 1.0, fprime=lambda x: 2 * x))


def test_backtracking_by_hand():
    # f(x) = x^2 at 1 along -2: t = 1 gives f = 1, no fall; t = 1/2 gives 0
    assert backtracking(lambda x: float(x @ x), np.array([2.0]), np.array([1.0]), np.array([-2.0])) == 0.5
    with pytest.raises(ValueError, match="uphill"):
        backtracking(lambda x: float(x @ x), np.array([2.0]), np.array([1.0]), np.array([2.0]))


def test_refusals():
    with pytest.raises(np.linalg.LinAlgError, match=r"singular at x = \[1. 2.\]"):
        newton(RAVINE.gradient, lambda x: np.zeros((2, 2)), [1.0, 2.0])
    with pytest.raises(ValueError, match=r"gradient\(x\) has shape \(1, 2\), but it should have shape \(2,\)"):
        gradient_descent(lambda x: x[np.newaxis], [1.0, 2.0], 0.1)
    with pytest.raises(ValueError, match=r"x0 has shape \(1, 2\)"):
        gradient_descent(RAVINE.gradient, [[1.0, 2.0]], 0.1)
    with pytest.raises(ZeroDivisionError, match="flat at x = 0"):
        newton_root(lambda x: x**2 + 1, lambda x: 2 * x, 0.0)
