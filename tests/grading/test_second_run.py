"""A second run: where no file has changed it says again what the last one said, and whatever has changed, it looks again."""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys

from grading import grade, results
from grading.engine import handed_in
from tests.grading import fake
from tests.grading.fake import NOTEBOOK, PRACTICAL, scores, submit
from tests.grading.test_grade import rows


def test_a_second_run_needs_no_nbgrader(course):
    submit(course, "anna")
    assert fake.run(course) == 0
    code = f"import sys; from tests.grading import fake; assert fake.run({str(course)!r}) == 0; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=fake.environment(), capture_output=True, text=True, check=True
    )
    *said, loaded = done.stdout.splitlines()
    assert rows("\n".join(said))["anna"].startswith("graded 20/20") and "No file has changed" in said[0]
    assert not {"nbgrader", "sqlalchemy"} & set(loaded.split())


def test_whatever_has_changed_a_second_run_looks_again(course, monkeypatch):
    submit(course, "anna")
    submit(course, "bert", solved=3)
    assert fake.run(course) == 0
    config = course / "elsewhere"
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(config))
    last = results.Last(course / "gradebook", PRACTICAL, [None, False])
    places = json.loads(last.path.read_bytes())["places"]
    work, late = course / "gradebook", handed_in.MARK

    def by_hand():
        with contextlib.closing(sqlite3.connect(work / "gradebook.db")) as gradebook, gradebook:
            gradebook.execute("UPDATE grade SET manual_score = 1")

    def same_size():
        path, times = work / "submitted" / "anna" / PRACTICAL / NOTEBOOK, os.stat(work / "submitted")
        path.write_bytes(path.read_bytes().replace(b"return x", b"return y", 1))
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    changes = [
        by_hand,
        same_size,
        lambda: (work / "submitted" / "bert" / PRACTICAL / late).touch(),
        lambda: (work / "submitted" / "bert" / PRACTICAL / "timestamp.txt").touch(),
        lambda: (work / "submitted" / "carl" / PRACTICAL).mkdir(parents=True),
        lambda: shutil.rmtree(work / "submitted" / "bert" / PRACTICAL),
        lambda: (work / "autograded" / "anna" / PRACTICAL / NOTEBOOK).unlink(),
        lambda: fake.results(course)[0].unlink(),
        lambda: (course / "solutions" / PRACTICAL / NOTEBOOK).touch(),
        lambda: (course / "practicals" / PRACTICAL / NOTEBOOK).touch(),
        lambda: (course / "utils" / "new.py").touch(),
        lambda: (course / "nbgrader_config.py").touch(),
        lambda: (config.mkdir(), (config / "nbgrader_config.py").touch()),
    ]
    for number, change in enumerate(changes):
        last.keep(places, last.state(places), "as before")
        assert last.said() == "as before"
        change()
        assert last.said() is None, number
    last.keep(places, last.state(places), "as before")
    for asked in (["anna"], False), (None, True):
        assert results.Last(work, PRACTICAL, asked).said() is None
    (work / "last" / f"{PRACTICAL}.json").write_text('{"state": 1}')
    assert last.said() is None


def test_what_changes_while_it_is_graded_is_not_taken_for_seen(course, monkeypatch):
    folder, merge = submit(course, "anna"), grade.Run.merge_postponed
    with monkeypatch.context() as patch:
        patch.setattr(grade.Run, "merge_postponed", lambda run: (merge(run), submit(course, "anna", solved=4)))
        assert fake.run(course) == 0
    assert fake.run(course) == 0
    assert scores(course) == {"anna": 8} and folder.exists()


def test_what_is_made_once_is_made_again_for_another_key_or_from_a_damaged_file(tmp_path):
    path, made = tmp_path / "folder" / "a.json", []

    def get(key):
        return results.made_once(path, key, lambda: made.append(key) or {"key": key})

    assert [get(key) for key in "aabb"] == [{"key": key} for key in "aabb"] and made == ["a", "b"]
    for text in ("", "[]", '{"key": "b"}'):
        path.write_text(text)
        assert get("b") == {"key": "b"}
    assert made == ["a", "b", "b", "b", "b"]
