"""Pooling: numbers by hand, ties, windows that overlap or do not fill the image, finite differences."""

import numpy as np
import pytest

from tests.utils.gradients import check_backward, check_float32
from utils.network import Network
from utils.pooling import AveragePool, Flatten, MaxPool, Reshape

IMAGE = np.array([[[[1.0, 5.0, 2.0, 0.0, 9.0], [3.0, 4.0, 8.0, 7.0, 9.0]]]])  # the fifth column fills no window


@pytest.mark.parametrize(
    ("pool", "pooled", "upstream", "grad"),
    [
        (MaxPool(2), [5, 8], [10.0, -20.0], [[0, 10, 0, 0, 0], [0, 0, -20, 0, 0]]),
        (AveragePool(2), [3.25, 4.25], [8.0, -4.0], [[2, 2, -1, -1, 0], [2, 2, -1, -1, 0]]),
        (MaxPool(2, 1), [5, 8, 8, 9], [1.0, 10.0, 100.0, 1000.0], [[0, 1, 0, 0, 1000], [0, 0, 110, 0, 0]]),
    ],
    ids=["maximum", "mean", "overlapping windows add up"],
)
def test_by_hand(pool, pooled, upstream, grad):
    np.testing.assert_array_equal(pool.forward(IMAGE), [[[pooled]]])
    np.testing.assert_array_equal(pool.output(IMAGE), [[[pooled]]])
    np.testing.assert_array_equal(pool.backward(np.array([[[upstream]]])), [[grad]])


def test_of_equal_entries_one_receives_the_gradient():
    pool = MaxPool(2)
    pool.forward(np.zeros((1, 2, 4, 4)))  # after a ReLU, ties at zero are common
    grad = pool.backward(np.arange(1.0, 9.0).reshape(1, 2, 2, 2))
    assert grad.sum() == 36 and np.count_nonzero(grad) == 8
    np.testing.assert_array_equal(grad[0, 0], [[1, 0, 2, 0], [0, 0, 0, 0], [3, 0, 4, 0], [0, 0, 0, 0]])


@pytest.mark.parametrize("kind", [MaxPool, AveragePool])
@pytest.mark.parametrize(("size", "stride"), [(2, None), ((3, 2), None), ((2, 3), 1), (2, 3)])
def test_backward_by_finite_differences(kind, size, stride):
    rng, pool = np.random.default_rng(0), kind(size, stride)
    X = rng.permutation(2 * 3 * 7 * 6).reshape(2, 3, 7, 6) / 100  # no two entries are nearer than 0.01: no kink
    check_backward(pool, X, rng=rng)
    np.testing.assert_array_equal(pool.output(X), pool.forward(X))
    check_float32(pool, X)


def test_reshape_and_flatten():
    X = np.arange(2.0 * 12).reshape(2, 12)
    network = Network([Reshape((3, 2, 2)), MaxPool(2), Flatten()])
    np.testing.assert_array_equal(network.forward(X), [[3, 7, 11], [15, 19, 23]])
    grad = network.backward(np.ones((2, 3)))
    assert grad.shape == (2, 12) and grad.sum() == 6 and (grad[:, 3::4] == 1).all()
    np.testing.assert_array_equal(network.output(X), network.forward(X))
