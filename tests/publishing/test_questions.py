"""The question bank: every question is complete and honest, and Moodle's format holds what the bank says."""

import copy
import statistics
import xml.etree.ElementTree as ET
from collections import Counter

import pytest
import yaml

from publishing import questions
from tests.conftest import ROOT

BANK = yaml.safe_load((ROOT / questions.BANK).read_text(encoding="utf-8"))


def test_nothing_is_wrong_with_the_bank():
    assert list(questions.problems(BANK)) == []


def test_there_are_enough_for_each_session():
    counts = Counter(question["session"] for question in BANK)
    assert sum(counts.values()) >= 40 and sorted(counts) == [1, 2, 3, 4, 5, 6] and min(counts.values()) >= 6


def test_distractors_come_from_known_wrong_answers():
    known = [option["known"] for question in BANK for option in question["wrong"] if "known" in option]
    assert len(set(known)) >= 30
    assert {name.split("/")[0] for name in known} == {path.parent.name for path in ROOT.glob("solutions/*/*.ipynb")}


def test_length_does_not_give_the_right_option_away():
    lengths = [(len(q["right"]["text"]), max(len(option["text"]) for option in q["wrong"])) for q in BANK]
    assert statistics.mean(right > wrong for right, wrong in lengths) < 0.6


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda q: q.pop("teaches"), "it should have"),
        (lambda q: q.update(session=7), "there is no session 7"),
        (lambda q: q.update(id="One"), "the id should be"),
        (lambda q: q["wrong"].pop(), "there should be three at least"),
        (lambda q: q["wrong"][0].update(text=q["right"]["text"]), "two options are the same"),
        (lambda q: q["wrong"][1].update(why="No."), "needs `text` and `why`"),
        (lambda q: q["wrong"][1].update(known="practical_1_descent/newton/nobody does this"), "knows the mistake"),
        (lambda q: q.update(teaches="lectures/9_9_nowhere.ipynb#x"), "there is no lectures/9_9_nowhere.ipynb"),
        (lambda q: q.update(teaches="lectures/1_1_gradient_descent.ipynb#nowhere"), "has no cell 'nowhere'"),
    ],
)
def test_a_bad_question_is_named(change, problem):
    question = copy.deepcopy(BANK[0])
    question["wrong"] = question["wrong"][:3]
    change(question)
    found = list(questions.problems([question]))
    assert found and any(problem in text for text in found), found


def test_two_questions_with_one_id():
    assert "no other question's" in "".join(questions.problems([BANK[0]] * 2))


def test_moodle_gets_every_question_with_one_right_option():
    quiz = ET.fromstring(questions.moodle(BANK))
    assert quiz.tag == "quiz"
    categories = [e.findtext("category/text").split("/")[0] for e in quiz if e.get("type") == "category"]
    assert categories == 6 * ["$course$"]
    asked = {e.findtext("name/text"): e for e in quiz if e.get("type") == "multichoice"}
    assert set(asked) == {question["id"] for question in BANK}
    for question in BANK:
        element = asked[question["id"]]
        answers = element.findall("answer")
        assert [answer.get("fraction") for answer in answers] == ["100"] + ["0"] * len(question["wrong"])
        assert all(answer.findtext("feedback/text") for answer in answers)
        assert (element.findtext("single"), element.findtext("shuffleanswers")) == ("true", "true")
    assert r"\(\lambda = 4\)" in asked["step-size-on-a-parabola"].findtext("questiontext/text")


def test_mathematics_and_markup():
    assert questions.html("$a<b$, **c** and `d`") == r"<p>\(a&lt;b\), <strong>c</strong> and <code>d</code></p>"
    assert "$$x^2$$" in questions.html("$$x^2$$")


def test_the_command(tmp_path, capsys, monkeypatch):
    assert questions.main(["--to", str(tmp_path / "deep" / "q.xml")]) == 0
    assert f"{len(BANK)} questions" in capsys.readouterr().out
    assert ET.parse(tmp_path / "deep" / "q.xml").getroot().tag == "quiz"
    monkeypatch.setattr(questions, "problems", lambda bank: ["one: bad"])
    assert questions.main(["--to", str(tmp_path / "other.xml")]) == 1
    assert "one: bad" in capsys.readouterr().err and not (tmp_path / "other.xml").exists()
