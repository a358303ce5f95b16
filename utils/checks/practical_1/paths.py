"""Practical 1, gaps 3 and 4: runs of a loop, how two paths are compared, and runs that tell one stopping rule from another."""

import inspect
import itertools

import numpy as np

from utils.checks.data import copied
from utils.checks.gap import Fault, Trial
from utils.checks.unaided import by_itself

# ------------------------------------------------- runs and their paths


def trial(words, right, twice=False, **arguments):
    """One run, or two equal ones (nothing may be kept between them), compared with the path of the right function."""
    arguments = {name: arguments[name] for name in inspect.signature(right).parameters}
    expected = right(**copied(arguments))

    def run(call, gradient, **others):
        calls, budget = itertools.count(), 20 * (arguments["max_steps"] + 10)

        def counted(theta):
            if next(calls) > budget:
                raise Fault("the loop goes on long after max_steps steps", "Does it count them?")
            return gradient(theta)

        given = {"gradient": counted} | others
        path = by_itself(call, **given) if twice else call(**given)
        described = _described(path, expected)
        if "diverges" in words.values() and _begins(path, expected):
            raise Fault("it gives up because the gradient is large", "max_steps alone ends a path that diverges.")
        return described

    numbers = {"d": len(arguments["theta0"])} | {k: arguments[k] for k in ("eta", "tolerance") if k in arguments}
    numbers |= {"max_steps": arguments["max_steps"]}
    return Trial(numbers | words, arguments, run, tolerance=1e-7 if "hessian" in arguments else 1e-9)


def _counted(steps):
    return f"{steps} step{'' if steps == 1 else 's'}"


def _begins(path, right):
    """Is the path the right one, but shorter?"""
    shape = np.shape(path) if isinstance(path, np.ndarray) else ()
    return (
        len(shape) == 2
        and shape[1:] == right.shape[1:]
        and 0 < len(path) < len(right)
        and np.allclose(path, right[: len(path)])
    )


def _described(path, right):
    """The parts of a path: the first that differs says what is wrong. What is no path stands for each of its parts."""
    proper = isinstance(path, np.ndarray) and path.dtype.kind in "iuf" and path.ndim == 2 and len(path) > 0
    if not proper or path.shape[1] != right.shape[1]:
        return dict.fromkeys(_described(right, right), path)
    shared = min(len(path), len(right))
    first = path[1] - path[0] if len(path) > 1 else 0 * path[0]
    agree = np.allclose(path[:shared], right[:shared], rtol=1e-6)
    missing = right[shared:] if agree else path[-1:].repeat(len(right) - shared, axis=0)  # it may be right so far
    return {
        "the path": right,
        "its numbers": "floats" if path.dtype.kind == "f" and path.dtype.itemsize >= 8 else str(path.dtype),
        "row 0, the start": path[0].astype(float),
        **({"the first step": first.astype(float)} if len(right) > 1 else {}),
        "the points": np.vstack([path[:shared], missing]),
        "steps until |gradient(theta)| <= tolerance, or max_steps of them": _counted(len(path) - 1),
        "the rows after them": path[len(right) :].astype(float),
    }


def bowl(rng, curvatures, k=0.0):
    """f = 1/2 t'At + k sum log cosh t with t = theta - m, a parabola where k = 0: m, the gradient and the Hessian of f."""
    d, A = len(curvatures), np.zeros((1, 1))
    while np.abs(A).min() <= 0.05 * max(curvatures):  # no entry near 0: some slips divide by them
        Q = np.linalg.qr(rng.normal(size=(d, d)))[0]
        A = Q @ np.diag(curvatures) @ Q.T
    m = rng.normal(size=d) + 0.3
    return (
        m,
        lambda theta: A @ (theta - m) + k * np.tanh(theta - m),
        lambda theta: A + k * np.diag(1 - np.tanh(theta - m) ** 2),
    )


def away(rng, m):
    return m + rng.uniform(1, 3, size=len(m)) * rng.choice([-1, 1], size=len(m))


# other rules: what should be at most the tolerance, of the gradient g, the gradient at the start g0 and the step s
SHORT, RULE = "when the step is short, not when the gradient is", ": the rule is |gradient(theta)| <= tolerance"
RULES = {
    SHORT: ["np.linalg.norm(s)"],
    "on the squared norm": ["g @ g"],
    "on the smallest entry of the gradient": ["np.abs(g).min()"],
    "on the mean of the gradient's absolute entries": ["np.abs(g).mean()"],
    "on the root mean square of the gradient's entries": ["np.sqrt((g**2).mean())"],
    "on the largest entry of the gradient": ["np.abs(g).max()"],
    "on the sum of the gradient's entries, which cancel": ["g.sum()", "abs(g.sum())"],
    "on the sum of the gradient's absolute entries": ["np.abs(g).sum()"],
    "when the gradient is small compared with that of the start": ["np.linalg.norm(g) / np.linalg.norm(g0)"],
}
_SIZES = [[eval(f"lambda g, g0, s: {rule}", {"np": np}) for rule in rules] for rules in RULES.values()]


def telling_trial(rng, right, problem):
    """A run of a problem (arguments without a tolerance) that each other rule, and each miscount of steps, ends elsewhere."""
    while True:
        run = problem() | {"max_steps": 60}
        path = right(**run, tolerance=-1)
        slopes = [run["gradient"](theta) for theta in path[:-1]]
        walk = list(zip(slopes, slopes[:1] * 60, np.diff(path, axis=0)))

        def ends(size):
            return (np.array([size(*point) for point in walk] + [-np.inf]) <= tolerances).argmax(axis=1)

        tolerances = np.exp(rng.uniform(-5, 0, size=(30, 1))).round(4)
        last, others = ends(lambda g, g0, s: np.linalg.norm(g)), [[ends(size) for size in sizes] for sizes in _SIZES]
        others[0] += [others[0][0] + 1]  # a short step, noticed when it was made
        for k, tolerance in enumerate(tolerances[:, 0]):
            groups = [{last[k]}, {last[k] - 1}, {last[k] + 1}, *({end[k] for end in group} for group in others)]
            every = set().union(*groups)
            if last[k] > 8 and 2 <= min(every) and max(every) < 60 and len(every) == sum(map(len, groups)):
                return trial({}, right, True, **run, tolerance=float(tolerance))
