"""The pictures of practical 3 that take more than a few lines."""

import matplotlib.pyplot as plt
import numpy as np

from utils.figures.plotting import BESIDE, BLUE, ORANGE, SHADES, VERMILLION, finish, line_style, new_axes, panels


def _image(ax, image, title, **style):
    ax.imshow(image, **({"cmap": "Greys"} | style))
    ax.set(title=title, xticks=[], yticks=[])
    ax.title.set_fontsize(10)


def _frame(ax, x, y, width, height, linewidth=3):
    """A frame around pixels, of which (x, y) is the upper left one."""
    corner = x - 0.5, y - 0.5
    ax.add_patch(plt.Rectangle(corner, width, height, fill=False, edgecolor=VERMILLION, linewidth=linewidth))


def plot_windows(image, columns, place):
    """An image with one window framed, that window, and the table of all windows with its row marked.

    `columns` has shape (1, h_out, w_out, 9) for an image of shape (8, 8); `place` is the (y, x) of the window.
    """
    y, x = place
    table = columns[0].reshape(-1, columns.shape[-1])
    row = y * columns.shape[2] + x
    figure, axes = panels(3, 8, 4, width_ratios=[2, 1, 1.3])
    _image(axes[0], image, f"the window at ({y}, {x})")
    _frame(axes[0], x, y, 3, 3)
    _image(axes[1], table[row].reshape(3, 3), f"row {row}, as 3 x 3", vmin=0, vmax=1)
    axes[2].imshow(table, cmap="Greys", vmin=0, vmax=1, aspect="auto")
    _frame(axes[2], 0, row, table.shape[1], 1, linewidth=2)
    axes[2].set(xlabel="pixel of the window", ylabel="window")
    axes[2].set_title(f"your columns: {table.shape[0]} x {table.shape[1]}", fontsize=10)
    return figure


def plot_maps(image, Z, names):
    """An image and its feature maps, (c_out, h, w), on one scale around 0: light is positive, dark is negative."""
    figure, axes = panels(len(Z) + 1, 2.3 * (len(Z) + 1), 2.5)
    _image(axes[0], image, "the digit")
    limit = np.abs(Z).max()
    for ax, z, name in zip(axes[1:], Z, names, strict=True):
        _image(ax, z, name, cmap="cividis", vmin=-limit, vmax=limit)
    figure.colorbar(axes[-1].images[0], ax=axes, shrink=0.8)
    return figure


def plot_kernel_gradient(image, place, dW):
    """An image with the window at `place` framed, and dL/dW, (3, 3), beside it."""
    figure, axes = panels(2, 5.5, 2.8, width_ratios=[1.6, 1])
    y, x = place
    _image(axes[0], image, f"Delta is 1 at ({y}, {x}) alone")
    _frame(axes[0], x, y, 3, 3)
    _image(axes[1], dW, "your dW", vmin=0, vmax=1)
    return figure


def plot_kernels(kernels):
    """Kernels, (m, h, w), side by side on one scale around 0, numbered from the first: light is positive, dark is negative."""
    figure, axes = panels(len(kernels), 1.25 * len(kernels), 1.7)
    limit = np.abs(kernels).max()
    for number, (ax, kernel) in enumerate(zip(axes, kernels, strict=True), start=1):
        _image(ax, kernel, f"{number}", cmap="cividis", vmin=-limit, vmax=limit)
    figure.colorbar(axes[-1].images[0], ax=axes, shrink=0.8, label="weight")
    return figure


def plot_counts(counts):
    """`counts`: title -> (h, w) table of numbers, each written into its pixel."""
    figure, axes = panels(len(counts), 3.6 * len(counts), 3.6)
    for ax, (title, table) in zip(axes, counts.items(), strict=True):
        _image(ax, table, title, vmin=0, vmax=2 * max(table.max(), 1))
        for (i, j), count in np.ndenumerate(table):
            ax.text(j, i, f"{count:g}", ha="center", va="center", fontsize=9)
    return figure


def plot_pooling(image, P, winners):
    """An image with its windows of 2 x 2 and a ring around each winner, beside the pooled image."""
    figure, axes = panels(2, 6, 3.1)
    _image(axes[0], image, f"{winners.sum():.0f} winners, one per window")
    for line in range(2, image.shape[0], 2):
        axes[0].axhline(line - 0.5, color=BLUE, linewidth=0.8)
        axes[0].axvline(line - 0.5, color=BLUE, linewidth=0.8)
    rows, columns = np.nonzero(winners)
    axes[0].plot(columns, rows, "o", color=VERMILLION, fillstyle="none", markersize=12, markeredgewidth=2)
    _image(axes[1], P, f"your max_pool: {P.shape[0]} x {P.shape[1]}", vmin=image.min(), vmax=image.max())
    return figure


def plot_generator_slopes(z, curves):
    """`curves`: label -> |dL_G/dz| at the logits z of a single generated sample, on a logarithmic scale."""
    ax = new_axes(size=(6, 3.4))
    for k, (label, slope) in enumerate(curves.items()):
        ax.plot(z, np.abs(slope), label=label, markevery=20, markersize=5, **line_style(k))
    xlabel = "logit of a generated sample: D's belief that it is real"
    return finish(ax, {}, xlabel=xlabel, ylabel="|slope|", yscale="log").figure


def plot_discriminator(x, p, q, believed):
    """The densities of real and generated samples, and D's probability beside the best possible one, p / (p + q)."""
    figure, ax = plt.subplots(figsize=(6.5, 3.4), layout="constrained")
    ax.fill_between(x, p, color=SHADES[0], label="density of the real samples, $p$")
    ax.fill_between(x, q, color=SHADES[1], hatch="//", edgecolor="white", label="of the generated ones, $q$")
    ax.plot(x, believed, color=VERMILLION, linewidth=2, label=r"your D: $\sigma(z)$")
    ax.plot(x, p / (p + q), color="black", linestyle="--", label="best possible: $p/(p+q)$")
    ax.set(xlabel="$x$", ylabel="density, probability")
    ax.legend(**BESIDE)
    return figure


def plot_samples(x, p, samples):
    """`samples`: title -> (n, 1) array; a histogram of each over the density p of the real samples."""
    figure, axes = panels(len(samples), 3.4 * len(samples), 2.9, sharey=True)
    for ax, (title, X) in zip(axes, samples.items(), strict=True):
        ax.hist(X[:, 0], bins=np.linspace(x[0], x[-1], 51), density=True, color=ORANGE, alpha=0.7, label="generated")
        ax.plot(x, p, color=BLUE, label="real")
        ax.set(title=title, xlabel="$x$")
        ax.title.set_fontsize(10)
    axes[0].set_ylabel("density")
    axes[0].legend(fontsize=8)
    return figure


def plot_rings(samples, centers, labels=None):
    """`samples`: title -> (n, 2) array of points, over crosses at the centers of the modes; all panels have one scale.

    `labels`, if given, are integers (n,): each point is drawn as the digit of its label's mode.
    """
    side = 3.1 if labels is None else 5
    limit = max(3.2, 1.05 * max(np.abs(X).max() for X in samples.values()))
    figure, axes = panels(len(samples), side * len(samples), side + 0.2)
    for ax, (title, X) in zip(axes, samples.items(), strict=True):
        ax.plot(*centers.T, "x", color="black", markersize=10, markeredgewidth=2)
        if labels is None:
            ax.plot(*X.T, ".", color=BLUE, markersize=3, alpha=0.5)
        else:
            for k, point in zip(labels, X, strict=True):
                ax.text(*point, str(k), color=VERMILLION, fontsize=8, ha="center", va="center")
        ax.set(title=title, xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
        ax.title.set_fontsize(10)
    return figure


def plot_attack(images, titles):
    """`images`: row label -> (k, 64) array; `titles`: row label -> k titles. One row of digits each, on the scale [0, 1]."""
    k = len(next(iter(images.values())))
    size = 1.1 * k, 1.4 * len(images)
    figure, axes = plt.subplots(len(images), k, figsize=size, layout="constrained", squeeze=False)
    for row, (label, X) in zip(axes, images.items(), strict=True):
        for ax, x, title in zip(row, X, titles[label], strict=True):
            signed = {"cmap": "cividis", "vmin": -abs(x).max(), "vmax": abs(x).max()}
            _image(ax, x.reshape(8, 8), title, **signed if x.min() < 0 else {"vmin": 0, "vmax": 1})
        row[0].set_ylabel(label, fontsize=9)
    return figure


def plot_robustness(epsilons, curves):
    """`curves`: label -> share of digits read right at each epsilon."""
    ax = new_axes(size=(6.5, 3.8))
    for k, (label, shares) in enumerate(curves.items()):
        ax.plot(epsilons, shares, label=label, markersize=6, **line_style(k))
    xlabel = r"$\epsilon$: largest change of a pixel (paper 0, ink 1)"
    return finish(ax, BESIDE, xlabel=xlabel, ylabel="test digits read right", ylim=(0, 1)).figure


def plot_frames(frames):
    """`frames`: label -> (k, 64) images; one row of images for each, the label written beside it."""
    figure, ax = plt.subplots(figsize=(9, 0.62 * len(frames) + 0.3), layout="constrained")
    rows = [np.pad(X.reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)), constant_values=np.nan) for X in frames.values()]
    ax.imshow(np.vstack([np.hstack(list(row)) for row in rows]), cmap="Greys", vmin=0, vmax=1)
    ax.set_yticks(10 * np.arange(len(frames)) + 4.5, list(frames))
    ax.set_xticks([])
    ax.spines[:].set_visible(False)
    return figure


def plot_ways():
    """The two ways back through a GAN: in a step of D the gradient ends in D, in a step of G it passes D and ends in G."""
    figure, axes = panels(2, 10, 2.6)
    for ax, player in zip(axes, "DG", strict=True):
        chain = {"noise": 0, "G": 1.7, r"$X_{\mathrm{fake}}$": 3.4, "D": 5.1, "$z$": 6.8, f"$L_{player}$": 8.2}
        _boxes(ax, {label: (x, 0) for label, x in chain.items()}, player)
        if player == "D":
            _boxes(ax, {"real $X$": (3.4, 1.3)}, player)
            _way(ax, (3.9, 1.05), (4.75, 0.35))
        places = list(chain.values())
        for start, stop in zip(places, places[1:]):
            _way(ax, (start + 0.52, 0.12), (stop - 0.52, 0.12))
        for start, stop in list(zip(places, places[1:]))[3 if player == "D" else 1 :]:
            _way(ax, (stop - 0.52, -0.14), (start + 0.52, -0.14), VERMILLION)
        ax.set(
            xlim=(-0.7, 8.9),
            ylim=(-0.9, 1.9),
            title=f"a step of {player}: the gradient comes back (orange), {player} moves",
        )
        ax.title.set_fontsize(10)
        ax.axis("off")
    return figure


def _boxes(ax, places, mover):
    for label, (x, y) in places.items():
        network = label in "DG"
        face = SHADES[2] if label == mover else "0.9" if network else "white"
        box = {"boxstyle": "square,pad=0.5" if network else "round,pad=0.15", "facecolor": face, "edgecolor": "black"}
        ax.text(
            x, y, label, ha="center", va="center", fontsize=10, bbox=box if network else box | {"edgecolor": "none"}
        )
        if network and label != mover:
            ax.text(x, -0.75, "stands still", ha="center", fontsize=8)


def _way(ax, start, stop, color="black"):
    ax.annotate(
        "", stop, start, arrowprops={"arrowstyle": "-|>", "color": color, "linewidth": 1.3, "shrinkA": 0, "shrinkB": 0}
    )


def hill(X, y):
    """The slope of a loss over two pixels, -2 (x_1 + 0.3)^2 - 8 (x_2 - 0.5)^2: uphill is to the left, along a ridge."""
    return np.stack([-4 * (X[:, 0] + 0.3), -16 * (X[:, 1] - 0.5)], axis=1)


def plot_box(path, one_step, epsilon):
    """The walk of PGD over two pixels, (n, 2), and FGSM's one step, on `hill`, with the box around the first point."""
    figure, ax = plt.subplots(figsize=(6.4, 4), layout="constrained")
    x1, x2 = np.meshgrid(np.linspace(0, 0.7, 71), np.linspace(0.1, 0.8, 71))
    ax.contourf(x1, x2, -2 * (x1 + 0.3) ** 2 - 8 * (x2 - 0.5) ** 2, levels=14, cmap="Blues", alpha=0.7)
    start = path[0]
    corner, side = start - epsilon, 2 * epsilon
    ax.add_patch(
        plt.Rectangle(corner, side, side, fill=False, edgecolor="black", linewidth=2, label=r"the box around $x_0$")
    )
    ax.plot(*path.T, "o-", color=VERMILLION, markersize=5, label="your PGD, a dot per step")
    ax.plot(*np.array([start, one_step]).T, "s--", color=ORANGE, markersize=6, label="your FGSM")
    ax.annotate("$x_0$", start, xytext=(6, -12), textcoords="offset points", fontsize=12)
    ax.set(xlabel="pixel 1", ylabel="pixel 2", xlim=(0, 0.7), ylim=(0.1, 0.8), aspect="equal")
    ax.legend(**BESIDE)
    return figure
