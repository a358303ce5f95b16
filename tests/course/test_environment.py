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

from publishing import notebooks
from tests.conftest import missing, outside

ROOT = Path(__file__).resolve().parents[2]
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
    here = [pin for pin in requirements if not pin.marker or pin.marker.evaluate(machine)]
    name = canonicalize_name(package)
    return [Version(str(p.specifier).removeprefix("==")) for p in here if canonicalize_name(p.name) == name]


def conda_lines():
    return [line for line in ENVIRONMENT["dependencies"] if isinstance(line, str)]


def in_git(*arguments):
    """What `git ls-files` says; without a clone there is nothing to test."""
    listed = subprocess.run(["git", "ls-files", *arguments], cwd=ROOT, capture_output=True, text=True)
    if not listed.stdout:
        pytest.skip("not a git clone")
    return listed.stdout


# ---- ranges, pins and environment.yml


@pytest.mark.parametrize("name", PINS)
def test_pins_are_exact_and_name_no_host(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|@|^\s*-|\.(org|com|io)\b", text, flags=re.MULTILINE)
    for line in text.splitlines():
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; .+)?", line), line


@pytest.mark.parametrize("python", PYTHONS)
def test_pins_satisfy_the_ranges_and_both_lists_agree(python):
    runtime, tests = map(read_pins, PINS)
    groups = [line for line in [*GROUPS["test"], *GROUPS["cluster"]] if isinstance(line, str)]
    for lines, pins in ((PROJECT["project"]["dependencies"], runtime), (groups, tests)):
        for wanted in map(Requirement, lines):
            [version] = pinned(pins, wanted.name, python)
            assert version in wanted.specifier, f"{wanted}, but {version} is pinned"
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
    assert python in [f"={version}" for version in PYTHONS]
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
    assert b"\njupyter lab workspaces import utils/course/jupyterlab/workspace.json\n" in text


@pytest.mark.parametrize("name", ["postBuild", ".ci/run"])
def test_scripts_can_be_run(name):
    """As git stores it; how a zip was unpacked is not the course's doing."""
    assert in_git("--stage", name).startswith("100755 ")


# ---- the README


def code_blocks():
    return "\n".join(re.findall(r"^```\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL))


def test_make_commands_of_the_readme_exist():
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, flags=re.MULTILINE))
    named = {*re.findall(r"`make ([a-z-]+)", README), *re.findall(r"(?m)^make (?:-C \w+ )?([a-z-]+)", code_blocks())}
    assert {"lab", "test"} <= named <= targets
    for command in re.findall(r"^\t@?make ([a-z-]+)|^make ([a-z-]+)", (ROOT / ".ci/run").read_text(), re.MULTILINE):
        assert set(command) <= targets | {""}


def test_the_first_screen_is_two_lines_a_picture_and_two_commands():
    title, first, second, picture, *rest = [line for line in README.splitlines() if line]
    assert title == "# Optimization for Deep Learning" and max(len(first), len(second)) <= 132
    assert re.fullmatch(r"!\[[^\]]{40,}\]\(lectures/pictures/[^)]+\)", picture)
    assert [line.split()[:2] for line in rest[:4]] == [["```"], ["git", "clone"], ["make", "-C"], ["```"]]
    assert "mybinder.org/v2/gh/" in rest[5] and rest[2].endswith(" lab")
    ways = README.split("## Ways to install")[1].split("\n## ")[0]
    for text in ("make lab", "make test", "Binder", "Windows", "conda env create", "uv venv"):
        assert text in ways, text


def test_the_readme_is_for_students_first_and_fits_a_phone():
    chapters = re.findall(r"(?m)^## (.+)$", README)
    order = ["Sessions", "Ways to install", "Teach with it"]  # the last is not in the students' edition
    assert [chapter for chapter in chapters if chapter in order] in (order, order[:2])
    assert "\n|" not in README, "tables scroll sideways on a phone"


def test_readme_lines_work_in_every_shell():
    assert "&&" not in code_blocks() and "python -m pip install --no-deps -e ." in code_blocks().splitlines()


def test_relative_links_of_the_readme_exist():
    targets = [target for target in re.findall(r"\]\(([^)\s]+)\)", README) if "://" not in target]
    assert targets
    assert [target for target in targets if not (ROOT / target.split("#")[0]).exists()] == []


def test_readme_maps_every_top_level_entry():
    """What git would store, by the top: nothing unexplained, nothing forgotten."""
    entries = {line.split("/")[0] for line in in_git("--cached", "--others", "--exclude-standard").splitlines()}
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


def run(*command, cwd=ROOT):
    done = attempt(*command, cwd=cwd)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def attempt(*command, cwd):
    return subprocess.run([*map(str, command)], cwd=cwd, env=outside(), capture_output=True, text=True)


def copy_course(target):
    """What a new clone holds. Files that git ignores, `.venv` before all, stay behind."""
    ignored = ".*_cache .hypothesis .venv .git __pycache__ .ipynb_checkpoints gradebook dist"
    return Path(shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*ignored.split())))


def check_installed(python, course):
    """The course is importable from where notebooks run, with its settings, in the versions that are pinned."""
    folders = {path.parent for path in notebooks(course)}
    assert {"lectures", "practicals"} <= {folder.relative_to(course).parts[0] for folder in folders}
    for folder in sorted(folders):
        where = run(python, "-P", "-W", "error", "-c", "import utils.mlp as m; print(m.__file__)", cwd=folder).strip()
        assert Path(where).name == "mlp.py"
    listed = "[sys.prefix, {d.name: d.version for d in m.distributions()}]"
    prefix, versions = json.loads(
        run(python, "-c", f"import sys, json, importlib.metadata as m; print(json.dumps({listed}))")
    )
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
@pytest.mark.timeout(900)
@pytest.mark.skipif(os.name == "nt", reason="make is not on Windows")
def test_make_env_on_a_fresh_clone(tmp_path):
    """From nothing, in a folder of an odd name, whatever pip is set to; again does nothing; a moved folder is noticed."""
    course = copy_course(tmp_path / "my courses" / 'it\'s [deep] "learning"')
    run("env", "PIP_USER=1", "make", "env", f"PYTHON={sys.executable}", cwd=course)
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
    done = attempt("make", "env", f"PYTHON={old}", cwd=tmp_path)
    assert done.returncode
    assert "The course needs Python 3.11 or newer" in done.stderr
    assert "Python 3.10.4" in done.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.skipif(os.name == "nt", reason="make is not on Windows")
def test_an_environment_that_cannot_be_made_anew_is_kept_and_pythons_reason_is_shown(tmp_path):
    """And `python3` is the one outside of the old environment."""
    for name, does in (
        ("python3", 'case "$2" in venv) echo "No room for $3." >&2; exit 1; esac'),
        (".venv/bin/python3", "exit 1"),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{does}\n")
        path.chmod(0o755)
    (tmp_path / ".venv" / "place").write_text("/where/it/was\n")
    shutil.copy(ROOT / "Makefile", tmp_path)
    done = attempt("env", f"PATH={tmp_path}:{os.environ['PATH']}", "make", "env", "PYTHON=python3", cwd=tmp_path)
    assert done.returncode and "No room for --clear." in done.stderr and "for the reason above" in done.stderr
    assert (tmp_path / ".venv" / "place").read_text() == "/where/it/was\n" and not (tmp_path / ".venv.old").exists()


@pytest.mark.skipif(os.name == "nt", reason="make is not on Windows")
def test_where_uv_finds_no_packages_pip_installs_them(tmp_path):
    """It alone may know of a mirror or of a certificate."""
    python = tmp_path / ".venv" / "bin" / "python"
    (tmp_path / ".venv" / "workspaces").mkdir(parents=True)
    python.parent.mkdir()
    python.write_text('#!/bin/sh\necho "$*" >>asked\n[ "$2" != uv ]\n')
    python.chmod(0o755)
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    run("make", "env", cwd=tmp_path)
    pip = "-m pip install --quiet --no-user --no-deps"
    assert {f"{pip} -r requirements.txt", f"{pip} --no-deps -e ."} <= set((tmp_path / "asked").read_text().splitlines())


# ---- style


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff(command):
    done = subprocess.run([sys.executable, "-m", "ruff", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("where", "end"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_what_a_bare_machine_lacks_is_skipped_there_and_fails_in_ci(monkeypatch, where, end):
    monkeypatch.setenv("CI", where)
    with pytest.raises(end, match="bubblewrap is missing"):
        missing("bubblewrap is missing")
