"""A fresh machine: ranges, pins, conda's file and the README agree; what they describe installs and imports."""

import configparser
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from rattler import MatchSpec

from grading.repository import notebooks

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PYTHONS = ["3.11", "3.12", "3.13"]
PINS = ["requirements.txt", "tests/requirements.txt"]
# conda's name of a package where it is not pip's: this one leaves out the Qt windows.
CONDA_NAMES = {"matplotlib-base": "matplotlib"}


def read_pins(name):
    return [Requirement(line) for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if line.strip()]


def pinned(requirements, package, python):
    """The versions of `package` that are pinned for a Python version on Linux: one, if all is well."""
    machine = {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": "linux",
        "os_name": "posix",
    }
    return [
        Version(str(pin.specifier).removeprefix("=="))
        for pin in requirements
        if canonicalize_name(pin.name) == canonicalize_name(package)
        and (not pin.marker or pin.marker.evaluate(machine))
    ]


def conda_lines():
    return [line for line in ENVIRONMENT["dependencies"] if isinstance(line, str)]


# ---- ranges, pins and environment.yml


@pytest.mark.parametrize("name", PINS)
def test_pins_are_exact_and_name_no_host(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|@|^\s*-|\.(org|com|io)\b", text, flags=re.MULTILINE)
    for line in text.splitlines():
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; .+)?", line), line


@pytest.mark.parametrize("python", PYTHONS)
def test_pins_satisfy_the_ranges(python):
    runtime, tests = map(read_pins, PINS)
    for line, pins in [(line, runtime) for line in PROJECT["project"]["dependencies"]] + [
        (line, tests) for group in ("test", "cluster") for line in GROUPS[group] if isinstance(line, str)
    ]:
        wanted = Requirement(line)
        [version] = pinned(pins, wanted.name, python)
        assert version in wanted.specifier, f"{line}, but {version} is pinned"


@pytest.mark.parametrize("python", PYTHONS)
def test_both_lists_of_pins_agree(python):
    runtime, tests = map(read_pins, PINS)
    shared = {pin.name for pin in runtime} & {pin.name for pin in tests}
    assert shared, "the comparison below should compare something"
    for package in shared:
        ours, theirs = pinned(runtime, package, python), pinned(tests, package, python)
        assert ours == theirs or not theirs, package  # tests may ask for it on another Python alone (PyPy)


def test_environment_repeats_the_ranges():
    theirs = {}
    for line in conda_lines():
        name, constraint = re.fullmatch(r"([a-z0-9-]+)(.*)", line).groups()
        theirs[CONDA_NAMES.get(name, name)] = constraint
    assert theirs.pop("pip") == ""
    python = theirs.pop("python")
    ours = {(r := Requirement(line)).name: r.specifier for line in PROJECT["project"]["dependencies"]}
    assert {name: Requirement(name + constraint).specifier for name, constraint in theirs.items()} == ours
    # Binder looks for exactly this form, and takes an old Python where it finds another.
    assert re.fullmatch(r"=3\.\d+", python)
    assert python.removeprefix("=") in PYTHONS
    assert f"{python.removeprefix('=')}.0" in Requirement("python" + PROJECT["project"]["requires-python"]).specifier


@pytest.mark.parametrize("line", conda_lines())
def test_conda_can_read_the_line(line):
    spec = MatchSpec(line, strict=True)
    assert spec.name.normalized == re.match(r"[a-z0-9-]+", line)[0]


def test_environment_installs_nothing_local():
    """A local path in environment.yml would make Binder install everything anew for each commit."""
    assert all(isinstance(line, str) for line in ENVIRONMENT["dependencies"])
    assert ENVIRONMENT["name"] == PROJECT["project"]["name"]
    text = (ROOT / "postBuild").read_bytes()
    assert text.startswith(b"#!/bin/sh\n")
    assert b"\r" not in text
    assert b"\npython -m pip install --no-deps .\n" in text
    assert b"\njupyter lab workspaces import utils/jupyterlab/workspace.json\n" in text


@pytest.mark.parametrize("name", ["postBuild", ".ci/run"])
def test_scripts_can_be_run(name):
    """As git stores it; how a zip was unpacked is not the course's doing."""
    listed = subprocess.run(["git", "ls-files", "--stage", name], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode or not listed.stdout:
        pytest.skip("not a git clone")
    assert listed.stdout.startswith("100755 ")


# ---- the README


def code_blocks():
    return "\n".join(re.findall(r"^```\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL))


def test_make_commands_of_the_readme_exist():
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, flags=re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", README)) | set(
        re.findall(r"^make ([a-z-]+)", code_blocks(), re.MULTILINE)
    )
    assert {"lab", "test"} <= named <= targets
    for command in re.findall(r"^\t@?make ([a-z-]+)|^make ([a-z-]+)", (ROOT / ".ci/run").read_text(), re.MULTILINE):
        assert set(command) <= targets | {""}


def test_the_first_screen_says_how_to_begin():
    first_screen = "\n".join(README.splitlines()[:40])
    for text in ("make lab", "make test", "mybinder.org/v2/gh/", "Windows", "conda env create", "uv venv"):
        assert text in first_screen, text


def test_readme_lines_work_in_every_shell():
    assert "&&" not in code_blocks()
    assert "python -m pip install --no-deps -e ." in code_blocks().splitlines()


def test_relative_links_of_the_readme_exist():
    targets = [target for target in re.findall(r"\]\(([^)\s]+)\)", README) if "://" not in target]
    assert targets
    assert [target for target in targets if not (ROOT / target.split("#")[0]).exists()] == []


def test_readme_maps_every_top_level_entry():
    """What git would store, by the top: nothing unexplained, nothing forgotten."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("not a git clone")
    entries = {line.split("/")[0] for line in listed.stdout.splitlines()}
    unmapped = {"README.md", "LICENSE", ".gitignore", ".gitattributes"}
    mapped = {target.split("/")[0] for target in re.findall(r"\]\(([^)\s:]+)\)", README.split("## What is where")[1])}
    assert entries - unmapped == mapped - unmapped


# ---- the settings of JupyterLab


def test_settings_of_jupyterlab_are_shipped():
    shared = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    for source in shared:
        json.loads((ROOT / source).read_text(encoding="utf-8"))
    names = [Path(target).name for target in shared.values() if "jupyter_server_config.d" in target]
    assert all(name > "nbgrader.json" for name in names), "read before nbgrader's own file, it would lose"


# ---- installing


def run(*command, cwd=ROOT, **variables):
    clean = {
        name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS"}
    }
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=clean | variables, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def copy_course(target):
    """What a new clone holds. Files that git ignores, `.venv` before all, stay behind."""
    ignore = shutil.ignore_patterns(
        ".*_cache", ".hypothesis", ".venv", ".git", "__pycache__", ".ipynb_checkpoints", "gradebook"
    )
    return Path(shutil.copytree(ROOT, target, ignore=ignore))


def check_installed(python, course):
    """The course is importable from where notebooks run, with its settings, in the versions that are pinned."""
    folders = {course / path.parent for path in notebooks(course)}
    assert {"lectures", "practicals"} <= {folder.relative_to(course).parts[0] for folder in folders}
    for folder in sorted(folders):
        where = run(python, "-P", "-W", "error", "-c", "import utils.mlp as m; print(m.__file__)", cwd=folder).strip()
        assert Path(where).name == "mlp.py"
    script = (
        "import sys, json, importlib.metadata as m\n"
        "print(json.dumps([sys.prefix, {d.name: d.version for d in m.distributions()}]))"
    )
    prefix, versions = json.loads(run(python, "-c", script))
    for target in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"].values():
        assert (Path(prefix) / target).is_file()
    installed = {canonicalize_name(name): Version(version) for name, version in versions.items()}
    for pin in read_pins("requirements.txt"):
        if not pin.marker or pin.marker.evaluate():
            assert installed[canonicalize_name(pin.name)] in pin.specifier
    return where


def test_the_pins_install_into_a_fresh_environment(tmp_path):
    uv = [sys.executable, "-m", "uv", "--quiet"]
    course, environment = copy_course(tmp_path / "course"), tmp_path / "environment"
    run(*uv, "venv", "--python", sys.executable, environment)
    config = configparser.ConfigParser()
    config.read_string("[venv]\n" + (environment / "pyvenv.cfg").read_text())
    assert config["venv"]["include-system-site-packages"] == "false"
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # `--python`, because uv would otherwise install into the environment that it is run from.
    run(*uv, "pip", "sync", "--python", python, "requirements.txt", cwd=course)
    run(*uv, "pip", "install", "--python", python, "--no-deps", ".", cwd=course)
    run(*uv, "pip", "check", "--python", python)
    assert Path(check_installed(python, course)).is_relative_to(environment), "the installed copy, not the folder's"


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="make is not on Windows")
def test_make_env_on_a_fresh_clone(tmp_path):
    """From nothing, in a folder whose name holds a space; again does nothing; a moved folder is noticed."""
    course = copy_course(tmp_path / "my courses" / "deep learning")
    run("make", "env", f"PYTHON={sys.executable}", cwd=course)
    assert Path(check_installed(course / ".venv/bin/python", course)).is_relative_to(course)
    assert list((course / ".venv" / "workspaces").glob("default-*")), "the table of contents is open at the start"
    assert "Nothing to be done" in run("make", "env", cwd=course)
    moved = course.rename(tmp_path / "moved")
    run("make", "env", f"PYTHON={sys.executable}", cwd=moved)
    assert Path(check_installed(moved / ".venv/bin/python", moved)).is_relative_to(moved)


@pytest.mark.skipif(os.name == "nt", reason="make is not on Windows")
def test_an_old_python_is_refused_with_a_message(tmp_path):
    old = tmp_path / "python3.10"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.10.4"\nexit 1\n')
    old.chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    clean = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
    done = subprocess.run(["make", "env", f"PYTHON={old}"], cwd=tmp_path, env=clean, capture_output=True, text=True)
    assert done.returncode
    assert "The course needs Python 3.11 or newer" in done.stderr
    assert "Python 3.10.4" in done.stderr
    assert not (tmp_path / ".venv").exists()


# ---- style


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff(command):
    done = subprocess.run([sys.executable, "-m", "ruff", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
