"""The student edition: `python -m publishing.edition [--to FOLDER]`, or `make student`.

A folder and a zip file of the course without solutions, answers and hidden tests, and with packed checks, in which `make lab`
and `make test` work. It is what a published repository and its Binder link should hold. The same course gives the same bytes.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

from publishing import ROOT
from publishing.release import ReleaseError, check
from utils.checks.packed import pack

# Everything else is the students' too. A folder's name stands for all that is in it.
LEFT_OUT = (
    "solutions", "publishing/edition.py", "bench", "tests/answers", "tests/browser", "tests/checks", "tests/grading",
    "tests/publishing", "tests/course/test_guide.py", "tests/lectures/slides.csv", "tests/lectures/test_slides.py",
    "tests/lectures/shown", "tests/lectures/page.py", "tests/lectures/test_page.py", "tests/lectures/test_your_turn.py",
)  # fmt: skip
EPOCH = (1980, 1, 1, 0, 0, 0)  # the time that each file of the zip bears: zip knows none before


class EditionError(Exception):
    """The student edition cannot be made; the text says why."""


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m publishing.edition", description=__doc__.split("\n\n")[1])
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="where to put both (default: dist/)")
    options = parser.parse_args(arguments)
    try:
        if stale := check(ROOT):
            raise EditionError(f"practicals/ is not what solutions/ gives.\n{stale}")
        folder = build(ROOT, options.to.expanduser())
    except (EditionError, ReleaseError) as error:
        print(f"The student edition was not made: {error}", file=sys.stderr)
        return 1
    print(f"{folder} and {folder.with_suffix('.zip').name} hold the course for students.")
    return 0


def files(root):
    """The paths of the edition, relative to `root`: what git stores or would store, without LEFT_OUT.

    Raises
    ------
    EditionError
        If `root` is not a git clone, or git is missing: only git knows which files belong to the course.
    """
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    except FileNotFoundError:
        raise EditionError("git, which knows the files of the course, is not installed.") from None
    if done.returncode:
        raise EditionError(f"git cannot list the files of {root}: {done.stderr.strip()}. Make the edition in a clone.")
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
        if path.match("utils/checks/practical_*/*.py"):
            text = pack((root / path).read_text(encoding="utf-8"))
            (folder / path).write_text(text, encoding="utf-8", newline="\n")
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
    """README.md without the chapter for instructors, and without lines of its list that would lead nowhere."""
    text = re.sub(r"(?ms)^## Teach with it\n.*?(?=^## )", "", text)

    def leads_nowhere(line):
        return any(not (folder / target.split("#")[0]).exists() for target in re.findall(r"\]\(([^)\s:]+)\)", line))

    lines = [line for line in text.splitlines() if not (line.startswith("- ") and leads_nowhere(line))]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
