"""Look for mistakes in the notebooks' sources that nbgrader does not report: `python -m publishing.lint [NOTEBOOK ...]`.

Without arguments it reads lectures/, solutions/ and practicals/. Each finding names the file, the cell, what is wrong
and what to do. Many of these mistakes would publish an answer or a hidden test without any error.
"""

import argparse
import ast
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.validator import iter_validate

from publishing import ROOT, notebooks

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
MARKERS = ("### BEGIN SOLUTION", "### END SOLUTION", "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
DIRECTIVES = ("### AUTOTEST ", "### HASHED AUTOTEST ")
# nbgrader looks for these capitals in any line; the second finds comments that somebody may have meant as a marker.
_MARKER = re.compile(r"\b(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)\b")
_NEAR = r"(SOLUTIONS?|HIDDEN[ _-]*TESTS?|TESTS?[ _-]*HIDDEN|MARK(ING)?[ _-]*SCHEME)"
_NEAR_MARKER = re.compile(rf"\s*#.*\b(BEGINN?|START|END)[ _-]*{_NEAR}\b", re.I)
TOTALS = (20, 100)
GAPS = range(8, 16)  # with the task and the written answer at the end
WARNINGS = {"total", "gaps"}  # rules of this course's practicals; an assignment of another size is none the worse


@dataclass(frozen=True)
class Finding:
    path: str
    cell: str
    problem: str
    remedy: str
    rule: str

    def __str__(self):
        where = f"{self.path}, cell {self.cell}" if self.cell else self.path
        word = "Warning: " if self.rule in WARNINGS else ""
        return f"{word}{where}: {self.problem}. {self.remedy} [{self.rule}]"


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m publishing.lint", description=__doc__.split("\n\n")[0])
    which = "notebooks to read (all of the course's if none is named)"
    parser.add_argument("notebook", nargs="*", type=Path, help=which)
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    paths = options.notebook or notebooks(options.root)
    findings = [finding for path in paths for finding in lint_notebook(path, options.root)]
    findings += [finding for path in paths for finding in solved(path, options.root)]
    for finding in findings:
        print(finding)
    print(f"{len(paths)} notebooks read, {len(findings)} findings.")
    return 1 if mistakes(findings) else 0


def mistakes(findings):
    """What must be mended before a release."""
    return [finding for finding in findings if finding.rule not in WARNINGS]


def lint_notebook(path, root=ROOT):
    """The findings for one notebook; which rules hold depends on where it lies in the course."""
    path, full, root = Path(path), Path(path).resolve(), Path(root).resolve()
    name = (full.relative_to(root) if full.is_relative_to(root) else path).as_posix()
    kind = name.split("/")[0]
    try:
        raw = json.loads(path.read_bytes().decode("utf-8"))
        version = f"{raw.get('nbformat')}.{raw.get('nbformat_minor')}"
        if version != "4.5":
            problem = f"the format is {version}, not 4.5"
            return [Finding(name, "", problem, "Open and save it in JupyterLab 4.", "format")]
        for error in iter_validate(raw, version=4, version_minor=5):
            raise error
        nb = nbformat.from_dict(raw)
        for cell in nb.cells:
            cell.source = "".join(cell.source)  # a text, or a list of lines
    except (ValueError, OSError, AttributeError, nbformat.ValidationError) as error:
        reason = f"it is not a valid notebook ({str(error).splitlines()[0]})"
        return [Finding(name, "", reason, "Take an earlier version and make the change in JupyterLab.", "format")]

    findings = []

    def found(rule, cell, problem, remedy):
        findings.append(Finding(name, cell.id if cell else "", problem, remedy, rule))

    _notebook(nb, found)
    for cell in nb.cells:
        _cell(cell, found, released=kind == "practicals")
        _nbgrader(cell, found, released=kind == "practicals")
        if cell.cell_type == "code":
            _code(cell, found)
    if kind == "solutions":
        _practical(nb, path, found)
    return findings


# ---------------------------------------------------------------- all notebooks


def _notebook(nb, found):
    first = nb.cells[0] if nb.cells else None
    if first is None:
        found("launch", None, "it has no cells", "Begin with a text cell with the id launch.")
    elif first.id != "launch" or first.cell_type != "markdown":
        problem = "the first cell is not the text cell with the id launch"
        found("launch", first, problem, "Put it first; a command fills it.")
    kernel = dict(nb.metadata.get("kernelspec", {}))
    if kernel != KERNEL:
        found("kernel", None, f"the kernel is {kernel}", f"Write {json.dumps(KERNEL)}.")
    # JupyterLab adds Python's version and more at every save; publishing.release leaves only the name.
    if nb.metadata.get("language_info", {}).get("name") != "python":
        found("kernel", None, "language_info does not name Python", 'Write {"name": "python"}.')
    for key in sorted(set(nb.metadata) - {"kernelspec", "language_info"}):
        found("metadata", None, f"the notebook's metadata has {key}", "Delete it; saved widgets hold outputs.")
    for identity, count in Counter(cell.id for cell in nb.cells).items():
        if count > 1:
            found("id", None, f"{count} cells have the id {identity}", "Give each cell its own.")
    marked = [cell.metadata.nbgrader.get("grade_id") for cell in nb.cells if "nbgrader" in cell.metadata]
    for identity, count in Counter(marked).items():
        if count > 1:
            found("grade-id", None, f"{count} cells have the grade_id {identity}", "A copied cell: give each its own.")


def worded(identity):
    """Is a cell id made of words, like gap-softmax, and not one of those that editors draw by lot?"""
    words = re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", identity) and re.search(r"[a-z]{2}", identity)
    return bool(words and not re.fullmatch(r"(?=.*\d)[0-9a-f]{6,}(-[0-9a-f]{4,})*", identity))


def _cell(cell, found, released):
    if not worded(cell.id):
        remedy = "Use words of small letters and hyphens that say what the cell is about."
        found("id", cell, "its id is not worded", remedy)
    allowed = {"nbgrader", "tags", "slideshow"} | ({"deletable", "editable"} if released else set())
    for key in sorted(set(cell.metadata) - allowed):
        found("metadata", cell, f"its metadata has {key}", "Delete it; allowed are nbgrader, tags and slideshow.")
    if cell.get("attachments"):
        found("metadata", cell, "it has an attached file", "Draw the figure in a code cell.")
    if cell.get("outputs"):
        found("output", cell, "it has outputs", "Clear all outputs and save.")
    if cell.get("execution_count") is not None:
        found("count", cell, "it has an execution count", "Clear all outputs and save.")
    if cell.cell_type == "raw":
        found("raw", cell, "it is a raw cell, which nobody sees", "Make it text or code.")


def _code(cell, found):
    try:
        tree = ast.parse(cell.source)
    except SyntaxError:
        _no_python(cell, found)
        return
    for node in ast.walk(tree):
        text = ast.unparse(node) if isinstance(node, (ast.Attribute, ast.Call)) else ""
        if text == "sys.path":
            found("path", cell, "it changes or reads sys.path", "`utils` can be imported as it is; see the README.")
        if not isinstance(node, ast.Call):
            continue
        pip = re.search(r"['\"]pip3?['\"]|\bpip\.main\b|['\"]pip3? install", text)
        if re.match(r"(np|numpy)\.random\.seed\b|random\.seed\b", text):
            found("seed", cell, "it sets a global seed", "Make rng = np.random.default_rng(seed) and pass it on.")
        elif pip and re.match(r"(subprocess|os)\.\w+|pip\.", ast.unparse(node.func)):
            found("install", cell, "it installs something", "Add the package to pyproject.toml.")
        elif text.startswith("get_ipython()."):
            found("magic", cell, "it uses get_ipython()", "Write it in Python; figures need no magic.")


def _no_python(cell, found):
    notations = [line.strip() for line in cell.source.splitlines() if re.match(r"\s*[%!?]|.*[\w)]\?+\s*$", line)]
    for line in notations:
        if re.search(r"\b(pip3?|conda|mamba|uv)\b", line):
            found("install", cell, f"it installs something: {line}", "Add the package to pyproject.toml.")
        else:
            found("magic", cell, f"`{line}` is not Python", "Write it in Python; figures need no magic.")
    if not notations:
        found("syntax", cell, "it is not valid Python", "Run the cell and mend what the SyntaxError names.")


# ---------------------------------------------------------------- nbgrader's markers


def marker_like(line):
    """Would nbgrader take this line for a marker, or did its author mean it as one?"""
    return bool(_MARKER.search(line) or _NEAR_MARKER.match(line))


def regions(source, names="SOLUTION|HIDDEN TESTS"):
    """The stripped lines inside and outside the regions that a release takes out, without empty ones."""
    inside, outside, within = [], [], False
    for line in source.splitlines():
        if re.search(f"BEGIN ({names})", line):
            within = True
        elif re.search(f"END ({names})", line):
            within = False
        elif line.strip():
            (inside if within else outside).append(line.strip())
    return inside, outside


def hidden_lines(source):
    """The lines of a cell that stand between the markers of hidden tests, stripped, without empty ones."""
    return regions(source, "HIDDEN TESTS")[0]


def directive_lines(cell):
    """The comment lines that nbgrader takes for an AUTOTEST: any comment with the word."""
    lines = cell.source.splitlines() if cell.cell_type == "code" else []
    return [line for line in lines if line.strip().startswith("#") and "AUTOTEST" in line.upper()]


def _nbgrader(cell, found, released):
    mark = cell.metadata.get("nbgrader", {})
    if mark:
        _mark(cell, mark, found)
    _markers(cell, mark, found, released)
    if mark.get("solution") and not released and "### BEGIN SOLUTION" not in cell.source:
        remedy = "Put ### BEGIN SOLUTION and ### END SOLUTION around the answer."
        found("solution", cell, "a solution cell without markers would be released empty", remedy)
    is_code, stub = cell.cell_type == "code", "raise NotImplementedError"
    if mark.get("solution") and released and is_code and stub not in cell.source:
        found("solution", cell, f"a released solution cell without `{stub}()`", "Run `make release`.")
    is_test = mark.get("grade") and not mark.get("solution")
    visible = [line for line in regions(cell.source, "HIDDEN TESTS")[1] if line[0] != "#" or "AUTOTEST" in line]
    if is_test and not released and not visible:
        found("empty-test", cell, "nothing of this test would be visible", "Put a visible check before the hidden one.")
    for line in directive_lines(cell):
        if released or not line.strip().startswith(DIRECTIVES) or not mark.get("grade"):
            what = f"`{line.strip()}` is a directive to nbgrader, or looks like one"
            found("autotest", cell, what, "Write `### AUTOTEST expression` in a test cell, and the word nowhere else.")
        elif line != line.lstrip():
            found("autotest", cell, "nbgrader drops the indentation of an AUTOTEST line", "Put it at the left margin.")
        elif any(line[: semicolon.start()].count(quote) % 2 for semicolon in re.finditer(";", line) for quote in "\"'"):
            what = "nbgrader splits at every semicolon, inside strings too"
            found("autotest", cell, what, "Write the string without it.")


def _markers(cell, mark, found, released):
    open_region = None
    for line in map(str.strip, cell.source.splitlines()):
        if marker_like(line) and released:
            found("marker", cell, f"a marker of nbgrader is in the release: {line}", "Run `make release`.")
        elif marker_like(line) and line not in MARKERS:
            edge = "END" if re.search(r"\bEND", line.upper()) else "BEGIN"
            near = f"### {edge} {'HIDDEN TESTS' if 'TEST' in line.upper() else 'SOLUTION'}"
            what = f"`{line}` is no marker that nbgrader knows"
            found("marker", cell, what, f"Write exactly `{near}`, alone on its line.")
        elif line in MARKERS:
            _, edge, what = line.split(maxsplit=2)
            if edge == "BEGIN" and open_region:
                problem = f"BEGIN {what} inside BEGIN {open_region}"
                found("balance", cell, problem, f"End the first with ### END {open_region}.")
            elif edge == "END" and open_region != what:
                found("balance", cell, f"END {what} without its BEGIN", f"Put ### BEGIN {what} before it.")
            open_region = what if edge == "BEGIN" else None
            if what == "SOLUTION" and not mark.get("solution"):
                found("balance", cell, "it has a solution, but is no solution cell", "Mark it as one for nbgrader.")
            if what == "HIDDEN TESTS" and not mark.get("grade"):
                problem = "it has hidden tests, but is no graded cell"
                found("balance", cell, problem, "Mark it as a test cell for nbgrader.")
    if open_region:
        found("balance", cell, f"BEGIN {open_region} without its END", f"Put ### END {open_region} after it.")


def _mark(cell, mark, found):
    graded, points = mark.get("grade"), mark.get("points")
    expected = {"grade", "grade_id", "locked", "schema_version", "solution", "task"} | ({"points"} if graded else set())
    missing = ", ".join(sorted(expected - set(mark)))
    if missing:
        remedy = "Set the cell's type again in nbgrader's toolbar."
        found("nbgrader", cell, f"nbgrader's metadata lacks {missing}", remedy)
    if mark.get("schema_version") != 3:
        problem = f"schema_version is {mark.get('schema_version')}"
        found("nbgrader", cell, problem, "It must be 3, or grading stops for everybody.")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", str(mark.get("grade_id", ""))):
        problem = f"the grade_id {mark.get('grade_id')!r} is not worded"
        found("grade-id", cell, problem, "Use small letters and underscores, like test_softmax.")
    if graded and not (isinstance(points, (int, float)) and points >= 0):
        found("points", cell, f"a graded cell with {points} points", "Give it points; 0 makes the gap optional.")
    if graded and not mark.get("solution") and not mark.get("locked"):
        found("nbgrader", cell, "a test cell that is not locked", "Lock it: students could change it.")


# ---------------------------------------------------------------- practicals


def _practical(nb, path, found):
    marked = [(cell, mark) for cell in nb.cells if (mark := cell.metadata.get("nbgrader", {})).get("grade_id")]
    points = [mark.get("points") or 0 for _, mark in marked if mark.get("grade")]
    if sum(points) not in TOTALS:
        remedy = f"Those of this course's practicals sum to {' or '.join(map(str, TOTALS))}."
        found("total", None, f"the points sum to {sum(points):g}", remedy)
    worth = sum(map(bool, points))  # a gap of 0 points is optional
    if worth not in GAPS:
        found("gaps", None, f"it has {worth} graded gaps", f"Those of this course have {GAPS[0]} to {GAPS[-1]}.")
    after = [mark.grade_id for _, mark in marked[1:]] + ["nothing"]
    answered = set()
    for (cell, mark), following in zip(marked, after, strict=True):
        gap, is_gap = mark.grade_id, mark.get("solution") and not mark.get("grade")
        if is_gap and "optional" not in cell.metadata.get("tags", []):
            answered.add(f"test_{gap}")
            if following != f"test_{gap}":
                remedy = f"Put its test cell test_{gap} next, or tag the gap `optional`."
                found("pair", cell, f"after the gap {gap} comes {following}", remedy)
    for cell, mark in marked:
        if mark.get("grade") and not mark.get("solution") and mark.grade_id not in answered:
            remedy = f"Name the gap before it {mark.grade_id.removeprefix('test_')}."
            found("pair", cell, f"no gap belongs to the test {mark.grade_id}", remedy)
    if path.stem != path.parent.name:
        found("place", None, "nbgrader expects solutions/NAME/NAME.ipynb", f"Call it {path.parent.name}.ipynb.")


def solved(path, root):
    """Where the grader gives fewer points to the solved notebook: too slow for each release, which grades nothing."""
    path = Path(path).resolve()
    if path.parent.parent != Path(root).resolve() / "solutions" or path.stem != path.parent.name:
        return []
    from grading.solved import WHY, remarks

    lost, sentences = remarks(Path(root).resolve(), path.stem)
    for sentence in sentences:
        print(sentence)
    name = f"solutions/{path.stem}/{path.name}"
    return [Finding(name, test, f"the solution itself loses {text}", WHY, "solved") for test, text in lost.items()]


if __name__ == "__main__":
    sys.exit(main())
