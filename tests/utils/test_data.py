"""Data: shapes, classes, seeds, the split of the digits, and MNIST without a network."""

import numpy as np
import pytest

import utils.data
from utils.data import Standardizer, blobs, digits, mnist, moons, spirals, xor


@pytest.mark.parametrize(("make", "n_classes"), [(xor, 2), (blobs, 2), (moons, 2), (spirals, 2)])
def test_small_data_sets(make, n_classes):
    X, y = make(200, np.random.default_rng(0))
    assert X.shape == (200, 2)
    assert sorted(set(y)) == list(range(n_classes))
    again, _ = make(200, np.random.default_rng(0))
    np.testing.assert_array_equal(X, again)
    other, _ = make(200, np.random.default_rng(1))
    assert (X != other).any()


@pytest.mark.parametrize("make", [blobs, spirals])
def test_more_classes(make):
    X, y = make(90, np.random.default_rng(0), n_classes=3)
    np.testing.assert_array_equal(np.bincount(y), [30, 30, 30])


def test_xor_points_belong_to_the_nearest_corner_without_noise():
    X, y = xor(50, np.random.default_rng(2), noise=0.0)
    np.testing.assert_array_equal(y, X[:, 0] != X[:, 1])


def test_arms_of_the_spiral_are_turns_of_one_another():
    X, y = spirals(4000, np.random.default_rng(3), n_classes=2, noise=0.0)
    radius = np.linalg.norm(X, axis=1)
    angle = np.arctan2(X[:, 1], X[:, 0]) - 2 * np.pi * 1.25 * radius - np.pi * y
    np.testing.assert_allclose(np.cos(angle), 1, atol=1e-9)


def test_digits_split_leaks_nothing():
    X_train, X_test, y_train, y_test = digits()
    assert X_train.shape == (1347, 64)
    assert X_test.shape == (450, 64)
    assert X_train.min() == 0
    assert X_train.max() == 1
    np.testing.assert_allclose(np.bincount(y_train) / 1347, np.bincount(y_test) / 450, atol=0.002)  # stratified
    assert not {x.tobytes() for x in X_train} & {x.tobytes() for x in X_test}
    np.testing.assert_array_equal(digits()[1], X_test)  # the same split for everybody
    assert (digits(seed=1)[1] != X_test).any()


def test_mnist_says_what_to_do_without_a_network(monkeypatch):
    def no_network(*args, **kwargs):
        raise OSError("no route to host")

    monkeypatch.setattr("sklearn.datasets.fetch_openml", no_network)
    with pytest.raises(ConnectionError, match=r"no route to host.*use digits\(\)"):
        mnist()


def test_mnist_is_scaled_and_split_where_the_authors_split_it(monkeypatch):
    X = np.zeros((70_000, 784), dtype=np.uint8)
    X[60_000:] = 255
    monkeypatch.setattr("sklearn.datasets.fetch_openml", lambda *args, **kwargs: (X, np.full(70_000, "7")))
    X_train, X_test, y_train, y_test = utils.data.mnist(n_train=100, n_test=50)
    assert (X_train.shape, X_test.shape, y_train.shape, y_test.shape) == ((100, 784), (50, 784), (100,), (50,))
    assert X_train.max() == 0
    assert X_test.min() == 1
    assert y_test[0] == 7


def test_standardizer_uses_the_training_part_alone():
    rng = np.random.default_rng(0)
    X = rng.normal(5, [1, 10, 0], size=(100, 3))
    scale = Standardizer().fit(X[:60])
    np.testing.assert_allclose(scale(X[:60]).mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(scale(X[:60]).std(axis=0), [1, 1, 0])
    assert abs(scale(X[60:]).mean(axis=0)[:2]).max() > 1e-3
    with pytest.raises(RuntimeError, match="call fit"):
        Standardizer()(X)
    with pytest.raises(ValueError, match=r"X has shape \(5, 2\), but it should have shape \(n, 3\)"):
        scale(X[:5, :2])
