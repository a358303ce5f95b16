"""The GAN on a ring of eight clouds: its players and optimizers, its picture, and a widget that trains it click by click."""

import ipywidgets as widgets
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from utils.activations import LeakyReLU, relu, sigmoid
from utils.figures.plotting import BLUE, SHADES, VERMILLION, new_axes
from utils.gan import count_modes, ring, ring_centers, sample, train_gan
from utils.mlp import MLP
from utils.optimizers import Adam
from utils.widgets.live import Anew, LiveFigure

GOOD_RADIUS, LIMIT = 0.6, 3.2  # three spreads of `ring`; the picture's half width
SLICE = 50  # training steps from one picture to the next
REAL = LinearSegmentedColormap.from_list("real", [SHADES[2], "white", SHADES[0]])
MISSION = (
    "with other learning rates, which you may change between two clicks, reach 8 modes with at least 80 % good samples: which "
    "player is too slow? Then make the discriminator of the <i>good</i> GAN as slow as you can: does it collapse?"
)


class RingGAN:
    """Two networks of 32-32 hidden units, Adam with beta_1 = 0.5 for each, batches of 64; `train` goes on where it stopped.

    Attributes
    ----------
    step : int, steps made so far
    rng : numpy.random.Generator, for the first weights, the data and the noise
    """

    def __init__(self, seed, eta_G=2e-3, eta_D=4e-3):
        self.rng = np.random.default_rng(seed)
        self.generator = MLP([2, 32, 32, 2], relu, rng=self.rng)
        self.discriminator = MLP([2, 32, 32, 1], LeakyReLU(0.2), rng=self.rng)
        self.optimizers = Adam(eta_G, beta_1=0.5), Adam(eta_D, beta_1=0.5)
        self.step = 0

    def train(self, steps, **options):
        """Make `steps` steps of `train_gan`, which takes the options; returns the losses."""
        players = self.generator, self.discriminator, *self.optimizers
        self.step += steps
        return train_gan(*players, ring, steps=steps, batch_size=64, rng=self.rng, **options)

    def samples(self, n=1000):
        """n samples of always the same noise, so that one sees the generator move."""
        return sample(self.generator, n, np.random.default_rng(0))

    def score(self, n=1000):
        """Modes reached, of 8, and share of good samples (see `utils.gan.count_modes`)."""
        return count_modes(self.samples(n), ring_centers(), GOOD_RADIUS)


def plot_ring(X, ax=None, title=""):
    """Generated points X, shape (n, 2), as crosses over circles of radius `GOOD_RADIUS` around the eight centers."""
    ax = new_axes(ax, (4, 4))
    angle = np.linspace(0, 2 * np.pi, 60)
    for center in ring_centers():
        ax.plot(*(center[:, np.newaxis] + GOOD_RADIUS * np.array([np.cos(angle), np.sin(angle)])), color="0.5", lw=1)
    ax.plot(*X.T, "x", color=VERMILLION, markersize=3, alpha=0.6)
    ax.set(xlim=(-LIMIT, LIMIT), ylim=(-LIMIT, LIMIT), aspect="equal", xlabel="$x_1$", ylabel="$x_2$", title=title)
    return ax


def gan_trainer():
    """The widget: each click trains `steps` more steps with the sliders' learning rates; another seed starts anew."""
    fig = Figure(figsize=(8.6, 4.3))
    left, right = fig.subplots(1, 2)
    fig.subplots_adjust(left=0.07, right=0.97, bottom=0.12, top=0.9, wspace=0.2)
    grid = np.stack(np.meshgrid(*[np.linspace(-LIMIT, LIMIT, 61)] * 2), axis=-1).reshape(-1, 2)
    edge = 1.03 * LIMIT
    left.set(xlim=(-edge, edge), ylim=(-edge, edge), aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
    place = {"origin": "lower", "extent": (-LIMIT, LIMIT, -LIMIT, LIMIT)}
    shade = left.imshow(np.full((61, 61), 0.5), cmap=REAL, vmin=0, vmax=1, **place)
    (real,) = left.plot(*ring(300, np.random.default_rng(1)).T, "o", color=BLUE, markersize=3, fillstyle="none")
    (fake,) = left.plot([], [], "x", color=VERMILLION, markersize=4)
    title = left.set_title("step")
    right.set(xlabel="step", xlim=(-60, 3000), ylim=(0, 8.5), ylabel="modes; good samples (8 is 100 %)")
    (modes_line,) = right.plot([], [], "s-", color="black", markersize=4, label="modes reached, of 8")
    (good_line,) = right.plot([], [], "--", color=VERMILLION, label="good samples")
    right.legend(loc="lower right")
    now = {"seed": None, "clicks": 0}

    def show(run):
        shade.set_data(sigmoid(run.discriminator.output(grid)).reshape(61, 61))
        fake.set_data(*run.samples(300).T)
        return [shade, real, fake, title, modes_line, good_line]

    def update(train, steps, eta_G, eta_D, seed):
        if now["seed"] != seed or train < now["clicks"]:  # another start, or Reset
            run = RingGAN(seed)
            now.update(seed=seed, clicks=train, run=run, curve=[(0, *run.score())])
        run, goal = now["run"], now["run"].step + steps * (train - now["clicks"])
        now["clicks"], run.optimizers[0].eta, run.optimizers[1].eta = train, eta_G, eta_D
        if run.step < goal:
            while run.step < goal:
                title.set_text(f"step {run.step}: training ...")
                yield show(run)
                run.train(min(SLICE, goal - run.step))
            now["curve"].append((run.step, *run.score()))
        t, modes, good = np.transpose(now["curve"])
        title.set_text(f"step {t[-1]:.0f}: {modes[-1]:.0f} of 8 modes, {100 * good[-1]:.0f} % good")
        modes_line.set_data(t, modes)
        good_line.set_data(t, 8 * good)
        wide = 3000 * max(1, -(-t[-1] // 3000))
        changed = right.get_xlim()[1] != wide
        right.set_xlim(-60, wide)
        yield Anew(show(run), [right]) if changed else show(run)

    def reached(**_):
        step, modes, good = now["curve"][-1]
        done = modes == 8 and good >= 0.8
        return f"8 modes, {100 * good:.0f} % good, {step} steps." if done else ""

    controls = {
        "train": widgets.Button(description="train", icon="play", tooltip="train so many more steps"),
        "steps": widgets.IntSlider(100, min=10, max=500, step=10, description="steps a click"),
        "eta_G": widgets.FloatLogSlider(4e-3, min=-4, max=-2, step=0.1, description="η, generator"),
        "eta_D": widgets.FloatLogSlider(4e-4, min=-4, max=-2, step=0.1, description="η, discriminator"),
        "seed": widgets.IntSlider(0, min=0, max=9, description="start"),
    }
    together = [{"steps": [500], "eta_G": [2e-3, 4e-3], "eta_D": [4e-4, 4e-3], "train": range(4)}]
    return LiveFigure(fig, update, controls, MISSION, reached, together)
