"""No gap gives points for its reference, however a student's code gets hold of it: every gap of every practical, every trick."""

import dataclasses
import functools
import re

import pytest

from grading.engine.submission import Limits, grade_one
from publishing import release
from tests.conftest import ROOT
from tests.grading.practicals import Practical, bundle
from tests.grading.small import Small, cell, outputs

pytestmark = pytest.mark.timeout(900)  # a busy machine is slow; an idle one needs seconds a submission
PRACTICALS = release.practicals(ROOT)

# What stands in each gap, behind its solution; `at_once` and `later` give functions that may be the reference. None of the
# notebook's own cells gives a value to a name that is read here: the grader would run them all, and their pictures and training.
FORGED = """
import builtins, contextlib, gc, importlib, pkgutil, sys, types
GAPS = {gaps}
main = sys.modules["__main__"]  # a cell that reads globals() would have all cells run in the student's process
kept = getattr(main, "kept", [])
wire = next(thing for thing in gc.get_objects() if type(thing).__name__ == "Wire")
def nonsense(*arguments, **options):
    kept.extend(thing for thing in [*arguments, *options.values()] if callable(thing) or hasattr(thing, "send"))
    raise AssertionError("enough")
def check_nonsense(gap):
    with contextlib.suppress(Exception):
        getattr(check, gap)(*[nonsense] * len(GAPS[gap]))
{trick}
def forge(gap, name):
    early = list(at_once(gap, name))
    def forged(*arguments, **options):
        kept.extend(thing for thing in [*arguments, *options.values()] if callable(thing))
        for function in sorted([*early, *later(gap, name)], key=lambda one: getattr(one, "__name__", name) != name):
            with contextlib.suppress(Exception):
                return function(*arguments, **options)
        raise NotImplementedError
    return forged
for forging in GAPS[{gap!r}]: setattr(main, forging, forge({gap!r}, forging))
"""
NOTHING = "def {}(gap, name): return []\n"
AT_ONCE, LATER = map(NOTHING.format, ("at_once", "later"))
TRICKS = {  # name -> what the gap's own cell takes, and what its function takes while it is tested
    "borrowed": "def at_once(gap, name): return [use_reference(name)]\n" + LATER,
    "borrowed in the call": AT_ONCE + "def later(gap, name): return [use_reference(name)]\n",
    "its own check, nested": """
def at_once(gap, name):
    one = lent[name] = use_reference(name)
    def after(*arguments, **options):
        check_nonsense(gap)
        return one(*arguments, **options)
    return [after]
def later(gap, name):
    check_nonsense(gap)
    return [lent[name], use_reference(name)]
lent = {}
""",
    "handed over": """
def at_once(gap, name):
    for other in [] if kept else GAPS: check_nonsense(other)
    return list(kept)
def later(gap, name):
    for other in GAPS: check_nonsense(other)
    return list(kept)
""",
    "by its number": """
def at_once(gap, name):
    for other in [] if kept else GAPS: check_nonsense(other); use_reference(other)
    return []
def later(gap, name):
    return [lambda *arguments, number=number, **options: wire.call(number, arguments, options) for number in range(3, 99, 2)]
""",
    "the checks' own tables": """
def met(gap, name):
    for get in (
        lambda: check.GAPS[gap][name].right, lambda: getattr(check, gap).functions[name].right,
        lambda: check.CHECKS[list(GAPS).index(gap)].functions[name].right, lambda: use_reference(name).__wrapped__,
        lambda: check.starting_parameters, lambda: importlib.import_module(check.__name__).GAPS[gap][name].right,
        lambda: importlib.import_module(check.__name__).use_reference(name),
    ):
        with contextlib.suppress(Exception): yield get()
at_once = later = met
""",
    "any module": """
def met(gap, name):
    import utils
    for one in pkgutil.walk_packages(utils.__path__, "utils."):
        with contextlib.suppress(Exception): importlib.import_module(one.name)
    return own([getattr(one, name, None) for one in list(sys.modules.values()) if one is not main])
def own(things): return [thing for thing in things if callable(thing) and getattr(thing, "__module__", "") != "__main__"]
def at_once(gap, name):
    return met(gap, name) + own([one[name] for one in gc.get_objects() if type(one) is dict and name in one])
later = met
""",
    "says that it is over": """
def at_once(gap, name): return []
def later(gap, name):
    lie = {"token": 2, "name": "StopIteration", "bases": ["StopIteration"], "args": [], "text": ""}
    honest = type(wire.errors).describe
    wire.errors.describe = lambda error: lie if type(error) is NotImplementedError else honest(wire.errors, error)
    return []
""",
    "says that names are gone": AT_ONCE + LATER + """
cell = wire.handlers["cell"]
if not hasattr(cell, "lies"):
    def lie(*arguments, cell=cell):
        fault, changed, gone = cell(*arguments)
        return fault, changed, ["check", "np"]
    lie.lies = True
    wire.handlers["cell"] = lie
""",
}  # fmt: skip


@functools.cache
def made(practical):
    return Practical(practical), dataclasses.replace(bundle(practical), limits=Limits(seconds=1200))


def lent(practical):
    """The solutions of the gaps that have a reference."""
    solved = made(practical)[0]
    return {gap: code for gap, code in solved.answers.items() if gap not in [*solved.tasks, *solved.read]}


def forged(practical, gap, trick):
    """The cell of a gap that is forged."""
    solved = lent(practical)
    gaps = {one: re.findall(r"^def (\w+)", code, re.MULTILINE) for one, code in solved.items()}
    behind = FORGED.replace("{gaps}", repr(gaps)).replace("{gap!r}", repr(gap)).replace("{trick}", trick)
    return f"{solved[gap]}\n{behind}"


ALL = "parts = []\n" + "".join(f"{trick}\nparts.append((at_once, later))\n" for trick in TRICKS.values())
ALL += "def at_once(gap, name): return [one for part in parts for one in part[0](gap, name)]\n"
ALL += "def later(gap, name): return [one for part in parts for one in part[1](gap, name)]\n"


TOGETHER_OR_ALONE = {"all together": ALL} | TRICKS
CASES = [(practical, trick) for practical in PRACTICALS for trick in TOGETHER_OR_ALONE]
EVERYDAY = [("practical_2_digits", "all together")]  # the others take half a minute


@pytest.mark.parametrize(
    ("practical", "trick"), [pytest.param(*case, marks=[] if case in EVERYDAY else pytest.mark.slow) for case in CASES]
)
def test_a_trick_gives_nothing(practical, trick):
    solved, bundle = made(practical)
    tricks = dict.fromkeys(solved.answers)  # a task has no reference that could be stolen
    tricks |= {gap: forged(practical, gap, TOGETHER_OR_ALONE[trick]) for gap in lent(practical)}
    result = grade_one(solved.files(**tricks), bundle)
    assert set(result.scores.values()) == {0.0}, result.scores
    assert set(result.failed) == set(result.scores) - set(solved.read)
    assert result.status in ("graded", "crashed"), result.reason
    late = [text for text in result.failed.values() if re.search("too long|seconds|could not be examined", text)]
    assert late == [], "a thief that runs out of time has shown nothing"


# ---- the same in small: two gaps, and a check of each

CHECKS = """
from utils.checks.gap import Function, Trial, gap, lend_gap
def first(n):
    for k in range(n):
        yield k * k
def second(first, n):
    return sum(first(n))
def _first(rng):
    yield Trial({}, {"n": 4})
    yield Trial({}, {"n": 6})
def _second(rng):
    yield Trial({}, {"first": right, "n": 5})
right = first
first, second = gap(Function(first, _first, collect=True)), gap(Function(second, _second))
GAPS = {"first": first.functions, "second": second.functions}
def squares(n):
    return GAPS["first"]["first"].right(n)
def use_reference(name):
    return lend_gap(GAPS, name)
"""
UTILS = ROOT / "utils"
FILES = [UTILS / "__init__.py", UTILS / "validate.py", *(UTILS / "checks").glob("*.py")]
COURSE = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in FILES}
SMALL = Small(
    cell("plain", "imports", "import utils.checks.p as check\nfrom utils.checks.p import use_reference"),
    cell("answer", "first", "def first(n):\n    raise NotImplementedError"),
    cell("test", "test_first", "check.first(first)\ncheck.first(first, seed=5)"),
    cell("answer", "second", "def second(first, n):\n    raise NotImplementedError"),
    cell("test", "test_second", "check.second(second)"),
    course=COURSE | {"utils/checks/p.py": CHECKS},
    absent=["utils.checks.p"],
    present=["utils/__init__.py", "utils/checks/__init__.py"],
)
FIRST = "def first(n):\n    for k in range(n): yield k * k"
RIGHT = {"first": FIRST, "second": "def second(first, n): return sum(first(n))"}
THIEF = """
kept = []
def thief(first, n):
    kept.append(first)
    kept.append(first(6))
    return sum(first(n))
check.second(thief)
assert len(kept) == 4 and next(use_reference("first")(3)) == 0
"""
NESTED = """
lent = use_reference("second")
def second(first, n):
    try: check.second(lambda *a: 0)
    except Exception: pass
    return lent(first, n)
"""
LENT, OVER, CALLS = "not your own", "until the function returns", "cannot call a check"
SMALL_TRICKS = {  # the gap, its cell, what its test says
    "borrowed": ("first", "first = use_reference('first')", LENT),
    "borrowed in the call": ("first", "def first(n): return use_reference('first')(n)", LENT),
    "nested": ("second", NESTED, LENT),
    "a nested check": ("first", "def first(n): check.second(lambda f, m: 0)", CALLS),
    "handed over": ("first", f"{THIEF}first = lambda n: kept[0](n)", OVER),
    "its own name": ("first", f"{THIEF}first = kept[0]", OVER),
    "a generator": ("first", "walk = use_reference('first')(4)\ndef first(n): yield from walk", OVER),
    "a generator handed over": ("first", f"{THIEF}first = lambda n: kept[1]", OVER),
    "a later one": ("first", "late = use_reference('second')\ndef first(n): yield late(range, n)", LENT),
    "a check that the test gives": ("second", "def second(first, n): return check.squares(n)", CALLS),
    "a value that is too large": ("first", "first = 1 << 10**6", "too large"),
    "another function": ("first", "def first(n): yield from check.squares(n)", CALLS),
}


@pytest.mark.parametrize("how", SMALL_TRICKS)
def test_a_reference_is_no_answer(how):
    gap, code, says = SMALL_TRICKS[how]
    result = SMALL.grade(**RIGHT | {gap: code})
    assert result.scores == {"test_first": 1.0, "test_second": 1.0} | {f"test_{gap}": 0.0}
    assert says in result.failed[f"test_{gap}"] and result.status == "graded"


BORROWS = f"{FIRST}\ncheck.first(first)\nlent = use_reference('first')"
STEPS = "def second(first, n):\n    walk = first(n)\n    return sum(next(walk) for _ in range(n))"
HONEST = {
    "solved": RIGHT,
    "borrowed": {"first": BORROWS, "second": "def second(first, n): return sum(lent(n))"},
    "its generator, step by step": RIGHT | {"second": STEPS},
}


@pytest.mark.parametrize("how", HONEST)
def test_a_reference_serves_later_gaps(how):
    result = SMALL.grade(**HONEST[how])
    assert result.failed == {} and result.scores == {"test_first": 1.0, "test_second": 1.0}


def test_no_seed_is_tried():
    """Who tries them all meets the inputs of the hidden tests, and can ask the reference for the answers to them."""
    result = SMALL.grade(**RIGHT | {"first": f"{FIRST}\ncheck.first(first)\ncheck.first(first, seed=5)"})
    assert result.failed == {} and "without a seed" in outputs(result, "first")


def test_a_flood_is_cut_also_where_a_test_listens():
    listens = "import contextlib, io\nheard = io.StringIO()\nwith contextlib.redirect_stderr(heard):\n    loud()\n    loud()\n"
    test = cell("test", "t", f"{listens}assert 0 < len(heard.getvalue()) < 50_000")
    small = Small(cell("answer", "loud", "loud = None"), test)
    floods = "import sys\ndef loud():\n    sys.stderr.outputs.left = 10**9\n    sys.stderr.write('x' * 10**6)"
    assert small.grade(loud=floods).failed == {}


# ---- a task has no reference; what could be forged is the choice itself, after it was looked at

TASKS = list(zip(PRACTICALS, ("my_descent", "my_network", "my_attack"), strict=True))
CHOICES = {  # what is tried -> code behind an honest choice
    "a dict that changes": """
class Other(dict):
    def __getitem__(self, key): return {key}
mine = lambda: Other(honest())
""",
    "a number that changes": """
class Other(float):
    def __lt__(self, other): return True
mine = lambda: honest() | {"eta": Other(1)}
""",
    "a choice that goes by who asks": """
calls = []
def mine():
    calls.append(1)
    return honest() if len(calls) > 1 else 10.0
""",
    "points instead of a choice": "mine = lambda: 10.0",
}  # fmt: skip


@pytest.mark.parametrize("how", CHOICES)
@pytest.mark.parametrize(("practical", "task"), TASKS[:2])
def test_a_choice_is_plain_data(practical, task, how):
    solved, bundle = made(practical)
    code = f"{solved.answers[task]}\nhonest = {task}\n{CHOICES[how]}\n{task} = mine"
    result = grade_one(solved.files(**dict.fromkeys(solved.answers) | {task: code}), bundle)
    assert result.scores[f"test_{task}"] == 0 and task in result.failed[f"test_{task}"], result.failed


@pytest.mark.parametrize(("practical", "task"), TASKS)
def test_no_seed_of_a_task_is_tried(practical, task):
    """Who may measure on the data that give the points could choose by them."""
    solved, bundle = made(practical)
    code = f"{solved.answers[task]}\ncheck.{task}({task}, seed=1)"
    result = grade_one(solved.files(**dict.fromkeys(solved.answers) | {task: code}), bundle)
    assert "without a seed" in result.notebook
