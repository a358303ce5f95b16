"""The game's losses and steps by finite differences, the count of modes on samples with known answers."""

import copy
import functools

import numpy as np
import pytest
from sklearn.metrics import log_loss

from tests.utils.gradients import ordinary
from utils import gan
from utils.activations import LeakyReLU, sigmoid, tanh
from utils.gradient_check import numerical_gradient, relative_error
from utils.losses import BinaryCrossEntropy
from utils.mlp import MLP
from utils.optimizers import SGD

PAIRS = [gan.discriminator_loss, gan.critic_loss]
SINGLES = [gan.generator_loss, gan.saturating_generator_loss, gan.wasserstein_generator_loss]


@pytest.fixture
def rng():
    return np.random.default_rng(5)


@pytest.fixture
def pair(rng):
    """A generator 3-5-2 and a discriminator 2-4-1, with biases that are not zero."""
    return [ordinary(MLP(widths, tanh, rng=rng), rng) for widths in ([3, 5, 2], [2, 4, 1])]


@pytest.fixture
def logits(rng):
    return 2 * rng.standard_normal((7, 1)), 2 * rng.standard_normal((4, 1))  # each has its own mean


@pytest.mark.parametrize("loss", PAIRS)
def test_losses_of_the_discriminator(loss, logits):
    z_real, z_fake = logits
    _, grad_real, grad_fake = loss(z_real, z_fake)
    assert relative_error(grad_real, numerical_gradient(lambda z: loss(z, z_fake)[0], z_real)) < 1e-8
    assert relative_error(grad_fake, numerical_gradient(lambda z: loss(z_real, z)[0], z_fake)) < 1e-8


@pytest.mark.parametrize("loss", SINGLES)
def test_losses_of_the_generator(loss, logits):
    _, z = logits
    assert relative_error(loss(z)[1], numerical_gradient(lambda z: loss(z)[0], z)) < 1e-8


def test_values_against_other_implementations(logits):
    z_real, z_fake = logits
    bce, ones, zeros = BinaryCrossEntropy(), np.ones((7, 1)), np.zeros((4, 1))
    value, grad_real, grad_fake = gan.discriminator_loss(z_real, z_fake)
    assert value == pytest.approx(bce(z_real, ones) + bce(z_fake, zeros))
    np.testing.assert_allclose(grad_real, bce.gradient(z_real, ones))
    np.testing.assert_allclose(grad_fake, bce.gradient(z_fake, zeros))
    with_labels_of_real_samples = log_loss(np.ones(4), sigmoid(z_fake[:, 0]), labels=[0, 1])
    assert gan.generator_loss(z_fake)[0] == pytest.approx(with_labels_of_real_samples)
    assert gan.saturating_generator_loss(z_fake)[0] == pytest.approx(np.log(1 - sigmoid(z_fake)).mean())
    assert gan.critic_loss(np.array([[1.0], [4.0]]), np.array([[0.5]]))[0] == 0.5 - 2.5
    assert gan.wasserstein_generator_loss(np.array([[1.0], [4.0]]))[0] == -2.5


def test_saturation_at_logits_of_minus_15_and_no_overflow_at_1000():
    z = np.full((1, 1), -15.0)
    assert gan.generator_loss(z)[1] == pytest.approx(-1, abs=1e-6)
    assert gan.saturating_generator_loss(z)[1] == pytest.approx(-3.059e-7, rel=1e-3)
    for z in (np.full((2, 1), 1000.0), np.full((2, 1), -1000.0)):
        for result in (gan.discriminator_loss(z, z), gan.generator_loss(z), gan.saturating_generator_loss(z)):
            assert all(np.isfinite(part).all() for part in result)


def check_step(moved, still, value, step):
    """`step` is one of gradient descent on `value` for the network that moves, and leaves the other alone."""
    theta, other = moved.theta.copy(), still.theta.copy()
    gradient, start = numerical_gradient(lambda _: value(), moved.theta), value()
    assert step() == pytest.approx(start)
    np.testing.assert_allclose(moved.theta, theta - 0.1 * gradient, atol=1e-8)
    np.testing.assert_array_equal(still.theta, other)
    assert np.abs(moved.theta - theta).max() > 1e-3


@pytest.mark.parametrize("loss", PAIRS)
def test_a_step_of_the_discriminator_is_descent_on_its_own_parameters(loss, pair, rng):
    G, D = pair
    X_real, noise = rng.standard_normal((6, 2)), rng.standard_normal((4, 3))
    step = functools.partial(gan.discriminator_step, G, D, SGD(0.1), X_real, noise, loss)
    check_step(D, G, lambda: loss(D.output(X_real), D.output(G.output(noise)))[0], step)


@pytest.mark.parametrize("loss", SINGLES)
def test_a_step_of_the_generator_goes_through_the_discriminator(loss, pair, rng):
    G, D = pair
    noise = rng.standard_normal((5, 3))
    step = functools.partial(gan.generator_step, G, D, SGD(0.1), noise, loss)
    check_step(G, D, lambda: loss(D.output(G.output(noise)))[0], step)


def test_the_loop_alternates_with_fresh_noise_and_fresh_data(pair):
    """The same two steps by hand, D first, then G against the new D."""
    (G, D), (G_hand, D_hand) = pair, copy.deepcopy(pair)
    seen, calls = [], []

    def data(n, rng):
        seen.append(gan.ring(n, rng))
        return seen[-1]

    options = {"steps": 2, "batch_size": 6, "rng": np.random.default_rng(3), "after_D": lambda: calls.append(1)}
    history = gan.train_gan(G, D, SGD(0.1), SGD(0.2), data, **options)
    draw, by_hand = np.random.default_rng(3), []
    for _ in range(2):
        noise_D, noise_G = draw.standard_normal((2, 6, 3))
        value_D = gan.discriminator_step(G_hand, D_hand, SGD(0.2), gan.ring(6, draw), noise_D)
        by_hand.append((gan.generator_step(G_hand, D_hand, SGD(0.1), noise_G), value_D))
    np.testing.assert_array_equal(G.theta, G_hand.theta)
    np.testing.assert_array_equal(D.theta, D_hand.theta)
    assert history == by_hand and len(calls) == 2
    assert not np.array_equal(*seen)


def test_a_loss_that_is_not_finite_stops_the_loop(pair, rng):
    pair[1].theta[:] = np.inf
    with np.errstate(invalid="ignore"), pytest.raises(FloatingPointError, match="step 0"):
        gan.train_gan(*pair, SGD(0.1), SGD(0.1), gan.ring, steps=1, batch_size=4, rng=rng)


def test_spectral_norms_bound_the_slope(rng):
    critic = MLP([2, 6, 5, 1], LeakyReLU(0.2), rng=rng)
    critic.layers[1].W *= 5
    critic.layers[2].W = 0.01 * critic.layers[2].W
    small = critic.layers[2].W.copy()
    gan.limit_spectral_norms(critic)
    assert np.linalg.norm(critic.layers[1].W, 2) == pytest.approx(1)
    np.testing.assert_array_equal(critic.layers[2].W, small)  # what is within the bound stays
    a, b = 5 * rng.standard_normal((2, 400, 2))
    slopes = np.abs(critic.output(a) - critic.output(b))[:, 0] / np.linalg.norm(a - b, axis=1)
    assert 0 < slopes.max() <= 1 + 1e-12


# ---------------------------------------------------------------- the ring


def test_the_ring_is_what_it_says(rng):
    X, centers = gan.ring(40_000, rng), gan.ring_centers()
    np.testing.assert_allclose(np.linalg.norm(centers, axis=1), 2)
    np.testing.assert_allclose(centers[2], [0, 2], atol=1e-12)
    near = np.linalg.norm(X[:, np.newaxis] - centers, axis=-1).argmin(axis=1)
    np.testing.assert_allclose(np.bincount(near) / len(X), 1 / 8, atol=0.007)
    np.testing.assert_allclose((X - centers[near]).std(axis=0), 0.2, atol=0.006)


def test_count_modes_on_samples_with_known_answers(rng):
    centers = gan.ring_centers()
    assert gan.count_modes(centers, centers, 0.1) == (8, 1.0)
    assert gan.count_modes(np.zeros((50, 2)), centers, 0.4) == (0, 0.0)
    three = centers[[0, 0, 4, 5]] + [0, 0.39]  # mode 0 twice, 4 and 5 once
    assert gan.count_modes(three, centers, 0.4) == (3, 1.0)
    assert gan.count_modes(np.vstack([three, np.zeros((4, 2))]), centers, 0.4) == (3, 0.5)
    rare = np.vstack([np.repeat(centers[:7], 100, axis=0), centers[[7] * 10]])  # mode 7: 10 of 710 samples
    assert gan.count_modes(rare, centers, 0.4)[0] == 7  # its due is 89, a quarter of that is 22
    assert gan.count_modes(rare, centers, 0.4, share=0.1)[0] == 8
    modes, good = gan.count_modes(gan.ring(20_000, rng, spread=0.1), centers, 0.4)
    assert modes == 8 and good == pytest.approx(1 - np.exp(-8), abs=1e-3)  # a Rayleigh variable over 4 spreads
    with pytest.raises(ValueError, match="centers has shape"):
        gan.count_modes(np.zeros((3, 2)), np.zeros((8, 3)), 0.4)
