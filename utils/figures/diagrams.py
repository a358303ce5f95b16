"""Drawings as on the slides: a unit, a network, a layer, a computational graph. Each returns the Axes, without axis lines."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Circle, Rectangle
from matplotlib.text import Annotation

from utils.figures.plotting import BLACK, BLUE, ORANGE, SKY, VERMILLION, new_axes

RADIUS, GREY = 0.32, "0.88"


def draw_unit(n_inputs=3, phi_label=r"$\Phi$", ax=None):
    """The classical perceptron: inputs, weights, the bias as the weight of a constant 1, the sum, phi, the output."""
    ax = _blank(ax, (7, 3.8))
    white_box = {"facecolor": "white", "edgecolor": "none", "pad": 1.2}
    heights = np.linspace(n_inputs / 2, -n_inputs / 2, n_inputs + 1)
    total, unit, output = np.array([[2.8, 0], [4.5, 0], [6.2, 0]])
    for j, height in enumerate(heights):
        start = np.array([0, height])
        _node(ax, start, f"$x_{j}$" if j else "$1$", SKY if j else GREY)
        _arrow(ax, start, total)
        _text(ax, start + 0.45 * (total - start), f"$w_{j}$" if j else "$b$", bbox=white_box)
    _node(ax, total, r"$\sum$")
    _node(ax, unit, phi_label, ORANGE)
    _node(ax, output, r"$\hat{y}$")
    _arrow(ax, total, unit)
    _arrow(ax, unit, output)
    _text(ax, (total + unit) / 2 + [0, 0.2], "$z$")
    captions = {0: "inputs", 1.3: "weights", 2.8: "sum", 4.5: "activation", 6.2: "output"}
    for x, caption in captions.items():
        _text(ax, (x, heights[-1] - 0.7), caption, fontsize=10, color="0.25")
    return _fit(ax)


def draw_network(widths, bias_nodes=False, ax=None):
    """A multi-layer perceptron: one column of units a layer, every unit joined to every unit of the next layer.

    Parameters
    ----------
    widths : list of int
        [d, n_1, ..., n_L]; of a layer wider than 6, the first and the last three units are drawn, with dots between them
    bias_nodes : bool
        Draw a constant 1 above each layer but the last, joined to the units that it shifts.
    """
    last = len(widths) - 1
    layers = [_column(2.2 * l, width) for l, width in enumerate(widths)]  # unit -> place, layer by layer
    top = 1.0 + max(place[1] for layer in layers for place in layer.values())
    ax = _blank(ax, _size(2.2 * last + 0.9, 2 * top - 1.1 + bias_nodes))
    for l in range(last):
        one = np.array([2.2 * l, top])
        for stop in layers[l + 1].values():
            for start in layers[l].values():
                _arrow(ax, start, stop, color="0.35")
            if bias_nodes:
                _arrow(ax, one, stop, color="0.55", linewidth=0.8)
        if bias_nodes:
            _node(ax, one, "$1$", GREY)
    for l, layer in enumerate(layers):
        for j, place in layer.items():
            color = SKY if l == 0 else ORANGE if l == last else "white"
            _node(ax, place, _symbol(l, j, widths), color)
        if len(layer) < widths[l]:
            _text(ax, (2.2 * l, 0), r"$\vdots$", fontsize=16)
    return _fit(ax)


def draw_layer(n, n_prev, n_l, ax=None):
    """A dense layer for a batch, A_l = phi_l(A_{l-1} W_l^T + 1 b_l^T), each array as a grid of its shape.

    The second sample's row and the last unit's column are shaded and hatched; where they meet, the hatches cross.
    """
    side, i, j = 0.55, min(1, n - 1), n_l - 1
    row, column = {"facecolor": SKY, "hatch": "///"}, {"facecolor": ORANGE, "hatch": "\\\\\\"}
    both, weights, outputs = {"facecolor": "0.8", "hatch": "xxx"}, r"n_{l-1},\, n_l", r"n,\, n_l"
    arrays = [  # the sign before it, its name, its shape in letters and numbers, which row and column are marked, how, a caption
        ("", r"$A_{l-1}$", r"n,\, n_{l-1}", (n, n_prev), (i, None), row, "a sample"),
        (r"$\times$", r"$W_l^\top$", weights, (n_prev, n_l), (None, j), column, "a unit"),
        ("$+$", r"$\mathbf{1}\, b_l^\top$", outputs, (n, n_l), (None, j), column, "its bias"),
        ("$=$", "$Z_l$", outputs, (n, n_l), (i, j), both, "its $z$"),
        (r"$\overset{\Phi_l}{\rightarrow}$", "$A_l$", outputs, (n, n_l), (i, j), both, "its $a$"),
    ]
    half = side * max(n, n_prev) / 2
    ax = _blank(ax, (10, 0.8 * (2 * half + 2)))
    x = 0.0
    for sign, name, letters, (rows, columns), marked, style, caption in arrays:
        if sign:
            x += 1.3
            _text(ax, (x - 0.65, 0), sign, fontsize=20)
        for r in range(rows):
            for c in range(columns):
                place = x + side * c, side * (rows / 2 - 1 - r)
                look = style if marked in ((r, c), (r, None), (None, c)) else {"facecolor": "white"}
                ax.add_patch(Rectangle(place, side, side, edgecolor=BLACK, linewidth=1, **look))
        middle = x + side * columns / 2
        _text(ax, (middle, half + 0.7), name)
        _text(ax, (middle, half + 0.28), f"$({letters})$ = ({rows}, {columns})", fontsize=9)
        _text(ax, (middle, -half - 0.3), caption, fontsize=10, color="0.25")
        x += side * columns
    ax = _fit(ax)
    ax.set_xlim(-0.3, x + 0.3)  # wider than what is written
    return ax


def draw_graph(nodes, edges, values=None, gradients=None, ax=None):
    """A computational graph: a box for each node, its value above (blue), dL/dnode below (vermillion, italic).

    Parameters
    ----------
    nodes : dict name -> (x, y) or (x, y, label)
        Where the box stands, about 2 units from the next in x and 1.5 in y, and what it says, if not its name.
    edges : list of (from, to) or (from, to, label)
        The label, a local derivative for example, stands beside the arrow.
    values, gradients : dict name -> number or string, optional
        A node that is missing shows none.
    """
    x, y = np.transpose([node[:2] for node in nodes.values()]).astype(float)
    unknown = {name for edge in edges for name in edge[:2]} - nodes.keys()
    if unknown:
        raise ValueError(f"edges name {sorted(unknown)}, but the nodes are {list(nodes)}")
    ax = _blank(ax, _size(1.15 * np.ptp(x) + 2, 1.15 * np.ptp(y) + 2))
    boxes = {}
    for name, (x, y, *label) in nodes.items():
        style = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": BLACK, "linewidth": 1.2}
        box = _text(ax, (x, y), label[0] if label else name, bbox=style, zorder=2)
        boxes[name] = box.get_bbox_patch()
        above = {"xytext": (0, 8), "va": "bottom", "color": BLUE, "weight": "bold"}
        below = {"xytext": (0, -8), "va": "top", "color": VERMILLION, "style": "italic"}
        for numbers, side, style in ((values, 1, above), (gradients, 0, below)):
            if name in (numbers or {}):
                text, style = _number(numbers[name]), {"ha": "center", "textcoords": "offset points", **style}
                ax.annotate(text, (0.5, side), xycoords=box, fontsize=11, annotation_clip=False, **style)
    for source, target, *label in edges:
        start, stop = (np.array(nodes[name][:2], dtype=float) for name in (source, target))
        ends = {"patchA": boxes[source], "patchB": boxes[target], "shrinkA": 1, "shrinkB": 1}
        ax.annotate("", stop, start, arrowprops={"arrowstyle": "-|>", "color": BLACK, **ends}, zorder=3)
        if label:
            across = np.array([start[1] - stop[1], stop[0] - start[0]]) / np.linalg.norm(stop - start)
            _text(ax, (start + stop) / 2 + 0.22 * across, label[0], fontsize=10)
    return _fit(ax, 0.9)


def draw_deltas(ax=None):
    """Back-propagation through two layers: forward above (blue), the deltas backward (vermillion), gradients at the foot."""
    ax = _blank(ax, (9, 4.2))
    middle, foot = -1.7, -3.4
    x = dict(zip(("x", "z1", "a1", "z2", "a2", "loss"), np.arange(0, 12.5, 2.4)))
    values = {"x": "$x$", "z1": "$z^1$", "a1": "$a^1$", "z2": "$z^2$", "a2": "$a^2$", "loss": r"$\ell$"}
    gradients = {
        "loss": "$1$",
        "a2": r"$\partial\ell/\partial a^2$",
        "z2": r"$\delta^2$",
        "a1": r"$\partial\ell/\partial a^1$",
        "z1": r"$\delta^1$",
    }
    there = {name: _box(ax, (x[name], 0), label) for name, label in values.items()}
    back = {name: _box(ax, (x[name], middle), label) for name, label in gradients.items()}
    _chain(ax, list(there.values()), [r"$W_1,\ b_1$", r"$\Phi_1$", r"$W_2,\ b_2$", r"$\Phi_2$", "$y$"], BLUE, "-")
    slopes = ["loss", r"$*\,\Phi_2'(z^2)$", r"$W_2^\top\,\cdot$", r"$*\,\Phi_1'(z^1)$"]
    _chain(ax, list(back.values()), slopes, VERMILLION, "--")
    for l, before in ((1, r"x^\top"), (2, r"(a^1)^\top")):
        weights, biases = (
            rf"$\partial\ell/\partial W_{l} = \delta^{l}\,{before}$",
            rf"$\partial\ell/\partial b_{l} = \delta^{l}$",
        )
        box = _box(ax, (x[f"z{l}"], foot), f"{weights}\n{biases}", GREY, fontsize=11, linespacing=1.7)
        _chain(ax, [back[f"z{l}"], box], [""], VERMILLION, "--")
    _text(ax, (-0.2, 0.75), "forward", fontsize=10.5, color=BLUE)
    _text(ax, (-0.2, middle), "backward", fontsize=10.5, color=VERMILLION)
    return _fit(ax, 0.9)


def _box(ax, place, text, color="white", **style):
    """A text in a box; returns the text."""
    box = {"boxstyle": "round,pad=0.4", "facecolor": color, "edgecolor": BLACK, "linewidth": 1.2}
    return _text(ax, place, text, bbox=box, zorder=2, **style)


def _chain(ax, boxes, labels, color, linestyle):
    """Arrows from each box to the next, each with its label above."""
    for start, stop, label in zip(boxes[:-1], boxes[1:], labels, strict=True):
        ends = {"patchA": start.get_bbox_patch(), "patchB": stop.get_bbox_patch(), "shrinkA": 3, "shrinkB": 3}
        style = {"arrowstyle": "-|>", "color": color, "linewidth": 1.6, "linestyle": linestyle}
        places = np.array([start.get_position(), stop.get_position()], dtype=float)
        ax.annotate("", places[1], places[0], arrowprops=style | ends, zorder=3)  # after the boxes
        _text(ax, places.mean(axis=0) + [0, 0.34], label, fontsize=10.5, color=color)


def _size(width, height):
    """A figure's size in inches for a drawing of so many units: one scale for all, and none over 10 wide or 5 high."""
    scale = min(0.85, 10 / width, 5 / height)
    return scale * width, scale * height


def _blank(ax, size):
    ax = new_axes(ax, size)
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def _fit(ax, margin=0.45):
    """Set the limits around the centers of all that is written with `_text`."""
    x, y = np.transpose([text.get_position() for text in ax.texts if not isinstance(text, Annotation)])
    ax.set(xlim=(x.min() - margin, x.max() + margin), ylim=(y.min() - margin, y.max() + margin))
    return ax


def _text(ax, place, text, **style):
    return ax.text(*place, text, **{"ha": "center", "va": "center", "fontsize": 13, "zorder": 3} | style)


def _number(number):
    return number if isinstance(number, str) else f"{number:.4g}".replace("-", "\N{MINUS SIGN}")


def _node(ax, place, text, color="white"):
    ax.add_patch(Circle(place, RADIUS, facecolor=color, edgecolor=BLACK, linewidth=1.3, zorder=2))
    _text(ax, place, text, fontsize=12)


def _arrow(ax, start, stop, **style):
    """An arrow from the rim of one node to the rim of another."""
    rim = RADIUS * (stop - start) / np.linalg.norm(stop - start)
    style = {"color": BLACK, "linewidth": 1.1, "shrinkA": 0, "shrinkB": 0, "arrowstyle": "-|>"} | style
    ax.annotate("", stop - rim, start + rim, arrowprops=style, zorder=1)


def _column(x, width):
    """Unit -> place, centered at height 0; a wide layer leaves a gap in its middle for the dots."""
    if width <= 6:
        return {j: np.array([x, 0.9 * ((width - 1) / 2 - j)]) for j in range(width)}
    upper = {j: np.array([x, 0.9 * (3 - j)]) for j in range(3)}
    return upper | {width - 3 + j: np.array([x, -0.9 * (j + 1)]) for j in range(3)}


def _symbol(l, j, widths):
    if l == len(widths) - 1:
        return rf"$\hat{{y}}_{{{j + 1}}}$" if widths[l] > 1 else r"$\hat{y}$"
    return f"$a^{l}_{{{j + 1}}}$" if l else f"$x_{{{j + 1}}}$"


def draw_surface(f, paths, xlim, ylim, ax=None):
    """The graph of f over a plane, seen from above its low side, with paths on it: a ring at the start, a dot at the end.

    Parameters
    ----------
    f : a function of `utils.landscapes`, which has a minimum
    paths : dict from label to points of shape (k, 2)
    ax : a three-dimensional Axes, optional
    """
    if ax is None:
        ax = plt.figure(figsize=(7, 4.6)).add_axes((0, 0.04, 0.96, 0.96), projection="3d", computed_zorder=False)
        ax.set_box_aspect((2.2, 1.6, 1), zoom=1.0)
    x, y = np.meshgrid(np.linspace(*xlim, 81), np.linspace(*ylim, 81))
    heights = f(np.stack([x, y], axis=-1).reshape(-1, 2)).reshape(x.shape)
    ax.plot_surface(x, y, heights, color="0.85", alpha=0.6, linewidth=0, zorder=1)
    ax.contour(x, y, heights, levels=heights.max() * np.linspace(0, 1, 12) ** 2, colors="0.6", linewidths=0.7, zorder=2)
    for (label, path), color, line in zip(paths.items(), (BLUE, VERMILLION), ("o-", "s--")):
        path = np.asarray(path)
        walk = np.array([p + t * (q - p) for p, q in zip(path, path[1:]) for t in np.linspace(0, 1, 9)])  # on the floor
        ax.plot(*walk.T, f(walk), line, color=color, linewidth=1.5, markersize=4, markevery=9, label=label, zorder=3)
        ax.plot(*path[0], f(path[0]), "o", color=BLACK, markersize=10, fillstyle="none", zorder=4)
        ax.plot(*path[-1], f(path[-1]), "o", color=color, markersize=9, markeredgecolor="white", zorder=4)
    ax.plot(*f.minimum, f(f.minimum), "*", color=BLACK, markersize=13, zorder=4)
    ax.set(xlabel=r"$\theta_1$", ylabel=r"$\theta_2$", zlabel="loss", xlim=xlim, ylim=ylim, zticks=[])
    ax.zaxis.labelpad = -8
    ax.view_init(elev=45, azim=-25)
    ax.legend(fontsize=9, loc="upper left", bbox_to_anchor=(0.05, 0.95))
    return ax
