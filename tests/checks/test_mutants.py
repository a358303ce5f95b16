"""Each single small edit of a right function is refused by the check of its gap, or known to be right all the same."""

import functools
import os

import pytest

from tests.checks.equivalent import EQUIVALENT
from tests.checks.mutants import mutants, survivors
from tests.checks.practicals import CHECKS
from utils.checks import slips

SAMPLE = 12  # everyday, one mutant in so many

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="mutants run in forked processes"),
    pytest.mark.timeout(1500),
]


@functools.cache
def all_mutants(practical):
    """(gap, function, changed line) -> the mutant's text."""
    return {
        (gap, name, line): text
        for gap, functions in CHECKS[practical].GAPS.items()
        for name, function in functions.items()
        for line, text in mutants(slips.text_of(function.right)).items()
    }


def known(practical):
    return {(name, line) for name, lines in EQUIVALENT[practical].items() for line in lines}


@pytest.mark.parametrize("step", [SAMPLE, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("practical", CHECKS)
def test_mutants_are_refused(practical, step):
    chosen = dict(list(all_mutants(practical).items())[::step])
    module = CHECKS[practical].__name__.split(".")[-1]
    passed = {(name, line) for _, name, line in survivors(module, chosen)}
    expected = {(name, line) for _, name, line in chosen} & known(practical)
    assert passed - expected == set(), "these pass: refuse them, or say in equivalent.py why they are right"
    assert expected - passed == set(), "these are said to be right, but are refused"


@pytest.mark.parametrize("practical", CHECKS)
def test_the_list_of_equivalents_is_true_of_the_functions_as_they_are(practical):
    assert known(practical) <= {(name, line) for _, name, line in all_mutants(practical)}
    assert all(len(reason) > 10 for lines in EQUIVALENT[practical].values() for reason in lines.values())


def test_every_function_has_mutants():
    for practical, checks in CHECKS.items():
        counted = [name for _, name, _ in all_mutants(practical)]
        for functions in checks.GAPS.values():
            assert all(counted.count(name) >= 3 for name in functions)


# ---- the mutants themselves


@pytest.mark.parametrize(
    ("line", "edited"),
    [
        ("return a + b", {"return a - b", "return a * b"}),
        ("return a - b", {"return a + b", "return b - a"}),
        ("return a @ b", {"return a * b", "return b @ a"}),
        ("return a.T", {"return a"}),
        ("return -a", {"return a"}),
        ("return a < b", {"return a <= b", "return a > b"}),
        ("return a and (not b)", {"return a or not b", "return a and b"}),
        ("return a[1:]", {"return a[2:]", "return a[0:]", "return a[:]", "return a[1:-1]"}),
        ("return a.sum(axis=0, keepdims=True)", {
            "return a.mean(axis=0, keepdims=True)",
            "return a.sum(axis=1, keepdims=True)",
            "return a.sum(axis=0, keepdims=False)",
            "return a.sum(axis=0)",
            "return a.sum(keepdims=True)",
        }),
        ("return f(a, b)", {"return f(b, a)"}),
        ("return zip(a, b, strict=True)", {"return zip(b, a, strict=True)"}),
        ("return np.maximum(a, b)", {"return np.minimum(a, b)"}),
        ("return range(a)", {"return range(a + 1)", "return range(a - 1)", "return range(1, a)"}),
        ("a += b", {"a = b", "a -= b", "a *= b", "without a += b"}),
        ("c = a", {"c = b", "without c = a"}),
    ],
)  # fmt: skip
def test_mutants(line, edited):
    assert edited <= set(mutants(f"def f(a, b):\n    {line}\n"))


def test_a_mutant_is_one_edit():
    found = mutants("def f(a, b):\n    c = a + b\n    return c * 2\n")
    assert found["c = a - b"] == "def f(a, b):\n    c = a - b\n    return c * 2"
    assert found["without c = a + b"] == "def f(a, b):\n    pass\n    return c * 2"
    assert all(text.count("\n") == 2 for text in found.values())
    assert {"return a * 2", "return b * 2", "return c / 2", "return c * 3", "return c * 0"} <= set(found)
