"""The rule of minutes counts what a reader sees, and each of its parts."""

import pytest

from publishing.minutes import minutes, reading, sections, words


def text(source):
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def code(source, **metadata):
    return {"cell_type": "code", "source": source, "metadata": metadata}


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("The *cost* of $x_1 + x_2$ is **low**.", 6),
        ("See [the other page](../a/b_c.ipynb#x) for don't-know.", 6),
        ("before\n\n$$a = b + c\n= d$$\n\nafter", 2),
        ("a<details><summary>Hint</summary>\n\nfolded words here\n\n</details>b", 2),
        ("\\begin{equation}\\tag{1}\nz = w\n\\end{equation}", 0),
        ("| a | b |\n|---|---|\n| 1.5 | two |", 4),
        ("<!-- never seen -->", 0),
    ],
)
def test_words(source, count):
    assert words(source) == count


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (text("word " * 100), 0.5),
        (text("$$a$$\n\n\\begin{align}\nb\n\\end{align}"), 1.5),
        (text("*Predict first:* " * 2), 2 + 4 / 200),
        (text("**Question 1.**"), 1 + 2 / 200),
        (text("**Question: why?**"), 2 / 200),
        (text("**Your turn.**"), 5 + 2 / 200),
        (text("**Mission.**"), 3 + 1 / 200),
        (code("a = 1\n\nb = 2\nc = 3"), 0.2),
        (code("import numpy as np"), 0),
        (code("def f():\n    pass", nbgrader={"solution": True}), 0),
    ],
)
def test_reading(cell, expected):
    assert reading([cell]) == pytest.approx(expected)


def test_stars_and_rounding():
    assert minutes([text("word " * 200)]) == 1
    assert minutes([text("word " * 201)], stars=2) == 12
    assert minutes([], stars=1, per_star=10) == 10


def test_sections():
    cells = [text("hello"), text("# A\ntext"), code("x"), text("### deeper"), text("## 1. B")]
    assert [(title, len(part)) for title, part in sections(cells)] == [("", 1), ("A", 3), ("1. B", 1)]
