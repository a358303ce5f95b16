"""From source to grade with nbgrader's own commands, on a copy of the course.

The everyday run grades three submissions: solved, untouched, and one with one wrong gap, whose student also deleted a
test cell and tries to smuggle. `make test-slow` adds submissions for each gap.
"""

import copy
import csv
import html
import re
import shutil

import nbformat
import pytest

from grading import lint, release
from tests import answer_runner
from tests.conftest import ROOT, copy_course, make_cell, nbgrader, read

pytestmark = pytest.mark.timeout(1500)  # a busy machine is slow; an idle one needs about a minute

PRACTICALS = sorted(path.name for path in (ROOT / "solutions").glob("*/") if (path / f"{path.name}.ipynb").exists())


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
        self.bytes = (nbformat.writes(self.released) + "\n").encode()
        self.points = {
            cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points
            for cell in self.source.cells
            if cell.metadata.get("nbgrader", {}).get("grade")
        }
        self.gaps = [name.removeprefix("test_") for name, worth in self.points.items() if worth]

    def submission(self, **answers):
        """The released notebook with the solution in every gap, or the given text instead of it."""
        nb = copy.deepcopy(self.released)
        solutions = {cell.id: cell.source for cell in self.source.cells}
        for cell in nb.cells:
            mark = cell.metadata.get("nbgrader", {})
            if mark.get("solution"):
                cell.source = answers.get(mark["grade_id"], without_markers(solutions[cell.id]))
        return nb

    def submit(self, student, nb):
        path = self.root / "gradebook" / "submitted" / student / self.practical / f"{self.practical}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(nb, path)

    def grade(self):
        nbgrader(self.root, "autograde", self.practical)
        nbgrader(self.root, "generate_feedback", self.practical)
        nbgrader(self.root, "export", "--to", str(self.root / "grades.csv"))

    def scores(self, student):
        """grade_id -> points, from the gradebook."""
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.root / 'gradebook' / 'gradebook.db'}") as book:
            grades = book.find_submission_notebook(self.practical, self.practical, student).grades
            assert not any(grade.needs_manual_grade for grade in grades)
            return {grade.name: grade.score for grade in grades}

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
        return self._not_public({line for cell in self.source.cells for line in release._regions(cell.source)[0]}, 20)

    def _not_public(self, lines, length):
        public = squeezed("\n".join(cell.source for cell in self.released.cells))
        return {line for line in lines if len(line) >= length and squeezed(line) not in public}


def squeezed(text):
    return re.sub(r"\s", "", text)


def without_markers(source):
    return "\n".join(line for line in source.splitlines() if not re.search("(BEGIN|END) SOLUTION", line))


def wrong_answers(practical):
    """gap -> the code of a wrong answer, from tests/answers."""
    found = {}
    for path in sorted((ROOT / "tests" / "answers" / practical).glob("*.py")):
        for answer in answer_runner.parse(path):
            if answer.kind == "wrong" and "import" not in answer.code:
                found.setdefault(answer.gap, answer.code)
    return found


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
    curious.cells = [cell for cell in curious.cells if cell.id != test_cell(course.source, course.deleted_gap).id]
    course.submit("one_wrong", curious)
    course.grade()
    return course


def test_cell(nb, gap):
    return next(cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == f"test_{gap}")


test_cell.__test__ = False


def errors(nb):
    return [
        (cell.get("id"), output.ename)
        for cell in nb.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    ]


def test_the_committed_release_is_what_nbgrader_makes_now(graded):
    committed = ROOT / "practicals" / graded.practical / f"{graded.practical}.ipynb"
    assert committed.read_bytes() == graded.bytes, "run `make release`"
    assert release.inspect(graded.source, graded.released) == []


def test_the_solved_notebook_gets_every_point(graded):
    assert errors(graded.autograded("solved")) == []
    assert graded.scores("solved") == graded.points


def test_the_untouched_notebook_gets_none_and_stops_only_where_something_is_missing(graded):
    assert graded.scores("untouched") == dict.fromkeys(graded.points, 0)
    found = errors(graded.autograded("untouched"))
    assert {name for _, name in found} == {"NotImplementedError"}
    assert len(found) >= len(graded.gaps)


def test_one_wrong_gap_costs_its_points_and_no_others(graded):
    """And the test cell that this student deleted came back and gave its points."""
    assert graded.scores("one_wrong") == graded.points | {f"test_{graded.wrong_gap}": 0}
    assert graded.points[f"test_{graded.deleted_gap}"] > 0


def test_the_export_has_a_row_for_each_student(graded):
    with open(graded.root / "grades.csv", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    total = sum(graded.points.values())
    wrong = total - graded.points[f"test_{graded.wrong_gap}"]
    scores = {"solved": total, "untouched": 0, "one_wrong": wrong}
    assert {student: float(row["score"]) for student, row in rows.items()} == scores
    assert {float(row["max_score"]) for row in rows.values()} == {total}
    assert {row["assignment"] for row in rows.values()} == {graded.practical}


@pytest.mark.parametrize("student", ["solved", "untouched", "one_wrong"])
def test_feedback_leaks_no_hidden_test(graded, student):
    text, page = graded.feedback(student)
    assert graded.secrets()
    assert [line for line in graded.secrets() if squeezed(line) in squeezed(text)] == []
    assert "BEGIN HIDDEN TESTS" not in page
    own_text = squeezed("\n".join(own(cell) for cell in graded.autograded(student).cells))
    secret = {line for line in graded.solution_lines() if squeezed(line) not in own_text}
    assert secret or student == "solved"
    assert [line for line in secret if squeezed(line) in squeezed(text)] == []


def own(cell):
    return cell.source if not cell.metadata.get("nbgrader", {}).get("locked") else ""


def test_feedback_says_what_is_wrong(graded):
    """The message of the check that failed is on the page, and the points are."""
    text, _ = graded.feedback("one_wrong")
    cell = test_cell(graded.autograded("one_wrong"), graded.wrong_gap)
    (error,) = [output for output in cell.outputs if output.output_type == "error"]
    assert squeezed(f"{error.ename}: {error.evalue}".split("\n")[0]) in squeezed(text)  # long ones are wrapped
    total = sum(graded.points.values())
    assert f"Score: {float(total - graded.points[f'test_{graded.wrong_gap}'])} / {float(total)}" in text
    assert "NotImplementedError" in graded.feedback("untouched")[0]


def test_feedback_runs_no_script_of_a_student(graded):
    text, page = graded.feedback("one_wrong")
    body = page[page.index("<body") :]
    assert "<script>alert" not in body
    assert "<img src=x" not in body
    assert '< script>alert("markdown")< /script>' in text.replace("”", '"').replace("“", '"')
    assert "<details><summary>More</summary>" in body


def validate(path):
    from nbgrader.validator import Validator

    return Validator().validate(str(path)).get("failed", [])


def test_validate_says_the_same_to_the_student(graded):
    """Validate fails at the wrong gap's visible test and names no other cell."""
    path = graded.root / "student.ipynb"
    nbformat.write(graded.broken, path)
    assert [found["source"] for found in validate(path)] == [
        test_cell(graded.released, graded.wrong_gap).source.strip()
    ]


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("practical", PRACTICALS)
def test_each_gap_alone(practical, tmp_path):
    """One submission for each gap in which only that gap is wrong, and one in which only that gap is empty."""
    course = Graded(tmp_path / "course", practical)
    wrong = wrong_answers(practical)
    assert set(wrong) >= set(course.gaps)
    stubs = {
        c.metadata.nbgrader.grade_id: c.source
        for c in course.released.cells
        if c.metadata.get("nbgrader", {}).get("solution")
    }
    for gap in course.gaps:
        course.submit(f"wrong_{gap}", course.submission(**{gap: wrong[gap]}))
        course.submit(f"empty_{gap}", course.submission(**{gap: stubs[gap]}))
    course.grade()
    for gap in course.gaps:
        for student in (f"wrong_{gap}", f"empty_{gap}"):
            assert course.scores(student) == course.points | {f"test_{gap}": 0}, student
        assert {name for _, name in errors(course.autograded(f"empty_{gap}"))} == {"NotImplementedError"}
        text = squeezed(course.feedback(f"wrong_{gap}")[0])
        assert not [line for line in course.secrets() if squeezed(line) in text]
