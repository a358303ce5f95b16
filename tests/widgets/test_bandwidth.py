"""Kernel regression as attention: the textbook formula, the mission of the widget, pictures that change."""

import numpy as np
import pytest

from utils.widgets.bandwidth import (
    GOAL,
    YEARS,
    bandwidth,
    effective_keys,
    gaussian_attention,
    leave_one_out,
    plot_bandwidths,
    profile,
    wages,
)


def data():
    return wages(60, np.random.default_rng(0))


def nadaraya_watson(x, x_data, y_data, h):
    """The textbook's ratio of sums (Nadaraya, 1964; Watson, 1964)."""
    kernel = np.exp(-((x[:, np.newaxis] - x_data) ** 2) / (2 * h**2))
    return (kernel @ y_data) / kernel.sum(axis=1)


@pytest.mark.parametrize("h", [0.5, 3.0, 30.0])
def test_attention_is_the_textbook_formula(h):
    x_data, y_data = data()
    x = np.array([0.0, 7.5, 40.0])
    estimate, A = gaussian_attention(x, x_data, y_data, h)
    np.testing.assert_allclose(estimate, nadaraya_watson(x, x_data, y_data, h), rtol=1e-9)
    np.testing.assert_allclose(A.sum(axis=1), 1)


def test_leave_one_out_leaves_one_out():
    x_data, y_data = data()
    others = [(x_data[[i]], np.delete(x_data, i), np.delete(y_data, i)) for i in range(60)]
    errors = [nadaraya_watson(*other, 3.0)[0] - y for other, y in zip(others, y_data)]
    np.testing.assert_allclose(leave_one_out(x_data, y_data, 3.0), np.sqrt(np.mean(np.square(errors))), rtol=1e-9)


def test_effective_keys():
    np.testing.assert_allclose(effective_keys(np.array([[0.25] * 4, [1, 0, 0, 0], [0.5, 0.5, 0, 0]])), [4, 1, 2])


def test_wages_follow_the_profile():
    x_data, y_data = wages(20_000, np.random.default_rng(1))
    assert (np.diff(x_data) >= 0).all() and 0 <= x_data[0] and x_data[-1] <= 40
    assert abs((y_data - profile(x_data)).mean()) < 0.01
    np.testing.assert_allclose((y_data - profile(x_data)).std(), 0.2, rtol=0.03)
    assert profile(25) == max(profile(YEARS)) == 3


def test_mission_can_be_done_and_not_by_chance():
    (x_data, y_data), slider = data(), bandwidth().controls["h"]
    grid = slider.base ** np.arange(slider.min, slider.max + slider.step / 2, slider.step)
    good = [h for h in grid if leave_one_out(x_data, y_data, h) < GOAL]
    assert 3 <= len(good) <= len(grid) / 8
    assert leave_one_out(x_data, y_data, slider.value) > 1.3 * GOAL  # not done at the start
    for h in good:  # the answer to the second question does not depend on which one was found
        assert gaussian_attention(np.array([0.0]), x_data, y_data, h)[0] > profile(0) + 0.1
    live = bandwidth()
    for h in (good[0], good[-1]):
        live.move(h=h, x=1)
        assert live.reached_text == ""
        live.move(x=0)
        assert "above the curve" in live.reached_text
    for h in grid[grid.searchsorted([good[0] - 0.01, good[-1] + 0.01]) + [-1, 0]]:  # the next ones on both sides
        live.move(h=h)
        assert live.reached_text == ""


def test_static_figure():
    x_data, y_data = data()
    ax = plot_bandwidths(x_data, y_data, [0.5, 3.5, 20])
    _, true, *estimates = ax.lines
    np.testing.assert_allclose(true.get_ydata(), profile(YEARS))
    for line, h in zip(estimates, [0.5, 3.5, 20], strict=True):
        np.testing.assert_allclose(line.get_ydata(), nadaraya_watson(YEARS, x_data, y_data, h), rtol=1e-8)
    assert len({(line.get_linestyle(), line.get_linewidth()) for line in estimates}) == 3  # told apart in grey too
