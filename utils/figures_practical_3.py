"""The pictures of practical 3 that take more than a few lines."""

import matplotlib.pyplot as plt
import numpy as np

from utils.plotting import BLUE, GREEN, ORANGE, SHADES, VERMILLION, line_style


def _image(ax, image, title, **style):
    ax.imshow(image, **({"cmap": "Greys"} | style))
    ax.set(title=title, xticks=[], yticks=[])
    ax.title.set_fontsize(10)


def plot_windows(image, columns, place):
    """An image with one window framed, that window, and the table of all windows with its row marked.

    `columns` has shape (1, h_out, w_out, 9) for an image of shape (8, 8); `place` is the (y, x) of the window.
    """
    y, x = place
    table = columns[0].reshape(-1, columns.shape[-1])
    row = y * columns.shape[2] + x
    figure, axes = plt.subplots(1, 3, figsize=(8, 4), layout="constrained", width_ratios=[2, 1, 1.3])
    _image(axes[0], image, f"the window at ({y}, {x})")
    axes[0].add_patch(plt.Rectangle((x - 0.5, y - 0.5), 3, 3, fill=False, edgecolor=VERMILLION, linewidth=3))
    _image(axes[1], table[row].reshape(3, 3), f"row {row}, as 3 x 3", vmin=0, vmax=1)
    axes[2].imshow(table, cmap="Greys", vmin=0, vmax=1, aspect="auto")
    axes[2].add_patch(
        plt.Rectangle((-0.5, row - 0.5), table.shape[1], 1, fill=False, edgecolor=VERMILLION, linewidth=2)
    )
    axes[2].set(
        title=f"your columns: {table.shape[0]} x {table.shape[1]}", xlabel="pixel of the window", ylabel="window"
    )
    axes[2].title.set_fontsize(10)
    return figure


def plot_maps(image, Z, names):
    """An image and its feature maps, (c_out, h, w), on one scale around 0: light is positive, dark is negative."""
    figure, axes = plt.subplots(1, len(Z) + 1, figsize=(2.3 * (len(Z) + 1), 2.5), layout="constrained")
    _image(axes[0], image, "the digit")
    limit = np.abs(Z).max()
    for ax, z, name in zip(axes[1:], Z, names, strict=True):
        _image(ax, z, name, cmap="cividis", vmin=-limit, vmax=limit)
    figure.colorbar(axes[-1].images[0], ax=axes, shrink=0.8)
    return figure


def plot_kernel_gradient(image, place, dW):
    """An image with the window at `place` framed, and dL/dW, (3, 3), beside it."""
    figure, axes = plt.subplots(1, 2, figsize=(5.5, 2.8), layout="constrained", width_ratios=[1.6, 1])
    y, x = place
    _image(axes[0], image, f"Delta is 1 at ({y}, {x}) alone")
    axes[0].add_patch(plt.Rectangle((x - 0.5, y - 0.5), 3, 3, fill=False, edgecolor=VERMILLION, linewidth=3))
    _image(axes[1], dW, "your dW", vmin=0, vmax=1)
    return figure


def plot_counts(counts):
    """`counts`: title -> (h, w) table of numbers, each written into its pixel."""
    figure, axes = plt.subplots(1, len(counts), figsize=(3.6 * len(counts), 3.6), layout="constrained", squeeze=False)
    for ax, (title, table) in zip(axes[0], counts.items(), strict=True):
        _image(ax, table, title, vmin=0, vmax=2 * max(table.max(), 1))
        for (i, j), count in np.ndenumerate(table):
            ax.text(j, i, f"{count:g}", ha="center", va="center", fontsize=9)
    return figure


def plot_pooling(image, P, winners):
    """An image with its windows of 2 x 2 and a ring around each winner, beside the pooled image."""
    figure, axes = plt.subplots(1, 2, figsize=(6, 3.1), layout="constrained")
    _image(axes[0], image, f"{winners.sum():.0f} winners, one a window")
    for line in range(2, image.shape[0], 2):
        axes[0].axhline(line - 0.5, color=BLUE, linewidth=0.8)
        axes[0].axvline(line - 0.5, color=BLUE, linewidth=0.8)
    rows, columns = np.nonzero(winners)
    axes[0].plot(columns, rows, "o", color=VERMILLION, fillstyle="none", markersize=12, markeredgewidth=2)
    _image(axes[1], P, f"your max_pool: {P.shape[0]} x {P.shape[1]}", vmin=image.min(), vmax=image.max())
    return figure


def plot_gradient_check(found, exact, names):
    """Back-propagation against finite differences, one dot a number: they should lie on the diagonal."""
    figure, ax = plt.subplots(figsize=(4.8, 4), layout="constrained")
    colors = [BLUE, ORANGE, GREEN, VERMILLION, "0.4"]
    for a, b, name, color, marker in zip(found, exact, names, colors, "o^sDv", strict=True):
        ax.plot(b.ravel(), a.ravel(), linestyle="", marker=marker, color=color, markersize=4, alpha=0.6, label=name)
    ax.axline((0, 0), slope=1, color="0.6", linewidth=0.8)
    ax.set(xlabel="finite differences", ylabel="your back-propagation")
    ax.legend(fontsize=8)
    return figure


def plot_generator_slopes(z, curves):
    """`curves`: label -> |dL_G/dz| at the logits z of a single generated sample, on a logarithmic scale."""
    figure, ax = plt.subplots(figsize=(6, 3.4), layout="constrained")
    for k, (label, slope) in enumerate(curves.items()):
        ax.plot(z, np.abs(slope), label=label, markevery=20, markersize=5, **line_style(k))
    ax.set(xlabel="logit of a generated sample: D's belief that it is real", ylabel="|slope|", yscale="log")
    ax.grid(alpha=0.3)
    ax.legend()
    return figure


def plot_discriminator(x, p, q, believed):
    """The densities of real and generated samples, and D's probability beside the best possible one, p / (p + q)."""
    figure, ax = plt.subplots(figsize=(6.5, 3.4), layout="constrained")
    ax.fill_between(x, p, color=SHADES[0], label="density of the real samples, $p$")
    ax.fill_between(x, q, color=SHADES[1], hatch="//", edgecolor="white", label="of the generated ones, $q$")
    ax.plot(x, believed, color=VERMILLION, linewidth=2, label=r"your D: $\sigma(z)$")
    ax.plot(x, p / (p + q), color="black", linestyle="--", label="best possible: $p/(p+q)$")
    ax.set(xlabel="$x$", ylabel="density, probability")
    ax.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def plot_samples(x, p, samples):
    """`samples`: title -> (n, 1) array; a histogram of each over the density p of the real samples."""
    figure, axes = plt.subplots(1, len(samples), figsize=(3.4 * len(samples), 2.9), layout="constrained", sharey=True)
    for ax, (title, X) in zip(np.atleast_1d(axes), samples.items(), strict=True):
        ax.hist(X[:, 0], bins=np.linspace(x[0], x[-1], 51), density=True, color=ORANGE, alpha=0.7, label="generated")
        ax.plot(x, p, color=BLUE, label="real")
        ax.set(title=title, xlabel="$x$")
        ax.title.set_fontsize(10)
    np.atleast_1d(axes)[0].set_ylabel("density")
    np.atleast_1d(axes)[0].legend(fontsize=8)
    return figure


def plot_rings(samples, centers, labels=None):
    """`samples`: title -> (n, 2) array of generated points, over crosses at the centers of the modes.

    `labels`, if given, are integers (n,): each point is drawn as the digit of its label's mode.
    """
    side = 3.1 if labels is None else 5
    figure, axes = plt.subplots(
        1, len(samples), figsize=(side * len(samples), side + 0.2), layout="constrained", squeeze=False
    )
    for ax, (title, X) in zip(axes[0], samples.items(), strict=True):
        ax.plot(*centers.T, "x", color="black", markersize=10, markeredgewidth=2)
        if labels is None:
            ax.plot(*X.T, ".", color=BLUE, markersize=3, alpha=0.5)
        else:
            for k, point in zip(labels, X, strict=True):
                ax.text(*point, str(k), color=VERMILLION, fontsize=8, ha="center", va="center")
        ax.set(title=title, xlim=(-3.2, 3.2), ylim=(-3.2, 3.2), aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
        ax.title.set_fontsize(10)
    return figure


def plot_attack(images, titles):
    """`images`: row label -> (k, 64) array; `titles`: row label -> k titles. One row of digits each, on the scale [0, 1]."""
    k = len(next(iter(images.values())))
    figure, axes = plt.subplots(
        len(images), k, figsize=(1.1 * k, 1.4 * len(images)), layout="constrained", squeeze=False
    )
    for row, (label, X) in zip(axes, images.items(), strict=True):
        for ax, x, title in zip(row, X, titles[label], strict=True):
            signed = x.min() < 0
            style = (
                {"cmap": "cividis", "vmin": -abs(x).max(), "vmax": abs(x).max()} if signed else {"vmin": 0, "vmax": 1}
            )
            _image(ax, x.reshape(8, 8), title, **style)
        row[0].set_ylabel(label, fontsize=9)
    return figure


def plot_robustness(epsilons, curves):
    """`curves`: label -> share of digits read right at each epsilon."""
    figure, ax = plt.subplots(figsize=(6.5, 3.8), layout="constrained")
    for k, (label, shares) in enumerate(curves.items()):
        ax.plot(epsilons, shares, label=label, markersize=6, **line_style(k))
    ax.set(
        xlabel=r"$\epsilon$: largest change of a pixel (paper 0, ink 1)", ylabel="test digits read right", ylim=(0, 1)
    )
    ax.grid(alpha=0.3)
    ax.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def plot_frames(frames):
    """`frames`: step -> (k, 64) images; one row of images for each step, the step written beside it."""
    figure, ax = plt.subplots(figsize=(9, 0.62 * len(frames) + 0.3), layout="constrained")
    rows = [np.pad(X.reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)), constant_values=np.nan) for X in frames.values()]
    ax.imshow(np.vstack([np.hstack(list(row)) for row in rows]), cmap="Greys", vmin=0, vmax=1)
    ax.set_yticks(10 * np.arange(len(frames)) + 4.5, [f"step {step}" for step in frames])
    ax.set_xticks([])
    ax.spines[:].set_visible(False)
    return figure
