"""The stored pictures of the digits GAN are those of the command, they show digits, and what measures them can tell."""

import numpy as np
import pytest

from utils.course import gan_frames
from utils.data import digits


@pytest.fixture(scope="module")
def X():
    return digits()[0]


def test_the_file_is_small_and_complete():
    assert gan_frames.PATH.stat().st_size < 50_000
    frames = gan_frames.load_frames()
    assert list(frames) == gan_frames.STEPS
    for images in frames.values():
        assert images.shape == (gan_frames.N_IMAGES, 64)
        assert images.min() >= 0 and images.max() <= 1
        np.testing.assert_array_equal(images * 16, np.round(images * 16))


def test_early_frames_are_those_of_the_command():
    """Twenty steps amplify rounding by far less than a level of grey; another seed gives other pictures."""
    stored = np.array(list(gan_frames.load_frames().values())[:2])
    again = gan_frames.digit_frames(gan_frames.STEPS[:2]) / 16
    assert np.abs(again - stored).max() <= 1.01 / 16  # a value near the middle of two levels may be rounded either way
    assert (again == stored).mean() > 0.999
    other = gan_frames.digit_frames(gan_frames.STEPS[:2], seed=1) / 16
    assert (other == stored).mean() < 0.5


@pytest.mark.slow
def test_all_frames_are_those_of_the_command(X):
    again = gan_frames.digit_frames() / 16
    for (step, stored), images in zip(gan_frames.load_frames().items(), again):
        difference = np.abs(np.subtract(gan_frames.quality(stored, X), gan_frames.quality(images, X)))
        assert (difference <= [0.15, 0.15, 0.12]).all(), (step, difference)


def test_the_pictures_become_digits(X):
    distance, copied, spread = np.transpose([gan_frames.quality(v, X) for v in gan_frames.load_frames().values()])
    assert (np.diff(distance) < 0).all()
    assert distance[0] > 3 and distance[-1] < 1.4  # test digits: 1.09
    assert copied[-1] < 0.2
    assert 0.85 < spread[-1] < 1.1


def test_quality_tells_good_from_bad(X):
    X_test = digits()[1][:100]
    real, noise = gan_frames.quality(X_test, X), gan_frames.quality(np.random.default_rng(0).random((100, 64)), X)
    collapsed = gan_frames.quality(np.repeat(X_test[:1], 100, axis=0), X)
    assert real[0] == pytest.approx(np.mean([np.sqrt(((x - X) ** 2).sum(axis=1)).min() for x in X_test]))
    assert real[0] < 1.2 < 2.5 < noise[0]
    assert real[1] < 0.1 and collapsed[1] == pytest.approx(0.99)
    assert real[2] == pytest.approx(1, abs=0.1) and collapsed[2] == pytest.approx(0, abs=1e-12)
