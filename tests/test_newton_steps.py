"""Pictures and widget of Newton's steps: derivatives checked, the step by hand, the mission true, pictures that change."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from utils.descent import newton, newton_root
from utils.newton_steps import FUNCTIONS, LAST, Board, newton_steps, plot_step, plot_tangents, verdict, walk

ROOT, WELLS, CYCLE = "sqrt(1 + x²)", "x⁴/4 - x²/2", "x⁴/4 - x² + 2x"


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_derivatives(name):
    f, slope, curvature = FUNCTIONS[name][:3]
    x, h = np.linspace(-2.3, 2.1, 12), 1e-5
    np.testing.assert_allclose((f(x + h) - f(x - h)) / (2 * h), slope(x), rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose((slope(x + h) - slope(x - h)) / (2 * h), curvature(x), rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_walk_is_newtons_path(name):
    slope, curvature = FUNCTIONS[name][1:3]
    path = walk(name, 0.85, steps=3)
    reference = newton(slope, lambda x: curvature(x)[:, np.newaxis], [0.85], tolerance=0, max_steps=3)[:, 0]
    np.testing.assert_allclose(path, reference, atol=1e-12)


def test_lambda_is_added_to_the_curvature():
    np.testing.assert_allclose(walk(ROOT, 1.0, 0.5, steps=1), [1, 1 - 2**-0.5 / (2**-1.5 + 0.5)])


def test_a_walk_ends_before_it_leaves_all_bounds():
    path = walk(ROOT, 2.0)
    np.testing.assert_allclose(path, [2, -8, 512])  # x -> -x^3; -512^3 would be a step of more than 1e6
    assert len(walk(WELLS, 3**-0.5 * (1 + 1e-9))) == 1  # hardly any curvature: the step would be infinite


def test_mission_part_1_the_largest_start():
    starts = np.round(np.arange(-2.5, 2.501, 0.05), 2)
    arrive = [float(x) for x in starts if verdict(ROOT, walk(ROOT, x)) == "valley"]
    assert max(arrive) == 0.95
    assert min(arrive) == -0.95
    assert len(arrive) == 39  # all in between


def test_mission_part_2_the_smallest_lambda():
    lams = np.round(np.arange(0, 2.01, 0.1), 1)
    ends = {lam: (verdict(WELLS, walk(WELLS, 0.4, lam)), round(walk(WELLS, 0.4, lam)[-1], 2)) for lam in lams}
    assert ends[0.0] == ("hilltop", 0)
    assert [lam for lam, end in ends.items() if end == ("valley", 1)][0] == 0.6
    assert all(ends[lam] != ("valley", 1) for lam in lams if lam < 0.6)


def test_the_cycle():
    np.testing.assert_array_equal(walk(CYCLE, 0.0, steps=4), [0, 1, 0, 1, 0])


def test_the_star_is_the_lowest_point_of_the_parabola_and_the_zero_of_the_tangent():
    fig, (left, right) = plt.subplots(1, 2)
    board = Board("exp(x) - 2x", left, right)
    path = walk("exp(x) - 2x", 2.4)
    board.show(path, 0)
    x, q = board.model.get_data()
    assert board.next_left.get_xdata()[0] == pytest.approx(path[1])
    assert board.next_right.get_data() == ([pytest.approx(path[1])], [0])
    assert x[q.argmin()] == pytest.approx(path[1], abs=x[1] - x[0])
    assert board.next_left.get_ydata()[0] <= q.min()
    tangent = board.tangent.get_ydata()
    assert np.interp(path[1], x, tangent) == pytest.approx(0, abs=1e-9)


def test_words():
    board = Board(WELLS, *plt.subplots(1, 2)[1])
    path = walk(WELLS, 0.4)
    assert "a hill: the step goes uphill" in board.describe(path, 0)
    assert "at a hilltop, x = " in board.describe(path, 0)
    assert "beyond all bounds" in Board(ROOT, *plt.subplots(1, 2)[1]).describe(walk(ROOT, 2.0), 0)
    assert "has not arrived" in Board(CYCLE, *plt.subplots(1, 2)[1]).describe(walk(CYCLE, 0.0), 0)


def test_widget_goes_everywhere():
    live = newton_steps()
    pictures = {live.figure_png()}
    for name in FUNCTIONS:
        live.controls["function"].value = name
        for start in (-2.5, 0.0, 0.4, 2.5):
            live.controls["start"].value = start
            for lam in (0.0, 1.0):
                live.controls["lam"].value = lam
                assert live.error is None
                pictures.add(live.figure_png())
        live.controls["step"].value = LAST if live.controls["step"].value == 0 else 0
        assert live.error is None
    assert len(pictures) > 25
    live.reset()
    assert live.values == {"function": "exp(x) - 2x", "start": 2.4, "lam": 0, "step": 0}


def test_widget_shows_the_mission():
    live = newton_steps()
    live.controls["function"].value, live.controls["start"].value = ROOT, 0.95
    assert "at a valley, x = " in live.controls["words"].value
    live.controls["start"].value = 1.0
    assert "has not arrived" in live.controls["words"].value


def test_static_pictures():
    fig = plot_step(ROOT, walk(ROOT, 0.8))
    assert [ax.get_xlabel() for ax in fig.axes] == ["$x$", "$x$"]
    path = newton_root(lambda x: x * x - 2, lambda x: 2 * x, 3.0)[:3]
    ax = plot_tangents(lambda x: x * x - 2, lambda x: 2 * x, path, (0.8, 3.1))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "$g(x)$",
        "tangent at $x_0$",
        "tangent at $x_1$",
    ]
