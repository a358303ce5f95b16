"""Losses: hand-worked values, gradients by finite differences, logits of 1000, and bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.gradient_check import numerical_gradient
from utils.losses import BinaryCrossEntropy, SoftmaxCrossEntropy, SquaredError, one_hot

LOSSES = [SquaredError(), BinaryCrossEntropy(), SoftmaxCrossEntropy()]
ids = [type(loss).__name__ for loss in LOSSES]


def example(loss, n, c, rng):
    """Random outputs and targets that fit the loss."""
    output = rng.normal(size=(n, c))
    if isinstance(loss, SoftmaxCrossEntropy):
        return output, rng.integers(c, size=n)
    numbers = rng.normal(size=(n, c))
    return output, numbers if isinstance(loss, SquaredError) else (numbers > 0).astype(float)


def test_values_by_hand():
    # squared errors 1 + 4 and 9 + 16, their mean over two samples is 15, and half of it 7.5
    assert SquaredError()(np.array([[1.0, 2.0], [3.0, 4.0]]), np.zeros((2, 2))) == 7.5
    # p = 3/4 and 1/5; labels 1 and 0: -(log 3/4 + log 4/5) / 2
    Z = np.array([[np.log(3)], [-np.log(4)]])
    np.testing.assert_allclose(BinaryCrossEntropy()(Z, np.array([[1], [0]])), -(np.log(3 / 4) + np.log(4 / 5)) / 2)
    # p = (1/8, 2/8, 5/8) twice; classes 2 and 0: (log 8/5 + log 8) / 2
    Z = np.log([[1.0, 2.0, 5.0], [1.0, 2.0, 5.0]])
    np.testing.assert_allclose(SoftmaxCrossEntropy()(Z, np.array([2, 0])), (np.log(8 / 5) + np.log(8)) / 2)
    # ignorance of ten classes costs log 10
    np.testing.assert_allclose(SoftmaxCrossEntropy()(np.zeros((3, 10)), np.array([4, 7, 1])), np.log(10))


@pytest.mark.parametrize("loss", LOSSES, ids=ids)
@given(n=st.integers(1, 6), c=st.integers(1, 5), seed=st.integers(0, 99))
def test_gradient_agrees_with_finite_differences(loss, n, c, seed):
    output, target = example(loss, n, c, np.random.default_rng(seed))
    gradient = loss.gradient(output, target)
    assert gradient.shape == output.shape
    np.testing.assert_allclose(gradient, numerical_gradient(lambda Z: loss(Z, target), output), atol=1e-9)
    value, same = loss.value_and_gradient(output, target)
    np.testing.assert_allclose(value, loss(output, target), rtol=1e-12)
    np.testing.assert_allclose(same, gradient, rtol=1e-12)


@pytest.mark.parametrize("loss", LOSSES, ids=ids)
def test_delta_is_prediction_minus_target_over_n(loss):
    output, target = example(loss, 7, 3, np.random.default_rng(4))
    Y = one_hot(target, 3) if isinstance(loss, SoftmaxCrossEntropy) else target
    np.testing.assert_allclose(loss.gradient(output, target), (loss.prediction(output) - Y) / 7, rtol=1e-12)


@pytest.mark.parametrize("loss", LOSSES, ids=ids)
def test_gradient_keeps_float32_and_leaves_its_input_alone(loss):
    output, target = example(loss, 5, 3, np.random.default_rng(5))
    output = output.astype(np.float32)
    target = target if target.dtype.kind == "i" else target.astype(np.float32)
    kept = output.copy()
    assert loss.gradient(output, target).dtype == np.float32
    np.testing.assert_array_equal(output, kept)


def test_logits_of_1000_do_not_overflow():
    with np.errstate(all="raise", under="ignore"):
        Z = np.array([[1000.0, 0.0, -1000.0]])
        assert SoftmaxCrossEntropy()(Z, np.array([0])) == 0
        assert SoftmaxCrossEntropy()(Z, np.array([2])) == 2000
        assert BinaryCrossEntropy()(Z[:, :1], np.array([[0]])) == 1000
        np.testing.assert_array_equal(SoftmaxCrossEntropy().gradient(Z, np.array([2])), [[1, 0, -1]])


@pytest.mark.parametrize(
    ("loss", "target", "message"),
    [
        (SquaredError(), np.zeros(4), r"Y has shape \(4,\), but it should have shape \(4, 1\)"),  # would give (4, 4)
        (BinaryCrossEntropy(), np.zeros(4), r"Y has shape \(4,\), but it should have shape \(4, 1\)"),
        (BinaryCrossEntropy(), np.array([[-1.0], [1], [1], [-1]]), "not -1 and"),
        (SquaredError(), np.full((4, 1), np.nan), r"Y holds nan at index \(0, 0\)"),
    ],
)
def test_bad_targets_are_named(loss, target, message):
    with pytest.raises(ValueError, match=message):
        loss(np.zeros((4, 1)), target)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (np.eye(3)[[0, 1, 2, 0]], "not one-hot"),
        (np.array([0, 1, 3, 0]), r"y\[2\] is 3, but labels should be 0 ... 2"),
        (np.array([0, -1, 2, 0]), r"y\[1\] is -1"),
        (np.array([0, 0.5, 2, 0]), "0.5; class labels are whole numbers"),
        (np.array([0, 1]), r"y has shape \(2,\), but it should have shape \(4,\)"),
    ],
)
def test_bad_labels_are_named(y, message):
    with pytest.raises(ValueError, match=message):
        SoftmaxCrossEntropy()(np.zeros((4, 3)), y)


def test_one_hot():
    np.testing.assert_array_equal(one_hot([2, 0], 3), [[0, 0, 1], [1, 0, 0]])
