"""What the tests of the lectures' pages have in common: sections with their minutes."""

import re

from publishing import notebooks
from publishing.minutes import HOME, sections
from tests.conftest import read

PAGES = {path.stem: path for path in notebooks(folders=("lectures",)) if path.stem[0] != "0"}
HEADING = re.compile(rf"(?P<number>\d+)\. .+ · (?P<where>core|{HOME}) · (?P<minutes>\d+) minutes?")


def parts(cells):
    """(heading, cells) of each section `## ...`. What stands before the first is read with it; sources are looked up, not read."""
    (_, launch), (_, title), (first, own), *others = sections(cells)
    return [(first, launch + title + own), *(part for part in others if part[0] != "Sources")]


def stated(name):
    """(number, where, minutes) of each section of a page."""
    for heading, _ in parts(read(PAGES[name]).cells):
        found = HEADING.fullmatch(heading)
        yield int(found["number"]), found["where"], int(found["minutes"])


def total(name, where):
    """The minutes of a page in class ("core") or at home ("★ at home")."""
    return sum(minutes for _, place, minutes in stated(name) if place == where)
