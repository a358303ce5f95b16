"""What Validate says of a notebook that was run, and which cells it runs; test_round_trip tries whole practicals."""

import nbformat
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.server_extensions.validate_assignment import handlers

from grading import validate
from tests.conftest import make_cell, make_notebook

SECRET = "R = np.maximum(Z, 0)"
STUB = "    raise NotImplementedError()"


def error(kind, text):
    return new_output("error", ename=kind, evalue=text, traceback=[f"----> 9 {SECRET}", f"{kind}: {text}"])


def ran(**gaps):
    """A notebook that was run: gap -> (the answer's text, what its test put out, points, what the answer's cell put out)."""
    cells = []
    for name, (source, said, points, *stopped) in gaps.items():
        cells.append(make_cell("code", name, source, solution=name) | {"outputs": stopped})
        cells.append(make_cell("code", f"test-{name}", f"check.{name}({name})", test=name, points=points))
        cells[-1]["outputs"] = [said] if said else []
    return nbformat.from_dict(make_notebook(cells))


def test_a_summary_then_a_line_for_each_gap_with_a_mistake():
    unwritten = "two: half is not written yet."
    nb = ran(
        right=("def right(z): return z", None, 4),
        stub=("def stub(z): ...", error("NotImplementedError", "stub: not written yet."), 6),
        two=(STUB, error("NotImplementedError", unwritten), 6),
        calls=("def calls(z): return half(z)", error("NotImplementedError", "calls: half is not written yet."), 3),
        wrong=("def wrong(z): ...", error("AssertionError", "helper: 2 < 3, too large by n."), 2),
        broken=(
            "def broken(z)",
            error("NameError", "name 'broken' is not defined"),
            2,
            error("SyntaxError", "expected ':' (3873.py, line 1)"),
        ),
        absent=("", error("NameError", "name 'absent' is not defined"), 2),
        endless=("def endless(z): ...", error("CellTimeoutError", ""), 2),
        my_task=("def my_task(): ...", new_output("execute_result", data={"text/plain": "2.5"}, execution_count=1), 5),
        extra=("def extra(z): ...", error("NotImplementedError", "extra: not written yet."), 0),
    )
    written = nbformat.from_dict(make_cell("markdown", "words", "YOUR ANSWER", solution="words"))
    written.metadata.nbgrader.update(grade=True, points=5, checksum="another")
    nb.cells.append(written)
    two = next(cell for cell in nb.cells if cell.id == "two")
    two.metadata.nbgrader.checksum = utils.compute_checksum(two)
    summary, lines = validate.report(nb)
    assert summary.split("\n") == [
        "2 of 9 gaps, 6.5 of 37 points.",
        "Missing: stub, two, extra (optional).",
        "Your instructor reads: words.",
    ]
    assert lines == [
        "calls: half is not written yet.",
        "wrong: helper: 2 < 3, too large by n.",
        "broken: its cell stopped with SyntaxError: expected ':' in line 1",
        "absent: NameError: name 'absent' is not defined",
        "endless: it took too long and was stopped: does a loop never end?",
    ]
    written.metadata.nbgrader.checksum = utils.compute_checksum(written)
    assert "Missing: stub, two, extra (optional), words." in validate.report(nb)[0]


class Run(validate.Validator):
    """A validator whose notebook was run already."""

    preprocessors = ()


def test_no_line_of_code_is_shown(tmp_path):
    nb = ran(wrong=("def wrong(z): ...", error("AssertionError", "wrong: 2 < 3."), 2))
    nbformat.write(nb, tmp_path / "nb.ipynb")
    (entry,) = Run().validate(str(tmp_path / "nb.ipynb"))["failed"]
    assert entry["source"] == "0 of 1 gaps, 0 of 2 points."
    assert entry["error"].endswith("</style>wrong: 2 &lt; 3.") and SECRET not in str(entry)
    nb.cells[1].outputs = [new_output("stream", name="stderr", text="a warning")]
    nbformat.write(nb, tmp_path / "nb.ipynb")
    assert Run().validate(str(tmp_path / "nb.ipynb")) == {}


def left(*cells):
    """The cells that are not run."""
    nb = nbformat.from_dict(make_notebook(list(cells)))
    validate.leave_out(nb)
    return [cell.id for cell in nb.cells if "skip-execution" in cell.metadata.get("tags", ())]


def test_what_no_test_needs_is_not_run():
    cells = [
        make_cell("code", "imports", "import numpy as np\nimport utils.checks.practical_2 as check"),
        make_cell("markdown", "text", "text"),
        make_cell("code", "gap", "def f(x):\n    return factor * np.exp(x)", solution="f"),
        make_cell("code", "own", "factor = 2"),
        make_cell("code", "training", "history = [f(x) for x in range(1000)]"),
        make_cell("code", "broken", "def g(x)", solution="g"),
        make_cell("code", "test", "check.f(f)", test="f"),
    ]
    assert left(*cells) == ["training"]
    assert left(*cells, make_cell("code", "any", "print(globals())")) == []


def test_the_button_uses_it(monkeypatch):
    monkeypatch.setattr(handlers, "Validator", None)
    validate._load_jupyter_server_extension(None)
    assert handlers.Validator is validate.Validator
