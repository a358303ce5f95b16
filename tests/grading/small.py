"""Small notebooks for tests of the grader: a bundle from a few cells, without nbgrader and without a course."""

import json

from grading.engine.submission import Bundle, Limits, grade_one

LIMITS = {"seconds_cell": 4.0, "seconds": 60.0, "megabytes": 400, "processes": 32}
LIMITS |= {"files_megabytes": 20, "output_kilobytes": 20}
_KINDS = {  # what nbgrader knows of a cell: an essay is an answer that a person grades
    "plain": None,
    "locked": {"locked": True},
    "answer": {"solution": True},
    "test": {"grade": True, "locked": True},
    "essay": {"grade": True, "solution": True},
    "task": {"locked": True, "task": True},
}


def cell(kind, name, source, points=1, cell_type="code"):
    """`kind` is one of _KINDS."""
    made = {"cell_type": cell_type, "id": name, "metadata": {}, "source": source}
    if mark := _KINDS[kind]:
        mark = dict.fromkeys(("grade", "locked", "solution", "task"), False) | mark
        worth = {"points": points} if mark["grade"] or mark["task"] else {}
        made["metadata"]["nbgrader"] = {"grade_id": name, "schema_version": 3} | mark | worth
    return made | ({"outputs": [], "execution_count": None} if cell_type == "code" else {})


def text(cells):
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


class Small:
    """An assignment of a few cells. `names`: grade_id of an answer -> the names that it should define (else its own)."""

    def __init__(self, *cells, names=None, limits=None, course=None, **options):
        self.cells = list(cells)
        answers = {c["id"]: [c["id"]] for c in cells if c["metadata"].get("nbgrader", {}).get("solution")}
        options["course"] = {name: data.encode() for name, data in (course or {}).items()}
        options["limits"] = Limits(**LIMITS | (limits or {}))
        self.bundle = Bundle("small", text(cells), text(cells), answers | (names or {}), **options)

    def submission(self, **answers):
        """The notebook with the answers in their cells."""
        return [c | {"source": answers[c["id"]]} if c["id"] in answers else c for c in self.cells]

    def grade(self, cells=None, files=None, **answers):
        cells = self.submission(**answers) if cells is None else cells
        return grade_one({"small.ipynb": text(cells).encode()} | (files or {}), self.bundle)


def outputs(result, name):
    """The outputs of one cell of the graded notebook, as text."""
    (cell,) = (one for one in json.loads(result.notebook)["cells"] if one["id"] == name)
    found = ("\n".join(o.get("traceback", [])) or o.get("text") or json.dumps(o["data"]) for o in cell["outputs"])
    return "\n".join(found)
