"""The rows of asserts are read, run and judged as tests/lectures/rows.py says."""

import nbformat
import pytest

from tests.conftest import make_cell, make_notebook
from tests.lectures import rows


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\n# %% after: a\nassert x",
        "# %% After: a\nassert x",
        "# %% after: a\nx = 1",
        "# %% after: a\n# edit: b | c | d\nassert x",
        "# %% what if: a\n# edit: b | c | d\nassert x",
        "# %% what if: a, b\nassert x",
        "# %% what if: a, b\n# edit: b | c\nassert x",
        "# %% offline: a\nassert x",
    ],
)
def test_badly_written_rows_are_refused(tmp_path, text):
    (tmp_path / "n.py").write_text(text)
    with pytest.raises(ValueError, match=r"^n\.py"):
        rows.parse(tmp_path / "n.py")


@pytest.fixture
def nb():
    texts = ["x = 1", "print(x + 1)\ny = x", "assert 'z' not in globals() and x == 1\nprint(y)", "1 / 0"]
    cells = [make_cell("code", f"cell-{'abcd'[i]}", text) for i, text in enumerate(texts)]
    return nbformat.from_dict(make_notebook(cells))


def test_a_row_sees_its_cell_and_leaves_nothing(nb, tmp_path):
    codes = "z = x = 2\nassert printed == '2\\n'", "assert x + y == 3"
    good, bad = (rows.Row("n", "after", "cell-b", "", (), text, line) for line, text in enumerate(codes))
    cell = rows.code_cells(nb)["cell-b"]
    _, said = rows.run(nb, tmp_path, [(good, cell, [cell]), (bad, cell, [cell])])
    assert [cell.id for cell in nb.cells] == ["cell-a", "cell-b", "cell-c", "cell-d"]
    assert [cell.id for cell, _ in errors(nb)] == ["cell-d"]
    assert said[good] == "" and "assert x + y == 3\nx + y is 2" in said[bad]


def errors(nb):
    return [(cell, output) for cell in nb.cells for output in cell.outputs if output.output_type == "error"]


def test_a_what_if_runs_what_it_touches_and_nothing_else(nb, tmp_path):
    edits = (("cell-a", "x = 1", "x = 4\nprint(x + 1)"),)
    right = rows.Row("n", "what if", "cell-b", "", edits, "assert printed == '5\\n' and y == 4", 1)
    assert rows.tried(nb, right, tmp_path) == ["cell cell-c: AssertionError: "]
    with pytest.raises(ValueError, match="stands 0 times"):
        rows.tried(nb, rows.Row("n", "what if", "cell-b", "", (("cell-a", "x = 2", "x = 3"),), "", 1), tmp_path)


def test_an_offline_run_takes_what_it_reads_from_the_notebook(nb, tmp_path):
    (tmp_path / "n.py").write_text("# %% offline: cell-c, a thousand times\nassert x + 1000 == 1001, y\n")
    [row] = rows.parse(tmp_path / "n.py")
    assert (row.kind, row.words, row.edits) == ("offline", "a thousand times", ())
    assert rows.tried(nb, row, tmp_path) == []
    [said] = rows.tried(nb, rows.Row("n", "offline", "cell-c", "", (), "assert x == 2", 1), tmp_path)
    assert "x is 1" in said
