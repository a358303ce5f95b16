"""The race: six optimizers on one landscape, their paths on the left, their distances from the minimum on the right.

Every learning rate is tuned in one way: on one grid for all, for the slowest of nine starts, since the best of one start may
be an accident. The arrays hold all learning rates and all starts at once, so a grid costs hardly more than a single run.
"""

from functools import cache, lru_cache

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from utils.activations import sigmoid
from utils.figures.plotting import BLACK, COLORS, LINES, MARKERS, STAR, plot_contours
from utils.landscapes import Logit, Quadratic, Rosenbrock, trajectory, tumors
from utils.optimizers import SGD, AdaGrad, Adam, Momentum, Nesterov, RMSProp
from utils.training import minibatches
from utils.widgets.live import Anew, LiveFigure

RAVINE, TURNED, BANANA, LOGIT = "ravine", "ravine, turned by 45°", "Rosenbrock's valley", "logit on 569 tumors"
NOISY = "logit on mini-batches of 32"
COURSES = [RAVINE, TURNED, BANANA, LOGIT]
MISSION = (
    "on the turned ravine, bring momentum, Nesterov and Adam within 0.1 of the minimum in fewer than 40 steps. "
    "Which of the others can follow?"
)
NAMES = ["gradient descent", "momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"]
WITH_BETA = ["momentum", "Nesterov", "Adam"]
ENOUGH = 150  # steps that tell who has arrived from who flies past
GRID = 0.001 * 1.02 ** np.arange(582)  # learning rates from 0.001 to 100, each 2 % above the one before
BETA = 0.9
LIMIT = {RAVINE: 1000, TURNED: 1000, BANANA: 4000, LOGIT: 1000}  # steps that are allowed
TUNED = {  # place on the GRID, found by `tune`: the tests repeat it
    RAVINE: [185, 192, 196, 399, 190, 263],
    TURNED: [185, 192, 196, 360, 224, 355],
    BANANA: [37, 158, 132, 374, 96, 226],
    LOGIT: [450, 517, 515, 480, 311, 424],
    NOISY: [403, 439, 438, 445, 282, 329],
}


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


def run(landscape, factor=1.0, beta=BETA, steps=60, noise=0.0, seed=0):
    """Run the six, each with `factor` times its tuned learning rate; returns dict name -> path of shape (steps + 1, 2).

    With `noise`, each gradient gets a normal error of that standard deviation, the same draws for every optimizer.
    """
    betas = {name: beta if name in WITH_BETA else BETA for name in NAMES}
    return {name: path_of(name, landscape, factor, betas[name], steps, noise, seed) for name in NAMES}


@lru_cache(128)
def path_of(name, landscape, factor, beta, steps, noise, seed):
    """One path of `run`, kept and not to be changed: the slider for beta moves three of the six."""
    f, start, *_ = course(landscape)
    eta = factor * best_eta(landscape, name)
    draw = iter(noise * np.random.default_rng(seed).standard_normal((steps, 2)))
    optimizer = contestants(eta, eta, beta)[name]
    path = trajectory(optimizer, lambda theta: slopes(f, theta[np.newaxis])[0] + next(draw), start, steps)
    path.flags.writeable = False
    return path


def arrival(path, minimum, radius):
    """The first step from which the path stays within `radius` of the minimum up to its end, or None."""
    outside = np.flatnonzero(~(np.linalg.norm(path - minimum, axis=1) < radius))  # NaN counts as outside
    step = outside[-1] + 1 if outside.size else 0
    return int(step) if step < len(path) else None


def best_eta(landscape, name):
    """The tuned learning rate of an optimizer on a landscape."""
    return GRID[TUNED[landscape][NAMES.index(name)]]


def starts(landscape, fresh=False):
    """Nine starts, shape (9, 2): the course's own, then eight around it; or eight `fresh` ones between those, as a control."""
    _, start, *_ = course(landscape)
    angles = np.pi / 4 * (np.arange(8) + fresh / 2)
    around = (0.5 if landscape == LOGIT else 0.1) * np.column_stack([np.cos(angles), np.sin(angles)])
    return np.array(start) + (around if fresh else np.vstack([[0, 0], around]))


def slopes(f, points):
    """The gradient at each of the rows of `points`, shape (m, 2)."""
    if isinstance(f, Logit):
        return (0.5 + 0.5 * np.tanh(0.5 * points @ f.X.T) - f.y) @ f.X / len(f.y)  # the sigmoid, in one fast call
    if isinstance(f, Rosenbrock):
        return f.gradient(points.T).T
    x, y = (points - f.minimum).T[:, :, np.newaxis]
    return x * f.A[0] + y * f.A[1]  # not `@`, whose rounding depends on the number of rows: RMSProp would notice


def counts(landscape, name, etas, places, beta=BETA, steps=None):
    """Steps until each run stays within the course's radius up to its end, inf where it never does.

    Parameters
    ----------
    etas : sequence of K learning rates
    places : starts, shape (S, 2)
    steps : int, by default the course's limit

    Returns
    -------
    array of shape (K, S)
    """
    f, _, radius, *_ = course(landscape)
    steps = steps or LIMIT[landscape]
    theta = np.tile(np.asarray(places, dtype=float), (len(etas), 1))
    eta = np.repeat(etas, len(places))[:, np.newaxis]
    optimizer = contestants(eta, eta, beta)[name]
    arrived = np.zeros(len(theta))
    with np.errstate(all="ignore"):  # some of the learning rates are far too large
        for step in range(1, steps + 1):
            optimizer.step([theta], [slopes(f, theta)])
            inside = np.linalg.norm(theta - f.minimum, axis=1) < radius  # false for NaN
            arrived[~inside] = step
    return np.where(arrived < steps, arrived + 1, np.inf).reshape(len(etas), len(places))


def tune(landscape, name, places, beta=BETA, within=None):
    """The place on the GRID where the slowest of the starts needs the fewest steps, and the counts of all starts there.

    within : int, optional; rates that have not brought every start home by then are out, which saves most of the work
    """
    pieces = np.array_split(
        np.arange(len(GRID)), 30 if landscape == LOGIT else 1
    )  # the logit's should fit into the cache
    if within:
        found = [counts(landscape, name, GRID[piece], places, beta, within).max(axis=1) for piece in pieces]
        pieces = [piece[np.isfinite(slowest)] for piece, slowest in zip(pieces, found)]
    found = np.vstack([counts(landscape, name, GRID[piece], places, beta) for piece in pieces])
    best = int(found.max(axis=1).argmin())
    return int(np.concatenate(pieces)[best]), found[best]


def noisy_gaps(name, etas, rng, epochs=20, batch_size=32):
    """The logit's loss above its minimum with mini-batches, mean over the steps of the last epoch, for each of K rates."""
    f = course(LOGIT)[0]
    eta = np.asarray(etas)[:, np.newaxis]
    theta, optimizer, gaps = np.zeros((len(eta), 2)), contestants(eta, eta, BETA)[name], []
    with np.errstate(all="ignore"):
        for epoch in range(epochs):
            for rows in minibatches(len(f.X), batch_size, rng):
                Z = theta @ f.X[rows].T
                optimizer.step([theta], [(sigmoid(Z) - f.y[rows]) @ f.X[rows] / len(rows)])
                if epoch == epochs - 1:
                    gaps.append(f(theta) - f(f.minimum))
        return np.nan_to_num(np.mean(gaps, axis=0), nan=np.inf)


def optimizer_race():
    """The widget: a `LiveFigure` whose sliders multiply every tuned learning rate, and set beta, the steps and the noise."""
    fig = Figure(figsize=(9.6, 4.8))
    left, right = fig.subplots(1, 2)
    fig.subplots_adjust(left=0.07, right=0.985, bottom=0.26, top=0.94, wspace=0.2)
    looks = zip([*COLORS[:5], COLORS[6]], [*LINES, "--"], MARKERS)
    styles = [{"color": c, "linestyle": s, "marker": m, "markersize": 4} for c, s, m in looks]
    (star,) = left.plot([], [], **STAR)
    (ring,) = left.plot([], [], marker="o", color=BLACK, markersize=10, fillstyle="none", linestyle="none")
    band = right.axhline(1, color="0.5", linewidth=1)
    right.set(yscale="log", xlabel="step", ylabel="distance from the minimum")
    right.yaxis.set(major_formatter="{x:g}", minor_locator=NullLocator())
    right.grid(alpha=0.3)
    lines, words = {}, {}  # the legend's names belong to the background, and only its numbers move
    head = fig.text(0.07, 0.14, "", va="center")
    for k, (name, style) in enumerate(zip(NAMES, styles)):
        lines[name] = (*left.plot([], [], **style, zorder=3), *right.plot([], [], **style))
        x, y = 0.07 + 0.49 * (k // 3), 0.1 - 0.036 * (k % 3)
        fig.add_artist(Line2D([x, x + 0.025, x + 0.05], [y] * 3, **style, markevery=[1]))
        fig.text(x + 0.06, y, name, va="center")
        words[name] = fig.text(x + 0.2, y, "", va="center")
    contours, now = {}, {}

    def draw_course(landscape):
        f, start, radius, xlim, ylim = course(landscape)
        if landscape not in contours:
            others, (low, high) = set(left.collections), f(np.array([f.minimum, start]))
            n = 61 if landscape == LOGIT else 201  # its 569 samples would take a second
            plot_contours(f, xlim, ylim, left, low + (high - low) * np.geomspace(1e-3, 3, 12), n)
            contours[landscape] = set(left.collections) - others
        for name, collections in contours.items():
            for collection in collections:
                collection.set_visible(name == landscape)
        star.set_data(*f.minimum[:, np.newaxis])
        ring.set_data(*np.array(start)[:, np.newaxis])
        left.set(xlim=xlim, ylim=ylim, title=f"{landscape}: from the ring to the star")
        band.set_ydata([radius, radius])
        right.set_ylim(radius / 100, radius * 100)
        head.set_text(f"Within {radius:g} of the minimum after ...")

    def update(landscape, factor, beta, steps, noise):
        moved, longer = now.get("landscape") != landscape, now.get("steps") != steps
        if moved:
            draw_course(landscape)
        right.set_xlim(0, steps)
        now.update(landscape=landscape, steps=steps)
        f, _, radius, *_ = course(landscape)
        for name, path in run(landscape, factor, beta, steps, noise).items():
            distance = np.linalg.norm(path - f.minimum, axis=1)
            far = np.nan_to_num(distance, nan=np.inf) > 3 * distance[0]
            gone = np.maximum.accumulate(far)  # a diverging path would fill the picture
            lines[name][0].set_data(*np.where(gone[:, np.newaxis], np.nan, path).T)
            lines[name][1].set_data(np.arange(steps + 1), distance)
            for line in lines[name]:
                line.set_markevery(max(1, steps // 12))
            k = arrival(path, f.minimum, radius)
            words[name].set_text(
                f"η = {factor * best_eta(landscape, name):.3g}: {'not yet' if k is None else f'{k} steps'}"
            )
        moving = [*[line for pair in lines.values() for line in pair], *words.values()]
        if moved:
            return Anew(moving)
        return Anew(moving, [right]) if longer else moving

    def reached(landscape, factor, beta, steps, noise):
        if landscape != TURNED:
            return ""
        f, _, radius, *_ = course(landscape)
        paths = run(landscape, factor, beta, max(steps, ENOUGH), noise)  # whoever only flies past has not arrived
        home = [arrival(paths[name], f.minimum, radius) for name in WITH_BETA]
        done = all(k is not None and k < 40 for k in home)
        return "{}, {} and {} steps.".format(*home) if done else ""

    controls = {
        "landscape": widgets.Dropdown(options=COURSES, value=TURNED),
        "factor": widgets.FloatLogSlider(1, min=-1, max=1, step=0.05, description="factor of η"),
        "beta": widgets.FloatSlider(BETA, min=0, max=0.95, step=0.05, description="β"),
        "steps": widgets.SelectionSlider(options=[20, 40, 60, 100, 150, 200, 300, 500, 1000, 2000, 4000], value=150),
        "noise": widgets.FloatSlider(0, min=0, max=3, step=0.25),
    }
    together = [
        {"beta": [0, 0.5, 0.7, 0.8, 0.9, 0.95], "factor": [0.5, 1, 2, 4]},
        {"noise": [0, 1, 2, 3]},
    ]
    return LiveFigure(fig, update, controls, MISSION, reached, together)
