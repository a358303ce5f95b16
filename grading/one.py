"""Grade one submission: a pure function of the submission's files and of a bundle with everything else.

The student's code runs in a sandboxed process of its own (`grading.student` in `grading.sandbox`); the tests run in an examiner
(`grading.examiner`), which holds none of it. What is decided how stands in the modules that are named.
"""

import hashlib
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

GRADER = 1  # the version of the grader: a change of it makes every result stale


class MachineError(Exception):
    """The machine, not the student, is at fault (no bubblewrap, a full disk): the text says what and what to do."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use."""

    seconds_cell: float = 60.0  # wall time of a cell
    seconds: float = 600.0  # wall time of the whole submission
    megabytes: int = 2048  # memory of all processes of the student together
    processes: int = 64  # processes and threads
    files_megabytes: int = 100  # what may be written to disk
    output_kilobytes: int = 100  # printed, a cell
    restarts: int = 3  # of a student's process that died or hung


@dataclass(frozen=True)
class Bundle:
    """Everything that a worker needs and that is the same for all submissions of a practical; plain data, picklable."""

    name: str
    source: str  # the instructor's notebook with hidden tests and written-out AUTOTESTs, answers cleared
    released: str  # the notebook that students got
    answers: dict = field(default_factory=dict)  # grade_id -> the names that the solution of this cell defines
    files: dict = field(default_factory=dict)  # other files of the assignment's folder: name -> bytes
    course: dict = field(default_factory=dict)  # utils/: relative path -> bytes
    limits: Limits = Limits()
    unsandboxed: bool = False
    run_all: bool = False  # also run the instructor's cells that no test and no answer needs

    @classmethod
    def of(cls, root, practical, **options):
        """Read it from a course's folder.

        Parameters
        ----------
        root : path
            Holds solutions/, practicals/, utils/ and autotests.yml.
        practical : str
        options : limits, unsandboxed, run_all

        Raises
        ------
        MachineError
            If the practical does not exist, was not released, or its solution does not run.
        """
        root = Path(root).resolve()
        solved = root / "solutions" / practical / f"{practical}.ipynb"
        released = root / "practicals" / practical / f"{practical}.ipynb"
        for path in (solved, released):
            if not path.is_file():
                raise MachineError(
                    f"{path.relative_to(root)} is missing. Is the name right, and was `make release` run?"
                )
        search = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
        done = subprocess.run(
            [sys.executable, "-m", "grading.source", str(root), practical],
            env=os.environ | {"PYTHONPATH": search, "MPLBACKEND": "Agg", "OPENBLAS_NUM_THREADS": "1"},
            cwd=solved.parent, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise MachineError(f"The tests of {practical} could not be read from solutions/:\n{done.stderr[-2000:]}")
        made = json.loads(done.stdout)
        files = {
            path.relative_to(solved.parent).as_posix(): path.read_bytes()
            for path in _files(solved.parent)
            if path.suffix != ".ipynb"
        }
        course = {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in _files(root / "utils")
            if path.suffix == ".py"
        }
        return cls(
            practical, made["source"], released.read_text(encoding="utf-8"), made["answers"], files, course, **options
        )

    @property
    def key(self):
        """sha256 of the bundle, the grader's version and the packages' versions."""
        packages = ["numpy", "scipy", "scikit-learn", "matplotlib", "ipython", "nbgrader"]
        versions = {name: importlib.metadata.version(name) for name in packages}
        code = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(Path(__file__).parent.glob("*.py"))
        }
        content = asdict(self) | {
            part: {name: hashlib.sha256(data).hexdigest() for name, data in getattr(self, part).items()}
            for part in ("files", "course")
        }
        text = json.dumps([GRADER, code, platform.python_version(), versions, content], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _files(folder):
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not path.is_symlink() and not any(p.startswith(".") or p == "__pycache__" for p in parts):
            yield path


def grade_one(files, bundle):
    """Grade one submission; never raises for anything that a student did.

    Parameters
    ----------
    files : dict of str to bytes
        What lies in the student's folder, by relative name.
    bundle : Bundle

    Returns
    -------
    dict, plain JSON data:
        status : "graded", "crashed" (parts could not be examined), "unreadable" or "missing"
        reason : str, for the student; "" when all is plain
        notes : list of str, for the student
        scores : grade_id -> points; a cell that a person has to grade is left out
        max_scores : grade_id -> points
        failed : grade_id -> the test's message
        unverified : list of grade_id, of the tests that ran in the student's process
        notebook : the graded notebook, JSON text; None if none could be read
        seconds, processor_seconds, megabytes : float

    Raises
    ------
    MachineError
        If the machine failed.
    """
    from grading import naive

    return naive.grade(files, bundle)
