"""Figures of the lecture on adversarial networks, and its two drawings: both ways back through a GAN, and the box of PGD."""

import numpy as np
from matplotlib.patches import Rectangle

from utils.figures.diagrams import GREY, _blank, _box, _chain, _fit, _text
from utils.figures.plotting import (
    BESIDE,
    BLACK,
    BLUE,
    COLORS,
    LINES,
    ORANGE,
    SHADES,
    VERMILLION,
    finish,
    line_style,
    new_axes,
    panels,
)


def draw_gan(ax=None):
    """A GAN in three rows: forward (blue), then what comes back in a step of D and in a step of G (vermillion, dashed)."""
    ax = _blank(ax, (9.5, 4.4))
    noise, made, logit, loss = 0, 3, 6, 8.4
    forward = [(noise, r"$\xi$"), (made, r"$x = G(\xi)$"), (logit, "$z$"), (loss, "$L_D$ or $L_G$")]
    boxes = [_box(ax, (x, 0), label) for x, label in forward]
    _chain(ax, boxes, [r"$G,\ \theta_G$", r"$D,\ \theta_D$", ""], BLUE, "-")
    _chain(ax, [_box(ax, (made, 1.3), "real $x$"), boxes[2]], [""], BLUE, "-")
    to_D = [(4.1, r"$\partial L_D/\partial\theta_D$", "")]
    to_G = [(made, r"$\partial L_G/\partial x$", "through $D$"), (noise, r"$\partial L_G/\partial\theta_G$", "")]
    for y, player, ways in ((-1.5, "D", to_D), (-3.2, "G", to_G)):
        start = [(loss, "$1$", ""), (logit, rf"$\partial L_{player}/\partial z$", "")]
        back = [_box(ax, (x, y), label, GREY if "theta" in label else "white") for x, label, _ in [*start, *ways]]
        _chain(ax, back, ["", *(name for _, _, name in ways)], VERMILLION, "--")
        _text(ax, (-1.9, y), f"back, in a\nstep of ${player}$", fontsize=10.5, color=VERMILLION)
    _text(ax, (-1.9, 0), "forward", fontsize=10.5, color=BLUE)
    _text(ax, (1.5, -1.5), "$G$ stands still", fontsize=10.5, color="0.25")
    _text(ax, (4.5, -2.45), "$D$ stands still", fontsize=10.5, color="0.25")
    return _fit(ax, 0.8)


def draw_box(epsilon=0.5, alpha=0.15, steps=4, ax=None):
    """Two pixels from above: FGSM's one step to a corner, PGD's steps, the last of which leaves the box and is put back."""
    ax = _blank(ax, (8.4, 4.4))
    u1, u2 = np.meshgrid(np.linspace(-0.62, 0.8, 72), np.linspace(-0.62, 0.72, 68))
    ax.contour(u1, u2, u1 - 6 * (u2 - 0.25) ** 2, levels=12, colors="0.75", linewidths=0.8, linestyles="-")
    ax.add_patch(Rectangle((-epsilon, -epsilon), 2 * epsilon, 2 * epsilon, fill=False, linewidth=2, edgecolor=BLACK))
    walk = [np.zeros(2)]
    for _ in range(steps):
        raw = walk[-1] + alpha * np.sign([1, 0.25 - walk[-1][1]])  # the slope's signs: uphill
        walk.append(np.clip(raw, -epsilon, epsilon))
    ax.plot([0, epsilon], [0, epsilon], "s--", color=ORANGE, linewidth=3, markersize=9, markevery=[1], label="FGSM")
    ax.plot(*np.transpose(walk), "o-", color=BLUE, markersize=5, label=r"PGD, steps of $\alpha$")
    ax.plot(*walk[-1], "o", color=BLUE, markersize=10)
    ax.plot(*np.transpose([walk[-2], raw]), ":", color=BLUE)
    ax.plot(*raw, "o", color=BLUE, fillstyle="none", markersize=9, label="before the projection")
    style = {"arrowstyle": "-|>", "color": VERMILLION, "linewidth": 2, "shrinkA": 5, "shrinkB": 5}
    ax.annotate("", walk[-1], raw, arrowprops=style)
    _text(ax, raw + [0.03, 0.08], r"$\Pi$", color=VERMILLION)
    ax.plot(0, 0, "o", color=BLACK, markersize=7)
    _text(ax, (-0.07, -0.06), "$x_0$")
    for place, text in (((0, -0.56), r"$\varepsilon$ to each side, pixel 1"), ((-0.57, 0), r"$\varepsilon$, pixel 2")):
        _text(ax, place, text, fontsize=10.5, rotation=90 * (place[1] == 0))
    ax.legend(**BESIDE | {"fontsize": 10})
    ax.set(xlim=(-0.62, 0.8), ylim=(-0.62, 0.72))
    return ax


def plot_game(paths):
    """`paths`: title -> points (k, 2) of a game, from the ring to the dot; the cross is the equilibrium (0, 0)."""
    figure, axes = panels(len(paths), 3.3 * len(paths), 3.5)
    for ax, (title, path) in zip(axes, paths.items(), strict=True):
        ax.plot(*np.transpose(path), ".-", color=BLUE, markersize=3, linewidth=0.8)
        ax.plot(*path[0], "o", color=BLACK, fillstyle="none", markersize=9)
        ax.plot(*path[-1], "o", color=VERMILLION, markersize=8)
        ax.plot(0, 0, "+", color=BLACK, markersize=12)
        ax.set(title=title, xlabel="$x$", ylabel="$y$", xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
    return figure


def plot_value(x, p, q, best, shifts, values):
    """The densities p and q with the best discriminator, and beside them the value of the game over the shift of q."""
    figure, (left, right) = panels(2, 9.5, 3.5)
    left.fill_between(x, p, color=SHADES[0], label="$p$, real")
    left.fill_between(x, q, facecolor="none", hatch="//", edgecolor=ORANGE, label="$q$, generated")
    left.plot(x, best, "--", color=BLACK, label="$D^*$")
    finish(
        left, {"fontsize": 9, "loc": "center right"}, xlim=(-4, 6), xlabel="$x$", ylabel="density; probability of real"
    )
    right.plot(shifts, values, color=BLUE, label="$V(D^*, G)$")
    right.axhline(-np.log(4), linestyle="--", color=BLACK, label=r"$-\log 4$")
    finish(right, {"fontsize": 9, "loc": "center right"}, xlabel=r"shift $\mu$ of $q$", ylabel="value")
    return figure


def plot_learnt_bell(paths, every, truth):
    """`paths`: one array (k, 2) a seed, mean and standard deviation of the generator each `every` steps; `truth`: both."""
    figure, axes = panels(2, 9.5, 3.3)
    for seed, path in enumerate(paths):
        for ax, series in zip(axes, path.T):
            style = {"color": COLORS[seed], "linestyle": LINES[seed]}
            ax.plot(every * np.arange(1, len(path) + 1), series, label=f"seed {seed}", **style)
    for ax, target, name in zip(axes, truth, ("$b$, the mean", "$|w|$, the standard deviation")):
        ax.axhline(target, color=BLACK, linewidth=0.8)
        finish(ax, {"fontsize": 9, "loc": "center right"}, xlabel="step", ylabel=name)
    return figure


def plot_both_losses(history, width=50):
    """The losses of G and D over the steps, each the mean of `width` steps, and thin lines at log 4 and log 2."""
    ax = new_axes(size=(7, 3.3))
    smooth = np.array([np.convolve(column, np.ones(width) / width, "valid") for column in np.transpose(history)])
    ax.plot(smooth[0], "--", color=VERMILLION, label="$L_G$")
    ax.plot(smooth[1], "-", color=BLUE, label="$L_D$")
    for value, name in ((np.log(4), r"$\log 4$"), (np.log(2), r"$\log 2$")):
        ax.axhline(value, color=BLACK, linewidth=0.8)
        ax.text(1.01, value, name, transform=ax.get_yaxis_transform(), va="center")
    low, high = min(smooth.min(), np.log(2)), max(smooth.max(), np.log(4))
    limits = low - 0.1 * (high - low), high + 0.1 * (high - low)
    return finish(ax, xlabel="step", ylabel=f"loss, mean of {width} steps", ylim=limits).figure


def plot_accuracies(epsilons, shown):
    """`shown`: label -> accuracies (seeds, len(epsilons)); a line is the mean, a band the range of the seeds."""
    ax = new_axes(size=(8, 4))
    for k, (label, values) in enumerate(shown.items()):
        ax.plot(epsilons, values.mean(axis=0), markersize=6, label=label, **line_style(k))
        ax.fill_between(epsilons, values.min(axis=0), values.max(axis=0), color=COLORS[k], alpha=0.2)
    return finish(ax, BESIDE, xlabel=r"$\varepsilon$", ylabel="test accuracy", ylim=(0, 1.02)).figure
