"""What plain nbgrader and this course's grader make of each stranger: `make hostile` (python -m tests.grading.table [FAMILY ...]).

Plain `nbgrader autograde` grades two students each time, the stranger and then an honest one, in a box of this test's own: no
network, the system read-only, bounds on time and memory. What would harm this machine all the same is not tried, and said so. A few
seconds a submission; nothing is kept from one run to the next.
"""

import argparse
import contextlib
import dataclasses
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.grading import hostile

HONEST = "zz-honest"  # sorted behind every stranger
BOX_SECONDS = {hostile.PRACTICAL: 90}  # of one run of plain nbgrader; other practicals have 300
BOX_MEGABYTES = 3000


@dataclasses.dataclass
class Row:
    submission: hostile.Submission
    deserved: str
    plain: str = ""
    plain_right: bool | None = None  # None: not tried
    ours: str = ""
    ours_right: bool = False
    reason: str = ""


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m tests.grading.table", description=__doc__.split("\n")[0])
    parser.add_argument(
        "which", nargs="*", help="families or submissions, e.g. forge steal/home (all, if none is named)"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="submissions at a time (one a core)")
    parser.add_argument("--ours", action="store_true", help="leave plain nbgrader out: minutes, not tens of minutes")
    options = parser.parse_args(arguments)
    chosen = [s for s in hostile.the_class() if not options.which or {s.family, s.id} & set(options.which)]
    if not chosen:
        parser.error(f"there is no {' '.join(options.which)}; the families are {', '.join(hostile.FAMILIES)}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="table-") as folder, hostile.make_world(Path(folder, "world")) as world:
        rows = _rows(chosen, world, Path(folder), options)
    tell(rows)
    print(f"{(time.monotonic() - began) / 60:.0f} minutes.")
    return 0 if all(row.ours_right for row in rows) else 1


def _rows(chosen, world, folder, options):
    practicals = {}
    for name in {submission.practical for submission in chosen}:
        practicals[name] = hostile.Practical(hostile.course_of(name, world), name)
    rows = []
    for submission in chosen:
        points = practicals[submission.practical].points
        rows.append(Row(submission, f"{sum(submission.deserves(points).values()):g}/{sum(points.values()):g}"))
    if not options.ours:
        bases = {name: _base(practical, world, folder / f"base-{name}") for name, practical in practicals.items()}
        with ThreadPoolExecutor(options.workers) as pool:
            for row in rows:
                if row.submission.plain:
                    row.plain = f"not tried: {row.submission.plain}"
                else:
                    practical = practicals[row.submission.practical]
                    pool.submit(_guarded, row, _plain, row, practical, world, bases[practical.name], folder)
    bundles = _bundles(practicals, world)
    for number, row in enumerate(rows, 1):  # one after the other: each is looked at for what it leaves behind
        _guarded(
            row, _ours, row, practicals[row.submission.practical], world, bundles[row.submission.practical], folder
        )
        done = sum(bool(row.plain) for row in rows)
        print(f"\r{number} graded, {done} by plain nbgrader, of {len(rows)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return rows


def _guarded(row, work, *arguments):
    try:
        work(*arguments)
    except Exception as error:  # the table has a row for each; an error of the table's own is seen in it
        setattr(row, work.__name__.strip("_"), f"{type(error).__name__}: {error}"[:100])
        setattr(row, f"{work.__name__.strip('_')}_right", False)


def tell(rows):
    """Print the table and what it sums up to."""
    width = max(len(row.submission.id) for row in rows)
    plain = max([len(row.plain) for row in rows] + [13])
    print(f"{'submission':{width}}  deserved   {'plain nbgrader':{plain + 2}}  ours")
    for family in hostile.FAMILIES:
        for row in (row for row in rows if row.submission.family == family):
            mark = {True: "  ", False: "x ", None: "- "}
            print(
                f"{row.submission.id:{width}}  {row.deserved:9}  {mark[row.plain_right]}{row.plain:{plain}}  "
                f"{mark[row.ours_right]}{row.ours}  {row.reason}".rstrip()
            )
    tried = [row for row in rows if row.plain_right is not None]
    print(f"\nx: not as it should be. -: not tried. {len(rows)} submissions.")
    if tried:
        print(f"Plain nbgrader: {sum(row.plain_right for row in tried)} of {len(tried)} that were tried are right.")
    print(f"Ours: {sum(row.ours_right for row in rows)} of {len(rows)} are right.")


# ---------------------------------------------------------------- ours


def _bundles(practicals, world):
    from grading.one import Bundle

    return {name: Bundle.of(hostile.course_of(name, world), name) for name in practicals}


def _ours(row, practical, world, bundle, folder):
    from grading.grade import read_submission
    from grading.one import Limits, grade_one

    bundle = dataclasses.replace(bundle, limits=Limits(**hostile.LIMITS | row.submission.limits))
    place = folder / "ours" / row.submission.student
    hostile.hand_in(place, *practical.make(row.submission, world.places))
    before = world.fingerprint()
    files, left_out = read_submission(place)
    result = grade_one(files, bundle)
    found = hostile.problems(row.submission, result, left_out, practical, world)
    if world.fingerprint() != before or world.callers:
        found.append("something outside was touched")
    row.ours = f"{sum(result['scores'].values()):g} {result['status']}"
    row.ours_right = not found
    told = [
        result["reason"],
        *result["notes"],
        *left_out,
        *(f"{name}: {words}" for name, words in result["failed"].items()),
    ]
    row.reason = _short(found[0] if found else next(filter(None, told), ""))


def _short(words, length=110):
    words = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return words if len(words) <= length else words[: length - 1] + "…"


# ---------------------------------------------------------------- plain nbgrader


def _base(practical, world, folder):
    """A course as an instructor has it before grading: the assignment is released, and known to the gradebook."""
    if practical.name == hostile.PRACTICAL:
        shutil.copytree(world.course, folder)
    else:
        from tests.conftest import copy_course, nbgrader

        nbgrader(copy_course(folder), "generate_assignment", practical.name, "--force")
    return folder


def _plain(row, practical, world, base, folder):
    submission = row.submission
    root = Path(tempfile.mkdtemp(dir=folder, prefix="plain-"))
    course, home = root / "course", root / "home"
    shutil.copytree(base, course, symlinks=True)
    shutil.copytree(world.root / "home", home)
    places = world.places | {"COURSE": course, "HOME": home, "INBOX": root, "PARENT": 1, "TALKER": 1}
    submitted = course / "gradebook" / "submitted"
    shutil.rmtree(submitted / "bob", ignore_errors=True)
    hostile.hand_in(submitted / submission.student / practical.name, *practical.make(submission, places))
    solved = hostile.Submission("", "", "", practical.name, "all", "rest full", frozenset(), (), {}, "", False, ())
    hostile.hand_in(submitted / HONEST / practical.name, *practical.make(solved, places))
    hangs = not _autograde(course, home, root, practical.name, submission.practical)
    scores = {student: _scores(course, practical, student) for student in (submission.student, HONEST)}
    deserved = {f"test_{gap}": points for gap, points in submission.deserves(practical.points).items()}
    found, got = [], scores[submission.student]
    if hangs:
        found.append("hangs")
    if scores[HONEST] != {f"test_{gap}": points for gap, points in practical.points.items()}:
        found.append("stops the batch" if scores[HONEST] is None else "spoils the next student's")
    leaks = _leaks(course, submission.student, world)
    if leaks:
        found.append(f"gives away: {', '.join(leaks)}")
    if home_changed := [
        p.name for p in home.rglob("*") if p.is_file() and ".cache" not in p.parts and _changed(p, home, world)
    ]:
        found.append(f"changes {home_changed[0]} in the home folder")
    right = got == deserved or (got is None and not any(deserved.values()) and "graded" not in submission.statuses)
    row.plain = "; ".join([f"{sum(got.values()):g}" if got else "no score", *found])
    row.plain_right = right and not found
    shutil.rmtree(root, ignore_errors=True)


def _autograde(course, home, root, practical, name):
    """Run it in a box; False if time was over."""
    box = [
        "bwrap",
        "--unshare-all",
        "--die-with-parent",
        "--new-session",
        "--ro-bind",
        "/",
        "/",
        "--dev",
        "/dev",
        "--proc",
        "/proc",
    ]
    box += [
        "--size",
        "500000000",
        "--tmpfs",
        "/tmp",
        "--size",
        "200000000",
        "--tmpfs",
        "/dev/shm",
        "--tmpfs",
        "/var/tmp",
    ]
    box += ["--bind", str(root), str(root), "--chdir", str(course)]
    megabyte = 1 << 20
    limits = ["prlimit", f"--data={BOX_MEGABYTES * megabyte}", f"--fsize={200 * megabyte}", "--core=0"]
    command = [sys.executable, "-m", "nbgrader", "autograde", practical, "--Execute.timeout=10"]
    environment = os.environ | {
        "HOME": str(home),
        "PYTHONPATH": str(course),
        "OPENBLAS_NUM_THREADS": "1",
        "TMPDIR": "/tmp",
    }
    seconds = BOX_SECONDS.get(name, 300)
    with open(root / "log.txt", "wb") as log:
        process = subprocess.Popen(
            [*box, *limits, *command], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment
        )
        try:
            process.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            process.kill()  # all that is in the box ends with it
            process.wait()
            return False


def _scores(course, practical, student):
    """grade_id -> points in the gradebook; None if there are none."""
    from nbgrader.api import Gradebook, MissingEntry

    with contextlib.suppress(MissingEntry), Gradebook(f"sqlite:///{course / 'gradebook' / 'gradebook.db'}") as book:
        grades = book.find_submission_notebook(practical.name, practical.name, student).grades
        scores = {grade.name: grade.score for grade in grades}
        return scores if any(not grade.needs_manual_grade for grade in grades) else None
    return None


def _leaks(course, student, world):
    found = set()
    for path in (course / "gradebook" / "autograded" / student).rglob("*.ipynb"):
        import json

        with contextlib.suppress(ValueError, KeyError, TypeError):
            outputs = [cell.get("outputs", []) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
            text = json.dumps([output for cell in outputs for output in cell if output.get("output_type") != "error"])
            found |= {what for what, secret in world.secrets.items() if secret in text}
    return sorted(found)


def _changed(path, home, world):
    before = world.root / "home" / path.relative_to(home)
    return before.is_file() and before.read_bytes() != path.read_bytes()


if __name__ == "__main__":
    sys.exit(main())
