"""Residual blocks: the identity beside the block, forward and backward, in chains that share one vector."""

import numpy as np
import pytest

from tests.utils.gradients import check_backward, ordinary
from utils.activations import relu, tanh
from utils.dropout import Dropout
from utils.mlp import Dense
from utils.network import Network
from utils.residual import Residual


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def block(rng):
    return Residual([Dense(4, 3, tanh, rng=rng), Dense(3, 4, rng=rng)])


def test_forward_and_backward_by_hand(rng):
    layer = Residual([Dense(1, 1, relu, rng=rng)])
    layer.block.layers[0].W, layer.block.layers[0].b = [[0.5]], [1.0]
    A, grad = np.array([[2.0], [-4.0]]), np.array([[10.0], [10.0]])
    np.testing.assert_array_equal(layer.forward(A), [[2 + 2], [-4 + 0]])  # relu(0.5 * 2 + 1) = 2, relu(-1) = 0
    np.testing.assert_array_equal(layer.backward(grad), [[10 + 5], [10]])
    np.testing.assert_array_equal(layer.block.layers[0].dW, [[20.0]])
    assert A.tolist() == [[2], [-4]] and grad.tolist() == [[10], [10]]  # neither is changed


def test_backward_by_finite_differences(rng):
    network = Network([Dense(5, 4, tanh, rng=rng), block(rng), Residual([block(rng)]), Dense(4, 2, rng=rng)])
    check_backward(ordinary(network, rng), rng.normal(size=(6, 5)), rng=rng, tolerance=1e-7)
    check_backward(ordinary(block(rng), rng), rng.normal(size=(6, 4)), rng=rng, tolerance=1e-7)  # as first layer


def test_parameters_are_windows_on_the_network(rng):
    layer = block(rng)
    network = Network([Dense(4, 4, rng=rng), layer])
    assert all(np.shares_memory(array, network.theta) for array in layer.arrays())
    network.theta[:] = 0
    A = rng.normal(size=(3, 4))
    np.testing.assert_array_equal(layer.forward(A), A)  # a block of zeros is the identity
    np.testing.assert_array_equal(layer.backward(A), A)


def test_in_use_the_block_is_in_use_too(rng):
    layer = Residual([Dropout(0.5, rng=rng)])
    A = np.ones((20, 4))
    np.testing.assert_array_equal(layer.output(A), 2 * A)
    assert set(np.unique(layer.forward(A))) == {1, 3}


@pytest.mark.parametrize("n_out", [1, 3])  # one column would broadcast
def test_a_block_that_changes_the_shape_is_refused(n_out, rng):
    with pytest.raises(ValueError, match=rf"turns shape \(5, 4\) into \(5, {n_out}\)"):
        Residual([Dense(4, n_out, rng=rng)]).forward(np.ones((5, 4)))
