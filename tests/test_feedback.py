"""What grading.feedback takes out of a graded notebook, and what it leaves."""

import nbformat
import pytest

from grading.feedback import WITHHELD, DisarmMarkdown, HideTests
from tests.conftest import make_cell, make_notebook

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
    error = nbformat.v4.new_output(
        "error", ename="AssertionError", evalue=message, traceback=[*frames[:-1], f"AssertionError: {message}"]
    )
    nb = nbformat.from_dict(
        make_notebook(
            [
                make_cell("code", "gap", "def f(x): ...", solution="f"),
                make_cell("code", "test", TEST, test="f"),
                make_cell("code", "own", "In"),
            ]
        )
    )
    nb.cells[1].execution_count = 2
    nb.cells[1].outputs = [error]
    nb.cells[2].outputs = list(outputs)
    return HideTests().preprocess(nb, {})[0]


def test_hidden_tests_and_their_tracebacks_go_and_the_message_stays():
    nb = scrubbed()
    assert nb.cells[1].source == "check(f)"
    (error,) = nb.cells[1].outputs
    assert error.traceback[-1] == "AssertionError: f: too large by n"
    text = "\n".join(error.traceback)
    assert STEP in text
    assert "7777" not in str(nb)
    assert "/home/teacher" not in str(nb)


def test_a_syntax_error_keeps_the_line_that_it_points_at():
    part = "  Cell \x1b[32mIn[1], line 4\x1b[39m\n    def g(x)\n            ^\nAssertionError: expected ':'\n"
    assert scrubbed(frames=[part, ""]).cells[1].outputs[0].traceback == [
        "  Cell In[1], line 4\n    def g(x)\n            ^",
        "AssertionError: f: too large by n",
    ]


def test_a_message_that_quotes_a_hidden_test_goes():
    nb = scrubbed(message="failed: check(f,  seed=7777, name='x')")
    assert nb.cells[1].outputs[0].evalue == WITHHELD
    assert "7777" not in str(nb)


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
    nb = scrubbed(output)
    assert "7777" not in str(nb)
    assert ("mine too" in str(nb)) == ("mine too" in str(output))


def test_the_rest_stays():
    stream = nbformat.v4.new_output("stream", name="stdout", text="check(f)\n)\n3.0\n")
    picture = nbformat.v4.new_output("display_data", data={"image/png": "iVBORw0", "text/plain": "<Figure>"})
    nb = scrubbed(stream.copy(), picture.copy())
    assert nb.cells[2].outputs == [stream, picture]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "< script>alert(1)< /script>"),
        ("<img src=x onerror=alert(1)>", "< img src=x onerror=alert(1)>"),
        ('<div onclick="x()">', '< div onclick="x()">'),
        ("<svg/onload=alert(1)", "< svg/onload=alert(1)"),
        ("<!-- launch -->", "< !-- launch -->"),
        ("<scr<script>ipt>", "< scr< script>ipt>"),
    ],
)
def test_tags_are_disarmed(text, shown):
    cell = nbformat.v4.new_markdown_cell(text)
    assert DisarmMarkdown().preprocess_cell(cell, {}, 0)[0].source == shown


@pytest.mark.parametrize(
    "text",
    ["$c>d$ & $b < a$", "a < b", '<div class="alert alert-block">', "<details><summary>More</summary>", "x <- y"],
)
def test_harmless_text_stays(text):
    cell = nbformat.v4.new_markdown_cell(text)
    assert DisarmMarkdown().preprocess_cell(cell, {}, 0)[0].source == text
