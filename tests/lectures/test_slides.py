"""Every bullet of the owner's slides of session 3 is found in the notebooks: tests/lectures/slides.csv says in which cell.

A row holds the slide's title, the bullet in short, the notebook, the cell's id, and words that the cell must contain.
"""

import csv
import json
from collections import defaultdict

import pytest

from tests.conftest import ROOT

with open(ROOT / "tests" / "lectures" / "slides.csv", newline="", encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))

SLIDES = [  # in the order of the deck, with the number of their bullets (formulas and numbered steps included)
    ("Summary", 10),
    ("Motivations (perceptron)", 3),
    ("History", 4),
    ("Definition of a perceptron", 9),
    ("Linear classifier", 3),
    ("Optimizing a perceptron", 5),
    ("Limits of single-layer perceptrons", 3),
    ("Multi-layer perceptron: motivations", 2),
    ("Architecture of a multi-layer perceptron", 6),
    ("Forward propagation", 6),
    ("XOR problem", 3),
]


def cells(notebook):
    nb = json.loads((ROOT / "lectures" / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    return {cell["id"]: " ".join("".join(cell["source"]).split()) for cell in nb["cells"]}


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['cell']}-{row['bullet'][:40]}" for row in ROWS])
def test_the_cell_is_there_and_says_it(row):
    found = cells(row["notebook"])
    assert row["cell"] in found, f"{row['notebook']} has no cell {row['cell']!r}: update tests/lectures/slides.csv"
    assert row["words"].lower() in found[row["cell"]].lower(), f"{row['cell']!r} no longer says {row['words']!r}"


def test_no_slide_and_no_bullet_is_missing():
    bullets = defaultdict(set)
    for row in ROWS:
        assert row["words"], row
        bullets[row["slide"]].add(row["bullet"])
    assert [(slide, len(found)) for slide, found in bullets.items()] == SLIDES


LINKED = {  # notebook -> the notebooks of other sessions that it links to
    "lectures/1_1_gradient_descent": ("practical_1_descent", "2_4_optimizers"),
    "lectures/1_2_newton": ("practical_1_descent", "2_4_optimizers"),
    "lectures/2_1_perceptron": ("practical_1_descent", "1_1_gradient_descent"),  # its sigmoid unit ends the practical
    "lectures/2_4_optimizers": ("1_1_gradient_descent",),
    "solutions/practical_1_descent/practical_1_descent": ("1_2_newton", "2_1_perceptron"),
    "solutions/practical_2_digits/practical_2_digits": ("2_3_backpropagation",),
}


@pytest.mark.parametrize("notebook", LINKED)
def test_sessions_link_to_each_other(notebook):
    """That each link leads to a file is tested in test_notebooks.py; that the sessions are linked at all, here."""
    text = (ROOT / f"{notebook}.ipynb").read_text(encoding="utf-8")
    assert [target for target in LINKED[notebook] if f"{target}.ipynb)" not in text] == []
