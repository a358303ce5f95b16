"""Figures of lecture 3.2: a residual block and a recurrent net as diagrams, learning curves, deltas in time, codes."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from utils.figures.diagrams import GREY, RADIUS, _arrow, _blank, _box, _fit, _node, _text
from utils.figures.plotting import BLACK, BLUE, COLORS, LINES, MARKERS, SMALL, VERMILLION, finish, panels, plot_curves

THERE = {"color": BLUE, "linewidth": 1.6, "linestyle": "-"}
BACK = {"color": VERMILLION, "linewidth": 1.6, "linestyle": "--"}
DIGITS = [
    *COLORS[:7],
    "0.6",
    "#7B3F00",
    "#8C8C00",
]  # a color for each of ten classes, grey, brown and olive in addition


def draw_residual(ax=None):
    """A residual block: forward a copy and a sum (blue), backward a sum and a copy (vermillion, dashed), mirrored."""
    ax = _blank(ax, (9, 3.6))
    left, right, middle = 2.1, 8.9, (4.1, 6.9)
    for y, side, style, words in ((0, 1, THERE, "forward"), (-1.5, -1, BACK, "backward")):
        labels = (r"$a^{l-1}$", r"$\mathrm{ReLU}(W_1\,\cdot + b_1)$", r"$W_2\,\cdot + b_2$", r"$a^l$")
        if side < 0:
            labels = (
                r"$\partial L/\partial a^{l-1}$",
                r"$W_1^\top(\mathrm{ReLU}' *\,\cdot)$",
                r"$W_2^\top\,\cdot$",
                "$g$",
            )
        first, one, two, last = (_box(ax, (x, y), s) for x, s in zip((0, *middle, 11), labels))
        ends = (left, right) if side > 0 else (right, left)
        copy, total = (np.array([x, y]) for x in ends)
        _node(ax, total, "$+$")
        ax.plot(*copy, "o", color=style["color"], markersize=7, zorder=3)
        inner = (one, two) if side > 0 else (two, one)
        outer = (first, last) if side > 0 else (last, first)
        _line(ax, outer[0], copy, style, head=False)
        _line(ax, copy, inner[0], style)
        _line(ax, *inner, style)
        _line(ax, inner[1], total, style)
        _line(ax, total + [RADIUS * side, 0], outer[1], style)
        roof = y + 1.15 * side
        ax.plot([copy[0], copy[0], total[0]], [y, roof, roof], **style, zorder=1)
        _arrow(ax, np.array([total[0], roof + 0.3 * side]), total, **style)
        says = "the identity: nothing is computed" if side > 0 else "the identity: $g$ passes undamped"
        _text(ax, ((left + right) / 2, roof + 0.28 * side), says, fontsize=10.5, color=style["color"])
        _text(ax, (0, y + 0.8 * side), words, fontsize=10.5, color=style["color"])
    return _fit(ax, 0.75)


def draw_unrolled(steps=3, ax=None):
    """A recurrent net unrolled in time: forward (blue), backward (vermillion, dashed), the same U, W at every step."""
    ax = _blank(ax, (9, 4.3))
    wide, above, below = 3.0, 1.75, -1.75
    states = [_box(ax, (0, 0), "$h_0 = 0$", GREY)]
    states += [_box(ax, (wide * t, 0), f"$h_{t}$") for t in range(1, steps + 1)]
    losses = [_box(ax, (wide * t, above), "loss") for t in range(1, steps + 1)]
    inputs = [_box(ax, (wide * t, below), f"$x_{t}$") for t in range(1, steps + 1)]
    shift = np.array([0, 0.16])
    for t, (before, state, loss, x) in enumerate(zip(states[:-1], states[1:], losses, inputs), 1):
        _line(ax, before, state, THERE, shift)
        _line(ax, x, state, THERE)
        _line(ax, state, loss, THERE, shift[::-1])
        _line(ax, loss, state, BACK, -shift[::-1])
        _text(ax, (wide * t - 0.3, above / 2), f"$g_{t}$", fontsize=11, color=VERMILLION, ha="right")
        _text(ax, (wide * t + 0.14, below / 2), "$W$", fontsize=11, color=BLUE, ha="left")
        _text(ax, (wide * (t - 0.5), 0.46), "$U$", fontsize=11, color=BLUE)
        if t > 1:
            _line(ax, state, before, BACK, -shift)
            _text(ax, (wide * (t - 0.5), -0.5), rf"$U^\top\delta_{t}$", fontsize=11, color=VERMILLION)
    return _fit(ax, 0.7)


def _line(ax, start, stop, style, shift=(0, 0), head=True):
    """An arrow between boxes, or from a box to the rim of a node, moved aside by `shift`; without a head, a plain line."""
    boxes = [end.get_bbox_patch() if hasattr(end, "get_bbox_patch") else None for end in (start, stop)]
    places = [np.array(end.get_position() if box else end) + shift for end, box in zip((start, stop), boxes)]
    if head and not boxes[1]:
        places[1] -= RADIUS * (places[1] - places[0]) / np.linalg.norm(places[1] - places[0])
    gaps = {"shrinkA": 3 if boxes[0] else 0, "shrinkB": 3 if boxes[1] else 0}
    look = style | gaps | {"patchA": boxes[0], "patchB": boxes[1], "arrowstyle": "-|>" if head else "-"}
    ax.annotate("", places[1], places[0], arrowprops=look, zorder=3)  # after the boxes, whose size it needs


def plot_training(runs, second="validation", log=False, marks=None):
    """A panel for each entry of `runs`, name -> histories: the mean training loss (solid), and the one beside it (dashed).

    marks : dict name -> epoch, optional: a dotted line there
    """
    figure, axes = panels(len(runs), min(10, 1 + 2.6 * len(runs)), 3.1, sharey=True)
    for ax, (name, histories) in zip(axes, runs.items()):
        for k, (key, label) in enumerate((("loss", "training"), ("validation_loss", second))):
            curve = np.mean([getattr(history, key) for history in histories], axis=0)
            style = {"color": COLORS[k], "linestyle": LINES[k], "marker": MARKERS[k], "markersize": 4}
            ax.plot(range(1, len(curve) + 1), curve, label=label, markevery=max(1, len(curve) // 8), **style)
        if name in (marks or {}):
            ax.axvline(marks[name], color=BLACK, linewidth=1, linestyle=":", label="early stopping")
        ax.set(title=name, xlabel="epoch", yscale="log" if log else "linear")
        ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        ax.grid(alpha=0.3)
    axes[0].set_ylabel("cross-entropy")
    handles = {label: line for ax in axes for line, label in zip(*ax.get_legend_handles_labels())}
    figure.legend(handles.values(), handles, loc="outside lower center", ncols=len(handles), **SMALL)
    return axes


def plot_in_time(gradients, ylabel):
    """A panel for each activation, name -> (rho -> numbers for t = 1 ... T); the logarithm of the size at each step."""
    figure, axes = panels(len(gradients), 9, 3.4, sharey=True)
    for ax, (name, curves) in zip(axes, gradients.items()):
        plot_curves({rf"$\rho = {rho}$": curve for rho, curve in curves.items()}, ax, "step $t$", "", log=True)
        ax.get_legend().remove()
        ax.set(title=name)
    axes[0].set_ylabel(ylabel)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside right center", **SMALL)
    return axes


def plot_codes(codes, y):
    """A panel for each method, name -> codes of shape (n, 2): every code is drawn as its own digit, in the digit's color."""
    _, axes = panels(len(codes), 9.5, 4.3)
    for ax, (name, two) in zip(axes, codes.items()):
        for digit, color in enumerate(DIGITS):
            ax.scatter(*two[y == digit].T, s=34, marker=f"${digit}$", color=color, linewidths=0.3)
        finish(ax, title=name, xlabel="code 1", ylabel="code 2", legend={"labels": [], "frameon": False})
    return axes
