"""README.md's pictures are outputs of the notebooks, small, and described in words."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from grading import pictures
from grading.site import execute
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_shows_each_with_words():
    shown = {path: words for words, path in re.findall(r"!\[([^\]]+)\]\((lectures/pictures/[^)]+)\)", README)}
    assert set(shown) == {(pictures.FOLDER / name).as_posix() for name in pictures.PICTURES}
    assert all(len(words) > 40 for words in shown.values())
    there = {path.name for path in (ROOT / pictures.FOLDER).iterdir()}
    assert there == set(pictures.PICTURES)


@pytest.mark.parametrize("name", pictures.PICTURES)
def test_it_is_small_and_has_something_on_it(name):
    path = ROOT / pictures.FOLDER / name
    assert path.stat().st_size < 120_000
    pixels = np.asarray(Image.open(path).convert("L"), dtype=float)
    assert pixels.shape[1] <= pictures.WIDTH and pixels.std() > 10


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", pictures.PICTURES)
def test_it_is_what_the_notebook_gives(name, tmp_path_factory):
    """Up to what fonts and rounding of another machine may change."""
    notebook, cell = pictures.PICTURES[name]
    kept = tmp_path_factory.getbasetemp() / "executed"  # one execution for two pictures of a notebook
    fresh = pictures.small(pictures.output(execute(ROOT / notebook, kept), cell))
    new = np.asarray(Image.open(io.BytesIO(fresh)).convert("L"), dtype=float)
    old = np.asarray(Image.open(ROOT / pictures.FOLDER / name).convert("L"), dtype=float)
    assert abs(new.shape[0] - old.shape[0]) < 8 and new.shape[1] == old.shape[1]
    height = min(len(new), len(old))
    assert np.abs(new[:height] - old[:height]).mean() < 12, f"{name} is out of date: make pictures"


def test_a_cell_without_a_picture_is_named():
    class Cell:
        id, outputs = "empty", []

    class Notebook:
        cells = [Cell]

    with pytest.raises(ValueError, match="cell empty gave no picture"):
        pictures.output(Notebook, "empty")
