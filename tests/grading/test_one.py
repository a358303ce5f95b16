"""One submission: honest work gets the points that plain nbgrader gives, and nothing that a student does is an error."""

import dataclasses
import functools
import json
import re

import nbformat
import pytest

from grading import release
from grading.one import DECIDES, Bundle, Limits, MachineError, grade_one
from tests import answer_runner
from tests.conftest import ROOT, copy_course, nbgrader, read
from tests.grading.small import Small, cell, outputs, text

pytestmark = pytest.mark.timeout(600)  # a busy machine is slow; an idle one needs a second a submission

PRACTICALS = release.practicals(ROOT)
ANSWERS = ROOT / "tests" / "answers"


@functools.cache
def bundle(practical):
    return Bundle.of(ROOT, practical)


def submission(practical, **answers):
    """The released notebook with the solution, or the given text, in each gap; None leaves it as released."""
    solutions = {c.id: c.source for c in read(ROOT / "solutions" / practical / f"{practical}.ipynb").cells}
    nb = read(ROOT / "practicals" / practical / f"{practical}.ipynb")
    for one in nb.cells:
        mark = one.metadata.get("nbgrader", {})
        if mark.get("solution"):
            solution = re.sub(r"^ *### (BEGIN|END) SOLUTION\n?", "", solutions[one.id], flags=re.MULTILINE)
            given = answers.get(mark.grade_id, solution)
            one.source = one.source if given is None else given
    return {f"{practical}.ipynb": nbformat.writes(nb).encode()}


def gaps(practical):
    marks = [c["metadata"].get("nbgrader", {}) for c in json.loads(bundle(practical).source)["cells"]]
    return [mark["grade_id"] for mark in marks if mark.get("solution")]


# ---------------------------------------------------------------- the practicals


@pytest.mark.parametrize("practical", PRACTICALS)
def test_solved_untouched_and_half_solved(practical):
    one = bundle(practical)
    solved = grade_one(submission(practical), one)
    assert solved["failed"] == {} and solved["reason"] == "" and solved["notes"] == []
    assert solved["status"] == "graded" and solved["scores"] == solved["max_scores"]
    untouched = grade_one(submission(practical, **dict.fromkeys(gaps(practical))), one)
    assert set(untouched["scores"].values()) == {0.0} and untouched["status"] == "graded"
    assert set(untouched["failed"]) == set(solved["scores"])
    half = gaps(practical)[::2]
    partly = grade_one(submission(practical, **dict.fromkeys(half)), one)
    assert {name: score for name, score in partly["scores"].items() if score} == {
        name: points
        for name, points in solved["max_scores"].items()
        if points and name.removeprefix("test_") not in half
    }
    nbformat.validate(nbformat.reads(solved["notebook"], as_version=4))


def rounds(practical):
    """Answers that are tried together, one a gap: gaps are tested apart from each other."""
    files = [answer_runner.parse(path) for path in sorted((ANSWERS / practical).glob("*.py"))]
    return [[answers[k] for answers in files if k < len(answers)] for k in range(max(map(len, files), default=0))]


def judged(answer, result):
    """Did the answer get what it deserves, with the message that it deserves?"""
    failed = result["failed"].get(f"test_{answer.gap}")
    return (
        failed is None if answer.kind == "right" else failed is not None and re.search(answer.says, failed) is not None
    )


def tried(practical, which):
    wrong = []
    for together in which:
        result = grade_one(submission(practical, **{answer.gap: answer.code for answer in together}), bundle(practical))
        for answer in together:
            if not judged(answer, result):  # because of its neighbours?
                alone = grade_one(submission(practical, **{answer.gap: answer.code}), bundle(practical))
                if not judged(answer, alone):
                    wrong.append((answer.name, answer.says, alone["failed"].get(f"test_{answer.gap}"), alone["reason"]))
    return wrong


@pytest.mark.parametrize("practical", PRACTICALS)
def test_some_right_and_wrong_answers(practical):
    assert tried(practical, rounds(practical)[::6]) == []


@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("practical", PRACTICALS)
def test_all_right_and_wrong_answers(practical):
    assert tried(practical, rounds(practical)) == []


@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("practical", PRACTICALS)
def test_the_same_scores_as_plain_nbgrader(practical, tmp_path):
    root = copy_course(tmp_path / "course")
    release.register(root, [practical])
    kinds = {
        "solved": submission(practical),
        "untouched": submission(practical, **dict.fromkeys(gaps(practical))),
        "partly": submission(practical, **dict.fromkeys(gaps(practical)[1::3])),
    }
    for student, files in kinds.items():
        folder = root / "gradebook" / "submitted" / student / practical
        folder.mkdir(parents=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    nbgrader(root, "autograde", practical)
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root / 'gradebook' / 'gradebook.db'}") as book:
        for student, files in kinds.items():
            grades = book.find_submission_notebook(practical, practical, student).grades
            assert grade_one(files, bundle(practical))["scores"] == {grade.name: grade.score for grade in grades}
            plain = read(root / "gradebook" / "autograded" / student / practical / f"{practical}.ipynb")
            ours = nbformat.reads(grade_one(files, bundle(practical))["notebook"], as_version=4)
            for mine, theirs in zip(ours.cells, plain.cells, strict=True):
                assert (mine.cell_type, mine.source, mine.id) == (theirs.cell_type, theirs.source, theirs.id)
                assert mine.metadata.get("nbgrader") == theirs.metadata.get("nbgrader")


def test_the_source_is_what_nbgrader_keeps(tmp_path):
    """What students get is the source without its hidden tests."""
    from nbgrader.preprocessors import ClearHiddenTests

    for practical in PRACTICALS:
        nb = nbformat.reads(bundle(practical).source, as_version=4)
        nb, _ = ClearHiddenTests().preprocess(nb, {})
        released = read(ROOT / "practicals" / practical / f"{practical}.ipynb")
        assert [c.source.strip() for c in nb.cells] == [c.source.strip() for c in released.cells]


# ---------------------------------------------------------------- the references


BORROWED = {
    "use_reference": "softmax = use_reference('softmax')",
    "the module's own": "import utils.checks_practical_2 as c\nsoftmax = c.use_reference('softmax')",
    "wrapped": "lent = use_reference('softmax')\nsoftmax = lambda Z: lent(Z)",
    "a later one": "lent = use_reference('output_delta')\n"
    "def softmax(Z):\n    D = len(Z) * lent(Z, np.zeros(len(Z), int))\n    D[:, 0] += 1\n    return D",
    "activations": "from utils.activations import softmax",
    "a lambda": "import importlib\nsoftmax = lambda Z: importlib.import_module('utils.activations').softmax(Z)",
    "GAPS": "softmax = check.GAPS['softmax']['softmax']",
    "sys.modules": "import sys\nsoftmax = sys.modules['utils.activations'].softmax",
    "any module": "import gc\nsoftmax = next(d['softmax'] for d in gc.get_objects() if type(d) is dict and 'softmax' in d)",
}


@pytest.mark.parametrize("how", BORROWED)
def test_a_borrowed_reference_gives_no_points_for_its_gap(how):
    code = BORROWED[how]
    one = bundle("practical_2_digits")
    result = grade_one(submission("practical_2_digits", softmax=code), one)
    assert result["scores"] == one_less(result, "test_softmax")
    if how == "use_reference":
        assert "not your own" in result["failed"]["test_softmax"]


def one_less(result, name):
    return result["max_scores"] | {name: 0.0}


def test_later_gaps_work_with_a_borrowed_reference():
    uses = "def output_delta(Z, y):\n    P = softmax(Z).copy()\n    P[np.arange(len(y)), y] -= 1\n    return P / len(y)"
    files = submission("practical_2_digits", softmax="softmax = use_reference('softmax')", output_delta=uses)
    result = grade_one(files, bundle("practical_2_digits"))
    assert result["scores"] == one_less(result, "test_softmax")
    lent = submission("practical_2_digits", layer_backward="layer_backward = use_reference('layer_backward')")
    result = grade_one(lent, bundle("practical_2_digits"))
    assert result["scores"] == one_less(result, "test_layer_backward")


def test_a_student_may_call_the_checks():
    code = "def softmax(Z):\n    E = np.exp(Z - Z.max(axis=1)[:, None])\n    return E / E.sum(axis=1)[:, None]\n"
    code += "check.softmax(softmax)"
    result = grade_one(submission("practical_2_digits", softmax=code), bundle("practical_2_digits"))
    assert result["scores"] == result["max_scores"]
    assert "softmax: correct" in outputs(result, "gap-softmax")


# ---------------------------------------------------------------- what a test may do

DOUBLE = cell("answer", "double", "def double(x):\n    raise NotImplementedError")
IMPORTS = cell("plain", "imports", "import numpy as np")


def test_cells_between_answers_and_tests():
    """The instructor's cells run where they are needed; state goes on from cell to cell."""
    small = Small(
        cell("plain", "imports", "import numpy as np\nbase = 10"),
        cell("answer", "make", "def make(n):\n    raise NotImplementedError"),
        cell("plain", "between", "def twice(n):\n    return 2 * make(n)\n\n\nmade = make(base)"),
        cell("test", "t1", "assert twice(3) == 6 + 2 * base\nassert made == 2 * base"),
        cell("answer", "state", "state = None"),
        cell("test", "t2", "state['n'] += 1\nstate['a'][0] = 5"),
        cell("test", "t3", "assert state['n'] == 1 and state['a'][0] == 5 and tell() == (1, 5.0)"),
        cell("plain", "picture", "raise RuntimeError('no test needs this')"),
        names={"state": ["state", "tell"]},
    )
    result = small.grade(
        make="def make(n):\n    return n + base",
        state="state = {'n': 0, 'a': np.zeros(2)}\ndef tell():\n    return state['n'], float(state['a'][0])",
    )
    assert result["failed"] == {} and set(result["scores"].values()) == {1.0}
    assert outputs(result, "picture") == ""


def test_all_cells_run_if_asked():
    picture = cell("plain", "picture", "print('drawn', double(4))")
    small = Small(IMPORTS, DOUBLE, cell("test", "t", "assert double(2) == 4"), picture, run_all=True)
    result = small.grade(double="def double(x):\n    return 2 * x")
    assert outputs(result, "picture") == "drawn 8\n" and result["scores"] == {"t": 1.0}


@pytest.mark.parametrize(
    ("last", "points"),
    [
        ("1.5", 1.5), ("np.float64(0.5)", 0.5), ("7", 3), ("-1", 0), ("float('nan')", 0), ("'text'", 3), ("True", 3), ("None", 3),
        ("double(1)", 2),
    ],
)  # fmt: skip
def test_partial_credit(last, points):
    small = Small(IMPORTS, DOUBLE, cell("test", "t", f"double(1)\n{last}", points=3))
    assert small.grade(double="def double(x):\n    print(0.1)\n    return 2 * x")["scores"] == {"t": points}


def test_a_warning_costs_nothing_and_is_told():
    small = Small(IMPORTS, DOUBLE, cell("test", "t", "assert double(1) == 2"))
    code = "import sys, warnings\ndef double(x):\n    warnings.warn('careful')\n    print('noise', file=sys.stderr)\n"
    code += "    np.log(np.zeros(1))\n    return 2 * x"
    result = small.grade(double=code)
    assert result["scores"] == {"t": 1.0} and "Warnings were printed in t; they cost nothing." in result["notes"]
    shown = outputs(result, "t")
    assert "careful" in shown and "noise" in shown and "divide by zero" in shown


def test_the_traceback_shows_the_student_his_own_line():
    small = Small(IMPORTS, DOUBLE, cell("test", "t", "assert double(np.ones(2)).shape == (2,)"))
    result = small.grade(double="def double(x):\n    y = 2 * x\n    return y @ np.ones(3)")
    shown = outputs(result, "t")
    assert (
        "----> 3     return y @ np.ones(3)" in shown
        and "Cell In[2], line 3" in shown
        and "matmul" in result["failed"]["t"]
    )
    assert "wire.py" not in shown


def test_source_and_signature_of_a_function():
    test = "import inspect\nassert 'sum' not in inspect.getsource(double)\n"
    test += "assert list(inspect.signature(double).parameters) == ['x']"
    small = Small(DOUBLE, cell("test", "t", test))
    assert small.grade(double="# first\ndef double(x):\n    return 2 * x")["scores"] == {"t": 1.0}
    assert small.grade(double="def double(x):\n    return sum([x, x])")["scores"] == {"t": 0.0}


def test_magics_display_and_async_cells_of_a_student():
    small = Small(IMPORTS, DOUBLE, cell("test", "t", "assert double(2) == 4"))
    code = "%precision 3\nimport asyncio\nawait asyncio.sleep(0)\ndisplay('shown')\n!echo from the shell\n"
    code += "def double(x):\n    return 2 * x\ndouble(1)"
    result = small.grade(double=code)
    assert result["scores"] == {"t": 1.0}
    shown = outputs(result, "double")
    assert "shown" in shown and "from the shell" in shown and '"2"' in shown


def test_a_picture_is_kept_and_markup_is_not():
    small = Small(DOUBLE, cell("test", "t", "assert double(2) == 4"))
    code = (
        "from IPython.display import HTML, Javascript, SVG\nimport matplotlib.pyplot as plt\ndisplay(HTML('<script>x</script>'))\n"
        "display(Javascript('x'))\nplt.plot([1, 2])\nplt.show()\ndef double(x):\n    return 2 * x\n"
    )
    result = small.grade(double=code)
    kinds = {kind for c in json.loads(result["notebook"])["cells"] for o in c["outputs"] for kind in o.get("data", {})}
    assert kinds == {"text/plain", "image/png"} and "<script>" not in outputs(result, "double")


def test_a_test_of_a_figure_runs_in_the_students_process_and_says_so():
    draw = cell("answer", "draw", "def draw():\n    raise NotImplementedError")
    test = cell("test", "t", "draw()\nassert len(plt.gcf().axes) == 1\nplt.close()")
    small = Small(cell("plain", "imports", "import matplotlib.pyplot as plt"), draw, test)
    result = small.grade(draw="def draw():\n    plt.plot([1, 2])")
    assert result["scores"] == {"t": 1.0} and result["unverified"] == ["t"]
    result = small.grade(draw="def draw():\n    plt.subplots(2)")
    assert result["scores"] == {"t": 0.0} and result["unverified"] == ["t"] and "AssertionError" in outputs(result, "t")


# ---------------------------------------------------------------- cells that a person grades


def test_cells_that_a_person_grades():
    small = Small(
        cell("essay", "why", "YOUR ANSWER HERE", points=4, cell_type="markdown"),
        cell("essay", "code", "# YOUR CODE HERE", points=2),
        cell("task", "task", "Draw something below.", points=3, cell_type="markdown"),
    )
    result = small.grade(why="Because <script>alert(1)</script> $a<b$.")
    assert result["max_scores"] == {"why": 4.0, "code": 2.0, "task": 3.0}
    assert result["scores"] == {"code": 0.0}  # not touched; the others wait
    assert "<script>" not in result["notebook"] and "Because" in result["notebook"]


# ---------------------------------------------------------------- death, loops, floods

GOOD = "def double(x):\n    return 2 * x"
TWO = Small(
    IMPORTS, DOUBLE, cell("test", "t", "assert double(2) == 4"),
    cell("answer", "other", "def other(x):\n    raise NotImplementedError"), cell("test", "u", "assert other(2) == 6"),
)  # fmt: skip
RUIN = {
    "exit": "def double(x):\n    import os\n    os._exit(0)",
    "kill": "def double(x):\n    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)",
    "segfault": "def double(x):\n    import ctypes\n    ctypes.string_at(0)",
    "loop": "def double(x):\n    while True:\n        pass",
    "deaf": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ndef double(x):\n    while True:\n        pass",
    "sleep": "import time\ndef double(x):\n    time.sleep(1000)",
    "memory": "def double(x):\n    return [bytearray(10**7) for _ in range(10**6)]",
    "children": "import os, time\ndef double(x):\n    for _ in range(3):\n        if os.fork() == 0:\n"
    "            keep = [bytearray(5 * 10**7) for _ in range(3)]\n            time.sleep(100)\n    time.sleep(100)",
    "threads": "import threading, time\ndef double(x):\n    for _ in range(500):\n"
    "        threading.Thread(target=time.sleep, args=(99,)).start()",
    "flood": "def double(x):\n    while True:\n        print('x' * 10**6)",
    "recursion": "def double(x):\n    return double(x)",
    "input": "def double(x):\n    return int(input())",
    "cell exits": "import os\nos._exit(1)",
    "cell loops": "while True:\n    pass",
}


@pytest.mark.parametrize("how", RUIN)
def test_what_ruins_one_gap_costs_that_gap_alone(how):
    result = TWO.grade(double=RUIN[how], other="def other(x):\n    return 3 * x")
    assert result["scores"] == {"t": 0.0, "u": 1.0}
    assert result["failed"]["t"] and len(result["notebook"]) < 200_000
    assert result["seconds"] < 60


def test_a_process_that_dies_again_and_again_is_left_alone():
    cells = [IMPORTS]
    for k in range(7):
        cells += [cell("answer", f"f{k}", "raise NotImplementedError"), cell("test", f"t{k}", f"assert f{k}() == 1")]
    small = Small(*cells)
    result = small.grade(
        **{f"f{k}": f"import os\ndef f{k}():\n    os._exit(0)" for k in range(6)}, f6="def f6():\n    return 1"
    )
    assert result["status"] == "crashed" and result["reason"]
    assert sum(result["scores"].values()) == 0.0  # f6 comes after more deaths than are forgiven
    assert set(result["scores"]) == {f"t{k}" for k in range(7)}


def test_the_time_for_the_whole_notebook():
    limits = {"seconds": 6.0, "seconds_cell": 4.0}
    small = Small(*TWO.cells, limits=limits)
    cells = small.submission(double=GOOD, other="def other(x):\n    return 3 * x")
    late = [cell("plain", f"slow-{k}", "import time\ntime.sleep(2)") for k in range(30)]
    result = small.grade([*cells, *late])
    assert result["scores"] == {"t": 1.0, "u": 1.0} and result["seconds"] < 40


def test_without_a_sandbox_only_if_asked():
    small = Small(*TWO.cells, unsandboxed=True)
    result = small.grade(double=GOOD, other="import os\ndef other(x):\n    return 3 * x")
    assert result["scores"] == {"t": 1.0, "u": 1.0}
    result = small.grade(double=RUIN["loop"], other="def other(x):\n    return 3 * x")
    assert result["scores"] == {"t": 0.0, "u": 1.0}


def test_no_sandbox_is_the_machines_fault(monkeypatch, tmp_path):
    from grading import one

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(one, "_servers", {})
    with pytest.raises(MachineError, match="bubblewrap is missing"):
        TWO.grade(double=GOOD)


@pytest.mark.parametrize(
    ("files", "status", "says"),
    [
        ({}, "missing", "no notebook small.ipynb"), ({"a.pdf": b"x"}, "missing", "a.pdf"),
        ({"small.ipynb": b""}, "unreadable", "empty"),
        ({"small.ipynb": b"{"}, "unreadable", "cut off"), ({"small.ipynb": b"[" * 200_000}, "unreadable", "nested"),
        ({"small.ipynb": b"{}"}, "unreadable", "no cells"), ({"small.ipynb": b"<html>"}, "unreadable", "not valid JSON"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_has_a_word_and_a_reason(files, status, says):
    result = grade_one(files, TWO.bundle)
    assert result["status"] == status and says in result["reason"]
    assert result["scores"] == {"t": 0.0, "u": 0.0} and result["notebook"] is None


def test_an_examiner_that_fails_on_one_submission_does_not_stop_the_class(monkeypatch):
    from grading import one

    good = {"double": GOOD, "other": "def other(x):\n    return 3 * x"}
    TWO.grade(**good)
    server = one._server()
    answers, real = [("fault", "Traceback\nValueError: odd", [0, 0.0, 0.0])], server.grade
    monkeypatch.setattr(server, "grade", lambda files, bundle: answers.pop() if answers else real(files, bundle))
    result = TWO.grade(**good)
    assert result["status"] == "crashed" and "ValueError: odd" in result["reason"] and result["notebook"]
    answers += [("fault", "Traceback\nImportError: no course", [0, 0.0, 0.0])] * 2
    with pytest.raises(MachineError, match="no course"):
        TWO.grade(**good)


def test_the_key_follows_what_decides_a_result():
    base = TWO.bundle
    assert base.key == dataclasses.replace(base).key
    changes = {
        "name": "other",
        "source": text([]),
        "limits": Limits(seconds=1),
        "course": {"utils/a.py": b"1"},
        "run_all": True,
    }
    keys = {base.key, *(dataclasses.replace(base, **{field: value}).key for field, value in changes.items())}
    assert len(keys) == len(changes) + 1


def test_a_practical_that_does_not_exist():
    with pytest.raises(MachineError, match="missing"):
        Bundle.of(ROOT, "practical_77")


def test_every_module_that_decides_a_score_is_in_the_key():
    """What those modules import of `grading`, and nothing that only surrounds them."""
    folder = ROOT / "grading"
    for name in DECIDES:
        text = (folder / f"{name}.py").read_text(encoding="utf-8")
        found = set(re.findall(r"(?m)^\s*from grading\.(\w+) import", text))
        for names in re.findall(r"(?m)^\s*from grading import (.+)$", text):
            found |= {each.strip() for each in names.split(",")}
        assert found <= set(DECIDES), name
