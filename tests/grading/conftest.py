"""What the tests of grading share: a sandbox that must be there, courses to grade, the world of tests/grading/world.py."""

import dataclasses
import functools
import shutil

import pytest

from grading.engine import sandbox
from grading.engine.submission import Limits
from tests.conftest import made_for_all, missing
from tests.grading import fake
from tests.grading.practicals import bundle
from tests.grading.world import make_world, root_of

# Submissions are no tests, also where they are called test_....py; and one is called logging.py.
collect_ignore = ["class"]


def pytest_runtest_setup(item):
    if problem := _problem():
        missing(f"These tests start students' code in a sandbox, and {'. '.join(problem)}")


_problem = functools.cache(sandbox.problem)


@pytest.fixture(scope="session")
def made(common):
    """A released course with one small practical and no gradebook."""
    return made_for_all(common / "made", fake.make_course)


@pytest.fixture(scope="session")
def known(made, common):
    """The same, with a gradebook that knows the practical and nobody."""
    return made_for_all(common / "known", lambda root: fake.make_gradebook(shutil.copytree(made, root)))


@pytest.fixture
def course(known, tmp_path):
    """The same, to work on."""
    return shutil.copytree(known, tmp_path / "course")


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """A released small practical in a course with secrets; nothing in it may be read or changed."""
    with make_world(tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture(scope="session")
def bundle_of(world):
    """A function: practical, limits -> what grade_one needs."""

    def bundle_of(practical, **limits):
        return dataclasses.replace(bundle(practical, root_of(practical, world)), limits=Limits(**limits))

    return bundle_of
