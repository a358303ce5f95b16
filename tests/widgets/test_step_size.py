"""Step sizes on a quadratic: the formulas of the lecture, the mission of the widget, a picture that changes."""

import numpy as np
import pytest

from utils.figures.descent import START, descend
from utils.widgets.step_size import CLOSE, arrival, describe, step_size


def grid(live):
    """The step sizes that the slider can take."""
    slider = live.controls["eta"]
    return slider.base ** np.arange(slider.min, slider.max + slider.step / 2, slider.step)


def arrivals(live, kappa, steps=100):
    """The arrival at each of the slider's step sizes, by the powers of the factors; steps + 1 where there is none."""
    eta, k = grid(live)[:, np.newaxis], np.arange(steps + 1)
    distance = np.hypot(START[0] * np.abs(1 - eta) ** k, START[1] * np.abs(1 - eta * kappa) ** k)
    near = distance <= CLOSE * np.hypot(*START)
    return np.where(near.any(axis=1), near.argmax(axis=1), steps + 1)


def test_paths_follow_the_powers_of_the_factors():
    k = np.arange(13)[:, np.newaxis]
    expected = np.array(START) * np.array([1 - 0.07, 1 - 0.07 * 20]) ** k
    np.testing.assert_allclose(descend(0.07, 20, steps=12), expected, rtol=1e-10)


def test_arrival_is_the_first_near_point():
    path = descend(2 / 21, 20)
    distance = np.linalg.norm(path, axis=1) / np.linalg.norm(START)
    k = arrival(path)
    assert distance[k] <= CLOSE < distance[k - 1]
    assert k == int(np.ceil(np.log(1 / CLOSE) / np.log(21 / 19)))  # every step multiplies by exactly 19/21
    assert arrival(descend(0.01, 20)) is None


def test_a_path_that_diverges_is_cut_while_it_is_finite():
    path = descend(2.5, 100)
    assert np.isfinite(path).all()
    assert 3 < len(path) < 10
    assert arrival(path) is None
    assert "diverges" in describe(2.5, 100, path)


@pytest.mark.parametrize(
    ("eta", "fate"), [(0.01, "not arrived after 100 steps"), (2 / 21, "after 30 steps"), (0.101, "diverges")]
)
def test_the_words_tell_the_fate(eta, fate):
    words = describe(eta, 20, descend(eta, 20))
    assert fate in words
    assert "0.0952" not in words.replace(f"{eta:.4f}", "")  # the best step is for the student to find


def test_mission_of_the_widget_can_be_done_and_not_by_chance():
    live = step_size()
    good = grid(live)[arrivals(live, 20) < 40]
    assert 5 <= len(good) < len(grid(live)) / 10
    assert 0.07 < min(good) < 2 / 21 < max(good) < 0.1
    assert all(arrival(descend(eta, 20)) < 40 for eta in good)
    assert arrival(descend(live.controls["eta"].value, 20)) >= 40  # not solved at the start


def test_second_mission_has_one_answer_that_the_slider_reaches():
    live = step_size()
    possible = [kappa for kappa in live.controls["kappa"].options if arrivals(live, kappa).min() < 40]
    assert possible == [1, 2, 5, 10, 15, 20, 25]
    assert arrival(descend(grid(live)[arrivals(live, 25).argmin()], 25)) < 40
    assert arrival(descend(2 / 31, 30)) >= 40  # nor with the best step of all


@pytest.mark.parametrize(
    ("kappa", "eta", "steps"),
    [
        (20, 0.08, 36),
        (25, 0.0759, 38),
        (20, 0.0708, None),
        (15, 0.08, None),
        (25, 0.0776, None),
        (30, 0.0646, None),
        (20, 0.03, None),
    ],
)
def test_the_widget_says_when_a_half_of_the_mission_is_done(kappa, eta, steps):
    live = step_size()
    nearest = grid(live)[np.abs(grid(live) - eta).argmin()]
    live.move(kappa=kappa, eta=nearest)
    assert live.reached_text.startswith(f"{steps} steps at κ = {kappa}") == bool(live.reached_text) == bool(steps)
