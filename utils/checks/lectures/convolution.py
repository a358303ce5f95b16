"""Lecture 3.1: a convolution in one dimension as a matrix, the definition with channels, the gradient of shared weights."""

import numpy as np

from utils.checks.gap import Function, Trial
from utils.checks.lectures import your_turn


def banded(w, m):
    T = np.zeros((m - len(w) + 1, m))
    for u in range(len(T)):
        T[u, u : u + len(w)] = w
    return T


def _banded_trials(rng):
    for k, m in (3, 5), (2, 6), (4, 4), (1, 3):
        yield Trial({"k": k, "m": m, "places": m - k + 1}, {"w": rng.normal(size=k), "m": m})


BANDED = {
    "the kernel is turned: row u starts with w_0, in column u": {"= w\n": "= w[::-1]\n"},
    "the last place is missing: the kernel fits m - k + 1 times": {"len(w) + 1": "len(w)"},
    "there is a row for each input, but it needs one for each place: m - k + 1": {"m - len(w) + 1, m": "m, m"},
    "the matrix is transposed: a row for each place, a column for each input": {"return T": "return T.T"},
    "the kernel does not move: in row u it starts at column u": {"u : u + len(w)": ": len(w)"},
    "the kernel moves to the left from row to row: in row u it starts at column u": {"T[u, ": "T[-1 - u, "},
}


def correlate(a, W, b, s=1):
    c_out, _, kh, kw = W.shape
    z = np.empty((c_out, (a.shape[1] - kh) // s + 1, (a.shape[2] - kw) // s + 1))
    for o, u, v in np.ndindex(z.shape):
        z[o, u, v] = b[o] + (W[o] * a[:, s * u : s * u + kh, s * v : s * v + kw]).sum()
    return z


def _correlate_trials(rng):
    """No two sizes alike; then strides that leave a rest and that leave none, and a kernel as large as the image."""
    for c_in, c_out, h, w, kh, kw, s in (
        (2, 3, 6, 5, 3, 2, 1),
        (3, 2, 7, 8, 2, 3, 2),
        (1, 4, 8, 7, 3, 3, 3),
        (2, 1, 3, 4, 3, 4, 2),
    ):
        sizes = {"c_in": c_in, "c_out": c_out, "h": h, "w": w, "kh": kh, "kw": kw, "s": s}
        arrays = {"a": (c_in, h, w), "W": (c_out, c_in, kh, kw), "b": (c_out,)}
        yield Trial(sizes, {name: rng.normal(size=shape) for name, shape in arrays.items()} | {"s": s})


_WINDOW = "s * u : s * u + kh, s * v : s * v + kw"
_HIGH, _WIDE = "(a.shape[1] - kh) // s + 1", "(a.shape[2] - kw) // s + 1"
CORRELATE = {
    "the bias is missing": {"b[o] + ": ""},
    "the bias is added once for each weight: it belongs outside the sum": {"b[o] + (W[o] *": "(b[o] + W[o] *"},
    "every map gets the first bias: map o has b[o]": {"b[o]": "b[0]"},
    "every map uses the first kernel: map o has W[o]": {"W[o]": "W[0]"},
    "the kernel is turned: (4) does not turn it": {"W[o]": "W[o, :, ::-1, ::-1]"},
    "only the first channel is used: sum over all channels that come in": {"W[o] * a[:,": "W[o, 0] * a[0,"},
    "the stride is ignored: the window of place (u, v) begins at pixel (s u, s v)": [
        {_WINDOW: "u : u + kh, v : v + kw"},
        {_WINDOW: "u : u + kh, v : v + kw", _HIGH: "a.shape[1] - kh + 1", _WIDE: "a.shape[2] - kw + 1"},
    ],
    "u and v are swapped: u counts rows, v columns": {_WINDOW: "s * v : s * v + kh, s * u : s * u + kw"},
    "a place is missing along each axis: (5) ends in + 1": {
        _HIGH: "(a.shape[1] - kh) // s",
        _WIDE: "(a.shape[2] - kw) // s",
    },
    "the + 1 of (5) stands outside the division": {
        _HIGH: "(a.shape[1] - kh + 1) // s",
        _WIDE: "(a.shape[2] - kw + 1) // s",
    },
    "it is a mean: (4) is a sum": {".sum()": ".mean()"},
}


def kernel_gradient(delta, a):
    n = len(delta)
    return np.array([(delta * a[i : i + n]).sum() for i in range(len(a) - n + 1)])


def _gradient_trials(rng):
    for k, m in (3, 5), (2, 6), (4, 5), (1, 4):
        sizes = {"k": k, "m": m, "places": m - k + 1}
        yield Trial(sizes, {"delta": rng.normal(size=m - k + 1), "a": rng.normal(size=m)})


GRADIENT = {
    "only the first place is used: w_i acts at every place, so sum over u": {".sum()": "[0]"},
    "it is divided by the number of places: a shared weight collects the sum, no mean": {".sum()": ".mean()"},
    "delta is turned: delta_u meets a_(u+i)": {"(delta *": "(delta[::-1] *"},
    "the entries stand in reverse order: entry i belongs to w_i": {
        "range(len(a) - n + 1)": "reversed(range(len(a) - n + 1))"
    },
    "the last weight is missing: k = m - (places) + 1": {"len(a) - n + 1": "len(a) - n"},
    "a does not move with i: w_i meets the pixels a_(u+i)": {"a[i : i + n]": "a[:n]"},
}

banded = your_turn(Function(banded, _banded_trials, BANDED), "A dense layer with two restrictions.")
correlate = your_turn(Function(correlate, _correlate_trials, CORRELATE), "Any channels, any kernel, any stride.")
kernel_gradient = your_turn(
    Function(kernel_gradient, _gradient_trials, GRADIENT), "A shared weight collects from everywhere."
)
