"""The kernel that slides: what the widget shows is what scipy computes, and its missions can be done."""

import numpy as np
import pytest
from scipy import signal

from utils.widgets.convolution import KERNELS, MISSION, answers, first_of_each, sliding_kernel


@pytest.fixture(scope="module")
def live():
    return sliding_kernel()


def put(live, **values):
    """The widget's figure for its first values and the given ones, not drawn."""
    start = {"digit": 4, "kernel": "vertical edge", "stride": 1, "padding": 0, "row": 0, "column": 0}
    assert live.values == start
    live.update(**start | values)
    return live.update.__self__


def test_kernels_measure_differences_or_a_mean():
    for W in list(KERNELS.values())[:4]:
        assert W.shape == (3, 3)
        assert np.abs(answers(np.ones((8, 8)), W)).max() < 1e-15
    np.testing.assert_allclose(answers(np.full((8, 8), 0.3), KERNELS["blur"]), 0.3)
    for W in KERNELS.values():
        assert W[W > 0].sum() == pytest.approx(1)  # so that no answer leaves [-1, 1], the colors' range


def test_answers_are_scipys():
    image = first_of_each()[7]
    for W in KERNELS.values():
        np.testing.assert_allclose(answers(image, W), signal.correlate(image, W, mode="valid"), atol=1e-14)


def test_the_picture_shows_what_is_computed(live):
    slide = put(live, digit=3, kernel="spot", stride=2, padding=1, row=2, column=3)
    Z, framed = answers(slide.images[3], KERNELS["spot"], 2, 1), np.pad(slide.images[3], 1)
    np.testing.assert_array_equal(slide.under.get_array(), framed[4:7, 6:9])
    assert slide.window.get_xy() == (4.5, 2.5)  # the left upper corner of row 3, column 5 of the digit
    so_far = slide.map.get_array().filled(np.nan)[:4, :4]
    np.testing.assert_array_equal(so_far[:2], Z[:2])
    np.testing.assert_array_equal(so_far[2], Z[2])
    assert np.isnan(so_far[3]).all()
    assert f"= {Z[2, 3]:.2f}" in slide.words[2].get_text() and f"= {Z[2, 3]:.2f}" in slide.words[1].get_text()


def test_the_window_stays_inside(live):
    slide = put(live, row=9, column=9)
    assert "row 5, column 5" in slide.words[0].get_text()
    slide = put(live, stride=3, padding=2, row=9, column=9)
    assert "row 3, column 3" in slide.words[0].get_text()


def test_first_mission(live):
    """Not done at the start, done at one place alone."""
    assert "vertical edge" in MISSION
    start = live.values
    found = [place for place in np.ndindex(6, 6) if live.reached(**start | dict(zip(("row", "column"), place)))]
    assert found == [(2, 0)]
    live.move(row=2)
    assert live.reached_text == "part 1 of 2, z = 0.98."
    for other in ({"digit": 5}, {"kernel": "blur"}, {"padding": 1}):  # the largest of another map does not count
        assert not any(live.reached(**start | other | {"row": r, "column": c}) for r, c in np.ndindex(8, 8))
    live.reset()
    assert live.reached_text == ""


def test_second_mission_has_two_ways(live):
    choices = [(stride, padding) for stride in (1, 2, 3) for padding in (0, 1, 2)]
    start = live.values
    found = [
        way for way in choices if live.reached(**start | dict(zip(("stride", "padding"), way))).startswith("part 2")
    ]
    assert found == [(2, 1), (3, 2)]
    live.move(stride=3, padding=2)
    assert live.reached_text == "part 2 of 2, stride 3, padding 2."
    assert live.update.__self__.words[2].get_text().startswith("4 x 4 = 16 places")
    live.reset()
