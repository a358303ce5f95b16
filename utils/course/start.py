"""Is this computer ready for the course? `check_environment()` says OK, or what is wrong and what to do.

It needs the standard library alone, so that it can speak where a package is missing.
"""

import importlib.metadata
import os
import re
import sys
import tempfile
from pathlib import Path

COURSE = "optimization-for-deep-learning"
INSTALL = (
    "In a terminal, in the course's folder: make lab  (Windows: the uv lines of README.md). Then restart the kernel."
)
KERNEL = "Or this notebook runs on another Python: Kernel > Change Kernel, and choose Python 3 (ipykernel)."


def check_environment():
    """Print one line a check, and what to do about each that fails."""
    failed = 0
    for title, check in CHECKS.items():
        try:
            found, remedy = check()
        except Exception as error:  # a check that breaks is a finding, not the end
            found, remedy = f"{type(error).__name__}: {error}", INSTALL
        print(f"{'TO DO' if remedy else 'OK   '}  {title}: {found}")
        if remedy:
            print(f"       {remedy}")
            failed += 1
    if failed:
        print(f"\n{failed} of {len(CHECKS)} checks failed. Do what stands below each and run this cell again.")
    else:
        print("\nEverything is ready.")


def python_version():
    version = ".".join(map(str, sys.version_info[:3]))
    wanted = importlib.metadata.metadata(COURSE)["Requires-Python"] if installed(COURSE) else ">=3.11"
    old = sys.version_info[:2] < tuple(map(int, re.findall(r"\d+", wanted)[:2]))
    return f"{version} (wanted {wanted})", f"Install a newer Python. {INSTALL}" if old else ""


def course_installed():
    if not installed(COURSE):
        return "this Python does not have it", f"{INSTALL} {KERNEL}"
    import utils

    if not hasattr(utils, "__path__") or not (Path(list(utils.__path__)[0]) / "optimizers.py").exists():
        return f"another `utils` is in the way: {utils.__file__}", "Rename or move that file, then restart the kernel."
    return f"version {importlib.metadata.version(COURSE)}", ""


def packages():
    """Each range of pyproject.toml, as the installed course remembers it, against what is installed."""
    from packaging.requirements import Requirement

    wanted, found, wrong = importlib.metadata.requires(COURSE) or [], [], []
    for requirement in map(Requirement, wanted):
        name = requirement.name
        version = importlib.metadata.version(name) if installed(name) else None
        found.append(f"{name} {version}")
        if version is None:
            wrong.append(f"{name} is missing")
        elif version not in requirement.specifier:
            wrong.append(f"{name} is {version}, not {requirement.specifier}")
    return ("; ".join(wrong), f"{INSTALL} {KERNEL}") if wrong else (", ".join(found), "")


def extensions():
    """The parts of JupyterLab that show sliders and the Validate button."""
    folder = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
    missing = [name for name in ("@jupyter-widgets", "@jupyter/nbgrader") if not (folder / name).is_dir()]
    if missing:
        return f"{' and '.join(missing)} not found in {folder}", f"{INSTALL} Then reload this page."
    return "sliders and the Validate button are installed", ""


def can_save():
    try:
        with tempfile.NamedTemporaryFile(dir=os.curdir):
            pass
    except OSError as error:
        remedy = "Copy the course to a folder of yours, your home for example, and open it there."
        return f"this folder cannot be written ({error.strerror})", remedy
    return f"this folder can be written: {Path.cwd()}", ""


def memory():
    try:
        import psutil
    except ImportError:
        return "unknown", ""
    free = psutil.virtual_memory().available / 2**30
    low = free < 0.5
    return f"{free:.1f} GB free", "Close other programs, or kernels under Running Terminals and Kernels." if low else ""


def installed(name):
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


CHECKS = {
    "Python": python_version,
    "the course": course_installed,
    "packages": packages,
    "JupyterLab": extensions,
    "saving": can_save,
    "memory": memory,
}
