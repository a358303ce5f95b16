"""Newton's method one step at a time on functions of one variable, as pictures and as a widget.

The same step is drawn twice: as the lowest point of the parabola that touches f, and as the zero of the tangent of f'.
"""

import ipywidgets as widgets
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.polynomial import Polynomial

from utils.figures.plotting import ABOVE, COLORS, LINES, MARKERS, new_axes
from utils.widgets.live import Anew, LiveFigure, paragraph

LAST = 12  # steps that the widget makes
FLAT = 1e-3  # arrived: |f'| is at most this
WELLS, CYCLE = Polynomial([0, 0, -1 / 2, 0, 1 / 4]), Polynomial([0, 2, -1, 0, 1 / 4])
FUNCTIONS = {  # name: (f, f', f'')
    "exp(x) - 2x": (lambda x: np.exp(x) - 2 * x, lambda x: np.exp(x) - 2, np.exp),
    "sqrt(1 + x²)": (lambda x: np.hypot(1, x), lambda x: x / np.hypot(1, x), lambda x: np.hypot(1, x) ** -3),
    "x⁴/4 - x²/2": (WELLS, WELLS.deriv(), WELLS.deriv(2)),
    "x⁴/4 - x² + 2x": (CYCLE, CYCLE.deriv(), CYCLE.deriv(2)),
}
MINIMA = {
    "exp(x) - 2x": [np.log(2)],
    "sqrt(1 + x²)": [0],
} | {
    name: [x.real for x in slope.roots() if x.imag == 0 and bend(x.real) > 0]
    for name, (_, slope, bend) in FUNCTIONS.items()
    if isinstance(slope, Polynomial)
}
LIMITS = {  # name: of x, f and f' in the pictures
    "exp(x) - 2x": ((-2.6, 3.2), (-1, 9), (-4, 12)),
    "sqrt(1 + x²)": ((-4, 4), (0, 4.5), (-1.6, 1.6)),
    "x⁴/4 - x²/2": ((-2.2, 2.2), (-0.7, 1.2), (-2, 2)),
    "x⁴/4 - x² + 2x": ((-2.8, 2.2), (-4.5, 4), (-4, 6)),
}
MISSION = (
    "on $\\sqrt{1+x^2}$ with &lambda; = 0, find the <b>largest start</b> from which Newton's method arrives. "
    "Then, on $x^4/4-x^2/2$ from the start 0.4, the <b>smallest &lambda;</b> with which it arrives in the valley at $x = 1$."
)


def walk(name, start, lam=0.0, steps=LAST):
    """x <- x - f'(x) / (f''(x) + lam) from `start`; shape (k + 1,), shorter where the step is infinite or |x| > 1e6."""
    _, slope, curvature = FUNCTIONS[name]
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
    _, slope, curvature = FUNCTIONS[name]
    if abs(slope(path[-1])) > FLAT:
        return ""
    return "valley" if curvature(path[-1]) > 0 else "hilltop"


def arrives(name, start, lam=0.0):
    """Whether the walk ends in a valley, on the side of zero on which it starts if there is a valley on both sides."""
    path = walk(name, start, lam)
    return verdict(name, path) == "valley" and (len(MINIMA[name]) == 1 or path[0] * path[-1] > 0)


class Board:
    """Two pictures of one step: f with its parabola (left), f' with its tangent (right)."""

    def __init__(self, name, left, right):
        self.axes = left, right

        def pair(style, color, **rest):
            return *left.plot([], [], style, color=color, **rest), *right.plot([], [], style, color=color, **rest)

        self.curves = pair("-", "black", linewidth=1.8)
        self.stars = pair("*", "black", markersize=13, label="minimum")
        for ax, curve, label in zip(self.axes, self.curves, ("$f$", "$f'$")):
            ax.axhline(0, color="0.7", linewidth=0.8, zorder=0)
            ax.set(xlabel="$x$", ylabel=f"{label}$(x)$")
            curve.set_label(label)
        self.past = pair("o", "0.55", markersize=4)
        self.models = pair("--", COLORS[0], linewidth=1.8)
        for line, model in zip(self.models, ("parabola", "tangent")):
            line.set_label(f"{model} at $x_k$")
        self.drop = pair(":", "0.3", linewidth=1.2)
        self.now = pair("o", COLORS[2], label="$x_k$", markersize=8)
        self.next = pair("D", COLORS[1], label="$x_{k+1}$", markersize=8, markeredgecolor="black")
        for ax in (left, right):
            ax.legend(
                **ABOVE | {"fontsize": 8},
                ncols=5,
                frameon=False,
                handlelength=1.4,
                handletextpad=0.4,
                columnspacing=0.9,
            )
        self.choose(name)

    def choose(self, name):
        """Show another function."""
        self.name = name
        f, slope, _ = FUNCTIONS[name]
        xlim, *limits = LIMITS[name]
        self.grid, lowest = np.linspace(*xlim, 401), np.array(MINIMA[name])
        for ax, g, lim, curve, stars in zip(self.axes, (f, slope), limits, self.curves, self.stars):
            curve.set_data(self.grid, g(self.grid))
            stars.set_data(lowest, g(lowest))
            ax.set(xlim=xlim, ylim=lim)

    def show(self, path, k, lam=0.0):
        """Move to step k of a path and to the step after it; returns the artists."""
        f, slope, curvature = FUNCTIONS[self.name]
        x, past, away = path[k], path[:k], self.grid - path[k]
        a, b, c = f(x), slope(x), curvature(x) + lam
        new, lowest = (x - b / c, a - b * b / (2 * c)) if c else (np.nan, np.nan)
        data = {  # the places, and the heights left and right
            self.past: (past, f(past), slope(past)),
            self.models: (self.grid, a + b * away + c / 2 * away**2, b + c * away),
            self.drop: ([new, new], [lowest, f(new)], [0, slope(new)]),
            self.now: ([x], [a], [b]),
            self.next: ([new], [lowest], [0]),
        }
        for pair, (places, *heights) in data.items():
            for line, height in zip(pair, heights):
                line.set_data(places, height)
        return [line for pair in data for line in pair]

    def describe(self, path, k, lam=0.0):
        """The step in three lines."""
        _, slope, curvature = FUNCTIONS[self.name]
        x, b, c = path[k], slope(path[k]), curvature(path[k]) + lam
        shape = "a straight line: no step"
        if c:
            shape = "a valley" if c > 0 else "a hill: the step goes uphill"
        last, place = len(path) - 1, verdict(self.name, path)
        if place:
            end = f"it is at a {place}, x = {path[-1]:.3f}"
        else:
            end = "it is beyond all bounds" if last < LAST else "it has not arrived"
        bend = "f''" if lam == 0 else "f'' + λ"
        return (
            f"step {k}: x = {x:.4g}, f' = {b:.3g}, {bend} = {c:.3g}\nthe parabola is {shape}\n"
            f"the whole run: after {last} steps {end}"
        )


def plot_step(name, path, k=0, lam=0.0):
    """One step of a path as the widget shows it; returns the Figure."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    Board(name, left, right).show(path, k, lam)
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
    fig.subplots_adjust(left=0.085, right=0.985, bottom=0.13, top=0.91, wspace=0.25)
    words = widgets.HTML()  # beside the figure: drawing letters takes longer than drawing the rest
    board = Board(next(iter(FUNCTIONS)), left, right)

    def update(function, start, lam, step):
        new = board.name != function
        if new:
            board.choose(function)
        path = walk(function, start, lam)
        k = min(step, len(path) - 1)
        words.value = paragraph(board.describe(path, k, lam))
        artists = board.show(path, k, lam)
        return Anew(artists) if new else artists

    def reached(function, start, lam, step):
        if not arrives(function, start, lam):
            return ""
        if function == "sqrt(1 + x²)" and lam == 0 and not arrives(function, start + 0.05):
            return f"from {start:.2f} it arrives, from {start + 0.05:.2f} no more. Now for the smallest λ."
        if function == "x⁴/4 - x²/2" and np.isclose(start, 0.4) and lam > 0 and not arrives(function, 0.4, lam - 0.1):
            return f"with λ = {lam:.1f} it arrives, with {lam - 0.1:.1f} not yet."
        return ""

    controls = {
        "function": widgets.Dropdown(options=list(FUNCTIONS), description="f(x)"),
        "start": widgets.FloatSlider(2.4, min=-2.5, max=2.5, step=0.05, description="start x₀"),
        "lam": widgets.FloatSlider(0, min=0, max=2, step=0.1, description="λ", readout_format=".1f"),
        "step": widgets.IntSlider(0, min=0, max=LAST, description="step k"),
        "words": words,
    }
    together = [
        {"function": None, "start": [-2.5, -1, 0.4, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.5, 2.4]},
        {"function": ["x⁴/4 - x²/2"], "start": [0.4], "lam": np.arange(0, 1.1, 0.1)},
        {"function": ["sqrt(1 + x²)"], "start": [0.95, 1, 1.05, 2.4], "step": range(LAST + 1)},
    ]
    return LiveFigure(fig, update, controls, MISSION, reached, together)
