"""The perceptron: known counts, the rule against its criterion, Novikoff's bound, the widest plane, bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from utils.activations import sigmoid, step
from utils.data import XOR_X, XOR_Y, blobs
from utils.gradient_check import numerical_gradient
from utils.perceptron import Perceptron, novikoff_bound, widest_plane

OR_Y, AND_Y = np.array([0, 1, 1, 1]), np.array([0, 0, 0, 1])


@pytest.mark.parametrize(
    ("y", "errors", "w", "b"),
    [(OR_Y, [2, 2, 1, 0], [1, 1], -1), (AND_Y, [2, 3, 3, 2, 1, 0], [2, 1], -3)],
    ids=["OR", "AND"],
)
def test_known_mistakes_per_epoch(y, errors, w, b):
    unit = Perceptron().fit(XOR_X, y)
    assert unit.errors == errors
    assert len(unit.updates) == sum(errors)
    np.testing.assert_array_equal([*unit.w, unit.b], [*w, b])
    np.testing.assert_array_equal(unit.predict(XOR_X), y)


def test_updates_of_or_by_hand():
    updates = Perceptron().fit(XOR_X, OR_Y).updates
    assert [(u.epoch, u.sample, u.error, *u.w, u.b) for u in updates] == [
        (0, 0, -1, 0, 0, -1),
        (0, 1, 1, 0, 1, 0),
        (1, 0, -1, 0, 1, -1),
        (1, 2, 1, 1, 1, 0),
        (2, 0, -1, 1, 1, -1),
    ]


def test_xor_cycles_for_ever():
    unit = Perceptron().fit(XOR_X, XOR_Y, epochs=200)
    assert unit.errors == [3, 3] + [4] * 198
    for last in unit.updates[5::4]:  # the last correction of epochs 2, 3, 4, ...
        np.testing.assert_array_equal([*last.w, last.b], [-1, 0, 0])


@given(st.integers(0, 10**6), st.floats(0.05, 20))
@settings(max_examples=25, deadline=None)
def test_from_zero_the_learning_rate_only_scales(seed, eta):
    eta = 2.0 ** round(np.log2(eta))  # a power of two: scaling rounds nothing, so ties stay ties
    X, y = blobs(30, np.random.default_rng(seed))
    one, other = Perceptron().fit(X, y, epochs=5), Perceptron().fit(X, y, eta=eta, epochs=5)
    assert one.errors == other.errors
    np.testing.assert_allclose([*other.w, other.b], eta * np.array([*one.w, one.b]))


def test_an_update_is_minus_the_slope_of_the_criterion():
    rng = np.random.default_rng(0)
    for _ in range(50):
        theta, x, y = rng.standard_normal(4), rng.standard_normal(3), rng.integers(2)
        x_1 = np.append(x, 1.0)
        slope = numerical_gradient(lambda t, x_1=x_1, s=2 * y - 1: max(0.0, -s * (t @ x_1)), theta.copy())
        unit = Perceptron(theta[:3], theta[3]).fit(x[np.newaxis], [y], eta=0.5, epochs=1)
        np.testing.assert_allclose([*unit.w, unit.b], theta - 0.5 * slope, atol=1e-9)


def test_fit_does_not_change_what_it_was_given():
    w, X = np.array([2.0, -1.0]), XOR_X.copy()
    Perceptron(w, 0.5).fit(X, AND_Y)
    np.testing.assert_array_equal(w, [2.0, -1.0])
    np.testing.assert_array_equal(X, XOR_X)


def test_distance_by_hand():
    unit = Perceptron([3.0, 4.0], -5.0)
    np.testing.assert_allclose(unit.distance([[5.0, 5.0], [0.0, 0.0], [1.4, 0.2]]), [6, -1, 0], atol=1e-15)


def test_prediction_of_a_sigmoid_unit():
    unit = Perceptron([2.0, -1.0, 0.5], -0.25, phi=sigmoid)
    np.testing.assert_allclose(unit.predict([[1.0, 3.0, 2.0]]), 1 / (1 + np.exp(0.25)))
    with pytest.raises(ValueError, match="step"):
        unit.fit(np.eye(3), [0, 1, 1])


@pytest.mark.parametrize(("y", "plane", "bound"), [(OR_Y, [2, 2, -1], 27), (AND_Y, [2, 2, -3], 51)], ids=["OR", "AND"])
def test_widest_plane_and_bound_by_hand(y, plane, bound):
    w, b = widest_plane(XOR_X, y)
    np.testing.assert_allclose([*w, b], plane)
    assert novikoff_bound(XOR_X, y, w, b) == pytest.approx(bound)
    assert novikoff_bound(XOR_X, y, 7 * w, 7 * b) == pytest.approx(bound)  # the length of (w, b) does not matter


@pytest.mark.parametrize("seed", range(8))
def test_widest_plane_is_the_shortest_that_another_solver_finds_and_its_bound_holds(seed):
    rng = np.random.default_rng(seed)
    X = rng.uniform(-2, 3, (60, 3))
    z = X @ [1.0, -2.0, 0.5] + 0.7
    X, y = X[abs(z) > 0.3], (z[abs(z) > 0.3] > 0).astype(int)
    G = (2 * y - 1)[:, np.newaxis] * np.column_stack([X, np.ones(len(X))])
    inside = {"type": "ineq", "fun": lambda theta: G @ theta - 1, "jac": lambda theta: G}
    judge = minimize(lambda t: t @ t, np.zeros(4), jac=lambda t: 2 * t, constraints=inside, method="SLSQP", tol=1e-12)
    assert judge.success
    w, b = widest_plane(X, y)
    np.testing.assert_allclose([*w, b], judge.x, rtol=1e-5, atol=1e-8)
    mistakes = Perceptron().fit(X, y, epochs=10_000).errors
    assert mistakes[-1] == 0
    assert sum(mistakes) <= novikoff_bound(X, y, w, b)


def test_one_unit_computes_14_of_the_16_functions_of_two_inputs():
    separable = 0
    for f in range(16):
        y = np.array([f >> i & 1 for i in range(4)])
        try:
            w, b = widest_plane(XOR_X, y)
        except ValueError:
            continue
        separable += 1
        np.testing.assert_array_equal(step(XOR_X @ w + b), y)
    assert separable == 14


def test_bad_input_is_named():
    with pytest.raises(RuntimeError, match="fit"):
        Perceptron().predict(XOR_X)
    with pytest.raises(ValueError, match=r"X has shape \(2,\)"):
        Perceptron([1.0, 1.0]).predict([1.0, 2.0])
    with pytest.raises(ValueError, match=r"y\[0\] is -1"):
        Perceptron().fit(XOR_X, [-1, 1, 1, -1])
    with pytest.raises(ValueError, match="y has shape"):
        Perceptron().fit(XOR_X, [0, 1, 1])
    with pytest.raises(ValueError, match="not on its side"):
        novikoff_bound(XOR_X, XOR_Y, np.ones(2), -1.0)
    with pytest.raises(ValueError, match="no plane separates"):
        widest_plane(XOR_X, XOR_Y)
