"""publishing.release on a small course: what is made, that it is the same each time, and that failures change nothing."""

import json
import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from publishing import release
from tests.conftest import ANSWERS, ROOT, copy_settings, nbgrader, read, sample_practical, save

NAME = "practical_0_sample"
FILE = f"{NAME}/{NAME}.ipynb"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The small course, released once; tests work on copies of it."""
    root = copy_settings(tmp_path_factory.mktemp("made") / "course")
    folder = root / "solutions" / NAME
    save(sample_practical(), folder / f"{NAME}.ipynb")
    (folder / "table.csv").write_text("1,2\n")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "old.ipynb").write_text("{}")
    assert release.release(root) == [NAME]
    return root


@pytest.fixture
def course(made, tmp_path):
    return shutil.copytree(made, tmp_path / "course")


def tree(folder):
    files = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def change(root, identity, old, new):
    notebook = sample_practical()
    cell = next(cell for cell in notebook["cells"] if cell["id"] == identity)
    assert old in cell["source"]
    cell["source"] = cell["source"].replace(old, new)
    save(notebook, root / "solutions" / FILE)


def test_what_is_released(made):
    assert set(tree(made / "practicals")) == {FILE, f"{NAME}/table.csv"}
    nb = read(made / "practicals" / FILE)
    nbformat.validate(nb)
    text = "\n".join(cell.source for cell in nb.cells)
    for gap in ANSWERS:
        assert f"def {gap}(x):" in text
        assert re.search(rf"autotest\.(text|number)\({gap}\(np\.array\(\[1\.0, 4\.0\]\)\)\)", text)
        assert f"secret_{gap}" not in text
        assert f"hidden_{gap}" not in text
    assert text.count("raise NotImplementedError()") == len(ANSWERS)
    assert not re.search("BEGIN|END|### ", text)
    assert nb.metadata == release.NOTEBOOK_METADATA
    keys = {key for cell in nb.cells for key in cell.metadata}
    assert keys == {"nbgrader", "deletable", "editable"}
    assert [cell.id for cell in nb.cells] == [cell["id"] for cell in sample_practical()["cells"]]


def test_it_is_what_nbgrader_makes(made, tmp_path):
    """Nothing but the notebook's metadata differs from nbgrader's own release, gradebook and all."""
    root = shutil.copytree(made, tmp_path / "course")
    ours = read(root / "practicals" / FILE)
    nbgrader(root, "generate_assignment", NAME, "--force")
    theirs = read(root / "practicals" / FILE)
    assert theirs.cells == ours.cells
    assert (root / "gradebook" / "gradebook.db").exists()


def test_the_practicals_of_the_course_are_made_from_their_solutions():
    assert release.check(ROOT) == "", "run `make release`"


def test_the_command_finds_no_difference_and_writes_nothing(course):
    before = tree(course)
    done = command(course, "--check")
    assert (done.returncode, done.stdout) == (0, "practicals/ is what solutions/ gives.\n"), done.stderr
    assert tree(course) == before


def command(root, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "publishing.release", *arguments],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def unreleased(course, monkeypatch):
    """The course beside it without a release; its build is a copy of the released files, and so takes no time."""

    def build(root, names, folder):
        return shutil.copytree(course / "practicals", folder / "practicals")

    monkeypatch.setattr(release, "build", build)
    root = course.with_name("other")
    shutil.copytree(course / "solutions", root / "solutions")
    return root


@pytest.mark.parametrize("left", [(), (f"{NAME}/stale.txt",), (f".{NAME}.old/x", f".{NAME}.new/x")], ids=str)
def test_the_command_replaces_what_an_earlier_run_left(left, unreleased, course, capsys):
    """Nothing, an old release, or what is left when the change of folders was interrupted."""
    for path in left:
        save({}, unreleased / "practicals" / path)
    assert release.main(["--root", str(unreleased), NAME]) == 0
    assert capsys.readouterr().out == f"practicals/{NAME} is made.\n"
    assert tree(unreleased / "practicals") == tree(course / "practicals")
    assert [path.name for path in (unreleased / "practicals").iterdir()] == [NAME]
    assert not (unreleased / "gradebook").exists()


def test_check_shows_a_difference(unreleased, course):
    shutil.copytree(course / "practicals", unreleased / "practicals")
    path = unreleased / "practicals" / FILE
    notebook = json.loads(path.read_text())
    notebook["cells"][1]["source"] = ["# Another title"]
    save(notebook, path)
    path.with_name("table.csv").unlink()
    path.with_name("old.txt").write_text("")
    (unreleased / "practicals" / "practical_9_gone").mkdir()
    before = tree(unreleased)
    said = release.check(unreleased)
    assert "-# Another title\n+# A practical to try the tools on" in said
    assert f"practicals/{NAME}/table.csv is missing." in said
    assert f"practicals/{NAME}/old.txt does not come from solutions/." in said
    assert "practicals/practical_9_gone has no source" in said
    assert "make release" in said
    assert tree(unreleased) == before


def test_check_shows_a_missing_release(unreleased):
    assert f"practicals/{FILE} is missing." in release.check(unreleased)


@pytest.mark.parametrize(
    ("identity", "old", "new", "says"),
    [
        ("test-double", "HIDDEN TESTS", "HIDDEN TEST", "Write exactly `### BEGIN HIDDEN TESTS`"),
        ("gap-double", "### END SOLUTION", "", "BEGIN SOLUTION without its END"),
    ],
)
def test_a_source_with_mistakes_leaves_the_old_release(identity, old, new, says, course, capsys):
    before = tree(course / "practicals")
    change(course, identity, old, new)
    assert release.main(["--root", str(course)]) == 1
    said = capsys.readouterr().err
    assert f"solutions/{FILE}, cell {identity}: " in said
    assert says in said
    assert tree(course / "practicals") == before


def test_an_assignment_of_another_size_is_released_with_a_warning(course, capsys):
    notebook = sample_practical()
    del notebook["cells"][5:]
    save(notebook, course / "solutions" / FILE)
    assert release.main(["--root", str(course)]) == 0
    total, gaps = capsys.readouterr().err.splitlines()
    assert re.match(r"Warning: .* sum to 2\. ", total) and re.match(r"Warning: .* has 1 graded gaps\. ", gaps)
    assert [cell.id for cell in read(course / "practicals" / FILE).cells][3:] == ["gap-double", "test-double"]


def test_a_build_that_fails_leaves_the_old_release(course, capsys):
    """The solution itself raises where an AUTOTEST asks for its value."""
    before = tree(course / "practicals")
    change(course, "gap-double", "secret_double = 2 * x", "raise ValueError(\"no such 'luck'\")")
    assert release.main(["--root", str(course)]) == 1
    said = capsys.readouterr().err
    assert "practicals/ is as it was" in said
    assert "no such 'luck'" in said
    assert f"failed at {NAME}" in said
    assert "site-packages" not in said
    assert tree(course / "practicals") == before
    assert [path.name for path in (course / "practicals").iterdir()] == [NAME]


def test_a_notebook_in_the_wrong_place_is_named(course):
    save(sample_practical(), course / "solutions" / NAME / "extra" / "more.ipynb")
    with pytest.raises(release.ReleaseError, match=r"extra/more.ipynb"):
        release.release(course)


def test_an_unknown_practical_is_named(course):
    with pytest.raises(release.ReleaseError, match="no practical practical_7. It has: practical_0_sample"):
        release.release(course, ["practical_7"])


# ---------------------------------------------------------------- the inspection


@pytest.fixture
def pair(made):
    return read(made / "solutions" / FILE), read(made / "practicals" / FILE)


def by_id(nb):
    return {cell.id: cell for cell in nb.cells}


def add(cell, line):
    cell.source += f"\n{line}"


STREAM = nbformat.v4.new_output("stream", text="1")
HIDDEN = "hidden_triple = np.array([50117.0, 3.0])"


def test_inspection_is_content_with_a_release(pair):
    assert release.inspect(*pair) == []


LEAKS = {  # what somebody does to the released cells, and the problem that is found
    "line of a solution": (lambda cells: add(cells["title"], "    secret_double = 2 * x"), "left: 'secret_double = 2 * x'"),
    "line of a test": (lambda cells: add(cells["title"], HIDDEN), HIDDEN),
    "number of a test": (lambda cells: add(cells["title"], "Try it with 50117."), "the number 50117 of a hidden test"),
    "marker": (lambda cells: add(cells["title"], "### END SOLUTION"), "a marker of nbgrader is left"),
    "directive": (lambda cells: add(cells["test-double"], "### AUTOTEST double(1)"), "a marker of nbgrader is left"),
    "output": (lambda cells: cells["imports"].update(outputs=[STREAM]), "outputs are left"),
    "no stub": (lambda cells: cells["gap-double"].update(source="pass"), "without `raise NotImplementedError()`"),
    "points": (lambda cells: cells["test-double"].metadata.nbgrader.update(points=3), "points is 3, in the source 2"),
    "unlocked": (lambda cells: cells["test-double"].metadata.nbgrader.update(locked=False), "locked is False"),
    "empty test": (lambda cells: cells["test-double"].update(source="\n"), "test cell is empty"),
    "other id": (lambda cells: cells["title"].update(id="another"), "the cells are not those of the source"),
}  # fmt: skip


@pytest.mark.parametrize("leak", LEAKS)
def test_inspection_finds(leak, pair):
    source, released = pair
    spoil, problem = LEAKS[leak]
    spoil(by_id(released))
    problems = release.inspect(source, released)
    assert any(problem in text for text in problems), problems


def test_a_solution_line_that_the_text_shows_anyway_is_no_leak(pair):
    source, released = pair
    for nb in pair:
        add(by_id(nb)["title"], "    secret_double = 2 * x")
    assert release.inspect(source, released) == []


def test_normal_form(pair):
    _, released = pair
    released.metadata.language_info.version = "3.11.2"
    released.metadata.widgets = {"state": {}}
    cell = released.cells[2]
    cell.metadata.update(execution={}, tags=["a"])
    cell.execution_count, cell.outputs = 4, [STREAM]
    release.normalize(released)
    assert released.metadata == release.NOTEBOOK_METADATA
    assert (cell.metadata, cell.outputs, cell.execution_count) == ({"tags": ["a"]}, [], None)


def test_essence_of_a_log():
    log = """[GenerateAssignmentApp | INFO] Converting
[GenerateAssignmentApp | ERROR] There was an error processing assignment: x
[GenerateAssignmentApp | ERROR] Traceback (most recent call last):
      File "x.py", line 3, in f
        g()
    RuntimeError: nested"""
    assert release._essence(log) == "RuntimeError: nested"
    assert release._essence("nothing that is known") == "nothing that is known"
