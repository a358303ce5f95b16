"""Rosenblatt's rule, one correction at a time: pictures of its steps, and a widget that walks through them.

A `Board` shows one state of a perceptron on points of the plane; the figures and the widget are made of boards.
"""

import itertools

import ipywidgets as widgets
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from utils.data import XOR_X, XOR_Y
from utils.figures.plotting import COLORS, new_axes, plot_points
from utils.perceptron import Perceptron
from utils.widgets.live import Anew, LiveFigure, frames, paragraph

# Twelve invented loans: monthly income and debt service in 1000 euros, and whether the loan was paid back.
LOANS_X = np.array(
    [[1, 2], [2, 1], [2.5, 3], [3, 1], [3.5, 2.5], [4, 4], [1.5, 0.5], [5, 3], [4.5, 1.5], [2, 2], [5, 4.5], [1, 1]]
)
LOANS_Y = np.array([0, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0])

DATA = {
    "OR": (XOR_X, np.array([0, 1, 1, 1])),
    "AND": (XOR_X, np.array([0, 0, 0, 1])),
    "XOR": (XOR_X, XOR_Y),
    "12 loans": (LOANS_X, LOANS_Y),
}
STARTS = {"w = (0, 0), b = 0": ((0.0, 0.0), 0.0), "w = (-2, 1), b = 1": ((-2.0, 1.0), 1.0)}
GOAL = 6  # corrections at most, in the mission
LAST = 40  # corrections that the widget shows


def boundary(w, b, center, length):
    """Two points of the line w'x + b = 0, `length` to either side of its point nearest to `center`; NaN where w = 0."""
    norm = np.linalg.norm(w)
    if norm == 0:
        return np.full((2, 2), np.nan)
    foot = center - (w @ center + b) / norm**2 * w  # center minus its distance times w / |w|
    along = np.array([-w[1], w[0]]) / norm  # turned by a right angle: on the line
    return np.array([foot - length * along, foot + length * along])


class Board:
    """One state of a perceptron on points X, shape (n, 2): the side that it calls 1, its line, w, the next sample that is wrong."""

    def __init__(self, X, y, ax=None):
        self.ax = plot_points(X, y, new_axes(ax, (4, 4)))
        self.points = list(self.ax.collections)  # drawn with what moves, to stay on top of it
        low, high = X.min(axis=0), X.max(axis=0)
        self.center, self.size = (low + high) / 2, (high - low).max()
        xlim, ylim = np.transpose([self.center - 0.85 * self.size, self.center + 0.85 * self.size])
        self.ax.set(xlim=xlim, ylim=ylim, xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
        self.side = self.ax.add_patch(Polygon(np.zeros((4, 2)), facecolor="0.88", edgecolor="none", zorder=0))
        (self.before,) = self.ax.plot([], [], color="0.45", linestyle=":", linewidth=1.8)
        (self.line,) = self.ax.plot([], [], color="black", linewidth=2)
        style = {"angles": "xy", "scale_units": "xy", "scale": 1, "width": 0.014, "color": COLORS[2], "zorder": 4}
        self.arrow = self.ax.quiver(0, 0, 1, 0, **style)
        self.name = self.ax.text(0, 0, "$w$", color="black", fontsize=13, ha="center", va="center", clip_on=True)
        ring = {"markersize": 19, "markerfacecolor": "none", "markeredgecolor": COLORS[4], "markeredgewidth": 2.5}
        (self.ring,) = self.ax.plot([], [], "o", **ring)

    def show(self, w, b, before=None, wrong=None):
        """Move the artists to the line (w, b), the line `before` = (w, b) dotted, a ring around the point `wrong`; returns them."""
        w, length = np.asarray(w, dtype=float), 3 * self.size
        ends = boundary(w, b, self.center, length)
        self.line.set_data(ends.T)
        self.before.set_data(boundary(*before, self.center, length).T if before else ([], []))
        self.ring.set_data([wrong[:1], wrong[1:]] if wrong is not None else ([], []))
        if w.any():
            toward = w / np.linalg.norm(w)
            self.side.set_xy([*ends, *(ends[::-1] + 2 * length * toward)])
            tail = np.clip(ends.mean(axis=0), self.center - 0.5 * self.size, self.center + 0.5 * self.size)
            self.arrow.set_offsets(tail)
            self.arrow.set_UVC(*(0.3 * self.size * toward))
            self.name.set_position(tail + self.size * (0.2 * toward + 0.1 * np.array([-toward[1], toward[0]])))
        else:  # no line: the unit says Phi(b) everywhere
            everywhere = self.center + length * np.array([[-1, -1], [-1, 1], [1, 1], [1, -1]])
            self.side.set_xy(everywhere if b >= 0 else np.full((4, 2), np.nan))
        for artist in (self.arrow, self.name):
            artist.set_visible(bool(w.any()))
        return [self.side, self.before, self.line, *self.points, self.ring, self.arrow, self.name]


class Walk:
    """The corrections of the rule from a start: `states[k]` is (w, b) after k of them; `wrong(k)` is the sample met next."""

    def __init__(self, X, y, w=(0.0, 0.0), b=0.0, eta=1.0, steps=LAST):
        self.X, self.y, self.eta = X, y, eta
        self.updates = Perceptron(w, b).fit(X, y, eta, epochs=steps + 1).updates[: steps + 1]  # >= 1 an epoch, or done
        self.states = [(np.array(w, dtype=float), float(b))] + [(u.w, u.b) for u in self.updates]

    def wrong(self, k):
        """Index of the sample that makes correction k + 1, or None when every sample is right."""
        return self.updates[k].sample if k < len(self.updates) else None

    def describe(self, k):
        """The state after k corrections in two lines."""
        w, b = self.states[k]
        now = f"after {k} corrections: w = ({w[0]:g}, {w[1]:g}), b = {b:g}"
        if k == len(self.updates):
            return now + "\nno sample is wrong: the rule has ended"
        u, x = self.updates[k], self.X[self.wrong(k)]
        sign, label = "+" if u.error > 0 else "−", self.y[u.sample]
        return now + (
            f"\nepoch {u.epoch + 1}, x = ({x[0]:g}, {x[1]:g}): y = {label}, output {label - u.error}, "
            f"so w {sign}= {self.eta:g} x, b {sign}= {self.eta:g}"
        )

    def draw(self, board, k):
        """Show the state after k corrections on a board; returns its artists."""
        before, wrong = self.states[k - 1] if k else None, self.wrong(k)
        return board.show(*self.states[k], before, None if wrong is None else self.X[wrong])


def plot_walk(walk, last=None, columns=3):
    """One board for each of the first states of a walk, from the start to correction `last`; returns the Figure."""
    last = len(walk.updates) if last is None else last
    rows = -(-(last + 1) // columns)
    fig, axes = plt.subplots(rows, columns, figsize=(3.1 * columns, 3.2 * rows), layout="constrained", squeeze=False)
    for ax in axes.flat[last + 1 :]:
        ax.axis("off")
    for k, ax in enumerate(axes.flat[: last + 1]):
        walk.draw(Board(walk.X, walk.y, ax), k)
        w, b = walk.states[k]
        ax.set_title(f"{k}: w = ({w[0]:g}, {w[1]:g}), b = {b:g}", fontsize=10)
        if ax.get_legend():
            ax.get_legend().remove()
    return fig


def plot_values(walk, axes=None):
    """w_1, w_2 and b after each correction as steps, one under the other on one scale; returns the three Axes."""
    if axes is None:
        axes = plt.subplots(3, 1, figsize=(7, 4), layout="constrained", sharex=True, sharey=True)[1]
    values = np.array([[*w, b] for w, b in walk.states])
    values = np.vstack([values, values[-1:]])  # a step for the last value, too
    for ax, column, label in zip(axes, values.T, ("$w_1$", "$w_2$", "$b$")):
        ax.plot(column, color="black", drawstyle="steps-post", label=label)
        ax.set_ylabel(label, rotation=0, va="center")
        ax.grid(alpha=0.3)
    axes[-1].set_xlabel("corrections")
    axes[-1].xaxis.get_major_locator().set_params(integer=True)
    low, high = min(values.min(), 0), max(values.max(), 0)
    axes[0].set_ylim(low - 0.1 * (high - low), high + 0.1 * (high - low))
    return axes


def plot_cycle(walk, per_epoch):
    """The values of a walk, with dotted lines that end the epochs; returns the Figure."""
    axes = plot_values(walk)
    for ax, end in itertools.product(axes, np.cumsum(per_epoch)):
        if end < len(walk.states):
            ax.axvline(end, color="0.4", linestyle=":")
    axes[-1].set_xlim(0, len(walk.states) - 1)
    return axes[0].get_figure()


def plot_distance(w, b, x, ax=None):
    """The boundary of (w, b), the point x, the foot of its perpendicular, and w; returns the Axes."""
    w, x = np.asarray(w, dtype=float), np.asarray(x, dtype=float)
    board = Board(np.array([x, np.zeros(2)]), np.array([1, 0]), ax)
    board.show(w, b)
    foot = x - (w @ x + b) / (w @ w) * w
    board.ax.plot(*np.array([foot, x]).T, color=COLORS[0], linestyle="--", linewidth=2)
    board.ax.annotate(f"foot ({foot[0]:.3g}, {foot[1]:.3g})", foot, (12, -4), textcoords="offset points")
    board.ax.annotate(f"x = ({x[0]:g}, {x[1]:g})", x, (-10, 8), textcoords="offset points", ha="right")
    return board.ax


def plot_squeeze(X, y, plane, ax=None):
    """The two inequalities of Novikoff's proof along a run from zero: k gamma <= theta*'theta_k <= |theta_k| <= sqrt(k) R."""
    ax = new_axes(ax, (6.5, 3.6))
    updates = Perceptron().fit(X, y, epochs=10_000).updates
    theta = np.array([[*u.w, u.b] for u in updates])  # shape (k, d + 1)
    plane, X_1 = np.append(*plane) / np.linalg.norm(np.append(*plane)), np.column_stack([X, np.ones(len(X))])
    gamma, R = ((2 * y - 1) * (X_1 @ plane)).min(), np.linalg.norm(X_1, axis=1).max()
    k = np.arange(1, int((R / gamma) ** 2 * 1.08) + 2)
    ax.plot(k, np.sqrt(k) * R, color=COLORS[0], label=r"$\sqrt{k}\,R$: no longer than this")
    ax.plot(k, k * gamma, color=COLORS[1], linestyle="--", label=r"$k\,\gamma$: at least this long")
    lengths = np.linalg.norm(theta, axis=1)
    ax.plot(k[: len(theta)], lengths, "k.", label=r"$|\tilde\theta_k|$ after mistake $k$")
    ax.axvline((R / gamma) ** 2, color="0.5", linestyle=":", label=r"$(R/\gamma)^2$: the curves cross")
    ax.set(xlabel="mistakes $k$", ylabel="length")
    ax.legend()
    return ax


def perceptron_steps():
    """The widget: choose the data, the learning rate and the start, then step through the corrections."""
    fig = Figure(figsize=(8.6, 4.1))
    grid = fig.add_gridspec(3, 2, width_ratios=[1, 0.85], left=0.07, right=0.985, bottom=0.13, top=0.97, wspace=0.2)
    left, right = fig.add_subplot(grid[:, 0]), [fig.add_subplot(grid[k, 1]) for k in range(3)]
    for ax in right[:2]:
        ax.sharex(right[2])
        ax.sharey(right[2])
        ax.tick_params(labelbottom=False)
    words = widgets.HTML()  # beside the figure: drawing letters takes longer than drawing the rest
    cursors = [ax.axvline(0, color=COLORS[4], linewidth=1.5, zorder=3) for ax in right]
    now = {"curves": []}

    def update(data, eta, start, step):
        other_data, other_walk = now.get("data") != data, now.get("walk of") != (data, eta, start)
        if other_data:
            left.clear()
            now.update(data=data, board=Board(*DATA[data], left))
        if other_walk:
            for curve in now["curves"]:
                curve.remove()
            walk = now["walk"] = Walk(*DATA[data], *STARTS[start], eta)
            plot_values(walk, right)[-1].set_xlim(-0.5, max(12, min(len(walk.updates), LAST)) + 0.5)
            reach = max(np.abs([*w, b]).max() for w, b in walk.states)
            high = 2.5 * 2 ** max(0, np.ceil(np.log2(reach / 2.5)))  # few scales, so that one sees steps grow with eta
            right[0].set_ylim(-1.1 * high, 1.1 * high)
            now.update({"walk of": (data, eta, start), "curves": [ax.lines[-1] for ax in right]})
        walk, scale = now["walk"], (right[0].get_xlim(), right[0].get_ylim())
        other_scale = now.get("scale") != scale
        now["scale"] = scale
        k = min(step, len(walk.updates))
        words.value = paragraph(walk.describe(k))
        for cursor in cursors:
            cursor.set_xdata([k, k])
        artists = [*walk.draw(now["board"], k), *now["curves"], *cursors, *frames(fig)]
        return Anew(artists, [] if other_data else right) if other_data or other_scale else artists

    def reached(data, eta, start, step):
        count = len(now["walk"].updates)
        if data != "AND" or start == next(iter(STARTS)) or count > GOAL:
            return ""
        return f"with η = {eta:g} the rule ends after {count} corrections. From zero, which η needs the fewest?"

    step = widgets.IntSlider(0, min=0, max=LAST, description="corrections")
    play = widgets.Play(value=0, min=0, max=LAST, interval=900, description="play")
    widgets.jslink((play, "value"), (step, "value"))
    controls = {
        "data": widgets.Dropdown(options=list(DATA), value="AND", description="data"),
        "start": widgets.Dropdown(options=list(STARTS), description="start"),
        "eta": widgets.SelectionSlider(options=[0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0], value=1.0, description="η"),
        "step": step,
        "play": play,
        "words": words,
    }
    mission = (
        f"On AND from $w = (-2, 1)$, $b = 1$, find a learning rate $\\eta$ with which the rule ends after at most {GOAL} "
        "corrections. Then start from zero: which $\\eta$ needs the fewest?"
    )
    together = [
        {"data": None, "step": (moments := [*range(9), 11, 16, LAST])},
        {"data": ["AND"], "start": None, "eta": None, "step": moments},
    ]
    return LiveFigure(fig, update, controls, mission, reached, together)
