"""Practical 3, gap 10: the gradient with respect to the input."""

import numpy as np  # noqa: F401, the slips read it

from utils.checks.gap import Function, Trial, gap
from utils.checks.practical_3.attacks import LOST_AXIS
from utils.checks.practical_3.calls import FLOATS, in_places
from utils.course import networks
from utils.course.networks import backward, forward, output_delta


def input_gradient(X, y, parameters):
    Z, cache = forward(X, parameters)
    _, dX = backward(output_delta(Z, y), cache, parameters)
    return dX


def _victims(rng):
    """Networks of one to three layers, a single image, a single pixel, and logits whose exponentials overflow."""
    drawn = rng.permutation([4, 5, 6, 7]).tolist()
    a, b, c = (rng.permutation([3, 5, 6]) + rng.integers(9)).tolist()
    for n, widths, scale in (
        (drawn[0], drawn[1:], 1),
        (3, [a, b], 1),
        (5, [3, c, 4, 2], 1),
        (1, [a, b, 3], 1),
        (4, [1, c, 3], 1),
        (a, [b, 1, c], 1),
        (6, [b, 7, a], 2000),
    ):
        parameters = [array + 0.3 * rng.normal(size=array.shape) for array in networks.initialize(widths, rng)]
        parameters[-2] *= scale
        X, c = rng.random((n, widths[0])), widths[-1]
        Z = forward(X, parameters)[0]
        y = (Z.argmax(axis=1) + rng.integers(1, c, size=n)) % c  # no label is what the network says,
        y[1:2] = Z[1:2].argmax(axis=1)  # but for the second
        sizes = {"n": n, "d": widths[0], "c": c, "layers": str(len(widths) - 1), "logits": f"up to {abs(Z).max():.0f}"}
        yield Trial(sizes, {"X": X, "y": y, "parameters": parameters})


_P = "np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)"
_ONE_HOT = "np.eye(Z.shape[1])[y]"
_DELTA = "output_delta(Z, y)"
_RETURNED = {
    "the gradients with respect to the weights came back: an attack holds them fixed, and backward gives dX second": "_",
    "both results of backward came back, (gradients, dX): only the second is asked": "_, dX",
    "this is the gradient of the first weights: the input's is the second thing that backward gives": "_[0]",
    "this is dL/dZ of the last layer: send it back through the network": _DELTA,
    LOST_AXIS: "dX.squeeze()",
    "the sign is wrong: this is the direction in which the loss falls": "-dX",
    "these are signs already: the gradient itself is asked": "np.sign(dX)",
    "these are absolute values: the signs matter": "np.abs(dX)",
    "it is summed over the samples: each has its own gradient": "dX.sum(axis=0)",
    "it is averaged over the samples: each has its own gradient": "dX.mean(axis=0)",
    "one mean gradient stands in every row: each sample has its own": "np.tile(dX.mean(axis=0), (len(X), 1))",
    "it is multiplied by X: the plain gradient is asked": "X * dX",
    "each row is normalized to length 1: the plain gradient is asked": "dX / np.linalg.norm(dX, axis=1, keepdims=True)",
    "the slopes of the activations are missing: let backward find the way": f"{_DELTA} @ parameters[2] @ parameters[0]",
    "None came back: is there a `return`?": "None",
}
_STARTED = {
    "exp overflows for large logits: output_delta computes the softmax safely": f"({_P} - {_ONE_HOT}) / len(y)",
    "it is multiplied by n: the loss is a mean, so keep its 1/n": [f"{_DELTA} * len(y)", f"{_P} - {_ONE_HOT}"],
    "it is divided by n once more: output_delta has done it": f"{_DELTA} / len(y)",
    "the network's own prediction is used in place of the true label y": "output_delta(Z, Z.argmax(axis=1))",
    "the loss is minus the probability of the label here: it is minus the logarithm of it": (
        f"({_P})[np.arange(len(y)), y][:, np.newaxis] * {_DELTA}"
    ),
    "the labels are in reversed order": "output_delta(Z, y[::-1])",
    "the softmax is applied before output_delta, which has its own": f"output_delta({_P}, y)",
    "the logits and the labels have changed places in output_delta: the logits come first": "output_delta(y, Z)",
} | {
    f"backward starts with {words}: it starts with dL/dZ, which output_delta gives": start
    for words, start in {
        "ones": "np.ones_like(Z)",
        "the logits": "Z",
        "the probabilities alone, without the labels": [_P, f"{_P} / len(y)"],
        "the one-hot labels": [_ONE_HOT, f"{_ONE_HOT} / len(y)"],
        "one number for each image, as the labels are": "y",
        "the loss itself, one number": "networks.cross_entropy(Z, y)",
    }.items()
}
GRADIENT = in_places({" dX\n": {message: f" {new}\n" for message, new in _RETURNED.items()}, _DELTA: _STARTED}) | {
    "the input X was changed in place: `X -= ...`, `X[...] = ...` and `out=X` write into the caller's images": {
        "    Z, cache": "    X -= 0.5\n    Z, cache"
    },
    "the parameters were changed in place: an attack leaves the weights as they are": {
        "    return": "    for theta, g in zip(parameters, _):\n        theta -= 0.1 * g\n    return"
    },
    "forward gives a pair, (Z, cache): take it apart": {"Z, cache = ": "Z = cache = "},
    "the cache and the parameters have changed places: backward takes them in this order": {
        "cache, parameters)\n    return": "parameters, cache)\n    return"
    },
}
_REMEDIES = {
    "unpack": "forward gives (Z, cache), backward(Delta, cache, parameters) (gradients, dX), with any number of layers.",
    "could not be broadcast": "backward starts with dL/dZ of the last layer, (n, c), which output_delta gives.",
    "out of bounds": "Labels pick columns of the logits: those of the last layer, (n, c), go into output_delta.",
    "inhomogeneous": "forward gives a pair, (Z, cache): take it apart.",
}
input_gradient = gap(
    Function(
        input_gradient,
        _victims,
        GRADIENT,
        remedies=_REMEDIES,
        domain={"n = 1": "n and d may be 1", "d = 1": "n and d may be 1", "layers = 1": "one layer or more"},
        allows=FLOATS
        | {"parameters[[]-1].shape[[]0] = 1 is refused": "with a single class there is nothing to tell apart"},
    ),  # fmt: skip
    praise="dL/dX for one to three layers, a single image, a single pixel, and huge logits.",
)
