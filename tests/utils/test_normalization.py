"""Batch normalization: its backward by finite differences, and the moving averages in use."""

import numpy as np
import pytest

from tests.utils.gradients import check_backward, check_float32, ordinary
from utils.activations import tanh
from utils.losses import SoftmaxCrossEntropy
from utils.mlp import Dense
from utils.network import Network
from utils.normalization import Activation, BatchNorm
from utils.optimizers import SGD
from utils.training import train

SHAPES = [(6, 3), (5, 3, 2, 4)]  # rows; images of 3 channels


def layer_and_batch(shape):
    rng = np.random.default_rng(0)
    layer = ordinary(BatchNorm(shape[1]), rng)
    return layer, rng.normal(2, 3, size=shape)


@pytest.mark.parametrize("shape", SHAPES)
def test_forward_by_a_loop_over_units(shape):
    layer, A = layer_and_batch(shape)
    got = layer.forward(A)
    for k in range(shape[1]):
        unit = A[:, k]
        expected = layer.gamma[k] * (unit - unit.mean()) / np.sqrt(unit.var() + 1e-5) + layer.beta[k]
        np.testing.assert_allclose(got[:, k], expected, rtol=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_backward_by_finite_differences(shape):
    layer, A = layer_and_batch(shape)
    check_backward(layer, A, rng=np.random.default_rng(1), tolerance=1e-7)


@pytest.mark.parametrize("shape", SHAPES)
def test_moving_averages_by_hand_and_in_use(shape):
    layer, A = layer_and_batch(shape)
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
    layer = BatchNorm(3, dtype=np.float32)
    check_float32(layer, np.random.default_rng(0).normal(size=(6, 3)))
    assert layer.mean.dtype == layer.variance.dtype == np.float32


def test_between_a_dense_layer_and_its_activation():
    rng = np.random.default_rng(3)
    dense = Dense(5, 4, rng=rng)
    network = ordinary(Network([dense, BatchNorm(4), Activation(tanh), Dense(4, 2, rng=rng)]), rng)
    X = rng.normal(size=(6, 5))
    check_backward(network, X, rng=rng, tolerance=1e-7)
    np.testing.assert_allclose(dense.db, 0, atol=1e-12)  # the batch mean takes any bias away
    np.testing.assert_array_equal(Activation(tanh).output(X), np.tanh(X))


def test_inside_a_network_that_learns():
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(90, 5)) * [1, 10, 100, 1, 1], rng.integers(2, size=90)
    X[:, 0] += 3 * y
    norm, loss = BatchNorm(5), SoftmaxCrossEntropy()  # of features on scales of 1 to 100
    network = Network([norm, Dense(5, 4, tanh, rng=rng), Dense(4, 2, rng=rng)])
    history = train(network, loss, SGD(0.3), X, y, epochs=20, batch_size=30, rng=rng)
    assert history.loss[-1] < 0.6 * history.loss[0]
    assert not np.array_equal(norm.gamma, np.ones(5)) and not np.array_equal(norm.mean, np.zeros(5))
    assert loss(network.output(X), y) < 0.6 * history.loss[0], "in use it has learnt as well"
