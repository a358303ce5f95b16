"""Grade a practical: `python -m grading.grade PRACTICAL`, or `make grade PRACTICAL=practical_2_digits`.

Each submission in gradebook/submitted/STUDENT/PRACTICAL/ goes to a worker, one a core, that runs it in a sandbox. What
comes back is a file in gradebook/results/, named by its contents, before anything else happens: a run that was killed
goes on where it was, and a second run changes nothing. Only this process writes to nbgrader's gradebook, one
transaction a submission, after a backup. Formgrader, `nbgrader generate_feedback` and `nbgrader export` go on from
there. Exit status: 0 every submission is in the gradebook, 1 some are not yet, 2 nothing could be begun.
"""

import argparse
import collections
import concurrent.futures
import contextlib
import ctypes
import errno
import fcntl
import hashlib
import json
import logging
import multiprocessing
import os
import shutil
import signal
import socket
import stat
import sys
import tempfile
import threading
import time
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = "gradebook"  # all that is about students, in the course's folder
NOTES = "grading-notes"  # the id of the cell that tells the student what happened
LARGEST_FILE, LARGEST_FOLDER, MOST_FILES = 20_000_000, 50_000_000, 500  # bytes, bytes, files of one submission
ALONE = 2  # times that a submission may kill its worker while nothing else runs
FAILURES = 2  # times that grading a submission may fail because of the machine
PATIENCE = 120.0  # seconds beyond twice the limit of a submission, after which its worker is ended
IN_A_ROW = 4  # failures without a success in between: the machine is broken, not a submission


class GradeError(Exception):
    """Grading cannot begin or go on; the text says why and what to do."""


def main(arguments=None, grade_one=None, make_bundle=None):
    """Run the command; `grade_one` and `make_bundle` are those of grading.one, if a test does not bring its own."""
    parser = argparse.ArgumentParser(
        prog="python -m grading.grade",
        description="Grade the submissions of a practical, safely and on every core, and enter them into the gradebook.",
        epilog="Stop it at any time: the same command goes on where it was. Exit status: 0 every submission is in the "
        "gradebook, 1 some are not yet (the table says why), 2 nothing could be begun.",
    )
    parser.add_argument("practical", metavar="PRACTICAL", help="a folder in solutions/")
    parser.add_argument(
        "--student", action="append", help="grade this student only (may be given more than once)", metavar="STUDENT"
    )
    parser.add_argument("--force", action="store_true", help="grade again what is graded already")
    parser.add_argument(
        "--workers", type=int, metavar="N", help="submissions at a time (as many as cores, if memory allows)"
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="use the workers of a Dask scheduler, tls://HOST:PORT: grading/CLUSTER.md",
    )
    parser.add_argument(
        "--unsandboxed",
        action="store_true",
        help="run students' code with your own rights, unprotected: for a machine or container that holds nothing else",
    )
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.workers is not None and options.workers < 1:
        parser.error("--workers must be at least 1")
    try:
        if grade_one is None:
            from grading.one import Bundle, grade_one

            make_bundle = Bundle.of
        return Run(options, grade_one, make_bundle).run()
    except KeyboardInterrupt:
        print("\nStopped before anything was graded.", file=sys.stderr)
        return 2
    except (GradeError, OSError, *_known_errors()) as error:
        print(f"Nothing was graded. {_first_line(error)}", file=sys.stderr)
        return 2


def _known_errors():
    import sqlite3

    from sqlalchemy.exc import SQLAlchemyError

    from grading.gradebook import GradebookError
    from grading.one import MachineError

    return GradebookError, MachineError, SQLAlchemyError, sqlite3.Error


# ---------------------------------------------------------------- what a student handed in


def read_submission(folder):
    """The regular files in a folder and what was left out: ({relative name: bytes}, [sentence, ...]).

    No symbolic link is followed, nothing that is not a file is opened for reading, and sizes are bounded. Files that
    begin with a point, and timestamp.txt, which tells nbgrader when it was handed in, do not belong to the submission.
    """
    files, left_out, total = {}, [], 0
    if stat.S_ISLNK(os.lstat(folder).st_mode):
        return {}, ["The folder is a symbolic link, which is not followed."]
    for place, folders, names, descriptor in os.fwalk(folder, follow_symlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__MACOSX", "__pycache__")))
        for name in sorted(names):
            path = Path(place, name).relative_to(folder).as_posix()
            if name.startswith(".") or path == "timestamp.txt":
                continue
            try:
                data = _read(name, descriptor)
            except OSError as error:
                is_link = error.errno == errno.ELOOP
                data = "is a symbolic link, which is not followed" if is_link else f"cannot be read ({error.strerror})"
            if isinstance(data, bytes) and total + len(data) > LARGEST_FOLDER:
                data = f"does not fit: a submission may have {LARGEST_FOLDER // 1_000_000} MB"
            if isinstance(data, bytes) and len(files) >= MOST_FILES:
                data = f"is one file too many: a submission may have {MOST_FILES}"
            if isinstance(data, str):
                if len(left_out) < 20:
                    left_out.append(f"The file {_readable(path)} {data}; it was left out.")
                continue
            files[path], total = data, total + len(data)
    return files, left_out


def _read(name, descriptor):
    """The bytes of a regular file in an open folder, or words that say why not."""
    opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=descriptor)
    with open(opened, "rb") as file:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            return "is not a regular file"
        data = file.read(LARGEST_FILE + 1)
        return data if len(data) <= LARGEST_FILE else f"is larger than {LARGEST_FILE // 1_000_000} MB"


def _readable(text, length=80):
    """A name that a student chose, safe to print: no control characters, not too long."""
    text = "".join(character if character.isprintable() else "?" for character in text)
    return text if len(text) <= length else text[: length - 3] + "..."


def key_of(files, bundle_key):
    """The name of a result: the same files, graded in the same way, give the same."""
    digest = hashlib.sha256(f"{bundle_key}\n".encode())
    for name in sorted(files):
        encoded = name.encode("utf-8", "surrogateescape")
        digest.update(f"{len(encoded)} {len(files[name])}\n".encode() + encoded + files[name])
    return digest.hexdigest()


# ---------------------------------------------------------------- files that are whole or not there


def write_whole(path, data):
    """Write bytes so that a reader, now or after a crash of the machine, finds the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with open(unfinished, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class Results:
    """Results of `grade_one` as files, named by what they are results of."""

    def __init__(self, folder):
        self.folder = folder

    def load(self, key):
        """A result, or None if there is none that can be read."""
        try:
            result = json.loads((self.folder / f"{key}.json").read_bytes())
            return result if result["key"] == key else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, key, result):
        write_whole(self.folder / f"{key}.json", json.dumps(result | {"key": key}).encode())


# ---------------------------------------------------------------- in a worker


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


# ---------------------------------------------------------------- the run


@dataclass
class Task:
    """One submission's way through a run, for all students who handed in the very same files."""

    key: str
    students: list
    deaths: int = 0  # of its worker, while nothing else ran
    failures: int = 0
    began: float = field(default=0.0)


class Run:
    """One run of the command: reads submissions, hands them to workers, writes results and the gradebook."""

    def __init__(self, options, grade_one, make_bundle):
        self.options, self.grade_one, self.make_bundle = options, grade_one, make_bundle
        self.root, self.practical = options.root.resolve(), options.practical
        self.work = self.root / WORK
        self.left = {}  # student -> why the submission is not in the gradebook yet
        self.postponed = []  # (student, key): graded, but the gradebook could not be written
        self.stopped, self.peak = "", 0.0
        self.unverified = collections.Counter()  # test -> submissions in which it ran in the student's own process

    def run(self):
        os.chdir(self.root)
        self.coursedir, self.config = settings(self.root)
        with self.locked():
            for unfinished in [*self.work.glob("results/.*.unfinished"), *self.work.glob("*/*/*/.*.unfinished")]:
                unfinished.unlink()
            scratch = self.fresh_scratch()
            try:
                return self.grade(scratch)
            finally:
                shutil.rmtree(scratch, ignore_errors=True)

    @contextlib.contextmanager
    def locked(self):
        """Only one run at a time: the system forgets the lock with the process, however that ends."""
        self.work.mkdir(exist_ok=True)
        file = os.open(self.work / "grade.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise GradeError(
                    f"Another run is at work: {os.pread(file, 200, 0).decode().strip() or 'it has only just begun'}. "
                    "Give the command again when it has ended."
                ) from None
            os.truncate(file, 0)
            os.pwrite(file, f"{self.practical}, process {os.getpid()}, since {time.strftime('%H:%M:%S')}\n".encode(), 0)
            yield
            os.truncate(file, 0)
        finally:
            os.close(file)

    def fresh_scratch(self):
        """An empty folder for the workers' temporary files. Its name is the same for each run, so nothing piles up."""
        name = hashlib.sha256(str(self.root).encode()).hexdigest()[:8]
        folder = Path(tempfile.gettempdir(), f"grade-{os.getuid()}-{name}")
        if folder.is_symlink() or (folder.exists() and folder.stat().st_uid != os.getuid()):
            raise GradeError(f"{folder} belongs to somebody else: remove it.")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        return str(folder)

    def grade(self, scratch):
        from grading import gradebook

        if not (self.root / "solutions" / self.practical / f"{self.practical}.ipynb").exists():
            there = ", ".join(sorted(path.stem for path in self.root.glob("solutions/*/*.ipynb")))
            raise GradeError(f"solutions/ has no practical {self.practical}. It has: {there or 'none'}.")
        students = self.students()
        self.bundle = self.make_bundle(self.root, self.practical, unsandboxed=self.options.unsandboxed)
        self.key = self.bundle.key
        self.results = Results(self.work / "results")
        print(gradebook.back_up(self.coursedir.db_url, self.work / "backups"))
        with gradebook.Book(self.coursedir.db_url, self.coursedir.course_id or "default_course") as self.book:
            if gradebook.register(self.book, self.coursedir.db_url, self.practical, self.bundle.source):
                print(f"The gradebook is told the cells and points of {self.practical}.")
            self.known = self.book.results(self.practical)
            tasks = self.tasks(students)
            began, count = time.monotonic(), sum(len(task.students) for task in tasks)
            if tasks:
                self.progress = Progress(count)
                try:
                    self.grade_all(tasks, scratch)
                except KeyboardInterrupt:
                    self.stopped = "stopped by hand"
                self.progress.end()
                for task in tasks:
                    for student in task.students:
                        if student not in self.done:
                            self.left.setdefault(student, self.stopped or "not graded")
            self.merge_postponed()
            self.table(students)
            if tasks:
                print(self.costs(tasks, time.monotonic() - began))
        return 1 if self.left else 0

    # ---- what there is to do

    def students(self):
        """The students whose folder for this practical is there, in order."""
        top = self.root / self.coursedir.submitted_directory
        found = sorted(
            path.name for path in top.glob("*/") if not path.name.startswith(".") and (path / self.practical).is_dir()
        )
        wanted = self.options.student
        if wanted:
            unknown = sorted(set(wanted) - set(found))
            if unknown:
                raise GradeError(f"{top.relative_to(self.root)}/ has no {', '.join(unknown)} with {self.practical}.")
            found = sorted(set(wanted))
        if not found:
            raise GradeError(
                f"There are no submissions. Put them into {top.relative_to(self.root)}/STUDENT/{self.practical}/."
            )
        return found

    def folder(self, student):
        return Path(self.path(self.coursedir.submitted_directory, student))

    def path(self, step, student):
        return self.coursedir.format_path(step, student, self.practical)

    def timestamp(self, student):
        """When it was handed in, as zip_collect and nbgrader's exchange leave it; "" if nobody says."""
        from nbgrader.utils import parse_utc

        try:
            if stat.S_ISREG(os.lstat(path := self.folder(student) / "timestamp.txt").st_mode):
                text = path.read_text(encoding="utf-8")[:100].strip()
                parse_utc(text)
                return text
        except (OSError, ValueError):
            pass
        return ""

    def tasks(self, students):
        """What is to be graded. Results that are there already go into the gradebook here."""
        self.done, tasks = set(), {}
        for student in students:
            files, left_out = read_submission(self.folder(student))
            key = key_of(files, self.key)
            if any(".ipynb" in line for line in left_out) and not any(name.endswith(".ipynb") for name in files):
                self.finish(student, key, _result("unreadable", " ".join(left_out)))
            elif not self.options.force and (result := self.results.load(key)):
                self.finish(student, key, result, left_out)
            else:
                tasks.setdefault(key, Task(key, [])).students.append(student)
        return list(tasks.values())

    # ---- grading

    def grade_all(self, tasks, scratch):
        """Let workers grade the tasks. At most one task a worker is under way, so memory is bounded, and when a
        worker dies, the few that it may have been are graded once more, one at a time."""
        queue, alone, running, in_a_row, pool = collections.deque(tasks), collections.deque(), {}, 0, None
        try:
            while queue or alone or running:
                pool = pool or self.open_pool(scratch)
                try:
                    while queue and len(running) < pool.size:
                        self.submit(pool, queue[0], running)
                        queue.popleft()
                    if alone and not running:
                        self.submit(pool, alone[0], running, by_itself=True)
                        alone.popleft()
                except BrokenExecutor:  # it broke just now; what runs in it will say so
                    if not running:
                        pool.close()
                        pool = None
                        continue
                done, _ = concurrent.futures.wait(running, 1.0, concurrent.futures.FIRST_COMPLETED)
                self.progress.show(len(running))
                broken = stop = None
                for future in done:
                    task, by_itself = running.pop(future)
                    try:
                        result = future.result()
                    except BrokenExecutor:
                        broken = True
                        task.deaths += by_itself
                        if task.deaths < ALONE:
                            alone.append(task)
                        else:
                            self.leave(task, f"its worker died {task.deaths + 1} times: too little memory, or too slow")
                    except Exception as error:  # whatever it is, the other submissions are graded
                        in_a_row += 1
                        task.failures += 1
                        if task.failures < FAILURES:
                            queue.append(task)
                        else:
                            self.leave(task, f"{type(error).__name__}: {error}" if str(error) else repr(error))
                        if in_a_row >= IN_A_ROW:
                            stop = f"{in_a_row} failures in a row, the last one: {error or repr(error)}"
                    else:
                        in_a_row = 0
                        stop = self.take(task, result) or stop
                if stop:
                    self.stopped = stop
                    return
                if broken:  # all that ran in this pool comes back broken, sooner or later
                    for task, by_itself in running.values():
                        task.deaths += by_itself
                        alone.append(task)
                    running = {}
                    pool.close()
                    self.peak, pool = max(self.peak, pool.peak), None
        finally:
            if pool is not None:
                pool.close(idle=not (queue or alone or running))
                self.peak = max(self.peak, pool.peak)

    def workers(self):
        """Submissions at a time: one a core that we may use, fewer if their memory would not fit."""
        if self.options.workers:
            return self.options.workers
        import psutil

        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        memory = psutil.virtual_memory().total // 2**20  # MB
        return max(1, min(cores, memory // max(1, self.bundle.limits.megabytes)))

    def open_pool(self, scratch):
        if self.options.scheduler:
            return Cluster(self.options.scheduler, self.options.workers)
        return Processes(self.workers(), scratch)

    def submit(self, pool, task, running, by_itself=False):
        files, _ = read_submission(self.folder(task.students[0]))
        seconds = 2 * self.bundle.limits.seconds + PATIENCE
        future = pool.executor.submit(work, self.grade_one, files, self.bundle, self.key, seconds)
        running[future] = (task, by_itself)

    def take(self, task, result):
        """Keep a result and enter it into the gradebook; return why the run must stop, if it must."""
        try:
            self.results.save(task.key, result)
        except OSError as error:
            return f"a result could not be written: {error.strerror}"
        for student in task.students:
            self.finish(student, task.key, result, read_submission(self.folder(student))[1])
            self.progress.count(result["status"])
        return ""

    def leave(self, task, why):
        for student in task.students:
            self.left[student] = why
            self.progress.count("not yet")

    # ---- the gradebook

    def finish(self, student, key, result, left_out=()):
        """Enter a result into the gradebook and put the graded notebook into autograded/, if they are not there."""
        if student not in self.done:
            self.unverified.update(result["unverified"])
        self.done.add(student)
        if self.postponed:
            self.postponed.append((student, key, result, left_out))
            return
        try:
            self.enter(student, key, result, left_out)
        except _not_now() as error:
            self.why_postponed = _first_line(error)
            self.postponed.append((student, key, result, left_out))

    def enter(self, student, key, result, left_out):
        if left_out:
            result = result | {"notes": [*result["notes"], *left_out]}
        notebook, timestamp = with_notes(result).encode(), self.timestamp(student)
        parts = [key, timestamp, result["status"], result["reason"], result["scores"], result["notes"]]
        digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode() + notebook).hexdigest()
        path = Path(self.path(self.coursedir.autograded_directory, student)) / f"{self.practical}.ipynb"
        known = self.known.get(student)
        if known and known.digest == digest and path.exists() and path.read_bytes() == notebook:
            return
        self.book.merge(self.practical, student, result, digest, timestamp, self.config)
        if path.parent.is_symlink() or not path.parent.resolve().is_relative_to(self.root):
            raise OSError(errno.ELOOP, "a folder on the way is a symbolic link", str(path.parent))
        write_whole(path, notebook)
        if timestamp:  # generate_feedback looks at it
            write_whole(path.with_name("timestamp.txt"), timestamp.encode())

    def merge_postponed(self):
        """What the gradebook could not take at its time, once more: the program that held it may be gone."""
        postponed, self.postponed = self.postponed, []
        for number, (student, key, result, left_out) in enumerate(postponed):
            self.finish(student, key, result, left_out)
            if self.postponed:
                for late, *_ in postponed[number:]:
                    self.left[late] = f"graded and kept, but the gradebook could not be written: {self.why_postponed}"
                return

    # ---- what is printed

    def table(self, students):
        results, scores = self.book.results(self.practical), self.book.scores(self.practical)
        points = sum(self.points().values())
        rows, words = [], collections.Counter()
        for student in students:
            row = results.get(student)
            word = "not yet" if student in self.left or row is None else row.status
            words[word] += 1
            reason = self.left.get(student, row.reason if row else "")
            shown = f"{scores.get(student, 0.0):g}/{points:g}" if word in ("graded", "crashed") else ""
            step = "autograded_directory" if word in ("graded", "crashed") else "submitted_directory"
            path = Path(self.path(getattr(self.coursedir, step), student))
            path = path / f"{self.practical}.ipynb" if step == "autograded_directory" else path
            rows.append((_readable(student, 40), word, shown, os.path.relpath(path, self.root), reason))
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        print()
        for *cells, reason in rows:
            line = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths))
            print(f"{line}  {_readable(reason, 160)}".rstrip())
        print("\n" + ", ".join(f"{count} {word}" for word, count in sorted(words.items())) + ".")
        for test, count in sorted(self.unverified.items()):
            print(
                f"{test} ran in the student's own process, where it can be deceived, in {count} submissions: look at them."
            )
        if self.stopped:
            print(f"The run was stopped: {self.stopped}.")
        if self.left:
            print("The same command goes on with what is not yet graded.")

    def points(self):
        notebook = self.book.find_notebook(self.practical, self.practical)
        points = {cell.name: cell.max_score for cell in [*notebook.grade_cells, *notebook.task_cells]}
        self.book.db.remove()
        return points

    def costs(self, tasks, seconds):
        """The run in numbers: time, and the most memory that this process and a submission's had."""
        graded = [result for task in tasks if (result := self.results.load(task.key))]
        most = max((result["megabytes"] for result in graded), default=0.0)
        each = f", {seconds / len(graded):.2f} s each" if graded else ""
        return (
            f"{len(graded)} graded in {seconds:.0f} s{each}. Memory at most: {peak_megabytes():.0f} MB here, {self.peak:.0f} MB "
            f"a worker, {most:.0f} MB a submission."
        )


def _not_now():
    from sqlalchemy.exc import SQLAlchemyError

    return SQLAlchemyError, OSError


def _first_line(error):
    """What happened, without SQLAlchemy's statement and address."""
    return str(error.orig) if getattr(error, "orig", None) else str(error)


def _result(status, reason):
    """A result of a submission that no worker needs to see."""
    nothing = {"scores": {}, "max_scores": {}, "failed": {}, "unverified": [], "notebook": None}
    return {"status": status, "reason": reason, "notes": []} | nothing | {"seconds": 0.0, "megabytes": 0.0}


def settings(root):
    """nbgrader's course directory and configuration, as nbgrader itself reads them in this folder."""
    from nbgrader.apps import NbGrader

    app = NbGrader(log_level="ERROR")
    app.initialize([], root=str(root))
    return app.coursedir, app.config


def with_notes(result):
    """The graded notebook as text, with a first cell that tells what happened, if there is something to tell."""
    import nbformat

    nb = nbformat.reads(result["notebook"], as_version=4) if result["notebook"] else nbformat.v4.new_notebook()
    lines = ([result["reason"]] if result["reason"] else []) + list(result["notes"])
    if lines:
        head = "#### About this submission" + (f": {result['status']}" if result["status"] != "graded" else "")
        cell = nbformat.v4.new_markdown_cell("\n".join([head, "", *(f"- {_literal(line)}" for line in lines)]))
        cell.id = NOTES
        while any(other.get("id") == cell.id for other in nb.cells):
            cell.id += "-"
        nb.cells.insert(0, cell)
    return nbformat.writes(nb) + "\n"


def _literal(text):
    """Text as Markdown and HTML show it letter by letter, whatever stands in it."""
    return "".join(c if c.isalnum() or c in " ,.;()" else f"&#{ord(c)};" for c in " ".join(text.split()))


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


def peak_megabytes(pid="self"):
    """The most memory that a process had at one time; 0 where the system does not say."""
    with contextlib.suppress(OSError, IndexError):  # one that has ended has no such line
        status = Path(f"/proc/{pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    return 0.0


# ---------------------------------------------------------------- who does the work


class Processes:
    """Workers on this machine: no server, no port."""

    peak = 0.0  # MB that a worker had, at most

    def __init__(self, size, scratch):
        self.size = size
        self.executor = concurrent.futures.ProcessPoolExecutor(
            size, multiprocessing.get_context("spawn"), begin_worker, (os.getpid(), scratch)
        )

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
            raise GradeError(
                "--scheduler needs Dask: .venv/bin/python -m uv pip install --group cluster -c tests/requirements.txt"
            ) from None
        logging.getLogger("distributed").setLevel(logging.ERROR)
        if not address.startswith(("tls://", "tcp://127.0.0.1:", "tcp://localhost:")):
            raise GradeError(
                f"{address} is not tls://HOST:PORT. Whoever reaches a scheduler without TLS can run code on its workers."
            )
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


if __name__ == "__main__":
    from grading.grade import main as run  # so that workers find its functions by this module's name

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C
    sys.exit(run())
