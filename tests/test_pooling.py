"""Pooling: numbers by hand, ties, windows that overlap or do not fill the image, finite differences, PyTorch."""

import numpy as np
import pytest

from utils.gradient_check import numerical_gradient, relative_error
from utils.network import Network
from utils.pooling import AveragePool, Flatten, MaxPool, Reshape

IMAGE = np.array([[[[1.0, 5.0, 2.0, 0.0, 9.0], [3.0, 4.0, 8.0, 7.0, 9.0]]]])  # the fifth column fills no window


def test_maximum_by_hand():
    pool = MaxPool(2)
    np.testing.assert_array_equal(pool.forward(IMAGE), [[[[5, 8]]]])
    np.testing.assert_array_equal(pool.output(IMAGE), [[[[5, 8]]]])
    grad = pool.backward(np.array([[[[10.0, -20.0]]]]))
    np.testing.assert_array_equal(grad, [[[[0, 10, 0, 0, 0], [0, 0, -20, 0, 0]]]])


def test_mean_by_hand():
    pool = AveragePool(2)
    np.testing.assert_array_equal(pool.forward(IMAGE), [[[[3.25, 4.25]]]])
    grad = pool.backward(np.array([[[[8.0, -4.0]]]]))
    np.testing.assert_array_equal(grad, [[[[2, 2, -1, -1, 0], [2, 2, -1, -1, 0]]]])


def test_of_equal_entries_one_receives_the_gradient():
    pool = MaxPool(2)
    pool.forward(np.zeros((1, 2, 4, 4)))  # after a ReLU, ties at zero are common
    grad = pool.backward(np.arange(1.0, 9.0).reshape(1, 2, 2, 2))
    assert grad.sum() == 36 and np.count_nonzero(grad) == 8
    np.testing.assert_array_equal(grad[0, 0], [[1, 0, 2, 0], [0, 0, 0, 0], [3, 0, 4, 0], [0, 0, 0, 0]])


def test_overlapping_windows_add_up():
    pool = MaxPool(2, stride=1)
    np.testing.assert_array_equal(pool.forward(IMAGE), [[[[5, 8, 8, 9]]]])
    grad = pool.backward(np.array([[[[1.0, 10.0, 100.0, 1000.0]]]]))
    np.testing.assert_array_equal(grad, [[[[0, 1, 0, 0, 1000], [0, 0, 110, 0, 0]]]])


@pytest.mark.parametrize("kind", [MaxPool, AveragePool])
@pytest.mark.parametrize(("size", "stride"), [(2, None), ((3, 2), None), ((2, 3), 1), (2, 3)])
def test_backward_by_finite_differences(kind, size, stride):
    rng = np.random.default_rng(0)
    pool = kind(size, stride)
    X = rng.permutation(2 * 3 * 7 * 6).reshape(2, 3, 7, 6) / 100  # no two entries are nearer than 0.01: no kink
    upstream = rng.normal(size=pool.forward(X).shape)
    grad = pool.backward(upstream)
    assert relative_error(grad, numerical_gradient(lambda X: float((pool.output(X) * upstream).sum()), X)) < 1e-8
    np.testing.assert_array_equal(pool.output(X), pool.forward(X))
    A = pool.forward(X.astype(np.float32))
    assert A.dtype == pool.backward(A).dtype == np.float32


def test_agrees_with_pytorch():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(1)
    X = np.round(rng.normal(size=(2, 3, 7, 6)))  # with ties
    for pool, theirs in ((MaxPool((3, 2), 2), "max_pool2d"), (AveragePool((3, 2), 2), "avg_pool2d")):
        x = torch.tensor(X, requires_grad=True)
        a = getattr(torch.nn.functional, theirs)(x, (3, 2), stride=2)
        np.testing.assert_allclose(pool.forward(X), a.detach().numpy())
        upstream = rng.normal(size=a.shape)
        a.backward(torch.tensor(upstream))
        np.testing.assert_allclose(pool.backward(upstream), x.grad.numpy())


def test_reshape_and_flatten():
    X = np.arange(2.0 * 12).reshape(2, 12)
    network = Network([Reshape((3, 2, 2)), MaxPool(2), Flatten()])
    np.testing.assert_array_equal(network.forward(X), [[3, 7, 11], [15, 19, 23]])
    grad = network.backward(np.ones((2, 3)), input_gradient=True)
    assert grad.shape == (2, 12) and grad.sum() == 6 and (grad[:, 3::4] == 1).all()
    np.testing.assert_array_equal(network.output(X), network.forward(X))


def test_a_window_larger_than_the_image():
    with pytest.raises(ValueError, match="window of size 3 does not fit in 2 pixels"):
        MaxPool(3).forward(IMAGE)
