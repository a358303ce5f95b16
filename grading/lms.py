"""Moodle and Canvas: submissions come in as the zip file that they give, grades go out as the CSV file that they take.

    python -m grading.lms collect PRACTICAL ZIP...      into gradebook/submitted/STUDENT/PRACTICAL/
    python -m grading.lms grades PRACTICAL FILE.csv     fills in the file that Moodle or Canvas exported (grading.worksheets)

STUDENT is the number by which they know a student, so that the grades find their way back; the name goes into the
gradebook. How files are called was taken from the sources of both: Moodle's mod/assign/classes/downloader.php (one folder
a student; older versions and a setting: one file), Canvas' lib/content_zipper.rb.
"""

import argparse
import contextlib
import io
import re
import shutil
import stat
import sys
import unicodedata
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from grading.engine import handed_in
from grading.engine.handed_in import printable
from grading.worksheets import LmsError, fill_in, gradebook

ROOT = Path(__file__).resolve().parent.parent
PATTERNS = (
    # Moodle: Jane Doe_4711_assignsubmission_file_/practical.ipynb, the last / being a _ where folders are switched off
    r"(?P<name>[^/]*?)_(?P<student>\d+)_assignsubmission_(?:file|onlinetext)(?:_?/|_)(?P<file>.+)$",
    # Canvas, anonymous: [LATE_]anon_x7Yz2_98765_practical.ipynb
    r"(?:(?P<late>LATE)_)?(?P<name>anon)_(?P<student>[A-Za-z0-9]+)_\d+_(?P<file>[^/]+)$",
    # Canvas: doejane_[LATE_]4711_98765_practical-1.ipynb; a name holds no _digits_, a later attempt has -1
    r"(?P<name>[^/]*?)_(?:(?P<late>LATE)_)?(?P<student>\d+)_\d+_(?P<file>[^/]+)$",
    r"(?P<name>[^/]*?)_(?:(?P<late>LATE)_)?(?P<student>\d+)_(?P<file>(?:text|link)\.html)$",
)
PATTERNS = tuple(re.compile(rf"(?:^|/){pattern}", re.DOTALL) for pattern in PATTERNS)

COLLECT = """Unpack the zip files that Moodle (View all submissions > Download all submissions) or Canvas (Download Submissions)
gives. Of a student who is in several, the newest file counts. What such a student handed in before is replaced; other students'
folders stay."""
GRADES = """Moodle: the grading worksheet of the assignment, in any language (switch on Feedback types > Offline grading
worksheet; then Download grading worksheet, and after this command Upload grading worksheet). Canvas: the gradebook (Export
Entire Gradebook, and after this command Import). A copy in gradebook/lms/ is filled in. A submission that could not be read
gets no grade; Moodle's column of comments says why. For Moodle the pages of feedback, if there are any, are packed beside it
(switch on Feedback types > Feedback files, then Upload multiple feedback files in a zip)."""


def main(arguments=None):
    about = "Take in submissions from Moodle or Canvas, and give grades back."
    parser = argparse.ArgumentParser(prog="python -m grading.lms", description=about)
    commands = parser.add_subparsers(dest="command", required=True)
    about = "unpack downloaded zip files into gradebook/submitted/"
    into = commands.add_parser("collect", help=about, description=COLLECT)
    about = "fill grades into the CSV file that Moodle or Canvas exported"
    out = commands.add_parser("grades", help=about, description=GRADES)
    for command, about in ((into, "a folder in practicals/"), (out, "a graded practical")):
        command.add_argument("practical", metavar="PRACTICAL", help=about)
        command.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    into.add_argument("files", metavar="ZIP", nargs="+", type=Path, help="downloaded zip files")
    out.add_argument("files", metavar="FILE", nargs=1, type=Path, help="the exported CSV file")
    out.add_argument("--column", help="Canvas: the assignment's column, if its name does not tell", metavar="TITLE")
    options = parser.parse_args(arguments)
    root, files = options.root.resolve(), [path.expanduser() for path in options.files]
    try:
        if options.command == "collect":
            collect(root, options.practical, files)
        else:
            fill_in(root, options.practical, files[0], options.column)
    except LmsError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


# ---------------------------------------------------------------- submissions come in


@dataclass
class HandedIn:
    """What one download holds of a student: the archive's entries, each with the name that the student gave to the file."""

    archive: zipfile.ZipFile
    name: str
    entries: dict = field(default_factory=dict)
    late: bool = False


def collect(root, practical, paths):
    """Write gradebook/submitted/STUDENT/PRACTICAL/ for every student in the zip files at `paths`, and say what happened."""
    released = root / "practicals" / practical / handed_in.wanted(practical)
    if not released.is_file():
        there = ", ".join(sorted(path.name for path in (root / "practicals").iterdir() if path.is_dir()))
        raise LmsError(f"practicals/ has no {practical}. It has: {there}.")
    for path in paths:
        if not path.is_file():
            raise LmsError(f"There is no file {path}. Name the zip file that you downloaded: ZIP=...")
        if not zipfile.is_zipfile(path):
            raise LmsError(f"{path} is not a zip file. Give the file as it was downloaded, not unpacked.")
    problems, students, ids = [], {}, set(_grade_ids(released.read_bytes()))
    done, without, strange = {"new": 0, "replaced": 0, "as before": 0}, [], []
    with contextlib.ExitStack() as opened:
        for path in sorted(paths, key=lambda path: (path.stat().st_mtime_ns, path.name)):
            students |= _students(path, opened, problems)
        for student, given in students.items():
            files = _files(given, practical, problems)
            notebooks = handed_in.notebooks(files)
            if not notebooks:
                without.append(f"{student} ({given.name}): {', '.join(sorted(files)[:5]) or 'no file'}")
            elif ids and not any(ids & set(_grade_ids(files[name])) for name in notebooks):
                strange.append(f"{student} ({given.name}): {notebooks[0]}")
            files |= {handed_in.MARK: b""} if given.late else {}
            done[_write(root / "gradebook" / "submitted" / student / practical, files)] += 1
    for problem in problems[:50]:
        print(f"Left out: {printable(problem, 200)}", file=sys.stderr)
    for words, lines in (("No notebook from", without), (f"No cell of {practical} in the notebook of", strange)):
        for line in lines:
            print(f"{words} {printable(line, 200)}")
    late = sorted(student for student, given in students.items() if given.late)
    told = f" Late: {', '.join(late)}." if late else ""
    counts = ", ".join(f"{count} {word}" for word, count in done.items() if count)
    print(f"{len(students)} students in {len(paths)} zip files{f': {counts}' if counts else ''}.{told}")
    if len(strange) > len(students) / 2:
        print(f"Is this the right download? Most notebooks hold no cell of {practical}.", file=sys.stderr)
    folders = list((root / "gradebook" / "submitted").glob(f"*/{practical}"))
    print(f"gradebook/submitted/ has {len(folders)} students with {practical}.")
    names = {student: given.name for student, given in students.items()}
    _keep_names(root, names)  # the last: the gradebook may be locked


def _students(path, opened, problems):
    """student -> HandedIn, of one zip file, which `opened` closes."""
    try:
        archive, found = opened.enter_context(zipfile.ZipFile(path)), {}
    except Exception as error:  # what a damaged file makes of the library is anybody's guess
        raise LmsError(f"{path} is damaged: {error}. Download it once more.") from None
    for entry, name in _entries(archive, "", problems):
        # What a student could choose stands further right than what Moodle or Canvas wrote.
        matches = [match for pattern in PATTERNS if (match := pattern.search(name))]
        match = min(matches, key=lambda match: match.start("student"), default=None)
        if match is None:
            problems.append(f"{name}: neither Moodle nor Canvas calls files like this")
            continue
        given = found.setdefault(match["student"], HandedIn(archive, match["name"]))
        if given.name != match["name"]:
            problems.append(f"{name}: {match['student']} is the number of {given.name} already")
        else:
            given.entries[match["file"]] = entry
            given.late |= bool(match.groupdict().get("late"))
    return found


def _entries(archive, inside, problems):
    """The entries of a zip file that are regular files with names that stay inside: (entry, name)."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > handed_in.MEMBERS:
        problems.append(f"{inside or archive.filename}: more than {handed_in.MEMBERS} files")
    for entry in entries[: handed_in.MEMBERS]:
        name = "".join(map(_visible, entry.filename.replace("\\", "/")))
        parts = name.split("/")
        where = f"{inside}: {name}" if inside else name
        if parts[0] == "__MACOSX" or parts[-1].startswith("."):
            continue
        if {"", ".", ".."} & set(parts) or ":" in parts[0] or not name.isprintable():
            problems.append(f"{where}: a name that leads elsewhere")
        elif max(len(part.encode()) for part in parts) > 200 or len(parts) > 10:
            problems.append(f"{where}: a name that is too long")
        elif stat.S_ISLNK(entry.external_attr >> 16):
            problems.append(f"{where}: a symbolic link")
        else:
            yield entry, name


def _visible(character):
    """A space for the many kinds of spaces, nothing for characters that cannot be seen."""
    return {"Zs": " ", "Cf": ""}.get(unicodedata.category(character), character)


def _files(given, practical, problems):
    """name -> bytes of what a student handed in; a zip file in it is unpacked, too."""
    files, left = {}, handed_in.FOLDER

    def take(archive, entry, name, where):
        nonlocal left
        try:
            files[name] = _bytes(archive, entry, min(handed_in.MEMBER, left))
            left -= len(files[name])
        except LmsError as error:
            problems.append(f"{where}: {error}")

    for name, entry in given.entries.items():
        take(given.archive, entry, name, entry.filename)
    for name in [name for name in files if name.lower().endswith(".zip")]:
        try:
            with zipfile.ZipFile(io.BytesIO(files[name])) as inner:
                for entry, part in _entries(inner, name, problems):
                    take(inner, entry, part, f"{name}: {part}")
        except Exception as error:  # of a damaged file
            problems.append(f"{name} of {given.name}: it cannot be unpacked ({error})")
    folders = {name[:place] for name in files for place, letter in enumerate(name) if letter == "/"}
    for name in folders & set(files) | {"timestamp.txt"} & set(files):  # the second would set the time of handing in
        del files[name]
        problems.append(f"{name} of {given.name}: a name that is needed for something else")
    # Canvas adds -1, -2, ... to the name of a later attempt: that is not the student's mistake.
    wanted = handed_in.wanted(practical)
    later = [name for name in files if handed_in.is_later_attempt(name, practical)]
    if wanted not in files and len(later) == 1:
        files[wanted] = files.pop(later[0])
    return files


def _bytes(archive, entry, most):
    """The bytes of a zip file's entry, at most so many; an LmsError if they cannot be had."""
    if entry.flag_bits & 1:
        raise LmsError("it is encrypted")
    try:
        with archive.open(entry) as opened:
            data = opened.read(most + 1)
    except Exception as error:  # zlib, lzma and bz2 have errors of their own
        raise LmsError(f"it is damaged ({error})") from None
    if len(data) > most:
        raise LmsError("too large")
    return data


def _grade_ids(data):
    return re.findall(rb'"grade_id"\s*:\s*"([^"\\]{1,200})"', data)


def _write(folder, files):
    """Put the files into a student's folder in place of what was there; a word that says what happened."""
    old = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    if old == set(files) and all((folder / name).read_bytes() == data for name, data in files.items()):
        return "as before"
    fresh = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, data in files.items():
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).write_bytes(data)
    fresh.mkdir(parents=True, exist_ok=True)
    aside = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    if folder.exists():
        folder.rename(aside)
    fresh.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)
    return "replaced" if old else "new"


def _keep_names(root, names):
    """The names of students go into nbgrader's gradebook, and with it into its tables and exports."""
    with gradebook(root) as book, book.transaction():
        for student, name in names.items():
            book.update_or_create_student(student, last_name=name)


if __name__ == "__main__":
    sys.exit(main())
