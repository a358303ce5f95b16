"""What `make doctor` says: of this machine, which can grade, and of each cause for which one cannot."""

import functools
import os
import shutil
import stat
import sys

import pytest

from grading import doctor
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def findings():
    """All findings on this machine: a real notebook in the real sandbox."""
    return list(doctor.examine(ROOT))


def test_this_machine_can_grade(findings):
    assert [finding for finding in findings if finding[0] == doctor.BAD] == []
    text = "\n".join(what for _, what, _ in findings)
    for what in (
        "a notebook was graded",
        "no network",
        "no home",
        "no file",
        "no variable",
        "no writing",
        "no process",
    ):
        assert what in text
    for what in ("no more memory", "no more processes", "no more MB", "a folder of its own"):
        assert what in text


def test_root_is_told(findings, monkeypatch):
    monkeypatch.setattr(doctor.os, "geteuid", lambda: 0)
    assert [verdict for verdict, what, _ in doctor.machine() if "you are root" in what] == [doctor.NOTE]
    monkeypatch.setattr(doctor.os, "geteuid", lambda: 1000)
    assert "root" not in "".join(what for _, what, _ in doctor.machine())


EVERYTHING = {
    "network": [["127.0.0.1", 1]],
    "folders": {"/home/teacher": ["thesis"]},
    "files": ["/etc/passwd"],
    "environment": True,
    "writes": ["/usr"],
    "processes": 3,
    "seen": 50,
    "memory": 1 << 40,
    "forks": 10_000,
    "disk": 10_000,
    "own": None,
}


def test_each_hole_is_bad(monkeypatch):
    """Whatever a probe would have reached, its line is bad."""
    monkeypatch.setattr(doctor, "probe", lambda asked: (EVERYTHING, 1.0))
    verdicts = [verdict for verdict, _, _ in doctor.box(ROOT)]
    assert verdicts[0] == doctor.OK
    assert verdicts[1:] == [doctor.BAD] * 10
    text = "\n".join(what for _, what, _ in doctor.box(ROOT))
    assert "/home/teacher/thesis" in text
    assert "it makes 10000 processes, 32 are allowed" in text


def test_without_a_box_the_probe_reaches_everything(monkeypatch):
    """The probe does probe: the same code, run unprotected, finds the canaries."""
    monkeypatch.setattr(doctor, "probe", functools.partial(doctor.probe, unsandboxed=True))
    text = "\n".join(what for verdict, what, _ in doctor.box(ROOT) if verdict == doctor.BAD)
    for what in ("it reaches the network", "it reads folders", "it reads files", "it writes to", "it sees 1 processes"):
        assert what in text


def fake_bwrap(folder, error):
    path = folder / "bwrap"
    path.write_text(f"#!/bin/sh\necho '{error}' >&2\nexit 1\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(folder)


def test_no_bubblewrap(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    verdict, what, remedy = doctor.sandbox()
    assert (verdict, what) == (doctor.BAD, "the command bwrap is missing")
    assert "sudo apt-get install bubblewrap" in remedy
    assert "WSL2" in remedy


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
    monkeypatch.setattr(doctor, "SYSTEM", tmp_path)
    verdict, what, told = doctor.sandbox()
    assert verdict == doctor.BAD
    assert error in what
    assert remedy in told


def test_no_alembic(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor.sys, "executable", str(tmp_path / "python"))
    (verdict, what, remedy), path = doctor.environment()
    assert verdict == doctor.BAD
    assert "alembic is missing" in what
    assert "make env" in remedy
    assert path[0] == doctor.NOTE
    assert f"export PATH={tmp_path}:$PATH" in path[2]


def test_the_environment_on_the_path(monkeypatch):
    monkeypatch.setenv("PATH", os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"])
    assert [verdict for verdict, _, _ in doctor.environment()] == [doctor.OK, doctor.OK]
    monkeypatch.setenv("PATH", "/usr/bin")
    assert [verdict for verdict, _, _ in doctor.environment()] == [doctor.OK, doctor.NOTE]


def test_a_grader_that_fails_is_told(monkeypatch):
    def probe(asked):
        raise RuntimeError("no space left on device")

    monkeypatch.setattr(doctor, "probe", probe)
    assert list(doctor.box(ROOT)) == [
        (doctor.BAD, "a notebook could not be graded in the sandbox", "no space left on device")
    ]


def test_the_command(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "examine", lambda root: [(doctor.OK, "fine", ""), (doctor.BAD, "broken", "mend it")])
    assert doctor.main([]) == 1
    out = capsys.readouterr().out
    assert "BAD  broken\n     -> mend it" in out
    assert "1 found: do not grade before they are mended." in out
    monkeypatch.setattr(doctor, "examine", lambda root: [(doctor.OK, "fine", ""), (doctor.NOTE, "root", "be a user")])
    assert doctor.main([]) == 0
    assert shutil.which("bwrap")
