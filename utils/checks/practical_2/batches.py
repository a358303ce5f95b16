"""Practical 2, gap 9: mini-batches.

A right answer may draw its order otherwise, so the gap is judged by facts about what was handed out.
"""

import numpy as np

from utils.checks.case import a
from utils.checks.gap import Function, Trial, gap
from utils.validate import describe


def minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        yield X[batch], y[batch]


def _batches_trials(rng):
    """A remainder of 3, as 1347 has with 32; no remainder; a remainder of 1; a single batch; batches of one; one sample."""
    size, other = rng.permutation([6, 7, 8, 9])[:2].tolist()
    for n, batch_size in (4 * size + 3, size), (5 * other, other), (3 * size + 1, size), (4, 7), (6, 1), (1, 3):
        X, y = rng.normal(size=(n, 1 if n == 4 else 3)), rng.permutation(n) + 100
        run = _epochs if n > 3 * size else _one_epoch  # an order of a few samples may come twice by chance
        arguments = {"X": X, "y": y, "batch_size": batch_size, "rng": np.random.default_rng(int(rng.integers(2**31)))}
        yield Trial({"n": n, "batch_size": batch_size}, arguments, run)


def _one_epoch(call, X, y, batch_size, rng):
    """Facts, in words, about what was handed out in an epoch."""
    return _handed_out(call(X=X, y=y, batch_size=batch_size, rng=rng), X, y)[0]


def _epochs(call, X, y, batch_size, rng):
    """The same, and facts about the order, where each sample came once: is it random, new, and given by the seed?"""

    def epoch(rng):
        return _handed_out(call(X=X, y=y, batch_size=batch_size, rng=rng), X, y)

    def is_new(order, other):
        return "a new one" if order != other else "the same again"

    facts, order = epoch(rng)
    if sorted(order) == list(range(len(X))):
        (_, second), *seeded = epoch(rng), *(epoch(np.random.default_rng(seed)) for seed in (5, 5, 6))
        facts["the order"] = _kind(order, batch_size)
        facts["the order of the second epoch"] = is_new(order, second)
        facts["the order from a generator of the same seed"] = is_new(seeded[0][1], seeded[1][1])
        facts["the order from a generator of another seed"] = is_new(seeded[1][1], seeded[2][1])
    return facts


def _handed_out(items, X, y):
    """Facts about the items of an epoch, and the indices of the samples in the order in which they came."""
    pair = f"a pair of shapes (m, {X.shape[1]}) and (m,)"
    odd = [item for item in items if not _is_pair(item, X)]
    if odd or not items:
        return {"each item": f"{_shapes(odd[0]) if odd else 'nothing'}, {len(items)} items"}, []
    facts = {"each item": pair, "the sizes of the batches": ", ".join(str(len(y_batch)) for _, y_batch in items)}
    row_of = {row.tobytes(): index for index, row in enumerate(X)}
    label_of = {label: index for index, label in enumerate(y.tolist())}
    rows = [row_of.get(row.tobytes(), -1) for X_batch, _ in items for row in np.ascontiguousarray(X_batch)]
    labels = [label_of.get(label, -1) for _, y_batch in items for label in y_batch.tolist()]
    moved = [key for key, order in (("X", rows), ("y", labels)) if order != sorted(order)]
    facts["the rows of X_batch"] = "not all from X" if -1 in rows else "rows of X"
    facts["the labels"] = "each row's own" if rows == labels else f"of other rows, shuffled: {' and '.join(moved)}"
    whole = all(y_batch.dtype.kind in "iu" for _, y_batch in items)
    facts["the type of y_batch"] = "integers" if whole else "no integers"
    facts["a sample came twice"] = "yes" if len(set(rows)) < len(rows) else "no"
    return facts, rows


def _is_pair(item, X):
    if not isinstance(item, (tuple, list)) or len(item) != 2:
        return False
    numbers = all(isinstance(part, np.ndarray) and part.dtype.kind in "biuf" for part in item)
    return numbers and item[1].ndim == 1 and item[0].shape == (len(item[1]), X.shape[1])


def _shapes(item):
    """What an item is that should be a pair."""
    if not isinstance(item, (tuple, list)) or len(item) != 2:
        return a(item)
    if all(isinstance(part, np.ndarray) for part in item):
        return f"a pair of shapes {describe(item[0].shape)} and {describe(item[1].shape)}"
    return f"a pair of {a(item[0])} and {a(item[1])}"


def _kind(order, batch_size):
    """Is an order random, or does the stored one show in it?"""
    if order == sorted(order):
        return "the stored one"
    blocks = [order[start : start + batch_size] for start in range(0, len(order), batch_size)]
    if all(sorted(block) == list(range(min(block), max(block) + 1)) for block in blocks):
        return "batches of neighbors" if any(block != sorted(block) for block in blocks) else "whole blocks"
    return "mostly neighbors side by side" if (abs(np.diff(order)) == 1).sum() > len(order) / 2 else "random"


_ORDER, _STARTS, _CUT = "rng.permutation(len(X))", "range(0, len(X), batch_size)", "order[start : start + batch_size]"
_STORED = "np.arange(len(X))"
_LOOP, _YIELD = f"for start in {_STARTS}:\n        batch = {_CUT}", "yield X[batch], y[batch]"
BATCHES = {
    "only one pair came: `return` ends the function at the first batch, `yield` hands out a batch and goes on": {
        "yield": "return"
    },
    "only the first batch came: does a `return` or a `break` end the loop?": [
        {_YIELD: end} for end in ("return [(X[batch], y[batch])]", f"{_YIELD}\n        break")
    ],
    "only the last batch came: does `yield` stand after the loop? It belongs into it": {"        yield": "    yield"},
    "each item should be a pair (X_batch, y_batch), but vectors came, indices or labels: `yield X[...], y[...]`": [
        {_YIELD: f"yield {vector}"} for vector in ("batch", "y[batch]")
    ],
    "each item should be a pair (X_batch, y_batch), but a triple came: `yield X[...], y[...]`": {
        _YIELD: f"{_YIELD}, len(batch)"
    },
    "each item should be a pair (X_batch, y_batch) of arrays, but lists came: `yield X[...], y[...]`": {
        _YIELD: "yield X[batch].tolist(), y[batch].tolist()"
    },
    "the rows of X_batch are not those of X: hand them out as they are": {_YIELD: "yield X[batch] / X.max(), y[batch]"},
    "each item should be a pair (X_batch, y_batch), but rows without labels came: `yield X[...], y[...]`": {
        _YIELD: "yield X[batch]"
    },
    "X_batch comes first, then y_batch": {_YIELD: "yield y[batch], X[batch]"},
    "the last batch was dropped: it may be smaller than the others, but its samples belong to the epoch": [
        {"0, len(X)": f"0, len(X) - {left}"} for left in ("batch_size + 1", "1")
    ],
    "an empty batch came at the end: stop before n, range(0, n, batch_size)": {"0, len(X)": "0, len(X) + 1"},
    "every slice ends at batch_size, so the later ones are empty: it ends at start + batch_size": {": start +": ":"},
    "one sample never came: indices begin at 0, and a slice [a:b] holds all before b": [
        {_STARTS: "range(1, len(X), batch_size)"},
        {_ORDER: f"{_ORDER}[:-1]"},
        {_ORDER: "rng.permutation(len(X) - 1)"},
    ],
    "each batch holds one sample more than asked, so batches overlap: order[a:b] ends before b": {"size]": "size + 1]"},
    "the last batch is filled up with samples that came before: it holds what is left": {
        _CUT: 'np.take(order, range(start, start + batch_size), mode="wrap")'
    },
    "A batch began at every sample: the starts are the multiples of batch_size, range(0, n, batch_size)": {
        _STARTS: "range(len(X))"
    },
    "the samples are spread over batches of nearly equal sizes: batch_size each are asked, the last one what is left": {
        _LOOP: "for batch in np.array_split(order, -(-len(X) // batch_size)):"
    },
    "batch_size is the number of samples in a batch, not the number of batches": {
        _LOOP: "for batch in np.array_split(order, batch_size):"
    },
    "samples came more than once in an epoch: draw one order without replacement, then cut it into batches": [
        {_CUT: f"rng.integers(len(X), size=len({_CUT}))"},
        {_CUT: f"rng.permutation(len(X)){_CUT.removeprefix('order')}"},
        {_ORDER: "rng.choice(len(X), size=len(X))"},
    ],
    "X and y are shuffled apart, so rows come with the labels of others: draw one order and use it for both": {
        _YIELD: "yield X[batch], y[rng.permutation(len(X))[start : start + batch_size]]"
    },
    "X and y are shuffled apart: the rows move, but y keeps its stored order. Use one order for both": {
        _YIELD: "yield X[batch], y[start : start + batch_size]"
    },
    "X and y are shuffled apart: the labels move, but X keeps its stored order. Use one order for both": {
        _YIELD: "yield X[start : start + batch_size], y[batch]"
    },
    "the labels are no integers any more: y_batch is y[...], while one table of X and y makes all of it decimal": {
        _YIELD: "yield X[batch], y[batch].astype(float)"
    },
    "the samples come in their stored order: draw a new random order first, rng.permutation(n)": {_ORDER: _STORED},
    "the samples come in their stored order, backwards: draw a new random order first, rng.permutation(n)": {
        _ORDER: f"{_STORED}[::-1]"
    },
    "whole blocks are shuffled, not samples: each batch holds neighbors in their stored order": {
        _STARTS: "rng.permutation(np.arange(0, len(X), batch_size))",
        _ORDER: _STORED,
    },
    "each batch holds neighbors: the samples are mixed within their block of the stored order alone": {
        _CUT: "start + rng.permutation(min(batch_size, len(X) - start))"
    },
    "most samples still follow their neighbor of the stored order: rng.permutation(n) mixes all of them": [
        {_ORDER: f"np.roll({_STORED}, rng.integers(1, len(X)))"},
        {_ORDER: f"{_STORED}\n    pair = rng.choice(len(X), 2, replace=False)\n    order[pair] = order[pair[::-1]]"},
    ],
    "the generator that was handed in is not used: the same seed should give the same order again, so draw it from rng": [
        {"= rng": f"= {other}"} for other in ("np.random", "np.random.default_rng()")
    ],
    "the generator that was handed in is not used, so every epoch has the same order: draw it from rng": {
        _ORDER: "np.random.default_rng(0).permutation(len(X))"
    },
    "every epoch has the same order: rng was copied, so it does not move on itself; draw from rng": {
        _ORDER: '__import__("copy").deepcopy(rng).permutation(len(X))'
    },
    "X was changed in place: `X[:] = ...` and rng.shuffle(X) write into the caller's data, so use X[order], a copy": {
        "    for start": "    X[:], y[:] = X[order], y[order]\n    for start"
    },
}
minibatches = gap(
    Function(
        minibatches,
        _batches_trials,
        BATCHES,
        collect=True,
        remedies={"out of bounds": "Is a number of samples written in? Draw the order of those that came, len(X)."},
        domain={"n = 1": "n may be 1", "batch_size = 1": "batch_size: 1 or more"},
        allows={
            "integers in X are refused": "X is said to hold floats",
            "the input itself comes back": "of a single sample there is one order, and nobody writes into a batch",
            **dict.fromkeys(
                ("a result of *", "nan where the result is smallest", "float32 inside", "the dtype of y is taken"),
                "the message says that rows of X are no longer rows of X",
            ),
        },
    ),
    praise="Every sample once an epoch, in a new order, with its own label; the last batch may be smaller.",
)
