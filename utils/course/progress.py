"""A map of a practical: which gaps are green, the points so far, the minutes against the plan.

The plan is the table in the notebook itself, and a gap is green when its test cell has run without an error. IPython
tells after each cell how it ended, so no check needs to know of the map.
"""

import html
import json
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

import ipywidgets as widgets
from IPython import get_ipython
from IPython.display import display

HOME = "at home"  # in the place of minutes
OPEN, GREEN, RED, LENT, READ = "open", "green", "red", "lent", "read"
LOOK = {  # sign, background, text: told apart by the sign alone, and by colors that everybody can tell apart
    OPEN: ("○", "#f0f0f0", "not yet"),
    GREEN: ("✓", "#bfe3d0", "green"),
    RED: ("✗", "#f7d0b5", "the check found something"),
    LENT: ("↺", "#d5e6f5", "reference in use, no points yet"),
    READ: ("✎", "#f0f0f0", "your instructor reads it"),
}


@dataclass
class Part:
    """A row of the plan: a gap with points, or a part without (gap is ""); 0 minutes for what has no place in class."""

    title: str
    minutes: int
    points: int = 0
    gap: str = ""


def read_plan(notebook):
    """The parts of a practical, from the table of its cell `plan`, and the gap that each test cell's text tests.

    Parameters
    ----------
    notebook : dict, as json.load reads a notebook

    Returns
    -------
    (list of Part, dict text of a test cell -> gap); tests are locked, so their text tells which one was run
    """
    cells = {cell.get("id"): "".join(cell["source"]) for cell in notebook["cells"]}
    parts = []
    for row in re.findall(r"(?m)^\|(.+)\|\s*$", cells.get("plan", "")):
        title, minutes, *_, points = (column.strip() for column in row.split("|"))
        if minutes.isdecimal() or minutes == HOME:
            gap = re.search(r"`(\w+)`", title)
            name = re.sub(r"^(\*\*\w\*\*\s+)?\d+\s+|`", "", title)
            parts.append(Part(name, 0 if minutes == HOME else int(minutes), int(points or 0), gap[1] if gap else ""))
    tests = {
        "".join(cell["source"]).strip(): cell["metadata"]["nbgrader"]["grade_id"].removeprefix("test_")
        for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade") and cell["cell_type"] == "code"
    }
    return parts, tests


class Progress:
    """What is green, and the time since the map was made.

    Parameters
    ----------
    parts, tests : from `read_plan`
    clock : callable, seconds; the start is its value now

    Attributes
    ----------
    state : dict gap -> OPEN, GREEN, RED, LENT, or READ for what no test can judge
    earned : dict gap -> points of a task, which its test gives
    """

    def __init__(self, parts, tests, clock=time.monotonic):
        self.parts, self.tests, self.clock, self.start = parts, tests, clock, clock()
        tested = set(tests.values())
        self.state = {part.gap: OPEN if part.gap in tested else READ for part in parts if part.gap}
        self.earned = {}
        self.widget = widgets.HTML(self.page())

    def cell_ended(self, source, error, value=None):
        """Take in how the cell with this text ended, and its value; returns its gap if it is the test of one."""
        gap = self.tests.get(source.strip())
        if gap in self.state:
            self.earned.pop(gap, None)
            if isinstance(value, float):
                self.earned[gap] = value
            if error is None:
                self.state[gap] = GREEN
            elif isinstance(error, (NotImplementedError, NameError)):
                self.state[gap] = OPEN  # not written yet, or not run yet
            else:
                self.state[gap] = LENT if "this is the reference" in str(error) else RED
        self.widget.value = self.page()
        return gap

    @property
    def points(self):
        green = [part for part in self.parts if self.state.get(part.gap) == GREEN]
        return sum(self.earned.get(part.gap, part.points) for part in green)

    @property
    def minutes(self):
        return int((self.clock() - self.start) / 60)

    @property
    def planned(self):
        """The minutes that the plan gives up to the last green gap, with all that stands before it."""
        green = [place for place, part in enumerate(self.parts) if self.state.get(part.gap) == GREEN]
        return sum(part.minutes for part in self.parts[: green[-1] + 1]) if green else 0

    def line(self):
        """The map in one line of text."""
        signs = "".join(LOOK[state][0] for state in self.state.values())
        # An optional gap has a sign, but no points; a written answer waits for its reader.
        graded = [part.gap for part in self.parts if part.points and self.state[part.gap] != READ]
        green = sum(self.state[gap] == GREEN for gap in graded)
        total = sum(part.points for part in self.parts)
        plan = f", planned for this far: {self.planned}" if self.planned else ""
        return f"{signs}  {green} of {len(graded)} gaps, {self.points:g} of {total} points, minute {self.minutes}{plan}"

    def page(self):
        """The map as HTML."""
        boxes = []
        for part in self.parts:
            sign, color, meaning = LOOK[self.state[part.gap]] if part.gap else ("", "#ffffff", "nothing to write")
            worth = f"{part.points} p, " if part.points else ""
            when = f"{part.minutes} min" if part.minutes else HOME
            boxes.append(
                f'<span title="{html.escape(meaning)}" style="display: inline-block; margin: 2px; padding: 2px 8px; color: #111;'
                f' border: 1px solid #999; border-radius: 4px; background: {color}">{sign} {html.escape(part.title)}'
                f" <small>({worth}{when})</small></span>"
            )
        key = " &nbsp; ".join(f"{sign} {meaning}" for sign, _, meaning in LOOK.values())
        return f'<div style="line-height: 1.8">{"".join(boxes)}<br><b>{self.line()}</b><br><small>{key}</small></div>'


def find_notebook(folder="."):
    """The practical's notebook: the one that this kernel was started for, or the only practical in the folder."""
    named = Path(os.environ.get("JPY_SESSION_NAME", ""))
    candidates = [Path(folder) / named.name] if named.suffix == ".ipynb" else []
    for path in [*candidates, *sorted(Path(folder).glob("*.ipynb"))]:
        try:
            notebook = json.loads(path.read_text(encoding="utf-8-sig"))
            if read_plan(notebook)[0]:
                return notebook
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            continue  # not a notebook, or not a practical
    return None


def show_progress():
    """Show the map, which follows every cell that is run from now on; below each test a line says how far it went.

    While nbgrader executes a notebook (NBGRADER_EXECUTION is set), and where no plan is found, nothing is shown.
    """
    notebook, shell = find_notebook(), get_ipython()
    if notebook is None or shell is None or "NBGRADER_EXECUTION" in os.environ:
        return
    progress = Progress(*read_plan(notebook))

    def ended(result):
        error = result.error_before_exec or result.error_in_exec
        gap = progress.cell_ended(result.info.raw_cell, error, result.result)
        if gap and progress.state.get(gap) == GREEN:
            print(progress.line())

    for old in [f for f in shell.events.callbacks["post_run_cell"] if getattr(f, "is_map", False)]:
        shell.events.unregister("post_run_cell", old)  # the cell was run again: one map is enough
    ended.is_map = True
    shell.events.register("post_run_cell", ended)
    display({**progress.widget._repr_mimebundle_(), "text/html": progress.page()}, raw=True)
