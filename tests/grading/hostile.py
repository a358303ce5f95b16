"""A class of strangers: the submissions of tests/grading/class/, what each deserves, and a world in which they would do harm.

A submission is one file, tests/grading/class/FAMILY/NAME.py::

    # Says what it tries, in a sentence or two.
    # honest: double, count          the gaps that are answered right (all, none, or names)
    # scores: double 2, rest 0       what it deserves
    # status: graded                 or several words: graded | crashed
    # says: regular expression       that the reason, a note or a failed test's message must match; any number of lines
    # %% gap double                  a cell that is put into the gap
    # %% extra after double          a cell of the student's own: after/before a grade_id or cell id, at start, at end
    # %% markdown at end             the same, a text cell
    # %% file numpy/__init__.py      a file beside the notebook
    # %% make                        Python that changes the notebook `nb`, `files`, `links` or `name`, run by the test

Optional: `practical:` (else the small one below), `limits:` (fields of grading.one.Limits), `plain:` (why plain nbgrader is not
tried with it), `everyday: yes` (part of the everyday run). Words between @ signs, such as @COURSE@, are places in the world.
"""

import contextlib
import copy
import functools
import hashlib
import json
import os
import re
import secrets
import socket
import sqlite3
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import ROOT, copy_settings, make_cell, make_notebook, nbgrader, save

CLASS = Path(__file__).resolve().parent / "class"
PRACTICAL = "practical_9_trial"
FAMILIES = ("forge", "steal", "exhaust", "broken", "accident")
STATUSES = {"graded", "crashed", "unreadable", "missing"}
LIMITS = {"seconds_cell": 10.0, "seconds": 90.0, "megabytes": 1024, "processes": 48, "files_megabytes": 50}

# ---------------------------------------------------------------- a small practical with all kinds of tests

# gap -> points, the lines that students see, the solution, the test
TRIAL = {
    "double": (
        2,
        'def double(x):\n    """Each entry of the array x times 2."""\n{}',
        "    return 2 * x\n",
        "assert_allclose(double(np.array([1.0, 4.0])), [2.0, 8.0], err_msg='double: each entry times 2')\n"
        "### BEGIN HIDDEN TESTS\n"
        "note = '@HIDDEN@'\n"
        "want = np.array([100234.0, -6.0])\n"
        "assert_allclose(double(np.array([50117.0, -3.0])), want)\n"
        "### END HIDDEN TESTS",
    ),
    "mean_of": (
        1,
        'def mean_of(numbers):\n    """The mean of a list of numbers; a ValueError for an empty list."""\n{}',
        "    if not numbers:\n        raise ValueError('no numbers')\n    return sum(numbers) / len(numbers)\n",
        "assert mean_of([1.0, 2.0, 6.0]) == 3.0, 'mean_of([1.0, 2.0, 6.0]) should be 3.0'\n"
        "try:\n    mean_of([])\nexcept ValueError:\n    pass\nelse:\n"
        "    raise AssertionError('mean_of([]) should raise a ValueError')\n"
        "### AUTOTEST mean_of([2.0, 4.0])\n"
        "### BEGIN HIDDEN TESTS\n"
        "assert mean_of([7.5, 8.5]) == 8.0\nassert abs(mean_of([70.25]) - 70.25) < 1e-9\n"
        "### END HIDDEN TESTS",
    ),
    "count": (
        1,
        "n_parameters = None  # replace None by the number of parameters of a network [64, 48, 10], biases included\n{}",
        "n_parameters = 65 * 48 + 49 * 10\n",
        "assert n_parameters is not None, 'n_parameters: replace None by the number'\n"
        "### HASHED AUTOTEST n_parameters\n"
        "### BEGIN HIDDEN TESTS\nassert n_parameters == 3610\n### END HIDDEN TESTS",
    ),
    "descend": (
        3,
        "def descend(gradient, theta, eta, steps):\n"
        '    """Gradient descent: returns theta after some steps; the array that comes in stays as it is."""\n{}',
        "    for _ in range(steps):\n        theta = theta - eta * gradient(theta)\n    return theta\n",
        "visited = []\n\n\ndef bowl(theta):\n    visited.append(theta.copy())\n    return 2 * theta\n\n\n"
        "start = np.array([1.0, -1.0])\n"
        "assert_allclose(descend(bowl, start, 0.25, 2), [0.25, -0.25])\n"
        "assert len(visited) == 2, f'descend: {len(visited)} gradients for 2 steps'\n"
        "assert_allclose(start, [1.0, -1.0], err_msg='descend: the start was changed')\n"
        "### BEGIN HIDDEN TESTS\n"
        "slope = np.array([4001.0, 3.0])\n"
        "assert_allclose(descend(lambda theta: slope, np.zeros(2), 0.5, 3), [-6001.5, -4.5])\n"
        "### END HIDDEN TESTS",
    ),
    "batches": (
        2,
        'def batches(X, size):\n    """A generator of the slices of X with `size` rows; the last has what is left."""\n{}',
        "    for start in range(0, len(X), size):\n        yield X[start : start + size]\n",
        "assert [len(batch) for batch in batches(np.zeros((7, 2)), 3)] == [3, 3, 1]\n"
        "walk = batches(np.arange(6.0), 4)\n"
        "assert next(walk).tolist() == [0.0, 1.0, 2.0, 3.0]\n"
        "assert next(walk).tolist() == [4.0, 5.0]\n"
        "assert next(walk, None) is None, 'batches: one too many'\n"
        "### BEGIN HIDDEN TESTS\n"
        "assert_allclose(np.concatenate(list(batches(np.arange(9001.0, 9012.0), 4))), np.arange(9001.0, 9012.0))\n"
        "### END HIDDEN TESTS",
    ),
    "nudge": (
        2,
        "def nudge(theta, velocity, g, eta, beta):\n"
        '    """v <- beta v + g, then theta <- theta - eta v, both in place. Returns nothing."""\n{}',
        "    velocity *= beta\n    velocity += g\n    theta -= eta * velocity\n",
        "theta, v = np.array([1.0, 2.0]), np.zeros(2)\n"
        "for _ in range(2):\n    nudge(theta, v, np.array([1.0, -1.0]), 0.5, 0.5)\n"
        "assert_allclose(theta, [-0.25, 3.25])\n"
        "assert near(v, [1.5, -1.5]), 'nudge: the velocity is wrong'\n"
        "### BEGIN HIDDEN TESTS\n"
        "theta, v = np.array([7001.0]), np.array([2.0])\n"
        "nudge(theta, v, np.array([3.0]), 1.0, 0.25)\n"
        "assert_allclose([theta[0], v[0]], [6997.5, 3.5])\n"
        "### END HIDDEN TESTS",
    ),
    "classify": (
        2,
        'def classify(X):\n    """1 for each number above 0, else 0: integers. Points: 2 times the share that is right."""\n{}',
        "    return (X > 0).astype(int)\n",
        "right = np.mean(classify(np.array([-1.0, 2.0])) == np.array([0, 1]))\n"
        "### BEGIN HIDDEN TESTS\n"
        "right = np.mean(classify(np.array([3.0, -4.0, -5.0, 6.0])) == np.array([1, 0, 0, 1]))\n"
        "### END HIDDEN TESTS\n"
        "2 * float(right)",
    ),
}  # fmt: skip
BESIDE = {  # files in the assignment's folder
    "trial.py": 'import numpy as np\n\n\ndef near(got, want):\n    """Whether two arrays agree."""\n'
    "    return bool(np.allclose(got, want))\n"
}


def trial_practical(hidden="a comment"):
    """The instructor's notebook; `hidden` stands in a hidden test and must not be seen by students."""
    cells = [
        make_cell("markdown", "title", "# A practical to try the grader on"),
        make_cell("code", "imports", "import numpy as np\nfrom numpy.testing import assert_allclose\n\nfrom trial import near"),
    ]  # fmt: skip
    for gap, (points, frame, answer, test) in TRIAL.items():
        body = f"    ### BEGIN SOLUTION\n{answer}    ### END SOLUTION"
        if gap == "count":
            body = body.replace("    ###", "###")
        dashed = gap.replace("_", "-")
        cells.append(make_cell("code", f"gap-{dashed}", frame.format(body), solution=gap))
        cells.append(make_cell("code", f"test-{dashed}", test.replace("@HIDDEN@", hidden), test=gap, points=points))
    return make_notebook(cells)


# ---------------------------------------------------------------- reading the files


@dataclass(frozen=True)
class Submission:
    family: str
    name: str
    tries: str
    practical: str
    honest: str
    scores: str
    statuses: frozenset
    says: tuple
    limits: dict
    plain: str  # why plain nbgrader is not tried with it
    everyday: bool
    cells: tuple  # (kind, argument, text)

    @property
    def id(self):
        return f"{self.family}/{self.name}"

    @property
    def student(self):
        return f"{self.family}-{self.name.replace('_', '-')}"

    def deserves(self, points):
        """gap -> points, from the points that each gap is worth."""
        return _scores(self.scores, points, self.id)


def _scores(text, points, where):
    told, rest = {}, None
    for part in text.split(","):
        gap, value = part.split()
        if gap == "rest":
            rest = value
        elif gap in points:
            told[gap] = points[gap] if value == "full" else float(value)
        else:
            raise ValueError(f"{where}: there is no gap {gap}")
    if rest not in ("0", "full"):
        raise ValueError(f"{where}: end the scores with `rest 0` or `rest full`")
    return {gap: told.get(gap, worth if rest == "full" else 0.0) for gap, worth in points.items()}


KEYS = ("honest", "scores", "status", "says", "practical", "limits", "plain", "everyday")
KINDS = ("gap", "extra", "markdown", "file", "make")


def parse(path):
    """One file of the class; a ValueError says what is wrong in it."""
    where = f"{path.parent.name}/{path.name}"
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("# %% ")] + [len(lines)]
    tries, values = [], {"says": []}
    for line in filter(str.strip, lines[: starts[0]]):
        found = re.fullmatch(rf"# ({'|'.join(KEYS)}): (.+)", line)
        if not found:
            if not line.startswith("# ") or len(values) > 1:
                raise ValueError(
                    f"{where}: the head holds what is tried, then lines such as `# scores: rest 0`: {line!r}"
                )
            tries.append(line[2:])
        elif found[1] == "says":
            values["says"].append(found[2].strip())
        else:
            values[found[1]] = found[2].strip()
    if not tries or "scores" not in values:
        raise ValueError(f"{where}: say what it tries, and the scores that it deserves")
    statuses = frozenset(values.get("status", "graded").split(" | "))
    if statuses - STATUSES:
        raise ValueError(f"{where}: no such status: {statuses - STATUSES}")
    cells = []
    for start, end in zip(starts, starts[1:], strict=False):
        kind, _, argument = lines[start].removeprefix("# %% ").strip().partition(" ")
        if kind not in KINDS:
            raise ValueError(f"{where}: `# %% {kind}` is none of {', '.join(KINDS)}")
        cells.append((kind, argument, "\n".join(lines[start + 1 : end]).strip("\n")))
    limits = {}
    for part in filter(None, values.get("limits", "").split(",")):
        key, value = part.split()
        limits[key] = float(value) if "seconds" in key else int(value)
    return Submission(
        path.parent.name, path.stem, " ".join(tries), values.get("practical", PRACTICAL), values.get("honest", "none"),
        values["scores"], statuses, tuple(values["says"]), limits, values.get("plain", ""), "everyday" in values,
        tuple(cells),
    )  # fmt: skip


@functools.cache
def the_class():
    """All submissions, by family and name."""
    return tuple(parse(path) for family in FAMILIES for path in sorted((CLASS / family).glob("*.py")))


# ---------------------------------------------------------------- making the notebook


class Practical:
    """A practical as it is released, its solutions, and what its gaps are worth."""

    def __init__(self, root, name):
        self.name = name
        self.released = json.loads((root / "practicals" / name / f"{name}.ipynb").read_text(encoding="utf-8"))
        for cell in self.released["cells"]:
            cell["source"] = text(cell)
        solved = json.loads((root / "solutions" / name / f"{name}.ipynb").read_text(encoding="utf-8"))
        self.answers, self.points = {}, {}
        for cell in solved["cells"]:
            mark = cell["metadata"].get("nbgrader", {})
            if mark.get("solution"):
                self.answers[mark["grade_id"]] = "\n".join(
                    line for line in text(cell).splitlines() if not re.search("(BEGIN|END) SOLUTION|CANARY", line)
                )
            elif mark.get("grade"):
                self.points[mark["grade_id"].removeprefix("test_")] = float(mark["points"])

    def make(self, submission, places):
        """What the student hands in: ({file name: bytes}, {name: where a symbolic link leads}).

        places : word between @ signs -> what it stands for
        """
        nb = copy.deepcopy(self.released)
        gaps = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in nb["cells"] if mark(cell).get("solution")}
        honest = {"all": list(gaps), "none": []}.get(submission.honest, submission.honest.split(", "))
        for gap in honest:
            gaps[gap]["source"] = self.answers[gap]
        files, extras, last = {}, [], ""
        for kind, argument, code in submission.cells:
            code = re.sub(r"@([A-Z]+)@", lambda found: str(places[found[1]]), code)
            if kind == "gap":
                gaps[argument]["source"] = code
            elif kind == "file":
                files[argument] = (code + "\n").encode()
            elif kind == "make":
                last = code
            else:
                cell = make_cell("code" if kind == "extra" else "markdown", f"own-{len(extras)}", code)
                extras.append((argument, cell))
        for argument, cell in extras:
            _insert(nb["cells"], argument, cell)
        world = {"nb": nb, "files": files, "links": {}, "name": f"{self.name}.ipynb", "json": json, "copy": copy}
        world |= {"cell": lambda key: nb["cells"][place_of(nb["cells"], key)], "answers": self.answers}
        world |= {"place": lambda key: place_of(nb["cells"], key), "make_cell": make_cell}
        exec(compile(last, submission.id, "exec"), world)  # our own code, not a student's
        if world["name"]:
            data = json.dumps(world["nb"], indent=1, ensure_ascii=False).encode("utf-8", "surrogatepass")
            files.setdefault(world["name"], data)
        return files, world["links"]


def mark(cell):
    return cell["metadata"].get("nbgrader", {})


def text(cell):
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def place_of(cells, key):
    """The index of the cell with this grade_id or id."""
    return next(index for index, cell in enumerate(cells) if key in (mark(cell).get("grade_id"), cell.get("id")))


def _insert(cells, argument, cell):
    where, _, key = argument.partition(" ")
    if where == "at":
        cells.insert(0 if key == "start" else len(cells), cell)
    else:
        cells.insert(place_of(cells, key) + (where == "after"), cell)


def hand_in(folder, files, links):
    """Write what a student hands in into a folder."""
    folder.mkdir(parents=True)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for name, target in links.items():
        (folder / name).symlink_to(target)


# ---------------------------------------------------------------- a world in which they would do harm


@dataclass
class World:
    """A course with secrets in it, a home, listening sockets; all of it is watched."""

    root: Path  # holds course/, home/, inbox/
    places: dict = field(default_factory=dict)  # word -> place, for the submissions' code
    secrets: dict = field(default_factory=dict)  # what -> the text that must be found nowhere
    callers: list = field(default_factory=list)  # who connected to a socket that listens

    @property
    def course(self):
        return self.root / "course"

    def fingerprint(self):
        """sha256 of every file (and target of every link) of the world, but for Matplotlib's list of fonts."""
        found = {}
        for path in sorted(self.root.rglob("*")):
            if path.is_symlink():
                found[str(path)] = os.readlink(path)
            elif path.is_file() and not {"__pycache__", ".cache"} & set(path.parts):
                found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found

    def leaks(self, result):
        """The names of the secrets that stand somewhere in a result; test cells and their tracebacks quote hidden tests."""
        result = dict(result)
        if result.get("notebook"):
            nb = json.loads(result["notebook"])
            for cell in nb["cells"]:
                if mark(cell).get("grade"):
                    cell["source"] = ""
                    for output in cell["outputs"]:
                        output.pop("traceback", None)
            result["notebook"] = json.dumps(nb, ensure_ascii=False)
        everything = json.dumps(result, ensure_ascii=False)
        return [what for what, secret in self.secrets.items() if secret in everything]

    def survivors(self):
        """Command lines of processes that carry this world's mark."""
        found, word = [], self.places["MARK"].encode()
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if word in (folder / "cmdline").read_bytes() or word in (folder / "comm").read_bytes():
                    found.append(folder.name)
        return found


@contextlib.contextmanager
def make_world(root):
    """A released small practical in a course with a gradebook, another student, a home; sockets that listen."""
    world = World(root)
    made = {what: f"CANARY-{what}-{secrets.token_hex(8)}" for what in (
        "gradebook", "solution", "hidden", "other", "home", "environment", "shared", "socket", "network", "process", "file",
    )}  # fmt: skip
    world.secrets = made
    course, home, inbox = root / "course", root / "home", root / "inbox"
    for folder in (course, home / ".ssh", inbox):
        folder.mkdir(parents=True)
    copy_settings(course)
    solved = trial_practical(made["hidden"])
    for cell in solved["cells"]:
        if cell["id"] == "gap-double":
            cell["source"] = cell["source"].replace("    return 2 * x", f"    # {made['solution']}\n    return 2 * x")
    save(solved, course / "solutions" / PRACTICAL / f"{PRACTICAL}.ipynb")
    for name, content in BESIDE.items():
        (course / "solutions" / PRACTICAL / name).write_text(content)
    nbgrader(course, "generate_assignment", PRACTICAL, "--force")
    (course / "gradebook" / "submitted").mkdir(parents=True, exist_ok=True)
    with contextlib.closing(sqlite3.connect(course / "gradebook" / "gradebook.db")) as book:
        book.execute("CREATE TABLE secret (value TEXT)")
        book.execute("INSERT INTO secret VALUES (?)", [made["gradebook"]])
        book.commit()
    other = course / "gradebook" / "submitted" / "bob" / PRACTICAL / f"{PRACTICAL}.ipynb"
    save(make_notebook([make_cell("code", "gap-double", f"# {made['other']}")]), other)
    (home / ".ssh" / "id_ed25519").write_text(made["home"])
    (home / "notes.txt").write_text(made["home"])
    word = f"mark{secrets.token_hex(4)}"  # fits into /proc/self/comm
    shared, outside = Path("/dev/shm", word), Path("/var/tmp", word)
    for path in (shared, outside):
        path.write_text(made["shared"])
    fd = os.open(home / "open.txt", os.O_RDWR | os.O_CREAT)
    os.write(fd, made["file"].encode())
    os.set_inheritable(fd, True)  # a careless caller
    with _listening(world, made, word) as (port, path):
        talker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(36000)", made["process"]])
        world.places = {
            "COURSE": course, "HOME": home, "PORT": port, "SOCKET": word, "SOCKETFILE": path, "MARK": word, "PARENT": os.getpid(),
            "SHARED": shared, "OUTSIDE": outside, "ROOT": ROOT, "INBOX": inbox, "TALKER": talker.pid, "FD": fd,
        }  # fmt: skip
        changed = {"HOME": str(home), "COURSE_SECRET": made["environment"]}
        before = {key: os.environ.get(key) for key in changed}
        os.environ |= changed
        try:
            yield world
            assert talker.poll() is None, "a process of the instructor's was killed"
            assert shared.read_text() == outside.read_text() == made["shared"], "a shared file was written"
        finally:
            for key, value in before.items():
                os.environ.pop(key) if value is None else os.environ.__setitem__(key, value)
            talker.kill()
            talker.wait()
            os.close(fd)
            for path in (shared, outside):
                path.unlink(missing_ok=True)


@contextlib.contextmanager
def _listening(world, made, word):
    """A server on a TCP port, on an abstract Unix socket and on one in a file; each answers with a secret."""
    tcp, abstract, file = socket.socket(), socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    tcp.bind(("127.0.0.1", 0))
    abstract.bind(f"\0{word}")
    path = world.root / "inbox" / "s"
    with contextlib.suppress(OSError):  # too long a path: the other two remain
        file.bind(str(path))
    told = {tcp: made["network"], abstract: made["socket"], file: made["socket"]}

    def serve(server):
        with contextlib.suppress(OSError):
            while True:
                caller, _ = server.accept()
                world.callers.append(told[server])
                with caller, contextlib.suppress(OSError):
                    caller.sendall(told[server].encode())

    threads = []
    for server in told:
        with contextlib.suppress(OSError):
            server.listen()
            threads.append(threading.Thread(target=serve, args=(server,), daemon=True))
            threads[-1].start()
    try:
        yield tcp.getsockname()[1], path
    finally:
        for server in told:
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()
        for thread in threads:
            thread.join(5)


def course_of(practical, world):
    """The folder of the course that holds a practical: the world's, or this one."""
    return world.course if practical == PRACTICAL else ROOT


# ---------------------------------------------------------------- is it right?

HARMLESS = {"text/plain", "image/png", "image/jpeg"}  # kinds of output that formgrader may show


def problems(submission, result, left_out, practical, world):
    """What is not as it should be in a result, in words; an empty list if all is right."""
    found = []
    deserved = {f"test_{gap}": points for gap, points in submission.deserves(practical.points).items()}
    for name, points in deserved.items():
        if abs(result["scores"].get(name, 0.0) - points) > 1e-9:
            why = result["failed"].get(name, "")[:300]
            found.append(f"{name}: {result['scores'].get(name)} points instead of {points:g} {why!r}")
    if set(result["scores"]) - set(deserved):
        found.append(f"scores for cells that do not exist: {set(result['scores']) - set(deserved)}")
    if result["status"] not in submission.statuses:
        found.append(f"{result['status']} instead of {' or '.join(sorted(submission.statuses))}: {result['reason']!r}")
    if result["status"] != "graded" and not result["reason"].strip():
        found.append(f"{result['status']} without a reason")
    told = "\n".join(
        [result["reason"], *result["notes"], *left_out, *(f"{k}: {v}" for k, v in result["failed"].items())]
    )
    found += [f"nothing says {words!r}: {told[:500]!r}" for words in submission.says if not re.search(words, told)]
    for text in (result["reason"], *result["notes"], *result["failed"].values()):
        if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text):
            found.append(f"control characters in what a person reads: {text[:200]!r}")
        if len(text) > 5000:
            found.append(f"{len(text)} characters in what a person reads: {text[:100]!r}")
    if result["status"] in ("graded", "crashed"):
        found += _notebook_problems(result["notebook"], practical)
    elif result["notebook"] is not None:
        found.append("a notebook, though none could be read")
    if leaks := world.leaks(result):
        found.append(f"secrets in the result: {', '.join(leaks)}")
    return found


def _notebook_problems(content, practical):
    """The graded notebook must be valid, small, and hold the instructor's cells once each, in order."""
    import nbformat

    found = []
    if len(content) > 20_000_000:
        found.append(f"the graded notebook has {len(content) / 1e6:.0f} MB")
    nb = json.loads(content)
    try:
        nbformat.validate(nb)
    except nbformat.ValidationError as error:
        found.append(f"the graded notebook is not valid: {str(error)[:300]}")
    shown = {kind for cell in nb["cells"] for output in cell.get("outputs", ()) for kind in output.get("data", ())}
    if not shown <= HARMLESS:
        found.append(f"outputs of a kind that a browser runs: {sorted(shown - HARMLESS)}")
    marks = [mark(cell).get("grade_id") for cell in nb["cells"] if mark(cell)]
    if marks != [mark(cell)["grade_id"] for cell in practical.released["cells"] if mark(cell)]:
        found.append(f"the graded notebook's marked cells are {marks}")
    points = {mark(cell)["grade_id"]: mark(cell)["points"] for cell in nb["cells"] if mark(cell).get("grade")}
    if points != {f"test_{gap}": worth for gap, worth in practical.points.items()}:
        found.append(f"the graded notebook's points are {points}")
    return found


# ---------------------------------------------------------------- what the class must hold

# What is asked for, word by word, and the submissions that try it.
ASKED = {
    "forging a score": {
        "patching numpy.testing": "forge/numpy_testing forge/checks_patched",
        "builtins": "forge/builtins_patched forge/assertion_error forge/compile_hook",
        "IPython's transformers": "forge/input_transformers forge/ast_transformers",
        "the kernel's execute": "forge/kernel_execute forge/run_cell forge/event_hooks forge/showtraceback",
        "sys.modules": "forge/sys_modules",
        "__eq__ on results": "forge/always_equal forge/always_equal_float forge/always_equal_array forge/metaclass "
        "forge/zero_difference forge/duck_array forge/named_attributes",
        "reading tests from frames": "forge/frames forge/frames_rewritten forge/checks_seen",
        "history": "forge/history",
        "code objects": "forge/code_objects forge/source_files forge/process_memory",
        "tracing": "forge/tracing forge/monitoring",
        "threads": "forge/thread forge/callback_kept",
        "exit hooks": "forge/exit_hooks forge/raises_system_exit forge/silent_exception",
        "forged replies": "forge/replies_on_descriptors forge/replies_on_sockets forge/encoder forge/handle_forged "
        "forge/wire_taken forge/wire_climbed forge/wire_forged forge/odd_values",
        "partial-credit output": "forge/partial_nan forge/partial_too_much forge/partial_negative forge/partial_text "
        "forge/partial_display",
        "shadowed modules beside the notebook": "forge/shadow_numpy forge/shadow_kernel forge/shadow_startup",
        "replacing `utils`": "forge/shadow_utils forge/utils_rewritten",
        "using `utils`' own reference as the answer": "forge/reference_as_answer forge/reference_renamed "
        "forge/reference_wrapped forge/reference_other_modules forge/reference_turned_around",
        "and what else comes to mind": "forge/callback_escape forge/callback_recursion forge/arguments_rebound "
        "forge/memory_written forge/random_state forge/name_of_a_test_tool forge/tests_called_early",
    },
    "stealing and breaking out": {
        "gradebook": "steal/gradebook",
        "solutions": "steal/solutions",
        "other submissions": "steal/other_submissions steal/shared_folders",
        "home": "steal/home",
        "environment": "steal/environment steal/descriptors",
        "network": "steal/network steal/unix_sockets steal/connection_files",
        "parent process": "steal/parent_process steal/kill_all steal/namespaces steal/hardware steal/write_outside",
        "symbolic links in": "steal/link_as_notebook steal/links_beside",
        "and out": "steal/links_planted",
        "HTML and script in outputs shown by formgrader or feedback": "steal/script_in_outputs steal/script_in_errors "
        "steal/script_in_text steal/terminal_codes steal/formulas",
        "and what else comes to mind": "steal/other_mark steal/file_names",
    },
    "exhausting": {
        "endless loops at top level": "exhaust/loop_at_top_level exhaust/loops_everywhere",
        "in functions": "exhaust/loop_in_function exhaust/sleeps exhaust/endless_generator exhaust/endless_iteration "
        "exhaust/endless_callbacks",
        "deaf to interrupts": "exhaust/loop_deaf exhaust/loop_in_c exhaust/stops_itself",
        "memory": "exhaust/memory exhaust/memory_arrays exhaust/memory_children exhaust/memory_shared exhaust/huge_result "
        "exhaust/huge_integer exhaust/compile_bomb",
        "fork bomb": "exhaust/fork_bomb exhaust/threads exhaust/fork_goes_on",
        "output flood": "exhaust/output_flood exhaust/output_flood_raw exhaust/display_flood exhaust/quiet_flood",
        "full disk": "exhaust/disk exhaust/disk_files",
        "deep recursion": "exhaust/recursion exhaust/recursion_c",
        "orphan processes": "exhaust/orphans exhaust/orphans_hold_pipes",
        "waiting for input": "exhaust/waits_for_input accident/input_in_gap",
        "and what else comes to mind": "exhaust/segfault exhaust/exits_at_once exhaust/exits_in_last_cell exhaust/dies_each_time "
        "exhaust/many_cells",
    },
    "notebooks that are broken": {
        "truncated": "broken/truncated broken/empty_file",
        "not JSON": "broken/not_json broken/python_repr broken/merge_conflict broken/binary",
        "deeply nested": "broken/deeply_nested broken/deep_metadata",
        "wrong name": "broken/wrong_name broken/wrong_ending broken/in_a_subfolder broken/two_notebooks broken/other_practical",
        "missing": "broken/missing broken/pdf_instead broken/script_instead broken/checkpoint_only",
        "no cell ids": "broken/no_cell_ids broken/same_cell_ids",
        "older and newer formats": "broken/older_format broken/newer_format broken/older_schema broken/newer_schema",
        "other kernel": "broken/other_kernel broken/own_kernel broken/no_kernel",
        "tests deleted": "broken/tests_deleted",
        "changed": "broken/tests_changed broken/grade_ids_swapped broken/grade_id_taken broken/marks_gone",
        "duplicated": "broken/tests_duplicated",
        "reordered": "broken/tests_reordered broken/tests_before_answers",
        "made raw": "broken/tests_made_raw",
        "points changed": "broken/points_changed broken/outputs_forged",
        "tags that skip": "broken/tags_that_skip",
        "and what else comes to mind": "broken/a_list broken/cells_of_wrong_types broken/huge_outputs broken/too_large "
        "broken/thousands_of_cells broken/utf16 broken/latin_1 broken/odd_numbers broken/half_characters broken/keys_twice",
    },
    "kind to common accidents": {
        "a copied cell": "accident/copied_cell accident/copied_then_changed accident/copied_test",
        "a byte-order mark": "accident/byte_order_mark accident/carriage_returns accident/odd_characters accident/emoji",
        "`practical_2_digits (1).ipynb`": "accident/downloaded_twice accident/copy_beside accident/upper_case",
        "a missing test cell": "accident/missing_test accident/missing_answer accident/answer_in_a_new_cell",
        "a warning on stderr": "accident/warning accident/logging",
        "an import typed into a locked cell": "accident/import_in_a_locked_cell accident/import_in_the_first_cell "
        "accident/import_replaced",
    },
}  # fmt: skip
