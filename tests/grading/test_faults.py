"""What goes wrong while a class is graded, and what is left then: kills, a full disk, a locked gradebook, dead workers."""

import contextlib
import itertools
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock

import pytest

from grading import grade, gradebook
from tests.conftest import ROOT
from tests.grading import fake
from tests.grading.fake import PRACTICAL, grade_them, results, scores, submit, submit_some


def is_whole(root):
    """The gradebook is not corrupt, and holds nothing half: each submission has a score for each cell and a result."""
    with sqlite3.connect(root / "gradebook" / "gradebook.db", timeout=60) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = ("submitted_assignment", "grade", "grade WHERE auto_score IS NULL", "grading_result")
        submissions, *counts = (connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)
    assert counts == [10 * submissions, 0, submissions]
    return submissions


def ended(process, seconds=60):
    """Wait for a process that was started with fake.start; its exit status, or minus the signal."""
    found = wait_for(lambda: (pair := os.waitpid(process, os.WNOHANG))[0] and pair, seconds)
    return os.waitstatus_to_exitcode(found[1])


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "this never happened"
        time.sleep(0.01)
    return value


def relatives(root):
    """Process ids of all that was started for this course: their command line or their temporary folder names it."""
    found, mark = [], str(root).encode()
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            command, variables = (Path(f"/proc/{name}/{part}").read_bytes() for part in ("cmdline", "environ"))
            if int(name) != os.getpid() and b"pytest" not in command.split(b"\0")[0] and mark in variables + command:
                found.append(int(name))
    return found


@pytest.mark.slow
def test_killed_at_ten_random_moments(course, monkeypatch):
    """SIGKILL, ten times, then once to the end: all graded once, the same scores as in one go."""
    monkeypatch.setenv("COURSE", str(course))  # so that workers can be told from others
    students = {f"student_{number:02}": 1 + number % 10 for number in range(40)}
    for student, solved in students.items():
        submit(course, student, solved, behave=f"wait 0.{25 + solved % 3}")
    rng, killed, seen = random.Random(2026), 0, set()
    for _ in range(10):
        wanted = min(len(results(course)) + rng.randrange(3), len(students) - 1)
        process = fake.start(course)
        wait_for(lambda wanted=wanted: len(results(course)) >= wanted)
        time.sleep(rng.uniform(0.0, 0.4))
        os.kill(process, signal.SIGKILL)
        killed += ended(process) == -signal.SIGKILL
        wait_for(lambda: not relatives(course))  # no worker outlives the run
        seen.add(is_whole(course))
    assert killed >= 8 and len(seen) >= 4, "the moments should lie within the run, and find different states"
    before = written(course)
    assert fake.run(course, "--workers", "2") == 0 and is_whole(course) == len(students)
    assert scores(course) == {student: 2 * solved for student, solved in students.items()}
    after = written(course)
    assert len(after) == len(students)  # nothing unfinished lies about
    assert all(after[name] == before[name] for name in after.keys() & before.keys())  # nothing was graded twice
    assert not list((course / "gradebook").rglob("*.unfinished"))


def written(root):
    """When each file of results was."""
    return {path.name: path.stat().st_mtime_ns for path in results(root)}


def test_interrupted_by_hand_it_says_how_to_go_on(course, tmp_path):
    for number in range(6):
        submit(course, f"s{number}", number, behave="wait 3" if number else "")
    log = tmp_path / "log"
    process = fake.start(course, log=log)
    wait_for(lambda: results(course))
    os.kill(process, signal.SIGINT)
    assert ended(process) == 1
    text = log.read_text()
    assert "Traceback" not in text and "stopped by hand" in text and "The same command goes on" in text
    assert is_whole(course) == len(re.findall(r"^s\d +graded", text, re.MULTILINE))
    for path in course.glob("gradebook/submitted/*/*/behave.txt"):
        path.unlink()
    assert grade_them(course) == {f"s{number}": 2 * number for number in range(6)}


def test_a_worker_that_dies_costs_one_submission_and_no_other(course, capsys, tmp_path):
    submit_some(course, range(5))
    submit(course, "killer", behave="die")
    submit(course, "unlucky", behave=f"die-once {tmp_path / 'died'}")
    assert fake.run(course, "--workers", "2") == 1
    assert scores(course) == {f"s{number}": 2 * number for number in range(5)} | {"unlucky": 20}
    text = capsys.readouterr().out
    assert "killer   not yet" in text and "its worker died 3 times" in text
    (course / "gradebook" / "submitted" / "killer" / PRACTICAL / "behave.txt").unlink()
    assert grade_them(course)["killer"] == 20


def test_a_worker_that_hangs_is_ended(course, capsys, monkeypatch):
    submit(course, "sleeper", behave="wait 1000")
    submit(course, "other", 3)
    monkeypatch.setattr(grade, "PATIENCE", 1.0)
    monkeypatch.setattr(fake.Bundle, "limits", fake.SimpleNamespace(seconds=0.0, megabytes=100))
    assert fake.run(course, "--workers", "2") == 1 and scores(course) == {"other": 6}
    assert "too slow" in capsys.readouterr().out


def test_mistakes_of_the_grader_are_not_the_students_and_stop_nobody_else(course, capsys):
    """Only what shows a broken machine stops a run: each of these fails twice, twelve times in a row."""
    submit_some(course, range(6), behave="bug")
    submit(course, "z", 3)
    assert fake.run(course) == 1 and scores(course) == {"z": 6}
    text = capsys.readouterr().out
    assert "6 not yet" in text and "ZeroDivisionError: a mistake in the grader" in text


def test_a_broken_machine_stops_the_run(course, capsys):
    for number in range(12):
        submit(course, f"s{number:02}", behave=f"machine {number}")
    assert fake.run(course) == 1 and scores(course) == {}
    text = capsys.readouterr().out
    assert "The run was stopped: 4 failures in a row, the last one: the machine is broken." in text
    assert "12 not yet." in text


@pytest.fixture
def small_disk(known, tmp_path):
    """A course on a file system of its own, which can be filled without harm."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(place)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"only root may mount: {done.stderr.strip()}")
    try:
        yield shutil.copytree(known, place / "course")
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(root):
    with contextlib.suppress(OSError), open(root.parent / "ballast", "wb", buffering=0) as file:
        while file.write(bytes(1 << 12)):
            pass


def test_a_full_disk_stops_the_run_and_harms_nothing(small_disk, capsys):
    """A real file system that is really full."""
    submit_some(small_disk, range(4))
    assert fake.run(small_disk, "--student", "s0") == 0
    fill(small_disk)
    assert fake.run(small_disk) in (1, 2)
    assert re.search("No space left on device|disk is full", "".join(capsys.readouterr()))
    assert is_whole(small_disk) == 1
    (small_disk.parent / "ballast").unlink()
    assert grade_them(small_disk) == {f"s{number}": 2 * number for number in range(4)} and is_whole(small_disk) == 4


def test_a_gradebook_that_cannot_be_made_is_not_left_half(course, capsys, monkeypatch, tmp_path):
    """On a full disk nbgrader's call of alembic fails, after the file is there."""
    submit_some(course, range(1))
    book, alembic = course / "gradebook" / "gradebook.db", tmp_path / "alembic"
    book.unlink()
    alembic.write_text("#!/bin/sh\nexit 1\n")
    alembic.chmod(0o755)
    real = grade.settings

    def settings(root):  # the course's own puts the environment's commands first
        found = real(root)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        return found

    monkeypatch.setattr(grade, "settings", settings)
    assert fake.run(course) == 2
    assert "could not make a gradebook" in capsys.readouterr().err and not book.exists()


@pytest.mark.parametrize("moment", [1, 2, 3, 4, 5, 6])
def test_a_disk_that_fills_at_any_write(course, capsys, moment):
    """A writer that is told ENOSPC at its first, second, ... file (pretended: every moment can be chosen)."""
    submit_some(course, range(3))
    full = itertools.repeat(OSError(28, "No space left on device"))
    with mock.patch.object(os, "fsync", side_effect=itertools.chain([None] * (moment - 1), full)):
        assert fake.run(course) == 1
    assert "No space left on device" in capsys.readouterr().out
    is_whole(course)
    assert not list((course / "gradebook").rglob("*.unfinished"))
    assert grade_them(course) == {f"s{number}": 2 * number for number in range(3)}


def second_connection(course):
    """A second connection to the gradebook, for whose locks the course waits 0.2 s, not 60."""
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text().replace("timeout=60", "timeout=0.2"))
    return sqlite3.connect(course / "gradebook" / "gradebook.db", isolation_level=None)


def test_a_locked_gradebook_costs_no_result(course, capsys, monkeypatch):
    submit_some(course, range(3))
    other = second_connection(course)
    assert fake.run(course) == 0  # so that the tables are there and nothing is backed up while it is locked
    submit_some(course, range(3), more=1)
    fake.run(course, "--student", "s0")
    other.execute("BEGIN IMMEDIATE")
    assert fake.run(course) == 1
    assert "graded and kept, but the gradebook could not be written: database is locked" in capsys.readouterr().out
    assert len(results(course)) == 6
    other.execute("ROLLBACK")
    monkeypatch.setattr(grade, "Processes", None)  # nothing has to be graded again
    assert grade_them(course) == {"s0": 2, "s1": 4, "s2": 6}


def test_a_gradebook_that_nobody_may_read_is_waited_for_and_named(course, capsys, monkeypatch):
    submit_some(course, range(2))
    assert fake.run(course) == 0
    submit_some(course, range(2, 3))  # a run that finds nothing new needs no gradebook
    other = sqlite3.connect(course / "gradebook" / "gradebook.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    patient = gradebook.wait_for
    monkeypatch.setattr(gradebook, "wait_for", lambda url: patient(url, 0.3))
    assert fake.run(course) == 2
    out, err = capsys.readouterr()
    assert "Another program has locked the gradebook" in out and "database is locked" in err
    other.execute("ROLLBACK")
    assert fake.run(course) == 0


def test_a_gradebook_that_is_locked_meanwhile_keeps_what_is_graded(course, capsys, monkeypatch):
    submit_some(course, range(3))
    other, real = second_connection(course), grade.Run.take

    def take(self, task, result):
        if not other.in_transaction:
            other.execute("BEGIN EXCLUSIVE")
        return real(self, task, result)

    with monkeypatch.context() as patch:
        patch.setattr(grade.Run, "take", take)
        assert fake.run(course) == 1
    out, err = capsys.readouterr()
    assert "What is graded is kept" in err and "The gradebook cannot be read: database is locked" in out
    assert len(results(course)) == 3
    other.execute("ROLLBACK")
    assert grade_them(course) == {"s0": 0, "s1": 2, "s2": 4}


def changes(folder):
    nb = folder / fake.NOTEBOOK
    nb.write_text(nb.read_text().replace("raise NotImplementedError", "return x"))


def block(folder):
    """A file where the student's folder in autograded/ should be made, which not even root can write into."""
    place = folder.parents[2] / "autograded" / folder.parent.name
    place.parent.mkdir(exist_ok=True)
    place.write_text("")


HAPPENS = {  # what happens to a student's folder while the class is graded -> what is said
    "changed": (changes, "the files changed while the class was graded"),
    "removed": (shutil.rmtree, "the folder could not be read: No such file"),
    "autograded": (block, "NotADirectoryError"),
}


@pytest.mark.parametrize("name", HAPPENS)
def test_what_happens_to_one_folder_meanwhile_is_that_students_alone(course, capsys, monkeypatch, name):
    submit_some(course, range(4))
    happens, says = HAPPENS[name]
    folder, real = course / "gradebook" / "submitted" / "s2" / PRACTICAL, grade.Run.grade_all

    def grade_all(self, *arguments):
        happens(folder)
        return real(self, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(grade.Run, "grade_all", grade_all)
        assert fake.run(course) == 1
    out, err = capsys.readouterr()
    assert re.search(f"^s2 +not yet .*{says}", out, re.MULTILINE) and "Nothing was graded" not in err
    assert {name: points for name, points in scores(course).items() if name != "s2"} == {"s0": 0, "s1": 2, "s3": 6}
    if name == "changed":
        assert grade_them(course)["s2"] == 20  # no result of the old files stands under the name of the new ones


def test_a_name_that_nbgrader_does_not_take_costs_one_student(course, capsys):
    submit_some(course, range(2))
    for name in (b"L\xf6sung", b"two\nlines", b"group [1]"):
        folder = submit(course, "x")
        os.rename(os.fsencode(folder.parent), os.fsencode(folder.parents[1]) + b"/" + name)
    folder = submit(course, "y", 3)
    os.rename(os.fsencode(folder / fake.NOTEBOOK), os.fsencode(folder) + b"/L\xf6sung.ipynb")
    (folder / "link.txt").symlink_to(b"L\xf6".decode(errors="surrogateescape"))
    assert fake.run(course) == 1 and scores(course) == {"s0": 0, "s1": 2, "y": 6}
    assert capsys.readouterr().out.encode().count(b"rename it") == 3


def test_two_graders_at_once(course, tmp_path, capsys):
    """The second says who is at work, and touches nothing."""
    submit_some(course, range(3), behave="wait 0.7")
    first, lock = fake.start(course), course / "gradebook" / "grade.lock"
    wait_for(lambda: lock.exists() and lock.read_text())
    assert fake.run(course) == 2
    assert f"Another run is at work: {PRACTICAL}, process {first}, since " in capsys.readouterr().err
    assert ended(first) == 0 and is_whole(course) == 3
    assert scores(course) == {"s0": 0, "s1": 2, "s2": 4}
    assert fake.run(course) == 0


def test_scratch_of_a_killed_run_is_swept(course):
    options = type("Options", (), {"root": course, "practical": PRACTICAL, "student": None, "unsandboxed": False})
    run = grade.Run(options, None, None)
    folder = run.fresh_scratch()
    Path(folder, "left").touch()
    assert run.fresh_scratch() == folder and os.listdir(folder) == []
    assert os.stat(folder).st_mode & 0o777 == 0o700
    os.rmdir(folder)
    os.symlink("/etc", folder)
    with pytest.raises(grade.GradeError, match="belongs to somebody else"):
        run.fresh_scratch()
    os.unlink(folder)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_real_grader_killed_and_run_again(tmp_path):
    """The command as it is, on practicals with kernels and sandboxes: no process outlives it, the scores are right."""
    from tests.grading.test_round_trip import PRACTICALS, Graded

    course = Graded(tmp_path / "course", PRACTICALS[-1])
    course.submit("solved", course.submission())
    course.submit("untouched", course.released)
    for number in range(3):
        course.submit(f"solved_{number}", course.submission(**{course.gaps[number]: f"# {number}"}))
    command = [sys.executable, "-m", "grading.grade", course.practical, "--root", str(course.root)]
    settings = {"cwd": ROOT, "env": os.environ | {"PYTHONPATH": str(ROOT), "COURSE": str(course.root)}}
    rng = random.Random(7)
    for _ in range(3):
        process = subprocess.Popen(command, **settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(8, 25))
        process.kill()
        process.wait()
        wait_for(lambda: not relatives(course.root), 20)
    subprocess.run(command, **settings, check=True)
    assert course.scores("solved") == course.points
    assert course.scores("untouched") == dict.fromkeys(course.points, 0)
    for number in range(3):
        assert course.scores(f"solved_{number}")[f"test_{course.gaps[number]}"] == 0
    with sqlite3.connect(course.root / "gradebook" / "gradebook.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
