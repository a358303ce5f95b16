"""The student's process, as the examiner has it: started in a box, told to run cells, interrupted when it is late, and started
again when it is gone, with all cells run again but those that ended it."""

import contextlib
import dataclasses
import os
import select
import signal
import time
import types
from pathlib import Path

import numpy as np

from grading.engine import handed_in, sandbox
from grading.engine.box import surroundings
from grading.engine.box.channel import Broken
from grading.engine.box.wire import Wire
from grading.engine.magics import plain

GRACE = 3.0  # seconds that an interrupted process has to answer
DEAF = 10.0  # seconds of the processor after which the examiner is ended, where it is so busy that it hears no alarm


class Gone(Exception):
    """The student's process is gone and is not started again."""


class Remote:
    """The student's process of one submission: `files` are what was handed in, `bundle` is a submission.Bundle.

    `shell` is the examiner's: names that answers define are bound there, to what stands for them. `nursery` is the way to the
    warm process (see `sandbox.Box`); `handlers`, `heard` and `allowed` are those of `box.wire.Wire`.
    """

    def __init__(self, bundle, files, shell, nursery, handlers, heard, allowed):
        self.bundle, self.limits, self.files, self.shell, self.nursery = bundle, bundle.limits, files, shell, nursery
        self.handlers, self.heard, self.allowed = handlers, heard, allowed
        self.names = sorted({name for names in bundle.answers.values() for name in names})
        self.end = time.monotonic() + bundle.limits.seconds
        self.there = {}  # name -> what it stood for when the cell or test began
        self.bound = set()  # of these, those that the student's cells have given a value
        self.box = self.wire = None
        self.starts = 0
        self.ran = {}  # number of each cell that ran -> its source
        self.skip = set()  # numbers of cells that ended the process or did not end
        self.cells = {}  # number of a cell -> the file name under which its lines are known here
        self.overdue = ""  # why the cell or test that runs was interrupted
        self.notes, self.trouble = [], []  # for the student: what happened, what could not be examined
        self.peak = self.processor = 0.0
        self.parent = os.getppid()
        self.is_alarmed, self.give_up = False, lambda: None
        self.settings = dataclasses.asdict(self.limits) | {"boxed": not bundle.unsandboxed}

    def run(self, number, source):
        """Run a cell: what stopped it, [name, text, traceback], or None."""
        # A traceback here finds the lines of what runs over there.
        self.cells[number] = self.shell.compile.cache(plain(source), number, source)
        try:
            self.ready()
            self.start_clock()
            with self.alarm():
                fault = self._send(number, source)
        except Gone as gone:
            return ["NotRun", str(gone), ""]
        except sandbox.NoBox:
            raise
        except BaseException as broken:  # of whatever kind: it comes from over there
            self.ran[number] = source
            self.skip.add(number)
            why = self.lost(broken)
            self.trouble.append(f"A cell of your notebook (number {number}) ended Python: {why}.")
            return ["Died", f"Python ended while this cell ran: {why}", ""]
        self.ran[number] = source
        if self.overdue:
            self.skip.add(number)
            self.notes.append(f"Cell {number} was stopped after {self.limits.seconds_cell:g} seconds.")
            return ["TimeoutError", f"This cell was stopped after {self.limits.seconds_cell:g} seconds", ""]
        return fault

    def _send(self, number, source):
        try:
            answer = self.wire.request("cell", {}, (number, source, self.names))
        except (ReferenceError, ValueError) as error:
            # A name has a value that cannot cross, or one that a test had handed over.
            return [type(error).__name__, str(error), ""]
        match answer:
            case ((None | [str(), str(), str()]) as fault, dict(changed), list(gone)) if len(gone) <= len(self.names):
                pass
            case _:
                raise Broken("an answer that cannot be read")
        for name in self.names:
            if name in gone and name in self.bound:
                self.shell.user_ns.pop(name, None)
            if name in changed:
                self.bound.add(name)
                self.shell.user_ns[name] = changed[name]
        return fault

    def start_clock(self):
        """A cell or a test begins."""
        self.overdue = ""
        surroundings.begin()
        self.there = {name: self.shell.user_ns[name] for name in self.bound if name in self.shell.user_ns}
        if self.wire is not None:
            self.wire.expired = ""
            self.wire.channel.deadline = min(time.monotonic() + self.limits.seconds_cell, self.end)

    def _rebound(self):
        """The answers' names that this test has bound anew -> values; an Ellipsis for one that it has deleted.

        What it imports, under a name that an answer imports too, is over there.
        """
        now = {name: self.shell.user_ns.get(name, ...) for name in self.there}
        return {name: value for name, value in now.items() if value is not self.there[name] and not _is_imported(value)}

    def _late(self):
        if self.overdue:
            self.box.kill()
            raise Broken("it did not stop when it was interrupted")
        limit = self.limits.seconds_cell if time.monotonic() < self.end else self.limits.seconds
        self.overdue = self.wire.expired = f"it ran for more than {limit:g} seconds"
        self.box.interrupt()
        self.wire.channel.deadline = time.monotonic() + GRACE

    def _waiting(self):
        if self.box.killed:
            raise Broken(self.box.killed)
        if os.getppid() != self.parent or _hung_up():
            self.box.kill()
            os._exit(1)

    @contextlib.contextmanager
    def alarm(self):
        """For what hangs here, on what the student's process gave."""
        self.is_alarmed = False
        signal.signal(signal.SIGALRM, self._alarm)
        signal.setitimer(signal.ITIMER_REAL, self.limits.seconds_cell + GRACE + 5, 2.0)
        signal.setitimer(signal.ITIMER_PROF, self.limits.seconds_cell + GRACE + DEAF)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.setitimer(signal.ITIMER_PROF, 0)

    def _alarm(self, number, frame):
        self.is_alarmed = True
        signal.setitimer(signal.ITIMER_PROF, DEAF)
        if time.monotonic() > self.end + 30:  # something here swallows this error again and again
            self.give_up()
        raise TimeoutError("the test took too long")

    def ready(self):
        """There is a process in which all cells so far have run."""
        while True:
            if time.monotonic() > self.end:
                raise Gone(f"the time for the whole notebook, {self.limits.seconds:g} seconds, was over")
            if self.wire is not None:
                self.wire.heard = self.heard  # what cells print when they run again is not heard
                return
            if self.starts > self.limits.restarts:
                raise Gone("Python had ended too often")
            self.starts += 1
            self._start()
            for number, source in self.ran.items():
                if number not in self.skip and not self._ran_again(number, source):
                    break

    def _ran_again(self, number, source):
        try:
            self.start_clock()
            with self.alarm():
                self._send(number, source)
        except sandbox.NoBox:
            raise
        except BaseException as broken:
            self.lost(broken)
        if self.overdue or self.wire is None:
            self.skip.add(number)
        return self.wire is not None

    def _start(self):
        self.box = sandbox.Box(self.settings, not self.bundle.unsandboxed, self.nursery)
        self.box.sock.settimeout(self.limits.seconds_cell)  # for sending to a process that does not listen
        wire = Wire(self.box.sock, False, self.handlers, self.cells.get)
        wire.allowed, wire.rebound = self.allowed, self._rebound
        wire.channel.waiting, wire.channel.late = self._waiting, self._late
        wire.channel.deadline = time.monotonic() + 30
        self.wire = wire
        work = {name: data for name, data in self.files.items() if handed_in.is_beside(name)} | self.bundle.files
        course = {file: self.bundle.course[file] for file in self.bundle.present}
        # Matplotlib's list of the system's fonts, for a process that starts anew: it would take seconds to make it.
        lists = [] if self.box.is_warm else Path(os.environ.get("MPLCONFIGDIR", ".")).glob("fontlist*.json")
        fonts = {path.name: path.read_bytes() for path in lists}
        laid = {"course": course, "work": work, ".matplotlib": fonts}
        limits = self.settings | {"uid": self.box.uid}
        settings = {"limits": limits, "home": self.box.home, "files": laid, "stubs": self.bundle.absent}
        try:
            wire.request("start", {}, (settings,))
        except BaseException as broken:
            self.box.kill()
            raise sandbox.NoBox(f"A student's process could not be started: {broken}.") from broken

    def lost(self, broken):
        """The process is given up; returns why it is gone."""
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

    def close(self):
        if self.box is not None:
            self._measure(self.box)
            self.box.close()

    def _measure(self, box):
        with contextlib.suppress(Exception):
            box.watch()
        self.peak = max(self.peak, box.peak)
        self.processor += 0.0 if box.is_warm else box.processor


def _is_imported(value):
    is_code = isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType, np.ufunc))
    return isinstance(value, types.ModuleType) or (is_code and getattr(value, "__module__", None) != "__main__")


def _hung_up():
    """Is the process gone that asked for this? It holds the other end of the pipe that is the standard input."""
    poll = select.poll()
    poll.register(0, 0)
    return any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0))
