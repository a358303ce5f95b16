"""The student edition holds no line of a solution and no hidden test, and both README commands work in it."""

import functools
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

from publishing import edition as maker
from publishing import lint
from tests.conftest import ROOT, outside, read
from tests.grading.test_round_trip import squeezed

SOURCES = [path for path in (ROOT / "solutions").glob("*/*.ipynb") if path.stem == path.parent.name]


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    return maker.build(ROOT, tmp_path_factory.mktemp("made"))


@functools.cache
def lines(path):
    """The lines of a text or of a notebook's cells, without spaces."""
    if path.suffix == ".ipynb":
        text = "\n".join(cell.source for cell in read(path).cells)
    else:
        text = path.read_bytes().decode("utf-8", errors="ignore")
    return {squeezed(line) for line in text.splitlines()}


@functools.cache
def secret_lines():
    """{practical: {line without spaces: where it stands}} of solutions and hidden tests that the release does not show."""
    secrets = {}
    for path in SOURCES:
        parts = [(cell.id, *lint.regions(cell.source)) for cell in read(path).cells]
        public = {squeezed(line) for _, _, outside in parts for line in outside}
        inside = {squeezed(line): f"{path.stem}, {cell}: {line}" for cell, lines, _ in parts for line in lines}
        secrets[path.stem] = {line: where for line, where in inside.items() if line not in public}
    return secrets


def found(folder):
    """(file, secret line) for each secret in the folder.

    Lectures derive these very formulas and the references of `utils` compute them: what stands there anyway is taught, not
    leaked, and may stand elsewhere too, as may a line too short to be anybody's (`return parameters`). Neither may stand in
    the practical whose solution it is. The checks hold the right functions, so there they are packed.
    """
    teaching = ("lectures/*.ipynb", "utils/*.py", "utils/figures/*.py")
    taught = set().union(*(lines(path) for pattern in teaching for path in ROOT.glob(pattern)))
    for practical, secrets in secret_lines().items():
        allowed = taught | {line for line in secrets if len(line) < 20}
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            if path.is_file():
                leaks = lines(path) & set(secrets) - (set() if practical in name.parts else allowed)
                yield from ((name.as_posix(), secrets[line]) for line in leaks)


def test_no_line_of_a_solution_or_hidden_test_is_in_it(edition):
    assert all(len(secrets) > 30 for secrets in secret_lines().values())
    assert list(found(edition)) == []


def test_no_number_of_a_hidden_test_is_in_it(edition):
    cells = [cell for path in SOURCES for cell in read(path).cells]
    hidden = set(re.findall(r"seed=(\d{3,})", "\n".join(line for c in cells for line in lint.hidden_lines(c.source))))
    assert hidden
    texts = {path: " ".join(lines(path)) for path in edition.rglob("*") if path.is_file()}
    assert [path for path, text in texts.items() for number in hidden if re.search(rf"seed={number}\b", text)] == []


def test_a_leak_would_be_found(edition, tmp_path):
    for practical, secrets in secret_lines().items():
        place = tmp_path / "practicals" / practical / "hint.md"
        place.parent.mkdir(parents=True)
        place.write_text(f"Try this:\n    {next(iter(secrets.values())).split(': ', 1)[1]}\n")
        assert place.relative_to(tmp_path).as_posix() in [name for name, _ in found(tmp_path)]


def test_the_packed_checks_check(edition):
    """They find slips, lend references, and keep their lines out of tracebacks."""
    code = (
        "import inspect, utils.checks.practical_2 as check\nimport numpy as np\n"
        "check.softmax(lambda Z: np.exp(Z - Z.max(axis=1, keepdims=True)) / np.exp(Z - Z.max(axis=1, keepdims=True)).sum(axis=1, "
        "keepdims=True))\nassert check.use_reference('relu')(np.array([-1.0, 2.0])).tolist() == [0, 2]\n"
        "check.activations(lambda Z: np.abs(Z), lambda Z: Z > 0, np.tanh)"
    )
    done = run([sys.executable, "-c", code], edition)
    assert done.stdout.startswith("softmax: correct."), done.stderr
    assert "this is |z|" in done.stderr and "np.maximum" not in done.stderr


def test_solutions_and_answers_stay_at_home(edition):
    names = {path.relative_to(edition).as_posix() for path in edition.rglob("*")}
    assert {"README.md", "lectures/2_1_perceptron.ipynb", "practicals/practical_2_digits", "utils/mlp.py"} <= names
    assert not [name for name in names if re.search(r"solutions|answers|^gradebook|\.git/|\.venv", name)]
    for entry in maker.LEFT_OUT:
        assert list(ROOT.glob(entry)), f"{entry} is not there: take it from LEFT_OUT"


def test_its_readme_leads_nowhere_else(edition):
    text = (edition / "README.md").read_text(encoding="utf-8")
    assert "Teach with it" not in text
    targets = re.findall(r"\]\(([^)\s:]+)\)", text)
    assert targets and [target for target in targets if not (edition / target.split("#")[0]).exists()] == []


def test_the_zip_is_the_folder_byte_for_byte(edition, tmp_path):
    with zipfile.ZipFile(edition.with_suffix(".zip")) as archive:
        archive.extractall(tmp_path)
        modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in archive.infolist()}
    files = [path for path in edition.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    there = {path.relative_to(edition): path.read_bytes() for path in files}
    unpacked = tmp_path / edition.name
    assert there == {path.relative_to(unpacked): path.read_bytes() for path in unpacked.rglob("*") if path.is_file()}
    assert modes[f"{edition.name}/postBuild"] & 0o111
    again = maker.build(ROOT, tmp_path / "again")
    assert again.with_suffix(".zip").read_bytes() == edition.with_suffix(".zip").read_bytes()


def test_outside_a_clone_it_says_so(tmp_path):
    with pytest.raises(maker.EditionError, match="Make the edition in a clone"):
        maker.files(tmp_path)


def test_without_git_it_says_so(monkeypatch, capsys):
    monkeypatch.setattr(maker, "check", lambda root: "")
    monkeypatch.setenv("PATH", "")
    assert maker.main(["--to", "nowhere"]) == 1 and not Path("nowhere").exists()
    assert "The student edition was not made: git, which knows" in capsys.readouterr().err


# ---------------------------------------------------------------- both README commands


def run(command, folder):
    return subprocess.run(command, cwd=folder, env=outside(), capture_output=True, text=True)


@pytest.fixture(scope="module")
def unpacked(edition, tmp_path_factory):
    """The zip, unpacked as a student does: a new folder with a space in its name."""
    home = tmp_path_factory.mktemp("my courses")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", edition.with_suffix(".zip"), home], check=True)
    return home / edition.name


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_make_test_works_in_it(unpacked):
    options = "TEST_OPTIONS=--ignore=tests/lectures/test_notebooks.py"  # they run in the course's own tests
    done = run(["make", "test", f"PYTHON={sys.executable}", options], unpacked)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) > 400


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_make_lab_works_in_it(unpacked):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f"LAB_OPTIONS=--no-browser --ip=127.0.0.1 --port={port} --IdentityProvider.token=secret"
    command = ["make", "lab", f"PYTHON={sys.executable}", options]
    path, page = unpacked.parent / "log.txt", None
    with path.open("w") as log:
        streams = {"stdout": log, "stderr": log, "start_new_session": True}
        server = subprocess.Popen(command, cwd=unpacked, env=outside(), **streams)
    try:
        while not page:
            try:
                page = urllib.request.urlopen(f"http://127.0.0.1:{port}/api/contents/README.md?token=secret").read()
            except OSError:
                assert server.poll() is None, path.read_text()[-3000:]
                time.sleep(1)
        assert b"Optimization for Deep Learning" in page
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def test_the_command_refuses_a_stale_release(monkeypatch, capsys):
    monkeypatch.setattr(maker, "check", lambda root: "practicals/x differs.")
    assert maker.main(["--to", "nowhere"]) == 1
    assert "practicals/x differs." in capsys.readouterr().err
    assert not Path("nowhere").exists()
