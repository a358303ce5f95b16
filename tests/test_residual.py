"""Residual blocks: the identity beside the block, forward and backward, in chains that share one vector."""

import numpy as np
import pytest

from utils.activations import relu, tanh
from utils.dropout import Dropout
from utils.gradient_check import numerical_gradient, relative_error
from utils.mlp import Dense
from utils.network import Network
from utils.residual import Residual


def block(rng):
    return Residual([Dense(4, 3, tanh, rng=rng), Dense(3, 4, rng=rng)])


def test_forward_and_backward_by_hand():
    rng = np.random.default_rng(0)
    layer = Residual([Dense(1, 1, relu, rng=rng)])
    layer.block.layers[0].W, layer.block.layers[0].b = [[0.5]], [1.0]
    A = np.array([[2.0], [-4.0]])
    np.testing.assert_array_equal(layer.forward(A), [[2 + 2], [-4 + 0]])  # relu(0.5 * 2 + 1) = 2, relu(-1) = 0
    np.testing.assert_array_equal(layer.backward(np.array([[10.0], [10.0]])), [[10 + 5], [10]])
    np.testing.assert_array_equal(layer.block.layers[0].dW, [[20.0]])


def test_backward_by_finite_differences():
    rng = np.random.default_rng(1)
    network = Network([Dense(5, 4, tanh, rng=rng), block(rng), Residual([block(rng)]), Dense(4, 2, rng=rng)])
    network.theta[:] = rng.normal(size=network.theta.size)
    X, upstream = rng.normal(size=(6, 5)), rng.normal(size=(6, 2))

    def value(_):
        return float((network.forward(X) * upstream).sum())

    value(None)
    grad_X = network.backward(upstream, input_gradient=True).copy()
    dtheta = network.dtheta.copy()
    assert relative_error(dtheta, numerical_gradient(value, network.theta)) < 1e-7
    assert relative_error(grad_X, numerical_gradient(value, X)) < 1e-7


def test_parameters_are_windows_on_the_network():
    rng = np.random.default_rng(2)
    layer = block(rng)
    network = Network([Dense(4, 4, rng=rng), layer])
    assert all(np.shares_memory(array, network.theta) for array in layer.arrays())
    network.theta[:] = 0
    A = rng.normal(size=(3, 4))
    np.testing.assert_array_equal(layer.forward(A), A)  # a block of zeros is the identity
    np.testing.assert_array_equal(layer.backward(A), A)


def test_the_input_is_not_changed_and_not_shared():
    rng = np.random.default_rng(3)
    layer, A = block(rng), rng.normal(size=(3, 4))
    kept, grad = A.copy(), rng.normal(size=(3, 4))
    kept_grad = grad.copy()
    layer.forward(A)
    layer.backward(grad)
    np.testing.assert_array_equal(A, kept)
    np.testing.assert_array_equal(grad, kept_grad)


def test_as_first_layer_without_input_gradient():
    rng = np.random.default_rng(4)
    network = Network([block(rng)])
    X, upstream = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    network.forward(X)
    assert network.backward(upstream) is None
    dtheta = network.dtheta.copy()
    assert (dtheta != 0).any()
    network.backward(upstream, input_gradient=True)
    np.testing.assert_array_equal(network.dtheta, dtheta)


def test_in_use_the_block_is_in_use_too():
    rng = np.random.default_rng(5)
    layer = Residual([Dropout(0.5, rng=rng)])
    A = np.ones((20, 4))
    np.testing.assert_array_equal(layer.output(A), 2 * A)
    assert set(np.unique(layer.forward(A))) == {1, 3}


def test_a_block_that_changes_the_shape_is_refused():
    rng = np.random.default_rng(6)
    for n_out in (1, 3):  # one column would broadcast
        with pytest.raises(ValueError, match=rf"turns shape \(5, 4\) into \(5, {n_out}\)"):
            Residual([Dense(4, n_out, rng=rng)]).forward(np.ones((5, 4)))
