"""Pictures and widget of Newton's steps: derivatives checked, the step by hand, the mission true, pictures that change."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from utils.descent import newton, newton_root
from utils.widgets.newton import FUNCTIONS, MINIMA, Board, newton_steps, plot_step, plot_tangents, verdict, walk

ROOT, WELLS, CYCLE = "sqrt(1 + x²)", "x⁴/4 - x²/2", "x⁴/4 - x² + 2x"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_derivatives(name):
    f, slope, curvature = FUNCTIONS[name]
    x, h = np.linspace(-2.3, 2.1, 12), 1e-5
    np.testing.assert_allclose((f(x + h) - f(x - h)) / (2 * h), slope(x), rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose((slope(x + h) - slope(x - h)) / (2 * h), curvature(x), rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_stars_are_minima(name):
    _, slope, curvature = FUNCTIONS[name]
    places = np.array(MINIMA[name])
    np.testing.assert_allclose(slope(places), 0, atol=1e-5)
    assert (curvature(places) > 0).all()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_walk_is_newtons_path(name):
    _, slope, curvature = FUNCTIONS[name]
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


def test_the_next_point_is_the_lowest_of_the_parabola_and_the_zero_of_the_tangent():
    board = Board("exp(x) - 2x", *plt.subplots(1, 2)[1])
    path = walk("exp(x) - 2x", 2.4)
    board.show(path, 0)
    (left, right), (parabola, tangent) = board.next, board.models
    x, q = parabola.get_data()
    assert left.get_xdata()[0] == pytest.approx(path[1])
    assert right.get_data() == ([pytest.approx(path[1])], [0])
    assert x[q.argmin()] == pytest.approx(path[1], abs=x[1] - x[0])
    assert left.get_ydata()[0] <= q.min()
    assert np.interp(path[1], x, tangent.get_ydata()) == pytest.approx(0, abs=1e-9)


def test_words():
    def words(name, start):
        return Board(name, *plt.subplots(1, 2)[1]).describe(walk(name, start), 0)

    assert "a hill: the step goes uphill" in words(WELLS, 0.4)
    assert "at a hilltop, x = " in words(WELLS, 0.4)
    assert "beyond all bounds" in words(ROOT, 2.0)
    assert "has not arrived" in words(CYCLE, 0.0)


def test_widget_shows_the_mission():
    live = newton_steps()
    live.move(function=ROOT, start=0.95)
    assert "at a valley, x = " in live.controls["words"].value
    live.controls["start"].value = 1.0
    assert "has not arrived" in live.controls["words"].value


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"function": ROOT, "start": 0.95}, "from 0.95 it arrives, from 1.00 no more"),
        ({"function": WELLS, "start": 0.4, "lam": 0.6}, "with λ = 0.6 it arrives, with 0.5 not yet"),
        ({"function": ROOT, "start": 0.9}, ""),  # not the largest
        ({"function": ROOT, "start": 1.0}, ""),
        ({"function": ROOT, "start": 0.95, "lam": 0.1}, ""),
        ({"function": WELLS, "start": 0.4, "lam": 0.5}, ""),
        ({"function": WELLS, "start": 0.4, "lam": 0.7}, ""),  # not the smallest
        ({"function": WELLS, "start": -2.0, "lam": 0.6}, ""),
    ],
)
def test_the_widget_says_when_a_half_of_the_mission_is_done(values, said):
    live = newton_steps()
    live.move(**values)
    assert live.reached_text.startswith(said) and bool(live.reached_text) == bool(said)


def test_static_pictures():
    fig = plot_step(ROOT, walk(ROOT, 0.8))
    assert [ax.get_xlabel() for ax in fig.axes] == ["$x$", "$x$"]
    path = newton_root(lambda x: x * x - 2, lambda x: 2 * x, 3.0)[:3]
    ax = plot_tangents(lambda x: x * x - 2, lambda x: 2 * x, path, (0.8, 3.1))
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["$g(x)$", "tangent at $x_0$", "tangent at $x_1$"]
