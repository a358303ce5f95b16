"""README.md's pictures are outputs of the notebooks, small, and described in words."""

import io
import re
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from publishing import pictures
from publishing.site import execute
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_shows_each_with_words():
    shown = {path: words for words, path in re.findall(r"!\[([^\]]+)\]\((lectures/pictures/[^)]+)\)", README)}
    assert set(shown) == {(pictures.FOLDER / name).as_posix() for name in (pictures.MOVING, *pictures.PICTURES)}
    assert all(len(words) > 40 for words in shown.values())
    assert {path.name for path in (ROOT / pictures.FOLDER).iterdir()} == {pictures.MOVING, *pictures.PICTURES}


def test_the_picture_that_moves_is_what_the_optimizers_do_and_stops_by_itself():
    text = (ROOT / pictures.FOLDER / pictures.MOVING).read_text(encoding="utf-8")
    assert len(text) < 20_000 and "infinite" not in text and "prefers-reduced-motion:reduce" in text
    assert max(float(seconds) for seconds in re.findall(r" ([\d.]+)s linear", text)) <= 5
    fresh, old = (re.sub(r"[\d.]+", "#", one) for one in (pictures.moving(), text))
    assert fresh == old  # the numbers may differ in the last digit on another machine
    new, kept = ([float(n) for n in re.findall(r"-?\d+\.?\d*", one)] for one in (pictures.moving(), text))
    np.testing.assert_allclose(new, kept, atol=0.2)
    [gradient, momentum] = re.findall(r'points="([^"]+)" stroke', text)
    star = np.array([90, 135])
    gaps = [np.linalg.norm(np.array(path.split()[-1].split(","), dtype=float) - star) for path in (gradient, momentum)]
    assert gaps[1] < 15 < 100 < gaps[0], "momentum has arrived, gradient descent has not"


def gray(file):
    return np.asarray(Image.open(file).convert("L"), dtype=float)


@pytest.mark.parametrize("name", pictures.PICTURES)
def test_it_is_small_and_has_something_on_it(name):
    path = ROOT / pictures.FOLDER / name
    assert path.stat().st_size < 120_000
    pixels = gray(path)
    assert pixels.shape[1] <= pictures.WIDTH and pixels.std() > 10


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", pictures.PICTURES)
def test_it_is_what_the_notebook_gives(name, kept):
    """Up to what fonts and rounding of another machine may change."""
    notebook, cell = pictures.PICTURES[name]
    fresh = pictures.small(pictures.output(execute(ROOT / notebook, kept), cell))
    new, old = gray(io.BytesIO(fresh)), gray(ROOT / pictures.FOLDER / name)
    assert abs(new.shape[0] - old.shape[0]) < 8 and new.shape[1] == old.shape[1]
    height = min(len(new), len(old))
    assert np.abs(new[:height] - old[:height]).mean() < 12, f"{name} is out of date: make pictures"


def test_a_cell_without_a_picture_is_named():
    notebook = SimpleNamespace(cells=[SimpleNamespace(id="empty", outputs=[])])
    with pytest.raises(ValueError, match="cell empty gave no picture"):
        pictures.output(notebook, "empty")
