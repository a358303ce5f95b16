"""Chains of layers: nested networks share one vector, copies are independent, layers without parameters take no room."""

import copy
import pickle

import numpy as np
import pytest

from tests.utils.gradients import check_backward, ordinary
from utils.activations import tanh
from utils.mlp import MLP, Dense
from utils.network import Layer, Network


class Doubled(Layer):
    """Nothing to learn: A -> 2 A while training, and A in use."""

    def forward(self, A):
        return 2 * A

    def backward(self, grad_A, input_gradient=True):
        return 2 * grad_A if input_gradient else None

    def output(self, A):
        return A


class Scale(Layer):
    """A parameter with another name."""

    names = ("gamma",)

    def __init__(self, n):
        self.gamma = np.arange(1.0, n + 1)

    def forward(self, A):
        self.A = A
        return A * self.gamma

    def backward(self, grad_A, input_gradient=True):
        (grad_A * self.A).sum(axis=0, out=self.dgamma)
        return grad_A * self.gamma

    def output(self, A):
        return A * self.gamma


def chain(rng):
    inner = Network([Dense(3, 4, tanh, rng=rng), Doubled(), Scale(4)])
    return Network([Dense(5, 3, tanh, rng=rng), inner, Dense(4, 2, rng=rng)])


def test_nested_networks_are_windows_on_one_vector():
    network = chain(np.random.default_rng(0))
    sizes = [5 * 3, 3, 3 * 4, 4, 4, 4 * 2, 2]
    assert [array.size for array in network.arrays()] == sizes
    assert network.theta.shape == network.dtheta.shape == (sum(sizes),)
    assert all(np.shares_memory(array, network.theta) for array in network.arrays())
    inner = network.layers[1]
    inner.layers[2].gamma = [7.0, 8.0, 9.0, 10.0]  # values are copied into the window
    np.testing.assert_array_equal(network.theta[34:38], [7, 8, 9, 10])
    np.testing.assert_array_equal(inner.theta[-4:], [7, 8, 9, 10])
    network.theta[:] = 0.5
    assert (inner.layers[0].W == 0.5).all()


def test_backward_through_a_nested_network():
    rng = np.random.default_rng(1)
    network = ordinary(chain(rng), rng)
    check_backward(network, rng.normal(size=(6, 5)), rng=rng)


def test_output_is_the_network_in_use():
    network = Network([Doubled(), Scale(2)])
    np.testing.assert_array_equal(network.forward(np.ones((1, 2))), [[2, 4]])
    np.testing.assert_array_equal(network.output(np.ones((1, 2))), [[1, 2]])
    network.input_shape = ("n", 2)
    with pytest.raises(ValueError, match=r"X has shape \(1, 3\)"):
        network.output(np.ones((1, 3)))


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda network: pickle.loads(pickle.dumps(network))])
def test_copies_have_windows_of_their_own(copied):
    network = chain(np.random.default_rng(2))
    other = copied(network)
    other.theta[:] = 0
    assert (other.layers[1].layers[2].gamma == 0).all() and (network.theta != 0).any()
    assert not np.shares_memory(other.theta, network.theta)
    other.layers[0].b = [5.0, 6.0, 7.0]
    np.testing.assert_array_equal(other.theta[15:18], [5, 6, 7])


def test_without_parameters():
    assert Network([Doubled()]).theta.shape == (0,)
    mlp = MLP([3, 4, 2], rng=np.random.default_rng(0))
    assert mlp.layers[0].names == ("W", "b") and mlp.input_shape == ("n", 3)
    with pytest.raises(ValueError, match=r"W has shape \(2,\), but it should have shape \(4, 3\)"):
        mlp.layers[0].W = [1.0, 2.0]
