"""Practical 1, gaps 3 and 4: gradient descent and Newton's method, compared path by path."""

import numpy as np

from utils.checks.gap import Function, gap
from utils.checks.practical_1.paths import RULE, RULES, SHORT, away, bowl, telling_trial, trial


def gradient_descent(gradient, theta0, eta, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        path.append(path[-1] - eta * g)
    return np.array(path)


def newton(gradient, hessian, theta0, tolerance, max_steps):
    path = [np.array(theta0, dtype=float)]
    for _ in range(max_steps):
        g = gradient(path[-1])
        if np.linalg.norm(g) <= tolerance:
            break
        path.append(path[-1] - np.linalg.solve(hessian(path[-1]), g))
    return np.array(path)


_DOMAIN = {
    "d = 1": "d may be 1",
    "max_steps = 0": "max_steps may be 0",
    "max_steps = 1": "max_steps may be 0",
    "theta0: integers": "of floats or integers",
}

# ------------------------------------------------- slips that both loops share


def _loop_slips(step, formula):
    """The slips of a loop whose new point is path[-1] - step, on paper the formula."""
    append = f"        path.append(path[-1] - {step})"
    test = "        if np.linalg.norm(g) <= tolerance:\n            break"
    size, start, end = "np.linalg.norm(g)", "np.array(theta0, dtype=float)", "np.array(path)"
    rows = "one row for the start and one for each step"
    slips = {
        "no step was made: the path holds the start alone, but the loop should go on while |gradient(theta)| > tolerance": {
            "<= tolerance": "> tolerance"
        },
        "a step is made though the start is good enough: the test comes before the first step too": {
            "if np": "if len(path) > 1 and np"
        },
        "it goes on where the norm of the gradient equals the tolerance: stop at <=, not at <": {"<= tol": "< tol"},
        "there is no stopping rule: the loop ends where |gradient(theta)| <= tolerance": {f"{test}\n": ""},
        "there is one step too many: max_steps counts steps, and range(max_steps) makes as many": {
            "range(max_steps)": "range(max_steps + 1)"
        },
        "there is one step too few: max_steps counts steps, so the full path has max_steps + 1 points": {
            "range(max_steps)": "range(max_steps - 1)"
        },
        "max_steps is not used: the loop ends after max_steps steps, even where the gradient is still large": [
            {"for _ in range(max_steps)": "while True"},
            *({"range(max_steps)": f"range({steps})"} for steps in (100, 1000)),
        ],
        **{
            f"it stops {when}{RULE}": [
                {size: rule.replace("g0", "gradient(path[0])").replace("(s)", f"({step})")} for rule in rules
            ]
            for when, rules in RULES.items()
        },
        "a single step is made, but the gradient is still above the tolerance: does `return` or `break` end the loop?": {
            f"    return {end}": f"        return {end}"
        },
        "only the last point came back: the whole path is asked for, one row per point": {end: "path[-1]"},
        "the start is not on the path: its first row is theta0": {end: "np.array(path[1:])"},
        "the last point is not on the path: append each new point after its step": {end: "np.array(path[:-1])"},
        "every row is the last point: `-=` changes the one array that all rows share. Append a copy": {
            append: f"        path[-1] -= {step}\n        path.append(path[-1])"
        },
        "the points stand in columns: each point is a row": {end: f"{end}.T"},
        "the points came back as a list: make it one array with np.array(path)": {end: "path"},
        **{
            f"the rows after the last step hold {what}: cut them off, so that there is {rows}": {
                end: f"np.array(path + [{fill}] * (max_steps + 1 - len(path)))"
            }
            for what, fill in {"zeros": "0 * path[0]", "the start": "path[0]", "the last point": "path[-1]"}.items()
        },
        "these are the gradients on the way: the path holds the points": {
            end: "np.array([gradient(theta) for theta in path])"
        },
        "the path holds integers where no step is made: begin with np.array(theta0, dtype=float)": {
            start: "np.array(theta0)"
        },
        "the steps are cut to whole numbers, since the start holds integers: begin with np.array(theta0, dtype=float)": [
            {start: "np.array(theta0)", append: f"        path.append((path[-1] - {step}).astype(path[0].dtype))"},
            {end: "np.array(path, dtype=theta0.dtype)"},
        ],
        "the path holds float32, which keeps 7 digits: NumPy's float keeps 16": [
            {end: "np.array(path, dtype=np.float32)"},
            {start: "np.array(theta0, dtype=np.float32)"},
        ],
        "`-=` writes steps into an array of integers: begin with np.array(theta0, dtype=float)": {
            start: "np.array(theta0)",
            append: f"        path.append(path[-1].copy())\n        path[-1] -= {step}",
        },
        "the input theta0 was changed in place: it is the caller's own array, so begin with a copy, in floats": {
            start: "theta0",
            append: f"        path[-1] -= {step}\n        path.append(path[-1].copy())",
        },
        f"the steps go uphill: the new point is {formula}": {f"- {step}": f"+ {step}"},
        f"the step alone is on the path: the new point is {formula}": [
            {f"path[-1] - {step}": step},
            {f"path[-1] - {step}": f"-{step}"},
        ],
        "the gradient of the start is used in every step: compute it anew inside the loop": {
            "    for": "    g = gradient(path[0])\n    for",
            "        g = gradient(path[-1])\n": "",
        },
        "the test comes after the step, so there is one step too many: first the gradient, then the test, then the step": {
            f"{test}\n{append}": f"{append}\n{test}"
        },
    }
    near = test.replace(size, "np.linalg.norm(path[-1] - path[-2])")
    short = f"it stops {SHORT}{RULE}"
    return slips | {short: [*slips[short], {f"{test}\n{append}": f"{append}\n{near}"}]}


# ------------------------------------------------- 3: gradient descent


def _descent_trials(rng, right=gradient_descent):
    def problem():
        m, gradient, _ = bowl(rng, [0.3, 0.6, 3.0])
        return {"gradient": gradient, "theta0": away(rng, m), "eta": 0.3}

    yield telling_trial(rng, right, problem)
    m, gradient, _ = bowl(rng, [0.5, 2.0, 5.0, 3.0][: rng.integers(2, 5)])
    integers = rng.integers(5, 9, size=len(m)) * [1, -1, 1, -1][: len(m)]
    for kind, start in {"floats": away(rng, m), "integers": integers}.items():
        run = {"gradient": gradient, "theta0": start, "eta": 0.1, "tolerance": 0.0}
        for max_steps in int(rng.integers(5, 9)), 1, 0:
            yield trial({"theta0": kind}, right, True, **run, max_steps=max_steps)
    run = {"eta": 0.1, "tolerance": 1e-6, "max_steps": 5}
    yield trial({"start": "at the minimum"}, right, gradient=gradient, theta0=m, **run)
    corner = rng.integers(-5, 5, size=2)
    yield trial({"start": "at the minimum"}, right, gradient=lambda t: 3.0 * (t - corner), theta0=corner, **run)
    run = {"eta": 0.5, "tolerance": 1.0, "max_steps": 50}
    yield trial({"gradient": "theta", "theta0": 64}, right, gradient=lambda t: 1.0 * t, theta0=np.array([64]), **run)
    run = {"theta0": rng.normal(size=rng.integers(5, 8)), "eta": 1.5, "tolerance": 1e-3, "max_steps": 30}
    yield trial({"the path": "diverges"}, right, gradient=lambda t: np.arange(1, len(t) + 1) * t, **run)
    run = {"theta0": rng.normal(size=2), "eta": 1.0, "tolerance": 0.0, "max_steps": 1010 + int(rng.integers(9))}
    yield trial({}, right, gradient=lambda t: t / 500, **run)


_STEP = "eta * g"
DESCENT = {
    "it never makes more than 1000 steps: max_steps may be larger": {"range(max_steps)": "range(min(max_steps, 1000))"},
    "the gradient is divided by its norm: the step is eta g itself, which grows short as the slope does": {
        _STEP: "eta * g / np.linalg.norm(g)"
    },
    "eta shrinks from step to step: it stays fixed": [
        {"for _": "for k", _STEP: f"{eta} * g"} for eta in ("eta / (k + 1)", "eta / np.sqrt(k + 1)", "eta * 0.9**k")
    ],
    "eta is not used: the step is eta g": {_STEP: "g"},
    "only the sign of the gradient is used: the step is eta g": {_STEP: "eta * np.sign(g)"},
    "earlier steps are added, as with momentum: the step is eta times the gradient alone": {
        "    for": "    v = 0\n    for",
        f"path.append(path[-1] - {_STEP})": "v = 0.9 * v + g\n        path.append(path[-1] - eta * v)",
    },
    "the gradient is cut off where it is long: the step is eta g, however long": [
        {_STEP: "eta * np.clip(g, -1, 1)"},
        {_STEP: "eta * g / max(1, np.linalg.norm(g))"},
    ],
} | _loop_slips(_STEP, "theta - eta g")
gradient_descent = gap(
    Function(
        gradient_descent,
        _descent_trials,
        DESCENT,
        remedies={
            "Cannot cast ufunc": "The start holds integers, and steps do not: begin with np.array(theta0, dtype=float)."
        },
        domain=_DOMAIN,
    ),
    praise="It stops at the tolerance, at max_steps, and at once if the start is good; the path holds every point.",
)


# ------------------------------------------------- 4: Newton


def _newton_trials(rng, right=newton):
    curvatures = [4.0, 9.0, 20.0, 12.0][: rng.integers(2, 5)]

    def drawn(integers=False):
        m, gradient, hessian = bowl(rng, curvatures, k=12.0)
        start = m + rng.uniform(0.8, 2, size=len(m)) * rng.choice([-1, 1], size=len(m))
        return {"gradient": gradient, "hessian": hessian, "theta0": np.rint(start).astype(int) if integers else start}

    def long_run():  # with a Hessian that is too large the steps are short, and there are many
        m, gradient, hessian = bowl(rng, [4.0, 9.0, 20.0], k=1.0)
        return {"gradient": gradient, "hessian": lambda theta: 6 * hessian(theta), "theta0": away(rng, m)}

    yield telling_trial(rng, right, long_run)
    yield trial({"f": "no parabola"}, right, **drawn(), tolerance=1e-6, max_steps=20)
    for integers in False, True:
        run, words = drawn(integers), {"f": "no parabola", "theta0": "integers" if integers else "floats"}
        for max_steps in 3, 1, 0:
            yield trial(words, right, True, **run, tolerance=0.0, max_steps=max_steps)
    m, gradient, hessian = bowl(rng, [0.4, 3.0, 9.0, 5.0][: rng.integers(2, 5)])
    run = {"gradient": gradient, "hessian": hessian, "tolerance": 1e-6}
    yield trial({"f": "a parabola"}, right, **run, theta0=away(rng, m), max_steps=8)
    yield trial({"start": "at the minimum"}, right, **run, theta0=m, max_steps=5)
    run = {"gradient": lambda t: t**3, "hessian": lambda t: np.diag(3 * t**2), "tolerance": 1e-6}
    yield trial({"f": "t^4 / 4"}, right, **run, theta0=np.array([9]), max_steps=4)
    yield trial({"start": "at the minimum, where the Hessian is 0"}, right, **run, theta0=np.zeros(2, int), max_steps=5)
    run = {"gradient": lambda t: t**3 + t, "hessian": lambda t: np.diag(3 * t**2 + 1), "tolerance": 1e-6}
    yield trial(
        {"f": "t^4 / 4 + t^2 / 2"}, right, **run, theta0=rng.uniform(1, 3, size=rng.integers(5, 8)), max_steps=20
    )
    m, gradient, hessian = bowl(rng, [1e-4, 1e3])
    run = {"gradient": gradient, "hessian": hessian, "theta0": away(rng, m), "tolerance": 1e-6, "max_steps": 1}
    yield trial({"curvatures": "0.0001 and 1000"}, right, **run)
    run = {"gradient": lambda t: 1.0 * t, "hessian": lambda t: np.array([[4.0]]), "tolerance": 27.0, "max_steps": 9}
    yield trial({"theta0": 64, "each step": "a quarter of theta"}, right, **run, theta0=np.array([64]))
    Q = np.linalg.qr(rng.normal(size=(2, 2)))[0]  # along each axis the steps lead from near 0 to near 1 and back
    yield trial(
        {"curvatures": "negative, then positive"},
        right,
        gradient=lambda theta: Q @ ((Q.T @ theta) ** 3 - 2 * Q.T @ theta + 2),
        hessian=lambda theta: Q @ np.diag(3 * (Q.T @ theta) ** 2 - 2) @ Q.T,
        theta0=Q @ rng.uniform(-0.15, 0.15, size=2),
        tolerance=1e-6,
        max_steps=4,
    )


_HESSIAN, _NEWTON = "hessian(path[-1])", "np.linalg.solve(hessian(path[-1]), g)"
NEWTON = {
    "The step is computed before the test: where the gradient is 0 the Hessian may be singular, so test first": {
        "        if np": f"        {_NEWTON}\n        if np"
    },
    **_loop_slips(_NEWTON, "theta - H^-1 g"),
    "directions of small curvature are cut off: along them Newton's steps are longest": [
        {_NEWTON: f"np.linalg.pinv({_HESSIAN}, rcond={cut}) @ g"} for cut in (1e-2, 1e-4, 1e-6)
    ],
    "another step is taken where the Hessian is not positive definite: Newton's step is H^-1 g everywhere": [
        {_NEWTON: f"({_NEWTON} if np.linalg.eigvalsh({_HESSIAN})[0] > 0 else {other})"} for other in ("g", "0.1 * g")
    ],
    "the Hessian of the start is used in every step: compute it anew at each point": {_HESSIAN: "hessian(path[0])"},
    "the gradient is divided by the Hessian's diagonal entry by entry: solve the system H s = g": {
        _NEWTON: f"g / np.diag({_HESSIAN})"
    },
    "1/H divides entry by entry, which is no inverse: solve the system H s = g": {_NEWTON: f"(1 / {_HESSIAN}) @ g"},
    "the gradient is multiplied by the Hessian: solve the system H s = g": {_NEWTON: f"{_HESSIAN} @ g"},
    "the gradient is divided by one number, a norm of the Hessian: solve the system H s = g": [
        {_NEWTON: f"g / np.linalg.norm({_HESSIAN})"},
        {_NEWTON: f"g / np.linalg.norm({_HESSIAN}, 2)"},
    ],
    "this is a gradient step, theta minus a multiple of g: the Hessian is not used": [
        {_NEWTON: f"{eta} * g"} for eta in (1, 0.5, 0.1, 0.01)
    ],
    **{
        f"the step is multiplied by {factor}: Newton's step has its length from H, without eta": {
            _NEWTON: f"{factor} * {_NEWTON}"
        }
        for factor in (0.5, 0.1, 0.01, 0.9)
    },
    "The matrix stands first in np.linalg.solve(H, g)": {"(hessian(path[-1]), g)": "(g, hessian(path[-1]))"},
    "The points have different shapes: a matrix times a vector is `@`, while `*` and `/` make a (d, d) array": [
        {_NEWTON: f"np.linalg.inv({_HESSIAN}) * g"},
        {_NEWTON: f"g / {_HESSIAN}"},
    ],
    "a multiple of the identity is added to the Hessian: solve with H itself": [
        {_HESSIAN: f"{_HESSIAN} + {more} * np.eye(len(g))"} for more in (1e-3, 1e-6, 1e-8)
    ],
    "the step is shortened where the gradient would grow: Newton's step is H^-1 g, in full length": {
        f"        path.append(path[-1] - {_NEWTON})": f"        s = {_NEWTON}\n"
        "        while np.linalg.norm(gradient(path[-1] - s)) > np.linalg.norm(g):\n"
        "            s = s / 2\n"
        "        path.append(path[-1] - s)"
    },
}
newton = gap(
    Function(
        newton,
        _newton_trials,
        NEWTON,
        remedies={
            "1-dimensional array": "The matrix stands first in np.linalg.solve(H, g).",
            "inhomogeneous": "The points have different shapes: a matrix times a vector is `@`, `*` makes a (d, d) array.",
            "positive definite": "Only a positive definite Hessian has a Cholesky factor: np.linalg.solve needs no such thing.",
        },
        domain=_DOMAIN
        | {"max_steps = 0": "Stops and returns as gradient_descent does"}
        | {"max_steps = 1": "as gradient_descent"},
        allows={
            "float32 inside": "where the curvatures differ by 1e7 no digit of the step is left, and the step is named"
        },
    ),
    praise="Every step uses the Hessian of its own point.",
)
