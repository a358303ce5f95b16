"""Practical 3, optional: attention, backward."""

import itertools

import numpy as np

from utils.checks.gap import Function, gap
from utils.checks.practical_3.calls import FLOATS, in_places, one_by_one


def attention_backward(dO, Q, K, V):
    scale = np.sqrt(Q.shape[1])
    S = Q @ K.T / scale
    E = np.exp(S - S.max(axis=1, keepdims=True))
    weights = E / E.sum(axis=1, keepdims=True)
    d_weights = dO @ V.T
    dS = weights * (d_weights - (weights * d_weights).sum(axis=1, keepdims=True)) / scale
    return dS @ K, dS.T @ Q, weights.T @ dO


def _trials(rng):
    """No size is another's root: d = 4 would hide a division by d_v = 2. Then other sizes than the notebook's, and sizes of 1."""
    for n, m, d, d_v in (
        (3, 5, 6, 2),
        rng.permutation([2, 3, 5, 7]),
        (1, 2, 1, 1),
        (*rng.permutation([2, 3, 4, 5, 6, 7])[:3], 1),
        (int(rng.integers(8, 30)), 2, 5, 3),
    ):
        Q, K, V, dO = (rng.normal(size=shape) for shape in ((n, d), (m, d), (m, d_v), (n, d_v)))
        sizes = {"n": n, "m": m, "d": d, "d_v": d_v}
        arguments = {"dO": dO, "Q": Q, "K": K, "V": V}
        yield from one_by_one(sizes, arguments, names=("dQ", "dK", "dV"), order=(2, 0, 1))


ONE_KEY = {"K.shape[[]0] = 1 is refused": "the gradients of Q and K are 0 there, and rounding would decide"}
DOMAIN = dict.fromkeys(["n = 1", "d = 1", "d_v = 1"], "any size but m may be 1")
_A, _RESULTS = "E / E.sum(axis=1, keepdims=True)", "dS @ K, dS.T @ Q, weights.T @ dO"
_EXPECTED = "3 values (dQ, dK, dV) are expected"
SLIPS_PLACES = {
    _RESULTS: {
        "the three results have changed places: the order is dQ, dK, dV": [
            ", ".join(order) for order in list(itertools.permutations(_RESULTS.split(", ")))[1:]
        ],
        f"dQ is missing: {_EXPECTED}": "dS.T @ Q, weights.T @ dO",
        f"dK is missing: {_EXPECTED}": "dS @ K, weights.T @ dO",
        f"dV is missing: {_EXPECTED}": "dS @ K, dS.T @ Q",
    },
    _A: {
        "the weights are not normalized: each row of weights sums to 1": ["E", "np.exp(S)"],
        "one softmax runs over the whole table: each row of weights sums to 1": [
            "E / E.sum()",
            "np.exp(S) / np.exp(S).sum()",
        ],
        "the raw scores stand in the place of the weights: weights is their softmax": "S",
    },
    "np.sqrt(Q.shape[1])": {
        "the scores are divided by d, not by sqrt(d)": "Q.shape[1]",
        "the scores are divided by the root of the number of keys: d is the length of a key": "np.sqrt(len(K))",
        "the scores are divided by the root of the number of queries: d is the length of a query": "np.sqrt(len(Q))",
        "the scores are divided by the root of d_v: d is the length of a query": "np.sqrt(V.shape[1])",
        "the scores are divided by d_v, the length of a value: the divisor is sqrt(d), d being that of a query": "V.shape[1]",
        "d is written in as 6: it is the length of a query, whatever that is": "np.sqrt(6)",
    },
    "weights * (d_weights - (weights * d_weights).sum(axis=1, keepdims=True)) / scale": {
        "the division by sqrt(d) is missing on the way back: the scores were divided by it": "{} * scale",
        "the scores are divided by d, not by sqrt(d), on the way back": "{} / scale",
        "the gradient of the scores is multiplied by sqrt(d): divide by it, as the scores were": "{} * scale**2",
        "the softmax is taken for an elementwise function, p (1 - p): the entries of a row share one sum": (
            "weights * (1 - weights) * d_weights / scale"
        ),
        "the softmax has no derivative here: dS is not d_weights": "d_weights / scale",
        "the row's mean is missing: dS = weights * (d_weights - sum_j weights_ij d_weights_ij)": "weights * d_weights / scale",
        "the factor weights in front is missing: dS = weights * (d_weights - sum_j weights_ij d_weights_ij)": "{} / weights",
    },
    "- (weights * d_weights).sum(axis=1, keepdims=True)": {
        "the sum of weights * d_weights runs along the wrong axis: it is taken in each row": "- (weights * d_weights).sum(axis=0)",
        "the sum of weights * d_weights runs over the whole table: each row has its own": "- (weights * d_weights).sum()",
        "d_weights is summed alone: the sum of weights * d_weights is subtracted": "- d_weights.sum(axis=1, keepdims=True)",
        "d_weights is averaged alone: the sum of weights * d_weights is subtracted": "- d_weights.mean(axis=1, keepdims=True)",
    },
}
SLIPS = in_places(SLIPS_PLACES) | {
    "the softmax runs over the queries: each row of weights, over the keys, sums to 1": [
        {"S.max(axis=1, keepdims=True)": "S.max(axis=0)", "E.sum(axis=1, keepdims=True)": "E.sum(axis=0)"},
        {"E.sum(axis=1, keepdims=True)": "E.sum(axis=0)"},
    ],
    "matmul stops where the sizes n and m meet: weights and dS are (n, m), so dV and dK take their transposes": [
        {"weights.T @ dO": "weights @ dO"},
        {"dS.T @ Q": "dS @ Q"},
    ],
    "matmul stops where the sizes m and n meet: dS, with a row for each query, multiplies K, and its transpose Q": [
        {"dS @ K": "dS.T @ K"},
        {"dS.T @ Q": "dS.T @ K"},
    ],
    "the sum of weights * d_weights is added: subtract it, since more weight for one key is less for the others": {
        "(d_weights - ": "(d_weights + "
    },
    "dK is not divided by sqrt(d), but dQ is: the scores were, and both come from them": {
        "dS.T @ Q": "scale * dS.T @ Q"
    },
    "the scale sqrt(d) is missing in the softmax": {"Q @ K.T / scale": "Q @ K.T"},
    "matmul stops at Q and K: the scores are scalar products of queries and keys, Q K'": {"Q @ K.T": "Q @ K"},
    "matmul stops at dO and V: d_weights has one number for each query and key, dO V'": {"dO @ V.T": "dO @ V"},
    "None came back: the gradients are there, but not returned": {"    return": "    results ="},
}
attention_backward = gap(
    Function(attention_backward, _trials, SLIPS, domain=DOMAIN, allows=FLOATS | ONE_KEY),
    praise="dQ, dK and dV agree with the formula, for 3 queries and 5 keys and for other sizes.",
)
