"""A class of strangers, each with the score that it deserves: tests/grading/class/.

The everyday run grades a part of them, `make test-slow` all. `make hostile` prints what plain nbgrader does beside it.
"""

import contextlib
import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grading.engine.handed_in import read_folder
from grading.engine.result import Result
from grading.engine.submission import grade_one
from grading.workers import peak_megabytes
from tests.conftest import ROOT, nbgrader
from tests.grading import fake, hostile
from tests.grading.world import make_world, practical_of

CLASS = hostile.the_class()
(SOLVED,) = (submission for submission in CLASS if submission.id == "accident/solved")
PARAMETERS = [pytest.param(one, id=one.id, marks=[] if one.everyday else [pytest.mark.slow]) for one in CLASS]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("submission", PARAMETERS)
def test_as_deserved(submission, world, bundle_of, tmp_path):
    """The score, the word and the reason are right; nothing was read, nothing changed, nothing left running."""
    practical = practical_of(submission.practical, world)
    bundle = bundle_of(submission.practical, **submission.own_limits())
    hostile.hand_in(tmp_path / "in", *hostile.make(practical, submission, world.places))
    before, children = world.fingerprint(), _child_processes()
    files, left_out = read_folder(tmp_path / "in")
    Path("/proc/self/clear_refs").write_text("5")  # forget the most memory that this process has had
    memory, began = peak_megabytes(), time.monotonic()
    result = grade_one(files, bundle)
    seconds, memory = time.monotonic() - began, peak_megabytes() - memory

    found = hostile.problems(submission, result, left_out, practical, world)
    if seconds > bundle.limits.seconds + 30:
        found.append(f"it took {seconds:.0f} s, the limit is {bundle.limits.seconds:.0f}")
    if memory > 300:
        found.append(f"the grader itself took {memory:.0f} MB")
    if world.fingerprint() != before:
        changed = {path for path, _ in set(before.items()) ^ set(world.fingerprint().items())}
        found.append(f"files outside were changed: {sorted(changed)}")
    if world.callers:
        found.append(f"sockets outside were reached: {world.callers}")
        world.callers.clear()
    if left := _left(lambda: world.survivors() + sorted(_child_processes() - children)):
        found.append(f"processes are left: {left}")
    assert not found, f"{submission.id} ({submission.tries})\n  " + "\n  ".join(found)


def _left(processes, seconds=10):
    """Those of the processes that do not end in this time."""
    until = time.monotonic() + seconds
    while (left := processes()) and time.monotonic() < until:
        time.sleep(0.2)
    return left


def _child_processes():
    """The ids of the direct children that run a sandbox or are dead and not collected."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            with contextlib.suppress(OSError):
                state = Path(f"/proc/{pid}/stat").read_text()
                found |= {pid} if "(bwrap)" in state or ") Z " in state else set()
    return found


# The command `python -m grading.grade`, with less patience than it has by default: a class that loops would take hours.
RUN = """
import sys
from functools import partial
from grading import grade
from grading.engine import submission
limits = submission.Limits(**{limits})
sys.exit(grade.main(sys.argv[1:], submission.grade_one, partial(submission.Bundle.of, limits=limits)))
"""
IMPATIENT = hostile.LIMITS | {"seconds_cell": 6.0, "seconds": 60.0, "megabytes": 700}


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_the_whole_class_is_graded_together(tmp_path):
    """Strangers and honest students in one run: each gets what it deserves, and the gradebook and the feedback are sound."""
    chosen = [submission for submission in CLASS if submission.practical == hostile.PRACTICAL]
    with make_world(tmp_path / "world") as world:
        practical = practical_of(hostile.PRACTICAL, world)
        submitted = world.course / "gradebook" / "submitted"
        shutil.rmtree(submitted)
        honest = ["aa-honest", "exhaust-honest", "forge-honest", "zz-honest"]
        notes = [("markdown", "at end", f"I am {student}.") for student in honest]
        students = {submission.student: submission for submission in chosen}
        students |= {who: dataclasses.replace(SOLVED, cells=(note,)) for who, note in zip(honest, notes)}
        for student, submission in students.items():
            files = hostile.make(practical, submission, world.places)
            hostile.hand_in(submitted / student / practical.name, *files)
        before = _outside(world)

        command = [sys.executable, "-c", RUN.format(limits=IMPATIENT), practical.name, "--root", str(world.course)]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, f"{done.stdout[-5000:]}\n{done.stderr[-3000:]}"
        assert _outside(world) == before, "grading changed what is no part of it"
        assert not world.callers
        assert not [what for what, secret in world.secrets.items() if secret in done.stdout + done.stderr]
        assert not re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]", done.stdout), "control characters in the table"
        assert not _left(world.survivors, seconds=20)

        scores = _scores(world.course, practical.name)
        assert [student for student in honest if scores[student] != practical.points] == []
        deserved = {submission: submission.deserves(practical.points) for submission in chosen}
        wrong = {one.id: scores.get(one.student) for one in chosen if scores.get(one.student) != deserved[one]}
        assert not wrong, json.dumps(wrong, indent=1)

        pages = [submission.student for submission in chosen if "/script_" in submission.id]
        for student in [*pages, "accident-pasted-image", "zz-honest"]:
            nbgrader(world.course, "generate_feedback", practical.name, "--student", student)
            page = world.course / "gradebook" / "feedback" / student / practical.name / f"{practical.name}.html"
            text = page.read_text(encoding="utf-8")
            assert world.secrets["hidden"] not in text
            assert hostile.live(text, world.places["MARK"]) == [], student
        nbgrader(world.course, "export", "--to", str(tmp_path / "grades.csv"))
        assert len((tmp_path / "grades.csv").read_text().splitlines()) == len(chosen) + len(honest) + 1


def _outside(world):
    """What no grading may change: all but the gradebook's folder, and in it what was handed in."""
    found = world.fingerprint().items()
    return {path: one for path, one in found if "/gradebook/" not in path or "/gradebook/submitted/" in path}


def _scores(course, practical):
    with fake.book(course) as book:
        submissions = book.find_assignment(practical).submissions
        grades = {one.student.id: [grade for nb in one.notebooks for grade in nb.grades] for one in submissions}
        return {student: {grade.name: grade.score for grade in own} for student, own in grades.items()}


def test_live_scripts_are_found():
    page = "<script>a('w')</script><b onclick=w>x</b><a href=' javascript:w'>y</a><iframe srcdoc='w'></iframe>"
    assert len(hostile.live(page, "w")) == 4
    assert hostile.live("<p>&lt;script&gt;w&lt;/script&gt; onload=w javascript:w</p><script>v</script>", "w") == []


def test_everything_that_is_asked_for_is_tried():
    """Each item has a submission, each submission has a name of its own, and there are enough."""
    texts = [path.read_text(encoding="utf-8") for path in hostile.CLASS.glob("*.py")]
    asked = re.findall("^# ==== (.+)", "\n".join(texts), re.MULTILINE)
    assert sorted({submission.asked for submission in CLASS}) == sorted(set(asked))
    names = [submission.id for submission in CLASS]
    assert len(set(names)) == len(names)
    assert len(asked) >= 60 and sum(submission.family != "accident" for submission in CLASS) >= 170


GOOD = "# ==== x\n# == x: Tries.\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# == x: Tries.\npass\n", "say what is asked for"),
        ("# ==== x\n# == x\npass\n", "say what is asked for"),
        (f"{GOOD}# scores: double 0; status: good\n", "no such status"),
        (f"{GOOD}# scores: double 0; points: 3\n", "the facts are .*, not points"),
        (f"{GOOD}# %% cell double\n", "is none of"),
    ],
)
def test_a_file_that_is_not_understood_is_an_error(tmp_path, text, message):
    path = tmp_path / "forge.py"
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        hostile.parse(path)


def test_scores_are_read():
    points = {"test_a": 2.0, "test_b": 1.0, "test_c": 3.0}
    table = {("all", ""): (2, 1, 3), ("b, c", "a 0.5"): (0.5, 1, 3), ("none", "a full"): (2, 0, 0)}
    for (honest, scores), deserved in (table | {("all", "none"): (0, 0, 0)}).items():
        got = hostile.Submission("x", honest=honest, scores=scores).deserves(points)
        assert got == dict(zip(points, deserved))
    for wrong in ("d 1", "a x"):
        with pytest.raises(ValueError):
            hostile.Submission("x", scores=wrong).deserves(points)


def test_a_wrong_result_is_seen(world):
    """The judge is not blind: each thing that it looks for is found in a result that has it."""
    practical = practical_of(hostile.PRACTICAL, world)
    files, _ = hostile.make(practical, SOLVED, world.places)
    scores, nb = SOLVED.deserves(practical.points), files[practical.file].decode()
    assert hostile.problems(SOLVED, Result(scores=scores, notebook=nb), [], practical, world) == []
    for part, words in (
        ({"scores": scores | {"test_double": 1.0}}, "1.0 points instead of 2"),
        ({"scores": scores | {"test_more": 1.0}}, "do not exist"),
        ({"status": "crashed", "reason": "x"}, "crashed instead of graded"),
        ({"status": "missing", "notebook": None}, "without a reason"),
        ({"notes": [f"x{world.secrets['home']}"]}, "secrets in the result: home"),
        ({"notebook": nb.replace('"outputs": []', f'"outputs": [], "x": "{world.secrets["hidden"]}"', 1)}, "hidden"),
        ({"failed": {"test_double": "\x1b[2J"}}, "control characters"),
        ({"reason": "x" * 6000}, "6000 characters"),
        ({"notebook": nb.replace('"points": 3', '"points": 30')}, "points are"),
        ({"notebook": nb.replace('"grade_id": "double"', '"grade_id": "triple"')}, "marked cells are"),
    ):
        wrong = Result(**{"scores": scores, "notebook": nb} | part)
        found = hostile.problems(SOLVED, wrong, [], practical, world)
        assert any(words in line for line in found), (words, found)
