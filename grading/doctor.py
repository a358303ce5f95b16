"""Can this machine grade safely? `python -m grading.doctor`, or `make doctor`.

It looks at what grading needs, then grades a notebook of its own, in the very sandbox that students' notebooks get, that
tries to get out: what it could reach is what a student could. Each line says OK, or what is wrong and the remedy.
Exit status: 0 the machine can grade safely, 1 it cannot.
"""

import argparse
import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from grading.engine import sandbox

ROOT = Path(__file__).resolve().parent.parent
OK, NOTE, BAD = "OK", "NOTE", "BAD"


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m grading.doctor", description=__doc__.split("\n\n")[0])
    parser.add_argument("--scheduler", metavar="ADDRESS", help="ask the workers of a Dask scheduler instead")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.scheduler:
        return workers(options.scheduler)
    return 1 if report(examine(options.root.resolve())) else 0


def report(findings):
    """Print findings; return how many are bad."""
    bad = 0
    for verdict, what, remedy in findings:
        print(f"{verdict:5}{what}" + (f"\n     -> {remedy}" if remedy else ""), flush=True)
        bad += verdict == BAD
    print("\nStudents' code can be graded here." if not bad else f"\n{bad} found: do not grade before they are mended.")
    return bad


def examine(root):
    """Yield (OK, NOTE or BAD, what was found, the remedy or "")."""
    yield from machine()
    yield from environment()
    if set("[]*?") & set(str(root)):
        what = f"nbgrader would write no feedback in {root}"
        yield NOTE, what, "Rename the folder: its path may hold none of [ ] * ?"
    finding = box_starts()
    yield finding
    if finding[0] != BAD:
        yield from box(root)


# ---------------------------------------------------------------- what grading needs


def machine():
    import psutil

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = psutil.virtual_memory().total / 2**30
    yield OK, f"{cores} cores, {memory:.0f} GB of memory, {sys.platform}", ""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        what = "you are root: if a student's code should find a way out of the sandbox, it would own the machine"
        remedy = "The limit on processes is tried below, since the system does not hold root to it."
        yield NOTE, what, f"Grade as a normal user. {remedy}"


def environment():
    """The commands that nbgrader calls by their bare names."""
    folder = os.path.dirname(sys.executable)
    if shutil.which("alembic", path=folder) is None:
        what = f"the command alembic is missing in {folder}: nbgrader cannot make a gradebook"
        yield BAD, what, "Install the pinned packages again: make env. Or: python -m pip install alembic"
    else:
        yield OK, "nbgrader finds alembic, with which it makes a gradebook", ""
    there = os.environ.get("PATH", "").split(os.pathsep)
    if not any(os.path.realpath(place) == os.path.realpath(folder) for place in there if place):
        what = "the environment's commands are not on the PATH; make and nbgrader_config.py put them there themselves"
        yield NOTE, what, f"To type `nbgrader ...` yourself: export PATH={folder}:$PATH"
    else:
        yield OK, "the environment's commands are on the PATH", ""


def box_starts():
    """Does bubblewrap start, with namespaces of its own?"""
    if problem := sandbox.problem():
        return BAD, *problem
    return OK, f"{sandbox.version()} starts, with namespaces of its own", ""


# ---------------------------------------------------------------- what a student's code could reach

LIMITS = {"megabytes": 2048, "processes": 32, "files_megabytes": 20, "seconds": 90.0, "seconds_cell": 60.0}
PROBE = """
import json, os, socket, time

def reach(what):
    try:
        return what()
    except BaseException as error:
        return None

def connects(address):
    with socket.create_connection(address, timeout=2):
        return True

def writes(place):
    path = os.path.join(place, "grading-doctor")
    with open(path, "w") as file:
        file.write("x")
    return place

def environs():
    found = [json.dumps(dict(os.environ))]
    for pid in filter(str.isdigit, os.listdir("/proc")):
        found.append(reach(lambda: open(f"/proc/{pid}/environ").read()) or "")
    return any(asked["canary"] in text for text in found)

def commands():
    return [reach(lambda: open(f"/proc/{pid}/cmdline").read()) or "" for pid in filter(str.isdigit, os.listdir("/proc"))]

def forks():
    children = []
    try:
        while len(children) < asked["processes"]:
            pid = os.fork()
            if pid == 0:
                time.sleep(30)
                os._exit(0)
            children.append(pid)
    except OSError:
        pass
    for pid in children:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
    return len(children)

def disk():
    written = 0
    try:
        with open("ballast", "wb") as file:
            while written < asked["disk"]:
                written += file.write(bytes(1 << 20))
    except OSError:
        pass
    os.remove("ballast")
    return written >> 20

def probe():
    import numpy
    return json.dumps({
        "network": [a for a in asked["addresses"] if reach(lambda: connects(tuple(a)))],
        "files": [p for p in asked["files"] if reach(lambda: open(p).read())],
        "folders": {p: reach(lambda: os.listdir(p)) or [] for p in asked["folders"]},
        "environment": reach(environs),
        "writes": [p for p in asked["places"] if reach(lambda: writes(p))],
        "own": reach(lambda: writes(os.getcwd())),
        "processes": sum(asked["canary"] in command for command in reach(commands) or []),
        "seen": len(reach(commands) or []),
        "forks": reach(forks),
        "memory": reach(lambda: len(bytearray(asked["memory"]))),
        "disk": reach(disk),
        "user": os.getuid(),
    })
"""


def box(root):
    """Grade a notebook that tries to get out, and say what it reached."""
    canary = secrets.token_hex(16)
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        secret = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="doctor-")), "secret")
        secret.write_text(canary)
        sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", canary])
        stack.callback(sleeper.wait)
        stack.callback(sleeper.kill)
        os.environ["GRADING_DOCTOR"] = canary
        own = [sys.prefix, str(root), str(Path.home()), str(secret.parent)]
        stack.callback(os.environ.pop, "GRADING_DOCTOR")
        asked = {
            "canary": canary,
            "addresses": [listener.getsockname()[:2], ("1.1.1.1", 53)],
            "files": [str(secret), "/etc/passwd", f"/proc/{os.getpid()}/environ", *map(str, _sources(root))],
            "folders": [str(path) for path in (root / "gradebook", root / "solutions", Path.home(), secret.parent)],
            "places": [*"/ /usr /etc /proc/sys /dev".split(), *own],
            "processes": 2 * LIMITS["processes"],
            "memory": 2 * LIMITS["megabytes"] << 20,
            "disk": 2 * LIMITS["files_megabytes"] << 20,
        }
        try:
            found, seconds = probe(asked)
        except Exception as error:  # whatever grading itself says
            yield BAD, "a notebook could not be graded in the sandbox", str(error)
            return
    if found is None:
        yield BAD, "a notebook could not be graded in the sandbox", "Its code gave no answer: please report this."
        return
    # Of a course under /tmp, say, the box has folders of the same name of its own, in which nothing lies.
    found["writes"] = [place for place in found["writes"] if _stays(place) or place not in own]
    yield OK, f"a notebook was graded in the sandbox, in {seconds:.1f} s with the start of the examiner", ""
    hole = "The sandbox has a hole here: do not grade on this machine, and report it."
    memory = f"no more memory than allowed ({LIMITS['megabytes']} MB here)"
    for wrong, fine, what in (
        (found["network"], "no network, not even this machine's own ports", "it reaches the network: {}"),
        (_folders(found), "no home folder, gradebook or solutions", "it reads folders: {}"),
        (found["files"], "no file of yours, nor of other programs", "it reads files: {}"),
        (found["environment"], "no variable of your environment", "it reads your environment's variables"),
        (found["writes"], "no writing outside of its own folder", "it writes to: {}"),
        (found["processes"], f"no process but its own ({found['seen']} of them)", "it sees {} processes of the grader"),
        (found["memory"], memory, "it takes more memory than allowed"),
    ):
        yield (BAD, what.format(wrong), hole) if wrong else (OK, fine, "")
    for name, limit, unit in (("forks", "processes", "processes"), ("disk", "files_megabytes", "MB on disk")):
        most = LIMITS[limit]
        if found[name] is None or found[name] > most:
            remedy = "Grade as a normal user: the system does not hold root to limits." if os.geteuid() == 0 else hole
            yield BAD, f"it makes {found[name]} {unit}, {most} are allowed", remedy
        else:
            yield OK, f"no more {unit} than allowed ({found[name]} of {most} here)", ""
    yield (OK, "a folder of its own", "") if found["own"] else (BAD, "it cannot write to its own folder", hole)


def _stays(place):
    """Did the probe write into this folder? What it wrote is removed."""
    if is_there := (file := Path(place, "grading-doctor")).exists():
        file.unlink()
    return is_there


def _folders(found):
    """The folders that a student's code has read, but for the way to the environment's packages, which it needs."""
    names = [os.path.join(folder, name) for folder, names in found["folders"].items() for name in names]
    prefixes = [os.path.realpath(prefix) + "/" for prefix in (sys.prefix, sys.base_prefix)]
    return [name for name in names if not any(p.startswith(os.path.realpath(name) + "/") for p in prefixes)]


def _sources(root):
    others = [root / "gradebook" / "gradebook.db", root / "nbgrader_config.py"]
    return [*sorted(root.glob("solutions/*/*.ipynb"))[:1], *others]


def probe(asked, **options):
    """Grade the notebook; return what its code found, as a dict (None without an answer), and the seconds."""
    from grading.engine.submission import Bundle, Limits, grade_one

    empty, limits = _notebook("probe = None"), Limits(**LIMITS)
    bundle = Bundle("doctor", empty, empty, {"probe": ["probe"]}, limits=limits, **options)
    theirs = _notebook(f"asked = {asked!r}\n{PROBE}")
    result = grade_one({"doctor.ipynb": theirs.encode()}, bundle)
    cells = json.loads(result.notebook or '{"cells": []}')["cells"]
    text = "".join("".join(output.get("text", "")) for cell in cells for output in cell.get("outputs", []))
    start = text.find("FOUND ")
    if start < 0:
        raise RuntimeError(f"{result.reason} {result.failed.get('test_probe', '')}".strip())
    return json.loads(text[start:].splitlines()[0].removeprefix("FOUND ")), result.seconds


def _notebook(answer):
    """A notebook with one gap, and a test that prints what the gap's function returns."""
    cells = []
    for name, source, is_test in (("probe", answer, False), ("test_probe", "print('FOUND', probe())", True)):
        mark = {"grade_id": name, "schema_version": 3, "task": False, "solution": not is_test, "locked": is_test}
        mark |= {"grade": True, "points": 1} if is_test else {"grade": False}
        cell = {"cell_type": "code", "id": name, "source": source, "outputs": [], "execution_count": None}
        cells.append(cell | {"metadata": {"nbgrader": mark}})
    kernel = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
    return json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})


# ---------------------------------------------------------------- the workers of a cluster


def here():
    """What a worker finds about itself: (findings as a list, a fingerprint of versions and of the grader)."""
    from grading.engine.submission import Bundle

    return list(examine(ROOT)), Bundle("doctor", "", "").key


def workers(address):
    """Ask each worker of a Dask scheduler; return the exit status."""
    from grading.engine.submission import Bundle
    from grading.workers import Cluster, GradeError

    try:
        cluster = Cluster(address)
    except GradeError as error:
        print(error, file=sys.stderr)
        return 1
    own, bad = Bundle("doctor", "", "").key, 0
    for worker, (findings, key) in sorted(cluster.client.run(here).items()):
        print(f"\n{worker}")
        bad += report(findings)
        if key != own:
            bad += 1
            what = "another version of the course, of Python or of a package than here"
            print(f"{BAD:5}{what}\n     -> Same commit, same pins.")
    cluster.close()
    return 1 if bad else 0


if __name__ == "__main__":
    from grading.doctor import main as run  # so that workers find its functions by this module's name

    sys.exit(run())
