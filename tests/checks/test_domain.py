"""What a docstring promises, a function is tried on, and on nothing else, in the visible tests and in the hidden ones.

The grammar of `Function.domain` stands in corners.py.
"""

import ast

import numpy as np
import pytest

from tests.checks import answer_runner
from tests.checks.corners import REPEATED, all_sizes, found_corners, is_corner, occurs
from tests.checks.practicals import CHECKS
from utils.checks import gap as engine
from utils.checks.gap import Function, Trial

every_function = pytest.mark.parametrize(
    ("practical", "gap", "name"),
    [
        pytest.param(practical, gap, name, id=f"{gap}-{name}")
        for practical, checks in CHECKS.items()
        for gap, functions in checks.GAPS.items()
        for name in functions
    ],
)


def trials_of(functions):
    """(visible, hidden): function name -> trials."""
    for seed in 0, 8431:
        found = engine._trials(tuple(functions.values()), seed)
        yield dict(zip(functions, found, strict=True))


def docstring(cell, name):
    (node,) = (node for node in ast.parse(cell).body if isinstance(node, ast.FunctionDef) and node.name == name)
    return " ".join(ast.get_docstring(node).split())


def problems(function, visible, hidden, text):
    """What is wrong with a function's domain: a corner that is not tried, not declared, or not promised."""
    first, found = visible[0], []
    for corner, words in function.domain.items():
        if not is_corner(corner):
            found.append(f"{corner!r} is no corner (the grammar stands in corners.py)")
            continue
        for kind, trials in ("visible", visible), ("hidden", hidden):
            if not any(occurs(corner, trial, first) for trial in trials):
                found.append(f"{corner}: in no {kind} trial")
        if not words or " ".join(words.split()) not in text:
            found.append(f"{corner}: the docstring does not say {words!r}")
    tried = sorted({corner for trial in (*visible, *hidden) for corner in found_corners(trial, first)})
    found += [f"{corner}: tried, but not declared" for corner in tried if corner not in function.domain]
    seen = [all_sizes(trial.arguments) for trial in visible]
    new = [trial for trial in hidden if all_sizes(trial.arguments) not in seen]
    if (2 * len(new) < len(hidden)) != (REPEATED in function.allows):
        found.append(f"{len(new)} of {len(hidden)} hidden trials have other sizes than the visible ones")
    return found


@every_function
def test_domain(practical, gap, name):
    functions = CHECKS[practical].GAPS[gap]
    (cell,) = {cell for place, function, cell in answer_runner.functions(practical) if function is functions[name]}
    visible, hidden = trials_of(functions)
    assert problems(functions[name], visible[name], hidden[name], docstring(cell, name)) == []


# ---- the test itself


def scaled(X, factor):
    """X times a factor. X has shape (n, d), n may be 1; it may hold integers."""
    return X * factor


def scaled_trials(rng):
    a, b, c, d, e = rng.permutation(np.arange(2, 12))[:5].tolist()
    for n, width in (a, b), (1, c):
        yield Trial({"n": n, "d": width}, {"X": rng.normal(size=(n, width)), "factor": 2.0})
    yield Trial({"n": d, "d": e}, {"X": rng.integers(-9, 9, size=(d, e)), "factor": 2.0})


def found(domain, trials=scaled_trials, hidden=None, **options):
    function = Function(scaled, trials, domain=domain, **options)
    visible, other = (list(rule(np.random.default_rng(seed))) for rule, seed in ((trials, 0), (hidden or trials, 8431)))
    return problems(function, visible, other, " ".join(scaled.__doc__.split()))


def test_a_domain_that_is_kept():
    assert found({"n = 1": "n may be 1", "X: integers": "may hold integers"}) == []
    assert found({"n = 1": "n may be 1", "X: integers": "may hold integers", "n < d": "(n, d)"}) == []


@pytest.mark.parametrize(
    ("domain", "says"),
    [
        ({}, ["X: integers: tried, but not declared", "n = 1: tried, but not declared"]),
        ({"n = 1": "n may be one", "X: integers": "integers"}, ["n = 1: the docstring does not say 'n may be one'"]),
        (
            {"n = 1": "n may be 1", "X: integers": "integers", "X: large": "X"},
            ["X: large: in no visible trial", "X: large: in no hidden trial"],
        ),
        ({"n = 1": "n", "X: integers": "X", "X: rational": "X"}, ["'X: rational' is no corner"]),
    ],
)
def test_a_domain_that_is_not_kept(domain, says):
    assert [text.split(" (")[0] for text in found(domain)] == says


def test_hidden_trials_have_other_sizes():
    def fixed(rng):
        yield Trial({"n": 4}, {"X": rng.normal(size=(4, 3)), "factor": 2.0})

    assert found({}, fixed) == ["0 of 1 hidden trials have other sizes than the visible ones"]
    assert found({}, fixed, allows={REPEATED: "the exercise fixes them"}) == []
    assert len(found({"n = 1": "n may be 1", "X: integers": "integers"}, allows={REPEATED: "they do not"})) == 1


@pytest.mark.parametrize(
    ("corner", "sizes", "value"),
    [
        ("Z: a list", {}, [1.0, 2.0]),
        ("Z: a tuple", {}, (1.0, 2.0)),
        ("Z: float32", {}, np.ones(2, dtype=np.float32)),
        ("Z: another shape", {}, np.ones((2, 3))),
        ("Z: large", {}, np.array([0.0, -1000])),
        ("n = 0", {"n": 0}, np.ones(2)),
        ("layers = 1", {"widths": [3, 2]}, np.ones(2)),
    ],
)
def test_corners(corner, sizes, value):
    first = Trial({"n": 2, "widths": [4, 3, 2]}, {"Z": np.ones(2)})
    trial = Trial(sizes, {"Z": value})
    assert is_corner(corner)
    assert found_corners(trial, first) == {corner}
    assert occurs(corner, trial, first)
    assert not occurs(corner, first, first)
    assert found_corners(first, first) == set()
