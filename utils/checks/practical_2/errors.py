"""Practical 2, the optional gap: the confusion matrix and the surest errors."""

import numpy as np

from utils.activations import softmax
from utils.checks.gap import Fault, Function, Trial, gap


def confusion_matrix(y, predicted, n_classes):
    C = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(C, (y, predicted), 1)
    return C


def _confusion_trials(rng):
    """Labels of all classes, without the last class, without one in the middle, a single sample; then the type."""
    size, classes = int(rng.integers(40, 60)), int(rng.integers(3, 7))
    for n, labels, c, missing in (
        (size, range(classes), classes, "none"),
        (size, range(classes), classes + 1, "the last"),
        (size, (0, 2, 3), 5, "1 and 4"),
        (1, (1,), 3, "all but one"),
        (size, (0,), 1, "none"),
    ):
        y = rng.choice(labels, n)
        predicted = np.where(rng.random(n) < 0.5, y, rng.choice(labels, n))
        arguments = {"y": y, "predicted": predicted, "n_classes": c}
        yield Trial({"n": n, "n_classes": c, "missing classes": missing}, arguments)
    yield Trial({"n": n, "n_classes": c}, arguments, _whole_numbers)


def _whole_numbers(call, **arguments):
    result = _as_array(call, **arguments)
    kind = getattr(result, "dtype", np.dtype(int)).kind
    if kind not in "iu" and result.size:
        raise Fault(f"the result holds {result.dtype} values", "Integers are asked.")
    return result


def _as_array(call, **arguments):
    """A list of numbers is as good as an array."""
    result = call.alone(**arguments)
    return np.array(result) if isinstance(result, list) else result


CONFUSION = {
    "the counts are floats: integers are asked, and np.zeros makes floats unless it is told dtype=int": {
        ", dtype=int": ""
    },
    "rows and columns have changed places: C[i, j] counts samples of class i that were called j": {
        "(y, predicted)": "(predicted, y)"
    },
    "C[y, predicted] += 1 counts repeated pairs once: use np.add.at or a loop": {
        "np.add.at(C, (y, predicted), 1)": "C[y, predicted] += 1"
    },
    "these are shares: whole counts are asked": {"return C": "return C / C.sum()"},
    "these are shares of each row: whole counts are asked": {
        "return C": "return C / np.maximum(C.sum(axis=1, keepdims=True), 1)"
    },
    "these are shares of each column: whole counts are asked": {
        "return C": "return C / np.maximum(C.sum(axis=0, keepdims=True), 1)"
    },
    "only the errors are counted: the diagonal holds the hits": {"return C": "return C - np.diag(np.diag(C))"},
    "only the hits are counted: an error counts in the row of its class and the column of its name": {
        "return C": "return np.diag(np.diag(C))"
    },
    "there is no row and no column for a class that does not occur: the size of the table is n_classes": [
        {"    C =": "    n_classes = max(y.max(), predicted.max()) + 1\n    C ="},
        {"return C": "names = np.union1d(y, predicted)\n    return C[np.ix_(names, names)]"},
    ],
}


# ------------------------------------------------- the surest errors


def surest_errors(P, y, k):
    wrong = np.flatnonzero(P.argmax(axis=1) != y)
    return wrong[np.argsort(-P[wrong].max(axis=1))][:k]


def _surest_trials(rng):
    """Fewer errors than k, all of them, one and none; the surest samples of all are right, so that they are no errors."""
    n, c = int(rng.integers(40, 60)), 4
    P = softmax(2 * rng.normal(size=(n, c)))
    called = P.argmax(axis=1)
    y = np.where(rng.random(n) < 0.5, called, rng.integers(c, size=n))
    surest = np.argsort(-P.max(axis=1))[:3]
    y[surest] = called[surest]
    errors = int((called != y).sum())
    for k in 5, n, 1:
        yield Trial({"n": n, "c": c, "k": k, "errors": errors}, {"P": P, "y": y, "k": k}, _as_array)
    yield Trial({"n": n, "c": c, "k": 3, "errors": 0}, {"P": P, "y": called, "k": 3}, _as_array)
    single = {"P": P[:1, :2], "y": 1 - P[:1, :2].argmax(axis=1), "k": 2}
    yield Trial({"n": 1, "c": 2, "k": 2, "errors": 1}, single, _as_array)
    yield Trial({"n": n, "c": c, "k": 5, "errors": errors}, {"P": P, "y": y, "k": 5}, _whole_numbers)


_ERRORS = "np.flatnonzero(P.argmax(axis=1) != y)"
_SURENESS, _RESULT = "-P[wrong].max(axis=1)", "wrong[np.argsort(-P[wrong].max(axis=1))][:k]"
SUREST = {
    "the indices are floats: integers are asked": {_RESULT: f"{_RESULT} * 1.0"},
    "these are sorted by the probability of the right class: how sure the network was is the largest of the row": {
        _SURENESS: "P[wrong, y[wrong]]"
    },
    "these are sorted by the lead over the second class: how sure the network was is the largest of the row": {
        _SURENESS: "-np.ptp(np.sort(P[wrong], axis=1)[:, -2:], axis=1)"
    },
    "these are the least sure errors: sort from the largest probability down": {_SURENESS: _SURENESS.removeprefix("-")},
    "these are the surest predictions, most of them right: keep the errors only": [
        {_RESULT: "np.argsort(-P.max(axis=1))[:k]"},
        {"!= y": "== y"},
    ],
    "these are the errors among the k surest predictions: keep the errors first, then take the k surest of them": {
        _ERRORS: "np.argsort(-P.max(axis=1))[:k]",
        _RESULT: "wrong[P[wrong].argmax(axis=1) != y[wrong]]",
    },
    "these are positions among the errors, not in the data: use them as an index into the errors' own indices": {
        _RESULT: f"np.argsort({_SURENESS})[:k]"
    },
    "these are the right samples, but in the order of the data: the surest comes first": {
        _RESULT: f"np.sort({_RESULT})"
    },
    "these are the first errors in the data: sort them first, the surest at the front": {_RESULT: "wrong[:k]"},
    "all errors came back: the k surest of them are asked": {"[:k]": ""},
    "these are probabilities: the indices of their samples are asked": {_RESULT: f"-np.sort({_SURENESS})[:k]"},
    "the list is filled up with samples that are right: if there are fewer than k errors, give these alone": {
        _ERRORS: "np.where(P.argmax(axis=1) != y, P.max(axis=1), -1)",
        _RESULT: "np.argsort(-wrong)[:k]",
    },
}
reading_the_errors = gap(
    Function(
        confusion_matrix,
        _confusion_trials,
        CONFUSION,
        domain={"n = 1": "n may be 1", "n_classes = 1": "1 or more"},
    ),
    Function(
        surest_errors,
        _surest_trials,
        SUREST,
        domain={
            "n = 1": "n may be 1",
            "k = 1": "k: 1 or more",
            "errors = 0": "perhaps none",
            "errors = 1": "if fewer",
        },
        allows={
            "a list for an array": "a list of indices picks the same rows",
            "the input itself comes back": "of a single sample, index and label may both be 0",
            "integers in P are refused": "probabilities are no integers",
            "P.shape[[]1] = 1 is refused": "with one class there is no error",
        },
    ),
    name="reading_the_errors",
    praise="Counts and errors are right, also where a class or an error is missing.",
)
