"""Practical 3, gap 5: max-pooling, forward and backward."""

import numpy as np

from utils.checks.gap import Function, Trial, gap
from utils.checks.practical_3.calls import FLOATS, SQUEEZED, in_places
from utils.checks.unaided import by_itself


def _images(rng):
    """A and size of each trial, a rest at the edge or none; then the corners: one image and channel, one pixel, one window."""
    n, c, more = (int(number) for number in rng.permutation([2, 4, 5, 6])[:3])
    for size, shape in (
        (2, (4, 5, 6, 8)),
        (3, (n, c, 9, 6)),
        (2, (more, c, 7, 9)),
        (4, (1, 1, 9, 4)),
        (1, (n, 1, 2, 3)),
        (5, (1, more, 5, 7)),
        (1, (n, c, 1, more)),
        (1, (c, more, n, 1)),
    ):
        yield rng.normal(size=shape) - 0.5, size


def _sizes(A, size):
    return dict(zip("nchw", A.shape)) | {"size": size}


_ANY = "Any size may be 1"
DOMAIN = {"n = 1": _ANY, "c = 1": _ANY, "h = 1": _ANY, "w = 1": _ANY, "size = 1": "size"}
_CHANGED = "the input A was changed in place: work on a new array"
_FIXED = "the windows are 2 x 2 whatever `size` is"


# ------------------------------------------------- forward


def max_pool(A, size):
    n, c, h, w = A.shape
    h_out, w_out = h // size, w // size
    windows = A[:, :, : h_out * size, : w_out * size].reshape(n, c, h_out, size, w_out, size)
    return windows.max(axis=(3, 5))


def _forward_trials(rng):
    for A, size in _images(rng):
        yield Trial(_sizes(A, size), {"A": A, "size": size}, by_itself)


_CUT = "A[:, :, : h_out * size, : w_out * size]"
FORWARD_PLACES = {
    "    n, c, h, w = A.shape": {
        "the rest at the edge got a window of its own: rows and columns that fill no window are left out": [
            f"    A = np.pad(A, ((0, 0), (0, 0), (0, -A.shape[2] % size), (0, -A.shape[3] % size)){value})\n{{}}"
            for value in ("", ", constant_values=-np.inf")
        ],
        _FIXED: "    size = 2\n{}",
        _CHANGED: "    A -= A.max()\n{}",
    },
    "windows.max(axis=(3, 5))": {
        "this is the mean of each window: the largest entry is wanted": "windows.mean(axis=(3, 5))",
        "this is the smallest entry of each window: the largest is wanted": "windows.min(axis=(3, 5))",
        "this is the sum of each window: the largest entry is wanted": "windows.sum(axis=(3, 5))",
        "this is the median of each window: the largest entry is wanted": "np.median(windows, axis=(3, 5))",
        "this is the largest absolute value: negative numbers are small": "abs(windows).max(axis=(3, 5))",
        "negative maxima became 0: start from the window itself, not from zeros": "np.maximum({}, 0)",
        "the first entry of each window is taken, not the largest": "windows[:, :, :, 0, :, 0]",
        "the position of the largest entry came back, not the entry": (
            "windows.swapaxes(3, 4).reshape(n, c, h_out, w_out, -1).argmax(axis=-1)"
        ),
        "the windows overlap: they lie side by side, `size` apart": (
            "np.lib.stride_tricks.sliding_window_view(A, (size, size), axis=(2, 3)).max(axis=(4, 5))"
        ),
        "the maximum runs over the channels too: each channel is pooled by itself": [
            "np.repeat(windows.max(axis=(1, 3, 5))[:, np.newaxis], c, axis=1)",
            "windows.max(axis=(1, 3, 5), keepdims=True)[..., 0, :, 0]",
            "windows.max(axis=(1, 3, 5))",
        ],
        "the maximum runs over the images too: each is pooled by itself": [
            "np.repeat(windows.max(axis=(0, 3, 5))[np.newaxis], n, axis=0)",
            "windows.max(axis=(0, 3, 5))",
        ],
        "the maximum runs over the windows, not over the entries of each: in (n, c, h_out, size, w_out, size) the entries "
        "are axes 3 and 5": "windows.max(axis=(2, 4))",
        "pairs in a row are pooled, the rows are not: a window is a square": [
            "windows.max(axis=5)",
            "windows.max(axis=5).reshape(n, c, h_out * size, w_out)",
        ],
        "pairs in a column are pooled, the columns are not: a window is a square": [
            "windows.max(axis=3)",
            "windows.max(axis=3).reshape(n, c, h_out, w_out * size)",
        ],
        "this is the maximum of the whole image: each window has its own": ["A.max(axis=(2, 3))", "A.max()"],
        "height and width have changed places": "{}.swapaxes(2, 3)",
        SQUEEZED: "{}.squeeze()",
    },
}
FORWARD = in_places(FORWARD_PLACES) | {
    "the reshape takes pixels that are far apart: split h into (h_out, size), in this order, and w alike": {
        "h_out, size, w_out, size)": "size, h_out, size, w_out)",
        "(3, 5)": "(2, 4)",
    },
    "cannot reshape array: h or w is no multiple of size, and what is left over must be cut off first": {_CUT: "A"},
}


# ------------------------------------------------- backward


def max_pool_backward(dP, A, size):
    dA = np.zeros(A.shape)
    for y, x in np.ndindex(dP.shape[2:]):
        place = np.s_[:, :, y * size : (y + 1) * size, x * size : (x + 1) * size]
        window = A[place].reshape(*A.shape[:2], -1)
        winner = np.arange(size**2) == window.argmax(axis=2)[..., np.newaxis]
        dA[place] = (winner * dP[:, :, y, x, np.newaxis]).reshape(A[place].shape)
    return dA


def _backward_trials(rng):
    """Without ties and with them; a window of zeros alone, as a ReLU leaves it."""
    for A, size in _images(rng):
        for images in A, np.floor(3 * rng.random(A.shape)), np.zeros(A.shape):
            dP = rng.normal(size=(*A.shape[:2], A.shape[2] // size, A.shape[3] // size))
            yield Trial(_sizes(A, size), {"dP": dP, "A": images, "size": size}, by_itself)


_BY_COLUMN = "window.reshape(-1, size, size).swapaxes(1, 2).reshape(window.shape).argmax(axis=2)"
_TIED = "window == window.max(axis=2, keepdims=True)"
BACKWARD = {
    "    dA = ": {_FIXED: "    size = 2\n{}", _CHANGED: "    A -= A.max()\n{}"},
    "np.arange(size**2) == window.argmax(axis=2)[..., np.newaxis]": {
        "where several entries are the largest, each gets the whole gradient: only the first one gets it": _TIED,
        "where several entries are the largest, the gradient is shared: the first one gets all of it": (
            f"({_TIED}) / ({_TIED}).sum(axis=2, keepdims=True)"
        ),
        "where several entries are the largest, the last one gets the gradient: the first one should": (
            "np.arange(size**2)[::-1] == window[..., ::-1].argmax(axis=2)[..., np.newaxis]"
        ),
        "where several entries are the largest, the first is sought column by column: go row by row": (
            f"np.arange(size**2) == (({_BY_COLUMN}) % size * size + ({_BY_COLUMN}) // size)[..., np.newaxis]"
        ),
        "every entry that equals any of the image's maxima gets a gradient": "np.isin(window, max_pool(A, size))",
        "the gradient goes to every entry of the window: only the largest moves the output": "np.ones(window.shape)",
        "the gradient is shared by the window, as for a mean: the largest entry gets all": "np.ones(window.shape) / size**2",
        "the gradient goes to the smallest entry": "np.arange(size**2) == window.argmin(axis=2)[..., np.newaxis]",
        "the gradient goes to the first entry of each window, not to the largest": "np.arange(size**2) == 0 * window[..., :1]",
    },
    "winner * dP[:, :, y, x, np.newaxis]": {
        "these are ones at the largest entries: multiply the gradient from above": "winner * 1.0",
        "the winners' values stand there: put the gradient dP in their places": "winner * window",
        "the gradient is multiplied by the winners' values: da/dx is 1 for the winner": "window * {}",
        "the sign is wrong: the winner gets the gradient as it is": "{} * -1",
    },
    "return dA": {
        "dA has the shape of dP, one entry for each window: it should have the shape of A": (
            "{}[:, :, : dP.shape[2], : dP.shape[3]]"
        ),
        "dA has lost the rows and columns that fill no window: they are there in A, and their gradient is 0": (
            "{}[:, :, : dP.shape[2] * size, : dP.shape[3] * size]"
        ),
        "height and width have changed places: dA has the shape of A": "{}.swapaxes(2, 3)",
        SQUEEZED: "{}.squeeze()",
    },
    "reshape(A[place].shape)": {
        "the place inside the window is read column by column: argmax counts row by row": "{}.swapaxes(2, 3)"
    },
}
_REMEDIES = {"cannot reshape": "What is left over at the edge is cut off first: A[:, :, : h // size * size, ...]"}
max_pooling = gap(
    Function(max_pool, _forward_trials, FORWARD, remedies=_REMEDIES, separate=True, domain=DOMAIN, allows=FLOATS),
    Function(max_pool_backward, _backward_trials, in_places(BACKWARD), separate=True, domain=DOMAIN, allows=FLOATS),
    name="max_pooling",
    praise="Ties too: the gradient goes to the first of the largest entries.",
)
