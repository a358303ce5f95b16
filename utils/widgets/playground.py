"""Small networks on the plane: what each hidden unit sees, how two units fold it, descent from many starts at once.

`playground()` is the widget of lecture 2_2. Its training is real and kept, so the slider can run both ways.
"""

import textwrap
from functools import lru_cache

import ipywidgets as widgets
import numpy as np
from contourpy import contour_generator  # it comes with Matplotlib
from matplotlib import pyplot as plt
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from utils import data, training
from utils.activations import identity, leaky_relu, relu, sigmoid, tanh
from utils.figures.plotting import COLORS, LINES, MARKERS, SIDES, VERMILLION, plot_boundary, plot_points
from utils.initializers import glorot
from utils.losses import BinaryCrossEntropy
from utils.mlp import MLP
from utils.optimizers import SGD, Adam, Momentum, RMSProp
from utils.widgets.live import Anew, LiveFigure, paragraph, step_buttons

DATA = {"xor": data.xor, "blobs": data.blobs, "moons": data.moons, "spirals": data.spirals}
PHIS = {"tanh": tanh, "sigmoid": sigmoid, "relu": relu, "leaky relu": leaky_relu, "identity": identity}
OPTIMIZERS = {  # name -> class and a learning rate that serves most of these data and networks
    "gradient descent": (SGD, 1.0),
    "momentum": (Momentum, 1.0),
    "RMSProp": (RMSProp, 0.01),
    "Adam": (Adam, 0.03),
}
RATES = {"usual / 10": 0.1, "usual / 3": 1 / 3, "usual": 1.0, "usual x 3": 3.0, "usual x 10": 10.0}
LAST = 2000  # steps
N_POINTS, MAX_UNITS, LIMIT = 200, 8, 2.6
PROBABILITY = LinearSegmentedColormap.from_list("probability", [SIDES[0], "white", SIDES[1]])


class TrainingRun:
    """One network on one data set, trained only as far as somebody asks; the weights after every step are kept.

    Parameters
    ----------
    data_name, phi_name, optimizer_name : keys of DATA, PHIS and OPTIMIZERS
    hidden : sequence of int, the widths of the hidden layers
    start : int, seed of the first weights; the data are always the same
    rate : float, the learning rate in units of the optimizer's usual one; every step sees all the points

    Attributes
    ----------
    X, y : arrays of shapes (200, 2), standardized, and (200,)
    """

    def __init__(self, data_name="xor", hidden=(4,), phi_name="tanh", start=0, optimizer_name="Adam", rate=1.0):
        X, self.y = DATA[data_name](N_POINTS, np.random.default_rng(0))
        self.X = data.Standardizer().fit(X)(X)
        self.network = MLP([2, *hidden, 1], PHIS[phi_name], rng=np.random.default_rng(start), init=glorot)
        kind, usual = OPTIMIZERS[optimizer_name]
        self.loss, self.optimizer = BinaryCrossEntropy(), kind(rate * usual)
        self.phi_name, self.optimizer_name = phi_name, optimizer_name
        self.kept = [self.network.theta.copy()]  # kept[t]: after t steps

    def at(self, step):
        """The network as it was after `step` steps."""
        self.network.theta[:] = self.kept[min(step, len(self.kept) - 1)]
        while len(self.kept) <= step:
            training.descend(self.network, self.loss, self.optimizer, self.X, self.y[:, np.newaxis])
            self.kept.append(self.network.theta.copy())
        return self.network

    def score(self):
        """Loss and share of points on the right side, of the network as `at` left it."""
        Z = self.network.output(self.X)
        return self.loss(Z, self.y[:, np.newaxis]), float(((Z[:, 0] >= 0) == self.y).mean())


def activations_on(network, X):
    """Every layer's activations at the points X, shape (n, d): a list of arrays of shapes (n, n_1), ..., (n, n_L)."""
    activations = [X]
    for layer in network.layers:
        activations.append(layer.output(activations[-1]))
    return activations[1:]


def describe_unit(run, l, j):
    """Unit j of layer l, both counted from 1, of the run's network as `at` left it: what it is and z with its numbers."""
    layers = run.network.layers
    layer, name = layers[l - 1], _name("z", l, j)
    inputs = ["x₁", "x₂"] if l == 1 else [_name("a", l - 1, k + 1) for k in range(layer.W.shape[1])]
    terms = [f"{_signed(w)} {x}" for w, x in zip(layer.W[j - 1], inputs, strict=True)] + [_signed(layer.b[j - 1])]
    terms[0] = terms[0].removeprefix("+ ")
    kind = f"output p = sigmoid({name})" if l == len(layers) else f"unit {_name('a', l, j)} = {run.phi_name}({name})"
    formula = " ".join(term.replace(" ", "\N{NO-BREAK SPACE}") for term in [f"{name} =", *terms])  # a term stays whole
    return kind + "\n" + textwrap.fill(formula, 100, break_on_hyphens=False)


def _name(letter, l, j):
    """a¹₂ for ("a", 1, 2): the letter with its layer above and its unit below."""
    return letter + "⁰¹²³⁴⁵⁶⁷⁸⁹"[l] + "₀₁₂₃₄₅₆₇₈₉"[j]


def _signed(number):
    return f"{'-' if number < 0 else '+'} {abs(number):.2f}"


class Board:
    """The playground's figure: the plane with p(x), the line p = 1/2 and the line z = 0 of the unit under the cursor, and
    one small picture for each hidden unit. `words` tells the run and the weights of that unit.
    """

    def __init__(self):
        self.fig = Figure(figsize=(6.8, 4.1), dpi=96, layout="constrained")
        left, right = self.fig.subfigures(1, 2, width_ratios=[1.4, 1])
        self.main = left.subplots()
        self.main.set(aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
        self.units = right.subplots(4, 4)  # two rows for each hidden layer
        for k, ax in enumerate(self.units.flat):
            ax.set_aspect("equal")
            ax.xaxis.set_visible(False)
            ax.yaxis.set_visible(False)
            # With room for the lower index, and at a given height, or Matplotlib looks for one in each picture.
            ax.set_title(f"$a^{k // 8 + 1}_{{{k % 8 + 1}}}$", fontsize=9, pad=5, y=1)
        self.ticks = np.linspace(-LIMIT, LIMIT, 81)
        self.grid = np.stack(np.meshgrid(self.ticks, self.ticks), axis=-1).reshape(-1, 2)
        place = {"extent": (-LIMIT, LIMIT, -LIMIT, LIMIT), "origin": "lower"}
        self.p_image = self.main.imshow(np.ones((81, 81, 3)), **place)
        style = {"cmap": "Greys", "vmin": -1, "vmax": 1}
        self.unit_images = [ax.imshow(np.zeros((41, 41)), **style, **place) for ax in self.units.flat]
        for ax in (self.main, *self.units.flat):
            edge = (1.03 if ax is self.main else 1.1) * LIMIT  # or an image that is drawn again would cover its frame
            ax.set(xlim=(-edge, edge), ylim=(-edge, edge))
        self.points = [
            self.main.scatter([], [], c=COLORS[k], marker=MARKERS[k], s=22, ec="black", lw=0.6, zorder=3)
            for k in (0, 1)
        ]
        self.border = LineCollection([], colors="black", linewidths=1.8, zorder=2.5)
        self.zero = LineCollection([], colors=VERMILLION, linewidths=2, linestyles="--", zorder=2.6)
        for line in (self.border, self.zero):
            self.main.add_collection(line, autolim=False)
        self.words, self._content = "", None
        self.fig.get_layout_engine().set(w_pad=0.08, h_pad=0.08)
        self.fig.draw_without_rendering()
        self.fig.set_layout_engine("none")  # the big picture stays: it does not jump when the widths change
        first, last = (ax.get_position() for ax in (self.units[0, 0], self.units[3, 3]))
        self.room = first.x0, last.y0, last.x1 - first.x0, first.y1 - last.y0  # of all the small ones
        self.frame = self.fig.add_artist(Rectangle((0, 0), 0, 0, fill=False, ec=VERMILLION, lw=3, zorder=5))

    def show_run(self, run):
        """Put another run's points and unit pictures in place; whether these have changed."""
        widths = [layer.W.shape[0] for layer in run.network.layers[:-1]]
        content = (run.X.tobytes(), tuple(widths))
        if content == self._content:
            return False
        self._content = content
        for k, points in enumerate(self.points):
            points.set_offsets(run.X[run.y == k])
        for l in range(2):
            for j, ax in enumerate(self.units[2 * l : 2 * l + 2].flat):
                shown = l < len(widths) and j < widths[l]
                ax.set_visible(shown)
                self.unit_images[8 * l + j].set_visible(shown)  # moving artists are drawn even on hidden axes
        self._place_units(widths)
        return True

    def _place_units(self, widths):
        """Fill the room on the right: each layer gets an equal share, each picture the largest square that fits."""
        x, y, width, height = self.room
        height /= len(widths)
        wide, high = self.units[0, 0].figure.bbox.size / self.fig.dpi  # inches, of the right half
        title = 0.25  # inches above each picture
        for l, n in enumerate(widths):
            ways = [(columns, -(-n // columns)) for columns in range(1, n + 1)]
            size = {way: min(width * wide / way[0] - 0.1, height * high / way[1] - title) for way in ways}
            columns, rows = max(size, key=size.get)
            side = min(size[columns, rows], 1.2)
            for j, ax in enumerate(self.units[2 * l : 2 * l + 2].flat[:n]):
                row, column = divmod(j, columns)
                left = x + width / 2 + ((column - columns / 2) * (side + 0.1) + 0.05) / wide
                top = y + height * (len(widths) - l) - (row * (side + title) + title) / high
                ax.set_position([left, top - side / high, side / wide, side / high])

    def draw(self, run, step, cursor=1):
        """Paint the run as it was after `step` steps; returns the artists that moved.

        `cursor` counts the hidden units through both layers from 1; one more is the output; 0 is nobody.
        """
        network = run.at(step)
        activations = [self.grid, *activations_on(network, self.grid)]
        Z = activations[-1].reshape(81, 81)  # the logit
        self.p_image.set_data(PROBABILITY(sigmoid(Z), bytes=True))  # to color 81 x 81 points is quicker than all dots
        self._show_zeros(self.border, Z)
        images = []
        for l, A in enumerate(activations[1:-1]):
            for j, a in enumerate(A.T):
                image = self.unit_images[8 * l + j]
                image.set_data(a.reshape(81, 81)[::2, ::2])
                image.set_clim(a.min(), max(a.max(), a.min() + 1e-9))  # white: its least value, black: its largest
                images.append(image)
        loss, right = run.score()
        hidden = sum(layer.W.shape[0] for layer in network.layers[:-1])
        self.words = (
            f"step {step}: loss {loss:.3f}, {100 * right:.1f} % of the points right\n"
            f"{hidden} hidden units, {network.theta.size} parameters; {run.optimizer_name}, η = {run.optimizer.eta:.3g}\n"
            + self._mark(run, activations, cursor)
        )
        return [self.p_image, self.border, self.zero, *images, *self.points, self.frame]

    def _show_zeros(self, line, Z):
        """Put the line to where Z = 0, which may be nowhere. `Axes.contour` would make a new artist, which takes longer."""
        line.set_segments(contour_generator(self.ticks, self.ticks, Z).lines(0))

    def _mark(self, run, activations, cursor):
        """Frame the unit under the cursor, draw its line; returns its weights in words."""
        layers = run.network.layers
        units = [(l, j + 1) for l, layer in enumerate(layers, start=1) for j in range(len(layer.b))]
        self.frame.set_visible(cursor > 0)
        self.zero.set_segments([])
        if cursor == 0:
            return ""
        l, j = units[cursor - 1]
        ax = self.main if l == len(layers) else self.units.flat[8 * (l - 1) + j - 1]
        self.frame.set_bounds(*ax.get_window_extent().transformed(self.fig.transFigure.inverted()).bounds)
        name, line = "black", self.border
        if l < len(layers):
            name, line, layer = "dashed", self.zero, layers[l - 1]
            self._show_zeros(line, (activations[l - 1] @ layer.W[j - 1] + layer.b[j - 1]).reshape(81, 81))
        kind, formula = describe_unit(run, l, j).split("\n", 1)
        where = f"= 0 on the {name} line" if line.get_segments() else "is nowhere 0 here"
        return f"{kind}; {_name('z', l, j)} {where}\n{formula}"


def playground():
    """The widget: choose the network and how it is trained, step through training, put the cursor on a unit."""
    runs = lru_cache(maxsize=30)(TrainingRun)  # what was trained is kept, so going back costs nothing
    board, words = Board(), widgets.HTML()

    def run_of(data, layer_1, layer_2, activation, optimizer, rate, start):
        return runs(data, (layer_1, layer_2) if layer_2 else (layer_1,), activation, start, optimizer, rate)

    def update(steps, cursor, **choices):
        run = run_of(**choices)
        changed = board.show_run(run)
        artists = board.draw(run, steps, cursor)
        words.value = paragraph(board.words)
        return Anew(artists, board.units.flat) if changed else artists

    def reached(steps, cursor, **choices):
        run, units = run_of(**choices), choices["layer_1"] + choices["layer_2"]
        run.at(steps)
        if choices["data"] != "spirals" or units > MAX_UNITS or run.score()[1] < 1:
            return ""
        return f"all {N_POINTS} points with {units} hidden units, by {run.optimizer_name}, after {steps} steps."

    layer_1 = widgets.IntSlider(4, min=1, max=MAX_UNITS, description="layer 1: units")
    layer_2 = widgets.IntSlider(0, min=0, max=MAX_UNITS, description="layer 2: units")
    cursor = widgets.IntSlider(1, min=0, max=5, description="cursor on unit")
    for layer in (layer_1, layer_2):  # the cursor goes through the units that there are, then to the output
        layer.observe(lambda _: setattr(cursor, "max", layer_1.value + layer_2.value + 1), "value")
    step = widgets.IntSlider(300, min=0, max=LAST, description="training steps")
    play = widgets.Play(value=300, min=0, max=LAST, step=5, interval=200)
    widgets.jslink((play, "value"), (step, "value"))
    controls = {
        "data": widgets.Dropdown(options=list(DATA), description="data set"),
        "layer_1": layer_1,
        "layer_2": layer_2,
        "activation": widgets.Dropdown(options=list(PHIS), description="activation"),
        "optimizer": widgets.Dropdown(options=list(OPTIMIZERS), value="Adam", description="optimizer"),
        "rate": widgets.SelectionSlider(options=list(RATES.items()), value=1.0, description="learning rate"),
        "start": widgets.IntSlider(0, min=0, max=9, description="start (seed)"),
        "steps": step,
        "walk": step_buttons(step, play),
        "cursor": cursor,
        "words": words,
    }
    mission = (
        "all 200 points of the spirals right (100.0 %) with at most 8 hidden units. Can you do it with fewer? "
        "And with 8, by gradient descent?"
    )
    together = [
        {"steps": (moments := [0, 20, 50, 100, 300, 600, 1000, LAST])},
        {"data": ["spirals"], "layer_1": [2, 4, 6, 8], "steps": moments},
        {"data": ["spirals"], "layer_1": [8], "optimizer": None, "rate": None, "steps": [LAST]},
        {"data": ["spirals"], "layer_1": [6], "start": None, "steps": [LAST]},
    ]
    return LiveFigure(board.fig, update, controls, mission, reached, together)


def plot_fold(phi, W, b, v, c, axes=None):
    """XOR twice: the plane of the inputs, with each hidden unit's line z_j = 0, and the plane of the hidden units.

    The shades say on which side of v^T a + c = 0 a place lies. On the right that line is straight; on the left one sees
    the inputs that are sent onto it.

    Parameters
    ----------
    phi : activation of the hidden layer
    W, b : arrays of shapes (2, 2) and (2,), the hidden layer
    v, c : array of shape (2,) and a number: the output layer
    axes : two Axes, optional

    Returns
    -------
    the two Axes
    """
    if axes is None:
        axes = plt.subplots(1, 2, figsize=(9, 4.4), layout="constrained")[1]
    _shade(lambda X: phi(X @ W.T + b) @ v + c, data.XOR_X, axes[0])
    _shade(lambda A: A @ v + c, phi(data.XOR_X @ W.T + b), axes[1])
    for j, (w, b_j) in enumerate(zip(W, b, strict=True)):
        start = -b_j * w / (w @ w)  # the point of the line w^T x + b_j = 0 next to the origin
        style = {"color": COLORS[2 + j], "ls": LINES[1 + j], "lw": 2.5}
        axes[0].axline(start, start + [-w[1], w[0]], label=f"$z_{j + 1} = 0$", **style)
    below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.14), "ncols": 4}
    axes[0].legend(fontsize=9, handlelength=3, columnspacing=1, **below)
    axes[0].set_title("inputs")
    axes[1].set(title="hidden plane", xlabel="$a_1$", ylabel="$a_2$")
    return axes


def _shade(score, points, ax):
    """The two sides of score = 0 around the images of the four XOR points, each with its input written beside it."""
    center, half = (points.max(axis=0) + points.min(axis=0)) / 2, 0.85 * max(np.ptp(points, axis=0).max(), 1e-3)
    plot_boundary(score, np.array([center - half, center + half]), ax=ax, level=0)
    ax.set(xlim=(center[0] - half, center[0] + half), ylim=(center[1] - half, center[1] + half))
    plot_points(points, data.XOR_Y, ax)
    places = []  # [place, names, class]: points that fall together share one label
    for point, x, k in zip(points, data.XOR_X, data.XOR_Y, strict=True):
        near = [label for label in places if np.abs(label[0] - point).max() < 0.15 * half]
        if near:
            near[0][1] += f" and ({x[0]:.0f}, {x[1]:.0f})"
        else:
            places.append([point, f"({x[0]:.0f}, {x[1]:.0f})", k])
    for place, names, k in places:
        style = {"ha": "center", "fontsize": 10, "bbox": {"fc": "white", "ec": "none", "alpha": 0.75, "pad": 1}}
        ax.annotate(names, place, xytext=(0, -19 if k else 10), textcoords="offset points", **style)


def descend(X, y, width, n_starts, rng, phi=tanh, steps=1000, eta=1.0):
    """Gradient descent on the cross-entropy from many starts at once: networks d-width-1, all points in each step.

    The gradient is that of lecture 2_3, with one more axis in front for the starts.

    Parameters
    ----------
    X, y : arrays of shapes (n, d) and (n,), labels 0 and 1
    width, n_starts : int
    rng : numpy.random.Generator, draws the weights as `glorot` does; biases start at 0
    phi : activation of the hidden layer

    Returns
    -------
    W, b, v, c : arrays of shapes (S, width, d), (S, 1, width), (S, 1, width), (S, 1, 1), S = n_starts
    """
    d = X.shape[1]
    W = rng.standard_normal((n_starts, width, d)) * np.sqrt(2 / (d + width))
    v = rng.standard_normal((n_starts, 1, width)) * np.sqrt(2 / (width + 1))
    b, c = np.zeros((n_starts, 1, width)), np.zeros((n_starts, 1, 1))
    target = y[:, np.newaxis]
    for _ in range(steps):
        Z = X @ W.transpose(0, 2, 1) + b  # (S, n, width)
        A = phi(Z)
        Delta_2 = (sigmoid(A @ v.transpose(0, 2, 1) + c) - target) / len(X)  # (S, n, 1)
        Delta_1 = (Delta_2 @ v) * phi.derivative(Z)  # (S, n, width)
        v -= eta * Delta_2.transpose(0, 2, 1) @ A
        c -= eta * Delta_2.sum(axis=1, keepdims=True)
        W -= eta * Delta_1.transpose(0, 2, 1) @ X
        b -= eta * Delta_1.sum(axis=1, keepdims=True)
    return W, b, v, c
