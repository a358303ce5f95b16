"""A kernel that slides over a digit: the window, the products under it and the map that they fill, as a widget."""

import ipywidgets as widgets
import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from utils.convolution import correlate_loops, output_size
from utils.data import digits
from utils.figures.plotting import BLACK, VERMILLION
from utils.widgets.live import LiveFigure, frames

KERNELS = {
    "vertical edge": np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4,
    "horizontal edge": np.array([[-1.0, -2, -1], [0, 0, 0], [1, 2, 1]]) / 4,
    "diagonal edge": np.array([[-2.0, -1, 0], [-1, 0, 1], [0, 1, 2]]) / 4,
    "spot": np.array([[-1.0, -1, -1], [-1, 8, -1], [-1, -1, -1]]) / 8,
    "blur": np.ones((3, 3)) / 9,
}
SIZE, LARGEST = 8, 2  # pixels of a digit; the widest frame of the widget
WHOLE = SIZE + 2 * LARGEST  # pixels of a digit with that frame
MOST = output_size(SIZE, 3, 1, LARGEST)  # places of the largest map
MISSION = (
    "(1) the 4, vertical edge, stride 1, no padding: <b>before</b> you move the window, point at the place where the answer will "
    "be largest; then bring it there. (2) Get a map of <b>4 x 4</b> places. There are two ways."
)


def first_of_each():
    """The first training image of each class, shape (10, 8, 8)."""
    X, _, y, _ = digits()
    return X[np.unique(y, return_index=True)[1]].reshape(10, SIZE, SIZE)


def answers(image, kernel, stride=1, padding=0):
    """The map of one kernel without a bias over one image, shapes (h, w) and (kh, kw); returns (h_out, w_out)."""
    image, kernel = image[np.newaxis, np.newaxis], kernel[np.newaxis, np.newaxis]
    return correlate_loops(image, kernel, np.zeros(1), stride, padding)[0, 0]


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
        heads = {
            self.left: "image, with padding (dashed)",
            self.middle: "pixel × weight, nine times",
            self.right: "map so far",
        }
        for ax, head in heads.items():
            ax.set_title(head, fontsize=10, pad=20)
        style = {"ha": "center", "va": "bottom", "fontsize": 10}
        self.words = [ax.text(0.5, 1.02, "", transform=ax.transAxes, **style) for ax in heads]
        grey = ListedColormap([str(1 - 0.9 * k / 16) for k in range(17)], bad=(0, 0, 0, 0))
        self.digit = self._image(self.left, WHOLE, -LARGEST - 0.5, cmap=grey, vmin=0, vmax=1)
        self.under = self._image(self.middle, 3, -0.5, cmap=grey, vmin=0, vmax=1.6)
        self.map = self._image(self.right, MOST, -0.5, cmap="cividis", vmin=-1, vmax=1)
        self._outline(self.left, SIZE, ec="0.6", lw=1, zorder=3)
        self.frame = self._outline(self.left, 1, ec=BLACK, ls="--", lw=1, zorder=3)
        self.window = self._outline(self.left, 3, ec=VERMILLION, lw=3, zorder=4)
        self.outline = self._outline(self.right, 1, ec=BLACK, ls="--", lw=1)
        self.place = self._outline(self.right, 1, ec=VERMILLION, lw=3, zorder=4)
        style = {"ha": "center", "va": "center", "fontsize": 11}
        style["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        self.products = [self.middle.text(j, i, "", **style) for i, j in np.ndindex(3, 3)]

    def _image(self, ax, n, edge, **style):
        return ax.imshow(np.full((n, n), np.nan), extent=(edge, edge + n, edge + n, edge), **style)

    def _outline(self, ax, n, **style):
        return ax.add_patch(Rectangle((-0.5, -0.5), n, n, fill=False, **style))

    def update(self, digit, kernel, stride, padding, row, column):
        W, image = KERNELS[kernel], self.images[digit]
        Z, padded = answers(image, W, stride, padding), np.pad(image, padding)
        n = len(Z)
        y, x = min(row, n - 1), min(column, n - 1)  # the sliders go as far as the largest map
        window = padded[stride * y : stride * y + 3, stride * x : stride * x + 3]

        self.digit.set_data(np.pad(padded, LARGEST - padding, constant_values=np.nan))
        self.frame.set_bounds(-0.5 - padding, -0.5 - padding, *padded.shape)
        self.window.set_xy((stride * x - padding - 0.5, stride * y - padding - 0.5))
        self.under.set_data(window)
        for text, pixel, weight in zip(self.products, window.flat, W.flat):
            text.set_text(f"{pixel:.2f}\n× {weight:.2f}")

        so_far = np.full((MOST, MOST), np.nan)
        so_far[:n, :n] = np.where(np.arange(n * n).reshape(n, n) <= y * n + x, Z, np.nan)
        self.map.set_data(so_far)
        self.outline.set_bounds(-0.5, -0.5, n, n)
        self.place.set_xy((x - 0.5, y - 0.5))

        self.words[0].set_text(f"window at row {y}, column {x}")
        self.words[1].set_text(f"sum = {(window * W).sum():.2f}")
        self.words[2].set_text(f"{n} x {n} = {n * n} places, z = {Z[y, x]:.2f}")
        images, patches = [self.digit, self.under, self.map], [*self.left.patches, *self.right.patches]
        return [*images, *patches, *self.products, *self.words, *frames(self.fig)]

    def reached(self, digit, kernel, stride, padding, row, column):
        Z = answers(self.images[digit], KERNELS[kernel], stride, padding)
        z = Z[min(row, len(Z) - 1), min(column, len(Z) - 1)]
        if (digit, kernel, stride, padding) == (4, "vertical edge", 1, 0) and z == Z.max():
            return f"part 1 of 2, z = {z:.2f}."
        if len(Z) == 4:
            return f"part 2 of 2, stride {stride}, padding {padding}."
        return ""


def sliding_kernel():
    """The widget: choose a digit, a kernel, stride and padding, and slide the window with the arrow keys."""
    slide = Slide()
    controls = {
        "digit": widgets.IntSlider(4, min=0, max=9),
        "kernel": widgets.Dropdown(options=list(KERNELS)),
        "stride": widgets.IntSlider(1, min=1, max=3),
        "padding": widgets.IntSlider(0, min=0, max=LARGEST),
        "row": widgets.IntSlider(0, min=0, max=MOST - 1),
        "column": widgets.IntSlider(0, min=0, max=MOST - 1),
    }
    together = [
        {"row": range(SIZE - 2), "column": range(SIZE - 2)},
        {"stride": None, "padding": None},
        {"digit": None, "kernel": None},
    ]
    return LiveFigure(slide.fig, slide.update, controls, MISSION, slide.reached, together)
