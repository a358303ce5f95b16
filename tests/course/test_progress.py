"""The map of a practical: read from its plan, fed by IPython, the same points as nbgrader's."""

import json

import nbformat
import pytest

from publishing import running
from tests.conftest import ROOT, make_cell, make_notebook, read
from utils.course import progress

PRACTICALS = sorted((ROOT / "practicals").glob("*/*.ipynb"))


@pytest.mark.parametrize("path", PRACTICALS, ids=lambda path: path.stem)
def test_the_plan_of_each_practical_is_understood(path):
    parts, tests = progress.read_plan(json.loads(path.read_text(encoding="utf-8")))
    marks = [cell.metadata.nbgrader for cell in read(path).cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert {part.gap: part.points for part in parts if part.gap} == {
        mark.grade_id.removeprefix("test_"): mark.points for mark in marks
    }
    assert sum(part.minutes for part in parts) <= 180
    assert "(0 min)" not in progress.Progress(parts, tests).page()
    assert [part.title for part in parts if set("*`|") & set(part.title)] == []
    assert all(part.title.endswith(part.gap) for part in parts)
    by_hand = {mark.grade_id for mark in marks if mark.solution}
    assert set(tests.values()) == {part.gap for part in parts if part.gap} - by_hand


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def made():
    gaps = [("Look", 10), ("one", 8, 6, "one"), ("two", 12, 8, "two"), ("more", 5, 0, "more"), ("rest", 0)]
    clock = Clock()
    tests = {f"check({gap})": gap for gap in ("one", "two", "more")}
    return progress.Progress([progress.Part(*gap) for gap in gaps], tests, clock), clock


def test_points_minutes_and_signs(made):
    map_, clock = made
    assert map_.line() == "○○○  0 of 2 gaps, 0 of 14 points, minute 0"
    clock.now += 25 * 60
    assert map_.cell_ended("check(two)\n", None) == "two"
    assert map_.cell_ended("check(one)", AssertionError("one: 2 times too large")) == "one"
    assert map_.line() == "✗✓○  1 of 2 gaps, 8 of 14 points, minute 25, planned for this far: 30"
    map_.cell_ended("check(one)", AssertionError("one: this is the reference, not your own function"))
    assert map_.state["one"] == progress.LENT and map_.points == 8
    map_.cell_ended("check(one)", None)
    map_.cell_ended("check(more)", None)
    assert map_.line().startswith("✓✓✓  2 of 2 gaps, 14 of 14 points, minute 25, planned for this far: 35")
    map_.cell_ended("check(two)\n", NotImplementedError())
    assert map_.state["two"] == progress.OPEN and map_.points == 6  # what is deleted is no longer green


def test_other_cells_move_only_the_clock(made):
    map_, clock = made
    clock.now += 61
    assert map_.cell_ended("import numpy", ZeroDivisionError()) is None
    assert set(map_.state.values()) == {progress.OPEN} and "minute 1" in map_.widget.value


def test_the_page_escapes_and_needs_no_color(made):
    map_, _ = made
    map_.parts[0].title = "<b>&"
    map_.cell_ended("check(one)", None)
    page = map_.widget.value
    assert "&lt;b&gt;&amp;" in page and "✓ one" in page and "○ two" in page and "(6 p, 8 min)" in page
    assert "rest <small>(at home)" in page


def practical(tmp_path, *more):
    plan = "| part | minutes | difficulty | points |\n|---|---|---|---|\n| 1 `double` | 5 | ★ | 2 |\n| 2 `half` | 6 | ★ | 3 |\n"
    cells = [
        make_cell("markdown", "plan", plan + "| **sum** | **11** | | **5** |"),
        make_cell("code", "progress", "from utils.course.progress import show_progress\n\nshow_progress()"),
        make_cell("code", "gap-double", "def double(x):\n    return 2 * x", solution="double"),
        make_cell("code", "test-double", "assert double(2) == 4", test="double", points=2),
        make_cell("code", "test-half", "assert half(2) == 1", test="half", points=3),
        *more,
    ]
    nb = nbformat.from_dict(make_notebook(cells))
    nbformat.write(nb, tmp_path / "practical.ipynb")
    return nb


def text(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


def test_in_a_kernel(tmp_path):
    again = make_cell("code", "progress-again", "show_progress()")
    nb = practical(tmp_path, again, make_cell("code", "test-double-again", "print('no test of the plan')"))
    running.run(nb, tmp_path)
    cells = {cell.id: cell for cell in nb.cells}
    assert text(cells["test-double"]) == "✓○  1 of 2 gaps, 2 of 5 points, minute 0, planned for this far: 5\n"
    assert text(cells["test-half"]) == ""  # its error stands there
    assert text(cells["test-double-again"]) == "no test of the plan\n"
    data = cells["progress"].outputs[0].data
    assert "application/vnd.jupyter.widget-view+json" in data and "○ double" in data["text/html"]
    states = nb.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"].values()
    assert any("✓ double" in str(model["state"].get("value")) for model in states)


def test_silent_while_nbgrader_grades_and_where_there_is_no_plan(tmp_path):
    nb = practical(tmp_path)
    nb.cells[0] = make_cell("code", "grading", "import os\n\nos.environ['NBGRADER_EXECUTION'] = 'autograde'")
    nb = nbformat.from_dict(nb)
    running.run(nb, tmp_path)
    assert nb.cells[1].outputs == [] and text(nb.cells[3]) == ""
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "broken.ipynb").write_text("{")
    assert progress.find_notebook(tmp_path / "empty") is None
    assert progress.show_progress() is None


def test_a_task_gives_what_its_test_measures_and_a_written_answer_waits():
    parts = [progress.Part("one", 8, 6, "one"), progress.Part("words", 5, 4, "words")]
    map_ = progress.Progress(parts, {"task()": "one"}, Clock())
    assert map_.line() == "○✎  0 of 1 gaps, 0 of 10 points, minute 0"
    map_.cell_ended("task()", None, 4.5)
    assert map_.line().startswith("✓✎  1 of 1 gaps, 4.5 of 10 points") and "your instructor reads it" in map_.page()
    map_.cell_ended("task()", None, 6.0)
    assert map_.points == 6
