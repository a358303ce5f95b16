"""A class of strangers: the submissions of tests/grading/class/, what each deserves, and whether that is what it got.

A file of the class, FAMILY.py or FAMILY_THEME.py, holds many of them::

    # ==== symbolic links in         what is asked for; the submissions below it try that
    # == links_beside: Says what it tries, in a sentence or two. [everyday]
    # honest: double, count; scores: double 1; status: graded | crashed; says: regular expression
    links["key"] = "@HOME@/key"      Python that changes the notebook `nb`, `files`, `links` or `name`, run by the test
    # %% gap double                  a cell that is put into the gap
    # %% extra after double          a cell of the student's own: after/before a grade_id or cell id, at start, at end
    # %% markdown at end             the same, a text cell
    # %% file numpy/__init__.py      a file beside the notebook
    def double(x): pass  # %% gap double         the same for a cell or a file of one line

Facts stand in brackets behind the sentence, or below it where they are long. Code above the first `# ====` begins each code cell.
`honest` are the gaps that are answered right (all, none, or names; else as in FAMILIES). They deserve full points and no other gap
any, but for what `scores` says. `status` is one of several words (else graded); `says` must match the reason, a note or a failed
test's message. Further: `practical` (else the small one in class/practical.py), `limits` (fields of Limits), `plain` (why plain
nbgrader is not tried with it), `everyday` (part of the everyday run). Words between @ signs are places in tests/grading/world.py.
"""

import copy
import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup

from tests.conftest import make_cell, make_notebook
from tests.grading.practicals import mark

CLASS = Path(__file__).resolve().parent / "class"
PRACTICAL = "practical_9_trial"
FAMILIES = {"forge": "count", "steal": "count", "exhaust": "all", "broken": "all", "accident": "all"}
STATUSES = {"graded", "crashed", "unmatched", "unreadable", "missing"}
LIMITS = {"seconds_cell": 10.0, "seconds": 90.0, "megabytes": 1024, "processes": 48, "files_megabytes": 50}


@dataclass(frozen=True)
class Submission:
    id: str  # FAMILY/NAME
    tries: str = ""
    asked: str = ""
    practical: str = PRACTICAL
    honest: str = "all"
    scores: str = ""
    status: str = "graded"
    says: tuple = ()
    limits: str = ""
    plain: str = ""  # why plain nbgrader is not tried with it
    everyday: bool = False
    change: str = ""  # Python that changes what is handed in
    cells: tuple = ()  # (kind, argument, text)

    @property
    def family(self):
        return self.id.split("/")[0]

    @property
    def student(self):
        return self.id.replace("/", "-").replace("_", "-")

    def own_limits(self):
        pairs = [part.split() for part in self.limits.split(",") if part]
        return LIMITS | {key: float(value) if "seconds" in key else int(value) for key, value in pairs}

    def right(self, gaps):
        """Those of the gaps that are answered right."""
        return {"all": list(gaps), "none": []}.get(self.honest, self.honest.split(", "))

    def deserves(self, points):
        """test -> points, from the points that each test is worth."""
        gaps = {test.removeprefix("test_"): worth for test, worth in points.items()}
        right = () if self.scores == "none" else self.right(gaps)
        deserved = {gap: worth if gap in right else 0.0 for gap, worth in gaps.items()}
        for gap, value in (part.split() for part in self.scores.split(", ") if part not in ("", "none")):
            if gap not in gaps:
                raise ValueError(f"{self.id}: there is no gap {gap}")
            deserved[gap] = gaps[gap] if value == "full" else float(value)
        return {f"test_{gap}": value for gap, value in deserved.items()}


FACTS = ("honest", "scores", "status", "practical", "limits", "plain", "says", "everyday")
KINDS = ("gap", "extra", "markdown", "file")


def parse(path):
    """The submissions of one file of the class; a ValueError says what is wrong in it."""
    family, asked, found = path.stem.split("_")[0], "", []
    first, *texts = re.split(r"^(?=# ==(?:==)? )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    preamble = re.sub("^#.*\n", "", first, flags=re.MULTILINE)
    for text in texts:
        if text.startswith("# ==== "):
            asked = text[7:].strip()
        else:
            text = re.sub(r"\A(.+) \[(.+)\]\n", r"\1\n# \2\n", text)
            text = re.sub("^([^#\n].*)  (# %% .+)$", r"\2\n\1", text, flags=re.MULTILINE)
            found.append(_submission(text, family, asked, preamble))
    return found


def _submission(text, family, asked, preamble):
    first, *lines = text.rstrip("\n").split("\n")
    name, colon, tries = first.removeprefix("# == ").partition(": ")
    where = f"{family}/{name}"
    if not colon or not asked:
        raise ValueError(f"{where}: say what is asked for (# ====), then the name and what it tries (# == name: ...)")
    while lines and re.match(r"# (?!%%)", lines[0]) and not re.match(rf"# ({'|'.join(FACTS)})(: |; |$)", lines[0]):
        tries += f" {lines.pop(0)[2:]}"
    facts, says = {"honest": FAMILIES[family]}, []
    for fact in lines.pop(0)[2:].split("; ") if lines and re.match(r"# (?!%%)", lines[0]) else ():
        key, _, value = fact.partition(": ")
        if key not in FACTS:
            raise ValueError(f"{where}: the facts are {', '.join(FACTS)}, not {key}")
        if key == "says":
            says.append(value)
        else:
            facts[key] = value or True
    if set(facts.get("status", "graded").split(" | ")) - STATUSES:
        raise ValueError(f"{where}: no such status: {facts['status']}")
    change, cells = cells_of(lines, where, KINDS)
    cells = tuple((kind, key, preamble + code if kind in ("gap", "extra") else code) for kind, key, code in cells)
    return Submission(where, tries, asked, says=tuple(says), change="\n".join(change), cells=cells, **facts)


def cells_of(lines, where, kinds):
    """The lines before the first `# %% `, and (kind, argument, text) for each of these."""
    starts = [number for number, line in enumerate(lines) if line.startswith("# %% ")] + [len(lines)]
    cells = []
    for start, end in zip(starts, starts[1:], strict=False):
        kind, _, argument = lines[start].removeprefix("# %% ").strip().partition(" ")
        if kind not in kinds:
            raise ValueError(f"{where}: `# %% {kind}` is none of {', '.join(kinds)}")
        cells.append((kind, argument, "\n".join(lines[start + 1 : end]).strip("\n")))
    return lines[: starts[0]], tuple(cells)


@functools.cache
def the_class():
    """All submissions, by family."""
    files = [path for family in FAMILIES for path in sorted(CLASS.glob(f"{family}*.py"))]
    return tuple(submission for path in files for submission in parse(path))


def trial_practical(hidden="a comment"):
    """The instructor's notebook and the files beside it; `hidden` stands in a hidden test and must not be seen by students."""
    lines = (CLASS / "practical.py").read_text(encoding="utf-8").replace("@HIDDEN@", hidden).splitlines()
    imports = "import numpy as np\nfrom numpy.testing import assert_allclose\n\nfrom trial import near"
    title = "# A practical to try the grader on"
    notebook, files = [make_cell("markdown", "title", title), make_cell("code", "imports", imports)], {}
    gap = ""
    for kind, argument, code in cells_of(lines, "practical.py", ("file", "gap", "test"))[1]:
        if kind == "file":
            files[argument] = code + "\n"
            continue
        gap = argument if kind == "gap" else gap
        known = {"solution": gap} if kind == "gap" else {"test": gap, "points": int(argument.split()[0])}
        notebook.append(make_cell("code", f"{kind}-{gap.replace('_', '-')}", code, **known))
    return make_notebook(notebook), files


def make(practical, submission, places):
    """What the student hands in: ({file name: bytes}, {name: where a symbolic link leads}).

    `practical` is a practicals.Practical; `places` says what the words between @ signs stand for.
    """
    right = submission.right(practical.answers)
    nb = practical.notebook(**{gap: None for gap in practical.answers if gap not in right})
    cells, files, extras = nb["cells"], {}, []
    for kind, argument, code in submission.cells:
        code = placed(code, places)
        if kind == "gap":
            cells[place_of(cells, argument)]["source"] = code
        elif kind == "file":
            files[argument] = (code + "\n").encode()
        else:
            extras.append((argument, make_cell(kind.replace("extra", "code"), f"own-{len(extras)}", code)))
    for argument, cell in extras:
        where, _, key = argument.partition(" ")
        place = {"start": 0, "end": len(cells)}[key] if where == "at" else place_of(cells, key) + (where == "after")
        cells.insert(place, cell)
    world = {"nb": nb, "files": files, "links": {}, "name": practical.file, "json": json, "copy": copy, "mark": mark}
    world |= {"cell": lambda key: nb["cells"][place_of(nb["cells"], key)], "answers": practical.answers}
    world |= {"place": lambda key: place_of(nb["cells"], key), "make_cell": make_cell}
    exec(compile(placed(submission.change, places), submission.id, "exec"), world)  # our own code, not a student's
    if world["name"]:
        data = json.dumps(world["nb"], indent=1, ensure_ascii=False).encode("utf-8", "surrogatepass")
        files.setdefault(world["name"], data)
    return files, world["links"]


def placed(code, places):
    """Code with the places for the words between @ signs."""
    return re.sub(r"@([A-Z]+)@", lambda found: str(places[found[1]]), code)


def place_of(cells, key):
    """The index of the cell with this grade_id or id."""
    return next(index for index, cell in enumerate(cells) if key in (mark(cell).get("grade_id"), cell.get("id")))


def hand_in(folder, files, links):
    """Write what a student hands in into a folder."""
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    for name, target in links.items():
        (folder / name).symlink_to(target)


HARMLESS = {"text/plain", "image/png", "image/jpeg"}  # kinds of output that formgrader may show


def told(result, left_out=()):
    """All that the student is told, line by line."""
    return [result.reason, *result.notes, *left_out, *(f"{test}: {text}" for test, text in result.failed.items())]


def problems(submission, result, left_out, practical, world):
    """What is not as it should be in a result, in words; an empty list if all is right."""
    found, lines = [], told(result, left_out)
    unread = dict.fromkeys(practical.read, 0.0)
    deserved = submission.deserves(practical.points) | unread
    for name, points in deserved.items():
        if abs(result.scores.get(name, 0.0) - points) > 1e-9:
            why = result.failed.get(name, "")[:300]
            found.append(f"{name}: {result.scores.get(name)} points instead of {points:g} {why!r}")
    if set(result.scores) - set(deserved):
        found.append(f"scores for cells that do not exist: {set(result.scores) - set(deserved)}")
    if result.status not in submission.status.split(" | "):
        found.append(f"{result.status} instead of {submission.status}: {result.reason!r}")
    if result.status != "graded" and not result.reason.strip():
        found.append(f"{result.status} without a reason")
    text = "\n".join(lines)
    found += [f"nothing says {words!r}: {text[:500]!r}" for words in submission.says if not re.search(words, text)]
    odd = [line for line in lines if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", line)]
    found += [f"control characters in what a person reads: {line[:200]!r}" for line in odd]
    found += [f"{len(line)} characters in what a person reads: {line[:100]!r}" for line in lines if len(line) > 5000]
    if result.status in ("graded", "crashed", "unmatched"):
        found += _notebook_problems(result.notebook, practical)
    elif result.notebook is not None:
        found.append("a notebook, though none could be read")
    if leaks := world.leaks(result):
        found.append(f"secrets in the result: {', '.join(leaks)}")
    return found


def _notebook_problems(content, practical):
    """The graded notebook must be valid, small, and hold the instructor's cells once each, in order."""
    nb, megabytes = json.loads(content), len(content) / 1e6
    found = [f"the graded notebook has {megabytes:.0f} MB"] if megabytes > 5 else []
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
    if points != practical.points | practical.read:
        found.append(f"the graded notebook's points are {points}")
    return found


def live(page, word):
    """The tags of a page in which a browser would run something that holds this word."""
    found = []
    for tag in BeautifulSoup(page, "html.parser").find_all(True):
        attributes = {name: str(value).strip().lower() for name, value in tag.attrs.items() if word in str(value)}
        acts = (name.startswith("on") or name == "srcdoc" for name in attributes)
        leads = (value.startswith(("javascript:", "data:text")) for value in attributes.values())
        if (tag.name == "script" and word in str(tag.string)) or any(acts) or any(leads):
            found.append(str(tag)[:200])
    return found
