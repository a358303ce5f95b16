"""The run around `grade_one`: what it reads, what it leaves in the gradebook and in every table, and who may change what."""

import csv
import html
import json
import os
import shutil
import sqlite3
import subprocess
import sys

import nbformat
import pytest
from nbgrader.api import Gradebook

from grading import grade, gradebook
from grading.feedback import WIDTH, HideTests
from tests.conftest import ROOT, nbgrader, read
from tests.grading import fake
from tests.grading.fake import POINTS, PRACTICAL, submit


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return fake.make_course(tmp_path_factory.mktemp("made") / "course")


@pytest.fixture(scope="module")
def known(made, tmp_path_factory):
    return fake.make_gradebook(shutil.copytree(made, tmp_path_factory.mktemp("known") / "course"))


@pytest.fixture
def course(known, tmp_path):
    """A released course whose gradebook knows the practical and nobody."""
    return shutil.copytree(known, tmp_path / "course")


def book(root):
    return Gradebook(f"sqlite:///{root / 'gradebook' / 'gradebook.db'}")


def scores(root):
    with book(root) as gradebook:
        return {s.student_id: s.score for s in gradebook.find_assignment(PRACTICAL).submissions}


def everything(root):
    """Path -> bytes of all that a run may write, but for backups and the lock."""
    files = {path.relative_to(root).as_posix(): path for path in (root / "gradebook").rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if "backups" not in name and "lock" not in name}


def rows(text):
    """student -> the words of its line in the table."""
    lines = [line.split() for line in text.splitlines() if f"/{PRACTICAL}" in line]
    return {words[0]: " ".join(words[1:]) for words in lines}


# ---------------------------------------------------------------- a class


@pytest.fixture(scope="module")
def graded(made, tmp_path_factory):
    """A class with every kind of submission, graded once; what the command printed and its exit status."""
    root = shutil.copytree(made, tmp_path_factory.mktemp("class") / "course")
    submit(root, "all")
    submit(root, "half", solved=5)
    submit(root, "zero", solved=0)
    submit(root, "crash", solved=3, behave="crash")
    (submit(root, "cut") / f"{PRACTICAL}.ipynb").write_text('{"cells": [')
    submit(root, "renamed", name=f"{PRACTICAL}.ipynb (1).ipynb")
    (root / "gradebook" / "submitted" / "empty" / PRACTICAL).mkdir(parents=True)
    (root / "gradebook" / "submitted" / "no_folder").mkdir(parents=True)
    submit(root, "Zoë O'Neil, 2nd", solved=1)
    command = [sys.executable, "-m", "tests.grading.fake", PRACTICAL, "--root", str(root)]
    done = subprocess.run(command, cwd=ROOT, env=fake.environment(), capture_output=True, text=True)
    nbgrader(root, "generate_feedback", PRACTICAL)
    nbgrader(root, "export")
    return root, done


WORDS = {"all": "graded", "half": "graded", "zero": "graded", "crash": "crashed", "cut": "unreadable"}
WORDS |= {"renamed": "graded", "empty": "missing", "Zoë O'Neil, 2nd": "graded"}
SCORES = {"all": 20, "half": 10, "zero": 0, "crash": 6, "cut": 0, "renamed": 20, "empty": 0, "Zoë O'Neil, 2nd": 2}


def test_all_are_graded_and_the_exit_status_says_so(graded):
    root, done = graded
    assert done.returncode == 0, done.stderr
    assert scores(root) == SCORES
    assert "Traceback" not in done.stderr
    assert "Warning" not in done.stderr


def test_the_table_has_a_word_for_each(graded):
    found = rows(graded[1].stdout)
    assert found["all"] == f"graded 20/20 gradebook/autograded/all/{PRACTICAL}/{PRACTICAL}.ipynb"
    assert found["zero"].startswith("graded 0/20")
    assert found["crash"].startswith("crashed 6/20")
    assert found["crash"].endswith("The code ended its own process.")
    assert found["cut"] == f"unreadable gradebook/submitted/cut/{PRACTICAL} The file is cut off."
    assert found["empty"].startswith("missing ")
    assert "1 crashed, 5 graded, 1 missing, 1 unreadable." in graded[1].stdout


def test_the_export_has_a_word_for_each(graded):
    with open(graded[0] / "gradebook" / "grades.csv", newline="", encoding="utf-8") as file:
        table = {row["student_id"]: row for row in csv.DictReader(file)}
    assert list(table) == sorted(WORDS)
    assert {student: row["status"] for student, row in table.items()} == WORDS
    assert {student: row["score"] for student, row in table.items() if row["status"] in ("graded", "crashed")} == {
        student: f"{SCORES[student]:.1f}" for student, word in WORDS.items() if word in ("graded", "crashed")
    }
    assert table["cut"]["score"] == table["empty"]["score"] == ""  # not a zero
    assert table["crash"]["reason"] == "The code ended its own process."
    assert {row["max_score"] for row in table.values()} == {"20.0"}


def test_a_long_message_of_feedback_is_wrapped_and_a_table_in_it_is_not():
    message = "the rows should sum to 1. " * 8 + "\n  1.0  2.0\n  3.0  4.0"
    error = nbformat.v4.new_output("error", ename="AssertionError", evalue=message, traceback=[message])
    cell = nbformat.v4.new_code_cell("check(f)", outputs=[error])
    shown = HideTests().preprocess(nbformat.v4.new_notebook(cells=[cell]), {})[0].cells[0].outputs[0].traceback[-1]
    *wrapped, first, second = shown.split("\n")
    assert max(map(len, wrapped)) <= WIDTH < len(message)
    assert " ".join(wrapped) == f"AssertionError: {message}".split("\n")[0].rstrip()
    assert [first, second] == ["  1.0  2.0", "  3.0  4.0"]


def test_feedback_is_one_page_a_student_with_reason_and_notes(graded):
    pages = {path.parts[-3]: path for path in (graded[0] / "gradebook" / "feedback").rglob("*") if path.is_file()}
    assert {path.name for path in pages.values()} == {f"{PRACTICAL}.html"}
    assert set(pages) == set(WORDS)
    text = {student: path.read_text(encoding="utf-8") for student, path in pages.items()}
    assert "The code ended its own process." in text["crash"]
    assert "The file is cut off." in text["cut"]
    assert f"The file is called {PRACTICAL}.ipynb (1).ipynb." in html.unescape(text["renamed"])
    assert "About this submission" not in text["all"]
    assert not [student for student in text if "hidden_" in text[student] or "BEGIN HIDDEN" in text[student]]


def test_formgrader_finds_what_it_shows(graded):
    """Its pages are made from these tables and from the notebook in autograded/."""
    from nbgrader.apps.api import NbGraderAPI

    os.chdir(graded[0])
    coursedir, config = grade.settings(graded[0])
    api = NbGraderAPI(coursedir, config=config)
    shown = {row["student"]: row for row in api.get_notebook_submissions(PRACTICAL, PRACTICAL)}
    assert {student: row["score"] for student, row in shown.items()} == SCORES
    assert {student for student, row in shown.items() if row["needs_manual_grade"]} == {"cut", "empty"}
    assert {student for student, row in shown.items() if row["failed_tests"]} == {
        "half",
        "zero",
        "crash",
        "Zoë O'Neil, 2nd",
    }
    os.chdir(ROOT)


def test_an_untouched_gap_has_no_response(graded):
    with book(graded[0]) as gradebook:
        comments = gradebook.find_submission_notebook(PRACTICAL, PRACTICAL, "half").comments
        assert [c.comment for c in sorted(comments, key=lambda c: c.cell.name)].count("No response.") == 5


def test_a_second_run_changes_nothing_and_grades_nothing(graded, capsys, monkeypatch):
    before = everything(graded[0])
    monkeypatch.setattr(grade, "Processes", None)  # no worker is even started
    assert fake.run(graded[0]) == 0
    assert rows(capsys.readouterr().out) == rows(graded[1].stdout)
    assert everything(graded[0]) == before


# ---------------------------------------------------------------- what a student hands in


def test_links_and_large_and_many_files_stay_out(tmp_path, monkeypatch):
    secret = tmp_path / "secret"
    secret.write_text("key")
    folder = tmp_path / "handed-in"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "table.csv").write_bytes(b"1,2")
    (folder / "a.ipynb").write_bytes(b"\xef\xbb\xbf{}")
    (folder / "link.csv").symlink_to(secret)
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    (folder / ".hidden").write_text("")
    (folder / "timestamp.txt").write_text("2026-11-24 12:00")
    (folder / "__MACOSX").mkdir()
    (folder / "__MACOSX" / "a.ipynb").write_text("{}")
    monkeypatch.setattr(grade, "LARGEST_FILE", 10)
    (folder / "large.bin").write_bytes(bytes(11))
    files, left_out = grade.read_submission(folder)
    assert files == {"a.ipynb": b"\xef\xbb\xbf{}", "data/table.csv": b"1,2"}
    assert len(left_out) == 3
    text = "\n".join(left_out)
    assert "link.csv is a symbolic link" in text
    assert "pipe is not a regular file" in text
    assert "large.bin is larger than" in text
    monkeypatch.setattr(grade, "MOST_FILES", 1)
    assert list(grade.read_submission(folder)[0]) == ["a.ipynb"]
    (tmp_path / "linked").symlink_to(folder)
    assert grade.read_submission(tmp_path / "linked")[0] == {}


def test_a_linked_notebook_is_unreadable_and_says_why(course, capsys):
    folder = submit(course, "linker")
    (folder / f"{PRACTICAL}.ipynb").rename(course / "elsewhere.ipynb")
    (folder / f"{PRACTICAL}.ipynb").symlink_to(course / "elsewhere.ipynb")
    (course / "gradebook" / "submitted" / "outside").symlink_to(folder.parent)
    (course / "outside_folder").mkdir()
    (course / "gradebook" / "submitted" / "deep").mkdir()
    (course / "gradebook" / "submitted" / "deep" / PRACTICAL).symlink_to(course / "outside_folder")
    assert fake.run(course) == 0
    found = rows(capsys.readouterr().out)
    assert found["linker"].startswith("unreadable")
    assert "symbolic link, which is not followed" in found["linker"]
    assert found["deep"].startswith("missing")


def test_a_key_depends_on_names_contents_and_bundle():
    files = {"a.ipynb": b"12", "b.csv": b"3"}
    keys = {grade.key_of(f, k) for f in (files, {"a.ipynb": b"1", "b.csv": b"23"}, {"a.ipynb": b"12"}) for k in "xy"}
    assert len(keys) == 6
    assert grade.key_of(dict(reversed(files.items())), "x") == grade.key_of(files, "x")
    assert grade.key_of({"\udcff": b""}, "x")  # a name that is not UTF-8


def test_what_was_not_examined_apart_is_told(course, capsys):
    submit(course, "anna", behave="unverified")
    submit(course, "bert")
    for _ in range(2):
        assert fake.run(course) == 0
        assert (
            "test_double ran in the student's own process, where it can be deceived, in 1 submissions"
            in capsys.readouterr().out
        )


def test_the_same_notebook_twice_is_graded_once(course):
    folder = submit(course, "first")
    shutil.copytree(folder, course / "gradebook" / "submitted" / "second" / PRACTICAL)
    assert fake.run(course) == 0
    assert scores(course) == {"first": 20, "second": 20}
    assert len(list((course / "gradebook" / "results").iterdir())) == 1


def test_a_new_submission_is_graded_and_the_others_are_left(course):
    submit(course, "late", solved=2)
    submit(course, "early", solved=3)
    assert fake.run(course) == 0
    before = everything(course)
    submit(course, "late", solved=9)
    assert fake.run(course) == 0
    assert scores(course) == {"late": 18, "early": 6}
    changed = {name for name, data in everything(course).items() if before.get(name) != data}
    assert not [name for name in changed if "early" in name]


def test_one_student_and_by_force(course, capsys):
    submit(course, "one", solved=2)
    submit(course, "two", solved=3)
    assert fake.run(course, "--student", "one") == 0
    assert scores(course) == {"one": 4}
    (result,) = (course / "gradebook" / "results").iterdir()
    stale = json.loads(result.read_text())
    stale["scores"]["test_double"] = 1.0
    result.write_text(json.dumps(stale))
    assert fake.run(course, "--student", "one") == 0
    assert scores(course) == {"one": 3}  # the file is believed
    assert fake.run(course, "--student", "one", "--force") == 0
    assert scores(course) == {"one": 4}
    assert fake.run(course, "--student", "nobody") == 2
    assert "has no nobody" in capsys.readouterr().err


def test_a_damaged_result_file_is_made_again(course):
    submit(course, "one", solved=2)
    assert fake.run(course) == 0
    (result,) = (course / "gradebook" / "results").iterdir()
    before = result.read_bytes()
    for damage in (b"", before[:100], b"[]", b'{"key": "other"}'):
        result.write_bytes(damage)
        assert fake.run(course) == 0
        assert result.read_bytes() == before


# ---------------------------------------------------------------- the gradebook


def test_what_an_instructor_set_by_hand_stays(course):
    submit(course, "anna", solved=2)
    assert fake.run(course) == 0
    with book(course) as gradebook:
        first = gradebook.find_grade("test_double", PRACTICAL, PRACTICAL, "anna")
        first.manual_score, first.extra_credit, first.needs_manual_grade = 0.5, 0.25, False
        gradebook.find_comment("double", PRACTICAL, PRACTICAL, "anna").manual_comment = "Well argued."
        gradebook.db.commit()
    assert fake.run(course) == 0
    submit(course, "anna", solved=4)
    assert fake.run(course) == 0
    with book(course) as gradebook:
        first = gradebook.find_grade("test_double", PRACTICAL, PRACTICAL, "anna")
        assert (first.manual_score, first.extra_credit, first.auto_score, first.score) == (0.5, 0.25, 2.0, 0.75)
        assert first.needs_manual_grade  # the answer is another one now: nbgrader asks to look again
        assert gradebook.find_comment("double", PRACTICAL, PRACTICAL, "anna").comment == "Well argued."
    assert scores(course) == {"anna": 6.75}


def test_a_file_that_becomes_readable_gets_its_points(course):
    path = submit(course, "anna", solved=2) / f"{PRACTICAL}.ipynb"
    whole = path.read_bytes()
    path.write_bytes(whole[:200])
    assert fake.run(course) == 0
    with gradebook.Book(f"sqlite:///{course}/gradebook/gradebook.db") as ours:
        assert ours.results(PRACTICAL)["anna"].status == "unreadable"
    path.write_bytes(whole)
    assert fake.run(course) == 0
    with gradebook.Book(f"sqlite:///{course}/gradebook/gradebook.db") as ours:
        assert ours.results(PRACTICAL)["anna"].status == "graded"
    assert scores(course) == {"anna": 4}


def test_a_gradebook_from_before_is_backed_up_before_anything_is_written(course):
    database = course / "gradebook" / "gradebook.db"
    with sqlite3.connect(database) as connection:
        connection.execute("DROP TABLE grading_result")  # as plain nbgrader left it
        connection.execute("INSERT INTO student (id, first_name) VALUES ('bert', 'Bert')")
    before = dump(database)
    submit(course, "bert")
    assert fake.run(course) == 0
    (copy,) = (course / "gradebook" / "backups").iterdir()
    assert dump(copy) == before
    assert dump(database) != before
    assert sqlite3.connect(copy).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def dump(path):
    with sqlite3.connect(path) as connection:
        return list(connection.iterdump())


def test_backups_do_not_pile_up(tmp_path, monkeypatch):
    database = tmp_path / "gradebook.db"
    monkeypatch.setattr(gradebook, "BACKUPS", 3)
    names = iter(f"gradebook-{number}.db" for number in range(10))
    monkeypatch.setattr(gradebook.time, "strftime", lambda _: next(names))
    for number in range(5):
        with sqlite3.connect(database) as connection:
            connection.execute(f"CREATE TABLE t{number} (x)")
        os.utime(database, (2e9 + number, 2e9 + number))
        assert "backed up" in gradebook.back_up(f"sqlite:///{database}?timeout=60", tmp_path / "backups")
    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == [f"gradebook-{n}.db" for n in (2, 3, 4)]
    message = gradebook.back_up("postgresql://me:secret@host/grades", tmp_path)
    assert "pg_dump" in message
    assert "secret" not in message


def test_the_gradebook_is_told_of_changed_points_and_of_a_change_that_it_cannot_take(course, capsys):
    submit(course, "anna", solved=2)
    assert fake.run(course) == 0
    assert "is told the cells" not in capsys.readouterr().out
    change_bundle(course, lambda cells: cells[4]["metadata"]["nbgrader"].update(points=5))
    assert fake.run(course) == 0
    assert "is told the cells" in capsys.readouterr().out
    assert scores(course) == {"anna": 7}
    change_bundle(course, lambda cells: cells.pop(4))
    assert fake.run(course) == 2
    message = capsys.readouterr().err
    assert "gone: test_double" in message
    assert f"nbgrader db assignment remove {PRACTICAL} --force" in message


def change_bundle(root, change):
    path = root / "source.ipynb"
    nb = json.loads(path.read_text())
    change(nb["cells"])
    path.write_text(json.dumps(nb))


def test_transactions_take_all_or_nothing(course):
    submit(course, "anna", solved=2)
    assert fake.run(course) == 0
    with gradebook.Book(f"sqlite:///{course}/gradebook/gradebook.db") as ours:

        def half():
            with ours.transaction():
                ours.add_student("bert")  # commits, as far as nbgrader knows
                ours.add_submission(PRACTICAL, "bert")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            half()
        assert [student.id for student in ours.students] == ["anna"]


def test_lateness_is_nbgraders(course):
    from datetime import datetime

    folder = submit(course, "anna", solved=2)
    (folder / "timestamp.txt").write_text("2026-11-24 12:00:00 UTC")
    (submit(course, "bert", solved=2) / "timestamp.txt").write_text("no time at all")
    assert fake.run(course) == 0
    with book(course) as gradebook:
        submission = gradebook.find_submission(PRACTICAL, "anna")
        assert submission.timestamp == datetime(2026, 11, 24, 12)
        gradebook.find_assignment(PRACTICAL).duedate = datetime(2026, 11, 24, 11)
        gradebook.db.commit()
    with open(course / "nbgrader_config.py", "a") as file:
        file.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    (folder / "timestamp.txt").write_text("2026-11-24 13:00:00 UTC")
    assert fake.run(course) == 0
    with book(course) as gradebook:
        assert gradebook.find_submission(PRACTICAL, "anna").late_submission_penalty == 4
        assert gradebook.find_submission(PRACTICAL, "bert").late_submission_penalty in (None, 0)


# ---------------------------------------------------------------- what is shown


def test_notes_are_shown_letter_by_letter():
    nasty = "<script>alert(1)</script> [x](javascript:alert(2)) `code` $a$ ![i](http://x/y.png) | &lt; é"
    result = {"status": "crashed", "reason": nasty, "notes": [], "notebook": None}
    nb = nbformat.reads(grade.with_notes(result), as_version=4)
    nbformat.validate(nb)
    body = shown(nb)
    for text in ("<script>alert(1)", "<a href", "<img", "<code>code"):
        assert text not in body
    assert nasty in html.unescape(body)
    assert "notes" not in grade.with_notes({"status": "graded", "reason": "", "notes": [], "notebook": None})


def shown(nb):
    from nbconvert.filters import markdown2html

    return markdown2html(nb.cells[0].source)


def test_a_cell_id_that_the_student_took_does_not_collide():
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", id=grade.NOTES)])
    result = {"status": "graded", "reason": "Why.", "notes": [], "notebook": nbformat.writes(nb)}
    assert [cell.id for cell in nbformat.reads(grade.with_notes(result), 4).cells] == [grade.NOTES + "-", grade.NOTES]


ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"
LINKS = (
    "[a](javascript:alert(3)) [b](java&#115;cript:alert(4)) [c](JaVaScRiPt:alert(5)) [d](data:text/html,alert(6)) "
    "<javascript:alert(7)> "
    '![e](x"onerror="alert(8)) [fine](https://a.example/b?c=1&d=2) [near](more/page.html) [here](#place)'
)
PICTURE = {"image/png": {"width": '1" onerror="alert(9)', "alt": '" onerror="alert(10)'}}


def test_formgrader_runs_no_script_of_a_student(course, monkeypatch):
    """Its page, made as the extension makes it: a script there would have the instructor's rights over all grades."""
    from bs4 import BeautifulSoup
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader import handlers

    monkeypatch.chdir(course)
    _, config = grade.settings(course)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    kinds = ("text/html", "image/svg+xml", "application/javascript", "text/markdown", "text/latex", "text/plain")
    outputs = [nbformat.v4.new_output("display_data", data={kind: f"{ATTACK}{LINKS}"}) for kind in kinds]
    outputs += [nbformat.v4.new_output("display_data", data={"image/png": "aaaa"}, metadata=PICTURE)]
    outputs += [nbformat.v4.new_output("display_data", data={"image/png": 'x" onerror="alert(11)'})]
    outputs += [
        nbformat.v4.new_output("stream", text=ATTACK),
        nbformat.v4.new_output("error", ename=ATTACK, evalue=ATTACK, traceback=[ATTACK]),
    ]
    cells = [nbformat.v4.new_markdown_cell(f"{ATTACK}\n\n{LINKS}"), nbformat.v4.new_raw_cell(ATTACK)]
    nb = nbformat.v4.new_notebook(cells=[*cells, nbformat.v4.new_code_cell("1", outputs=outputs)])
    nb.metadata["title"] = f"</title>{ATTACK}"
    names = (
        "assignment_id",
        "notebook_id",
        "submission_id",
        "base_url",
        "student",
        "last_name",
        "first_name",
        "notebook_path",
    )
    resources = dict.fromkeys(names, "x") | {"index": 0, "total": 1}
    page, _ = HTMLExporter(config=config).from_notebook_node(nb, resources=resources)
    live = [
        str(tag)[:200]
        for tag in BeautifulSoup(page, "html.parser").find_all(True)
        if (tag.name == "script" and "alert(" in str(tag.string))
        or any(name.startswith("on") and "alert(" in str(value) for name, value in tag.attrs.items())
        or any("script:" in str(tag.get(name, "")) or "data:text" in str(tag.get(name, "")) for name in ("href", "src"))
    ]
    assert live == []
    for link in ('href="https://a.example/b?c=1&amp;d=2"', 'href="more/page.html"', 'href="#place"'):
        assert link in page


def test_help_names_every_option(capsys):
    with pytest.raises(SystemExit) as exit_:
        grade.main(["--help"])
    assert exit_.value.code == 0
    text = capsys.readouterr().out
    for option in ("--student", "--force", "--workers", "--scheduler", "--unsandboxed", "PRACTICAL"):
        assert option in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no_such"], f"It has: {PRACTICAL}."),
        ([PRACTICAL], "There are no submissions. Put them into gradebook/submitted/STUDENT/"),
        ([PRACTICAL, "--scheduler", "tcp://somewhere:8786"], "Whoever reaches a scheduler without TLS"),
    ],
)
def test_what_cannot_begin_says_why(course, arguments, message, capsys):
    if "--scheduler" in arguments:
        submit(course, "anna")
    assert grade.main([*arguments, "--root", str(course)], fake.grade_one, fake.make_bundle) == 2
    os.chdir(ROOT)
    assert message in capsys.readouterr().err


def test_the_other_words_hold_for_read(course):
    """What nbgrader's own tools read is a notebook of the standard form."""
    submit(course, "anna", solved=2)
    assert fake.run(course) == 0
    nb = read(course / "gradebook" / "autograded" / "anna" / PRACTICAL / f"{PRACTICAL}.ipynb")
    nbformat.validate(nb)
    assert POINTS == sum(
        cell.metadata.nbgrader.points for cell in nb.cells if "points" in cell.metadata.get("nbgrader", {})
    )
