"""A course with a class of its own, and a cheap `grade_one`: for tests of the run around it, which is real.

A gap counts as solved if its cell does not raise NotImplementedError. A file `behave.txt` beside the notebook makes the
fake worker die, hang, wait or fail as a broken machine does.
"""

import contextlib
import hashlib
import json
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from grading import grade
from grading.engine.result import Result
from grading.engine.submission import Bundle as RealBundle
from grading.engine.submission import MachineError

ROOT = Path(__file__).resolve().parents[2]
PRACTICAL = "practical_0_sample"
NOTEBOOK = f"{PRACTICAL}.ipynb"
POINTS = 20.0


@dataclass(frozen=True)
class Bundle:
    source: str
    seconds: float = 10.0

    @property
    def key(self):
        return hashlib.sha256(self.source.encode()).hexdigest()

    @property
    def limits(self):
        return SimpleNamespace(seconds=self.seconds, megabytes=100)


def make_course(root):
    """A released course with one small practical."""
    from publishing.release import release
    from tests.conftest import copy_settings, sample_practical, save

    root.mkdir(parents=True)
    copy_settings(root)
    save(sample_practical(), root / "solutions" / PRACTICAL / NOTEBOOK)
    assert release(root) == [PRACTICAL]
    (root / "source.ipynb").write_text(RealBundle.of(root, PRACTICAL).source)
    return root


def make_gradebook(root):
    """What the first run would make: nbgrader takes a second for it."""
    from grading import gradebook

    (root / "gradebook").mkdir()
    with gradebook.Book(url(root)) as book:
        gradebook.register(book, url(root), PRACTICAL, (root / "source.ipynb").read_text())
    return root


def make_bundle(root, practical, **options):
    return Bundle((Path(root) / "source.ipynb").read_text())


def gaps(nb):
    """The names of a notebook's gaps, each with its cell."""
    marked = [(cell["metadata"].get("nbgrader", {}), cell) for cell in nb["cells"]]
    return [(mark["grade_id"], cell) for mark, cell in marked if mark.get("solution")]


def submit(root, student, solved=10, name=NOTEBOOK, behave=""):
    """Hand in the released notebook with the first gaps solved."""
    nb = json.loads((root / "practicals" / PRACTICAL / NOTEBOOK).read_text())
    for gap, cell in gaps(nb)[:solved]:
        cell["source"] = f"def {gap}(x):\n    return x  # of {student}"
    folder = root / "gradebook" / "submitted" / student / PRACTICAL
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(nb))
    if behave:
        (folder / "behave.txt").write_text(behave)
    return folder


def submit_some(root, numbers, more=0, **options):
    """Students s0, s1, ..., each with as many gaps solved as the number says, or `more`."""
    for number in numbers:
        submit(root, f"s{number}", number + more, **options)


def url(root):
    return f"sqlite:///{root / 'gradebook' / 'gradebook.db'}"


def book(root):
    from nbgrader.api import Gradebook  # not above: each worker would wait for it, and needs none

    return Gradebook(url(root))


def scores(root):
    """student -> points in the gradebook."""
    with book(root) as opened:
        return {s.student_id: s.score for s in opened.find_assignment(PRACTICAL).submissions}


def results(root):
    """The files of the students' results that are there."""
    return [path for path in (root / "gradebook" / "results").glob("*.json") if not path.name.startswith("solved-")]


def grade_one(files, bundle):
    name = next((name for name in sorted(files) if name.endswith(".ipynb")), None)
    how = files.get("behave.txt", b"").decode()
    behave(how)
    result = Result.of(bundle.source, seconds=0.1, processor_seconds=0.1, megabytes=10.0)
    result.scores = dict.fromkeys(result.max_scores, 0.0)
    if name is None:
        result.status, result.reason = "missing", "There is no notebook."
        return result
    try:
        answers = {gap: cell["source"] for gap, cell in gaps(json.loads(files[name]))}
    except ValueError:
        result.status, result.reason = "unreadable", "The file is cut off."
        return result
    nb = json.loads(bundle.source)
    for gap, cell in gaps(nb):
        cell["source"] = answers[gap]
        if "NotImplementedError" not in "".join(cell["source"]):
            result.scores[f"test_{gap}"] = result.max_scores[f"test_{gap}"]
    if name != NOTEBOOK:
        result.notes.append(f"The file is called {name}.")
    if "crash" in how:
        result.status, result.reason = "crashed", "The code ended its own process."
    if "unmatched" in how:
        result.status, result.reason = "unmatched", "It is another notebook."
    if "unverified" in how:
        result.unverified.append("test_double")
    result.notebook = json.dumps(nb)
    return result


def behave(how):
    word, *rest = how.split() or [""]
    if word == "wait":
        time.sleep(float(rest[0]))
    elif word == "die" or (word == "die-once" and not os.path.exists(rest[0])):
        for name in rest:
            Path(name).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "machine":
        raise MachineError("the machine is broken")
    elif word == "bug":
        raise ZeroDivisionError("a mistake in the grader")


def run(root, *arguments):
    """The command, in this process."""
    with contextlib.chdir("."):
        return grade.main([PRACTICAL, "--root", str(root), "--workers", "1", *arguments], grade_one, make_bundle)


def grade_them(root, **solved):
    """Hand in for students, with that many gaps solved, and grade all that is there; returns the scores."""
    for student, number in solved.items():
        submit(root, student, number)
    assert run(root) == 0
    return scores(root)


def start(root, *arguments, log=None):
    """The command in a new process, which can be killed; returns its id. Not forked: a test's process has threads."""
    command = [sys.executable, "-m", "tests.grading.fake", PRACTICAL, "--root", str(root), "--workers", "1", *arguments]
    to_log = (os.POSIX_SPAWN_OPEN, 1, str(log or os.devnull), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    actions = [to_log, (os.POSIX_SPAWN_DUP2, 1, 2)]
    heard = [signal.SIGINT]  # a shell that starts the tests in the background has switched it off
    return os.posix_spawn(sys.executable, command, environment(), file_actions=actions, setsid=True, setsigdef=heard)


def environment():
    return os.environ | {"PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    from tests.grading import fake

    sys.exit(grade.main(None, fake.grade_one, fake.make_bundle))
