"""A class of strangers, each with the score that it deserves: tests/grading/class/, one file a submission.

The everyday run grades a part of them, `make test-slow` all. `make hostile` prints what plain nbgrader does beside it.
"""

import dataclasses
import html.parser
import json
import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grading import feedback
from grading.grade import read_submission
from grading.one import grade_one
from tests.conftest import ROOT, nbgrader
from tests.grading import hostile

CLASS = hostile.the_class()


def _one(submission):
    return pytest.param(submission, id=submission.id, marks=[] if submission.everyday else [pytest.mark.slow])


@pytest.mark.timeout(600)
@pytest.mark.parametrize("submission", [_one(submission) for submission in CLASS])
def test_as_deserved(submission, world, bundle_of, tmp_path):
    """The score, the word and the reason are right; nothing was read, nothing changed, nothing left running."""
    practical = hostile.Practical(hostile.course_of(submission.practical, world), submission.practical)
    bundle = bundle_of(submission.practical, **submission.limits)
    hostile.hand_in(tmp_path / "in", *practical.make(submission, world.places))
    before, children = world.fingerprint(), _child_processes()
    files, left_out = read_submission(tmp_path / "in")
    with Path("/proc/self/clear_refs").open("w") as file:
        file.write("5")  # forget the most memory that this process has had
    memory, began = _most_memory(), time.monotonic()
    result = grade_one(files, bundle)
    seconds, memory = time.monotonic() - began, _most_memory() - memory

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
    until = time.monotonic() + 10
    while (left := world.survivors() + sorted(_child_processes() - children)) and time.monotonic() < until:
        time.sleep(0.2)
    if left:
        found.append(f"processes are left: {left}")
    assert not found, f"{submission.id} ({submission.tries})\n  " + "\n  ".join(found)


def _most_memory():
    """The most memory that this process has had, in MB."""
    words = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(words[1]) / 1024 if words else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _child_processes():
    """The ids of the direct children that run a sandbox or are dead and not collected."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            try:
                state = Path(f"/proc/{pid}/stat").read_text()
            except OSError:
                continue
            if "(bwrap)" in state or ") Z " in state:
                found.add(pid)
    return found


# ---------------------------------------------------------------- all of them in one room

# The command `python -m grading.grade`, with less patience than it has by default: a class that loops would take hours.
RUN = """
import sys
from functools import partial
from grading import grade, one
limits = one.Limits(**{limits})
sys.exit(grade.main(sys.argv[1:], one.grade_one, partial(one.Bundle.of, limits=limits)))
"""
IMPATIENT = hostile.LIMITS | {"seconds_cell": 6.0, "seconds": 60.0, "megabytes": 700}


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_the_whole_class_is_graded_together(tmp_path):
    """Strangers and honest students in one run: each gets what it deserves, and the gradebook and the feedback are sound."""
    chosen = [submission for submission in CLASS if submission.practical == hostile.PRACTICAL]
    (solved,) = (submission for submission in chosen if submission.id == "accident/solved")
    with hostile.make_world(tmp_path / "world") as world:
        practical = hostile.Practical(world.course, hostile.PRACTICAL)
        submitted = world.course / "gradebook" / "submitted"
        for path in sorted(submitted.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        for submission in chosen:
            hostile.hand_in(submitted / submission.student / practical.name, *practical.make(submission, world.places))
        honest = ["aa-honest", "exhaust-honest", "forge-honest", "zz-honest"]
        for student in honest:
            note = ("markdown", "at end", f"I am {student}.")
            files = practical.make(dataclasses.replace(solved, cells=(note,)), world.places)
            hostile.hand_in(submitted / student / practical.name, *files)
        before = _outside(world)

        program = RUN.format(limits=repr(IMPATIENT))
        command = [sys.executable, "-c", program, practical.name, "--root", str(world.course)]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
        )
        assert done.returncode == 0, f"{done.stdout[-5000:]}\n{done.stderr[-3000:]}"
        assert _outside(world) == before, "grading changed what is no part of it"
        assert not world.callers
        assert not [what for what, secret in world.secrets.items() if secret in done.stdout + done.stderr]
        assert not re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]", done.stdout), "control characters in the table"
        until = time.monotonic() + 20
        while world.survivors() and time.monotonic() < until:
            time.sleep(0.2)
        assert not world.survivors()

        scores = _scores(world.course, practical.name)
        full = {f"test_{gap}": points for gap, points in practical.points.items()}
        assert [student for student in honest if scores[student] != full] == []
        wrong = {
            submission.id: scores.get(submission.student)
            for submission in chosen
            if scores.get(submission.student)
            != {f"test_{k}": v for k, v in submission.deserves(practical.points).items()}
        }
        assert not wrong, json.dumps(wrong, indent=1)

        pages = [submission.student for submission in chosen if submission.name.startswith("script_")]
        for student in [*pages, "accident-pasted-image", "zz-honest"]:
            nbgrader(world.course, "generate_feedback", practical.name, "--student", student)
            page = world.course / "gradebook" / "feedback" / student / practical.name / f"{practical.name}.html"
            text = page.read_text(encoding="utf-8")
            assert world.secrets["hidden"] not in text
            assert Live.found(text, world.places["MARK"]) == [], student
        nbgrader(world.course, "export", "--to", str(tmp_path / "grades.csv"))
        assert len((tmp_path / "grades.csv").read_text().splitlines()) == len(chosen) + len(honest) + 1


def _outside(world):
    """What no grading may change: all but the gradebook's folder, and in it what was handed in."""
    return {
        path: digest
        for path, digest in world.fingerprint().items()
        if "/gradebook/" not in path or "/gradebook/submitted/" in path
    }


def _scores(course, practical):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook' / 'gradebook.db'}") as book:
        return {
            submission.student.id: {
                grade.name: grade.score for notebook in submission.notebooks for grade in notebook.grades
            }
            for submission in book.find_assignment(practical).submissions
        }


class Live(html.parser.HTMLParser):
    """Finds where a word stands in a page such that a browser would run it."""

    def __init__(self, word):
        super().__init__()
        self.word, self.inside, self.live = word, "", []

    @classmethod
    def found(cls, page, word):
        parser = cls(word)
        parser.feed(page)
        return parser.live

    def handle_starttag(self, tag, attributes):
        self.inside = tag
        for name, value in attributes:
            runs = name.startswith("on") or name == "srcdoc" or (value or "").strip().lower().startswith("javascript:")
            if runs and self.word in (value or ""):
                self.live.append(f"<{tag} {name}={value!r}>")

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside == "script" and self.word in data:
            self.live.append(f"<script>{data}")


def test_live_scripts_are_found():
    assert len(Live.found("<script>a('w')</script><b onclick=w>x</b><a href=' javascript:w'>y</a>", "w")) == 3
    assert Live.found("<p>&lt;script&gt;w&lt;/script&gt; onload=w javascript:w</p><script>v</script>", "w") == []


# ---------------------------------------------------------------- the class itself


def test_everything_that_is_asked_for_is_tried():
    """Each item has a submission, each submission of the four hostile families belongs to an item, and there are enough."""
    there = {submission.id for submission in CLASS}
    named = [name for items in hostile.ASKED.values() for files in items.values() for name in files.split()]
    assert all(files.split() for items in hostile.ASKED.values() for files in items.values())
    assert set(named) <= there, f"named, but not there: {sorted(set(named) - there)}"
    forgotten = {name for name in there - set(named) if not name.startswith("accident/")}
    assert not forgotten, f"there, but not named: {sorted(forgotten)}"
    assert sum(not name.startswith("accident/") for name in there) >= 60


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# scores: rest 0\n# %% make\npass\n", "say what it tries"),
        ("# Tries.\n# %% make\npass\n", "say what it tries"),
        ("# Tries.\n# scores: rest 0\n# status: good\n", "no such status"),
        ("# Tries.\n# scores: rest 0\n# points: 3\n", "the head holds"),
        ("# Tries.\n# scores: rest 0\n# %% cell double\n", "is none of"),
    ],
)
def test_a_file_that_is_not_understood_is_an_error(tmp_path, text, message):
    path = tmp_path / "x.py"
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        hostile.parse(path)


def test_scores_are_read():
    points = {"a": 2.0, "b": 1.0, "c": 3.0}
    assert hostile._scores("a 0.5, b full, rest 0", points, "") == {"a": 0.5, "b": 1.0, "c": 0.0}
    assert hostile._scores("b 0, rest full", points, "") == {"a": 2.0, "b": 0.0, "c": 3.0}
    for wrong in ("a 1", "d 1, rest 0", "rest 1"):
        with pytest.raises(ValueError):
            hostile._scores(wrong, points, "x")


def test_a_wrong_result_is_seen(world):
    """The judge is not blind: each thing that it looks for is found in a result that has it."""
    (solved,) = (submission for submission in CLASS if submission.id == "accident/solved")
    practical = hostile.Practical(world.course, hostile.PRACTICAL)
    files, _ = practical.make(solved, world.places)
    good = {
        "status": "graded", "reason": "", "notes": [], "failed": {}, "unverified": [],
        "scores": {f"test_{gap}": points for gap, points in practical.points.items()},
        "notebook": files[f"{practical.name}.ipynb"].decode(),
    }  # fmt: skip
    assert hostile.problems(solved, good, [], practical, world) == []
    nb = good["notebook"]
    for part, words in (
        ({"scores": good["scores"] | {"test_double": 1.0}}, "1.0 points instead of 2"),
        ({"scores": good["scores"] | {"test_more": 1.0}}, "do not exist"),
        ({"status": "crashed", "reason": "x"}, "crashed instead of graded"),
        ({"status": "missing", "reason": "", "notebook": None}, "without a reason"),
        ({"notes": [f"x{world.secrets['home']}"]}, "secrets in the result: home"),
        ({"notebook": nb.replace('"outputs": []', f'"outputs": [], "x": "{world.secrets["hidden"]}"', 1)}, "hidden"),
        ({"failed": {"test_double": "\x1b[2J"}}, "control characters"),
        ({"reason": "x" * 6000}, "6000 characters"),
        ({"notebook": nb.replace('"points": 3', '"points": 30')}, "points are"),
        ({"notebook": nb.replace('"grade_id": "double"', '"grade_id": "triple"')}, "marked cells are"),
    ):
        found = hostile.problems(solved, good | part, [], practical, world)
        assert any(words in line for line in found), (words, found)


def test_a_lost_picture_does_not_stop_feedback():
    """nbconvert refuses a text cell that shows an attachment which is not there, and with it the student's whole page."""
    page = feedback.markdown({"cell": {}}, "a ![<b onclick=x>my sketch](attachment:gone.png) b")
    assert "my sketch" in page
    assert "<b" not in page
    shown = {"cell": {"attachments": {"x.png": {"image/png": "AAAA"}}}}
    assert "data:image/png;base64,AAAA" in feedback.markdown(shown, "![x](attachment:x.png)")
