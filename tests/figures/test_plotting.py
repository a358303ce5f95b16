"""Figures are checked by what they hold: the data of their artists, their labels, their places."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Circle, Rectangle
from matplotlib.text import Text

from utils import activations
from utils.data import blobs
from utils.figures import diagrams as drawing
from utils.figures import plotting
from utils.figures.attention import draw_encoder, draw_weighted_mean, plot_digit_maps, plot_map, plot_waves
from utils.landscapes import Quadratic


def texts(ax):
    return [text.get_text() for text in ax.texts]


def parabola(P):
    return P[:, 0] ** 2 + P[:, 1] ** 2


def luminance(color):
    return np.dot(to_rgb(color), [0.2126, 0.7152, 0.0722])


def test_first_two_colors_differ_in_grey_and_markers_do_not_repeat_with_colors():
    assert abs(luminance(plotting.COLORS[0]) - luminance(plotting.COLORS[1])) > 0.25
    styles = [tuple(map(str, plotting.line_style(k).values())) for k in range(10)]
    assert len(set(styles)) == 10  # enough for ten digits


def test_points_of_each_class_keep_their_place_color_and_marker():
    X, y = blobs(60, np.random.default_rng(0), n_classes=3)
    ax = plotting.plot_points(X, y)
    assert len(ax.collections) == 3
    shapes = set()
    for k, dots in enumerate(ax.collections):
        np.testing.assert_array_equal(dots.get_offsets(), X[y == k])
        assert to_hex(dots.get_facecolor()[0]).upper() == plotting.COLORS[k].upper()
        shapes.add(dots.get_paths()[0].vertices.tobytes())
    assert len(shapes) == 3
    assert ax.get_xlabel() == "$x_1$"
    assert ax.get_aspect() == 1


def test_boundary_line_lies_where_the_score_is_the_level():
    X = np.array([[-2.0, -2.0], [2.0, 2.0]])
    ax = plotting.plot_boundary(lambda P: 1 / (1 + np.exp(-(P[:, 0] + 2 * P[:, 1] - 1))), X, [0, 1])
    shades, line = ax.collections[:2]
    on_line = np.concatenate([path.vertices for path in line.get_paths() if len(path.vertices)])
    np.testing.assert_allclose(on_line @ [1, 2], 1, atol=2e-3)
    assert len(ax.collections) == 4  # shades, line, two classes of points
    below, above = shades.get_facecolor()
    assert luminance(below[:3]) > luminance(above[:3]) + 0.12  # two sides in a print in grey, too
    assert len(plotting.plot_boundary(lambda P: np.zeros(len(P)), np.eye(2)).collections) == 1  # a constant has no line


def test_contours_of_a_parabola_are_rings_at_equal_distances():
    ax = plotting.plot_contours(parabola, (-2, 2), (-2, 2), levels=8)
    rings = ax.collections[1]
    radii = np.sqrt(rings.levels)
    inner = radii[(radii > 0.2) & (radii < 1.9)]
    assert np.ptp(np.diff(inner)) < 0.1 * np.diff(inner).mean()
    for level, path in zip(rings.levels, rings.get_paths()):
        if 0.05 < level < 3.9:
            np.testing.assert_allclose((path.vertices**2).sum(axis=1), level, atol=1e-3)
    assert ax.get_aspect() == 1


def test_contours_take_levels_and_long_thin_ranges_and_constants():
    ax = plotting.plot_contours(parabola, (-50, 50), (-1, 1), levels=[1, 4, 9])
    assert list(ax.collections[1].levels) == [1, 4, 9]
    assert ax.get_aspect() == "auto"
    assert not plotting.plot_contours(lambda P: np.ones(len(P)), (-1, 1), (-1, 1)).collections


def test_paths_on_one_picture_differ_in_color_and_line_style():
    path = np.array([[2.0, 1.0], [1.0, 0.5], [0.0, 0.0]])
    ax = plotting.plot_path(path, label="a")
    plotting.plot_path(-path, ax, label="b", linewidth=3)
    a, b = [line for line in ax.lines if line.get_gid() == "path"]
    np.testing.assert_array_equal(a.get_xydata(), path)
    np.testing.assert_array_equal(b.get_xydata(), -path)
    assert (a.get_color(), a.get_linestyle(), a.get_marker()) != (b.get_color(), b.get_linestyle(), b.get_marker())
    assert b.get_linewidth() == 3
    ends = [line.get_xydata().tolist() for line in ax.lines if line.get_markersize() == 9 and line.get_zorder() == 5]
    assert ends == [[[0, 0]], [[0, 0]]] and not any(line.get_marker() == "*" for line in ax.lines)
    plotting.plot_path(np.array([[1, 1], [np.inf, 2]]), ax)  # a path that diverged


def test_curves_start_at_one_and_bear_their_labels():
    ax = plotting.plot_curves({"SGD": [3, 2, 1], "Adam": [3, 1, 0.5, 0.4]}, log=True, ylabel="mean loss")
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [1, 2, 3])
    np.testing.assert_array_equal(ax.lines[1].get_ydata(), [3, 1, 0.5, 0.4])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["SGD", "Adam"]
    assert (ax.get_yscale(), ax.get_xlabel(), ax.get_ylabel()) == ("log", "epoch", "mean loss")
    assert plotting.plot_curves({"a": [1, 2]}, start=0).lines[0].get_xdata()[0] == 0


def test_confusion_matrix_has_true_classes_in_rows():
    C = np.array([[50, 0, 3], [1, 40, 0], [0, 0, 30]])
    ax = plotting.plot_confusion(C)
    numbers = {tuple(map(round, text.get_position())): text for text in ax.texts}
    assert numbers[2, 0].get_text() == "3"  # column 2, row 0: class 0 called 2
    assert numbers[0, 1].get_text() == "1"
    assert [numbers[k, k].get_weight() for k in range(3)] == ["bold"] * 3
    np.testing.assert_array_equal(ax.images[0].get_array(), [[0, 0, 3], [1, 0, 0], [0, 0, 0]])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["0", "1", "2"]
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("true class", "predicted class")


def test_images_stand_in_order_with_titles():
    X = np.random.default_rng(0).random((12, 6))
    figure = plotting.plot_images(X, shape=(2, 3), titles=range(12), columns=5)
    (image,) = figure.axes[0].images
    table, titles = image.get_array().filled(np.nan), figure.axes[0].texts
    assert np.isfinite(table).sum() == X.size
    assert [title.get_text() for title in titles] == [str(k) for k in range(12)]
    for k, title in enumerate(titles):
        i, j = 1 + 3 * (k // 5), 4 * (k % 5)  # one row of pixels above an image, one column to its right
        np.testing.assert_array_equal(table[i : i + 2, j : j + 3], X[k].reshape(2, 3))
        assert title.get_position() == (j + 1, i - 0.7)  # in the middle, above
    assert image.get_clim() == (X.min(), X.max())  # one scale for all
    plotting.plot_images(np.zeros((1, 64)))


def test_weights_share_one_symmetric_scale():
    W = np.random.default_rng(0).standard_normal((5, 64))
    figure = plotting.plot_weights(W)
    (image,) = figure.axes[0].images
    table = image.get_array().filled(np.nan)
    for k, w in enumerate(W):
        np.testing.assert_array_equal(table[1:9, 9 * k : 9 * k + 8], w.reshape(8, 8))
    assert image.get_clim() == (-np.abs(W).max(), np.abs(W).max())
    grey = [luminance(image.cmap(t)[:3]) for t in np.linspace(0, 1, 30)]
    assert (np.diff(grey) > 0).all()  # in a grey print, the larger is the lighter
    plotting.plot_weights(np.zeros((2, 64)))


@pytest.mark.parametrize("name", ["identity", "step", "sigmoid", "tanh", "relu", "leaky_relu"])
def test_activation_is_drawn_with_its_derivative(name):
    phi = getattr(activations, name)
    ax = plotting.plot_activation(phi, lim=3)
    z = ax.lines[0].get_xdata()
    assert (z[0], z[-1]) == (-3, 3)
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), phi(z))
    np.testing.assert_array_equal(ax.lines[1].get_ydata(), phi.derivative(z))
    assert ax.lines[0].get_linestyle() != ax.lines[1].get_linestyle()


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plotting.plot_points(np.zeros((5, 3))), r"X has shape \(5, 3\).*\(n, 2\)"),
        (lambda: plotting.plot_points(np.zeros((5, 2)), np.zeros(4)), r"y has shape \(4,\).*\(5,\)"),
        (lambda: plotting.plot_boundary(lambda P: P, np.eye(2)), r"f\(points\) has shape"),
        (lambda: plotting.plot_contours(lambda P: P[:, :1], (0, 1), (0, 1)), r"f\(points\) .*drop the second axis"),
        (lambda: plotting.plot_path([1.0, 2.0]), r"path has shape \(2,\).*\(k, 2\)"),
        (lambda: plotting.plot_curves({"Adam": [[1, 2]]}), r"curves\['Adam'\] has shape \(1, 2\)"),
        (lambda: plotting.plot_confusion(np.zeros((2, 3))), r"C has shape \(2, 3\).*\(c, c\)"),
        (lambda: plotting.plot_images(np.zeros((2, 60))), r"X has shape \(2, 60\).*\(n, 64\)"),
        (lambda: plotting.plot_images(np.zeros((2, 64)), titles=["a"]), "titles has 1 entries.*2"),
        (lambda: plotting.plot_weights(np.zeros((64, 48))), r"W has shape \(64, 48\).*\(m, 64\)"),
        (lambda: drawing.draw_graph({"x": (0, 0)}, [("x", "y")]), "'y'"),
    ],
)
def test_wrong_input_gets_an_error_that_names_it(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


def test_functions_draw_on_the_axes_they_are_given():
    ax = plt.figure().subplots()
    assert plotting.plot_points(np.eye(2), ax=ax) is ax and len(ax.collections) == 1  # without classes: one group
    assert plotting.plot_contours(parabola, (0, 1), (0, 1), ax=ax) is ax
    assert plotting.plot_activation(activations.relu, ax=ax) is ax
    assert drawing.draw_unit(ax=ax) is ax
    assert drawing.draw_network([2, 1], ax=ax) is ax
    assert drawing.draw_layer(2, 3, 1, ax=ax) is ax
    assert drawing.draw_graph({"x": (0, 0)}, [], ax=ax) is ax
    assert len(plt.get_fignums()) == 1


def test_unit_names_every_part():
    ax = drawing.draw_unit(2, r"$\sigma$")
    wanted = ["$1$", "$b$", "$x_1$", "$w_1$", "$x_2$", "$w_2$", r"$\sum$", "$z$", r"$\sigma$", r"$\hat{y}$"]
    assert set(wanted) <= set(texts(ax))
    assert "$x_3$" not in texts(ax)
    assert sum(isinstance(patch, Circle) for patch in ax.patches) == 6


def arrows(ax):
    return [text for text in ax.texts if getattr(text, "arrow_patch", None) is not None]


def test_network_joins_every_unit_to_the_next_layer():
    ax = drawing.draw_network([3, 4, 2])
    assert len(arrows(ax)) == 3 * 4 + 4 * 2
    assert {"$x_3$", "$a^1_{4}$", r"$\hat{y}_{2}$"} <= {text.replace("x_{3}", "x_3") for text in texts(ax)}
    with_bias = drawing.draw_network([3, 4, 2], bias_nodes=True)
    assert len(arrows(with_bias)) == 4 * 4 + 5 * 2
    assert texts(with_bias).count("$1$") == 2


def test_wide_layers_are_shortened_with_dots_but_keep_their_last_index():
    ax = drawing.draw_network([64, 48, 24, 10])
    assert texts(ax).count(r"$\vdots$") == 4
    assert {"$x_{64}$", "$a^1_{48}$", "$a^2_{24}$", r"$\hat{y}_{10}$"} <= set(texts(ax))
    assert len(arrows(ax)) == 3 * 6 * 6


def test_layer_has_a_cell_for_each_number_and_marks_one_sample_and_one_unit():
    ax = drawing.draw_layer(5, 3, 2)
    cells = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert len(cells) == 5 * 3 + 3 * 2 + 3 * 5 * 2
    marks = [patch.get_hatch() for patch in cells if patch.get_hatch()]
    assert [marks.count(hatch) for hatch in ("///", "\\\\\\", "xxx")] == [3, 3 + 5, 2]
    assert {r"$(n,\, n_{l-1})$ = (5, 3)", r"$(n_{l-1},\, n_l)$ = (3, 2)"} <= set(texts(ax))
    left, right = ax.get_xlim()
    assert left < min(cell.get_x() for cell in cells)
    assert right > max(cell.get_x() + cell.get_width() for cell in cells)


NODES = {"x": (0, 1), "w": (0, 0), "z": (2, 0.5, "$z = wx$")}
EDGES = [("x", "z"), ("w", "z", "$x$")]


def test_graph_writes_values_above_and_gradients_below():
    ax = drawing.draw_graph(NODES, EDGES, {"z": -1.23456, "x": 2}, {"z": 0.5})
    ax.figure.canvas.draw()
    place = {text.get_text(): text.get_window_extent() for text in ax.texts if text.get_text()}
    value, box, gradient = place["\N{MINUS SIGN}1.235"], place["$z = wx$"], place["0.5"]
    assert gradient.y1 < box.y0 < box.y1 < value.y0
    color = {text.get_text(): text.get_color() for text in ax.texts}
    assert color["\N{MINUS SIGN}1.235"] == plotting.BLUE
    assert color["0.5"] == plotting.VERMILLION
    assert {"w", "x", "$x$", "2"} <= set(place)


def test_graph_arrows_go_from_box_to_box():
    ax = drawing.draw_graph(NODES, EDGES)
    ax.figure.canvas.draw()
    boxes = {text.get_text(): text.get_bbox_patch().get_window_extent() for text in ax.texts if text.get_bbox_patch()}
    for arrow, name in zip(arrows(ax), ("x", "w")):
        extent = arrow.arrow_patch.get_window_extent()
        assert extent.x0 > boxes[name].x1 - 3
        assert abs(extent.x1 - boxes["$z = wx$"].x0) < 8


def test_the_chain_of_deltas_goes_back_where_the_values_came_from():
    ax = drawing.draw_deltas()
    ax.figure.canvas.draw()
    place = {text.get_text(): text.get_position() for text in ax.texts if text.get_bbox_patch()}
    for value, gradient in (
        ("$z^2$", r"$\delta^2$"),
        ("$a^1$", r"$\partial\ell/\partial a^1$"),
        ("$z^1$", r"$\delta^1$"),
    ):
        assert place[value][0] == place[gradient][0] and place[value][1] > place[gradient][1]
    assert len(arrows(ax)) == 5 + 4 + 2
    assert all((text.get_window_extent().max <= ax.figure.bbox.max).all() for text in ax.texts)


def test_surface_bears_paths_from_ring_to_dot_and_a_star_at_the_minimum():
    f = Quadratic([1, 50], minimum=[0.5, 0.1])
    paths = {"zigzag": np.array([[4.0, 1.0], [3.0, -0.9], [2.0, 0.8]]), "smooth": [[4.0, 1.0], [1.0, 0.1]]}
    ax = drawing.draw_surface(f, paths, (-1, 4.5), (-1.2, 1.2))
    for k, path in enumerate(map(np.asarray, paths.values())):
        walk, ring, end = (np.transpose(line.get_data_3d()) for line in ax.lines[3 * k : 3 * k + 3])
        every = ax.lines[3 * k].get_markevery()
        np.testing.assert_allclose(walk[::every][:, :2], path[:-1])  # a marker on each iterate; the last has its dot
        np.testing.assert_allclose(walk[:, 2], f(walk[:, :2]))  # on the surface between the points, too
        np.testing.assert_allclose([ring[0], end[0]], np.column_stack([path, f(path)])[[0, -1]])
    (star,) = ax.lines[6:]
    assert star.get_marker() == "*"
    np.testing.assert_allclose(np.ravel(star.get_data_3d()), [0.5, 0.1, 0], atol=1e-12)
    looks = [(line.get_color(), line.get_linestyle()) for line in ax.lines[0:6:3]]
    assert looks == [(plotting.BLUE, "-"), (plotting.VERMILLION, "--")]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["zigzag", "smooth"]
    assert drawing.draw_surface(f, {}, (-1, 1), (-1, 1), ax) is ax


def test_nothing_written_is_cut_off():
    graph = drawing.draw_graph(NODES, EDGES, {"x": 1, "z": 2}, {"w": 3})
    for ax in (
        drawing.draw_unit(5),
        drawing.draw_network([5, 2, 1], bias_nodes=True),
        drawing.draw_layer(5, 3, 2),
        graph,
    ):
        ax.figure.canvas.draw()
        for text in filter(Text.get_text, ax.texts):
            extent = text.get_window_extent()
            assert min(extent.x0, extent.y0) >= 0
            assert (extent.max <= ax.figure.bbox.max).all()


# ---------------------------------------------------------------- attention


def test_map():
    A = np.array([[0.1, 0.2, 0.7], [0.5, 0.25, 0.25]])
    ax = plot_map(A, numbers=True, title="weights")
    np.testing.assert_array_equal(ax.images[0].get_array(), A)
    assert [text.get_text() for text in ax.texts] == ["0.10", "0.20", "0.70", "0.50", "0.25", "0.25"]
    assert [text.get_color() for text in ax.texts].count("white") == 2  # readable on dark cells
    assert ax.get_xlabel() == "key j" and ax.get_ylabel() == "query i" and ax.get_title() == "weights"
    assert ax.images[0].get_clim() == (0, 0.7)
    assert plot_map(A, vmax=1).images[0].get_clim() == (0, 1)


def test_digit_maps():
    rng = np.random.default_rng(0)
    x, A = rng.random((8, 8)), rng.dirichlet(np.ones(8), size=(2, 8))
    fig = plot_digit_maps(x, A)
    digit, one, two, _ = fig.axes
    np.testing.assert_array_equal(digit.images[0].get_array(), x)
    np.testing.assert_array_equal(one.images[0].get_array(), A[0])
    np.testing.assert_array_equal(two.images[0].get_array(), A[1])
    assert one.images[0].get_clim() == two.images[0].get_clim() == (0, A.max())
    assert [ax.get_title() for ax in (one, two)] == ["head 1", "head 2"]
    with pytest.raises(ValueError, match=r"A has shape \(2, 8, 7\), but it should have shape \(h, 8, 8\)"):
        plot_digit_maps(x, A[:, :, :7])


def test_waves():
    P = np.array([[0.0, 1.0], [-2.0, 0.5], [1.0, 0.0]])
    ax = plot_waves(P)
    np.testing.assert_array_equal(ax.images[0].get_array(), P)
    assert ax.images[0].get_clim() == (-2, 2)


def test_weighted_mean_arrows_are_as_wide_as_their_weights():
    ax = draw_weighted_mean()
    ax.figure.canvas.draw()
    patches = [arrow.arrow_patch for arrow in arrows(ax)]
    behind = [patch for patch in patches if patch.get_edgecolor()[:3] == to_rgb(plotting.VERMILLION)]
    widths = [patch.get_linewidth() for patch in behind]
    assert len(widths) == 6 and widths[::2] == widths[1::2] and sorted(widths) == widths
    np.testing.assert_allclose(np.diff(widths[::2]), np.array([1, 3]) * 7 / 8)  # 1/8, 2/8, 5/8
    assert {"$a_{13} = 5/8$", "softmax", "query", "output"} <= set(texts(ax))


def test_encoder_has_two_direct_ways():
    ax = draw_encoder()
    ax.figure.canvas.draw()
    boxes = [text.get_text() for text in ax.texts if text.get_bbox_patch()]
    assert len(arrows(ax)) == 7 + 2 and len(ax.lines) == 2 and boxes.count("$+$") == 2
    for drawn in (ax, draw_weighted_mean()):
        drawn.figure.canvas.draw()
        extents = [text.get_window_extent() for text in filter(Text.get_text, drawn.texts)]
        assert all(min(one.x0, one.y0) >= 0 and (one.max <= drawn.figure.bbox.max).all() for one in extents)
