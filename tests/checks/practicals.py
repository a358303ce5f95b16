"""The practicals as the tests of their checks see them: cells of the solved notebook, checks, right functions."""

import importlib
import json
from pathlib import Path

SOLUTIONS = {path.stem: path for path in sorted((Path(__file__).resolve().parents[2] / "solutions").glob("*/*.ipynb"))}
CHECKS = {
    practical: importlib.import_module(f"utils.checks.{'_'.join(practical.split('_')[:2])}") for practical in SOLUTIONS
}


def cells(practical):
    return json.loads(SOLUTIONS[practical].read_text(encoding="utf-8"))["cells"]


def source(cell):
    return "".join(cell["source"])


def mark(cell):
    """What nbgrader knows of a cell: a dict, empty for most cells."""
    return cell["metadata"].get("nbgrader", {})


def solutions(practical):
    """The cells that fill the gaps, in Python."""
    return [cell for cell in cells(practical) if mark(cell).get("solution") and cell["cell_type"] == "code"]


def right_functions(practical):
    """name -> right function, of all gaps."""
    gaps = CHECKS[practical].GAPS.values()
    return {name: function.right for functions in gaps for name, function in functions.items()}


def own(practical, gap):
    """The right functions of a gap in the clothes of a student's."""

    def dressed(right):
        return lambda *arguments, **options: right(*arguments, **options)

    return [dressed(right_functions(practical)[name]) for name in CHECKS[practical].GAPS[gap]]
