"""Which modules of `utils` a student's process has."""

import pytest

from grading.engine.modules import split
from tests.conftest import ROOT

COURSE = {
    "utils/__init__.py": b"",
    "utils/validate.py": b"import numpy",
    "utils/layers.py": b"from utils.validate import check\ndef forward(X): pass\ndef pad(X): pass",
    "utils/data.py": b"from utils.validate import check\ndef digits(): pass",
    "utils/mlp.py": b"import utils.layers",
    "utils/checks/__init__.py": b"",
    "utils/checks/case.py": b"from utils.validate import check",
    "utils/checks/p/__init__.py": b"from utils.checks.p import first\nfrom utils.checks.case import Case",
    "utils/checks/p/first.py": b"from utils.checks.case import Case",
    "utils/figures/__init__.py": b"",
    "utils/figures/plain.py": b"",
    "utils/figures/p.py": b"from utils.figures import plain\nfrom utils.validate import check",
    "utils/figures/network.py": b"from utils.mlp import MLP",
}
IMPORTS = """
import utils.checks.p as check
from utils.checks.p import use_reference
from utils.figures import network, p
"""
DATA, LAYERS = "from utils.data import digits", "from utils.layers import pad"
ALWAYS = {"", "checks", "figures"}  # packages


@pytest.mark.parametrize(
    ("cells", "uses", "present", "absent"),
    [
        # Figures stay out that would bring references along, if only the way in which inputs are checked.
        ([IMPORTS], set(), set(), {"checks.p", "figures.network", "figures.p"}),
        # What the notebook imports itself is there, and what that needs.
        ([IMPORTS, DATA], set(), {"data", "validate", "figures.p", "figures.plain"}, {"checks.p", "figures.network"}),
        # A module that defines what an answer should define stays out, although the notebook imports another part of it,
        ([LAYERS], set(), set(), {"layers"}),
        # unless an answer needs that.
        ([LAYERS], {"pad"}, {"layers", "validate"}, set()),
        ([IMPORTS], {"network"}, {"figures.network", "mlp", "layers", "validate"}, {"checks.p", "figures.p"}),
        # Checks stay out in any case.
        ([IMPORTS], {"check"}, set(), {"checks.p", "figures.network", "figures.p"}),
    ],
)
def test_references_stay_out(cells, uses, present, absent):
    files, modules = split(COURSE, cells, uses, {"forward"})
    names = {file.removesuffix(".py").removesuffix("__init__").strip("/").replace("/", ".") for file in files}
    assert {name.removeprefix("utils").strip(".") for name in names} == ALWAYS | present
    assert modules == sorted(f"utils.{name}" for name in absent)


def test_the_course():
    """No practical's student process holds the checks, nor what answers could be taken from."""
    course = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in (ROOT / "utils").rglob("*.py")}
    for number in (1, 2):
        check, figures = f"utils.checks.practical_{number}", f"utils.figures.practical_{number}"
        present, absent = split(course, [f"import {check} as check\nimport {figures} as figures"], {"figures"}, set())
        assert absent == [check] and f"{figures.replace('.', '/')}.py" in present
        assert not {"utils/activations.py", "utils/losses.py", "utils/mlp.py", "utils/descent.py"} & set(present)
