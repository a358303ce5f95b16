"""Each "Your turn" of a lecture: the folded solution gets its praise, every slip its message, and nothing stops *Run All*.

On the page: a text that says **Your turn.**, a code cell `your-turn-NAME` that defines the function and raises
NotImplementedError, the line `name = check.name(name)` in it or in the next code cell, and a text with a hint and a solution,
both folded, the solution as a fenced Python block.
"""

import functools
import re

import pytest

from grading.engine.dependencies import needed
from tests.checks.answer_runner import run_cell
from tests.conftest import read
from tests.lectures.page import PAGES
from utils.checks import slips

FOLD = r"(?s)<details><summary>{}</summary>(.+?)</details>"


@functools.cache
def turns(notebook):
    """name of the function -> (code cells' sources, index of its cell, index of the cell with its check, the text behind)."""
    cells = read(PAGES[notebook]).cells
    codes = [cell for cell in cells if cell.cell_type == "code"]
    found = {}
    for place, cell in enumerate(cells):
        if cell.cell_type == "code" and cell.id.startswith("your-turn-"):
            name = re.search(r"(?m)^def (\w+)", cell.source)[1]
            text = next((c.source for c in cells[place:] if c.cell_type == "markdown"), "")
            line = re.compile(rf"(?m)^{name} = \w+\.{name}\({name}\)$")
            index = codes.index(cell)
            checks = [index + k for k, code in enumerate(codes[index : index + 2]) if line.search(code.source)]
            assert checks, f"{notebook}, {cell.id}: write `{name} = check.{name}({name})` below the function"
            found[name] = [code.source for code in codes], index, checks[0], text
    return found


TURNS = [(notebook, name) for notebook in PAGES for name in turns(notebook)]
every = pytest.mark.parametrize(("notebook", "name"), TURNS)


def ready(notebook, name):
    """A namespace in which all has run that the check needs, and the sources of the check's cell and of the solution."""
    sources, own, checks, text = turns(notebook)[name]
    space = {"__name__": "__main__"}
    for index in needed(sources[: checks + 1], {own, checks}):
        if index < own:
            done = run_cell(sources[index], f"<cell {index}>", space)
            assert not done["error"], done
    solution = re.search(r"(?s)```python\n(.+?)```", re.search(FOLD.format("Solution"), text)[1])[1]
    line = re.search(rf"(?m)^{name} = \w+\.{name}\({name}\)$", sources[checks])[0]
    return space, solution, line


def answered(space, code, line):
    return run_cell(f"{code}\n{line}", "<answer>", dict(space))


@every
def test_the_solution_is_right_and_there_is_a_hint(notebook, name):
    space, solution, line = ready(notebook, name)
    done = answered(space, solution, line)
    assert not done["error"] and done["stdout"].startswith(f"{name}: correct."), done
    assert re.search(FOLD.format("Hint"), turns(notebook)[name][3])


@every
def test_unwritten_it_lends_the_reference(notebook, name):
    space, _, line = ready(notebook, name)
    sources, own, _, _ = turns(notebook)[name]
    page = sources[own].replace(line, "")
    assert "raise NotImplementedError()" in page and '"""' in page
    space = dict(space)
    for cell in (f"{page}\n{line}", line):  # the check may stand in a cell of its own, and be run again
        done = run_cell(cell, "<answer>", space)
        assert done["stdout"] == f"{name}: not written yet; what follows uses the course's own.\n", done


@every
def test_each_slip_gets_its_message(notebook, name):
    space, solution, line = ready(notebook, name)
    function = getattr(space[line.split(" = ")[1].split(".")[0]], name).function
    right = slips.text(solution, name)
    assert right == slips.text_of(function.right), "the check and the folded solution differ"
    found = list(slips.variants(function.slips))
    assert len(found) >= 3, "a check that knows no slips says little"
    for message, edits in found:
        done = answered(space, slips.edit(right, edits), line)
        assert done["error"] == "AssertionError" and message.lower() in done["message"].lower(), (message, done)


@pytest.mark.parametrize("notebook", PAGES)
def test_a_lecture_has_two_to_four(notebook):
    text = "\n".join(cell.source for cell in read(PAGES[notebook]).cells if cell.cell_type == "markdown")
    assert 2 <= len(turns(notebook)) == text.count("**Your turn") <= 4
