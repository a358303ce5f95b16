"""The race: six optimizers on one landscape, their paths on the left, their distances from the minimum on the right."""

from functools import cache

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure

from utils.landscapes import Logit, Quadratic, Rosenbrock, trajectory, tumors
from utils.live import LiveFigure
from utils.optimizers import SGD, AdaGrad, Adam, Momentum, Nesterov, RMSProp
from utils.plotting import COLORS, LINES, MARKERS, plot_contours

RAVINE, TURNED, BANANA, LOGIT = "ravine", "ravine, turned by 45 degrees", "Rosenbrock's valley", "logit on 569 tumors"
MISSION = (
    "on the turned ravine, bring momentum, Nesterov and Adam within 0.1 of the minimum in fewer than 40 steps, "
    "with one &beta; for the three. Which of the other optimizers can follow?"
)
NAMES = ["gradient descent", "momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"]


def contestants(eta, eta_adaptive, beta):
    """Six fresh optimizers: `eta` multiplies gradients; `eta_adaptive`, in units of theta, is for the last three."""
    optimizers = [
        SGD(eta),
        Momentum(eta, beta),
        Nesterov(eta, beta),
        AdaGrad(eta_adaptive),
        RMSProp(eta_adaptive),  # its beta averages squares, as Adam's beta_2 does: the slider leaves both alone
        Adam(eta_adaptive, beta_1=beta),
    ]
    return dict(zip(NAMES, optimizers))


@cache
def course(landscape):
    """Where the race is run: the function, the start, the distance that counts as arrived, and the picture's limits."""
    turned = 4 * np.array([np.sqrt(0.5)] * 2) + np.array([-1, 1]) * np.sqrt(0.5)  # (4, 1), turned by 45 degrees
    return {
        RAVINE: lambda: (Quadratic([1, 50]), (4.0, 1.0), 0.1, (-2, 5), (-2.2, 2.2)),
        TURNED: lambda: (Quadratic([1, 50], np.pi / 4), tuple(turned), 0.1, (-2, 4.5), (-2, 4.5)),
        BANANA: lambda: (Rosenbrock(), (-1.2, 1.0), 0.1, (-2, 2), (-1, 3)),
        LOGIT: lambda: (Logit(*tumors()), (0.0, 0.0), 1.0, (-24, 4), (-3, 16)),
    }[landscape]()


def run(landscape, eta, eta_adaptive, beta, steps, noise=0.0, seed=0):
    """Run the six; returns dict name -> path of shape (steps + 1, 2).

    With `noise`, each gradient gets a normal error of that standard deviation, the same draws for every optimizer.
    """
    f, start, *_ = course(landscape)
    paths = {}
    for name, optimizer in contestants(eta, eta_adaptive, beta).items():
        draw = iter(noise * np.random.default_rng(seed).standard_normal((steps, 2)))
        noisy = (lambda theta, draw=draw: f.gradient(theta) + next(draw)) if noise else f.gradient
        paths[name] = trajectory(optimizer, noisy, start, steps)
    return paths


def arrival(path, minimum, radius):
    """The first step from which the path stays within `radius` of the minimum up to its end, or None."""
    outside = np.flatnonzero(~(np.linalg.norm(path - minimum, axis=1) < radius))  # NaN counts as outside
    step = outside[-1] + 1 if outside.size else 0
    return int(step) if step < len(path) else None


def optimizer_race(landscape=TURNED, eta=0.02, eta_adaptive=0.1, beta=0.9, steps=60):
    """The widget: a `LiveFigure` with sliders for both learning rates, beta, the number of steps and the noise."""
    fig = Figure(figsize=(9.6, 4.6))
    left, right = fig.subplots(
        1, 2, gridspec_kw={"left": 0.07, "right": 0.985, "bottom": 0.12, "top": 0.92, "wspace": 0.22}
    )
    styles = [
        {"color": c, "linestyle": s, "marker": m, "markersize": 4}
        for c, s, m in zip([*COLORS[:5], COLORS[6]], [*LINES, "--"], MARKERS)
    ]
    now, lines = {}, {}

    def draw_course(landscape):
        f, start, radius, xlim, ylim = course(landscape)
        left.clear(), right.clear()
        low, high = f(f.minimum), f(np.array(start))
        plot_contours(f, xlim, ylim, left, levels=low + (high - low) * np.geomspace(1e-3, 3, 12))
        left.plot(*f.minimum, marker="*", color="black", markersize=14, linestyle="none")
        left.plot(*start, marker="o", color="black", markersize=10, fillstyle="none")
        left.set_title(f"{landscape}: from the ring to the star")
        right.axhline(radius, color="0.5", linewidth=1)
        right.set(yscale="log", ylim=(radius / 100, radius * 100), xlabel="step", ylabel="distance from the minimum")
        right.grid(alpha=0.3)
        for name, style in zip(NAMES, styles):
            lines[name] = (*left.plot([], [], **style, zorder=3), *right.plot([], [], **style))
        handles = [pair[1] for pair in lines.values()]
        title = f"within {radius:g} from step ..."
        now["legend"] = right.legend(handles, NAMES, loc="lower left", fontsize=8, title=title, title_fontsize=8)
        now["legend"].set_zorder(5)
        now["landscape"] = landscape

    def update(landscape, eta, eta_adaptive, beta, steps, noise):
        changed = now.get("landscape") != landscape
        if changed:
            draw_course(landscape)
        f, _, radius, *_ = course(landscape)
        if changed or now.get("steps") != steps:
            right.set_xlim(0, steps)
            changed, now["steps"] = True, steps
        paths = run(landscape, eta, eta_adaptive, beta, steps, noise)
        for name, path in paths.items():
            distance = np.linalg.norm(path - f.minimum, axis=1)
            for line in lines[name]:
                line.set_markevery(max(1, steps // 12))
            far = np.nan_to_num(distance, nan=np.inf) > 3 * distance[0]
            gone = np.maximum.accumulate(far)  # a diverging path would fill the picture
            lines[name][0].set_data(*np.where(gone[:, np.newaxis], np.nan, path).T)
            lines[name][1].set_data(np.arange(steps + 1), distance)
        steps_needed = {name: arrival(path, f.minimum, radius) for name, path in paths.items()}
        for text, (name, k) in zip(now["legend"].get_texts(), steps_needed.items()):
            text.set_text(f"{name}: {'not yet' if k is None else f'{k} steps'}")
        return None if changed else [line for pair in lines.values() for line in pair] + [now["legend"]]

    controls = {
        "landscape": widgets.Dropdown(options=[RAVINE, TURNED, BANANA, LOGIT], value=landscape),
        "eta": widgets.FloatLogSlider(eta, min=-3, max=2, step=0.1, description="η (first three)"),
        "eta_adaptive": widgets.FloatLogSlider(eta_adaptive, min=-3, max=1.5, step=0.1, description="η (last three)"),
        "beta": widgets.FloatSlider(beta, min=0, max=0.95, step=0.05, description="β"),
        "steps": widgets.IntSlider(steps, min=20, max=300, step=10),
        "noise": widgets.FloatSlider(0, min=0, max=3, step=0.25),
    }
    return LiveFigure(fig, update, controls, MISSION)
