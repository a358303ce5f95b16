"""Moodle and Canvas: submissions come in as the zip file that they give, grades go out as the CSV file that they take.

    python -m grading.lms collect PRACTICAL ZIP...      into gradebook/submitted/STUDENT/PRACTICAL/, by nbgrader zip_collect
    python -m grading.lms grades PRACTICAL FILE.csv     fills in the file that Moodle or Canvas exported

STUDENT is the number by which they know a student, so that the grades find their way back. How files are called and
what an import reads was taken from the sources of both: Moodle's mod/assign/classes/downloader.php (one folder a student;
older versions and a setting: one file), mod/assign/gradingtable.php and mod/assign/feedback/offline/importgradeslib.php
(the grading worksheet), mod/assign/feedback/file/importziplib.php (pages of feedback); Canvas' lib/content_zipper.rb,
lib/gradebook_exporter.rb and lib/gradebook_importer.rb.
"""

import argparse
import csv
import html
import io
import os
import re
import shutil
import stat
import sys
import zipfile
from pathlib import Path

from nbgrader.plugins import ExtractorPlugin

ROOT = Path(__file__).resolve().parent.parent
PATTERNS = (
    # Moodle: Jane Doe_4711_assignsubmission_file_/practical.ipynb, the last / being a _ where folders are switched off
    re.compile(
        r"(?:^|/)(?P<name>[^/]*)_(?P<student>\d+)_assignsubmission_(?:file|onlinetext)(?:_?/|_)(?P<file>.+)$", re.DOTALL
    ),
    # Canvas, anonymous: [LATE_]anon_x7Yz2_98765_practical.ipynb
    re.compile(r"(?:^|/)(?:(?P<late>LATE)_)?anon_(?P<student>[A-Za-z0-9]+)_\d+_(?P<file>[^/]+)$"),
    # Canvas: doejane_[LATE_]4711_98765_practical-1.ipynb; a name holds no _digits_, a later attempt has -1
    re.compile(r"(?:^|/)(?P<name>[^/]*?)_(?:(?P<late>LATE)_)?(?P<student>\d+)_\d+_(?P<file>[^/]+)$"),
    re.compile(r"(?:^|/)(?P<name>[^/]*?)_(?:(?P<late>LATE)_)?(?P<student>\d+)_(?P<file>(?:text|link)\.html)$"),
)
LARGEST_FILE, LARGEST_ZIP, MOST_FILES = 50_000_000, 2_000_000_000, 50_000  # bytes unpacked, bytes unpacked, files


class LmsError(Exception):
    """A file cannot be taken in or filled in; the text says why and what to do."""


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python -m grading.lms", description="Take in submissions from Moodle or Canvas, and give grades back."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    into = commands.add_parser(
        "collect",
        help="unpack downloaded zip files into gradebook/submitted/",
        description="Unpack the zip files that Moodle (View all submissions > Download all submissions) or Canvas "
        "(Download Submissions) gives. Of a student who is in several, the newest file counts. What such a student handed "
        "in before is replaced; other students' folders stay.",
    )
    into.add_argument("practical", metavar="PRACTICAL", help="a folder in practicals/")
    into.add_argument("zips", metavar="ZIP", nargs="+", type=Path, help="downloaded zip files")
    out = commands.add_parser(
        "grades",
        help="fill grades into the CSV file that Moodle or Canvas exported",
        description="Moodle: the grading worksheet of the assignment (switch on Feedback types > Offline grading worksheet; "
        "then Download grading worksheet, and after this command Upload grading worksheet). Canvas: the gradebook "
        "(Export Entire Gradebook, and after this command Import). A copy in gradebook/lms/ is filled in. A submission "
        "that could not be read gets no grade; Moodle's column of comments says why. For Moodle the pages of feedback, "
        "if there are any, are packed beside it (switch on Feedback types > Feedback files, then Upload multiple feedback "
        "files in a zip).",
    )
    out.add_argument("practical", metavar="PRACTICAL", help="a graded practical")
    out.add_argument("file", metavar="FILE", type=Path, help="the exported CSV file")
    out.add_argument("--column", help="Canvas: the assignment's column, if its name does not tell", metavar="TITLE")
    for command in (into, out):
        command.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        if options.command == "collect":
            collect(options.root.resolve(), options.practical, options.zips)
        else:
            grades(options.root.resolve(), options.practical, options.file, options.column)
    except LmsError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


# ---------------------------------------------------------------- submissions come in


def collect(root, practical, zips):
    """Put the zip files where nbgrader zip_collect looks, and run it."""
    from nbgrader.apps import ZipCollectApp

    if not (root / "practicals" / practical).is_dir():
        there = ", ".join(sorted(path.name for path in (root / "practicals").iterdir() if path.is_dir()))
        raise LmsError(f"practicals/ has no {practical}. It has: {there}.")
    for path in zips:
        if not path.is_file():
            raise LmsError(f"There is no file {path}. Name the zip file that you downloaded: ZIP=...")
        if not zipfile.is_zipfile(path):
            raise LmsError(f"{path} is not a zip file. Give the file as it was downloaded, not unpacked.")
    archive = root / "gradebook" / "downloaded" / practical / "archive"
    given = [(path.name, path.read_bytes(), path.stat().st_mtime_ns) for path in zips]
    shutil.rmtree(archive, ignore_errors=True)
    archive.mkdir(parents=True)
    for number, (name, data, time) in enumerate(given):
        target = archive / f"{number}-{name}"
        target.write_bytes(data)
        os.utime(target, ns=(time, time))
    here = os.getcwd()
    os.chdir(root)
    try:
        app = ZipCollectApp()
        app.initialize([practical, "--force", "--log-level=ERROR"])
        app.start()
    finally:
        os.chdir(here)
    folders = sorted(path.parent.name for path in (root / "gradebook" / "submitted").glob(f"*/{practical}"))
    print(f"gradebook/submitted/ has {len(folders)} students with {practical}.")


class Extractor(ExtractorPlugin):
    """Unpack the zip files of Moodle or Canvas into one folder a student, for nbgrader zip_collect.

    Nothing is written outside of that folder: names with .., absolute ones and links are left out, sizes are bounded. A
    zip file that a student handed in is unpacked, too. Of a student in several zip files, the newest file counts.
    """

    def extract(self, archive_path, extracted_path):
        practical, students, late, problems = self.parent.coursedir.assignment_id, {}, set(), []
        archives = sorted(Path(archive_path).glob("*.zip"), key=lambda path: (path.stat().st_mtime_ns, path.name))
        for path in archives:
            found = {}
            for name, data in members(path, problems):
                match = next(filter(None, (pattern.search(name) for pattern in PATTERNS)), None)
                if match is None:
                    problems.append(f"{name}: neither Moodle nor Canvas calls files like this")
                    continue
                files = found.setdefault(match["student"], {})
                if match.groupdict().get("late"):
                    late.add(match["student"])
                inner = members(io.BytesIO(data), problems, name) if match["file"].lower().endswith(".zip") else ()
                for part, content in [(match["file"], data), *inner]:
                    files[part] = content
            students |= found
        for student, files in students.items():
            for name, data in _renamed(files, practical).items():
                target = Path(extracted_path, student, name)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        for problem in problems[:50]:
            print(f"Left out: {_printable(problem)}", file=sys.stderr)
        print(
            f"{len(students)} students in {len(archives)} zip files."
            + (f" Late: {', '.join(sorted(late))}." if late else "")
        )


def members(file, problems, inside=""):
    """The regular files of a zip file whose names are safe: (name, bytes). What is left out is told in `problems`."""
    total = 0
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_FILES:
                problems.append(f"{inside}: more than {MOST_FILES} files")
                entries = entries[:MOST_FILES]
            for entry in entries:
                parts = entry.filename.replace("\\", "/").split("/")
                where = f"{inside}: {entry.filename}" if inside else entry.filename
                if parts[0] == "__MACOSX" or parts[-1].startswith("."):
                    continue
                if "" in parts or "." in parts or ".." in parts or ":" in parts[0] or not entry.filename.isprintable():
                    problems.append(f"{where}: a name that leads elsewhere")
                elif max(len(part.encode()) for part in parts) > 200 or len(parts) > 10:
                    problems.append(f"{where}: a name that is too long")
                elif stat.S_ISLNK(entry.external_attr >> 16):
                    problems.append(f"{where}: a symbolic link")
                elif entry.flag_bits & 1:
                    problems.append(f"{where}: it is encrypted")
                else:
                    with archive.open(entry) as opened:
                        data = opened.read(LARGEST_FILE + 1)
                    total += len(data)
                    if len(data) > LARGEST_FILE or total > LARGEST_ZIP:
                        problems.append(f"{where}: too large")
                    else:
                        yield "/".join(parts), data
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        problems.append(f"{inside or file}: it cannot be unpacked ({error})")
    except Exception as error:  # zlib and lzma have errors of their own
        problems.append(f"{inside or file}: it is damaged ({error})")


def _renamed(files, practical):
    """Canvas adds -1, -2, ... to the name of a later attempt: that is not the student's mistake."""
    wanted = f"{practical}.ipynb"
    later = [name for name in files if re.fullmatch(re.escape(practical) + r"-\d+\.ipynb", name)]
    if wanted not in files and len(later) == 1:
        return {wanted if name == later[0] else name: data for name, data in files.items()}
    return files


def _printable(text):
    return "".join(character if character.isprintable() else "?" for character in text)[:200]


# ---------------------------------------------------------------- grades go out


def grades(root, practical, path, column=None):
    """Fill the grades of a practical into a copy of an exported file; return its path."""
    book, pages = _grades(root, practical), {}
    if not path.is_file():
        raise LmsError(f"There is no file {path}. Name the file that Moodle or Canvas exported: CSV=...")
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise LmsError(
            f"{path} is not UTF-8. Give the file as it was downloaded, not as a spreadsheet saved it."
        ) from None
    lines = text.splitlines()
    separator = max(",;\t", key=(lines[0] if lines else "").count)
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)]
    head = [title.strip() for title in rows[0]] if rows else []
    if {"Identifier", "Grade"} <= set(head):
        kind, rows, told, pages = "moodle", *_moodle(head, rows, book)
    elif "ID" in head[:3] and "Section" in head:
        kind, rows, told = "canvas", *_canvas(head, rows, book, practical, column)
    else:
        raise LmsError(
            f"{path} is neither a grading worksheet of Moodle (columns Identifier and Grade) nor a gradebook of Canvas (columns "
            f"Student, ID and Section). Its columns are: {', '.join(head) or 'none'}. Download it with the site in English."
        )
    target = root / "gradebook" / "lms" / f"{practical}-{kind}.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(target, "w", newline="", encoding="utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "utf-8") as file:
        csv.writer(file, delimiter=separator, lineterminator="\r\n" if b"\r\n" in raw else "\n").writerows(rows)
    for line in told:
        print(line)
    print(f"{target.relative_to(root)} is filled in: import it into {kind.capitalize()}.")
    _pack(root, practical, pages)
    return target


def _pack(root, practical, pages):
    """The pages of feedback, each with Moodle's number in its name, as one zip file. `pages`: Moodle's number -> student."""
    files = {
        number: root / "gradebook" / "feedback" / student / practical / f"{practical}.html"
        for number, student in pages.items()
    }
    files = {number: path for number, path in files.items() if path.is_file()}
    if files:
        target = root / "gradebook" / "lms" / f"{practical}-feedback.zip"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, path in files.items():
                archive.write(path, f"student_{number}_assignsubmission_file_{practical}.html")
        print(f"{target.relative_to(root)} has {len(files)} pages: Moodle > Upload multiple feedback files in a zip.")


def _grades(root, practical):
    """student -> (points or None, maximum, word, reason)."""
    from nbgrader.api import MissingEntry

    from grading.grade import settings
    from grading.gradebook import NOT_READ, Book

    here = os.getcwd()
    os.chdir(root)
    try:
        coursedir, _ = settings(root)
    finally:
        os.chdir(here)
    with Book(coursedir.db_url, coursedir.course_id or "default_course") as book:
        results, found = book.results(practical), {}
        try:
            submissions = book.find_assignment(practical).submissions
        except MissingEntry:
            raise LmsError(f"The gradebook has no {practical}: run `make grade PRACTICAL={practical}` first.") from None
        for submission in submissions:
            row = results.get(submission.student_id)
            word, reason = (row.status, row.reason) if row else ("graded", "")
            points = max(0.0, submission.score - (submission.late_submission_penalty or 0.0))
            nothing = word in NOT_READ and not submission.score
            found[submission.student_id] = (None if nothing else points, submission.max_score, word, reason)
    return found


def _moodle(head, rows, book):
    """The grading worksheet: `Participant 4711` is the number of the zip file's folder; two columns are filled in."""
    place = {title: index for index, title in enumerate(head)}
    maximum, comment = place.get("Maximum grade", place.get("Maximum Grade")), place.get("Feedback comments")
    names = [
        place["Identifier"],
        *(place[title] for title in ("ID number", "Username", "Email address") if title in place),
    ]
    told, filled = [], {}
    for row in rows[1:]:
        row += [""] * (len(head) - len(row))
        number = re.search(r"\d+$", row[names[0]].strip())
        keys = [number[0] if number else "", *(row[index].strip() for index in names[1:])]
        student = next((key for key in keys if key and key in book), None)
        if student is None:
            continue
        points, most, word, reason = book[student]
        filled[student] = number[0] if number else ""
        if points is not None:
            theirs = _number(row[maximum]) if maximum is not None else None
            row[place["Grade"]] = _shown(points if not theirs or not most else points * theirs / most)
            if theirs and theirs != most and not any("scaled" in line for line in told):
                told.append(f"Moodle's maximum is {theirs:g}, here it is {most:g}: the points are scaled.")
        if comment is not None and not row[comment].strip() and (word != "graded" or reason):
            row[comment] = html.escape(f"{word}: {reason}" if reason else word)
        if word != "graded":
            told.append(f"{student} {word}: {_printable(reason)}")
    pages = {number: student for student, number in filled.items() if number}
    return [head, *rows[1:]], [*told, *_absent(book, filled)], pages


def _canvas(head, rows, book, practical, column):
    """The gradebook: two columns of names, ids up to Section, and the one assignment; other columns are left out, so that
    an import cannot bring back old grades in them."""
    known = head.index("Section") + 1
    index = _assignment(head, known, practical, column)
    notes = head.index("Notes") if "Notes" in head else None
    keep = [*range(known), *([notes] if notes is not None else []), index]
    keys = [head.index("ID"), *(head.index(title) for title in ("SIS User ID", "SIS Login ID") if title in head)]
    told, filled, kept = [], set(), []
    for row in rows[1:]:
        row += [""] * (len(head) - len(row))
        student = next((row[key].strip() for key in keys if row[key].strip() and row[key].strip() in book), None)
        if "Points Possible" in row[0]:
            theirs, most = _number(row[index]), next((most for _, most, _, _ in book.values()), 0.0)
            if theirs and most and theirs != most:
                raise LmsError(
                    f"Canvas gives {theirs:g} points for {head[index]}, the practical has {most:g}: change it in Canvas."
                )
        elif student is not None:
            points, _, word, reason = book[student]
            filled.add(student)
            if points is not None:
                row[index] = _shown(points)
            if notes is not None and word != "graded" and not row[notes].strip():
                row[notes] = f"{practical}: {word}"
            if word != "graded":
                told.append(f"{student} {word}: {_printable(reason)}")
        kept.append([row[place] for place in keep])
    return [[head[place] for place in keep], *kept], [*told, *_absent(book, filled)]


def _assignment(head, known, practical, column):
    """The place of the assignment's column, whose title ends in Canvas' number: Practical 2 (98765)."""
    there = {title: known + index for index, title in enumerate(head[known:]) if re.search(r"\(\d+\)$", title)}
    if column is not None:
        chosen = [title for title in there if column in (title, re.sub(r" *\(\d+\)$", "", title))]
    else:
        words = {title: _squeezed(re.sub(r"\(\d+\)$", "", title)) for title in there}
        name = _squeezed(practical)
        chosen = [title for title, word in words.items() if word and (word in name or name in word)]
    if len(chosen) != 1:
        raise LmsError(
            f"Which column is {practical}? Name it with --column. The assignments are: {', '.join(there) or 'none'}."
        )
    return there[chosen[0]]


def _squeezed(text):
    return re.sub(r"[\W_]+", "", text.lower())


def _absent(book, filled):
    """Graded students that the file does not have."""
    return [f"{_printable(student)} is graded, but not in the file." for student in sorted(set(book) - set(filled))]


def _number(text):
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _shown(points):
    return f"{points:.2f}".rstrip("0").rstrip(".")


if __name__ == "__main__":
    sys.exit(main())
