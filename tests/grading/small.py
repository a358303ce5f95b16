"""Small notebooks for tests of the grader: a bundle from a few cells, without nbgrader and without a course."""

import json

from grading.one import Bundle, Limits, grade_one

LIMITS = {
    "seconds_cell": 4.0,
    "seconds": 60.0,
    "megabytes": 400,
    "processes": 32,
    "files_megabytes": 20,
    "output_kilobytes": 20,
}


def cell(kind, name, source, points=1, cell_type="code"):
    """kind: "plain", "locked", "answer", "test", "essay" (an answer that a person grades) or "task"."""
    marks = {
        "plain": None,
        "locked": {"grade": False, "locked": True, "solution": False, "task": False},
        "answer": {"grade": False, "locked": False, "solution": True, "task": False},
        "test": {"grade": True, "locked": True, "points": points, "solution": False, "task": False},
        "essay": {"grade": True, "locked": False, "points": points, "solution": True, "task": False},
        "task": {"grade": False, "locked": True, "points": points, "solution": False, "task": True},
    }[kind]
    made = {"cell_type": cell_type, "id": name, "metadata": {}, "source": source}
    if marks:
        made["metadata"]["nbgrader"] = {"grade_id": name, "schema_version": 3} | marks
    return made | ({"outputs": [], "execution_count": None} if cell_type == "code" else {})


def text(cells):
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


class Small:
    """An assignment of a few cells. `names`: grade_id of an answer -> the names that it should define (else its own)."""

    def __init__(self, *cells, names=None, limits=None, course=None, **options):
        self.cells = list(cells)
        answers = {c["id"]: [c["id"]] for c in cells if c["metadata"].get("nbgrader", {}).get("solution")} | (
            names or {}
        )
        options["course"] = {name: data.encode() for name, data in (course or {}).items()}
        options["limits"] = Limits(**LIMITS | (limits or {}))
        self.bundle = Bundle("small", text(cells), text(cells), answers, **options)

    def submission(self, **answers):
        """The notebook with the answers in their cells."""
        return [c | {"source": answers[c["id"]]} if c["id"] in answers else c for c in self.cells]

    def grade(self, cells=None, files=None, **answers):
        cells = self.submission(**answers) if cells is None else cells
        return grade_one({"small.ipynb": text(cells).encode()} | (files or {}), self.bundle)


def outputs(result, name):
    """The outputs of one cell of the graded notebook, as text."""
    for one in json.loads(result["notebook"])["cells"]:
        if one["id"] == name:
            return "\n".join(
                "\n".join(o.get("traceback", [])) or o.get("text") or json.dumps(o["data"]) for o in one["outputs"]
            )
    raise KeyError(name)
