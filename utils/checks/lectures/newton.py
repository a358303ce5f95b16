"""Lecture 1.2: Newton's step, the length that a line search gives it, and the update by which BFGS learns curvature."""

import numpy as np

from utils.checks.gap import Fault, Function, Trial
from utils.checks.lectures import your_turn

CALLS = 200  # of f in one search: no trial needs a tenth of them


def newton_step(g, H):
    return -np.linalg.solve(H, g)


def _step_trials(rng):
    """Symmetric matrices of either sign; last, one whose inverse has lost the digits that the system keeps."""
    for d in (2, 1, 4):
        S = rng.normal(size=(d, d))
        yield Trial({"d": d}, {"g": rng.normal(size=d), "H": S + S.T + np.diag(np.arange(1.0, d + 1))})
    Q = np.linalg.qr(rng.normal(size=(6, 6)))[0]
    H = (Q * np.geomspace(1, 1e-12, 6)) @ Q.T
    arguments = {"g": H @ rng.normal(size=6), "H": (H + H.T) / 2}
    yield Trial({"d": 6, "condition number": "1e12"}, arguments, run=_product)


def _product(call, g, H):
    return {"H s, which should be -g": H @ np.asarray(call(g=g, H=H))}


_SOLVED = "np.linalg.solve(H, g)"
STEP = {
    "the sign is wrong: H s = -g, so that the step goes against the gradient": {f"-{_SOLVED}": _SOLVED},
    "the inverse has lost digits: where the condition number is 1e12, its s no longer gives H s = -g. Solve the system": {
        _SOLVED: "np.linalg.inv(H) @ g"
    },
    "`1 / H` and `H ** -1` invert each entry, which is not the inverse matrix: solve H s = -g": {
        _SOLVED: "(1 / H) @ g"
    },
    "only the diagonal of H is used: that is right where H is diagonal": {_SOLVED: "g / np.diag(H)"},
    "g is multiplied by H: the step solves H s = -g, it divides by the curvature": {_SOLVED: "H @ g"},
    "this is a step of gradient descent: the Hessian is missing": {_SOLVED: "g"},
    "this is a matrix: `*` multiplies entry by entry, `@` is the product": {_SOLVED: "(np.linalg.inv(H) * g)"},
}


def step_length(f, theta, g, s):
    t = 1.0
    while f(theta + t * s) > f(theta) + 1e-4 * t * (g @ s):
        t = t / 2
    return t


def _length_trials(rng):
    """Along s, f is a parabola whose fall ends at t = 2/bend: far too long, right, and on either side of what (10) asks."""
    bends = (9.0, 1), (1.0, 1), (3.0, 1), (2 + 6e-4, 0.05), (2 + 1e-4, 1), (2 - 1e-4, 1), (4 - 6e-4, 1), (150.0, 1)
    for (bend, length), d in zip(bends, (3, 2, 1, 4, 3, 4, 2, 2)):
        theta, g, s = rng.normal(size=(3, d))
        s = -length * s * np.sign(g @ s)
        arguments = {"f": _parabola(theta, g, s, bend), "theta": theta, "g": g, "s": s}
        yield Trial({"d": d, "f falls until t": round(2 / bend, 5)}, arguments, run=_counted)


def _parabola(theta, g, s, bend):
    return lambda at: float(3 + g @ (at - theta) - bend / 2 * (g @ s) * ((at - theta) @ s / (s @ s)) ** 2)


def _counted(call, f, theta, g, s):
    calls = []

    def counted(at):
        calls.append(at)
        if len(calls) > CALLS:
            raise Fault(f"f was asked {CALLS} times, and the loop had not ended", "Does t change, and does f see it?")
        return f(at)

    return call(f=counted, theta=theta, g=g, s=s)


LENGTH = {
    "the full step comes first: t starts at 1": {"t = 1.0": "t = 0.5"},
    "any fall of f is accepted: (10) asks for 1e-4 t g^T s of it": {" + 1e-4 * t * (g @ s)": ""},
    "the demand does not shrink with the step: t is missing on the right of (10)": {
        "1e-4 * t * (g @ s)": "1e-4 * (g @ s)"
    },
    "the sign of the demand is wrong: g^T s is negative already, so it is added": {"+ 1e-4": "- 1e-4"},
    "the slope along s is g^T s, not the square of g": {"(g @ s)": "(g @ g)"},
    "the loop never ends, since f is always taken at the full step: it belongs at theta + t s": {
        "theta + t * s": "theta + s"
    },
    "the comparison is the wrong way round: halve t as long as (10) does NOT hold": {") > f": ") <= f"},
    "t is halved once at most: `while` asks again, `if` does not": {"while": "if"},
    "t should be halved": [{"t / 2": "t / 10"}, {"t / 2": "0.9 * t"}],
    "this is the point theta + t s: t itself is asked for": {"return t": "return theta + t * s"},
    "this is the step t s: t itself is asked for": {"return t": "return t * s"},
    "this t is one halving too short: test before you halve": {"return t": "return t / 2"},
}


def bfgs_update(B, s, gamma):
    rho = 1 / (s @ gamma)
    V = np.eye(len(s)) - rho * np.outer(gamma, s)
    return V.T @ B @ V + rho * np.outer(s, s)


def _update_trials(rng):
    for d in (3, 1, 5):
        S, (s, gamma) = rng.normal(size=(d, d)), rng.normal(size=(2, d))
        yield Trial({"d": d}, {"B": S @ S.T + np.eye(d), "s": s, "gamma": gamma * np.sign(s @ gamma)})


UPDATE = {
    "a transpose is wrong: V^T B V with V = I - rho gamma s^T, so that V gamma = 0": [
        {"np.outer(gamma, s)": "np.outer(s, gamma)"},
        {"V.T @ B @ V": "V @ B @ V"},
        {"V.T @ B @ V": "V.T @ B @ V.T"},
    ],
    "the last term is missing: without rho s s^T, B gamma is 0": {" + rho * np.outer(s, s)": ""},
    "rho is missing before s s^T": {"rho * np.outer(s, s)": "np.outer(s, s)"},
    "rho is missing in V": {"- rho * np.outer(gamma, s)": "- np.outer(gamma, s)"},
    "rho is one over s^T gamma": {"1 / (s @ gamma)": "(s @ gamma)"},
    "V stands on one side only: V^T B V": [{"V.T @ B @ V": "V.T @ B"}, {"V.T @ B @ V": "B @ V"}],
    "the last term has s s^T, so that B gamma = s": {"np.outer(s, s)": "np.outer(gamma, gamma)"},
    "`*` and `@` make no matrix of two vectors: s s^T is np.outer(s, s), and gamma s^T is np.outer(gamma, s)": [
        {"np.outer(s, s)": "s * s"},
        {"np.outer(s, s)": "s @ s.T"},
        {"np.outer(gamma, s)": "gamma * s"},
        {"np.outer(gamma, s)": "gamma * s", "np.outer(s, s)": "s * s"},
        {"np.outer(gamma, s)": "gamma @ s.T", "np.outer(s, s)": "s @ s.T"},
    ],
    "V adds: it is I minus rho gamma s^T": {"(s)) - rho": "(s)) + rho"},
}

newton_step = your_turn(Function(newton_step, _step_trials, STEP), "The system is solved, and nothing inverted.")
step_length = your_turn(
    Function(step_length, _length_trials, LENGTH), "Full steps where they help, short ones elsewhere."
)
bfgs_update = your_turn(
    Function(bfgs_update, _update_trials, UPDATE), "It explains the last step, and stays positive definite."
)
