"""Submissions from Moodle's and Canvas' zip files, and grades into the CSV files that they import."""

import csv
import io
import json
import os
import shutil
import stat
import zipfile

import pytest

from grading import lms
from tests.grading import fake
from tests.grading.fake import PRACTICAL, submit

NOTEBOOK = f"{PRACTICAL}.ipynb"


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return fake.make_gradebook(fake.make_course(tmp_path_factory.mktemp("made") / "course"))


@pytest.fixture
def course(known, tmp_path):
    return shutil.copytree(known, tmp_path / "course")


def zipped(path, files, time=None):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    if time:
        os.utime(path, (time, time))
    return path


def collect(course, *zips):
    assert lms.main(["collect", PRACTICAL, *map(str, zips), "--root", str(course)]) == 0
    top = course / "gradebook" / "submitted"
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}


def test_moodle(course, tmp_path, capsys):
    inner = io.BytesIO()
    zipped(inner, {NOTEBOOK: b"inside", "../../escaped.ipynb": b"evil"})
    path = zipped(
        tmp_path / "moodle.zip",
        {
            f"Jane Doe_4711_assignsubmission_file_/{NOTEBOOK}": b"jane",
            f"Jörg von_der Ö_4712_assignsubmission_file/{NOTEBOOK}": b"joerg",  # newer Moodle: no _ at the end
            f"Flat Earth_4713_assignsubmission_file_{NOTEBOOK}": b"flat",  # without folders
            f"Max 99_4714_assignsubmission_file_/{PRACTICAL} (1).ipynb": b"renamed",
            "Max 99_4714_assignsubmission_file_/data/table.csv": b"1,2",
            "Zip Per_4715_assignsubmission_file_/work.zip": inner.getvalue(),
            "No Notebook_4716_assignsubmission_onlinetext_/onlinetext.html": b"<p>here</p>",
            f"../../Evil_4717_assignsubmission_file_/{NOTEBOOK}": b"evil",
            f"Evil_4718_assignsubmission_file_/../../../../{NOTEBOOK}": b"evil",
            f"/abs_4719_assignsubmission_file_/{NOTEBOOK}": b"evil",
            "grades.csv": b"not a submission",
        },
    )
    files = collect(course, path)
    assert files == {
        f"4711/{PRACTICAL}/{NOTEBOOK}": b"jane",
        f"4712/{PRACTICAL}/{NOTEBOOK}": b"joerg",
        f"4713/{PRACTICAL}/{NOTEBOOK}": b"flat",
        f"4714/{PRACTICAL}/{PRACTICAL} (1).ipynb": b"renamed",
        f"4714/{PRACTICAL}/data/table.csv": b"1,2",
        f"4715/{PRACTICAL}/{NOTEBOOK}": b"inside",
        f"4715/{PRACTICAL}/work.zip": inner.getvalue(),
        f"4716/{PRACTICAL}/onlinetext.html": b"<p>here</p>",
    }
    told = capsys.readouterr()
    assert "6 students" in told.out
    assert told.err.count("a name that leads elsewhere") == 4
    assert "grades.csv: neither Moodle nor Canvas" in told.err
    assert not list(tmp_path.rglob("*escaped*"))
    assert b"evil" not in [path.read_bytes() for path in tmp_path.rglob("*.ipynb")]


def test_canvas(course, tmp_path, capsys):
    files = collect(
        course,
        zipped(
            tmp_path / "submissions.zip",
            {
                f"doejane_4711_90001_{NOTEBOOK}": b"jane",
                f"smith2johan_LATE_4712_90002_{PRACTICAL}-1.ipynb": b"again",
                f"o_neil_4713_90003_{PRACTICAL}-3 (1).ipynb": b"odd",
                f"_4714_90004_{NOTEBOOK}": b"no name",
                f"twofiles_4715_90005_{NOTEBOOK}": b"first",
                f"twofiles_4715_90006_{PRACTICAL}-1.ipynb": b"second",
                "text_4716_text.html": b"typed",
                f"LATE_anon_x7Yz2_90007_{NOTEBOOK}": b"anonymous",
            },
        ),
    )
    assert files == {
        f"4711/{PRACTICAL}/{NOTEBOOK}": b"jane",
        f"4712/{PRACTICAL}/{NOTEBOOK}": b"again",  # the -1 is Canvas', not the student's
        f"4713/{PRACTICAL}/{PRACTICAL}-3 (1).ipynb": b"odd",
        f"4714/{PRACTICAL}/{NOTEBOOK}": b"no name",
        f"4715/{PRACTICAL}/{NOTEBOOK}": b"first",
        f"4715/{PRACTICAL}/{PRACTICAL}-1.ipynb": b"second",
        f"4716/{PRACTICAL}/text.html": b"typed",
        f"x7Yz2/{PRACTICAL}/{NOTEBOOK}": b"anonymous",
    }
    assert "Late: 4712, x7Yz2." in capsys.readouterr().out


def test_the_newest_download_of_a_student_counts_and_other_students_stay(course, tmp_path):
    submit(course, "by_hand")
    old = zipped(
        tmp_path / "z.zip",
        {f"a_1_10_{NOTEBOOK}": b"old", "a_1_11_extra.csv": b"old", f"b_2_12_{NOTEBOOK}": b"b"},
        time=1_700_000_000,
    )
    new = zipped(tmp_path / "a.zip", {f"a_1_20_{PRACTICAL}-1.ipynb": b"new"}, time=1_700_009_999)
    files = collect(course, new, old)
    assert files[f"1/{PRACTICAL}/{NOTEBOOK}"] == b"new"
    assert f"1/{PRACTICAL}/extra.csv" not in files
    assert files[f"2/{PRACTICAL}/{NOTEBOOK}"] == b"b"
    again = collect(course, zipped(tmp_path / "c.zip", {f"b_2_30_{PRACTICAL}-2.ipynb": b"b again"}))
    assert again == files | {f"2/{PRACTICAL}/{NOTEBOOK}": b"b again"}
    assert f"by_hand/{PRACTICAL}/{NOTEBOOK}" in again


def test_members_that_harm_stay_out(tmp_path, monkeypatch):
    link = zipfile.ZipInfo("a_1_2_link.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("bomb", bytes(10_000_000))
        for name in ("..\\x", "C:/x", "a/./b", "a\nb", "n" * 300, "__MACOSX/x", ".hidden", "good"):
            archive.writestr(name, b"x")
    monkeypatch.setattr(lms, "LARGEST_FILE", 1_000_000)
    problems = []
    assert list(lms.members(path, problems)) == [("good", b"x")]
    assert len(problems) == 7
    cut = tmp_path / "cut.zip"
    cut.write_bytes(path.read_bytes()[:-40])
    assert list(lms.members(cut, problems)) == []
    assert "cannot be unpacked" in problems[-1]


def test_what_is_no_zip_is_said(course, tmp_path, capsys):
    (tmp_path / "x.zip").write_text("text")
    assert lms.main(["collect", PRACTICAL, str(tmp_path / "x.zip"), "--root", str(course)]) == 1
    assert "is not a zip file" in capsys.readouterr().err
    assert lms.main(["collect", "no_such", str(tmp_path / "x.zip"), "--root", str(course)]) == 1
    assert f"practicals/ has no no_such. It has: {PRACTICAL}." in capsys.readouterr().err
    assert lms.main(["collect", PRACTICAL, str(tmp_path / "y.zip"), "--root", str(course)]) == 1
    assert f"There is no file {tmp_path / 'y.zip'}." in capsys.readouterr().err


# ---------------------------------------------------------------- grades go out


@pytest.fixture(scope="module")
def graded(known, tmp_path_factory):
    root = shutil.copytree(known, tmp_path_factory.mktemp("graded") / "course")
    submit(root, "4711", solved=7)
    submit(root, "4712", solved=0)
    submit(root, "4713", solved=3, behave="crash")
    (submit(root, "4714") / NOTEBOOK).write_text("{")
    submit(root, "left@uni.example", solved=1)
    assert fake.run(root) == 0
    return root


MOODLE = (
    "Identifier,Full name,ID number,Email address,Status,Grade,Maximum grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments"
)


def fill(graded, tmp_path, text, *options, name="export.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    before = path.read_bytes()
    status = lms.main(["grades", PRACTICAL, str(path), *options, "--root", str(graded)])
    assert path.read_bytes() == before
    return status


def read(graded, kind):
    with open(graded / "gradebook" / "lms" / f"{PRACTICAL}-{kind}.csv", newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("maximum", ["20.00", "10,00"])
def test_moodles_worksheet_is_filled_in(graded, tmp_path, capsys, maximum):
    rest = f'Submitted for grading,,"{maximum}",Yes,"Monday, 23 November 2026, 9:00 PM",-,'
    rows = [
        f'Participant {number},"Doe, {number}",id{number},x{number}@uni.example,{rest}'
        for number in (4711, 4712, 4713, 4714, 4999)
    ]
    rows.append(f'Participant 1,Left,,left@uni.example,,,"{maximum}",Yes,-,-,Said before')
    assert fill(graded, tmp_path, b"\xef\xbb\xbf" + "\r\n".join([MOODLE, *rows, ""]).encode()) == 0
    table = read(graded, "moodle")
    assert list(table[0]) == MOODLE.split(",")
    part = 1 if maximum == "20.00" else 2
    assert [row["Grade"] for row in table] == [f"{14 / part:g}", "0", f"{6 / part:g}", "", "", f"{2 / part:g}"]
    assert [row["Feedback comments"] for row in table] == [
        "", "", "crashed: The code ended its own process.", "unreadable: The file is cut off.", "", "Said before",
    ]  # fmt: skip
    assert table[0]["Full name"] == "Doe, 4711"
    assert table[0]["Last modified (grade)"] == "-"
    assert ("are scaled" in capsys.readouterr().out) == (part == 2)
    assert (graded / "gradebook" / "lms" / f"{PRACTICAL}-moodle.csv").read_bytes().startswith(b"\xef\xbb\xbfIdentifier")


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Notes,Practical 0: sample (555),Essay (556),Current Score,Final Score"
)


def canvas(points="20.00", separator=","):
    lines = [CANVAS, ",,,,,,Manual Posting,,,", f"    Points Possible,,,,,,{points},10.00,(read only),(read only)"]
    lines += [
        f'"Doe, {number}",{number},S{number},login{number},Group 1,,,5.00,50.0,50.0' for number in (4711, 4712, 4713)
    ]
    lines += ['"Cut, Off",4714,S4,login4,Group 1,,,5.00,,', '"Student, Test",9,,9,Group 1,,,,,']
    lines += ['"Left, By",77,,left@uni.example,Group 1,old,3,,,']
    if separator != ",":
        rows, out = csv.reader(lines), io.StringIO()
        csv.writer(out, delimiter=separator).writerows(rows)
        return out.getvalue()
    return "\n".join(lines) + "\n"


def test_canvas_gradebook_is_filled_in(graded, tmp_path, capsys):
    assert fill(graded, tmp_path, canvas(), "--column", "Practical 0: sample") == 0
    table = read(graded, "canvas")
    assert list(table[0]) == CANVAS.split(",")[:7]  # the essay's old grades cannot come back
    assert [row["Practical 0: sample (555)"] for row in table] == [
        "Manual Posting",
        "20.00",
        "14",
        "0",
        "6",
        "",
        "",
        "2",
    ]
    assert [row["Notes"] for row in table[4:]] == [f"{PRACTICAL}: crashed", f"{PRACTICAL}: unreadable", "", "old"]
    assert table[1]["Student"] == "    Points Possible"
    told = capsys.readouterr().out
    assert "4713 crashed: The code ended its own process." in told
    assert "4714 unreadable" in told


def test_canvas_with_semicolons_and_by_name(graded, tmp_path):
    text = canvas(separator=";").replace("Practical 0: sample", "Practical 0 Sample")
    assert fill(graded, tmp_path, text) == 0
    assert (graded / "gradebook" / "lms" / f"{PRACTICAL}-canvas.csv").read_text().startswith("Student;ID;")


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (canvas(points="100"), ("--column", "Practical 0: sample"), "Canvas gives 100 points"),
        (canvas(), ("--column", "Nothing"), "The assignments are: Practical 0: sample (555), Essay (556)"),
        ("a,b\n1,2\n", (), "Its columns are: a, b."),
        ("", (), "Its columns are: none."),
        ("Identifikator,Bewertung\n".encode("utf-16"), (), "is not UTF-8"),
    ],
)
def test_what_cannot_be_filled_in_says_why(graded, tmp_path, capsys, text, options, message):
    assert fill(graded, tmp_path, text, *options) == 1
    assert message in capsys.readouterr().err


def test_who_is_not_in_the_file_is_named(graded, tmp_path, capsys):
    assert fill(graded, tmp_path, f"{MOODLE}\nParticipant 4711,A,,,,,20.00,Yes,-,-,\n") == 0
    out = capsys.readouterr().out
    assert "4712 is graded, but not in the file." in out
    assert "4711 is" not in out


def test_a_file_that_is_not_there_is_named(graded, tmp_path, capsys):
    assert lms.main(["grades", PRACTICAL, str(tmp_path / "no.csv"), "--root", str(graded)]) == 1
    assert f"There is no file {tmp_path / 'no.csv'}." in capsys.readouterr().err


def test_moodle_gets_the_pages_of_feedback(graded, tmp_path, capsys):
    """Under the number of the worksheet, also for a student whom the gradebook knows by another name."""
    worksheet = f"{MOODLE}\n" + "".join(
        f"Participant {number},A,,{mail},,,20.00,Yes,-,-,\n"
        for number, mail in ((4711, ""), (4712, ""), (1, "left@uni.example"))
    )
    archive = graded / "gradebook" / "lms" / f"{PRACTICAL}-feedback.zip"
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


def test_an_ungraded_practical_says_what_to_do(known, tmp_path, capsys):
    assert lms.main(["grades", "practical_9", str(tmp_path), "--root", str(known)]) == 1
    assert "run `make grade PRACTICAL=practical_9` first" in capsys.readouterr().err


def test_in_and_out_again(course, tmp_path):
    """From the zip file over grades to the worksheet: the number finds its way back."""
    nb = json.loads((course / "practicals" / PRACTICAL / NOTEBOOK).read_text())
    collect(
        course, zipped(tmp_path / "m.zip", {f"Jane_88_assignsubmission_file_/{PRACTICAL}(2).ipynb": json.dumps(nb)})
    )
    assert fake.run(course) == 0
    assert fill(course, tmp_path, f"{MOODLE}\nParticipant 88,A,,,,,20.00,Yes,-,-,\n") == 0
    assert read(course, "moodle")[0]["Grade"] == "0"
