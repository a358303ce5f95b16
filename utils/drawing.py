"""Drawings as on the slides: a unit, a network, a computational graph. Each returns the Axes, without axis lines."""

import numpy as np
from matplotlib.patches import Circle
from matplotlib.text import Annotation

from utils.plotting import BLACK, BLUE, ORANGE, SKY, VERMILLION, YELLOW, new_axes
from utils.validate import check_array

RADIUS, GREY = 0.32, "0.88"
WHITE_BOX = {"facecolor": "white", "edgecolor": "none", "pad": 1.2}


def draw_unit(n_inputs=3, phi_label=r"$\Phi$", ax=None):
    """The classical perceptron: inputs, weights, the bias as the weight of a constant 1, the sum, phi, the output."""
    ax = _blank(ax, (7, 3.8))
    heights = np.linspace(n_inputs / 2, -n_inputs / 2, n_inputs + 1)
    total, unit, output = np.array([[2.8, 0], [4.5, 0], [6.2, 0]])
    for j, height in enumerate(heights):
        start = np.array([0, height])
        _node(ax, start, f"$x_{j}$" if j else "$1$", SKY if j else GREY)
        _arrow(ax, start, total)
        _text(ax, start + 0.45 * (total - start), f"$w_{j}$" if j else "$b$", bbox=WHITE_BOX)
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


def draw_network(widths, bias_nodes=False, labels=True, ax=None, weights=None, weight_labels=False, shown=6):
    """A multi-layer perceptron: one column of units a layer, every unit joined to every unit of the next layer.

    Parameters
    ----------
    widths : list of int
        [d, n_1, ..., n_L]
    bias_nodes : bool
        Draw a constant 1 above each layer but the last, joined to the units that it shifts.
    labels : bool, or a list of lists of strings, one list a layer
        Write x_j, a^l_j and y-hat_k into the units, or the given strings.
    weights : list of arrays W_l of shape (n_l, n_{l-1}), optional
        The larger |weight|, the thicker its edge; positive ones are solid and blue, negative dashed and vermillion.
    weight_labels : bool
        Write each weight on its edge (for small networks).
    shown : int
        Of a wider layer, only so many units are drawn (an even number), with dots between the first and the last.
    """
    last = len(widths) - 1
    layers = [_column(2.2 * l, width, shown) for l, width in enumerate(widths)]  # unit -> place, layer by layer
    top = 1.0 + max(place[1] for layer in layers for place in layer.values())
    ax = _blank(ax, _size(2.2 * last + 0.9, 2 * top - 1.1 + bias_nodes, 1.3 if weight_labels else 0.85))
    if weights is not None:
        shapes = zip(widths[1:], widths[:-1])
        weights = [
            check_array(W, f"weights[{l}]", shape) for l, (W, shape) in enumerate(zip(weights, shapes, strict=True))
        ]
        largest = max(np.abs(W).max() for W in weights)
    for l in range(last):
        for k, stop in layers[l + 1].items():
            for j, start in layers[l].items():
                if weights is None:
                    _arrow(ax, start, stop, color="0.35")
                else:
                    _edge(ax, start, stop, weights[l][k, j], largest, weight_labels)
            if bias_nodes:
                _arrow(ax, np.array([2.2 * l, top]), stop, color="0.55", linewidth=0.8)
        if bias_nodes:
            _node(ax, (2.2 * l, top), "$1$", GREY)
    for l, layer in enumerate(layers):
        for j, place in layer.items():
            color = SKY if l == 0 else ORANGE if l == last else "white"
            _node(ax, place, _symbol(l, j, widths) if labels is True else labels[l][j] if labels else "", color)
        if len(layer) < widths[l]:
            _text(ax, (2.2 * l, 0), r"$\vdots$", fontsize=16)
    return _fit(ax)


def draw_graph(nodes, edges, values=None, gradients=None, current=(), ax=None):
    """A computational graph: a box for each node, its value above (blue), dL/dnode below (vermillion, italic).

    Parameters
    ----------
    nodes : dict name -> (x, y) or (x, y, label)
        Where the box stands, about 2 units from the next in x and 1.5 in y, and what it says, if not its name.
    edges : list of (from, to) or (from, to, label)
        The label, a local derivative for example, stands beside the arrow.
    values, gradients : dict name -> number or string, optional
        A node that is missing shows none.
    current : a name, or several
        The nodes that are highlighted: yellow, with a thick border.
    """
    x, y = np.transpose([node[:2] for node in nodes.values()]).astype(float)
    unknown = {name for edge in edges for name in edge[:2]} - nodes.keys()
    if unknown:
        raise ValueError(f"edges name {sorted(unknown)}, but the nodes are {list(nodes)}")
    ax = _blank(ax, _size(1.15 * np.ptp(x) + 2, 1.15 * np.ptp(y) + 2))
    current = {current} if isinstance(current, str) else set(current)
    boxes = {}
    for name, (x, y, *label) in nodes.items():
        lit = name in current
        style = {"facecolor": YELLOW if lit else "white", "edgecolor": BLACK, "linewidth": 2.5 if lit else 1.2}
        box = _text(ax, (x, y), label[0] if label else name, bbox={"boxstyle": "round,pad=0.4", **style}, zorder=2)
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


def _size(width, height, scale=0.85):
    """A figure's size in inches for a drawing of so many units: one scale for all, and none over 10 wide or 5 high."""
    scale = min(scale, 10 / width, 5 / height)
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


def _arrow(ax, start, stop, arrowstyle="-|>", **style):
    """An arrow from the rim of one node to the rim of another."""
    rim = RADIUS * (stop - start) / np.linalg.norm(stop - start)
    style = {"color": BLACK, "linewidth": 1.1, "shrinkA": 0, "shrinkB": 0, "arrowstyle": arrowstyle} | style
    ax.annotate("", stop - rim, start + rim, arrowprops=style, zorder=1)


def _edge(ax, start, stop, w, largest, label):
    style = {"color": BLUE, "linestyle": "-"} if w >= 0 else {"color": VERMILLION, "linestyle": "--"}
    _arrow(ax, start, stop, "-", linewidth=0.4 + 3 * abs(w) / max(largest, 1e-9), **style)
    if label:
        _text(ax, start + 0.26 * (stop - start), _number(float(f"{w:.3g}")), fontsize=9, bbox=WHITE_BOX, zorder=1.5)


def _column(x, width, shown):
    """Unit -> place, centered at height 0; a wide layer leaves a gap in its middle for the dots."""
    if width <= shown:
        return {j: np.array([x, 0.9 * ((width - 1) / 2 - j)]) for j in range(width)}
    half = shown // 2
    upper = {j: np.array([x, 0.9 * (half - j)]) for j in range(half)}
    return upper | {width - half + j: np.array([x, -0.9 * (j + 1)]) for j in range(half)}


def _symbol(l, j, widths):
    if l == len(widths) - 1:
        return rf"$\hat{{y}}_{{{j + 1}}}$" if widths[l] > 1 else r"$\hat{y}$"
    return f"$a^{l}_{{{j + 1}}}$" if l else f"$x_{{{j + 1}}}$"
