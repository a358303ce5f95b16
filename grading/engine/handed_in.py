"""What a student hands in: how much of it is taken, which file is the notebook, and how a folder of it is read."""

import errno
import os
import re
import stat
from pathlib import Path

from grading.engine.box import outputs

# When a submission is graded: bytes of a file and of all, number of files, characters of a cell, cells of the student's own,
# characters of a pasted picture.
FILE, FOLDER, FILES, CELL, CELLS, PICTURE = 20_000_000, 50_000_000, 500, 200_000, 400, outputs.PICTURE
# When a zip file of a class is unpacked: bytes of a file in it and of all, number of files.
MEMBER, ZIP, MEMBERS = 50_000_000, 2_000_000_000, 50_000

ENDING = ".ipynb"
LATE, MARK = "Handed in late.", ".late"  # the second is a file that `collect` puts beside what was late
_OTHER_ENDINGS = (".ipynb.txt", ".ipynb.json", ".json", ".txt")  # what a browser or a mail program makes of it
CLEAR = " Clear its outputs (Edit > Clear Outputs of All Cells), save it, and hand it in again."


def wanted(practical):
    """The name that a notebook should have."""
    return practical + ENDING


def notebooks(files):
    """The names of the notebooks among files, name -> bytes: those with the right ending, else those with the right content."""
    names = sorted(name for name in files if not any(part.startswith((".", "__")) for part in name.split("/")))
    return [name for name in names if name.lower().endswith(ENDING)] or [
        name
        for name in names
        if name.lower().endswith(_OTHER_ENDINGS) and b'"cells"' in files[name] and b'"cell_type"' in files[name]
    ]


def newness(name, practical):
    """Of several notebooks, which is to be graded, as far as names tell? The larger: a name that holds the practical's, not in a
    sub-folder, no copy, `final`, then `-4` and ` (4)` before `-3`."""
    stem, practical = (re.sub(r"[\W_]+", "_", text.lower()) for text in (name.rsplit("/", 1)[-1], practical))
    has_name, rest = practical in stem, stem.split(practical)[-1]
    is_old = re.search("cop[yi]|kopie|old|backup|draft|checkpoint", rest) is not None
    is_final = re.search("final|last|latest|new", rest) is not None
    return has_name, "/" not in name, not is_old, is_final, [int(number) for number in re.findall(r"\d{1,9}", rest)]


def is_later_attempt(name, practical):
    """Is this what Canvas makes of the right name when a student hands in again?"""
    return re.fullmatch(re.escape(practical) + r"-\d+" + re.escape(ENDING), name) is not None


def is_beside(name):
    """Is this a file that a student's code finds beside the notebook, and does its name stay in the folder?"""
    leads_away = name.startswith("/") or ".." in name.split("/") or "\0" in name or "\\" in name
    return not name.endswith(ENDING) and not leads_away


def printable(text, length=80):
    """A name or a reason that a student had a hand in, safe to print: no control characters, not too long."""
    text = "".join(character if character.isprintable() else "?" for character in text)
    return text if len(text) <= length else text[: length - 3] + "..."


def read_folder(folder):
    """The regular files in a folder, what was left out, and LATE: ({relative name: bytes}, [sentence, ...]).

    No symbolic link is followed, nothing that is not a file is opened for reading, and sizes are bounded. Files that
    begin with a point, and timestamp.txt, which tells nbgrader when it was handed in, do not belong to the submission.
    """
    files, left_out, total = {}, [], 0
    if stat.S_ISLNK(os.lstat(folder).st_mode):
        return {}, ["The folder is a symbolic link, which is not followed."]
    for place, folders, names, descriptor in os.fwalk(folder, follow_symlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__MACOSX", "__pycache__")))
        for name in sorted(names):
            path = Path(place, name).relative_to(folder).as_posix()
            if name.startswith(".") or path == "timestamp.txt":
                left_out += [LATE] if path == MARK else []
                continue
            try:
                data = _read(name, descriptor)
            except OSError as error:
                is_link = error.errno == errno.ELOOP
                data = "is a symbolic link, which is not followed" if is_link else f"cannot be read ({error.strerror})"
            if isinstance(data, bytes) and total + len(data) > FOLDER:
                data = f"does not fit: a submission may have {FOLDER // 1_000_000} MB"
            if isinstance(data, bytes) and len(files) >= FILES:
                data = f"is one file too many: a submission may have {FILES}"
            if isinstance(data, bytes):
                files[path], total = data, total + len(data)
            elif len(left_out) < 20:
                is_remedied = "MB" in data and name.lower().endswith(ENDING)
                left_out.append(f"The file {printable(path)} {data}; it was left out.{CLEAR if is_remedied else ''}")
    return files, left_out


def _read(name, descriptor):
    """The bytes of a regular file in an open folder, or words that say why not."""
    opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=descriptor)
    with open(opened, "rb") as file:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            return "is not a regular file"
        data = file.read(FILE + 1)
        return data if len(data) <= FILE else f"is larger than {FILE // 1_000_000} MB"
