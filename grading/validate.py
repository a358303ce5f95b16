"""What *Validate* in JupyterLab says: gaps and points, what is missing, and one line for each gap in which something is wrong.

nbgrader's own list shows the text of each test cell and its traceback, and runs pictures that no test needs.
"""

import html
import re

import nbgrader.validator
from nbgrader import utils
from nbgrader.server_extensions.validate_assignment import handlers

from grading.engine.dependencies import HIDDEN_USE, needed, read
from grading.engine.magics import plain

# Of the dialog: without "The following cell failed:" above the entry, and lines are wrapped.
_STYLE = """<style>
#validation-message p { display: none }
#validation-message pre { white-space: pre-wrap; border: 0 }
</style>"""


def _load_jupyter_server_extension(server):
    """Let nbgrader's handler use this validator; there is no setting for it."""
    handlers.Validator = Validator


class Validator(nbgrader.validator.Validator):
    """nbgrader's validator, which runs what the tests need and gives a summary as the only entry of its list."""

    def _preprocess(self, nb):
        leave_out(nb)
        self.ran = super()._preprocess(nb)
        for cell in self.ran.cells:  # a warning costs nothing
            if "outputs" in cell:
                cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
        return self.ran

    def validate(self, filename):
        results = super().validate(filename)
        if "failed" in results:
            summary, lines = report(self.ran)
            text = "\n\n".join(lines)
            entry = {"source": summary, "error": _STYLE + html.escape(text), "raw_error": text}
            results["failed"] = [entry]
        return results


def leave_out(nb):
    """Mark the cells that no test needs, as in grading, so that they are not run."""
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    sources = [plain(cell.source) for cell in code]
    if any(HIDDEN_USE & read(source) for source in sources):  # what such a cell reads cannot be told
        return
    keep = {index for index, cell in enumerate(code) if utils.is_grade(cell) or utils.is_solution(cell)}
    for index in set(range(len(code))) - set(needed(sources, keep)):
        code[index].metadata.setdefault("tags", []).append("skip-execution")


def report(nb):
    """(summary, a line for each gap in which something is wrong) of a notebook that was run."""
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in nb.cells if "nbgrader" in cell.metadata}
    gaps = right = points = total = 0
    missing, awaited, wrong = [], [], []
    for key, cell in cells.items():
        if not utils.is_grade(cell):
            continue
        name, error, (score, worth) = key.removeprefix("test_"), _error(cell), utils.determine_grade(cell)
        points, total = points + (score or 0), total + worth
        if utils.is_solution(cell):  # a written answer
            (missing if score == 0 else awaited).append(name)
            continue
        gaps, right = gaps + bool(worth), right + bool(worth and not error)
        if error:
            text = _line(name, error, cells.get(name))
            if text:
                wrong.append(text)
            else:
                missing.append(name if worth else f"{name} (optional)")
    summary = f"{right} of {gaps} gaps, {points:g} of {total:g} points."
    for words, names in ("Missing", missing), ("Your instructor reads", awaited):
        summary += f"\n{words}: {', '.join(names)}." if names else ""
    return summary, wrong


def _error(cell):
    """The last error of a cell: one that nbgrader adds, such as CellTimeoutError, comes behind Python's."""
    return next((output for output in reversed(cell.get("outputs", [])) if output.output_type == "error"), None)


def _line(name, error, answer):
    """What is wrong with a gap, or "" if it is not written yet. `answer` is its cell."""
    kind, text = error.ename, error.evalue
    stopped = answer and _error(answer)
    if kind == "NotImplementedError":
        is_stub = answer and answer.metadata.nbgrader.get("checksum") == utils.compute_checksum(answer)
        if is_stub or text == f"{name}: not written yet.":
            return ""
    elif kind == "NameError" and stopped:  # it defines nothing
        text = re.sub(r" \(\S+, line (\d+)\)$", r" in line \1", f"{stopped.ename}: {stopped.evalue}")
        text = f"its cell stopped with {text}"
    elif kind == "CellTimeoutError":
        text = "it took too long and was stopped: does a loop never end?"
    elif kind != "AssertionError":
        text = f"{kind}: {text}"
    return text if text.startswith(f"{name}: ") else f"{name}: {text}"
