"""Batch normalization: its backward by finite differences and against PyTorch, and the moving averages in use."""

import numpy as np
import pytest

from utils.activations import tanh
from utils.gradient_check import numerical_gradient, relative_error
from utils.losses import SoftmaxCrossEntropy
from utils.mlp import Dense
from utils.network import Network
from utils.normalization import Activation, BatchNorm
from utils.optimizers import SGD
from utils.training import train

SHAPES = [(6, 3), (5, 3, 2, 4)]  # rows; images of 3 channels


def layer_and_batch(shape, seed=0, dtype=float):
    rng = np.random.default_rng(seed)
    layer = BatchNorm(shape[1], dtype=dtype)
    layer.gamma, layer.beta = rng.normal(1, 0.5, shape[1]), rng.normal(size=shape[1])
    A = (rng.normal(size=shape) * 3 + 2).astype(dtype)
    return layer, A, rng.normal(size=shape).astype(dtype)


@pytest.mark.parametrize("shape", SHAPES)
def test_forward_by_a_loop_over_units(shape):
    layer, A, _ = layer_and_batch(shape)
    got = layer.forward(A)
    for k in range(shape[1]):
        unit = A[:, k]
        expected = layer.gamma[k] * (unit - unit.mean()) / np.sqrt(unit.var() + 1e-5) + layer.beta[k]
        np.testing.assert_allclose(got[:, k], expected, rtol=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_backward_by_finite_differences(shape):
    layer, A, upstream = layer_and_batch(shape)

    def value(_):
        return float((layer.forward(A) * upstream).sum())

    value(None)
    grad_A = layer.backward(upstream)
    dgamma, dbeta = layer.dgamma.copy(), layer.dbeta.copy()
    assert relative_error(grad_A, numerical_gradient(value, A)) < 1e-7
    assert relative_error(dgamma, numerical_gradient(value, layer.gamma)) < 1e-8
    assert relative_error(dbeta, numerical_gradient(value, layer.beta)) < 1e-8
    layer.forward(A)
    assert layer.backward(upstream, input_gradient=False) is None
    np.testing.assert_allclose(layer.dgamma, dgamma)


def test_backward_equals_the_jacobian_written_out():
    """dxhat_i/da_j = (1{i=j} - 1/n - xhat_i xhat_j / n) / s, the matrix of the lecture."""
    layer, A, upstream = layer_and_batch((7, 1))
    layer.forward(A)
    x_hat, s = layer.X_hat[:, 0], np.sqrt(A.var() + 1e-5)
    jacobian = (np.eye(7) - 1 / 7 - np.outer(x_hat, x_hat) / 7) / s
    np.testing.assert_allclose(layer.backward(upstream)[:, 0], layer.gamma[0] * jacobian.T @ upstream[:, 0], rtol=1e-12)


def test_gradient_is_blind_to_shifts_and_to_the_scale_of_a_unit():
    layer, A, upstream = layer_and_batch((9, 4))
    layer.epsilon = 0.0
    before = layer.forward(A)
    grad_A = layer.backward(upstream)
    np.testing.assert_allclose(grad_A.sum(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose((grad_A * layer.X_hat).sum(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(layer.forward(5 * A - 7), before, rtol=1e-10)
    np.testing.assert_allclose(layer.backward(upstream), grad_A / 5, rtol=1e-10)


@pytest.mark.parametrize("shape", SHAPES)
def test_moving_averages_by_hand_and_in_use(shape):
    layer, A, _ = layer_and_batch(shape)
    axes = (0, *range(2, len(shape)))
    mean, variance = np.zeros(shape[1]), np.ones(shape[1])
    for batch in (A, A**2):
        layer.forward(batch)
        mean = 0.9 * mean + 0.1 * batch.mean(axis=axes)
        variance = 0.9 * variance + 0.1 * batch.var(axis=axes, ddof=1)
    np.testing.assert_allclose(layer.mean, mean)
    np.testing.assert_allclose(layer.variance, variance)
    kept_mean, kept_x_hat = layer.mean, layer.X_hat
    one = layer.output(A[:1])  # a batch of one is welcome in use
    k = shape[1] - 1
    expected = layer.gamma[k] * (A[:1, k] - mean[k]) / np.sqrt(variance[k] + 1e-5) + layer.beta[k]
    np.testing.assert_allclose(one[:, k], expected)
    np.testing.assert_allclose(layer.output(A)[:1], one)  # nor does the company matter
    assert layer.X_hat is kept_x_hat and layer.mean is kept_mean, "output leaves no trace"


def test_averages_reach_the_population():
    rng = np.random.default_rng(1)
    layer = BatchNorm(2, keep=0.99)
    for _ in range(1500):
        layer.forward(rng.normal([1, -5], [2, 0.5], size=(8, 2)))
    np.testing.assert_allclose(layer.mean, [1, -5], atol=0.15)
    np.testing.assert_allclose(layer.variance, [4, 0.25], rtol=0.15)  # the batch's own would be 1/8 too small
    assert abs(layer.variance[0] / 4 - 1) < 0.1


def test_a_constant_unit_gives_beta_and_no_gradient_explodes():
    layer = BatchNorm(1)
    layer.beta = [3.0]
    np.testing.assert_array_equal(layer.forward(np.full((4, 1), 7.0)), np.full((4, 1), 3.0))
    assert np.isfinite(layer.backward(np.array([[1.0], [2.0], [-1.0], [0.5]]))).all()


def test_a_batch_of_one_row_is_refused_but_one_image_is_not():
    with pytest.raises(ValueError, match=r"batch has shape \(1, 3\).*at least 2 samples"):
        BatchNorm(3).forward(np.ones((1, 3)))
    BatchNorm(3).forward(np.random.default_rng(0).normal(size=(1, 3, 2, 2)))


def test_float32_is_kept():
    layer, A, upstream = layer_and_batch((6, 3), dtype=np.float32)
    assert layer.forward(A).dtype == layer.backward(upstream).dtype == layer.output(A).dtype == np.float32
    assert layer.mean.dtype == layer.variance.dtype == layer.dgamma.dtype == np.float32


def test_between_a_dense_layer_and_its_activation():
    rng = np.random.default_rng(3)
    network = Network([Dense(5, 4, rng=rng), BatchNorm(4), Activation(tanh), Dense(4, 2, rng=rng)])
    network.theta[:] = rng.normal(size=network.theta.size)
    X, upstream = rng.normal(size=(6, 5)), rng.normal(size=(6, 2))

    def value(_):
        return float((network.forward(X) * upstream).sum())

    value(None)
    network.backward(upstream)
    dtheta = network.dtheta.copy()
    assert relative_error(dtheta, numerical_gradient(value, network.theta)) < 1e-7
    first_bias = slice(20, 24)
    np.testing.assert_allclose(dtheta[first_bias], 0, atol=1e-12)  # the batch mean takes any bias away
    np.testing.assert_array_equal(Activation(tanh).output(X), np.tanh(X))


def test_inside_a_network_that_learns():
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(90, 5)) * [1, 10, 100, 1, 1], rng.integers(2, size=90)
    X[:, 0] += 3 * y
    norm = BatchNorm(5)  # of features on scales of 1 to 100
    network = Network([norm, Dense(5, 4, tanh, rng=rng), Dense(4, 2, rng=rng)])
    assert np.shares_memory(norm.gamma, network.theta)
    loss = SoftmaxCrossEntropy()
    history = train(network, loss, SGD(0.3), X, y, epochs=20, batch_size=30, rng=rng)
    assert history.loss[-1] < 0.6 * history.loss[0]
    assert not np.array_equal(norm.gamma, np.ones(5)) and not np.array_equal(norm.mean, np.zeros(5))
    assert loss(network.output(X), y) < 0.6 * history.loss[0], "in use it has learnt as well"


@pytest.mark.parametrize("shape", SHAPES)
def test_against_pytorch(shape):
    torch = pytest.importorskip("torch")
    layer, A, upstream = layer_and_batch(shape)
    kind = torch.nn.BatchNorm1d if len(shape) == 2 else torch.nn.BatchNorm2d
    theirs = kind(shape[1], eps=1e-5, momentum=0.1, dtype=torch.float64)
    theirs.weight.data[:], theirs.bias.data[:] = torch.tensor(layer.gamma), torch.tensor(layer.beta)
    x = torch.tensor(A, requires_grad=True)
    out = theirs(x)
    out.backward(torch.tensor(upstream))
    np.testing.assert_allclose(layer.forward(A), out.detach().numpy(), rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(layer.backward(upstream), x.grad.numpy(), rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(layer.dgamma, theirs.weight.grad.numpy(), rtol=1e-9)
    np.testing.assert_allclose(layer.dbeta, theirs.bias.grad.numpy(), rtol=1e-9)
    np.testing.assert_allclose(layer.mean, theirs.running_mean.numpy(), rtol=1e-12)
    np.testing.assert_allclose(layer.variance, theirs.running_var.numpy(), rtol=1e-12)
    theirs.eval()
    np.testing.assert_allclose(layer.output(A), theirs(torch.tensor(A)).detach().numpy(), rtol=1e-10, atol=1e-12)
