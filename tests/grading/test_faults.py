"""What goes wrong while a class is graded, and what is left then: kills, a full disk, a locked gradebook, dead workers."""

import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from nbgrader.api import Gradebook

from grading import grade
from tests.conftest import ROOT
from tests.grading import fake
from tests.grading.fake import PRACTICAL, submit


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return fake.make_gradebook(fake.make_course(tmp_path_factory.mktemp("made") / "course"))


@pytest.fixture
def course(known, tmp_path):
    return shutil.copytree(known, tmp_path / "course")


def scores(root):
    with Gradebook(f"sqlite:///{root / 'gradebook' / 'gradebook.db'}") as gradebook:
        return {s.student_id: s.score for s in gradebook.find_assignment(PRACTICAL).submissions}


def is_whole(root):
    """The gradebook is not corrupt, and holds nothing half: each submission has a score for each cell and a result."""
    with sqlite3.connect(root / "gradebook" / "gradebook.db", timeout=60) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        submissions, grades, empty, results = (
            connection.execute(query).fetchone()[0]
            for query in (
                "SELECT count(*) FROM submitted_assignment",
                "SELECT count(*) FROM grade",
                "SELECT count(*) FROM grade WHERE auto_score IS NULL",
                "SELECT count(*) FROM grading_result",
            )
        )
    assert (grades, empty, results) == (10 * submissions, 0, submissions)
    return submissions


def ended(process, seconds=60):
    """Wait for a process that was started with fake.start; its exit status, or minus the signal."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        pid, status = os.waitpid(process, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    raise AssertionError("it does not end")


def finished(root):
    return len(list((root / "gradebook" / "results").glob("*.json")))


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "this never happened"
        time.sleep(0.01)
    return value


def relatives(root):
    """Process ids of all that was started for this course: their command line or their temporary folder names it."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/environ", "rb") as file:
                variables = file.read()
            with open(f"/proc/{name}/cmdline", "rb") as file:
                command = file.read()
        except OSError:
            continue
        mark = str(root).encode()
        if int(name) != os.getpid() and b"pytest" not in command.split(b"\0")[0] and mark in variables + command:
            found.append(int(name))
    return found


# ---------------------------------------------------------------- killed


def test_killed_at_ten_random_moments(course, monkeypatch):
    """SIGKILL, ten times, then once to the end: all graded once, the same scores as in one go."""
    monkeypatch.setenv("COURSE", str(course))  # so that workers can be told from others
    students = {f"student_{number:02}": 1 + number % 10 for number in range(40)}
    for student, solved in students.items():
        submit(course, student, solved, behave=f"wait 0.{25 + solved % 3}")
    rng, killed, seen = random.Random(2026), 0, set()
    for _ in range(10):
        wanted = min(finished(course) + rng.randrange(3), len(students) - 1)
        process = fake.start(course)
        wait_for(lambda wanted=wanted: finished(course) >= wanted)
        time.sleep(rng.uniform(0.0, 0.4))
        os.kill(process, signal.SIGKILL)
        killed += ended(process) == -signal.SIGKILL
        wait_for(lambda: not relatives(course))  # no worker outlives the run
        seen.add(is_whole(course))
    assert killed >= 8, "the moments should lie within the run"
    assert len(seen) >= 4, "they should find different states"
    before = {path.name: path.stat().st_mtime_ns for path in (course / "gradebook" / "results").iterdir()}
    assert fake.run(course, "--workers", "2") == 0
    assert is_whole(course) == len(students)
    assert scores(course) == {student: 2 * solved for student, solved in students.items()}
    after = {path.name: path.stat().st_mtime_ns for path in (course / "gradebook" / "results").iterdir()}
    assert len(after) == len(students)  # nothing unfinished lies about
    assert {name: time for name, time in after.items() if name in before} == {
        name: time for name, time in before.items() if name in after
    }  # nothing was graded twice
    assert not list((course / "gradebook").rglob("*.unfinished"))


def test_interrupted_by_hand_it_says_how_to_go_on(course, tmp_path):
    for number in range(6):
        submit(course, f"s{number}", number, behave="wait 3" if number else "")
    log = tmp_path / "log"
    process = fake.start(course, log=log)
    wait_for(lambda: list((course / "gradebook").glob("results/*.json")))
    os.kill(process, signal.SIGINT)
    assert ended(process) == 1
    text = log.read_text()
    assert "Traceback" not in text
    assert "stopped by hand" in text
    assert "The same command goes on" in text
    assert is_whole(course) == len(re.findall(r"^s\d +graded", text, re.MULTILINE))
    for path in course.glob("gradebook/submitted/*/*/behave.txt"):
        path.unlink()
    assert fake.run(course) == 0
    assert scores(course) == {f"s{number}": 2 * number for number in range(6)}


# ---------------------------------------------------------------- workers


def test_a_worker_that_dies_costs_one_submission_and_no_other(course, capsys, tmp_path):
    for number in range(5):
        submit(course, f"s{number}", number)
    submit(course, "killer", behave="die")
    submit(course, "unlucky", behave=f"die-once {tmp_path / 'died'}")
    assert fake.run(course, "--workers", "2") == 1
    assert scores(course) == {f"s{number}": 2 * number for number in range(5)} | {"unlucky": 20}
    text = capsys.readouterr().out
    assert "killer   not yet" in text
    assert "its worker died 3 times" in text
    (course / "gradebook" / "submitted" / "killer" / PRACTICAL / "behave.txt").unlink()
    assert fake.run(course) == 0
    assert scores(course)["killer"] == 20


def test_a_worker_that_hangs_is_ended(course, capsys, monkeypatch):
    submit(course, "sleeper", behave="wait 1000")
    submit(course, "other", 3)
    monkeypatch.setattr(grade, "PATIENCE", 1.0)
    monkeypatch.setattr(fake.Bundle, "limits", fake.SimpleNamespace(seconds=0.0, megabytes=100))
    assert fake.run(course, "--workers", "2") == 1
    assert scores(course) == {"other": 6}
    assert "too slow" in capsys.readouterr().out


def test_a_mistake_in_the_grader_is_not_the_students(course, capsys):
    submit(course, "unlucky", behave="bug")
    submit(course, "other", 3)
    assert fake.run(course) == 1
    assert scores(course) == {"other": 6}
    assert "ZeroDivisionError: a mistake in the grader" in capsys.readouterr().out


def test_a_broken_machine_stops_the_run(course, capsys):
    for number in range(12):
        submit(course, f"s{number:02}", behave=f"machine {number}")
    assert fake.run(course) == 1
    assert scores(course) == {}
    text = capsys.readouterr().out
    assert "The run was stopped: 4 failures in a row, the last one: the machine is broken." in text
    assert "12 not yet." in text


# ---------------------------------------------------------------- disk and gradebook


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
    with open(root.parent / "ballast", "wb", buffering=0) as file:
        try:
            while file.write(bytes(1 << 12)):
                pass
        except OSError:
            pass


def test_a_full_disk_stops_the_run_and_harms_nothing(small_disk, capsys):
    """A real file system that is really full."""
    for number in range(4):
        submit(small_disk, f"s{number}", number)
    assert fake.run(small_disk, "--student", "s0") == 0
    fill(small_disk)
    status = fake.run(small_disk)
    text = "".join(capsys.readouterr())
    assert status in (1, 2)
    assert "No space left on device" in text or "disk is full" in text
    assert is_whole(small_disk) == 1
    (small_disk.parent / "ballast").unlink()
    assert fake.run(small_disk) == 0
    assert scores(small_disk) == {f"s{number}": 2 * number for number in range(4)}
    assert is_whole(small_disk) == 4


@pytest.mark.parametrize("moment", [1, 2, 3, 4, 5, 6])
def test_a_disk_that_fills_at_any_write(course, monkeypatch, capsys, moment):
    """A writer that is told ENOSPC at its first, second, ... file (pretended: every moment can be chosen)."""
    for number in range(3):
        submit(course, f"s{number}", number)
    real, calls = os.fsync, []

    def fsync(descriptor):
        calls.append(descriptor)
        if len(calls) >= moment:
            raise OSError(28, "No space left on device")
        real(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(grade.os, "fsync", fsync)
        assert fake.run(course) == 1
    assert "No space left on device" in capsys.readouterr().out
    is_whole(course)
    assert not list((course / "gradebook").rglob("*.unfinished"))
    assert fake.run(course) == 0
    assert scores(course) == {f"s{number}": 2 * number for number in range(3)}


def test_a_locked_gradebook_costs_no_result(course, capsys):
    for number in range(3):
        submit(course, f"s{number}", number)
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text().replace("timeout=60", "timeout=0.2"))
    other = sqlite3.connect(course / "gradebook" / "gradebook.db", isolation_level=None)
    assert fake.run(course) == 0  # so that the tables are there and nothing is backed up while it is locked
    for number in range(3):
        submit(course, f"s{number}", number + 1)
    fake.run(course, "--student", "s0")
    other.execute("BEGIN IMMEDIATE")
    assert fake.run(course) == 1
    text = capsys.readouterr().out
    assert "graded and kept, but the gradebook could not be written: database is locked" in text
    assert len(list((course / "gradebook" / "results").glob("*.json"))) == 6
    other.execute("ROLLBACK")
    monkey = grade.Processes
    try:
        grade.Processes = None  # nothing has to be graded again
        assert fake.run(course) == 0
    finally:
        grade.Processes = monkey
    assert scores(course) == {"s0": 2, "s1": 4, "s2": 6}


def test_two_graders_at_once(course, tmp_path, capsys):
    """The second says who is at work, and touches nothing."""
    for number in range(3):
        submit(course, f"s{number}", number, behave="wait 0.7")
    first = fake.start(course)
    wait_for(
        lambda: (course / "gradebook" / "grade.lock").exists() and (course / "gradebook" / "grade.lock").read_text()
    )
    assert fake.run(course) == 2
    assert f"Another run is at work: {PRACTICAL}, process {first}, since " in capsys.readouterr().err
    assert ended(first) == 0
    assert is_whole(course) == 3
    assert scores(course) == {"s0": 0, "s1": 2, "s2": 4}
    assert fake.run(course) == 0


def test_scratch_of_a_killed_run_is_swept(course):
    options = type("Options", (), {"root": course, "practical": PRACTICAL})
    run = grade.Run(options, None, None)
    folder = run.fresh_scratch()
    with open(os.path.join(folder, "left"), "w"):
        pass
    assert run.fresh_scratch() == folder
    assert os.listdir(folder) == []
    assert os.stat(folder).st_mode & 0o777 == 0o700
    os.rmdir(folder)
    os.symlink("/etc", folder)
    with pytest.raises(grade.GradeError, match="belongs to somebody else"):
        run.fresh_scratch()
    os.unlink(folder)


# ---------------------------------------------------------------- with the real grader


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_real_grader_killed_and_run_again(tmp_path):
    """The command as it is, on practicals with kernels and sandboxes: no process outlives it, the scores are right."""
    from tests.test_round_trip import PRACTICALS, Graded

    course = Graded(tmp_path / "course", PRACTICALS[-1])
    course.submit("solved", course.submission())
    course.submit("untouched", course.released)
    for number in range(3):
        course.submit(f"solved_{number}", course.submission(**{course.gaps[number]: f"# {number}"}))
    command = [sys.executable, "-m", "grading.grade", course.practical, "--root", str(course.root)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COURSE": str(course.root)}
    rng = random.Random(7)
    for _ in range(3):
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(rng.uniform(8, 25))
        process.kill()
        process.wait()
        wait_for(lambda: not relatives(course.root), 20)
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    assert course.scores("solved") == course.points
    assert course.scores("untouched") == dict.fromkeys(course.points, 0)
    for number in range(3):
        assert course.scores(f"solved_{number}")[f"test_{course.gaps[number]}"] == 0
    with sqlite3.connect(course.root / "gradebook" / "gradebook.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
