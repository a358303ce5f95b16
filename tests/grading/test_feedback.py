"""What grading.feedback takes out of a graded notebook, and what it leaves."""

import re

import nbformat
import numpy as np
import pytest
from nbconvert import HTMLExporter

from grading import feedback
from grading.feedback import WITHHELD, DisarmMarkdown, HideTests, highlight, markdown
from tests.conftest import ROOT, make_cell, make_notebook

TEST = "check(f)\n### BEGIN HIDDEN TESTS\ncheck(f, seed=7777, name='x')\n)\n### END HIDDEN TESTS"
STEP = "    raise ValueError('in my own line')"
FRAMES = [
    "\x1b[31m-----------\x1b[39m",
    "AssertionError     Traceback (most recent call last)",
    "Cell \x1b[32mIn[2], line 3\x1b[39m\n      1 check(f)\n----> 3 check(f, seed=7777, name='x')\n",
    f"Cell In[1], line 2, in f(x)\n      1 def f(x):\n----> 2 {STEP}\n",
    "File /home/teacher/course/utils/checks.py:9, in check(f, seed)\n      9 raise AssertionError(text)\n",
    "AssertionError: f: too large by n",
]


def scrubbed(*outputs, message="f: too large by n", frames=FRAMES):
    trace = [*frames[:-1], f"AssertionError: {message}"]
    gap, test = make_cell("code", "gap", "def f(x): ...", solution="f"), make_cell("code", "test", TEST, test="f")
    nb = nbformat.from_dict(make_notebook([gap, test, make_cell("code", "own", "In")]))
    nb.cells[1].execution_count = 2
    nb.cells[1].outputs = [nbformat.v4.new_output("error", ename="AssertionError", evalue=message, traceback=trace)]
    nb.cells[2].outputs = list(outputs)
    return HideTests().preprocess(nb, {})[0]


def test_hidden_tests_and_their_tracebacks_go_and_the_message_stays():
    nb = scrubbed()
    (error,) = nb.cells[1].outputs
    assert nb.cells[1].source == "check(f)" and error.traceback[-1] == "f: too large by n"
    assert STEP in "\n".join(error.traceback)
    assert "7777" not in str(nb) and "/home/teacher" not in str(nb)


def test_a_syntax_error_keeps_the_line_that_it_points_at():
    part = "  Cell \x1b[32mIn[1], line 4\x1b[39m\n    def g(x)\n            ^\nAssertionError: expected ':'\n"
    assert scrubbed(frames=[part, ""]).cells[1].outputs[0].traceback == [
        "  Cell In[1], line 4\n    def g(x)\n            ^",
        "f: too large by n",
    ]


def test_a_message_that_quotes_a_hidden_test_goes():
    nb = scrubbed(message="failed: check(f,  seed=7777, name='x')")
    assert nb.cells[1].outputs[0].evalue == WITHHELD and "7777" not in str(nb)


@pytest.mark.parametrize("test", ["assert_allclose", "assert_equal", "assert_array_less", "assert_almost_equal"])
@pytest.mark.parametrize("values", [(3.5, 1.25), ([3.5, 9.0] * 4, [1.25, 8.0] * 4)], ids=["number", "array"])
def test_the_right_values_of_a_hidden_test_go(test, values):
    with pytest.raises(AssertionError) as caught:
        getattr(np.testing, test)(*values)
    nb = str(scrubbed(message=str(caught.value)))
    assert "equal" in nb or "ordered" in nb
    assert "1.25" not in nb and "3.5" not in nb


@pytest.mark.parametrize(
    "output",
    [
        nbformat.v4.new_output("stream", name="stdout", text=f"mine\n{TEST}\nmine too\n"),
        nbformat.v4.new_output("stream", name="stdout", text="check(f,\n seed=7777,\n name='x')\n"),
        nbformat.v4.new_output("execute_result", data={"text/plain": repr(["it's", TEST])}, execution_count=3),
        nbformat.v4.new_output("display_data", data={"text/html": f"<pre>{TEST}</pre>"}),
        nbformat.v4.new_output("display_data", data={"application/json": {"history": [TEST]}}),
        nbformat.v4.new_output("error", ename="ValueError", evalue=TEST, traceback=[TEST]),
    ],
    ids=lambda output: output.output_type,
)
def test_what_students_print_of_the_history_goes(output):
    nb = str(scrubbed(output))
    assert "7777" not in nb and ("mine too" in nb) == ("mine too" in str(output))


def test_the_rest_stays():
    stream = nbformat.v4.new_output("stream", name="stdout", text="check(f)\n)\n3.0\n")
    picture = nbformat.v4.new_output("display_data", data={"image/png": "iVBORw0", "text/plain": "<Figure>"})
    nb = scrubbed(stream.copy(), picture.copy())
    assert nb.cells[2].outputs == [stream, picture]


HARMLESS = ["$c>d$ & $b < a$", "a < b", '<div class="alert alert-block">', "<details><summary>More</summary>", "x <- y"]
DISARMED = {
    "<script>alert(1)</script>": "< script>alert(1)< /script>",
    "<img src=x onerror=alert(1)>": "< img src=x onerror=alert(1)>",
    '<div onclick="x()">': '< div onclick="x()">',
    "<svg/onload=alert(1)": "< svg/onload=alert(1)",
    "<!-- launch -->": "< !-- launch -->",
    "<scr<script>ipt>": "< scr< script>ipt>",
}


@pytest.mark.parametrize(("text", "shown"), [*DISARMED.items(), *zip(HARMLESS, HARMLESS)])
def test_tags_are_disarmed_and_harmless_text_stays(text, shown):
    cell = nbformat.v4.new_markdown_cell(text)
    assert DisarmMarkdown().preprocess_cell(cell, {}, 0)[0].source == shown


def test_the_visible_and_the_hidden_test_say_it_once():
    nb = nbformat.from_dict(make_notebook([make_cell("code", "test", TEST, test="f")]))
    said = nbformat.v4.new_output("stream", name="stdout", text="f: correct.\nOn these 9.\nf: correct.\nOn those 8.\n")
    nb.cells[0].outputs = [said]
    HideTests().preprocess(nb, {})
    assert said.text == "f: correct.\nOn these 9.\nOn those 8.\n"


def test_the_page_names_each_gap_in_a_table_and_above_its_cell():
    gap = make_cell("code", "gap", "def f(x): ...", solution="f")
    empty = make_cell("code", "empty", "def g(x): ...", solution="g")
    tests = [make_cell("code", f"test-{name}", "check(f)", test=name) for name in "fg"]
    nb = nbformat.from_dict(make_notebook([gap, tests[0], empty, tests[1]]))
    for cell, more in zip(
        nb.cells, [{"comment": "See *lecture 2*."}, {"score": 2.5}, {"comment": "No response."}, {"score": 0}]
    ):
        cell.metadata.nbgrader.update(more, points=4)
    exporter = HTMLExporter(template_name="feedback", extra_template_basedirs=[str(ROOT / "grading" / "templates")])
    resources = {"nbgrader": {"notebook": "p", "score": 2.5, "max_score": 8, "late_penalty": 0}}
    page, _ = exporter.from_notebook_node(nb, resources)
    rows = [
        re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", row)).strip() for row in re.findall("<tr>.*?</tr>", page, re.DOTALL)
    ]
    assert rows == ["gap points", "f 2.5 of 4 points, comment", "g 0 of 4 points, not answered"]
    for place in set(re.findall('href="#([^"]*)"', page)):
        assert page.count(f'id="{place}"') == 1
    assert "Test: <b>f</b>, 2.5 of 4 points" in page and "<em>lecture 2</em>" in page and "No response" not in page


def test_a_lost_picture_does_not_stop_feedback():
    """nbconvert refuses a text cell that shows an attachment which is not there, and with it the student's whole page."""
    page = markdown({"cell": {}}, "a ![<b onclick=x>my sketch](attachment:gone.png) b")
    assert "my sketch" in page and "<b" not in page
    shown = {"cell": {"attachments": {"x.png": {"image/png": "AAAA"}}}}
    assert "data:image/png;base64,AAAA" in markdown(shown, "![x](attachment:x.png)")


REMOTE = ["![x](http://a.b/c.png)", "![x](//a.b/c)", "![x][r]\n\n[r]: https://a.b/c", "![x](ftp:a)"]


@pytest.mark.parametrize("text", REMOTE)
def test_no_picture_is_fetched_from_the_web(text):
    page = markdown({"cell": {}}, text)
    assert "(x: " in page and "src=" not in page
    assert "src=" in markdown({"cell": {}}, "![x](a/b-1.png)")


MONSTERS = ["\\begin{a}" * 20_000, "**a" * 60_000, "|a|\n" * 40_000, "![](" * 40_000]
MONSTERS += ["> " * 20_000, "[" * 100_000, "<b>" * 50_000]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # where a destructor swallows the alarm
@pytest.mark.parametrize("text", MONSTERS, ids=lambda text: text[:10])
def test_no_text_takes_long(monkeypatch, text):
    """A text that Markdown or the colors of code take hours for, or stumble over, is shown letter by letter."""
    monkeypatch.setattr(feedback, "PAGE", 0.5)
    for format_ in (lambda text: markdown({"cell": {}}, text), highlight):
        DisarmMarkdown().preprocess(nbformat.v4.new_notebook(), {})
        assert len(format_(text)) >= len(text)
        assert format_(text).startswith("<pre>") or feedback._clock.left > 0


@pytest.mark.parametrize("text", [f"&#{'9' * 5000};", f"Cell In[{'1' * 5000}], line 1\n"])
def test_a_long_number_stops_no_page(text):
    output = nbformat.v4.new_output("stream", name="stdout", text=text)
    assert scrubbed(output, frames=[*FRAMES[:-1], text, ""]).cells[2].outputs[0].text == text
