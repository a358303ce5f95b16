"""Practical 3, gaps 1 and 4: windows as rows, and back to the pixels."""

import numpy as np

from utils.checks.gap import Function, Trial, gap
from utils.checks.practical_3.calls import FLOATS, SQUEEZED, in_places
from utils.checks.unaided import by_itself


def _problems(rng):
    """The images' shape and the other arguments of each trial.

    h_out and w_out differ; where the stride leaves a rest, the last row or column fills no window. Then the corners: one image
    of one channel that is higher than wide, one window, a kernel of one pixel and a stride that skips some, a frame that is
    wider than the kernel; and sizes at random.
    """
    n, m, k = (int(number) for number in rng.permutation([2, 3, 5, 6])[:3])
    kh, kw, stride, padding, *more = (int(number) for number in rng.integers([1, 1, 1, 0, 0, 0], [5, 5, 4, 3, 8, 8]))
    for shape, *options in (
        ((4, 3, 9, 14), (2, 5), 1, 0),
        ((n, 3, 9, 14), (2, 5), 2, 0),
        ((m, 2, 9, 14), (2, 5), 1, 2),
        ((k, 3, 9, 14), (2, 5), 2, 1),
        ((m, 2, 9, 14), (2, 5), 3, 0),
        ((1, 1, 11, 6), (4, 1), 1, 1),
        ((n, 2, 5, 3), (5, 3), 2, 0),
        ((k, 1, 4, 7), (1, 1), 3, 0),
        ((1, m, 2, 3), (2, 1), 1, 3),
        ((n, m, 1, k + 2), (1, 2), 1, 0),
        ((m, k, n + 3, 1), (3, 1), 2, 0),
        ((m, n, kh + more[0], kw + more[1]), (kh, kw), stride, padding),
    ):
        yield shape, dict(zip(("kernel_size", "stride", "padding"), options))


_SIZE = "Any size may be 1"
DOMAIN = {
    "n = 1": _SIZE, "c = 1": _SIZE, "h = 1": _SIZE, "w = 1": _SIZE, "padding = 1": "padding",
}  # fmt: skip


# ------------------------------------------------- 1: im2col


def im2col(X, kernel_size, stride, padding):
    kh, kw = kernel_size
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    h_out, w_out = (X.shape[2] - kh) // stride + 1, (X.shape[3] - kw) // stride + 1
    columns = np.zeros((len(X), h_out, w_out, X.shape[1] * kh * kw))
    for y, x in np.ndindex(h_out, w_out):
        window = X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw]
        columns[:, y, x] = window.reshape(len(X), -1)
    return columns


def _im2col_trials(rng):
    for shape, options in _problems(rng):
        X = rng.normal(size=shape) + 0.5
        yield Trial(dict(zip("nchw", shape)) | options, {"X": X} | options, by_itself)


_H, _W = "(X.shape[2] - kh) // stride + 1", "(X.shape[3] - kw) // stride + 1"
_ROWS, _COLUMNS = "y * stride : y * stride + kh", "x * stride : x * stride + kw"
_PAD = "np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))"
Y, X = {_ROWS: "y : y + kh"}, {_COLUMNS: "x : x + kw"}  # the stride is forgotten: where a window stands,
H_OUT, W_OUT = {_H: "X.shape[2] - kh + 1"}, {_W: "X.shape[3] - kw + 1"}  # and how many there are
_WIDER = "np.pad(X, ((0, 0), (0, 0), (0, 12), (0, 12)))"


def _both(text):
    """The slip in h_out and w_out alike."""
    return {_H: text.format("X.shape[2]", "kh"), _W: text.format("X.shape[3]", "kw")}


IM2COL_PLACES = {
    _W: {
        "w_out is the h_out of the height: it is computed from w and kw": _H,
        "the last column of places is missing: w_out has a + 1, outside the division": "(X.shape[3] - kw) // stride",
    },
    "window.reshape(len(X), -1)": {
        "in a row the column changes slowest: a plain reshape reads channel by channel, row by row": (
            'window.reshape(len(X), -1, order="F")'
        ),
        "only the first image is used: every image has its own windows": "window[0].ravel()",
    },
    "    kh, kw =": {
        "the stride is ignored: neighboring windows lie `stride` pixels apart": "    stride = 1\n{}",
        "the padding is ignored: first put a frame of zeros around each image": "    padding = 0\n{}",
        "height and width of the kernel have changed places: kernel_size is (kh, kw)": "    kw, kh =",
        "the input X was changed in place: work on a new array": "    X -= X.mean()\n{}",
    },
    "(padding, padding), (padding, padding))": {
        "the frame is on the bottom and right only: pad both sides, (padding, padding)": "(0, padding), (0, padding))",
        "the frame is on the left and right only: it also belongs above and below": "(0, 0), (padding, padding))",
        "the frame is above and below only: it also belongs on the left and right": "(padding, padding), (0, 0))",
        "the frame is twice as wide as it should be: `padding` zeros on each side": "(2 * padding,) * 2, (2 * padding,) * 2)",
        "the frame repeats the pixels at the edge: it should hold zeros": '{}, mode="edge"',
        "the frame mirrors the image: it should hold zeros": ['{}, mode="reflect"', '{}, mode="symmetric"'],
        "the frame holds ones: it should hold zeros": "{}, constant_values=1",
    },
    "window.reshape": {
        "in a row the channel changes fastest, but it should change slowest: the axes of a window are n, c, kh, kw": (
            "window.transpose(0, 2, 3, 1).reshape"
        ),
        "each window is transposed: in a row of columns kh comes before kw": "window.swapaxes(2, 3).reshape",
        "each window is turned by 180 degrees: the kernel slides as it is": "window[..., ::-1, ::-1].reshape",
        "each window is mirrored left to right: the kernel slides as it is": "window[..., ::-1].reshape",
    },
    "return columns": {
        "height and width of the places have changed places: the shape is (n, h_out, w_out, ...)": "{}.swapaxes(1, 2)",
        "the axes stand in the order (n, c kh kw, h_out, w_out): the order is (n, h_out, w_out, c kh kw)": (
            "{}.transpose(0, 3, 1, 2)"
        ),
        "the axes stand in the order (h_out, w_out, n, c kh kw): the order is (n, h_out, w_out, c kh kw)": (
            "{}.transpose(1, 2, 0, 3)"
        ),
        "images and places are in one axis: keep (n, h_out, w_out, c kh kw)": "{}.reshape(-1, columns.shape[-1])",
        "the places are in one axis: keep (n, h_out, w_out, c kh kw)": "{}.reshape(len(X), -1, columns.shape[-1])",
        "the places are in one axis, and stand before the images: the order is (n, h_out, w_out, c kh kw)": (
            "{}.reshape(len(X), -1, columns.shape[-1]).swapaxes(0, 1)"
        ),
        "the window's axes are still apart: reshape (c, kh, kw) to c kh kw": "{}.reshape(*columns.shape[:3], -1, kh, kw)",
        "only the first image is there: every image has its own windows": "{}[:1]",
        SQUEEZED: "{}.squeeze()",
    },
}
IM2COL = in_places(IM2COL_PLACES) | {
    "the shorter side is taken for the height: an image may be higher than wide": {
        "X.shape[2] - kh": "min(X.shape[2:]) - kh",
        "X.shape[3] - kw": "max(X.shape[2:]) - kw",
    },
    "could not broadcast input array: a window runs over the edge. Was X padded at all, or is the frame counted twice?": [
        _both("({} + 2 * padding - {}) // stride + 1") | edit for edit in ({_PAD: "X"}, {})
    ],
    "could not broadcast input array: a window runs over the edge where the stride leaves a rest. Are h_out, w_out rounded down?": [
        {side: f"-(-{side[:-4]}) + 1" for side in sides} for sides in ((_H,), (_W,), (_H, _W))
    ],
    "could not broadcast input array: a window runs over the edge. Is h_out or w_out too large, or the step between windows?": [
        {_H: "X.shape[2] // stride"},
        {_W: "X.shape[3] // stride"},
        _both("{} // stride"),
    ],
    "h_out and w_out count windows: divide with `//`, which rounds down, and not with `/`": _both(
        "({} - {}) / stride + 1"
    ),
    "the shape counts the stride, but the windows do not: the one at (y, x) begins at (y stride, x stride)": Y | X,
    "the stride is counted along the height only: divide by it in w_out, and multiply x by it": W_OUT | X,
    "the stride is counted along the width only: divide by it in h_out, and multiply y by it": H_OUT | Y,
    "the frame is on the top and left only, or h_out and w_out count it once: h and w grow by 2 padding": [
        {"(padding, padding), (padding, padding)": "(padding, 0), (padding, 0)"},
        _both("({} - padding - {}) // stride + 1"),
    ],
    "h_out and w_out are computed from the image without its frame: h and w grow by 2 padding": _both(
        "({} - 2 * padding - {}) // stride + 1"
    ),
    "the last row and column of places are missing: h_out and w_out have a + 1, outside the division": [
        _both("({} - {}) // stride"),
        _both("({} - {} + 1) // stride"),
    ],
    "the stride is counted along the height only: x must be multiplied by it too": X,
    "the stride is counted along the width only: y must be multiplied by it too": Y,
    "the stride spreads the pixels inside a window: it moves the window, the pixels in it are neighbors": {
        f"X[:, :, {_ROWS}, {_COLUMNS}]": f"{_WIDER}[:, :, y : y + kh * stride : stride, x : x + kw * stride : stride]"
    },
    "the last row of places is missing: h_out has a + 1, outside the division": {_H: "(X.shape[2] - kh) // stride"},
    "each row has kh kw numbers, but a window has c kh kw: all channels of it go in": {"X.shape[1] * kh": "kh"},
    "the number of channels is written in as 3: take it from X": {"X.shape[1]": "3"},
    "the values are cut to whole numbers: columns is an array of integers": {"kh * kw))": "kh * kw), dtype=int)"},
    "every place holds the last window: is the index (y, x) missing on the left of `=`?": {
        "[:, y, x] = window.reshape(len(X), -1)": "[:] = window.reshape(len(X), 1, 1, -1)"
    },
    "only the first row of windows is filled: does `return` stand inside a loop?": {"(h_out, w_out)": "(1, w_out)"},
    "only the first window is filled: does `return` stand inside the loop?": {"    return": "        return"},
    "only the first channel is there: a window holds all c channels": {
        "X.shape[1] * ": "",
        "window.re": "window[:, 0].re",
    },
    "the channels are added up: a window keeps all of them, c kh kw numbers": {
        "X.shape[1] * ": "",
        "window.reshape": "window.sum(axis=1).reshape",
    },
    "None came back: the windows are there, but nothing is returned": {"    return columns\n": ""},
    "all four axes are padded, images and channels too: pad the last two alone": {_PAD: "np.pad(X, padding)"},
}
_REMEDIES = {
    "could not broadcast input array": "A window has c kh kw numbers for each image: is it cut out at (y stride, x stride), "
    "with kh rows and kw columns, and does it lie wholly inside the padded image? (Was X padded at all?)",
    "'float' object cannot": "h_out and w_out count windows: divide with `//`, which rounds down, and not with `/`",
    "cannot reshape": "Do the windows at the edge hold fewer numbers? They must lie wholly inside the padded image",
}
im2col = gap(
    Function(im2col, _im2col_trials, IM2COL, remedies=_REMEDIES, domain=DOMAIN, allows=FLOATS),
    praise="Several strides, paddings and kernels, also one image, one channel and one window.",
)


# ------------------------------------------------- 4: col2im


def col2im(columns, shape, kernel_size, stride, padding):
    (n, c, h, w), (kh, kw) = shape, kernel_size
    X = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    for y, x in np.ndindex(columns.shape[1:3]):
        window = columns[:, y, x].reshape(n, c, kh, kw)
        X[:, :, y * stride : y * stride + kh, x * stride : x * stride + kw] += window
    return X[:, :, padding : padding + h, padding : padding + w]


def _col2im_trials(rng):
    for shape, options in _problems(rng):
        columns = rng.normal(size=im2col.functions["im2col"].right(np.zeros(shape), **options).shape) + 0.5
        arguments = {"columns": columns, "shape": shape} | options
        yield Trial(dict(zip("nchw", shape)) | options, arguments, by_itself)


_ZEROS = "np.zeros((n, c, h + 2 * padding, w + 2 * padding))"
_PLACE = f"X[:, :, {_ROWS}, {_COLUMNS}]"
_CUT = "X[:, :, padding : padding + h, padding : padding + w]"
COL2IM_PLACES = {
    "+= window": {
        "windows overwrite each other: a pixel that lies in several of them gets the sum, so `+=`, not `=`": "= window",
        "these are counts, how many windows lie over each pixel: add the entries of columns": "+= 1",
        "the windows are subtracted: add them": "-= window",
        "the images are added up: each has its own gradient": "+= window.sum(axis=0, keepdims=True)",
        "only the first image is used: each has its own gradient": "+= window[:1]",
        "each window is turned by 180 degrees: put it back as im2col cut it out": "{}[..., ::-1, ::-1]",
    },
    "columns.shape[1:3]": {
        "x runs over h_out places only: columns has shape (n, h_out, w_out, ...)": "columns.shape[1], columns.shape[1]",
        "the last row and column of windows are left out": "columns.shape[1] - 1, columns.shape[2] - 1",
        "only the first row of windows is put back: is a `return` inside the loop?": "1, columns.shape[2]",
        "only the first window is put back: is a `return` or a `break` inside the loop?": "1, 1",
    },
    "(n, c, kh, kw)": {
        "in a row of columns the channel changes slowest: reshape it to (n, c, kh, kw)": "(n, kh, kw, c).transpose(0, 3, 1, 2)",
        "kh and kw have changed places: reshape a row to (n, c, kh, kw)": [
            "(n, c, kw, kh).swapaxes(2, 3)",
            "(n, c, kw, kh)",
        ],
        "could not be broadcast: a row of columns has c kh kw numbers, make a window of it, of shape (n, c, kh, kw)": "(n, -1)",
    },
    _CUT: {
        "the shape is (4, 3, 0, 0): with -padding as the end of the slice, padding 0 cuts everything, since -0 is 0": (
            "X[:, :, padding:-padding, padding:-padding]"
        ),
        "the frame of the padding is still there: cut it off at the end": "X",
        "the frame is cut at the end only: the image begins at row and column `padding`": "X[:, :, :h, :w]",
        "the frame is cut at the start only: the image ends before row padding + h": "X[:, :, padding:, padding:]",
        "the frame is cut twice": "X[:, :, 2 * padding : h, 2 * padding : w]",
        "height and width of the image have changed places": "{}.swapaxes(2, 3)",
        SQUEEZED: "{}.squeeze()",
    },
}
COL2IM = in_places(COL2IM_PLACES) | {
    "the stride is ignored: the window at (y, x) begins at (y stride, x stride)": Y | X,
    "it is divided by the number of windows over each pixel: a derivative is the sum, not the mean": {
        "    for": "    counts = np.zeros(X.shape)\n    for",
        "+= window": f"+= window\n        counts{_PLACE[1:]} += 1",
        "    return X": "    X = X / np.maximum(counts, 1)\n    return X",
    },
    "the largest of the copies is kept: they are added": [
        {_ZEROS: f"np.full{_ZEROS[8:-1]}, -np.inf)", "+= window": f"= np.maximum({_PLACE}, window)"},
        {"+= window": f"= np.maximum({_PLACE}, window)"},
    ],
    "could not be broadcast: a window runs over the edge. The array of zeros needs h + 2 padding rows, w + 2 padding columns": [
        {_ZEROS: "np.zeros(shape)"},
        {_ZEROS: "np.zeros(shape)", _CUT: "X"},
        {"(n, c, h, w), (kh": "(n, c, w, h), (kh"},
    ],
    "the size is computed from the windows: take it from `shape`, a last row or column may lie in no window": {
        _ZEROS: "np.zeros((n, c, (columns.shape[1] - 1) * stride + kh, (columns.shape[2] - 1) * stride + kw))",
        _CUT: "X[:, :, padding : X.shape[2] - padding, padding : X.shape[3] - padding]",
    },
    "numbers with decimals are added to an array of integers: make X an array of floats": {
        "dding))": "dding), dtype=int)"
    },
    "kernel_size is (kh, kw), in this order": {"(kh, kw) =": "(kw, kh) ="},
    "the input columns was changed in place: work on a new array": {"    X = ": "    columns *= 2\n    X = "},
    "None came back: the windows are added, but nothing is returned": {f"    return {_CUT}\n": ""},
}
_REMEDIES = {
    "could not be broadcast": "A row of columns has c kh kw numbers: reshape it to (n, c, kh, kw), and add it to the window at "
    "(y stride, x stride). Has the array of zeros its frame, h + 2 padding rows and w + 2 padding columns?"
}
col2im = gap(
    Function(col2im, _col2im_trials, COL2IM, remedies=_REMEDIES, domain=DOMAIN, allows=FLOATS),
    praise="Each entry of a window is added to its pixel: col2im is the transpose of im2col.",
)
