"""Pictures of attention: a matrix of weights as shades, alone or beside the digit whose rows are the positions."""

import numpy as np
from matplotlib import pyplot as plt

from utils.plotting import new_axes
from utils.validate import check_array


def plot_map(A, ax=None, title="", numbers=False, vmax=None, xlabel="key j", ylabel="query i"):
    """The matrix A, shape (n, k), as shades of grey from 0 (white) to `vmax`, its largest entry if none is given.

    One row a query, one column a key; with `numbers` each entry is written into its cell. Returns the Axes.
    """
    A = check_array(A, "A", ("n", "k"))
    ax = new_axes(ax, (4, 3.6))
    vmax = A.max() if vmax is None else vmax
    ax.imshow(A, cmap="Greys", vmin=0, vmax=vmax, aspect="auto")
    if numbers:
        for (i, j), a in np.ndenumerate(A):
            ax.text(
                j, i, f"{a:.2f}", ha="center", va="center", fontsize=8, color="white" if a > 0.6 * vmax else "black"
            )
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel)
    if max(A.shape) <= 12:
        ax.set_xticks(range(A.shape[1]))
        ax.set_yticks(range(A.shape[0]))
    return ax


def plot_digit_maps(x, A, titles=None):
    """A digit, shape (8, 8), whose rows are the positions, and beside it the weights of each head, A of shape (h, 8, 8).

    Row i of a map says which rows of the digit are mixed into row i. One scale for all heads. Returns the Figure.
    """
    x = check_array(x, "x", ("n", "w"))
    A = check_array(A, "A", ("h", len(x), len(x)))
    fig, axes = plt.subplots(1, len(A) + 1, figsize=(3.1 * (len(A) + 1), 3.1), layout="constrained")
    axes[0].imshow(x, cmap="Greys")
    axes[0].set(title="the rows are the positions", ylabel="row", xticks=[], yticks=range(len(x)))
    for h, ax in enumerate(axes[1:]):
        plot_map(A[h], ax, f"head {h + 1}" if titles is None else titles[h], vmax=A.max())
    bar = fig.colorbar(axes[1].images[0], ax=list(axes[1:]), shrink=0.9)
    bar.set_label("weight")
    return fig


def plot_waves(P, ax=None):
    """Position vectors, P of shape (n, d), as shades: dark below 0, light above; returns the Axes."""
    P = check_array(P, "P", ("n", "d"))
    ax = new_axes(ax, (6.5, 3.6))
    limit = np.abs(P).max()
    image = ax.imshow(P, cmap="cividis", vmin=-limit, vmax=limit, aspect="auto", interpolation="nearest")
    ax.set(xlabel="column of the position vector", ylabel="position t")
    ax.get_figure().colorbar(image, ax=ax, label="value")
    return ax
