"""The training loop: batches, schedules, history, reproducibility and refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.data import digits
from utils.losses import SoftmaxCrossEntropy
from utils.mlp import MLP
from utils.optimizers import SGD, Adam
from utils.training import accuracy, confusion_matrix, constant, cosine, inverse_decay, minibatches, step_decay, train


@given(n=st.integers(1, 40), batch_size=st.integers(1, 50), seed=st.integers(0, 9))
def test_minibatches_hold_each_sample_once(n, batch_size, seed):
    batches = list(minibatches(n, batch_size, np.random.default_rng(seed)))
    assert sorted(np.concatenate(batches)) == list(range(n))
    assert all(len(batch) == batch_size for batch in batches[:-1])
    assert 1 <= len(batches[-1]) <= batch_size


def test_minibatches_are_in_a_new_order_each_epoch():
    rng = np.random.default_rng(0)
    first, second = (np.concatenate(list(minibatches(30, 7, rng))) for _ in range(2))
    assert (first != second).any()


@pytest.fixture(scope="module")
def data():
    return digits()


def fit(data, seed, optimizer=None, epochs=12, schedule=None):
    X, X_test, y, y_test = data
    rng = np.random.default_rng(seed)
    network = MLP([64, 32, 10], rng=rng)
    options = {"epochs": epochs, "batch_size": 32, "rng": rng, "validation": (X_test, y_test), "schedule": schedule}
    return network, train(network, SoftmaxCrossEntropy(), optimizer or Adam(0.003), X, y, **options)


def test_digits_are_learnt(data):
    network, history = fit(data, 0)
    assert len(history.loss) == len(history.validation_loss) == len(history.eta) == 12
    assert history.loss[-1] < 0.2 < 1.5 < history.loss[0]  # 0.11 to 0.13 and 1.8 to 2.1 over ten seeds
    assert history.validation_accuracy[-1] > 0.93  # 0.949 to 0.973 over ten seeds
    assert history.validation_accuracy[-1] == accuracy(network, data[1], data[3])


def test_the_same_seed_gives_the_same_weights(data):
    (a, _), (b, _), (c, _) = (fit(data, seed, epochs=1) for seed in (1, 1, 2))
    np.testing.assert_array_equal(a.theta, b.theta)
    assert (a.theta != c.theta).any()


def test_the_loss_of_an_epoch_weighs_the_last_batch_by_its_size(data):
    X, y = data[0][:10], data[2][:10]
    network, loss, rng = MLP([64, 10], rng=np.random.default_rng(0)), SoftmaxCrossEntropy(), np.random.default_rng(0)
    at_start = loss(network.forward(X), y)
    history = train(network, loss, SGD(0.0), X, y, epochs=1, batch_size=4, rng=rng)
    np.testing.assert_allclose(history.loss, [at_start])  # batches of 4, 4 and 2 with frozen weights


def test_schedules(data):
    assert [constant(0.3)(epoch) for epoch in (0, 9)] == [0.3, 0.3]
    assert [step_decay(0.8, 0.5, 2)(epoch) for epoch in range(5)] == [0.8, 0.8, 0.4, 0.4, 0.2]
    np.testing.assert_allclose([inverse_decay(0.6, 0.5)(epoch) for epoch in (0, 2, 4)], [0.6, 0.3, 0.2])
    np.testing.assert_allclose([cosine(0.4, 10)(epoch) for epoch in (0, 5, 10, 15)], [0.4, 0.2, 0, 0], atol=1e-16)
    _, history = fit(data, 0, epochs=3, optimizer=SGD(9.0), schedule=step_decay(0.4, 0.5, 1))
    assert history.eta == [0.4, 0.2, 0.1]


def test_confusion_matrix_counts_rows_as_truth():
    C = confusion_matrix(np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 2, 0, 0]), 3)
    np.testing.assert_array_equal(C, [[1, 1, 0], [0, 1, 0], [2, 0, 1]])


def test_refusals(data):
    X, _, y, _ = data

    def call(X, y, batch_size=32, optimizer=None):
        rng = np.random.default_rng(0)
        network, loss = MLP([64, 10], rng=rng), SoftmaxCrossEntropy()
        train(network, loss, optimizer or SGD(), X, y, epochs=3, batch_size=batch_size, rng=rng)

    with pytest.raises(ValueError, match=r"X has shape \(1347, 63\), but it should have shape \(n, 64\)"):
        call(X[:, :63], y)
    with pytest.raises(ValueError, match=r"y has shape \(1346,\), but it should have shape \(1347,\)"):
        call(X, y[:-1])
    with pytest.raises(ValueError, match=r"y\[0\] is \d+, but labels should be 0 ... 9"):
        call(X, y + 10)
    with pytest.raises(ValueError, match="batch_size is 0"):
        call(X, y, batch_size=0)
    with np.errstate(all="ignore"), pytest.raises(FloatingPointError, match="smaller learning rate than 1e"):
        call(X, y, optimizer=SGD(1e308))
