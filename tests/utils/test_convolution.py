"""Convolution: the definition against scipy, im2col against the definition, finite differences, and a test of the test."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal

from tests.utils.gradients import check_backward, ordinary
from utils.activations import relu, tanh
from utils.convolution import Conv2D, col2im, correlate_loops, im2col, output_size, pad
from utils.data import digits
from utils.initializers import glorot
from utils.losses import SoftmaxCrossEntropy
from utils.mlp import Dense
from utils.network import Network
from utils.optimizers import Adam
from utils.pooling import Flatten, MaxPool
from utils.training import accuracy, train


def layer(*arguments, rng, **options):
    """A layer whose biases are not zero."""
    return ordinary(Conv2D(*arguments, rng=rng, **options), rng)


def test_by_hand():
    X = np.array([[[[1.0, 2.0, 0.0], [3.0, 5.0, 4.0]]]])
    W, b = np.array([[[[2.0, -1.0], [1.0, 3.0]]]]), np.array([0.5])
    # 2*1 - 2 + 3 + 3*5 + 0.5 and 2*2 - 0 + 5 + 3*4 + 0.5
    np.testing.assert_array_equal(correlate_loops(X, W, b), [[[[18.5, 21.5]]]])
    np.testing.assert_array_equal(im2col(X, (2, 2)), [[[[1, 2, 3, 5], [2, 0, 5, 4]]]])
    conv = Conv2D(1, 1, 2, rng=np.random.default_rng(0))
    conv.W, conv.b = W, b
    np.testing.assert_array_equal(conv.forward(X), [[[[18.5, 21.5]]]])
    # The middle column lies in both windows: its gradients are added.
    grad = conv.backward(np.array([[[[10.0, 100.0]]]]))
    np.testing.assert_array_equal(grad, [[[[20, 190, -100], [10, 130, 300]]]])
    np.testing.assert_array_equal(conv.dW, [[[[210, 20], [530, 450]]]])
    np.testing.assert_array_equal(conv.db, [110])


@pytest.mark.parametrize("size", range(1, 9))
def test_output_size_counts_the_places(size):
    for kernel_size, stride, padding in itertools.product(range(1, 6), (1, 2, 3), (0, 1, 2)):
        starts = [s for s in range(0, 99, stride) if s + kernel_size <= size + 2 * padding]
        if starts:
            assert output_size(size, kernel_size, stride, padding) == len(starts)
        else:
            with pytest.raises(ValueError, match=f"window of size {kernel_size} does not fit in {size}"):
                output_size(size, kernel_size, stride, padding)
    with pytest.raises(ValueError, match="stride is 0"):
        output_size(size, 1, 0)


def test_definition_agrees_with_scipy():
    rng = np.random.default_rng(1)
    X, W, b = rng.normal(size=(2, 3, 7, 5)), rng.normal(size=(4, 3, 3, 2)), rng.normal(size=4)
    for stride, padding in ((1, 0), (2, 1), (3, 2)):
        Z = correlate_loops(X, W, b, stride, padding)
        for k, o in np.ndindex(2, 4):
            scipys = signal.correlate(pad(X, padding)[k], W[o], mode="valid")[0, ::stride, ::stride]
            np.testing.assert_allclose(Z[k, o], scipys + b[o], rtol=1e-12, atol=1e-12)


@given(
    n=st.integers(1, 3), c_in=st.integers(1, 3), c_out=st.integers(1, 4), h=st.integers(3, 7), w=st.integers(3, 7),
    kh=st.integers(1, 3), kw=st.integers(1, 3), stride=st.integers(1, 3), padding=st.integers(0, 2),
    dtype=st.sampled_from([np.float32, np.float64]),
)  # fmt: skip
def test_layer_agrees_with_the_definition(n, c_in, c_out, h, w, kh, kw, stride, padding, dtype):
    rng = np.random.default_rng(2)
    X = rng.normal(size=(n, c_in, h, w)).astype(dtype)
    conv = layer(c_in, c_out, (kh, kw), relu, stride=stride, padding=padding, rng=rng, dtype=dtype)
    A = conv.forward(X)
    expected = np.maximum(correlate_loops(X, conv.W, conv.b, stride, padding), 0)
    tolerance = 1e-4 if dtype == np.float32 else 1e-12
    np.testing.assert_allclose(A, expected, rtol=tolerance, atol=tolerance)
    grad_X = conv.backward(np.ones_like(A))
    assert A.dtype == grad_X.dtype == conv.dW.dtype == conv.db.dtype == dtype and grad_X.shape == X.shape
    np.testing.assert_array_equal(conv.output(X), A)


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (3, 2)])
def test_backward_by_finite_differences(stride, padding):
    rng = np.random.default_rng(3)
    conv = layer(3, 4, (3, 2), tanh, stride=stride, padding=padding, rng=rng)
    check_backward(conv, rng.normal(size=(2, 3, 7, 5)), rng=rng)


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (3, 2)])
def test_col2im_is_the_transpose_of_im2col(stride, padding):
    """<im2col(X), V> = <X, col2im(V)> for all X and V."""
    rng = np.random.default_rng(4)
    X = rng.normal(size=(2, 3, 7, 5))
    columns = im2col(X, (3, 2), stride, padding)
    V = rng.normal(size=columns.shape)
    np.testing.assert_allclose((columns * V).sum(), (X * col2im(V, X.shape, (3, 2), stride, padding)).sum())


def test_order_within_a_row_is_the_kernels():
    X = np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    columns = im2col(X, (2, 3))
    assert columns.shape == (2, 3, 3, 18)
    np.testing.assert_array_equal(columns[1, 2, 0], X[1, :, 2:4, 0:3].ravel())


def test_first_weights_and_errors():
    conv = Conv2D(16, 64, 5, rng=np.random.default_rng(7))
    assert conv.W.shape == (64, 16, 5, 5) and (conv.b == 0).all()
    assert conv.W.var() == pytest.approx(2 / (16 * 25), rel=0.05)  # He: 2 over the pixels that one output sees
    assert Conv2D(16, 64, 5, rng=np.random.default_rng(7), init=glorot).W.var() == pytest.approx(2 / 464, rel=0.05)
    with pytest.raises(ValueError, match=r"images have shape \(2, 3, 8, 8\), but this layer wants \(n, 16, h, w\)"):
        conv.forward(np.zeros((2, 3, 8, 8)))
    with pytest.raises(ValueError, match="does not fit in 4 pixels"):
        conv.forward(np.zeros((2, 16, 4, 8)))


def test_a_small_network_learns_the_digits():
    X, X_test, y, y_test = digits()
    X, X_test = X.reshape(-1, 1, 8, 8), X_test.reshape(-1, 1, 8, 8)
    for seed in range(3):
        rng = np.random.default_rng(seed)
        network = Network([Conv2D(1, 8, 3, relu, rng=rng), MaxPool(), Flatten(), Dense(72, 10, rng=rng)])
        assert network.theta.size == 810
        train(network, SoftmaxCrossEntropy(), Adam(0.01), X, y, epochs=8, batch_size=32, rng=rng)
        assert accuracy(network, X_test, y_test) > 0.95


# The test of the test: twelve wrong convolutions that people write. All-ones data let most of them pass.


def right(X, W, b, stride, padding):
    return (im2col(X, W.shape[2:], stride, padding) @ W.reshape(len(W), -1).T + b).transpose(0, 3, 1, 2)


def frame_repeats_the_edge(X, W, b, stride, padding):
    padded = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)), mode="edge")
    return right(padded, W, b, stride, 0)


def channels_out_lost(X, W, b, stride, padding):
    """Reshaped to (n, c_out, h_out, w_out) without a transposition."""
    Z = right(X, W, b, stride, padding)
    return Z.transpose(0, 2, 3, 1).reshape(Z.shape)


def channels_last(W):
    """The channel changes fastest in a row of W: no order that im2col's rows have."""
    return W.reshape(len(W), -1, W.shape[1]).swapaxes(1, 2).reshape(W.shape)


WRONG = {
    "kernel flipped": lambda X, W, b, s, p: right(X, W[:, :, ::-1, ::-1], b, s, p),
    "no bias": lambda X, W, b, s, p: right(X, W, 0 * b, s, p),
    "bias for each entry": lambda X, W, b, s, p: right(X, W, b * W[0].size, s, p),
    "bias of the first channel": lambda X, W, b, s, p: right(X, W, np.full_like(b, b[0]), s, p),
    "stride ignored": lambda X, W, b, s, p: right(X, W, b, 1, p),
    "padding ignored": lambda X, W, b, s, p: right(X, W, b, s, 0),
    "frame repeats the edge": frame_repeats_the_edge,
    "height and width swapped": lambda X, W, b, s, p: right(X, W.swapaxes(2, 3).reshape(W.shape), b, s, p),
    "channel order lost": lambda X, W, b, s, p: right(X, channels_last(W), b, s, p),
    "first channel only": lambda X, W, b, s, p: right(X[:, :1], W[:, :1], b, s, p),
    "one kernel for all channels": lambda X, W, b, s, p: right(X, np.broadcast_to(W[:, :1], W.shape), b, s, p),
    "channels out lost": channels_out_lost,
}


def passes(wrong, X, W, b, stride, padding):
    expected = correlate_loops(X, W, b, stride, padding)
    Z = wrong(X, W, b, stride, padding)
    return Z.shape == expected.shape and np.allclose(Z, expected)


def test_all_ones_data_catch_nothing_and_random_data_catch_all():
    ones = np.ones((1, 1, 4, 4)), np.ones((1, 1, 3, 3)), np.zeros(1), 1, 0
    assert len(WRONG) == 12 and all(passes(wrong, *ones) for wrong in WRONG.values())
    rng = np.random.default_rng(9)
    hard = rng.normal(size=(2, 3, 7, 6)), rng.normal(size=(4, 3, 3, 2)), rng.normal(size=4), 2, 1
    assert passes(right, *hard)
    assert [name for name, wrong in WRONG.items() if passes(wrong, *hard)] == []
