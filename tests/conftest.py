"""What all tests share: a calm environment for kernels, copies of the course, and a guard over the real one."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Before NumPy is imported, here and in every kernel: one thread for matrix products, no window for figures, no settings
# of the person who runs the tests, and no flag that makes widgets draw their static figure.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["MPLBACKEND"] = "Agg"
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)])
os.environ.pop("NBGRADER_EXECUTION", None)
SETTINGS = tempfile.mkdtemp(prefix="settings-")
for variable in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
    os.environ[variable] = SETTINGS

import hypothesis  # noqa: E402
import nbformat  # noqa: E402
import pytest  # noqa: E402

# The same examples on every run, and no limit on the time of one: a busy machine is slow, not wrong.
hypothesis.settings.register_profile("course", deadline=None, derandomize=True)
hypothesis.settings.load_profile("course")

LITTER = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__", "*.pyc", ".*")


def pytest_unconfigure(config):
    shutil.rmtree(SETTINGS, ignore_errors=True)


@pytest.fixture(scope="module")  # it runs an event loop, beside which no other test could start one
def chromium():
    """Debian's Chromium, driven by Playwright; nothing is downloaded."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is missing. On Debian or Ubuntu: sudo apt-get install chromium")
    calm = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    calm += " --disable-component-update --disable-sync"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=calm.split())
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def real_course_is_left_alone():
    """No test may write submissions, grades or releases into the course itself."""
    before = _fingerprint()
    yield
    assert _fingerprint() == before, "a test has changed practicals/ or gradebook/ of the real course"


def _fingerprint():
    files = [path for top in ("practicals", "gradebook") for path in sorted((ROOT / top).rglob("*")) if path.is_file()]
    files = [path for path in files if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)]
    return {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


# ---------------------------------------------------------------- courses to try things on

KERNEL = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def make_cell(kind, identity, source, **mark):
    """One cell as it stands in a file; `mark` is what nbgrader is to know, e.g. solution="double" or test="double"."""
    metadata = {}
    if mark:
        name = mark.get("solution") or f"test_{mark['test']}"
        metadata["nbgrader"] = {
            "grade": "test" in mark,
            "grade_id": name,
            "locked": "test" in mark,
            "schema_version": 3,
            "solution": "solution" in mark,
            "task": False,
        } | ({"points": mark.get("points", 2)} if "test" in mark else {})
    cell = {"cell_type": kind, "id": identity, "metadata": metadata, "source": source}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell


def make_notebook(cells):
    return {"cells": cells, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}


def save(notebook, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    return path


GAPS = ("double", "triple", "square", "cube", "negate", "half", "third", "next_one", "total", "shape_of_table")
ANSWERS = dict(
    zip(
        GAPS,
        ("2 * x", "3 * x", "x**2", "x**3", "-x", "x / 2", "x / 3", "x + 1", "np.sum(x) + 0.0", "np.outer(x, x)"),
        strict=True,
    )
)


def sample_practical():
    """A practical of ten small gaps of 2 points, with visible, hidden and automatic tests."""
    cells = [
        make_cell("markdown", "launch", "<!-- launch -->"),
        make_cell("markdown", "title", "# A practical to try the tools on"),
        make_cell("code", "imports", "import numpy as np"),
    ]
    for number, (gap, answer) in enumerate(ANSWERS.items()):
        cells.append(
            make_cell(
                "code",
                f"gap-{gap.replace('_', '-')}",
                f'def {gap}(x):\n    """Say what {gap} is."""\n    ### BEGIN SOLUTION\n    secret_{gap} = {answer}\n'
                f"    return secret_{gap}\n    ### END SOLUTION",
                solution=gap,
            )
        )
        hidden = answer.replace("x", f"hidden_{gap}")
        test = (
            f"assert np.all({gap}(np.array([0.0, 1.0])) is not None)\n### AUTOTEST {gap}(np.array([1.0, 4.0]))\n"
            f"### BEGIN HIDDEN TESTS\nhidden_{gap} = np.array([50{number}17.0, 3.0])\n"
            f"assert np.allclose({gap}(hidden_{gap}), {hidden}), '{gap} is wrong on other numbers'\n"
            "### END HIDDEN TESTS"
        )
        cells.append(make_cell("code", f"test-{gap.replace('_', '-')}", test, test=gap))
    return make_notebook(cells)


@pytest.fixture
def sample_course(tmp_path):
    """A course with one small practical and this course's settings."""
    root = tmp_path / "course"
    root.mkdir()
    copy_settings(root)
    save(sample_practical(), root / "solutions" / "practical_0_sample" / "practical_0_sample.ipynb")
    return root


def copy_settings(root):
    for name in ("nbgrader_config.py", "autotests.yml"):
        shutil.copy(ROOT / name, root / name)
    for name in ("grading", "utils"):
        shutil.copytree(ROOT / name, root / name, ignore=LITTER)


def copy_course(root):
    """The course without its environment, tests and grades."""
    root.mkdir(parents=True, exist_ok=True)
    copy_settings(root)
    for name in ("lectures", "solutions", "practicals"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=LITTER)
    return root


def nbgrader(root, *arguments):
    """Run an nbgrader command in a course; it must succeed. Returns its log."""
    environment = os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=root, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, f"nbgrader {' '.join(arguments)}:\n{done.stdout[-3000:]}{done.stderr[-6000:]}"
    return done.stdout + done.stderr


def read(path):
    return nbformat.read(path, as_version=4)


# ---------------------------------------------------------------- the table at the end


def pytest_terminal_summary(terminalreporter):
    reports = terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", [])
    times = [value for report in reports for key, value in report.user_properties if key == "processor time"]
    for size in [value for report in reports for key, value in report.user_properties if key == "environment"]:
        terminalreporter.write_line(f"the environment's packages take {size:.0f} MB")
    lags = [value for report in reports for key, value in report.user_properties if key == "lag"]
    if lags:
        terminalreporter.section(
            "from a key press to the new figure, median (aim: 150 ms), and as a ratio to a bare redraw"
        )
        for name, milliseconds, ratio in sorted(lags):
            terminalreporter.write_line(f"{milliseconds:7.0f} ms  {ratio:5.2f}  {name}")
    if times:
        terminalreporter.section("processor time of each notebook's kernel (a lecture has 20 s)")
        for name, seconds in sorted(times):
            terminalreporter.write_line(f"{seconds:7.1f} s  {name}")
