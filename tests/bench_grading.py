"""How fast is grading? `make bench`, or `python -m tests.bench_grading`: the command itself beside plain `nbgrader autograde`.

Both get the same submissions of practical 2 (solved, untouched, and wrong in one gap each), on the same cores, one after
the other, and are timed as whole processes by the clock. Plain nbgrader runs twice, before and after ours, on a few of
the submissions, and its time is scaled to all of them by its cost of one more: `--plain 40` measures all. It neither
shuts students' code in nor keeps tests away from it; ours does both.

The cost of one more submission is printed for 10 and 40 real ones; for 10, 100 and 400 with a grader that does nothing,
so that what is left is the cost of the run itself: reading, results, gradebook, notebooks. The same again for a second
run, which has nothing to grade.
"""

import argparse
import contextlib
import copy
import io
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


def make_course(root, students):
    """A copy of the course with that many different submissions of practical 2."""
    import nbformat

    from tests.conftest import copy_course, read
    from tests.test_round_trip import without_markers, wrong_answers

    copy_course(root)
    released = read(root / "practicals" / PRACTICAL / f"{PRACTICAL}.ipynb")
    solutions = {cell.id: cell.source for cell in read(root / "solutions" / PRACTICAL / f"{PRACTICAL}.ipynb").cells}
    wrong = sorted(wrong_answers(PRACTICAL).items())
    for number in range(students):
        nb, (gap, answer) = copy.deepcopy(released), wrong[number % len(wrong)]
        for cell in nb.cells:
            mark = cell.metadata.get("nbgrader", {})
            if mark.get("solution") and number % 10:  # every tenth is untouched
                is_wrong = mark["grade_id"] == gap and number % 2
                cell.source = (answer if is_wrong else without_markers(solutions[cell.id])) + f"\n# {number}"
        path = root / "gradebook" / "submitted" / f"student_{number:03}" / PRACTICAL / f"{PRACTICAL}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(nb, path)
    return root


def timed(command, root):
    """(seconds by the clock, seconds of processors, what was printed) of a command that must succeed."""
    before, began = os.times(), time.perf_counter()
    variables = os.environ | {
        "PYTHONPATH": str(root),
        "OPENBLAS_NUM_THREADS": "1",
    }  # the copy's code, not what is edited
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
    copy_ = root / "gradebook" / "bare.db"
    if not copy_.exists():
        book.unlink(missing_ok=True)
        timed([sys.executable, "-m", "grading.release", PRACTICAL, "--gradebook", "--root", str(root)], root)
        shutil.copy(book, copy_)
    shutil.copy(copy_, book)
    command = [sys.executable, "-m", "nbgrader", "autograde", PRACTICAL, f"--student={pattern}"]
    return timed(command, root)[:2]


def cheap(folder, sizes):
    """The run's own cost for each size: a line each."""
    from grading import grade
    from tests.grading import fake

    made = fake.make_gradebook(fake.make_course(folder / "made"))
    for size in sizes:
        root = shutil.copytree(made, folder / f"cheap-{size}")
        for number in range(size):
            fake.submit(root, f"student_{number:03}", solved=1 + number % 10)
        seconds = []
        for _ in range(2):
            began, out = time.perf_counter(), io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
                assert fake.run(root, "--workers", "2") == 0
            seconds.append(time.perf_counter() - began)
        first, second = (1000 * value / size for value in seconds)
        print(f"{size:6} {first:11.1f} ms {second:11.1f} ms {grade.peak_megabytes():9.0f} MB", flush=True)


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
        few = [plain(plain_root, options.plain)]
        ten = ours(small, options.workers)
        all_ = ours(root, options.workers)
        few.append(plain(plain_root, options.plain))
        more = options.plain - 1
        scaled = [
            one[part] + (options.students - 1) * (sum(run[part] for run in few) / 2 - one[part]) / more
            for part in (0, 1)
        ]
        print(f"{'':34}{'by the clock':>14}{'processors':>12}")
        print(f"{'plain nbgrader autograde':34}{scaled[0]:12.0f} s{scaled[1]:10.0f} s   (scaled from {options.plain})")
        print(f"{'make grade, boxed and examined':34}{all_[0]:12.0f} s{all_[1]:10.0f} s")
        ratio = scaled[0] / all_[0]
        print(
            f"{'ours / plain, throughput':34}{ratio:12.1f}  {scaled[1] / all_[1]:10.1f}   (at least {WANTED:.0f} by the clock)"
        )
        more_plain = (scaled[0] - one[0]) / (options.students - 1)
        more_ours = (all_[0] - ten[0]) / (options.students - 10)
        print(f"one more submission: plain {more_plain:.2f} s, ours {more_ours:.2f} s; 10 of ours take {ten[0]:.0f} s")
        print(re.search(r"Memory at most: .*", all_[2])[0])
        print("\nThe run's own cost, with a grader that does nothing, a submission")
        print(f"{'':6} {'first run':>14} {'second run':>14} {'memory':>12}", flush=True)
        cheap(folder, (10, 100, 400))
    if ratio < WANTED:
        print(f"\nTARGET MISSED: ours / plain is {ratio:.2f}, but it should be at least {WANTED}.")


if __name__ == "__main__":
    main()
