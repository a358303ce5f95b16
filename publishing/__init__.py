"""What goes out: released practicals, student edition, site and slides, question bank, pictures, launch links."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def notebooks(root=ROOT, folders=("lectures", "solutions", "practicals")):
    """The notebooks below `root`, in the order of the course: the start page, then each lecture and its practical."""
    found = [path for folder in folders for path in (Path(root) / folder).rglob("*.ipynb")]
    shown = [path for path in found if not any(part.startswith(".") for part in path.relative_to(root).parts)]
    return sorted(shown, key=lambda path: (session(path), path.as_posix()))


def session(path):
    """The session that a notebook belongs to: 1, 3, 5 for the notebooks of lectures, 2, 4, 6 for practicals, else 0."""
    part = re.match(r"(practical_)?([1-9])_", path.name)
    return 2 * int(part[2]) - (part[1] is None) if part else 0
