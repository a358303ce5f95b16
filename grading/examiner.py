"""The examiner: it runs the tests of one submission, in a process that holds no code of the student's.

`python -m grading.examiner` is a warm process (NumPy, IPython and Matplotlib are loaded) that forks one examiner for each
submission. The names that answer cells define stand there for objects of the student's process (`grading.wire`).
"""

import contextlib
import ctypes
import gc
import hashlib
import json
import os
import pickle
import re
import resource
import select
import shutil
import signal
import socket
import struct
import sys
import tempfile
import time
import traceback
import types
import warnings
from pathlib import Path

from grading import sandbox
from grading.needed import needed, read
from grading.plain import plain
from grading.rebuild import Unreadable, notebook, rebuild
from grading.standins import Standin
from grading.student import Keeper, Stream, enter, make_shell
from grading.wire import Broken, Wire

_HEAD = struct.Struct(">Q")
PNG = "iVBORw0KGgo"  # how a PNG picture begins, in base64
GRACE = 3.0  # seconds that an interrupted process has to answer
NOT_LENT = "{} is not available while a notebook is graded: use what the notebook defines or hands to your function"


class Gone(Exception):
    """The student's process is gone and is not started again."""


class Examination:
    """One submission, from files to scores.

    Parameters
    ----------
    files : dict of str to bytes
    bundle : grading.one.Bundle
    shell : IPython shell
        For test cells; its namespace is this submission's alone.
    nursery : socket.socket, optional
        The way to the warm process (see `grading.sandbox.Box`).
    """

    def __init__(self, files, bundle, shell, nursery=None):
        self.files, self.bundle, self.shell, self.nursery = files, bundle, shell, nursery
        self.limits = bundle.limits
        self.end = time.monotonic() + bundle.limits.seconds
        self.box = self.wire = None
        self.restarts = 0
        self.ran = []  # (number, source, names) of the cells that ran in the student's process
        self.numbers = {}  # number of a cell -> the file name under which its lines are known here
        self.skip = set()  # numbers of cells that killed the process or did not end
        self.parts, self.bound, self.trace = [], [0], None
        self.warned_stderr, self.trouble = [], []
        self.peak = self.processor = 0.0
        self.overdue = ""
        self.parent = os.getppid()
        self.testing = self.alarmed = False
        self.emit = None  # writes a result and ends this process
        self.faults = {}  # name that an answer should define -> why its cell stopped
        masters = json.loads(bundle.source)["cells"]
        marks = [cell.get("metadata", {}).get("nbgrader", {}) for cell in masters]
        self.names = sorted({name for names in bundle.answers.values() for name in names})
        self.result = {
            "status": "graded", "reason": "", "notes": [], "scores": {}, "failed": {}, "unverified": [], "notebook": None,
            "max_scores": {m["grade_id"]: float(m.get("points") or 0) for m in marks if m.get("grade") or m.get("task")},
        }  # fmt: skip

    def run(self):
        result = self.result
        try:
            self.cells, result["notes"] = rebuild(
                self.files, self.bundle.name, self.bundle.source, self.bundle.released
            )
        except Unreadable as error:
            result["scores"] = dict.fromkeys(result["max_scores"], 0.0)
            return result | {"status": error.word, "reason": str(error)}
        try:
            self._cells()
        finally:
            self._close()
        return self.finish()

    def give_up(self):
        """Write the result as it is and end."""
        self.trouble.append(f"The time for the whole notebook, {self.limits.seconds:g} seconds, was over.")
        for cell in self.cells:
            if cell.role == "test" and not cell.manual:
                self.result["scores"].setdefault(cell.grade_id, 0.0)
        self._close()
        self.emit(self.finish())

    def finish(self):
        """The result as it is now."""
        result = self.result
        if self.trouble:
            result["status"] = "crashed"
            result["reason"] = " ".join(dict.fromkeys(self.trouble))[:1000]
        if self.warned_stderr:
            result["notes"].append(f"Warnings were printed in {', '.join(self.warned_stderr)}; they cost nothing.")
        result["notebook"] = notebook(self.cells, self.bundle.source)
        result["reason"], result["notes"] = _calm(result["reason"]), list(map(_calm, result["notes"]))
        result["failed"] = {name: _calm(text) for name, text in result["failed"].items()}
        return result | {"megabytes": self.peak, "processor_seconds": self.processor}

    # ------------------------------------------------------------ all cells, in order

    def _cells(self):
        code = [index for index, cell in enumerate(self.cells) if cell.kind == "code"]
        here, there = self._needed(code)
        number = 0
        for index, cell in enumerate(self.cells):
            self.place = index
            if cell.manual:
                self._manual(cell)
            if cell.kind != "code":
                continue
            if cell.role == "answer" or cell.role == "extra" or index in there or index in here or cell.role == "test":
                number += 1
                cell.count = number
            if cell.role in ("answer", "extra") or index in there:
                self._student_cell(cell, number, quiet=index in here)
            if cell.role == "test":
                self._test(cell, number)
            elif index in here and cell.role == "plain":
                cell.outputs = []
                self._own_cell(cell, number)

    def _needed(self, code):
        """The instructor's cells that run here, for the tests, and those that run over there, for the answers."""
        if self.bundle.run_all:
            own = {index for index in code if self.cells[index].role == "plain"}
            return own, own
        text = [plain(self.cells[index].source) for index in code]
        roles = [self.cells[index].role for index in code]
        ours, theirs = [], []
        for index, source, role in zip(code, text, roles):
            names = self.bundle.answers.get(self.cells[index].grade_id, ())
            ours.append(
                "\n".join(f"{name} = None" for name in names) if role == "answer" else "" if role == "extra" else source
            )
            over_there = role == "test" and _UNSPLIT.search(source)
            theirs.append("" if role == "test" and not over_there else source)
            if over_there:
                ours[-1] = ""
        here = needed(ours, {i for i, role in enumerate(roles) if role == "test"})
        student = {i for i, role in enumerate(roles) if role in ("answer", "extra") or (role == "test" and theirs[i])}
        hidden = any(_HIDDEN_USE & read(theirs[i]) for i in student)  # what such a cell reads cannot be told
        there = range(len(code)) if hidden else needed(theirs, student)
        return ({code[i] for i in here if roles[i] == "plain"}, {code[i] for i in there if roles[i] == "plain"})

    def _manual(self, cell):
        """As nbgrader does: an answer that was not touched gets 0, any other waits for a person."""
        if cell.role == "answer" and cell.unchanged:
            self.result["scores"][cell.grade_id] = 0.0

    # ------------------------------------------------------------ the student's process

    def _student_cell(self, cell, number, quiet=False):
        self.numbers[number] = self._remember(cell.source, number)
        fault = self._run_there(number, cell.source)
        if cell.role == "answer":
            text = f"{fault[0]}: {fault[1]}"[:500] if fault else ""
            self.faults.update(dict.fromkeys(self.bundle.answers.get(cell.grade_id, ()), text))
        cell.outputs = self._outputs(None if quiet else fault)

    def _remember(self, source, number):
        """Let tracebacks here find the lines of a cell that runs over there."""
        return self.shell.compile.cache(plain(source), number, source)

    def _run_there(self, number, source):
        self.parts.clear()
        self.bound[0] = self.limits.output_kilobytes * 1000
        entry = (number, source)
        try:
            self._ready()
            self._deadline()
            self.alarmed = False
            self._set_alarm()
            fault = self._send_cell(entry)
            signal.setitimer(signal.ITIMER_REAL, 0)
            self.ran.append(entry)
        except Gone as gone:
            return ["NotRun", str(gone), ""]
        except sandbox.NoBox:
            raise
        except BaseException as broken:  # of whatever kind: it comes from over there
            signal.setitimer(signal.ITIMER_REAL, 0)
            self.skip.add(number)
            self.ran.append(entry)
            why = self._lost(broken)
            self.trouble.append(f"A cell of your notebook (number {number}) ended Python: {why}.")
            return ["Died", f"Python ended while this cell ran: {why}", ""]
        if self.overdue:
            self.skip.add(number)
            self.result["notes"].append(f"Cell {number} was stopped after {self.limits.seconds_cell:g} seconds.")
            return ["TimeoutError", f"This cell was stopped after {self.limits.seconds_cell:g} seconds", ""]
        return fault

    def _send_cell(self, entry):
        number, source = entry
        fault, changed, gone = self.wire.request("cell", {}, ((number, source, self.names),))["v"]
        for name in gone:
            self.shell.user_ns.pop(name, None)
        if type(changed) is not dict:
            raise Broken("an answer that cannot be read")
        for name, value in changed.items():
            if name in self.names:
                self.shell.user_ns[name] = value
        if fault is not None and not (
            type(fault) is list and len(fault) == 3 and all(type(part) is str for part in fault)
        ):
            raise Broken("an answer that cannot be read")
        return fault

    def _deadline(self):
        self.overdue = self.wire.expired = ""
        self.wire.deadline = min(time.monotonic() + self.limits.seconds_cell, self.end)

    def _ready(self):
        """A student's process in which all cells so far have run."""
        if time.monotonic() > self.end:
            raise Gone(f"the time for the whole notebook, {self.limits.seconds:g} seconds, was over")
        if self.wire is not None:
            return
        while True:
            if time.monotonic() > self.end:
                raise Gone(f"the time for the whole notebook, {self.limits.seconds:g} seconds, was over")
            if self.restarts > self.limits.restarts:
                raise Gone("Python had ended too often")
            self.restarts += 1
            try:
                self._start()
                for entry in self.ran:
                    if entry[0] not in self.skip:
                        self._deadline()
                        self._send_cell(entry)
                        if self.overdue:
                            self.skip.add(entry[0])
                self.parts.clear()
                return
            except sandbox.NoBox:
                raise
            except BaseException as broken:
                if not self.ran or self.wire is None:
                    raise
                self._lost(broken)
                self.skip.add(entry[0])

    def _start(self):
        self.box = sandbox.Box(self._settings(), not self.bundle.unsandboxed, self.nursery)
        handlers = {"course": self._lend}
        self.wire = Wire(self.box.sock, False, handlers, self.numbers.get)
        self.wire.allowed = self._allowed
        self.wire.waiting, self.wire.late, self.wire.heard = self._waiting, self._late, self._heard
        self.box.sock.settimeout(self.limits.seconds_cell)  # for sending to a process that does not listen
        self.wire.deadline = time.monotonic() + 30
        work = {name: data for name, data in self.files.items() if not name.endswith(".ipynb") and _safe(name)}
        work |= self.bundle.files
        settings = {
            "limits": self._settings() | {"uid": self.box.uid},
            "home": self.box.home,
            "course": {file: self.bundle.course[file] for file in self.bundle.present},
            "stubs": self.bundle.absent,
            "files": work,
            "fonts": {} if self.box.warm else _fonts(),
        }
        try:
            self.wire.request("start", {}, (settings,))
        except BaseException as broken:
            self.box.kill()
            raise sandbox.NoBox(f"A student's process could not be started: {broken}.") from broken

    def _settings(self):
        limits = self.limits
        return {
            "megabytes": limits.megabytes, "processes": limits.processes, "files_megabytes": limits.files_megabytes,
            "output_kilobytes": limits.output_kilobytes, "seconds": limits.seconds, "boxed": not self.bundle.unsandboxed,
        }  # fmt: skip

    def _lend(self, message):
        """A function of a module of checks, which stays here: `use_reference`, and the checks themselves."""
        name, module = message.get("name"), message.get("module")
        checks = isinstance(module, str) and module in self.bundle.absent and module.split(".")[-1].startswith("checks")
        if not checks or not isinstance(name, str) or name.startswith("_"):
            raise AttributeError(NOT_LENT.format(f"{module}.{name}"[:100]))
        __import__(module)
        value = getattr(sys.modules[module], name)
        if not isinstance(value, types.FunctionType) or value.__module__ != module:
            raise AttributeError(NOT_LENT.format(f"{module}.{name}"))
        return {}, (value,)

    def _allowed(self, function):
        """May the student's code call this function now? While a gap is tested, only references of gaps before it."""
        if not self.testing or getattr(function, "__module__", "") != "utils.borrowed":
            return True
        for module in self.bundle.absent:
            for gap, functions in getattr(sys.modules.get(module), "GAPS", {}).items():
                if function.__wrapped__ in functions.values():
                    places = [
                        index for index, cell in enumerate(self.cells) if cell.role == "answer" and cell.grade_id == gap
                    ]
                    return not places or places[0] < self.place
        return True

    def _waiting(self):
        self.box.watch()
        if self.box.killed:
            raise Broken(self.box.killed)
        if os.getppid() != self.parent or _hung_up():
            self.box.kill()
            os._exit(1)

    def _late(self):
        if self.overdue:
            self.box.kill()
            raise Broken("it did not stop when it was interrupted")
        limit = self.limits.seconds_cell if time.monotonic() < self.end else self.limits.seconds
        self.overdue = f"it ran for more than {limit:g} seconds"
        self.wire.expired = self.overdue
        self.box.interrupt()
        self.wire.deadline = time.monotonic() + GRACE

    def _lost(self, broken):
        """The process is gone: why?"""
        box, self.box, self.wire = self.box, None, None
        if box is None:
            return str(broken)
        self._measure(box)
        box.kill()
        if box.killed:
            return box.killed
        if self.overdue:
            return f"{self.overdue} and did not stop when it was interrupted"
        return str(broken) if str(broken) != "the process is gone" else "the process ended (exit, memory, or a crash)"

    def _close(self):
        if self.box is not None:
            self._measure(self.box)
            self.box.close()

    def _measure(self, box):
        with contextlib.suppress(Exception):
            box.watch()
        self.peak = max(self.peak, box.peak)
        self.processor += 0.0 if box.warm else box.processor

    def _heard(self, message):
        """What the student's process printed and warned of, which comes along with every message."""
        parts, warned = message.get("parts", []), message.get("warned", [])
        if type(parts) is not list or type(warned) is not list:
            raise Broken("output that cannot be read")
        for part in parts[:2000]:
            if type(part) is not list or len(part) != 2:
                raise Broken("output that cannot be read")
            kind, content = part
            if kind in ("stdout", "stderr") and type(content) is str:
                if self.testing:
                    (sys.stdout if kind == "stdout" else sys.stderr).write(content)
                else:
                    self._keep(kind, content)
            elif kind in ("display_data", "execute_result") and type(content) is dict:
                self.show("display_data" if self.testing else kind, content)
        for one in warned[:50]:
            if type(one) is not list or len(one) != 4 or type(one[1]) is not str:
                raise Broken("a warning that cannot be read")
            self._warn(*one)

    def _warn(self, name, text, number, line):
        category = (
            getattr(__builtins__, str(name), None)
            if not isinstance(__builtins__, dict)
            else __builtins__.get(str(name))
        )
        category = category if isinstance(category, type) and issubclass(category, Warning) else UserWarning
        file = self.numbers.get(number, "<student>") if type(number) is int else "<student>"
        line = line if type(line) is int and line > 0 else 1
        if self.testing:
            warnings.warn_explicit(text[:2000], category, file, line, registry=self.registry)
        else:
            self._keep("stderr", f"line {line}: {category.__name__}: {text[:2000]}\n")

    # ------------------------------------------------------------ cells that run here

    def _own_cell(self, cell, number):
        """Run one of the instructor's cells; returns its error or None, and what it ended with."""
        self.numbers[number] = None
        self.parts.clear()
        self.bound[0] = self.limits.output_kilobytes * 1000
        self.trace, self.registry, self.testing, self.alarmed = None, {}, True, False
        if self.wire is None and self.ran:
            with contextlib.suppress(Gone, Broken):
                self._ready()
        self.overdue = ""
        exported = set()
        if self.wire is not None:
            exported = set(self.wire.exported)
            self._deadline()
        streams = sys.stdout, sys.stderr
        self.shell.execution_count = number
        try:
            self._set_alarm()
            result = self.shell.run_cell(cell.source, store_history=False)
            error = result.error_before_exec or result.error_in_exec
            value = result.result
        except BaseException as caught:
            error, value = caught, None
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            sys.stdout, sys.stderr = streams
            self.testing = False
        lost = ""
        if self.wire is not None:
            if self.alarmed:
                lost = self._lost(Broken("the test took too long"))
            elif self.box.process.poll() is not None or self.box.killed or isinstance(error, Broken):
                lost = self._lost(error if isinstance(error, Broken) else Broken("the process is gone"))
            else:
                self.wire.forget(exported)
        if error is not None:
            trace = [
                line
                for line in "\n".join(map(str, self.trace or [str(error)])).split("\n")
                if "skipping hidden" not in line
            ]
            fault = [type(error).__name__, _text(error), "\n".join(trace)[-20_000:]]
        else:
            fault = None
        cell.outputs = self._outputs(fault)
        lost = lost or self.overdue
        return error, value, lost

    def _set_alarm(self):
        """For a test that hangs here, on what the student's process gave it."""
        signal.signal(signal.SIGALRM, self._alarm)
        signal.setitimer(signal.ITIMER_REAL, self.limits.seconds_cell + GRACE + 5, 2.0)

    def _alarm(self, number, frame):
        self.alarmed = True
        if time.monotonic() > self.end + 30:  # something here swallows this error again and again
            self.give_up()
        raise TimeoutError("the test took too long")

    def _test_over_there(self, cell, number):
        """A test of what cannot leave the student's process, such as a figure: its word has to be taken."""
        self.numbers[number] = self._remember(cell.source, number)
        fault = self._run_there(number, cell.source)
        cell.outputs = self._outputs(fault)
        self.result["scores"][cell.grade_id] = 0.0 if fault else cell.points
        self.result["unverified"].append(cell.grade_id)
        if fault:
            self.result["failed"][cell.grade_id] = (fault[1] or fault[0])[:2000]

    def _test(self, cell, number):
        if _UNSPLIT.search(cell.source):
            return self._test_over_there(cell, number)
        error, value, lost = self._own_cell(cell, number)
        name, points = cell.grade_id, cell.points
        scores, failed = self.result["scores"], self.result["failed"]
        if lost:
            scores[name] = 0.0
            failed[name] = f"Your code could not be examined here: {lost}."
            self.trouble.append(f"{name} could not be examined: {lost}.")
            if error is None:
                cell.outputs += self._outputs(["Died", failed[name], failed[name]])
        elif error is not None:
            scores[name] = 0.0
            failed[name] = f"{_text(error) or type(error).__name__}"[:2000]
            fault = self.faults.get(getattr(error, "name", None)) if isinstance(error, NameError) else None
            if fault:
                failed[name] += f". The cell that should define it stopped with {fault}"
        else:
            scores[name] = _partial(value, points)
            if any(output.get("name") == "stderr" for output in cell.outputs):
                self.warned_stderr.append(name)

    # ------------------------------------------------------------ outputs

    def show(self, kind, data):
        kept = {}
        for form in ("text/plain", "image/png"):
            value = data.get(form)
            if isinstance(value, bytes):
                import base64

                value = base64.b64encode(value).decode()
            if isinstance(value, str):
                if form == "image/png":
                    if (
                        value.startswith(PNG)
                        and len(value) < 3_000_000
                        and value.isascii()
                        and "<" not in value
                        and '"' not in value
                    ):
                        kept[form] = value
                else:
                    kept[form] = value[:50_000]
        if kept:
            self._keep(kind, kept)

    def _keep(self, kind, content):
        size = (
            len(content)
            if isinstance(content, str)
            else 100 + len(content.get("text/plain", "")) + len(content.get("image/png", "")) // 30
        )
        if self.bound[0] > 0:
            self.parts.append([kind, content[: self.bound[0]] if isinstance(content, str) else content])
            self.bound[0] -= size

    def _outputs(self, fault):
        """The collected output as nbformat's outputs."""
        outputs = []
        for kind, content in self.parts:
            if kind in ("stdout", "stderr"):
                if outputs and outputs[-1].get("name") == kind:
                    outputs[-1]["text"] += content
                else:
                    outputs.append({"output_type": "stream", "name": kind, "text": content})
            elif kind == "execute_result":
                outputs.append({"output_type": kind, "data": content, "metadata": {}, "execution_count": None})
            else:
                outputs.append({"output_type": "display_data", "data": content, "metadata": {}})
        self.parts.clear()
        if fault is not None:
            name, text, trace = (part[:20_000] for part in fault)
            outputs.append(
                {
                    "output_type": "error",
                    "ename": name,
                    "evalue": text,
                    "traceback": (trace or f"{name}: {text}").split("\n"),
                }
            )
        return outputs


# A test with one of these looks at what cannot leave the student's process: figures, IPython itself.
_UNSPLIT = re.compile(r"\b(gcf|gca|get_fignums|get_figlabels|get_ipython)\s*\(|\b(In|Out|_ih|_oh)\s*\[")
# A cell that uses one of these may read any name.
_HIDDEN_USE = {"eval", "exec", "globals", "locals", "vars", "get_ipython", "compile"}


def _partial(value, points):
    """nbgrader's partial credit: a number that the test cell ends with; anything else is full credit."""
    import numpy as np

    if isinstance(value, (Standin, bool)) or not isinstance(value, (int, float, np.integer, np.floating)):
        return points
    value = float(value)
    return min(max(value, 0.0), points) if value == value else 0.0


def _text(error):
    try:
        return str(error)
    except Exception:
        return type(error).__name__


def _hung_up():
    """Is the process gone that asked for this? It holds the other end of the pipe that is the standard input."""
    poll = select.poll()
    poll.register(0, 0)
    return any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0))


def _calm(text):
    """A text without characters that a terminal obeys."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "\ufffd", text)


def _fonts():
    """Matplotlib's list of the system's fonts, for a process that starts anew: it would take seconds to make it."""
    folder = Path(os.environ.get("MPLCONFIGDIR", "."))
    return {path.name: path.read_bytes() for path in folder.glob("fontlist*.json")}


def _safe(name):
    parts = name.split("/")
    return not name.startswith("/") and ".." not in parts and "\0" not in name and "\\" not in name


# ---------------------------------------------------------------- the warm process


def _write(out, kind, content):
    data = json.dumps([kind, content]).encode()
    view = memoryview(_HEAD.pack(len(data)) + data)
    while view:
        view = view[os.write(out, view) :]


def _read_exactly(size):
    parts = []
    while size:
        part = os.read(0, min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def examine(size, shell, keeper, scratch, nursery, emit):
    """In the forked process: read the job, grade, write the result."""
    files, bundle = pickle.loads(_read_exactly(size))
    limit = 2 * bundle.limits.megabytes << 20
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    home = scratch / f"course-{hashlib.sha256(repr(sorted(bundle.course.items())).encode()).hexdigest()[:20]}"
    if not home.exists():
        new = Path(tempfile.mkdtemp(dir=scratch))
        for name, data in bundle.course.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(data)
        with contextlib.suppress(OSError):
            new.rename(home)
    folder = Path(tempfile.mkdtemp(dir=scratch, prefix="work-"))
    for name, data in bundle.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    os.chdir(folder)
    sys.path[:0] = [str(folder), str(home)]
    examination = Examination(files, bundle, shell, nursery)
    keeper.target, examination.emit = examination, emit
    sys.stdout = Stream("stdout", examination.parts, examination.bound)
    sys.stderr = Stream("stderr", examination.parts, examination.bound)
    try:
        return examination.run()
    finally:
        os.chdir("/")
        shutil.rmtree(folder, ignore_errors=True)


class Nursery:
    """The warm process: it forks examiners, and students' processes into boxes that examiners have made.

    It reads no submission and no test, so that what it forks holds none.
    """

    def __init__(self, out):
        self.out, self.keeper = out, Keeper()
        self.shell = make_shell(self.keeper.show, self.keeper)
        with contextlib.suppress(ImportError):  # after the shell, to which it ties its figures
            import matplotlib.pyplot  # noqa: F401
            import matplotlib_inline.backend_inline  # noqa: F401
        self.scratch = Path(tempfile.mkdtemp(prefix="examiner-"))
        self.students, self.seconds = [], 0.0
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # orphans below become children of this process
        gc.collect()
        gc.freeze()

    def loop(self):
        while True:
            head = _read_exactly(_HEAD.size)
            if head is None:
                return
            self.seconds = 0.0
            here, there = socket.socketpair()
            with here:
                child = os.fork()
                if child == 0:
                    here.close()
                    self._examine(_HEAD.unpack(head)[0], there)
                there.close()
                while True:
                    request, sockets, _, _ = socket.recv_fds(here, 100, 1)
                    if not request:
                        break  # the examiner is done
                    here.send(self._student(int(request), sockets[0]))
                    os.close(sockets[0])
            _, status, used = os.wait4(child, 0)
            self._count(used)
            self._reap()
            _write(self.out, "end", [status, self.seconds, used.ru_maxrss / 1024])

    def _reap(self):
        """Students' processes become children of this one; they end with their boxes."""
        end = time.monotonic() + 5
        while self.students and time.monotonic() < end:
            for pid in list(self.students):
                if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                    self._count(os.wait4(pid, 0)[2])
                    self.students.remove(pid)
            time.sleep(0.002)
        for pid in self.students:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self.students.clear()
        with contextlib.suppress(ChildProcessError):  # what boxes left, of this submission or the one before
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass

    def _count(self, used):
        self.seconds += used.ru_utime + used.ru_stime

    def _examine(self, size, nursery):
        def emit(content, kind="result"):
            try:
                _write(self.out, kind, content)
            finally:
                os._exit(0)

        kind = "result"
        try:
            content = examine(size, self.shell, self.keeper, self.scratch, nursery, emit)
        except sandbox.NoBox as problem:
            kind, content = "machine", str(problem)
        except OSError as problem:
            kind, content = "machine", f"{type(problem).__name__}: {problem}"
        except MemoryError:
            kind, content = "lost", "what your code returned was too much for the examiner."
        except BaseException:
            kind, content = "fault", traceback.format_exc()[-4000:]
        emit(content, kind)

    def _student(self, pid, sock):
        """Fork a student's process into the box of process `pid`."""
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                variables = sandbox.environment(sandbox.HOME)
                enter(pid, sock, write, Wire, Broken, self.shell, self.keeper, sandbox.HOME, variables)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(1)
        os.close(write)
        with os.fdopen(read, "rb") as file:
            told = file.read()
        os.waitpid(child, 0)
        self.students += [int(told)] if told else []
        return told or b"no"


def main():
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what tests print is no part of the answer
    plain("%time 1")
    nursery = Nursery(out)
    try:
        with contextlib.suppress(BrokenPipeError):  # whoever asked is gone
            nursery.loop()
    finally:
        shutil.rmtree(nursery.scratch, ignore_errors=True)
        home = Path(os.environ.get("HOME", ""))
        if home.name.startswith("grader-"):  # the folder that grading.one made for this process
            shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
