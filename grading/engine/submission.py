"""Grade one submission: a pure function of the submission's files and of a bundle with everything else.

The student's code runs in a sandboxed process of its own (`box.student` in `sandbox`); the tests run in an `examiner`, which holds
none of it. What is decided how stands in the modules that are named.
"""

import atexit
import contextlib
import functools
import hashlib
import importlib.metadata
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from grading.engine import sandbox
from grading.engine.handed_in import ENDING, wanted
from grading.engine.result import Result

GRADER = 1  # the version of the grader: a change of it makes every result stale
DECIDES = sorted(Path(__file__).parent.rglob("*.py"))  # a change in one of these modules makes every kept result stale


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
    absent: list = field(default_factory=list)  # modules that stay with the examiner (see grading.engine.modules)
    files: dict = field(default_factory=dict)  # other files of the assignment's folder: name -> bytes
    course: dict = field(default_factory=dict)  # utils/: relative path -> bytes
    limits: Limits = Limits()
    unsandboxed: bool = False

    @classmethod
    def of(cls, root, practical, keep=None, **options):
        """Read it from a course's folder, with solutions/, practicals/, utils/ and autotests.yml; `options` are the last fields.

        What takes seconds, `keep(key, make)` may keep: it returns what `make()` returns, or what that once returned for this key.

        Raises a MachineError if the practical does not exist, was not released, or its solution does not run.
        """
        root = Path(root).resolve()
        solved, released = (root / folder / practical / wanted(practical) for folder in ("solutions", "practicals"))
        for path in (solved, released):
            if not path.is_file():
                text = f"{path.relative_to(root)} is missing. Is the name right, and was `make release` run?"
                raise MachineError(text)
        files, course = dict(_files(solved.parent)), dict(_files(root / "utils"))
        made_of = [*_environment(), _digests(files), _digests(course), _digests(dict(_files(root, "autotests.yml")))]
        make = functools.partial(_read, root, practical)
        read = keep(_digest(json.dumps(made_of).encode()), make) if keep else make()
        files = {name: data for name, data in files.items() if not name.endswith(ENDING)}
        course = {f"utils/{name}": data for name, data in course.items() if name.endswith(".py")}
        text = released.read_text(encoding="utf-8")
        return cls(practical, released=text, files=files, course=course, **read, **options)

    @property
    def key(self):
        """sha256 of the bundle, the grader's version and the packages' versions."""
        content = asdict(self)
        for part in ("files", "course"):
            content[part] = _digests(getattr(self, part))
        return _digest(json.dumps([*_environment(), content], sort_keys=True).encode())


@functools.cache
def _environment():
    """The grader's version and code, Python's version and the packages'."""
    packages = ["numpy", "scipy", "scikit-learn", "matplotlib", "ipython", "nbgrader"]
    versions = {name: importlib.metadata.version(name) for name in packages}
    code = {str(path.relative_to(Path(__file__).parent)): _digest(path.read_bytes()) for path in DECIDES}
    return GRADER, code, platform.python_version(), versions


def _read(root, practical):
    """What `grading.engine.master` prints."""
    search = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
    settings = {"env": os.environ | {"PYTHONPATH": search, "MPLBACKEND": "Agg"}, "cwd": root / "solutions" / practical}
    command = [sys.executable, "-m", "grading.engine.master", str(root), practical]
    done = subprocess.run(command, **settings, capture_output=True, text=True)
    if done.returncode:
        raise MachineError(f"The tests of {practical} could not be read from solutions/:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


def _digest(data):
    return hashlib.sha256(data).hexdigest()


def _digests(files):
    return {name: _digest(data) for name, data in files.items()}


def _files(folder, pattern="**/*"):
    """(relative name, bytes) of each file; no links, and none that begins with a point."""
    for path in sorted(folder.glob(pattern)):
        parts = path.relative_to(folder).parts
        if path.is_file() and not path.is_symlink() and not any(p.startswith(".") or p == "__pycache__" for p in parts):
            yield "/".join(parts), path.read_bytes()


def grade_one(files, bundle):
    """The `result.Result` of one submission; `files` is what lies in the student's folder, relative name -> bytes.

    Raises a MachineError if the machine failed, and nothing for anything that a student did.
    """
    started, released = time.perf_counter(), {wanted(bundle.name): bundle.released.encode()}
    kind, content, (_, processor, memory) = _ask(files, bundle)
    if kind in ("fault", "machine"):  # because of this submission, or of the course or the machine?
        if _ask(released, bundle)[0] != "result":
            raise MachineError(content if kind == "machine" else f"The examiner failed:\n{content}")
        kind, content = "lost", f"the examiner failed on it ({content.strip().splitlines()[-1][:300]})."
    if kind == "lost":
        outcome = {"status": "crashed", "reason": f"The notebook could not be examined: {content}"}
        for shown in (files, released):  # the student's text, if even that can be read
            kind, content, _ = _ask(shown, bundle, is_graded=False)
            if kind == "result":
                break
        else:
            raise MachineError(f"The examiner failed:\n{content}")
        content |= outcome | {"scores": dict.fromkeys(content["max_scores"], 0.0)}
    result = Result(**content)
    result.seconds = time.perf_counter() - started
    result.processor_seconds += processor
    result.megabytes = max(result.megabytes, memory)
    return result


def _ask(files, bundle, is_graded=True):
    return _server().grade(files, bundle, is_graded)


def make_ready():
    """Start this process's warm process, whose imports take a second or two, before the first submission is there."""
    _server()


class _Server:
    """A `grading.engine.nursery`; one for each process that grades."""

    def __init__(self):
        self.home = tempfile.mkdtemp(prefix="grader-")
        variables = sandbox.environment(self.home)  # no other: students' processes are forked from this one
        variables["PATH"] = os.environ.get("PATH", os.defpath)
        variables["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
        del variables["PYTHONDONTWRITEBYTECODE"]
        _copy_fonts(Path(variables["MPLCONFIGDIR"]))
        command = [sys.executable, "-m", "grading.engine.nursery"]
        ours, theirs = socket.socketpair()
        with theirs:
            settings = {"env": variables, "cwd": self.home, "start_new_session": True}
            self.process = subprocess.Popen(command, stdin=theirs, **settings)
        self.nursery = Connection(ours.detach())
        self.lock, self.owner = threading.Lock(), os.getpid()
        atexit.register(self.stop)

    def grade(self, files, bundle, is_graded=True):
        """(kind, content, [exit status, seconds of processors, MB]): "result", "machine", "lost" or "fault"."""
        with self.lock:
            until, outcome = time.monotonic() + bundle.limits.seconds + 120, None
            try:
                self.nursery.send((files, bundle, is_graded))
                while self.nursery.poll(max(0, until - time.monotonic())):
                    kind, content = json.loads(self.nursery.recv_bytes())
                    if kind == "end":
                        return *(outcome or self._lost(content[0])), content
                    outcome = kind, content
                outcome = "lost", "the time for it was over."
            except (OSError, EOFError, ValueError) as error:  # a message was cut off, or the process is gone
                outcome = "fault", f"its process ended: {error or type(error).__name__}"
            self.stop()
            return *outcome, [0, 0.0, 0.0]

    def _lost(self, status):
        self.stop()
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
            return "lost", "to read it took too long."
        return "lost", "what your code returned was too much for the examiner."

    def stop(self):
        if self.owner == os.getpid():
            with contextlib.suppress(OSError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.nursery.close()
            shutil.rmtree(self.home, ignore_errors=True)


def _copy_fonts(folder):
    """Matplotlib's list of the system's fonts, which it takes seconds to make."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "matplotlib")
    folder.mkdir()
    for path in Path(os.environ.get("MPLCONFIGDIR") or cache).glob("fontlist*.json"):
        with contextlib.suppress(OSError):
            shutil.copy(path, folder)


_servers = {}


def _server():
    server = _servers.get(os.getpid())
    if server is None or server.process.poll() is not None:
        server = _servers[os.getpid()] = _Server()
    return server
