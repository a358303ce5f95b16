"""Drawings of lecture 3.1, in the visual language of `diagrams`: the window that slides, channels, a network of maps."""

from itertools import product

import numpy as np
from matplotlib.patches import Rectangle

from utils.convolution import output_size
from utils.figures.diagrams import GREY, _blank, _text
from utils.figures.plotting import BESIDE, BLACK, BLUE, ORANGE, SKY, VERMILLION, line_style, new_axes, panels

MARKS = ({"facecolor": SKY, "hatch": "///"}, {"facecolor": ORANGE, "hatch": "\\\\\\"})  # one kernel or place each
INK = {"cmap": "Greys", "vmin": 0, "vmax": 1}


def draw_window(h=5, k=3, s=2, p=1, ax=None):
    """A window of k x k pixels on an image of h x h in its frame of p zeros; it moves by s. Right, the places that it fills.

    The window stands at its first place (blue, solid) and at its second (vermillion, dashed).
    """
    ax = _blank(ax, (8.5, 4.6))
    whole, n = h + 2 * p, output_size(h, k, s, p)
    for y, x in product(range(whole), repeat=2):
        inside = p <= y < p + h and p <= x < p + h
        _cell(ax, (x, -y), facecolor="white" if inside else GREY)
        if not inside:
            _text(ax, (x + 0.5, -y - 0.5), "0", fontsize=10, color="0.35")
    left, top = whole + 4.4, -(whole - n) / 2
    for u, v in product(range(n), repeat=2):
        _cell(ax, (left + v, top - u), **MARKS[v] if u == 0 and v < 2 else {"facecolor": "white"})
    for v, (color, line, inset) in enumerate(((BLUE, "-", 0.08), (VERMILLION, "--", 0.22))):
        style = {"fill": False, "ec": color, "ls": line, "zorder": 4}
        ax.add_patch(Rectangle((s * v + inset, -k + inset), k - 2 * inset, k - 2 * inset, lw=3.2, **style))
        ax.add_patch(Rectangle((left + v + 0.08, top - 0.92), 0.84, 0.84, lw=2.4, **style))
    _arrow(ax, (0, 0.4), (s, 0.4))
    _text(ax, (s / 2, 0.85), f"stride $s={s}$", fontsize=11)
    _arrow(ax, (whole + 0.6, -whole / 2), (left - 0.6, -whole / 2))
    _text(ax, (whole + 2.2, -whole / 2 + 0.9), "sum of\npixel $\\times$ weight,\nplus $b$", fontsize=10)
    _text(ax, (whole / 2, -whole - 0.5), f"$h+2p = {h}+2\\cdot {p}$ pixels a side; window $k={k}$", fontsize=11)
    _text(ax, (left + n / 2, -whole - 0.5), f"{n} places a side", fontsize=11)
    return _limits(ax, -0.6, left + n + 0.9, -whole - 0.9, 1.3)


def draw_channels(ax=None):
    """Three channels in, two out: each kernel has a slice for each channel that comes in, and makes one map."""
    ax = _blank(ax, (10, 4.3))
    _stack(ax, (0, 0.4), 3, 6, window=(0, 3, 3))
    for o, mark in enumerate(MARKS):
        y = 0.6 - 3.6 * o
        _arrow(ax, (4.3, -0.8), (6.0, y - 0.2))
        _stack(ax, (6.3, y), 3, 3, **mark)
        _text(ax, (9.6, y - 0.2), f"$+\\;b_{o}$")
        _arrow(ax, (10.2, y - 0.2), (11.4, y - 0.2))
        _stack(ax, (11.7, y + 0.7), 1, 4, **mark)
        ax.add_patch(Rectangle((11.7 + 3 * 0.45, y + 0.7 - 0.45), 0.45, 0.45, fill=False, ec=BLACK, lw=2.6, zorder=5))
    labels = (
        (1.9, "image $a$", r"$(c_{\mathrm{in}}, h, w)$ = (3, 6, 6)"),
        (7.5, "kernels $W$", r"$(c_{\mathrm{out}}, c_{\mathrm{in}}, k_h, k_w)$ = (2, 3, 3, 3)"),
        (12.8, "feature maps $z$", r"$(c_{\mathrm{out}}, h_{\mathrm{out}}, w_{\mathrm{out}})$ = (2, 4, 4)"),
    )
    for x, name, sizes in labels:
        _text(ax, (x, 3.2), name)
        _text(ax, (x, 2.5), sizes, fontsize=10)
    return _limits(ax, -0.5, 15.6, -4.6, 3.6)


def draw_cnn(ax=None):
    """The course's network for framed digits: image, eight maps, the same pooled, a row of 128 numbers, ten logits."""
    ax = _blank(ax, (10, 3.6))
    stages = (  # x, planes, side of a plane as drawn, name, shape
        (0, 1, 2.5, "image", "(1, 10, 10)"),
        (4.4, 8, 2.0, "maps, ReLU", "(8, 8, 8)"),
        (9.3, 8, 1.0, "pooled", "(8, 4, 4)"),
    )
    for x, planes, side, name, shape in stages:
        for k in range(planes):
            ax.add_patch(
                Rectangle((x + 0.16 * k, 0.16 * k - side / 2), side, side, facecolor="white", ec=BLACK, zorder=k)
            )
        _under(ax, x + (side + 0.16 * (planes - 1)) / 2, name, shape)
    for x, width, height, name, shape in ((13.2, 0.3, 3.0, "row", "(128,)"), (16.2, 0.3, 1.4, "logits", "(10,)")):
        ax.add_patch(Rectangle((x, -height / 2), width, height, facecolor=GREY, ec=BLACK))
        _under(ax, x + 0.15, name, shape)
    windows = (  # the corner and side of a window; the corner of its entry, in the same row and column
        ((0.25, 0.25), 0.75, (5.77, 1.62), BLUE),
        ((6.52, 1.12), 0.5, (10.92, 1.12), VERMILLION),
    )
    for corner, side, entry, color in windows:
        for place, size in ((corner, side), (entry, 0.25)):
            ax.add_patch(Rectangle(place, size, size, fill=False, ec=color, lw=2.2, zorder=20))
        _arrow(ax, np.add(corner, (side, side / 2)), np.add(entry, (0, 0.125)), color=color, zorder=20)
    steps = ((3.3, "8 kernels\n$3\\times 3$"), (8.6, "max\n$2\\times 2$"), (12.2, "flatten"), (14.9, "dense"))
    for x, words in steps:
        _text(ax, (x, -0.75), words, fontsize=10)
    for start, stop in ((2.7, 4.2), (7.75, 9.1), (11.6, 13.0), (13.7, 16.0)):
        _arrow(ax, (start, -0.2), (stop, -0.2))
    return _limits(ax, -0.5, 17.2, -2.7, 2.4)


def _under(ax, x, name, shape):
    _text(ax, (x, -1.85), name, fontsize=11)
    _text(ax, (x, -2.35), shape, fontsize=10, color="0.25")


def _cell(ax, corner, **style):
    """A pixel, one unit a side, whose upper left corner is `corner`."""
    ax.add_patch(Rectangle((corner[0], corner[1] - 1), 1, 1, edgecolor=BLACK, linewidth=0.8, **style))


def _stack(ax, place, planes, side, window=None, **style):
    """Channels, one behind the other: grids of side x side pixels; `place` is the upper left corner of the first.

    window : (row, column, size), optional: pixels that are shaded in each channel
    """
    pixel, step = 0.45, 0.55
    for c in reversed(range(planes)):
        x, y, order = place[0] + step * c, place[1] + step * c, {"zorder": 3 - 0.1 * c}
        whole, lines = pixel * side, pixel * np.arange(side + 1)
        ax.add_patch(
            Rectangle((x, y - whole), whole, whole, ec=BLACK, lw=0.7, **{"facecolor": "white"} | style | order)
        )
        if window:
            row, column, size = window
            corner = x + pixel * column, y - pixel * (row + size)
            ax.add_patch(Rectangle(corner, pixel * size, pixel * size, facecolor=SKY, ec="none", **order))
        ax.hlines(y - lines, x, x + whole, color=BLACK, lw=0.7, **order)
        ax.vlines(x + lines, y - whole, y, color=BLACK, lw=0.7, **order)


def _arrow(ax, start, stop, color=BLACK, zorder=5):
    arrow = {"arrowstyle": "-|>", "color": color, "lw": 1.5, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", stop, start, arrowprops=arrow, zorder=zorder)


def _limits(ax, left, right, bottom, top):
    ax.set(xlim=(left, right), ylim=(bottom, top))
    return ax


def plot_maps(image, maps, titles, signed=True):
    """An image and what kernels make of it, maps of shape (m, h, w) on one scale; returns the Figure.

    signed : dark blue below 0, yellow above; else white is 0, and the darker, the larger.
    """
    limit = max(abs(m).max() for m in maps)
    style = (
        {"cmap": "cividis", "vmin": -limit, "vmax": limit} if signed else {"cmap": "Greys", "vmin": 0, "vmax": limit}
    )
    figure, axes = panels(len(maps) + 1, 1.75 * (len(maps) + 1), 2.3)
    axes[0].imshow(image, **INK)
    for ax, z in zip(axes[1:], maps):
        shown = ax.imshow(z, **style)
    for ax, title in zip(axes, ["the digit", *titles], strict=True):
        ax.set(xticks=[], yticks=[], title=title)
    figure.colorbar(shown, ax=axes, label="$z$" if signed else "$a$", shrink=0.8)
    return figure


def plot_two_matrices(dense, banded):
    """The weights of a dense layer and of a convolution, on one scale; returns the Figure."""
    figure, axes = panels(2, 8.5, 3.4)
    for ax, matrix, title in zip(axes, (dense, banded), ("dense", "convolution")):
        picture = ax.imshow(matrix, cmap="cividis", vmin=-2.5, vmax=2.5)
        ax.set(title=title, xlabel="input $t$", ylabel="output $u$", xticks=range(0, 20, 5), yticks=range(0, 18, 5))
    figure.colorbar(picture, ax=axes, label="weight")
    return figure


def plot_orders(table, orders):
    """Accuracies in percent: a column for each order of the pixels, a marker for each seed, a bar at the mean.

    table : dict (network, order) -> accuracies in percent, one a seed
    """
    ax = new_axes(size=(7.6, 3.4))
    for k, network in enumerate(dict.fromkeys(network for network, _ in table)):
        style = line_style(k) | {"linestyle": ""}
        for x, order in enumerate(orders):
            values, x = table[network, order], x + 0.24 * (k - 1)
            label = network if order == orders[0] else None
            ax.plot([x] * len(values), values, fillstyle="none", label=label, **style)
            ax.hlines(np.mean(values), x - 0.09, x + 0.09, color=style["color"], lw=2.5)
    ax.set(xticks=range(len(orders)), xticklabels=orders, ylabel="test accuracy, %", xlim=(-0.5, len(orders) - 0.5))
    ax.legend(**BESIDE)
    ax.grid(axis="y", alpha=0.3)
    return ax
