"""The solved notebook is graded like a student's, before a class is and in `make lint`: what it loses, others would."""

import sys
from dataclasses import dataclass, field

from grading.engine.handed_in import ENDING, printable, wanted
from grading.results import key_of
from grading.workers import Task

WHY = "Is the solution wrong, or does the test look at what does not cross? (grading/GUIDE.md, What a test sees)"
THEIR_WORD = "takes the word of the student's own process, which can deceive it"


def submission(root, practical):
    """The solved notebook, as a student would hand it in: of a submission, only the answers count."""
    return {wanted(practical): (root / "solutions" / practical / wanted(practical)).read_bytes()}


def losses(result):
    """test -> what the solved notebook loses there, with the test's message."""
    found = {}
    for test, most in result.max_scores.items():
        lost, said = most - result.scores.get(test, most), " ".join(result.failed.get(test, "it says nothing").split())
        if lost > 0:
            found[test] = f"{lost:g} of {most:g} points in {test}: {printable(said, 300)}"
    return found


@dataclass
class Solved(Task):
    """The first task of a run, nobody's submission."""

    lines: list = field(default_factory=list)  # what is to be said of it

    @classmethod
    def of(cls, root, practical, bundle_key):
        files = submission(root, practical)
        return cls(f"solved-{key_of(files, bundle_key)}", {}, files)

    def tell(self, result=None, why=""):
        """Say where a right answer loses points; nothing where it does not."""
        lost = [*losses(result).values()] if result else []
        self.lines = [f"The solved notebook itself loses {text}" for text in lost]
        self.lines += [f"Students who are right lose them too. {WHY}"] if lost else []
        self.lines += [f"The solved notebook could not be graded: {why}."] if why else []
        print("".join(f"\n{line}" for line in self.lines), end="\n" * bool(self.lines), file=sys.stderr)


def remarks(root, practical):
    """(losses, sentences) for the author of a practical, whose solved notebook is graded; none where there is no sandbox."""
    from grading.engine import sandbox
    from grading.engine.submission import Bundle, MachineError, grade_one

    if sandbox.problem():
        return {}, []
    try:
        result = grade_one(submission(root, practical), Bundle.of(root, practical))
    except MachineError as error:
        lines = str(error).strip().splitlines()
        said = " ".join(dict.fromkeys([lines[0], lines[-1]]))  # of a traceback, the last line says what happened
        return {}, [f"{practical}{ENDING}: the solved notebook could not be graded. {said}"]
    looks = "it looks at a figure or at a function's source"
    return losses(result), [f"{practical}{ENDING}: {test} {THEIR_WORD}: {looks}." for test in result.unverified]
