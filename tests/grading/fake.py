"""A course with a class of its own, and a cheap `grade_one`: for tests of the run around it, which is real.

A gap counts as solved if its cell does not raise NotImplementedError. A file `behave.txt` beside the notebook makes the
fake worker die, hang, wait or fail as a broken machine does.
"""

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
from grading.one import MachineError

ROOT = Path(__file__).resolve().parents[2]
PRACTICAL = "practical_0_sample"
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
    from grading.one import Bundle
    from grading.release import release
    from tests.conftest import copy_settings, sample_practical, save

    root.mkdir(parents=True)
    copy_settings(root)
    save(sample_practical(), root / "solutions" / PRACTICAL / f"{PRACTICAL}.ipynb")
    assert release(root) == [PRACTICAL]
    (root / "source.ipynb").write_text(Bundle.of(root, PRACTICAL).source)
    return root


def make_gradebook(root):
    """What the first run would make: nbgrader takes a second for it."""
    from grading import gradebook

    url = f"sqlite:///{root}/gradebook/gradebook.db"
    (root / "gradebook").mkdir()
    with gradebook.Book(url) as book:
        gradebook.register(book, url, PRACTICAL, (root / "source.ipynb").read_text())
    return root


def make_bundle(root, practical, **options):
    return Bundle((Path(root) / "source.ipynb").read_text())


def submit(root, student, solved=10, name=f"{PRACTICAL}.ipynb", behave=""):
    """Hand in the released notebook with the first gaps solved."""
    nb = json.loads((root / "practicals" / PRACTICAL / f"{PRACTICAL}.ipynb").read_text())
    for cell in nb["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("solution") and solved:
            cell["source"], solved = f"def {mark['grade_id']}(x):\n    return x  # of {student}", solved - 1
    folder = root / "gradebook" / "submitted" / student / PRACTICAL
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(nb))
    if behave:
        (folder / "behave.txt").write_text(behave)
    return folder


def grade_one(files, bundle):
    name = next((name for name in sorted(files) if name.endswith(".ipynb")), None)
    nb = json.loads(bundle.source)
    behave(files.get("behave.txt", b"").decode())
    marks = [cell["metadata"].get("nbgrader", {}) for cell in nb["cells"]]
    worth = {mark["grade_id"]: float(mark["points"]) for mark in marks if mark.get("grade")}
    result = {"status": "graded", "reason": "", "notes": [], "failed": {}, "unverified": [], "notebook": None}
    result |= {"scores": dict.fromkeys(worth, 0.0), "max_scores": worth}
    result |= {"seconds": 0.1, "processor_seconds": 0.1, "megabytes": 10.0}
    if name is None:
        return result | {"status": "missing", "reason": "There is no notebook."}
    try:
        theirs = json.loads(files[name])
    except ValueError:
        return result | {"status": "unreadable", "reason": "The file is cut off."}
    answers = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["source"]
        for cell in theirs["cells"]
        if cell["metadata"].get("nbgrader", {}).get("solution")
    }
    for cell, mark in zip(nb["cells"], marks, strict=True):
        if mark.get("solution"):
            cell["source"] = answers[mark["grade_id"]]
            if "NotImplementedError" not in "".join(cell["source"]):
                result["scores"][f"test_{mark['grade_id']}"] = worth[f"test_{mark['grade_id']}"]
    if name != f"{PRACTICAL}.ipynb":
        result["notes"].append(f"The file is called {name}.")
    if "crash" in files.get("behave.txt", b"").decode():
        result |= {"status": "crashed", "reason": "The code ended its own process."}
    if "unverified" in files.get("behave.txt", b"").decode():
        result["unverified"].append("test_double")
    return result | {"notebook": json.dumps(nb)}


def behave(how):
    word, *rest = how.split() or [""]
    if word == "wait":
        time.sleep(float(rest[0]))
    elif word == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "die-once" and not os.path.exists(rest[0]):
        Path(rest[0]).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "machine":
        raise MachineError("the machine is broken")
    elif word == "bug":
        raise ZeroDivisionError("a mistake in the grader")


def run(root, *arguments):
    """The command, in this process."""
    here = os.getcwd()
    try:
        return grade.main([PRACTICAL, "--root", str(root), "--workers", "1", *arguments], grade_one, make_bundle)
    finally:
        os.chdir(here)


def start(root, *arguments, log=None):
    """The command in a new process, which can be killed; returns its id. Not forked: a test's process has threads."""
    command = [sys.executable, "-m", "tests.grading.fake", PRACTICAL, "--root", str(root), "--workers", "1", *arguments]
    to_log = (os.POSIX_SPAWN_OPEN, 1, str(log or os.devnull), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    actions = [to_log, (os.POSIX_SPAWN_DUP2, 1, 2)]
    return os.posix_spawn(sys.executable, command, environment(), file_actions=actions, setsid=True)


def environment():
    return os.environ | {"PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    from tests.grading import fake

    sys.exit(grade.main(None, fake.grade_one, fake.make_bundle))
