"""A GAN on the 8x8 digits takes longer than a lecture has: its pictures are computed once, by `python -m utils.course.gan_frames`.

The command writes `gan_frames.npz` beside this file; a slow test computes the frames again. Rounding differs from one
machine to the next and grows along the training, so early frames are compared pixel by pixel, late ones by `quality`.
"""

from pathlib import Path

import numpy as np

from utils.activations import LeakyReLU, relu, sigmoid
from utils.data import digits
from utils.gan import sample, train_gan
from utils.mlp import MLP
from utils.optimizers import Adam

PATH = Path(__file__).with_suffix(".npz")
STEPS = [0, 20, 300, 1000, 4000, 12000]
N_IMAGES = 100


def digit_frames(steps=STEPS, seed=0):
    """Train on the training digits; returns uint8 images in 0 ... 16, shape (len(steps), 100, 64), of the same noise."""
    X = digits()[0]
    rng = np.random.default_rng(seed)
    generator = MLP([16, 64, 64, 64], relu, output=sigmoid, rng=rng)  # pixels in [0, 1], as the data's
    discriminator = MLP([64, 64, 64, 1], LeakyReLU(0.2), rng=rng)
    optimizers = Adam(1e-3, beta_1=0.5), Adam(1e-3, beta_1=0.5)
    frames = []
    for start, stop in zip([0, *steps], steps):
        options = {"steps": stop - start, "batch_size": 64, "rng": rng}
        train_gan(generator, discriminator, *optimizers, lambda n, rng: X[rng.integers(len(X), size=n)], **options)
        images = sample(generator, N_IMAGES, np.random.default_rng(seed + 1))
        frames.append(np.round(16 * images).astype(np.uint8))
    return np.array(frames)


def load_frames():
    """The stored frames: a dict from the step to images of shape (100, 64) with pixels in [0, 1]."""
    with np.load(PATH) as file:
        return dict(zip(file["steps"].tolist(), file["images"] / 16))


def quality(images, X):
    """How near the images are to real ones, and how different they are from each other.

    Parameters
    ----------
    images, X : arrays of shapes (m, d) and (n, d), generated and real images

    Returns
    -------
    distance, copied, spread : floats
        The mean Euclidean distance of an image from the nearest real one; the share of images that are nearest to a real
        one that an earlier image is nearest to already (0 if all are different); the pixels' mean standard deviation over
        that of real images (1 is right, 0 a collapse).
    """
    squares = (images**2).sum(axis=1)[:, np.newaxis] - 2 * images @ X.T + (X**2).sum(axis=1)  # |a - b|^2, (m, n)
    nearest = squares.argmin(axis=1)
    distance = np.linalg.norm(images - X[nearest], axis=1).mean()
    copied = 1 - len(np.unique(nearest)) / len(images)
    return float(distance), float(copied), float(images.std(axis=0).mean() / X.std(axis=0).mean())


if __name__ == "__main__":
    np.savez_compressed(PATH, steps=np.array(STEPS), images=digit_frames())
    print(f"{PATH.name}: {PATH.stat().st_size / 1000:.0f} kB")
