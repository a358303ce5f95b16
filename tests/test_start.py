"""The start page: its table agrees with the notebooks, and its check names what is wrong."""

import importlib.metadata
import os
import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT, read
from utils import start

PAGE = ROOT / "lectures" / "0_start_here.ipynb"


def table():
    """(session, title, path, subtitle, minutes) for each row; the session of the row above where it is empty."""
    text = next(cell.source for cell in read(PAGE).cells if cell.id == "sessions")
    session, rows = "", []
    for first, title, target, about, minutes in re.findall(
        r"(?m)^\| (\d?) \| \[([^\]]+)\]\(([^)]+)\) \| (.+) \| (\d+) \|$", text
    ):
        session = first or session
        rows.append((int(session), title, (PAGE.parent / target).resolve(), about, int(minutes)))
    return rows


def test_every_notebook_is_in_the_table_once_in_its_order():
    found = [path.relative_to(ROOT).as_posix() for _, _, path, _, _ in table()]
    order = []
    for part in (1, 2, 3):
        order += sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob(f"lectures/{part}_*.ipynb"))
        order += sorted(
            path.relative_to(ROOT).as_posix() for path in ROOT.glob(f"practicals/practical_{part}_*/*.ipynb")
        )
    assert found == order and len(found) >= 8


@pytest.mark.parametrize("row", table(), ids=lambda row: row[1])
def test_titles_sessions_and_minutes_are_those_of_the_notebook(row):
    session, title, path, about, minutes = row
    text = "\n".join(cell.source for cell in read(path).cells[1:4])  # behind the launch cell
    assert f"# {title}: {about}" in text or f"# {title}, {about}" in text
    assert re.search(rf"\b{minutes} minutes\b", text)
    part = int(re.search(r"(\d)_", path.name)[1])
    assert session == (2 * part if path.name.startswith("practical") else 2 * part - 1)


def test_it_is_what_opens_first():
    for name in ("Makefile", "README.md"):
        urls = re.findall(
            r"(?:default_url=/|urlpath=)(lab/tree/\S+?)[\s)\]]", (ROOT / name).read_text(encoding="utf-8")
        )
        assert urls and urls[0] == "lab/tree/lectures/0_start_here.ipynb"


# ---------------------------------------------------------------- the check


def test_all_is_well_here(capsys, monkeypatch):
    monkeypatch.chdir(ROOT / "lectures")
    assert start.check_environment() is None
    said = capsys.readouterr().out
    assert said.count("OK   ") == len(start.CHECKS) and "TO DO" not in said and said.endswith("Everything is ready.\n")


def printed(capsys):
    start.check_environment()
    return capsys.readouterr().out


def test_a_package_that_is_missing_or_too_old(capsys, monkeypatch):
    real = importlib.metadata.version

    def version(name):
        if name == "matplotlib":
            raise importlib.metadata.PackageNotFoundError(name)
        return "2.1.0" if name == "numpy" else real(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    said = printed(capsys)
    assert "TO DO  packages: numpy is 2.1.0, not" in said.replace("matplotlib is missing; ", "")
    assert "matplotlib is missing" in said and "make lab" in said and "Change Kernel" in said
    assert f"1 of {len(start.CHECKS)} checks failed" in said


def test_an_old_python(capsys, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    assert "TO DO  Python: 3.10.4 (wanted >=3.11)" in printed(capsys)


def test_a_folder_that_cannot_be_written(capsys, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(start.tempfile, "NamedTemporaryFile", refuse)
    assert "TO DO  saving: this folder cannot be written (Permission denied)" in printed(capsys)


def test_extensions_and_memory(capsys, monkeypatch, tmp_path):
    import psutil

    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: type("Memory", (), {"available": 2**28})())
    said = printed(capsys)
    assert "@jupyter-widgets and @jupyter/nbgrader not found" in said and "TO DO  memory: 0.2 GB free" in said


@pytest.mark.parametrize("shadow", ["utils.py", "utils/__init__.py"])
def test_another_utils_is_noticed(tmp_path, shadow):
    """A file of the student's own called utils.py hides the course's package; start.py itself is then run by path."""
    (tmp_path / shadow).parent.mkdir(exist_ok=True)
    (tmp_path / shadow).write_text("")
    script = f"import runpy; runpy.run_path({str(ROOT / 'utils' / 'start.py')!r})['check_environment']()"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert "TO DO  the course: another `utils` is in the way" in done.stdout, done.stdout + done.stderr


def test_without_the_course():
    done = subprocess.run(
        [sys.executable, "-S", "-c", "from utils.start import check_environment; check_environment()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert "TO DO  the course: this Python does not have it" in done.stdout, done.stdout + done.stderr
    assert "TO DO  packages: " in done.stdout
