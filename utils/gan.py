"""A generative adversarial network: two losses on logits, one step for each player, the loop, and a count of what came out.

The generator G turns noise into samples; the discriminator D gives each sample one logit z, large where it looks real.
Both are any `utils.network.Network`, and both minimize: the discriminator's loss is minus the value of the game.
"""

import numpy as np

from utils.activations import sigmoid, softplus
from utils.validate import check_array


def discriminator_loss(z_real, z_fake):
    """L_D = -mean log sigma(z_real) - mean log(1 - sigma(z_fake)), minus the value V(D, G) (Goodfellow et al., 2014, eq. 1).

    Parameters
    ----------
    z_real, z_fake : arrays of shapes (n, 1) and (m, 1), logits of real and of generated samples; each has its own mean

    Returns
    -------
    value, dL/dz_real, dL/dz_fake : float and arrays of the logits' shapes
    """
    value = softplus(-z_real).mean() + softplus(z_fake).mean()  # -log sigma(z) = softplus(-z)
    grad_real = (sigmoid(z_real) - 1) / len(z_real)  # p - y with y = 1
    grad_fake = sigmoid(z_fake) / len(z_fake)  # p - y with y = 0
    return float(value), grad_real, grad_fake


def generator_loss(z_fake):
    """L_G = -mean log sigma(z_fake), the loss that does not saturate: its slope is near -1 where D is sure of a fake.

    Returns the value and dL/dz_fake, of the shape of z_fake, (m, 1).
    """
    return float(softplus(-z_fake).mean()), (sigmoid(z_fake) - 1) / len(z_fake)


def saturating_generator_loss(z_fake):
    """L_G = mean log(1 - sigma(z_fake)), the game's own: its slope, -sigma(z), vanishes where D is sure of a fake.

    Returns the value and dL/dz_fake, of the shape of z_fake, (m, 1).
    """
    return float(-softplus(z_fake).mean()), -sigmoid(z_fake) / len(z_fake)


def critic_loss(z_real, z_fake):
    """L_D = mean z_fake - mean z_real, for a critic of slope 1 at most (Arjovsky, Chintala and Bottou, 2017, eq. 2).

    Returns like `discriminator_loss`.
    """
    value = z_fake.mean() - z_real.mean()
    return float(value), np.full_like(z_real, -1 / len(z_real)), np.full_like(z_fake, 1 / len(z_fake))


def wasserstein_generator_loss(z_fake):
    """L_G = -mean z_fake, the generator's side of `critic_loss`; returns the value and dL/dz_fake."""
    return float(-z_fake.mean()), np.full_like(z_fake, -1 / len(z_fake))


def discriminator_step(generator, discriminator, optimizer, X_real, noise, loss=discriminator_loss):
    """Move the discriminator once; the generator's parameters are left alone. Returns the loss before the step.

    X_real has the shape of the data, (n, d), and noise that of G's input, (m, k).
    """
    X_fake = generator.output(noise)
    Z = discriminator.forward(np.concatenate([X_real, X_fake]))  # one pass for both
    value, *grads = loss(Z[: len(X_real)], Z[len(X_real) :])
    discriminator.backward(np.concatenate(grads), input_gradient=False)
    optimizer.step(discriminator.parameters, discriminator.gradients)
    return value


def generator_step(generator, discriminator, optimizer, noise, loss=generator_loss):
    """Move the generator once; the gradient reaches it through D, whose parameters are left alone. Returns the loss."""
    value, grad = loss(discriminator.forward(generator.forward(noise)))
    grad_X = discriminator.backward(grad)  # dL/dx of the generated samples
    generator.backward(grad_X, input_gradient=False)
    optimizer.step(generator.parameters, generator.gradients)
    return value


def sample(generator, n, rng):
    """n samples of the generator, from standard normal noise."""
    return generator.output(rng.standard_normal((n, generator.input_shape[1])))


def train_gan(
    generator,
    discriminator,
    optimizer_G,
    optimizer_D,
    data,
    *,
    steps,
    batch_size,
    rng,
    losses=(generator_loss, discriminator_loss),
    after_D=None,
):
    """Alternate: one step of the discriminator, then one of the generator, with fresh noise each (algorithm 1 with k = 1).

    Parameters
    ----------
    generator, discriminator : MLP, or any Network with an `input_shape` ("n", k); D has one output, the logit
    optimizer_G, optimizer_D : one optimizer of `utils.optimizers` for each; call again with the same ones to go on
    data : callable (n, rng) -> n real samples
    steps, batch_size : int
    rng : numpy.random.Generator, for data and noise
    losses : pair (loss of G, loss of D), of this module
    after_D : callable without arguments, run after each step of D: how a critic is kept in its bounds

    Returns
    -------
    list of pairs (loss of G, loss of D), one a step. Neither need fall: each is measured against a moving opponent.

    Raises
    ------
    FloatingPointError
        When a loss is no longer a finite number.
    """
    loss_G, loss_D = losses
    history = []
    for step in range(steps):
        noise_D, noise_G = rng.standard_normal((2, batch_size, generator.input_shape[1]))
        value_D = discriminator_step(generator, discriminator, optimizer_D, data(batch_size, rng), noise_D, loss_D)
        if after_D is not None:
            after_D()
        value_G = generator_step(generator, discriminator, optimizer_G, noise_G, loss_G)
        if not np.isfinite(value_D + value_G):
            raise FloatingPointError(f"a loss is no longer finite in step {step}: try smaller learning rates")
        history.append((value_G, value_D))
    return history


def limit_spectral_norms(network, limit=1.0):
    """Scale each W_l of a chain of dense layers, in place, so that no W_l makes a vector longer than `limit` times.

    With activations of slope 1 at most, the network's slope is then at most limit^L. (Miyato et al., 2018, divide by the
    norm inside the network; here W_l is projected after the step, by exact singular values: the matrices are small.)
    """
    for layer in network.layers:
        n_out, n_in = layer.W.shape
        gram = layer.W @ layer.W.T if n_out < n_in else layer.W.T @ layer.W  # its eigenvalues: squared singular values
        layer.W *= min(1.0, limit / np.sqrt(np.linalg.eigvalsh(gram)[-1]))


def ring_centers(n_modes=8, radius=2.0):
    """The centers of `ring`, shape (n_modes, 2), counter-clockwise from (radius, 0)."""
    angles = 2 * np.pi * np.arange(n_modes) / n_modes
    return radius * np.column_stack([np.cos(angles), np.sin(angles)])


def ring(n, rng, n_modes=8, radius=2.0, spread=0.2):
    """n points, shape (n, 2), in `n_modes` equally likely round clouds on a circle."""
    centers = ring_centers(n_modes, radius)
    return centers[rng.integers(n_modes, size=n)] + spread * rng.standard_normal((n, 2))


def count_modes(X, centers, radius, share=0.25):
    """How many modes the samples reach, and how good the samples are.

    Parameters
    ----------
    X, centers : arrays of shapes (n, d) and (k, d)
    radius : float; a sample is good if a center is so near. For `ring`, 3 times the spread leaves out 1 % of real samples
    share : float; a mode is reached if it has at least this part of its due, n / k good samples

    Returns
    -------
    modes, good : int and float, the number of modes reached and the share of good samples

    Examples
    --------
    >>> count_modes(ring(1000, np.random.default_rng(0)), ring_centers(), 0.6)
    (8, 1.0)
    """
    X = check_array(X, "X", ("n", "d"))
    centers = check_array(centers, "centers", ("k", X.shape[1]))
    distance = np.linalg.norm(X[:, np.newaxis] - centers, axis=-1)  # (n, k)
    good = distance.min(axis=1) <= radius
    counts = np.bincount(distance.argmin(axis=1)[good], minlength=len(centers))
    return int((counts >= share * len(X) / len(centers)).sum()), float(good.mean())
