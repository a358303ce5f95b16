"""What a step size does: gradient descent on f(theta) = 1/2 (theta_1^2 + kappa theta_2^2), behind two sliders.

The curvatures are 1 and kappa, so kappa is the condition number, 2 / kappa the largest step, 2 / (1 + kappa) the best.
"""

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure

from utils.figures.descent import START, XLIM, YLIM, descend
from utils.figures.plotting import ABOVE, COLORS, LINES, STAR, plot_contours
from utils.landscapes import Quadratic
from utils.widgets.live import LiveFigure, frames, paragraph

CLOSE = 0.05  # arrived: within this share of the first distance from the minimum
STEPS = 100  # that the widget makes
GOAL = 40  # arrive in fewer steps than this
KAPPAS = [1, 2, 5, 10, 15, 20, 25, 30, 50, 100]
MISSION = (
    f"at condition number &kappa; = 20, find a step size with which descent arrives in <b>fewer than {GOAL} steps</b>. "
    "Then do the same at the largest &kappa; of the slider at which it is still possible."
)


def arrival(path):
    """The first step at which the distance from the minimum is at most CLOSE of the first one; None if there is none."""
    near = np.linalg.norm(path, axis=1) <= CLOSE * np.linalg.norm(path[0])
    return int(near.argmax()) if near.any() else None


def describe(eta, kappa, path):
    """What a run does, in three lines."""
    flat, steep = 1 - eta, 1 - eta * kappa
    k = arrival(path)
    if max(abs(flat), abs(steep)) > 1:
        fate = "a factor beyond 1: it diverges"
    else:
        fate = f"not arrived after {len(path) - 1} steps" if k is None else f"arrived after {k} steps"
    return (
        f"η = {eta:.4f}, ηL = {eta * kappa:.3f}, bound 2/L = {2 / kappa:.4f}\n"
        f"each step multiplies θ₁ by 1 − ηl = {flat:.3f}, θ₂ by 1 − ηL = {steep:.3f}\n{fate}"
    )


def largest_kappa():
    """The largest condition number of the slider at which the best step size arrives in time."""
    return max(kappa for kappa in KAPPAS if (arrival(descend(2 / (1 + kappa), kappa)) or GOAL) < GOAL)


def step_size():
    """The widget: choose the condition number and the step size; see the path and the distance from the minimum."""
    fig = Figure(figsize=(8.6, 4.2))
    left, right = fig.subplots(1, 2, width_ratios=[1.25, 1])
    fig.subplots_adjust(left=0.065, right=0.97, bottom=0.13, top=0.85, wspace=0.24)
    words = widgets.HTML()  # beside the figure: drawing letters takes longer than drawing the rest
    (ring,) = left.plot(*START, "o", color="black", markersize=9, fillstyle="none")
    (star,) = left.plot(0, 0, **STAR)
    (line,) = left.plot([], [], "o-", color=COLORS[2], markersize=4)
    (curve,) = right.semilogy([], [], color=COLORS[2], linewidth=2, label="distance / first distance")
    (rate,) = right.semilogy([], [], color=COLORS[0], linestyle="--", label=r"$\rho^k$")
    right.axhline(CLOSE, color="0.4", linestyle=":", label=f"arrived: {CLOSE:g}")
    right.axvline(GOAL, color="0.4", linestyle=LINES[2], linewidth=1, label=f"{GOAL} steps")
    (dot,) = right.plot([], [], "o", color="black", markersize=9)
    right.set(xlabel="steps $k$", xlim=(0, STEPS), ylim=(1e-3, 30))
    right.legend(**ABOVE, ncols=2)
    contours = {}  # kappa -> its contours, which stay in the figure
    last = largest_kappa()

    def update(kappa, eta):
        if kappa not in contours:
            others = {*left.collections}
            plot_contours(Quadratic([1, kappa]), XLIM, YLIM, left, levels=14)
            contours[kappa] = [artist for artist in left.collections if artist not in others]
        for other, artists in contours.items():
            for artist in artists:
                artist.set_visible(other == kappa)
        path = descend(eta, kappa)
        k, steps = arrival(path), np.arange(STEPS + 1)
        distance = np.linalg.norm(path, axis=1)
        out_of_sight = np.flatnonzero(distance > 50)
        line.set_data(path[: 1 + out_of_sight[0] if out_of_sight.size else None].T)
        curve.set_data(steps[: len(path)], np.maximum(distance / distance[0], 1e-16))
        rate.set_data(steps, np.maximum(max(abs(1 - eta), abs(1 - eta * kappa)), 1e-16) ** steps.astype(float))
        dot.set_data([[k], [max(distance[k] / distance[0], 1e-3)]] if k is not None else ([], []))
        words.value = paragraph(describe(eta, kappa, path))
        # all lines, so that each keeps its place in the order
        return [*contours[kappa], line, ring, star, *right.lines, *frames(fig)]

    def reached(kappa, eta):
        k = arrival(descend(eta, kappa))
        if kappa not in (20, last) or k is None or k >= GOAL:
            return ""
        return f"{k} steps at κ = {kappa}" + (
            ". Now for the largest κ." if kappa == 20 else ", and no larger κ of the slider can do it."
        )

    controls = {
        "kappa": widgets.SelectionSlider(options=KAPPAS, value=20, description="κ"),
        "eta": widgets.FloatLogSlider(0.03, base=10, min=-2, max=0.4, step=0.01, description="η", readout_format=".4f"),
        "words": words,
    }
    etas = [0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.075, 0.077, 0.08, 0.085, 0.09, 0.095, 0.1, 0.2, 0.4, 1, 2.5]
    together = [{"kappa": [5, 10, 20, 25, 30, 100], "eta": etas}]
    return LiveFigure(fig, update, controls, MISSION, reached, together)
