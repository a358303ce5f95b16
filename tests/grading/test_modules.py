"""Which modules of `utils` a student's process has."""

from grading.modules import split
from tests.conftest import ROOT

COURSE = {
    "utils/__init__.py": b"",
    "utils/validate.py": b"import numpy",
    "utils/checks.py": b"from utils.validate import check",
    "utils/layers.py": b"from utils.validate import check",
    "utils/checks_p.py": b"from utils import layers\nfrom utils.checks import Case\nfrom utils.data import split",
    "utils/data.py": b"from utils.validate import check",
    "utils/clinic.py": b"import utils.layers",
    "utils/plots.py": b"",
    "utils/other.py": b"",
}
IMPORTS = """
import utils.checks_p as check
from utils import clinic, plots
from utils.checks_p import use_reference
from utils.data import digits
"""


def test_references_stay_out():
    present, absent = split(COURSE, [IMPORTS], {"digits"})
    assert present == ["utils/__init__.py", "utils/data.py", "utils/plots.py", "utils/validate.py"]
    assert absent == ["utils.checks_p", "utils.clinic"]


def test_what_an_answer_needs_is_there_all_the_same():
    present, absent = split(COURSE, [IMPORTS], {"clinic"})
    assert "utils/clinic.py" in present and "utils/layers.py" in present and absent == ["utils.checks_p"]
    present, absent = split(COURSE, [IMPORTS, "from utils.layers import Dense"], {"Dense"})
    assert "utils/layers.py" in present and absent == ["utils.checks_p"]


def test_the_course():
    """No practical's student process holds the checks, with what they compare answers with."""
    course = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in (ROOT / "utils").glob("*.py")}
    for number in (1, 2):
        cells = [
            f"import utils.checks_practical_{number} as check\nfrom utils import figures_practical_{number} as figures"
        ]
        present, absent = split(course, cells, {"figures"})
        assert absent == [f"utils.checks_practical_{number}"] and f"utils/figures_practical_{number}.py" in present
        assert not {"utils/activations.py", "utils/losses.py", "utils/mlp.py", "utils/descent.py"} & set(present)
