"""How many minutes a reader needs for a part of a notebook: one rule for lectures and practicals, computed and not felt.

What is folded away counts when it is opened, so it does not count here.
"""

import math
import re

WORDS, LINES = 200, 15  # read in a minute: words of text, lines of given code
EQUATION, ASKED, YOUR_TURN, MISSION = 0.75, 1, 5, 3  # minutes: a displayed equation, a prediction or question, ...
HOME = "★ at home"  # in the heading of a section that has no place in class
GAP, TASK = 5, 10  # minutes for each star of a gap; of a task with a choice of one's own
_DISPLAYED = r"\$\$.+?\$\$|\\begin\{(equation|align)\}.+?\\end\{\1\}"
_ASKED = r"\*Predict\b|\*\*(?:Question \d|Quiz)"


def visible(text):
    """A text cell without what is folded, commented out or drawn."""
    return re.sub(r"(?s)<details.*?</details>|<!--.*?-->|<(svg|style)\b.*?</\1>", " ", text)


def words(text):
    """The number of words that one reads in a text cell: formulas and links' targets are none."""
    text = re.sub(rf"(?s){_DISPLAYED}", " ", visible(text))
    text = re.sub(r"\$[^$\n]+\$", " x ", text)  # a letter or two, read like a word
    text = re.sub(r"\]\([^)]*\)|<[^>]+>|^\|[-:| ]+\|$", " ", text, flags=re.MULTILINE)
    return len(re.findall(r"[^\W_]+(?:['’.-][^\W_]+)*", text))


def reading(cells):
    """Minutes to read cells and to think about what they ask; what the reader writes is not in it.

    cells : notebook cells, dicts or nbformat's nodes.
    """
    total = 0.0
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            text = visible(source)
            total += words(source) / WORDS + EQUATION * len(re.findall(rf"(?s){_DISPLAYED}", text))
            total += ASKED * len(re.findall(_ASKED, text)) + MISSION * len(re.findall(r"\*\*Mission", text))
            total += YOUR_TURN * len(re.findall(r"\*\*Your turn", text))
        elif cell["cell_type"] == "code" and not (cell["metadata"].get("nbgrader") or source.startswith("import ")):
            total += len([line for line in source.splitlines() if line.strip()]) / LINES
    return total


def minutes(cells, stars=0, per_star=GAP):
    """Whole minutes for cells with a gap (`per_star` GAP) or a task (TASK) of so many stars."""
    return math.ceil(round(reading(cells) + per_star * stars, 6))


def sections(cells):
    """(heading's text, its cells) for each heading of the first two levels; what stands before the first has the heading ''."""
    found = [("", [])]
    for cell in cells:
        heading = re.match(r"##? +(.+)", "".join(cell["source"])) if cell["cell_type"] == "markdown" else None
        if heading:
            found.append((heading[1].strip(), []))
        found[-1][1].append(cell)
    return found
