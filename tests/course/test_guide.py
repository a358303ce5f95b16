"""The instructor guide names commands, notebooks and mistakes that exist, and its minutes fit into a session."""

import re

import pytest

from publishing.questions import is_known
from tests.conftest import ROOT, read
from tests.lectures.page import PAGES, stated

GUIDE = (ROOT / "grading" / "GUIDE.md").read_text(encoding="utf-8")
PRACTICALS = {path.parent.name.split("_")[1]: path.parent.name for path in ROOT.glob("solutions/practical_*/*.ipynb")}
ROWS = re.findall(r"(?m)^\| (\d) \| `(\w+)` \| (.+?) \| .+ \|$", GUIDE)


def test_commands_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", GUIDE)) <= targets


def test_links_exist():
    targets = re.findall(r"\]\(([^)\s]+)\)", GUIDE)
    assert targets and [target for target in targets if not (ROOT / "grading" / target).exists()] == []


def test_there_is_a_row_for_each_practical():
    assert {row[0] for row in ROWS} == set(PRACTICALS) and len(ROWS) >= 15


@pytest.mark.parametrize(("practical", "gap", "mistake"), ROWS)
def test_each_mistake_is_one_that_the_tests_refuse(practical, gap, mistake):
    assert is_known(f"{PRACTICALS[practical]}/{gap}/{mistake}")


@pytest.mark.parametrize("session", [1, 3, 5])
def test_the_minutes_of_a_lecture_fit_with_two_breaks(session):
    row = re.search(rf"(?m)^\| {session} \| (\[.+?) \| .+ \|$", GUIDE)[1]
    minutes = [int(number) for number in re.findall(r" (\d+)(?=[,.]|$)", re.sub(r"\]\([^)]*\)", "]", row))]
    assert len(minutes) >= 8 and sum(minutes) <= 160


@pytest.mark.parametrize("session", [1, 3, 5])
def test_each_section_of_a_lecture_is_for_class_or_for_home(session):
    in_class, at_home = re.search(rf"(?m)^\| {session} \| (\[.+?) \| (.+) \|$", GUIDE).groups()
    given = {
        notebook: re.findall(r"(\d+(?:-\d+)?) [A-Za-z]", text)  # 2-3 and 5 GANs 20: minutes have no word behind them
        for notebook, text in re.findall(r"\[(\d\.\d)\]\([^)]*\): (.+?)(?=\. \[|$)", in_class)
    }
    for notebook, text in re.findall(r"(\d\.\d) sections? ((?:\d+(?:-\d+)?(?:, )?)+)", at_home):
        given[notebook] += text.split(", ")
    for notebook, parts in given.items():
        (path,) = (ROOT / "lectures").glob(f"{notebook.replace('.', '_')}_*.ipynb")
        text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
        ends = [part.split("-") for part in parts]
        sections = [number for end in ends for number in range(int(end[0]), int(end[-1]) + 1)]
        assert sorted(sections) == [int(number) for number in re.findall(r"(?m)^## (\d+)\.", text)], notebook


@pytest.mark.parametrize("name", PAGES)
def test_the_core_is_in_class_with_the_minutes_of_its_headings(name):
    text = re.search(rf"\[{name[0]}\.{name[2]}\]\([^)]*\): (.+?)(?=\. \[| \|)", GUIDE)[1]
    groups = re.findall(r"(\d+)(?:-(\d+))?(?: and (\d+))? \D+ (\d+)(?=[,.]|$)", text)
    told = {(*range(int(a), int(b or a) + 1), *map(int, filter(None, [c]))): int(sum) for a, b, c, sum in groups}
    core = {number: minutes for number, where, minutes in stated(name) if where == "core"}
    assert sorted(number for group in told for number in group) == sorted(core)
    assert told == {group: sum(core[number] for number in group) for group in told}
