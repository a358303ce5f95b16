"""nbgrader's gradebook, written so that nothing can be half done: one transaction a submission, after a backup.

A small table of our own, `grading_result`, stands beside nbgrader's: what became of each submission, in a word. So a
crash, an unreadable file and a real zero stay three different things in every table and export. What an instructor
set by hand (manual scores, extra credit, comments) is never written.
"""

import contextlib
import csv
import os
import sqlite3
import sys
import time
from pathlib import Path

import nbformat
from nbgrader import utils
from nbgrader.api import Base, Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin
from nbgrader.preprocessors import AssignLatePenalties, ComputeChecksums, SaveCells
from sqlalchemy import Column, String, Text, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import scoped_session, sessionmaker

BACKUPS = 20  # that many are kept
NOT_READ = ("unreadable", "missing")  # the submission has no points: not zero, none


class GradebookError(Exception):
    """The gradebook cannot be used as it is; the text says why and what to do."""


class Result(Base):
    """What became of a student's submission of a practical."""

    __tablename__ = "grading_result"
    assignment = Column(String(128), primary_key=True)
    student = Column(String(128), primary_key=True)
    digest = Column(String(64), nullable=False)  # of all that was entered, so that it is not entered twice
    status = Column(String(16), nullable=False)  # graded, crashed, unreadable or missing
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
        except FileNotFoundError as error:  # nbgrader calls alembic by name when it makes a gradebook
            if fresh:
                Path(url.database).unlink(missing_ok=True)
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
        """student -> Result, for all whose submission of this practical is in the gradebook."""
        try:
            graded = {s.student_id for s in self.find_assignment(assignment).submissions}
            rows = self.db.query(Result).filter(Result.assignment == assignment).all()
            found = {row.student: row for row in rows if row.student in graded}
            self.db.expunge_all()
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

    def merge(self, assignment, student, result, digest, timestamp=None, config=None):
        """Enter a result of `grade_one`, in one transaction."""
        nb = nbformat.reads(result["notebook"], as_version=4) if result["notebook"] else None
        cells = {c.metadata.nbgrader["grade_id"]: c for c in nb.cells if _is_known(c)} if nb else {}
        with self.transaction():
            try:
                self.find_student(student)
            except MissingEntry:
                self.add_student(student)
            submission = self.update_or_create_submission(
                assignment, student, **({"timestamp": timestamp} if timestamp else {})
            )
            (notebook,) = submission.notebooks
            for grade in notebook.grades:
                score = None if result["status"] in NOT_READ else result["scores"].get(grade.name)
                grade.auto_score = score
                grade.needs_manual_grade = score is None or grade.manual_score is not None
            for comment in notebook.comments:
                cell = cells.get(comment.name)
                same = cell is not None and cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
                comment.auto_comment = "No response." if same and not utils.is_task(cell) else None
            self.db.flush()
            self.db.expire(notebook)
            notebook.late_submission_penalty = _penalty(submission, notebook, student, config)
            row = {"digest": digest, "status": result["status"], "reason": result["reason"]}
            self.db.merge(Result(assignment=assignment, student=student, **row))


def _is_known(cell):
    return "grade_id" in cell.metadata.get("nbgrader", {})


def _penalty(submission, notebook, student, config):
    """What nbgrader's configured plugin takes off for being late; None without one."""
    late = submission.total_seconds_late
    if late <= 0:
        return None
    assigner = AssignLatePenalties(config=config)
    assigner.init_plugin()
    penalty = assigner.plugin_inst.late_submission_penalty(student, notebook.score, late)
    return None if penalty is None else assigner._check_late_penalty(notebook, penalty)


# ---------------------------------------------------------------- before anything is written


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
    copies = sorted(folder.glob("gradebook-*.db"))
    if copies and copies[-1].stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return f"{copies[-1].name} is the gradebook as it is."
    target = folder / time.strftime("gradebook-%Y%m%d-%H%M%S.db")
    unfinished = target.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with (
            contextlib.closing(sqlite3.connect(source, timeout=60)) as old,
            contextlib.closing(sqlite3.connect(unfinished)) as new,
        ):
            old.backup(new)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    os.replace(unfinished, target)
    for copy in copies[: max(0, len(copies) + 1 - BACKUPS)]:
        copy.unlink()
    return f"The gradebook is backed up: {target}"


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
        known = {
            cell.name: (cell.cell_type, cell.locked, cell.source, cell.checksum, worth.get(cell.name))
            for cell in notebook.source_cells
        }
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


# ---------------------------------------------------------------- nbgrader export


class Export(ExportPlugin):
    """nbgrader's table of grades, in its columns, with two more: what became of each submission, and why.

    status is graded, crashed, unreadable or missing. A submission that could not be read has no score instead of a zero.
    """

    def export(self, gradebook):
        columns = ["assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score"]
        columns += ["late_submission_penalty", "score", "max_score", "status", "reason"]
        path = Path(self.to or "grades.csv")
        unfinished = path.with_name(f".{path.name}.unfinished")
        with open(unfinished, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            for assignment in gradebook.assignments:
                if not self.assignment or assignment.name in map(str, self.assignment):
                    writer.writerows(self._rows(gradebook, assignment))
        os.replace(unfinished, path)
        self.log.info("Exported to %s", path)

    def _rows(self, gradebook, assignment):
        results = {row.student: row for row in gradebook.db.query(Result).filter(Result.assignment == assignment.name)}
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
                row |= {"timestamp": submission.timestamp, "status": "graded", "reason": ""}
                if result is not None:
                    row |= {"status": result.status, "reason": result.reason}
                penalty = submission.late_submission_penalty or 0.0
                if row["status"] not in NOT_READ or submission.score:
                    row |= {"raw_score": submission.score, "late_submission_penalty": penalty}
                    row["score"] = max(0.0, submission.score - penalty)
            yield row
