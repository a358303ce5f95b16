"""Each rule of publishing.lint catches a small bad notebook, and a good one passes."""

import copy
import re

import pytest

from publishing import lint, notebooks
from tests.conftest import ROOT, make_cell, make_notebook, sample_practical, save


def lecture(*cells):
    return make_notebook([make_cell("markdown", "launch", "<!-- launch -->"), *cells])


def findings(notebook, root, place="lectures/1_1_sample.ipynb"):
    return lint.lint_notebook(save(notebook, root / place), root)


def practical_findings(notebook, root, top="solutions"):
    return findings(notebook, root, f"{top}/practical_0_sample/practical_0_sample.ipynb")


def practical(change):
    """The sample practical after `change(its cells by id, its list of cells)`."""
    notebook = sample_practical()
    change({cell["id"]: cell for cell in notebook["cells"]}, notebook["cells"])
    return notebook


def with_source(identity, old, new):
    """The sample practical with one text replaced in one cell."""

    def replace(by, cells):
        assert old in by[identity]["source"]
        by[identity]["source"] = by[identity]["source"].replace(old, new)

    return practical(replace)


def marked(identity, **values):
    """The sample practical with other values in what one cell tells nbgrader."""
    return practical(lambda by, cells: by[identity]["metadata"]["nbgrader"].update(values))


def test_good_notebooks_have_no_findings(tmp_path):
    prose = "We begin solution by solution. What is 5 % 3? The end: solutions differ."
    cells = [
        make_cell("markdown", "where-the-solution-begins", prose),
        make_cell("code", "imports", "import numpy as np\n\nrng = np.random.default_rng(3)"),
        make_cell("code", "first-step", "x = 7 % 4  # the end\nprint(f'{x:.1f} pip install is only a text')"),
    ]
    cells[1]["metadata"] = {"tags": ["setup"], "slideshow": {"slide_type": "skip"}}
    assert findings(lecture(*cells), tmp_path) == []
    assert practical_findings(sample_practical(), tmp_path) == []


def test_the_course_itself_has_no_findings():
    found = [str(finding) for path in notebooks(ROOT) for finding in lint.lint_notebook(path)]
    assert not found, "\n".join(found)


STREAM = {"output_type": "stream", "name": "stdout", "text": "1"}
CELL_MISTAKES = {  # a cell, the rule that finds it
    "output": (make_cell("code", "one-two", "1") | {"outputs": [STREAM]}, "output"),
    "count": (make_cell("code", "one-two", "1") | {"execution_count": 3}, "count"),
    "random id": (make_cell("code", "3f9a1c2d", "1"), "id"),
    "random id with a letter first": (make_cell("code", "a3f9c2d1", "1"), "id"),
    "uuid": (make_cell("code", "c0ffee12-3a4b-4c5d-8e9f-001122334455", "1"), "id"),
    "capitals in an id": (make_cell("code", "First_Cell", "1"), "id"),
    "execution times": (make_cell("code", "one-two", "1") | {"metadata": {"execution": {}}}, "metadata"),
    "collapsed": (make_cell("code", "one-two", "1") | {"metadata": {"collapsed": True}}, "metadata"),
    "locked by hand": (make_cell("markdown", "one-two", "1") | {"metadata": {"editable": False}}, "metadata"),
    "attachment": (make_cell("markdown", "one-two", "1") | {"attachments": {"a.png": {"image/png": "aaaa"}}}, "metadata"),
    "raw": (make_cell("raw", "one-two", "1"), "raw"),
    "magic": (make_cell("code", "one-two", "%matplotlib inline\nx = 1"), "magic"),
    "cell magic": (make_cell("code", "one-two", "%%time\nx = 1"), "magic"),
    "help": (make_cell("code", "one-two", "np.linspace?"), "magic"),
    "shell": (make_cell("code", "one-two", "!ls"), "magic"),
    "get_ipython": (make_cell("code", "one-two", "get_ipython().run_line_magic('time', 'x')"), "magic"),
    "shell pip": (make_cell("code", "one-two", "!pip install numpy"), "install"),
    "magic pip": (make_cell("code", "one-two", "%pip install numpy"), "install"),
    "subprocess pip": (make_cell("code", "one-two", "import subprocess\nsubprocess.run(['pip', 'install', 'numpy'])"), "install"),
    "sys.path": (make_cell("code", "one-two", "import sys\n\nsys.path.insert(0, '..')"), "path"),
    "numpy seed": (make_cell("code", "one-two", "np.random.seed(3)"), "seed"),
    "random seed": (make_cell("code", "one-two", "random.seed(3)"), "seed"),
    "syntax": (make_cell("code", "one-two", "x = = 3"), "syntax"),
    "autotest in a lecture": (make_cell("code", "one-two", "# an AUTOTEST would go here"), "autotest"),
    "solution in a lecture": (make_cell("code", "one-two", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"), "balance"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", CELL_MISTAKES)
def test_mistakes_in_cells(mistake, tmp_path):
    cell, rule = CELL_MISTAKES[mistake]
    found = findings(lecture(copy.deepcopy(cell)), tmp_path)
    assert {finding.rule for finding in found} == {rule}, found
    assert found[0].cell == cell["id"]


def with_metadata(**metadata):
    return lecture() | {"metadata": lecture()["metadata"] | metadata}


NOTEBOOK_MISTAKES = {
    "no launch cell": (make_notebook([make_cell("markdown", "title", "# T")]), "launch"),
    "launch is code": (make_notebook([make_cell("code", "launch", "1")]), "launch"),
    "empty": (make_notebook([]), "launch"),
    "same id twice": (lecture(make_cell("code", "one-two", "1"), make_cell("code", "one-two", "2")), "id"),
    "kernel": (with_metadata(kernelspec={"name": "venv", "display_name": "v", "language": "python"}), "kernel"),
    "language": (with_metadata(language_info={"name": "R"}), "kernel"),
    "widgets": (with_metadata(widgets={}), "metadata"),
    "old format": (lecture() | {"nbformat_minor": 4}, "format"),
    "older format": (lecture() | {"nbformat": 3, "nbformat_minor": 0}, "format"),
}  # fmt: skip


def test_what_jupyterlab_adds_at_every_save_is_no_mistake(tmp_path):
    added = {"name": "python", "version": "3.11.2", "mimetype": "text/x-python", "pygments_lexer": "ipython3"}
    assert findings(with_metadata(language_info=added), tmp_path) == []


@pytest.mark.parametrize("mistake", NOTEBOOK_MISTAKES)
def test_mistakes_in_notebooks(mistake, tmp_path):
    notebook, rule = NOTEBOOK_MISTAKES[mistake]
    assert rule in {finding.rule for finding in findings(notebook, tmp_path)}


NO_NOTEBOOKS = [b"", b"{", b"[]", b"\xef\xbb\xbf{}", b'{"nbformat": 4, "nbformat_minor": 5}', b"\xff\xfe"]


@pytest.mark.parametrize("content", NO_NOTEBOOKS)
def test_files_that_are_no_notebooks(content, tmp_path):
    path = tmp_path / "lectures" / "a.ipynb"
    path.parent.mkdir()
    path.write_bytes(content)
    assert [finding.rule for finding in lint.lint_notebook(path, tmp_path)] == ["format"]


NEAR_TESTS = (  # what is written where ### BEGIN HIDDEN TESTS was meant
    "### BEGIN HIDDEN TEST", "##BEGIN HIDDEN TESTS", "# BEGIN HIDDEN TESTS", "### begin hidden tests", "### Begin Hidden Tests",
    "### BEGIN HIDDEN_TESTS", "### BEGIN TESTS HIDDEN", "### BEGINN HIDDEN TESTS", "### BEGIN HIDDEN TESTS (other seed)",
    "### START HIDDEN TESTS",
)  # fmt: skip
NEAR_SOLUTIONS = (
    "##BEGIN SOLUTION",
    "### begin solution",
    "### BEGIN SOLUTIONS",
    "### BEGIN-SOLUTION",
    "#BEGIN SOLUTION",
)
NEAR_MARKERS = [("test-double", "### BEGIN HIDDEN TESTS", written) for written in NEAR_TESTS]
NEAR_MARKERS += [("gap-double", "### BEGIN SOLUTION", written) for written in NEAR_SOLUTIONS]


@pytest.mark.parametrize(("cell", "meant", "written"), NEAR_MARKERS)
def test_near_markers(cell, meant, written, tmp_path):
    found = practical_findings(with_source(cell, meant, written), tmp_path)
    (marker,) = [finding for finding in found if finding.rule == "marker"]
    assert f"Write exactly `{meant}`" in marker.remedy


VISIBLE = "assert np.all(double(np.array([0.0, 1.0])) is not None)\n### AUTOTEST double(np.array([1.0, 4.0]))"
PRACTICAL_MISTAKES = {
    "end of solution missing": (with_source("gap-double", "### END SOLUTION", ""), "balance"),
    "begin of solution missing": (with_source("gap-double", "### BEGIN SOLUTION", ""), "balance"),
    "end of hidden tests missing": (with_source("test-double", "### END HIDDEN TESTS", ""), "balance"),
    "wrong end": (with_source("test-double", "### END HIDDEN TESTS", "### END SOLUTION"), "balance"),
    "nested": (with_source("gap-double", "### BEGIN SOLUTION", "### BEGIN SOLUTION\n    ### BEGIN SOLUTION"), "balance"),
    "no markers": (with_source("gap-double", "SOLUTION", "PART"), "solution"),
    "directive in prose": (with_source("test-double", "### AUTOTEST", "# The AUTOTEST below:\n### AUTOTEST"), "autotest"),
    "directive misspelled": (with_source("test-double", "### AUTOTEST", "### Autotest"), "autotest"),
    "directive without space": (with_source("test-double", "### AUTOTEST", "###AUTOTEST"), "autotest"),
    "directive indented": (with_source("test-double", "### AUTOTEST", "    ### AUTOTEST"), "autotest"),
    "semicolon in a string": (with_source("test-double", "### AUTOTEST ", "### AUTOTEST 'a;b'; "), "autotest"),
    "directive in a gap": (with_source("gap-double", "### BEGIN", "### AUTOTEST x\n    ### BEGIN"), "autotest"),
    "nothing visible": (with_source("test-double", VISIBLE, "# checks"), "empty-test"),
    "points": (marked("test-double", points=-2), "points"),
    "no points": (practical(lambda by, cells: by["test-double"]["metadata"]["nbgrader"].pop("points")), "nbgrader"),
    "schema": (marked("test-double", schema_version=2), "nbgrader"),
    "unlocked": (marked("test-double", locked=False), "nbgrader"),
    "grade id twice": (marked("gap-double", grade_id="triple"), "grade-id"),
    "grade id by lot": (marked("gap-double", grade_id="cell-3f9a"), "grade-id"),
    "name of the test": (marked("test-double", grade_id="test_twice"), "pair"),
    "test missing": (practical(lambda by, cells: cells.remove(by["test-double"])), "pair"),
    "gap missing": (practical(lambda by, cells: cells.remove(by["gap-double"])), "pair"),
    "test elsewhere": (practical(lambda by, cells: cells.append(cells.pop(cells.index(by["test-double"])))), "pair"),
    "test is not graded": (practical(lambda by, cells: by["test-double"]["metadata"].clear()), "balance"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", PRACTICAL_MISTAKES)
def test_mistakes_in_practicals(mistake, tmp_path):
    notebook, rule = PRACTICAL_MISTAKES[mistake]
    assert rule in {finding.rule for finding in practical_findings(notebook, tmp_path)}


SIZES = {  # what this course's practicals do not do, and others may
    "total": (marked("test-double", points=3), "the points sum to 21"),
    "gaps": (practical(lambda by, cells: cells.__delitem__(slice(3, 13))), "it has 5 graded gaps"),
}


@pytest.mark.parametrize("rule", SIZES)
def test_another_size_is_only_a_warning(rule, tmp_path, capsys):
    notebook, says = SIZES[rule]
    found = practical_findings(notebook, tmp_path)
    assert rule in {finding.rule for finding in found} and lint.mistakes(found) == []
    assert lint.main(["--root", str(tmp_path)]) == 0
    assert re.search(f"^Warning: .*{says}", capsys.readouterr().out, re.MULTILINE)


def test_an_optional_gap_needs_no_test(tmp_path):
    notebook = sample_practical()
    cell = make_cell("code", "gap-extra", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION", solution="extra")
    notebook["cells"].append(cell)
    assert [finding.rule for finding in practical_findings(notebook, tmp_path)] == ["pair"]
    cell["metadata"]["tags"] = ["optional"]
    assert practical_findings(notebook, tmp_path) == []


def test_a_release_holds_no_markers(tmp_path):
    found = practical_findings(sample_practical(), tmp_path, "practicals")
    assert {"marker", "solution", "autotest"} <= {finding.rule for finding in found}


def test_a_notebook_in_the_wrong_place(tmp_path):
    found = findings(sample_practical(), tmp_path, "solutions/practical_0_sample/other.ipynb")
    assert [finding.rule for finding in found] == ["place"]


def test_command(tmp_path, capsys):
    path = save(lecture(), tmp_path / "lectures" / "a.ipynb")
    assert lint.main(["--root", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "1 notebooks read, 0 findings.\n"
    before = save(lecture(make_cell("code", "one-two", "%time 1")), path).read_bytes()
    assert lint.main(["--root", str(tmp_path)]) == 1
    said = "`%time 1` is not Python. Write it in Python; figures need no magic. [magic]"
    assert capsys.readouterr().out.splitlines()[0] == f"lectures/a.ipynb, cell one-two: {said}"
    assert path.read_bytes() == before  # reading changes nothing
