"""A digit read row by row: where each row looks, and what the answer is when a row is erased, as a widget."""

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from utils.activations import softmax
from utils.figures.plotting import BLUE, VERMILLION
from utils.widgets.bandwidth import effective_keys
from utils.widgets.live import LiveFigure, frames, paragraph

MISSION = (
    "(1) the 7: head 1 looks at two rows most, and at both alike. Erase one, then the other: does the answer change? "
    "(2) The 2: find a row at which neither head looks, and whose loss turns it into a 3."
)


def erase(image, row):
    """The image, shape (n, w), with one row blank, or as it is for "none"."""
    image = image.copy()
    if row != "none":
        image[row] = 0
    return image


class RowAttention:
    """The widget's figure: left the digit whose rows are the positions, in the middle a head's weights, right one row of them.

    Parameters
    ----------
    model : Network, from images as rows, (b, 8, 8), to logits, (b, 10)
    attention : MultiHeadAttention, the layer of the model whose weights are shown
    images : array of shape (k, 8, 8)
    """

    def __init__(self, model, attention, images):
        self.model, self.attention, self.images = model, attention, images
        n = images.shape[1]
        self.fig = Figure(figsize=(8.6, 3.5))
        self.left, self.middle, self.right = self.fig.subplots(1, 3)
        self.fig.subplots_adjust(left=0.05, right=0.985, bottom=0.14, top=0.86, wspace=0.22)
        self.digit = self.left.imshow(np.zeros((n, n)), cmap="Greys", vmin=0, vmax=images.max())
        self.map = self.middle.imshow(np.zeros((n, n)), cmap="Greys", vmin=0, vmax=1, aspect="auto")
        self.bars = self.right.barh(range(n), np.zeros(n), color=BLUE)
        edge = -0.62  # a small gap, or an image that is drawn again would cover its frame
        for ax in (self.left, self.middle, self.right):
            ax.set(yticks=range(n), ylim=(n - 1 - edge, edge))
        for ax in (self.left, self.middle):
            ax.set(xlim=(edge, n - 1 - edge))
        self.left.set(xticks=[], ylabel="row", aspect="auto", title="the rows are the positions")
        self.middle.set(xticks=range(n), xlabel="key: the row looked at", ylabel="query: the row that looks")
        self.right.set(xlim=(0, 1), xlabel="weight", ylabel="key")
        self.titles = [ax.set_title(" ", fontsize=9.5) for ax in (self.middle, self.right)]
        self.left.title.set_fontsize(10)
        outline = {"fill": False, "ec": VERMILLION, "lw": 3, "zorder": 4}
        self.frames = [ax.add_patch(Rectangle((-0.5, 0), n, 1, **outline)) for ax in (self.left, self.middle)]
        outline = {"fill": False, "ec": "black", "ls": "--", "lw": 1.5, "hatch": "//", "zorder": 3}
        self.blank = self.left.add_patch(Rectangle((-0.5, 0), n, 1, **outline))
        self.words = widgets.HTML()

    def weights(self, digit, erased="none"):
        """Probabilities of the classes, shape (10,), and the weights of all heads, shape (h, 8, 8)."""
        p = softmax(self.model.forward(erase(self.images[digit], erased)[np.newaxis]))[0]
        return p, self.attention.A[0]

    def update(self, digit, head, query, erased):
        p, A = self.weights(digit, erased)
        a = A[head - 1]
        self.digit.set_data(erase(self.images[digit], erased))
        self.map.set_data(a)
        for frame in self.frames:
            frame.set_y(query - 0.5)
        self.blank.set_visible(erased != "none")
        if erased != "none":
            self.blank.set_y(erased - 0.5)
        for bar, weight in zip(self.bars, a[query], strict=True):
            bar.set_width(weight)
        means = " ".join(f"{m:.2f}" for m in a.mean(axis=0))
        self.titles[0].set_text(f"head {head}, all queries; column means\n{means}")
        self.titles[1].set_text(f"query {query}: as if {effective_keys(a[query]):.1f} keys\nhad equal weights")
        second, first = np.argsort(p)[-2:]
        gone = "nothing erased" if erased == "none" else f"row {erased} erased"
        answer = f"the answer is {first} ({100 * p[first]:.0f} %), then {second} ({100 * p[second]:.0f} %)"
        self.words.value = paragraph(f"{gone}: {answer}")
        return [self.digit, self.map, *self.bars, *self.frames, self.blank, *self.titles, *frames(self.fig)]

    def reached(self, digit, head, query, erased):
        if erased == "none":
            return ""
        p, A = self.weights(digit)
        looks, answer, without = A.mean(axis=1), p.argmax(), self.weights(digit, erased)[0].argmax()
        if digit == 7 and erased in looks[0].argsort()[-2:] and without != answer:
            return f"part 1 of 2, without row {erased} it is a {without}."
        if (digit, answer, without) == (2, 2, 3) and looks[:, erased].max() < 0.01:
            return f"part 2 of 2, without row {erased} it is a 3."
        return ""


def row_attention(model, attention, images):
    """The widget: choose a digit, a head and a query row; erase a row and look at the answer."""
    picture, n = RowAttention(model, attention, images), images.shape[1]
    controls = {
        "digit": widgets.IntSlider(7, min=0, max=len(images) - 1),
        "head": widgets.IntSlider(1, min=1, max=attention.heads),
        "query": widgets.IntSlider(0, min=0, max=n - 1, description="query row"),
        "erased": widgets.SelectionSlider(options=["none", *range(n)], description="erase row"),
        "words": picture.words,
    }
    together = [
        {"head": None, "query": None},
        {"digit": None},
        {"digit": [2, 7], "head": None, "erased": None},
    ]
    return LiveFigure(picture.fig, picture.update, controls, MISSION, picture.reached, together)
