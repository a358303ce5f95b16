"""The start page: its table agrees with the notebooks, and its check names what is wrong."""

import importlib.metadata
import os
import re
import subprocess
import sys
from types import SimpleNamespace

import psutil
import pytest

from publishing import notebooks
from publishing import session as session_of
from tests.conftest import ROOT, read
from utils.course import start

PAGE = ROOT / "lectures" / "0_start_here.ipynb"


def table():
    """(session, title, path, subtitle, minutes) for each row; the session of the row above where it is empty."""
    text = next(cell.source for cell in read(PAGE).cells if cell.id == "sessions")
    session, rows = 0, []
    row = r"(?m)^\| (\d?) \| \[([^\]]+)\]\(([^)]+)\) \| (.+) \| (\d+) \|$"
    for first, title, target, about, minutes in re.findall(row, text):
        session = int(first or session)
        rows.append((session, title, (PAGE.parent / target).resolve(), about, int(minutes)))
    return rows


def test_every_notebook_is_in_the_table_once_in_its_order():
    assert [row[2] for row in table()] == [
        path for path in notebooks(folders=("lectures", "practicals")) if path != PAGE
    ]


@pytest.mark.parametrize("row", table(), ids=lambda row: row[1])
def test_titles_sessions_and_minutes_are_those_of_the_notebook(row):
    session, title, path, about, minutes = row
    text = "\n".join(cell.source for cell in read(path).cells[1:4])  # behind the launch cell
    assert f"# {title}: {about}" in text or f"# {title}, {about}" in text
    assert re.search(rf"\b{minutes} minutes\b", text)
    assert session == session_of(path)


def test_it_is_what_opens_first():
    for name in ("Makefile", "README.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        first = re.search(r"(?:default_url=/|urlpath=)(lab/tree/\S+?)[\s)\]]", text)
        assert first[1] == "lab/tree/lectures/0_start_here.ipynb"


# ---------------------------------------------------------------- the check


@pytest.fixture
def said(capsys):
    """A function that runs the check and returns what it printed."""
    return lambda: (start.check_environment(), capsys.readouterr().out)[1]


def test_all_is_well_here(said, monkeypatch):
    monkeypatch.chdir(ROOT / "lectures")
    text = said()
    assert text.count("OK   ") == len(start.CHECKS) and "TO DO" not in text and text.endswith("Everything is ready.\n")


def test_a_package_that_is_missing_or_too_old(said, monkeypatch):
    real = importlib.metadata.version

    def version(name):
        if name == "matplotlib":
            raise importlib.metadata.PackageNotFoundError(name)
        return "2.1.0" if name == "numpy" else real(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    text = said()
    assert "TO DO  packages: numpy is 2.1.0, not" in text.replace("matplotlib is missing; ", "")
    assert "matplotlib is missing" in text and "make lab" in text and "Change Kernel" in text
    assert f"1 of {len(start.CHECKS)} checks failed" in text


def test_an_old_python_extensions_and_memory(said, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=2**28))
    text = said()
    assert "TO DO  Python: 3.10.4 (wanted >=3.11)" in text
    assert "@jupyter-widgets and @jupyter/nbgrader not found" in text and "TO DO  memory: 0.2 GB free" in text


def test_a_folder_that_cannot_be_written(said, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(start.tempfile, "NamedTemporaryFile", refuse)
    assert "TO DO  saving: this folder cannot be written (Permission denied)" in said()


@pytest.mark.parametrize("shadow", ["utils.py", "utils/__init__.py"])
def test_another_utils_is_noticed(tmp_path, shadow):
    """A file of the student's own called utils.py hides the course's package; start.py itself is then run by path."""
    (tmp_path / shadow).parent.mkdir(exist_ok=True)
    (tmp_path / shadow).write_text("")
    script = f"import runpy; runpy.run_path({str(ROOT / 'utils' / 'course' / 'start.py')!r})['check_environment']()"
    assert "TO DO  the course: another `utils` is in the way" in said_by("-c", script, cwd=tmp_path)


def test_without_the_course():
    said = said_by("-S", "-c", "from utils.course.start import check_environment; check_environment()", cwd=ROOT)
    assert "TO DO  the course: this Python does not have it" in said
    assert "TO DO  packages: " in said


def said_by(*arguments, cwd):
    """What a new Python prints there that does not know the course's folder."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True)
    return done.stdout or done.stderr
