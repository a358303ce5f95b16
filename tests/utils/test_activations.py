"""Activations: hand-worked numbers, finite differences, extreme inputs, and shapes and dtypes by hypothesis."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from utils import activations as act
from utils.gradient_check import numerical_gradient

SMOOTH_OR_KINKED = [act.identity, act.sigmoid, act.tanh, act.relu, act.leaky_relu, act.LeakyReLU(0.3)]
ALL = [*SMOOTH_OR_KINKED, act.step]
ids = [type(phi).__name__ for phi in ALL]
floats = hnp.arrays(
    st.sampled_from([np.float32, np.float64]),
    hnp.array_shapes(min_dims=0, max_dims=3, max_side=4),
    elements=st.floats(-1e4, 1e4, width=32),
)


@pytest.mark.parametrize(
    ("phi", "z", "value", "slope"),
    [
        (act.sigmoid, np.log(3), 3 / 4, 3 / 16),  # e^z = 3
        (act.sigmoid, -np.log(4), 1 / 5, 4 / 25),
        (act.tanh, np.log(2), 3 / 5, 16 / 25),  # (4 - 1) / (4 + 1)
        (act.relu, 2.5, 2.5, 1),
        (act.relu, -2.5, 0, 0),
        (act.leaky_relu, -2.5, -0.025, 0.01),
        (act.step, 0.0, 1, 0),  # the slides' convention: 1 if z >= 0
        (act.step, -0.1, 0, 0),
        (act.identity, -7.0, -7.0, 1),
    ],
)
def test_hand_worked_values(phi, z, value, slope):
    np.testing.assert_allclose(phi(z), value, rtol=1e-14)
    np.testing.assert_allclose(phi.derivative(z), slope, rtol=1e-14)


@pytest.mark.parametrize("phi", SMOOTH_OR_KINKED, ids=ids[:-1])
def test_derivative_agrees_with_finite_differences(phi):
    z = np.random.default_rng(1).normal(scale=2, size=(6, 5))
    z[np.abs(z) < 1e-3] = 0.5  # away from kinks
    np.testing.assert_allclose(phi.derivative(z), numerical_gradient(lambda z: phi(z).sum(), z), rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("phi", ALL, ids=ids)
@given(z=floats)
@settings(max_examples=30)
def test_shape_and_dtype_are_kept(phi, z):
    for answer in (phi(z), phi.derivative(z)):
        assert np.shape(answer) == z.shape
        assert np.asarray(answer).dtype == z.dtype
        assert np.isfinite(answer).all()


@pytest.mark.parametrize("phi", ALL, ids=ids)
def test_input_is_not_changed_and_integers_are_welcome(phi):
    z = np.array([-2, 0, 3])
    kept = z.copy()
    np.testing.assert_allclose(phi(z), phi(z.astype(float)))
    np.testing.assert_allclose(phi.derivative(z), phi.derivative(z.astype(float)))
    np.testing.assert_array_equal(z, kept)


def test_sigmoid_at_the_ends_neither_overflows_nor_loses_its_tail():
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_array_equal(act.sigmoid(np.array([-1e4, 1e4])), [0, 1])
        np.testing.assert_allclose(act.sigmoid(np.array([-30.0])), np.exp(-30.0), rtol=1e-12)
        np.testing.assert_allclose(act.sigmoid.derivative(np.array([40.0])), np.exp(-40.0), rtol=1e-12)


@given(Z=hnp.arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 5)), elements=st.floats(-1e3, 1e3)))
def test_softmax_rows_are_probabilities_and_shifts_do_not_matter(Z):
    P = act.softmax(Z)
    np.testing.assert_allclose(P.sum(axis=1), 1)
    assert (P >= 0).all()
    np.testing.assert_allclose(act.softmax(Z + 7.0), P, atol=1e-12)
    np.testing.assert_allclose(np.exp(act.log_softmax(Z)), P, atol=1e-12)


def test_softmax_by_hand():
    np.testing.assert_allclose(act.softmax(np.log([[1.0, 2.0, 5.0]])), [[1 / 8, 2 / 8, 5 / 8]], rtol=1e-14)
    np.testing.assert_allclose(act.softmax(np.array([1000.0, 1000.0 + np.log(3)])), [1 / 4, 3 / 4])
    assert act.softmax(np.zeros((2, 3), dtype=np.float32)).dtype == np.float32


def test_softmax_jacobian_column_by_column():
    z = np.random.default_rng(2).normal(size=4)
    columns = [numerical_gradient(lambda z, i=i: act.softmax(z)[i], z) for i in range(4)]
    np.testing.assert_allclose(act.softmax_jacobian(z), columns, atol=1e-9)
