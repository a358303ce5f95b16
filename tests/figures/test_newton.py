"""Pictures of lecture 1.2: the diamond is the parabola's minimum, stars are minima of f, paths keep their labels."""

import numpy as np

from utils.figures.newton import draw_model, plot_pass, plot_valley
from utils.landscapes import Rosenbrock


def marked(ax, marker):
    """The points that bear a marker, shape (k, 2)."""
    lines = [np.array(line.get_data()).T for line in ax.lines if line.get_marker() == marker]
    return np.concatenate(lines) if lines else np.empty((0, 2))


def test_the_step_leads_to_the_lowest_point_of_the_parabola():
    ax = draw_model()
    (parabola,) = (line for line in ax.lines if line.get_linestyle() == "--")
    x, heights = parabola.get_data()
    ((place, low),) = marked(ax, "D")
    assert abs(x[heights.argmin()] - place) < x[1] - x[0]
    assert low <= heights.min() + 1e-9
    np.testing.assert_allclose(marked(ax, "*"), [[np.log(2), 2 - 2 * np.log(2)]])
    assert {"got", "promised", "$f$"} <= {text.get_text() for text in ax.texts}


def test_the_valley_shows_its_minimum_and_numbers():
    valley, path = Rosenbrock(), np.array([[-1.2, 1], [-1.18, 1.38], [0.76, -3.18], [0.76, 0.58], [1, 1]])
    ax = plot_valley(valley, path)
    assert [1.0, 1.0] in marked(ax, "*").tolist()
    assert [text.get_text() for text in ax.texts] == ["0", "1", "2", "3"]
    assert ax.get_ylim()[0] < path[:, 1].min()


def test_the_pass_has_a_legend_beside_it():
    paths = {"one": np.array([[1.2, 0.4], [0, 0]]), "other": np.array([[1.2, 0.4], [0, 1]])}
    ax = plot_pass(lambda t: (t**2).sum(axis=-1), paths, [[0, 1], [0, -1]])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["one", "other", "minimum"]
    assert {(0.0, 1.0), (0.0, -1.0)} <= {tuple(point) for point in marked(ax, "*")}
