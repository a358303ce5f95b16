"""Practical 1, gaps 6 and 9: from a score to a probability, and the line where the score is 0."""

import numpy as np

from utils.checks.gap import Fault, Function, Trial, gap
from utils.checks.unaided import unaided

# ------------------------------------------------- 6: the sigmoid


def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def _sigmoid_trials(rng):
    """Ordinary numbers, other shapes, 0, integers; then the tails: each alone, both in one array, and compared by their ratio."""
    n = int(rng.integers(7, 12))
    z = rng.uniform(0.3, 3, size=n) * np.where(np.arange(n) % 2, -1, 1)
    yield Trial({"n": n}, {"z": z}, _own_lines, tolerance=1e-9)
    a, b, c = rng.permutation(np.arange(2, 12))[:3].tolist()
    for shape in (a, b), (b, 1, c), (1,), (1, c), (a, b, c, 1):
        yield Trial({"shape": shape}, {"z": rng.normal(size=shape)})
    yield Trial({"z": "-1, 0 and 1"}, {"z": np.array([-1.0, 0.0, 1.0])})
    yield Trial({"z": "integers"}, {"z": rng.permutation(np.arange(-a, 2 * b))})
    yield Trial({"z": "+1000"}, {"z": np.append(rng.uniform(0.5, 2, size=b), 1000.0)})
    yield Trial({"z": "-1000"}, {"z": np.append(-rng.uniform(0.5, 2, size=c), -1000.0)})
    yield Trial({"z": "-1000 and +1000"}, {"z": np.array([-1000.0, 1000.0])})
    yield Trial({"z": "integers, up to 1000"}, {"z": rng.permutation([-1000, -3, 0, 1, 5, 1000]).reshape(2, 3)})
    yield Trial({"z": "-30 ... -700"}, {"z": np.array([-30.0, -40.0, -300.0, -700.0])}, _left_tail)


def _own_lines(call, z):
    with unaided("utils.activations"):
        return call.alone(z=z)


def _left_tail(call, z):
    p, right = call.alone(z=z), np.exp(z) / (1 + np.exp(z))
    with np.errstate(all="ignore"):
        share = np.abs(p / right - 1)
    if share.max() > 1e-6:
        k = int(share.argmax())
        raise Fault(
            f"the tail is cut off: sigmoid({z[k]:g}) is {right[k]:.3g}, yours is {p[k]:.3g}",
            "Is z clipped, a small number added, float32 used, or 1 - (nearly 1) computed? Where z < 0 take e^z / (1 + e^z).",
        )
    return p


_P = "np.where(z >= 0, 1, e) / (1 + e)"
SIGMOID = {
    "the tail is 0 from about z = -37 on: 1 - (nearly 1) loses it, and so does cutting. Where z < 0 use e^z / (1 + e^z)": [
        {_P: "np.where(z >= 0, 1 / (1 + e), 1 - 1 / (1 + e))"},
        {_P: "0.5 * (1 + np.tanh(z / 2))"},
    ],
    "a small number is added, which hides the tail: sigmoid(-700) is 1e-304. Nothing here is divided by 0": [
        {_P: f"{_P} + {small}"} for small in (1e-10, 1e-12, 1e-15, 1e-16)
    ],
    "z is clipped, which cuts off the tail: sigmoid(-700) is 1e-304. e^z / (1 + e^z) is safe for every z < 0": [
        {_P: f"1 / (1 + np.exp(-np.clip(z, -{end}, {end})))"} for end in (20, 30, 50, 100, 500)
    ],
    "one formula is taken for the whole array: each entry needs the one that is safe for it": [
        {f"return {_P}": f"safe = {whole}\n    return 1 / (1 + np.exp(-z)) if safe else np.exp(z) / (1 + np.exp(z))"}
        for whole in ("np.all(z >= 0)", "z.flat[0] >= 0")
    ],
    "it overflows at z = -1000, in e^{-z}: where z < 0 use e^z / (1 + e^z), which is the same number": {
        _P: "1 / (1 + np.exp(-z))"
    },
    "np.nan_to_num turns inf/inf into 0: use each formula where it is safe, and there is nothing to hide": {
        f"return {_P}": 'with np.errstate(all="ignore"):\n        return np.nan_to_num(np.exp(z) / (1 + np.exp(z)))'
    },
    "e^z overflows where its result is not used: np.where computes both formulas everywhere. e^{-|z|} never does": {
        _P: "np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))"
    },
    "it overflows at z = +1000, in e^z: where z >= 0 use 1 / (1 + e^{-z}), which is the same number": {
        _P: "np.exp(z) / (1 + np.exp(z))"
    },
    "integers in z cut the result to 0: the array that is returned takes its dtype from z. Make it one of floats": [
        {_P: f"({_P}).astype(z.dtype)"},
        {f"return {_P}": f"p = np.zeros_like(z)\n    p[...] = {_P}\n    return p"},
    ],
    "z = 0 is left out: p is 1/2 there": {"np.where(z >= 0, 1, e)": "np.select([z > 0, z < 0], [1, e])"},
    "np.squeeze takes away every axis of length 1: the result has the shape of z": {_P: f"np.squeeze({_P})"},
    "the sign of z is wrong: the sigmoid rises from 0 to 1": {"1, e)": "e, 1)"},
    "this is a hard threshold, 0 or 1: the sigmoid has all values between": {_P: "np.where(z >= 0, 1.0, 0.0)"},
    "every value is above 1/2, as if z were |z|: where z < 0 it is e/(1 + e), with e = e^{-|z|}": {_P: "1 / (1 + e)"},
    "no value is above 1/2, as if z were -|z|: where z >= 0 it is 1/(1 + e), with e = e^{-|z|}": {_P: "e / (1 + e)"},
    "a bracket is missing: divide by (1 + e)": {"/ (1 + e)": "/ 1 + e"},
    "this is tanh(z), between -1 and 1: the sigmoid lies between 0 and 1": {_P: "np.tanh(z)"},
    "this is tanh(z/2), between -1 and 1: the sigmoid lies between 0 and 1": {_P: "np.tanh(z / 2)"},
    "this is (1 + tanh z)/2, which is the sigmoid of 2z: it has tanh(z/2) in it": {_P: "(1 + np.tanh(z)) / 2"},
    "this is 1 + e^-z without the fraction: 1 is divided by it": {_P: "1 + np.exp(-z)"},
    "this is e^z/(1 - e^z) where z < 0 and 1/(1 - e^-z) elsewhere: the sign in the denominator is plus": {
        "(1 + e)": "(1 - e)"
    },
    "this is 1/(1 - e^-z): the sign in the denominator is plus": {_P: "1 / (1 - np.exp(-z))"},
    "this is the normal distribution function (a probit): the logistic one is meant": {
        "    e = ": "    from math import erf\n\n    e = ",
        _P: "(1 + np.array([erf(value / 2**0.5) for value in z])) / 2",
    },
    "this is the derivative p(1 - p), not p": {_P: "e / (1 + e) ** 2"},
    "these are the odds e^z: divide by 1 + e^z": {_P: "np.exp(z)"},
    "this is a softmax over all entries: each z has a sigmoid of its own": {_P: "np.exp(z) / np.exp(z).sum()"},
    "the input z was changed in place: `z[...] = ...`, `z *= -1` and `out=z` write into the caller's array. Make a new one": {
        f"return {_P}": f"z[...] = {_P}\n    return z"
    },
}
sigmoid = gap(
    Function(
        sigmoid,
        _sigmoid_trials,
        SIGMOID,
        remedies={"Python scalars": "math.exp takes a single number, np.exp takes an array."},
        domain={
            "z: integers": "of floats or integers",
            "z: another shape": "of any shape",
            "z: large": "for any z",
        },
    ),
    praise="Right in the middle, and in both tails without a warning: sigmoid(-700) = 1e-304.",
)


# ------------------------------------------------- 9: the boundary


def boundary_points(theta, xlim, ylim):
    if theta[2] == 0:
        x = -theta[0] / theta[1]
        return np.array([[x, ylim[0]], [x, ylim[1]]])
    ends = np.array(xlim, dtype=float)
    return np.column_stack([ends, -(theta[0] + theta[1] * ends) / theta[2]])


_REPEATED = "the sizes of the hidden trials repeat the visible ones"  # as tests/checks/corners.py has it


def _lines(rng):
    """Lines of every direction, also nearly vertical ones, with limits that are floats, integers, lists and arrays."""

    def line(kind, theta, xlim=(-1.5, 4.0), ylim=(-3.0, 2.0)):
        return Trial({"line": kind}, {"theta": np.array(theta), "xlim": xlim, "ylim": ylim}, _from_left)

    a, b, c = rng.uniform(1, 2, size=3) * rng.choice([-1, 1], size=3)
    yield line("slanted, theta_2 > 0", [a, b, abs(c)])
    yield line("slanted, theta_2 < 0", [b, a, -abs(c)])
    yield line("horizontal, theta_1 = 0", [a, 0, abs(c)])
    yield line("vertical, theta_2 = 0", [a, b, 0])
    yield line("vertical, theta of integers", [2, -4, 0])
    for small in 0.03, 1e-3, 1e-5:
        yield line(f"steep, theta_2 = {small * c:.1g}, not 0", [a, b, small * c])
    yield line(f"steep, all of theta small, theta_2 = {0.03e-12 * c:.1g}, not 0", [1e-12 * a, 1e-12 * b, 0.03e-12 * c])
    yield line(f"steep, theta_2 = {1e-9 * b:.1g}, not 0", [a, b, 1e-9 * b])
    yield line("through the origin", [0, b, c], [-1.5, 4.0], [-3.0, 2.0])
    yield line("vertical through the origin", [0, b, 0], np.array([-1.5, 4.0]), np.array([-3.0, 2.0]))
    yield line("vertical, elsewhere", [b, a, 0], (2.0, 3.5), (4.5, 8.0))
    yield line("slanted, limits of integers", [a, b, c], (-1, 4), (-3, 2))
    yield line("vertical, limits of integers", [a, b, 0], (-1, 4), (-3, 2))
    yield line("slanted, all integers", [-5, 2, 3], (0, 5), (0, 3))


_STANDS = "It stands at x_1 = -theta_0/theta_1, between the two ends of ylim"
_FAR = (
    "a point far away came back: a small number stands where theta_2 = 0 divided. Ask whether it is 0 before you divide"
)


def _from_left(call, theta, xlim, ylim):
    """The two points, the left one or the lower one first: either may come first."""
    points = call.alone(theta=theta, xlim=xlim, ylim=ylim)
    if not isinstance(points, np.ndarray) or points.shape != (2, 2) or points.dtype.kind not in "iuf":
        return points
    if not np.isfinite(points).all():
        what = "nan" if np.isnan(points).any() else "inf"
        if theta[2] == 0:
            raise Fault(f"a vertical line gives {what}: a division by theta_2 = 0", _STANDS)
        if theta[1] == 0:
            raise Fault(
                f"a horizontal line gives {what}: a division by theta_1 = 0", "Divide by theta_2, which is not 0 there."
            )
    elif theta[2] == 0 and np.abs(points).max() > 1e6:
        raise Fault(_FAR)
    return points[::-1] if tuple(points[0]) > tuple(points[1]) else points


_X2 = "-(theta[0] + theta[1] * ends) / theta[2]"
_SLANTED = f"np.column_stack([ends, {_X2}])"
_ENDS = "[x, ylim[0]], [x, ylim[1]]"
_AT_YLIM = "np.array([[-(theta[0] + theta[2] * y) / theta[1], y] for y in ylim])"
_VERTICAL = f"    if theta[2] == 0:\n        x = -theta[0] / theta[1]\n        return np.array([{_ENDS}])\n"
BOUNDARY = {
    "whole numbers in xlim, ylim or theta cut the result to whole numbers: it needs an array of floats": [
        {_SLANTED: f"{_SLANTED}.astype(np.array(xlim).dtype)"},
        {f"[{_ENDS}]": f"[{_ENDS}], dtype=np.array(ylim).dtype"},
        {f"[{_ENDS}]": f"[{_ENDS}], dtype=theta.dtype"},
        {_SLANTED: f"{_SLANTED}.astype(theta.dtype)"},
    ],
    "a small theta_2 is taken for 0: only `theta[2] == 0` is vertical": [
        *({"theta[2] == 0": f"abs(theta[2]) < {limit}"} for limit in (0.1, 1e-4, 1e-6)),
        {"theta[2] == 0": "abs(theta[2]) < 1e-8 * abs(theta[1])"},
    ],
    "the vertical line stands at 0: the intercept moves it to -theta_0/theta_1": {
        "x = -theta[0] / theta[1]": "x = 0.0"
    },
    "the vertical line ends at xlim: its x_1 is fixed, so it goes from one end of ylim to the other": {
        _ENDS: "[x, xlim[0]], [x, xlim[1]]"
    },
    "the vertical line stands at -theta_1/theta_0: it is the other way round": {
        "x = -theta[0] / theta[1]": "x = -theta[1] / theta[0]"
    },
    "the vertical line stands at -theta_0: divide by theta_1": {"x = -theta[0] / theta[1]": "x = -theta[0]"},
    "the vertical line has the wrong sign: it stands at x_1 = -theta_0/theta_1": {"x = -": "x = "},
    "the vertical line stands at theta_0: it stands where theta_0 + theta_1 x_1 = 0": {
        "x = -theta[0] / theta[1]": "x = theta[0]"
    },
    _FAR: {_VERTICAL: "", "/ theta[2]": "/ (theta[2] + 1e-9)"},
    f"a vertical line gives inf: a division by theta_2 = 0. {_STANDS}": {_VERTICAL: ""},
    "a horizontal line gives inf or nan: a division by theta_1 = 0. Divide by theta_2, which is not 0 there": [
        {"theta[2] == 0": "theta[1] * theta[2] == 0"},
        {"    ends =": "    theta = theta / theta[1]\n    ends ="},
    ],
    "a line with theta_1 = 0 is taken for a vertical one: it is horizontal. Vertical is theta_2 = 0": {
        "theta[2] == 0": "theta[1] == 0",
        "x = -theta[0] / theta[1]": "x = -theta[0] / theta[2]",
    },
    "a negative theta_2 is taken for 0: only theta_2 = 0 makes the line vertical": {"[2] == 0": "[2] <= 0"},
    "the intercept theta_0 is missing": {_X2: "-(theta[1] * ends) / theta[2]"},
    "the sign of the slope is wrong: solve theta_0 + theta_1 x_1 + theta_2 x_2 = 0 for x_2. The minus reaches both parts": [
        {_X2: "-(theta[0] - theta[1] * ends) / theta[2]"},
        {_X2: "(-theta[0] + theta[1] * ends) / theta[2]"},
    ],
    "the sign is wrong: x_2 = -(theta_0 + theta_1 x_1)/theta_2": {_X2: "(theta[0] + theta[1] * ends) / theta[2]"},
    "the weights theta_1 and theta_2 have changed places": {_X2: "-(theta[0] + theta[2] * ends) / theta[1]"},
    "theta's last entry is taken for the intercept: theta_0 is, the first": {
        _X2: "-(theta[2] + theta[0] * ends) / theta[1]"
    },
    "this is the line where z = 1; the boundary, p = 1/2, is where z = 0": {
        _X2: "(1 - theta[0] - theta[1] * ends) / theta[2]"
    },
    "this is the line where z = 1/2; the boundary, p = 1/2, is where z = 0": {
        _X2: "(0.5 - theta[0] - theta[1] * ends) / theta[2]"
    },
    "this is the direction of the weights, which stands at right angles to the line": {
        _X2: "theta[2] / theta[1] * ends"
    },
    "the division by theta_2 is missing": {_X2: "-(theta[0] + theta[1] * ends)"},
    "only theta_1 x_1 is divided by theta_2: bracket -(theta_0 + theta_1 x_1), then divide": {
        _X2: "-theta[0] - theta[1] * ends / theta[2]"
    },
    "the bracket is missing: the minus and the division belong to all of theta_0 + theta_1 x_1": {
        _X2: "-theta[0] + theta[1] * ends / theta[2]"
    },
    "x_2 is cut to ylim, so the line has a bend: leave it, the picture cuts it off": {_X2: f"np.clip({_X2}, *ylim)"},
    "the points stand in columns: each point should be a row (x_1, x_2)": [
        {"column_stack": "array"},
        {f"[{_ENDS}]": "[[x, x], list(ylim)]"},
    ],
    "x_1 and x_2 have changed places: a row is (x_1, x_2)": [
        {_SLANTED: f"np.column_stack([{_X2}, ends])"},
        {_ENDS: "[ylim[0], x], [ylim[1], x]"},
    ],
    "the line is cut at ylim: unless it is vertical, its points are those where x_1 is at the ends of xlim": [
        {_SLANTED: _AT_YLIM},
        {f"return {_SLANTED}": f"steep = abs(theta[2]) < 0.01\n    return {_AT_YLIM} if steep else {_SLANTED}"},
    ],
}
boundary_points = gap(
    Function(
        boundary_points,
        _lines,
        BOUNDARY,
        remedies={"division by zero": "Where theta_2 = 0 the line is vertical: ask before you divide."},
        domain={"theta: integers": "theta: (3,), floats or integers"}
        | {
            f"{limits}: {kind}": "as tuple, list or array"
            for limits in ("xlim", "ylim")
            for kind in ("a list", "an array")
        }
        | {f"{limits}: integers": "of floats or integers" for limits in ("xlim", "ylim")},
        allows={"*theta.shape[[]0]*": "a line in the plane has three numbers", _REPEATED: "the plane fixes every size"},
    ),
    praise="Slanted, horizontal, steep and vertical lines end where they should.",
)
