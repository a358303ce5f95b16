"""Grades into the files that Moodle and Canvas export: the grading worksheet, and the gradebook.

A file is known by its form, not by its titles, which are in the site's language. What an import reads was taken from the
sources: Moodle's mod/assign/gradingtable.php, mod/assign/feedback/offline/importgradeslib.php (the grading worksheet) and
mod/assign/feedback/file/importziplib.php (pages of feedback); Canvas' lib/gradebook_exporter.rb and gradebook_importer.rb.
"""

import contextlib
import csv
import functools
import html
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

from grading.engine.handed_in import printable
from grading.engine.result import NO_ZERO


class LmsError(Exception):
    """A file cannot be taken in or filled in; the text says why and what to do."""


@dataclass
class Mark:
    """What the gradebook knows of a student: points, None if nothing could be read, and the name that the LMS uses."""

    points: float | None
    maximum: float
    word: str
    reason: str
    name: str

    @property
    def remark(self):
        """What is to be said beside the points, if there is something."""
        return " ".join(filter(None, [f"{self.word.capitalize()}." if self.word != "graded" else "", self.reason]))


def fill_in(root, practical, path, column=None):
    """Fill the grades of a practical into a copy of an exported file; return its path."""
    marks, unread = _marks(root, practical)
    if not path.is_file():
        raise LmsError(f"There is no file {path}. Name the file that Moodle or Canvas exported: CSV=...")
    raw = path.read_bytes()
    text, told = _decoded(raw)
    first = next(filter(str.strip, text.splitlines()), "")
    separator = max(",;\t", key=first.count)
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)]
    head, body = [title.strip() for title in rows[0]] if rows else [], rows[1:]
    for row in body:
        row += [""] * (len(head) - len(row))
    if body and all(re.fullmatch(r"\D+\d+", row[0].strip()) for row in body):
        kind, (rows, pages, lines) = "moodle", _moodle(head, body, marks)
    elif any(map(_ASSIGNMENT.search, head)) and len(head) > 2 and any(_holds_numbers(body, place) for place in (1, 2)):
        kind, pages, (rows, lines) = "canvas", {}, _canvas(head, body, marks, practical, column)
    else:
        text = f"its columns are: {', '.join(head) or 'none'}"
        if body and all(re.fullmatch(r"1\d{9}", row[-1]) for row in body):
            text = "it is the export of Moodle's gradebook"
        raise LmsError(
            f"{path} is neither a grading worksheet of Moodle, whose first column has a word and a number for each student "
            f"(Assignment > Submissions > Download grading worksheet), nor a gradebook of Canvas, with columns such as "
            f"Practical 2 (98765): {text}."
        )
    target = root / "gradebook" / "lms" / f"{practical}-{kind}.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(target, "w", newline="", encoding="utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "utf-8") as file:
        csv.writer(file, delimiter=separator, lineterminator="\r\n" if b"\r\n" in raw else "\n").writerows(rows)
    remarks = [f"{student}: {mark.remark}" for student, mark in marks.items() if mark.remark]
    for line in [*told, *lines, *remarks, *unread]:
        print(printable(line, 300))
    print(f"{target.relative_to(root)} is filled in: import it into {kind.capitalize()}.")
    _pack(root, practical, pages)
    return target


def _decoded(raw):
    """The text of a file as Moodle and Canvas write it, or as a spreadsheet saves it; what there is to tell."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace"), ["A spreadsheet has saved the file as UTF-16; it is written as UTF-8."]
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        words = "A spreadsheet has saved the file in its own encoding; it is written as UTF-8. Names may look odd."
        return raw.decode("cp1252", "replace"), [words]


@contextlib.contextmanager
def gradebook(root):
    """nbgrader's gradebook of the course in the folder `root`."""
    from grading.grade import settings
    from grading.gradebook import Book, GradebookError

    with contextlib.chdir(root):
        coursedir, _ = settings(root)
        try:
            with Book(coursedir.db_url, coursedir.course_id or "default_course") as book:
                yield book
        except GradebookError as error:
            raise LmsError(str(error)) from None


def _marks(root, practical):
    """student -> Mark, and what is not in the marks yet."""
    from nbgrader.api import MissingEntry

    with gradebook(root) as book:
        results, found = book.results(practical), {}
        try:
            submissions = book.find_assignment(practical).submissions
        except MissingEntry:
            raise LmsError(f"The gradebook has no {practical}: run `make grade PRACTICAL={practical}` first.") from None
        for submission in submissions:
            row = results.get(submission.student_id)
            word, reason = (row.status, row.reason) if row else ("graded", "")
            points = max(0.0, submission.score - (submission.late_submission_penalty or 0.0))
            if word in NO_ZERO and not submission.score:
                points = None
            name = submission.student.last_name or ""
            found[submission.student_id] = Mark(points, submission.max_score, word, reason, name)
        return found, book.waiting(practical)


# ---------------------------------------------------------------- whose row is it?


def _owners(marks, rows, number, columns, told):
    """Index of a row -> student. `number(row)` is the LMS' own number; `columns` hold other keys: ID number, login, mail.

    A number counts before any other key; what fits twice is filled in nowhere, and told.
    """
    places = {}
    for index, row in enumerate(rows):
        places.setdefault(number(row), []).append(index)
    fits = {student: places[student] for student in marks if student in places}
    taken = {index for indices in fits.values() for index in indices}
    for student in marks.keys() - fits.keys():
        key, free = student.strip().casefold(), [index for index in range(len(rows)) if index not in taken]
        fits[student] = [i for i in free if key in {rows[i][column].strip().casefold() for column in columns}]
    owners, twice = {}, set()
    for student, indices in sorted(fits.items()):
        if len(indices) > 1 or any(index in owners for index in indices):
            twice.add(student)
            told.append(f"{printable(student)} fits more than one row, or a row that is another's: fill it in by hand.")
        elif indices:
            owners[indices[0]] = student
    absent = sorted(set(marks) - set(owners.values()) - twice)
    told += [f"{printable(student)} is graded, but not in the file." for student in absent]
    return owners


def _squeezed(text):
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text).casefold())


# ---------------------------------------------------------------- Moodle


def _moodles_number(row):
    return re.search(r"\d+$", row[0].strip())[0]


def _moodle(head, rows, marks):
    """The grading worksheet: (all rows, Moodle's number -> student, what to tell). Grade and comment are filled in."""
    told, grade = [], _grade_column(head, rows)
    comment = _comment_column(head, rows, grade)
    comma = _has_comma(rows[0][grade + 1])
    # A folder of a group bears the group's number, which may be the number of any participant: the name decides.
    names = [{_squeezed(cell) for cell in row[2:grade]} for row in rows]  # among them, that of the row's group
    everywhere = set().union(*names)
    groups = [student for student, mark in marks.items() if mark.name and _squeezed(mark.name) in everywhere]
    people = {student: mark for student, mark in marks.items() if student not in groups}
    owners = _owners(people, rows, _moodles_number, range(1, grade), told)
    for student in groups:
        owners |= {index: student for index, row in enumerate(names) if _squeezed(marks[student].name) in row}
    pages, changed = {}, 0
    for index, student in owners.items():
        row, mark = rows[index], marks[student]
        if mark.name and student in people and not _is_named(mark.name, row, grade):
            names = f"{printable(mark.name)}, but here it is {printable(row[1])}"
            told.append(f"{student} was {names}: fill it in by hand.")
            continue
        pages[_moodles_number(row)] = student
        most = _number(row[grade + 1])
        if mark.points is not None:
            scale = most / mark.maximum if most and mark.maximum else 1
            changed += row[grade].strip() not in ("", "-") and _number(row[grade]) != round(mark.points * scale, 2)
            row[grade] = _shown(mark.points * scale, comma)
            if scale != 1 and not any("scaled" in line for line in told):
                told.append(f"Moodle's maximum is {most:g}, here it is {mark.maximum:g}: the points are scaled.")
        if comment is not None and not row[comment].strip():
            row[comment] = html.escape(mark.remark)
    if changed:
        told.append(f"{changed} rows had another grade, which is replaced in the copy.")
    return [head, *rows], pages, told


def _grade_column(head, rows):
    """The place of the grade; the maximum, the same number in every row, follows it."""
    found = []
    for place in range(1, len(head) - 1):
        most = {_number(row[place + 1]) for row in rows}
        numbers = all(row[place].strip() in ("", "-") or _number(row[place]) is not None for row in rows)
        if numbers and len(most) == 1 and next(iter(most)):
            found.append(place)
    titled = [place for place in found if head[place] in ("Grade", "Note", "Bewertung", "Calificación")]
    if len(titled or found) != 1:
        raise LmsError(
            "The worksheet has no column of grades that is followed by their maximum. Moodle writes none where the assignment "
            f"is graded by a scale or not at all: set Grade > Type to Point. Its columns are: {', '.join(head)}."
        )
    return (titled or found)[0]


def _comment_column(head, rows, grade):
    """The place of the comments: the column behind the last one of dates; None if there is none."""
    if "Feedback comments" in head:
        return head.index("Feedback comments")
    for place in reversed(range(grade + 2, len(head) - 1)):
        cells = [row[place].strip() for row in rows]
        if any(cells) and all(cell in ("", "-") or re.search(r"\d\d?:\d\d", cell) for cell in cells):
            return place + 1
    return None


def _is_named(name, row, grade):
    """Is this the row of the one whose folder was called so? Letters beyond ASCII do not always survive in a folder's name."""
    texts = (unicodedata.normalize("NFC", text).lower() for text in (name, row[1], "".join(row[:grade])))
    name, full, cells = (re.sub("[^a-z0-9]", "", text) for text in texts)
    return name in cells or (len(full) > 2 and full in name)


def _pack(root, practical, pages):
    """The pages of feedback, each with Moodle's number in its name, as one zip file. `pages`: Moodle's number -> student."""
    folder, place = root / "gradebook" / "feedback", f"{practical}/{practical}.html"
    files = {number: folder / student / place for number, student in pages.items()}
    files = {number: path for number, path in files.items() if path.is_file()}
    if files:
        target = root / "gradebook" / "lms" / f"{practical}-feedback.zip"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, path in files.items():
                archive.write(path, f"student_{number}_assignsubmission_file_{practical}.html")
        print(f"{target.relative_to(root)} has {len(files)} pages: Moodle > Upload multiple feedback files in a zip.")


# ---------------------------------------------------------------- Canvas

_ASSIGNMENT = re.compile(r" *\(\d+\)$")  # a title ends in Canvas' number: Practical 2 (98765)


def _canvas(head, rows, marks, practical, column):
    """The gradebook: (its rows, what to tell), with the columns before the assignments and the one assignment; the others are
    left out, so that an import cannot bring back old grades in them."""
    told = []
    known = next(place for place, title in enumerate(head) if _ASSIGNMENT.search(title))
    index = _assignment(head, known, practical, column)
    notes = head.index("Notes") if "Notes" in head[:known] else None
    most = next((mark.maximum for mark in marks.values()), 0.0)
    number = next(filter(functools.partial(_holds_numbers, rows), (1, 2)))  # behind one name, or the last and the first
    possible = [row[index] for row in rows if not row[number].strip() and _number(row[index])]  # nobody's row
    text = f"the practical has {most:g}"
    if not possible:
        told.append(f"The file does not say how many points Canvas gives for {head[index]}: {text}.")
    elif _number(possible[0]) != most:
        text = f"Canvas gives {_number(possible[0]):g} points for {head[index]}, {text}"
        raise LmsError(f"{text}: change it in Canvas.")
    owners = _owners(marks, rows, lambda row: row[number].strip(), range(number + 1, known), told)
    for place, student in owners.items():
        row, mark = rows[place], marks[student]
        if row[index].strip().upper() == "EX":
            told.append(f"{student} is excused in Canvas: EX stays.")
        elif mark.points is not None:
            row[index] = _shown(mark.points, _has_comma("".join(possible)))
        if notes is not None and mark.word != "graded" and not row[notes].strip():
            row[notes] = f"{practical}: {mark.word}"
    keep = [*range(known), index]
    return [[row[place] for place in keep] for row in [head, *rows]], told


def _holds_numbers(rows, place):
    return any(row[place].strip().isdigit() for row in rows)


def _assignment(head, known, practical, column):
    """The place of the assignment's column. Its title holds the practical's first two words, as in "Practical 2: digits"."""
    there = {title: place for place, title in enumerate(head) if place >= known and _ASSIGNMENT.search(title)}
    bare = {title: _ASSIGNMENT.sub("", title) for title in there}
    if column is not None:
        chosen = [title for title in there if column in (title, bare[title])]
    else:
        words = re.escape("_".join(practical.split("_")[:2])).replace("_", r"[\W_]*0*")
        chosen = [title for title in there if re.search(rf"(?<![^\W_]){words}(?!\d)", bare[title], re.IGNORECASE)]
    if len(chosen) != 1:
        titles = ", ".join(there) or "none"
        raise LmsError(f"Which column is {practical}? Name it with --column. The assignments are: {titles}.")
    return there[chosen[0]]


# ---------------------------------------------------------------- numbers


def _number(text):
    """A number as people write it: 10, 10.5, 10,5, 1,000.00, 1.000,00 or 1 000,00; None for anything else, such as a scale's
    numbers, each in a line of its own."""
    text = re.sub(r"(?<=\d)[ '’\u00a0\u2009\u202f](?=\d)", "", text.strip())
    if "," in text and "." in text:
        text = text.replace("," if text.rindex(",") < text.rindex(".") else ".", "")
    elif re.fullmatch(r"\d{1,3}(,\d{3})+", text):
        text = text.replace(",", "")
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _has_comma(text):
    """Is a decimal comma in this number?"""
    return "," in text and "." not in text


def _shown(points, comma):
    shown = f"{points:.2f}".rstrip("0").rstrip(".")
    return shown.replace(".", ",") if comma else shown
