"""Figures of lecture 1.1: chords and tangents, surrogates, what a step may promise, and step sizes on a quadratic.

On every landscape a star is the minimum, a ring the start, and a dot the end of a path.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patheffects import withStroke

from utils.descent import gradient_descent
from utils.figures.plotting import ABOVE, BLUE, STAR, VERMILLION, line_style, new_axes, panels, plot_contours, plot_path
from utils.landscapes import Quadratic

START = (3.5, 1.5)
XLIM, YLIM = (-4.2, 4.2), (-2.1, 2.1)


def descend(eta, kappa, steps=100):
    """Gradient descent from START with the step eta on 1/2 (theta_1^2 + kappa theta_2^2), no farther out than 1e8.

    Returns the path, shape (<= steps + 1, 2).
    """
    path = gradient_descent(Quadratic([1, kappa]).gradient, START, eta, tolerance=0, max_steps=steps)
    return path[np.abs(path).max(axis=1) < 1e8]


def plot_lines(x, curves, ax=None, xlabel="", ylabel="", marked=False, ncols=2):
    """Several functions of the same numbers x: a dict from label to values; the legend stands above. Returns the Axes."""
    ax = new_axes(ax, (5.5, 3.4))
    for k, (label, values) in enumerate(curves.items()):
        ax.plot(x, values, label=label, **line_style(k), markersize=5 if marked else 0)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if len(curves) > 1:
        ax.legend(**ABOVE, ncols=ncols)
    return ax


def plot_surrogates(of_margin, of_threshold, enlarged):
    """Losses of one example against its margin, and mean losses against a threshold, the last ones enlarged.

    Each argument is a pair: numbers x, and a dict from label to values. Returns the Figure.
    """
    figure, (left, middle, right) = panels(3, 12, 3.5)
    plot_lines(*of_margin, left, "margin $m$", "loss of one example").set_ylim(-0.1, 4)
    plot_lines(*of_threshold, middle, r"threshold $\tau$", "mean loss")
    plot_lines(*enlarged, right, r"threshold $\tau$", "mean 0-1 loss, enlarged")
    return figure


def plot_chord_and_tangent(f, derivative, a, b, lim, ax=None):
    """A function of one number, its chord from a to b (dashed) and its tangent at a (dotted); returns the Axes."""
    ax = new_axes(ax, (4.6, 3.2))
    x = np.linspace(*lim, 201)
    ax.plot(x, f(x), color=BLUE, linewidth=2, label=r"$f$")
    ax.plot([a, b], [f(a), f(b)], "o--", color="black", label="chord")
    ax.plot(x, f(a) + derivative(a) * (x - a), ":", color=VERMILLION, linewidth=2, label="tangent at $a$")
    span = np.ptp(f(x))
    ax.set(xlabel=r"$\theta$", ylim=(f(x).min() - 0.25 * span, f(x).max() + 0.1 * span), xticks=[a, b])
    ax.set_xticklabels([f"$a$ = {a:g}", f"$b$ = {b:g}"])
    ax.legend(**ABOVE, ncols=3)
    return ax


def plot_arrows(f, points, xlim, ylim, length=0.25):
    """Contours of f, and from each point an arrow along minus the gradient, `length` times as long; returns the Axes."""
    ax = plot_contours(f, xlim, ylim, levels=12)
    for point in np.asarray(points, dtype=float):
        arrow = {"arrowstyle": "-|>", "linewidth": 2, "color": BLUE, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", point - length * f.gradient(point), point, arrowprops=arrow)
        ax.plot(*point, "o", color=BLUE, markersize=4)
    ax.plot(*f.minimum, **STAR)
    return ax


def draw_promise(ax=None):
    """Where L-smoothness holds a function: its tangent at theta, the parabola above it, and what eta = 1/L promises."""
    ax = new_axes(ax, (6.6, 3.9))
    x, at = np.linspace(-2.3, 2.6, 201), 1.7

    def f(x):
        return np.log(np.cosh(x))  # its second derivative is at most 1, so L = 1

    g = np.tanh(at)
    parabola = f(at) + g * (x - at) + (x - at) ** 2 / 2
    ax.plot(x, f(x), color=BLUE, linewidth=2.2, label=r"$f$")
    ax.plot(x, parabola, "--", color=VERMILLION, linewidth=1.8, label=r"tangent $+\ \frac{L}{2}|b - a|^2$")
    ax.plot(x, f(at) + g * (x - at), ":", color="0.3", linewidth=1.8, label=r"tangent at $a$")
    lowest, back = at - g, at - 2 * g
    ax.plot([back, at], [f(at), f(at)], color="0.6", linewidth=0.9, zorder=0)
    for place, height in (at, f(at)), (lowest, f(at) - g * g / 2), (back, f(at)):
        ax.plot([place, place], [-1.2, height], color="0.6", linewidth=0.9, zorder=0)
        ax.plot(place, height, "o", color=BLUE if place == at else VERMILLION, markersize=7, markeredgecolor="white")
    ax.annotate("", (lowest, f(at) - g * g / 2), (lowest, f(at)), arrowprops={"arrowstyle": "<|-|>", "color": "black"})
    ax.text(lowest + 0.07, f(at) - g * g / 4 + 0.03, r"$\frac{1}{2L}|g|^2$", fontsize=12)
    ax.plot(0, 0, **STAR)
    ax.set(ylim=(-0.75, 2.3), yticks=[], xticks=[back, lowest, at])
    ax.set_xticklabels([r"$\theta - \frac{2}{L}g$", r"$\theta - \frac{1}{L}g$", r"$a = \theta$"], fontsize=12)
    ax.legend(**ABOVE, ncols=3)
    return ax


def draw_bowl(l=1.0, L=4.0, eta=0.3):
    """A step on a quadratic, taken apart along its flat and its steep direction, each with a parabola of its own."""
    figure, (bowl, flat, steep) = plt.subplots(1, 3, figsize=(12, 3.4), width_ratios=[1.6, 1, 1])
    figure.subplots_adjust(left=0.03, right=0.99, bottom=0.14, top=0.91, wspace=0.08)
    f, c, factors = Quadratic([l, L], angle=0.5), np.array([3.0, 1.3]), 1 - eta * np.array([l, L])
    V = np.array([[np.cos(0.5), -np.sin(0.5)], [np.sin(0.5), np.cos(0.5)]])  # columns: the directions v_1, v_2
    plot_contours(f, (-3.4, 4.1), (-2.2, 3.2), bowl, levels=14)
    bowl.plot(*f.minimum, **STAR)
    for v, reach, color, line in zip(V.T, (3.3, 2.3), (BLUE, VERMILLION), ("-", "--")):
        bowl.plot(*np.outer(v, [-reach, reach]), color=color, linestyle=line, linewidth=1.2)
    halo = {"path_effects": [withStroke(linewidth=3, foreground="white")]}  # letters on contours
    bowl.text(*(V @ [-3.2, 0.15]), r"$v_1$: curvature $l$", color=BLUE, fontsize=10, rotation=np.degrees(0.5), **halo)
    bowl.text(-0.95, 2.3, r"$v_2$: curvature $L$", color=VERMILLION, fontsize=10, ha="right", **halo)
    here, there = V @ c, V @ (factors * c)
    for part, color, line in (np.array([factors[0], 1]), BLUE, "-"), (np.array([1, factors[1]]), VERMILLION, "--"):
        _arrow(bowl, here, V @ (part * c), color, line)
    _arrow(bowl, here, there, "black", "-")
    bowl.plot(*here, "o", color="black", markersize=9, fillstyle="none")
    bowl.plot(*there, "o", color="black", markersize=8, markeredgecolor="white")
    bowl.text(*(here + [0.1, 0.12]), r"$\theta^{(k)}$", fontsize=12, **halo)
    bowl.text(*(there + [0.15, -0.42]), r"$\theta^{(k+1)}$", fontsize=12, **halo)
    for ax, j, letter, color, line in (flat, 0, "l", BLUE, "-"), (steep, 1, "L", VERMILLION, "--"):
        _parabola(ax, (l, L)[j], c[j], factors[j], j + 1, letter, color, line)
    return figure


def _parabola(ax, curvature, before, factor, j, letter, color, line):
    """One direction of a quadratic with a step on it: c_j becomes factor times c_j."""
    x, after = np.linspace(-3.5, 3.5, 201), factor * before
    ax.plot(x, curvature * x**2 / 2, color=color, linestyle=line, linewidth=2)
    heights = [curvature * c**2 / 2 for c in (before, after)]
    _arrow(ax, (before, heights[0]), (after, heights[1]), "black", "-")
    ax.plot(before, heights[0], "o", color="black", markersize=9, fillstyle="none")
    ax.plot(after, heights[1], "o", color="black", markersize=8, markeredgecolor="white")
    ax.plot(0, 0, **STAR)
    ax.set(xlim=(-3.6, 3.6), ylim=(-0.4, 6.6), yticks=[], xticks=[0], xlabel=f"$c_{j}$")
    ax.set_title(
        rf"along $v_{j}$: $c_{j} \rightarrow (1 - \eta {letter})\,c_{j}$ = {factor:.1f} $c_{j}$", fontsize=10.5
    )


def _arrow(ax, start, stop, color, line):
    style = {"arrowstyle": "-|>", "color": color, "linewidth": 1.8, "linestyle": line, "shrinkA": 4, "shrinkB": 4}
    ax.annotate("", stop, start, arrowprops=style, zorder=3)


def plot_factors(l, L, ax=None):
    """|1 - eta l| and |1 - eta L| against eta, the larger of the two, the best step and the bound; returns the Axes."""
    ax = new_axes(ax, (6.8, 3.6))
    eta = np.linspace(0, 2.3 / L, 300)
    flat, steep = np.abs(1 - eta * l), np.abs(1 - eta * L)
    ax.plot(eta, np.maximum(flat, steep), color="0.8", linewidth=8, label=r"$\rho(\eta)$, the larger one")
    ax.plot(eta, flat, color=BLUE, label=r"$|1-\eta l|$, flat direction")
    ax.plot(eta, steep, color=VERMILLION, linestyle="--", label=r"$|1-\eta L|$, steep direction")
    best = 2 / (l + L)
    ax.plot(best, 1 - best * l, **STAR, label=r"$\eta^* = 2/(l+L)$")
    ax.axvline(2 / L, color="black", linestyle=":", label=r"$\eta = 2/L$")
    ax.axhline(1, color="0.5", linewidth=0.8)
    ax.set(xlabel=r"step size $\eta$", ylabel="factor a step")
    ax.legend(fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
    return ax


def plot_step_sizes(etas, kappa, steps=25):
    """The paths of several step sizes, one panel each, with the fate of the run as title; returns the Figure."""
    rows = -(-len(etas) // 2)
    figure, axes = plt.subplots(rows, 2, figsize=(9, 2.6 * rows), squeeze=False)
    figure.subplots_adjust(left=0.07, right=0.99, bottom=0.1, top=0.95, hspace=0.5, wspace=0.14)
    for eta, ax in zip(etas, axes.flat):
        path = descend(eta, kappa, steps)
        plot_contours(Quadratic([1, kappa]), XLIM, YLIM, ax, levels=12)
        plot_path(path, ax, color=VERMILLION, clip_on=True, markersize=3)
        ax.plot(0, 0, **STAR)
        left = np.linalg.norm(path[-1]) / np.linalg.norm(path[0])
        ax.set_title(rf"$\eta L$ = {eta * kappa:.3g}: {left:.1%} of the distance left", fontsize=9.5)
    return figure
