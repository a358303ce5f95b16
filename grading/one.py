"""Grade one submission: a pure function of the submission's files and of a bundle with everything else.

The student's code runs in a sandboxed process of its own (`grading.student` in `grading.sandbox`); the tests run in an examiner
(`grading.examiner`), which holds none of it. What is decided how stands in the modules that are named.
"""

import atexit
import contextlib
import hashlib
import importlib.metadata
import json
import os
import pickle
import platform
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from grading import sandbox
from grading.rebuild import Unreadable, notebook, rebuild

GRADER = 1  # the version of the grader: a change of it makes every result stale
# The modules that a score depends on: a change in one of them makes every kept result stale.
DECIDES = (
    "examiner", "modules", "needed", "one", "plain", "rebuild", "sandbox", "source", "standins", "student", "wire",
)  # fmt: skip


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
    present: list = field(default_factory=list)  # files of `course` that a student's process gets
    absent: list = field(default_factory=list)  # modules that stay with the examiner (see grading.modules)
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
        text = released.read_text(encoding="utf-8")
        return cls(practical, released=text, files=files, course=course, **made, **options)

    @property
    def key(self):
        """sha256 of the bundle, the grader's version and the packages' versions."""
        packages = ["numpy", "scipy", "scikit-learn", "matplotlib", "ipython", "nbgrader"]
        versions = {name: importlib.metadata.version(name) for name in packages}
        code = {
            name: hashlib.sha256((Path(__file__).parent / f"{name}.py").read_bytes()).hexdigest() for name in DECIDES
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
    started = time.perf_counter()
    server = _server()
    try:
        kind, content, used = server.grade(files, bundle)
    except OSError as error:
        server.stop()
        raise MachineError(f"The examiner ended: {error}") from error
    if kind == "machine":
        raise MachineError(content)
    if kind == "fault":  # because of this submission, or of the course?
        control = server.grade({f"{bundle.name}.ipynb": bundle.released.encode()}, bundle)
        if control[0] != "result":
            raise MachineError(f"The examiner failed:\n{content}")
        kind, content = "lost", f"the examiner failed on it ({content.strip().splitlines()[-1][:300]})."
    if kind != "result":
        content = _not_examined(files, bundle, content)
    return content | {
        "seconds": time.perf_counter() - started,
        "processor_seconds": used[1] + content.get("processor_seconds", 0.0),
        "megabytes": max(used[2], content.get("megabytes", 0.0)),
    }


def _not_examined(files, bundle, why):
    """The result for a submission on which the examiner itself was lost."""
    marks = [cell.get("metadata", {}).get("nbgrader", {}) for cell in json.loads(bundle.source)["cells"]]
    points = {
        mark["grade_id"]: float(mark.get("points") or 0) for mark in marks if mark.get("grade") or mark.get("task")
    }
    notes, text = [], None
    try:
        cells, notes = rebuild(files, bundle.name, bundle.source, bundle.released)
        text = notebook(cells, bundle.source)
    except Unreadable:
        pass
    reason = f"The notebook could not be examined: {why}"
    return {
        "status": "crashed", "reason": reason, "notes": notes, "scores": dict.fromkeys(points, 0.0), "max_scores": points,
        "failed": {}, "unverified": [], "notebook": text,
    }  # fmt: skip


# ---------------------------------------------------------------- the warm examiner of this process


class _Server:
    """A process that forks an examiner for each submission; one for each process that grades."""

    def __init__(self):
        self.home = tempfile.mkdtemp(prefix="grader-")
        variables = sandbox.environment(self.home)  # no other: students' processes are forked from this one
        variables |= {
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
        }
        del variables["PYTHONDONTWRITEBYTECODE"]
        _copy_fonts(Path(variables["MPLCONFIGDIR"]))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grading.examiner"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=variables, cwd=self.home,
            start_new_session=True,
        )  # fmt: skip
        self.lock, self.owner = threading.Lock(), os.getpid()
        atexit.register(self.stop)

    def grade(self, files, bundle):
        with self.lock:
            job = pickle.dumps((files, bundle))
            self.process.stdin.write(_HEAD.pack(len(job)) + job)
            self.process.stdin.flush()
            until = time.monotonic() + bundle.limits.seconds + 120
            outcome = None
            while True:
                try:
                    kind, content = self._message(until)
                except TimeoutError:
                    self.stop()
                    return "lost", "the time for it was over.", [0, 0.0, 0.0]
                if kind == "end":
                    if outcome is None:
                        self.stop()
                        outcome = ("lost", "what your code returned was too much for the examiner.")
                    return *outcome, content
                outcome = (kind, content)

    def _message(self, until):
        size = _HEAD.unpack(self._read(_HEAD.size, until))[0]
        return json.loads(self._read(size, until))

    def _read(self, size, until):
        parts = []
        while size:
            if not select.select([self.process.stdout], [], [], max(0, until - time.monotonic()))[0]:
                raise TimeoutError
            part = os.read(self.process.stdout.fileno(), min(size, 1 << 20))
            if not part:
                raise OSError("its process is gone")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def stop(self):
        if self.owner == os.getpid():
            with contextlib.suppress(OSError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            shutil.rmtree(self.home, ignore_errors=True)


def _copy_fonts(folder):
    """Matplotlib's list of the system's fonts, which it takes seconds to make."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "matplotlib")
    folder.mkdir()
    for path in Path(os.environ.get("MPLCONFIGDIR") or cache).glob("fontlist*.json"):
        with contextlib.suppress(OSError):
            shutil.copy(path, folder)


_HEAD = struct.Struct(">Q")
_servers = {}


def _server():
    server = _servers.get(os.getpid())
    if server is None or server.process.poll() is not None:
        server = _servers[os.getpid()] = _Server()
    return server
