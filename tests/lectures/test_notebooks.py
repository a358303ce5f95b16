"""Every notebook runs from top to bottom, says nothing on stderr, and its links lead somewhere.

Each notebook is executed once, in its own kernel, as a student would run it (so widgets are live). An exception in a
widget's callback does not fail its cell: it is recorded in the notebook's widget state, where it is looked for here.
"""

import functools
import re
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

from publishing import notebooks, running
from tests.conftest import ROOT, make_cell, make_notebook, read
from tests.lectures import rows

NOTEBOOKS = [path.relative_to(ROOT).as_posix() for path in notebooks(ROOT)]
pytestmark = pytest.mark.timeout(900)  # an idle machine needs a few seconds a notebook


@functools.cache
def executed(name):
    """The notebook with its outputs, the processor time that it took, and what its rows of asserts said (rows.py)."""
    nb = read(ROOT / name)
    cells = rows.code_cells(nb)
    found = [row for row in rows.rows("after", Path(name).stem) if row.cell in cells] if "lectures" in name else []
    return nb, *rows.run(nb, (ROOT / name).parent, [(row, cells[row.cell], [cells[row.cell]]) for row in found])


@pytest.fixture
def run(request):
    """The named notebook, executed once a session."""
    return executed(request.param)[0]


# These two take most of a minute, and the grader runs them every day.
TRAINS = re.compile("solutions/.*(digits|adversarial)")
RUNS = [pytest.param(name, marks=pytest.mark.slow if TRAINS.match(name) else []) for name in NOTEBOOKS]
everything = pytest.mark.parametrize("run", RUNS, indirect=True)


def outputs(nb, kind):
    """(cell id, output) for each output of this type."""
    found = [(cell.id, output) for cell in nb.cells for output in cell.get("outputs", [])]
    return [(cell, output) for cell, output in found if output.output_type == kind]


def noise(nb):
    """(cell id, text) for each cell that writes to stderr: warnings, progress bars, logs."""
    return [(cell, output.text) for cell, output in outputs(nb, "stream") if output.name == "stderr"]


def widget_troubles(nb):
    """What went wrong inside widgets: errors and stderr in Output widgets, tracebacks in the text of others."""
    states = nb.metadata.get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {}).get("state", {})
    troubles = []
    for model in states.values():
        state = model.get("state", {})
        for output in state.get("outputs", ()):
            if output.get("output_type") == "error":
                troubles.append(f"{output.get('ename')}: {output.get('evalue')}")
            elif output.get("name") == "stderr":
                troubles.append(output.get("text", ""))
        value = str(state.get("value"))
        if re.search(r"Traceback \(most recent call last\)|\b[A-Z]\w*(Error|Exception)\b", value):
            troubles.append(value)
    return troubles


@everything
def test_it_runs(run, request, record_property):
    name = request.node.callspec.params["run"]
    record_property("processor time", (name, executed(name)[1]))
    if name.startswith("practicals/"):
        stops = [found for found in running.errors(run) if found[1] != "NotImplementedError"]
        assert not stops, "an untouched practical may only stop at NotImplementedError"
        assert running.errors(run), "an untouched practical stops at each gap"
    else:
        assert running.errors(run) == []


SHOWN = rows.rows("after")


@pytest.mark.parametrize("row", SHOWN, ids=[f"{row.notebook}-{row.cell}-{row.line}" for row in SHOWN])
def test_it_shows_what_it_should(row):
    """What the page says of a cell's result, asserted where no student sees it before running the cell."""
    said = executed(f"lectures/{row.notebook}.ipynb")[2].get(row, "the notebook has no code cell with this id")
    assert not said, f"{row.place}: {said}"


@everything
def test_it_writes_nothing_to_stderr(run):
    assert noise(run) == []


@everything
def test_its_widgets_have_no_errors(run):
    assert widget_troubles(run) == []


@everything
def test_only_tasks_return_a_value(run, request):
    """A test cell that ends in a value is read as a score: the points of a task, which are all of them when it is solved."""
    name = request.node.callspec.params["run"]
    points = {
        cell.id: cell.metadata.nbgrader.points for cell in run.cells if cell.metadata.get("nbgrader", {}).get("grade")
    }
    given = {cell: output.data["text/plain"] for cell, output in outputs(run, "execute_result") if cell in points}
    tasks = {
        cell.id
        for cell in run.cells
        if re.search(r"test_my_\w+", str(cell.metadata.get("nbgrader", {}).get("grade_id")))
    }
    assert set(given) == (tasks if name.startswith("solutions/") else set())
    assert {cell: float(value) for cell, value in given.items()} == {cell: points[cell] for cell in given}


# ---------------------------------------------------------------- links


def links(nb):
    """(cell id, target) for each link or picture in the text cells."""
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            text = re.sub(r"(?s)```.*?```|`[^`\n]*`", "", cell.source)
            targets = re.findall(r"\]\(\s*<?([^)\s>]+)>?(?:\s+[\"'][^)]*)?\)", text)
            targets += re.findall(r"(?:href|src)\s*=\s*[\"']([^\"']+)[\"']", text)
            targets += re.findall(r"(?m)^\[[^\]]+\]:\s*(\S+)", text)
            yield from ((cell.id, target) for target in targets)


def anchors(path):
    """The anchors that JupyterLab gives to a notebook's or a text's headings and to cells, and those that are written as HTML."""
    cells = read(path).cells if path.suffix == ".ipynb" else []
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown") or path.read_text(encoding="utf-8")
    headings = re.findall(r"(?m)^#{1,6}\s+(.+?)\s*#*\s*$", text)
    written = re.findall(r"\b(?:id|name)\s*=\s*[\"']([^\"']+)[\"']", text)
    found = {re.sub(r"[*`]", "", heading).replace(" ", "-") for heading in headings}
    return found | set(written) | {f"cell-id={cell.id}" for cell in cells}


def broken_links(path, nb):
    for cell, target in links(nb):
        if re.match(r"[a-z][a-z0-9+.-]*:|//", target, re.IGNORECASE):
            continue
        place, _, anchor = target.partition("#")
        file = (path.parent / unquote(place)).resolve() if place else path
        if not (file.is_relative_to(ROOT) or file.is_relative_to(path.parent.parent)):
            yield cell, target, "leads out of the course"
        elif not file.exists():
            yield cell, target, "there is no such file"
        elif anchor and file.suffix in (".ipynb", ".md") and unquote(anchor) not in anchors(file):
            yield cell, target, "there is no such heading"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_links_lead_somewhere(name):
    assert list(broken_links(ROOT / name, read(ROOT / name))) == []


# ---------------------------------------------------------------- these tests can fail


BAD = """
import sys
import warnings

import ipywidgets as widgets
from IPython.display import display

slider, box, page = widgets.IntSlider(), widgets.Output(), widgets.HTML()
display(slider, box, page)


@box.capture()
def follow(change):
    raise ValueError("lost in a callback")


slider.observe(follow, "value")
slider.value = 3
page.value = "<pre>TypeError: shown in red</pre>"
"""


def test_bad_notebooks_are_noticed(tmp_path):
    cells = [
        make_cell("code", "widget", BAD),
        make_cell("code", "warning", "warnings.warn('look out')"),
        make_cell("code", "stop", "1 / 0"),
        make_cell("code", "after", "print('still runs', file=sys.stderr)"),
    ]
    nb = nbformat.from_dict(make_notebook(cells))
    seconds, *_ = running.run(nb, tmp_path)
    assert running.errors(nb) == [("stop", "ZeroDivisionError", "division by zero")]
    assert [cell for cell, _ in noise(nb)] == ["warning", "after"]
    assert sorted(widget_troubles(nb)) == ["<pre>TypeError: shown in red</pre>", "ValueError: lost in a callback"]
    assert seconds > 0


def test_broken_links_are_noticed(tmp_path):
    (tmp_path / "lectures").mkdir()
    path = tmp_path / "lectures" / "a.ipynb"
    other = make_notebook([make_cell("markdown", "title", '# The *other* one\n<a id="here"></a>')])
    nbformat.write(nbformat.from_dict(other), tmp_path / "lectures" / "b.ipynb")
    text = (
        "# Title\n[a](b.ipynb) [b](b.ipynb#The-other-one) [c](b.ipynb#here) [d](#Title) [e](https://a.b) `[f](no.ipynb)` "
        "[g](c.ipynb) [h](b.ipynb#nowhere) <img src='no.png'> [i](#none) [j](b.ipynb#cell-id=title) [k](b.ipynb#cell-id=k)"
    )
    nb = nbformat.from_dict(make_notebook([make_cell("markdown", "text", text)]))
    nbformat.write(nb, path)
    broken = ["c.ipynb", "b.ipynb#nowhere", "#none", "b.ipynb#cell-id=k", "no.png"]
    assert [target for _, target, _ in broken_links(path, nb)] == broken


def test_there_are_notebooks():
    tops = {Path(name).parts[0] for name in NOTEBOOKS}
    assert tops == {top for top in ("lectures", "solutions", "practicals") if (ROOT / top).is_dir()}


@pytest.mark.parametrize("path", sorted((ROOT / "solutions").glob("*/*.ipynb")), ids=lambda path: path.stem)
def test_the_plan_the_headings_and_the_marks_give_the_same_points(path):
    """And the same minutes and stars, or "at home"; the plan's last row is their sum."""
    nb = read(path)
    marks = [cell.metadata.nbgrader for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    text = "\n".join(cell.source for cell in nb.cells if cell.cell_type == "markdown")
    (plan,) = [cell.source for cell in nb.cells if cell.id == "plan"]
    rows = [[part.strip(" *") for part in row.split("|")[1:-1]] for row in re.findall(r"(?m)^\|.*\|$", plan)]
    rows = [row for row in rows if len(row) == 4 and (row[1].isdecimal() or row[1] == "at home")]
    *parts, total = rows
    gaps = {re.search(r"`(\w+)`", part)[1]: rest for part, *rest in parts if "`" in part}
    points = {mark.grade_id.removeprefix("test_"): mark.points for mark in marks}  # a written answer has no test
    assert points == {gap: int(row[2]) for gap, row in gaps.items()}
    headings = re.findall(r"(?m)^## .* · (?:([1-9]\d*) minutes|(at home)) · (★+) · (\d+) points$", text)
    assert [[when or home, *rest] for when, home, *rest in headings] == list(gaps.values())
    assert all(row[3] == "0" for row in parts if row[1] == "at home"), "what is for home gives no points"
    numbers = [[int(row[i]) if row[i].isdecimal() else 0 for row in parts] for i in (1, 3)]
    assert total == ["sum", str(sum(numbers[0])), "", str(sum(numbers[1]))]
    assert f"{total[1]} minutes" in text
