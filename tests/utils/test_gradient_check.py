"""The gradient checker itself: known gradients, the V of its error, and that it catches what it is for."""

import numpy as np
import pytest

from utils.activations import tanh
from utils.gradient_check import check_network, numerical_gradient, relative_error
from utils.losses import SquaredError
from utils.mlp import MLP


def test_known_gradient_and_untouched_input():
    x = np.array([[1.0, -2.0, 0.5]])
    kept = x.copy()
    np.testing.assert_allclose(numerical_gradient(lambda x: float((x**3).sum()), x), 3 * x**2, rtol=1e-8)
    np.testing.assert_array_equal(x, kept)


def test_the_step_is_near_the_best():
    x = np.array([1.3])
    errors = {h: abs(numerical_gradient(lambda x: np.exp(x[0]), x, h)[0] - np.exp(1.3)) for h in (1e-1, 1e-5, 1e-11)}
    assert errors[1e-5] < errors[1e-1] / 1e5
    assert errors[1e-5] < errors[1e-11] / 1e3


@pytest.mark.parametrize("x", [np.array([1, 2]), np.array([1.0], dtype=np.float32), [1.0, 2.0]])
def test_other_dtypes_are_refused(x):
    with pytest.raises(TypeError, match="float64"):
        numerical_gradient(lambda x: 0.0, x)


def test_relative_error():
    assert relative_error(np.array([1.0, 2.0]), np.array([1.0, 2.0])) == 0
    assert relative_error(np.zeros(2), np.zeros(2)) == 0
    np.testing.assert_allclose(relative_error(np.array([100.0, 1.0]), np.array([99.0, 1.0])), 0.01)


class WrongTanh:
    """phi'(a) in place of phi'(z): the most common slip."""

    def __call__(self, z):
        return np.tanh(z)

    def derivative(self, z):
        return tanh.derivative(np.tanh(z))


def test_a_wrong_derivative_is_caught_in_the_layers_before_it():
    rng = np.random.default_rng(0)
    network = MLP([3, 4, 2], WrongTanh(), rng=rng)
    errors = check_network(network, SquaredError(), rng.normal(size=(5, 3)), rng.normal(size=(5, 2)))
    assert errors["W_1"] > 1e-2
    assert errors["b_1"] > 1e-2
    assert errors["W_2"] < 1e-8
