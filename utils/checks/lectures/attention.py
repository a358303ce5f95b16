"""Lecture 3.3: a kernel regression, attention, and the encoder block around it."""

import numpy as np

from utils.activations import softmax
from utils.checks.gap import Function, Trial
from utils.checks.lectures import your_turn


def nadaraya_watson(x, x_data, y_data, h):
    kernel = np.exp(-((x - x_data) ** 2) / (2 * h**2))
    return kernel @ y_data / kernel.sum()


def _kernel_trials(rng):
    """Bandwidths that are not 1, whose square is another number, and data that are not sorted."""
    for size, h in (3, 0.7), (5, 2.0), (4, 1.3):
        data = {"x_data": 2 * rng.normal(size=size), "y_data": 3 + rng.normal(size=size)}
        yield Trial({"people": size, "h": h}, {"x": rng.normal(), **data, "h": h})


_DISTANCE = "((x - x_data) ** 2)"
KERNEL = {
    "the weights do not sum to 1: divide by the sum of the kernel": {" / kernel.sum()": ""},
    "it is divided by the number of people, but the weights should sum to 1: divide by the sum of the kernel": {
        "kernel.sum()": "len(x_data)"
    },
    "it is divided by the largest kernel: divide by the sum": {"kernel.sum()": "kernel.max()"},
    "the kernel alone is averaged: multiply it by y_data": {"kernel @ y_data": "kernel.sum()"},
    "this is a weighted mean of x_data: the values are y_data": {"kernel @ y_data": "kernel @ x_data"},
    "the bandwidth is not squared": {"h**2": "h"},
    "the 2 in the denominator is missing: it is 2 h^2": {"(2 * h**2)": "h**2"},
    "it is multiplied by h^2: brackets are missing around 2 * h**2": {"(2 * h**2)": "2 * h**2"},
    "the sign is wrong: the exponent is negative, so that near people count more": {"-((x": "((x"},
    "the distance is not squared": {_DISTANCE: "np.abs(x - x_data)"},
    "the exponential is missing": {"np.exp(-((x - x_data) ** 2) / (2 * h**2))": f"-{_DISTANCE} / (2 * h**2)"},
    "the nearest person alone decides: all have a weight": {
        "kernel @ y_data / kernel.sum()": "y_data[kernel.argmax()]"
    },
}


def attend(Q, K, V):
    A = softmax(Q @ K.T / np.sqrt(Q.shape[1]))
    return A @ V, A


def _attention_trials(rng):
    """Equal sizes first, where no wrong product stops with an error; then sizes that all differ."""
    for n, m, d, d_v in (4, 4, 4, 4), (3, 5, 4, 2), (2, 3, 6, 5):
        shapes = {"Q": (n, d), "K": (m, d), "V": (m, d_v)}
        arguments = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        yield Trial({"n": n, "m": m, "d": d, "d_v": d_v}, arguments, names=("O", "A"))


ATTENTION = {
    "the scale is missing: divide the scores by the root of d": {" / np.sqrt(Q.shape[1])": ""},
    "the scores are divided by d: it is the root of d": {"np.sqrt(Q.shape[1])": "Q.shape[1]"},
    "the scores are multiplied by the root of d: divide": {"/ np.sqrt": "* np.sqrt"},
    "the scale is the root of the number of queries: d is the length of a query, `Q.shape[1]`": {
        "Q.shape[1]": "len(Q)"
    },
    "the scale is the root of the number of keys: d is the length of a key, `K.shape[1]`": {"Q.shape[1]": "len(K)"},
    "the scale is the root of d_v: d is the length of a query, `Q.shape[1]`": {"Q.shape[1]": "V.shape[1]"},
    "the softmax runs over the queries: each query has one set of weights, so each row sums to 1": {
        "softmax(Q @ K.T / np.sqrt(Q.shape[1]))": "softmax((Q @ K.T / np.sqrt(Q.shape[1])).T).T"
    },
    "the scores are transposed: rows are queries, columns are keys": {"Q @ K.T": "K @ Q.T"},
    "the softmax is missing: the scores are no weights yet": {
        "softmax(Q @ K.T / np.sqrt(Q.shape[1]))": "Q @ K.T / np.sqrt(Q.shape[1])"
    },
    "the weights are not divided by their sum: take the softmax, not the exponential alone": {"softmax(": "np.exp("},
    "the scale stands outside the softmax: it acts on the scores": {
        "softmax(Q @ K.T / np.sqrt(Q.shape[1]))": "softmax(Q @ K.T) / np.sqrt(Q.shape[1])"
    },
    "the order is wrong: return the outputs first, then the weights": {"A @ V, A": "A, A @ V"},
    "the weights are transposed in the product with V": {"A @ V": "A.T @ V"},
    "K is not transposed: row i of S compares query i with each *row* of K, so it is Q @ K.T": {"K.T": "K"},
    "K is averaged, but keys are only compared: average V": {"A @ V": "A @ K"},
}


def encoder_block(X, norm_1, multi_head, norm_2, feed_forward):
    H = X + multi_head(norm_1(X))
    return H + feed_forward(norm_2(H))


def _block_trials(rng):
    """The four parts are functions of a kind of their own, none of them linear, so that no two orders agree."""
    for sequences, n, d in (2, 3, 4), (1, 5, 2):
        scale = 1 + rng.random(4)
        parts = {
            "norm_1": lambda X, s=scale[0]: np.tanh(s * X),
            "multi_head": lambda X, s=scale[1]: s * np.sin(X + X.mean(axis=1, keepdims=True)),
            "norm_2": lambda X, s=scale[2]: X / (s + np.abs(X)),
            "feed_forward": lambda X, s=scale[3]: s * np.maximum(X, 0) - 0.3,
        }
        arguments = {"X": rng.normal(size=(sequences, n, d)), **parts}
        yield Trial({"sequences": sequences, "n": n, "d": d}, arguments)


BLOCK = {
    "the first sum is missing: X itself goes into H": {"H = X + ": "H = "},
    "the second sum is missing: H itself goes into the output": {"return H + ": "return "},
    "both sums are missing": {"H = X + ": "H = ", "return H + ": "return "},
    "the second sum starts from X: it should start from H, where positions have met": {"return H +": "return X +"},
    "the feed-forward network reads X: it should read H": {"norm_2(H)": "norm_2(X)"},
    "the first norm is missing": {"norm_1(X)": "X"},
    "the second norm is missing": {"norm_2(H)": "H"},
    "the norms are swapped": {"norm_1(X)": "norm_2(X)", "norm_2(H)": "norm_1(H)"},
    "the norms stand after the sums, as in Vaswani et al.: in (14) they stand before each part": {
        "H = X + multi_head(norm_1(X))": "H = norm_1(X + multi_head(X))",
        "H + feed_forward(norm_2(H))": "norm_2(H + feed_forward(H))",
    },
    "the norm stands in the direct way, too: X itself is added": {"H = X +": "H = norm_1(X) +"},
    "the norm stands behind its part: first normalize, then look around or think": [
        {"multi_head(norm_1(X))": "norm_1(multi_head(X))"},
        {"multi_head(norm_1(X))": "norm_1(multi_head(X))", "feed_forward(norm_2(H))": "norm_2(feed_forward(H))"},
    ],
    "the order is wrong: first look around, then think": {
        "multi_head(norm_1(X))": "feed_forward(norm_1(X))",
        "feed_forward(norm_2(H))": "multi_head(norm_2(H))",
    },
    "the attention is missing": {"H = X + multi_head(norm_1(X))": "H = X"},
    "the feed-forward network is missing": {"return H + feed_forward(norm_2(H))": "return H"},
}

nadaraya_watson = your_turn(Function(nadaraya_watson, _kernel_trials, KERNEL), "Near people count more.")
attend = your_turn(Function(attend, _attention_trials, ATTENTION), "That is all of attention, for any sizes.")
encoder_block = your_turn(Function(encoder_block, _block_trials, BLOCK), "Look around, then think.")
