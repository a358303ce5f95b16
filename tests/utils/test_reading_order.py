"""utils/__init__.py lists the reference implementations in an order in which they can be read."""

import os
import re
import subprocess
import sys

from tests.conftest import ROOT

TEXT = (ROOT / "utils" / "__init__.py").read_text(encoding="utf-8")
ORDER = [name for line in re.findall(r"(?m)^    (\S.*?)   ", TEXT) for name in line.split()]


def test_every_module_is_listed():
    assert sorted(ORDER) == sorted(path.stem for path in (ROOT / "utils").glob("*.py") if path.stem != "__init__")
    rooms = {path.parent.name for path in (ROOT / "utils").glob("*/__init__.py")}
    assert rooms == set(re.findall(r"`(\w+)`", TEXT.split("In the rooms inside")[1]))


def test_each_module_builds_on_earlier_ones_alone():
    for place, name in enumerate(ORDER):
        source = (ROOT / "utils" / f"{name}.py").read_text(encoding="utf-8")
        needs = re.findall(r"(?m)^ *(?:from|import) utils\.?(\S*)", source)
        assert set(needs) <= set(ORDER[:place]), f"{name} needs {set(needs) - set(ORDER[:place])}"


def test_references_are_short_and_every_room_says_what_it_is_for():
    for path in (ROOT / "utils").rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith('"""'), path
        assert path.parent.name != "utils" or len(lines) <= 190, path


def test_no_module_is_longer_than_five_hundred_lines():
    for room in ("utils", "grading", "publishing", "bench", "tests"):
        for path in (ROOT / room).rglob("*.py"):
            assert path.read_bytes().count(b"\n") <= 500, path


def test_matrix_products_use_one_thread():
    """In a kernel as a student's, where nothing else says so: also where NumPy was imported first."""
    asked = "print({one['num_threads'] for one in threadpoolctl.threadpool_info() if one['user_api'] == 'blas'})"
    code = f"import numpy as np, threadpoolctl; from utils.mlp import MLP; {asked}"
    environment = {"PATH": os.environ["PATH"], "OPENBLAS_NUM_THREADS": "2", "PYTHONPATH": str(ROOT)}
    assert (
        subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True).stdout == "{1}\n"
    )
