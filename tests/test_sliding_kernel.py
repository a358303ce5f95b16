"""The kernel that slides: what the widget shows is what scipy computes, and its missions can be done."""

import numpy as np
import pytest
from scipy import signal

from utils.sliding_kernel import KERNELS, MISSION, answers, first_of_each, sliding_kernel


@pytest.fixture(scope="module")
def live():
    return sliding_kernel()


@pytest.fixture(autouse=True)
def back_to_the_start(live):
    live.reset()


def put(live, **values):
    for name, value in values.items():
        live.controls[name].value = value
    assert live.error is None
    return live.update.__self__


def test_kernels_measure_differences_or_a_mean():
    assert all(
        W.shape == (3, 3) and np.abs(answers(np.ones((8, 8)), W)).max() < 1e-15 for W in list(KERNELS.values())[:4]
    )
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
    assert f"= {Z[2, 3]:.2f}" in slide.titles[2].get_text() and f"= {Z[2, 3]:.2f}" in slide.titles[1].get_text()


def test_the_window_stays_inside(live):
    slide = put(live, row=9, column=9)
    assert "row 5, column 5" in slide.titles[0].get_text()
    slide = put(live, stride=3, padding=2)
    assert "row 3, column 3" in slide.titles[0].get_text()


def test_first_mission(live):
    """Not done at the start, done at one place alone."""
    slide = live.update.__self__
    assert "largest" not in slide.titles[2].get_text() and "vertical edge" in MISSION
    done = []
    for row, column in np.ndindex(6, 6):
        put(live, row=row, column=column)
        if "largest" in slide.titles[2].get_text():
            done.append((row, column))
    assert done == [(2, 0)]


def test_second_mission_has_two_ways(live):
    slide, ways = live.update.__self__, []
    for stride in (1, 2, 3):
        for padding in (0, 1, 2):
            put(live, stride=stride, padding=padding)
            if "map 4 x 4" in slide.titles[2].get_text():
                ways.append((stride, padding))
    assert ways == [(2, 1), (3, 2)]


def test_widget_goes_everywhere(live):
    pictures = {live.figure_png()}
    for digit, kernel in zip(range(10), [*KERNELS] * 2):
        for stride, padding, place in ((1, 2, 9), (3, 0, 0)):
            put(live, digit=digit, kernel=kernel, stride=stride, padding=padding, row=place, column=place)
            pictures.add(live.figure_png())
    assert len(pictures) >= 20
    first = live.figure_png()
    live.reset()
    assert live.error is None and live.figure_png() != first
