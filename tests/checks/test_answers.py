"""Tests of the practicals' tests: wrong answers must lose their gap with a telling message, right ones keep it.

tests/answers/PRACTICAL/GAP.py holds the answers to one gap. Each runs through the gap's graded cell as the grader sees
it, with hidden tests and written-out AUTOTESTs, in its own process (see answer_runner.py).
"""

import functools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from grading.engine.master import instantiator
from tests.checks import answer_runner
from tests.checks.answer_runner import answers
from tests.conftest import ROOT, read
from utils.checks import slips

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="answers run in forked processes"),
    pytest.mark.timeout(1500),  # the first test of a practical waits for all of its answers
]

FOLDER = ROOT / "tests" / "answers"
PRACTICALS = sorted(path.name for path in FOLDER.glob("*/") if (ROOT / "solutions" / path.name).is_dir())
SECONDS = 20  # of processor time, for one answer
WRONG, RIGHT = 5, 2  # at least so many for each gap


@functools.cache
def solved(practical):
    """The cells of the solved notebook that its tests need, as the grader runs them."""
    nb = read(ROOT / "solutions" / practical / f"{practical}.ipynb")
    cells = [cell for cell in nb.cells if cell.cell_type == "code"]
    marks = [cell.metadata.get("nbgrader", {}) for cell in cells]
    tests = [mark.get("grade_id", "").removeprefix("test_") if mark.get("grade") else "" for mark in marks]
    gaps = [mark.get("grade_id") if mark.get("solution") and mark["grade_id"] in tests else "" for mark in marks]
    keep = {index for index in range(len(cells)) if gaps[index] or tests[index]}
    writer = instantiator(ROOT)
    for index in answer_runner.needed([cell.source for cell in cells], keep):
        cells[index] = writer.cell(cells[index], nb.cells.index(cells[index]))
    return [
        {"source": cell.source, "gap": gap, "test": test, "points": mark.get("points", 0)}
        for cell, gap, test, mark in zip(cells, gaps, tests, marks, strict=True)
    ]


def gaps(practical):
    return [cell["gap"] for cell in solved(practical) if cell["gap"]]


def points(practical):
    """gap -> points; optional gaps have none."""
    return {cell["test"]: cell["points"] for cell in solved(practical) if cell["test"]}


@pytest.fixture(scope="session")
def outcomes(request):
    """practical -> what happened to each of the answers that this run asks for; computed once."""
    asked = {
        item.callspec.params["case"]
        for item in request.session.items
        if item.path == Path(__file__) and "case" in getattr(getattr(item, "callspec", None), "params", {})
    }

    @functools.cache
    def run(practical):
        cases = [answer for name, answer in asked if name == practical]
        job_answers = [
            {"key": answer.name, "gap": answer.gap, "code": answer.code, "others": answer in firsts(practical)}
            for answer in cases
        ]
        job = {"cells": solved(practical), "answers": job_answers, "seconds": SECONDS}
        job["checks"] = answer_runner.checks(practical)
        done = subprocess.run(
            [sys.executable, answer_runner.__file__],
            input=json.dumps(job),
            cwd=ROOT / "solutions" / practical,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return {result["key"]: result for result in map(json.loads, done.stdout.splitlines())}

    return run


@functools.cache
def firsts(practical):
    """The first wrong answer of each gap: it also goes through all other tests."""
    found = {}
    for answer in answers(practical):
        if answer.kind == "wrong":
            found.setdefault(answer.gap, answer)
    return frozenset(found.values())


CASES = [(practical, answer) for practical in PRACTICALS for answer in answers(practical)]
SAMPLE = 4  # everyday, one slip in so many, and one answer to a task, which takes seconds
SAMPLED = [case for case in CASES if not case[1].line or case[1].gap.startswith("my_")]
LATER = {case for number, case in enumerate(SAMPLED) if number % SAMPLE}
PARAMETERS = [
    pytest.param(case, id=f"{case[0]}-{case[1].name}", marks=[pytest.mark.slow] if case in LATER else [])
    for case in CASES
]


@pytest.mark.parametrize("case", PARAMETERS)
def test_answer(case, outcomes):
    practical, answer = case
    place = f"tests/answers/{practical}/{answer.gap}.py:{answer.line}" if answer.line else f"utils/checks, {answer.gap}"
    assert answer.gap in gaps(practical), f"{place}: the practical has no gap {answer.gap}"
    outcome = outcomes(practical)[answer.name]
    own, test = outcome["answer"], outcome["tests"][answer.gap]
    stopped = own["error"] and "raise NotImplementedError" not in answer.code  # a cell that is not written may stop
    assert not stopped, f"{place}: the answer itself fails: {own['error']}: {own['message']}"
    judge(answer, test, place, points(practical)[answer.gap])
    if answer in firsts(practical):
        lost = {
            name: f"{other['error']}: {other['message']}" for name, other in outcome["tests"].items() if other["error"]
        }
        lost.pop(answer.gap)
        assert not lost, f"{place}: one wrong gap costs other gaps their points"


def judge(answer, test, place, points):
    """Does the graded cell say of an answer what it should, and give it what it deserves?"""
    said = f"{test['error']}: {test['message']}" if test["error"] else ""
    got, due = answer_runner.earned(test, points), {"right": points, "worth": answer.worth, "wrong": 0}[answer.kind]
    problem = ""
    if test["stderr"]:
        problem = f"the check writes to stderr, which nbgrader takes for a failure: {test['stderr']}"
    elif answer.kind != "wrong" and said:
        problem = f"{'a right answer' if answer.kind == 'right' else 'what is worth something'} is refused: {said}"
    elif answer.kind != "wrong" and got != due:
        problem = f"it gets {got:g} points, but deserves {due:g} of {points:g}"
    elif answer.kind == "worth" and not re.search(answer.says, test["stdout"]):
        problem = f"what is printed does not match {answer.says!r}: {test['stdout']}"
    elif answer.kind == "wrong" and not said:
        problem = "a wrong answer passes"
    elif answer.kind == "wrong" and test["error"] != "AssertionError" and test["error"] not in answer.says:
        problem = f"the check itself stops: {said}"
    elif answer.kind == "wrong" and not re.search(answer.says, said):
        problem = f"the message does not match {answer.says!r}: {said}"
    if problem:
        pytest.fail(f"{place} ({answer.title}): {problem}", pytrace=False)


@pytest.mark.parametrize("practical", PRACTICALS)
def test_the_reference_passes(practical, outcomes):
    cells = {key: result["cell"] for key, result in outcomes(practical).items() if "cell" in result}
    wrong = {
        key: f"{cell['error']}: {cell['message']} {cell['stderr']}"
        for key, cell in cells.items()
        if cell["error"] or cell["stderr"]
    }
    assert not wrong
    assert len(cells) >= 2 * len(gaps(practical))


@pytest.mark.parametrize("practical", PRACTICALS)
def test_the_checks_compare_with_the_solution(practical):
    """Line by line, so that a slip is the same edit of both."""
    for _, function, cell in answer_runner.functions(practical):
        assert slips.text(cell, function.name) == slips.text_of(function.right), function.name


@pytest.mark.parametrize("practical", PRACTICALS)
def test_every_gap_has_enough_answers(practical):
    answered = {answer.gap for answer in answers(practical)}
    assert {gap for gap, worth in points(practical).items() if worth} <= answered <= set(gaps(practical))
    names = [answer.name for answer in answers(practical)]
    assert len(names) == len(set(names)), "two answers to one gap have the same title"
    for gap in answered:
        kinds = [answer.kind for answer in answers(practical) if answer.gap == gap]
        lost = len(kinds) - kinds.count("right")
        assert lost >= WRONG, f"{gap}: {lost} answers that lose points"
        assert kinds.count("right") >= RIGHT, f"{gap}: {kinds.count('right')} right answers"


def test_practicals_have_answers():
    practicals = sorted(path.parent.name for path in (ROOT / "solutions").glob("*/*.ipynb"))
    assert practicals == PRACTICALS


# ---------------------------------------------------------------- the runner itself


def run(cells, *codes, seconds=5, others=False):
    keyed = [{"key": str(i), "gap": "f", "code": code, "others": others} for i, code in enumerate(codes)]
    job = {"cells": cells, "answers": keyed, "seconds": seconds}
    done = subprocess.run(
        [sys.executable, answer_runner.__file__], input=json.dumps(job), capture_output=True, text=True
    )
    results = {result["key"]: result for result in map(json.loads, done.stdout.splitlines())}
    return [results[str(i)] for i in range(len(codes))]


CELLS = [
    {"source": "shared = [1]", "gap": "", "test": ""},
    {"source": "def f(x):\n    return x", "gap": "f", "test": ""},
    {"source": "assert f(shared) == [1], 'not the same'", "gap": "", "test": "f"},
    {"source": "raise RuntimeError('a picture that no test needs')", "gap": "", "test": ""},
    {"source": "assert len(shared) == 1, 'shared was changed'", "gap": "", "test": "g"},
]


def test_runner_tells_right_from_wrong_and_keeps_answers_apart():
    wrong, right, mutating = run(
        CELLS, "def f(x): return 2", "def f(x): return list(x)", "def f(x):\n    x.append(2); return [1]", others=True
    )
    assert (wrong["tests"]["f"]["error"], wrong["tests"]["f"]["message"]) == ("AssertionError", "not the same")
    assert not right["tests"]["f"]["error"]
    assert not right["tests"]["g"]["error"]
    assert mutating["tests"]["g"]["message"] == "shared was changed"


def test_runner_stops_what_never_ends_and_survives_a_death():
    endless, dead = run(
        CELLS, "def f(x):\n    while True: pass", "import os\ndef f(x): os.kill(os.getpid(), 9)", seconds=1
    )
    assert endless["tests"]["f"]["error"] == "TimeoutError"
    assert dead["answer"]["error"] == "Died"


def test_runner_counts_points_as_nbgrader_does():
    cells = [*CELLS[:2], {"source": "f(shared)", "gap": "", "test": "f"}]
    values = {
        "6": 6,
        "6.5": 6.5,
        "0": 0,
        "None": 9,
        "'6'": 9,
        "True": 9,
        "[6]": 9,
        "-1": 9,
        "np.float64(6)": 9,
        "1 / 0": 0,
    }
    results = run(cells, *(f"import numpy as np\ndef f(x): return {value}" for value in values))
    assert [answer_runner.earned(result["tests"]["f"], 9) for result in results] == list(values.values())
    (quiet,) = run([*CELLS[:2], {"source": "f(shared);", "gap": "", "test": "f"}], "def f(x): return 6")
    assert answer_runner.earned(quiet["tests"]["f"], 9) == 9  # Jupyter shows nothing


@pytest.mark.parametrize(
    ("head", "value", "problem"),
    [
        ("worth 6", "6", ""),
        ("worth 6", "6.0", ""),
        ("worth 6", "5", "it gets 5 points, but deserves 6 of 9"),
        ("worth 6", "", "it gets 9 points"),
        ("right", "9", ""),
        ("right", "8.5", "it gets 8.5 points, but deserves 9"),
    ],
)
def test_answers_that_are_worth_a_part(tmp_path, head, value, problem):
    path = tmp_path / "gap.py"
    path.write_text(f"# %% {head}: some of it\nx = 1\n")
    (answer,) = answer_runner.parse(path)
    test = {"error": "", "message": "", "value": value, "stdout": "", "stderr": ""}
    if problem:
        with pytest.raises(pytest.fail.Exception, match=problem):
            judge(answer, test, "here", 9)
    else:
        judge(answer, test, "here", 9)


def test_runner_reports_stderr():
    (result,) = run(CELLS, "import sys\ndef f(x):\n    print('hm', file=sys.stderr); return x")
    assert result["tests"]["f"]["stderr"] == "hm\n"


def test_needed_cells():
    cells = {
        "import numpy as np\nimport matplotlib.pyplot as plt": True,
        "rng = np.random.default_rng(0)": True,
        "x = rng.normal(3)": True,  # the generator moves on
        "print(x)": False,
        "rng.normal()": True,
        "y = 1": True,
        "z = rng.normal()": True,
        "unused = z": False,
        "plt.plot(x)": False,
        "data = []": True,
        "data.append(y)": True,
        "def f():\n    data = 3\n    return data": False,  # a local name
        "def g():\n    return h": True,
        "h = 2": True,
        "h += 1": True,
        "plt.show(); test = (z, data, g())": True,
    }
    needed = answer_runner.needed(list(cells), {len(cells) - 1})
    assert needed == [index for index, wanted in enumerate(cells.values()) if wanted]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x = 1\n# %% wrong: a\n# says: b\n", "before the first"),
        ("# %% Wrong: a\n", "write `# %% wrong"),
        ("# %% wrong: a\nx = 1\n", "says"),
        ("# %% right: a\n# says: b\nx = 1\n", "says"),
    ],
)
def test_badly_written_answers_are_refused(tmp_path, text, problem):
    path = tmp_path / "gap.py"
    path.write_text(text)
    with pytest.raises(ValueError, match=problem):
        answer_runner.parse(path)
