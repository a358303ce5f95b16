"""The checks of part C of practical 3: the gradient with respect to the input, FGSM and PGD.

The attacks get their gradient as a function, and the check hands in its own, so that each slip gives other numbers.
"""

import numpy as np

from utils import networks_practical_3 as net
from utils.activations import softmax
from utils.checks import Case, gap
from utils.losses import one_hot

# ------------------------------------------------- the references


def _input_gradient(X, y, parameters):
    Z, cache = net.forward(X, parameters)
    return net.backward(net.output_delta(Z, y), cache, parameters)[1]


def _fgsm(X, y, gradient, epsilon):
    return (X + epsilon * np.sign(gradient(X, y))).clip(0, 1)


def _pgd(X, y, gradient, epsilon, step_size, n_steps):
    low, high = np.maximum(X - epsilon, 0), np.minimum(X + epsilon, 1)
    A = X
    for _ in range(n_steps):
        A = np.clip(A + step_size * np.sign(gradient(A, y)), low, high)
    return A


# ------------------------------------------------- 10: the gradient with respect to the input


@gap("input_gradient")
def input_gradient(fn, rng):
    """fn(X, y, parameters) -> dL/dX (n, d) of the mean cross-entropy."""
    n, d, c = 6, 5, 4
    parameters = [array + 0.3 * rng.normal(size=array.shape) for array in net.initialize([d, 7, c], rng)]
    X = rng.random((n, d))
    Z, cache = net.forward(X, parameters)
    y = (Z.argmax(axis=1) + rng.integers(1, c, size=n)) % c  # no label is what the network would say
    y[0] = Z[0].argmax()
    case = Case("input_gradient", n=n, d=d, c=c)
    case.remedies["unpack"] = "forward gives (Z, cache), backward gives (gradients, dX)"
    case.remedies["mismatch in its core dimension"] = (
        "backward(Delta, cache, parameters) starts with dL/dZ of the last layer, (n, c): output_delta(Z, y)"
    )
    case.remedies["does not have enough dimensions"] = "backward(Delta, cache, parameters) takes them in this order"
    case.remedies["inhomogeneous"] = "forward gives a pair: Z, cache = forward(X, parameters)"
    case.remedies["'float' object has no attribute"] = (
        "backward starts with dL/dZ, output_delta(Z, y), and not with the loss itself"
    )
    case.remedies["arrays used as indices"] = "output_delta(Z, y) takes the logits first, then the labels"
    got = case.call(fn, X=X, y=y, parameters=parameters, repeat=True)
    if isinstance(got, tuple) and len(got) == 2 and isinstance(got[0], list):
        case.fail("both results of backward came back, (gradients, dX)", "Only dX is asked: the second of the two")
    if isinstance(got, list) and len(got) == len(parameters):
        case.fail(
            "the gradients with respect to the weights came back",
            "An attack holds the weights and moves the input: backward gives (gradients, dX), and dX is asked",
        )
    through = lambda Delta: net.backward(Delta, cache, parameters)[1]  # noqa: E731
    right = _input_gradient(X, y, parameters)
    P = softmax(Z)
    wrong = net.output_delta(Z, y)
    called = Z.argmax(axis=1)
    suspects = {
        "this is the gradient of the first weights: the input's is the second thing that backward gives": (
            lambda: net.backward(wrong, cache, parameters)[0][0]
        ),
        "the network's own prediction is used in the place of the true label y": lambda: through(
            net.output_delta(Z, called)
        ),
        "it is multiplied by n: the loss is a mean, keep its 1/n": right * n,
        "it is divided by n once more: output_delta has done it": right / n,
        "the sign is wrong: this is where the loss falls": -right,
        "backward starts with ones: start with output_delta(Z, y)": lambda: through(np.ones_like(Z)),
        "backward starts with the logits: start with output_delta(Z, y)": lambda: through(Z),
        "backward starts with the probabilities: subtract the one-hot labels, as output_delta(Z, y) does": lambda: (
            through(P / n)
        ),
        "backward starts with the probabilities, not divided by n: output_delta(Z, y)": lambda: through(P),
        "backward starts with the one-hot labels: start with output_delta(Z, y)": lambda: through(one_hot(y, c)),
        "this is dL/dZ of the last layer: send it back through the network": wrong,
        "these are signs already: the gradient itself is asked": np.sign(right),
        "it is summed over the samples: each has its own gradient": right.sum(axis=0),
        "it is averaged over the samples: each has its own gradient": right.mean(axis=0),
        "these are absolute values: the signs matter": np.abs(right),
        "one mean gradient stands in every row: each sample has its own": np.broadcast_to(
            right.mean(axis=0), right.shape
        ),
        "it is multiplied by X: the plain gradient is asked": X * right,
        "the labels are in reversed order": lambda: through(net.output_delta(Z, y[::-1])),
        "the slopes of the activations are missing: let backward find the way": lambda: (
            wrong @ parameters[2] @ parameters[0]
        ),
        "the softmax is applied before output_delta, which has its own": lambda: through(net.output_delta(P, y)),
        "each row is normalized to length 1: the plain gradient is asked": lambda: (
            right / np.linalg.norm(right, axis=1, keepdims=True)
        ),
    }
    case.same(got, right, suspects)
    return "dL/dX for six samples, five of them called wrongly."


# ------------------------------------------------- 11, 12: FGSM and PGD


class _Landscape:
    """A gradient that turns along the way and depends on the label; some of its entries are exactly 0."""

    def __init__(self, name, rng, n, d, **sizes):
        self.X = rng.random((n, d))
        self.X[0, :3] = 0, 1, 0.5  # pixels at both ends
        self.y = rng.integers(3, size=n)
        self.phase, self.frequency = rng.normal(size=(3, d)), rng.uniform(15, 40, size=d)
        self.frequency[-1] = 0  # the last pixel's gradient is 0 for every image
        self.calls = []
        self.case = Case(name, n=n, d=d, **sizes)
        for kind in "'method'", "'function'":  # as it is here, and as it arrives where grading keeps the tests apart
            self.case.remedies[kind] = "gradient is a function: call it with images and labels, gradient(X, y)"

    def gradient(self, X, y):
        if np.ndim(X) != 2 or np.shape(X)[1] != self.X.shape[1] or np.shape(y) != (len(X),):
            self.case.fail(
                f"gradient was called with arrays of shapes {np.shape(X)} and {np.shape(y)}",
                "gradient(X, y) takes all images, (n, d), and then their labels, (n,)",
            )
        if len(X) == len(self.X):  # some at a time are fine, too
            if not np.array_equal(y, self.y):
                self.case.fail(
                    "gradient was called with other labels than y",
                    "The true labels go in, at every step: gradient(X, y)",
                )
            self.calls.append(X.copy())
        return 1e-3 * np.sin(self.frequency * X + self.phase[y] * (self.frequency > 0)) * (1 + 0.5 * np.cos(9 * X))


@gap("fgsm")
def fgsm(fn, rng):
    """fn(X, y, gradient, epsilon) -> X + epsilon sign(gradient), clipped to [0, 1]."""
    for epsilon in 0.04, 0.15, 0.4:
        t = _Landscape("fgsm", rng, 7, 5, epsilon=epsilon)
        X, y, case = t.X, t.y, t.case
        g = t.gradient(X, y)
        t.calls.clear()
        S, right = np.sign(g), _fgsm(X, y, t.gradient, epsilon)
        t.calls.clear()
        got = case.call(fn, X=X, y=y, gradient=t.gradient, epsilon=epsilon, repeat=True)
        clip = lambda A: np.clip(A, 0, 1)  # noqa: E731
        norm = np.linalg.norm(g, axis=1, keepdims=True)
        suspects = {
            "the sign is missing: X + epsilon sign(gradient)": lambda: clip(X + epsilon * g),
            "the sign is missing, and the clip to [0, 1]": X + epsilon * g,
            "it descends: this lowers the loss, an attack raises it": clip(X - epsilon * S),
            "it descends, and is not clipped": X - epsilon * S,
            "it is not clipped: a pixel must stay in [0, 1]": X + epsilon * S,
            "it is clipped to [-1, 1], but pixels lie in [0, 1]": np.clip(X + epsilon * S, -1, 1),
            "it is clipped at 0, but not at 1: pixels lie in [0, 1], and no longer in [0, 16]": np.maximum(
                X + epsilon * S, 0
            ),
            "it is clipped at 1 only: 0 is the paper": np.minimum(X + epsilon * S, 1),
            "epsilon is multiplied by 16, but pixels lie in [0, 1]: no conversion": clip(X + 16 * epsilon * S),
            "epsilon is divided by 16, but pixels lie in [0, 1]: no conversion": clip(X + epsilon / 16 * S),
            "the gradient is divided by its length (another attack): take its sign, pixel by pixel": lambda: clip(
                X + epsilon * g / norm
            ),
            "the gradient is divided by its largest entry: take its sign, pixel by pixel": lambda: clip(
                X + epsilon * g / np.abs(g).max(axis=1, keepdims=True)
            ),
            "this is the perturbation alone: add it to X": epsilon * S,
            "this is the perturbation alone, clipped: add it to X": clip(epsilon * S),
            "where the gradient is 0 the pixel should stay: np.sign(0) is 0": clip(
                X + epsilon * np.where(g > 0, 1, -1)
            ),
            "where the gradient is 0 the pixel should stay: np.sign(0) is 0. ": clip(
                X + epsilon * np.where(g >= 0, 1, -1)
            ),
            "only pixels whose gradient is positive move: the others go down": clip(X + epsilon * (g > 0)),
            "the sign of X is taken: the sign of the gradient is asked": clip(X + epsilon * np.sign(X)),
            "the clip stands around the sign alone: it goes around the whole sum": X + epsilon * np.clip(S, 0, 1),
            "epsilon is missing: the step is epsilon long": clip(X + S),
            "the gradient is added with its size, epsilon is not used": clip(X + g),
            "X is clipped before the step, not after it": clip(X) + epsilon * S,
            "this is the untouched X": X,
            "half of epsilon is used": clip(X + epsilon / 2 * S),
            "one direction for all images: each has its own gradient": clip(X + epsilon * np.sign(g.mean(axis=0))),
            "a step that would leave [0, 1] is not made: it is made, and cut at the end of the scale": np.where(
                (X + epsilon * S < 0) | (X + epsilon * S > 1), X, X + epsilon * S
            ),
            "the sum is stretched to [0, 1]: it is cut there": lambda: (
                (X + epsilon * S - (X + epsilon * S).min()) / np.ptp(X + epsilon * S)
            ),
            "the sign stands around the sum: only the gradient's sign is taken": clip(np.sign(X + epsilon * g)),
            "the gradient over its absolute value is 0/0 where it is 0: np.sign is 0 there": lambda: clip(
                X + epsilon * g / np.abs(g)
            ),
        }
        case.same(got, right, suspects)
        if not all(np.array_equal(A, X) for A in t.calls):
            case.fail("the gradient was taken at another place than X", "gradient(X, y) at the image as it came in")
    return "One step of epsilon in every pixel, uphill, and inside [0, 1]."


@gap("pgd")
def pgd(fn, rng):
    """fn(X, y, gradient, epsilon, step_size, n_steps) -> the last iterate, in the box around X and in [0, 1]."""
    for epsilon, step_size, n_steps in (0.1, 0.13, 4), (0.15, 0.04, 8), (0.3, 0.09, 6), (0.2, 0.05, 1):
        t = _Landscape("pgd", rng, 8, 6, epsilon=epsilon, step_size=step_size, n_steps=n_steps)
        right = _pgd(t.X, t.y, t.gradient, epsilon, step_size, n_steps)
        t.calls.clear()
        got = t.case.call(
            fn, X=t.X, y=t.y, gradient=t.gradient, epsilon=epsilon, step_size=step_size, n_steps=n_steps, repeat=True
        )
        if isinstance(got, list) and len(got) in (n_steps, n_steps + 1):
            t.case.fail("a list of all iterates came back", "Return the last one alone: an array of the shape of X")
        if t.calls and not np.array_equal(t.calls[0], t.X):
            t.case.fail(
                "the gradient is first taken at another place than X",
                "The first step starts from X itself: no random start here, and no step before the gradient",
            )
        if n_steps > 1 and len(t.calls) == 2:  # the function was called twice
            t.case.fail("only one step is made", "Is a `return` or a `break` inside the loop, or is there no loop?")
        t.case.same(got, right, _pgd_slips(t, epsilon, step_size, n_steps))
    return "Projected onto the box around the first X at every step."


def _pgd_slips(t, epsilon, step_size, n_steps):
    X, y, gradient = t.X, t.y, t.gradient
    low, high = X - epsilon, X + epsilon

    def walk(move, project=None, steps=n_steps, start=X):
        A = start
        for _ in range(max(steps, 0)):
            B = move(A)
            A = project(B, A) if project else np.clip(np.clip(B, low, high), 0, 1)
        return A

    def up(A, size=step_size):
        return A + size * np.sign(gradient(A, y))

    slips = {
        "A - X is clipped, but X is not added again": lambda: walk(
            up, lambda B, A: np.clip(B.clip(0, 1) - X, -epsilon, epsilon)
        ),
        "A - X is clipped to the box, but X is not added again": lambda: walk(
            up, lambda B, A: np.clip(B - X, -epsilon, epsilon).clip(0, 1)
        ),
        "the projection is missing: after each step put A back into the box |A - X| <= epsilon": lambda: walk(
            up, lambda B, A: B.clip(0, 1)
        ),
        "projection and clip are both missing": lambda: walk(up, lambda B, A: B),
        "the box lies around the last iterate: it stays around the X that came in": lambda: walk(
            up, lambda B, A: np.clip(np.clip(B, A - epsilon, A + epsilon), 0, 1)
        ),
        "it is not clipped to [0, 1]: a pixel must stay a pixel": lambda: walk(up, lambda B, A: np.clip(B, low, high)),
        "the sign is missing: A + step_size sign(gradient)": lambda: walk(lambda A: A + step_size * gradient(A, y)),
        "it descends: an attack raises the loss": lambda: walk(lambda A: up(A, -step_size)),
        "the gradient is always taken at the first X: take it anew at each iterate": lambda: walk(
            lambda A: A + step_size * np.sign(gradient(X, y))
        ),
        "each step starts from the first X again: it starts from the last iterate": lambda: walk(
            lambda A: X + step_size * np.sign(gradient(A, y))
        ),
        "a step that would leave the box is not made: it is made, and put back": lambda: walk(
            up, lambda B, A: np.where((np.abs(B - X) <= epsilon) & (B >= 0) & (B <= 1), B, A)
        ),
        "the gradient is divided by its largest entry: take its sign, pixel by pixel": lambda: walk(
            lambda A: A + step_size * gradient(A, y) / np.abs(gradient(A, y)).max()
        ),
        "only upward: |A - X| <= epsilon on both sides": lambda: walk(
            up, lambda B, A: X + np.clip(B.clip(0, 1) - X, 0, epsilon)
        ),
        "one step too many": lambda: walk(up, steps=n_steps + 1),
        "one step too few": lambda: walk(up, steps=n_steps - 1),
        "each step is epsilon long: it is step_size long": lambda: walk(lambda A: up(A, epsilon)),
        "each step is epsilon / n_steps long: use step_size": lambda: walk(lambda A: up(A, epsilon / n_steps)),
        "the step is multiplied by epsilon": lambda: walk(lambda A: up(A, step_size * epsilon)),
        "the box has the half width step_size: it is epsilon": lambda: walk(
            up, lambda B, A: np.clip(np.clip(B, X - step_size, X + step_size), 0, 1)
        ),
        "it is projected once, at the end: after each step": lambda: np.clip(
            np.clip(walk(up, lambda B, A: B), low, high), 0, 1
        ),
        "it is put into the box once, at the end: after each step": lambda: np.clip(
            walk(up, lambda B, A: B.clip(0, 1)), low, high
        ),
        "the box is around 0, not around X: clip A - X, then add X": lambda: walk(
            up, lambda B, A: np.clip(np.clip(B, -epsilon, epsilon), 0, 1)
        ),
        "this is the perturbation A - X: return A": lambda: walk(up) - X,
        "where the gradient is 0 the pixel should stay: np.sign(0) is 0": lambda: walk(
            lambda A: A + step_size * np.where(gradient(A, y) > 0, 1, -1)
        ),
        "where the gradient is 0 the pixel should stay: np.sign(0) is 0. ": lambda: walk(
            lambda A: A + step_size * np.where(gradient(A, y) >= 0, 1, -1)
        ),
        "epsilon is in units of 0 ... 16, but pixels lie in [0, 1]: no conversion": lambda: walk(
            up, lambda B, A: np.clip(np.clip(B, X - epsilon / 16, X + epsilon / 16), 0, 1)
        ),
        "the perturbation is scaled to the length epsilon: the box bounds each pixel": lambda: walk(
            up,
            lambda B, A: np.clip(
                X + (B - X) * np.minimum(1, epsilon / np.linalg.norm(B - X, axis=1, keepdims=True)), 0, 1
            ),
        ),
        "the box is open below: |A - X| <= epsilon on both sides": lambda: walk(
            up, lambda B, A: np.clip(np.minimum(B, high), 0, 1)
        ),
        "the box is open above: |A - X| <= epsilon on both sides": lambda: walk(
            up, lambda B, A: np.clip(np.maximum(B, low), 0, 1)
        ),
        "the clip to [0, 1] comes once, at the end: within the loop, so that the gradient is taken at real images": lambda: (
            np.clip(walk(up, lambda B, A: np.clip(B, low, high)), 0, 1)
        ),
        "this is the untouched X": X,
    }
    return slips
