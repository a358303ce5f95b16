"""The pictures and the table of practical 1 that take more than a few lines."""

import matplotlib.pyplot as plt
import numpy as np

from utils.plotting import BLUE, GREEN, ORANGE, VERMILLION, line_style, new_axes, plot_contours, plot_path


def plot_fits(q, cost, fits):
    """The firms as dots, and for each label of `fits` a curve: a function from outputs (m,) to costs (m,)."""
    ax = new_axes(size=(6, 3.6))
    ax.plot(q, cost, linestyle="", marker="o", color="0.6", markersize=4, label="firms")
    grid = np.linspace(q.min(), q.max(), 200)
    for k, (label, fit) in enumerate(fits.items()):
        ax.plot(grid, fit(grid), label=label, **line_style(k) | {"marker": None, "linewidth": 2})
    ax.set(xlabel="output $q$ (tonnes a week)", ylabel="cost (thousand euros)")
    ax.grid(alpha=0.3)
    ax.legend(fontsize=9)
    return ax


def plot_parabola(slopes, losses, touching=()):
    """The loss against one parameter; `touching`: triples (parameter, loss, derivative), each drawn with its tangent."""
    ax = new_axes(size=(5.5, 3.3))
    ax.plot(slopes, losses, color=BLUE, label="loss")
    if len(touching) == 0:
        best = np.argmin(losses)
        ax.plot(slopes[best], losses[best], marker="*", markersize=13, linestyle="", color=VERMILLION, label="lowest")
    reach = np.ptp(slopes) / 8
    for k, (slope, loss, derivative) in enumerate(touching):
        ends = np.array([slope - reach, slope + reach])
        style = line_style(k + 1) | {"marker": None, "linewidth": 2.2}
        ax.plot(ends, loss + derivative * (ends - slope), label=f"tangent, slope {derivative:.0f}", **style)
        ax.plot(slope, loss, marker="o", color="black", markersize=5)
    ax.set(xlabel=r"slope $\theta_1$ (with $\theta_0 = 50$)", ylabel="loss $L$", ylim=(-0.06 * max(losses), None))
    ax.grid(alpha=0.3)
    ax.legend(fontsize=9)
    return ax


def plot_spectrum(spectra):
    """`spectra`: label -> eigenvalues of a Hessian, as dots on one logarithmic axis, one row a label."""
    ax = new_axes(size=(6.5, 2.3))
    for row, values in enumerate(spectra.values()):
        ax.plot(
            values, np.full(len(values), row), linestyle=":", marker="os^D"[row % 4], color=(BLUE, VERMILLION)[row % 2]
        )
        for value in values:
            ax.annotate(f"{value:.2g}", (value, row), (0, 7), textcoords="offset points", ha="center", fontsize=8)
    ax.set_yticks(range(len(spectra)), list(spectra))
    ax.set(xscale="log", xlabel="eigenvalue of the Hessian: curvature", ylim=(len(spectra) - 0.5, -0.6))
    ax.grid(alpha=0.3, axis="x")
    return ax


def plot_descents(paths, X, y, xlim=(-4, 60), ylim=(-0.4, 2.6), shown=None):
    """`paths`: label -> path (k, 2). Left (the first `shown` steps) on the contours of the loss, right the loss by step."""
    figure, axes = plt.subplots(1, 2, figsize=(9.5, 3.5), layout="constrained")

    def loss(points):
        return ((points @ X.T - y) ** 2).mean(axis=1) / 2

    plot_contours(loss, xlim, ylim, axes[0])
    for k, (label, path) in enumerate(paths.items()):
        plot_path(path[: None if shown is None else shown + 1], axes[0], markersize=3 if shown is None else 5)
        values = loss(np.asarray(path))
        axes[1].plot(values, label=label, markevery=max(1, len(values) // 8), **line_style(k) | {"markersize": 5})
    axes[0].set(xlabel=r"$\theta_0$ (fixed cost)", ylabel=r"$\theta_1$ (cost of a tonne)", xlim=xlim, ylim=ylim)
    axes[1].set(xlabel="step", ylabel="loss", yscale="log")
    axes[1].grid(alpha=0.3)
    axes[1].legend(fontsize=9)
    return figure


def print_table(rows):
    """`rows`: a list of dicts with the same keys, printed as a table; floats get three digits."""
    texts = [
        [
            value if isinstance(value, str) else f"{value:.3g}" if isinstance(value, float) else f"{value:,}"
            for value in row.values()
        ]
        for row in rows
    ]
    table = [list(rows[0]), *texts]
    widths = [max(len(line[k]) for line in table) for k in range(len(table[0]))]
    for line in table:
        print("  ".join(f"{text:<{w}}" if k == 0 else f"{text:>{w}}" for k, (text, w) in enumerate(zip(line, widths))))


def plot_sigmoid(sigmoid):
    """The sigmoid, and the logarithm of its left tail."""
    figure, axes = plt.subplots(1, 2, figsize=(8.5, 2.9), layout="constrained")
    z = np.linspace(-6, 6, 241)
    axes[0].plot(z, sigmoid(z), color=BLUE)
    axes[0].plot(0, 0.5, marker="o", color=VERMILLION)
    axes[0].set(xlabel="$z$", ylabel="probability $p$", title="the middle")
    tail = np.linspace(-700, 0, 141)
    axes[1].plot(tail, np.log10(sigmoid(tail)), color=BLUE, label="yours")
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
    ax.set(xlabel="logit $z$ of a loan that was repaid", ylabel="its loss", ylim=(-0.1, 4))
    ax.grid(alpha=0.3)
    ax.legend(fontsize=9)
    return ax


def plot_agreement(found, exact, xlabel="finite differences", ylabel="your formula"):
    """Numbers that should be equal, as dots on the diagonal."""
    ax = new_axes(size=(4.2, 3.6))
    ax.axline((0, 0), slope=1, color="0.6", linewidth=0.8)
    ax.plot(np.ravel(exact), np.ravel(found), linestyle="", marker="o", color=BLUE, alpha=0.7)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.grid(alpha=0.3)
    return ax


def plot_loans(F, y, lines=None, weights=None):
    """Loans in the plane of income and debt; `lines`: label -> two end points (2, 2); `weights` (n,): area of each mark."""
    ax = new_axes(size=(6.3, 4))
    size = np.full(len(y), 26.0) if weights is None else 4 + 90 * weights / weights.max()
    for label, name, color, marker in ((0, "not repaid", ORANGE, "s"), (1, "repaid", BLUE, "o")):
        mine = y == label
        ax.scatter(*F[mine].T, s=size[mine], c=color, marker=marker, edgecolors="black", linewidths=0.5, label=name)
    for k, (label, ends) in enumerate((lines or {}).items()):
        ax.plot(
            *np.asarray(ends).T,
            color=("black", VERMILLION, GREEN)[k % 3],
            linestyle=("-", "--", "-.")[k % 3],
            linewidth=2,
            label=label,
        )
    ax.set(xlabel="income (thousand euros a year)", ylabel="debt (% of income)", xlim=(18, 102), ylim=(3, 62))
    ax.legend(fontsize=9, loc="upper left", bbox_to_anchor=(1, 1))
    return ax


def plot_runaway(paths):
    """`paths`: label -> path (k, d): the length of the weights by step."""
    ax = new_axes(size=(5.5, 3.2))
    for k, (label, path) in enumerate(paths.items()):
        ax.plot(np.linalg.norm(path, axis=1), label=label, **line_style(k) | {"markersize": 5})
    ax.set(xlabel="Newton step", ylabel=r"length of $\theta$")
    ax.grid(alpha=0.3)
    ax.legend(fontsize=9)
    return ax
