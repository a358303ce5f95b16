"""What a step size does: gradient descent on f(theta) = 1/2 (theta_1^2 + kappa theta_2^2), as pictures and as a widget.

The curvatures are 1 and kappa, so kappa is the condition number, 2 / kappa the largest step, 2 / (1 + kappa) the best.
"""

import ipywidgets as widgets
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from utils.descent import gradient_descent
from utils.landscapes import Quadratic
from utils.live import LiveFigure
from utils.plotting import COLORS, LINES, line_style, new_axes, plot_contours, plot_path

START = (3.5, 1.5)
CLOSE = 0.05  # arrived: within this share of the first distance from the minimum
STEPS = 100  # that the widget makes
XLIM, YLIM = (-4.2, 4.2), (-2.1, 2.1)
MISSION = (
    "at condition number &kappa; = 20, find a step size with which descent arrives in <b>fewer than 40 steps</b>. "
    "Then: which is the largest &kappa; of the slider at which that is still possible?"
)


def descend(eta, kappa, steps=STEPS):
    """Gradient descent from START with the step eta, no farther out than 1e8. Returns the path, shape (<= steps + 1, 2)."""
    path = gradient_descent(Quadratic([1, kappa]).gradient, START, eta, tolerance=0, max_steps=steps)
    return path[np.abs(path).max(axis=1) < 1e8]


def arrival(path):
    """The first step at which the distance from the minimum is at most CLOSE of the first one; None if there is none."""
    near = np.linalg.norm(path, axis=1) <= CLOSE * np.linalg.norm(path[0])
    return int(near.argmax()) if near.any() else None


def describe(eta, kappa, path):
    """What a run does, in two lines."""
    flat, steep = 1 - eta, 1 - eta * kappa
    k = arrival(path)
    if abs(steep) > 1 or abs(flat) > 1:
        fate = "a factor beyond 1: it diverges"
    elif k is None:
        fate = f"not arrived after {len(path) - 1} steps"
    else:
        fate = f"arrived after {k} steps"
    return (
        rf"$\eta$ = {eta:.4f},  $\eta L$ = {eta * kappa:.3f},  bound $2/L$ = {2 / kappa:.4f}"
        "\n"
        rf"each step multiplies $\theta_1$ by $1-\eta l$ = {flat:.3f} and $\theta_2$ by $1-\eta L$ = {steep:.3f}: {fate}"
    )


def plot_lines(x, curves, ax=None, xlabel="", ylabel="", marked=False):
    """Several functions of the same numbers x: a dict from label to values; returns the Axes."""
    ax = new_axes(ax, (5.5, 3.4))
    for k, (label, values) in enumerate(curves.items()):
        ax.plot(x, values, label=label, **line_style(k), markersize=5 if marked else 0)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend(fontsize=9)
    return ax


def plot_factors(l, L, ax=None):
    """|1 - eta l| and |1 - eta L| against eta, the larger of the two, the best step and the bound; returns the Axes."""
    ax = new_axes(ax, (6.5, 3.6))
    eta = np.linspace(0, 2.3 / L, 300)
    flat, steep = np.abs(1 - eta * l), np.abs(1 - eta * L)
    ax.plot(eta, np.maximum(flat, steep), color="0.8", linewidth=8, label=r"$\rho(\eta)$, the larger one")
    ax.plot(eta, flat, color=COLORS[0], label=r"$|1-\eta l|$, flat direction")
    ax.plot(eta, steep, color=COLORS[2], linestyle="--", label=r"$|1-\eta L|$, steep direction")
    best = 2 / (l + L)
    ax.plot(best, 1 - best * l, "*", color="black", markersize=13, label=r"$\eta = 2/(l+L)$")
    ax.axvline(2 / L, color="black", linestyle=":", label=r"$\eta = 2/L$")
    ax.axhline(1, color="0.5", linewidth=0.8)
    ax.set(xlabel=r"step size $\eta$", ylabel="factor a step")
    ax.legend(fontsize=9, loc="lower left")
    return ax


def plot_step_sizes(etas, kappa, steps=25):
    """The paths of several step sizes, one panel each, with the fate of the run as title; returns the Figure."""
    columns = 2
    rows = -(-len(etas) // columns)
    fig, axes = plt.subplots(rows, columns, figsize=(5.4 * columns, 3.1 * rows), squeeze=False)
    fig.subplots_adjust(left=0.06, right=0.99, bottom=0.1, top=0.93, hspace=0.4, wspace=0.16)
    for eta, ax in zip(etas, axes.flat):
        path = descend(eta, kappa, steps)
        plot_contours(Quadratic([1, kappa]), XLIM, YLIM, ax, levels=12)
        plot_path(path, ax, color=COLORS[2], clip_on=True)
        left = np.linalg.norm(path[-1]) / np.linalg.norm(path[0])
        ax.set_title(rf"$\eta L$ = {eta * kappa:.3g}: distance $\times$ {left:.2g} after {steps} steps", fontsize=10)
    return fig


def plot_chord_and_tangent(f, derivative, a, b, lim, ax=None):
    """A function of one number, its chord from a to b (dashed) and its tangent at a (dotted); returns the Axes."""
    ax = new_axes(ax, (4.6, 3.2))
    x = np.linspace(*lim, 201)
    ax.plot(x, f(x), color=COLORS[0], linewidth=2, label=r"$f$")
    ax.plot([a, b], [f(a), f(b)], "o--", color="black", label="chord")
    ax.plot(x, f(a) + derivative(a) * (x - a), ":", color=COLORS[2], linewidth=2, label="tangent at $a$")
    span = np.ptp(f(x))
    ax.set(xlabel=r"$\theta$", ylim=(f(x).min() - 0.25 * span, f(x).max() + 0.1 * span), xticks=[a, b])
    ax.set_xticklabels([f"$a$ = {a:g}", f"$b$ = {b:g}"])
    ax.legend(fontsize=9)
    return ax


def step_size():
    """The widget: choose the condition number and the step size; see the path and the distance from the minimum."""
    fig = Figure(figsize=(8.6, 4.4))
    left, right = fig.subplots(1, 2, width_ratios=[1.25, 1])
    fig.subplots_adjust(left=0.065, right=0.985, bottom=0.12, top=0.84, wspace=0.24)
    words = fig.text(0.015, 0.985, "", va="top", fontsize=11)
    (curve,) = right.semilogy([], [], color=COLORS[2], linewidth=2, label="distance / first distance")
    (rate,) = right.semilogy([], [], color=COLORS[0], linestyle="--", label=r"$\rho^k$")
    right.axhline(CLOSE, color="0.4", linestyle=":", label=f"arrived: {CLOSE:g}")
    right.axvline(40, color="0.4", linestyle=LINES[2], linewidth=1, label="40 steps")
    (star,) = right.plot([], [], "*", color="black", markersize=14)
    right.set(xlabel="steps $k$", xlim=(0, STEPS), ylim=(1e-3, 30))
    legend = right.legend(fontsize=9, loc="upper right")
    now = {}

    def update(kappa, eta):
        new = now.get("kappa") != kappa
        if new:
            for artist in [*left.collections, *left.lines]:  # its axes stay: to make ticks anew takes longest
                artist.remove()
            plot_contours(Quadratic([1, kappa]), XLIM, YLIM, left, levels=14)
            (now["path"],) = left.plot([], [], "o-", color=COLORS[2], markersize=4)
            left.plot(*START, "o", color="black", markersize=9, fillstyle="none")
            left.plot(0, 0, "+", color="black", markersize=12)
            now["kappa"] = kappa
        path = descend(eta, kappa)
        k, steps = arrival(path), np.arange(STEPS + 1)
        distance = np.linalg.norm(path, axis=1)
        drawn = path[
            : 1 + np.argmax(distance > 50) if (distance > 50).any() else len(path)
        ]  # beyond, it is out of sight
        now["path"].set_data(drawn.T)
        curve.set_data(steps[: len(path)], np.maximum(distance / distance[0], 1e-16))
        rate.set_data(steps, np.maximum(max(abs(1 - eta), abs(1 - eta * kappa)), 1e-16) ** steps.astype(float))
        star.set_data([[k], [max(distance[k] / distance[0], 1e-3)]] if k is not None else ([], []))
        words.set_text(describe(eta, kappa, path))
        if new:
            return None
        frames = [*left.spines.values(), *right.spines.values()]
        return [
            *left.lines,
            *right.lines,
            legend,
            words,
            *frames,
        ]  # all lines, so that each keeps its place in the order

    controls = {
        "kappa": widgets.SelectionSlider(options=[1, 2, 5, 10, 15, 20, 25, 30, 50, 100], value=20, description="κ"),
        "eta": widgets.FloatLogSlider(0.03, base=10, min=-2, max=0.4, step=0.01, description="η", readout_format=".4f"),
    }
    return LiveFigure(fig, update, controls, MISSION)
