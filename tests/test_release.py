"""grading.release on a small course: what is made, that it is the same each time, and that failures change nothing."""

import json
import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from grading import release
from tests.conftest import ANSWERS, read, sample_practical, save

NAME = "practical_0_sample"
FILE = f"{NAME}/{NAME}.ipynb"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The small course, released once; tests work on copies of it."""
    from tests.conftest import copy_settings

    root = tmp_path_factory.mktemp("made") / "course"
    root.mkdir()
    copy_settings(root)
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
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


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
    from tests.conftest import nbgrader

    root = shutil.copytree(made, tmp_path / "course")
    ours = read(root / "practicals" / FILE)
    nbgrader(root, "generate_assignment", NAME, "--force")
    theirs = read(root / "practicals" / FILE)
    assert theirs.cells == ours.cells
    assert (root / "gradebook" / "gradebook.db").exists()


def test_the_command_finds_no_difference_and_writes_nothing(course):
    before = tree(course)
    done = command(course, "--check")
    assert (done.returncode, done.stdout) == (0, "practicals/ is what solutions/ gives.\n"), done.stderr
    assert {path: data for path, data in tree(course).items() if "__pycache__" not in path} == before


def command(root, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "grading.release", *arguments],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def prepared(course, monkeypatch):
    """A course in which the build is replaced by a copy of the released files, so that trying the rest takes no time."""

    def build(root, names, folder):
        return shutil.copytree(course / "practicals", folder / "practicals")

    monkeypatch.setattr(release, "build", build)
    return course


def test_the_command_replaces_a_lost_release(prepared, capsys):
    other = prepared.with_name("other")
    shutil.copytree(prepared / "solutions", other / "solutions")
    assert release.main(["--root", str(other), NAME]) == 0
    assert capsys.readouterr().out == f"practicals/{NAME} is made.\n"
    assert tree(other / "practicals") == tree(prepared / "practicals")
    assert not (other / "gradebook").exists()


def test_check_shows_a_difference(prepared):
    fresh = prepared.with_name("fresh")
    shutil.copytree(prepared / "practicals", fresh / "practicals")
    path = fresh / "practicals" / FILE
    notebook = json.loads(path.read_text())
    notebook["cells"][1]["source"] = ["# Another title"]
    save(notebook, path)
    (fresh / "practicals" / NAME / "table.csv").unlink()
    (fresh / "practicals" / NAME / "old.txt").write_text("")
    (fresh / "practicals" / "practical_9_gone").mkdir()
    shutil.copytree(prepared / "solutions", fresh / "solutions")
    before = tree(fresh)
    said = release.check(fresh)
    assert "-# Another title\n+# A practical to try the tools on" in said
    assert f"practicals/{NAME}/table.csv is missing." in said
    assert f"practicals/{NAME}/old.txt does not come from solutions/." in said
    assert "practicals/practical_9_gone has no source" in said
    assert "make release" in said
    assert tree(fresh) == before


def test_check_shows_a_missing_release(prepared):
    fresh = prepared.with_name("fresh")
    shutil.copytree(prepared / "solutions", fresh / "solutions")
    assert f"practicals/{FILE} is missing." in release.check(fresh)


def test_an_old_release_is_replaced_whole(prepared):
    other = prepared.with_name("other")
    shutil.copytree(prepared / "solutions", other / "solutions")
    (other / "practicals" / NAME).mkdir(parents=True)
    (other / "practicals" / NAME / "stale.txt").write_text("old")
    release.release(other)
    assert tree(other / "practicals") == tree(prepared / "practicals")


def test_an_interrupted_swap_is_mended(prepared):
    other = prepared.with_name("other")
    shutil.copytree(prepared / "solutions", other / "solutions")
    (other / "practicals" / f".{NAME}.old").mkdir(parents=True)
    (other / "practicals" / f".{NAME}.new").mkdir()
    release.release(other)
    assert [path.name for path in (other / "practicals").iterdir()] == [NAME]


FAILURES = {  # what is changed in which cell, and what the message must say
    "hidden tests misspelled": (
        "test-double",
        "BEGIN HIDDEN TESTS",
        "BEGIN HIDDEN TEST",
        "Write exactly `### BEGIN HIDDEN TESTS`",
    ),
    "solution not ended": ("gap-double", "### END SOLUTION", "", "BEGIN SOLUTION without its END"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_source_with_mistakes_leaves_the_old_release(failure, course, capsys):
    identity, old, new, says = FAILURES[failure]
    before = tree(course / "practicals")
    change(course, identity, old, new)
    assert release.main(["--root", str(course)]) == 1
    said = capsys.readouterr().err
    assert f"solutions/{FILE}, cell {identity}: " in said
    assert says in said
    assert tree(course / "practicals") == before


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


def test_inspection_is_content_with_a_release(pair):
    assert release.inspect(*pair) == []


def leak_line(cells):
    cells["title"].source += "\n    secret_double = 2 * x"


def leak_test(cells):
    cells["test-triple"].source += "\nhidden_triple = np.array([50117.0, 3.0])"


def leak_number(cells):
    cells["title"].source += "\nTry it with 50117."


def leave_marker(cells):
    cells["title"].source += "\n### END SOLUTION"


def leave_directive(cells):
    cells["test-double"].source += "\n### AUTOTEST double(1)"


def leave_output(cells):
    cells["imports"].outputs = [nbformat.v4.new_output("stream", text="1")]


def lose_stub(cells):
    cells["gap-double"].source = cells["gap-double"].source.replace("raise NotImplementedError()", "pass")


def change_points(cells):
    cells["test-double"].metadata.nbgrader.points = 3


def unlock(cells):
    cells["test-double"].metadata.nbgrader.locked = False


def empty_test(cells):
    cells["test-double"].source = "\n"


def bad_id(cells):
    cells["title"].id = "another"


LEAKS = {
    leak_line: "secret_double = 2 * x",
    leak_test: "hidden_triple = np.array([50117.0, 3.0])",
    leak_number: "the number 50117 of a hidden test",
    leave_marker: "a marker of nbgrader is left",
    leave_directive: "a marker of nbgrader is left",
    leave_output: "outputs are left",
    lose_stub: "without `raise NotImplementedError()`",
    change_points: "points is 3, in the source 2",
    unlock: "locked is False",
    empty_test: "test cell is empty",
    bad_id: "the cells are not those of the source",
}


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.__name__)
def test_inspection_finds(leak, pair):
    source, released = pair
    leak(by_id(released))
    problems = release.inspect(source, released)
    assert any(LEAKS[leak] in problem for problem in problems), problems


def test_a_solution_line_that_the_text_shows_anyway_is_no_leak(pair):
    source, released = pair
    for nb in pair:
        by_id(nb)["title"].source += "\n    secret_double = 2 * x"
    assert release.inspect(source, released) == []


def test_normal_form(pair):
    _, released = pair
    released.metadata.language_info.version = "3.11.2"
    released.metadata.widgets = {"state": {}}
    cell = released.cells[2]
    cell.metadata.update(execution={}, tags=["a"])
    cell.execution_count, cell.outputs = 4, [nbformat.v4.new_output("stream", text="1")]
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
