"""Dropout: the mask's law, the same mask backward, nothing in use, and what it does to a linear model on average."""

import numpy as np
import pytest

from tests.utils.gradients import check_backward, check_float32
from utils.dropout import Dropout
from utils.mlp import Dense
from utils.network import Network


def test_mask_is_zero_or_scaled_with_the_right_shares():
    layer = Dropout(0.3, rng=np.random.default_rng(0))
    A = np.random.default_rng(1).normal(size=(400, 50))
    out = layer.forward(A)
    np.testing.assert_allclose(np.unique(layer.mask), [0, 1 / 0.7])
    np.testing.assert_allclose((layer.mask == 0).mean(), 0.3, atol=0.01)  # p is the share that is dropped
    np.testing.assert_allclose(layer.mask.mean(), 1, atol=0.015)
    np.testing.assert_array_equal(out, A * layer.mask)
    # units and samples are independent of each other
    assert 0.2 < (layer.mask == 0).mean(axis=0).min() and (layer.mask == 0).mean(axis=0).max() < 0.4


def test_backward_uses_the_mask_of_the_forward_pass():
    rng = np.random.default_rng(2)
    layer, A, upstream = Dropout(0.4, rng=rng), rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    layer.forward(A)
    fixed = layer.mask.copy()
    assert (fixed == 0).any() and (fixed > 0).any()
    np.testing.assert_array_equal(layer.backward(upstream), upstream * fixed)
    np.testing.assert_array_equal(layer.mask, fixed)
    assert layer.backward(upstream, input_gradient=False) is None


def test_backward_through_a_network_with_a_generator_wound_back():
    """Finite differences need the same mask at each evaluation: the same seed gives it."""
    rng = np.random.default_rng(3)
    drop = Dropout(0.5, rng=rng)
    network, X = Network([Dense(4, 6, rng=rng), drop, Dense(6, 2, rng=rng)]), rng.normal(size=(3, 4))

    def forward():
        drop.rng = np.random.default_rng(7)
        return network.forward(X)

    check_backward(network, X, rng=rng, forward=forward)


def test_in_use_nothing_is_dropped_and_no_number_is_drawn():
    rng = np.random.default_rng(4)
    layer, A = Dropout(0.5, rng=rng), np.ones((3, 4))
    state = rng.bit_generator.state
    np.testing.assert_array_equal(layer.output(A), A)
    assert rng.bit_generator.state == state and not hasattr(layer, "mask")
    first = layer.forward(A)
    assert not np.array_equal(first, layer.forward(A)), "a new mask at each pass"
    np.testing.assert_array_equal(first, Dropout(0.5, rng=np.random.default_rng(4)).forward(A))


def test_expected_loss_of_a_linear_model_is_ridge():
    """E (y - sum_j x_j m_j w_j)^2 = (y - x'w)^2 + p/(1-p) sum_j x_j^2 w_j^2 (Wager, Wang and Liang, 2013)."""
    rng = np.random.default_rng(5)
    x, w, y, p = rng.normal(size=6), rng.normal(size=6), 0.7, 0.25
    layer = Dropout(p, rng=rng)
    dropped = layer.forward(np.tile(x, (200_000, 1))) @ w
    expected = (y - x @ w) ** 2 + p / (1 - p) * ((x * w) ** 2).sum()
    np.testing.assert_allclose(((y - dropped) ** 2).mean(), expected, rtol=0.01)


def test_dtype_and_zero_probability():
    A = np.ones((3, 4))
    check_float32(Dropout(0.5, rng=np.random.default_rng(0)), A)
    np.testing.assert_array_equal(Dropout(0, rng=np.random.default_rng(0)).forward(A), A)


@pytest.mark.parametrize("p", [-0.1, 1, 1.5, float("nan")])
def test_a_probability_out_of_range_is_refused(p):
    with pytest.raises(ValueError, match="probability to drop a unit"):
        Dropout(p, rng=np.random.default_rng(0))
