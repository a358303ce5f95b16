"""Pictures of lecture 1.2: Newton's step as the minimum of a parabola, and paths on two landscapes.

Everywhere a star is a minimum of f, and a dot the end of a path.
"""

import numpy as np

from utils.figures.plotting import BLACK, BLUE, GREEN, STAR, VERMILLION, finish, new_axes, plot_contours, plot_path

MINIMUM = STAR | {"zorder": 6}  # above the ends of paths


def draw_model(ax=None):
    """f, its tangent and its parabola at one point; the step to the parabola's minimum; what it promised and what f gave."""
    ax = new_axes(ax, (8, 4.4))
    theta, grid = 2.2, np.linspace(-0.9, 2.6, 201)
    here, slope, bend = np.exp(theta) - 2 * theta, np.exp(theta) - 2, np.exp(theta)
    s = -slope / bend
    low, got = here + slope * s / 2, np.exp(theta + s) - 2 * (theta + s)
    near = grid[grid > 1.55]
    ax.plot(grid, np.exp(grid) - 2 * grid, color=BLACK, linewidth=2)
    ax.plot(near, here + slope * (near - theta), color="0.45", linestyle=":", linewidth=1.8)
    ax.plot(
        grid, here + slope * (grid - theta) + bend / 2 * (grid - theta) ** 2, color=BLUE, linestyle="--", linewidth=2
    )
    ax.plot([np.log(2)], [2 - 2 * np.log(2)], **MINIMUM | {"markersize": 15})
    ax.plot([theta], [here], "o", color=BLACK, markersize=9, zorder=5)
    ax.plot([theta + s], [low], "D", color=BLUE, markersize=7, zorder=5)
    ax.plot([theta + s], [got], "o", color=BLACK, markersize=7, fillstyle="none", zorder=5)
    foot = -0.55
    for place, height in ((theta, here), (theta + s, low)):
        ax.plot([place, place], [foot, height], color="0.6", linewidth=0.9, zorder=0)
    ax.plot([theta + s, 2.95], [got, got], color="0.8", linewidth=0.9, zorder=0)
    ax.plot([theta + s, 3.3], [low, low], color="0.8", linewidth=0.9, zorder=0)
    ax.plot([theta, 3.3], [here, here], color="0.8", linewidth=0.9, zorder=0)
    arrow = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, "linewidth": 2}
    ax.annotate("", (theta + s, foot), (theta, foot), arrowprops=arrow | {"color": VERMILLION})
    for place, end, name, color in ((2.85, got, "got", BLACK), (3.2, low, "promised", BLUE)):
        ax.annotate("", (place, end), (place, here), arrowprops=arrow | {"color": color, "linewidth": 1.5})
        ax.text(place + 0.04, (here + end) / 2, name, color=color, fontsize=11, va="center")
    text = {"fontsize": 12, "ha": "center"}
    ax.text((2 * theta + s) / 2, foot - 0.62, "step $s = -g/H$", color=VERMILLION, va="top", **text)
    ax.text(theta, foot - 0.1, r"$\theta$", va="top", **text)
    ax.text(theta + s, foot - 0.1, r"$\theta + s$", va="top", **text)
    ax.text(-0.55, 1.95, "$f$", **text)
    ax.text(-0.15, 4.4, "parabola $m$: value, slope\nand curvature of $f$ at " + r"$\theta$", color=BLUE, **text)
    ax.text(1.64, 0.0, "tangent", color="0.35", **text | {"ha": "left"})
    ax.text(np.log(2), 0.05, "minimum of $f$", **text)
    ax.set(xlim=(-0.9, 3.85), ylim=(-1.7, 5.6))
    ax.axis("off")
    return ax


def plot_valley(f, path, ax=None):
    """A path through Rosenbrock's bent valley, each point with its number."""
    ax = plot_contours(f, (-1.9, 1.9), (-3.6, 2.2), new_axes(ax, (5.4, 5.6)))
    plot_path(path, ax)
    ax.plot(*f.minimum, **MINIMUM)
    for k, (point, away) in enumerate(zip(path[:4], ((-9, -14), (-9, 9), (10, -4), (10, -6)))):
        ax.annotate(str(k), point, xytext=away, textcoords="offset points", fontsize=12, ha="center")
    return ax


def plot_pass(f, paths, minima, ax=None):
    """Paths from one start on the pass road between two valleys: a dict from label to points, shape (k, 2)."""
    ax = plot_contours(f, (-0.6, 1.6), (-1.5, 1.5), new_axes(ax, (6.4, 4.8)))
    for (label, path), color in zip(paths.items(), (VERMILLION, BLUE, GREEN)):
        plot_path(path, ax, label=label, color=color)
    ax.plot(*np.transpose(minima), label="minimum", **MINIMUM)
    return finish(ax, legend={"fontsize": 9, "loc": "upper left", "bbox_to_anchor": (1.02, 1)})
