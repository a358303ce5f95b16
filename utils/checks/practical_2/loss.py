"""Practical 2, gaps 5 and 6: cross-entropy and the first delta."""

import numpy as np

from utils.checks.gap import Function, Trial, gap
from utils.checks.practical_2.network import CHANGED_Z, CUT
from utils.checks.practical_2.probabilities import (
    LOGITS,
    MAX,
    NO_NAN,
    OF_EACH_ROW,
    ROUNDED,
    SQUARE,
    SQUEEZED,
    SUM,
    draw_sizes,
)

ONE_HOT = (
    "a one-hot table needs the shape of Z, also where the labels leave out a class, or there are not ten: "
    "np.eye(Z.shape[1])[y]"
)
ONE_HOTS = "np.eye(y.max() + 1)[y]", "np.eye(10)[y]", "(y[:, np.newaxis] == np.unique(y))"
LARGE_POWERS = {
    "the shift leaves large powers in the row: subtract the row's maximum, not its mean or minimum": [
        {"Z.max(": f"Z.{other}("} for other in ("mean", "min")
    ]
}
RENUMBERED = {
    "the classes are numbered anew where one is missing in y: label k stands for column k, whatever else occurs": [
        {", y]": f", {column}]"} for column in ("np.unique(y, return_inverse=True)[1]", "y - y.min()")
    ]
}


# ------------------------------------------------- 5: cross-entropy


def cross_entropy(Z, y):
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return float(-log_P[np.arange(len(y)), y].mean())


def _labelled(rng):
    """Logits and labels: all classes are there; without the last, the first, one in the middle."""
    n, c = draw_sizes(rng)
    sizes = {"n": n, "c": c}
    Z, y = 2 * rng.normal(size=(n, c)), rng.permutation(np.arange(n) % c)
    yield Trial(sizes, {"Z": Z, "y": y})
    for name, missing in ("last", c - 1), ("first", 0), ("second", 1):
        labels = np.where(y == missing, (missing + 1) % c if missing else c - 1, y)
        yield Trial(sizes | {"labels": f"without the {name} class"}, {"Z": Z, "y": labels})
    yield Trial({"n": c, "c": c}, {"Z": Z[:c], "y": rng.permutation(np.arange(c) // 2)})
    yield Trial(sizes | {"logits": "integers"}, {"Z": rng.integers(-3, 4, size=(n, c)), "y": y})


def _cross_entropy_trials(rng):
    yield from _labelled(rng)
    n, c = draw_sizes(rng)
    Z, y = rng.normal(size=(n, c)), np.arange(n) % c
    near = {"Z": Z + 1000 * rng.permutation((-1) ** np.arange(n))[:, np.newaxis], "y": y}
    yield Trial({"n": n, "c": c, "logits": "near +1000 and -1000"}, near)
    large = Z + 1000 * np.eye(c)[(y + np.arange(n) % 2) % c]
    yield Trial({"n": n, "c": c, "logits": "up to 1000, then twice as large"}, {"Z": large, "y": y}, _growth)
    yield Trial({"n": n, "c": c, "logits": "up to 1000"}, {"Z": large, "y": y})
    yield from _small(Z, y)


def _small(Z, y):
    """A single sample; then a single class, of which no prediction is wrong."""
    yield Trial({"n": 1, "c": Z.shape[1]}, {"Z": Z[:1], "y": y[:1]})
    yield Trial({"n": len(y), "c": 1}, {"Z": Z[:, :1], "y": 0 * y})


def _growth(call, Z, y):
    """By how much the loss grows when all logits are doubled: it must, where a sure prediction is wrong."""
    before, after = float(call(Z=Z, y=y)), float(call(Z=2 * Z, y=y))
    return {"the loss or its growth": after - before if np.isfinite(before) else before}


_SHIFT, _LOG_P = f"    Z = Z - {MAX}\n", "    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))\n"
_MEAN, _RIGHT_P = "-log_P[np.arange(len(y)), y].mean()", "np.exp(log_P)[np.arange(len(y)), y]"
_FORM_NO_P = "form no probabilities, but log p_k itself"
_SUM, _MEANS = "sum(axis=1, keepdims=True)", ("sum() / len(y)", "mean()")


def _of_log_P(text):
    """Another way to log_P, from Z or from the probabilities P."""
    P = f"    Z = np.exp(Z - {MAX})\n    P = Z / Z.sum(axis=1, keepdims=True)\n" if "P" in text else ""
    return {_SHIFT + _LOG_P: f"{P}    log_P = {text}\n"}


CROSS_ENTROPY = {
    "the logarithm is missing: this is the mean probability of the right class": [
        {_MEAN: f"{sign}{_RIGHT_P}.mean()"} for sign in ("", "-")
    ],
    "the log is taken of the mean probability: average the logs": {_MEAN: f"-np.log({_RIGHT_P}.mean())"},
    "the mean probability of the right class was subtracted from 1": {_MEAN: f"1 - {_RIGHT_P}.mean()"},
    "the softmax is missing: these are the logits of the right class, not their log-probabilities": _of_log_P("Z"),
    "log sum_j e^{z_j - m} is missing: only z_y - m is there": {_LOG_P: "    log_P = Z\n"},
    "this is the log of the sum without the logit of the right class": {_SHIFT: "", "log_P = Z -": "log_P = 0 * Z -"},
    "the log of the sum is added: it is subtracted from z_y - m": {"log_P = Z - np": "log_P = Z + np"},
    "the logarithm of the sum is missing: a logarithm turns a fraction into a difference of two logarithms": {
        "np.log(": "("
    },
    "the mean stands in the logarithm: it should be the sum over the classes": {"np.exp(Z).sum": "np.exp(Z).mean"},
    "Z[:, y] picks whole columns, an n by n array: pair each row with its own label": [
        {"np.arange(len(y)), y": ":, y"},
        {_MEAN: "-log_P[:, y].sum() / len(y)"},
    ],
    "the softmax runs over the batch (axis 0): a row is one sample": {
        MAX: "Z.max(axis=0)",
        _SUM: "sum(axis=0)",
    },
    "the sum in the logarithm runs over the batch (axis 0): a row is one sample, sum over its classes": {
        _SUM: "sum(axis=0)"
    },
    "the sum in the logarithm runs over the whole table: sum over the classes of each row (axis 1)": {_SUM: "sum()"},
    "the log-probabilities of all classes are averaged or added: only the right class counts": [
        {_MEAN: f"-log_P.{mean}"} for mean in _MEANS
    ],
    "the softmax is taken twice: the logits come in, and one softmax is enough": {
        _LOG_P: f"    Z = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)\n{_LOG_P}"
    },
    "the logarithm is to base 10: use the natural one": [{_MEAN: f"{_MEAN} / np.log(10)"}, {"np.log(": "np.log10("}],
    "the logarithm is to base 2: use the natural one": [{_MEAN: f"{_MEAN} / np.log(2)"}, {"np.log(": "np.log2("}],
    "this is the binary cross-entropy summed over the classes: only the right class counts": {
        f"float({_MEAN})": (
            "float((-np.log(1 - np.exp(log_P)).sum() + np.log(1 - np.exp(log_P))[np.arange(len(y)), y].sum()) "
            f"/ len(y) {_MEAN})"
        )
    },
    "this is a squared error between probabilities and labels": [
        {_MEAN: f"((np.exp(log_P) - np.eye(Z.shape[1])[y]) ** 2).{mean}"} for mean in _MEANS
    ],
    "only the first sample's loss is there: average over all": {_MEAN: "-log_P[0, y[0]]"},
    "only the last sample's loss is there: average over all": {_MEAN: "-log_P[-1, y[-1]]"},
    "y itself (0, 1, 2, ...) weights the log-probabilities: pick the entry of the right class": [
        {_MEAN: f"-(y[:, np.newaxis] * log_P).{mean}"} for mean in _MEANS
    ],
    "the logarithm of the logits is taken: they are not probabilities, a softmax comes first": [
        _of_log_P("np.log(np.abs(Z))"),
        _of_log_P("np.log(Z)"),
    ],
    "the median was taken, not the mean": {_MEAN: "-np.median(log_P[np.arange(len(y)), y])"},
    "one loss for each sample came back: take their mean": {f"float({_MEAN})": "-log_P[np.arange(len(y)), y]"},
    "the sign is wrong: the logarithm of a probability is negative, and its loss is minus that": {"float(-": "float("},
    "this is the sum over the samples: divide by n": {_MEAN: "-log_P[np.arange(len(y)), y].sum()"},
    "it is divided by n*c: the mean runs over the n samples alone": {_MEAN: f"{_MEAN} / Z.shape[1]"},
    "the sum is divided by c, the number of classes: the mean runs over the n samples": {
        _MEAN: "-log_P[np.arange(len(y)), y].sum() / Z.shape[1]"
    },
    "the sum is divided by n - 1: the mean divides by n": {_MEAN: "-log_P[np.arange(len(y)), y].sum() / (len(y) - 1)"},
    "the loss is halved: the mean of -log p_y has no factor 1/2": {_MEAN: f"{_MEAN} / 2"},
    "m is subtracted in the sum, but not from the logit of the right class": {
        _SHIFT: "",
        "np.exp(Z)": f"np.exp(Z - {MAX})",
    },
    "m is subtracted from the logit of the right class, but not in the sum": {
        _SHIFT: "",
        "log_P = Z -": f"log_P = Z - {MAX} -",
    },
    "m is the maximum of each column: take each row's own (axis 1)": {MAX: "Z.max(axis=0)"},
    "the class of the largest logit is scored, not the one that the label names (or z_y - m is missing)": {
        _MEAN: "-log_P.max(axis=1).mean()"
    },
    "the labels are counted from 1: class k stands in column k, from 0 on": {"y].mean": "y - 1].mean"},
    ROUNDED: [{f"float({_MEAN})": f"round(float({_MEAN}), {digits})"} for digits in (2, 3, 4)],
    f"a small number is added in the logarithm, so the loss is not exact: {_FORM_NO_P}": [
        _of_log_P(f"np.log(P + {small})") for small in (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)
    ],
    **OF_EACH_ROW,
    **LARGE_POWERS,
    CHANGED_Z: {"Z = Z - Z": "Z -= Z"},
    ONE_HOT: [
        {_MEAN: f"-({product}).sum() / len(y)"}
        for table in ONE_HOTS
        for product in (f"{table} * log_P", f"log_P * {table}")
    ],
    **RENUMBERED,
    CUT: {"    log_P =": "    log_P = np.zeros_like(Z)\n    log_P[...] ="},
    SQUARE: {
        _LOG_P: (
            "    s = np.log(np.exp(Z).sum(axis=1))\n    log_P = Z - (s if len(s) == Z.shape[1] else s[:, np.newaxis])\n"
        )
    },
    f"the probability of the right class underflows to 0, and its logarithm is infinite: {_FORM_NO_P}": [
        _of_log_P(log) for log in ("np.log(P)", "np.nan_to_num(np.log(P, where=P > 0, out=P - np.inf))")
    ],
    "a sure prediction that is wrong costs no more when it is surer: a small number, a cut or a filter hides that p_y is 0": [
        *(_of_log_P(f"np.log({P})") for P in ("P + 1e-12", "P + 1e-300", "np.clip(P, 1e-15, 1 - 1e-15)")),
        _of_log_P("np.log(P, where=P > 0, out=0 * P)") | {".mean()": ".sum() / (P > 0)[np.arange(len(y)), y].sum()"},
    ],
    SQUEEZED: {MAX + "\n": MAX + "\n    Z = np.squeeze(Z)\n"},
}
cross_entropy = gap(
    Function(cross_entropy, _cross_entropy_trials, CROSS_ENTROPY, domain=LOGITS | {"c = 1": "n or c may be 1"}),
    praise="The mean is right, and logits of 1000 do no harm.",
)


# ------------------------------------------------- 6: the first delta


def output_delta(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    Delta = E / E.sum(axis=1, keepdims=True)
    Delta[np.arange(len(y)), y] -= 1
    return Delta / len(y)


def _output_delta_trials(rng):
    yield from _labelled(rng)
    n, c = draw_sizes(rng)
    Z, y = rng.normal(size=(n, c)), np.arange(n) % c
    near = Z + 1000 * rng.permutation((-1) ** np.arange(n))[:, np.newaxis]
    for large, where in (
        (near, "near +1000 and -1000"),
        (Z - 1000, "near -1000"),
        (Z + 1500 * np.eye(c)[rng.permutation(y)], "1500 beside small ones"),
    ):
        yield Trial({"n": n, "c": c, "logits": where}, {"Z": large, "y": y})
    yield from _small(Z, y)


_DELTA, _MINUS, _BY_N = f"Delta = E / {SUM}", "    Delta[np.arange(len(y)), y] -= 1\n", "return Delta / len(y)"
_Y = "np.eye(Z.shape[1])[y]"
OUTPUT_DELTA = {
    "the division by n is missing: the loss is a mean, so every delta carries 1/n": {" / len(y)": ""},
    "it is divided by n*c, but the mean runs over the n samples alone": {" / len(y)": " / Z.size"},
    "it is divided by c, the number of classes: the mean runs over the n samples": {" / len(y)": " / Z.shape[1]"},
    "it is divided by n twice": {" / len(y)": " / len(y) ** 2"},
    "the batch size is written in: divide by n, the number of rows that came in": [
        {" / len(y)": f" / {size}"} for size in (2, 8, 10, 16, 20, 32, 64, 100, 128)
    ],
    "the sign is wrong: it is p minus one-hot": {_BY_N: "return -Delta / len(y)"},
    "the sign is wrong and the division by n is missing: it is (p minus one-hot)/n": {_BY_N: "return -Delta"},
    "nothing is subtracted at the right class: the logit of the right class stands in a second term of the loss": {
        _MINUS: ""
    },
    "the softmax is missing: these are the logits minus one-hot": {_DELTA: "Delta = 1.0 * Z"},
    "the exponentials are not divided by their row's sum: softmax minus one-hot": [
        {_DELTA: f"Delta = {E}"} for E in ("E", "np.exp(Z)")
    ],
    "P[:, y] -= 1 changes whole columns (or 1 is subtracted from every class): pair each row with its own label": [
        {"[np.arange(len(y)), y]": columns} for columns in ("[:, y]", "[:, :]")
    ],
    "P[y] -= 1 changes whole rows, those whose number is in y: pair each row with its own label": {
        "[np.arange(len(y)), y]": "[y]"
    },
    "the one-hot rows are subtracted after the division by n, so they lack 1/n": {
        _MINUS + "    " + _BY_N: "    Delta /= len(y)\n    Delta[np.arange(len(y)), y] -= 1\n    return Delta"
    },
    "only the one-hot rows are divided by n: brackets are missing, (P - Y) / n": {
        "-= 1\n": "-= 1 / len(y)\n",
        _BY_N: "return Delta",
    },
    "the softmax's derivative p(1-p) is multiplied in again: for cross-entropy on logits it cancels": {
        _DELTA: f"{_DELTA}\n    P = Delta.copy()",
        _BY_N: "return Delta * P * (1 - P) / len(y)",
    },
    "the softmax runs over the batch (axis 0): a row is one sample": [
        {MAX: "Z.max(axis=0)", SUM: "E.sum(axis=0)"},
        {SUM: "E.sum(axis=0)"},
    ],
    "the maximum of each column was subtracted: take each row's own (axis 1)": {MAX: "Z.max(axis=0)"},
    "all entries of the softmax together sum to 1: each row should": [
        {SUM: "E.sum()"},
        {MAX: "Z.max()", SUM: "E.sum()"},
    ],
    "only the right class has a delta: the other classes need theirs, p/n": {_BY_N: f"return Delta * {_Y} / len(y)"},
    "this is the derivative with respect to the probabilities, -y/p: take it with respect to the logits": {
        _MINUS: f"    Delta = -{_Y} / Delta\n"
    },
    "this is the logarithm of the softmax minus one-hot: the probabilities themselves enter": {
        _DELTA: f"Delta = np.log(E / {SUM})"
    },
    "y itself (0, 1, 2, ...) is subtracted: make one-hot rows of it": {_MINUS: "    Delta -= y[:, np.newaxis]\n"},
    "the sum over the samples has been taken: each sample keeps its own row": [
        {_BY_N: f"return Delta.sum(axis=0){by_n}"} for by_n in (" / len(y)", "")
    ],
    "the one-hot rows are added: softmax minus one-hot": {"-= 1": "+= 1"},
    "only the entries of the right classes came back: every class has its delta, a table of (n, c)": {
        _BY_N: "return Delta[np.arange(len(y)), y] / len(y)"
    },
    "only the entries of the right classes came back, and 1/n is missing: the table is (n, c)": {
        _BY_N: "return Delta[np.arange(len(y)), y]"
    },
    "at the right class p is missing: z_y stands in both terms of the loss, so its derivative is p - 1": {
        "] -= 1": "] = -1"
    },
    "the sign at the right class is wrong: it is p - 1 there": {
        _MINUS: "    Delta[np.arange(len(y)), y] = 1 - Delta[np.arange(len(y)), y]\n"
    },
    "the labels are counted from 1: class k stands in column k, from 0 on": {", y]": ", y - 1]"},
    "the class of the largest logit is taken for the right one: y names it": {", y]": ", Z.argmax(axis=1)]"},
    **OF_EACH_ROW,
    **LARGE_POWERS,
    **RENUMBERED,
    CHANGED_Z: [
        {"    E =": f"    Z -= {MAX}\n    E ="},
        {f"Z - {MAX}": "Z, out=Z"},
    ],
    ONE_HOT: [{_MINUS: f"    Delta = Delta - {table}\n"} for table in ONE_HOTS],
    ROUNDED: [{_BY_N: f"return (Delta / len(y)).round({digits})"} for digits in (2, 3, 4)],
    NO_NAN: {
        f"E = np.exp(Z - {MAX})\n    {_DELTA}": 'with np.errstate(all="ignore"):\n        E = np.exp(Z)\n'
        f"        Delta = np.nan_to_num(E / {SUM})"
    },
    SQUARE: {SUM: "(E.sum(axis=1) if len(E) == E.shape[1] else E.sum(axis=1)[:, np.newaxis])"},
    CUT: {_BY_N: "D = np.zeros_like(Z)\n    D[...] = Delta / len(y)\n    return D"},
    "the logits are cut off before the exponential, so large ones become equal: shift each row instead": [
        {f"Z - {MAX}": cut} for cut in ("np.clip(Z, -500, 500)", "np.minimum(Z, 700)")
    ],
    SQUEEZED: {_BY_N: "return Delta.squeeze() / len(y)"},
}
output_delta = gap(
    Function(output_delta, _output_delta_trials, OUTPUT_DELTA, domain=LOGITS | {"c = 1": "n or c may be 1"}),
    praise="It agrees with (softmax - onehot)/n, and each row sums to 0.",
)
