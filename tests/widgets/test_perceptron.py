"""Pictures and widget of the perceptron rule: geometry by hand, every state drawable, the mission true, pictures that change."""

import numpy as np
import pytest
from matplotlib.path import Path

from utils.data import XOR_X
from utils.perceptron import Perceptron, widest_plane
from utils.widgets.perceptron import (
    DATA,
    LAST,
    STARTS,
    Board,
    Walk,
    boundary,
    perceptron_steps,
    plot_distance,
    plot_squeeze,
    plot_values,
    plot_walk,
)


def test_boundary_points_lie_on_the_line_around_the_foot():
    w, b, center = np.array([3.0, 4.0]), -5.0, np.array([5.0, 5.0])
    ends = boundary(w, b, center, 2.0)
    np.testing.assert_allclose(ends @ w + b, 0, atol=1e-12)
    np.testing.assert_allclose(ends.mean(axis=0), [1.4, 0.2])  # the foot of the perpendicular
    assert np.linalg.norm(ends[1] - ends[0]) == pytest.approx(4)
    assert np.isnan(boundary(np.zeros(2), 1.0, center, 2.0)).all()


@pytest.mark.parametrize(("w", "b"), [((1, 1), -1.2), ((-1, 0), 0.3), ((2, -3), 0.4)])
def test_the_grey_side_is_where_the_unit_says_1(w, b):
    board = Board(*DATA["AND"])
    board.show(w, b)
    points = np.random.default_rng(0).uniform(-0.8, 1.8, (300, 2))
    inside = Path(board.side.get_xy()).contains_points(points)
    np.testing.assert_array_equal(inside, Perceptron(w, b).predict(points) == 1)
    tail, arrow = board.arrow.get_offsets()[0], np.array([board.arrow.U[0], board.arrow.V[0]])
    assert np.dot(w, tail) + b == pytest.approx(0, abs=1e-9)  # w starts on the line
    np.testing.assert_allclose(arrow / np.linalg.norm(arrow), np.array(w) / np.linalg.norm(w))


@pytest.mark.parametrize("b", [0.0, -1.0])
def test_without_weights_there_is_no_line(b):
    board = Board(*DATA["OR"])
    board.show((0, 0), b)
    assert np.isnan(board.line.get_xydata()).all()
    assert not board.arrow.get_visible()
    assert np.isfinite(board.side.get_xy()).all() == (b >= 0)


def test_walk_follows_the_rule():
    walk = Walk(*DATA["OR"])
    np.testing.assert_array_equal(
        [(*w, b) for w, b in walk.states], [[0, 0, 0], [0, 0, -1], [0, 1, 0], [0, 1, -1], [1, 1, 0], [1, 1, -1]]
    )
    assert [walk.wrong(k) for k in range(6)] == [0, 1, 0, 2, 0, None]
    assert "so w −= 1 x, b −= 1" in walk.describe(0) and "so w += 1 x, b += 1" in walk.describe(1)
    assert "the rule has ended" in walk.describe(5)
    assert len(Walk(*DATA["XOR"]).updates) == LAST + 1  # it never ends, so it is cut


def test_mission_of_the_widget():
    counts = {eta: len(Walk(*DATA["AND"], (-2.0, 1.0), 1.0, eta).updates) for eta in (0.25, 0.5, 1, 1.5, 2, 3, 4)}
    assert [eta for eta, count in counts.items() if count <= 6] == [3, 4]
    assert counts[1] == 16
    assert {len(Walk(*DATA["AND"], eta=eta).updates) for eta in counts} == {11}


@pytest.mark.parametrize(
    ("eta", "start", "data", "done"),
    [
        (3.0, 1, "AND", True),
        (4.0, 1, "AND", True),
        (2.0, 1, "AND", False),
        (3.0, 0, "AND", False),
        (3.0, 1, "OR", False),
    ],
)
def test_the_widget_says_when_its_mission_is_done(eta, start, data, done):
    live = perceptron_steps()
    live.move(eta=eta, start=list(STARTS)[start], data=data)
    assert (f"with η = {eta:g} the rule ends after 6 corrections" in live.reached_text) == done
    assert bool(live.reached_text) == done


def test_static_figures():
    assert len(plot_walk(Walk(*DATA["OR"])).axes) == 6
    walk = Walk(*DATA["XOR"], steps=9)
    for k, ax in enumerate(plot_values(walk)):  # a panel each: the three lines overlap
        steps = [[*w, b][k] for w, b in walk.states]
        np.testing.assert_array_equal(ax.lines[0].get_ydata(), [*steps, steps[-1]])  # the last value is a step, too
        assert ax.get_ylabel() == ("$w_1$", "$w_2$", "$b$")[k]
    texts = [text.get_text() for text in plot_distance((3, 4), -5, (5, 5)).texts]
    assert "foot (1.4, 0.2)" in texts
    X, y = DATA["AND"]
    upper, lower, dots, crossing = plot_squeeze(X, y, widest_plane(X, y)).lines
    np.testing.assert_allclose(crossing.get_xdata(), 51)
    k, length = dots.get_data()
    assert list(k) == list(range(1, 12))
    assert (np.interp(k, *lower.get_data()) <= length).all()
    assert (length <= np.interp(k, *upper.get_data())).all()


def test_loans_are_the_rule_of_the_notebook():
    X, y = DATA["12 loans"]
    np.testing.assert_array_equal(Perceptron([1.0, -1.0], -0.75).predict(X), y)
    assert DATA["XOR"][0] is XOR_X
