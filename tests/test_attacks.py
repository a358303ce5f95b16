"""Attacks against what they should be: finite differences, brute force over the corners of the box, and digits."""

import itertools

import numpy as np
import pytest

from utils import attacks
from utils.activations import tanh
from utils.data import digits
from utils.gradient_check import numerical_gradient, relative_error
from utils.losses import BinaryCrossEntropy, SoftmaxCrossEntropy
from utils.mlp import MLP
from utils.optimizers import Adam
from utils.training import accuracy, train


@pytest.fixture
def rng():
    return np.random.default_rng(9)


def small(rng, n=5, widths=(4, 6, 3), loss=SoftmaxCrossEntropy):
    """A network with biases that are not zero, pixels away from 0 and 1, labels."""
    network = MLP(list(widths), tanh, rng=rng)
    network.theta[:] = rng.standard_normal(network.theta.size)
    X = rng.uniform(0.3, 0.7, size=(n, widths[0]))
    y = rng.integers(widths[-1], size=n) if loss is SoftmaxCrossEntropy else rng.integers(2, size=(n, 1)).astype(float)
    return network, loss(), X, y


@pytest.mark.parametrize(("widths", "loss"), [((4, 6, 3), SoftmaxCrossEntropy), ((3, 5, 1), BinaryCrossEntropy)])
def test_input_gradient(widths, loss, rng):
    network, loss, X, y = small(rng, widths=widths, loss=loss)
    theta = network.theta.copy()
    expected = numerical_gradient(lambda X: loss(network.forward(X), y), X)
    assert relative_error(attacks.input_gradient(network, loss, X, y), expected) < 1e-7
    np.testing.assert_array_equal(network.theta, theta)


def test_fgsm_is_the_best_corner_for_a_linear_network(rng):
    """For one layer and two classes the loss is monotone in w'x: no corner of the box is worse for the network."""
    network = MLP([5, 1], rng=rng)
    network.layers[0].b = [0.3]
    loss = BinaryCrossEntropy()
    for y in (0.0, 1.0):
        X, y = rng.uniform(0.3, 0.7, size=(1, 5)), np.array([[y]])
        corners = X + 0.1 * np.array(list(itertools.product([-1, 1], repeat=5)))
        worst = max(loss(network.output(corner[np.newaxis]), y) for corner in corners)
        X_adv = attacks.fgsm(network, loss, X, y, 0.1)
        assert loss(network.output(X_adv), y) == pytest.approx(worst, rel=1e-12)
        shift = 0.1 * np.abs(network.layers[0].W).sum()  # Hoelder: epsilon times the 1-norm
        moved = network.output(X_adv) - network.output(X)
        np.testing.assert_allclose(moved, -shift if y else shift)


def test_fgsm_by_its_formula_and_within_its_bounds(rng):
    network, loss, X, y = small(rng)
    kept = X.copy()
    X_adv = attacks.fgsm(network, loss, X, y, 0.1)
    expected = X + 0.1 * np.sign(numerical_gradient(lambda X: loss(network.forward(X), y), X.copy()))
    np.testing.assert_allclose(X_adv, expected)
    np.testing.assert_array_equal(X, kept)
    assert loss(network.output(X_adv), y) > loss(network.output(X), y)
    far = attacks.fgsm(network, loss, X, y, 0.9)
    assert far.min() == 0 and far.max() == 1  # clipped on both sides
    np.testing.assert_array_equal(attacks.fgsm(network, loss, X, y, 0), X)


def test_the_true_label_is_attacked_not_the_predicted_one(rng):
    network, loss, X, _ = small(rng)
    y = (network.predict(X) + 1) % 3  # every prediction is wrong already
    X_adv = attacks.fgsm(network, loss, X, y, 0.05)
    assert loss(network.output(X_adv), y) > loss(network.output(X), y)


def test_pgd_step_by_step(rng):
    network, loss, X, y = small(rng)
    X_k, kept = X.copy(), X.copy()
    for steps in range(5):
        np.testing.assert_allclose(attacks.pgd(network, loss, X, y, 0.1, 0.04, steps), X_k)
        gradient = numerical_gradient(lambda X: loss(network.forward(X), y), X_k.copy())
        X_k = X + np.clip(X_k + 0.04 * np.sign(gradient) - X, -0.1, 0.1)
    np.testing.assert_array_equal(X, kept)
    np.testing.assert_allclose(
        attacks.pgd(network, loss, X, y, 0.1, 0.3, 1), attacks.fgsm(network, loss, X, y, 0.1)
    )  # one long step is FGSM
    edge = attacks.pgd(network, loss, X / 10, y, 0.2, 0.05, 9)
    assert edge.min() == 0 and np.abs(edge - X / 10).max() <= 0.2 + 1e-12


def test_pgd_from_a_random_start(rng):
    network, loss, X, y = small(rng, n=200)
    starts = [attacks.pgd(network, loss, X, y, 0.1, 0.04, 0, np.random.default_rng(s)) for s in (1, 1, 2)]
    np.testing.assert_array_equal(starts[0], starts[1])
    assert np.abs(starts[0] - starts[2]).max() > 0.1
    moves = starts[0] - X
    assert np.abs(moves).max() <= 0.1 and moves.std() == pytest.approx(0.1 / np.sqrt(3), rel=0.05)
    X_adv = attacks.pgd(network, loss, X, y, 0.1, 0.04, 5, np.random.default_rng(1))
    assert np.abs(X_adv - X).max() <= 0.1 + 1e-12
    assert loss(network.output(X_adv), y) > loss(network.output(starts[0]), y)


def test_random_signs_have_the_same_size_and_no_direction(rng):
    X = np.full((300, 20), 0.5)
    moved = attacks.random_signs(X, 0.2, rng) - X
    np.testing.assert_allclose(np.abs(moved), 0.2)
    assert abs(np.sign(moved).mean()) < 0.05
    clipped = attacks.random_signs(np.array([[0.0, 1.0, 0.5]] * 50), 0.2, rng)
    assert clipped.min() == 0 and clipped.max() == 1


def test_inputs_that_do_not_fit_are_refused(rng):
    network, loss, X, y = small(rng)
    for attack in (
        lambda X, *rest: attacks.fgsm(network, loss, X, *rest),
        lambda X, y, e: attacks.pgd(network, loss, X, y, e, 0.1, 1),
    ):
        with pytest.raises(ValueError, match="divide the digits by 16"):
            attack(16 * X, y, 0.1)
        with pytest.raises(ValueError, match="epsilon is -0.1"):
            attack(X, y, -0.1)
        with pytest.raises(ValueError, match="y"):
            attack(X, y[:-1], 0.1)
        with pytest.raises(ValueError, match="X has shape"):
            attack(X[:, :-1], y, 0.1)


def test_images_keep_their_shape_and_integers_become_floats(rng):
    X = np.array([[[[0, 1], [1, 0]]]])
    assert attacks.random_signs(X, 0.25, rng).tolist() in [
        [[[[a, b], [c, d]]]] for a, b, c, d in itertools.product([0, 0.25], [0.75, 1], [0.75, 1], [0, 0.25])
    ]


# ---------------------------------------------------------------- digits


@pytest.fixture(scope="module")
def data():
    return digits()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_fgsm_breaks_what_noise_of_the_same_size_does_not(data, seed):
    X_train, X_test, y_train, y_test = data
    rng, loss = np.random.default_rng(seed), SoftmaxCrossEntropy()
    network = MLP([64, 48, 24, 10], rng=rng)
    train(network, loss, Adam(3e-3), X_train, y_train, epochs=25, batch_size=32, rng=rng)
    epsilon = 0.15
    noisy = attacks.random_signs(X_test, epsilon, rng)
    attacked = attacks.fgsm(network, loss, X_test, y_test, epsilon)
    iterated = attacks.pgd(network, loss, X_test, y_test, epsilon, epsilon / 4, 10)
    clean, noise, fast, slow = (accuracy(network, X, y_test) for X in (X_test, noisy, attacked, iterated))
    print(clean, noise, fast, slow)
    assert clean > 0.95
    assert noise > 0.9
    assert fast < 0.3
    assert slow < fast - 0.02


def test_adversarial_training_helps(data):
    X_train, X_test, y_train, y_test = data
    loss, epsilon = SoftmaxCrossEntropy(), 0.15
    networks = []
    for attack in (lambda network, loss, X, y: X, lambda *batch: attacks.fgsm(*batch, epsilon)):
        rng = np.random.default_rng(4)
        networks.append(MLP([64, 48, 24, 10], rng=rng))
        history = attacks.train_adversarially(
            networks[-1], loss, Adam(3e-3), X_train, y_train, attack, epochs=25, batch_size=32, rng=rng
        )
        assert len(history) == 25 and history[-1] < history[0]
    plain, robust = (
        accuracy(network, attacks.pgd(network, loss, X_test, y_test, epsilon, 0.04, 10), y_test) for network in networks
    )
    print(plain, robust, accuracy(networks[1], X_test, y_test))
    assert robust > plain + 0.3


def test_training_without_an_attack_is_plain_training(data):
    X_train, _, y_train, _ = data
    theta = []
    for adversarial in (True, False):
        rng = np.random.default_rng(4)
        network, loss = MLP([64, 12, 10], rng=rng), SoftmaxCrossEntropy()
        if adversarial:
            attacks.train_adversarially(
                network, loss, Adam(3e-3), X_train, y_train, lambda *batch: batch[2], epochs=2, batch_size=32, rng=rng
            )
        else:
            train(network, loss, Adam(3e-3), X_train, y_train, epochs=2, batch_size=32, rng=rng)
        theta.append(network.theta)
    np.testing.assert_array_equal(*theta)
