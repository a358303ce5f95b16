"""Figures of lecture 2.4: paths on a landscape, and what a step costs, shakes and reaches.

On every landscape a star is the minimum, a ring the start, and a dot the end of a path.
"""

import numpy as np

from utils.figures.plotting import BLUE, COLORS, LINES, VERMILLION, finish, line_style, new_axes, panels, plot_contours


def plot_paths(f, paths, xlim, ylim, ax=None, levels=20, every=1, legend=None):
    """Contours of f and the paths on them: a dict from label to points of shape (k, 2).

    every : int, or a dict from label to int; of longer paths only each so manieth point is joined
    """
    ax = plot_contours(f, xlim, ylim, ax, levels=levels)
    for k, (label, path) in enumerate(paths.items()):
        path = np.asarray(path)
        step = every.get(label, 1) if isinstance(every, dict) else every
        style = line_style(k) | {"marker": "o" if len(path) <= 80 else "", "markersize": 2.5, "linewidth": 1.3}
        ax.plot(*path[::step].T, **style)
        ax.plot(*path[-1], marker="o", color=COLORS[k], markersize=9, markeredgecolor="white", zorder=5)
        ax.plot([], [], color=COLORS[k], linestyle=LINES[k], label=label)
    ax.plot(*next(iter(paths.values()))[0], marker="o", color="black", markersize=10, fillstyle="none", zorder=5)
    ax.plot(*f.minimum, marker="*", color="black", markersize=14, zorder=4)
    ax.legend(**{"fontsize": 9, "loc": "lower center", "bbox_to_anchor": (0.5, 1), "ncols": 3} | (legend or {}))
    return ax


def plot_batches(f, runs):
    """Left, the first path of each batch size; right, the loss above the minimum, mean over each epoch's steps, all seeds.

    runs : dict from batch size to a list of paths, shape (steps + 1, 2), all of equally many epochs
    """
    figure, (left, right) = panels(2, 10, 4.2)
    epochs = len(next(iter(runs.values()))[0]) - 1  # of the full gradient, which stands first
    levels = f(f.minimum) + np.geomspace(0.002, 1, 14)
    paths = {f"B = {B}": three[0] for B, three in runs.items()}
    plot_paths(f, paths, (-24, 2), (-2, 16), left, levels, every={"B = 1": 20})
    left.set(xlabel=r"$\theta_1$, intercept", ylabel=r"$\theta_2$, slope")
    for k, (B, three) in enumerate(runs.items()):
        for seed, path in enumerate(three):
            gaps = (f(path[1:]) - f(f.minimum)).reshape(epochs, -1).mean(axis=1)
            style = line_style(k) | {"markersize": 4, "linewidth": 1}
            right.plot(range(1, epochs + 1), gaps, **style, label="" if seed else f"B = {B}")
    finish(right, {"fontsize": 9, "loc": "lower center", "bbox_to_anchor": (0.5, 1), "ncols": 3}, yscale="log")
    right.set(xlabel="epoch", ylabel="mean loss above the minimum", xticks=range(1, epochs + 1))
    return figure


def plot_variance(batch_sizes, measured, simple, exact):
    """The variance of the batch gradient against the batch size: what was measured, shape (seeds, k), and two formulas."""
    ax = new_axes(size=(6, 3.6))
    ax.loglog(batch_sizes, simple, "--", color="black", label=r"$\sigma^2/B$")
    ax.loglog(batch_sizes, exact, "-", color="0.6", label="with the correction")
    for row, marker in zip(measured, "o^s"):
        ax.loglog(batch_sizes, row, marker, fillstyle="none", color=BLUE)
    return finish(ax, xlabel="batch size B", ylabel="variance of the batch gradient")


def plot_forgetting(moments, settings):
    """Root mean square distance from the minimum against samples seen; moments(eta, B, k) gives E theta_k^2."""
    ax = new_axes(size=(6.5, 3.6))
    for (eta, B), line, color in zip(settings, LINES, COLORS):
        k = np.arange(0, 400 // B + 1)
        ax.semilogy(k * B, np.sqrt(moments(eta, B, k)), linestyle=line, color=color, label=rf"$\eta$ = {eta}, B = {B}")
    return finish(ax, xlabel="samples seen, k B", ylabel=r"$\sqrt{E\,\theta_k^2}$")


def plot_schedules(schedules, courses):
    """Left, the learning rates; right, E theta_t^2 under them; both dicts from name to a sequence, one number a step."""
    figure, (left, right) = panels(2, 9.5, 3.5)
    for name, line, color in zip(schedules, LINES, COLORS):
        left.plot(schedules[name][::5], linestyle=line, color=color, label=name)
        right.semilogy(courses[name][::5], linestyle=line, color=color)
    for ax, label in (left, r"$\eta_t$"), (right, r"$E\,\theta_t^2$"):
        ax.set(xlabel="step t", ylabel=label, xticks=range(0, 201, 40), xticklabels=range(0, 1001, 200))
        ax.grid(alpha=0.3)
    left.set_ylim(0, 0.2)
    left.legend(fontsize=9)
    return figure


def plot_two_descents(f, upper, lower):
    """Two paths on one ravine, each (label, points), one panel above the other."""
    figure, axes = panels(2, 10, 3)
    for k, (ax, (label, path)) in enumerate(zip(axes, (upper, lower))):
        plot_contours(f, (-1.2, 4.6), (-1.3, 1.3), ax)
        ax.plot(*path.T, "o-", color=(BLUE, VERMILLION)[k], markersize=3, linewidth=1.2)
        ax.plot(*path[0], marker="o", color="black", markersize=10, fillstyle="none")
        ax.plot(*path[-1], marker="o", color=(BLUE, VERMILLION)[k], markersize=9, markeredgecolor="white", zorder=5)
        ax.plot(*f.minimum, marker="*", color="black", markersize=14, zorder=4)
        ax.set_title(label, fontsize=10)
    return figure


def plot_race(courses):
    """One landscape beside the other; courses: list of (f, dict of paths, xlim, ylim)."""
    figure, axes = panels(len(courses), 10, 4.4)
    for ax, (f, paths, xlim, ylim) in zip(axes, courses):
        high = f(np.asarray(next(iter(paths.values()))[0])) - f(f.minimum)
        levels = f(f.minimum) + high * np.geomspace(1e-3, 30, 14)
        plot_paths(f, paths, xlim, ylim, ax, levels, legend={"ncols": 2})
        ax.set_aspect("auto")
    return figure
