"""nbgrader's gradebook, written so that nothing can be half done: one transaction a submission, after a backup.

A small table of our own, `grading_result`, stands beside nbgrader's: what became of each submission, in a word. So a
crash, an unreadable file and a real zero stay three different things in every table and export. What an instructor
set by hand (manual scores, extra credit, comments) is never written.
"""

import contextlib
import csv
import functools
import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import nbformat
from nbgrader import utils
from nbgrader.api import Base, Grade, Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin
from nbgrader.preprocessors import AssignLatePenalties, ComputeChecksums, SaveCells
from sqlalchemy import Column, String, Text, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import scoped_session, sessionmaker

from grading.engine.handed_in import LATE
from grading.engine.result import NO_ZERO, NOT_READ
from grading.results import whole

BACKUPS = 20  # that many are kept


class GradebookError(Exception):
    """The gradebook cannot be used as it is; the text says why and what to do."""


class Outcome(Base):
    """What became of a student's submission of a practical."""

    __tablename__ = "grading_result"
    assignment = Column(String(128), primary_key=True)
    student = Column(String(128), primary_key=True)
    digest = Column(String(64), nullable=False)  # of all that was entered, so that it is not entered twice
    status = Column(String(16), nullable=False)  # a word of grading.engine.result
    reason = Column(Text, nullable=False)


class Book(Gradebook):
    """nbgrader's gradebook with transactions over several of its calls."""

    def __init__(self, db_url, course_id="default_course"):  # PostgreSQL insists on a course that is there
        url = make_url(db_url)
        fresh = url.get_backend_name() == "sqlite" and not Path(url.database).exists()
        try:
            super().__init__(db_url, course_id)
        except ModuleNotFoundError as error:
            raise GradebookError(
                f"The gradebook's database needs the Python package {error.name}. For PostgreSQL: "
                f'{sys.executable} -m pip install "psycopg[binary]"'
            ) from error
        except Exception as error:  # nbgrader calls alembic by name when it makes a gradebook
            if fresh:
                Path(url.database).unlink(missing_ok=True)
            if isinstance(error, subprocess.SubprocessError):
                raise GradebookError(f"nbgrader could not make a gradebook: {error} Is the disk full?") from error
            if not isinstance(error, FileNotFoundError):
                raise
            raise GradebookError(
                "nbgrader needs the command `alembic` to make a gradebook, and it is not on the PATH. "
                f"Put the environment's folder of commands there: PATH={os.path.dirname(sys.executable)}:$PATH"
            ) from error
        self.db.remove()
        self.engine.dispose()
        self._begin = "BEGIN"
        if self.engine.dialect.name == "sqlite":
            # Python's driver opens transactions late and by itself. A writer that waits its turn at once cannot deadlock.
            event.listen(self.engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
            event.listen(self.engine, "begin", lambda connection: connection.exec_driver_sql(self._begin))

    @contextlib.contextmanager
    def transaction(self):
        """All calls in this block take effect together or not at all, those of nbgrader that commit by themselves too."""
        outer, self._begin = self.db, "BEGIN IMMEDIATE"
        try:
            with self.engine.connect() as connection, connection.begin():
                session = sessionmaker(bind=connection, join_transaction_mode="create_savepoint", autoflush=False)
                self.db = scoped_session(session)
                try:
                    yield
                    self.db.commit()
                finally:
                    self.db.remove()
        finally:
            self.db, self._begin = outer, "BEGIN"

    def results(self, assignment):
        """student -> Outcome, for all whose submission of this practical is in the gradebook."""
        try:
            submissions = {s.student_id: s for s in self.find_assignment(assignment).submissions}
            rows = self.db.query(Outcome).filter(Outcome.assignment == assignment).all()
            found = {row.student: row for row in rows if row.student in submissions}
            reasons = {student: _reason(submissions[student], row) for student, row in found.items()}
            self.db.expunge_all()
            for student, row in found.items():
                row.reason = reasons[student]
            return found
        except MissingEntry:
            return {}
        finally:
            self.db.remove()

    def scores(self, assignment):
        """student -> points as nbgrader counts them, with what an instructor set by hand and without penalties."""
        try:
            return {s.student_id: s.score for s in self.find_assignment(assignment).submissions}
        except MissingEntry:
            return {}
        finally:
            self.db.remove()

    def waiting(self, assignment):
        """A line for each written answer that a person has yet to read: no program gives points for a text."""
        unread = {student for student, row in self.results(assignment).items() if row.status in NOT_READ}
        try:
            grades = self.db.query(Grade).filter(Grade.auto_score.is_(None), Grade.manual_score.is_(None)).all()
            found = [(grade.notebook.assignment, grade.name) for grade in grades]
            counts = Counter(name for a, name in found if a.name == assignment and a.student_id not in unread)
            where = "of the submissions: read them in Formgrader (make teach)"
            return [f"{name} waits for your points in {count} {where}." for name, count in sorted(counts.items())]
        finally:
            self.db.remove()

    def merge(self, assignment, student, result, digest, timestamp=None, config=None):
        """Enter a result of `grade_one`, in one transaction."""
        cells = nbformat.reads(result.notebook, as_version=4).cells if result.notebook else []
        cells = {c.metadata.nbgrader.grade_id: c for c in cells if "grade_id" in c.metadata.get("nbgrader", {})}
        with self.transaction():
            try:
                self.find_student(student)
            except MissingEntry:
                self.add_student(student)
            when = {"timestamp": timestamp} if timestamp else {}
            submission = self.update_or_create_submission(assignment, student, **when)
            (notebook,) = submission.notebooks
            for grade in notebook.grades:
                score = None if result.status in NOT_READ else result.scores.get(grade.name)
                grade.auto_score = score
                grade.needs_manual_grade = score is None or grade.manual_score is not None
            for comment in notebook.comments:
                cell = cells.get(comment.name)
                same = cell is not None and cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
                comment.auto_comment = "No response." if same and not utils.is_task(cell) else None
            self.db.flush()
            self.db.expire(notebook)
            notebook.late_submission_penalty = _penalty(submission, notebook, student, config)
            row = {"digest": digest, "status": result.status, "reason": result.reason}
            self.db.merge(Outcome(assignment=assignment, student=student, **row))


def _reason(submission, outcome):
    """Why, and whether it was late: as the LMS said, or by the day that is due."""
    reason = outcome.reason if outcome else ""
    return f"{reason} {LATE}".strip() if submission.total_seconds_late > 0 and LATE not in reason else reason


def _penalty(submission, notebook, student, config):
    """What nbgrader's configured plugin takes off for being late; None without one."""
    late = submission.total_seconds_late
    if late <= 0:
        return None
    assigner = AssignLatePenalties(config=config)
    assigner.init_plugin()
    penalty = assigner.plugin_inst.late_submission_penalty(student, notebook.score, late)
    return None if penalty is None else assigner._check_late_penalty(notebook, penalty)


def wait_for(db_url, seconds=60.0):
    """Say so if another program keeps a sqlite gradebook from being read, and wait for it, but not for ever."""
    url, until, is_told = make_url(db_url), time.monotonic() + seconds, False
    while url.get_backend_name() == "sqlite" and Path(url.database).exists():
        try:
            with contextlib.closing(sqlite3.connect(url.database, timeout=0.2)) as book:
                book.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise GradebookError(f"{url.database}: {error}. Close what else has the gradebook open.") from error
        if not is_told:
            print(
                f"Another program has locked the gradebook: waiting for it, {seconds:.0f} seconds at most.", flush=True
            )
            is_told = True


def back_up(db_url, folder):
    """Copy a sqlite gradebook into `folder`, unless nothing has changed since the last copy; return a line that says so.

    sqlite's own backup call gives a consistent copy while other programs write. Other databases have their own tools.
    """
    url = make_url(db_url)
    if url.get_backend_name() != "sqlite":
        name = url.render_as_string(hide_password=True)
        return f"{name} is not backed up by this command: use the database's own tool, for example pg_dump."
    source, folder = Path(url.database), Path(folder)
    if not source.exists():
        return "The gradebook is new: there is nothing to back up."
    folder.mkdir(parents=True, exist_ok=True)
    copies, changed = sorted(folder.glob("gradebook-*.db")), source.stat().st_mtime_ns
    for copy in copies:
        if copy.stat().st_mtime_ns == changed:  # a clock may go back: later or earlier says nothing
            return f"{copy.name} is the gradebook as it is."
    target = folder / time.strftime("gradebook-%Y%m%d-%H%M%S.db")
    with whole(target) as unfinished:
        unfinished.unlink(missing_ok=True)
        with (
            contextlib.closing(sqlite3.connect(source, timeout=60)) as old,
            contextlib.closing(sqlite3.connect(unfinished)) as new,
        ):
            old.backup(new, progress=functools.partial(_give_up, time.monotonic() + 60))
        os.utime(unfinished, ns=(changed, changed))
    for copy in copies[: max(0, len(copies) + 1 - BACKUPS)]:
        copy.unlink()
    return f"The gradebook is backed up: {target}"


def _give_up(until, status, *_):
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
        raise sqlite3.OperationalError("database is locked")  # else it would be tried for ever


def register(book, db_url, practical, source):
    """Tell the gradebook the cells of a practical, with their points and tests; return whether it did not know them.

    `source` is the text of the notebook that nbgrader's `generate_assignment` would save: no solutions, all tests.
    """
    nb = ComputeChecksums().preprocess(nbformat.reads(source, as_version=4), {})[0]
    cells = [cell for cell in nb.cells if any(f(cell) for f in (utils.is_grade, utils.is_solution, utils.is_locked))]
    wanted = {cell.metadata.nbgrader["grade_id"]: _cell(cell) for cell in cells}
    try:
        notebook = book.find_notebook(practical, practical)
        worth = {cell.name: cell.max_score for cell in [*notebook.grade_cells, *notebook.task_cells]}
        cells = notebook.source_cells
        known = {c.name: (c.cell_type, c.locked, c.source, c.checksum, worth.get(c.name)) for c in cells}
    except MissingEntry:
        known = None
    finally:
        book.db.remove()
    if known == wanted:
        return False
    book.update_or_create_assignment(practical)
    book.db.remove()
    try:
        SaveCells().preprocess(nb, {"nbgrader": {"notebook": practical, "assignment": practical, "db_url": db_url}})
    except RuntimeError as error:
        new, old = sorted(wanted.keys() - known.keys()), sorted(known.keys() - wanted.keys())
        change = "; ".join(f"{word}: {', '.join(names)}" for word, names in (("new", new), ("gone", old)) if names)
        raise GradebookError(
            f"{practical} has other graded cells than when its submissions were graded ({change}). nbgrader cannot "
            "change that in a gradebook that holds submissions. Take the old source again, or forget the practical's "
            "grades, those set by hand too, and grade anew:\n"
            f"    nbgrader db assignment remove {practical} --force"
        ) from error
    return True


def _cell(cell):
    mark = cell.metadata.nbgrader
    worth = float(mark["points"]) if utils.is_grade(cell) or utils.is_task(cell) else None
    return cell.cell_type, utils.is_locked(cell), cell.source, mark["checksum"], worth


class Export(ExportPlugin):
    """nbgrader's table of grades, in its columns, with two more: what became of each submission, and why.

    A submission that could not be read, or that is perhaps another notebook, has no score instead of a zero.
    """

    def export(self, gradebook):
        columns = "assignment duedate timestamp student_id last_name first_name email raw_score late_submission_penalty"
        columns = [*columns.split(), "score", "max_score", "status", "reason"]
        path = Path(self.to or "grades.csv")
        with whole(path) as unfinished, open(unfinished, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            for assignment in gradebook.assignments:
                if not self.assignment or assignment.name in map(str, self.assignment):
                    writer.writerows(self._rows(gradebook, assignment))
        self.log.info("Exported to %s", path)

    def _rows(self, gradebook, assignment):
        rows = gradebook.db.query(Outcome).filter(Outcome.assignment == assignment.name)
        results = {row.student: row for row in rows}
        submissions = {submission.student_id: submission for submission in assignment.submissions}
        # nbgrader sorts by name alone, which few gradebooks know
        for student in sorted(gradebook.students, key=lambda s: (s.last_name or "", s.first_name or "", s.id)):
            if self.student and student.id not in map(str, self.student):
                continue
            row = {"assignment": assignment.name, "duedate": assignment.duedate, "max_score": assignment.max_score}
            row |= {"student_id": student.id, "last_name": student.last_name, "first_name": student.first_name}
            row |= {"email": student.email, "status": "missing", "reason": "Nothing was handed in."}
            submission, result = submissions.get(student.id), results.get(student.id)
            if submission is not None:
                row |= {"timestamp": submission.timestamp, "status": result.status if result else "graded"}
                row["reason"] = _reason(submission, result)
                penalty = submission.late_submission_penalty or 0.0
                if row["status"] not in NO_ZERO or submission.score:
                    row |= {"raw_score": submission.score, "late_submission_penalty": penalty}
                    row["score"] = max(0.0, submission.score - penalty)
            yield row
