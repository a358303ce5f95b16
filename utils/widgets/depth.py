"""How a gradient travels back through many layers: plain, residual and normalized chains of random weights, and a widget."""

from functools import lru_cache

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure

from utils.activations import relu
from utils.figures.plotting import BLUE, VERMILLION
from utils.initializers import he
from utils.mlp import Dense
from utils.network import Network
from utils.normalization import Activation, BatchNorm
from utils.residual import Residual
from utils.widgets.live import LiveFigure

PLAIN, RESIDUAL, NORMALIZED = "plain", "residual", "batch normalization"
BAND = 0.1, 10
MISSION = (
    "at depth 50, find the &kappa; for which the median gradient at the input (layer 0) stays in the grey band: (1) in the plain "
    "chain, (2) in the residual one. Which range is wider? And can any &kappa; help batch normalization?"
)


def chain(kind, depth, scale, rng, width=32):
    """A chain of `depth` ReLU layers of equal width; weights are He's times `scale`.

    plain: a <- relu(W a). batch normalization: a <- relu(norm(W a)). residual: a <- a + W_2 relu(W_1 a), two layers a block.
    """

    def dense(*phi):
        return Dense(width, width, *phi, rng=rng, init=lambda *shape_and_rng: scale * he(*shape_and_rng))

    if kind == RESIDUAL:
        return Network(Residual([dense(relu), dense()]) for _ in range(depth // 2))
    if kind == NORMALIZED:
        return Network(Network([dense(), BatchNorm(width), Activation(relu)]) for _ in range(depth))
    return Network(dense(relu) for _ in range(depth))


def norms_by_layer(network, rng, width=32, n=32):
    """|a^l| and |dL/da^l| after each part of the chain, the input first, for random inputs and a random dL/da^N.

    Returns two ndarrays of shape (number of parts + 1,): norms of whole batches, relative to the first |a| and the last gradient.
    """
    A = rng.standard_normal((n, width))
    signals = [np.linalg.norm(A)]
    for layer in network.layers:
        A = layer.forward(A)
        signals.append(np.linalg.norm(A))
    grad = rng.standard_normal(A.shape)
    gradients = [np.linalg.norm(grad)]
    for layer in reversed(network.layers):
        grad = layer.backward(grad, True)
        gradients.append(np.linalg.norm(grad))
    return np.array(signals) / signals[0], np.array(gradients[::-1]) / gradients[0]


@lru_cache(64)
def many(kind, depth, scale, seeds=5):
    """`norms_by_layer` for several seeds: two ndarrays of shape (seeds, number of parts + 1), kept and not to be changed."""
    rngs = [np.random.default_rng(seed) for seed in range(seeds)]
    return np.swapaxes([norms_by_layer(chain(kind, depth, scale, rng), rng) for rng in rngs], 0, 1)


def in_band(ratio):
    """Is the gradient at the input neither lost nor too large?"""
    return BAND[0] <= ratio <= BAND[1]


def depth_widget():
    """The widget: a `LiveFigure` of gradient and signal by layer, with kind of chain, depth and weight scale."""
    fig = Figure(figsize=(9, 4), layout="constrained")
    left, right = fig.subplots(1, 2, sharex=True)
    left.axhspan(*BAND, color="0.9", zorder=0)
    for ax, name in ((left, r"$|dL/da^l|\;/\;|dL/da^N|$"), (right, r"$|a^l|\;/\;|a^0|$")):
        ax.axhline(1, color="0.5", linewidth=0.8)
        ax.set(yscale="log", xlim=(0, 60), ylim=(1e-8, 1e8), xlabel="layer $l$", ylabel=name)
    left.set_title("backward: gradient (read from right to left)", fontsize=10)
    right.set_title("forward: signal", fontsize=10)
    lines = {}
    for ax, color, style in ((left, BLUE, "-"), (right, VERMILLION, "--")):
        lines[ax] = [*ax.plot(np.zeros((0, 5)), color="0.55", linewidth=0.8)]
        lines[ax] += ax.plot([], [], color=color, linewidth=2.5, linestyle=style)
    text = left.text(0.5, 0.03, "", transform=left.transAxes, ha="center")

    def update(kind, depth, scale):
        signals, gradients = many(kind, depth, scale)
        for ax, values in ((left, gradients), (right, signals)):
            layers = np.linspace(0, depth - depth % 2 if kind == RESIDUAL else depth, values.shape[1])
            for line, y in zip(lines[ax], [*values, np.median(values, axis=0)]):
                line.set_data(layers, np.clip(y, 1e-300, 1e300))
        ratio = np.median(gradients[:, 0])
        text.set_text(f"at layer 0, median of 5: {ratio:.2g}   ({'in' if in_band(ratio) else 'not in'} the band)")
        return [*lines[left], *lines[right], text]

    def reached(kind, depth, scale):
        ratio = np.median(many(kind, depth, scale)[1][:, 0])
        if depth != 50 or kind == NORMALIZED or not in_band(ratio):
            return ""
        return f"part {1 if kind == PLAIN else 2} of 2, κ = {scale:.2f}."

    controls = {
        "kind": widgets.Dropdown(options=[PLAIN, RESIDUAL, NORMALIZED]),
        "depth": widgets.IntSlider(50, min=2, max=60, step=2),
        "scale": widgets.FloatSlider(0.8, min=0.05, max=2, step=0.05, description="scale κ"),
    }
    together = [{"kind": None, "scale": [0.05, 0.2, 0.4, 0.5, 0.55, 0.6, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.5, 2]}]
    return LiveFigure(fig, update, controls, MISSION, reached, together)
