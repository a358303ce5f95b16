"""What comes of one submission: plain data, kept as JSON."""

import json
from dataclasses import asdict, dataclass, field

NOT_READ = ("unreadable", "missing")  # words for a submission that has no points: not zero, none
NO_ZERO = (*NOT_READ, "unmatched")  # with these no points are none, not zero: perhaps it is another notebook


@dataclass
class Result:
    """The result of a submission. `Result(**result.plain())` is the same."""

    # "graded", "crashed" (parts could not be examined), "unmatched" (hardly an answer cell is in the notebook), "unreadable",
    # "missing" (there is no notebook)
    status: str = "graded"
    reason: str = ""  # for the student; "" when all is plain
    notes: list = field(default_factory=list)  # sentences for the student
    scores: dict = field(default_factory=dict)  # grade_id -> points; a cell that a person has to grade is left out
    max_scores: dict = field(default_factory=dict)  # grade_id -> points
    failed: dict = field(default_factory=dict)  # grade_id -> the test's message
    unverified: list = field(default_factory=list)  # grade_ids of the tests for which the student's own process vouches
    notebook: str | None = None  # the graded notebook as JSON; None if none could be read
    seconds: float = 0.0  # by the clock
    processor_seconds: float = 0.0
    megabytes: float = 0.0  # of memory, at most

    @classmethod
    def of(cls, source, **known):
        """A result without scores for the instructor's notebook, which is JSON text."""
        marks = [cell.get("metadata", {}).get("nbgrader", {}) for cell in json.loads(source)["cells"]]
        counted = [mark for mark in marks if mark.get("grade") or mark.get("task")]
        return cls(max_scores={mark["grade_id"]: float(mark.get("points") or 0) for mark in counted}, **known)

    def plain(self):
        return asdict(self)
