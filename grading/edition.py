"""The student edition: `python -m grading.edition [--to FOLDER]`, or `make student`.

A folder and a zip file of the course without solutions, answers and hidden tests, in which `make lab` and `make test`
work. It is what a published repository and its Binder link should hold. The same course gives the same bytes.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

from grading.release import ROOT, check

# Everything else is the students' too. A folder's name stands for all that is in it.
LEFT_OUT = (
    "solutions",
    "grading/edition.py",
    "tests/answers",
    "tests/grading",
    "tests/browser",
    "tests/bench_grading.py",
    "tests/answer_runner.py",
    "tests/slides.csv",
    # tests of the authors' and instructors' tools, which read solutions or answers
    "tests/test_answers.py",
    "tests/test_checks*.py",
    "tests/test_lint.py",
    "tests/test_release.py",
    "tests/test_repository.py",
    "tests/test_round_trip.py",
    "tests/test_slides.py",
    "tests/test_edition.py",
    "tests/test_guide.py",
    "tests/test_questions.py",
)
EPOCH = (1980, 1, 1, 0, 0, 0)  # the time that each file of the zip bears: zip knows none before


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m grading.edition", description=__doc__.split("\n\n")[1])
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="where to put both (default: dist/)")
    options = parser.parse_args(arguments)
    stale = check(ROOT)
    if stale:
        print(f"The student edition was not made: practicals/ is not what solutions/ gives.\n{stale}", file=sys.stderr)
        return 1
    folder = build(ROOT, options.to)
    print(f"{folder} and {folder.with_suffix('.zip').name} hold the course for students.")
    return 0


def files(root):
    """The paths of the edition, relative to `root`: what git stores or would store, without LEFT_OUT.

    Raises
    ------
    RuntimeError
        If `root` is not a git clone: only git knows which files belong to the course.
    """
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"git cannot list the files of {root}: {done.stderr.strip()}. Make the edition in a clone.")
    found = sorted({Path(name) for name in done.stdout.split("\0") if name})
    return [path for path in found if (root / path).is_file() and not left_out(path)]


def left_out(path):
    return any(Path(*path.parts[:depth]).match(entry) for entry in LEFT_OUT for depth in range(1, len(path.parts) + 1))


def build(root, target):
    """Make target/NAME and target/NAME.zip, where NAME is the course's; return the folder. Both replace older ones."""
    name = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["name"]
    folder, there = target / name, files(root)
    shutil.rmtree(folder, ignore_errors=True)
    for path in there:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / path, folder / path)  # with its permissions: postBuild is a program
    text = (root / "README.md").read_text(encoding="utf-8")
    (folder / "README.md").write_text(readme(text, folder), encoding="utf-8", newline="\n")
    with zipfile.ZipFile(folder.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        for path in there:
            entry = zipfile.ZipInfo(f"{name}/{path.as_posix()}", EPOCH)
            entry.external_attr = (folder / path).stat().st_mode << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (folder / path).read_bytes())
    return folder


def readme(text, folder):
    """README.md without the chapter for instructors, and without table rows and links that would lead nowhere."""
    text = re.sub(r"(?ms)^## Teach with it\n.*?(?=^## )", "", text)
    lines = []
    for line in text.splitlines():
        missing = [t for t in re.findall(r"\]\(([^)\s:]+)\)", line) if not (folder / t.split("#")[0]).exists()]
        if not (missing and line.startswith("|")):
            lines.append(line)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
