"""A practical as students get it, with the solutions or other answers in its gaps."""

import copy
import functools
import json
import re

from grading.engine.submission import Bundle
from tests.checks import answer_runner
from tests.conftest import ROOT


@functools.cache
def bundle(practical, root=ROOT):
    """What its grader needs, read once: nbgrader writes out the AUTOTESTs, which takes seconds."""
    return Bundle.of(root, practical)


def mark(cell):
    """What nbgrader knows of a cell."""
    return cell["metadata"].get("nbgrader", {})


def without_markers(source):
    return "\n".join(line for line in source.splitlines() if not re.search("(BEGIN|END) SOLUTION|CANARY", line))


class Practical:
    """`answers`: gap -> the solution; `points`: test -> points; `gaps`: the names of those that have points; `tasks`: those of
    them in which one chooses; `read`: the written answers -> points, which a person gives.
    """

    def __init__(self, name, root=ROOT):
        self.name, self.file = name, f"{name}.ipynb"
        solved, self.released = (_read(root / folder / name / self.file) for folder in ("solutions", "practicals"))
        cells = solved["cells"]
        self.answers = {mark(c)["grade_id"]: without_markers(c["source"]) for c in cells if mark(c).get("solution")}
        points = {mark(c)["grade_id"]: float(mark(c)["points"]) for c in cells if mark(c).get("grade")}
        self.read = {name: worth for name, worth in points.items() if name in self.answers}
        self.points = {name: worth for name, worth in points.items() if name not in self.read}
        self.gaps = [name.removeprefix("test_") for name, worth in self.points.items() if worth]
        self.tasks = [name for name in self.gaps if name.startswith("my_")]

    def notebook(self, **answers):
        """The released notebook with the solution, or the given text, in each gap; None leaves it as released."""
        nb = copy.deepcopy(self.released)
        for cell in nb["cells"]:
            name = mark(cell).get("grade_id")
            answer = answers.get(name, self.answers.get(name))
            cell["source"] = cell["source"] if answer is None else answer
        return nb

    def files(self, **answers):
        """What a student hands in."""
        return {self.file: json.dumps(self.notebook(**answers)).encode()}

    def less(self, *gaps):
        """The points of who has all but these gaps."""
        return self.points | {f"test_{gap}": 0.0 for gap in gaps}


def _read(path):
    nb = json.loads(path.read_text(encoding="utf-8"))
    for cell in nb["cells"]:
        cell["source"] = "".join(cell["source"])
    return nb


def wrong_answers(practical):
    """gap -> the code of a wrong answer."""
    wrong = [answer for answer in answer_runner.answers(practical) if answer.kind == "wrong"]
    return {answer.gap: answer.code for answer in reversed(wrong) if "import" not in answer.code}  # the first of each
