"""A class of strangers, each with the score that it deserves: tests/grading/class/, one file a submission.

The everyday run grades a part of them, `make test-slow` all. `make hostile` prints what plain nbgrader does beside it.
"""

import re
import resource
import time
from pathlib import Path

import pytest

from grading.grade import read_submission
from grading.one import grade_one
from tests.grading import hostile

CLASS = hostile.the_class()


def _one(submission):
    return pytest.param(submission, id=submission.id, marks=[] if submission.everyday else [pytest.mark.slow])


@pytest.mark.timeout(600)
@pytest.mark.parametrize("submission", [_one(submission) for submission in CLASS])
def test_as_deserved(submission, world, bundle_of, tmp_path):
    """The score, the word and the reason are right; nothing was read, nothing changed, nothing left running."""
    practical = hostile.Practical(hostile.course_of(submission.practical, world), submission.practical)
    bundle = bundle_of(submission.practical, **submission.limits)
    hostile.hand_in(tmp_path / "in", *practical.make(submission, world.places))
    before, children = world.fingerprint(), _child_processes()
    files, left_out = read_submission(tmp_path / "in")
    with Path("/proc/self/clear_refs").open("w") as file:
        file.write("5")  # forget the most memory that this process has had
    memory, began = _most_memory(), time.monotonic()
    result = grade_one(files, bundle)
    seconds, memory = time.monotonic() - began, _most_memory() - memory

    found = hostile.problems(submission, result, left_out, practical, world)
    if seconds > bundle.limits.seconds + 30:
        found.append(f"it took {seconds:.0f} s, the limit is {bundle.limits.seconds:.0f}")
    if memory > 300:
        found.append(f"the grader itself took {memory:.0f} MB")
    if world.fingerprint() != before:
        changed = {path for path, _ in set(before.items()) ^ set(world.fingerprint().items())}
        found.append(f"files outside were changed: {sorted(changed)}")
    if world.callers:
        found.append(f"sockets outside were reached: {world.callers}")
        world.callers.clear()
    until = time.monotonic() + 10
    while (left := world.survivors() + sorted(_child_processes() - children)) and time.monotonic() < until:
        time.sleep(0.2)
    if left:
        found.append(f"processes are left: {left}")
    assert not found, f"{submission.id} ({submission.tries})\n  " + "\n  ".join(found)


def _most_memory():
    """The most memory that this process has had, in MB."""
    words = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(words[1]) / 1024 if words else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _child_processes():
    """The ids of the direct children that run a sandbox or are dead and not collected."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            try:
                state = Path(f"/proc/{pid}/stat").read_text()
            except OSError:
                continue
            if "(bwrap)" in state or ") Z " in state:
                found.add(pid)
    return found
