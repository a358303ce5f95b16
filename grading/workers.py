"""Who grades the submissions of a run: processes on this machine, or a Dask scheduler's workers on others; and how far they are."""

import collections
import concurrent.futures
import contextlib
import ctypes
import logging
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path


class GradeError(Exception):
    """Grading cannot begin or go on; the text says why and what to do."""


@dataclass
class Task:
    """One submission's way through a run, for all students who handed in the very same files."""

    key: str
    students: dict  # student -> what of the folder was left out
    files: dict | None = None  # None: they are read from the students' folders
    deaths: int = 0  # of its worker, while nothing else ran
    failures: int = 0


def work(grade_one, files, bundle, key, seconds):
    """Grade one submission in a worker process. If it is not done in `seconds`, end the whole process."""
    if bundle.key != key:
        raise GradeError(
            f"{socket.gethostname()} has another version of the course, of Python or of a package than the machine that "
            "gives out the work: make both from the same commit and the same pins"
        )
    watchdog = threading.Timer(seconds, os._exit, (os.EX_SOFTWARE,))
    watchdog.daemon = True
    watchdog.start()
    try:
        return grade_one(files, bundle)
    finally:
        watchdog.cancel()


def begin_worker(parent, scratch):
    """Die with the parent, leave Ctrl-C to it, keep temporary files where the next run finds them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(os.EX_SOFTWARE)  # it died before we asked
    os.environ["TMPDIR"] = tempfile.tempdir = scratch


class Processes:
    """Workers on this machine: no server, no port."""

    peak = 0.0  # MB that a worker had, at most

    def __init__(self, size, scratch):
        self.size, context = size, multiprocessing.get_context("spawn")
        self.executor = concurrent.futures.ProcessPoolExecutor(size, context, begin_worker, (os.getpid(), scratch))

    def make_ready(self, function, most):
        """Start workers, that many at most, and call `function` in each."""
        with contextlib.suppress(concurrent.futures.BrokenExecutor):  # one that died will be met when it gets work
            for _ in range(min(self.size, most)):
                self.executor.submit(function)

    def close(self, idle=False):
        """End the workers: with what they are doing, unless they have nothing to do."""
        for process in multiprocessing.active_children():
            self.peak = max(self.peak, peak_megabytes(process.pid))
        self.executor.shutdown(wait=idle, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.kill()
            process.join(5)


class Cluster:
    """Workers of a Dask scheduler, on other machines: submissions and the bundle go out, results come back.

    The connection is TLS; which certificates it takes, Dask reads from its own configuration (grading/CLUSTER.md).
    """

    def __init__(self, address, most=None):
        try:
            from distributed import Client
            from distributed.security import Security
        except ImportError:
            install = ".venv/bin/python -m uv pip install --group cluster -c tests/requirements.txt"
            raise GradeError(f"--scheduler needs Dask: {install}") from None
        logging.getLogger("distributed").setLevel(logging.ERROR)
        if not address.startswith(("tls://", "tcp://127.0.0.1:", "tcp://localhost:")):
            why = "Whoever reaches a scheduler without TLS can run code on its workers."
            raise GradeError(f"{address} is not tls://HOST:PORT. {why}")
        try:
            self.client = Client(address, security=Security(), set_as_default=False, timeout=30)
            self.client.wait_for_workers(1, timeout=60)
        except Exception as error:  # of sockets, of TLS, of Dask: there are many
            raise GradeError(f"There is no scheduler with workers at {address}: {error}") from error
        self.executor, self.most, self.peak = self.client.get_executor(pure=False), most, 0.0

    @property
    def size(self):
        """Twice what the workers can do at a time, so that none has to wait for its next submission."""
        return self.most or max(1, 2 * sum(self.client.nthreads().values()))

    def close(self, idle=False):
        """Give back what is under way."""
        self.executor.shutdown(wait=False)
        self.client.close(timeout=10)


def how_many(megabytes):
    """Submissions at a time on this machine: one a core that we may use, fewer if their memory would not fit."""
    import psutil

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = psutil.virtual_memory().total // 2**20  # MB
    return max(1, min(cores, memory // max(1, megabytes)))


def peak_megabytes(pid="self"):
    """The most memory that a process had at one time; 0 where the system does not say."""
    with contextlib.suppress(OSError, IndexError):  # one that has ended has no such line
        status = Path(f"/proc/{pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    return 0.0


class Progress:
    """One line that changes on a terminal; in a file, a line now and then."""

    def __init__(self, total):
        self.total, self.finished, self.words = total, 0, collections.Counter()
        self.began, self.shown, self.live = time.monotonic(), 0.0, sys.stderr.isatty()

    def count(self, word):
        self.finished += 1
        self.words[word] += 1

    def show(self, running):
        now = time.monotonic()
        if now - self.shown < (0.2 if self.live else 30.0):
            return
        self.shown, rest = now, ""
        if self.finished:
            seconds = (now - self.began) / self.finished * (self.total - self.finished)
            rest = f", about {seconds / 60:.0f} min left" if seconds > 90 else f", about {seconds:.0f} s left"
        odd = "".join(f", {count} {word}" for word, count in sorted(self.words.items()) if word != "graded")
        bar = "#" * (20 * self.finished // self.total)
        line = f"[{bar:20}] {self.finished} of {self.total}{odd}; {running} at work{rest}"
        print(f"\r{line:79}" if self.live else line, end="" if self.live else "\n", file=sys.stderr, flush=True)

    def end(self):
        if self.live:
            print("\r" + " " * 79 + "\r", end="", file=sys.stderr, flush=True)
