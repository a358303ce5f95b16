"""Step sizes on a quadratic: the formulas of the lecture, the mission of the widget, pictures that change."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from utils.step_size import (
    CLOSE,
    START,
    arrival,
    descend,
    describe,
    plot_chord_and_tangent,
    plot_factors,
    plot_lines,
    plot_step_sizes,
    step_size,
)


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


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


def test_widget_goes_everywhere():
    live = step_size()
    pictures = {live.figure_png()}
    for kappa in (1, 20, 100):
        live.controls["kappa"].value = kappa
        for eta in (0.01, 0.0977237220955811, 1.0, 10**0.4):
            live.controls["eta"].value = eta
            assert live.error is None
            pictures.add(live.figure_png())
    assert len(pictures) >= 1 + 3 * 4
    live.reset()
    assert live.error is None
    assert live.controls["kappa"].value == 20


def test_widget_draws_the_same_picture_from_either_side():
    live = step_size()
    first = live.figure_png()
    live.controls["eta"].value = 0.08
    there = live.figure_png()
    live.controls["kappa"].value = 5
    live.controls["kappa"].value = 20
    assert live.figure_png() == there != first
    live.reset()
    assert live.figure_png() == first


def test_static_figures():
    ax = plot_factors(1, 20)
    larger, flat, steep, star, bound, _ = ax.lines
    np.testing.assert_allclose(larger.get_ydata(), np.maximum(flat.get_ydata(), steep.get_ydata()))
    np.testing.assert_allclose([*star.get_xdata(), *star.get_ydata()], [2 / 21, 19 / 21])
    np.testing.assert_allclose(bound.get_xdata(), 0.1)

    titles = [ax.get_title() for ax in plot_step_sizes([0.01, 0.05, 2 / 21, 0.102], 20).axes]
    assert [title.split("= ")[1].split(":")[0] for title in titles] == ["0.2", "1", "1.9", "2.04"]

    ax = plot_lines([1, 2, 3], {"a": [1, 2, 3], "b": [3, 2, 1]}, None, "time", "value")
    assert [line.get_label() for line in ax.lines] == ["a", "b"]
    assert len({line.get_linestyle() for line in ax.lines}) == 2  # told apart in grey too
    assert ax.get_xlabel() == "time"

    curve, chord, tangent = plot_chord_and_tangent(np.exp, np.exp, 0.0, 1.0, (-1, 2)).lines
    x = curve.get_xdata()
    assert (curve.get_ydata() >= tangent.get_ydata() - 1e-12).all()
    inside = (0 < x) & (x < 1)
    assert (np.interp(x[inside], *chord.get_data()) > curve.get_ydata()[inside]).all()
