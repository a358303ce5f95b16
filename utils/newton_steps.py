"""Newton's method one step at a time on functions of one variable, as pictures and as a widget.

The same step is drawn twice: as the lowest point of the parabola that touches f, and as the zero of the tangent of f'.
"""

import ipywidgets as widgets
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from utils.live import LiveFigure
from utils.plotting import COLORS, LINES, MARKERS, new_axes

LAST = 12  # steps that the widget makes
FLAT = 1e-3  # arrived: |f'| is at most this
# name: (f, f', f'', x limits, f limits, f' limits)
FUNCTIONS = {
    "exp(x) - 2x": (lambda x: np.exp(x) - 2 * x, lambda x: np.exp(x) - 2, np.exp, (-2.6, 3.2), (-1, 9), (-4, 12)),
    "sqrt(1 + x²)": (
        lambda x: np.sqrt(1 + x * x),
        lambda x: x / np.sqrt(1 + x * x),
        lambda x: (1 + x * x) ** -1.5,
        (-4, 4),
        (0, 4.5),
        (-1.6, 1.6),
    ),
    "x⁴/4 - x²/2": (
        lambda x: x**4 / 4 - x**2 / 2,
        lambda x: x**3 - x,
        lambda x: 3 * x**2 - 1,
        (-2.2, 2.2),
        (-0.7, 1.2),
        (-2, 2),
    ),
    "x⁴/4 - x² + 2x": (
        lambda x: x**4 / 4 - x**2 + 2 * x,
        lambda x: x**3 - 2 * x + 2,
        lambda x: 3 * x**2 - 2,
        (-2.8, 2.2),
        (-4.5, 4),
        (-4, 6),
    ),
}
MISSION = (
    "on $\\sqrt{1+x^2}$ with &lambda; = 0, find the <b>largest start</b> from which Newton's method arrives. "
    "Then, on $x^4/4-x^2/2$ from the start 0.4, the <b>smallest &lambda;</b> with which it arrives in the valley at $x = 1$."
)


def walk(name, start, lam=0.0, steps=LAST):
    """x <- x - f'(x) / (f''(x) + lam) from `start`; shape (k + 1,), shorter where the step is infinite or |x| > 1e6."""
    slope, curvature = FUNCTIONS[name][1:3]
    path = [float(start)]
    for _ in range(steps):
        x = path[-1]
        bend = curvature(x) + lam
        if bend == 0 or abs(slope(x) / bend) > 1e6 or abs(x) > 1e6:
            break
        path.append(x - slope(x) / bend)
    return np.array(path)


def verdict(name, path):
    """Where a path has come to: "valley", "hilltop", or "" if |f'| is not yet small at its end."""
    slope, curvature = FUNCTIONS[name][1:3]
    if abs(slope(path[-1])) > FLAT:
        return ""
    return "valley" if curvature(path[-1]) > 0 else "hilltop"


class Board:
    """Two pictures of one step: f with its parabola (left), f' with its tangent (right)."""

    def __init__(self, name, left, right):
        self.name = name
        f, slope, _, xlim, ylim, slope_lim = FUNCTIONS[name]
        self.grid = np.linspace(*xlim, 401)
        self.moving = []
        for ax, g, lim, label in ((left, f, ylim, "$f$"), (right, slope, slope_lim, "$f'$")):
            ax.axhline(0, color="0.7", linewidth=0.8, zorder=0)
            ax.plot(self.grid, g(self.grid), color="black", linewidth=1.8, label=label)
            ax.set(xlim=xlim, ylim=lim, xlabel="$x$", ylabel=f"{label}$(x)$")
        self.past_left = self._line(left, "o", "0.55", markersize=4)
        self.past_right = self._line(right, "o", "0.55", markersize=4)
        self.model = self._line(left, "--", COLORS[0], label="parabola at $x_k$", linewidth=1.8)
        self.tangent = self._line(right, "--", COLORS[0], label="tangent at $x_k$", linewidth=1.8)
        self.drop_left = self._line(left, ":", "0.3", linewidth=1.2)
        self.drop_right = self._line(right, ":", "0.3", linewidth=1.2)
        self.now_left = self._line(left, "o", COLORS[2], label="$x_k$", markersize=8)
        self.now_right = self._line(right, "o", COLORS[2], label="$x_k$", markersize=8)
        self.next_left = self._line(left, "*", COLORS[1], label="$x_{k+1}$", markersize=13, markeredgecolor="black")
        self.next_right = self._line(right, "*", COLORS[1], label="$x_{k+1}$", markersize=13, markeredgecolor="black")
        for ax in (left, right):
            ax.legend(loc="upper center", ncols=2, fontsize=8, handlelength=1.6)

    def _line(self, ax, style, color, **rest):
        (line,) = ax.plot([], [], style, color=color, **rest)
        self.moving.append(line)
        return line

    def show(self, path, k, lam=0.0):
        """Move to step k of a path and to the step after it; returns the artists."""
        f, slope, curvature = FUNCTIONS[self.name][:3]
        x, past = path[k], path[:k]
        a, b, c = f(x), slope(x), curvature(x) + lam
        self.past_left.set_data(past, f(past))
        self.past_right.set_data(past, slope(past))
        self.model.set_data(self.grid, a + b * (self.grid - x) + c / 2 * (self.grid - x) ** 2)
        self.tangent.set_data(self.grid, b + c * (self.grid - x))
        self.now_left.set_data([x], [a])
        self.now_right.set_data([x], [b])
        new = x - b / c if c else np.nan
        lowest = a - b * b / (2 * c) if c else np.nan
        self.next_left.set_data([new], [lowest])
        self.next_right.set_data([new], [0])
        self.drop_left.set_data([new, new], [lowest, f(new)])
        self.drop_right.set_data([new, new], [0, slope(new)])
        return self.moving

    def describe(self, path, k, lam=0.0):
        """The step in three lines."""
        slope, curvature = FUNCTIONS[self.name][1:3]
        x, b, c = path[k], slope(path[k]), curvature(path[k]) + lam
        shape = "a valley" if c > 0 else "a hill: the step goes uphill" if c < 0 else "a straight line: no step"
        last = len(path) - 1
        place = verdict(self.name, path)
        if place:
            end = f"after {last} steps it is at a {place}, x = {path[-1]:.3f}"
        elif last < LAST:
            end = f"after {last} steps it is beyond all bounds"
        else:
            end = f"after {last} steps it has not arrived"
        bend = "f''" if lam == 0 else "f'' + λ"
        return f"step {k}: x = {x:.4g}, f' = {b:.3g}, {bend} = {c:.3g}\nthe parabola is {shape}\nthe whole run: {end}"


def plot_step(name, path, k=0, lam=0.0):
    """One step of a path as the widget shows it; returns the Figure."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    board = Board(name, left, right)
    board.show(path, k, lam)
    return fig


def plot_tangents(f, derivative, path, xlim, ax=None):
    """Newton for a root: the curve, and for each point of `path` its tangent down to the axis."""
    ax = new_axes(ax, (6.5, 4))
    grid = np.linspace(*xlim, 201)
    ax.axhline(0, color="0.6", linewidth=0.8)
    ax.plot(grid, f(grid), color="black", linewidth=1.8, label="$g(x)$")
    for k, (x, new) in enumerate(zip(path[:-1], path[1:])):
        style = {"color": COLORS[k % len(COLORS)], "linestyle": LINES[(k + 1) % len(LINES)]}
        ax.plot([x, x], [0, f(x)], color="0.6", linestyle=":", linewidth=1)
        reach = np.array([x, new + 0.15 * (new - x)])
        ax.plot(reach, f(x) + derivative(x) * (reach - x), label=f"tangent at $x_{k}$", **style)
        ax.plot([x], [f(x)], MARKERS[k], color=style["color"])
    ax.plot(path, np.zeros(len(path)), "k|", markersize=12)
    ax.set(xlabel="$x$", ylabel="$g(x)$", xlim=xlim)
    ax.legend()
    return ax


def newton_steps():
    """The widget: choose a function, a start and lambda, then walk through the steps."""
    fig = Figure(figsize=(8.6, 4.2))
    left, right = fig.subplots(1, 2)
    fig.subplots_adjust(left=0.085, right=0.985, bottom=0.13, top=0.97, wspace=0.25)
    words = widgets.HTML()  # beside the figure: drawing letters takes longer than drawing the rest
    now = {}

    def update(function, start, lam, step):
        new = now.get("function") != function
        if new:
            left.clear()
            right.clear()
            now.update(function=function, board=Board(function, left, right))
        path = walk(function, start, lam)
        k = min(step, len(path) - 1)
        words.value = now["board"].describe(path, k, lam).replace("\n", "<br>")
        artists = now["board"].show(path, k, lam)
        return None if new else artists

    controls = {
        "function": widgets.Dropdown(options=list(FUNCTIONS), description="f(x)"),
        "start": widgets.FloatSlider(
            2.4, min=-2.5, max=2.5, step=0.05, description="start x₀", readout_format=".2f", continuous_update=True
        ),
        "lam": widgets.FloatSlider(0, min=0, max=2, step=0.1, description="λ", readout_format=".1f"),
        "step": widgets.IntSlider(0, min=0, max=LAST, description="step k"),
        "words": words,
    }
    return LiveFigure(fig, update, controls, MISSION)
