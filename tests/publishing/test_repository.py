"""The course's place on GitHub stands once, in pyproject.toml: all badges, clone lines and launch links agree."""

import json
import re
import shutil

import pytest

from publishing import notebooks, repository
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
NOTEBOOKS = [path.relative_to(ROOT) for path in notebooks(ROOT)]
OPEN = "?urlpath=lab/tree/"


def binder_links(text):
    return re.findall(r"https://mybinder\.org/v2/[^\s)\"]+", text)


@pytest.fixture
def course(tmp_path):
    """A copy of all that the command reads and writes."""
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    for path in NOTEBOOKS:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    return tmp_path


def test_everything_agrees(capsys):
    assert repository.main(["--check"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("path", NOTEBOOKS, ids=str)
def test_each_notebook_opens_itself(path):
    launch = json.loads((ROOT / path).read_text(encoding="utf-8"))["cells"][0]
    [link] = binder_links("".join(launch["source"]))
    opened = path.as_posix().replace("solutions/", "practicals/")
    assert link == f"https://mybinder.org/v2/gh/{repository.read_repository()}/HEAD{OPEN}{opened}"
    assert (ROOT / opened).is_file()


def test_each_link_of_the_readme_opens_something_that_exists():
    links = binder_links(README)
    assert links
    for link in links:
        address, _, path = link.partition(OPEN)
        assert address == f"https://mybinder.org/v2/gh/{repository.read_repository()}/HEAD"
        assert (ROOT / path).is_file(), link


def test_readme_has_a_link_and_a_badge_for_each_notebook_that_students_open():
    for path in NOTEBOOKS:
        if path.parts[0] != "solutions":
            assert f"]({path.as_posix()})" in README
            assert f"{OPEN}{path.as_posix()})" in README


def test_the_command_moves_everything_and_back(course, capsys):
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    assert repository.main(["ada-l/deep.course_2"], root=course) == 0
    assert repository.read_repository(course) == "ada-l/deep.course_2"
    for path in before:
        text = path.read_text(encoding="utf-8")
        assert "ada-l/deep.course_2" in text, path
        assert repository.read_repository() not in text, path
    assert repository.main(["--check"], root=course) == 0
    assert repository.main([repository.read_repository()], root=course) == 0
    assert {path: path.read_bytes() for path in before} == before
    capsys.readouterr()


@pytest.mark.parametrize("victim", ["README.md", "lectures", "practicals"])
def test_check_names_the_file_that_disagrees_and_the_command_mends_it(course, victim, capsys):
    path = course / (victim if victim == "README.md" else next(p for p in NOTEBOOKS if p.parts[0] == victim))
    right = path.read_text(encoding="utf-8")
    wrong = right.replace(repository.read_repository(), "someone/else", 1)
    path.write_text(wrong, encoding="utf-8")
    assert repository.main(["--check"], root=course) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{path.relative_to(course).as_posix()}: does not agree with {repository.read_repository()}"
    ]
    assert path.read_text(encoding="utf-8") == wrong, "--check must not write"
    assert repository.main([], root=course) == 0
    assert path.read_text(encoding="utf-8") == right


def test_a_notebook_without_launch_cell_is_named(course, capsys):
    path = next(p for p in NOTEBOOKS if p.parts[0] == "lectures")
    notebook = json.loads((course / path).read_text(encoding="utf-8"))
    del notebook["cells"][0]
    (course / path).write_text(repository.stored(notebook), encoding="utf-8")
    assert repository.main(["ada/course"], root=course) == 2
    assert f"{path.as_posix()}: the first cell should be" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("course", "an owner and a name with one slash"),
        ("ada/", "The name '' should have"),
        ("/course", "The owner '' should have"),
        ("ada/course/tree", "one slash"),
        ("-ada/course", "The owner '-ada'"),
        ("ada-/course", "The owner 'ada-'"),
        ("a--b/course", "single hyphens"),
        ("a" * 40 + "/course", "1 to 39"),
        ("ada/my course", "letters, digits, dots"),
        ("ada/..", "The name '..'"),
        ("ada/course.git", "no .git"),
        ('ada/course"\n', "The name"),
        ("https://github.com/ada/course.git", "Did you mean ada/course?"),
        ("git@github.com:ada/course.git", "Did you mean ada/course?"),
        ("https://example.org", "only owner/name is wanted"),
    ],
)
def test_malformed_names_are_refused(course, name, says, capsys):
    before = (course / "pyproject.toml").read_bytes()
    assert repository.main([name], root=course) == 2
    assert says in capsys.readouterr().err
    assert (course / "pyproject.toml").read_bytes() == before
