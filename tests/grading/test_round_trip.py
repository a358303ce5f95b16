"""From source to grade with nbgrader's own commands, on a copy of the course.

Five submissions: solved, untouched, one with one wrong gap, whose student also deleted a test cell and tries to smuggle,
and two in which every other gap is wrong or empty.
"""

import copy
import csv
import html
import re
import shutil

import nbformat
import pytest

from grading.engine.submission import grade_one
from grading.validate import Validator
from publishing import lint, release
from tests.conftest import ROOT, copy_course, make_cell, nbgrader, read, save
from tests.grading import fake
from tests.grading.practicals import Practical, bundle, mark, wrong_answers

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]  # a busy machine is slow; an idle one needs about a minute

PRACTICALS = release.practicals(ROOT)


class Graded:
    """A copy of the course in which a practical was released and submissions to it were graded."""

    def __init__(self, root, practical):
        self.root, self.practical = copy_course(root), practical
        self.source = read(root / "solutions" / practical / f"{practical}.ipynb")
        shutil.rmtree(root / "practicals", ignore_errors=True)
        nbgrader(root, "generate_assignment", practical, "--force")
        path = root / "practicals" / practical / f"{practical}.ipynb"
        self.released = read(path)
        release.normalize(self.released)
        self.made = Practical(practical, root)
        self.points, self.gaps = self.made.points, self.made.gaps
        self.half = {"even": self.gaps[::2], "odd": self.gaps[1::2]}  # student -> the gaps that are wrong or empty

    def submission(self, **answers):
        """The released notebook with the solution in every gap, or the given text instead of it."""
        return nbformat.from_dict(self.made.notebook(**answers))

    def submit(self, student, nb):
        save(nb, self.root / "gradebook" / "submitted" / student / self.practical / f"{self.practical}.ipynb")

    def grade(self):
        nbgrader(self.root, "autograde", self.practical)
        nbgrader(self.root, "generate_feedback", self.practical)
        nbgrader(self.root, "export", "--to", str(self.root / "grades.csv"))

    def scores(self, student):
        """grade_id -> points, from the gradebook; without the written answers, which wait for a person where there is one."""
        with fake.book(self.root) as book:
            grades = book.find_submission_notebook(self.practical, self.practical, student).grades
            waiting = {grade.name for grade in grades if grade.needs_manual_grade}
            assert waiting == (set() if student == "untouched" else set(self.made.read))
            return {grade.name: grade.score for grade in grades if grade.name not in self.made.read}

    def autograded(self, student):
        return read(self.root / "gradebook" / "autograded" / student / self.practical / f"{self.practical}.ipynb")

    def feedback(self, student):
        """The text of the feedback page, without tags, and the page."""
        path = self.root / "gradebook" / "feedback" / student / self.practical / f"{self.practical}.html"
        page = path.read_text(encoding="utf-8")
        body = page[page.index("<body") :]
        return html.unescape(re.sub(r"<[^>]+>", "", body)), page

    def secrets(self):
        """Lines of hidden tests that the released notebook does not show anyway."""
        return self._not_public({line for cell in self.source.cells for line in lint.hidden_lines(cell.source)}, 6)

    def solution_lines(self):
        """Lines of solutions that the released notebook does not show anyway, long enough to be recognized."""
        return self._not_public({line for cell in self.source.cells for line in lint.regions(cell.source)[0]}, 20)

    def _not_public(self, lines, length):
        public = squeezed("\n".join(cell.source for cell in self.released.cells))
        return {line for line in lines if len(line) >= length and squeezed(line) not in public}


def squeezed(text):
    return re.sub(r"\s", "", text)


PROBE = """The student tries things: <script>alert("markdown")</script> <img src=x onerror=alert(1)> and $a<b$ & $c>d$.

<details><summary>More</summary>

Hidden.

</details>
"""


@pytest.fixture(scope="module", params=PRACTICALS)
def graded(request, tmp_path_factory):
    course = Graded(tmp_path_factory.mktemp("round-trip") / "course", request.param)
    course.submit("solved", course.submission())
    course.submit("untouched", course.released)
    wrong = wrong_answers(request.param)
    course.wrong_gap = next(gap for gap in course.gaps[len(course.gaps) // 3 :] if gap in wrong)
    course.broken = course.submission(**{course.wrong_gap: wrong[course.wrong_gap]})
    curious = copy.deepcopy(course.broken)
    curious.cells.append(nbformat.from_dict(make_cell("markdown", "notes", PROBE)))
    curious.cells.append(nbformat.from_dict(make_cell("code", "history", "print('\\n'.join(In))\nIn")))
    course.deleted_gap = next(gap for gap in course.gaps if gap != course.wrong_gap)
    curious.cells = [cell for cell in curious.cells if cell.id != examining(course.source, course.deleted_gap).id]
    course.submit("one_wrong", curious)
    for first, student in enumerate(course.half):
        empty = dict.fromkeys(course.gaps[first + 2 :: 4])
        course.submit(student, course.submission(**{gap: wrong[gap] for gap in course.gaps[first::4]}, **empty))
    course.grade()
    return course


def examining(nb, gap):
    """The test cell of a gap."""
    return next(cell for cell in nb.cells if mark(cell).get("grade_id") == f"test_{gap}")


def errors(nb):
    """The names of the errors in it."""
    outputs = [output for cell in nb.cells for output in cell.get("outputs", [])]
    return [output.ename for output in outputs if output.output_type == "error"]


def test_the_committed_release_is_what_nbgrader_makes_now(graded):
    committed = ROOT / "practicals" / graded.practical / f"{graded.practical}.ipynb"
    assert committed.read_bytes() == f"{nbformat.writes(graded.released)}\n".encode(), "run `make release`"
    assert release.inspect(graded.source, graded.released) == []


def test_the_solved_notebook_gets_every_point(graded):
    assert errors(graded.autograded("solved")) == []
    assert graded.scores("solved") == graded.points


def test_the_untouched_notebook_gets_none_and_stops_only_where_something_is_missing(graded):
    assert graded.scores("untouched") == dict.fromkeys(graded.points, 0)
    found = errors(graded.autograded("untouched"))
    assert set(found) == {"NotImplementedError"}
    assert len(found) >= len(graded.gaps)


def test_one_wrong_gap_costs_its_points_and_no_others(graded):
    """And the test cell that this student deleted came back and gave its points."""
    assert graded.scores("one_wrong") == graded.points | {f"test_{graded.wrong_gap}": 0}
    assert graded.points[f"test_{graded.deleted_gap}"] > 0


def test_wrong_and_empty_gaps_cost_their_points_and_no_others(graded):
    for student, gaps in graded.half.items():
        assert graded.scores(student) == graded.made.less(*gaps)
        assert [line for line in graded.secrets() if squeezed(line) in squeezed(graded.feedback(student)[0])] == []


def test_our_grader_gives_the_same(graded):
    for student in ("solved", "untouched", *graded.half):
        folder = graded.root / "gradebook" / "submitted" / student / graded.practical
        result = grade_one({path.name: path.read_bytes() for path in folder.glob("*.ipynb")}, bundle(graded.practical))
        unread = dict.fromkeys(graded.made.read, 0.0) if student == "untouched" else {}
        assert result.scores == graded.scores(student) | unread
        ours = nbformat.reads(result.notebook, as_version=4)
        for mine, theirs in zip(ours.cells, graded.autograded(student).cells, strict=True):
            assert (mine.cell_type, mine.source, mine.id, mark(mine)) == (
                theirs.cell_type, theirs.source, theirs.id, mark(theirs)
            )  # fmt: skip


def test_the_export_has_a_row_for_each_student(graded):
    with open(graded.root / "grades.csv", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    total = sum(graded.points.values())
    wrong = total - graded.points[f"test_{graded.wrong_gap}"]
    scores = {"solved": total, "untouched": 0, "one_wrong": wrong}
    scores |= {student: sum(graded.scores(student).values()) for student in graded.half}
    assert {student: float(row["score"]) for student, row in rows.items()} == scores
    assert {float(row["max_score"]) for row in rows.values()} == {total + sum(graded.made.read.values())}
    assert {row["assignment"] for row in rows.values()} == {graded.practical}


@pytest.mark.parametrize("student", ["solved", "untouched", "one_wrong"])
def test_feedback_leaks_no_hidden_test(graded, student):
    text, page = graded.feedback(student)
    assert graded.secrets()
    assert [line for line in graded.secrets() if squeezed(line) in squeezed(text)] == []
    assert "BEGIN HIDDEN TESTS" not in page
    own = [cell.source for cell in graded.autograded(student).cells if not mark(cell).get("locked")]
    own_text = squeezed("\n".join(own))
    secret = {line for line in graded.solution_lines() if squeezed(line) not in own_text}
    assert secret or student == "solved"
    assert [line for line in secret if squeezed(line) in squeezed(text)] == []


def test_feedback_says_what_is_wrong(graded):
    """The message of the check that failed is on the page, and the points are."""
    text, _ = graded.feedback("one_wrong")
    cell = examining(graded.autograded("one_wrong"), graded.wrong_gap)
    (error,) = [output for output in cell.outputs if output.output_type == "error"]
    assert squeezed(error.evalue.split("\n")[0]) in squeezed(text)
    points, most = sum(graded.points.values()), sum([*graded.points.values(), *graded.made.read.values()])
    assert f"{points - graded.points[f'test_{graded.wrong_gap}']:g} of {most:g} points" in text
    assert "not written yet" in graded.feedback("untouched")[0]


def test_feedback_runs_no_script_of_a_student(graded):
    text, page = graded.feedback("one_wrong")
    body = page[page.index("<body") :]
    assert "<script>alert" not in body and "<img src=x" not in body
    assert '< script>alert("markdown")< /script>' in text.replace("”", '"').replace("“", '"')
    assert "<details><summary>More</summary>" in body


def test_validate_says_the_same_to_the_student(graded):
    """Validate counts what is right, and has a line for the wrong gap alone."""
    path = graded.root / "student.ipynb"
    nbformat.write(graded.broken, path)
    (found,) = Validator().validate(str(path))["failed"]
    assert found["source"].startswith(f"{len(graded.gaps) - 1} of {len(graded.gaps)} gaps, ")
    assert "Missing" not in found["source"] and "\n" not in found["raw_error"]
    assert found["raw_error"].startswith(f"{graded.wrong_gap}: ")
