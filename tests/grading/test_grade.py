"""The run around `grade_one`: what it reads, what it leaves in the gradebook and in every table, and who may change what."""

import csv
import html
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from datetime import datetime

import nbformat
import pytest

from grading import grade, gradebook, results, solved
from grading.engine import handed_in, sandbox
from grading.engine.result import Result
from grading.results import key_of
from publishing import lint
from tests.conftest import ROOT, nbgrader, read
from tests.grading import fake
from tests.grading.fake import NOTEBOOK, POINTS, PRACTICAL, book, grade_them, scores, submit
from tests.grading.hostile import live


def everything(root):
    """Path -> bytes of all that a run may write, but for backups and the lock."""
    files = {path.relative_to(root).as_posix(): path for path in (root / "gradebook").rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if "backups" not in name and "lock" not in name}


def rows(text):
    """student -> the words of its line in the table."""
    lines = [line.split() for line in text.splitlines() if f"/{PRACTICAL}" in line]
    return {words[0]: " ".join(words[1:]) for words in lines}


@pytest.fixture(scope="module")
def graded(made, tmp_path_factory):
    """A class with every kind of submission, graded once; what the command printed and its exit status."""
    root = shutil.copytree(made, tmp_path_factory.mktemp("class") / "course")
    submit(root, "all")
    submit(root, "half", solved=5)
    submit(root, "zero", solved=0)
    submit(root, "crash", solved=3, behave="crash")
    (submit(root, "cut") / NOTEBOOK).write_text('{"cells": [')
    submit(root, "renamed", name=f"{NOTEBOOK} (1).ipynb")
    submit(root, "other", solved=0, behave="unmatched")
    (root / "gradebook" / "submitted" / "empty" / PRACTICAL).mkdir(parents=True)
    (root / "gradebook" / "submitted" / "no_folder").mkdir(parents=True)
    submit(root, "Zoë O'Neil, 2nd", solved=1)
    command = [sys.executable, "-m", "tests.grading.fake", PRACTICAL, "--root", str(root)]
    done = subprocess.run(command, cwd=ROOT, env=fake.environment(), capture_output=True, text=True)
    nbgrader(root, "generate_feedback", PRACTICAL)
    nbgrader(root, "export")
    return root, done


CLASS = {  # student -> word, points
    "all": ("graded", 20),
    "half": ("graded", 10),
    "zero": ("graded", 0),
    "crash": ("crashed", 6),
    "cut": ("unreadable", 0),
    "renamed": ("graded", 20),
    "other": ("unmatched", 0),
    "empty": ("missing", 0),
    "Zoë O'Neil, 2nd": ("graded", 2),
}
SCORES = {student: points for student, (_, points) in CLASS.items()}


def test_all_are_graded_and_the_exit_status_says_so(graded):
    root, done = graded
    assert done.returncode == 0, done.stderr
    assert scores(root) == SCORES and not re.search("Traceback|Warning", done.stderr)


def test_the_table_has_a_word_for_each(graded):
    found = rows(graded[1].stdout)
    assert found["all"] == f"graded 20/20 gradebook/autograded/all/{PRACTICAL}/{NOTEBOOK}"
    assert found["zero"].startswith("graded 0/20")
    assert re.fullmatch("crashed 6/20.* The code ended its own process.", found["crash"])
    assert found["cut"] == f"unreadable gradebook/submitted/cut/{PRACTICAL} The file is cut off."
    assert found["empty"].startswith("missing ")
    assert "1 crashed, 5 graded, 1 missing, 1 unmatched, 1 unreadable." in graded[1].stdout


def test_the_export_has_a_word_for_each(graded):
    with open(graded[0] / "gradebook" / "grades.csv", newline="", encoding="utf-8") as file:
        table = {row["student_id"]: row for row in csv.DictReader(file)}
    assert list(table) == sorted(CLASS)
    for student, (word, points) in CLASS.items():
        shown = "" if word in ("unreadable", "missing", "unmatched") else f"{points:.1f}"  # not a zero
        assert (table[student]["status"], table[student]["score"]) == (word, shown)
    assert table["crash"]["reason"] == "The code ended its own process."
    assert {row["max_score"] for row in table.values()} == {"20.0"}


def test_feedback_is_one_page_a_student_with_reason_and_notes(graded):
    pages = {path.parts[-3]: path for path in (graded[0] / "gradebook" / "feedback").rglob("*") if path.is_file()}
    assert {path.name for path in pages.values()} == {f"{PRACTICAL}.html"} and set(pages) == set(CLASS)
    text = {student: path.read_text(encoding="utf-8") for student, path in pages.items()}
    assert "The code ended its own process." in text["crash"] and "The file is cut off." in text["cut"]
    assert f"The file is called {NOTEBOOK} (1).ipynb." in html.unescape(text["renamed"])
    assert "About this submission" not in text["all"]
    assert not [student for student in text if "hidden_" in text[student] or "BEGIN HIDDEN" in text[student]]


def test_formgrader_finds_what_it_shows(graded, monkeypatch):
    """Its pages are made from these tables and from the notebook in autograded/."""
    from nbgrader.apps.api import NbGraderAPI

    monkeypatch.chdir(graded[0])
    coursedir, config = grade.settings(graded[0])
    api = NbGraderAPI(coursedir, config=config)
    shown = {row["student"]: row for row in api.get_notebook_submissions(PRACTICAL, PRACTICAL)}
    assert {student: row["score"] for student, row in shown.items()} == SCORES
    assert {student for student, row in shown.items() if row["needs_manual_grade"]} == {"cut", "empty"}
    failed = {student for student, row in shown.items() if row["failed_tests"]}
    assert failed == {"half", "zero", "other", "crash", "Zoë O'Neil, 2nd"}


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


def test_links_and_large_and_many_files_stay_out(tmp_path, monkeypatch):
    secret, folder = tmp_path / "secret", tmp_path / "handed-in"
    secret.write_text("key")
    for name in ("data", "__MACOSX"):
        (folder / name).mkdir(parents=True)
    taken = {"a.ipynb": b"\xef\xbb\xbf{}", "data/table.csv": b"1,2"}
    left = {".hidden": b"", "timestamp.txt": b"2026-11-24 12:00", "__MACOSX/a.ipynb": b"{}", "large.bin": bytes(11)}
    left["large.IPYNB"] = bytes(11)
    for name, data in (taken | left).items():
        (folder / name).write_bytes(data)
    (folder / "link.csv").symlink_to(secret)
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    monkeypatch.setattr(handed_in, "FILE", 10)
    files, left_out = handed_in.read_folder(folder)
    assert files == taken and len(left_out) == 4
    told = "link.csv is a symbolic link", "pipe is not a regular file", "large.bin is larger than", "Clear its outputs"
    for words in told:
        assert words in "\n".join(left_out)
    monkeypatch.setattr(handed_in, "FILES", 1)
    assert list(handed_in.read_folder(folder)[0]) == ["a.ipynb"]
    (tmp_path / "linked").symlink_to(folder)
    assert handed_in.read_folder(tmp_path / "linked")[0] == {}


def test_a_linked_notebook_is_unreadable_and_says_why(course, capsys):
    folder, submitted = submit(course, "linker"), course / "gradebook" / "submitted"
    (folder / NOTEBOOK).rename(course / "elsewhere.ipynb")
    (folder / NOTEBOOK).symlink_to(course / "elsewhere.ipynb")
    (submitted / "outside").symlink_to(folder.parent)
    (course / "outside_folder").mkdir()
    (submitted / "deep").mkdir()
    (submitted / "deep" / PRACTICAL).symlink_to(course / "outside_folder")
    assert fake.run(course) == 0
    found = rows(capsys.readouterr().out)
    assert re.match("unreadable.* symbolic link, which is not followed", found["linker"])
    assert found["deep"].startswith("missing")


def test_a_key_depends_on_names_contents_and_bundle():
    files = {"a.ipynb": b"12", "b.csv": b"3"}
    keys = {key_of(f, k) for f in (files, {"a.ipynb": b"1", "b.csv": b"23"}, {"a.ipynb": b"12"}) for k in "xy"}
    assert len(keys) == 6
    assert key_of(dict(reversed(files.items())), "x") == key_of(files, "x")
    assert key_of({"\udcff": b""}, "x")  # a name that is not UTF-8


def test_what_was_not_examined_apart_is_told(course, capsys):
    submit(course, "anna", behave="unverified")
    submit(course, "bert")
    for _ in range(2):
        assert fake.run(course) == 0
        told = capsys.readouterr().out
        assert "test_double takes the word of the student's own process, which can deceive it, in 1 submissions" in told


def test_the_solved_notebook_is_graded_first_and_what_it_loses_is_told(course, capsys, monkeypatch):
    path = course / "solutions" / PRACTICAL / NOTEBOOK
    path.write_text(path.read_text().replace("secret_double = 2 * x", "raise NotImplementedError"))
    assert grade_them(course, anna=10) == {"anna": 20}
    told = capsys.readouterr()
    for text in (told.out, told.err):  # when it is known, and in the table
        assert "The solved notebook itself loses 2 of 2 points in test_double: " in text and "grading/GUIDE.md" in text
    assert "1 graded in" in told.out and rows(told.out).keys() == {"anna"}
    monkeypatch.setattr(grade, "Processes", None)  # its result is kept, as hers is
    assert fake.run(course) == 0
    assert "loses 2 of 2 points in test_double" in capsys.readouterr().out


@pytest.mark.parametrize(("behave", "says"), [("die", "its worker died"), ("bug", "ZeroDivisionError")])
def test_a_solved_notebook_that_cannot_be_graded_stops_nobody(course, capsys, monkeypatch, behave, says):
    real = solved.submission
    monkeypatch.setattr(solved, "submission", lambda *asked: real(*asked) | {"behave.txt": behave.encode()})
    assert grade_them(course, anna=2) == {"anna": 4}
    assert f"The solved notebook could not be graded: {says}" in capsys.readouterr().out


def test_lint_grades_the_solved_notebook(course, capsys):
    path = course / "solutions" / PRACTICAL / NOTEBOOK
    text = path.read_text().replace("assert np.all(square(", "square.tried\\nassert np.all(square(")
    own = "    return secret_square\\n"
    text = text.replace(own, f"{own}square.tried = True\\n")  # it does not cross
    path.write_text(text)
    assert lint.main(["--root", str(course), str(path)]) == 1
    (line,) = (line for line in capsys.readouterr().out.splitlines() if "[solved]" in line)
    assert "cell test_square: the solution itself loses 2 of 2 points in test_square: " in line and "GUIDE.md" in line


def test_lint_says_nothing_where_there_is_no_sandbox_and_what_is_wrong_where_it_cannot_grade(
    course, capsys, monkeypatch
):
    monkeypatch.setattr(sandbox, "problem", lambda: ("no bubblewrap", "install it"))
    assert solved.remarks(course, PRACTICAL) == ({}, [])
    monkeypatch.undo()
    shutil.rmtree(course / "practicals")
    assert lint.main(["--root", str(course)]) == 0
    assert "practicals/practical_0_sample/practical_0_sample.ipynb is missing" in capsys.readouterr().out


def test_the_same_notebook_twice_is_graded_once(course):
    folder = submit(course, "first")
    shutil.copytree(folder, course / "gradebook" / "submitted" / "second" / PRACTICAL)
    assert grade_them(course) == {"first": 20, "second": 20} and len(fake.results(course)) == 1


def test_a_new_submission_is_graded_and_the_others_are_left(course):
    grade_them(course, late=2, early=3)
    before = everything(course)
    assert grade_them(course, late=9) == {"late": 18, "early": 6}
    changed = {name for name, data in everything(course).items() if before.get(name) != data}
    assert not [name for name in changed if "early" in name]


def test_one_student_and_by_force(course, capsys):
    submit(course, "one", solved=2)
    submit(course, "two", solved=3)
    assert fake.run(course, "--student", "one") == 0 and scores(course) == {"one": 4}
    (result,) = fake.results(course)
    stale = json.loads(result.read_text())
    stale["scores"]["test_double"] = 1.0
    result.write_text(json.dumps(stale))
    assert fake.run(course, "--student", "one") == 0 and scores(course) == {"one": 3}  # the file is believed
    assert fake.run(course, "--student", "one", "--force") == 0 and scores(course) == {"one": 4}
    assert fake.run(course, "--student", "nobody") == 2
    assert "has no nobody" in capsys.readouterr().err


def test_a_damaged_result_file_is_made_again(course):
    grade_them(course, one=2)
    (result,) = fake.results(course)
    before = result.read_bytes()
    for damage in (b"", before[:100], b"[]", b'{"key": "other"}'):
        result.write_bytes(damage)
        assert fake.run(course) == 0 and result.read_bytes() == before


def test_what_an_instructor_set_by_hand_stays(course):
    grade_them(course, anna=2)
    with book(course) as gradebook:
        first = gradebook.find_grade("test_double", PRACTICAL, PRACTICAL, "anna")
        first.manual_score, first.extra_credit, first.needs_manual_grade = 0.5, 0.25, False
        gradebook.find_comment("double", PRACTICAL, PRACTICAL, "anna").manual_comment = "Well argued."
        gradebook.db.commit()
    grade_them(course)
    grade_them(course, anna=4)
    with book(course) as gradebook:
        first = gradebook.find_grade("test_double", PRACTICAL, PRACTICAL, "anna")
        assert (first.manual_score, first.extra_credit, first.auto_score, first.score) == (0.5, 0.25, 2.0, 0.75)
        assert first.needs_manual_grade  # the answer is another one now: nbgrader asks to look again
        assert gradebook.find_comment("double", PRACTICAL, PRACTICAL, "anna").comment == "Well argued."
    assert scores(course) == {"anna": 6.75}


def test_a_file_that_becomes_readable_gets_its_points(course):
    path = submit(course, "anna", solved=2) / NOTEBOOK
    whole = path.read_bytes()
    for data, word in ((whole[:200], "unreadable"), (whole, "graded")):
        path.write_bytes(data)
        assert fake.run(course) == 0
        with gradebook.Book(fake.url(course)) as ours:
            assert ours.results(PRACTICAL)["anna"].status == word
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
    assert dump(copy) == before != dump(database)
    assert sqlite3.connect(copy).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def dump(path):
    with sqlite3.connect(path) as connection:
        return list(connection.iterdump())


def test_backups_do_not_pile_up(tmp_path, monkeypatch):
    database = tmp_path / "gradebook.db"
    monkeypatch.setattr(gradebook, "BACKUPS", 3)
    names = iter(f"gradebook-{number}.db" for number in range(10))
    monkeypatch.setattr(gradebook.time, "strftime", lambda _: next(names))
    asked = f"sqlite:///{database}?timeout=60", tmp_path / "backups"
    for number in range(5):
        with sqlite3.connect(database) as connection:
            connection.execute(f"CREATE TABLE t{number} (x)")
        os.utime(database, (2e9 + number, 2e9 + number))
        assert "backed up" in gradebook.back_up(*asked)
    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == [f"gradebook-{n}.db" for n in (2, 3, 4)]
    os.utime(database, (1e9, 1e9))  # a clock that goes back
    assert "backed up" in gradebook.back_up(*asked)
    assert "as it is" in gradebook.back_up(*asked)
    message = gradebook.back_up("postgresql://me:secret@host/grades", tmp_path)
    assert "pg_dump" in message and "secret" not in message


def test_the_gradebook_is_told_of_changed_points_and_of_a_change_that_it_cannot_take(course, capsys):
    grade_them(course, anna=2)
    assert "is told the cells" not in capsys.readouterr().out
    change_bundle(course, lambda cells: cells[4]["metadata"]["nbgrader"].update(points=5))
    assert grade_them(course) == {"anna": 7}
    assert "is told the cells" in capsys.readouterr().out
    change_bundle(course, lambda cells: cells.pop(4))
    assert fake.run(course) == 2
    message = capsys.readouterr().err
    assert "gone: test_double" in message and f"nbgrader db assignment remove {PRACTICAL} --force" in message


def change_bundle(root, change):
    path = root / "source.ipynb"
    nb = json.loads(path.read_text())
    change(nb["cells"])
    path.write_text(json.dumps(nb))


def test_transactions_take_all_or_nothing(course):
    grade_them(course, anna=2)
    with gradebook.Book(fake.url(course)) as ours:
        with pytest.raises(ZeroDivisionError), ours.transaction():  # noqa: PT012
            ours.add_student("bert")  # commits, as far as nbgrader knows
            ours.add_submission(PRACTICAL, "bert")
            raise ZeroDivisionError
        assert [student.id for student in ours.students] == ["anna"]


def test_lateness_is_nbgraders(course):
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


def test_notes_are_shown_letter_by_letter():
    from nbconvert.filters import markdown2html

    nasty = "<script>alert(1)</script> [x](javascript:alert(2)) `code` $a$ ![i](http://x/y.png) | &lt; é"
    nb = nbformat.reads(results.with_notes(Result("crashed", nasty)), as_version=4)
    nbformat.validate(nb)
    body = markdown2html(nb.cells[0].source)
    assert not re.search(r"<script>alert\(1\)|<a href|<img|<code>code", body)
    assert nasty in html.unescape(body) and "notes" not in results.with_notes(Result())


def test_a_cell_id_that_the_student_took_does_not_collide():
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", id=results.NOTES)])
    told = results.with_notes(Result(reason="Why.", notebook=nbformat.writes(nb)))
    assert [cell.id for cell in nbformat.reads(told, 4).cells] == [results.NOTES + "-", results.NOTES]


ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"
LINKS = (
    "[a](javascript:alert(3)) [b](java&#115;cript:alert(4)) [c](JaVaScRiPt:alert(5)) [d](data:text/html,alert(6)) "
    "<javascript:alert(7)> "
    '![e](x"onerror="alert(8)) [fine](https://a.example/b?c=1&d=2) [near](more/page.html) [here](#place)'
)
PICTURE = {"image/png": {"width": '1" onerror="alert(9)', "alt": '" onerror="alert(10)'}}


def test_formgrader_runs_no_script_of_a_student(course, monkeypatch):
    """Its page, made as the extension makes it: a script there would have the instructor's rights over all grades."""
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader import handlers

    monkeypatch.chdir(course)
    _, config = grade.settings(course)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    new_output, shown = nbformat.v4.new_output, "display_data"
    kinds = ("text/html", "image/svg+xml", "application/javascript", "text/markdown", "text/latex", "text/plain")
    outputs = [new_output(shown, data={kind: f"{ATTACK}{LINKS}"}) for kind in kinds]
    outputs += [new_output(shown, data={"image/png": "aaaa"}, metadata=PICTURE)]
    outputs += [new_output(shown, data={"image/png": 'x" onerror="alert(11)'}), new_output("stream", text=ATTACK)]
    outputs += [new_output("error", ename=ATTACK, evalue=ATTACK, traceback=[ATTACK])]
    cells = [nbformat.v4.new_markdown_cell(f"{ATTACK}\n\n{LINKS}"), nbformat.v4.new_raw_cell(ATTACK)]
    nb = nbformat.v4.new_notebook(cells=[*cells, nbformat.v4.new_code_cell("1", outputs=outputs)])
    nb.metadata["title"] = f"</title>{ATTACK}"
    names = "assignment_id notebook_id submission_id base_url student last_name first_name notebook_path".split()
    resources = dict.fromkeys(names, "x") | {"index": 0, "total": 1}
    page, _ = HTMLExporter(config=config).from_notebook_node(nb, resources=resources)
    assert live(page, "alert(") == []
    for link in ('href="https://a.example/b?c=1&amp;d=2"', 'href="more/page.html"', 'href="#place"'):
        assert link in page


def test_help_names_every_option(capsys):
    with pytest.raises(SystemExit) as exit_:
        grade.main(["--help"])
    options, text = "--student --force --workers --scheduler --unsandboxed PRACTICAL", capsys.readouterr().out
    assert exit_.value.code == 0 and [option for option in options.split() if option not in text] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no_such"], f"It has: {PRACTICAL}."),
        ([PRACTICAL], "There are no submissions. Put them into gradebook/submitted/STUDENT/"),
        ([PRACTICAL, "--scheduler", "tcp://somewhere:8786"], "Whoever reaches a scheduler without TLS"),
    ],
)
def test_what_cannot_begin_says_why(course, arguments, message, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)  # and back
    if "--scheduler" in arguments:
        submit(course, "anna")
    assert grade.main([*arguments, "--root", str(course)], fake.grade_one, fake.make_bundle) == 2
    assert message in capsys.readouterr().err


def test_the_other_words_hold_for_read(course):
    """What nbgrader's own tools read is a notebook of the standard form."""
    grade_them(course, anna=2)
    nb = read(course / "gradebook" / "autograded" / "anna" / PRACTICAL / NOTEBOOK)
    nbformat.validate(nb)
    marks = [cell.metadata.get("nbgrader", {}) for cell in nb.cells]
    assert sum(mark.get("points", 0) for mark in marks) == POINTS


def test_written_answers_wait_for_a_person(course, capsys):
    grade_them(course, anna=2, ben=1)
    with book(course) as opened:
        for student in ("anna", "ben"):
            opened.find_grade("test_double", PRACTICAL, PRACTICAL, student).auto_score = None
        opened.db.commit()
    with gradebook.Book(fake.url(course)) as ours:
        (line,) = ours.waiting(PRACTICAL)
    assert line.startswith("test_double waits for your points in 2 of the submissions")
    with book(course) as opened:
        opened.find_grade("test_double", PRACTICAL, PRACTICAL, "anna").manual_score = 1.5
        opened.db.commit()
    capsys.readouterr()
    assert (
        fake.run(course) == 0 and "test_double waits for your points in 1 of the submissions" in capsys.readouterr().out
    )
