"""Small networks on the plane: what each hidden unit sees, how two units fold it, descent from sixty starts at once.

`playground()` is the widget of lecture 2_2. Its training is real and kept, so the slider can run both ways.
"""

import ipywidgets as widgets
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from utils import data
from utils.activations import identity, leaky_relu, relu, sigmoid, tanh
from utils.initializers import glorot
from utils.live import LiveFigure
from utils.losses import BinaryCrossEntropy
from utils.mlp import MLP
from utils.optimizers import Adam
from utils.plotting import COLORS, LINES, MARKERS, SHADES, plot_boundary, plot_points

DATA = {"xor": data.xor, "blobs": data.blobs, "moons": data.moons, "spirals": data.spirals}
PHIS = {"tanh": tanh, "sigmoid": sigmoid, "relu": relu, "leaky relu": leaky_relu, "identity": identity}
STEPS = [0, 1, 2, 5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 400, 600, 800, 1000, 1300, 1600, 2000]
N_POINTS, MAX_UNITS, LIMIT = 200, 8, 2.6
PROBABILITY = LinearSegmentedColormap.from_list("probability", [SHADES[0], "white", SHADES[1]])


class TrainingRun:
    """One network on one data set, trained only as far as somebody asks; every step that was asked for is kept.

    Parameters
    ----------
    data_name, phi_name : keys of DATA and PHIS
    hidden : sequence of int, the widths of the hidden layers
    start : int, seed of the first weights; the data are always the same
    eta : float, Adam's learning rate; every step sees all the points

    Attributes
    ----------
    X, y : arrays of shapes (200, 2), standardized, and (200,)
    """

    def __init__(self, data_name="xor", hidden=(4,), phi_name="tanh", start=0, eta=0.03):
        X, self.y = DATA[data_name](N_POINTS, np.random.default_rng(0))
        self.X = data.Standardizer().fit(X)(X)
        self.network = MLP([2, *hidden, 1], PHIS[phi_name], rng=np.random.default_rng(start), init=glorot)
        self.loss, self.optimizer = BinaryCrossEntropy(), Adam(eta)
        self.kept, self._last = {0: self.network.theta.copy()}, 0

    def at(self, step):
        """The network as it was after `step` steps (one of STEPS, or more than any asked for so far)."""
        if step > self._last:
            self.network.theta[:] = self.kept[self._last]
            for t in range(self._last + 1, step + 1):
                _, grad = self.loss.value_and_gradient(self.network.forward(self.X), self.y[:, np.newaxis])
                self.network.backward(grad)
                self.optimizer.step(self.network.parameters, self.network.gradients)
                if t in STEPS or t == step:
                    self.kept[t] = self.network.theta.copy()
            self._last = step
        self.network.theta[:] = self.kept[step]
        return self.network

    def score(self):
        """Loss and share of points on the right side, of the network as `at` left it."""
        Z = self.network.output(self.X)
        return self.loss(Z, self.y[:, np.newaxis]), float(((Z[:, 0] >= 0) == self.y).mean())


def activations_on(network, X):
    """Every layer's activations at the points X, shape (n, d): a list of arrays of shapes (n, n_1), ..., (n, n_L)."""
    activations = [X]
    for layer in network.layers:
        activations.append(layer.phi(activations[-1] @ layer.W.T + layer.b))
    return activations[1:]


def plane(limit=LIMIT, n=61):
    """The points of a square grid, shape (n * n, 2), row by row from below."""
    return np.stack(np.meshgrid(*[np.linspace(-limit, limit, n)] * 2), axis=-1).reshape(-1, 2)


class Board:
    """The playground's figure: the plane with p(x) and the line p = 1/2, and one small picture for each hidden unit."""

    def __init__(self):
        self.fig = Figure(figsize=(6.2, 3.9), dpi=96, layout="constrained")
        left, right = self.fig.subfigures(1, 2, width_ratios=[1.4, 1])
        self.main = left.subplots()
        self.main.set(aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
        self.units = right.subplots(4, 4)  # two rows for each hidden layer
        for k, ax in enumerate(self.units.flat):
            ax.set(xticks=[], yticks=[], aspect="equal")
            ax.set_title(f"$a^{k // 8 + 1}_{{{k % 8 + 1}}}$", fontsize=9, pad=5)  # room for the lower index
        self.grid, self.fine_grid = plane(n=41), plane(n=81)
        place = {"extent": (-LIMIT, LIMIT, -LIMIT, LIMIT), "origin": "lower"}
        self.p_image = self.main.imshow(np.full((81, 81), 0.5), cmap=PROBABILITY, vmin=0, vmax=1, **place)
        self.unit_images = [
            ax.imshow(np.zeros((41, 41)), cmap="Greys", vmin=-1, vmax=1, **place) for ax in self.units.flat
        ]
        for ax in (self.main, *self.units.flat):
            edge = 1.03 * LIMIT  # a small gap, or an image that is drawn again would cover its frame
            ax.set(xlim=(-edge, edge), ylim=(-edge, edge))
        self.title = self.main.set_title("step\nstep", fontsize=8.5)  # two lines, as in `draw`
        self.lines, self.points, self._content = [], [], None
        self.fig.get_layout_engine().set(w_pad=0.08, h_pad=0.08)
        self.fig.draw_without_rendering()
        self.fig.set_layout_engine("none")  # the places stay: nothing jumps when the widths change

    def show_run(self, run):
        """Put another run's points and unit pictures in place; True if the rest of the figure has changed."""
        widths = [layer.W.shape[0] for layer in run.network.layers[:-1]]
        content = (run.X.tobytes(), tuple(widths))
        if content == self._content:
            return False
        self._content = content
        for artist in self.points:
            artist.remove()
        self.points = [
            self.main.scatter(*run.X[run.y == k].T, c=COLORS[k], marker=MARKERS[k], s=22, ec="black", lw=0.6, zorder=3)
            for k in (0, 1)
        ]
        for l in range(2):
            for j, ax in enumerate(self.units[2 * l : 2 * l + 2].flat):
                shown = l < len(widths) and j < widths[l]
                ax.set_visible(shown)
                self.unit_images[8 * l + j].set_visible(shown)  # moving artists are drawn even on hidden axes
        return True

    def draw(self, run, step):
        """Paint the run as it was after `step` steps; returns the artists that moved."""
        network = run.at(step)
        Z = network.output(self.fine_grid).reshape(81, 81)
        self.p_image.set_data(sigmoid(Z))
        for line in self.lines:
            line.remove()
        x, both_sides = np.linspace(-LIMIT, LIMIT, 81), Z.min() < 0 < Z.max()
        self.lines = [self.main.contour(x, x, Z, levels=[0], colors="black", linewidths=1.8)] if both_sides else []
        images = []
        for l, A in enumerate(activations_on(network, self.grid)[:-1]):
            for j, a in enumerate(A.T):
                image = self.unit_images[8 * l + j]
                image.set_data(a.reshape(41, 41))
                image.set_clim(a.min(), max(a.max(), a.min() + 1e-9))  # white: its least value, black: its largest
                images.append(image)
        loss, right = run.score()
        hidden = sum(layer.W.shape[0] for layer in network.layers[:-1])
        self.title.set_text(
            f"{hidden} hidden units, {network.theta.size} parameters\n"
            f"step {step}: loss {loss:.3f}, {100 * right:.1f} % of the points right"
        )
        return [self.p_image, *self.lines, *images, *self.points, self.title]


def playground(data_name="xor", first=4, second=0, phi_name="tanh", steps=300, start=0):
    """The widget: choose data, widths, activation, start, training; see the boundary and each hidden unit's picture."""
    runs = {}  # what was trained once is kept, so going back costs nothing
    board = Board()

    def update(data, layer_1, layer_2, activation, start, steps):
        key = (data, (layer_1, layer_2) if layer_2 else (layer_1,), activation, start)
        if key not in runs:
            runs[key] = TrainingRun(*key)
        run = runs[key]
        changed = board.show_run(run)
        artists = board.draw(run, steps)
        return None if changed else artists

    controls = {
        "data": widgets.Dropdown(options=list(DATA), value=data_name, description="data set"),
        "layer_1": widgets.IntSlider(first, min=1, max=MAX_UNITS, description="units in layer 1"),
        "layer_2": widgets.IntSlider(second, min=0, max=MAX_UNITS, description="units in layer 2"),
        "activation": widgets.Dropdown(options=list(PHIS), value=phi_name, description="activation"),
        "start": widgets.IntSlider(start, min=0, max=9, description="start (seed)"),
        "steps": widgets.SelectionSlider(options=STEPS, value=steps, description="training steps"),
    }
    mission = "all 200 points of the spirals right (100.0 %) with at most 8 hidden units. Can you do it with fewer?"
    return LiveFigure(board.fig, update, controls, mission)


def plot_fold(phi, W, b, v, c, axes=None):
    """XOR twice: the plane of the inputs, with each hidden unit's line z_j = 0, and the plane of the hidden units.

    The shades say on which side of v'a + c = 0 a place lies. On the right that line is straight; on the left one sees
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
        start = -b_j * w / (w @ w)  # the point of the line w'x + b_j = 0 next to the origin
        axes[0].axline(
            start, start + [-w[1], w[0]], color=COLORS[2 + j], ls=LINES[1 + j], lw=2.5, label=f"$z_{j + 1} = 0$"
        )
    axes[0].legend(
        loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=4, fontsize=9, handlelength=3, columnspacing=1
    )
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
