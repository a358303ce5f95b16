"""Practical 2, gaps 2 and 3: activations and the forward pass."""

import numpy as np

from utils.checks.case import a
from utils.checks.gap import Fault, Function, Trial, gap

ONLY_SEVEN_DIGITS = (
    "only six or seven digits are right: was something rounded, or kept in float32? A gradient check needs more"
)
ON_TWO_AXES = "it loops over two axes: Z may have any shape"
ONE_QUESTION = (
    "`if`, `and` or `max(...)` decides once for a whole array: np.where, np.maximum or a mask decides entry by entry"
)
CUT = "integers come out where integers come in: zeros_like and empty_like copy the dtype; use np.zeros(Z.shape)"
RETURN_INSIDE = {"    return": "        return"}  # the loop ends in its first round
CHANGED_Z = "the input Z was changed in place: `Z -= ...`, `Z[...] = ...` and `out=Z` write into the caller's array"


# ------------------------------------------------- 2: activations

ENTRY_BY_ENTRY = {"Z: another shape": "an array of any shape", "Z: integers": "of floats or of integers"}


def relu(Z):
    return np.maximum(Z, 0)


def relu_derivative(Z):
    return (Z > 0).astype(float)


def tanh_derivative(Z):
    return 1 - np.tanh(Z) ** 2


def _tables(rng):
    """Arrays of any shape, integers, one entry alone; none has a 0."""
    n, c = rng.permutation(np.arange(3, 9))[:2].tolist()
    Z = rng.choice([-1, 1], size=(n, c)) * (0.1 + rng.exponential(2, size=(n, c)))
    Z[0, :3] = 2.5, -1.5, 0.5
    yield Trial({"n": n, "c": c}, {"Z": Z})
    yield Trial({"shape": f"({n},)"}, {"Z": Z[:, 0]})
    yield Trial({"shape": f"(2, {n}, {c})"}, {"Z": np.stack([Z, -Z])})
    yield Trial({"shape": "(1, 1)"}, {"Z": Z[:1, :1]})
    yield Trial({"z": "integers"}, {"Z": rng.choice([-4, -3, -2, -1, 1, 2, 3, 4], size=(c, n))})


def _relu_trials(rng):
    yield from _tables(rng)
    n, c = rng.permutation(np.arange(3, 9))[:2].tolist()
    yield Trial({"z": "up to 1000"}, {"Z": rng.permutation([-1000.0, 0, 1000] * n).reshape(n, 3)})
    yield Trial({"z": "positive everywhere"}, {"Z": 1 + rng.random((n, c))})


def _slope_trials(rng):
    yield from _tables(rng)
    yield Trial({"z": "-1.5, 0 and 2.5"}, {"Z": np.array([[-1.5, 0.0, 2.5]])}, _kink)


def _kink(call, Z):
    slope = call(Z=Z)
    if np.shape(slope) != Z.shape or np.isnan(slope).any():
        return slope
    if slope[0, 1] not in (0, 1):
        raise Fault("the slope at z = 0 is neither 0 nor 1", "There is none at the kink; we say 0 (1 is accepted)")
    return np.where(Z == 0, 0, slope)


def _tanh_trials(rng):
    yield from _tables(rng)
    yield Trial({"z": "-20, 0 and 20"}, {"Z": np.array([-20.0, 0.0, 20.0])})


_RELU, _SLOPE, _TANH = "np.maximum(Z, 0)", "(Z > 0).astype(float)", "1 - np.tanh(Z) ** 2"
RELU = {
    "this is |z|: negative values should become 0": {_RELU: "np.abs(Z)"},
    "the negative values are kept and the positive ones lost: max, not min": {_RELU: "np.minimum(Z, 0)"},
    "this is z itself: negative values should become 0": {_RELU: "Z"},
    "this is the derivative (0 or 1), not ReLU itself": {_RELU: "(Z > 0) * 1.0"},
    "this is a leaky ReLU: negative values should become exactly 0": [
        {_RELU: f"np.maximum(Z, {slope} * Z)"} for slope in (0.01, 0.1, 0.2)
    ],
    "this is softplus, a smooth ReLU: negative values should become exactly 0": {_RELU: "np.log(1 + np.exp(Z))"},
    "this is the ELU: negative values should become exactly 0": {_RELU: "np.where(Z > 0, Z, np.exp(Z) - 1)"},
    "the largest entry of the whole array was taken, not entry by entry: np.maximum, not np.max": [
        {_RELU: largest} for largest in ("np.max(Z)", "np.full_like(Z, Z.max())")
    ],
    "the largest entry of each column was taken, not entry by entry: np.max(Z, 0) reads the 0 as an axis": {
        "maximum": "max"
    },
    "the sign is wrong: this is min(-z, 0)": {_RELU: f"-{_RELU}"},
    "the negative values lost their sign, the positive ones are lost: this is max(-z, 0)": {_RELU: "np.maximum(-Z, 0)"},
    "large values are cut off: above 0, ReLU is z without any bound": [
        {_RELU: f"np.clip(Z, 0, {bound})"} for bound in (1, 6, 10, 100)
    ],
    "where no entry is negative, Z itself comes back, or shares its memory: return a new array": {
        "    return": "    if np.all(Z >= 0):\n        return Z\n    return"
    },
    CHANGED_Z: [{"    return np.maximum(Z, 0)": "    Z[Z < 0] = 0\n    return Z"}, {"(Z, 0)": "(Z, 0, out=Z)"}],
    ON_TWO_AXES: {_RELU: "np.array([[max(z, 0) for z in row] for row in Z])"},
    ONE_QUESTION: {_RELU: "max(Z, 0)"},
}
SLOPE = {
    "this is relu(z), not its slope: the derivative is 1 where z > 0": {_SLOPE: "np.maximum(Z, 0)"},
    "0 and 1 are exchanged: the derivative is 1 where z > 0, and 0 where z < 0": {"Z > 0": "Z < 0"},
    "the derivative is 1 everywhere: where z < 0, ReLU is flat": {_SLOPE: "np.ones_like(Z)"},
    "the derivative is 0 everywhere: where z > 0, ReLU rises with slope 1": {_SLOPE: "np.zeros_like(Z)"},
    "this is the sign of z: where z < 0 the slope is 0, not -1": {_SLOPE: "np.sign(Z)"},
    "the step is at 1: the slope is 1 wherever z > 0": {"Z > 0": "Z > 1"},
    "this is the slope of a leaky ReLU: where z < 0 it is exactly 0": [
        {_SLOPE: f"np.where(Z > 0, 1.0, {slope})"} for slope in (0.01, 0.1, 0.2)
    ],
    "this is the slope of softplus, a sigmoid: ReLU's is 0 or 1": {_SLOPE: "1 / (1 + np.exp(-Z))"},
    "relu(z) / z is 0/0 at z = 0: ask where z > 0": {_SLOPE: "np.maximum(Z, 0) / Z"},
    "the slope at z = 0 is neither 0 nor 1: there is none at the kink, and we say 0 (1 is accepted)": {
        _SLOPE: "np.heaviside(Z, 0.5)"
    },
    CHANGED_Z: {"    return": "    Z[Z < 0] = 0\n    Z[Z > 0] = 1\n    return"},
    ON_TWO_AXES: {_SLOPE: "np.array([[float(z > 0) for z in row] for row in Z])"},
    ONE_QUESTION: {_SLOPE: "1.0 if Z > 0 else 0.0"},
}
TANH = {
    "this is 1 - z^2: the derivative is 1 - tanh(z)^2, and z comes in, not a = tanh(z)": {"np.tanh(Z)": "Z"},
    "the tanh is taken twice: the derivative at a = tanh(z) instead of at z": {"np.tanh(Z)": "np.tanh(np.tanh(Z))"},
    "this is tanh(z) itself, not its derivative": {_TANH: "np.tanh(Z)"},
    "the square is missing: 1 - tanh(z)^2": {" ** 2": ""},
    "this is tanh(z)^2: subtract it from 1": {"1 - ": ""},
    "z is squared before tanh is taken: square the tanh": {"np.tanh(Z) ** 2": "np.tanh(Z**2)"},
    "1 - tanh(z) is squared: square the tanh, then subtract": {_TANH: "(1 - np.tanh(Z)) ** 2"},
    "the square of the denominator is missing: the quotient rule divides by (e^z + e^-z)^2": {
        _TANH: "4 / (np.exp(Z) + np.exp(-Z))"
    },
    "the result is all zeros: e^z - e^-z has the derivative e^z + e^-z, and the other way round": {_TANH: "0.0 * Z"},
    "the sign is wrong: this is tanh(z)^2 - 1": {_TANH: "np.tanh(Z) ** 2 - 1"},
    "the square is added: subtract it from 1": {"1 - ": "1 + "},
    "this is sigma (1 - sigma), the derivative of the sigmoid": {_TANH: "np.exp(-Z) / (1 + np.exp(-Z)) ** 2"},
    "this is 1/cosh(z): the derivative is its square": {_TANH: "1 / np.cosh(Z)"},
    "this is tanh (1 - tanh), with the pattern of the sigmoid: the quotient rule gives another one for tanh": {
        _TANH: "np.tanh(Z) * (1 - np.tanh(Z))"
    },
    CUT: {f"return {_TANH}": f"D = np.zeros_like(Z)\n    D[...] = {_TANH}\n    return D"},
    CHANGED_Z: {"np.tanh(Z)": "np.tanh(Z, out=Z)"},
    ON_TWO_AXES: {_TANH: "np.array([[1 - np.tanh(z) ** 2 for z in row] for row in Z])"},
    ONLY_SEVEN_DIGITS: {"np.tanh(Z)": "np.tanh(Z.astype(np.float32))"},
}
activations = gap(
    Function(relu, _relu_trials, RELU, separate=True, domain=ENTRY_BY_ENTRY | {"Z: large": "of any size"}),
    Function(
        relu_derivative,
        _slope_trials,
        SLOPE,
        domain=ENTRY_BY_ENTRY,
        allows={
            "a result of float32": "0 and 1 are exact in every type",
            "a result of whole numbers": "0 and 1 are whole",
            "the dtype of Z is taken": "0 and 1 are whole",
        },
    ),
    Function(tanh_derivative, _tanh_trials, TANH, domain=ENTRY_BY_ENTRY),
    name="activations",
    praise="relu, relu' and tanh' agree with calculus, entry by entry.",
)


# ------------------------------------------------- 3: forward


def forward(X, parameters, phi):
    A, cache = X, []
    for W, b in zip(parameters[0::2], parameters[1::2], strict=True):
        Z = A @ W.T + b
        cache.append((A, Z))
        A = phi(Z)
    return Z, cache


def random_parameters(widths, rng):
    """Weights of ordinary size and biases that are not zero."""
    pairs = zip(widths[:-1], widths[1:])
    return [array for i, o in pairs for array in (rng.normal(size=(o, i)) / np.sqrt(i), rng.normal(size=o))]


def _forward_trials(rng):
    """First equal widths, where a slip in a product does not stop the function; then other depths, and sizes of 1."""
    n, *sizes = rng.permutation(np.arange(2, 10)).tolist()
    for widths, phi in (
        ([sizes[0]] * 4, np.tanh),
        (sizes[:4], np.tanh),
        (sizes[:2], np.sin),
        (sizes[2:5], _relu),
        (sizes[:6], np.tanh),
        ([sizes[0], 1, sizes[1], 1], np.tanh),
        ([1, sizes[2]], np.tanh),
    ):
        drawn = {"X": rng.normal(size=(n, widths[0])), "parameters": random_parameters(widths, rng), "phi": phi}
        yield Trial({"n": n, "widths": widths}, drawn, _logits)
        yield Trial({"n": n, "widths": widths}, drawn, names=("Z_L", "cache"))
        one = drawn | {"X": rng.normal(size=(1, widths[0]))}
        yield Trial({"n": 1, "widths": widths}, one, names=("Z_L", "cache"))
    whole = drawn | {"X": rng.integers(-3, 4, size=(n, 1))}
    yield Trial({"n": n, "widths": widths, "X": "integers"}, whole, names=("Z_L", "cache"))


def _relu(Z):
    return np.maximum(Z, 0)


def _logits(call, X, parameters, phi):
    """The logits alone: what is wrong with them is said whatever the cache holds."""
    result = call(X=X, parameters=parameters, phi=phi)
    if result is None or not isinstance(result, (tuple, list)) or len(result) != 2:
        raise Fault(f"{a(result)} came back, but two values are expected", "End with `return Z, cache`")
    if isinstance(result[0], (tuple, list)) and isinstance(result[1], np.ndarray):
        raise Fault("Z_L and cache have changed places", "End with `return Z, cache`")
    return result[0]


_Z, _KEEP, _RETURN = "A @ W.T + b", "cache.append((A, Z))", "return Z, cache"
_PAIRS = "parameters[0::2], parameters[1::2]"
FORWARD = {
    "only the logits came back: return the cache too, as the second value": {_RETURN: "return Z"},
    "only the cache came back: return the logits too, as the first value": {_RETURN: "return cache"},
    "None came back: is there a `return`?": {_RETURN: "pass"},
    "Z_L and cache have changed places: the logits come first": {_RETURN: "return cache, Z"},
    "this is Z_1, what the first layer gives: does a `return` inside the loop end it there?": RETURN_INSIDE,
    "the last layer is missing: every W and b of the list makes a layer": {
        _PAIRS: "parameters[0:-2:2], parameters[1:-2:2]"
    },
    "only three layers are there: every W and b of the list makes a layer": {
        _PAIRS: "parameters[0:6:2], parameters[1:6:2]"
    },
    "phi is applied after the last layer too: the last layer gives logits, its z as it is": [
        {_RETURN: "return A, cache"},
        {_Z: f"phi({_Z})", _KEEP: "cache.append(Z)", "phi(Z)": "Z"},
    ],
    "phi is applied nowhere: without it the layers collapse into a single linear one": {"A = phi(Z)": "A = Z"},
    "phi is applied to the input X: a^0 = x comes in as it is": {"A, cache = X": "A, cache = phi(X)"},
    "X enters every layer: each layer takes what the one before gave": {"A @": "X @"},
    "phi is applied at the end alone: a = phi(z) enters the next layer, and the last z comes out as it is": {
        "A = phi(Z)": "A = Z",
        _RETURN: "return phi(Z), cache",
    },
    "W is not transposed: a row of A holds one sample, so the product is A W^T": {"W.T": "W"},
    "samples stand in the columns, as on the slide: here each sample is a row, and Z_L has shape (n, n_L)": [
        {"A, cache = X": "A, cache = X.T", _Z: "W @ A + b[:, np.newaxis]"},
        {_RETURN: "return Z.T, cache"},
    ],
    "the biases are missing: z = W a + b": {" + b": ""},
    "the biases are subtracted: z = W a + b": {" + b": " - b"},
    "the biases are added after phi: z = W a + b comes first, then a = phi(z)": [
        {" + b": "", "phi(Z)": "phi(Z) + b", _RETURN: "return Z + b, cache"},
        {" + b": "", "phi(Z)": "phi(Z) + b"},
    ],
    "the bias is added as a column: with its shape (n_l,) it is added to every row of (n, n_l)": {
        " + b": " + b[:, np.newaxis]"
    },
    "W and b are not told apart: they take turns in the list, parameters[0::2] and parameters[1::2]": {
        _PAIRS: "parameters[:-1], parameters[1:]"
    },
    "relu is written into the function: use the phi that is handed in": {"phi(Z)": "np.maximum(Z, 0)"},
    "tanh is written into the function: use the phi that is handed in": {"phi(Z)": "np.tanh(Z)"},
    "a softmax is applied at the end: forward gives logits, the loss takes care of the rest": {
        _RETURN: "E = np.exp(Z - Z.max(axis=1, keepdims=True))\n    return E / E.sum(axis=1, keepdims=True), cache"
    },
    "the cache holds A_1, A_2, ..., what comes out of the layers: backward needs A_0, A_1, ..., what came in": {
        f"        {_KEEP}\n        A = phi(Z)": f"        A = phi(Z)\n        {_KEEP}"
    },
    "the pairs of the cache are (Z, A_prev): what comes into the layer stands first, (A_prev, Z)": {"(A, Z)": "(Z, A)"},
    "the cache holds Z twice: the first of a pair is A_prev, what came into the layer": {_KEEP: "cache.append((Z, Z))"},
    "the cache holds A_prev twice: the second of a pair is Z, what stood before phi": {_KEEP: "cache.append((A, A))"},
    "the cache holds z of the layer before in the place of A_prev = phi(z), what came into this layer": {
        "A, cache = X, []": "A, before, cache = X, X, []",
        _KEEP: "cache.append((before, Z))",
        "A = phi(Z)": "A, before = phi(Z), Z",
    },
    "the cache holds X in every pair: A_prev is what came into this layer": {_KEEP: "cache.append((X, Z))"},
    "the cache holds phi(z) in the place of z, or Z was changed in place after it was stored": [
        {_KEEP: "cache.append((A, phi(Z)))"},
        {"A = phi(Z)": "A = Z\n        if len(cache) < len(parameters) // 2:\n            Z[...] = phi(Z)"},
    ],
    "the cache holds the product without the bias: Z is the whole A W^T + b": {_KEEP: "cache.append((A, A @ W.T))"},
    "the cache is in reversed order: the first layer comes first": {_KEEP: "cache.insert(0, (A, Z))"},
    "A and Z were put into the cache one by one: append them as a pair, in brackets of its own": {
        _KEEP: "cache += [A, Z]"
    },
    "the cache holds Z alone: each entry is a pair (A_prev, Z)": {_KEEP: "cache.append(Z)"},
    "the cache holds A_prev alone: each entry is a pair (A_prev, Z)": {_KEEP: "cache.append(A)"},
    "the cache holds a single pair: append one for each layer": {_KEEP: "cache = [(A, Z)]"},
    "the cache is empty: append a pair for each layer": {_KEEP: "pass"},
    "the last layer has no pair in the cache: it needs one too": {_RETURN: "return Z, cache[:-1]"},
    "the first layer has no pair in the cache: it needs one too, (X, Z_1)": {_RETURN: "return Z, cache[1:]"},
    "the cache has one pair too many: each layer has one, the input and the end have none": [
        {"[]": "[(X, X)]"},
        {_RETURN: "return Z, [*cache, (A, Z)]"},
    ],
    "the cache is a dict: make it a list of pairs, first layer first": {_RETURN: "return Z, dict(enumerate(cache, 1))"},
    "the result of the first call changed when the function was called a second time: make a new cache in every call": {
        "parameters, phi)": "parameters, phi, cache=[])",
        "A, cache = X, []": "A = X",
    },
    "the input X was changed in place: phi and the layers should give new arrays": {"A = phi(Z)": "A[...] = phi(Z)"},
    "an axis of length 1 was lost: squeeze drops it where there is a single sample or a single unit": [
        {_RETURN: "return Z.squeeze(), cache"},
        {"A, cache = X": "A, cache = np.squeeze(X)"},
    ],
    ONLY_SEVEN_DIGITS: {_Z: "(A @ W.T + b).astype(np.float32)"},
}
forward = gap(
    Function(
        forward,
        _forward_trials,
        FORWARD,
        domain={
            "n = 1": "n and every width may be 1",
            "layers = 1": "any number of layers, one too",
            "X: integers": "floats or integers",
        },
    ),
    praise="Logits and cache are right in networks of 1 to 5 layers, for many samples and for one.",
)
