"""Practical 2, gaps 7 and 8: back through one layer and through all of them."""

import itertools

import numpy as np

from utils.checks.gap import Function, Trial, gap
from utils.checks.practical_2.network import RETURN_INSIDE


def _sizes(rng, number):
    """Different sizes between 3 and 9."""
    return rng.permutation(np.arange(3, 10))[:number].tolist()


# ------------------------------------------------- 7: one layer


def layer_backward(Delta, A_prev, W):
    dW = Delta.T @ A_prev
    db = Delta.sum(axis=0)
    dA_prev = Delta @ W
    return dW, db, dA_prev


def _layer_trials(rng):
    """Equal widths first, where few wrong products stop with an error; then sizes that differ, and sizes of 1."""
    samples, width = _sizes(rng, 2)
    low, middle, high = sorted(_sizes(rng, 3))
    different = (low, middle, high), (high, middle, low)
    ones = (samples, 1, low), (high, middle, 1), (1, high, low), (1, 1, 1)
    for n, units, inputs in (samples, width, width), *different, *ones:
        shapes = {"Delta": (n, units), "A_prev": (n, inputs), "W": (units, inputs)}
        drawn = {
            name: rng.normal(size=shape) * (100 if n == high > inputs > 1 else 1) for name, shape in shapes.items()
        }
        yield Trial({"n": n, "units": units, "inputs": inputs}, drawn, names=("dW", "db", "dA_prev"))


_DW, _DB, _DA = "Delta.T @ A_prev", "Delta.sum(axis=0)", "Delta @ W"
_PARTS = {"dW": _DW, "db": _DB, "dA_prev": _DA}


def _of_sample(index):
    return lambda part: part.replace("Delta", f"Delta[{index}]").replace("A_prev", f"A_prev[{index}]")


_SHARED = {  # what may be wrong in several parts -> these, and how a part's text is changed
    "it is divided by n, but Delta carries 1/n already: sum over the samples, no mean": (
        _PARTS,
        "({}) / len(Delta)".format,
    ),
    "the sign is wrong: a gradient is asked, not a step downhill": (_PARTS, "-({})".format),
    "it is multiplied by n: sum over the samples, without a factor": (_PARTS, "len(Delta) * ({})".format),
    "Delta is ignored: the gradient from above must be multiplied in": (
        ["dW", "dA_prev"],
        lambda part: part.replace("Delta", "np.ones_like(Delta)"),
    ),
    "only the first sample is used: sum over the whole batch": (["dW", "db"], _of_sample(":1")),
    "only the last sample is used: sum over the whole batch": (["dW", "db"], _of_sample("-1:")),
}


def _in_parts():
    """A row for each choice of the parts in which a slip is made."""
    for message, (names, new) in _SHARED.items():
        for number in range(1, len(names) + 1):
            for chosen in itertools.combinations(names, number):
                edits = {f"{name} = {_PARTS[name]}": f"{name} = {new(_PARTS[name])}" for name in chosen}
                yield f"{', '.join(chosen)}: {message}", edits


_RETURN = "return dW, db, dA_prev"
LAYER = {
    "what came back shares its memory with Delta: for one sample, too, db is a sum, a new array": {
        _DB: f"Delta[0] if len(Delta) == 1 else {_DB}"
    },
    **dict(_in_parts()),
    "dW: the result is transposed: dW has the shape of W, so swap the two factors and move the `.T`": {
        _DW: "A_prev.T @ Delta"
    },
    "dW: the product runs over the units: it should sum over the samples, so that n is gone from the shape": {
        _DW: "Delta @ A_prev.T"
    },
    "dW: it is multiplied entry by entry: each sample gives an outer product, and `@` adds these up": {".T @": " *"},
    "dW: the activations are ignored: dz/dw is the activation that the weight multiplies": {
        _DW: "np.outer(Delta.sum(axis=0), np.ones(A_prev.shape[1]))"
    },
    "dW: sums over the batch are multiplied, but each sample's product must be formed first, and then the sum": {
        _DW: "np.outer(Delta.sum(axis=0), A_prev.sum(axis=0))"
    },
    "dW: W is used in the place of the activations": {_DW: "Delta.sum(axis=0)[:, np.newaxis] * W"},
    "dW: W is added: a gradient, not an update, is asked": {_DW: f"W + {_DW}"},
    "db: the sum runs over the units (axis 1) and not over the samples (axis 0)": {"axis=0": "axis=1"},
    "db: the mean runs over the units (axis 1); asked is the sum over the samples (axis 0)": {
        _DB: "Delta.mean(axis=1)"
    },
    "db: the sum over the samples is missing": {_DB: "Delta"},
    "db: a sum without `axis` gives one number for the whole array: each unit has its own": {"axis=0": ""},
    "db: Delta is ignored: this is the number of samples": {"Delta.sum": "np.ones_like(Delta).sum"},
    "db: one extra axis remains, from keepdims=True: db has the shape of b": {"axis=0": "axis=0, keepdims=True"},
    "dA_prev: W is transposed: the way back is Delta @ W, without `.T`": {_DA: "Delta @ W.T"},
    "dA_prev: the weights are ignored: dz/da_prev is the weight that multiplies it": {
        _DA: "Delta.sum(axis=1, keepdims=True) * np.ones(W.shape[1])"
    },
    "dA_prev: the sum over the samples was taken: each sample keeps its own row": {_DA: f"({_DA}).sum(axis=0)"},
    "dA_prev: it is multiplied by the activations: dz/da_prev is a weight alone": {_DA: f"({_DA}) * A_prev"},
    "dA_prev: Delta came back multiplied by dW instead of W": {_DA: "Delta @ dW"},
    "dA_prev: a bend is in it already: this function stops at dL/da_prev, phi' comes in gap 8": [
        {_DA: f"({_DA}) * {slope}"} for slope in ("(A_prev > 0)", "(1 - A_prev**2)")
    ],
    "the three results have changed places: the order is dW, db, dA_prev": [
        {_RETURN: f"return {', '.join(order)}"} for order in list(itertools.permutations(_PARTS))[1:]
    ],
    "dA_prev is not returned: the layer below needs it, so 3 values (dW, db, dA_prev) are expected": {", dA_prev": ""},
    "axes of length 1 were dropped: a gradient keeps the shape of its array, also with one unit or one sample": [
        {_RETURN: f"return {', '.join(name + '.squeeze()' * (name in chosen) for name in _PARTS)}"}
        for chosen in (("dW", "db", "dA_prev"), ("dW",), ("dA_prev",), ("dW", "dA_prev"))
    ],
    "the input Delta was changed in place: the layers below and above need it as it is": {
        "    dW =": "    Delta /= len(Delta)\n    dW ="
    },
    "the input A_prev was changed in place: it is the caller's data": {"    dW =": "    A_prev *= 2\n    dW ="},
    "the input W was changed in place: gradients are asked, the step comes in gap 10": {
        "    dA_prev": "    W -= 0.1 * dW\n    dA_prev"
    },
}
layer_backward = gap(
    Function(
        layer_backward,
        _layer_trials,
        LAYER,
        separate=True,
        remedies={"out of bounds": "Is a number of samples or units written in? Take it from the shape."},
        domain={f"{size} = 1": "Each size may be 1" for size in ("n", "units", "inputs")},
        allows={"integers in * are refused": "all three are said to be floats"},
    ),
    praise="dW, db and dA_prev are right for many samples and for one, for many units and for one.",
)


# ------------------------------------------------- 8: all layers


def backward(Delta, cache, parameters, phi_derivative, layer_backward):
    gradients = []
    for l in range(len(cache), 0, -1):
        dW, db, dA_prev = layer_backward(Delta, cache[l - 1][0], parameters[2 * l - 2])
        gradients = [dW, db, *gradients]
        if l > 1:
            Delta = dA_prev * phi_derivative(cache[l - 2][1])
    return gradients


_layer_backward = layer_backward.functions["layer_backward"].right
BENDS = {  # phi and its derivative
    "tanh": (np.tanh, lambda Z: 1 - np.tanh(Z) ** 2),
    "relu": (lambda Z: np.maximum(Z, 0), lambda Z: (Z > 0) * 1.0),
    "square": (np.square, lambda Z: 2 * Z),
}


def _backward_trials(rng):
    """Three layers of one size first, where no wrong index stops with an error; then other sizes, depths and bends."""
    (width,) = _sizes(rng, 1)
    yield _network_trial(rng, [width] * 4, width, "tanh")
    n, *widths = _sizes(rng, 5)
    yield _network_trial(rng, widths, n, "tanh")
    n, *widths = _sizes(rng, 6)
    yield _network_trial(rng, widths, n, "relu", scale=100)
    n, a, b, c, d, e = _sizes(rng, 6)
    yield _network_trial(rng, [a, b], n, "tanh")
    yield _network_trial(rng, [b, 1, c, d], n, "square")
    yield _network_trial(rng, [c, d, a, e, c, d, b], 1, "tanh")
    parameters = [np.array([[2.0]]), np.zeros(1), np.array([[3.0]]), np.zeros(1)]
    cache = [(np.array([[1.0]]), np.array([[2.0]])), (np.array([[0.69]]), np.array([[2.07]]))]
    yield _backward_trial("[1, 1, 1] (the docstring's example)", np.array([[0.5]]), cache, parameters, lambda Z: 1 / Z)


def _network_trial(rng, widths, n, phi, scale=1.0):
    """A forward pass with weights of ordinary size and biases that are not zero, and a gradient at its end."""
    phi, derivative = BENDS[phi]
    A, parameters, cache = rng.normal(size=(n, widths[0])), [], []
    for inputs, units in itertools.pairwise(widths):
        W, b = rng.normal(size=(units, inputs)) / np.sqrt(inputs), rng.normal(size=units)
        Z = A @ W.T + b
        parameters += [W, b]
        cache.append((A, Z))
        A = phi(Z)
    return _backward_trial(widths, scale * rng.normal(size=Z.shape), cache, parameters, derivative)


def _backward_trial(widths, Delta, cache, parameters, derivative):
    arguments = {"Delta": Delta, "cache": cache, "parameters": parameters, "phi_derivative": derivative}
    names = [f"d{letter}_{l}" for l in range(1, len(cache) + 1) for letter in "Wb"]
    sizes = {"n": len(Delta), "widths": widths}
    return Trial(sizes, arguments | {"layer_backward": _layer_backward}, names=names)


_LOOP, _CALL = "range(len(cache), 0, -1)", "dW, db, dA_prev = layer"
_LIST, _GUARD = "[dW, db, *gradients]", "if l > 1:"
_A, _W, _Z = "cache[l - 1][0]", "parameters[2 * l - 2]", "cache[l - 2][1]"
_SLOPE, _PRODUCT = f"phi_derivative({_Z})", f"dA_prev * phi_derivative({_Z})"
_EARLY, _BEHIND_TWO = {_LOOP: "range(len(cache), 1, -1)"}, "[*gradients[:2], dW, db, *gradients[2:]]"
_UPWARDS = {_LOOP: "range(1, len(cache) + 1)", _LIST: "[*gradients, dW, db]"}
BACKWARD = {
    "the number of layers is written in: it is len(cache)": [
        {"len(cache)": layers} for layers in ("3", "min(3, len(cache))", "min(4, len(cache))")
    ],
    "phi' is taken at a instead of z: the derivative wants what was stored as Z, before phi": {_Z: _A},
    "phi' is taken at dA_prev: it wants z^{l-1}, from the cache": {_Z: "dA_prev"},
    "phi' is taken at the z of another layer: delta^{l-1} needs z^{l-1}, which stands in the pair before, cache[l - 2]": [
        {_Z: f"cache[{index}][1]"} for index in ("l - 1", "l - 3")
    ],
    "phi' is missing: between two layers lies a bend, and each entry passes it with its own slope": {
        f" * {_SLOPE}": ""
    },
    "phi' is missing between the first layer and the second: there is a bend below every layer but the first": {
        _PRODUCT: f"dA_prev * ({_SLOPE} if l > 2 else 1)"
    },
    "phi' is multiplied in twice": {_SLOPE: f"{_SLOPE} ** 2"},
    "phi(z) is multiplied in, where its derivative phi'(z) is asked": {_SLOPE: _A},
    "z is multiplied in, where phi'(z) is asked": {_SLOPE: _Z},
    "phi' is applied to the output layer too: Delta is dL/dz there already": {
        "    gradients = []": "    Delta = Delta * phi_derivative(cache[-1][1])\n    gradients = []"
    },
    "the gradient from above (upstream) is ignored: delta^{l-1} is made from delta^l": {
        "dA_prev * phi": f"np.ones_like(Delta) @ {_W} * phi"
    },
    "only phi' is handed down: multiply it with what came from above, dA_prev * phi'(Z)": {"dA_prev * phi": "phi"},
    "phi' is added, not multiplied: the chain rule is a product": {"dA_prev * phi": "dA_prev + phi"},
    "dA_prev and phi'(Z) meet in a matrix product: each entry has its own slope, so multiply with `*`": {
        " * phi": " @ phi"
    },
    "Delta is never replaced: once a layer, Delta becomes dA_prev * phi'(Z) of the layer below": {"Delta =": "delta ="},
    "Delta is divided by n in each layer: it carries 1/n from the start, once": {_SLOPE: f"{_SLOPE} / len(Delta)"},
    "the gradients are divided by n, but Delta carries 1/n already": {"[dW, db": "[dW / len(Delta), db / len(Delta)"},
    "Delta is cut off at some size: hand it down as it is": [
        {_PRODUCT: f"np.clip({_PRODUCT}, -{size}, {size})"} for size in (1, 5, 10)
    ],
    "layer_backward gets Z_l, but it wants A_{l-1}, what came into the layer": {_A: "cache[l - 1][1]"},
    "layer_backward gets the A of another layer: A_{l-1} stands in cache[l - 1]": {_A: "cache[l - 2][0]"},
    "layer_backward gets another array than W_l: of [W_1, b_1, W_2, b_2, ...] it is parameters[2 * (l - 1)]": [
        {_W: f"parameters[{index}]"} for index in ("2 * l - 1", "l - 1", "2 * l - 3", "2 * l - 4")
    ],
    "what layer_backward returns is taken in another order: it is dW, db, dA_prev": [
        {_CALL: f"{', '.join(order)} = layer"}
        for order in itertools.permutations(("dW", "db", "dA_prev"))
        if order.index("dA_prev") != 2
    ],
    "phi_derivative gets a whole pair (A_prev, Z) of the cache: it takes the Z alone": {_Z: "cache[l - 2]"},
    "the loop runs from the first layer to the last: Delta is known at the last one, so begin there": [
        _UPWARDS | {_GUARD: "if l < len(cache):", _Z: "cache[l][1]"},
        _UPWARDS | {_GUARD: "if l < len(cache):", _Z: "cache[l - 1][1]"},
        _UPWARDS,
        {_LOOP: "range(1, len(cache) + 1)"},
    ],
    "dW_1 and db_1 are 0: does the loop stop one layer early?": _EARLY
    | {"= []": "= [0 * theta for theta in parameters[:2]]", _LIST: _BEHIND_TWO},
    "dW_1 and db_1 are None: does the loop stop one layer early?": _EARLY
    | {"= []": "= 2 * [None]", _LIST: _BEHIND_TWO},
    "the first layer has no gradients: the loop stops one layer early": _EARLY,
    "only dW_1 and db_1 came back: put new gradients beside those that are there": {_LIST: "[dW, db]"},
    "only the last layer's gradients came back: does a `return` inside the loop end it?": RETURN_INSIDE,
    "the layers are in reversed order, from the last to the first: put new gradients at the front of the list": {
        _LIST: "[*gradients, dW, db]"
    },
    "the whole list is in reversed order: asked is [dW_1, db_1, dW_2, db_2, ...]": {_LIST: "[*gradients, db, dW]"},
    "weights and biases have changed places: asked is [dW_1, db_1, dW_2, db_2, ...]": {_LIST: "[db, dW, *gradients]"},
    "all the weights come first, then all the biases: asked is [dW_1, db_1, dW_2, db_2, ...]": {
        "return gradients": "return gradients[0::2] + gradients[1::2]"
    },
    "a list of pairs came back: One flat list [dW_1, db_1, dW_2, db_2, ...] is asked": {"dW, db, *": "(dW, db), *"},
    "below the first layer there is no bend: guard it with `if l > 1`, since cache[-1] is the last pair": {
        _GUARD: "if True:"
    },
    "the derivative of relu is written into the function: use phi_derivative": {_SLOPE: f"({_Z} > 0)"},
    "the derivative of tanh is written into the function: use phi_derivative": [
        {_SLOPE: f"(1 - {a} ** 2)"} for a in (f"np.tanh({_Z})", _A)
    ],
    "the input cache was changed in place: `cache.pop()` shortens the caller's list, `*=` writes into its arrays": {
        _A: "cache.pop()[0]"
    },
    "the input parameters was changed in place: gradients are asked, the step comes in gap 10": {
        _LIST: f"{_LIST}\n        {_W} -= 0.1 * dW"
    },
}
REMEDIES = {
    "index out of range": "Layer l has A_prev in cache[l - 1] and W in parameters[2 * (l - 1)]; lists begin at 0.",
    "could not be broadcast": "Do arrays of two layers meet here? dA_{l-1} has the shape of Z_{l-1}, which stands in the "
    "pair before, cache[l - 2].",
    "matmul": "Do arrays of two layers meet here? Layer l has A_prev in cache[l - 1] and W in parameters[2 * (l - 1)].",
    "unpack": "Is the number of layers written in? It is len(cache); and layer_backward gives three values.",
}
backward = gap(
    Function(
        backward,
        _backward_trials,
        BACKWARD,
        separate=True,
        remedies=REMEDIES,
        domain={"n = 1": "n and every width may be 1", "layers = 1": "Any number of layers, one too"},
        allows={"integers in Delta are refused": "a derivative is no integer"},
    ),
    praise="All gradients are right for networks of 1 to 6 layers, with tanh, ReLU and others.",
)
