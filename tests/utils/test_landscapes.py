"""The landscapes: gradients and Hessians by finite differences, minima by other methods, paths by hand."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression

from utils.landscapes import Logit, Quadratic, Rosenbrock, trajectory, tumors
from utils.optimizers import SGD, Momentum


@pytest.fixture(scope="module")
def logit():
    return Logit(*tumors())


def small_logit():
    rng = np.random.default_rng(5)
    X = rng.normal(size=(7, 2)) + [1, 0]
    return Logit(X, np.array([0, 1, 0, 1, 1, 0, 1]))


LANDSCAPES = [Quadratic([1, 50]), Quadratic([2, 7], 0.6, minimum=[1, -3]), Rosenbrock(), small_logit()]


@pytest.mark.parametrize("f", LANDSCAPES)
def test_gradient_and_hessian_by_centered_differences(f):
    h, rng = 1e-5, np.random.default_rng(0)
    for theta in rng.normal(size=(4, 2)):
        slope = [(f(theta + h * e) - f(theta - h * e)) / (2 * h) for e in np.eye(2)]
        bend = [(f.gradient(theta + h * e) - f.gradient(theta - h * e)) / (2 * h) for e in np.eye(2)]
        np.testing.assert_allclose(f.gradient(theta), slope, rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(f.hessian(theta), bend, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("f", LANDSCAPES)
def test_many_points_at_once_and_the_minimum(f):
    points = np.random.default_rng(1).normal(size=(6, 2))
    np.testing.assert_allclose(f(points), [f(p) for p in points])
    np.testing.assert_allclose(f.gradient(f.minimum), 0, atol=1e-10)
    assert (np.linalg.eigvalsh(f.hessian(f.minimum)) > 0).all()
    assert (f(f.minimum + 0.1 * points) > f(f.minimum)).all()


def test_values_by_hand():
    assert Quadratic([1, 50])([9, 1]) == (81 + 50) / 2
    assert Rosenbrock()([-1.2, 1]) == pytest.approx(2.2**2 + 100 * 0.44**2)
    turned = Quadratic([1, 50], np.pi / 4)
    np.testing.assert_allclose(turned.A, [[25.5, -24.5], [-24.5, 25.5]])


def test_tumors_and_their_logit_against_scikit_learn(logit):
    X, y = tumors()
    data, benign = load_breast_cancer(return_X_y=True)
    np.testing.assert_array_equal(X[:, 1], data[:, 0] / 10)
    np.testing.assert_array_equal(y, 1 - benign)
    assert X.shape == (569, 2) and (X[:, 0] == 1).all() and y.sum() == 212  # malignant
    assert 0.6 < X[:, 1].min() and X[:, 1].max() < 3  # radius in cm
    other = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-10, max_iter=10_000).fit(X, y).coef_[0]
    np.testing.assert_allclose(logit.minimum, other, rtol=1e-3)


def test_logit_gradient_of_a_mini_batch(logit):
    theta, rows = np.array([-4.0, 3.0]), np.array([3, 20, 500])
    by_hand = sum((1 / (1 + np.exp(-logit.X[i] @ theta)) - logit.y[i]) * logit.X[i] for i in rows) / 3
    np.testing.assert_allclose(logit.gradient(theta, rows), by_hand)
    large = np.array([-4e4, 3e4])
    assert np.isfinite(logit(large)) and np.isfinite(logit.gradient(large)).all()


def test_separated_labels_are_refused():
    X = np.column_stack([np.ones(4), [0.0, 1.0, 2.0, 3.0]])
    with pytest.raises(ValueError, match="separates|does not exist"):
        Logit(X, np.array([0, 0, 1, 1]))


def test_trajectory_by_hand():
    start = [2, 1]  # integers stay as they are
    path = trajectory(SGD(0.5), Quadratic([1, 1]).gradient, start, 3)
    np.testing.assert_array_equal(path, [[2, 1], [1, 0.5], [0.5, 0.25], [0.25, 0.125]])
    assert start == [2, 1]
    assert trajectory(Momentum(), Rosenbrock().gradient, (0, 0), 0).shape == (1, 2)


def test_a_diverging_path_ends_in_nan_without_a_warning():
    path = trajectory(SGD(0.1), Rosenbrock().gradient, (-1.2, 1), 50)
    assert path.shape == (51, 2) and np.isnan(path[-1]).all() and np.isfinite(path[:3]).all()
