"""Practical 2, gap 4: softmax, and what gaps 5 and 6 have in common with it."""

import numpy as np

from utils.checks.gap import Function, Trial, gap
from utils.checks.practical_2.network import CHANGED_Z, CUT, ONLY_SEVEN_DIGITS

MAX, SUM = "Z.max(axis=1, keepdims=True)", "E.sum(axis=1, keepdims=True)"
SQUEEZED = "an axis of length 1 was lost: squeeze drops it where there is a single sample or a single class"
ROUNDED = "the result is rounded: keep all digits"
NO_NAN = "nan was replaced by a number: it came from inf/inf or 0/0, which a shift of each row avoids"
SQUARE = "where n = c, a maximum or sum of each row was broadcast along the rows: give it keepdims=True"
OF_EACH_ROW = {  # slips of softmax, of the cross-entropy and of its delta
    "keepdims=True is missing: a maximum or a sum over axis 1 has shape (n,), which does not fit beside (n, c)": [
        {MAX: "Z.max(axis=1)"},
        {"sum(axis=1, keepdims=True)": "sum(axis=1)"},
    ],
    "e^1000 overflows, and at -1000 every e^z of the row is 0: shift each row first, softmax(z) = softmax(z - m) for any m": {
        f" - {MAX}": ""
    },
    "rows of smaller logits underflow: one number was subtracted from the whole batch, or the largest |z|, "
    "not each row's maximum": [{MAX: "Z.max()"}, {"Z.max(": "np.abs(Z).max("}],
    ONLY_SEVEN_DIGITS: {f"Z - {MAX}": f"(Z - {MAX}).astype(np.float32)"},
}


def draw_sizes(rng):
    """n and c, different; more samples than classes."""
    return int(rng.choice([7, 9, 11, 13])), int(rng.choice([3, 4, 5, 6]))


def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def _softmax_trials(rng):
    n, c = draw_sizes(rng)
    Z = rng.normal(size=(n, c))
    yield Trial({"n": n, "c": c}, {"Z": Z})
    signs = np.concatenate([[1.0, -1.0], rng.choice([-1.0, 1.0], size=n - 2)])
    yield Trial({"n": n, "c": c, "logits": "near +1000 and -1000"}, {"Z": Z + 1000 * signs[:, np.newaxis]})
    wide = np.array([[1000.0, 0.0, -1000.0, 1001.0], [-5.0, 800.0, 2.0, 799.0]])
    yield Trial({"logits": "1000, 0 and -1000 in one row"}, {"Z": wide})
    yield Trial({"n": n, "c": c, "logits": "near -1000"}, {"Z": Z - 1000})
    yield Trial({"n": c, "c": n}, {"Z": rng.normal(size=(c, n))})
    yield Trial({"n": c, "c": c}, {"Z": rng.normal(size=(c, c))})
    yield Trial({"n": n, "c": 1}, {"Z": rng.normal(size=(n, 1))})
    yield Trial({"logits": "integers"}, {"Z": rng.integers(-3, 4, size=(n, c))})
    yield Trial({"n": 1, "c": c}, {"Z": rng.normal(size=(1, c))})


_E, _P = f"np.exp(Z - {MAX})", f"E / {SUM}"
_NAN_INSTEAD = f'with np.errstate(all="ignore"):\n        E = np.exp(Z)\n        return np.nan_to_num({_P}, nan={{}})'
SOFTMAX = {
    "the columns sum to 1, but the rows should: one row is one digit, so the sum runs over its classes (axis 1)": [
        {SUM: "E.sum(axis=0)"},
        {MAX: "Z.max(axis=0)", SUM: "E.sum(axis=0)"},
    ],
    "all entries together sum to 1, but each row should: give the sum an axis, and keepdims=True": [
        {SUM: "E.sum()"},
        {MAX: "Z.max()", SUM: "E.sum()"},
    ],
    "each row is 0 but for a single 1, a hard decision: a softmax gives every class its share": {
        _P: f"(Z == {MAX}).astype(float)"
    },
    "each row is not divided by its sum, so it does not sum to 1": [
        {_P: "E"},
        {_P: "E", _E: "np.exp(Z)"},
        {_P: "E", MAX: "Z.max()"},
    ],
    "the rows are divided by the mean of the exponentials, not by their sum": {"E.sum": "E.mean"},
    "the logits themselves are divided by their sum: take the exponential first": [{_E: "Z"}, {_E: f"Z - {MAX}"}],
    "this is the logarithm of the softmax": {_P: f"np.log({_P})"},
    "this is the sigmoid of each entry: in a softmax the entries of a row share one sum": {_P: "1 / (1 + np.exp(-Z))"},
    "the sign of the logits is wrong: the largest logit should get the largest probability": {
        f"Z - {MAX}": "Z.min(axis=1, keepdims=True) - Z"
    },
    "the softmax is taken twice": {
        f"return {_P}": f"P = {_P}\n    return np.exp(P) / np.exp(P).sum(axis=1, keepdims=True)"
    },
    "the logits are divided by the row's largest in size: that changes the shares; which change does not?": {
        f"Z - {MAX}": "Z / np.abs(Z).max(axis=1, keepdims=True)"
    },
    "the power is to base 2: e^z is np.exp(Z)": {_E: f"2 ** (Z - {MAX})"},
    "the maximum is subtracted in the numerator alone, not in the sum": {SUM: "np.exp(Z).sum(axis=1, keepdims=True)"},
    "only the sum is shifted by the maximum, not the numerator": {_P: f"np.exp(Z) / {SUM}"},
    "the maximum of each column was subtracted: take each row's own (axis 1)": {MAX: "Z.max(axis=0)"},
    CHANGED_Z: [{f"E = {_E}": f"Z -= {MAX}\n    E = np.exp(Z)"}, {_E: "np.exp(Z, out=Z)"}],
    "the logits are cut off before the exponential, so large ones get equal shares (or nan was replaced by them)": [
        {f"Z - {MAX}": "np.clip(Z, -500, 500)"},
        {f"E = {_E}\n    return {_P}": _NAN_INSTEAD.format("1 / Z.shape[1]")},
    ],
    "the logits are cut off from above before the exponential: shift each row instead": {
        f"Z - {MAX}": "np.minimum(Z, 700)"
    },
    "the shift leaves e^750 in the row: subtract the row's maximum, not its mean": {"Z.max(": "Z.mean("},
    "the shift leaves e^2000 in the row: subtract the row's maximum, not its minimum": {"Z.max(": "Z.min("},
    "only the first classes are in the sum: it should run over all columns, however many there are": [
        {SUM: f"E[:, :{c}].sum(axis=1, keepdims=True)"} for c in (2, 3, 4, 5, 6)
    ],
    "rows are shifted only where something overflows: at -1000 every e^z of a row is 0. Shift always": {
        f"E = {_E}": (
            f'with np.errstate(over="ignore"):\n        E = np.exp(Z)\n    if np.isinf(E).any():\n        E = {_E}'
        )
    },
    SQUARE: {_P: "E / (E.sum(axis=1) if len(E) == E.shape[1] else E.sum(axis=1)[:, np.newaxis])"},
    ROUNDED: [{_P: f"({_P}).round({digits})"} for digits in (2, 3, 4)],
    NO_NAN: [{f"E = {_E}\n    return {_P}": _NAN_INSTEAD.format(number)} for number in (0.0, 1.0)],
    CUT: {f"return {_P}": f"P = np.zeros_like(Z)\n    P[...] = {_P}\n    return P"},
    SQUEEZED: {_P: f"({_P}).squeeze()"},
    **OF_EACH_ROW,
}
LOGITS = {"n = 1": "n or c may be 1", "Z: integers": "floats or integers", "Z: large": "of 1000"}
softmax = gap(
    Function(softmax, _softmax_trials, SOFTMAX, domain=LOGITS | {"c = 1": "n or c may be 1"}),
    praise="Rows sum to 1, for logits of 1000 and -1000 too.",
)
