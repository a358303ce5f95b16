"""The pictures of practical 2 that take more than a few lines."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from utils.figures.plotting import BLUE, VERMILLION, finish, new_axes, panels, plot_contours, plot_curves, plot_path

CURVATURES = np.array([1.0, 50.0])  # of the ravine f(theta) = 1/2 (theta_1^2 + 50 theta_2^2)


def plot_initial_weights(W):
    """Histogram of the weights, with He's normal density for their number of inputs."""
    ax = new_axes(size=(5.5, 3))
    std = np.sqrt(2 / W.shape[1])
    w = np.linspace(-4 * std, 4 * std, 200)
    ax.hist(W.ravel(), bins=40, density=True, color=BLUE, alpha=0.5, edgecolor="white", label="your $W_1$")
    density = np.exp(-(w**2) / (2 * std**2)) / (std * np.sqrt(2 * np.pi))
    ax.plot(w, density, color="black", linestyle="--", label=f"normal, std {std:.3f}")
    ax.set(xlabel="weight", ylabel="density")
    ax.legend()
    return ax.figure


def plot_slopes(phis):
    """`phis`: name -> (phi, derivative); phi solid, its derivative dashed."""
    z = np.linspace(-3, 3, 601)
    curves = {name: (phi(z), slope(z)) for name, (phi, slope) in phis.items()}  # first: an error leaves no empty figure
    figure, axes = panels(len(phis), 4.2 * len(phis), 3)
    for ax, (name, (a, slope)) in zip(axes, curves.items(), strict=True):
        ax.plot(z, a, color=BLUE, label=r"$\Phi(z)$")
        ax.plot(z, slope, color=VERMILLION, linestyle="--", label=r"$\Phi'(z)$")
        ax.axhline(0, color="0.6", linewidth=0.8, zorder=0)
        ax.set(title=name, xlabel="$z$")
        ax.legend()
    return figure


def plot_journey(x, cache, Z):
    """One digit on its way: the image, the activations of each hidden layer as bars, the logits with the largest marked."""
    hidden, z = [A[0] for A, _ in cache[1:]], Z[0]
    figure, axes = panels(len(hidden) + 2, 10, 2.6, width_ratios=[1] + [1.4] * (len(hidden) + 1))
    axes[0].imshow(x.reshape(8, 8), cmap="Greys")
    axes[0].set(title=f"$a^0$: {x.size} pixels", xticks=[], yticks=[])
    for l, (ax, a) in enumerate(zip(axes[1:-1], hidden, strict=True), start=1):
        ax.bar(np.arange(len(a)), a, width=0.8, color=BLUE)
        ax.set(title=f"$a^{l}$: {len(a)} units, {np.count_nonzero(a)} awake", xlabel="unit")
    classes = np.arange(len(z))
    axes[-1].bar(classes, z, color=np.where(classes == z.argmax(), VERMILLION, "0.6"), edgecolor="black")
    axes[-1].axhline(0, color="black", linewidth=0.8)
    axes[-1].set(title=f"$z^{len(cache)}$: logits, largest: {z.argmax()}", xlabel="class", xticks=classes)
    return figure


def plot_choice(z, p):
    """Logits and their probabilities, side by side."""
    figure, axes = panels(2, 8, 2.8)
    classes = np.arange(len(z))
    axes[0].bar(classes, z, color="0.7", edgecolor="black")
    axes[0].axhline(0, color="black", linewidth=0.8)
    axes[0].set(title="logits: utilities", xlabel="class", ylabel="$z_k$", xticks=classes)
    bars = axes[1].bar(classes, p, color=BLUE, edgecolor="black")
    axes[1].bar_label(bars, [f"{share:.0%}" for share in p], fontsize=8)
    axes[1].set(title="softmax: choice probabilities", xlabel="class", ylabel="$p_k$", xticks=classes)
    axes[1].set_ylim(0, 1.15 * p.max())
    return figure


def plot_loss_of_logit(z, loss):
    """The loss of one digit as the logit of its class moves and the other logits stay at 0."""
    ax = new_axes(size=(5.5, 3))
    ax.plot(z, loss, color=BLUE, label="your cross-entropy")
    no_idea = np.log(10)
    ax.plot(0, no_idea, marker="o", color=VERMILLION, linestyle="", label=f"no idea: ln 10 = {no_idea:.2f}")
    return finish(ax, {}, xlabel="logit of the right class (the others: 0)", ylabel="loss").figure


def plot_delta(Delta, y):
    """Delta times n as a table of colors, one row a sample, the true class framed."""
    figure, ax = plt.subplots(figsize=(6, 3.6), layout="constrained")
    image = ax.imshow(Delta * len(y), cmap="cividis", vmin=-1, vmax=1, aspect="auto")
    for row, k in enumerate(y):
        ax.add_patch(plt.Rectangle((k - 0.5, row - 0.5), 1, 1, fill=False, edgecolor="white", linewidth=2))
    ax.set(xlabel="class", ylabel="sample", xticks=np.arange(Delta.shape[1]))
    ax.set_yticks(np.arange(len(y)), [f"a {k}" for k in y])
    figure.colorbar(image, ax=ax, label=r"$n\,\delta$: push the logit down (+) or up (-)")
    return figure


def walk_in_ravine(step):
    """60 steps of `step(parameters, gradients)` on the ravine; returns the path, shape (61, 2)."""
    theta = np.array([-4.0, 1.0])
    path = [theta.copy()]
    for _ in range(60):
        step([theta], [CURVATURES * theta])
        path.append(theta.copy())
    return np.array(path)


def plot_ravine(paths):
    """`paths`: label -> path, each in its own panel over the ravine's contours."""
    figure, axes = panels(len(paths), 4.4 * len(paths), 3)
    for ax, (label, path) in zip(axes, paths.items(), strict=True):
        plot_contours(lambda points: (points**2 @ CURVATURES) / 2, (-4.5, 2.2), (-1.3, 1.3), ax)
        plot_path(path, ax)
        ax.set(title=f"{label}: {np.linalg.norm(path[-1]):.2g} from the minimum", aspect="auto")
        ax.title.set_fontsize(10)
    return figure


def plot_training(curves):
    """The mean loss of each epoch, one curve for each run, on a logarithmic axis."""
    ax = plot_curves(curves, ylabel="mean loss of the epoch", log=True)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    return ax.figure


def plot_moved(X, y):
    """Digits in their frames of 10 by 10 pixels, side by side."""
    figure, axes = panels(len(X), len(X), 1.3)
    for ax, x, k in zip(axes, X, y, strict=True):
        ax.imshow(x.reshape(10, 10), cmap="Greys", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[], title=k)
    return figure
