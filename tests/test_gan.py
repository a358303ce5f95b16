"""The game's losses and steps by finite differences, the count of modes on samples with known answers."""

import copy

import numpy as np
import pytest
from sklearn.metrics import log_loss

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


def pair(rng):
    """A generator 3-5-2 and a discriminator 2-4-1, with biases that are not zero."""
    networks = MLP([3, 5, 2], tanh, rng=rng), MLP([2, 4, 1], tanh, rng=rng)
    for network in networks:
        network.theta[:] = 0.7 * rng.standard_normal(network.theta.size)
    return networks


@pytest.mark.parametrize("loss", PAIRS)
def test_losses_of_the_discriminator(loss, rng):
    z_real, z_fake = 2 * rng.standard_normal((7, 1)), 2 * rng.standard_normal((4, 1))  # each has its own mean
    _, grad_real, grad_fake = loss(z_real, z_fake)
    assert relative_error(grad_real, numerical_gradient(lambda z: loss(z, z_fake)[0], z_real)) < 1e-8
    assert relative_error(grad_fake, numerical_gradient(lambda z: loss(z_real, z)[0], z_fake)) < 1e-8


@pytest.mark.parametrize("loss", SINGLES)
def test_losses_of_the_generator(loss, rng):
    z = 2 * rng.standard_normal((6, 1))
    assert relative_error(loss(z)[1], numerical_gradient(lambda z: loss(z)[0], z)) < 1e-8


def test_values_against_other_implementations(rng):
    z_real, z_fake = 2 * rng.standard_normal((7, 1)), 2 * rng.standard_normal((4, 1))
    bce = BinaryCrossEntropy()
    value, grad_real, grad_fake = gan.discriminator_loss(z_real, z_fake)
    assert value == pytest.approx(bce(z_real, np.ones((7, 1))) + bce(z_fake, np.zeros((4, 1))))
    np.testing.assert_allclose(grad_real, bce.gradient(z_real, np.ones((7, 1))))
    np.testing.assert_allclose(grad_fake, bce.gradient(z_fake, np.zeros((4, 1))))
    assert gan.generator_loss(z_fake)[0] == pytest.approx(
        log_loss(np.ones(4), sigmoid(z_fake[:, 0]), labels=[0, 1])
    )  # the labels of real samples
    assert gan.saturating_generator_loss(z_fake)[0] == pytest.approx(np.log(1 - sigmoid(z_fake)).mean())
    assert gan.critic_loss(np.array([[1.0], [4.0]]), np.array([[0.5]]))[0] == 0.5 - 2.5
    assert gan.wasserstein_generator_loss(np.array([[1.0], [4.0]]))[0] == -2.5


def test_a_discriminator_that_knows_nothing_loses_log_4():
    assert gan.discriminator_loss(np.zeros((3, 1)), np.zeros((5, 1)))[0] == pytest.approx(np.log(4))


def test_saturation_at_logits_of_minus_15_and_no_overflow_at_1000():
    z = np.full((1, 1), -15.0)
    assert gan.generator_loss(z)[1] == pytest.approx(-1, abs=1e-6)
    assert gan.saturating_generator_loss(z)[1] == pytest.approx(-3.059e-7, rel=1e-3)
    for z in (np.full((2, 1), 1000.0), np.full((2, 1), -1000.0)):
        for result in (gan.discriminator_loss(z, z), gan.generator_loss(z), gan.saturating_generator_loss(z)):
            assert all(np.isfinite(part).all() for part in result)


@pytest.mark.parametrize("loss", PAIRS)
def test_a_step_of_the_discriminator_is_descent_on_its_own_parameters(loss, rng):
    generator, discriminator = pair(rng)
    X_real, noise = rng.standard_normal((6, 2)), rng.standard_normal((4, 3))
    before_G, before_D = generator.theta.copy(), discriminator.theta.copy()

    def value(_=None):
        return loss(discriminator.output(X_real), discriminator.output(generator.output(noise)))[0]

    gradient, start = numerical_gradient(value, discriminator.theta), value()
    assert gan.discriminator_step(generator, discriminator, SGD(0.1), X_real, noise, loss) == pytest.approx(start)
    np.testing.assert_allclose(discriminator.theta, before_D - 0.1 * gradient, atol=1e-8)
    np.testing.assert_array_equal(generator.theta, before_G)
    assert np.abs(discriminator.theta - before_D).max() > 1e-3


@pytest.mark.parametrize("loss", SINGLES)
def test_a_step_of_the_generator_goes_through_the_discriminator(loss, rng):
    generator, discriminator = pair(rng)
    noise = rng.standard_normal((5, 3))
    before_G, before_D = generator.theta.copy(), discriminator.theta.copy()

    def value(_=None):
        return loss(discriminator.output(generator.output(noise)))[0]

    gradient, start = numerical_gradient(value, generator.theta), value()
    assert gan.generator_step(generator, discriminator, SGD(0.1), noise, loss) == pytest.approx(start)
    np.testing.assert_allclose(generator.theta, before_G - 0.1 * gradient, atol=1e-8)
    np.testing.assert_array_equal(discriminator.theta, before_D)
    assert np.abs(generator.theta - before_G).max() > 1e-3


def test_the_loop_alternates_with_fresh_noise_and_fresh_data(rng):
    """The same two steps by hand, D first, then G against the new D."""
    (G, D), seed = pair(rng), 3
    G_hand, D_hand = copy.deepcopy(G), copy.deepcopy(D)
    seen, calls = [], []

    def data(n, rng):
        seen.append(gan.ring(n, rng))
        return seen[-1]

    history = gan.train_gan(
        G,
        D,
        SGD(0.1),
        SGD(0.2),
        data,
        steps=2,
        batch_size=6,
        rng=np.random.default_rng(seed),
        after_D=lambda: calls.append(1),
    )
    draw = np.random.default_rng(seed)
    by_hand = []
    for _ in range(2):
        noise_D, noise_G = draw.standard_normal((2, 6, 3))
        value_D = gan.discriminator_step(G_hand, D_hand, SGD(0.2), gan.ring(6, draw), noise_D)
        by_hand.append((gan.generator_step(G_hand, D_hand, SGD(0.1), noise_G), value_D))
        assert np.abs(noise_D - noise_G).min() > 0
    np.testing.assert_array_equal(G.theta, G_hand.theta)
    np.testing.assert_array_equal(D.theta, D_hand.theta)
    assert history == by_hand and len(calls) == 2
    assert not np.array_equal(*seen)


def test_a_loss_that_is_not_finite_stops_the_loop(rng):
    generator, discriminator = pair(rng)
    discriminator.theta[:] = np.inf
    with np.errstate(invalid="ignore"), pytest.raises(FloatingPointError, match="step 0"):
        gan.train_gan(generator, discriminator, SGD(0.1), SGD(0.1), gan.ring, steps=1, batch_size=4, rng=rng)


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
