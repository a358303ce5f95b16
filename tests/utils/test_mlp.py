"""Dense layers and networks: the slide's equations, hand-worked numbers, finite differences and an epoch of scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.neural_network import MLPClassifier

from tests.utils.gradients import check_backward, ordinary
from utils.activations import identity, leaky_relu, relu, sigmoid, softmax, tanh
from utils.gradient_check import check_network
from utils.initializers import glorot, he
from utils.losses import BinaryCrossEntropy, SoftmaxCrossEntropy, SquaredError
from utils.mlp import MLP, Dense
from utils.optimizers import SGD
from utils.training import train


def test_dense_by_hand():
    layer = Dense(2, 3, relu, rng=np.random.default_rng(0))
    layer.W = [[1.0, 2.0], [-3.0, 1.0], [0.5, -1.0]]
    layer.b = [0.1, 0.2, 4.0]
    A = layer.forward(np.array([[1.0, 2.0], [3.0, -1.0]]))
    np.testing.assert_allclose(layer.Z, [[5.1, -0.8, 2.5], [1.1, -9.8, 6.5]])
    np.testing.assert_allclose(A, [[5.1, 0, 2.5], [1.1, 0, 6.5]])
    grad_x = layer.backward(np.array([[1.0, 2.0, 3.0], [-1.0, 5.0, 2.0]]))
    np.testing.assert_allclose(layer.Delta, [[1, 0, 3], [-1, 0, 2]])  # the second unit is off for both samples
    np.testing.assert_allclose(layer.dW, [[1 * 1 - 1 * 3, 1 * 2 + 1 * 1], [0, 0], [3 * 1 + 2 * 3, 3 * 2 - 2 * 1]])
    np.testing.assert_allclose(layer.db, [0, 0, 5])
    np.testing.assert_allclose(grad_x, [[1 + 1.5, 2 - 3], [-1 + 1, -2 - 2]])


@pytest.mark.parametrize("phi", [identity, sigmoid, tanh, relu, leaky_relu], ids=lambda phi: type(phi).__name__)
@pytest.mark.parametrize(
    "loss", [SquaredError(), BinaryCrossEntropy(), SoftmaxCrossEntropy()], ids=lambda loss: type(loss).__name__
)
def test_backward_agrees_with_finite_differences(phi, loss):
    rng = np.random.default_rng(11)
    network = ordinary(MLP([5, 4, 3, 2], phi, rng=rng), rng)
    X = rng.normal(size=(7, 5))
    Y = rng.integers(2, size=7) if isinstance(loss, SoftmaxCrossEntropy) else rng.random((7, 2))
    errors = check_network(network, loss, X, Y)
    assert list(errors) == ["W_1", "b_1", "W_2", "b_2", "W_3", "b_3"]
    assert max(errors.values()) < 1e-7, errors


def test_backward_goes_on_to_the_input():
    rng = np.random.default_rng(12)
    check_backward(ordinary(MLP([4, 6, 3], tanh, rng=rng), rng), rng.normal(size=(5, 4)), rng=rng)


class InOrder:
    """Stands for a generator that does not shuffle."""

    def permutation(self, n):
        return np.arange(n)


def test_a_whole_epoch_agrees_with_scikit_learn():
    rng = np.random.default_rng(15)
    X, y = rng.normal(size=(50, 6)), rng.permutation(np.arange(50) % 3)
    theirs = MLPClassifier(
        (8,), solver="sgd", momentum=0, learning_rate_init=0.3, alpha=0, batch_size=16, shuffle=False, random_state=0
    )
    theirs.partial_fit(X, y, classes=range(3))
    network = MLP([6, 8, 3], rng=rng)
    for layer, coef, intercept in zip(network.layers, theirs.coefs_, theirs.intercepts_):
        layer.W, layer.b = coef.T, intercept
    theirs.partial_fit(X, y)
    history = train(network, SoftmaxCrossEntropy(), SGD(0.3), X, y, epochs=1, batch_size=16, rng=InOrder())
    for layer, coef, intercept in zip(network.layers, theirs.coefs_, theirs.intercepts_):
        np.testing.assert_allclose(layer.W, coef.T, rtol=1e-10)
        np.testing.assert_allclose(layer.b, intercept, rtol=1e-10)
    np.testing.assert_allclose(history.loss[0], theirs.loss_)
    np.testing.assert_allclose(softmax(network.output(X)), theirs.predict_proba(X))
    np.testing.assert_array_equal(network.predict(X), theirs.predict(X))


@given(
    widths=st.lists(st.integers(1, 6), min_size=2, max_size=5),
    n=st.integers(1, 5),
    dtype=st.sampled_from([np.float32, np.float64]),
)
def test_shapes_and_dtypes(widths, n, dtype):
    rng = np.random.default_rng(0)
    network = MLP(widths, tanh, rng=rng, dtype=dtype)
    out = network.forward(rng.normal(size=(n, widths[0])).astype(dtype))
    assert out.shape == (n, widths[-1])
    assert network.backward(np.ones_like(out)).shape == (n, widths[0])
    assert network.theta.size == sum((n_in + 1) * n_out for n_in, n_out in zip(widths[:-1], widths[1:]))
    assert out.dtype == network.theta.dtype == network.dtheta.dtype == dtype
    for layer in network.layers:
        assert layer.dW.shape == layer.W.shape
        assert layer.db.shape == layer.b.shape


def test_output_and_predict():
    network = MLP([2, 3, 1], rng=np.random.default_rng(1))
    X = np.array([[1.0, 2.0], [-3.0, 0.5]])
    np.testing.assert_array_equal(network.output(X), network.forward(X))
    np.testing.assert_array_equal(network.predict(X), (network.forward(X)[:, 0] >= 0).astype(int))


def test_bad_input_is_named():
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match=r"X has shape \(4, 3\), but it should have shape \(n, 2\)"):
        MLP([2, 3, 1], rng=rng).predict(np.zeros((4, 3)))
    with pytest.raises(ValueError, match="widths is"):
        MLP([3], rng=rng)


@pytest.mark.parametrize(("init", "variance"), [(he, 2 / 200), (glorot, 2 / 500)])
def test_initial_weights_have_the_variance_that_they_promise(init, variance):
    W = init(300, 200, np.random.default_rng(6))
    assert W.shape == (300, 200)
    np.testing.assert_allclose(W.var(), variance, rtol=0.02)  # 60,000 draws: a standard error of 0.6 %
    np.testing.assert_allclose(W.mean(), 0, atol=4 * np.sqrt(variance / W.size))
    assert (MLP([200, 300], rng=np.random.default_rng(6), init=init).layers[0].b == 0).all()
