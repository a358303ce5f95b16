"""Make practicals/ from solutions/: `python -m publishing.release [PRACTICAL ...] [--check] [--gradebook]`.

nbgrader's generate_assignment does the work, in a temporary copy of the course. What it made is brought into one
standard form and inspected: nothing of a solution or of a hidden test may be left. Only then does it replace the old
release, so a build that fails leaves the old one as it was. The same sources give the same bytes.
"""

import argparse
import ast
import collections
import difflib
import filecmp
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from publishing import ROOT, lint
from publishing.lint import regions

CONFIGURATION = ("nbgrader_config.py", "autotests.yml", "grading", "publishing")
NOTEBOOK_METADATA = {"kernelspec": lint.KERNEL, "language_info": {"name": "python"}}
CELL_METADATA = {"nbgrader", "tags", "slideshow", "deletable", "editable"}
STUB = {"# YOUR CODE HERE", "raise NotImplementedError()", "YOUR ANSWER HERE"}  # what nbgrader leaves in a gap
LITTER = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__", "*.pyc", ".*")


class ReleaseError(Exception):
    """The release cannot be made; the text says why and what to do."""


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m publishing.release", description=__doc__.split("\n\n")[0])
    parser.add_argument("practical", nargs="*", help="folders in solutions/ (all of them if none is named)")
    what = "write nothing; exit 1 and show the difference if practicals/ is not up to date"
    parser.add_argument("--check", action="store_true", help=what)
    what = "also enter the practicals' cells and points into gradebook/gradebook.db"
    parser.add_argument("--gradebook", action="store_true", help=what)
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        if options.check:
            difference = check(options.root, options.practical)
            print(difference or "practicals/ is what solutions/ gives.")
            return 1 if difference else 0
        unchanged = "The release was not made; practicals/ is as it was."
        for name in release(options.root, options.practical):
            print(f"practicals/{name} is made.")
        if options.gradebook:
            unchanged = "The gradebook could not be told about it."
            register(options.root, options.practical)
            print("gradebook/gradebook.db knows the practicals' cells, points and hidden tests.")
    except ReleaseError as error:
        print(f"{unchanged}\n{error}", file=sys.stderr)
        return 1
    return 0


def release(root, names=()):
    """Build the named practicals (all without names), inspect them and put them into root/practicals."""
    root = Path(root)
    names = practicals(root, names)
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        built = build(root, names, Path(folder))
        for name in names:
            _swap(built / name, root / "practicals" / name)
    return names


def check(root, names=()):
    """The difference between root/practicals and what root/solutions gives, as text; empty if there is none."""
    root = Path(root)
    wanted = practicals(root, names)
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        built = build(root, wanted, Path(folder))
        found = [_difference(root / "practicals" / name, built / name, f"practicals/{name}") for name in wanted]
    if not names:
        released = {path.name for path in (root / "practicals").glob("[!._]*") if path.is_dir()}
        alone = sorted(released - set(wanted))
        found += [f"practicals/{name} has no source in solutions/: delete it." for name in alone]
    text = "\n".join(filter(None, found))
    return text and f"{text}\nRun `make release` and commit what it changes."


def register(root, names=()):
    """Tell the gradebook which cells there are and what they are worth: nbgrader's autograde needs it once."""
    root = Path(root)
    (root / "gradebook").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="register-") as folder:
        database = f"sqlite:///{(root / 'gradebook' / 'gradebook.db').resolve()}?timeout=60"
        _generate(root, practicals(root, names), Path(folder), f"--CourseDirectory.db_url={database}")


def practicals(root, names=()):
    """The names of the practicals in root/solutions, or `names` if they all exist."""
    source = root / "solutions"
    there = sorted(path.parent.name for path in source.glob("*/*.ipynb") if path.stem == path.parent.name)
    for path in sorted(source.rglob("*.ipynb")):
        if ".ipynb_checkpoints" not in path.parts and (path.parent.parent != source or path.stem != path.parent.name):
            raise ReleaseError(
                f"{path.relative_to(root)}: nbgrader would release this file silently or not at all. "
                f"A practical is one notebook, solutions/NAME/NAME.ipynb."
            )
    unknown = sorted(set(names) - set(there))
    if unknown or not there:
        raise ReleaseError(f"solutions/ has no practical {', '.join(unknown)}. It has: {', '.join(there) or 'none'}.")
    return sorted(set(names)) or there


def build(root, names, folder):
    """Make the named practicals in a temporary course in `folder`; return the folder that holds them."""
    findings = [f for name in names for f in lint.lint_notebook(root / "solutions" / name / f"{name}.ipynb", root)]
    if lint.mistakes(findings):
        raise ReleaseError("\n".join(map(str, findings)))
    for warning in findings:
        print(warning, file=sys.stderr)
    _generate(root, names, folder, "--GenerateAssignment.no_database=True", "--SaveCells.enabled=False")
    for name in names:
        notebook = folder / "practicals" / name / f"{name}.ipynb"
        if not notebook.exists():
            raise ReleaseError(f"{name}: nbgrader ended without an error, but made no notebook.")
        source = nbformat.read(root / "solutions" / name / f"{name}.ipynb", as_version=4)
        released = nbformat.read(notebook, as_version=4)
        normalize(released)
        problems = inspect(source, released)
        if problems:
            raise ReleaseError("\n".join(f"practicals/{name}/{name}.ipynb: {problem}" for problem in problems))
        notebook.write_text(nbformat.writes(released) + "\n", encoding="utf-8", newline="\n")
    return folder / "practicals"


def _generate(root, names, folder, *options):
    """Run nbgrader generate_assignment on a copy of the course's sources, with the course's settings and no others."""
    for name in CONFIGURATION:
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name, ignore=LITTER)
        elif (root / name).exists():
            shutil.copy(root / name, folder / name)
    for name in names:
        shutil.copytree(root / "solutions" / name, folder / "solutions" / name, ignore=LITTER)
    (folder / "no-settings").mkdir()
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(folder / "no-settings"),  # not the user's own nbgrader settings
        "IPYTHONDIR": str(folder / "no-settings"),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")])),
    }
    environment.pop("NBGRADER_EXECUTION", None)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "*", "--force", *options]
    for _attempt in (1, 2, 3):
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, errors="replace")
        if done.returncode == 0:
            return
        if "Address already in use" not in done.stderr and "Kernel died before replying" not in done.stderr:
            break  # two kernels that start at the same moment may want the same port: only that is tried again
    log = done.stderr + done.stdout
    failed = ", ".join(dict.fromkeys(re.findall(r"error processing assignment '([^']+)'", log)))
    raise ReleaseError(f"nbgrader generate_assignment failed{failed and ' at ' + failed}:\n{_essence(log)}")


def _essence(log):
    """The telling lines of nbgrader's log: what a solution raised and in which cell, without nbgrader's own frames."""
    telling = []
    for line in map(str.strip, log.splitlines()):
        is_error = re.match(r"[\w.]*(Error|Exception|Interrupt)\b", line) and "str() failed" not in line
        is_logged = re.match(r"\[.*(ERROR|CRITICAL)\]", line) and not re.search("processing assignment|raceback", line)
        if re.match(r"""\[['"].*['"]\]$""", line):  # a traceback from the kernel, as a list of its parts
            telling += ast.literal_eval(line)
        elif is_error or is_logged:
            telling.append(line)
    return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(telling[-20:]) or log[-2000:])


# ---------------------------------------------------------------- what a released notebook looks like


def normalize(nb):
    """Bring a released notebook into the one form that is committed."""
    nb.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    for cell in nb.cells:
        cell.metadata = nbformat.from_dict({key: value for key, value in cell.metadata.items() if key in CELL_METADATA})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def inspect(source, released):
    """What is wrong with a release: a list of sentences, empty if nothing is."""
    problems = []
    try:
        nbformat.validate(released)
    except nbformat.ValidationError as error:
        problems.append(f"not a valid notebook: {error}".splitlines()[0])
    if (released.nbformat, released.nbformat_minor) != (4, 5):
        problems.append(f"nbformat is {released.nbformat}.{released.nbformat_minor}, not 4.5")
    if [cell.id for cell in source.cells] != [cell.id for cell in released.cells]:
        problems.append("the cells are not those of the source, in its order")
        return problems

    parts = [regions(cell.source) for cell in source.cells]
    secret = dict.fromkeys(line for inside, _ in parts for line in inside)  # each once, in the source's order
    public = collections.Counter(line for _, outside in parts for line in outside)
    there = collections.Counter(line.strip() for cell in released.cells for line in cell.source.splitlines())
    for line in secret:
        if len(line) > 3 and there[line] > public[line] and line not in STUB:
            problems.append(f"a line of a solution or of a hidden test is left: {line!r}")
    shown = set(re.findall(r"\d{4,}", "\n".join(public)))
    text = "\n".join(cell.source for cell in released.cells)
    for cell in source.cells:
        numbers = {number for line in lint.hidden_lines(cell.source) for number in re.findall(r"\d{4,}", line)}
        for number in sorted(numbers - shown):
            if re.search(rf"\b{number}\b", text):
                problems.append(f"cell {cell.id}: the number {number} of a hidden test is left")

    for original, cell in zip(source.cells, released.cells, strict=True):
        where = f"cell {cell.id}: "
        if any(map(lint.marker_like, cell.source.splitlines())) or lint.directive_lines(cell):
            problems.append(where + "a marker of nbgrader is left")
        mark, mark_before = cell.metadata.get("nbgrader", {}), original.metadata.get("nbgrader", {})
        for key in ("grade_id", "points", "grade", "solution", "locked"):
            now, before = mark.get(key), mark_before.get(key)
            if now != before:
                problems.append(where + f"nbgrader's {key} is {now!r}, in the source {before!r}")
        if mark.get("solution") and cell.cell_type == "code" and "raise NotImplementedError" not in cell.source:
            problems.append(where + "a solution cell without `raise NotImplementedError()`")
        if mark.get("grade") and not mark.get("solution") and not cell.source.strip():
            problems.append(where + "the released test cell is empty; put a visible check before the hidden one")
        if cell.cell_type == "code" and (cell.outputs or cell.execution_count):
            problems.append(where + "outputs are left")
    return problems


# ---------------------------------------------------------------- files


def _swap(new, old):
    """Put the folder `new` where `old` is. Whenever this is interrupted, the old or the new one is there."""
    old.parent.mkdir(exist_ok=True)
    fresh, stale = old.with_name(f".{old.name}.new"), old.with_name(f".{old.name}.old")
    if stale.exists() and not old.exists():
        stale.rename(old)  # a run before this one was interrupted
    for left in (fresh, stale):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(new, fresh)
    if old.exists():
        old.rename(stale)
    try:
        fresh.rename(old)
    except OSError:
        if stale.exists():
            stale.rename(old)
        raise
    shutil.rmtree(stale, ignore_errors=True)


def _difference(old, new, label):
    files = {path.relative_to(top) for top in (old, new) for path in top.rglob("*") if path.is_file()}
    files = sorted(path for path in files if not any(part.startswith((".", "__pycache__")) for part in path.parts))
    found = [_file_difference(old / path, new / path, f"{label}/{path.as_posix()}") for path in files]
    return "\n".join(filter(None, found))


def _file_difference(old, new, label):
    if not (old.exists() and new.exists()):
        return f"{label} {'does not come from solutions/' if old.exists() else 'is missing'}."
    if filecmp.cmp(old, new, shallow=False):
        return ""
    try:
        before, after = _readable(old), _readable(new)
    except (ValueError, KeyError):
        return f"{label} differs."
    lines = list(difflib.unified_diff(before, after, "what is there", "what solutions/ gives", lineterm="", n=2))
    more = [f"... and {len(lines) - 60} more lines"] if len(lines) > 60 else []
    return "\n".join([f"{label} differs{':' if lines else ' in its spacing or metadata.'}", *lines[:60], *more])


def _readable(path):
    if path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8").splitlines()
    nb = nbformat.read(path, as_version=4)
    lines = [f"metadata {dict(nb.metadata)}"]
    for cell in nb.cells:
        lines += [f"--- cell {cell.get('id')} ({cell.cell_type}) {dict(cell.metadata)}", *cell.source.splitlines()]
        lines += [f"output {output}" for output in cell.get("outputs", [])]
    return lines


if __name__ == "__main__":
    sys.exit(main())
