"""Look for mistakes in the notebooks' sources that nbgrader does not report: `python -m grading.lint [NOTEBOOK ...]`.

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

ROOT = Path(__file__).resolve().parent.parent
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
MARKERS = ("### BEGIN SOLUTION", "### END SOLUTION", "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
DIRECTIVES = ("### AUTOTEST ", "### HASHED AUTOTEST ")
# nbgrader looks for these capitals in any line; the second finds comments that somebody may have meant as a marker.
_MARKER = re.compile(r"\b(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)\b")
_NEAR_MARKER = re.compile(
    r"\s*#.*\b(BEGINN?|START|END)[ _-]*(SOLUTIONS?|HIDDEN[ _-]*TESTS?|TESTS?[ _-]*HIDDEN|MARK(ING)?[ _-]*SCHEME)\b",
    re.I,
)
TOTALS = (20, 100)
GAPS = range(8, 13)


@dataclass(frozen=True)
class Finding:
    path: str
    cell: str
    problem: str
    remedy: str
    rule: str

    def __str__(self):
        where = f"{self.path}, cell {self.cell}" if self.cell else self.path
        return f"{where}: {self.problem}. {self.remedy} [{self.rule}]"


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m grading.lint", description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "notebook", nargs="*", type=Path, help="notebooks to read (all of the course's if none is named)"
    )
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    paths = options.notebook or notebooks(options.root)
    findings = [finding for path in paths for finding in lint_notebook(path, options.root)]
    for finding in findings:
        print(finding)
    print(f"{len(paths)} notebooks read, {len(findings)} findings.")
    return 1 if findings else 0


def notebooks(root):
    """Every notebook of the course, in reading order."""
    found = [
        path for top in ("lectures", "solutions", "practicals") for path in sorted((Path(root) / top).rglob("*.ipynb"))
    ]
    return [path for path in found if not any(part.startswith(".") for part in path.relative_to(root).parts)]


def lint_notebook(path, root=ROOT):
    """The findings for one notebook; which rules hold depends on where it lies in the course."""
    path = Path(path)
    name = path.resolve().relative_to(Path(root).resolve()).as_posix() if _inside(path, root) else path.as_posix()
    kind = name.split("/")[0]
    try:
        raw = json.loads(path.read_bytes().decode("utf-8"))
        if (raw.get("nbformat"), raw.get("nbformat_minor")) != (4, 5):
            version = f"{raw.get('nbformat')}.{raw.get('nbformat_minor')}"
            return [
                Finding(name, "", f"the format is {version}, not 4.5", "Open and save it in JupyterLab 4.", "format")
            ]
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
        findings.append(Finding(name, cell.get("id", "?") if cell is not None else "", problem, remedy, rule))

    _notebook(nb, found)
    for cell in nb.cells:
        _cell(cell, found, released=kind == "practicals")
        _nbgrader(cell, found, released=kind == "practicals")
        if cell.cell_type == "code":
            _code(cell, found)
    if kind == "solutions":
        _practical(nb, path, found)
    return findings


def _inside(path, root):
    return path.resolve().is_relative_to(Path(root).resolve())


# ---------------------------------------------------------------- all notebooks


def _notebook(nb, found):
    if not nb.cells:
        found("launch", None, "it has no cells", "Begin with a text cell with the id launch.")
    elif nb.cells[0].id != "launch" or nb.cells[0].cell_type != "markdown":
        found(
            "launch",
            nb.cells[0],
            "the first cell is not the text cell with the id launch",
            "Put it first; a command fills it.",
        )
    if nb.metadata.get("kernelspec") != KERNEL:
        found(
            "kernel", None, f"the kernel is {dict(nb.metadata.get('kernelspec', {}))}", f"Write {json.dumps(KERNEL)}."
        )
    # JupyterLab adds Python's version and more at every save; grading.release leaves only the name.
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
    return bool(
        re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", identity)
        and re.search(r"[a-z]{2}", identity)
        and not re.fullmatch(r"(?=.*\d)[0-9a-f]{6,}(-[0-9a-f]{4,})*", identity)
    )


def _cell(cell, found, released):
    if not worded(cell.id):
        found(
            "id",
            cell,
            "its id is not worded",
            "Use words of small letters and hyphens that say what the cell is about.",
        )
    allowed = {"nbgrader", "tags", "slideshow"} | ({"deletable", "editable"} if released else set())
    for key in sorted(set(cell.metadata) - allowed):
        found("metadata", cell, f"its metadata has {key}", "Delete it; allowed are nbgrader, tags and slideshow.")
    if cell.get("attachments"):
        found("metadata", cell, "it has an attached file", "Draw the figure in a code cell.")
    if cell.cell_type == "code":
        if cell.outputs:
            found("output", cell, "it has outputs", "Clear all outputs and save.")
        if cell.execution_count is not None:
            found("count", cell, "it has an execution count", "Clear all outputs and save.")
    elif cell.cell_type == "raw":
        found("raw", cell, "it is a raw cell, which nobody sees", "Make it text or code.")


def _code(cell, found):
    tree = _parses(cell.source)
    if tree is None:
        notations = [line.strip() for line in cell.source.splitlines() if re.match(r"\s*[%!?]|.*[\w)]\?+\s*$", line)]
        for line in notations:
            if re.search(r"\b(pip3?|conda|mamba|uv)\b", line):
                found("install", cell, f"it installs something: {line}", "Add the package to pyproject.toml.")
            else:
                found("magic", cell, f"`{line}` is not Python", "Write it in Python; figures need no magic.")
        if not notations:
            found("syntax", cell, "it is not valid Python", "Run the cell and mend what the SyntaxError names.")
        return
    for node in ast.walk(tree):
        text = ast.unparse(node) if isinstance(node, (ast.Attribute, ast.Call)) else ""
        if text == "sys.path":
            found("path", cell, "it changes or reads sys.path", "`utils` can be imported as it is; see the README.")
        elif isinstance(node, ast.Call) and re.match(r"(np|numpy)\.random\.seed\b|random\.seed\b", text):
            found("seed", cell, "it sets a global seed", "Make rng = np.random.default_rng(seed) and pass it on.")
        elif (
            isinstance(node, ast.Call)
            and re.search(r"['\"]pip3?['\"]|\bpip\.main\b|['\"]pip3? install", text)
            and _runs(node)
        ):
            found("install", cell, "it installs something", "Add the package to pyproject.toml.")
        elif isinstance(node, ast.Call) and "get_ipython()" in text and text.startswith("get_ipython()."):
            found("magic", cell, "it uses get_ipython()", "Write it in Python; figures need no magic.")


def _runs(node):
    return bool(re.match(r"(subprocess|os)\.\w+|pip\.", ast.unparse(node.func)))


def _parses(source):
    try:
        return ast.parse(source)
    except SyntaxError:
        return None


# ---------------------------------------------------------------- nbgrader's markers


def marker_like(line):
    """Would nbgrader take this line for a marker, or did its author mean it as one?"""
    return bool(_MARKER.search(line) or _NEAR_MARKER.match(line))


def hidden_lines(source):
    """The lines of a cell that stand between the markers of hidden tests, stripped, without empty ones."""
    lines, inside = [], False
    for line in source.splitlines():
        if "BEGIN HIDDEN TESTS" in line:
            inside = True
        elif "END HIDDEN TESTS" in line:
            inside = False
        elif inside and line.strip():
            lines.append(line.strip())
    return lines


def directive_lines(cell):
    """The comment lines that nbgrader takes for an AUTOTEST: any comment with the word."""
    if cell.cell_type != "code":
        return []
    return [line for line in cell.source.splitlines() if line.strip().startswith("#") and "AUTOTEST" in line.upper()]


def _nbgrader(cell, found, released):
    mark = cell.metadata.get("nbgrader", {})
    if mark:
        _mark(cell, mark, found)
    open_region = None
    for line in cell.source.splitlines():
        stripped = line.strip()
        if marker_like(line) and released:
            found("marker", cell, f"a marker of nbgrader is in the release: {stripped}", "Run `make release`.")
        elif marker_like(line) and stripped not in MARKERS:
            edge = "END" if re.search(r"\bEND", stripped.upper()) else "BEGIN"
            near = f"### {edge} {'HIDDEN TESTS' if 'TEST' in stripped.upper() else 'SOLUTION'}"
            found(
                "marker",
                cell,
                f"`{stripped}` is no marker that nbgrader knows",
                f"Write exactly `{near}`, alone on its line.",
            )
        elif stripped in MARKERS:
            _, edge, *what = stripped.split()
            what = " ".join(what)
            if edge == "BEGIN" and open_region:
                found(
                    "balance",
                    cell,
                    f"BEGIN {what} inside BEGIN {open_region}",
                    f"End the first with ### END {open_region}.",
                )
            elif edge == "END" and open_region != what:
                found("balance", cell, f"END {what} without its BEGIN", f"Put ### BEGIN {what} before it.")
            open_region = what if edge == "BEGIN" else None
            if what == "SOLUTION" and not mark.get("solution"):
                found("balance", cell, "it has a solution, but is no solution cell", "Mark it as one for nbgrader.")
            if what == "HIDDEN TESTS" and not mark.get("grade"):
                found(
                    "balance",
                    cell,
                    "it has hidden tests, but is no graded cell",
                    "Mark it as a test cell for nbgrader.",
                )
    if open_region:
        found("balance", cell, f"BEGIN {open_region} without its END", f"Put ### END {open_region} after it.")

    if mark.get("solution") and not released and "### BEGIN SOLUTION" not in cell.source:
        found(
            "solution",
            cell,
            "a solution cell without markers would be released empty",
            "Put ### BEGIN SOLUTION and ### END SOLUTION around the answer.",
        )
    if (
        mark.get("solution")
        and released
        and cell.cell_type == "code"
        and "raise NotImplementedError" not in cell.source
    ):
        found("solution", cell, "a released solution cell without `raise NotImplementedError()`", "Run `make release`.")
    if mark.get("grade") and not mark.get("solution") and not released and not _visible(cell.source):
        found("empty-test", cell, "nothing of this test would be visible", "Put a visible check before the hidden one.")
    for line in directive_lines(cell):
        if released or not line.strip().startswith(DIRECTIVES) or not mark.get("grade"):
            what = f"`{line.strip()}` is a directive to nbgrader, or looks like one"
            found("autotest", cell, what, "Write `### AUTOTEST expression` in a test cell, and the word nowhere else.")
        elif line != line.lstrip():
            found("autotest", cell, "nbgrader drops the indentation of an AUTOTEST line", "Put it at the left margin.")
        elif any(quotes % 2 for quotes in _quotes_before_semicolons(line)):
            found(
                "autotest",
                cell,
                "nbgrader splits at every semicolon, inside strings too",
                "Write the string without it.",
            )


def _quotes_before_semicolons(line):
    parts = line.split(";")[:-1]
    return [";".join(parts[: i + 1]).count(mark) for i in range(len(parts)) for mark in "\"'"]


def _visible(source):
    text = re.sub(r"(?s)### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", "", source)
    return [
        line for line in text.splitlines() if line.strip() and (not line.strip().startswith("#") or "AUTOTEST" in line)
    ]


def _mark(cell, mark, found):
    expected = {"grade", "grade_id", "locked", "schema_version", "solution", "task"} | (
        {"points"} if mark.get("grade") else set()
    )
    missing = expected - set(mark)
    if missing:
        found(
            "nbgrader",
            cell,
            f"nbgrader's metadata lacks {', '.join(sorted(missing))}",
            "Set the cell's type again in nbgrader's toolbar.",
        )
    if mark.get("schema_version") != 3:
        found(
            "nbgrader",
            cell,
            f"schema_version is {mark.get('schema_version')}",
            "It must be 3, or grading stops for everybody.",
        )
    if not re.fullmatch(r"[a-z][a-z0-9_]*", str(mark.get("grade_id", ""))):
        found(
            "grade-id",
            cell,
            f"the grade_id {mark.get('grade_id')!r} is not worded",
            "Use small letters and underscores, like test_softmax.",
        )
    if mark.get("grade") and not (isinstance(mark.get("points"), (int, float)) and mark["points"] >= 0):
        found(
            "points",
            cell,
            f"a graded cell with {mark.get('points')} points",
            "Give it points; 0 makes the gap optional.",
        )
    if mark.get("grade") and not mark.get("solution") and not mark.get("locked"):
        found("nbgrader", cell, "a test cell that is not locked", "Lock it: students could change it.")


# ---------------------------------------------------------------- practicals


def _practical(nb, path, found):
    marked = [cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade_id")]
    tests = [cell for cell in marked if cell.metadata.nbgrader.get("grade")]
    gaps = [cell for cell in marked if cell.metadata.nbgrader.get("solution")]
    total = sum(cell.metadata.nbgrader.get("points") or 0 for cell in tests)
    if total not in TOTALS:
        found("points", None, f"the points sum to {total:g}", f"They should sum to {' or '.join(map(str, TOTALS))}.")
    worth = sum(bool(cell.metadata.nbgrader.get("points")) for cell in tests)  # a gap of 0 points is optional
    if worth not in GAPS:
        found("gaps", None, f"it has {worth} graded gaps", f"A practical has {GAPS[0]} to {GAPS[-1]}.")
    answered = set()
    for cell in gaps:
        name = cell.metadata.nbgrader.grade_id
        if cell.metadata.nbgrader.get("grade") or "optional" in cell.metadata.get("tags", []):
            continue
        place = marked.index(cell)
        after = marked[place + 1].metadata.nbgrader.grade_id if place + 1 < len(marked) else "nothing"
        answered.add(f"test_{name}")
        if after != f"test_{name}":
            found(
                "pair",
                cell,
                f"after the gap {name} comes {after}",
                f"Put its test cell test_{name} next, or tag the gap `optional`.",
            )
    for cell in tests:
        name = cell.metadata.nbgrader.grade_id
        if not cell.metadata.nbgrader.get("solution") and name not in answered:
            found(
                "pair",
                cell,
                f"no gap belongs to the test {name}",
                f"Name the gap before it {name.removeprefix('test_')}.",
            )
    if path.stem != path.parent.name:
        found("place", None, "nbgrader expects solutions/NAME/NAME.ipynb", f"Call it {path.parent.name}.ipynb.")


if __name__ == "__main__":
    sys.exit(main())
