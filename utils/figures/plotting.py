"""Figures of the course. Each function draws on `ax`, or on a new small figure, and returns the Axes.

Colors are those of Okabe and Ito (2008), which color-blind readers tell apart; markers and line styles say the same
once more, so that a print in grey can be read.
"""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import BoundaryNorm

from utils.validate import check_array

# A notebook shows and closes a figure at the end of its cell. Pyplot's own hook would draw it once more before.
plt.switch_backend(matplotlib.get_backend())  # which installs that hook: now, not with the first figure
plt.uninstall_repl_displayhook()

BLUE, ORANGE, VERMILLION, GREEN = "#0072B2", "#E69F00", "#D55E00", "#009E73"
PURPLE, SKY, BLACK, YELLOW = "#CC79A7", "#56B4E9", "#000000", "#F0E442"
COLORS = [BLUE, ORANGE, VERMILLION, GREEN, PURPLE, SKY, BLACK, YELLOW]
MARKERS = ["o", "s", "^", "D", "v", "P", "X"]
LINES = ["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1))]
SMALL, BESIDE = {"fontsize": 9}, {"fontsize": 8, "loc": "center left", "bbox_to_anchor": (1, 0.5)}  # legends
ABOVE = {"fontsize": 9, "loc": "lower center", "bbox_to_anchor": (0.5, 1)}  # a legend that lies on no curve
STAR = {"marker": "*", "color": BLACK, "markersize": 14, "linestyle": "none", "zorder": 4}  # a minimum
SHADES = ["#cfe3f0", "#fbe8bd", "#f4d3bf", "#c5e6da", "#f0dce7"]  # light versions of the first colors, for regions
SIDES = ["#e6f1f9", "#edc373"]  # the two sides of a boundary: the side called 1 is darker, so a print in grey shows it


def new_axes(ax=None, size=(6, 4)):
    """`ax` itself, or the Axes of a new figure of the course's usual size (inches)."""
    return plt.subplots(figsize=size, layout="constrained")[1] if ax is None else ax


def panels(n, width, height, **options):
    """A new figure, `width` by `height` inches, with n Axes side by side: the Figure, and an array of Axes."""
    figure, axes = plt.subplots(1, n, figsize=(width, height), layout="constrained", squeeze=False, **options)
    return figure, axes[0]


def finish(ax, legend=SMALL, **labels):
    """What most curves end with: labels and limits, as for `ax.set`, a light grid, a legend; returns the Axes."""
    ax.set(**labels)
    ax.grid(alpha=0.3)
    ax.legend(**legend)
    return ax


def line_style(k):
    """Color, line style and marker of the k-th curve of a figure, k = 0, 1, ..."""
    return {"color": COLORS[k % len(COLORS)], "linestyle": LINES[k % len(LINES)], "marker": MARKERS[k % len(MARKERS)]}


def plot_points(X, y=None, ax=None):
    """Points of the plane, X of shape (n, 2), with one color and one marker for each class in y, shape (n,)."""
    X = check_array(X, "X", ("n", 2))
    ax = new_axes(ax)
    y = np.zeros(len(X), dtype=int) if y is None else check_array(y, "y", (len(X),)).astype(int)
    for k in np.unique(y):
        style = {"c": COLORS[k % len(COLORS)], "marker": MARKERS[k % len(MARKERS)], "s": 36, "zorder": 3}
        ax.scatter(*X[y == k].T, edgecolors="black", linewidths=0.7, label=f"class {k}", **style)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    return ax


def plot_boundary(score, X, y=None, ax=None, level=0.5):
    """Shade the regions where `score` is below (light) and above `level`, draw the line between them, then the points.

    Parameters
    ----------
    score : callable, (m, 2) array of points -> (m,) array
    X : array of shape (n, 2); the picture shows its surroundings
    y : array of shape (n,), optional: classes; without it the points are not drawn
    """
    X = check_array(X, "X", ("n", 2))
    ax = new_axes(ax)
    low, high = X.min(axis=0), X.max(axis=0)
    margin = 0.15 * max(*(high - low), 1e-3)
    S, (x1, x2) = _on_grid(score, *np.transpose([low - margin, high + margin]))
    edges = [min(S.min(), level) - 1, level, max(S.max(), level) + 1]
    ax.contourf(x1, x2, S, levels=edges, colors=SIDES)
    if S.min() < level < S.max():  # a level that is not reached has no line
        ax.contour(x1, x2, S, levels=[level], colors="black", linewidths=1.5)
    if y is not None:
        plot_points(X, y, ax)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    return ax


def plot_contours(f, xlim, ylim, ax=None, levels=20, n=141):
    """Contour lines of `f`, called with points of shape (m, 2), returning (m,); the lower, the lighter.

    A number K of `levels` is placed so that a share (k/K)^2 of the picture lies below level k: the rings of a parabola
    get equal distances, and a flat valley its lines. Or pass increasing levels. Both axes have the same scale, so that
    gradients are seen to be normal to contours, unless one range is over four times the other. f is computed at n by n
    points.
    """
    ax = new_axes(ax)
    F, (x1, x2) = _on_grid(f, xlim, ylim, n)
    if np.isscalar(levels):
        levels = np.unique(np.quantile(F, np.linspace(0, 1, levels + 1) ** 2))
    if F.min() < F.max():  # a constant has no contours
        # Above all levels it is dark as well: white is for the minimum.
        shades = {"cmap": "Greys", "norm": BoundaryNorm(levels, 256), "extend": "max"}
        ax.contourf(x1, x2, F, levels=levels, alpha=0.22, **shades)
        ax.contour(x1, x2, F, levels=levels, colors="0.45", linewidths=0.6)
    ax.set(xlabel=r"$\theta_1$", ylabel=r"$\theta_2$", xlim=xlim, ylim=ylim)
    if 0.25 <= np.ptp(xlim) / np.ptp(ylim) <= 4:
        ax.set_aspect("equal")
    return ax


def _on_grid(f, xlim, ylim, n=141):
    x1, x2 = np.linspace(*xlim, n), np.linspace(*ylim, n)
    points = np.stack(np.meshgrid(x1, x2), axis=-1).reshape(-1, 2)
    return check_array(f(points), "f(points)", (len(points),)).reshape(n, n).astype(float), (x1, x2)


def plot_path(path, ax=None, label=None, **style):
    """The iterates of a descent, shape (k, 2), as a line with markers; a ring at the start, a dot at the end."""
    path = check_array(path, "path", ("k", 2), finite=False)  # a path that diverges is shown as far as it goes
    ax = new_axes(ax)
    k = sum(line.get_gid() == "path" for line in ax.lines)
    (line,) = ax.plot(*path.T, label=label, gid="path", **({"markersize": 4} | line_style(k) | style))
    ax.plot(*path[0], marker="o", color="black", markersize=9, fillstyle="none")
    ax.plot(*path[-1], marker="o", color=line.get_color(), markersize=9, markeredgecolor="white", zorder=5)
    return ax


def plot_curves(curves, ax=None, xlabel="epoch", ylabel="loss", log=False, start=1):
    """Learning curves: a dict from label to a sequence of numbers, the first of which stands at `start`."""
    ax = new_axes(ax)
    for k, (label, values) in enumerate(curves.items()):
        values = check_array(values, f"curves[{label!r}]", ("k",), finite=False)
        x = np.arange(start, start + len(values))
        ax.plot(x, values, label=label, markevery=max(1, len(x) // 8), markersize=5, **line_style(k))
    ax.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    ax.grid(alpha=0.3)
    if curves:
        ax.legend()
    return ax


def plot_confusion(C, ax=None):
    """A confusion matrix, C[i, j] samples of class i called j, as numbers: hits bold, errors on shades of grey."""
    C = check_array(C, "C", ("c", "c"))
    ax = new_axes(ax, (5.5, 5))
    errors = C * ~np.eye(len(C), dtype=bool)
    ax.imshow(errors, cmap="Greys", vmin=0, vmax=max(1, 2 * errors.max()))
    for (i, j), count in np.ndenumerate(C):
        style = {"weight": "bold" if i == j else "normal", "color": "black" if count else "0.75"}
        ax.text(j, i, f"{count}", ha="center", va="center", **style)
    classes = range(len(C))
    ax.set(xlabel="predicted class", ylabel="true class", xticks=classes, yticks=classes)
    return ax


def plot_gradient_check(found, exact, names):
    """Back-propagation against finite differences, one dot a number: they should lie on the diagonal.

    found, exact : lists of arrays, of equal shapes; names : one for each pair
    """
    ax = new_axes(size=(4.7, 4))
    for k, (a, b, name) in enumerate(zip(found, exact, names, strict=True)):
        ax.plot(b.ravel(), a.ravel(), **line_style(k) | {"linestyle": ""}, markersize=4, alpha=0.6, label=name)
    ax.axline((0, 0), slope=1, color="0.6", linewidth=0.8)
    ax.set(xlabel="finite differences", ylabel="your back-propagation")
    ax.legend(ncols=2, fontsize=8)
    return ax


def plot_images(X, shape=(8, 8), titles=None, columns=10):
    """Each row of X, shape (n, h * w), as a grey image (ink is dark) under its title; returns the Figure."""
    X = check_array(X, "X", ("n", shape[0] * shape[1]))
    if titles is not None and len(titles) != len(X):
        raise ValueError(f"titles has {len(titles)} entries, but it should have {len(X)}, one for each row of X")
    return _mosaic(X, shape, titles, columns, cmap="Greys", vmin=X.min(), vmax=max(X.max(), X.min() + 1e-9))[0]


def plot_weights(W, shape=(8, 8), columns=12):
    """Each row of W, shape (m, h * w), as an image; one scale, dark blue < 0 < yellow; returns the Figure."""
    W = check_array(W, "W", ("m", shape[0] * shape[1]))
    limit = max(np.abs(W).max(), 1e-9)
    figure, image = _mosaic(W, shape, None, columns, cmap="cividis", vmin=-limit, vmax=limit)
    figure.colorbar(image, ax=figure.axes, label="weight", shrink=0.9)
    return figure


def _mosaic(X, shape, titles, columns, **style):
    """All images side by side in one picture on one Axes: an Axes for each image takes ten times as long."""
    h, w = shape
    columns = min(columns, len(X))
    rows = -(-len(X) // columns)
    right, above = -(-w // 8), -(-h // (8 if titles is None else 3))  # the gaps, in pixels of the images
    table = np.full((rows * (h + above), columns * (w + right)), np.nan)  # nan stays white
    corners = [(above + (h + above) * (k // columns), (w + right) * (k % columns)) for k in range(len(X))]
    for x, (i, j) in zip(X, corners):
        table[i : i + h, j : j + w] = x.reshape(shape)
    width = min(10, 0.9 * columns + 0.4)
    figure, ax = plt.subplots(figsize=(width, width * table.shape[0] / table.shape[1] + 0.1), layout="constrained")
    ax.axis("off")
    image = ax.imshow(table, interpolation="nearest", **style)
    for title, (i, j) in zip(titles if titles is not None else [], corners):
        ax.text(j + (w - 1) / 2, i - 0.7, str(title), fontsize=9, ha="center", va="bottom")
    return figure, image


def plot_activation(phi, ax=None, lim=4):
    """phi (solid) and its derivative phi' (dashed) on [-lim, lim]."""
    ax = new_axes(ax, (5, 3.5))
    z = np.linspace(-lim, lim, 801)
    ax.plot(z, phi(z), color=BLUE, label=r"$\Phi(z)$")
    ax.plot(z, phi.derivative(z), color=VERMILLION, linestyle="--", label=r"$\Phi'(z)$")
    ax.axhline(0, color="0.6", linewidth=0.8, zorder=0)
    ax.axvline(0, color="0.6", linewidth=0.8, zorder=0)
    ax.set(xlabel="$z$", title=type(phi).__name__)
    ax.legend()
    return ax
