"""Practical 2, gap 1: first weights, and how many numbers a network has."""

import numbers

import numpy as np

from utils.checks.case import Case, alike
from utils.checks.gap import Fault, Function, Trial, copied, equal, gap
from utils.checks.practical_2.network import RETURN_INSIDE


def initialize(widths, rng):
    parameters = []
    for n_in, n_out in zip(widths[:-1], widths[1:], strict=True):
        parameters += [rng.standard_normal((n_out, n_in)) * np.sqrt(2 / n_in), np.zeros(n_out)]
    return parameters


def _initialize_trials(rng):
    """The weights are random: first the shapes alone, for several depths, then what can be said of large matrices.

    A standard deviation of 3600 numbers is known to 1.2 %, so two of them differ by less than 9 %.
    """
    a, b, c, d, e = rng.permutation(np.arange(2, 13))[:5].tolist()
    for widths in [a, b, c, d], [b, c], [c, 1, d], [d, 1], [1, e, a], [e, b, d, c, a, b]:
        names = [f"{letter}_{l}" for l in range(1, len(widths)) for letter in "Wb"]
        yield Trial({"widths": widths}, {"widths": widths, "rng": rng}, _shapes, names=names)
    widths = (rng.integers(8, size=4) + [60, 150, 40, 90]).tolist()
    yield Trial({"widths": widths}, {"widths": widths, "rng": rng}, _moments, tolerance=0.045)
    yield Trial({"widths": widths}, {"widths": widths, "rng": rng}, _draws)


def _shapes(call, widths, rng):
    def zeroed(value):
        if isinstance(value, (list, tuple)):
            return type(value)(zeroed(item) for item in value)
        if not isinstance(value, np.ndarray):
            return value
        if value.dtype.kind != "f":
            raise Fault("an array of whole numbers is in the list", "Training moves every number a little: use floats")
        if value.dtype.itemsize < 8:
            raise Fault(f"an array of {value.dtype} is in the list", "A gradient check needs all sixteen digits")
        return np.zeros(value.shape)

    return zeroed(call(widths=widths, rng=rng))


def _moments(call, widths, rng):
    parameters = call(widths=widths, rng=rng)
    if any(b.any() for b in parameters[1::2]):
        raise Fault("the biases should start at 0", "Only the weights are random: they break the symmetry")
    deviations = {}
    for l, W in enumerate(parameters[0::2], start=1):
        if not np.isfinite(W).all():
            raise Fault(f"some numbers in W_{l} are nan or infinite")
        for axis, what in (
            (None, "weights of a layer"),
            (0, "rows of a weight matrix"),
            (1, "columns of a weight matrix"),
        ):
            if not np.any(np.ptp(W, axis=axis)):
                raise Fault(f"all {what} are equal")
        if abs(W.mean()) > 6 * W.std() / np.sqrt(W.size):
            raise Fault("the weights do not scatter around 0")
        deviations[f"the standard deviation of W_{l}"] = float(f"{W.std():.3g}")
    return deviations


def _draws(call, widths, rng):
    before, twin = copied(rng), copied(rng)
    parameters = call(widths=widths, rng=rng)
    if any(abs(np.mean(W**4) - 3 * W.std() ** 4) > 0.6 * W.std() ** 4 for W in parameters[0::2]):
        raise Fault("the weights are not normal")
    if rng.bit_generator.state == before.bit_generator.state:
        raise Fault("the generator that was handed in is not used")
    if not equal(list(parameters), list(call(widths=widths, rng=twin))):
        raise Fault("the same seed gives different parameters")
    first, second = call(widths=[20, 20, 20], rng=rng)[0::2]
    if np.array_equal(first, second):
        raise Fault("two layers hold the same random numbers")


_W, _ROOT, _BIASES = "rng.standard_normal((n_out, n_in))", "np.sqrt(2 / n_in)", "np.zeros(n_out)"
_START, _PAIRS = "parameters = []", "widths[:-1], widths[1:]"
INITIALIZE = {
    "every W is transposed: W_l has a row for each unit of its own layer, shape (n_l, n_{l-1})": {
        "out, n_in": "in, n_out"
    },
    "all the weights come first, then all the biases: they take turns, layer by layer": {
        "return parameters": "return parameters[0::2] + parameters[1::2]"
    },
    "weights and biases have changed places: W_l comes before b_l": {
        f"{_W} * {_ROOT}, {_BIASES}": f"{_BIASES}, {_W} * {_ROOT}"
    },
    "the list begins with the last layer: the first layer comes first": [
        {"parameters += [": "parameters[:0] = ["},
        {"return parameters": "return [parameters[i + j] for i in range(len(parameters) - 2, -1, -2) for j in (0, 1)]"},
    ],
    "a list of pairs came back: return one flat list, in which W and b take turns": {
        "parameters += [": "parameters += [(",
        f"{_BIASES}]": f"{_BIASES})]",
    },
    "the last layer is missing: L + 1 widths make L layers, each with a W and a b": {
        _PAIRS: "widths[:-2], widths[1:-1]"
    },
    "the first layer is missing: L + 1 widths make L layers, each with a W and a b": {
        _PAIRS: "widths[1:-1], widths[2:]"
    },
    "the number of layers is written in: it is one less than there are widths": {
        f"zip({_PAIRS}, strict=True)": "[(widths[l], widths[l + 1]) for l in (0, 1, 2)]"
    },
    "only the first layer came back: does a `return` inside the loop end it there?": RETURN_INSIDE,
    "only the last layer came back: add the W and b of every layer to the list": {"parameters += [": "parameters = ["},
    "only the weights came back: each W_l is followed by its b_l": {", np.zeros(n_out)]": "]"},
    "None came back: is there a `return`?": {"    return parameters": "    pass"},
    "the biases are matrices with one column: b_l has shape (n_l,)": {_BIASES: "np.zeros((n_out, 1))"},
    "the biases are matrices with one row: b_l has shape (n_l,)": {_BIASES: "np.zeros((1, n_out))"},
    "there is a bias for each input of a layer: there is one for each of its units, shape (n_l,)": {
        _BIASES: "np.zeros(n_in)"
    },
    "a layer has a single bias: each of its units has one, shape (n_l,)": {_BIASES: "np.zeros(1)"},
    "what came back shares its memory with another part of the result: each layer has biases of its own": {
        _START: f"biases = {{n: np.zeros(n) for n in widths}}\n    {_START}",
        _BIASES: "biases[n_out]",
    },
    "one long vector came back: a list of arrays is asked, [W_1, b_1, W_2, b_2, ...]": {
        "return parameters": "return np.concatenate([theta.ravel() for theta in parameters])"
    },
    "an array of whole numbers is in the list: training moves every number a little, so use floats": {
        _BIASES: "np.zeros(n_out, dtype=int)"
    },
    "the shape is given as two arguments: it is one, a pair in brackets of its own": {
        "((n_out, n_in))": "(n_out, n_in)"
    },
    "the biases should start at 0. Only the weights are random: they break the symmetry": [
        {_BIASES: biases} for biases in ("rng.standard_normal(n_out)", "np.ones(n_out)")
    ],
    "all weights of a layer are equal, so its units stay equal for ever: draw them from a normal distribution": [
        {_W: f"{number} * np.ones((n_out, n_in))"} for number in (0, 1, "rng.standard_normal()")
    ],
    "all rows of a weight matrix are equal, so all units of the layer compute the same: draw each entry": {
        _W: "np.tile(rng.standard_normal(n_in), (n_out, 1))"
    },
    "all columns of a weight matrix are equal, so a unit has one weight for all its inputs: draw each entry": {
        _W: "np.tile(rng.standard_normal((n_out, 1)), (1, n_in))"
    },
    "the weights do not scatter around 0: draw them from a normal distribution with mean 0": [
        {_W: shifted} for shifted in ("rng.random((n_out, n_in))", f"np.abs({_W})", "rng.normal(1, 1, (n_out, n_in))")
    ],
    "the weights are standard normal: then z grows with the number of inputs, and a scale that depends on it is missing": {
        f" * {_ROOT}": ""
    },
    "this scale is 2/n_in, a variance: the standard deviation is its square root": {_ROOT: "(2 / n_in)"},
    "this is the scale 1/sqrt(n_in), right without ReLU: which share of E[z^2] does it leave?": {"(2 /": "(1 /"},
    "this is Glorot's scale, sqrt(2/(n_in + n_out)): He's uses n_in alone": [
        {_ROOT: "np.sqrt(2 / (n_in + n_out))"},
        {f"{_W} * {_ROOT}": "rng.uniform(-1, 1, (n_out, n_in)) * np.sqrt(6 / (n_in + n_out))"},
    ],
    "the scale is taken from n_out: it depends on n_in, the number of inputs of a unit": {_ROOT: "np.sqrt(2 / n_out)"},
    "this takes the variance of a in the place of E[a^2]: a is never negative, so its mean counts too": {
        _ROOT: "np.sqrt(2 / (1 - 1 / np.pi) / n_in)"
    },
    "this scale is 2/sqrt(n_in), so z has twice the variance of the layer below: where does one half come in, and where a root?": {
        _ROOT: "(2 / np.sqrt(n_in))"
    },
    "the first layer has the scale 1/sqrt(n_in): every layer follows the same rule, the first too": {
        _ROOT: "np.sqrt((2 if parameters else 1) / n_in)"
    },
    "the last layer has the scale 1/sqrt(n_in): every layer follows the same rule, the last too": {
        _ROOT: "np.sqrt((2 if len(parameters) < 2 * len(widths) - 4 else 1) / n_in)"
    },
    "the standard deviation is 0.2 whatever the width: that is right for 50 inputs alone": {_ROOT: "0.2"},
    "the scale is 10/n_in, right for 50 inputs alone: a variance adds up over the inputs, so a root of n_in is in it": {
        _ROOT: "(10 / n_in)"
    },
    "the weights are divided by the scale sqrt(2/n_in): multiply by it": {f"* {_ROOT}": f"/ {_ROOT}"},
    "a uniform distribution between -s and s has standard deviation s/sqrt(3): draw from a normal distribution": {
        _W: "rng.uniform(-1, 1, (n_out, n_in))"
    },
    "every layer has the scale of the first: each layer has its own n_in": {_ROOT: "np.sqrt(2 / widths[0])"},
    "the standard deviation is 0.01 whatever the width: it depends on n_in": {_ROOT: "0.01"},
    "this scale is sqrt(2)/n_in: take the root of the whole fraction": {_ROOT: "np.sqrt(2) / n_in"},
    "this scale is 1/n_in: variances add up over the inputs, so a root of n_in is in it": {_ROOT: "(1 / n_in)"},
    "the weights are halved, with a variance of 1/(2 n_in): does the half that ReLU leaves stand on the wrong side?": {
        _ROOT: "np.sqrt(1 / (2 * n_in))"
    },
    "the standard deviation is right, but the weights are not normal: draw with rng.standard_normal or rng.normal": {
        _W: "rng.uniform(-np.sqrt(3), np.sqrt(3), (n_out, n_in))"
    },
    "the generator that was handed in is not used: draw with its methods, so that a seed gives the same network again": [
        {_START: f"rng = np.random.default_rng(0)\n    {_START}"},
        {_W: "np.random.randn(n_out, n_in)"},
    ],
    "the same seed gives different parameters: draw from the rng that is handed in, and from nothing else": {
        _W: f"({_W} + np.random.default_rng().standard_normal((n_out, n_in))) / np.sqrt(2)"
    },
    "two layers hold the same random numbers: draw new ones for each, from the rng that was handed in": {
        _START: f"seed = int(rng.integers(2**31))\n    {_START}",
        "rng.standard_normal": "np.random.default_rng(seed).standard_normal",
    },
}
initialize = gap(
    Function(
        initialize,
        _initialize_trials,
        INITIALIZE,
        separate=True,
        domain={"layers = 1": "list [n_0, n_1, ..., n_L] of two or more whole numbers"},
        allows={"a result of six digits": "weights are drawn at random: no digit is right or wrong"},
    ),
    praise="He normal weights and biases of 0, in networks of 1 to 5 layers.",
)

COUNTS = {  # what is counted in the network 64-48-24-10
    "it is still None: put a number there, all weights and all biases": None,
    "the biases are not counted: they are parameters too, one for each unit": 64 * 48 + 48 * 24 + 24 * 10,
    "these are the biases alone: each W_l has n_l times n_{l-1} numbers": 48 + 24 + 10,
    "the inputs have no biases: only the units of the layers 1 to L have one": 65 * 48 + 49 * 24 + 25 * 10 + 64,
    "one bias for each layer is counted: it is one for each unit": 64 * 48 + 48 * 24 + 24 * 10 + 3,
    "these are the units: count the weights between them, and the biases": 64 + 48 + 24 + 10,
    "a bias is counted for each weight: there is one for each unit": 2 * (64 * 48 + 48 * 24 + 24 * 10),
    "this is the number of arrays in the list: count the numbers in them": 6,
    "the last layer is missing: there are three": 65 * 48 + 49 * 24,
    "the widths are multiplied: count each layer for itself, then add": 64 * 48 * 24 * 10,
    "this is the first layer alone: there are three": 65 * 48,
    "the biases of the last layer are missing: its units have biases too": 65 * 48 + 49 * 24 + 24 * 10,
}


def n_parameters(value):
    """How many numbers a network of the widths 64-48-24-10 has, for the count in gap 1."""
    case = Case("n_parameters", {"widths": [64, 48, 24, 10]})
    for message, count in COUNTS.items():
        if alike(value, count, 1e-9):
            case.fail(message)
    wanted = 65 * 48 + 49 * 24 + 25 * 10
    if isinstance(value, (numbers.Real, np.ndarray)) and np.ndim(value) == 0 and not alike(value, wanted, 1e-9):
        case.fail("the value is not right", "A layer has n_in weights and one bias for each of its units")
    case.compare(value, wanted)
