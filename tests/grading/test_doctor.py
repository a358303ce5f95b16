"""What `make doctor` says: of this machine, which can grade, and of each cause for which one cannot."""

import functools
import os
import shutil
import sys
from unittest.mock import Mock

import pytest

from grading import doctor
from grading.engine import sandbox
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def findings():
    """All findings on this machine: a real notebook in the real sandbox."""
    return list(doctor.examine(ROOT))


def test_this_machine_can_grade(findings):
    assert [finding for finding in findings if finding[0] == doctor.BAD] == []
    text = "\n".join(what for _, what, _ in findings)
    for what in "network, home, file, variable, writing, process, more memory, more processes, more MB".split(", "):
        assert f"no {what}" in text
    for words in ("a notebook was graded", "a folder of its own", f"{shutil.which('bwrap')} starts"):
        assert words in text


def test_root_is_told(findings, monkeypatch):
    monkeypatch.setattr(doctor.os, "geteuid", lambda: 0)
    assert [verdict for verdict, what, _ in doctor.machine() if "you are root" in what] == [doctor.NOTE]
    monkeypatch.setattr(doctor.os, "geteuid", lambda: 1000)
    assert "root" not in "".join(what for _, what, _ in doctor.machine())


EVERYTHING = {"network": [["127.0.0.1", 1]], "folders": {"/home/teacher": ["thesis"]}, "files": ["/etc/passwd"]}
EVERYTHING |= {"environment": True, "writes": ["/usr"], "processes": 3, "seen": 50, "memory": 1 << 40}
EVERYTHING |= {"forks": 10_000, "disk": 10_000, "own": None}


def test_each_hole_is_bad(monkeypatch):
    """Whatever a probe would have reached, its line is bad."""
    monkeypatch.setattr(doctor, "probe", lambda asked: (EVERYTHING, 1.0))
    verdicts, found, _ = zip(*doctor.box(ROOT))
    assert verdicts == (doctor.OK, *[doctor.BAD] * 10)
    text = "\n".join(found)
    assert "/home/teacher/thesis" in text and "it makes 10000 processes, 32 are allowed" in text


def test_a_folder_of_the_same_name_in_the_box_is_no_hole(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "probe", lambda asked: (EVERYTHING | {"writes": [str(tmp_path)]}, 1.0))
    assert not any("it writes to" in what for _, what, _ in doctor.box(tmp_path))
    (tmp_path / "grading-doctor").touch()
    assert any("it writes to" in what for _, what, _ in doctor.box(tmp_path))
    assert not (tmp_path / "grading-doctor").exists()


def test_without_a_box_the_probe_reaches_everything(monkeypatch):
    """The probe does probe: the same code, run unprotected, finds the canaries."""
    monkeypatch.setattr(doctor, "probe", functools.partial(doctor.probe, unsandboxed=True))
    text = "\n".join(what for verdict, what, _ in doctor.box(ROOT) if verdict == doctor.BAD)
    for what in ("it reaches the network", "it reads folders", "it reads files", "it writes to", "it sees 1 processes"):
        assert what in text


def fake_bwrap(folder, error):
    path = folder / "bwrap"
    path.write_text(f"#!/bin/sh\necho '{error}' >&2\nexit 1\n")
    path.chmod(0o755)
    return str(folder)


def test_no_bubblewrap(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    verdict, what, remedy = doctor.box_starts()
    assert (verdict, what) == (doctor.BAD, "bubblewrap is missing: there is no command bwrap")
    assert "sudo apt-get install bubblewrap" in remedy and "WSL2" in remedy


@pytest.mark.parametrize(
    ("setting", "value", "remedy"),
    [
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "bwrap-userns-restrict"),
        ("kernel/unprivileged_userns_clone", "0", "sudo sysctl kernel.unprivileged_userns_clone=1"),
        ("user/max_user_namespaces", "0", "sudo sysctl user.max_user_namespaces=10000"),
        ("nothing", "1", "--security-opt seccomp=unconfined"),
    ],
)
def test_user_namespaces_denied(monkeypatch, tmp_path, setting, value, remedy):
    error = "bwrap: No permissions to create new namespace, likely because the kernel does not allow it"
    monkeypatch.setenv("PATH", fake_bwrap(tmp_path, error) + os.pathsep + "/bin")
    (tmp_path / setting).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / setting).write_text(f"{value}\n")
    monkeypatch.setattr(sandbox, "SETTINGS", tmp_path)
    verdict, what, told = doctor.box_starts()
    assert verdict == doctor.BAD and error in what and f"{tmp_path}/bwrap)" in what and remedy in told


@pytest.mark.parametrize("name", ["a[b]", "a*"])
def test_a_folder_without_feedback_is_named(monkeypatch, tmp_path, name):
    monkeypatch.setattr(doctor, "box_starts", lambda: (doctor.BAD, "", ""))
    assert any("Rename the folder" in remedy for _, _, remedy in doctor.examine(tmp_path / name))
    assert not any("Rename the folder" in remedy for _, _, remedy in doctor.examine(tmp_path))


def test_no_alembic(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor.sys, "executable", str(tmp_path / "python"))
    (verdict, what, remedy), path = doctor.environment()
    assert verdict == doctor.BAD and "alembic is missing" in what and "make env" in remedy
    assert path[0] == doctor.NOTE and f"export PATH={tmp_path}:$PATH" in path[2]


def test_the_environment_on_the_path(monkeypatch):
    monkeypatch.setenv("PATH", os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"])
    assert [verdict for verdict, _, _ in doctor.environment()] == [doctor.OK, doctor.OK]
    monkeypatch.setenv("PATH", "/usr/bin")
    assert [verdict for verdict, _, _ in doctor.environment()] == [doctor.OK, doctor.NOTE]


def test_a_grader_that_fails_is_told(monkeypatch):
    monkeypatch.setattr(doctor, "probe", Mock(side_effect=RuntimeError("no space left on device")))
    finding = (doctor.BAD, "a notebook could not be graded in the sandbox", "no space left on device")
    assert list(doctor.box(ROOT)) == [finding]


def test_the_command(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "examine", lambda root: [(doctor.OK, "fine", ""), (doctor.BAD, "broken", "mend it")])
    assert doctor.main([]) == 1
    out = capsys.readouterr().out
    assert "BAD  broken\n     -> mend it" in out and "1 found: do not grade before they are mended." in out
    monkeypatch.setattr(doctor, "examine", lambda root: [(doctor.OK, "fine", ""), (doctor.NOTE, "root", "be a user")])
    assert doctor.main([]) == 0
    assert shutil.which("bwrap")
