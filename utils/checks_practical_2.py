"""The checks of practical 2, one a gap, and `use_reference` for a student who is stuck.

Each check draws its inputs from `seed`, with sizes that differ from each other, and compares with what `utils` gives.
The suspects are slips that people really make: each sentence stands beside the value that the slip would give.
"""

import functools
import itertools

import numpy as np

from utils import activations as act
from utils import optimizers, training
from utils.checks import Case, gap, lend_gap
from utils.losses import SoftmaxCrossEntropy, one_hot
from utils.mlp import MLP

# ------------------------------------------------- the references: adapters from this practical's lists to `utils`


class _Activation:
    """A pair of plain functions as the layers of `utils.mlp` want them."""

    def __init__(self, phi=None, derivative=None):
        self.phi, self.derivative = phi, derivative

    def __call__(self, Z):
        return self.phi(Z)


def _network(parameters, phi=act.identity):
    """The MLP of `utils` with the numbers of the flat list [W_1, b_1, ..., W_L, b_L]."""
    weights, biases = parameters[0::2], parameters[1::2]
    widths = [weights[0].shape[1], *map(len, biases)]
    network = MLP(widths, phi, rng=np.random.default_rng(0), dtype=weights[0].dtype)
    for layer, W, b in zip(network.layers, weights, biases):
        layer.W, layer.b = W, b
    return network


def _initialize(widths, rng):
    return [array.copy() for layer in MLP(widths, rng=rng).layers for array in (layer.W, layer.b)]


def _forward(X, parameters, phi):
    network = _network(parameters, _Activation(phi))
    return network.forward(X), [(layer.A_prev, layer.Z) for layer in network.layers]


def _layer_backward(Delta, A_prev, W):
    layer = _network([W, np.zeros(len(W))]).layers[0]
    layer.A_prev, layer.Z = A_prev, Delta  # the identity's derivative is 1 anywhere
    grad = layer.backward(Delta)
    return layer.dW, layer.db, grad


def _backward(Delta, cache, parameters, phi_derivative, layer_backward=None):
    network = _network(parameters, _Activation(derivative=phi_derivative))
    for layer, (A_prev, Z) in zip(network.layers, cache):
        layer.A_prev, layer.Z = A_prev, Z
    network.backward(Delta)
    return [array for layer in network.layers for array in (layer.dW, layer.db)]


def _minibatches(X, y, batch_size, rng):
    return ((X[batch], y[batch]) for batch in training.minibatches(len(X), batch_size, rng))


def _sgd_step(parameters, gradients, eta):
    optimizers.SGD(eta).step(parameters, gradients)


def _momentum_step(parameters, gradients, velocity, eta, beta):
    optimizer = optimizers.Momentum(eta, beta)
    optimizer.v = velocity
    optimizer.step(parameters, gradients)


def _adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    optimizer = optimizers.Adam(eta, beta_1, beta_2, epsilon)
    optimizer.__dict__.update(state)
    optimizer.step(parameters, gradients)
    state["t"] = optimizer.t


def _train(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng):
    def one_batch(pair):
        value, gradients = loss_and_gradients(parameters, *pair)
        step(parameters, gradients)
        return value * len(pair[0]) / len(X)

    return [sum(map(one_batch, minibatches(X, y, batch_size, rng))) for _ in range(epochs)]


def _surest_errors(P, y, k):
    wrong = np.where(P.argmax(axis=1) == y, -1.0, P.max(axis=1))
    return np.argsort(-wrong, kind="stable")[: min(k, (wrong > 0).sum())]


_cross_entropy = SoftmaxCrossEntropy()
GAPS = {  # gap -> its functions
    "initialize": {"initialize": _initialize},
    "activations": {
        "relu": lambda Z: act.relu(Z),
        "relu_derivative": lambda Z: act.relu.derivative(Z),
        "tanh_derivative": lambda Z: act.tanh.derivative(Z),
    },
    "forward": {"forward": _forward},
    "softmax": {"softmax": act.softmax},
    "cross_entropy": {"cross_entropy": lambda Z, y: _cross_entropy(Z, y)},
    "output_delta": {"output_delta": lambda Z, y: _cross_entropy.gradient(Z, y)},
    "layer_backward": {"layer_backward": _layer_backward},
    "backward": {"backward": _backward},
    "minibatches": {"minibatches": _minibatches},
    "sgd_and_momentum": {"sgd_step": _sgd_step, "momentum_step": _momentum_step},
    "adam_step": {"adam_step": _adam_step},
    "train": {"train": _train},
    "reading_the_errors": {
        "confusion_matrix": training.confusion_matrix,
        "surest_errors": _surest_errors,
    },
}


def use_reference(name):
    """The reference for a gap's function, for a student who is stuck: later pictures work, the gap gives no points.

    `name` is a function ("softmax"), or a gap with several ("activations"), which gives them as a tuple.
    """
    return lend_gap(GAPS, name)


def starting_parameters(widths, seed=0):
    """He parameters for the pictures, the same for everybody: [W_1, b_1, ..., W_L, b_L]."""
    return _initialize(widths, np.random.default_rng(seed))


# ------------------------------------------------- the inputs


def _names(n_layers):
    return [f"{letter}_{l}" for l in range(1, n_layers + 1) for letter in "Wb"]


def _random_parameters(widths, rng):
    """Weights of ordinary size and biases that are not zero."""
    pairs = zip(widths[:-1], widths[1:])
    return [array for i, o in pairs for array in (rng.normal(size=(o, i)) / np.sqrt(i), rng.normal(size=o))]


def _away_from_kinks(draw, parameters, phi):
    """Inputs X whose every z is at least 1e-3 from 0, where ReLU has its kink."""
    while True:
        X = draw()
        if min(np.abs(Z).min() for _, Z in _forward(X, parameters, phi)[1]) > 1e-3:
            return X


def _rows_softmax(Z, axis=1):
    E = np.exp(Z - Z.max(axis=axis, keepdims=True))
    return E / E.sum(axis=axis, keepdims=True)


# ------------------------------------------------- 1 to 3: the network


@gap("initialize")
def initialize(fn, rng):
    """fn(widths, rng) -> [W_1, b_1, ..., W_L, b_L]: He normal weights, biases 0."""
    widths = [300, 180, 60, 7]
    names = _names(3)
    case = Case("initialize", widths=widths)
    case.remedies["as a data type"] = "A shape is one argument, a pair in brackets of its own: ((n_out, n_in))"
    seed = int(rng.integers(2**31))
    generator = np.random.default_rng(seed)
    got = case.call(fn, widths=widths, rng=generator)
    shapes = [np.zeros((o, i) if j == 0 else o) for i, o in zip(widths[:-1], widths[1:]) for j in (0, 1)]
    case.not_none(got)
    if isinstance(got, (list, tuple)) and all(isinstance(item, np.ndarray) for item in got):
        if [item.shape for item in got] == [shape.T.shape for shape in shapes]:
            case.fail("every W is transposed", "W_l has one row a unit of its own layer: shape (n_l, n_{l-1})")
        if [item.shape for item in got] == [shape.shape for shape in shapes[0::2] + shapes[1::2]]:
            case.fail(
                "all the weights come first, then all the biases", f"Asked is [{', '.join(names)}], layer by layer"
            )
        for item, shape, name in zip(got, shapes, names):
            if item.dtype.kind != "f":
                case.fail(
                    f"it holds {item.dtype} values",
                    "Weights and biases must be able to hold fractions: dtype float",
                    name,
                )
            if (
                len(got) == len(names)
                and item.shape != shape.shape
                and [g.shape for g in got] != [s.shape for s in shapes[::-1]]
            ):
                case._shape(item, shape, None, name, 1e-7)
    case.same_list(_zeroed(got), [np.zeros(shape.shape) for shape in shapes], names)
    for W, b, n_in, n_out, l in zip(got[0::2], got[1::2], widths[:-1], widths[1:], range(1, 4)):
        if np.any(b):
            case.fail("the biases should start at 0", "Only the weights are random: they break the symmetry", f"b_{l}")
        _check_he(case, W, n_in, n_out, f"W_{l}", widths[0])
    if generator.bit_generator.state == np.random.default_rng(seed).bit_generator.state:
        case.fail(
            "the generator that was handed in is not used",
            "Draw with rng.standard_normal(...) or rng.normal(...), not with np.random: then a seed gives the same network again",
        )
    again = case.call(fn, widths=widths, rng=np.random.default_rng(seed))
    if not all(np.array_equal(a, b) for a, b in zip(got, again)):
        case.fail(
            "the same seed gives different parameters",
            "Draw everything from the rng that is handed in, and from nothing else",
        )
    first, second = case.call(fn, widths=[40, 40, 40], rng=generator)[0::2]
    if np.array_equal(first, second):
        case.fail(
            "two layers hold the same random numbers",
            "Draw anew from the same rng for each layer; do not make a new rng",
        )
    return f"The standard deviation of W_1 is {got[0].std():.4f}, asked is sqrt(2/300) = {np.sqrt(2 / 300):.4f}."


def _zeroed(got):
    """The same structure filled with zeros, since the values of random weights are tested by their moments."""
    if not isinstance(got, (list, tuple)):
        return got
    return [np.zeros(item.shape) if isinstance(item, np.ndarray) else item for item in got]


def _check_he(case, W, n_in, n_out, name, n_first):
    if not np.isfinite(W).all():
        case.fail("some weights are not finite", item=name)
    std, wanted = W.std(), np.sqrt(2 / n_in)
    error = 5 / np.sqrt(2 * W.size)  # five standard errors of an estimated standard deviation, relative
    if std == 0:
        case.fail(
            "all weights are equal", "Then all units of a layer stay equal for ever: draw them from a normal", name
        )
    if len(W) > 1 and not np.ptp(W, axis=0).any():
        case.fail(
            "all rows are equal, so all units of the layer have the same weights",
            "Draw a number for each entry: the shape is (n_l, n_{l-1})",
            name,
        )
    if W.shape[1] > 1 and not np.ptp(W, axis=1).any():
        case.fail(
            "all columns are equal, so a unit has one weight for all its inputs",
            "Draw a number for each entry: the shape is (n_l, n_{l-1})",
            name,
        )
    if abs(W.mean()) > 5 * max(std, wanted) / np.sqrt(W.size):
        case.fail(f"the mean of the weights is {W.mean():.3g}, but it should be 0", "A normal is drawn around 0", name)
    if abs(std / wanted - 1) > error:
        slips = {
            "the weights are standard normal: the scale sqrt(2/n_in) is missing": 1,
            "this scale is 2/n_in, a variance: the standard deviation is its square root": 2 / n_in,
            "this is the scale 1/sqrt(n_in): ReLU halves the second moment, so the variance is 2/n_in": np.sqrt(
                1 / n_in
            ),
            "this is Glorot's scale, sqrt(2/(n_in + n_out)): He's uses n_in alone": np.sqrt(2 / (n_in + n_out)),
            "the scale is taken from n_out: it should be from n_in, the number of inputs of a unit": np.sqrt(2 / n_out),
            "the weights are multiplied by sqrt(n_in/2), not divided": np.sqrt(n_in / 2),
            "a draw from a uniform distribution between -s and s has standard deviation s / sqrt(3): draw from a normal": (
                wanted / np.sqrt(3)
            ),
            f"every layer has the scale of the first: n_in is {n_in} here, not {n_first}": np.sqrt(2 / n_first),
            "the standard deviation is 0.01, a number that fits no width: sqrt(2/n_in) is asked": 0.01,
            "this scale is sqrt(2)/n_in: the root is taken of the whole fraction, sqrt(2/n_in)": np.sqrt(2) / n_in,
            "this scale is 1/n_in: the standard deviation is sqrt(2/n_in)": 1 / n_in,
            "the weights are halved: the variance is 2/n_in, not 1/(2 n_in)": np.sqrt(1 / (2 * n_in)),
        }
        for sentence, value in slips.items():
            if abs(std / value - 1) < error:
                case.fail(sentence, item=name)
        case.fail(f"the standard deviation is {std:.4f}, but sqrt(2/n_in) = {wanted:.4f} is expected", item=name)
    if W.size > 10_000 and abs(np.mean((W / std) ** 4) - 3) > 0.5:
        case.fail(
            "the standard deviation is right, but the weights are not normal",
            "Draw with rng.standard_normal or rng.normal",
            name,
        )


def n_parameters(value):
    """How many numbers a network of the widths 64-48-24-10 has, for the count in gap 1."""
    widths = [64, 48, 24, 10]
    pairs = list(zip(widths[:-1], widths[1:]))
    weights, biases = sum(a * b for a, b in pairs), sum(widths[1:])
    case = Case("n_parameters", widths=widths)
    if value is None:
        case.fail("it is still None", "Put a number there: all weights and all biases, counted")
    case.same(
        value,
        weights + biases,
        {
            "the biases are not counted: they are parameters too, one for each unit": weights,
            "these are the biases alone: each W_l has n_l times n_{l-1} numbers": biases,
            "the inputs have no biases: only the units of the layers 1 to L have one": weights + sum(widths),
            "one bias for each layer is counted: it is one for each unit": weights + len(pairs),
            "these are the units: count the weights between them, and the biases": sum(widths),
            "each weight was given a bias: the biases belong to the units": 2 * weights,
            "this is the number of arrays in the list: count the numbers in them": 2 * len(pairs),
            "the last layer is missing: there are three": (widths[0] + 1) * widths[1] + (widths[1] + 1) * widths[2],
            "the widths are multiplied: count each layer for itself, then add": int(np.prod(widths)),
            "this is the first layer alone: there are three": widths[0] * widths[1] + widths[1],
        },
        tolerance=1e-9,
    )


@gap("activations")
def activations(relu, relu_derivative, tanh_derivative, rng):
    """relu(Z), relu_derivative(Z), tanh_derivative(Z), elementwise."""
    n, c = 7, 4
    Z = rng.normal(size=(n, c)) * 2
    Z[np.abs(Z) < 1e-2] = 0.5
    T = np.tanh(Z)
    case = Case("relu", n=n, c=c)
    R = np.maximum(Z, 0)
    suspects = {
        "this is |z|: negative values should become 0": np.abs(Z),
        "the negative values are kept and the positive ones lost: max, not min": np.minimum(Z, 0),
        "this is z itself: negative values should become 0": Z,
        "this is the derivative (0 or 1), not ReLU itself": (Z > 0) * 1.0,
        "this is a leaky ReLU: negative values should become exactly 0": lambda: act.leaky_relu(Z),
        "the largest entry of the whole array was taken, not entry by entry: np.maximum, not np.max": lambda: (
            np.full_like(Z, Z.max())
        ),
    }
    case.same(case.call(relu, Z=Z, repeat=True), R, suspects)
    one = rng.normal(size=5)
    case.same(case.call(relu, Z=one), np.maximum(one, 0))
    case = Case("relu_derivative", n=n, c=c)
    suspects = {
        "this is relu(z), not its slope: the derivative is 1 where z > 0": R,
        "the derivative is 1 where z is negative: it should be 0 there, and 1 where z > 0": (Z < 0) * 1.0,
        "the derivative is 1 everywhere: where z < 0 ReLU is flat": np.ones_like(Z),
        "this is the sign of z: the slope is 0, not -1, where z < 0": np.sign(Z),
        "this is z where z > 0: the slope there is 1": Z * (Z > 0),
        "the step is at 1: the slope is 1 where z > 0": (Z > 1) * 1.0,
        "this is z > 0 with True and False exchanged": (Z <= 0) * 1.0,
    }
    case.same(case.call(relu_derivative, Z=Z, repeat=True), (Z > 0) * 1.0, suspects)
    kink = np.array([[-1.5, 0.0, 2.5]])
    slope = case.call(relu_derivative, Z=kink)
    case.same(np.where(kink == 0, 0, slope), np.array([[0.0, 0.0, 1.0]]))
    if float(slope[0, 1]) not in (0, 1):
        case.fail(
            f"at z = 0 the derivative is {slope[0, 1]}",
            "There is none at the kink; by convention it is 0 (1 is accepted)",
        )
    case = Case("tanh_derivative", n=n, c=c)
    suspects = {
        "this is 1 - z^2: the derivative is 1 - tanh(z)^2, and z comes in, not a = tanh(z)": 1 - Z**2,
        "the tanh is taken twice: the derivative at a = tanh(z) instead of at z": lambda: 1 - np.tanh(T) ** 2,
        "this is tanh(z) itself, not its derivative": T,
        "the square is missing: 1 - tanh(z)^2": 1 - T,
        "this is tanh(z)^2: subtract it from 1": T**2,
        "z is squared before tanh is taken: square the tanh, np.tanh(Z) ** 2": 1 - np.tanh(Z**2),
        "this is sigma (1 - sigma), the derivative of the sigmoid": lambda: act.sigmoid.derivative(Z),
        "this is 1/cosh(z): the derivative is its square": lambda: 1 / np.cosh(Z),
        "this is tanh (1 - tanh), with the sigmoid's pattern: for tanh it is 1 - tanh(z)^2": T * (1 - T),
    }
    case.same(case.call(tanh_derivative, Z=Z, repeat=True), 1 / np.cosh(Z) ** 2, suspects)
    return "relu, relu' and tanh' agree with calculus, entry by entry."


@gap("forward")
def forward(fn, rng):
    """fn(X, parameters, phi) -> (Z_L, cache), cache = [(A_0, Z_1), (A_1, Z_2), ...]."""
    for widths, phi, n in ([4, 7, 5, 3], np.tanh, 6), ([6, 4], np.tanh, 5), ([5, 8, 3], act.relu, 6):
        parameters = _random_parameters(widths, rng)
        X = rng.normal(size=(n, widths[0]))
        expected, cache = _forward(X, parameters, phi)
        case = Case("forward", n=n, widths=widths)
        case.remedies["could not be broadcast"] = (
            "A @ W.T has shape (n, n_l) and b has shape (n_l,): add b as it is. In the list W and b take turns: "
            "parameters[0::2] and parameters[1::2]"
        )
        result = case.call(fn, X=X, parameters=parameters, phi=phi, repeat=True)
        Z, got = case.unpack(result, ("Z_L", "cache"))
        if isinstance(Z, (list, tuple)) and isinstance(got, np.ndarray):
            case.fail("Z_L and cache have changed places", "End with `return Z, cache`.")
        weights, biases = parameters[0::2], parameters[1::2]
        zeros = [part for W, b in zip(weights, biases) for part in (W, 0 * b)]

        def after(order):
            A = X
            for i, (W, b) in enumerate(zip(weights, biases)):
                A = A @ W.T if i == len(weights) - 1 and order == "late" else phi(A @ W.T)
                A = A + b
            return A

        suspects = {
            "this is Z_1, what the first layer gives: does a `return` inside the loop end it there?": cache[0][1],
            "phi is applied after the last layer too, but the last layer gives logits: its z comes out as it is": phi(
                expected
            ),
            "phi is applied nowhere: without it the layers collapse into a single linear one": lambda: _forward(
                X, parameters, lambda z: z
            )[0],
            "the biases are missing: z = W a + b": lambda: _forward(X, zeros, phi)[0],
            "the biases are added after phi: z = W a + b comes first, then a = phi(z)": lambda: after("late"),
            "phi is applied to the input X: a^0 = x comes in as it is": lambda: _forward(phi(X), parameters, phi)[0],
            "relu is written into the function: use the phi that is handed in": lambda: _forward(
                X, parameters, act.relu
            )[0],
            "a softmax is applied at the end: forward gives logits, the loss takes care of the rest": lambda: (
                act.softmax(expected)
            ),
            "tanh is written into the function: use the phi that is handed in": lambda: _forward(
                X, parameters, np.tanh
            )[0],
            "the biases are subtracted: z = W a + b": lambda: _forward(
                X, [p if p.ndim == 2 else -p for p in parameters], phi
            )[0],
        }
        case.same(Z, expected, suspects, "Z_L")
        _check_cache(case, got, cache, parameters, phi)
    return "Logits and cache are right for three networks (1, 2 and 3 layers)."


def _check_cache(case, got, cache, parameters, phi):
    L = len(cache)
    if not isinstance(got, (list, tuple)):
        case.fail(f"the cache is a {type(got).__name__}, but a list of pairs (A_prev, Z) is expected, one a layer")
    if len(got) != L:
        advice = "The last layer needs its pair too, and there is none for the input." if abs(len(got) - L) == 1 else ""
        if len(got) == 2 * L:
            advice = "A and Z were put in one by one: append the pair, cache.append((A, Z))."
        case.fail(
            f"the cache holds {len(got)} entries, but {L} are expected, one pair (A_prev, Z) a layer",
            advice,
        )
    shapes = [(A.shape, Z.shape) for A, Z in cache]
    if L > 1 and [tuple(map(np.shape, pair)) for pair in got if isinstance(pair, (tuple, list))] == shapes[::-1]:
        case.fail("the cache is in reversed order", "Asked is [(A_0, Z_1), (A_1, Z_2), ...], first layer first")
    for l, (pair, (A, Z)) in enumerate(zip(got, cache), start=1):
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            case.fail(
                f"entry {l - 1} of the cache is not a pair (A_{l - 1}, Z_{l})",
                "Append a tuple: cache.append((..., ...)).",
            )
        a, z = pair
        if np.shape(a) == Z.shape != A.shape and np.allclose(a, Z) and np.shape(z) == A.shape:
            case.fail(
                f"entry {l - 1} of the cache is (Z, A_prev)",
                f"Asked is (A_{l - 1}, Z_{l}): what comes into the layer first",
            )
        case.same(
            a,
            A,
            {
                f"the cache holds A_{l}, what comes out of layer {l}. Backward needs A_{l - 1}, what came in": phi(Z),
                f"the cache holds Z_{l} twice: the first of the pair is A_{l - 1}, what came into the layer": Z,
                f"the cache holds Z_{l - 1} where A_{l - 1} = phi(Z_{l - 1}) is asked": cache[l - 2][1],
            },
            f"cache[{l - 1}], A_{l - 1}",
        )
        case.same(
            z,
            Z,
            {
                f"the cache holds a = phi(z) in the place of z (or Z_{l} was changed in place after it was stored)": phi(
                    Z
                ),
                f"the cache holds the product without the bias, not Z_{l}": A @ parameters[2 * l - 2].T,
            },
            f"cache[{l - 1}], Z_{l}",
        )


# ------------------------------------------------- 4 to 6: the loss

SHAPES = (
    "These shapes do not fit: was a keepdims=True lost in a maximum or a sum, or has a one-hot table other columns than Z, "
    "np.eye(Z.shape[1])[y]?"
)
ONE_HOT = (
    "A one-hot table has the shape of Z, (n, c), also where the labels of a batch leave out a class: np.eye(Z.shape[1])[y], "
    "not y.max() + 1 columns"
)


@gap("softmax")
def softmax(fn, rng):
    """fn(Z): the softmax of each row of Z, shape (n, c)."""
    n, c = int(rng.choice([5, 7, 11])), 3
    Z = rng.normal(size=(n, c))
    case = Case("softmax", n=n, c=c)
    E = np.exp(Z)
    right = act.softmax(Z)
    suspects = {
        "the columns sum to 1, but the rows should: the sum runs over the batch (axis 0). "
        "One row is one digit; sum over its classes": E / E.sum(axis=0),
        "all entries together sum to 1, but each row should: give the sum an axis, and keepdims=True": E / E.sum(),
        "all the entries together sum to 1, but each row should: give the sum an axis, and keepdims=True": lambda: (
            lambda shifted: shifted / shifted.sum()
        )(np.exp(Z - Z.max(axis=1, keepdims=True))),
        "each row is 0 but for a single 1, a hard decision: a softmax gives every class its share": lambda: one_hot(
            Z.argmax(axis=1), c
        ),
        "the exponentials are right, but each row is not divided by its sum": E,
        "each row is not divided by its sum, so it does not sum to 1": lambda: E / E.max(axis=1, keepdims=True),
        "the exponentials are not divided by their row's sum": lambda: E / E.max(),
        "the logits themselves are divided by their sum: take the exponential first": lambda: (
            Z / Z.sum(axis=1, keepdims=True)
        ),
        "this is the logarithm of the softmax": lambda: act.log_softmax(Z),
        "this is the sigmoid of each entry: in a softmax the entries of a row share one sum": E / (1 + E),
        "the sign of the logits is wrong: the largest logit should get the largest probability": lambda: _rows_softmax(
            -Z
        ),
        "the softmax is taken twice": lambda: _rows_softmax(right),
        "the maximum is subtracted from the numerator alone, not from the sum": lambda: (
            np.exp(Z - Z.max(axis=1, keepdims=True)) / E.sum(axis=1, keepdims=True)
        ),
        "only the sum is shifted by the maximum, not the numerator": lambda: (
            E / np.exp(Z - Z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)
        ),
        "the rows are divided by the mean of the exponentials, not by their sum": lambda: (
            E / E.mean(axis=1, keepdims=True)
        ),
    }
    case.same(case.call(fn, Z=Z, repeat=True), right, suspects)
    signs = np.concatenate([[1.0, -1.0], rng.choice([-1.0, 1.0], size=n - 2)])
    large = Z + 1000 * signs[:, np.newaxis]
    case = Case("softmax", n=n, c=c, logits="near +1000 and -1000")
    shift = "Too large: e^1000 overflows, and at -1000 every e^z is 0: shift each row first, softmax(z) = softmax(z - m) for any m"

    def shifted(m):
        powers = np.exp(large - m)
        return powers / powers.sum(axis=1, keepdims=True)

    case.same(
        case.call(fn, Z=large),
        act.softmax(large),
        {
            shift: lambda: shifted(0),
            "Rows of smaller logits underflow, since one number was subtracted from the whole batch, or the largest |z|: "
            "subtract each row's own maximum": lambda: shifted(large.max()),
            "the logits are cut off before the exponential, so large ones become equal "
            "(or equal shares were put where nan came out): shift each row instead": lambda: _rows_softmax(
                np.clip(large, -500, 500)
            ),
            "the logits are cut off from above before the exponential: shift each row instead": lambda: _rows_softmax(
                np.minimum(large, 700)
            ),
            "the maximum of each column was subtracted: take each row's own (axis 1)": lambda: shifted(
                large.max(axis=0)
            ),
            "each row's smallest logit was subtracted: subtract its largest": lambda: shifted(
                large.min(axis=1, keepdims=True)
            ),
        },
    )
    wide = np.array([[1000.0, 0.0, -1000.0, 1001.0], [-5.0, 800.0, 2.0, 799.0]])  # and more classes than before
    case = Case("softmax", logits="1000, 0 and -1000 in one row")
    case.same(
        case.call(fn, Z=wide),
        act.softmax(wide),
        {
            "the shift leaves e^1000 in the row: subtract the row's maximum, not its mean": lambda: _shifted(
                wide, wide.mean(axis=1, keepdims=True)
            ),
            "the shift leaves e^2000 in the row: subtract the row's maximum, not its minimum": lambda: _shifted(
                wide, wide.min(axis=1, keepdims=True)
            ),
        },
    )
    return f"Rows sum to 1 on {n} samples and {c} classes, logits of 1000 too."


def _shifted(Z, m):
    E = np.exp(Z - m)
    return E / E.sum(axis=-1, keepdims=True)


@gap("cross_entropy")
def cross_entropy(fn, rng):
    """fn(Z, y) -> float: the mean over the samples of -log softmax(z)_y."""
    n, c = int(rng.choice([7, 11])), 4
    Z = rng.normal(size=(n, c)) * 2
    y = np.concatenate([rng.permutation(c), rng.integers(c, size=n - c)])
    P, rows = act.softmax(Z), np.arange(n)
    right = _cross_entropy(Z, y)
    log_P, shifted = np.log(P), Z - Z.max(axis=1, keepdims=True)
    case = Case("cross_entropy", n=n, c=c)
    case.remedies["could not be broadcast"] = SHAPES
    suspects = {
        "the logarithm is missing: this is the mean probability of the right class": P[rows, y].mean(),
        "the logarithm and the sign are there, but the log is taken of the mean: average the logs": -np.log(
            P[rows, y].mean()
        ),
        "the mean probability of the right class was subtracted from 1": 1 - P[rows, y].mean(),
        "the softmax is missing: these are the logits of the right class, not their log-probabilities": -Z[
            rows, y
        ].mean(),
        "this is the log of the sum without the logit of the right class": lambda: np.log(np.exp(Z).sum(axis=1)).mean(),
        "Z[:, y] picks whole columns (an n by n array): pair each row with its own label, Z[np.arange(n), y]": -log_P[
            :, y
        ].mean(),
        "Z[:, y] picks whole columns and the sum runs over all of them: pair each row with its own label": -log_P[
            :, y
        ].sum()
        / n,
        "the softmax runs over the batch (axis 0): a row is one sample": lambda: (
            -np.log(_rows_softmax(Z, 0))[rows, y].mean()
        ),
        "this is the mean over the classes too, of all log-probabilities: only the right class counts": -log_P.mean(),
        "the loss of all classes is added: only the right class counts": -log_P.sum() / n,
        "the softmax is taken twice: the logits come in, and one softmax is enough": lambda: _cross_entropy(P, y),
        "the logarithm is to base 10: the natural one is asked": right / np.log(10),
        "the logarithm is to base 2: the natural one is asked": right / np.log(2),
        "this is the binary cross-entropy summed over the classes": -(log_P[rows, y].sum() + _others(P, y)) / n,
        "this is a squared error between probabilities and labels": ((P - one_hot(y, c)) ** 2).sum() / n,
        "only the first sample's loss is there": -log_P[0, y[0]],
        "only the last sample's loss is there": -log_P[-1, y[-1]],
        "y itself (0, 1, 2, ...) weights the log-probabilities: pick the entry of the right class": (
            -(y[:, np.newaxis] * log_P).sum() / n
        ),
        "the logarithm of the logits is taken: they are not probabilities, a softmax comes first": lambda: (
            -np.log(np.abs(Z[rows, y])).mean()
        ),
        "the median, not the mean, was taken": -np.median(log_P[rows, y]),
        "one loss a sample came back: take the mean over the samples": -log_P[rows, y],
        "the sum in the logarithm runs over the batch (axis 0): a row is one sample, sum over its classes": lambda: (
            -(shifted - np.log(np.exp(shifted).sum(axis=0)))[rows, y].mean()
        ),
        "the sum in the logarithm runs over the whole table: sum over the classes of each row (axis 1)": lambda: (
            -(shifted - np.log(np.exp(shifted).sum()))[rows, y].mean()
        ),
        "m is subtracted in the sum, but not from the logit of the right class: z_y - m": -(
            Z[rows, y] - np.log(np.exp(shifted).sum(axis=1))
        ).mean(),
        "m is subtracted from the logit of the right class, but not in the sum": -(
            shifted[rows, y] - np.log(np.exp(Z).sum(axis=1))
        ).mean(),
        "the class of the largest logit is scored, not the one that the label names": -log_P.max(axis=1).mean(),
        "the mean stands in the logarithm, where the sum over the classes is asked": right - np.log(c),
        "the sum is divided by c, the number of classes: the mean runs over the n samples": -log_P[rows, y].sum() / c,
        "the labels are counted from 1: class k stands in column k, from 0 on": -log_P[rows, y - 1].mean(),
        "the sum is divided by n - 1: the mean divides by n": -log_P[rows, y].sum() / (n - 1),
        "the logarithm in the sum is to base 2: the natural one is asked": -(
            shifted[rows, y] - np.log2(np.exp(shifted).sum(axis=1))
        ).mean(),
        "the logarithm of the sum is missing: log p_y = z_y - m - log(sum_j e^{z_j - m})": -(
            shifted[rows, y] - np.exp(shifted).sum(axis=1)
        ).mean(),
        "the logarithm of a negative number is taken: logits are no probabilities, a softmax comes first": np.nan,
    }
    case.same(case.call(fn, Z=Z, y=y, repeat=True), right, suspects)
    case = Case("cross_entropy", n=n, c=c, labels="without the last class")
    case.remedies["could not be broadcast"] = ONE_HOT
    case.same(case.call(fn, Z=Z, y=y % (c - 1)), _cross_entropy(Z, y % (c - 1)))
    large = 1000 * one_hot((y + rows % 2) % c, c) + Z
    large[0] -= 3000
    case = Case("cross_entropy", n=n, c=c, logits="up to 1000")
    value = case.call(fn, Z=large, y=y)
    shift = large - large.max(axis=1, keepdims=True)
    probabilities = act.softmax(large)[rows, y]
    suspects = {
        "The probability of the right class underflows to 0 and its log is infinite (or the exponential overflows). Do not form "
        "probabilities: log p_y = z_y - m - log sum_j e^{z_j - m}": np.inf,
    }
    for epsilon in 10.0 ** -np.arange(5, 321, dtype=float):
        text = (
            f"a small number near {epsilon:.0e} keeps the logarithm away from 0, so the loss is capped. "
            "Do not form probabilities: log p_y = z_y - m - log sum_j e^{z_j - m}"
        )
        suspects[text] = -np.log(probabilities + epsilon).mean()
        suspects[text + " "] = -np.log(np.maximum(probabilities, epsilon)).mean()
        suspects[text + "  "] = -np.log(np.clip(probabilities, epsilon, 1 - epsilon)).mean()
    if isinstance(value, float) and not np.isfinite(value):
        case.fail(f"the loss is {value}", next(iter(suspects)))
    case.same(value, float(-(shift - np.log(np.exp(shift).sum(axis=1, keepdims=True)))[rows, y].mean()), suspects)
    return "The mean is right, and logits of 1000 do no harm."


def _others(P, y):
    rest = np.log(1 - P)
    return rest.sum() - rest[np.arange(len(y)), y].sum()


@gap("output_delta")
def output_delta(fn, rng):
    """fn(Z, y) -> (softmax(Z) - onehot(y)) / n."""
    n, c = int(rng.choice([7, 11])), 4
    Z = rng.normal(size=(n, c)) * 2
    y = np.concatenate([rng.permutation(c), rng.integers(c, size=n - c)])[rng.permutation(n)]
    P, Y = act.softmax(Z), one_hot(y, c)
    rows, columns = np.arange(n), P.copy()
    columns[:, y] -= 1
    case = Case("output_delta", n=n, c=c)
    case.remedies["could not be broadcast"] = SHAPES
    residual, row_wise = P - Y, P.copy()
    row_wise[y] -= 1
    suspects = {
        "P[y] -= 1 changes whole rows, those whose number is in y: pair each row with its own label, "
        "P[np.arange(n), y]": row_wise / n,
        "the division by n is missing: the loss is a mean, so every delta carries 1/n": residual,
        "it is divided by n*c, but the mean runs over the n samples alone": residual / (n * c),
        "it is divided by c, the number of classes: the mean runs over the n samples": residual / c,
        "it is divided by n twice": residual / n**2,
        "the sign is wrong: it is a - y, softmax minus one-hot": -residual / n,
        "the sign is wrong and the division by n is missing: it is (a - y)/n": -residual,
        "nothing is subtracted at the right class: softmax minus one-hot": P / n,
        "the softmax is missing: the logits minus one-hot": (Z - Y) / n,
        "P[:, y] -= 1 changes whole columns: pair each row with its own label, P[np.arange(n), y]": columns / n,
        "the one-hot rows are subtracted after the division by n, so they lack 1/n": P / n - Y,
        "the softmax's derivative p(1-p) is multiplied in again: for cross-entropy on logits it cancels, "
        "delta = (a - y)/n": P * (1 - P) * residual / n,
        "the softmax runs over the batch (axis 0): a row is one sample": lambda: (_rows_softmax(Z, 0) - Y) / n,
        "only the right class has a delta: the other classes need theirs, p/n": residual * Y / n,
        "this is the derivative with respect to the probabilities (-y/p): asked is the one with respect to the logits": -Y
        / P
        / n,
        "y itself (0, 1, 2, ...) is subtracted: make one-hot rows of it": (P - y[:, np.newaxis]) / n,
        "the sum over the samples has been taken: each sample keeps its own row": (residual / n).sum(axis=0),
        "only the one-hot rows are divided by n: brackets are missing, (P - Y) / n": P - Y / n,
        "the one-hot rows are added: softmax minus one-hot": (P + Y) / n,
        "only the entries of the right classes came back: every class has its delta, a table of (n, c)": lambda: (
            (P[rows, y] - 1) / n
        ),
        "only the entries of the right classes came back, and 1/n is missing: the table is (n, c)": lambda: (
            P[rows, y] - 1
        ),
        "1 is subtracted from every class: only from the right one": (P - 1) / n,
    }
    case.same(case.call(fn, Z=Z, y=y, repeat=True), residual / n, suspects)
    case = Case("output_delta", n=n, c=c, labels="without the last class")
    case.remedies["could not be broadcast"] = ONE_HOT
    case.same(case.call(fn, Z=Z, y=y % (c - 1)), _cross_entropy.gradient(Z, y % (c - 1)))
    shift = "Use a stable softmax: shift each row by its maximum before the exponential"
    near = Z + 1000 * rng.choice([-1.0, 1.0], size=(n, 1))
    for large, where in (near, "near 1000"), (Z + 1000 * one_hot(rows % c, c), "1000 beside small ones"):
        case = Case("output_delta", n=n, c=c, logits=where)
        suspects = {
            shift: functools.partial(_unshifted, large),
            "the shift leaves large powers in the row: subtract the row's maximum, not its mean": functools.partial(
                _shifted, large, large.mean(axis=1, keepdims=True)
            ),
        }
        case.same(case.call(fn, Z=large, y=y), _cross_entropy.gradient(large, y), suspects)
    return "It agrees with (softmax - onehot)/n, and each row sums to 0."


def _unshifted(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


# ------------------------------------------------- 7 and 8: backward


@gap("layer_backward")
def layer_backward(fn, rng):
    """fn(Delta, A_prev, W) -> (dW, db, dA_prev)."""
    n, units, inputs = 7, 3, 5
    Delta, A_prev = rng.normal(size=(n, units)), rng.normal(size=(n, inputs))
    W = rng.normal(size=(units, inputs))
    case = Case("layer_backward", n=n, units=units, inputs=inputs)
    names = ("dW", "db", "dA_prev")
    result = case.unpack(case.call(fn, Delta=Delta, A_prev=A_prev, W=W, repeat=True), names)
    expected = _layer_backward(Delta, A_prev, W)
    shapes = [np.shape(part) for part in result]
    if shapes != [part.shape for part in expected] and sorted(shapes) == sorted(part.shape for part in expected):
        case.fail("the three results have changed places", "The order is dW, db, dA_prev")
    total = Delta.sum(axis=0)
    suspects = {
        "dW": {
            "it is divided by n, but Delta carries 1/n already: the product sums over the samples": expected[0] / n,
            "only the first sample is used: the product sums over the whole batch": np.outer(Delta[0], A_prev[0]),
            "only the last sample is used: the product sums over the whole batch": np.outer(Delta[-1], A_prev[-1]),
            "Delta is ignored: the gradient from above must be multiplied in": np.ones_like(Delta).T @ A_prev,
            "the activations are ignored: dW = delta a_prev^T": np.outer(total, np.ones(inputs)),
            "sums over the batch are multiplied, but each sample's product must be formed first": np.outer(
                total, A_prev.sum(axis=0)
            ),
            "W is used in the place of the activations": lambda: W * total[:, np.newaxis],
            "W is added: a gradient, not an update, is asked": expected[0] + W,
        },
        "db": {
            "it is the mean over the samples, but Delta carries 1/n already: sum": total / n,
            "the sum runs over the units (axis 1) and not over the samples (axis 0)": Delta.sum(axis=1),
            "the mean runs over the units (axis 1); asked is the sum over the samples (axis 0)": Delta.mean(axis=1),
            "only the first sample's Delta is there: sum over the samples": Delta[0],
            "only the last sample's Delta is there: sum over the samples": Delta[-1],
            "the sum over the samples is missing": Delta,
            "Delta is ignored: this is the number of samples": np.full(units, float(n)),
            "one extra axis remains, from keepdims=True: db has the shape of b": total[np.newaxis],
        },
        "dA_prev": {
            "Delta is ignored: each sample's row is the sum of the rows of W": np.ones_like(Delta) @ W,
            "it is divided by n, but Delta carries 1/n already": expected[2] / n,
            "the weights are ignored: dL/da_prev = W^T delta": np.outer(Delta.sum(axis=1), np.ones(inputs)),
            "the sum over the samples was taken: each sample keeps its own row": expected[2].sum(axis=0),
            "it is multiplied by the activations: dL/da_prev = W^T delta": expected[2] * A_prev,
            "Delta came back multiplied by dW instead of W": lambda: Delta @ expected[0],
            "the bend is in it already: this function stops at dL/da_prev, phi' comes in gap 8": expected[2]
            * (A_prev > 0),
            "the bend of tanh is in it already: this function stops at dL/da_prev, phi' comes in gap 8": (
                expected[2] * (1 - A_prev**2)
            ),
        },
    }
    for name, part, value in zip(names, result, expected):
        case.same(part, value, suspects[name], name)
        case.separate(part, Delta, name, "Delta", "Sum over the batch or form a product: both make a new array")
    for n_2, units_2, inputs_2 in (4, 4, 4), (6, 1, 4), (1, 4, 2):  # square, then a single unit, then a single sample
        Delta, A_prev, W = (rng.normal(size=shape) for shape in ((n_2, units_2), (n_2, inputs_2), (units_2, inputs_2)))
        case = Case("layer_backward", n=n_2, units=units_2, inputs=inputs_2)
        result = case.unpack(case.call(fn, Delta=Delta, A_prev=A_prev, W=W), names)
        for name, part, value in zip(names, result, _layer_backward(Delta, A_prev, W)):
            slips = {}
            if name == "dA_prev" and units_2 == inputs_2:
                slips = {"W is transposed here: Delta @ W, without .T": Delta @ W.T}
            case.same(part, value, slips, name)
    return f"dW, db and dA_prev are right for {n} samples, {units} units, {inputs} inputs."


def _slipped_backward(Delta, cache, parameters, slope, layer_backward, slip):
    """Back-propagation with one slip in it: what the usual mistakes give."""
    gradients, weights = [], parameters[0::2]
    if slip == "output":
        Delta = Delta * slope(cache[-1][1])
    for l in reversed(range(1, len(cache) + 1)):
        A_prev, W = cache[l - 1][0], weights[l - 1]
        pair = layer_backward(Delta, A_prev, W)
        gradients = [*pair[:2], *gradients]
        if l > 1:
            z = cache[l - 2][1]
            if slip == "same layer" and cache[l - 1][1].shape != z.shape:
                raise ValueError
            factor = {
                "at a": lambda: slope(A_prev),
                "none": lambda: 1.0,
                "twice": lambda: slope(z) ** 2,
                "value": lambda: A_prev,
                "same layer": lambda: slope(cache[l - 1][1]),
                "relu": lambda: (z > 0) * 1.0,
                "tanh": lambda: 1 - np.tanh(z) ** 2,
            }.get(slip, lambda: slope(z))()
            Delta = (np.ones_like(Delta) @ W if slip == "upstream" else pair[2]) * factor
            if slip == "slope alone":
                Delta = factor
            if slip == "sum":
                Delta = pair[2] + factor
    return gradients


@gap("backward")
def backward(fn, rng):
    """fn(Delta, cache, parameters, phi_derivative, layer_backward) -> gradients like parameters."""
    tanh, relu = act.tanh, act.relu
    for widths, phi, n in ([4, 7, 5, 3], tanh, 6), ([5, 8, 6, 4, 3], relu, 7), ([6, 4], tanh, 5), ([5, 5, 5], tanh, 3):
        parameters = _random_parameters(widths, rng)
        X = _away_from_kinks(lambda: rng.normal(size=(n, widths[0])), parameters, phi)
        cache = _forward(X, parameters, phi)[1]
        Delta = rng.normal(size=(n, widths[-1]))
        case = Case("backward", n=n, widths=widths)
        names = [f"d{name}" for name in _names(len(widths) - 1)]
        expected = _backward(Delta, cache, parameters, phi.derivative)

        def slipped(slip):
            return lambda: _slipped_backward(Delta, cache, parameters, phi.derivative, _layer_backward, slip)

        suspects = {
            "phi' is taken at a instead of z: the derivative wants what was stored as Z, before phi": slipped("at a"),
            "phi' is missing: delta^{l-1} = (W^T delta^l) * phi'(z^{l-1})": slipped("none"),
            "phi' is multiplied in twice": slipped("twice"),
            "phi(z) is multiplied in, where its derivative phi'(z) is asked": slipped("value"),
            "phi' is applied to the output layer too: Delta is dL/dz there already": slipped("output"),
            "phi' is taken at the z of the wrong layer: delta^{l-1} needs z^{l-1}": slipped("same layer"),
            "the gradient from above (upstream) is ignored: delta^{l-1} is made from delta^l": slipped("upstream"),
            "only phi' is handed down: multiply it with what came from above, dA_prev * phi'(Z)": slipped(
                "slope alone"
            ),
            "phi' is added, not multiplied: the chain rule is a product": slipped("sum"),
            "W_1 and b_1 got no gradient: the loop stops one layer early": [0 * part for part in expected[:2]]
            + expected[2:],
            "the derivative of relu is written into the function: use phi_derivative": slipped("relu"),
            "the derivative of tanh is written into the function: use phi_derivative": slipped("tanh"),
        }
        case.remedies = {
            "index out of range": "Layer l has A_prev in cache[l - 1] and W in parameters[2 * (l - 1)]",
            "inhomogeneous": "A pair of the cache is (A_prev, Z): phi_derivative takes the Z alone, cache[l - 2][1]",
            "could not be broadcast": (
                "dA_prev and Z of another layer meet here. dA_{l-1} has the shape of Z_{l-1}, which stands in the pair before, "
                "cache[l - 2]; below layer 1 there is none (and cache[-1] is the last one)"
            ),
            "matmul": (
                "Delta, A_prev and W of different layers meet here. Layer l has A_prev in cache[l - 1] and W in "
                "parameters[2 * (l - 1)]; and Delta must be replaced once a layer, by dA_prev * phi'"
            ),
        }
        result = case.call(
            fn,
            Delta=Delta,
            cache=cache,
            parameters=parameters,
            phi_derivative=phi.derivative,
            layer_backward=_layer_backward,
            repeat=True,
        )
        _check_order(case, result, expected, names)
        case.same_list(result, expected, names, suspects)
        for part, name in zip(result, names):
            for theta, of in zip(parameters, _names(len(widths) - 1)):
                case.separate(part, theta, name, of)
    return "All gradients are right for networks of 1 to 4 layers, with tanh and with ReLU."


def _check_order(case, got, expected, names):
    """Is it the order of the layers, or an empty place, that is wrong with the list?"""
    if not isinstance(got, (list, tuple)) or len(got) != len(expected):
        return
    missing = [name for item, name in zip(got, names) if item is None]
    if missing:
        case.fail(f"{', '.join(missing)}: None stands in the list", "Does the loop reach every layer?")
    pairs = [expected[i : i + 2] for i in range(0, len(expected), 2)]
    weights_last = {
        "the layers are in reversed order, from the last to the first": [part for pair in pairs[::-1] for part in pair],
        "all the weights come first, then all the biases": expected[0::2] + expected[1::2],
        "the list is in reversed order": expected[::-1],
    }
    for what, wanted in weights_last.items():
        if len(pairs) > 1 and all(np.shape(g) == w.shape and np.allclose(g, w) for g, w in zip(got, wanted)):
            advice = "put the new gradients at the front, [dW, db, *gradients], or turn the layers round at the end"
            case.fail(what, f"Asked is [{', '.join(names)}]: {advice if 'reversed' in what else 'layer by layer'}")


# ------------------------------------------------- 9 to 12: descent


@gap("minibatches")
def minibatches(fn, rng):
    """fn(X, y, batch_size, rng): a generator of pairs (X_batch, y_batch), in a new order each time."""
    for n, size in (23, 5), (20, 5), (4, 7):
        X = rng.normal(size=(n, 3))
        y = rng.permutation(n) + 100
        generator = np.random.default_rng(int(rng.integers(2**31)))
        before = generator.bit_generator.state
        case = Case("minibatches", n=n, batch_size=size)
        order = _one_epoch(case, fn, X, y, size, generator)
        if n < size:
            continue
        if order == sorted(order):
            case.fail("the samples come in their stored order", "Draw a new random order first: rng.permutation(n)")
        blocks = [order[i : i + size] for i in range(0, n, size)]
        if all(sorted(block) == list(range(min(block), max(block) + 1)) for block in blocks):
            case.fail(
                "each batch holds neighbors: the samples are mixed within their block of the stored order alone",
                "Draw one order of all the samples, rng.permutation(n), then cut it into batches",
            )
        if (np.diff(order) == 1).sum() > n / 2:
            case.fail(
                "most samples still follow their neighbor of the stored order",
                "Draw one order of all the samples, rng.permutation(n), then cut it into batches",
            )
        if generator.bit_generator.state == before:
            case.fail(
                "the generator that was handed in is not used",
                "Take the random order from rng, not from np.random or a new generator",
            )
        second = _one_epoch(case, fn, X, y, size, generator)
        if second == order:
            case.fail(
                "the second epoch has the same order as the first",
                "Draw the order inside the function, from rng, at every call",
            )
        twins = [_one_epoch(case, fn, X, y, size, np.random.default_rng(5)) for _ in range(2)]
        if twins[0] != twins[1]:
            case.fail(
                "the same seed gives different orders", "All randomness should come from the rng that is handed in"
            )
    return "Every sample once an epoch, in a new order, with its own label; the last batch may be smaller."


def _one_epoch(case, fn, X, y, size, generator):
    """Run one epoch and return the indices of the samples in the order in which they came."""
    n = len(X)
    batches = case.call(fn, X=X, y=y, batch_size=size, rng=generator, collect=True)
    rows = {row.tobytes(): i for i, row in enumerate(X)}
    labels = {int(label): i for i, label in enumerate(y)}
    if not batches:
        case.fail("no batch came", "Hand out each batch with `yield`")
    if len(batches) == 2 and [getattr(part, "ndim", 0) for part in batches] == [2, 1]:
        case.fail("only one pair came, by `return`", "`return` ends the function at the first batch: use `yield`")
    order, sizes, blocks = [], [], True
    for batch in batches:
        if not isinstance(batch, (tuple, list)) or len(batch) != 2:
            what = (
                f"{type(batch).__name__} of shape {np.shape(batch)}"
                if isinstance(batch, np.ndarray)
                else type(batch).__name__
            )
            case.fail(f"each item should be a pair (X_batch, y_batch), but a {what} came", "`yield X[...], y[...]`")
        X_batch, y_batch = map(np.asarray, batch)
        if X_batch.ndim != 2 or y_batch.ndim != 1:
            swapped = X_batch.ndim == 1 and y_batch.ndim == 2
            case.fail(
                f"the shapes of a batch are {X_batch.shape} and {y_batch.shape}, but (m, 3) and (m,) are expected",
                "X_batch comes first, then y_batch" if swapped else "Index rows: X[indices] keeps two axes",
            )
        if len(X_batch) != len(y_batch):
            case.fail(
                f"a batch holds {len(X_batch)} rows of X and {len(y_batch)} labels", "Index X and y by the same indices"
            )
        if len(X_batch) == 0:
            case.fail("an empty batch came", "Stop before n: range(0, n, batch_size)")
        places = [rows.get(np.ascontiguousarray(row).tobytes(), -1) for row in X_batch]
        if -1 in places:
            case.fail("a row came that is not in X", "Rows are handed out as they are, neither scaled nor mixed")
        if places != [labels.get(int(label), -1) for label in y_batch]:
            case.fail(
                "X and y are shuffled apart: rows come with the labels of others",
                "Use one order for both: X[i] and y[i]",
            )
        blocks &= places == list(range(places[0], places[0] + len(places)))
        order += places
        sizes.append(len(places))
    if len(set(order)) < len(order):
        twice = (np.bincount(order) > 1).sum()
        advice = "Draw an order without replacement and cut it into batches"
        if len(batches) == n > 1:
            advice = "A batch began at every sample: the starts are 0, batch_size, 2 batch_size, ..., range(0, n, batch_size)"
        case.fail(f"{twice} samples came more than once in an epoch", advice)
    if blocks and max(sizes) > 1 and len(order) == n and order != sorted(order):
        case.fail(
            "whole blocks are shuffled, not samples: each batch holds neighbors in their stored order",
            "Draw one order of all the samples, rng.permutation(n), then cut it into batches",
        )
    if len(order) < n:
        partial = n - len(order) == n % size and len(order) % size == 0
        case.fail(
            f"{n - len(order)} of {n} samples never came (batches of {', '.join(map(str, sizes))})",
            "The last batch may be smaller than the others: do not drop it"
            if partial
            else "Does the loop reach the end?",
        )
    if sizes != [size] * (n // size) + [n % size] * (n % size > 0):
        case.fail(
            f"the batches hold {', '.join(map(str, sizes))} samples, but {size} each are asked, the last one what is left",
            "Is it the number of batches that was taken for their size?" if len(sizes) == size else "",
        )
    return order


def _three(rng, scale=1.0):
    """Three arrays, two of one shape."""
    return [scale * rng.normal(size=shape) for shape in ((3, 4), (3, 4), (5,))]


ITEMS = ["parameters[0]", "parameters[1]", "parameters[2]"]


def _changes(case, parameters, start, expected, suspects=None, tolerance=1e-6):
    """Compare how far the parameters have moved: a small step must not hide behind large weights."""
    moved = [now - old for now, old in zip(parameters, start)]
    wanted = [now - old for now, old in zip(expected, start)]

    def shift(value):
        return [now - old for now, old in zip(value(), start)]

    shifts = {sentence: functools.partial(shift, value) for sentence, value in (suspects or {}).items()}
    case.same_list(moved, wanted, [f"the change of {item}" for item in ITEMS], shifts, tolerance)


@gap("sgd_and_momentum")
def sgd_and_momentum(sgd, momentum, rng):
    """sgd_step(parameters, gradients, eta), momentum_step(parameters, gradients, velocity, eta, beta), both in place."""
    eta, beta = 0.3, 0.8
    start, gradients = _three(rng), _three(rng)
    kept = [array.copy() for array in start]
    parameters = list(kept)
    case = Case("sgd_step", eta=eta)
    returned = case.call(sgd, changes=("parameters",), parameters=parameters, gradients=gradients, eta=eta)
    case.in_place(parameters, kept, start, returned)
    wanted = [theta - eta * g for theta, g in zip(start, gradients)]

    def stepped(rule):
        return lambda: [rule(theta, g) for theta, g in zip(start, gradients)]

    slips = {
        "the step goes uphill: theta <- theta - eta g": stepped(lambda theta, g: theta + eta * g),
        "eta is missing: theta <- theta - eta g": stepped(lambda theta, g: theta - g),
        "the gradient is divided by eta, not multiplied": stepped(lambda theta, g: theta - g / eta),
        "theta became -eta g: the old value is lost": stepped(lambda theta, g: -eta * g),
        "theta became eta g: the old value is lost": stepped(lambda theta, g: eta * g),
        "the step is taken twice": stepped(lambda theta, g: theta - 2 * eta * g),
        "only the sign of the gradient is used": stepped(lambda theta, g: theta - eta * np.sign(g)),
        "theta is multiplied by 1 - eta g": stepped(lambda theta, g: theta * (1 - eta * g)),
    }
    _changes(case, parameters, start, wanted, slips)

    for at_rest in False, True:
        _momentum(momentum, rng, start, eta, beta, at_rest)
    return "Both rules are right over several steps, in place."


def _thetas(rule):
    return rule()[0]


def _momentum(momentum, rng, start, eta, beta, at_rest):
    """Three steps from a velocity that is zero or not."""
    case = Case("momentum_step", eta=eta, beta=beta)
    case.remedies["could not be broadcast"] = (
        "Arrays of different parameters meet here: each parameter has its own gradient and its own velocity, "
        "zip(parameters, gradients, velocity)"
    )
    velocity = [0 * array for array in start] if at_rest else _three(rng)
    steps = [_three(rng) for _ in range(3)]
    theta_0, v_0 = [array.copy() for array in start], [array.copy() for array in velocity]
    kept = [array.copy() for array in theta_0]
    parameters = list(kept)
    for g in steps:
        before = [array.copy() for array in kept]
        returned = case.call(
            momentum,
            changes=("parameters", "velocity"),
            parameters=parameters,
            gradients=g,
            velocity=velocity,
            eta=eta,
            beta=beta,
        )
        case.in_place(parameters, kept, before, returned)
        for v in velocity:
            for one in [*g, *parameters]:
                case.separate(
                    v,
                    one,
                    "velocity",
                    "a gradient or a parameter",
                    "Write into the velocity that is there: v *= ..., v += ...",
                )

    def run(rule, keeps=True):
        """Three steps of a rule (theta, v, g) -> (theta, v)."""

        def value():
            thetas, vs = list(theta_0), list(v_0)
            for g in steps:
                thetas, new = zip(*(rule(theta, v, d) for theta, v, d in zip(thetas, vs, g)))
                vs = new if keeps else vs
            return list(thetas), list(vs)

        return value

    def blend(v, g, b=beta):
        return b * v + (1 - b) * g

    right = run(lambda theta, v, g: (theta - eta * blend(v, g), blend(v, g)))()
    rules = {
        "this is the heavy ball, v <- beta v + g: here the gradient is weighted by 1 - beta": run(
            lambda theta, v, g: (theta - eta * (beta * v + g), beta * v + g)
        ),
        "beta and 1 - beta have changed places: v <- beta v + (1 - beta) g": run(
            lambda theta, v, g: (theta - eta * blend(v, g, 1 - beta), blend(v, g, 1 - beta))
        ),
        "the old velocity moves theta: update v first, then theta": run(
            lambda theta, v, g: (theta - eta * v, blend(v, g))
        ),
        "the step goes uphill: theta <- theta - eta v": run(
            lambda theta, v, g: (theta + eta * blend(v, g), blend(v, g))
        ),
        "theta moves by eta g, so the velocity has no effect: theta <- theta - eta v": run(
            lambda theta, v, g: (theta - eta * g, blend(v, g))
        ),
        "this is Nesterov's step: plain momentum moves by eta v": run(
            lambda theta, v, g: (theta - eta * blend(blend(v, g), g), blend(v, g))
        ),
        "eta is missing: theta <- theta - eta v": run(lambda theta, v, g: (theta - blend(v, g), blend(v, g))),
        "eta stands in the velocity, not in the step (v <- beta v + eta g)": run(
            lambda theta, v, g: (theta - (beta * v + eta * g), beta * v + eta * g)
        ),
        "eta is in the velocity and in the step": run(
            lambda theta, v, g: (theta - eta * (beta * v + eta * g), beta * v + eta * g)
        ),
        "eta is in the velocity and in the step: theta <- theta - eta v, v <- beta v + (1 - beta) g": run(
            lambda theta, v, g: (theta - eta * blend(v, eta * g), blend(v, eta * g))
        ),
        "the velocity forgets its past: v <- beta v + (1 - beta) g": run(
            lambda theta, v, g: (theta - eta * (1 - beta) * g, (1 - beta) * g)
        ),
        "the new velocity is not kept: write it into the arrays in `velocity`": run(
            lambda theta, v, g: (theta - eta * blend(v, g), v), keeps=False
        ),
        "0.9 is written into the function: use the beta that is handed in": run(
            lambda theta, v, g: (theta - eta * blend(v, g, 0.9), blend(v, g, 0.9))
        ),
        "1 - beta stands in the step too: it weights the gradient in v, theta moves by eta v": run(
            lambda theta, v, g: (theta - eta * (1 - beta) * blend(v, g), blend(v, g))
        ),
        "the step is divided by 1 - beta: theta moves by eta v": run(
            lambda theta, v, g: (theta - eta * blend(v, g) / (1 - beta), blend(v, g))
        ),
        "both signs are turned: here v averages the gradients, and theta moves by minus eta v": run(
            lambda theta, v, g: (theta + eta * (beta * v - (1 - beta) * g), beta * v - (1 - beta) * g)
        ),
        "the first step sets v to g: from zeros v becomes (1 - beta) g, without a case of its own": run(
            lambda theta, v, g: (theta - eta * blend(v, g), blend(v, g)) if np.any(v) else (theta - eta * g, g)
        ),
        "the velocity does not shrink: beta is missing in v <- beta v + (1 - beta) g": run(
            lambda theta, v, g: (theta - eta * (v + (1 - beta) * g), v + (1 - beta) * g)
        ),
        "beta shrinks the new gradient too: v <- beta v + (1 - beta) g, the sum comes last": run(
            lambda theta, v, g: (theta - eta * beta * (v + (1 - beta) * g), beta * (v + (1 - beta) * g))
        ),
        "theta is averaged, not the velocity: v <- beta v + (1 - beta) g": run(
            lambda theta, v, g: (theta - eta * blend(theta, g), blend(theta, g))
        ),
        "theta is shrunk by beta too: theta <- theta - eta v": run(
            lambda theta, v, g: (beta * theta - eta * blend(v, g), blend(v, g))
        ),
        "one velocity is shared by all parameters of a shape: each has its own, zip(parameters, gradients, velocity)": (
            functools.partial(_shared_velocity, theta_0, v_0, steps, eta, beta)
        ),
        "the sign of the gradient in the velocity is wrong": run(
            lambda theta, v, g: (theta - eta * (beta * v - (1 - beta) * g), beta * v - (1 - beta) * g)
        ),
    }
    _changes(
        case,
        parameters,
        theta_0,
        right[0],
        {key: functools.partial(_thetas, rule) for key, rule in rules.items()},
    )
    same_v = "theta is right, but the velocity was not updated in place: write v *= ..., v += ..."
    case.same_list(velocity, right[1], [f"velocity[{i}]" for i in range(3)], {same_v: v_0})


def _shared_velocity(theta_0, v_0, steps, eta, beta):
    """Three steps in which parameters of one shape use, and change, the velocity of the first of them."""
    thetas, vs = [theta.copy() for theta in theta_0], {}
    for v in v_0:
        vs.setdefault(v.shape, v.copy())
    for g in steps:
        for theta, d in zip(thetas, g):
            v = vs[theta.shape]
            v[...] = beta * v + (1 - beta) * d
            theta -= eta * v
    return thetas, list(vs.values())


def _adam_path(start, steps, options, slip=None):
    """Adam's parameters after `steps`, with one of the usual slips in it."""
    eta, b1, b2, epsilon = (options[key] for key in ("eta", "beta_1", "beta_2", "epsilon"))
    if slip == "betas":
        b1, b2 = b2, b1
    theta = [array.copy() for array in start]
    m, s = [0 * array for array in start], [0 * array for array in start]
    t = -1 if slip == "t" else 0
    for g in steps:
        t += 0 if slip == "frozen" else 1
        for i in range(len(theta)):
            t += slip == "per parameter" and i > 0
            power = max(t, 1) if slip == "frozen" else t + (slip == "late")
            j = 0 if slip == "shared" and theta[i].shape == theta[0].shape else i
            before = m[j], s[j]
            m[j] = b1 * m[j] + (1 if slip in ("sum m", "sums") else 1 - b1) * g[i]
            square = {"abs": np.abs(g[i]), "m": m[j] ** 2}.get(slip, g[i] ** 2)
            square = square.mean() if slip == "mean" else square
            s[j] = b2 * s[j] + (1 if slip in ("sum s", "sums") else 1 - b2) * square
            if slip == "moments":
                m[j] = m[j] + (b2 - b1) * (before[0] - g[i])
                s[j] = s[j] + (b1 - b2) * (before[1] - square)
            if slip == "weight":
                s[j] = b2 * before[1] + (1 - b1) * square
            if slip == "no decay":
                s[j] = before[1] + square
            m_hat, s_hat = m[j] / (1 - b1**power), s[j] / (1 - b2**power)
            if slip == "no correction":
                m_hat, s_hat = m[j], s[j]
            if slip == "first only":
                s_hat = s[j]
            if slip == "second only":
                m_hat = m[j]
            if slip == "linear":
                m_hat, s_hat = m[j] / (1 - b1), s[j] / (1 - b2)
            if slip == "beta_1 twice":
                s_hat = s[j] / (1 - b1**power)
            if slip == "multiplied":
                m_hat, s_hat = m[j] * (1 - b1**power), s[j] * (1 - b2**power)
            if slip == "outside":
                m_hat, s_hat = m[j] / (1 - b1) ** t, s[j] / (1 - b2) ** t
            if slip == "early":
                m_hat, s_hat = m[j] / max(1 - b1 ** (t - 1), 1e-8), s[j] / max(1 - b2 ** (t - 1), 1e-8)
            if slip == "eta over t":
                m_hat = m_hat / t
            if slip == "stored":
                m[j], s[j] = m_hat, s_hat
            below = np.sqrt(s_hat) + epsilon
            if slip == "inside":
                below = np.sqrt(s_hat + epsilon)
            if slip == "root before":
                below = np.sqrt(s[j]) / (1 - b2**power) + epsilon
            if slip == "no root":
                below = s_hat + epsilon
            if slip == "no epsilon":
                below = np.sqrt(s_hat)
            if slip == "epsilon before":
                below = (np.sqrt(s[j]) + epsilon) / np.sqrt(1 - b2**power)
            above = g[i] if slip == "gradient" else m_hat
            if slip == "no eta":
                above = above / eta
            if slip == "no brackets":
                theta[i] = theta[i] - (eta * above / np.sqrt(s_hat) + epsilon)
                continue
            theta[i] = theta[i] + eta * above / below if slip == "uphill" else theta[i] - eta * above / below
    return theta


@gap("adam_step")
def adam_step(fn, rng):
    """fn(parameters, gradients, state, eta, beta_1, beta_2, epsilon) in place; state = {"t": 0, "m": [...], "s": [...]}."""
    default = {"eta": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8}
    for options in default, {"eta": 0.02, "beta_1": 0.7, "beta_2": 0.95, "epsilon": 1e-7}:
        given = {} if options is default else options
        start = _three(rng)
        steps = [_three(rng, 1e-6) for _ in range(5)]
        kept = [array.copy() for array in start]
        parameters = list(kept)
        state = {"t": 0, "m": [np.zeros_like(a) for a in start], "s": [np.zeros_like(a) for a in start]}
        wanted, memory = (
            [array.copy() for array in start],
            {"t": 0, "m": [0 * a for a in start], "s": [0 * a for a in start]},
        )
        case = Case("adam_step", steps=5, gradients="near 1e-6", **options)
        case.sizes = {"steps": 5, "gradients": "near 1e-6"} | options
        for g in steps:
            before = [array.copy() for array in kept]
            returned = case.call(
                fn, changes=("parameters", "state"), parameters=parameters, gradients=g, state=state, **given
            )
            if not all(np.isfinite(array).all() for array in parameters):
                _explain_nan(case)
            case.in_place(parameters, kept, before, returned)
            if not isinstance(state, dict) or {"t", "m", "s"} - set(state):
                case.fail('state lost one of its keys "t", "m", "s"', "Change what is in it; do not make a new one")
            _adam_step(wanted, g, memory, **options)
            for key in "ms":
                _check_separate(case, state[key], [*g, *parameters], key)
        if state["t"] != 5:
            advice = "t counts steps: add 1 once in each call"
            if state["t"] == 15:
                advice = "It is counted once a parameter: t += 1 belongs before the loop over the parameters"
            elif state["t"] == 10:
                advice = (
                    "Is it counted twice in a call, or in a variable outside the function that goes on from run to run?"
                )
            elif state["t"] == 0:
                advice = 'A number in a dictionary changes by state["t"] += 1; `t = state["t"] + 1` alone changes nothing there'
            case.fail(f'state["t"] is {state["t"]} after 5 steps', advice)
        slips = {
            "t is counted once a parameter: add 1 once in each call, before the loop": "per parameter",
            "the corrected moments are stored back: m and s keep the plain averages, the correction is only for the step": "stored",
            "epsilon stands inside the root: it is added to sqrt(s_hat)": "inside",
            "the root is missing: divide by sqrt(s_hat) + epsilon": "no root",
            "epsilon is missing: with gradients near 1e-6 it is felt": "no epsilon",
            "beta_1 and beta_2 have changed places": "betas",
            "the bias corrections 1 - beta^t are missing": "no correction",
            "the second moment s is not corrected by 1 - beta_2^t": "first only",
            "the first moment m is not corrected by 1 - beta_1^t": "second only",
            "the correction uses beta, not beta^t": "linear",
            "the correction uses t + 1: t is 1 in the first step": "late",
            "the correction uses t - 1: t is 1 in the first step, so count first, then correct": "early",
            "t stays at 1 in the correction": "frozen",
            "s is corrected with beta_1: its own is beta_2, s / (1 - beta_2^t)": "beta_1 twice",
            "g^2 enters s with 1 - beta_1: its weight is 1 - beta_2": "weight",
            "the root is taken before the correction: correct s first, s / (1 - beta_2^t), then take the root": "root before",
            "the moments are multiplied by 1 - beta^t: divide by it": "multiplied",
            "the power stands outside the bracket, (1 - beta)^t: it is 1 - beta^t": "outside",
            "1 - beta_1 is missing in m <- beta_1 m + (1 - beta_1) g": "sum m",
            "1 - beta_2 is missing in s <- beta_2 s + (1 - beta_2) g^2": "sum s",
            "1 - beta is missing in both moments": "sums",
            "eta is divided by t": "eta over t",
            "the state of one parameter is used for another of the same shape: one m and s each": "shared",
            "s averages |g|, not g^2": "abs",
            "s averages m^2, not g^2": "m",
            "the gradient stands in the numerator, not the corrected m": "gradient",
            "the step goes uphill: theta <- theta - eta m_hat / (sqrt(s_hat) + epsilon)": "uphill",
            "beta_1 and beta_2 have changed places in the moments: beta_1 belongs to m, beta_2 to s": "moments",
            "s does not shrink, beta_2 is missing in s <- beta_2 s + (1 - beta_2) g^2": "no decay",
            "one s for all entries of an array, the mean of g^2: each entry has its own": "mean",
            "eta is missing: theta <- theta - eta m_hat / (sqrt(s_hat) + epsilon)": "no eta",
            "brackets are missing: divide by (sqrt(s_hat) + epsilon), not by sqrt(s_hat) alone": "no brackets",
            "epsilon is added before the correction: correct s, take the root, then add epsilon": "epsilon before",
        }
        path = functools.partial(_adam_path, start, steps)
        suspects = {text: functools.partial(path, options, slip) for text, slip in slips.items()}
        if all(np.allclose(m, right, rtol=1e-6, atol=0) for m, right in zip(state["m"], memory["m"])):
            # m is right, so ten times the step is no fault of m
            suspects = {text: value for text, value in suspects.items() if slips[text] not in ("sum m", "sums")}
            text = "the default value of eta was changed: it is 0.001"
            suspects |= {text: functools.partial(path, options | {"eta": 0.01})} if options is default else {}
        if options is not default:
            for key in itertools.chain(*(itertools.combinations(default, k) for k in (1, 2, 3, 4))):
                written = options | {name: default[name] for name in key}
                text = f"the default value of {' and '.join(key)} is written into the function: use the argument"
                suspects[text] = functools.partial(path, written)
        if not any(np.any(m) for m in state["m"]):
            case.fail(
                'state["m"] is still zero after 5 steps, so the moments are lost',
                "`m = beta_1 * m + ...` gives a new array that name; write into the one that is kept: m *= ..., m += ...",
            )
        _changes(case, parameters, start, wanted, suspects, tolerance=1e-6)
        for key in "ms":
            case.same_list(state[key], memory[key], [f'state["{key}"][{i}]' for i in range(3)], tolerance=1e-6)
    return "Five steps with gradients near 1e-6 agree with Kingma and Ba (2015)."


def _explain_nan(case):
    """Why parameters became nan or infinite: NumPy's warnings tell the two usual slips apart."""
    said = " ".join(str(warning.message) for warning in case.warned)
    advice = "Something overflowed, or a zero was divided by"
    if "invalid value encountered in sqrt" in said:
        advice = (
            "The root of a negative number: g squared is never negative, and the correction is 1 - beta_2**t, a power"
        )
    elif "divide" in said:
        advice = "A division by 0: at t = 0 the correction 1 - beta^0 is 0. Count first, then correct"
    case.fail("the parameters became nan or infinite", advice)


def _check_separate(case, arrays, others, key):
    for i, array in enumerate(arrays):
        for other in others:
            case.separate(
                array,
                other,
                f'state["{key}"][{i}]',
                "a gradient or a parameter",
                "Keep an array of its own for each moment",
            )
        for j in range(i):
            case.separate(
                array, arrays[j], f'state["{key}"][{i}]', f'state["{key}"][{j}]', "One array for each parameter"
            )


@gap("train")
def train(fn, rng):
    """fn(parameters, X, y, loss_and_gradients, step, minibatches, epochs, batch_size, rng) -> mean loss of each epoch."""
    for eta in 0.05, -0.02, 1e-9:  # downhill, uphill, and hardly at all: the loop should go on all the same
        _check_training(fn, rng, eta)
    return "4 epochs of 5 batches, one mean loss an epoch."


def _check_training(fn, rng, eta):
    n, size, epochs = 23, 5, 4
    X = rng.normal(size=(n, 3))
    y = X @ rng.normal(size=3) + rng.normal(size=n)
    start = [rng.normal(size=3), rng.normal(size=1)]
    seed = int(rng.integers(2**31))
    log = []
    case = Case("train", n=n, batch_size=size, epochs=epochs)
    case.remedies = {
        "matmul": (
            "minibatches gives pairs (X_batch, y_batch), and loss_and_gradients takes (parameters, X_batch, y_batch), "
            "in this order"
        ),
        "'permutation'": "The order is minibatches(X, y, batch_size, rng)",
        "has no len()": "minibatches gives a generator: walk through it with `for X_batch, y_batch in ...`",
    }

    def loss_and_gradients(parameters, X_batch, y_batch):
        if parameters is None:
            case.fail(
                "the parameters became None after a step",
                "step changes them in place and returns nothing: write step(parameters, gradients), without `parameters =`",
            )
        w, b = parameters
        residual = X_batch @ w + b - y_batch
        log.append(("loss", len(X_batch), tuple(X_batch[:, 0])))
        return float((residual**2).sum() / (2 * len(y_batch))), [
            X_batch.T @ residual / len(y_batch),
            residual.sum(keepdims=True) / len(y_batch),
        ]

    def step(parameters, gradients):
        if not isinstance(gradients, list):
            case.fail(
                f"step was called with {gradients!r:.20} in the place of the gradients",
                "loss_and_gradients gives a pair (loss, gradients), in this order",
            )
        if any(g is theta for g, theta in zip(gradients, kept)):
            case.fail("step was called with the gradients first", "The order is step(parameters, gradients)")
        log.append(("step", id(parameters), len(gradients)))
        for theta, g in zip(parameters, gradients, strict=True):
            theta += -eta * g

    def batches(X, y, batch_size, rng):
        log.append(("epoch", batch_size, id(rng)))
        yield from _minibatches(X, y, batch_size, rng)

    def run(function, parameters, generator):
        log.clear()
        return function(parameters, X, y, loss_and_gradients, step, batches, epochs, size, generator)

    kept = [array.copy() for array in start]
    wanted_parameters = [array.copy() for array in start]
    wanted = run(_train, wanted_parameters, np.random.default_rng(seed))
    expected_log = list(log)
    batch_losses = _batch_losses(start, X, y, loss_and_gradients, seed, epochs, size, eta)

    parameters, generator = list(kept), np.random.default_rng(seed)
    log.clear()
    got = case.call(
        fn,
        changes=("parameters",),
        parameters=parameters,
        X=X,
        y=y,
        loss_and_gradients=loss_and_gradients,
        step=step,
        minibatches=batches,
        epochs=epochs,
        batch_size=size,
        rng=generator,
    )
    _check_calls(case, log, expected_log, parameters, generator, epochs, size, n)
    case.in_place(parameters, kept, start, got)
    case.not_none(got)
    if isinstance(got, np.ndarray):
        got = got.tolist()
    if not isinstance(got, (list, tuple)):
        case.fail(f"a {type(got).__name__} came back, but a list of {epochs} numbers is expected, one an epoch")
    if len(got) != epochs:
        n_batches = len(batch_losses[0])
        advice = (
            f"Keep one number an epoch, the mean over its {n_batches} batches" if len(got) == epochs * n_batches else ""
        )
        if len(got) == 1:
            advice = "Does the line that appends stand after the loop over the epochs? It belongs into it"
        case.fail(f"the list holds {len(got)} numbers, but {epochs} are expected, one an epoch", advice)
    if not all(np.ndim(value) == 0 and isinstance(float(value), float) for value in got):
        case.fail("the list should hold plain numbers, one an epoch", "Take the mean of the epoch's losses")
    sizes = np.array([size] * (n // size) + [n % size])
    table = np.array(batch_losses)
    suspects = {
        "each batch counts the same, but the last one is smaller: weight each loss by its batch's size, "
        "sum(loss * m) / n": table.mean(axis=1),
        "the losses of the batches are summed: divide, so that it is the mean over the samples": table.sum(axis=1),
        "the losses are weighted by the batch sizes, but not divided by n": table @ sizes,
        "the sum is divided by the size of the last batch: divide by n, the number of samples": table
        @ sizes
        / sizes[-1],
        "1347 is written into the function: divide by len(X), the number of samples that came in": table @ sizes / 1347,
        "only the last batch's loss is kept: the mean over the epoch is asked": table[:, -1],
        "only the first batch's loss is kept: the mean over the epoch is asked": table[:, 0],
        "the sum is not set back to 0 at the start of each epoch": np.cumsum(table @ sizes / n),
        "the list of batch losses is not emptied at the start of each epoch": np.cumsum(table.mean(axis=1))
        / np.arange(1, epochs + 1),
        "the weighted sum is divided by the number of batches, not by n": table @ sizes / len(sizes),
        "each loss is weighted by batch_size, but the last batch holds fewer samples: weight by len(X_batch)": (
            table.sum(axis=1) * size / n
        ),
        "the sum of the losses is divided by n, the number of samples: weight each by its batch's size first": table.sum(
            axis=1
        )
        / n,
    }
    case.same(np.array([float(value) for value in got]), np.array(wanted), suspects, "the losses")
    case.same_list(parameters, wanted_parameters, ["parameters[0]", "parameters[1]"])


def _batch_losses(start, X, y, loss_and_gradients, seed, epochs, size, eta):
    """The loss of each batch of each epoch, before its step."""
    parameters, generator, table = [array.copy() for array in start], np.random.default_rng(seed), []
    for _ in range(epochs):
        table.append([])
        for pair in _minibatches(X, y, size, generator):
            value, gradients = loss_and_gradients(parameters, *pair)
            table[-1].append(value)
            for theta, g in zip(parameters, gradients):
                theta += -eta * g
    return table


def _check_calls(case, log, expected, parameters, generator, epochs, size, n):
    """Were the functions called in the right order, as often as needed, with the right arguments?"""
    calls = {kind: [entry for entry in log if entry[0] == kind] for kind in ("epoch", "loss", "step")}
    n_batches = -(-n // size)
    if not calls["epoch"]:
        case.fail("minibatches was never called", "Loop over minibatches(X, y, batch_size, rng) in each epoch")
    if any(entry[1] != size for entry in calls["epoch"]):
        case.fail(
            f"minibatches was called with batch_size = {calls['epoch'][0][1]}", "Pass on the batch_size that comes in"
        )
    if any(entry[2] != id(generator) for entry in calls["epoch"]):
        case.fail(
            "minibatches was called with another generator than rng",
            "A generator made anew in each epoch gives the same order each time: pass on the rng that comes in",
        )
    if len(calls["epoch"]) != epochs:
        advice = (
            "A generator can be walked through once: call minibatches anew inside the loop over the epochs "
            "(or does a return inside the loop end it?)"
        )
        if 1 < len(calls["epoch"]) < epochs:
            advice = "All epochs are asked for: does something stop the loop early, a break or a return inside it?"
        if len(calls["epoch"]) > epochs:
            advice = "Is there one epoch too many, or is it called inside the loop over the batches?"
        case.fail(f"minibatches was called {len(calls['epoch'])} times in {epochs} epochs", advice)
    if any(entry[1] == n for entry in calls["loss"]):
        case.fail("the loss was computed on all samples", "Pass X_batch and y_batch to loss_and_gradients, not X and y")
    if not calls["step"]:
        case.fail("step was never called, so nothing is learned", "After each batch: step(parameters, gradients)")
    if len(calls["step"]) != epochs * n_batches:
        advice = (
            "One step a batch: is step inside the loop over the batches?"
            if len(calls["step"]) == epochs
            else "One step a batch"
        )
        case.fail(
            f"step was called {len(calls['step'])} times, but {epochs} epochs of {n_batches} batches make {epochs * n_batches}",
            advice,
        )
    if any(entry[1] != id(parameters) for entry in calls["step"]):
        case.fail(
            "step was called with a copy of the parameters",
            "Pass on the very list that comes in: it is changed in place",
        )
    if len(calls["loss"]) != epochs * n_batches:
        case.fail(
            f"loss_and_gradients was called {len(calls['loss'])} times, but {epochs * n_batches} batches need one call each",
            "One call a batch gives both the loss and the gradients",
        )
    if [entry[0] for entry in log] != [entry[0] for entry in expected]:
        case.fail("the order of the calls is wrong", "For each batch: first loss_and_gradients, then step")


# ------------------------------------------------- optional: reading the errors


@gap("reading_the_errors")
def reading_the_errors(confusion, surest, rng):
    """confusion_matrix(y, predicted, n_classes) -> (c, c) counts; surest_errors(P, y, k) -> indices, surest first."""
    n, c, k = 41, 4, 5
    P = act.softmax(2 * rng.normal(size=(n, c)))
    predicted = P.argmax(axis=1)
    y = np.where(rng.random(n) < 0.5, predicted, rng.integers(c, size=n))
    sure = P.max(axis=1)
    y[np.argsort(-sure)[:3]] = predicted[np.argsort(-sure)[:3]]  # the surest of all are right
    case = Case("confusion_matrix", n=n, c=c)
    C = training.confusion_matrix(y, predicted, c)
    once = np.zeros((c, c))
    once[y, predicted] += 1
    case.same(
        case.call(confusion, y=y, predicted=predicted, n_classes=c, repeat=True),
        C,
        {
            "rows and columns have changed places: C[i, j] counts samples of class i that were called j": C.T,
            "C[y, predicted] += 1 counts repeated pairs once: use np.add.at or a loop": once,
            "these are shares: whole counts are asked": lambda: C / n,
            "these are shares of each row: whole counts are asked": lambda: C / C.sum(axis=1, keepdims=True),
            "only the errors are counted: the diagonal holds the hits": C - np.diag(np.diag(C)),
        },
    )
    case = Case("confusion_matrix", n=n, c=c + 1, labels="without the last class")
    got = case.call(confusion, y=y, predicted=predicted, n_classes=c + 1)
    if np.shape(got) == (c, c):
        case.fail(
            "there is no row and no column for a class that does not occur",
            "The size of the table is n_classes, not the largest label + 1",
        )
    case.same(got, training.confusion_matrix(y, predicted, c + 1))
    case = Case("surest_errors", n=n, c=c, k=k)
    got = np.asarray(case.call(surest, P=P, y=y, k=k, repeat=True))
    wrong = np.flatnonzero(predicted != y)
    suspects = {
        "these are sorted by the probability of the right class: how sure the network was is the largest of the row": (
            lambda: wrong[np.argsort(P[wrong, y[wrong]])][:k]
        ),
        "these are the least sure errors: sort from the largest probability down": lambda: wrong[
            np.argsort(sure[wrong])
        ][:k],
        "these are the surest predictions, most of them right: keep the errors only": lambda: np.argsort(-sure)[:k],
        "these are positions among the errors, not in the data: use them as an index into the errors' own indices": lambda: (
            np.argsort(-sure[wrong])[:k]
        ),
        "the right ones are the same, but the order is wrong: the surest first": lambda: np.sort(
            _surest_errors(P, y, k)
        ),
    }
    case.same(got, _surest_errors(P, y, k), suspects)
    case = Case("surest_errors", n=n, c=c, k=n)
    every = np.asarray(case.call(surest, P=P, y=y, k=n))
    if every.size > wrong.size:
        case.fail(
            f"{every.size} indices came back, but only {len(wrong)} samples are wrong",
            "If there are fewer than k errors, give these alone: keep the errors first, then sort",
        )
    case.same(every, _surest_errors(P, y, n))
    return f"{len(wrong)} errors among {n}, the surest at {sure[got[0]]:.0%}."
