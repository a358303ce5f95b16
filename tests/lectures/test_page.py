"""The rules of a lecture's page: minutes that are computed, little code for the machine, predictions that stay open."""

import ast
import re
import statistics

import pytest

from publishing.minutes import minutes
from tests.conftest import read
from tests.lectures import rows
from tests.lectures.page import HEADING, PAGES, parts, total
from utils.checks import slips

MEDIAN, WIDTH, SHARE = 6, 100, 6  # lines of a code cell, characters of a line, code cells for each one that asserts
SMALL = 1e-3  # a number below it is a tolerance
SECTION = r"\b[Ss]ections? \d+\b(?!\.\d)"  # "section 6.1" is another author's
LITERAL = set()  # (notebook, cell): cells whose lesson is an assertion on a number that is typed

pages = pytest.mark.parametrize("name", PAGES)


def code(name):
    """The code cells of a page, but for the imports."""
    return [cell for cell in read(PAGES[name]).cells if cell.cell_type == "code" and cell.id != "imports"]


@pytest.mark.parametrize(
    ("name", "heading", "cells"), [(name, *part) for name in PAGES for part in parts(read(PAGES[name]).cells)]
)
def test_each_section_states_its_minutes(name, heading, cells):
    found = HEADING.fullmatch(heading)
    assert found, (
        f"{name}: write the heading {heading!r} as `N. TITLE · core · N minutes` or `N. TITLE · ★ at home · N minutes`"
    )
    assert int(found["minutes"]) == minutes(cells), f"{name}: {heading!r}"


@pages
def test_the_time_at_the_top_is_their_sum(name):
    text = next(cell.source for cell in read(PAGES[name]).cells if "**Time.**" in cell.source)
    told = re.search(r"\*\*Time\.\*\* (\d+) minutes in class(?:.*?\b(\d+) more at home)?", text)
    assert told, "write: **Time.** N minutes in class, and M more at home"
    assert [int(number or 0) for number in told.groups()] == [total(name, "core"), total(name, "★ at home")]


@pages
def test_code_is_short(name):
    sizes = [len([line for line in cell.source.splitlines() if line.strip()]) for cell in code(name)]
    assert statistics.median(sizes) <= MEDIAN
    assert [(cell.id, line) for cell in code(name) for line in cell.source.splitlines() if len(line) > WIDTH] == []


@pages
def test_what_is_asserted_is_the_lesson(name):
    found = [cell.id for cell in code(name) if assertions(cell.source)]
    assert len(found) <= len(code(name)) / SHARE, found
    given_away = [cell.id for cell in code(name) if any(map(typed, assertions(cell.source)))]
    assert [cell for cell in given_away if (name, cell) not in LITERAL] == [], "move these to tests/lectures/shown"


def assertions(source):
    """The `assert` statements and the calls of np.testing in a cell."""
    return [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assert)
        or (isinstance(node, ast.Call) and getattr(node.func, "attr", "").startswith("assert_"))
    ]


def typed(assertion):
    """Does it compare with a number that is typed, and so gives a result away?"""
    if isinstance(assertion, ast.Assert):
        test = assertion.test
        sides = [test.left, *test.comparators] if isinstance(test, ast.Compare) else [assertion.test]
    else:
        sides = assertion.args[:2]
    return any(_number(side) for side in sides)


def _number(node):
    """A number, or a list or tuple of numbers; a truth value or a small tolerance is none."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return bool(node.elts) and all(map(_number, node.elts))
    node = node.operand if isinstance(node, ast.UnaryOp) else node
    value = getattr(node, "value", None)
    return isinstance(node, ast.Constant) and type(value) in (int, float) and not 0 < abs(value) <= SMALL


@pages
def test_each_prediction_is_open_until_a_cell_is_run(name):
    """Code comes next, or after one text; the answer stands below it."""
    cells = read(PAGES[name]).cells
    kinds = [cell.cell_type for cell in cells]
    for place, cell in enumerate(cells):
        if cell.cell_type == "markdown" and "*Predict" in cell.source:
            assert "code" in kinds[place + 1 : place + 3], f"{cell.id}: nothing to run below"
            ran = kinds.index("code", place)
            assert "markdown" in kinds[ran + 1 : ran + 3], f"{cell.id}: no answer below {cells[ran].id}"


@pages
def test_it_refers_by_links(name):
    """`[words](NOTEBOOK.ipynb#cell-id=CELL)` leads there, also within a page; a typed number is wrong when a section moves."""
    texts = [(cell.id, cell.source) for cell in read(PAGES[name]).cells if cell.cell_type == "markdown"]
    assert [(cell, found) for cell, text in texts for found in re.findall(SECTION, text)] == []


# ---------------------------------------------------------------- what if


def asked(name):
    """The cell of each "What if": every item of a numbered list under it, or itself."""
    for cell in read(PAGES[name]).cells:
        visible = cell.source.split("<details>")[0]
        if cell.cell_type == "markdown" and re.search(r"(\*\*|## (\d+\. )?)What if", visible):
            yield from [cell.id] * (len(re.findall(r"(?m)^\d+\. ", visible)) or visible.count("**What if"))


TRIED, OFFLINE = rows.rows("what if"), rows.rows("offline")


@pages
def test_every_what_if_is_tried(name):
    assert sorted(row.cell for row in TRIED if row.notebook == name) == sorted(asked(name))


@pages
def test_what_is_said_to_be_run_offline_is_repeated(name):
    said = {
        cell.id for cell in read(PAGES[name]).cells if cell.cell_type == "markdown" and "offline" in cell.source.lower()
    }
    assert {row.cell for row in OFFLINE if row.notebook == name} == said


@pages
def test_rows_quote_the_page(name):
    texts = {cell.id: cell.source for cell in read(PAGES[name]).cells}
    quoting = [row for row in TRIED + OFFLINE if row.notebook == name]
    assert [(row.place, row.words) for row in quoting if row.words not in texts[row.cell]] == []
    for cell, old, new in [edit for row in quoting for edit in row.edits]:
        slips.edit(texts[cell], {old: new})  # which says where an old text does not stand once


@pytest.mark.slow
@pytest.mark.parametrize("row", TRIED + OFFLINE, ids=lambda row: f"{row.notebook}-{row.cell}-{row.line}")
@pytest.mark.timeout(900)
def test_what_if_and_what_was_run_offline(row):
    assert rows.tried(read(PAGES[row.notebook]), row, PAGES[row.notebook].parent) == [], row.place


# ---------------------------------------------------------------- these tests can fail


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("assert count == 14", True),
        ("assert errors == [2, 2, 1, 0], errors", True),
        ("np.testing.assert_allclose(a, [0.5, -1.0], atol=1e-3)", True),
        ("assert loss < 0.5", True),
        ("assert gap(a, b) < 1e-8", False),
        ("np.testing.assert_allclose(a, b)", False),
        ("assert (step(X @ w) == y).all()", False),
    ],
)
def test_what_gives_a_result_away(source, found):
    assert any(map(typed, assertions(source))) == found
