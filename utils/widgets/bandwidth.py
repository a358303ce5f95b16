"""Kernel regression, the ancestor of attention, on simulated wages: its weights are a softmax, its bandwidth is a scale.

log wages rise with experience along a parabola, as in Mincer (1974), and scatter around it.
"""

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure

from utils.attention import attention
from utils.figures.plotting import ABOVE, BLUE, VERMILLION, new_axes
from utils.widgets.live import LiveFigure, paragraph

YEARS = np.linspace(0, 40, 161)
GOAL = 0.216  # the leave-one-out error that the mission asks for
MISSION = (
    f"find a bandwidth with a leave-one-out error below <b>{GOAL}</b>. "
    "Keep it, and move the query to 0 years: on which side of the dashed curve is the diamond, and why?"
)


def profile(years):
    """The true mean of log wages: 2 + 0.08 x - 0.0016 x^2, highest at 25 years."""
    return 2 + 0.08 * years - 0.0016 * years**2


def wages(n, rng, noise=0.2):
    """n simulated people: years of experience, sorted, shape (n,), and log wages, shape (n,)."""
    years = np.sort(rng.uniform(0, 40, n))
    return years, profile(years) + noise * rng.standard_normal(n)


def gaussian_attention(x, x_data, y_data, h, mask=None):
    """Nadaraya-Watson regression with a Gaussian kernel, as attention: estimates (n,) and weights (n, k).

    -(x - x_j)^2 / 2h^2 = (x x_j - x_j^2 / 2) / h^2 - x^2 / 2h^2, and the softmax does not see the last term, which is the
    same for all keys. So the query is (x, 1) / h^2, the key (x_j, -x_j^2 / 2), the value y_j; sqrt(2) undoes 1 / sqrt(d).
    """
    Q = np.column_stack([x, np.ones_like(x)]) * 2**0.5 / h**2
    K = np.column_stack([x_data, -(x_data**2) / 2])
    O, A = attention(Q, K, y_data[:, np.newaxis], mask)
    return O[:, 0], A


def leave_one_out(x_data, y_data, h):
    """Root mean squared error when each point is estimated from all the others: a mask without its diagonal."""
    others = ~np.eye(len(x_data), dtype=bool)
    return float(np.sqrt(np.mean((gaussian_attention(x_data, x_data, y_data, h, others)[0] - y_data) ** 2)))


def effective_keys(a):
    """1 / sum_j a_j^2, the number of equal weights that would be as concentrated as the weights a, shape (..., k)."""
    return 1 / (a**2).sum(axis=-1)


def plot_bandwidths(x_data, y_data, bandwidths, ax=None):
    """The data, the true profile (dashed) and one estimate for each bandwidth; returns the Axes."""
    ax = new_axes(ax, (6.5, 3.8))
    ax.plot(x_data, y_data, "o", color="0.6", markersize=4, label="data")
    ax.plot(YEARS, profile(YEARS), "--", color="black", label="true mean")
    for h, color, line, width in zip(bandwidths, ("#E69F00", BLUE, VERMILLION), ("-", "-", "-."), (1, 2.5, 2)):
        estimate = gaussian_attention(YEARS, x_data, y_data, h)[0]
        ax.plot(YEARS, estimate, linestyle=line, color=color, linewidth=width, label=f"h = {h:g}")
    ax.set(xlabel="experience, years", ylabel="log wage")
    ax.legend(fontsize=9, loc="lower right", ncols=2)
    return ax


def bandwidth():
    """The widget: choose the bandwidth and the query; see the weights, the estimate and the leave-one-out error."""
    x_data, y_data = wages(60, np.random.default_rng(0))
    fig = Figure(figsize=(8.6, 4.1))
    left, right = fig.subplots(1, 2, width_ratios=[1.5, 1])
    fig.subplots_adjust(left=0.085, right=0.985, bottom=0.13, top=0.92, wspace=0.24)
    words = widgets.HTML()
    left.plot(YEARS, profile(YEARS), "--", color="black", label="true mean")
    style = {"s": 20, "color": "0.55", "edgecolors": "black", "linewidths": 0.5}
    dots = left.scatter(x_data, y_data, label="data (area: weight)", **style)
    (curve,) = left.plot([], [], color=BLUE, linewidth=2, label="estimate")
    query = left.axvline(0, color=VERMILLION, linestyle=":")
    (diamond,) = left.plot([], [], "D", color=VERMILLION, markersize=10, markeredgecolor="black")
    left.set(xlabel="experience, years", ylabel="log wage", xlim=(-1, 41), ylim=(1.4, 3.6))
    left.legend(**ABOVE, ncols=3, columnspacing=1, frameon=False)
    stems = right.vlines(x_data, 0, 0, color=BLUE, linewidth=2)
    right.set(xlabel="experience, years", ylabel="weight of the person (cut at 0.3)", xlim=(-1, 41), ylim=(0, 0.3))
    even = right.axhline(1 / len(x_data), color="0.4", linestyle="--", linewidth=1, label="equal weights")
    right.legend(handles=[even], **ABOVE, frameon=False)

    def update(h, x):
        (estimate,), A = gaussian_attention(np.array([x]), x_data, y_data, h)
        curve.set_data(YEARS, gaussian_attention(YEARS, x_data, y_data, h)[0])
        dots.set_sizes(12 + 600 * A[0])
        query.set_xdata([x, x])
        diamond.set_data([x], [estimate])
        stems.set_segments([[(key, 0), (key, min(weight, 0.3))] for key, weight in zip(x_data, A[0])])
        error, keys = leave_one_out(x_data, y_data, h), effective_keys(A[0])
        words.value = paragraph(
            f"h = {h:.2f} years, scale 1/h² = {1 / h**2:.3f}: leave-one-out error {error:.4f}\n"
            f"at {x:.0f} years: estimate {estimate:.3f}, true {profile(x):.3f}; as if {keys:.1f} people had equal weights"
        )
        return [dots, curve, query, diamond, stems]

    def reached(h, x):
        error = leave_one_out(x_data, y_data, h)
        if error >= GOAL or x != 0:
            return ""
        gap = gaussian_attention(np.array([x]), x_data, y_data, h)[0][0] - profile(x)
        side = "above" if gap > 0 else "below"
        return f"{error:.4f}, and the diamond is {abs(gap):.2f} {side} the curve."

    controls = {
        "h": widgets.FloatLogSlider(20, base=10, min=-0.6, max=1.6, step=0.05, description="bandwidth h"),
        "x": widgets.FloatSlider(25, min=0, max=40, step=1, description="query x"),
        "words": words,
    }
    together = [{"x": [0, 10, 25, 40], "h": [0.25, 0.5, 1, 2, 2.5, 2.8, 3.2, 3.5, 4, 4.5, 5, 8, 20, 40]}]
    return LiveFigure(fig, update, controls, MISSION, reached, together)
