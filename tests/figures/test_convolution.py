"""The drawings of lecture 3.1 count right, write nothing outside, and the plots show the numbers that they are given."""

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from utils.figures import convolution as drawing


@pytest.mark.parametrize(("h", "k", "s", "p", "n"), [(5, 3, 2, 1, 3), (6, 3, 1, 0, 4), (5, 2, 3, 0, 2)])
def test_the_window_has_as_many_places_as_the_formula_says(h, k, s, p, n):
    ax = drawing.draw_window(h, k, s, p)
    cells = [patch for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_width() == 1]
    assert len(cells) == (h + 2 * p) ** 2 + n**2
    assert sum(text.get_text() == "0" for text in ax.texts) == (h + 2 * p) ** 2 - h**2
    assert f"{n} places a side" in [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("draw", [drawing.draw_window, drawing.draw_channels, drawing.draw_cnn])
def test_nothing_written_is_cut_off(draw):
    ax = draw()
    ax.figure.canvas.draw()
    frame = ax.get_window_extent()
    for text in ax.texts:
        box = text.get_window_extent()
        assert not text.get_text() or (frame.x0 <= box.x0 and box.x1 <= frame.x1), text.get_text()
        assert not text.get_text() or (frame.y0 <= box.y0 and box.y1 <= frame.y1), text.get_text()


def test_maps_share_one_scale():
    maps = np.arange(-4, 8).reshape(3, 2, 2)
    figure = drawing.plot_maps(np.zeros((3, 3)), maps, ["a", "b", "c"])
    images = [ax.images[0] for ax in figure.axes[1:4]]
    assert {image.get_clim() for image in images} == {(-7, 7)}
    np.testing.assert_array_equal(images[1].get_array(), maps[1])
    unsigned = drawing.plot_maps(np.zeros((3, 3)), maps, ["a", "b", "c"], signed=False)
    assert unsigned.axes[1].images[0].get_clim() == (0, 7)


def test_two_matrices():
    dense, banded = np.ones((18, 20)), np.eye(18, 20)
    figure = drawing.plot_two_matrices(dense, banded)
    np.testing.assert_array_equal(figure.axes[1].images[0].get_array(), banded)


def test_each_seed_has_a_marker_and_each_network_a_bar_at_its_mean():
    table = {(network, order): [90, 92, 97] for network in ("A", "B", "C") for order in ("x", "y")}
    ax = drawing.plot_orders(table, ["x", "y"])
    assert [list(line.get_ydata()) for line in ax.lines] == 6 * [[90, 92, 97]]
    assert {segment[0][1] for bar in ax.collections for segment in bar.get_segments()} == {93}
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["A", "B", "C"]
    assert len({line.get_marker() for line in ax.lines}) == 3
