"""Attacks against what they should be: finite differences, brute force over the corners of the box, and digits."""

import functools

import numpy as np
import pytest

from tests.utils.gradients import ordinary
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
    """A network with biases that are not zero, a loss, pixels away from 0 and 1, labels."""
    network = ordinary(MLP(list(widths), tanh, rng=rng), rng)
    X = rng.uniform(0.3, 0.7, size=(n, widths[0]))
    y = rng.integers(widths[-1], size=n) if loss is SoftmaxCrossEntropy else rng.integers(2, size=(n, 1)).astype(float)
    return network, loss(), X, y


def slope(network, loss, X, y):
    return numerical_gradient(lambda X: loss(network.forward(X), y), X.copy())


@pytest.mark.parametrize(("widths", "loss"), [((4, 6, 3), SoftmaxCrossEntropy), ((3, 5, 1), BinaryCrossEntropy)])
def test_input_gradient(widths, loss, rng):
    network, *batch = small(rng, widths=widths, loss=loss)
    theta = network.theta.copy()
    assert relative_error(attacks.input_gradient(network, *batch), slope(network, *batch)) < 1e-7
    np.testing.assert_array_equal(network.theta, theta)


def test_fgsm_by_its_formula_and_within_its_bounds(rng):
    network, loss, X, _ = small(rng)
    y, kept = (network.predict(X) + 1) % 3, X.copy()  # every prediction is wrong: the true label is attacked
    np.testing.assert_allclose(attacks.fgsm(network, loss, X, y, 0.1), X + 0.1 * np.sign(slope(network, loss, X, y)))
    np.testing.assert_array_equal(X, kept)
    far = attacks.fgsm(network, loss, X, y, 0.9)
    assert far.min() == 0 and far.max() == 1  # clipped on both sides
    np.testing.assert_array_equal(attacks.fgsm(network, loss, X, y, 0), X)


def test_pgd_step_by_step(rng):
    network, loss, X, y = small(rng)
    X_k, kept = X, X.copy()
    for steps in range(5):
        np.testing.assert_allclose(attacks.pgd(network, loss, X, y, 0.1, 0.04, steps), X_k)
        X_k = X + np.clip(X_k + 0.04 * np.sign(slope(network, loss, X_k, y)) - X, -0.1, 0.1)
    np.testing.assert_array_equal(X, kept)
    one_long_step = attacks.pgd(network, loss, X, y, 0.1, 0.3, 1)
    np.testing.assert_allclose(one_long_step, attacks.fgsm(network, loss, X, y, 0.1))
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


@pytest.mark.parametrize("attack", [attacks.fgsm, lambda *batch: attacks.pgd(*batch, 0.1, 1)], ids=["fgsm", "pgd"])
def test_inputs_that_do_not_fit_are_refused(attack, rng):
    network, loss, X, y = small(rng)
    with pytest.raises(ValueError, match="divide the digits by 16"):
        attack(network, loss, 16 * X, y, 0.1)
    with pytest.raises(ValueError, match="epsilon is -0.1"):
        attack(network, loss, X, y, -0.1)
    with pytest.raises(ValueError, match="y"):
        attack(network, loss, X, y[:-1], 0.1)
    with pytest.raises(ValueError, match="X has shape"):
        attack(network, loss, X[:, :-1], y, 0.1)


def test_images_keep_their_shape_and_integers_become_floats(rng):
    moved = attacks.random_signs(np.array([[[[0, 1], [1, 0]]]]), 0.25, rng)
    assert moved.shape == (1, 1, 2, 2)
    assert all(pixel in row for pixel, row in zip(moved.flat, [(0, 0.25), (0.75, 1), (0.75, 1), (0, 0.25)]))


# ---------------------------------------------------------------- digits

EPSILON = 0.15


@functools.cache
def trained(seed, attack=None):
    """A network for the digits, trained plainly or against an attack, and the losses of its epochs."""
    X, _, y, _ = digits()
    rng = np.random.default_rng(seed)
    network = MLP([64, 48, 24, 10], rng=rng)
    rest = SoftmaxCrossEntropy(), Adam(3e-3), X, y
    options = {"epochs": 25, "batch_size": 32, "rng": rng}
    if attack is None:
        return network, train(network, *rest, **options).loss
    return network, attacks.train_adversarially(network, *rest, attack, **options)


def accuracies(network, rng):
    """Of test digits as they are, with noise, after FGSM and after PGD, all of one size."""
    _, X, _, y = digits()
    batch = network, SoftmaxCrossEntropy(), X, y, EPSILON
    changed = X, attacks.random_signs(X, EPSILON, rng), attacks.fgsm(*batch), attacks.pgd(*batch, EPSILON / 4, 10)
    return [accuracy(network, X, y) for X in changed]


@pytest.mark.parametrize("seed", [0, 1, 4])
def test_fgsm_breaks_what_noise_of_the_same_size_does_not(seed):
    network, _ = trained(seed)
    clean, noise, fast, slow = accuracies(network, np.random.default_rng(seed))
    assert clean > 0.95
    assert noise > 0.9
    assert fast < 0.3
    assert slow < fast - 0.02


def test_adversarial_training_helps():
    network, history = trained(4, lambda *batch: attacks.fgsm(*batch, EPSILON))
    assert len(history) == 25 and history[-1] < history[0]
    plain, robust = (accuracies(one, np.random.default_rng(4))[3] for one in (trained(4)[0], network))  # after PGD
    assert robust > plain + 0.3


def test_training_without_an_attack_is_plain_training():
    (plain, losses), (same, history) = trained(4), trained(4, lambda network, loss, X, y: X)
    np.testing.assert_array_equal(plain.theta, same.theta)
    assert losses == history
