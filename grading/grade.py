"""Grade a practical: `python -m grading.grade PRACTICAL`, or `make grade PRACTICAL=practical_2_digits`.

Each submission in gradebook/submitted/STUDENT/PRACTICAL/ goes to a worker, one a core, that runs it in a sandbox. What
comes back is a file in gradebook/results/, named by its contents, before anything else happens: a run that was killed
goes on where it was, and a second run changes nothing: where no file has changed, it says again what the last one said,
without nbgrader, whose import takes longer than all the rest. Only this process writes to nbgrader's gradebook, one
transaction a submission, after a backup. Formgrader, `nbgrader generate_feedback` and `nbgrader export` go on from
there. Exit status: 0 every submission is in the gradebook, 1 some are not yet, 2 nothing could be begun.
"""

import argparse
import collections
import concurrent.futures
import contextlib
import errno
import fcntl
import functools
import hashlib
import json
import os
import re
import shutil
import signal
import stat
import sys
import tempfile
import time
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from pathlib import Path

from grading.engine.handed_in import ENDING, notebooks, printable, read_folder, wanted
from grading.engine.result import NOT_READ, Result
from grading.results import Last, Results, key_of, made_once, with_notes, write_whole
from grading.solved import THEIR_WORD, Solved
from grading.workers import Cluster, GradeError, Processes, Progress, Task, how_many, peak_megabytes, work

ROOT = Path(__file__).resolve().parent.parent
WORK = "gradebook"  # all that is about students, in the course's folder
ALONE = 2  # times that a submission may kill its worker while nothing else runs
FAILURES = 2  # times that grading a submission may fail because of the machine
PATIENCE = 120.0  # seconds beyond twice the limit of a submission, after which its worker is ended
POSTPONED = "What is graded is kept, and entered at the end; close what else has the gradebook open."
IN_A_ROW = 4  # failures without a success in between: the machine is broken, not a submission


def main(arguments=None, grade_one=None, make_bundle=None):
    """Run the command; `grade_one` and `make_bundle` are those of grading.engine.submission, if a test does not bring its own."""
    parser = argparse.ArgumentParser(
        prog="python -m grading.grade",
        description="Grade the submissions of a practical, safely and on every core, and enter them into the gradebook.",
        epilog="Stop it at any time: the same command goes on where it was. Exit status: 0 every submission is in the "
        "gradebook, 1 some are not yet (the table says why), 2 nothing could be begun.",
    )
    add = parser.add_argument
    add("practical", metavar="PRACTICAL", help="a folder in solutions/")
    add("--student", action="append", help="grade this student only (may be given more than once)", metavar="STUDENT")
    add("--force", action="store_true", help="grade again what is graded already")
    add("--workers", type=int, metavar="N", help="submissions at a time (as many as cores, if memory allows)")
    more = "use the workers of a Dask scheduler, tls://HOST:PORT: grading/CLUSTER.md"
    add("--scheduler", metavar="ADDRESS", help=more)
    more = "run students' code with your own rights, unprotected: for a machine or container that holds nothing else"
    add("--unsandboxed", action="store_true", help=more)
    add("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.workers is not None and options.workers < 1:
        parser.error("--workers must be at least 1")
    run = make_ready = None
    try:
        if grade_one is None:
            from grading.engine.submission import Bundle, grade_one, make_ready

            make_bundle = Bundle.of
        run = Run(options, grade_one, make_bundle, make_ready)
        return run.run()
    except KeyboardInterrupt:
        print("\nStopped before anything was graded.", file=sys.stderr)
    except (GradeError, OSError, *_known_errors()) as error:
        graded = "What is graded is kept; the run was stopped." if run and run.done else "Nothing was graded."
        print(f"{graded} {_first_line(error)}", file=sys.stderr)
    return 2


def broken_machine():
    """What a worker raises where the machine is at fault; anything else belongs to the submission."""
    from grading.engine.submission import MachineError

    return MachineError, GradeError, OSError, MemoryError


def _known_errors():
    import sqlite3

    from sqlalchemy.exc import SQLAlchemyError

    from grading.engine.submission import MachineError
    from grading.gradebook import GradebookError

    return GradebookError, MachineError, SQLAlchemyError, sqlite3.Error


def _first_line(error):
    """What happened, without SQLAlchemy's statement and address."""
    return str(error.orig) if getattr(error, "orig", None) else str(error)


def settings(root):
    """nbgrader's course directory and configuration, as nbgrader itself reads them in this folder."""
    from nbgrader.apps import NbGrader

    app = NbGrader(log_level="ERROR")
    app.initialize([], root=str(root))
    return app.coursedir, app.config


# ---------------------------------------------------------------- the run


class Run:
    """One run of the command: reads submissions, hands them to workers, writes results and the gradebook."""

    def __init__(self, options, grade_one, make_bundle, make_ready=None):
        self.options, self.grade_one, self.make_bundle, self.make_ready = options, grade_one, make_bundle, make_ready
        self.root, self.practical = options.root.resolve(), options.practical
        self.work = self.root / WORK
        self.pool = None  # workers that make ready before it is known what there is to do
        self.last = Last(self.work, options.practical, [options.student, options.unsandboxed])
        self.done = set()  # students whose result is there
        self.left = {}  # student -> why the submission is not in the gradebook yet
        self.why_postponed = ""
        self.postponed = []  # what `finish` was given while the gradebook could not be written
        self.stopped, self.peak = "", 0.0
        self.unverified = collections.Counter()  # test -> submissions whose own process vouches for it

    def run(self):
        os.chdir(self.root)
        with self.locked():
            for unfinished in [*self.work.glob("results/.*.unfinished"), *self.work.glob("*/*/*/.*.unfinished")]:
                unfinished.unlink()
            scratch = self.fresh_scratch()
            try:
                if not self.options.force and (said := self.last.said()):
                    print(f"No file has changed since the last run.\n{said}", end="")
                    return 0
                return self.grade(scratch)
            finally:
                if self.pool is not None:
                    self.pool.close(idle=True)
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
                other = os.pread(file, 200, 0).decode().strip() or "it has only just begun"
                text = f"Another run is at work: {other}. Give the command again when it has ended."
                raise GradeError(text) from None
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
        if not (self.root / "solutions" / self.practical / wanted(self.practical)).exists():
            there = ", ".join(sorted(path.stem for path in self.root.glob(f"solutions/*/*{ENDING}")))
            raise GradeError(f"solutions/ has no practical {self.practical}. It has: {there or 'none'}.")
        if self.make_ready and not self.options.scheduler:
            self.pool = self.open_pool(scratch)
            self.pool.make_ready(self.make_ready, len(list(self.work.glob(f"submitted/*/{self.practical}"))))
        course = self.last.course()
        # A process of its own reads the solved notebook, while this one imports nbgrader.
        with concurrent.futures.ThreadPoolExecutor(1) as aside:
            keep = functools.partial(made_once, self.work / "bundles" / f"{self.practical}.json")
            options = {"keep": keep, "unsandboxed": self.options.unsandboxed}
            making = aside.submit(self.make_bundle, self.root, self.practical, **options)
            from sqlalchemy.exc import SQLAlchemyError

            from grading import gradebook

            self.coursedir, self.config = settings(self.root)
            places = [self.coursedir.submitted_directory, self.coursedir.autograded_directory, self.coursedir.db_url]
            begun = [course, self.last.handed_in(places)]
            students = self.students()
            self.bundle = making.result()
        self.key, self.results = self.bundle.key, Results(self.work / "results")
        gradebook.wait_for(self.coursedir.db_url)
        print(gradebook.back_up(self.coursedir.db_url, self.work / "backups"))
        with gradebook.Book(self.coursedir.db_url, self.coursedir.course_id or "default_course") as self.book:
            if gradebook.register(self.book, self.coursedir.db_url, self.practical, self.bundle.source):
                print(f"The gradebook is told the cells and points of {self.practical}.")
            self.known = self.book.results(self.practical)
            tasks, began = self.tasks(students), time.monotonic()
            self.solved = Solved.of(self.root, self.practical, self.key)
            self.solved.tell(kept := self.results.load(self.solved.key))
            if tasks:
                self.progress = Progress(sum(len(task.students) for task in tasks))
                first = [] if kept and not self.options.force else [self.solved]
                try:
                    self.grade_all([*first, *tasks], scratch)
                except KeyboardInterrupt:
                    self.stopped = "stopped by hand"
                except OSError as error:
                    self.stopped = str(error)
                self.progress.end()
                for student in (student for task in tasks for student in task.students):
                    if student not in self.done:
                        self.left.setdefault(student, self.stopped or "not graded")
            self.merge_postponed()
            state = self.last.state(places) if [self.last.course(), self.last.handed_in(places)] == begun else None
            try:
                said = self.table(students)
            except SQLAlchemyError as error:
                print(
                    f"The gradebook cannot be read: {_first_line(error)}. What is graded is kept: give the command again."
                )
                return 1
            print(said, end="")
            if state and not self.left:
                self.last.keep(places, state, said)
            if tasks:
                print(self.costs(tasks, time.monotonic() - began))
        return 1 if self.left else 0

    def students(self):
        """The students whose folder for this practical is there, in order."""
        top = self.root / self.coursedir.submitted_directory
        folders = (path for path in top.glob("*/") if not path.name.startswith("."))
        found = sorted(path.name for path in folders if (path / self.practical).is_dir())
        chosen = sorted(set(self.options.student or found))
        unknown, place = sorted(set(chosen) - set(found)), f"{top.relative_to(self.root)}/"
        if unknown:
            raise GradeError(f"{place} has no {', '.join(unknown)} with {self.practical}.")
        if not chosen:
            raise GradeError(f"There are no submissions. Put them into {place}STUDENT/{self.practical}/.")
        odd = filter(re.compile(r"[][*?\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]").search, chosen)
        self.left |= dict.fromkeys(
            odd, "the folder's name holds characters that the gradebook or nbgrader's feedback does not take: rename it"
        )
        return chosen

    def folder(self, student):
        return self.path(self.coursedir.submitted_directory, student)

    def path(self, step, student):
        return Path(self.coursedir.format_path(step, student, self.practical))

    def timestamp(self, student):
        """When it was handed in, as nbgrader's exchange leaves it; "" if nobody says."""
        from nbgrader.utils import parse_utc

        with contextlib.suppress(OSError, ValueError):
            if stat.S_ISREG(os.lstat(path := self.folder(student) / "timestamp.txt").st_mode):
                text = path.read_text(encoding="utf-8")[:100].strip()
                parse_utc(text)
                return text
        return ""

    def tasks(self, students):
        """What is to be graded. Results that are there already go into the gradebook here."""
        tasks = {}
        for student in students:
            files, left_out, key = self.read(student) if student not in self.left else (None, None, None)
            if files is None:
                continue
            if any(ENDING in line.lower() for line in left_out) and not notebooks(files):
                self.finish(student, key, Result("unreadable", " ".join(left_out)))
            elif not self.options.force and (result := self.results.load(key)):
                self.finish(student, key, result, left_out)
            else:
                tasks.setdefault(key, Task(key, {})).students[student] = left_out
        return list(tasks.values())

    def read(self, student):
        """A student's files, what was left out, and the name of their result; None three times, and why, if they cannot be read."""
        try:
            files, left_out = read_folder(self.folder(student))
            return files, left_out, key_of(files, self.key)
        except OSError as error:
            self.left[student] = f"the folder could not be read: {error.strerror}"
            return None, None, None

    def grade_all(self, tasks, scratch):
        """Let workers grade the tasks. At most one task a worker is under way, so memory is bounded, and when a
        worker dies, the few that it may have been are graded once more, one at a time."""
        queue, alone, running, in_a_row = collections.deque(tasks), collections.deque(), {}, 0
        pool, self.pool = self.pool, None
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
                        in_a_row += isinstance(error, broken_machine())
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

    def open_pool(self, scratch):
        if self.options.scheduler:
            return Cluster(self.options.scheduler, self.options.workers)
        from grading.engine.submission import Limits

        return Processes(self.options.workers or how_many(Limits.megabytes), scratch)

    def submit(self, pool, task, running, by_itself=False):
        """Hand a task to a worker, with files that are read now: if they are others than before, their result is not this one."""
        files = task.files
        for student in list(task.students):
            files, _, key = self.read(student)
            if key == task.key:
                break
            self.left.setdefault(student, "the files changed while the class was graded")
            self.progress.count("not yet")
            del task.students[student]
            files = None
        if files is None:
            return
        seconds = 2 * self.bundle.limits.seconds + PATIENCE
        future = pool.executor.submit(work, self.grade_one, files, self.bundle, self.key, seconds)
        running[future] = (task, by_itself)

    def take(self, task, result):
        """Keep a result and enter it into the gradebook; return why the run must stop, if it must."""
        try:
            self.results.save(task.key, result)
        except OSError as error:
            return f"a result could not be written: {error.strerror}"
        if task is self.solved:
            task.tell(result)
        for student, left_out in task.students.items():
            self.finish(student, task.key, result, left_out)
            self.progress.count(result.status)
        return ""

    def leave(self, task, why):
        if task is self.solved:
            task.tell(why=why)
        for student in task.students:
            self.left[student] = why
            self.progress.count("not yet")

    def finish(self, student, key, result, left_out=()):
        """Enter a result into the gradebook and put the graded notebook into autograded/, if they are not there."""
        from sqlalchemy.exc import OperationalError

        if student not in self.done:
            self.unverified.update(result.unverified)
        self.done.add(student)
        try:
            if not self.postponed:
                self.enter(student, key, result, left_out)
                return
        except OperationalError as error:
            if not self.why_postponed:
                print(f"\nThe gradebook could not be written: {_first_line(error)}. {POSTPONED}", file=sys.stderr)
            self.why_postponed = _first_line(error)
        except Exception as error:  # of whatever kind, such as a folder in autograded/: it is this student's alone
            self.left[student] = f"graded and kept, but not entered: {type(error).__name__}: {error}"
            return
        self.postponed.append((student, key, result, left_out))

    def enter(self, student, key, result, left_out):
        result = replace(result, reason=" ".join(filter(None, [result.reason, *left_out])))
        notebook, timestamp = with_notes(result).encode(), self.timestamp(student)
        parts = [key, timestamp, result.status, result.reason, result.scores, result.notes]
        digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode() + notebook).hexdigest()
        path = self.path(self.coursedir.autograded_directory, student) / wanted(self.practical)
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
        for number, one in enumerate(postponed):
            self.finish(*one)
            if self.postponed:
                for late, *_ in postponed[number:]:
                    self.left[late] = f"graded and kept, but the gradebook could not be written: {self.why_postponed}"
                return

    def table(self, students):
        """A line for each student, the sums, and what else whoever grades should know."""
        results, scores = self.book.results(self.practical), self.book.scores(self.practical)
        points, words, rows = sum(self.points().values()), collections.Counter(), []
        for student in students:
            row = results.get(student)
            word = "not yet" if student in self.left or row is None else row.status
            reason = self.left.get(student, row.reason if row else "")
            path, shown = self.folder(student), ""
            if word not in ("not yet", *NOT_READ):
                path = self.path(self.coursedir.autograded_directory, student) / wanted(self.practical)
                shown = f"{scores.get(student, 0.0):g}/{points:g}"
            words[word] += 1
            rows.append((printable(student, 40), word, shown, printable(os.path.relpath(path, self.root), 300), reason))
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        lines = [""]
        for *cells, reason in rows:
            line = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths))
            lines.append(f"{line}  {printable(reason, 160)}".rstrip())
        lines += ["", ", ".join(f"{count} {word}" for word, count in sorted(words.items())) + "."]
        lines += self.book.waiting(self.practical)
        for test, count in sorted(self.unverified.items()):
            where = f"in {count} submissions: look at them"
            lines.append(f"{test} {THEIR_WORD}, {where}.")
        lines += self.solved.lines
        if self.stopped:
            lines.append(f"The run was stopped: {self.stopped}.")
        if self.left:
            lines.append("The same command goes on with what is not yet graded.")
        return "".join(f"{line}\n" for line in lines)

    def points(self):
        notebook = self.book.find_notebook(self.practical, self.practical)
        points = {cell.name: cell.max_score for cell in [*notebook.grade_cells, *notebook.task_cells]}
        self.book.db.remove()
        return points

    def costs(self, tasks, seconds):
        """The run in numbers: time, and the most memory that this process and a submission's had."""
        graded = [result for task in tasks if (result := self.results.load(task.key))]
        most = max((result.megabytes for result in graded), default=0.0)
        each = f", {seconds / len(graded):.2f} s each" if graded else ""
        memory = f"{peak_megabytes():.0f} MB here, {self.peak:.0f} MB a worker, {most:.0f} MB a submission"
        return f"{len(graded)} graded in {seconds:.0f} s{each}. Memory at most: {memory}."


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C
    sys.exit(main())
