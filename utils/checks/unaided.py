"""A call in which the course's own modules may not do the work: what they compute is what the gaps ask for.

When a notebook is graded these modules are not there, so a check that let them pass would promise points that never come.
"""

import contextlib
import sys

from utils.checks.gap import Fault

REFERENCES = {
    f"utils.{name}" for name in ("attention", "convolution", "data", "descent", "gradient_check", "losses", "pooling")
}


def by_itself(call, **arguments):
    """A single call, in which no function of REFERENCES may do the work."""
    with unaided():
        return call.alone(**arguments)


@contextlib.contextmanager
def unaided(*more):
    """A stretch in which no function of REFERENCES may run, nor of the modules named `more`."""
    called = set()

    def watch(frame, event, _):
        if event == "call":
            called.add(frame.f_globals.get("__name__"))

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(before)
        used = " and ".join(sorted(called & REFERENCES.union(more)))
        if used:
            raise Fault(
                f"the function leaves the work to {used}",
                "This gap asks for your own lines, with NumPy alone; when your notebook is graded, these functions are not there.",
            )
