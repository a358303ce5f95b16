"""Every notebook runs from top to bottom, says nothing on stderr, and its links lead somewhere.

Each notebook is executed once, in its own kernel, as a student would run it (so widgets are live). An exception in a
widget's callback does not fail its cell: it is recorded in the notebook's widget state, where it is looked for here.
"""

import functools
import os
import re
import tempfile
from pathlib import Path
from urllib.parse import unquote

import nbformat
import psutil
import pytest
from nbclient import NotebookClient
from traitlets.config import Config

from grading import lint
from tests.conftest import ROOT, make_cell, make_notebook, read
from tests.times import processor_time

NOTEBOOKS = [path.relative_to(ROOT).as_posix() for path in lint.notebooks(ROOT)]
pytestmark = pytest.mark.timeout(900)  # an idle machine needs a few seconds a notebook


def execute(nb, folder):
    """Run all cells, also after an error; return the processor time of the kernel. Outputs and widget states are in nb."""
    seconds = []

    def remember(**rest):  # after each code cell: the last one counts, and text may follow it
        seconds.append(processor_time(psutil.Process(client.km.provisioner.pid)))

    with tempfile.TemporaryDirectory(prefix="k") as sockets:
        config = Config({"KernelManager": {"transport": "ipc", "ip": f"{sockets}/k"}})  # no race for ports
        client = NotebookClient(
            nb,
            config=config,
            timeout=300,
            kernel_name="python3",
            allow_errors=True,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(folder)}},
            on_cell_complete=remember,
        )
        # without the tests' own Matplotlib backend: figures are drawn into the notebook, as for a reader
        client.execute(env={key: value for key, value in os.environ.items() if key != "MPLBACKEND"})
    return seconds[-1] if seconds else 0.0


@functools.cache
def executed(name):
    """The notebook with its outputs, and the processor time that it took."""
    nb = read(ROOT / name)
    return nb, execute(nb, (ROOT / name).parent)


@pytest.fixture
def run(request):
    """The named notebook, executed once a session."""
    return executed(request.param)[0]


everything = pytest.mark.parametrize("run", NOTEBOOKS, indirect=True)


def errors(nb):
    """(cell id, error, message) for each cell that failed."""
    return [
        (cell.get("id", "?"), output.ename, output.evalue)
        for cell in nb.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]


def noise(nb):
    """(cell id, text) for each cell that writes to stderr: warnings, progress bars, logs."""
    return [
        (cell.id, output.text)
        for cell in nb.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream" and output.name == "stderr"
    ]


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
        value = state.get("value")
        if isinstance(value, str) and re.search(
            r"Traceback \(most recent call last\)|\b[A-Z]\w*(Error|Exception)\b", value
        ):
            troubles.append(value)
    return troubles


@everything
def test_it_runs(run, request, record_property):
    name = request.node.callspec.params["run"]
    record_property("processor time", (name, executed(name)[1]))
    if name.startswith("practicals/"):
        stops = [found for found in errors(run) if found[1] != "NotImplementedError"]
        assert not stops, "an untouched practical may only stop at NotImplementedError"
        assert errors(run), "an untouched practical stops at each gap"
    else:
        assert errors(run) == []


@everything
def test_it_writes_nothing_to_stderr(run):
    assert noise(run) == []


@everything
def test_its_widgets_have_no_errors(run):
    assert widget_troubles(run) == []


@everything
def test_checks_return_nothing(run):
    """A test cell that ends in a value would be read as a score."""
    for cell in run.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            assert not [output for output in cell.outputs if output.output_type == "execute_result"], cell.id


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
    """The anchors that JupyterLab gives to a notebook's or a text's headings, and those that are written as HTML."""
    if path.suffix == ".ipynb":
        text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    else:
        text = path.read_text(encoding="utf-8")
    headings = re.findall(r"(?m)^#{1,6}\s+(.+?)\s*#*\s*$", text)
    written = re.findall(r"\b(?:id|name)\s*=\s*[\"']([^\"']+)[\"']", text)
    return {re.sub(r"[*`]", "", heading).replace(" ", "-") for heading in headings} | set(written)


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
    seconds = execute(nb, tmp_path)
    assert errors(nb) == [("stop", "ZeroDivisionError", "division by zero")]
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
        "[g](c.ipynb) [h](b.ipynb#nowhere) <img src='no.png'> [i](#none)"
    )
    nb = nbformat.from_dict(make_notebook([make_cell("markdown", "text", text)]))
    nbformat.write(nb, path)
    assert [target for _, target, _ in broken_links(path, nb)] == ["c.ipynb", "b.ipynb#nowhere", "#none", "no.png"]


def test_there_are_notebooks():
    tops = {Path(name).parts[0] for name in NOTEBOOKS}
    assert tops == {top for top in ("lectures", "solutions", "practicals") if (ROOT / top).is_dir()}


@pytest.mark.parametrize("path", sorted((ROOT / "solutions").glob("*/*.ipynb")), ids=lambda path: path.stem)
def test_the_plan_the_headings_and_the_marks_give_the_same_points(path):
    """And the same minutes and stars; the plan's last row is their sum."""
    nb = read(path)
    marks = [cell.metadata.nbgrader for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    text = "\n".join(cell.source for cell in nb.cells if cell.cell_type == "markdown")
    rows = [[part.strip(" *") for part in row.split("|")[1:-1]] for row in re.findall(r"(?m)^\|.*\|$", text)]
    rows = [row for row in rows if len(row) == 4 and row[1].isdecimal()]
    *parts, total = rows
    gaps = {re.search(r"`(\w+)`", part)[1]: rest for part, *rest in parts if "`" in part}
    assert {mark.grade_id: mark.points for mark in marks} == {f"test_{gap}": int(row[2]) for gap, row in gaps.items()}
    headings = re.findall(r"(?m)^## .* · (\d+) minutes · (★+) · (\d+) points$", text)
    assert [list(heading) for heading in headings] == list(gaps.values())
    assert total == ["sum", *[str(sum(int(row[i] or 0) for row in parts)) if i != 2 else "" for i in (1, 2, 3)]]
    assert f"{total[1]} minutes" in text
