"""What plain nbgrader and this course's grader make of each stranger: `make hostile` (python -m bench.hostile [FAMILY ...]).

Plain `nbgrader autograde` grades two students each time, the stranger and then an honest one, in a box of this test's own: no
network, the system read-only, bounds on time and memory. What would harm this machine all the same is not tried, and said so. A few
seconds a submission; nothing is kept from one run to the next.
"""

import argparse
import contextlib
import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nbgrader.api import MissingEntry

from grading.engine.handed_in import printable, read_folder
from grading.engine.submission import Bundle, Limits, grade_one
from tests.conftest import copy_course, nbgrader
from tests.grading import fake, hostile
from tests.grading.practicals import Practical
from tests.grading.world import make_world, practical_of, root_of

HONEST = "zz-honest"  # sorted behind every stranger


@dataclasses.dataclass
class Row:
    submission: hostile.Submission
    practical: Practical
    plain: str = ""
    plain_right: bool | None = None  # None: not tried
    ours: str = ""
    ours_right: bool = False
    reason: str = ""

    @property
    def deserved(self):
        points = self.practical.points
        return f"{sum(self.submission.deserves(points).values()):g}/{sum(points.values()):g}"


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__.split("\n")[0])
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
    with tempfile.TemporaryDirectory(prefix="table-") as folder, make_world(Path(folder, "world")) as world:
        rows = _rows(chosen, world, Path(folder), options)
    tell(rows)
    print(f"{(time.monotonic() - began) / 60:.0f} minutes.")
    return 0 if all(row.ours_right for row in rows) else 1


def _rows(chosen, world, folder, options):
    names = {submission.practical for submission in chosen}
    practicals = {name: practical_of(name, world) for name in names}
    rows = [Row(submission, practicals[submission.practical]) for submission in chosen]
    if not options.ours:
        bases = {name: _base(practical, world, folder / f"base-{name}") for name, practical in practicals.items()}
        with ThreadPoolExecutor(options.workers) as pool:
            for row in rows:
                row.plain = row.submission.plain and f"not tried: {row.submission.plain}"
                if not row.plain:
                    pool.submit(_guarded, row, _plain, world, bases[row.practical.name], folder)
    bundles = {name: Bundle.of(root_of(name, world), name) for name in names}
    for number, row in enumerate(rows, 1):  # one after the other: each is looked at for what it leaves behind
        _guarded(row, _ours, world, bundles[row.practical.name], folder)
        done = sum(bool(row.plain) for row in rows)
        print(f"\r{number} graded, {done} by plain nbgrader, of {len(rows)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return rows


def _guarded(row, work, *arguments):
    try:
        work(row, *arguments)
    except Exception as error:  # the table has a row for each; an error of the table's own is seen in it
        whose = work.__name__.strip("_")
        vars(row).update({whose: f"{type(error).__name__}: {error}"[:100], f"{whose}_right": False})


def tell(rows):
    """Print the table and what it sums up to."""
    width = max(len(row.submission.id) for row in rows)
    plain = max([len(row.plain) for row in rows] + [13])
    print(f"{'submission':{width}}  deserved   {'plain nbgrader':{plain + 2}}  ours")
    mark = {True: "  ", False: "x ", None: "- "}
    for row in rows:
        theirs, ours = f"{mark[row.plain_right]}{row.plain:{plain}}", f"{mark[row.ours_right]}{row.ours}"
        print(f"{row.submission.id:{width}}  {row.deserved:9}  {theirs}  {ours}  {row.reason}".rstrip())
    tried = [row for row in rows if row.plain_right is not None]
    print(f"\nx: not as it should be. -: not tried. {len(rows)} submissions.")
    if tried:
        print(f"Plain nbgrader: {sum(row.plain_right for row in tried)} of {len(tried)} that were tried are right.")
    print(f"Ours: {sum(row.ours_right for row in rows)} of {len(rows)} are right.")


# ---------------------------------------------------------------- ours


def _ours(row, world, bundle, folder):
    bundle = dataclasses.replace(bundle, limits=Limits(**row.submission.own_limits()))
    place = folder / "ours" / row.submission.student
    hostile.hand_in(place, *hostile.make(row.practical, row.submission, world.places))
    before = world.fingerprint()
    files, left_out = read_folder(place)
    result = grade_one(files, bundle)
    found = hostile.problems(row.submission, result, left_out, row.practical, world)
    if world.fingerprint() != before or world.callers:
        found.append("something outside was touched")
    row.ours = f"{sum(result.scores.values()):g} {result.status}"
    row.ours_right = not found
    reason = next(filter(None, [*found, *hostile.told(result, left_out)]), "")
    row.reason = printable(" ".join(reason.split()), 110)


# ---------------------------------------------------------------- plain nbgrader


def _base(practical, world, folder):
    """A course as an instructor has it before grading: the assignment is released, and known to the gradebook."""
    if practical.name == hostile.PRACTICAL:
        shutil.copytree(world.course, folder)
    else:
        nbgrader(copy_course(folder), "generate_assignment", practical.name, "--force")
    return folder


def _plain(row, world, base, folder):
    submission, practical = row.submission, row.practical
    root = Path(tempfile.mkdtemp(dir=folder, prefix="plain-"))
    course, home = root / "course", root / "home"
    shutil.copytree(base, course, symlinks=True)
    shutil.copytree(world.root / "home", home)
    places = world.places | {"COURSE": course, "HOME": home, "INBOX": root, "PARENT": 1, "TALKER": 1}
    submitted = course / "gradebook" / "submitted"
    shutil.rmtree(submitted / "bob", ignore_errors=True)
    hostile.hand_in(submitted / submission.student / practical.name, *hostile.make(practical, submission, places))
    solved = hostile.Submission(f"honest/{HONEST}", practical=practical.name, honest="all")
    hostile.hand_in(submitted / HONEST / practical.name, *hostile.make(practical, solved, places))
    found = [] if _autograde(course, home, root, practical.name) else ["hangs"]
    got, honest = (_scores(course, practical, student) for student in (submission.student, HONEST))
    deserved = submission.deserves(practical.points)
    if honest != solved.deserves(practical.points):
        found.append("stops the batch" if honest is None else "spoils the next student's")
    if leaks := _leaks(course, submission.student, world):
        found.append(f"gives away: {', '.join(leaks)}")
    before = [path for path in (world.root / "home").rglob("*") if path.is_file()]
    pairs = [(path, home / path.relative_to(world.root / "home")) for path in before if ".cache" not in path.parts]
    if changed := [now.name for then, now in pairs if now.is_file() and then.read_bytes() != now.read_bytes()]:
        found.append(f"changes {changed[0]} in the home folder")
    right = got == deserved or (got is None and not any(deserved.values()) and "graded" not in submission.status)
    row.plain = "; ".join([f"{sum(got.values()):g}" if got else "no score", *found])
    row.plain_right = right and not found
    shutil.rmtree(root, ignore_errors=True)


def _autograde(course, home, root, practical):
    """Run it in a box; False if time was over."""
    box = "bwrap --unshare-all --die-with-parent --new-session --ro-bind / / --dev /dev --proc /proc".split()
    box += "--size 500000000 --tmpfs /tmp --size 200000000 --tmpfs /dev/shm --tmpfs /var/tmp".split()
    box += ["--bind", str(root), str(root), "--chdir", str(course)]
    box += ["prlimit", f"--data={3000 << 20}", f"--fsize={200 << 20}", "--core=0"]
    command = [*box, sys.executable, "-m", "nbgrader", "autograde", practical, "--Execute.timeout=10"]
    own = {"HOME": str(home), "PYTHONPATH": str(course), "OPENBLAS_NUM_THREADS": "1", "TMPDIR": "/tmp"}
    with open(root / "log.txt", "wb") as log:
        options = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, "env": os.environ | own}
        with contextlib.suppress(subprocess.TimeoutExpired):  # all that is in the box ends with it
            subprocess.run(command, **options, timeout=90 if practical == hostile.PRACTICAL else 300)
            return True
    return False


def _scores(course, practical, student):
    """grade_id -> points in the gradebook; None if there are none."""
    with contextlib.suppress(MissingEntry), fake.book(course) as book:
        grades = book.find_submission_notebook(practical.name, practical.name, student).grades
        scores = {grade.name: grade.score for grade in grades}
        return scores if any(not grade.needs_manual_grade for grade in grades) else None
    return None


def _leaks(course, student, world):
    found = set()
    for path in (course / "gradebook" / "autograded" / student).rglob("*.ipynb"):
        with contextlib.suppress(ValueError, KeyError, TypeError):
            outputs = [cell.get("outputs", []) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
            text = json.dumps([output for cell in outputs for output in cell if output.get("output_type") != "error"])
            found |= {what for what, secret in world.secrets.items() if secret in text}
    return sorted(found)


if __name__ == "__main__":
    sys.exit(main())
