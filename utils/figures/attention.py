"""Pictures of attention: weights as shades, alone or beside a digit; attention as a weighted mean, and the block around it."""

import numpy as np
from matplotlib.patches import Rectangle

from utils.figures.diagrams import GREY, _blank, _box, _fit, _text
from utils.figures.plotting import BLACK, BLUE, ORANGE, SKY, VERMILLION, new_axes, panels
from utils.validate import check_array


def plot_map(A, ax=None, title="", numbers=False, vmax=None, xlabel="key j", ylabel="query i"):
    """The matrix A, shape (n, k), as shades of grey from 0 (white) to `vmax`, its largest entry if none is given.

    One row a query, one column a key; with `numbers` each entry is written into its cell. Returns the Axes.
    """
    A = check_array(A, "A", ("n", "k"))
    ax = new_axes(ax, (4, 3.6))
    vmax = A.max() if vmax is None else vmax
    ax.imshow(A, cmap="Greys", vmin=0, vmax=vmax, aspect="auto")
    if numbers:
        for (i, j), a in np.ndenumerate(A):
            color = "white" if a > 0.6 * vmax else "black"
            ax.text(j, i, f"{a:.2f}", ha="center", va="center", fontsize=8, color=color)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel)
    if max(A.shape) <= 12:
        ax.set(xticks=range(A.shape[1]), yticks=range(A.shape[0]))
    return ax


def plot_digit_maps(x, A):
    """A digit, shape (8, 8), whose rows are the positions, and beside it the weights of each head, A of shape (h, 8, 8).

    Row i of a map says which rows of the digit are mixed into row i. One scale for all heads. Returns the Figure.
    """
    x = check_array(x, "x", ("n", "w"))
    A = check_array(A, "A", ("h", len(x), len(x)))
    fig, axes = panels(len(A) + 1, 3.1 * (len(A) + 1), 3.1)
    axes[0].imshow(x, cmap="Greys")
    axes[0].set(title="the rows are the positions", ylabel="row", xticks=[], yticks=range(len(x)))
    for h, ax in enumerate(axes[1:]):
        plot_map(A[h], ax, f"head {h + 1}", vmax=A.max())
    fig.colorbar(axes[1].images[0], ax=list(axes[1:]), shrink=0.9, label="weight")
    return fig


def plot_waves(P):
    """Position vectors, P of shape (n, d), as shades: dark below 0, light above; returns the Axes."""
    P = check_array(P, "P", ("n", "d"))
    ax = new_axes(size=(6.5, 3.6))
    limit = np.abs(P).max()
    image = ax.imshow(P, cmap="cividis", vmin=-limit, vmax=limit, aspect="auto", interpolation="nearest")
    ax.set(xlabel="column of the position vector", ylabel="position t")
    ax.get_figure().colorbar(image, ax=ax, label="value")
    return ax


def draw_weighted_mean(ax=None):
    """One query of the example by hand: scores with three keys, their softmax, the mean of three values.

    The wider an arrow behind the softmax, the larger the weight; numbers say the same.
    """
    ax = _blank(ax, (9.2, 3.9))
    heights, numbers, scores = (1.5, 0.0, -1.5), (1, 2, 5), ("0", r"\ln 2", r"\ln 5")
    query, output = _box(ax, (0, 0), "$q_1$", SKY), _box(ax, (10.4, 0), r"$o_1 = \sum_j a_{1j}\, v_j$", ORANGE)
    ax.add_patch(Rectangle((4.6, -2.1), 0.9, 4.2, facecolor=GREY, edgecolor=BLACK, linewidth=1.2))
    _text(ax, (5.05, 0), "softmax", rotation=90, fontsize=12)
    for j, y, number, score in zip((1, 2, 3), heights, numbers, scores):
        key, value = _box(ax, (2.6, y), f"$k_{j}$"), _box(ax, (7.6, y), f"$v_{j}$")
        _join(ax, query, key, BLUE, 1.4)
        _line(ax, (2.95, y), (4.6, y), BLUE, 1.4)
        _text(ax, (3.75, y + 0.3), f"$s_{{1{j}}} = {score}$", fontsize=11)
        _line(ax, (5.5, y), (7.22, y), VERMILLION, 0.8 + 7 * number / 8)
        _text(ax, (6.35, y + 0.38), rf"$a_{{1{j}}} = {number}/8$", fontsize=11)
        _join(ax, value, output, VERMILLION, 0.8 + 7 * number / 8)
    captions = {0: "query", 2.6: "keys", 3.75: "scores", 6.35: "weights", 7.6: "values", 10.4: "output"}
    for x, caption in captions.items():
        _text(ax, (x, -2.5), caption, fontsize=10, color="0.25")
    return _fit(ax)


def draw_encoder(ax=None):
    """An encoder block from left to right: two branches with a norm each, and the direct way above, around both."""
    ax = _blank(ax, (10, 2.9))
    names = ["$X$", "Norm$_1$", "Multi-head\nattention", "$+$", "Norm$_2$", "Feed-forward\nnetwork", "$+$", "$Y$"]
    places = [0, 1.75, 4.1, 6.0, 7.75, 10.1, 12.0, 13.3]
    colors = [SKY, GREY, "white", "white", GREY, "white", "white", ORANGE]
    boxes = [_box(ax, (x, 0), name, color, fontsize=11.5) for x, name, color in zip(places, names, colors)]
    for start, stop in zip(boxes, boxes[1:]):
        _join(ax, start, stop, BLUE, 1.6)
    _text(ax, (6.75, -0.32), "$H$", fontsize=11.5)
    for start, stop in ((0.75, 6.0), (6.75, 12.0)):
        ax.plot([start, start, stop], [0, 1.35, 1.35], color=VERMILLION, linewidth=1.8, linestyle="--", zorder=1)
        _line(ax, (stop, 1.37), (stop, 0.32), VERMILLION, 1.8)
    for x, caption in {4.1: "positions meet", 10.1: "each position alone"}.items():
        _text(ax, (x, -0.85), caption, fontsize=10, color="0.25")
    _text(ax, (3.4, 1.65), "directly", fontsize=10.5, color=VERMILLION)
    _text(ax, (9.4, 1.65), "directly", fontsize=10.5, color=VERMILLION)
    return _fit(ax, 0.7)


def _join(ax, start, stop, color, width):
    """An arrow from one box to another."""
    ends = {"patchA": start.get_bbox_patch(), "patchB": stop.get_bbox_patch(), "shrinkA": 1, "shrinkB": 1}
    _line(ax, start.get_position(), stop.get_position(), color, width, **ends)


def _line(ax, start, stop, color, width, **ends):
    ends = ends or {"shrinkA": 0, "shrinkB": 0}
    style = {"arrowstyle": "-|>", "color": color, "linewidth": width, "mutation_scale": 11 + 1.5 * width}
    ax.annotate("", stop, start, arrowprops=style | ends, zorder=3)  # after the boxes, whose borders it needs
