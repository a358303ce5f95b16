"""Practical 3, gaps 2 and 3: a convolution forward and backward, as matrix products of windows and kernels."""

import itertools

import numpy as np  # noqa: F401, the slips read it

from utils.checks.gap import Function, Trial, gap
from utils.checks.practical_3.calls import FLOATS, SQUEEZED, in_places, one_by_one
from utils.checks.unaided import by_itself


def _problems(rng):
    """Columns, W and b, and their sizes: first all differ, then the places are higher than wide, then most are 1."""
    more, fewer = (int(number) for number in rng.permutation([2, 3, 5, 6])[:2])
    for n, c, kh, kw, c_out, h_out, w_out in (
        (5, 3, 2, 4, 7, 6, 8),
        (more, 4, 3, 1, fewer, 7, 2),
        (1, 1, 2, more, 1, fewer, 1),
        (1, 1, 1, 1, more, 1, fewer),
        (fewer, more, 1, 1, 1, 1, 1),
    ):
        columns = rng.normal(size=(n, h_out, w_out, c * kh * kw)) + 0.3
        sizes = {"n": n, "c": c, "kh": kh, "kw": kw, "c_out": c_out, "h_out": h_out, "w_out": w_out}
        yield sizes, columns, rng.normal(size=(c_out, c, kh, kw)), rng.normal(size=c_out) + 1


DOMAIN = dict.fromkeys(
    [f"{size} = 1" for size in ("n", "c", "kh", "kw", "c_out", "h_out", "w_out")], "Any size may be 1"
)
_REMEDIES = {
    "matmul": "W has shape (c_out, c, kh, kw): make it a table with one kernel a row, W.reshape(len(W), -1), and ask which "
    "axis must be summed",
    "axes don't match": "`.T` turns all axes around; name the order with transpose(...)",
}
_FAST = "in the kernel's table the channel changes fastest: W.reshape(len(W), -1) keeps c, kh, kw in the columns' order"
_MISMATCH = "matmul: mismatch in its core dimension"
_FOUR_AXES = f"{_MISMATCH}: W has four axes. As a table it is W.reshape(len(W), -1), one kernel a row"


# ------------------------------------------------- 2: forward


def convolution_forward(columns, W, b):
    Z = columns @ W.reshape(len(W), -1).T + b
    return Z.transpose(0, 3, 1, 2)


def _forward_trials(rng):
    for sizes, columns, W, b in _problems(rng):
        yield Trial(sizes, {"columns": columns, "W": W, "b": b}, by_itself)


FORWARD_PLACES = {
    " + b": {
        "the bias is missing: z = W . window + b": "",
        "the bias is subtracted: z = W . window + b": " - b",
        "one bias for everything: each output channel has its own": " + b[0]",
        "the biases are added up first: each output channel has its own": " + b.sum()",
        "the biases are averaged first: each output channel has its own": " + b.mean()",
        "the bias is multiplied in: it is added": " * b",
        "the window's products are averaged: they are summed": " / columns.shape[-1] + b",
    },
    "columns @ W.reshape(len(W), -1).T + b": {
        "all kernels are added up: each gives one output channel": [
            "({}).sum(axis=3, keepdims=True)",
            "(columns @ W.sum(axis=0).ravel())[..., np.newaxis] + b",
        ],
        "only the first kernel is used: each gives one output channel": [
            "np.repeat(({})[..., :1], len(W), axis=3)",
            "(columns @ W[0].ravel())[..., np.newaxis] + b",
        ],
        "only the first output channel is there: each kernel gives one": "({})[..., :1]",
        "only the first image is used: every image has its own Z": "np.repeat(({})[:1], len(columns), axis=0)",
    },
    "W.reshape(len(W), -1).T": {
        "the whole row is reversed, channels too: columns and kernels go in the same order": "W.reshape(len(W), -1)[:, ::-1].T",
        _FAST: "W.transpose(0, 2, 3, 1).reshape(len(W), -1).T",
        "the kernel is transposed, kw before kh: keep c, kh, kw, as in the columns": "W.swapaxes(2, 3).reshape(len(W), -1).T",
        "W.reshape(-1, c_out) mixes the kernels: make it (c_out, c kh kw) first, then .T": "W.reshape(-1, len(W))",
        "W.T turns all axes around: make it (c_out, c kh kw) first, then .T": "W.T.reshape(-1, len(W))",
        _FOUR_AXES: ["W.T", "W"],
        f"{_MISMATCH}: transpose the table of kernels, so that c kh kw meets c kh kw": "W.reshape(len(W), -1)",
    },
    "Z.transpose(0, 3, 1, 2)": {
        "the channels are the last axis: they should be the second, so move them with transpose": "Z",
        "height and width have changed places: transpose(0, 3, 1, 2) keeps their order": "Z.transpose(0, 3, 2, 1)",
        "`.T` turns all axes around: only the channels move, transpose(0, 3, 1, 2)": "Z.T",
        "the channels stand before the images: the order should be (n, c_out, h_out, w_out)": "Z.transpose(3, 0, 1, 2)",
        "`reshape` to (n, c_out, h_out, w_out) mixes channels and places: it cuts the numbers anew, `transpose` moves axes": (
            "Z.reshape({}.shape)"
        ),
        "`reshape` from one table cannot bring the channels forward: first (n, h_out, w_out, c_out), then transpose": (
            "Z.reshape(-1, len(W)).T.reshape({}.shape)"
        ),
        "an activation is applied: z comes out as it is": "np.maximum({}, 0)",
        "images and places are in one axis: keep (n, c_out, h_out, w_out)": "Z.reshape(-1, len(W))",
        SQUEEZED: "{}.squeeze()",
    },
}
FORWARD = in_places(FORWARD_PLACES) | {
    "could not be broadcast: b has one number for each channel, not for each place. Add it where the channels stand last": {
        " + b": "",
        "(0, 3, 1, 2)": "(0, 3, 1, 2) + b",
    },
    "the kernel is flipped (a convolution of mathematics): deep learning slides it as it is": {
        "W.r": "W[:, :, ::-1, ::-1].r"
    },
    "the input W was changed in place: work on a new array": {"    Z = ": "    W *= 2\n    Z = "},
    "None came back: Z is computed, but not returned": {"    return": "    Z ="},
}
_PLACE = "b has one number for each of the c_out channels: add it where the channels are the last axis, or as b[:, None, None]"
convolution_forward = gap(
    Function(
        convolution_forward,
        _forward_trials,
        FORWARD,
        remedies=_REMEDIES | {"could not be broadcast": _PLACE},
        domain=DOMAIN,
        allows=FLOATS,
    ),  # fmt: skip
    praise="Equal to the definition for 7 kernels of 3 x 2 x 4, and where sizes are 1.",
)


# ------------------------------------------------- 3: backward


def convolution_backward(Delta, columns, W):
    deltas = Delta.transpose(0, 2, 3, 1).reshape(-1, len(W))
    rows = columns.reshape(len(deltas), -1)
    dW = (deltas.T @ rows).reshape(W.shape)
    db = deltas.sum(axis=0)
    dcolumns = (deltas @ W.reshape(len(W), -1)).reshape(columns.shape)
    return dW, db, dcolumns


def _backward_trials(rng):
    for sizes, columns, W, _ in _problems(rng):
        Delta = rng.normal(size=(len(columns), len(W), *columns.shape[1:3]))
        arguments = {"Delta": Delta, "columns": columns, "W": W}
        yield from one_by_one(sizes, arguments, names=("dW", "db", "dcolumns"), order=(0, 1, 2))


_D, _DW, _DB = (
    "Delta.transpose(0, 2, 3, 1).reshape(-1, len(W))",
    "(deltas.T @ rows).reshape(W.shape)",
    "deltas.sum(axis=0)",
)
_FLIPPED = "{}[:, :, ::-1, ::-1]"
_TABLE, _RESULTS = "W.reshape(len(W), -1)", ("dW", "db", "dcolumns")
_EXPECTED = "3 values (dW, db, dcolumns) are expected"
BACKWARD_PLACES = {
    "return dW, db, dcolumns": {
        "the three results have changed places: the order is dW, db, dcolumns": [
            f"return {', '.join(order)}" for order in list(itertools.permutations(_RESULTS))[1:]
        ],
        f"dW is missing: {_EXPECTED}": "return db, dcolumns",
        f"db is missing: {_EXPECTED}": "return dW, dcolumns",
        f"dcolumns is missing: {_EXPECTED}": "return dW, db",
        SQUEEZED: [f"{name} = {name}.squeeze()\n    {{}}" for name in _RESULTS],
    },
    _DW: {
        "dW: only the last window is used: each adds its part, so `+=`": "np.outer(deltas[-1], rows[-1]).reshape(W.shape)",
        "dW: only the first image is used: sum over the batch": 'np.einsum("oyx,yxk->ok", Delta[0], columns[0]).reshape(W.shape)',
        "dW: only the first place is used: sum over all of them": "(Delta[:, :, 0, 0].T @ columns[:, 0, 0]).reshape(W.shape)",
        "dW: it is divided by n, but Delta carries 1/n already: sum over the images": "{} / len(Delta)",
        "dW: it is a mean over the places: all of them use the kernel, so sum over them": "{} / Delta[0, 0].size",
        "dW: it is a mean over images and places: the sum is wanted": "{} / len(deltas)",
        "dW: the sum over the images is missing: there is one gradient for the batch": (
            'np.einsum("noyx,nyxk->nok", Delta, columns).reshape(-1, *W.shape)'
        ),
        "dW: it is turned by 180 degrees: the forward pass does not flip the kernel, so nothing is flipped here": _FLIPPED,
        "dW: it is still a table: a gradient has the shape of its parameter, reshape it like W": "deltas.T @ rows",
        "dW: it is a table, and transposed: one kernel a row, then reshape it like W": "rows.T @ deltas",
        "dW: the table was transposed before the reshape to W.shape: one kernel a row first": "(rows.T @ deltas).reshape(W.shape)",
        "dW: the channels change fastest in it: the columns are in the order c, kh, kw, as W is": (
            "(deltas.T @ rows).reshape(len(W), *W.shape[2:], W.shape[1]).transpose(0, 3, 1, 2)"
        ),
        "dW: the sign is wrong: no minus belongs before the sum": "-{}",
    },
    _DB: {
        "db: the sum over the places is missing: the bias is used at each of them": "Delta.sum(axis=0)",
        "db: the sum over the images is missing": "Delta.sum(axis=(2, 3))",
        "db: the sum runs over the channels too: each channel has a number of its own": "deltas.sum()",
        "db: it is a mean over the images, but Delta carries 1/n already: sum": "{} / len(Delta)",
        "db: it is a mean over the places: sum": "{} / Delta[0, 0].size",
        "db: it is a mean over images and places: sum": "deltas.mean(axis=0)",
        "db: only the first image is used: sum over the batch": "Delta[0].sum(axis=(1, 2))",
        "db: only one place is used: sum over all": "Delta[:, :, 0, 0].sum(axis=0)",
        "db: the channels are summed away: sum over axes 0, 2 and 3 of Delta": "Delta.sum(axis=(0, 1, 2))",
        "db: the channels are summed away, the height is left: sum over axes 0, 2 and 3 of Delta": "Delta.sum(axis=(0, 1, 3))",
        "db: the channels are summed away, one number is left for each window: sum over the other axis": "deltas.sum(axis=1)",
        "db: extra axes remain, from keepdims=True: db has the shape of b": [
            "Delta.sum(axis=(0, 2, 3), keepdims=True)",
            "deltas.sum(axis=0, keepdims=True)",
        ],
        "db: the sign is wrong: no minus belongs before the sum": "-{}",
    },
    f"deltas @ {_TABLE}": {
        "dcolumns: Delta came back multiplied by dW instead of W": "deltas @ dW.reshape(len(W), -1)",
        "dcolumns: the kernel is flipped: the forward pass does not flip it, so nothing is flipped here": (
            "deltas @ W[:, :, ::-1, ::-1].reshape(len(W), -1)"
        ),
        f"dcolumns: {_FAST}": "deltas @ W.transpose(0, 2, 3, 1).reshape(len(W), -1)",
        "dcolumns: W.reshape(-1, c_out).T mixes the kernels: the table is W.reshape(c_out, -1)": "deltas @ W.reshape(-1, len(W)).T",
        _FOUR_AXES: ["deltas @ W", "deltas @ W.T"],
        f"{_MISMATCH}: the table of kernels is transposed, but c_out must meet c_out": "{}.T",
    },
    f"(deltas @ {_TABLE}).reshape(columns.shape)": {
        "dcolumns: height and width have changed places: it should have the shape of columns": "{}.swapaxes(1, 2)",
        "dcolumns: the windows' entries stand second: they should be last, as in columns": "{}.transpose(0, 3, 1, 2)",
        "dcolumns: images and places are in one axis: give it the shape of columns": "deltas @ W.reshape(len(W), -1)",
        "dcolumns: these are the columns themselves: their gradient is Delta times W": "columns.copy()",
    },
}
BACKWARD = in_places(BACKWARD_PLACES) | {
    "Delta.reshape(...) mixes channels and places: move the channels with transpose(0, 2, 3, 1)": [
        {_D: "Delta.reshape(-1, len(W))"},
        {_DB: "Delta.reshape(-1, len(W)).sum(axis=0)"},
        {"deltas @ W": "Delta.reshape(-1, len(W)) @ W"},
    ],
    "Delta.reshape(c_out, -1) mixes images and channels: bring the channels first, or last, with transpose": [
        {_D: "Delta.reshape(len(W), -1).T"},
        {_DB: "Delta.reshape(len(W), -1).sum(axis=1)"},
        {"deltas @ W": "Delta.reshape(len(W), -1).T @ W"},
    ],
    "Delta is brought to (n, w_out, h_out, c_out): transpose(0, 2, 3, 1) keeps height before width": [
        {"(0, 2, 3, 1)": "(0, 3, 2, 1)"},
        {"deltas @ W": "Delta.transpose(0, 3, 2, 1).reshape(-1, len(W)) @ W"},
    ],
    "Delta is ignored: the gradient from above must be multiplied in": [
        {_D: f"np.ones_like({_D})"},
        {"deltas @ W": "np.ones_like(deltas) @ W"},
    ],
    "the input Delta was changed in place: work on a new array": {
        "    deltas = ": "    Delta /= len(Delta)\n    deltas = "
    },
    "None came back: the gradients are there, but not returned": {"    return": "    results ="},
}
_ORDER = "Which axis of each array holds the channels? Bring Delta to (n, h_out, w_out, c_out)"
convolution_backward = gap(
    Function(
        convolution_backward,
        _backward_trials,
        BACKWARD,
        remedies=_REMEDIES | {"could not be broadcast": _ORDER},
        domain=DOMAIN,
        allows=FLOATS,
    ),  # fmt: skip
    praise="dW, db and dcolumns agree with the derivative of the sum, term by term.",
)
