"""What the tests of grading share: a sandbox that must be there, and the world of tests/grading/hostile.py."""

import dataclasses
import shutil
import subprocess

import pytest

from tests.grading import hostile

REMEDY = (
    "These tests start students' code in a sandbox, and {what}. Install bubblewrap from the system's packages (Debian and Ubuntu: "
    "sudo apt-get install bubblewrap; Fedora: sudo dnf install bubblewrap), then run `make doctor`, which says what is missing."
)

# Submissions are no tests, also where they are called test_....py; and one is called logging.py.
collect_ignore = ["class"]


def pytest_runtest_setup(item):
    """Fail, not skip, where there is no sandbox: a grader that was not tried in one is not tested."""
    if missing := _missing():
        pytest.fail(REMEDY.format(what=missing), pytrace=False)


_known = []


def _missing():
    """What is wrong with bubblewrap, in words; "" if it works."""
    if not _known:
        if not shutil.which("bwrap"):
            _known.append("the command bwrap is missing")
        else:
            done = subprocess.run(
                ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "true"],
                capture_output=True,
                text=True,
            )
            _known.append(f"bwrap cannot make one: {done.stderr.strip()}" if done.returncode else "")
    return _known[0]


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """A released small practical in a course with secrets; nothing in it may be read or changed."""
    with hostile.make_world(tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture(scope="session")
def bundle_of(world):
    """A function: practical, limits -> what grade_one needs."""
    from grading.one import Bundle, Limits

    made = {}

    def bundle_of(practical, **limits):
        if practical not in made:
            made[practical] = Bundle.of(hostile.course_of(practical, world), practical)
        return dataclasses.replace(made[practical], limits=Limits(**hostile.LIMITS | limits))

    return bundle_of
