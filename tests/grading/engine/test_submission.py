"""One submission: honest work gets the points that plain nbgrader gives, and nothing that a student does is an error."""

import dataclasses
import itertools
import json
import re

import nbformat
import pytest

from grading.engine import submission as engine
from grading.engine.result import Result
from grading.engine.submission import DECIDES, Bundle, Limits, MachineError, grade_one
from publishing import release
from tests.checks import answer_runner
from tests.conftest import ROOT, read
from tests.grading.practicals import Practical, bundle, mark
from tests.grading.small import Small, cell, outputs, text

pytestmark = pytest.mark.timeout(600)  # a busy machine is slow; an idle one needs a second a submission

PRACTICALS = release.practicals(ROOT)


def graded(practical, **answers):
    """The result of the released notebook with the solution, or the given text, in each gap; None leaves it as released."""
    return grade_one(Practical(practical).files(**answers), bundle(practical))


@pytest.mark.parametrize("practical", PRACTICALS)
def test_solved_untouched_and_half_solved(practical):
    made = Practical(practical)
    gaps = [gap for gap in made.answers if gap not in made.read]
    solved = graded(practical)
    assert solved.failed == {} and solved.reason == "" and solved.notes == []
    assert solved.status == "graded" and solved.scores == made.points and solved.max_scores == made.points | made.read
    untouched = graded(practical, **dict.fromkeys(made.answers))
    assert set(untouched.scores.values()) == {0.0} and untouched.status == "graded"
    assert set(untouched.scores) == set(solved.max_scores) and set(untouched.failed) == set(solved.scores)
    partly = graded(practical, **dict.fromkeys(gaps[::2]))
    assert partly.scores == made.less(*gaps[::2])
    nbformat.validate(nbformat.reads(solved.notebook, as_version=4))


def rounds(practical):
    """Answers that are tried together, one a gap: gaps are tested apart from each other."""
    found = {}
    for answer in answer_runner.answers(practical):
        found.setdefault(answer.gap, []).append(answer)
    return [list(filter(None, together)) for together in itertools.zip_longest(*found.values())]


def judged(answer, result):
    """Did the answer get what it deserves, with the message that it deserves?"""
    test = f"test_{answer.gap}"
    failed = result.failed.get(test)
    if answer.kind == "wrong":
        return failed is not None and re.search(answer.says, failed)
    return failed is None and result.scores[test] == (
        answer.worth if answer.kind == "worth" else result.max_scores[test]
    )


def in_short(practical, answers):
    """The result of a notebook that has the test cells of these gaps alone, and solves no other: a tenth of the work."""

    def short(nb):
        tests = {name for name in made.points if name.removeprefix("test_") not in answers}
        return json.dumps(nb | {"cells": [cell for cell in nb["cells"] if mark(cell).get("grade_id") not in tests]})

    made, whole = Practical(practical), bundle(practical)
    few = dataclasses.replace(whole, source=short(json.loads(whole.source)), released=short(made.released))
    return grade_one({made.file: short(made.notebook(**dict.fromkeys(made.answers) | answers)).encode()}, few)


def tried(practical, which):
    wrong, tasks = (
        [],
        dict.fromkeys(Practical(practical).tasks),
    )  # no gap needs a task, and the test of each takes seconds
    for together in which:
        result = in_short(practical, {answer.gap: answer.code for answer in together})
        for answer in together:
            if not judged(answer, result):  # because of its neighbours?
                alone = graded(practical, **tasks | {answer.gap: answer.code})
                if not judged(answer, alone):
                    wrong.append((answer.name, answer.says, alone.failed.get(f"test_{answer.gap}"), alone.reason))
    return wrong


ALL = [pytest.param(practical, 1, marks=pytest.mark.slow) for practical in PRACTICALS]


@pytest.mark.timeout(3000)
@pytest.mark.parametrize(("practical", "step"), [(PRACTICALS[0], 20), *ALL])
def test_right_and_wrong_answers(practical, step):
    assert tried(practical, rounds(practical)[::step]) == []


def test_the_source_is_what_nbgrader_keeps(tmp_path):
    """What students get is the source without its hidden tests."""
    from nbgrader.preprocessors import ClearHiddenTests

    for practical in PRACTICALS:
        nb = nbformat.reads(bundle(practical).source, as_version=4)
        nb, _ = ClearHiddenTests().preprocess(nb, {})
        released = read(ROOT / "practicals" / practical / f"{practical}.ipynb")
        assert [c.source.strip() for c in nb.cells] == [c.source.strip() for c in released.cells]


DIGITS = "practical_2_digits"


def test_later_gaps_work_with_a_borrowed_reference():
    uses = "def output_delta(Z, y):\n    P = softmax(Z).copy()\n    P[np.arange(len(y)), y] -= 1\n    return P / len(y)"
    for gap, others in {"softmax": {"output_delta": uses}, "layer_backward": {}}.items():
        result = graded(DIGITS, **{gap: f"{gap} = use_reference('{gap}')"}, **others)
        assert result.scores == Practical(DIGITS).less(gap)


def test_a_student_may_call_the_checks():
    code = "def softmax(Z):\n    E = np.exp(Z - Z.max(axis=1)[:, None])\n    return E / E.sum(axis=1)[:, None]\n"
    result = graded(DIGITS, softmax=f"{code}check.softmax(softmax)")
    assert result.scores == Practical(DIGITS).points and "softmax: correct" in outputs(result, "gap-softmax")


DOUBLE = cell("answer", "double", "def double(x):\n    raise NotImplementedError")
IMPORTS = cell("plain", "imports", "import numpy as np")
GOOD = "def double(x):\n    return 2 * x"


def doubled(code, test="assert double(2) == 4", points=1):
    """The result for an answer to DOUBLE."""
    return Small(IMPORTS, DOUBLE, cell("test", "t", test, points=points)).grade(double=code)


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
    assert result.failed == {} and set(result.scores.values()) == {1.0} and outputs(result, "picture") == ""


PARTIAL = {"1.5": 1.5, "np.float64(0.5)": 0.5, "7": 3, "-1": 0, "float('nan')": 0, "'text'": 3, "True": 3, "None": 3}


@pytest.mark.parametrize(("last", "points"), (PARTIAL | {"double(1)": 2}).items())
def test_partial_credit(last, points):
    code = "def double(x):\n    print(0.1)\n    return 2 * x"
    assert doubled(code, f"double(1)\n{last}", points=3).scores == {"t": points}


TEST, SOURCE = "assert double(2) == 4", "import inspect\nassert 'sum' not in inspect.getsource(double)"
SHOWN = {  # what is tried -> answer, test, points, what its outputs show
    "a warning costs nothing": (
        "import sys, warnings\ndef double(x):\n    warnings.warn('careful')\n    print('noise', file=sys.stderr)\n"
        "    np.log(np.zeros(1))\n    return 2 * x",
        *("assert double(1) == 2", 1, ["careful", "noise", "divide by zero"]),
    ),
    "a traceback shows the student's own line": (
        "def double(x):\n    y = 2 * x\n    return y @ np.ones(3)",
        *("double(np.ones(2))", 0, ["----> 3     return y @ np.ones(3)", "Cell In[2], line 3", "matmul"]),
    ),
    "source and signature": (
        "# first\ndef double(x):\n    return 2 * x",
        *(f"{SOURCE}\nassert list(inspect.signature(double).parameters) == ['x']", 1, []),
    ),
    "a source that is refused": ("def double(x):\n    return sum([x, x])", SOURCE, 0, ["AssertionError"]),
    "magics, display and async cells": (
        "%precision 3\nimport asyncio\nawait asyncio.sleep(0)\ndisplay('shown')\n!echo from the shell\n"
        "def double(x):\n    return 2 * x\ndouble(1)",
        *(TEST, 1, ["shown", "from the shell", '"2"']),
    ),
    "a class within": (
        "class Twice:\n    def __init__(self, x):\n        self.x = x\n    def value(self):\n        return 2 * self.x\n"
        "def double(x):\n    return Twice(x).value()",
        *(TEST, 1, []),
    ),
    "an object that comes back": (
        "class Twice:\n    def __eq__(self, other):\n        return True\ndef double(x):\n    return Twice()",
        *(TEST, 0, ["an object of the class Twice came back, which a test can neither compare nor compute with"]),
    ),
}


@pytest.mark.parametrize("how", SHOWN)
def test_what_is_shown(how):
    code, test, points, fragments = SHOWN[how]
    result = doubled(code, test)
    shown = outputs(result, "double" if "display" in code else "t")
    assert result.scores == {"t": points} and [words for words in fragments if words not in shown] == []
    assert "wire.py" not in shown
    assert result.notes == (["Warnings were printed in t; they cost nothing."] if "noise" in fragments else [])


def test_a_picture_is_kept_and_markup_is_not():
    code = (
        "from IPython.display import HTML, Javascript, SVG\nimport matplotlib.pyplot as plt\n"
        "display(HTML('<script>x</script>'))\ndisplay(Javascript('x'))\nplt.plot([1, 2])\nplt.show()\n"
    )
    result = doubled(code + GOOD)
    kinds = {kind for c in json.loads(result.notebook)["cells"] for o in c["outputs"] for kind in o.get("data", {})}
    assert kinds == {"text/plain", "image/png"} and "<script>" not in outputs(result, "double")


@pytest.mark.parametrize(("draws", "points"), [("plt.plot([1, 2])", 1.0), ("plt.subplots(2)", 0.0)])
def test_a_test_of_a_figure_runs_in_the_students_process_and_says_so(draws, points):
    draw = cell("answer", "draw", "def draw():\n    raise NotImplementedError")
    test = cell("test", "t", "draw()\nassert len(plt.gcf().axes) == 1\nplt.close()")
    small = Small(cell("plain", "imports", "import matplotlib.pyplot as plt"), draw, test)
    result = small.grade(draw=f"def draw():\n    {draws}")
    assert result.scores == {"t": points} and result.unverified == ["t"]
    assert ("AssertionError" in outputs(result, "t")) == (not points)


DECOY = "def double(x):\n    return sum([x, x])\ndef decoy(x):\n    return 2 * x\n"
DECOY += "double.__code__ = double.__code__.replace(co_firstlineno=decoy.__code__.co_firstlineno)"


@pytest.mark.parametrize(("code", "points"), [(GOOD, 1.0), (DECOY, 1.0), (DECOY[:38], 0.0)])
def test_where_a_functions_code_stands_is_the_students_word_and_that_is_told(code, points):
    result = doubled(code, SOURCE)
    assert result.scores == {"t": points} and result.unverified == ["t"]
    assert doubled(code).unverified == []


PAIR = "base = 10\ndef one(x):\n    return x + base\ndef double(x):\n    return one(x) + one(x)\n"
PAIR += "import math\nfrom math import sqrt\nfrom fractions import Fraction\n"
PAIR += "def root(x):\n    return math.sqrt(x), sqrt(x), repr(Fraction(1, 2))\ndef seen():\n    return 'expected' in globals()\n"
PAIR += "def walk():\n    yield one(0)\n    yield one(0)"
REBOUND = {  # what a test puts in the place of an answer, for the other answers
    "a value": "base = 1\nassert double(2) == 6 == 3 + one(2)",
    "for that test alone": "base = 1\ndouble(2)\nbase = 10\nassert double(2) == 24",
    "a function": "keep, one = one, lambda x: 3 * x\nassert double(2) == 12\none = keep\nassert double(2) == 24",
    "a mock": "from unittest import mock\nwith mock.patch('__main__.one', side_effect=abs) as m:\n"
    "    assert double(-2) == 4 and m.call_count == 2",
    "nothing": "del one\ntry:\n    double(2)\nexcept NameError:\n    pass\nelse:\n    raise AssertionError",
    "imports": "import math\nfrom math import sqrt\nfrom fractions import Fraction\nassert root(4) == (2.0, 2.0, 'Fraction(1, 2)')",
    "while a generator runs": "steps = walk()\nnext(steps)\nbase = 7\nassert next(steps) == 7",
}


@pytest.mark.parametrize("how", REBOUND)
def test_names_that_a_test_binds_anew(how):
    after = cell("test", "u", "expected = 24\nassert double(2) == expected and not seen()")
    names = ["double", "one", "base", "walk", "seen", "root", "math", "sqrt", "Fraction"]
    small = Small(IMPORTS, DOUBLE, cell("test", "t", REBOUND[how]), after, names={"double": names})
    assert small.grade(double=PAIR).failed == {}


SEEDED = {  # double(n) draws n numbers
    "twice the same": "np.random.seed(0)\na = double(3)\nnp.random.seed(0)\nassert a == double(3) != double(3)",
    "what the test draws": "np.random.seed(1)\na = [*np.random.rand(2)]\nnp.random.seed(1)\nassert a == double(1) + double(1)",
    "Python's own": "import random\nrandom.seed(2)\na = double(0)\nrandom.seed(2)\nassert a == double(0) != double(0)",
}


@pytest.mark.parametrize("how", SEEDED)
def test_seeds_of_a_test_hold_for_the_students_function(how):
    code = "import random\ndef double(n):\n    return np.random.rand(n).tolist() if n else random.random()"
    assert doubled(code, SEEDED[how]).failed == {}
    assert doubled(f"{code}\nnp.random.seed(3)", "assert double(1) == [0.5507979025745755]").failed == {}  # theirs


def test_cells_that_a_person_grades():
    small = Small(
        cell("essay", "why", "YOUR ANSWER HERE", points=4, cell_type="markdown"),
        cell("essay", "code", "# YOUR CODE HERE", points=2),
        cell("task", "task", "Draw something below.", points=3, cell_type="markdown"),
    )
    result = small.grade(why="Because <script>alert(1)</script> $a<b$.")
    assert result.max_scores == {"why": 4.0, "code": 2.0, "task": 3.0}
    assert result.scores == {"code": 0.0}  # not touched; the others wait
    assert "<script>" not in result.notebook and "Because" in result.notebook


OTHERS = cell("answer", "other", "def other(x):\n    raise NotImplementedError")
TWO = Small(IMPORTS, DOUBLE, cell("test", "t", TEST), OTHERS, cell("test", "u", "assert other(2) == 6"))
OTHER = "def other(x):\n    return 3 * x"
LOOP = "def double(x):\n    while True:\n        pass"


def test_a_process_that_dies_again_and_again_is_left_alone():
    cells = [IMPORTS]
    for k in range(7):
        cells += [cell("answer", f"f{k}", "raise NotImplementedError"), cell("test", f"t{k}", f"assert f{k}() == 1")]
    deaths = {f"f{k}": f"import os\ndef f{k}():\n    os._exit(0)" for k in range(6)}
    result = Small(*cells).grade(**deaths, f6="def f6():\n    return 1")
    assert result.status == "crashed" and result.reason
    assert result.scores == {f"t{k}": 0.0 for k in range(7)}  # f6 comes after more deaths than are forgiven


def test_the_time_for_the_whole_notebook():
    small = Small(*TWO.cells, limits={"seconds": 6.0, "seconds_cell": 4.0})
    late = [cell("plain", f"slow-{k}", "import time\ntime.sleep(2)") for k in range(30)]
    result = small.grade([*small.submission(double=GOOD, other=OTHER), *late])
    assert result.scores == {"t": 1.0, "u": 1.0} and result.seconds < 40


PAIRS = "def double(x):\n    pair = [1.0]\n    for _ in range(60): pair = [pair, pair]\n    return pair"
SETS = """
import gc
wire = next(thing for thing in gc.get_objects() if type(thing).__name__ == "Wire")
def alike(n, k): return ["frozenset", [["int", hex(j * ((1 << 61) - 1))] for j in [*range(1, n), n + k]]]
def sets(n, k): return ["frozenset", [alike(n, i) for i in [*range(1, n), n + k]]]
def lie(content, send=wire.channel.send):
    send(content | {"v": ["tuple", [["frozenset", [sets(50, k) for k in range(50)]]]]})
wire.channel.send = lie
"""


@pytest.mark.slow
@pytest.mark.parametrize("code", [PAIRS, SETS], ids=["lists that hold the next one twice", "sets of the same hash"])
def test_a_comparison_that_hears_no_alarm_is_ended(code):
    """Python compares for ever, in one step."""
    test, limits = cell("test", "t", "assert double(2) == double(2)"), {"seconds_cell": 6.0, "seconds": 10**6}
    result = Small(DOUBLE, test, limits=limits).grade(double=code)
    assert result.scores == {"t": 0.0} and "too much for the examiner" in result.reason


@pytest.mark.parametrize(("code", "points"), [(GOOD, 1.0), (LOOP, 0.0)])
def test_without_a_sandbox_only_if_asked(code, points):
    result = Small(*TWO.cells, unsandboxed=True).grade(double=code, other=OTHER)
    assert result.scores == {"t": points, "u": 1.0}


def test_no_sandbox_is_the_machines_fault(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(engine, "_servers", {})
    with pytest.raises(MachineError, match="bubblewrap is missing"):
        TWO.grade(double=GOOD)


UNREADABLE = {b"": "empty", b"{": "cut off", b"[" * 200_000: "nested", b"{}": "no cells", b"<html>": "not valid JSON"}
READ = [({}, "missing", "no notebook small.ipynb"), ({"a.pdf": b"x"}, "missing", "a.pdf")]
READ += [({"small.ipynb": data}, "unreadable", says) for data, says in UNREADABLE.items()]


@pytest.mark.parametrize(("files", "status", "says"), READ, ids=[says for _, _, says in READ])
def test_what_cannot_be_read_has_a_word_and_a_reason(files, status, says):
    result = grade_one(files, TWO.bundle)
    assert result.status == status and says in result.reason
    assert result.scores == {"t": 0.0, "u": 0.0} and result.notebook is None


def test_an_examiner_that_fails_on_one_submission_does_not_stop_the_class(monkeypatch):
    TWO.grade(double=GOOD)
    server = engine._server()
    answers, real = [("fault", "Traceback\nValueError: odd", [0, 0.0, 0.0])], server.grade
    monkeypatch.setattr(server, "grade", lambda *asked: answers.pop() if answers else real(*asked))
    result = TWO.grade(double=GOOD, other=OTHER)
    assert result.status == "crashed" and "ValueError: odd" in result.reason and "3 * x" in result.notebook
    answers += [("machine", "no space", [0, 0.0, 0.0])]  # it is only this submission that says so
    assert TWO.grade(double=GOOD).status == "crashed"
    answers += [("fault", "Traceback\nImportError: no course", [0, 0.0, 0.0])] * 2
    with pytest.raises(MachineError, match="no course"):
        TWO.grade(double=GOOD)


HALF = "\udc80"  # half a character: no file and no database takes it
PRINTS = [
    "print(h)",
    "h",
    "import sys\nsys.stderr.write(h)",
    "import warnings\nwarnings.warn(h)",
    "import warnings\nwarnings.warn('x', type('W', (UserWarning,), {'__module__': h}))",
    "class A:\n    def __repr__(self): return h\nA()",
    "from IPython.display import display\ndisplay({'text/plain': h}, raw=True)",
]
FAILS = ["raise ValueError(h)", "return h", "return {h: h}", "yield h", "import warnings; warnings.warn(h)"]


HALVES = [*(f"{GOOD}\n{own}" for own in PRINTS), *(f"def double(x):\n    {own}" for own in FAILS)]


@pytest.mark.parametrize("code", HALVES)
def test_half_a_character_reaches_no_result(code):
    result = TWO.grade(double=f"h = '\\udc80'\n{code}", other=OTHER)
    json.dumps(result.plain(), ensure_ascii=False).encode()  # the coordinator writes all of it
    assert result.scores == {"t": float(code.startswith(GOOD)), "u": 1.0} and result.status == "graded"


def test_half_a_character_in_a_name_reaches_no_result():
    note = cell("plain", HALF, f"![x](attachment:{HALF}.png)", cell_type="markdown")
    note |= {"attachments": {f"{HALF}.png": {"image/png": "iVBO"}}}
    cells = [*TWO.submission(double=GOOD, other=OTHER), note]
    for files in ({f"{HALF}.pdf": b""}, {f"L{HALF}/small.ipynb": text(cells).encode(), f"{HALF}/a": b""}):
        result = grade_one(files, TWO.bundle)
        json.dumps(result.plain(), ensure_ascii=False).encode()
        assert result.status == ("graded" if len(files) > 1 else "missing")


def test_the_key_follows_what_decides_a_result():
    base = TWO.bundle
    assert base.key == dataclasses.replace(base).key
    changes = {"name": "other", "source": text([]), "limits": Limits(seconds=1), "course": {"utils/a.py": b"1"}}
    keys = {base.key, *(dataclasses.replace(base, **{field: value}).key for field, value in changes.items())}
    assert len(keys) == len(changes) + 1


def test_what_is_kept_of_a_bundle_follows_what_it_is_made_of(tmp_path):
    for name in ("solutions", "practicals"):
        (tmp_path / name / "one").mkdir(parents=True)
        (tmp_path / name / "one" / "one.ipynb").write_text("{}")
    (tmp_path / "utils").mkdir()
    keys, parts = [], {"source": "made", "answers": {"a": ["b"]}, "present": [], "absent": []}

    def of_one():
        return Bundle.of(tmp_path, "one", keep=lambda key, make: keys.append(key) or parts)

    assert of_one() == of_one() and of_one().source == "made" and len(set(keys)) == 1
    for number, name in enumerate(("solutions/one/one.ipynb", "solutions/one/data.csv", "utils/a.py", "autotests.yml")):
        (tmp_path / name).write_text("[]")
        of_one()
        assert len(set(keys)) == number + 2, name


def test_a_practical_that_does_not_exist():
    with pytest.raises(MachineError, match="missing"):
        Bundle.of(ROOT, "practical_77")


def test_every_module_that_decides_a_score_is_in_the_key():
    """The key holds all of the engine, so the engine imports nothing else of `grading`."""
    assert "wire.py" in {path.name for path in DECIDES}
    for path in DECIDES:
        found = re.findall(r"(?m)^\s*(?:from|import) (grading\b[\w.]*)", path.read_text(encoding="utf-8"))
        assert all(name.startswith("grading.engine") for name in found), path.name


def test_a_result_is_the_same_as_json():
    result = TWO.grade(double=GOOD)
    assert Result(**json.loads(json.dumps(result.plain()))) == result
