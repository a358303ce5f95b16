"""How fast is grading? `make bench`, or `python -m bench.grading`: the command itself beside plain `nbgrader autograde`.

Both get the same submissions of practical 2 (solved, untouched, and wrong in one gap each), on the same cores, one after
the other, and are timed as whole processes by the clock. Plain nbgrader runs twice, before and after ours, on a few of
the submissions, and its time is scaled to all of them by its cost of one more: `--plain 40` measures all. It neither
shuts students' code in nor keeps tests away from it; ours does both.

Then each promise of `make grade` stands beside its target and its limit, which is what no run can do without: the import
of nbgrader, or of NumPy where nbgrader is not needed, and for a class what its submissions compute. The class of 300 has a
grader that does nothing, so that what is left is the cost of the run itself: reading, results, gradebook, notebooks.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRACTICAL = "practical_2_digits"
WANTED = 2.0  # times the throughput of plain nbgrader, on two cores
# Seconds by the clock, on an idle machine with two cores.
TARGETS = {"again": 2.0, "one": 4.0, "class": 15.0, "large": 90.0}


def make_course(root, students):
    """A copy of the course with that many different submissions of practical 2."""
    from tests.conftest import copy_course

    copy_course(root)
    hand_in(root, range(students))
    return root


def hand_in(root, students):
    """The submissions of these students, who are numbers."""
    from tests.grading.practicals import Practical, wrong_answers

    practical, wrong = Practical(PRACTICAL), sorted(wrong_answers(PRACTICAL).items())
    for number in students:
        gap, answer = wrong[number % len(wrong)]
        answers = practical.answers | ({gap: answer} if number % 2 else {})
        answers = {name: f"{code}\n# {number}" if number % 10 else None for name, code in answers.items()}
        folder = root / "gradebook" / "submitted" / f"student_{number:03}" / PRACTICAL  # every tenth is untouched
        folder.mkdir(parents=True)
        (folder / practical.file).write_bytes(practical.files(**answers)[practical.file])


def timed(command, root):
    """(seconds by the clock, seconds of processors, what was printed) of a command that must succeed."""
    before, began = os.times(), time.perf_counter()
    variables = os.environ | {"PYTHONPATH": str(root), "OPENBLAS_NUM_THREADS": "1"}  # the copy's own code
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, env=variables)
    seconds, after = time.perf_counter() - began, os.times()
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, used, done.stdout


def ours(root, workers):
    """Seconds, seconds of processors (at most: an examiner may be counted twice), what was printed."""
    command = [sys.executable, "-m", "grading.grade", PRACTICAL, "--root", str(root), "--workers", str(workers)]
    seconds, used, text = timed(command, root)
    results = [json.loads(path.read_text()) for path in (root / "gradebook" / "results").glob("*.json")]
    return seconds, used + sum(result["processor_seconds"] for result in results), text


def plain(root, students):
    """Plain nbgrader on the first few students, its gradebook being ready; seconds and seconds of processors."""
    book = root / "gradebook" / "gradebook.db"
    shutil.rmtree(root / "gradebook" / "autograded", ignore_errors=True)
    pattern = f"student_00[0-{students - 1}]" if students < 10 else "*"
    bare = book.with_name("bare.db")
    if not bare.exists():
        book.unlink(missing_ok=True)
        timed([sys.executable, "-m", "publishing.release", PRACTICAL, "--gradebook", "--root", str(root)], root)
        shutil.copy(book, bare)
    shutil.copy(bare, book)
    command = [sys.executable, "-m", "nbgrader", "autograde", PRACTICAL, f"--student={pattern}"]
    return timed(command, root)[:2]


def large(folder, students, workers):
    """The run's own cost: seconds of a run with a grader that does nothing, and what it printed."""
    from tests.grading import fake

    root = fake.make_gradebook(fake.make_course(folder / "large"))
    for number in range(students):
        fake.submit(root, f"student_{number:03}", solved=1 + number % 10)
    command = [sys.executable, "-m", "tests.grading.fake", fake.PRACTICAL, "--root", str(root)]
    command += ["--workers", str(workers)]
    seconds, _, text = timed(command, ROOT)
    return seconds, text


def row(name, seconds, target, limit, why):
    """One promise beside its target and its limit."""
    missed = "" if seconds <= target else "   MISSED"
    print(f"{name:44}{seconds:8.1f} s{target:8.0f} s{limit:8.1f} s  {why}{missed}", flush=True)


def promises(folder, root, students, whole, workers):
    """Each promise of `make grade`, after a first run of `students` that took `whole` seconds: a line each."""
    imports = {name: timed([sys.executable, "-c", f"import {name}"], ROOT)[0] for name in ("numpy", "nbgrader.api")}
    results = [json.loads(path.read_text()) for path in (root / "gradebook" / "results").glob("*.json")]
    computed = sum(result["processor_seconds"] for result in results) / workers
    print(f"\n{'on an idle machine with two cores':44}{'by the clock':>10}{'target':>10}{'limit':>10}")
    again, _, _ = ours(root, workers)
    row("a second run without changes", again, TARGETS["again"], imports["numpy"], "NumPy's import")
    number = 10 * (students // 10 + 1)  # one that nobody has touched: what it computes is next to nothing
    hand_in(root, [number])
    for folder_of_one in root.glob(f"gradebook/submitted/student_{number:03}/*"):
        (folder_of_one / "note.txt").write_text("another submission than the others that nobody has touched")
    one, _, _ = ours(root, workers)
    row("one untouched submission more", one, TARGETS["one"], imports["nbgrader.api"], "nbgrader's import")
    row(f"{students} of {PRACTICAL}", whole, TARGETS["class"], computed, "what they compute")
    most, text = large(folder, 300, workers)
    row("300 with a grader that does nothing", most, TARGETS["large"], imports["nbgrader.api"], "nbgrader's import")
    print(f"of the 300: {re.search(r'Memory at most: .*', text)[0]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=40)
    parser.add_argument("--plain", type=int, default=5, help="submissions that plain nbgrader is timed on")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        root = make_course(folder / "course", options.students)
        print(f"{options.students} submissions of {PRACTICAL}, {options.workers} workers")
        small = make_course(folder / "small", 10)
        plain_root = make_course(folder / "plain", options.students)
        one = plain(plain_root, 1)
        before = plain(plain_root, options.plain)
        ten, all_ = ours(small, options.workers), ours(root, options.workers)
        few = zip(before, plain(plain_root, options.plain))
        more = [(sum(pair) / 2 - first) / (options.plain - 1) for first, pair in zip(one, few)]  # for one more
        scaled = [first + (options.students - 1) * cost for first, cost in zip(one, more)]
        print(f"{'':34}{'by the clock':>14}{'processors':>12}")
        print(f"{'plain nbgrader autograde':34}{scaled[0]:12.0f} s{scaled[1]:10.0f} s   (scaled from {options.plain})")
        print(f"{'make grade, boxed and examined':34}{all_[0]:12.0f} s{all_[1]:10.0f} s")
        ratio = scaled[0] / all_[0]
        by_processors = f"{scaled[1] / all_[1]:10.1f}   (at least {WANTED:.0f} by the clock)"
        print(f"{'ours / plain, throughput':34}{ratio:12.1f}  {by_processors}")
        more_ours = (all_[0] - ten[0]) / (options.students - 10)
        print(f"one more submission: plain {more[0]:.2f} s, ours {more_ours:.2f} s; 10 of ours take {ten[0]:.0f} s")
        print(re.search(r"Memory at most: .*", all_[2])[0])
        promises(folder, root, options.students, all_[0], options.workers)
    if ratio < WANTED:
        print(f"\nTARGET MISSED: ours / plain is {ratio:.2f}, but it should be at least {WANTED}.")


if __name__ == "__main__":
    main()
