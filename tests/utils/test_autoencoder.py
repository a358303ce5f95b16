"""The autoencoder: its gradient, PCA against scikit-learn, and the linear one that finds the same subspace."""

import numpy as np
import pytest
from scipy.linalg import subspace_angles
from sklearn.decomposition import PCA as TheirPCA

from tests.utils.gradients import check_backward, ordinary
from utils.activations import identity, tanh
from utils.autoencoder import PCA, Autoencoder, principal_angles
from utils.losses import SquaredError
from utils.optimizers import Adam, Momentum
from utils.training import train


def data(seed=0, n=60, d=5):
    rng = np.random.default_rng(seed)
    turn, _ = np.linalg.qr(rng.normal(size=(d, d)))
    return rng.normal(size=(n, d)) * [2, 1.5, 0.7, 0.6, 0.5] @ turn + np.arange(d)


def test_backward_by_finite_differences():
    rng = np.random.default_rng(1)
    check_backward(ordinary(Autoencoder([5, 4, 2], rng=rng), rng), data(n=7), rng=rng, tolerance=1e-7)


def test_shapes_activations_and_one_vector():
    network = Autoencoder([5, 4, 2], tanh, rng=np.random.default_rng(2))
    layers = network.encoder.layers + network.decoder.layers
    assert [layer.W.shape for layer in layers] == [(4, 5), (2, 4), (4, 2), (5, 4)]
    assert [layer.phi for layer in layers] == [tanh, identity, tanh, identity], "the code and the output are linear"
    X = data(n=3)
    np.testing.assert_array_equal(network.decode(network.encode(X)), network.output(X))
    assert network.encode(X).shape == (3, 2) and np.shares_memory(network.decoder.theta, network.theta)
    with pytest.raises(ValueError, match=r"X has shape \(3, 4\)"):
        network.output(X[:, :4])


def test_pca_against_scikit_learn():
    X = data()
    ours, theirs = PCA(X, 3), TheirPCA(3).fit(X)
    signs = np.sign((ours.components * theirs.components_).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(ours.components, signs * theirs.components_, atol=1e-10)
    np.testing.assert_allclose(ours.variance, theirs.explained_variance_ * (len(X) - 1) / len(X))
    np.testing.assert_allclose(ours.encode(X), theirs.transform(X) * signs.T, atol=1e-10)
    np.testing.assert_allclose(ours.decode(ours.encode(X)), theirs.inverse_transform(theirs.transform(X)), atol=1e-10)
    np.testing.assert_allclose(ours.encode(X).var(axis=0), ours.variance)
    with pytest.raises(ValueError, match=r"k is 6, but it should be 1 \.\.\. 5"):
        PCA(X, 6)


@pytest.mark.parametrize("seed", range(3))
def test_linear_autoencoder_spans_the_principal_subspace(seed):
    X, rng = data(), np.random.default_rng(seed)
    X -= X.mean(axis=0)  # descent is quicker so; the biases would find the mean
    network, pca = Autoencoder([5, 2], rng=rng), PCA(X, 2)
    train(network, SquaredError(), Momentum(0.2), X, X, epochs=1000, batch_size=len(X), rng=rng)
    W = network.decoder.layers[0].W  # (5, 2): the columns span what can be given back
    assert principal_angles(W.T, pca.components).max() < 1e-8
    assert principal_angles(network.encoder.layers[0].W, pca.components).max() < 1e-8
    best = SquaredError()(pca.decode(pca.encode(X)), X)
    np.testing.assert_allclose(SquaredError()(network.output(X), X), best, rtol=1e-10)
    # the same plane, but not the same axes
    assert not np.allclose(np.abs(W.T / np.linalg.norm(W, axis=0)[:, np.newaxis]), np.abs(pca.components), atol=0.01)


def test_a_curve_needs_a_curved_code():
    """Points on three quarters of a circle: one straight direction cannot follow them, a tanh autoencoder can."""
    rng = np.random.default_rng(0)
    angle = rng.uniform(0, 1.5 * np.pi, size=300)
    X = np.column_stack([np.cos(angle), np.sin(angle)])
    network, pca = Autoencoder([2, 24, 1], rng=rng), PCA(X, 1)
    train(network, SquaredError(), Adam(0.01), X, X, epochs=300, batch_size=50, rng=rng)
    linear = SquaredError()(pca.decode(pca.encode(X)), X)
    assert SquaredError()(network.output(X), X) < 0.2 * linear


def test_principal_angles_against_scipy():
    rng = np.random.default_rng(3)
    for k, l in ((2, 3), (3, 2), (1, 1), (3, 3)):
        A, B = rng.normal(size=(k, 6)), rng.normal(size=(l, 6))
        np.testing.assert_allclose(principal_angles(A, B), subspace_angles(A.T, B.T), rtol=1e-10)


def test_principal_angles_by_hand():
    e = np.eye(4)
    np.testing.assert_allclose(principal_angles(e[:2], e[1:3]), [np.pi / 2, 0], atol=1e-12)
    tilted = np.array([[1, 1e-9, 0, 0]])
    np.testing.assert_allclose(principal_angles(e[:1], tilted), [1e-9], rtol=1e-6)  # the arc cosine would say 0
    np.testing.assert_allclose(principal_angles(e[:2], [[2, 3, 0, 0], [1, -1, 0, 0]]), [0, 0], atol=1e-12)
