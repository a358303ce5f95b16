"""Submissions from Moodle's and Canvas' zip files, and grades into the CSV files that they import."""

import csv
import io
import os
import shutil
import stat
import zipfile
from datetime import datetime

import pytest

from grading import lms, worksheets
from grading.engine import handed_in
from grading.gradebook import Export
from tests.grading import fake
from tests.grading.fake import NOTEBOOK, PRACTICAL, submit

PREFIX = "assignsubmission_file"


def zipped(path, files, time=None):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    if time:
        os.utime(path, (time, time))
    return path


def collect(course, *zips):
    """{STUDENT/name: bytes} of what is in gradebook/submitted/ then; files of one zip may be given as {name: bytes}."""
    zips = [zipped(course.parent / "given.zip", given) if isinstance(given, dict) else given for given in zips]
    assert lms.main(["collect", PRACTICAL, *map(str, zips), "--root", str(course)]) == 0
    top = course / "gradebook" / "submitted"
    files = {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}
    return {name.replace(f"/{PRACTICAL}/", "/", 1): data for name, data in files.items()}


def test_moodle(course, tmp_path, capsys):
    inner = zipped(io.BytesIO(), {NOTEBOOK: b"inside", "../../escaped.ipynb": b"evil"})
    places = {
        f"Jane Doe_4711_{PREFIX}_/{NOTEBOOK}": f"4711/{NOTEBOOK}",
        f"Jörg von_der Ö_4712_{PREFIX}/{NOTEBOOK}": f"4712/{NOTEBOOK}",  # newer Moodle: no _ at the end
        f"Flat Earth_4713_{PREFIX}_{NOTEBOOK}": f"4713/{NOTEBOOK}",  # without folders
        f"Max 99_4714_{PREFIX}_/{PRACTICAL} (1).ipynb": f"4714/{PRACTICAL} (1).ipynb",
        f"Max 99_4714_{PREFIX}_/data/table.csv": "4714/data/table.csv",
        "No Notebook_4716_assignsubmission_onlinetext_/onlinetext.html": "4716/onlinetext.html",
    }
    evil = f"../../Evil_4717_{PREFIX}_/", f"Evil_4718_{PREFIX}_/../../../../", f"/abs_4719_{PREFIX}_/"
    given = {name: name.encode() for name in places} | {f"Zip Per_4715_{PREFIX}_/work.zip": inner.getvalue()}
    given |= {"grades.csv": b"not a submission"} | {f"{folder}{NOTEBOOK}": b"evil" for folder in evil}
    wanted = {place: name.encode() for name, place in places.items()}
    wanted |= {f"4715/{NOTEBOOK}": b"inside", "4715/work.zip": inner.getvalue()}
    assert collect(course, given) == wanted
    told = capsys.readouterr()
    assert "6 students" in told.out
    assert told.err.count("a name that leads elsewhere") == 4
    assert "grades.csv: neither Moodle nor Canvas" in told.err
    with lms.gradebook(course) as book:
        assert {student.id: student.last_name for student in book.students}["4712"] == "Jörg von_der Ö"
    assert not list(tmp_path.rglob("*escaped*"))
    assert b"evil" not in [path.read_bytes() for path in tmp_path.rglob("*.ipynb")]


def test_canvas(course, capsys):
    places = {
        f"doejane_4711_90001_{NOTEBOOK}": f"4711/{NOTEBOOK}",
        f"smith2johan_LATE_4712_90002_{PRACTICAL}-1.ipynb": f"4712/{NOTEBOOK}",  # the -1 is Canvas', not the student's
        f"o_neil_4713_90003_{PRACTICAL}-3 (1).ipynb": f"4713/{PRACTICAL}-3 (1).ipynb",
        f"_4714_90004_{NOTEBOOK}": f"4714/{NOTEBOOK}",
        f"twofiles_4715_90005_{NOTEBOOK}": f"4715/{NOTEBOOK}",
        f"twofiles_4715_90006_{PRACTICAL}-1.ipynb": f"4715/{PRACTICAL}-1.ipynb",
        "text_4716_text.html": "4716/text.html",
        f"LATE_anon_x7Yz2_90007_{NOTEBOOK}": f"x7Yz2/{NOTEBOOK}",
    }
    wanted = {place: name.encode() for name, place in places.items()} | {"4712/.late": b"", "x7Yz2/.late": b""}
    assert collect(course, {name: name for name in places}) == wanted
    assert "Late: 4712, x7Yz2." in capsys.readouterr().out


def test_what_was_late_says_so_in_every_table(course, tmp_path, capsys):
    """As Canvas says in a file's name, and as nbgrader says where a day is due. A new hand-in that is not late takes it back."""
    nb = (course / "practicals" / PRACTICAL / NOTEBOOK).read_bytes()
    given = {"aline_LATE_1_10_x.zip": zipped(io.BytesIO(), {NOTEBOOK: nb}).getvalue(), f"bert_2_11_{NOTEBOOK}": nb}
    given |= {f"cleo_LATE_3_12_{NOTEBOOK}": b"{"}
    for _ in range(2):
        collect(course, given)
    assert "3 as before." in capsys.readouterr().out
    (submit(course, "due") / "timestamp.txt").write_text("2026-11-24 12:00:00 UTC")
    assert fake.run(course) == 0
    with lms.gradebook(course) as book:
        book.find_assignment(PRACTICAL).duedate = datetime(2026, 11, 24, 11)
        book.db.commit()
    assert fake.run(course) == 0
    table = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if f"/{PRACTICAL}" in line}
    late = {"1": "Handed in late.", "2": "", "3": "The file is cut off. Handed in late.", "due": "Handed in late."}
    assert {student: line.partition(PRACTICAL)[2].partition(" ")[2].strip() for student, line in table.items()} == late
    exported = {row["student_id"]: row for row in export(course)}
    assert {student: row["reason"] for student, row in exported.items()} == late
    assert exported["1"]["last_name"] == "aline"  # by which to know the same person in another practical
    text = f"{CANVAS}\n,,,,,,20\n" + "".join(f"x,{n},,,,,\n" for n in (1, 2, 3))
    assert fill(course, tmp_path, text, "--column", "Practical 0: sample") == 0
    assert "\n1: Handed in late.\n3: Unreadable. The file is cut off. Handed in late." in capsys.readouterr().out
    collect(course, {f"aline_1_20_{PRACTICAL}-1.ipynb": nb})
    assert fake.run(course, "--student", "1") == 0
    assert "late" not in capsys.readouterr().out


def export(course):
    path = course / "grades.csv"
    with lms.gradebook(course) as book:
        exporter = Export()
        exporter.to = str(path)
        exporter.export(book)
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_the_newest_download_of_a_student_counts_and_other_students_stay(course, tmp_path):
    submit(course, "by_hand")
    first = {f"a_1_10_{NOTEBOOK}": b"old", "a_1_11_extra.csv": b"old", f"b_2_12_{NOTEBOOK}": b"b"}
    old = zipped(tmp_path / "z.zip", first, time=1_700_000_000)
    new = zipped(tmp_path / "a.zip", {f"a_1_20_{PRACTICAL}-1.ipynb": b"new"}, time=1_700_009_999)
    files = collect(course, new, old)
    assert files[f"1/{NOTEBOOK}"] == b"new"
    assert "1/extra.csv" not in files
    assert files[f"2/{NOTEBOOK}"] == b"b"
    again = collect(course, {f"b_2_30_{PRACTICAL}-2.ipynb": b"b again"})
    assert again == files | {f"2/{NOTEBOOK}": b"b again"}
    assert f"by_hand/{NOTEBOOK}" in again


def test_members_that_harm_stay_out(course, monkeypatch, capsys):
    link = zipfile.ZipInfo("link_9_2_link.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    names = "..\\x", "C:/x", "a/./b", "a\nb", "n" * 300, "__MACOSX/x", ".hidden", "a_1_3_good"
    given = {link: "/etc/passwd", "a_1_2_bomb": bytes(10_000_000)} | dict.fromkeys(names, b"x")
    monkeypatch.setattr(handed_in, "MEMBER", 1_000_000)
    assert collect(course, given) == {"1/good": b"x"}
    told = capsys.readouterr()
    assert told.err.count("Left out: ") == 7
    assert "a_1_2_bomb: too large" in told.err
    assert "No notebook from 1 (a): good" in told.out


def test_an_inner_zip_has_no_more_room_than_a_submission(course, monkeypatch, capsys):
    inner = zipped(io.BytesIO(), {f"{number}.bin": bytes(100_000) for number in range(9)})
    monkeypatch.setattr(handed_in, "FOLDER", 300_000)
    files = collect(course, {f"A_1_{PREFIX}_/w.zip": inner.getvalue()})
    assert sum(map(len, files.values())) <= 300_000
    assert "w.zip: 8.bin: too large" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "student"),
    [
        (f"Ada_5_{PREFIX}_x_1001_{PREFIX}_{NOTEBOOK}", "5"),
        (f"Ada_5_{PREFIX}_/x_1001_{PREFIX}_/{NOTEBOOK}", "5"),
        (f"Downloads/Ada_5_{PREFIX}_/x_1001_2_{NOTEBOOK}", "5"),
        (f"adalovelace_5_900_x_1001_{PREFIX}_{NOTEBOOK}", "5"),
        (f"LATE_anon_x7_900_x_1001_2_{NOTEBOOK}", "x7"),
        (f"Ada\u00a0Lo\u200bve_5_{PREFIX}_/{NOTEBOOK}", "5"),  # spaces and characters that nobody sees
    ],
)
def test_a_files_own_name_never_tells_whose_it_is(course, name, student):
    assert {path.split("/")[0] for path in collect(course, {name: b"{}"})} == {student}


def test_one_number_has_one_name(course, capsys):
    given = {f"Ada_5_{PREFIX}_/{NOTEBOOK}": b"ada", f"Bob_5_{PREFIX}_/{NOTEBOOK}": b"bob"}
    assert collect(course, given) == {f"5/{NOTEBOOK}": b"ada"}
    assert "5 is the number of Ada already" in capsys.readouterr().err


def test_names_that_would_be_in_each_others_way(course, capsys):
    given = {"a": b"file", "a/b": b"in a folder", "timestamp.txt": b"2000-01-01"}
    given = {f"A_5_{PREFIX}_/{name}": data for name, data in given.items()}
    assert collect(course, given) == {"5/a/b": b"in a folder"}
    assert capsys.readouterr().err.count("a name that is needed for something else") == 2


def test_a_newer_submission_wins_whatever_its_ending(course, capsys):
    """Browsers make .ipynb.json of a notebook, and some people write .IPYNB."""
    nb = (course / "practicals" / PRACTICAL / NOTEBOOK).read_bytes()
    collect(course, {f"A_{number}_{PREFIX}_/{NOTEBOOK}": nb for number in (1, 2, 3, 4)})
    assert "4 students in 1 zip files: 4 new." in capsys.readouterr().out
    new = {f"1/{PRACTICAL}.IPYNB": nb + b" ", f"2/{NOTEBOOK}.json": nb + b" "}
    new |= {f"3/{NOTEBOOK}": nb, "4/work.rar": b"Rar!"}
    files = collect(course, {f"A_{name.replace('/', f'_{PREFIX}_/')}": data for name, data in new.items()})
    assert files == new
    told = capsys.readouterr().out
    assert "4 students in 1 zip files: 3 replaced, 1 as before." in told
    assert "No notebook from 4 (A): work.rar" in told
    assert all(handed_in.notebooks({name.split("/")[1]: data}) for name, data in files.items() if name[0] != "4")


def test_the_wrong_practical_is_noticed(course, capsys):
    other = b'{"cells": [{"metadata": {"nbgrader": {"grade_id": "of_another_one"}}}]}'
    collect(course, {f"A_{n}_{PREFIX}_/{NOTEBOOK}": other for n in range(3)})
    told = capsys.readouterr()
    assert told.out.count(f"No cell of {PRACTICAL} in the notebook of ") == 3
    assert "Is this the right download?" in told.err


@pytest.mark.parametrize(
    ("command", "practical", "name", "message"),
    [
        ("collect", PRACTICAL, "x.zip", "x.zip is not a zip file"),
        ("collect", "no_such", "x.zip", f"practicals/ has no no_such. It has: {PRACTICAL}."),
        ("collect", PRACTICAL, "y.zip", "There is no file {}/y.zip."),
        ("grades", PRACTICAL, "no.csv", "There is no file {}/no.csv."),
        ("grades", "practical_9", "x.zip", "run `make grade PRACTICAL=practical_9` first"),
    ],
)
def test_what_is_not_there_is_named(known, tmp_path, capsys, command, practical, name, message):
    (tmp_path / "x.zip").write_text("text")
    assert lms.main([command, practical, str(tmp_path / name), "--root", str(known)]) == 1
    assert message.format(tmp_path) in capsys.readouterr().err


@pytest.fixture(scope="module")
def graded(known, tmp_path_factory):
    root = shutil.copytree(known, tmp_path_factory.mktemp("graded") / "course")
    submit(root, "4713", solved=3, behave="crash")
    (submit(root, "4714") / NOTEBOOK).write_text("{")
    submit(root, "4715", solved=0, behave="unmatched")
    fake.grade_them(root, **{"4711": 7, "4712": 0, "left@uni.example": 1})
    return root


MOODLE = (
    "Identifier,Full name,ID number,Email address,Status,Grade,Maximum grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments"
)


def fill(graded, tmp_path, text, *options):
    path, data = tmp_path / "export.csv", text if isinstance(text, bytes) else text.encode()
    path.write_bytes(data)
    status = lms.main(["grades", PRACTICAL, str(path), *options, "--root", str(graded)])
    assert path.read_bytes() == data
    return status


def filled(graded, kind, suffix="csv"):
    return graded / "gradebook" / "lms" / f"{PRACTICAL}-{kind}.{suffix}"


def read(graded, kind):
    return list(csv.DictReader(filled(graded, kind).read_text(encoding="utf-8-sig").splitlines()))


@pytest.mark.parametrize("maximum", ["20.00", "10,00"])
def test_moodles_worksheet_is_filled_in(graded, tmp_path, capsys, maximum):
    rest = f'Submitted for grading,,"{maximum}",Yes,"Monday, 23 November 2026, 9:00 PM",-,'
    numbers = (4711, 4712, 4713, 4714, 4715)
    rows = [f'Participant {n},"Doe, {n}",id{n},x{n}@uni.example,{rest}' for n in numbers]
    rows.append(f'Participant 1,Left,,left@uni.example,,,"{maximum}",Yes,-,-,Said before')
    assert fill(graded, tmp_path, b"\xef\xbb\xbf" + "\r\n".join([MOODLE, *rows, ""]).encode()) == 0
    table = read(graded, "moodle")
    assert list(table[0]) == MOODLE.split(",")
    part = 1 if maximum == "20.00" else 2
    assert [row["Grade"] for row in table] == [f"{14 / part:g}", "0", f"{6 / part:g}", "", "", f"{2 / part:g}"]
    words = ["", "", "Crashed. The code ended its own process.", "Unreadable. The file is cut off."]
    words += ["Unmatched. It is another notebook.", "Said before"]
    assert [row["Feedback comments"] for row in table] == words
    assert table[0]["Full name"] == "Doe, 4711"
    assert table[0]["Last modified (grade)"] == "-"
    assert ("are scaled" in capsys.readouterr().out) == (part == 2)
    assert filled(graded, "moodle").read_bytes().startswith(b"\xef\xbb\xbfIdentifier")


CANVAS = "Student,ID,SIS User ID,SIS Login ID,Section,Notes,Practical 0: sample (555)"


def canvas(points="20.00", separator=","):
    lines = [f"{CANVAS},Essay (556),Current Score,Final Score", ",,,,,,Manual Posting,,,"]
    lines += [f"    Points Possible,,,,,,{points},10.00,(read only),(read only)"]
    lines += [f'"Doe, {n}",{n},S{n},login{n},Group 1,,,5.00,50.0,50.0' for n in (4711, 4712, 4713)]
    lines += ['"Cut, Off",4714,S4,login4,Group 1,,,5.00,,', '"Student, Test",9,,9,Group 1,,,,,']
    lines += ['"Left, By",77,,left@uni.example,Group 1,old,3,,,']
    return separated(csv.reader(lines), separator)


def separated(rows, separator):
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


def test_canvas_gradebook_is_filled_in(graded, tmp_path, capsys):
    assert fill(graded, tmp_path, canvas(), "--column", "Practical 0: sample") == 0
    table = read(graded, "canvas")
    assert list(table[0]) == CANVAS.split(",")  # the essay's old grades cannot come back
    grades = ["Manual Posting", "20.00", "14", "0", "6", "", "", "2"]
    assert [row["Practical 0: sample (555)"] for row in table] == grades
    assert [row["Notes"] for row in table[4:]] == [f"{PRACTICAL}: crashed", f"{PRACTICAL}: unreadable", "", "old"]
    assert table[1]["Student"] == "    Points Possible"
    told = capsys.readouterr().out
    assert "4713: Crashed. The code ended its own process." in told
    assert "4714: Unreadable." in told


def test_canvas_with_semicolons_and_by_name(graded, tmp_path):
    text = canvas(separator=";").replace("Practical 0: sample", "Practical 0 Sample")
    assert fill(graded, tmp_path, text) == 0
    assert filled(graded, "canvas").read_text().startswith("Student;ID;")


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (canvas(points="100"), ("--column", "Practical 0: sample"), "Canvas gives 100 points"),
        (canvas(points='"1,000.00"'), ("--column", "Practical 0: sample"), "Canvas gives 1000 points"),
        (canvas(), ("--column", "Nothing"), "The assignments are: Practical 0: sample (555), Essay (556)"),
        ("a,b\n1,2\n", (), "its columns are: a, b."),
        ("", (), "its columns are: none."),
        ("First name,Practical (Real),Last\nJane,3,1764000000\n", (), "it is the export of Moodle's gradebook."),
        ('Identifier,Grade,Scale\nParticipant 4711,,"Bad\nGood"\n', (), "set Grade > Type to Point"),
        ('Identifier,Grade,Scale\nParticipant 4711,2,"1\n2\n3"\n', (), "set Grade > Type to Point"),
        (canvas().replace("Practical 0: sample", "Practical"), (), "Which column is practical_0_sample?"),
        (canvas().replace("Practical 0: sample", "0"), (), "Which column is practical_0_sample?"),
    ],
)
def test_what_cannot_be_filled_in_says_why(graded, tmp_path, capsys, text, options, message):
    assert fill(graded, tmp_path, text, *options) == 1
    assert message in capsys.readouterr().err


CRASHED = "Crashed. The code ended its own process."
DATE = '"Monday, 23 November 2026, 9:00 PM"'
VARIANTS = {  # options and what is said; then each line as it was exported, and under it what is another one then
    "workflow, marker, old grades and comments": f"""
    | 2 rows had another grade, which is replaced in the copy.
    Identifier,Full name,Email address,Status,Marker,Grade,Maximum grade,Marking workflow state,Grade can be changed,Last \
modified (submission),Online text,Last modified (grade),Feedback comments
    Participant 4711,Ada,a@uni.example,Submitted for grading - ,Prof. X,14.00,20.00,Marking completed,Yes,{DATE},,{DATE},Well done
    >Participant 4711,Ada,a@uni.example,Submitted for grading - ,Prof. X,14,20.00,Marking completed,Yes,{DATE},,{DATE},Well done
    Participant 4712,Bob,b@uni.example,Submitted for grading - ,Prof. X,3.00,20.00,In marking,Yes,{DATE},,{DATE},
    >Participant 4712,Bob,b@uni.example,Submitted for grading - ,Prof. X,0,20.00,In marking,Yes,{DATE},,{DATE},
    Participant 4713,Cleo,c@uni.example,Submitted for grading - ,,20.00,20.00,Not marked,Yes,{DATE},,{DATE},
    >Participant 4713,Cleo,c@uni.example,Submitted for grading - ,,6,20.00,Not marked,Yes,{DATE},,{DATE},{CRASHED}
    Participant 4714,Dora,d@uni.example,Submitted for grading - ,,5.00,20.00,Not marked,Yes,{DATE},,{DATE},
    >Participant 4714,Dora,d@uni.example,Submitted for grading - ,,5.00,20.00,Not marked,Yes,{DATE},,{DATE},Unreadable. The \
file is cut off.
    Participant 9,Eve,e@uni.example,No submission,,-,20.00,Not marked,Yes,-,,-,
    """,
    "blind marking": f"""
    | left@uni.example is graded, but not in the file.
    Identifier,Status,Grade,Maximum grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments
    Participant 4711,Submitted for grading,,10.00,Yes,{DATE},-,
    >Participant 4711,Submitted for grading,7,10.00,Yes,{DATE},-,
    Participant 1,No submission,,10.00,Yes,-,-,
    """,
    "groups, in German": f"""
    | Moodle's maximum is 9.5, here it is 20: the points are scaled.
    ID;Vollständiger Name;E-Mail-Adresse;Status;Gruppe;Bewertung;Bestwertung;Änderbar;Abgabe;Geändert;Feedback als Kommentar
    Teilnehmer/in4713;Özil, Ada;a@uni.example;Zur Bewertung abgegeben;Gruppe 4711;;9,50;Ja;9:00 Uhr;-;
    >Teilnehmer/in4713;Özil, Ada;a@uni.example;Zur Bewertung abgegeben;Gruppe 4711;2,85;9,50;Ja;9:00 Uhr;-;{CRASHED}
    Teilnehmer/in4711;Bob;b@uni.example;Zur Bewertung abgegeben;Gruppe B;;9,50;Ja;9:00 Uhr;-;
    >Teilnehmer/in4711;Bob;b@uni.example;Zur Bewertung abgegeben;Gruppe B;6,65;9,50;Ja;9:00 Uhr;-;
    """,
    "Canvas without SIS, in French": """
    | 4712 is excused in Canvas: EX stays.
    Étudiant;ID;SIS Login ID;Section;Practical 0 — échantillon (555)
    ;;;;Publication manuelle
    \u0020   Points possibles;;;;20,00
    Doe, Ada;4711;ada;TD 1;
    >Doe, Ada;4711;ada;TD 1;14
    Roe, Bob;4712;bob;TD 1;EX
    Poe, Cleo;4713;cleo;TD 1;5,00
    >Poe, Cleo;4713;cleo;TD 1;6
    Étudiant, Test;9;9;TD 1;
    """,
    "Canvas with first and last names, tabs and no maximum": """
    | The file does not say how many points Canvas gives for Practical 00 (5): the practical has 20.
    LastName\tFirstName\tID\tSIS User ID\tSIS Login ID\tSection\tNotes\tPractical 00 (5)
    Doe\tAda\t4711\t4713\tada\tTD 1\t\t
    >Doe\tAda\t4711\t4713\tada\tTD 1\t\t14
    Poe\tCleo\t4713\t4711\tcleo\tTD 1\t\tN/A
    >Poe\tCleo\t4713\t4711\tcleo\tTD 1\tpractical_0_sample: crashed\t6
    Roe\tBob\t8\t4714\tbob\tTD 1\t\t
    >Roe\tBob\t8\t4714\tbob\tTD 1\tpractical_0_sample: unreadable\t
    """,
}


@pytest.mark.parametrize("name", VARIANTS)
def test_what_is_exported_comes_back_filled_in(graded, tmp_path, capsys, name):
    said, *lines = [line.removeprefix("    ") for line in VARIANTS[name].strip("\n ").split("\n")]
    given = [line for line in lines if not line.startswith(">")]
    wanted = [line for line, after in zip(lines, [*lines[1:], ""]) if line.startswith(">") or not after.startswith(">")]
    assert fill(graded, tmp_path, "\n".join([*given, ""])) == 0
    kind = "canvas" if "Canvas" in name else "moodle"
    assert filled(graded, kind).read_text().split("\n") == [*(line.removeprefix(">") for line in wanted), ""]
    assert said.removeprefix("| ") in capsys.readouterr().out


REST = ",,100.00,Yes,-,-,"
FRENCH = "Identifiant,Nom complet,N°,Courriel,Statut,Note,Note maximale,Modifiable,Remis,Noté,Feedback par commentaires"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("maximum", ["20.00", "20,00"])
def test_a_worksheet_in_any_language(graded, tmp_path, capsys, encoding, separator, maximum):
    """It comes back with its own titles, separator and decimal mark; what a spreadsheet saved is read."""
    rest = ["", "", "Remis", "", maximum, "Oui", "lundi 9:00", "-", ""]
    rows = [FRENCH.split(","), *([f"Participant {n}", f"Zoé {n}", *rest] for n in (4711, 4713, 1))]
    assert fill(graded, tmp_path, separated(rows, separator).encode(encoding)) == 0
    raw = filled(graded, "moodle").read_text(encoding="utf-8-sig")
    table = list(csv.reader(raw.splitlines(), delimiter=separator))
    assert table[0] == FRENCH.split(",")
    crashed = "Crashed. The code ended its own process."
    assert [[row[0], row[1], row[5], row[10]] for row in table[1:]] == [
        ["Participant 4711", "Zoé 4711", "14", ""],
        ["Participant 4713", "Zoé 4713", "6", crashed],
        ["Participant 1", "Zoé 1", "", ""],
    ]
    assert ("A spreadsheet has saved" in capsys.readouterr().out) == (encoding != "utf-8-sig")


def test_decimal_marks(graded, tmp_path):
    """7 of 10 points of a maximum of 9,50: written with the comma that Moodle wrote."""
    assert fill(graded, tmp_path, f'{FRENCH}\nParticipant 4711,A,,,,,"9,50",,,-,\n') == 0
    assert ',"6,65",' in filled(graded, "moodle").read_text()
    shown = {"10,5": 10.5, "10.5": 10.5, " 7 ": 7, "x": None, "": None, "1\n2\n3": None}
    shown |= dict.fromkeys(("1,000.00", "1.000,00", "1,000", "1 000,00", "1\u202f000,00", "1'000.00"), 1000)
    assert {text: worksheets._number(text) for text in shown} == shown


def test_a_number_is_a_participants_before_it_is_anything_else(graded, tmp_path, capsys):
    rows = [f"Participant 8001,Somebody Else,4711,{REST}", f"Participant 4711,Ada,9999,{REST}"]
    rows += [f"Participant 2,B,left@uni.example,{REST}", f"Participant 3,C,LEFT@uni.example,{REST}"]
    head = "Identifier,Full name,ID number,Status,Grade,Maximum grade,Can,Sub,Mod,Feedback comments"
    assert fill(graded, tmp_path, "\n".join([head, *rows, ""])) == 0
    assert [row["Grade"] for row in read(graded, "moodle")] == ["", "70", "", ""]
    assert "left@uni.example fits more than one row" in capsys.readouterr().out
    rows = [",,,,,20,", "A,4711,1,a,S,,", "B,7777,4711,b,S,,", "C,7778,9,4711,S,,", "D,4712,,,S,EX,"]
    text = "\n".join(["Student,ID,SIS User ID,SIS Login ID,Section,Practical 0 (98),Total", *rows, ""])
    assert fill(graded, tmp_path, text) == 0
    assert [row["Practical 0 (98)"] for row in read(graded, "canvas")] == ["20", "14", "", "", "EX"]
    assert "4712 is excused in Canvas: EX stays." in capsys.readouterr().out


def test_a_group_has_one_folder_and_one_mark(graded, tmp_path, capsys):
    """Its number may be the number of any participant: the name of the folder decides."""
    names = {"4711": "Group A", "4712": "Zoë Old", "4713": "Z_ro Cool"}
    lms._keep_names(graded, names)
    head = MOODLE.replace("Status", "Status,Group")
    people = "7001,One,Group A", "7002,Two,Group A", "4711,Old,B", "4712,New Name,B", "4713,Zéro Cool,"
    people = [person.split(",") for person in people]
    rows = [f"Participant {n},{name},,,,{group},,20,Yes,-,-," for n, name, group in people]
    try:
        assert fill(graded, tmp_path, "\n".join([head, *rows, ""])) == 0
        assert [row["Grade"] for row in read(graded, "moodle")] == ["14", "14", "", "", "6"]
        assert "4712 was Zoë Old, but here it is New Name: fill it in by hand." in capsys.readouterr().out
    finally:
        lms._keep_names(graded, dict.fromkeys(names, ""))


def test_who_is_not_in_the_file_is_named(graded, tmp_path, capsys):
    assert fill(graded, tmp_path, f"{MOODLE}\nParticipant 4711,A,,,,,20.00,Yes,-,-,\n") == 0
    out = capsys.readouterr().out
    assert "4712 is graded, but not in the file." in out
    assert "4711 is" not in out


def test_moodle_gets_the_pages_of_feedback(graded, tmp_path, capsys):
    """Under the number of the worksheet, also for a student whom the gradebook knows by another name."""
    numbers = {4711: "", 4712: "", 1: "left@uni.example"}
    rows = [f"Participant {number},A,,{mail},,,20.00,Yes,-,-,\n" for number, mail in numbers.items()]
    worksheet = f"{MOODLE}\n{''.join(rows)}"
    archive = filled(graded, "feedback", "zip")
    assert fill(graded, tmp_path, worksheet) == 0
    assert not archive.exists()
    for student in ("4711", "left@uni.example", "other"):
        page = graded / "gradebook" / "feedback" / student / PRACTICAL / f"{PRACTICAL}.html"
        page.parent.mkdir(parents=True)
        page.write_text(student)
    assert fill(graded, tmp_path, worksheet) == 0
    with zipfile.ZipFile(archive) as opened:
        assert {name: opened.read(name).decode() for name in opened.namelist()} == {
            f"student_4711_assignsubmission_file_{PRACTICAL}.html": "4711",
            f"student_1_assignsubmission_file_{PRACTICAL}.html": "left@uni.example",
        }
    assert "has 2 pages" in capsys.readouterr().out


def test_in_and_out_again(course, tmp_path):
    """From the zip file over grades to the worksheet: the number finds its way back."""
    nb = (course / "practicals" / PRACTICAL / NOTEBOOK).read_text()
    collect(course, {f"Jane_88_{PREFIX}_/{PRACTICAL}(2).ipynb": nb})
    assert fake.run(course) == 0
    assert fill(course, tmp_path, f"{MOODLE}\nParticipant 88,Jane Doe,,,,,20.00,Yes,-,-,\n") == 0
    assert read(course, "moodle")[0]["Grade"] == "0"
