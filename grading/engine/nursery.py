"""A warm process, `python -m grading.engine.nursery`: NumPy, IPython and Matplotlib are loaded, and it forks students' processes
into the boxes that examiners make. A child of it, the template, forks an examiner for each submission that is given.

Neither reads a submission or a test, so that what they fork holds none.
"""

import contextlib
import ctypes
import gc
import hashlib
import json
import os
import resource
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback
from multiprocessing.connection import Connection
from pathlib import Path

from grading.engine import sandbox
from grading.engine.box.enter import enter
from grading.engine.box.outputs import Stream
from grading.engine.box.shell import make_shell
from grading.engine.examiner import Examination
from grading.engine.magics import plain
from grading.engine.rebuild import Unreadable, notebook, rebuild
from grading.engine.result import Result

EXAMINER, MORE = b"e", b"m"  # what the template is asked for
# Exit status of an examiner that imported scikit-learn, which takes a second: the next ones find it there.
NEEDS_MORE = 1
READING = 20.0  # seconds more than for a cell, for reading a notebook and starting the first process


def examine(caller, shell, scratch, nursery, emit):
    """In the forked process: read the job, do it, return the result as plain data."""
    files, bundle, is_graded = caller.recv()
    # What the template has imported comes on top.
    own = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
    limit = own + (2 * bundle.limits.megabytes << 20)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    # Whatever the text does to those who read it, this process is ended then; `remote` sets its own alarm for what runs.
    signal.setitimer(signal.ITIMER_REAL, bundle.limits.seconds_cell + READING)
    if not is_graded:
        return shown(files, bundle)
    home = scratch / f"course-{hashlib.sha256(repr(sorted(bundle.course.items())).encode()).hexdigest()[:20]}"
    if not home.exists():
        new = _laid(Path(tempfile.mkdtemp(dir=scratch)), bundle.course)
        with contextlib.suppress(OSError):
            new.rename(home)
    folder = _laid(Path(tempfile.mkdtemp(dir=scratch, prefix="work-")), bundle.files)
    os.chdir(folder)
    sys.path[:0] = [str(folder), str(home)]
    sys.stdout, sys.stderr = Stream("stdout", shell.outputs), Stream("stderr", shell.outputs)
    try:
        return Examination(files, bundle, shell, nursery, emit).run().plain()
    finally:
        os.chdir("/")
        shutil.rmtree(folder, ignore_errors=True)


def shown(files, bundle):
    """The notebook as it was handed in, nothing of it graded."""
    result = Result.of(bundle.source)
    try:
        cells, known = rebuild(files, bundle.name, bundle.source, bundle.released)
        result.notes = known["notes"]
        result.notebook = notebook(cells, bundle.source)
    except Unreadable as error:
        result.notes = [str(error)]
    return result.plain()


def _laid(folder, files):
    """The folder, with files in it."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


class Nursery:
    """The warm process; its standard input is a socket to whoever gives it jobs, and is told what became of each."""

    def __init__(self):
        self.caller, self.shell = Connection(os.dup(0)), make_shell()
        with contextlib.suppress(ImportError):  # after the shell, to which it ties its figures
            import matplotlib.pyplot  # noqa: F401
            import matplotlib_inline.backend_inline  # noqa: F401
        self.scratch = Path(tempfile.mkdtemp(prefix="examiner-"))
        self.students, self.seconds = [], 0.0
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # orphans below become children of this process
        gc.collect()
        gc.freeze()
        self.template, there = socket.socketpair()
        if os.fork() == 0:
            self.template.close()
            self._be_template(there)
        there.close()

    def _be_template(self, asked):
        """Fork examiners, in a process of its own: what it imports for them would count as memory of students' processes."""
        while True:
            request, sockets, _, _ = socket.recv_fds(asked, 1, 1)
            if request == EXAMINER:
                asked.send(self._examiner(*sockets))
            elif request == MORE:
                import sklearn.datasets
                import sklearn.model_selection  # noqa: F401

                gc.freeze()
            else:
                os._exit(0)  # the nursery is gone

    def _examiner(self, sock):
        """Fork an examiner that becomes the nursery's child, since its parent ends at once; returns its process id, as bytes."""

        def fork(write):
            parent, child = os.getpid(), os.fork()
            if child == 0:
                os.close(write)
                while os.getppid() == parent:  # an examiner ends when its parent changes (see `remote`): not yet
                    time.sleep(0.0005)
                self._examine(socket.socket(fileno=sock))
            os.write(write, str(child).encode())

        told = _told(fork)
        os.close(sock)
        return told

    def loop(self):
        inbox = socket.socket(fileno=os.dup(0))
        while inbox.recv(1, socket.MSG_PEEK):  # there is a job; the examiner alone reads it
            self.seconds = 0.0
            here, there = socket.socketpair()
            with here:
                socket.send_fds(self.template, [EXAMINER], [there.fileno()])
                there.close()
                child = int(self.template.recv(20))
                while True:
                    request, sockets, _, _ = socket.recv_fds(here, 100, 1)
                    if not request:
                        break  # the examiner is done
                    here.send(self._student(int(request), sockets[0]))
                    os.close(sockets[0])
            _, status, used = os.wait4(child, 0)
            self._count(used)
            self._reap()
            self._tell("end", [status, self.seconds, used.ru_maxrss / 1024])
            if os.waitstatus_to_exitcode(status) == NEEDS_MORE:
                self.template.send(MORE)

    def _tell(self, kind, content):
        """The one way out for what a student wrote, printed, raised or named: half characters, which no file holds, end here."""
        self.caller.send_bytes(json.dumps([kind, content], ensure_ascii=False).encode("utf-8", "replace"))

    def _examine(self, nursery):
        def emit(content, kind="result"):
            try:
                signal.setitimer(signal.ITIMER_REAL, 0)
                self._tell(kind, content)
            finally:
                os._exit(NEEDS_MORE if "sklearn" in sys.modules else 0)

        kind = "result"
        try:
            content = examine(self.caller, self.shell, self.scratch, nursery, emit)
        except sandbox.NoBox as problem:
            kind, content = "machine", str(problem)
        except MemoryError:
            kind, content = "lost", "what your code returned was too much for the examiner."
        except BaseException:
            kind, content = "fault", traceback.format_exc()[-4000:]
        emit(content, kind)

    def _student(self, pid, sock):
        """Fork a student's process into the box of process `pid`; returns its process id, as bytes."""
        told = _told(lambda write: enter(pid, sock, write, self.shell, sandbox.HOME, sandbox.environment(sandbox.HOME)))
        self.students += [int(told)] if told else []
        return told or b"no"

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


def _told(run):
    """What a forked child, which calls `run(descriptor)` and ends, has written there; the child has ended."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            run(write)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(write)
    with os.fdopen(read, "rb") as file:
        told = file.read()
    os.waitpid(child, 0)
    return told


def main():
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what tests print is no part of the answer
    plain("%time 1")
    nursery = Nursery()
    try:
        with contextlib.suppress(ConnectionError):  # whoever asked is gone
            nursery.loop()
    finally:
        shutil.rmtree(nursery.scratch, ignore_errors=True)
        home = Path(os.environ.get("HOME", ""))
        if home.name.startswith("grader-"):  # the folder that grading.engine.submission made for this process
            shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
