"""The student edition holds no line of a solution and no hidden test, and both README commands work in it."""

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

from grading import edition as maker
from grading import lint, release
from tests.conftest import ROOT, read
from tests.test_round_trip import squeezed

SOURCES = [path for path in (ROOT / "solutions").glob("*/*.ipynb") if path.stem == path.parent.name]


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    return maker.build(ROOT, tmp_path_factory.mktemp("made"))


def lines(path):
    """The lines of a text or of a notebook's cells, without spaces; a file that is no text has none."""
    if path.suffix == ".ipynb":
        text = "\n".join(cell.source for cell in read(path).cells)
    else:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            return set()
    return {squeezed(line) for line in text.splitlines()}


def secret_lines():
    """{practical: {line without spaces: where it stands}} of solutions and hidden tests that the release does not show."""
    secrets = {}
    for path in SOURCES:
        nb, found = read(path), secrets.setdefault(path.stem, {})
        public = {squeezed(line) for cell in nb.cells for line in release._regions(cell.source)[1]}
        for cell in nb.cells:
            for line in release._regions(cell.source)[0]:
                if squeezed(line) not in public:
                    found[squeezed(line)] = f"{path.stem}, {cell.id}: {line}"
    return secrets


def found(folder):
    """(file, secret line) for each secret in the folder.

    Lectures derive these very formulas and `utils` is the reference that a stuck student may borrow: what stands there
    anyway is taught, not leaked, and may stand elsewhere too, as may a line too short to be anybody's (`return parameters`).
    Neither may stand in the practical whose solution it is.
    """
    taught = set().union(*(lines(path) for top in ("lectures", "utils") for path in (ROOT / top).rglob("*.*")))
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
    hidden = {
        number
        for path in SOURCES
        for cell in read(path).cells
        for line in lint.hidden_lines(cell.source)
        for number in re.findall(r"seed=(\d{3,})", line)
    }
    assert hidden
    texts = {path: " ".join(lines(path)) for path in edition.rglob("*") if path.is_file()}
    assert [path for path, text in texts.items() for number in hidden if re.search(rf"seed={number}\b", text)] == []


def test_a_leak_would_be_found(edition, tmp_path):
    for practical, secrets in secret_lines().items():
        place = tmp_path / "practicals" / practical / "hint.md"
        place.parent.mkdir(parents=True)
        place.write_text(f"Try this:\n    {next(iter(secrets.values())).split(': ', 1)[1]}\n")
        assert place.relative_to(tmp_path).as_posix() in [name for name, _ in found(tmp_path)]


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
    there = {path.relative_to(edition): path.read_bytes() for path in edition.rglob("*") if path.is_file()}
    unpacked = tmp_path / edition.name
    assert there == {path.relative_to(unpacked): path.read_bytes() for path in unpacked.rglob("*") if path.is_file()}
    assert modes[f"{edition.name}/postBuild"] & 0o111
    again = maker.build(ROOT, tmp_path / "again")
    assert again.with_suffix(".zip").read_bytes() == edition.with_suffix(".zip").read_bytes()


def test_outside_a_clone_it_says_so(tmp_path):
    with pytest.raises(RuntimeError, match="Make the edition in a clone"):
        maker.files(tmp_path)


# ---------------------------------------------------------------- both README commands


def clean_environment():
    hidden = {"PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS", "MPLBACKEND", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"}
    variables = {name: value for name, value in os.environ.items() if name not in hidden}
    variables["PATH"] = os.pathsep.join(p for p in variables["PATH"].split(os.pathsep) if ".venv" not in p)
    return variables


@pytest.fixture(scope="module")
def unpacked(edition, tmp_path_factory):
    """The zip, unpacked as a student does: a new folder with a space in its name."""
    home = tmp_path_factory.mktemp("my courses")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", edition.with_suffix(".zip"), home], check=True)
    return home / edition.name


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_make_test_works_in_it(unpacked):
    command = ["make", "test", f"PYTHON={sys.executable}"]
    done = subprocess.run(command, cwd=unpacked, env=clean_environment(), capture_output=True, text=True)
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
    log = (unpacked.parent / "log.txt").open("w")
    server = subprocess.Popen(
        command, cwd=unpacked, env=clean_environment(), stdout=log, stderr=log, start_new_session=True
    )
    try:
        page = None
        for _ in range(240):
            try:
                page = urllib.request.urlopen(f"http://127.0.0.1:{port}/api/contents/README.md?token=secret").read()
                break
            except OSError:
                assert server.poll() is None, (unpacked.parent / "log.txt").read_text()[-3000:]
                time.sleep(1)
        assert page and b"Optimization for Deep Learning" in page
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)
        log.close()


def test_the_command_refuses_a_stale_release(monkeypatch, capsys):
    monkeypatch.setattr(maker, "check", lambda root: "practicals/x differs.")
    assert maker.main(["--to", "nowhere"]) == 1
    assert "practicals/x differs." in capsys.readouterr().err
    assert not Path("nowhere").exists()
