"""Each function of each gap, wrapped in each fault, is refused with words that name the fault, or declared allowed."""

import contextlib
import fnmatch
import io
import re

import numpy as np
import pytest

from tests.checks import answer_runner
from tests.checks.corners import REPEATED
from tests.checks.faults import EVERYWHERE, faults, watched, wrapped
from tests.checks.practicals import CHECKS, own
from utils.checks import gap as engine
from utils.checks.gap import Function, Trial, gap

NEVER = "nan where the result is smallest", "a warning", "a warning in the last call alone"  # these no check lets pass
SEEDS = 0, 8431  # the visible tests and the hidden ones
FUNCTIONS = [
    (practical, name, function)
    for practical, checks in CHECKS.items()
    for name, functions in checks.GAPS.items()
    for function in functions
]


@pytest.fixture(scope="module", autouse=True)
def _remembered():
    """The engine sees each trial of the right functions once."""
    with pytest.MonkeyPatch.context() as patch:
        for name in "_trials", "_see":
            patch.setattr(engine, name, getattr(engine, name))
        answer_runner.remember(None)
        yield


def message(check, functions, seeds=SEEDS):
    """What the check says of the functions; "" where it finds nothing wrong."""
    with contextlib.redirect_stdout(io.StringIO()):
        for seed in seeds:
            try:
                check(*functions, seed=seed)
            except AssertionError as error:
                return str(error)
    return ""


def verdicts(check, functions, name, which=None):
    """fault -> what became of it, for one of the functions of a check: "refused", "idle", "passes" or "says: ..."."""
    function, calls = check.functions[name], []
    place = list(check.functions).index(name)

    def said(student, seeds=SEEDS):
        return message(check, [*functions[:place], student, *functions[place + 1 :]], seeds)

    assert said(watched(function, calls), seeds=(0,)) == ""
    for fault_name, fault in faults(function, calls).items():
        if which and fault_name not in which:
            continue
        student, memory = wrapped(function, fault)
        words = said(student)
        if not words:
            yield fault_name, "passes" if memory["acted"] else "idle"
        else:
            yield fault_name, "refused" if re.search(fault.says, words) else f"says: {words}"


def problems(check, functions, name):
    """What is wrong with the check of a function: faults that it lets pass, and allowances that it does not need."""
    allows, used, found = check.functions[name].allows, set(), []
    for fault, verdict in verdicts(check, functions, name):
        fitting = {key for key in allows if fnmatch.fnmatchcase(fault, key)}
        if verdict not in ("refused", "idle"):
            used |= fitting
            if not fitting and not (verdict == "passes" and fault in EVERYWHERE):
                found.append(f"{fault}: {verdict}")
    return found + [f"{key}: allowed, but refused" for key in allows if key not in used | {REPEATED}]


every_function = pytest.mark.parametrize(
    ("practical", "gap_name", "name"), FUNCTIONS, ids=[f"{gap_name}-{name}" for _, gap_name, name in FUNCTIONS]
)


@every_function
def test_faults(practical, gap_name, name):
    assert problems(getattr(CHECKS[practical], gap_name), own(practical, gap_name), name) == []


@every_function
def test_nan_and_warnings_never_pass(practical, gap_name, name):
    seen = verdicts(getattr(CHECKS[practical], gap_name), own(practical, gap_name), name, NEVER)
    assert "passes" not in dict(seen).values()


def test_allowances_have_reasons():
    for practical, gap_name, name in FUNCTIONS:
        for fault, reason in CHECKS[practical].GAPS[gap_name][name].allows.items():
            assert len(reason) > 10, (name, fault)


# ---- the faults themselves


def mean(X):
    return X.mean(axis=0)


def twins(rng):
    for n, d in (5, 3), (4, 3):
        yield Trial({"n": n, "d": d}, {"X": rng.normal(size=(n, d))})


def corners(rng):
    yield from twins(rng)
    for n, d in (1, 2), (3, 1), (2, 6):
        yield Trial({"n": n, "d": d}, {"X": rng.normal(size=(n, d))})
    yield Trial({"n": 4, "d": 3, "X": "integers"}, {"X": rng.integers(-9, 9, size=(4, 3))})


def found(trials, **options):
    check = gap(Function(mean, trials, **options))
    return problems(check, [lambda X: mean(X)], "mean")


def test_trials_of_one_size_leave_holes():
    holes = {text.split(":")[0] for text in found(twins)}
    assert {"X.shape[0] = 1 is refused", "another X.shape[1] is refused", "X wider than tall is refused"} <= holes
    assert "another X.shape[0] is refused" not in holes
    assert "integers in X are refused" in holes


def test_trials_over_the_corners_leave_none():
    assert found(corners) == []


def test_an_allowance_is_needed_or_a_mistake():
    assert found(corners, allows={"squeezed": "nothing"}) == ["squeezed: allowed, but refused"]
    assert "integers in X are refused: passes" not in found(twins, allows={"integers in X are refused": "floats only"})


def test_most_faults_act():
    check = gap(Function(mean, corners))
    seen = dict(verdicts(check, [lambda X: mean(X)], "mean"))
    assert sum(verdict == "refused" for verdict in seen.values()) > 20
    assert seen["a tuple for a list"] == "idle"  # there is none
    assert np.all([verdict in ("refused", "idle") for verdict in seen.values()])
