"""The recurrent layer: forward by a loop over samples, back-propagation through time by differences."""

import numpy as np
import pytest

from tests.utils.gradients import check_backward, check_float32
from utils.activations import identity, sigmoid, tanh
from utils.losses import SquaredError
from utils.mlp import Dense
from utils.network import Network
from utils.optimizers import Adam
from utils.recurrent import Last, Recurrent, spectral_radius
from utils.training import train

N, T, D, M = 3, 5, 2, 4  # all different


def layer_and_batch(phi=tanh, dtype=float):
    rng = np.random.default_rng(0)
    layer = Recurrent(D, M, phi, rng=rng, dtype=dtype)
    layer.b = rng.normal(size=M)
    return layer, rng.normal(size=(N, T, D))


def test_forward_by_a_loop_over_samples_and_steps():
    layer, X = layer_and_batch()
    H = layer.forward(X)
    assert H.shape == (N, T, M)
    for i in range(N):
        h = np.zeros(M)
        for t in range(T):
            h = np.tanh(layer.U @ h + layer.W @ X[i, t] + layer.b)
            np.testing.assert_allclose(H[i, t], h, rtol=1e-12)
    np.testing.assert_array_equal(layer.output(X), H)


@pytest.mark.parametrize("phi", [tanh, sigmoid, identity])
def test_backward_by_finite_differences(phi):
    layer, X = layer_and_batch(phi)
    assert layer.names == ("W", "U", "b")
    check_backward(layer, X, rng=np.random.default_rng(1), tolerance=1e-7)


def test_linear_cell_is_an_autoregression():
    """h_t = sum_k rho^k x_{t-k}, and dh_T/dx_t = rho^(T-t)."""
    layer = Recurrent(1, 1, identity, rng=np.random.default_rng(0))
    layer.W, layer.U, layer.b = [[1.0]], [[0.8]], [0.0]
    x, powers = np.random.default_rng(1).normal(size=(1, 6, 1)), 0.8 ** np.arange(5, -1, -1)
    h = layer.forward(x)[0, :, 0]
    np.testing.assert_allclose(h[-1], powers @ x[0, :, 0])
    upstream = np.zeros((1, 6, 1))
    upstream[0, -1] = 1
    np.testing.assert_allclose(layer.backward(upstream)[0, :, 0], powers)
    np.testing.assert_allclose(layer.dU, [[powers @ [0, *h[:-1]]]])  # dh_T/drho = sum_t rho^(T-t) h_(t-1)


def test_last_by_finite_differences():
    rng = np.random.default_rng(2)
    network = Network([Recurrent(D, M, rng=rng), Last(), Dense(M, 3, rng=rng)])
    X = rng.normal(size=(N, T, D))
    check_backward(network, X, rng=rng, tolerance=1e-7)
    np.testing.assert_array_equal(network.output(X), network.forward(X))


def test_output_leaves_no_trace():
    layer, X = layer_and_batch()
    layer.forward(X)
    Z, H = layer.Z.copy(), layer.H.copy()
    layer.output(X + 1)
    np.testing.assert_array_equal(layer.Z, Z)
    np.testing.assert_array_equal(layer.H, H)


def test_it_remembers():
    """The first of five numbers is asked for at the end: no answer without memory."""
    rng = np.random.default_rng(3)
    X, loss = rng.uniform(-1, 1, size=(300, 5, 1)), SquaredError()
    network = Network([Recurrent(1, 8, rng=rng), Last(), Dense(8, 1, rng=rng)])
    train(network, loss, Adam(0.01), X, X[:, 0], epochs=60, batch_size=30, rng=rng)
    fresh = rng.uniform(-1, 1, size=(200, 5, 1))
    assert loss(network.output(fresh), fresh[:, 0]) < 0.1 * loss(np.zeros((200, 1)), fresh[:, 0])


def test_spectral_radius():
    np.testing.assert_allclose(spectral_radius(np.array([[0.0, 2.0], [-2.0, 0.0]])), 2)  # eigenvalues 2i and -2i
    np.testing.assert_allclose(spectral_radius(np.array([[0.5, 100.0], [0.0, -0.9]])), 0.9)  # the norm is 100


def test_float32_is_kept():
    layer, X = layer_and_batch(dtype=np.float32)
    check_float32(layer, X)
