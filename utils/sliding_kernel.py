"""A kernel that slides over a digit: the window, the products under it and the map that they fill, as a widget."""

import ipywidgets as widgets
import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from utils.convolution import correlate_loops, output_size, pad
from utils.data import digits
from utils.live import LiveFigure
from utils.plotting import BLACK, VERMILLION

KERNELS = {
    "vertical edge": np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4,
    "horizontal edge": np.array([[-1.0, -2, -1], [0, 0, 0], [1, 2, 1]]) / 4,
    "diagonal edge": np.array([[-2.0, -1, 0], [-1, 0, 1], [0, 1, 2]]) / 4,
    "spot": np.array([[-1.0, -1, -1], [-1, 8, -1], [-1, -1, -1]]) / 8,
    "blur": np.ones((3, 3)) / 9,
}
SIZE, LARGEST = 8, 2  # pixels of a digit; the widest frame of the widget
MISSION = (
    "the 4, vertical edge, stride 1, no padding. <b>Before</b> you move the window, point at the place where the answer will be "
    "largest; then bring the window there: the title says when you are right. Next, choose stride and padding so that the "
    "map has <b>4 x 4</b> places. There are two ways."
)


def first_of_each():
    """The first training image of each class, shape (10, 8, 8)."""
    X, _, y, _ = digits()
    return np.stack([X[np.flatnonzero(y == k)[0]] for k in range(10)]).reshape(10, SIZE, SIZE)


def answers(image, kernel, stride=1, padding=0):
    """The map of one kernel without a bias over one image, shapes (h, w) and (kh, kw); returns (h_out, w_out)."""
    return correlate_loops(image[np.newaxis, np.newaxis], kernel[np.newaxis, np.newaxis], np.zeros(1), stride, padding)[
        0, 0
    ]


class Slide:
    """The widget's figure: left the digit with its frame and the window, in the middle the nine products, right the map."""

    def __init__(self):
        self.images = first_of_each()
        self.fig = Figure(figsize=(9.2, 3.5))
        self.left, self.middle, self.right = self.fig.subplots(1, 3)
        self.fig.subplots_adjust(left=0.02, right=0.985, bottom=0.03, top=0.87, wspace=0.08)
        low, high = -LARGEST - 0.7, SIZE + LARGEST - 0.3
        for ax in (self.left, self.middle, self.right):
            ax.set(xticks=[], yticks=[], aspect="equal")
        self.left.set(xlim=(low, high), ylim=(high, low))
        self.right.set(xlim=(low + 1.5, high - 0.5), ylim=(high - 0.5, low + 1.5))
        self.middle.set(xlim=(-0.6, 2.6), ylim=(2.6, -0.6))
        self.titles = [ax.set_title(" \n ", fontsize=10) for ax in (self.left, self.middle, self.right)]
        whole = SIZE + 2 * LARGEST
        grey = ListedColormap([str(1 - 0.9 * k / 16) for k in range(17)], bad=(0, 0, 0, 0))
        edge = -LARGEST - 0.5
        self.digit = self.left.imshow(
            np.full((whole, whole), np.nan), cmap=grey, vmin=0, vmax=1, extent=(edge, edge + whole, edge + whole, edge)
        )
        self.under = self.middle.imshow(np.zeros((3, 3)), cmap=grey, vmin=0, vmax=1.6, extent=(-0.5, 2.5, 2.5, -0.5))
        most = SIZE + 2 * LARGEST - 2
        self.map = self.right.imshow(
            np.full((most, most), np.nan), cmap="cividis", vmin=-1, vmax=1, extent=(-0.5, most - 0.5, most - 0.5, -0.5)
        )
        self.left.add_patch(Rectangle((-0.5, -0.5), SIZE, SIZE, fill=False, ec="0.6", lw=1, zorder=3))
        self.frame = self.left.add_patch(Rectangle((0, 0), 1, 1, fill=False, ec=BLACK, ls="--", lw=1, zorder=3))
        self.window = self.left.add_patch(Rectangle((0, 0), 3, 3, fill=False, ec=VERMILLION, lw=3, zorder=4))
        self.outline = self.right.add_patch(Rectangle((-0.5, -0.5), 1, 1, fill=False, ec=BLACK, ls="--", lw=1))
        self.place = self.right.add_patch(Rectangle((0, 0), 1, 1, fill=False, ec=VERMILLION, lw=3, zorder=4))
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        self.products = [
            self.middle.text(j, i, "", ha="center", va="center", fontsize=11, bbox=box)
            for i in range(3)
            for j in range(3)
        ]

    def update(self, digit, kernel, stride, padding, row, column):
        W, image = KERNELS[kernel], self.images[digit]
        Z = answers(image, W, stride, padding)
        y, x = min(row, len(Z) - 1), min(column, len(Z[0]) - 1)  # the sliders go as far as the largest map
        padded = pad(image[np.newaxis, np.newaxis], padding)[0, 0]
        window = padded[stride * y : stride * y + 3, stride * x : stride * x + 3]

        shown = np.full((SIZE + 2 * LARGEST,) * 2, np.nan)
        inner = slice(LARGEST - padding, LARGEST + SIZE + padding)
        shown[inner, inner] = padded
        self.digit.set_data(shown)
        self.frame.set_bounds(-0.5 - padding, -0.5 - padding, *(2 * (SIZE + 2 * padding,)))
        self.window.set_xy((stride * x - padding - 0.5, stride * y - padding - 0.5))

        self.under.set_data(window)
        for text, pixel, weight in zip(self.products, window.flat, W.flat):
            text.set_text(f"{pixel:.2f}\n$\\times$ {weight:.2f}")

        so_far = np.full((SIZE + 2 * LARGEST - 2,) * 2, np.nan)
        so_far[: len(Z), : len(Z[0])] = np.where(np.arange(Z.size).reshape(Z.shape) <= y * len(Z[0]) + x, Z, np.nan)
        self.map.set_data(so_far)
        self.outline.set_bounds(-0.5, -0.5, len(Z[0]), len(Z))
        self.place.set_bounds(x - 0.5, y - 0.5, 1, 1)

        best = "  the largest of the map!" if Z[y, x] == Z.max() else ""
        self.titles[0].set_text(f"image {SIZE} x {SIZE}, padding {padding} (dashed)\nwindow at row {y}, column {x}")
        self.titles[1].set_text(f"pixel $\\times$ weight, nine times\nsum = {(window * W).sum():.2f}")
        self.titles[2].set_text(f"map {len(Z)} x {len(Z[0])} = {Z.size} places\n$z$ = {Z[y, x]:.2f}{best}")
        return [
            *(self.digit, self.under, self.map, *self.left.patches, *self.right.patches, *self.products, *self.titles),
            *(spine for ax in self.fig.axes for spine in ax.spines.values()),
        ]


def sliding_kernel():
    """The widget: choose a digit, a kernel, stride and padding, and slide the window with the arrow keys."""
    slide, last = Slide(), output_size(SIZE, 3, 1, LARGEST) - 1
    controls = {
        "digit": widgets.IntSlider(4, min=0, max=9),
        "kernel": widgets.Dropdown(options=list(KERNELS)),
        "stride": widgets.IntSlider(1, min=1, max=3),
        "padding": widgets.IntSlider(0, min=0, max=LARGEST),
        "row": widgets.IntSlider(0, min=0, max=last),
        "column": widgets.IntSlider(0, min=0, max=last),
    }
    return LiveFigure(slide.fig, slide.update, controls, MISSION)
