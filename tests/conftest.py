"""What all tests share: a calm environment for kernels, copies of the course, and a guard over the real one."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Here and in every kernel: no window for figures, no settings of the person who runs the tests, and no flag that makes
# widgets draw their static figure.
os.environ["MPLBACKEND"] = "Agg"
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)])
os.environ.pop("NBGRADER_EXECUTION", None)
# Many containers switch compiled modules off: then each kernel and each nbgrader compiles all that it imports, for seconds.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
SETTINGS = tempfile.mkdtemp(prefix="settings-")
for variable in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
    os.environ[variable] = SETTINGS

import hypothesis  # noqa: E402
import nbformat  # noqa: E402
import pytest  # noqa: E402

# The same examples on every run, and no limit on the time of one: a busy machine is slow, not wrong.
hypothesis.settings.register_profile("course", deadline=None, derandomize=True)
hypothesis.settings.load_profile("course")


def outside():
    """The variables of a person's shell: none of this run, of the make that started it, or of an active environment."""
    hidden = {"PYTHON", "PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS", "MPLBACKEND", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"}
    variables = {name: value for name, value in os.environ.items() if name not in hidden}
    variables["PATH"] = os.pathsep.join(p for p in variables["PATH"].split(os.pathsep) if ".venv" not in p)
    return variables


LITTER = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__", "*.pyc", ".*")


def pytest_collection_modifyitems(items):
    """The notebooks of lectures and practicals first, since they take longest; then files with slow tests, which stay on one
    worker each; files of a few seconds last, so that no worker is idle at the end.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (item.path.name != "test_notebooks.py", item.path not in slow))


def pytest_unconfigure(config):
    shutil.rmtree(SETTINGS, ignore_errors=True)


def missing(program):
    """End a test that needs what the system lacks: skipped on a bare machine, failed in CI, where everything is to be tried."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(program)


@pytest.fixture(scope="module")  # it runs an event loop, beside which no other test could start one
def chromium():
    """Debian's Chromium, driven by Playwright; nothing is downloaded."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    if path is None:
        missing("Chromium is missing. On Debian or Ubuntu: sudo apt-get install chromium")
    calm = "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking disable-component-update disable-sync"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[f"--{option}" for option in calm.split()])
        yield browser
        browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers(config):
    """A worker more than cores for everyday tests, many of which wait for a limit to pass; a browser wants a core of its own."""
    return (yield) + (config.option.markexpr == "not slow")


@pytest.fixture(scope="session")
def common(tmp_path_factory):
    """A folder that all processes of a run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def kept(common):
    """A folder for executed notebooks: what `site.execute` finds there runs once."""
    return common / "executed"


def made_for_all(folder, make):
    """The folder, as `make(folder)` leaves it: the first process of a run makes it, the others wait."""
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            new = folder.with_name(f"{folder.name}.new")
            shutil.rmtree(new, ignore_errors=True)
            make(new)
            new.rename(folder)
    return folder


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

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def make_cell(kind, identity, source, **mark):
    """One cell as it stands in a file; `mark` is what nbgrader is to know, e.g. solution="double" or test="double"."""
    cell = {"cell_type": kind, "id": identity, "metadata": {}, "source": source}
    if mark:
        is_test = "test" in mark
        known = {
            "grade": is_test,
            "locked": is_test,
            "solution": "solution" in mark,
            "task": False,
            "schema_version": 3,
        }
        known["grade_id"] = mark.get("solution") or f"test_{mark['test']}"
        cell["metadata"]["nbgrader"] = known | ({"points": mark.get("points", 2)} if is_test else {})
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def make_notebook(cells):
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def save(notebook, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    return path


ANSWERS = {
    "double": "2 * x", "triple": "3 * x", "square": "x**2", "cube": "x**3", "negate": "-x", "half": "x / 2", "third": "x / 3",
    "next_one": "x + 1", "total": "np.sum(x) + 0.0", "shape_of_table": "np.outer(x, x)",
}  # fmt: skip


def sample_practical():
    """A practical of ten small gaps of 2 points, with visible, hidden and automatic tests."""
    cells = [
        make_cell("markdown", "launch", "<!-- launch -->"),
        make_cell("markdown", "title", "# A practical to try the tools on"),
        make_cell("code", "imports", "import numpy as np"),
    ]
    for number, (gap, answer) in enumerate(ANSWERS.items()):
        solution = (
            f'def {gap}(x):\n    """Say what {gap} is."""\n    ### BEGIN SOLUTION\n    secret_{gap} = {answer}\n'
            f"    return secret_{gap}\n    ### END SOLUTION"
        )
        hidden = answer.replace("x", f"hidden_{gap}")
        test = (
            f"assert np.all({gap}(np.array([0.0, 1.0])) is not None)\n### AUTOTEST {gap}(np.array([1.0, 4.0]))\n"
            f"### BEGIN HIDDEN TESTS\nhidden_{gap} = np.array([50{number}17.0, 3.0])\n"
            f"assert np.allclose({gap}(hidden_{gap}), {hidden}), '{gap} is wrong on other numbers'\n"
            "### END HIDDEN TESTS"
        )
        name = gap.replace("_", "-")
        cells.append(make_cell("code", f"gap-{name}", solution, solution=gap))
        cells.append(make_cell("code", f"test-{name}", test, test=gap))
    return make_notebook(cells)


def copy_settings(root):
    root.mkdir(parents=True, exist_ok=True)
    for name in ("nbgrader_config.py", "autotests.yml"):
        shutil.copy(ROOT / name, root / name)
    for name in ("grading", "publishing", "utils"):
        shutil.copytree(ROOT / name, root / name, ignore=LITTER)
    return root


def copy_course(root):
    """The course without its environment, tests and grades."""
    copy_settings(root)
    for name in ("lectures", "solutions", "practicals"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=LITTER)
    return root


def nbgrader(root, *arguments):
    """Run an nbgrader command in a course; it must succeed. Returns its log."""
    command, environment = [sys.executable, "-m", "nbgrader", *arguments], os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"nbgrader {' '.join(arguments)}:\n{done.stdout[-3000:]}{done.stderr[-6000:]}"
    return done.stdout + done.stderr


def read(path):
    return nbformat.read(path, as_version=4)


# ---------------------------------------------------------------- the table at the end


def pytest_terminal_summary(terminalreporter):
    reports = terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", [])
    told = [pair for report in reports for pair in report.user_properties]
    times, lags = (sorted(value for key, value in told if key == wanted) for wanted in ("processor time", "lag"))
    for size in [value for key, value in told if key == "environment"]:
        terminalreporter.write_line(f"the environment's packages take {size:.0f} MB")
    for seconds in [value for key, value in told if key == "start"]:
        terminalreporter.write_line(
            "JupyterLab answers after {:.1f} s and shows the start page after {:.1f} s".format(*seconds)
        )
    if lags:
        title = "from a key press to the new figure, median (aim: 100 ms), and as a ratio to a bare redraw"
        terminalreporter.section(title)
        for name, milliseconds, ratio in lags:
            terminalreporter.write_line(f"{milliseconds:7.0f} ms  {ratio:5.2f}  {name}")
    if times:
        terminalreporter.section(
            "processor time of each notebook's kernel (a lecture has 15 s on an idle machine with two cores)"
        )
        for name, seconds in times:
            terminalreporter.write_line(f"{seconds:7.1f} s  {name}")
