"""The recurrent layer: forward by a loop over samples, back-propagation through time by differences and against PyTorch."""

import numpy as np
import pytest

from utils.activations import identity, sigmoid, tanh
from utils.gradient_check import numerical_gradient, relative_error
from utils.losses import SquaredError
from utils.mlp import Dense
from utils.network import Network
from utils.optimizers import Adam
from utils.recurrent import Last, Recurrent, spectral_radius
from utils.training import train

N, T, D, M = 3, 5, 2, 4  # all different


def layer_and_batch(phi=tanh, seed=0, dtype=float):
    rng = np.random.default_rng(seed)
    layer = Recurrent(D, M, phi, rng=rng, dtype=dtype)
    layer.b = rng.normal(size=M)
    return layer, rng.normal(size=(N, T, D)).astype(dtype), rng.normal(size=(N, T, M)).astype(dtype)


def test_forward_by_a_loop_over_samples_and_steps():
    layer, X, _ = layer_and_batch()
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
    layer, X, upstream = layer_and_batch(phi)

    def value(_):
        return float((layer.forward(X) * upstream).sum())

    value(None)
    grad_X = layer.backward(upstream)
    grads = {name: getattr(layer, "d" + name).copy() for name in layer.names}
    assert layer.names == ["W", "U", "b"]
    assert relative_error(grad_X, numerical_gradient(value, X)) < 1e-7
    for name, grad in grads.items():
        assert relative_error(grad, numerical_gradient(value, getattr(layer, name))) < 1e-7, name
    layer.forward(X)
    layer.backward(upstream)
    np.testing.assert_array_equal(layer.dU, grads["U"])  # nothing accumulates across calls
    assert layer.backward(upstream, input_gradient=False) is None


def test_time_runs_in_one_direction():
    layer, X, upstream = layer_and_batch()
    H = layer.forward(X)
    upstream[:, 2:] = 0  # a loss that reads the first two states
    grad_X = layer.backward(upstream)
    assert (grad_X[:, 2:] == 0).all() and (grad_X[:, :2] != 0).all()
    X[:, 3] += 1
    changed = (layer.forward(X) != H).any(axis=(0, 2))
    np.testing.assert_array_equal(changed, [False, False, False, True, True])


def test_linear_cell_is_an_autoregression():
    """h_t = sum_k rho^k x_{t-k}, and dh_T/dx_t = rho^(T-t)."""
    layer = Recurrent(1, 1, identity, rng=np.random.default_rng(0))
    layer.W, layer.U, layer.b = [[1.0]], [[0.8]], [0.0]
    x = np.random.default_rng(1).normal(size=(1, 6, 1))
    h = layer.forward(x)
    np.testing.assert_allclose(h[0, -1, 0], (0.8 ** np.arange(5, -1, -1)) @ x[0, :, 0])
    upstream = np.zeros((1, 6, 1))
    upstream[0, -1] = 1
    np.testing.assert_allclose(layer.backward(upstream)[0, :, 0], 0.8 ** np.arange(5, -1, -1))
    # dh_T/drho = sum_t rho^(T-t) h_(t-1)
    states = np.append(0, h[0, :-1, 0])
    np.testing.assert_allclose(layer.dU, [[(0.8 ** np.arange(5, -1, -1)) @ states]])


def test_last_by_finite_differences():
    rng = np.random.default_rng(2)
    network = Network([Recurrent(D, M, rng=rng), Last(), Dense(M, 3, rng=rng)])
    X, upstream = rng.normal(size=(N, T, D)), rng.normal(size=(N, 3))

    def value(_):
        return float((network.forward(X) * upstream).sum())

    value(None)
    grad_X = network.backward(upstream, input_gradient=True)
    dtheta = network.dtheta.copy()
    assert relative_error(dtheta, numerical_gradient(value, network.theta)) < 1e-7
    assert relative_error(grad_X, numerical_gradient(value, X)) < 1e-7
    np.testing.assert_array_equal(network.output(X), network.forward(X))
    assert Last().output(np.zeros((2, 3, 4))).shape == (2, 4)


def test_output_leaves_no_trace():
    layer, X, _ = layer_and_batch()
    layer.forward(X)
    Z, H = layer.Z.copy(), layer.H.copy()
    layer.output(X + 1)
    np.testing.assert_array_equal(layer.Z, Z)
    np.testing.assert_array_equal(layer.H, H)


def test_it_remembers():
    """The first of five numbers is asked for at the end: no answer without memory."""
    rng = np.random.default_rng(3)
    X = rng.uniform(-1, 1, size=(300, 5, 1))
    network = Network([Recurrent(1, 8, rng=rng), Last(), Dense(8, 1, rng=rng)])
    loss = SquaredError()
    train(network, loss, Adam(0.01), X, X[:, 0], epochs=60, batch_size=30, rng=rng)
    fresh = rng.uniform(-1, 1, size=(200, 5, 1))
    assert loss(network.output(fresh), fresh[:, 0]) < 0.1 * loss(np.zeros((200, 1)), fresh[:, 0])


def test_spectral_radius():
    np.testing.assert_allclose(spectral_radius(np.array([[0.0, 2.0], [-2.0, 0.0]])), 2)  # eigenvalues 2i and -2i
    np.testing.assert_allclose(spectral_radius(np.array([[0.5, 100.0], [0.0, -0.9]])), 0.9)  # the norm is 100


def test_float32_is_kept():
    layer, X, upstream = layer_and_batch(dtype=np.float32)
    assert layer.forward(X).dtype == layer.backward(upstream).dtype == layer.dU.dtype == np.float32


def test_against_pytorch():
    torch = pytest.importorskip("torch")
    layer, X, upstream = layer_and_batch()
    theirs = torch.nn.RNN(D, M, batch_first=True, dtype=torch.float64)
    theirs.weight_ih_l0.data[:], theirs.weight_hh_l0.data[:] = torch.tensor(layer.W), torch.tensor(layer.U)
    theirs.bias_ih_l0.data[:] = torch.tensor(layer.b)
    theirs.bias_hh_l0.data[:] = 0
    x = torch.tensor(X, requires_grad=True)
    out = theirs(x)[0]
    out.backward(torch.tensor(upstream))
    np.testing.assert_allclose(layer.forward(X), out.detach().numpy(), rtol=1e-10)
    np.testing.assert_allclose(layer.backward(upstream), x.grad.numpy(), rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(layer.dW, theirs.weight_ih_l0.grad.numpy(), rtol=1e-8)
    np.testing.assert_allclose(layer.dU, theirs.weight_hh_l0.grad.numpy(), rtol=1e-8)
    np.testing.assert_allclose(layer.db, theirs.bias_ih_l0.grad.numpy(), rtol=1e-8)
