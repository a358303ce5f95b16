"""The pictures and the table of practical 1 that take more than a few lines."""

import numpy as np

from utils.figures import plotting
from utils.figures.diagrams import draw_unit
from utils.figures.plotting import BLUE, GREEN, ORANGE, VERMILLION, finish, line_style, new_axes, panels


def plot_fits(q, cost, fits):
    """The firms as dots, and for each label of `fits` a curve: a function from outputs (m,) to costs (m,)."""
    ax = new_axes(size=(6, 3.6))
    ax.plot(q, cost, linestyle="", marker="o", color="0.6", markersize=4, label="firms")
    grid = np.linspace(q.min(), q.max(), 200)
    for k, (label, fit) in enumerate(fits.items()):
        ax.plot(grid, fit(grid), label=label, **line_style(k) | {"marker": None, "linewidth": 2})
    return finish(ax, xlabel="output $q$ (tonnes a week)", ylabel="cost (thousand euros)")


def plot_tangents(loss, gradient, intercept=50, slopes=(0.5, 0.95, 1.5)):
    """The loss against theta_1 with theta_0 fixed, and at each of `slopes` the tangent that `gradient` gives.

    loss, gradient : functions of theta (2,), to a number and to an array (2,)
    """
    ax = new_axes(size=(5.5, 3.3))
    grid = np.linspace(0.3, 1.6, 131)
    losses = [loss(np.array([intercept, slope])) for slope in grid]
    ax.plot(grid, losses, color=BLUE, label="loss")
    for k, slope in enumerate(slopes):
        theta = np.array([intercept, slope])
        height, derivative = loss(theta), gradient(theta)[1]
        ends = np.array([slope - 0.16, slope + 0.16])
        style = line_style(k + 1) | {"marker": None, "linewidth": 2.2}
        ax.plot(ends, height + derivative * (ends - slope), label=f"tangent, slope {derivative:.0f}", **style)
        ax.plot(slope, height, marker="o", color="black", markersize=5)
    labels = {"xlabel": rf"slope $\theta_1$ (with $\theta_0 = {intercept}$)", "ylabel": "loss $L$"}
    return finish(ax, **labels, ylim=(-0.06 * max(losses), None))


def plot_spectrum(spectra):
    """`spectra`: label -> eigenvalues of a Hessian, as dots on one logarithmic axis, one row a label."""
    ax = new_axes(size=(6.5, 2.3))
    for row, values in enumerate(spectra.values()):
        style = {"linestyle": ":", "marker": "os^D"[row % 4], "color": (BLUE, VERMILLION)[row % 2]}
        ax.plot(values, np.full(len(values), row), **style)
        for value in values:
            ax.annotate(f"{value:.2g}", (value, row), (0, 7), textcoords="offset points", ha="center", fontsize=8)
    ax.set_yticks(range(len(spectra)), list(spectra))
    ax.set(xscale="log", xlabel="eigenvalue of the Hessian: curvature", ylim=(len(spectra) - 0.5, -0.6))
    ax.grid(alpha=0.3, axis="x")
    return ax


def plot_descents(paths, X, y, xlim=(-4, 60), ylim=(-0.4, 2.6), shown=None):
    """`paths`: label -> path (k, 2). Left (the first `shown` steps) on the contours of the loss, right the loss by step."""
    figure, axes = panels(2, 9.5, 3.5)

    def loss(points):
        return ((points @ X.T - y) ** 2).mean(axis=1) / 2

    plotting.plot_contours(loss, xlim, ylim, axes[0])
    for k, (label, path) in enumerate(paths.items()):
        plotting.plot_path(path[: None if shown is None else shown + 1], axes[0], markersize=3 if shown is None else 5)
        values = loss(np.asarray(path))
        axes[1].plot(values, label=label, markevery=max(1, len(values) // 8), **line_style(k) | {"markersize": 5})
    axes[0].set(xlabel=r"$\theta_0$ (fixed cost)", ylabel=r"$\theta_1$ (cost of a tonne)", xlim=xlim, ylim=ylim)
    finish(axes[1], xlabel="step", ylabel="loss", yscale="log")
    return figure


def print_table(rows):
    """`rows`: a list of dicts with the same keys, printed as a table; floats get three digits."""

    def text(value):
        return value if isinstance(value, str) else f"{value:.3g}" if isinstance(value, float) else f"{value:,}"

    table = [list(rows[0]), *(list(map(text, row.values())) for row in rows)]
    widths = [max(len(line[k]) for line in table) for k in range(len(table[0]))]
    for line in table:
        print("  ".join(f"{text:<{w}}" if k == 0 else f"{text:>{w}}" for k, (text, w) in enumerate(zip(line, widths))))


def plot_sigmoid(sigmoid):
    """The sigmoid, and the logarithm of its left tail."""
    z, tail = np.linspace(-6, 6, 241), np.linspace(-700, 0, 141)
    p, p_tail = sigmoid(z), sigmoid(tail)  # an unwritten function stops here, before there is an empty figure
    figure, axes = panels(2, 8.5, 2.9)
    axes[0].plot(z, p, color=BLUE)
    axes[0].plot(0, 0.5, marker="o", color=VERMILLION)
    axes[0].set(xlabel="$z$", ylabel="probability $p$", title="the middle")
    axes[1].plot(tail, np.log10(p_tail), color=BLUE, label="yours")
    axes[1].plot(tail, tail / np.log(10), color="black", linestyle=":", label=r"$e^{z}$")
    axes[1].set(xlabel="$z$", ylabel=r"$\log_{10} p$", title="the left tail")
    axes[1].legend()
    for ax in axes:
        ax.grid(alpha=0.3)
    return figure


def plot_surrogates(z, losses):
    """`losses`: label -> loss of one sample with y = 1 against its logit z."""
    ax = new_axes(size=(5.8, 3.3))
    for k, (label, values) in enumerate(losses.items()):
        ax.plot(z, values, label=label, **line_style(k) | {"marker": None, "linewidth": 2})
    return finish(ax, xlabel="logit $z$ of a loan that was repaid", ylabel="its loss", ylim=(-0.1, 4))


def plot_loans(F, y, lines=None):
    """Loans in the plane of amount and age; `lines`: label -> two end points (2, 2)."""
    ax = new_axes(size=(6.8, 4))
    for label, name, color, marker in ((1, "repaid", BLUE, "o"), (0, "not repaid", ORANGE, "s")):
        style = {"s": 18, "edgecolors": "black", "linewidths": 0.4}
        ax.scatter(*F[y == label].T, c=color, marker=marker, label=name, **style)
    for k, (label, ends) in enumerate((lines or {}).items()):
        style = {"color": ("black", VERMILLION, GREEN)[k % 3], "linestyle": ("-", "--", "-.")[k % 3]}
        ax.plot(*np.asarray(ends).T, linewidth=2.5, label=label, **style)
    ax.set(xlabel="amount (thousand Deutsche Mark)", ylabel="age (years)", xlim=(-0.3, 19), ylim=(18, 76))
    ax.legend(fontsize=9, loc="upper left", bbox_to_anchor=(1, 1))
    return ax


def draw_logit():
    """The unit of the logit: the classical perceptron with theta for its weights, and a sigmoid."""
    ax = draw_unit(n_inputs=2, phi_label=r"$\sigma$")
    names = {"$b$": r"$\theta_0$", "$w_1$": r"$\theta_1$", "$w_2$": r"$\theta_2$", r"$\hat{y}$": "$p$"}
    for text in ax.texts:
        text.set_text(names.get(text.get_text(), text.get_text()))
    return ax


def plot_runaway(paths):
    """`paths`: label -> path (k, d): the length of the weights by step."""
    ax = new_axes(size=(5.5, 3.2))
    for k, (label, path) in enumerate(paths.items()):
        ax.plot(np.linalg.norm(path, axis=1), label=label, **line_style(k) | {"markersize": 5})
    return finish(ax, xlabel="Newton step", ylabel=r"length of $\theta$")
