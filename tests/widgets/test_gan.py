"""The ring's GAN works from every start, leaves modes out when its discriminator is slow, and the widget trains it for real."""

import numpy as np
import pytest

from utils.figures.plotting import VERMILLION
from utils.gan import ring, ring_centers
from utils.widgets import gan as ring_gan


@pytest.mark.parametrize("seed", [0, 1, 2, 11, 105])  # three of the lecture, two that it does not use
def test_it_learns_all_eight_modes(seed):
    run = ring_gan.RingGAN(seed)
    history = run.train(1500)
    modes, good = run.score()
    assert modes == 8
    assert good > 0.8
    assert run.step == len(history) == 1500
    counts = np.bincount(np.linalg.norm(run.samples(4000)[:, np.newaxis] - ring_centers(), axis=-1).argmin(axis=1))
    assert counts.min() > 4000 / 8 / 4


@pytest.mark.parametrize("seed", [0, 1, 2, 11])
def test_with_a_slow_discriminator_it_leaves_modes_out(seed):
    run = ring_gan.RingGAN(seed, eta_G=4e-3, eta_D=4e-4)
    run.train(1500)
    assert run.score()[0] <= 4


def test_training_goes_on_where_it_stopped():
    once, twice = ring_gan.RingGAN(3), ring_gan.RingGAN(3)
    history = once.train(30)
    assert twice.train(10) + twice.train(20) == history
    np.testing.assert_array_equal(once.generator.theta, twice.generator.theta)
    np.testing.assert_array_equal(once.samples(7), twice.samples(7))
    assert not np.array_equal(once.generator.theta, ring_gan.RingGAN(4).generator.theta)


def test_plot_ring_shows_all_points_and_circles():
    X = ring(50, np.random.default_rng(0))
    ax = ring_gan.plot_ring(X, title="here")
    (points,) = [line for line in ax.lines if line.get_color() == VERMILLION]
    np.testing.assert_array_equal(points.get_xydata(), X)
    circles = [line.get_xydata() for line in ax.lines if line.get_color() == "0.5"]
    np.testing.assert_allclose(np.linalg.norm(circles[3] - ring_centers()[3], axis=1), ring_gan.GOOD_RADIUS)
    assert len(circles) == 8 and ax.get_title() == "here"


@pytest.fixture
def widget():
    return ring_gan.gan_trainer()


def title(widget):
    return widget.fig.axes[0].get_title()


def test_each_click_trains_and_reset_starts_anew(widget):
    first = widget.figure_png()
    assert title(widget).startswith("step 0:")
    widget.controls["train"].click()
    second = widget.figure_png()
    assert second != first and title(widget).startswith("step 100:")
    widget.controls["steps"].value = 50  # sliders alone do not train
    assert title(widget).startswith("step 100:")
    widget.controls["train"].click()
    assert title(widget).startswith("step 150:")
    widget.controls["seed"].value = 4
    assert title(widget).startswith("step 0:")
    widget.controls["train"].click()
    assert title(widget).startswith("step 50:")
    widget.reset()
    assert widget.error is None and widget.figure_png() == first
    widget.controls["train"].click()
    assert widget.figure_png() == second


def test_the_picture_shows_the_run(widget):
    widget.controls["steps"].value = 60
    widget.controls["eta_D"].value = 0.01
    widget.controls["train"].click()
    run = ring_gan.RingGAN(0, eta_G=4e-3, eta_D=0.01)
    run.train(60)
    fake = next(line for line in widget.fig.axes[0].lines if line.get_color() == VERMILLION)
    np.testing.assert_allclose(fake.get_xydata(), run.samples(300))
    modes, good = run.score()
    assert title(widget) == f"step 60: {modes} of 8 modes, {100 * good:.0f} % good"


def test_the_mission_can_be_done_by_another_learning_rate_and_not_without(widget):
    """With the first rates, start 0 collapses: the test above."""
    assert (widget.values["eta_G"], widget.values["eta_D"], widget.values["seed"]) == (4e-3, 4e-4, 0)
    widget.move(steps=500, eta_G=10**-2.7, eta_D=10**-2.4)
    said = []
    for _ in range(3):
        widget.controls["train"].click()
        said.append(widget.reached_text)
    assert said[0] == "" and said[2].endswith("1500 steps.")
    widget.reset()
    assert widget.reached_text == ""


def test_while_it_trains_it_shows_the_way(widget, monkeypatch):
    pictures, draw = [], widget._draw
    monkeypatch.setattr(
        widget, "_draw", lambda artists: (draw(artists), pictures.append((title(widget), widget.figure_png())))
    )
    widget.move(steps=120)
    widget.controls["train"].click()
    titles = [text for text, _ in pictures[1:]]
    assert titles[:3] == ["step 0: training ...", "step 50: training ...", "step 100: training ..."]
    assert titles[3].startswith("step 120: ") and len(titles) == 4
    assert len({png for _, png in pictures}) == 5


def test_past_3000_steps_the_axis_grows(widget, monkeypatch):
    monkeypatch.setattr(ring_gan.RingGAN, "train", lambda run, steps: setattr(run, "step", run.step + steps))
    widget.move(steps=500)
    for _ in range(7):
        widget.controls["train"].click()
    assert widget.error is None
    assert widget.fig.axes[1].get_xlim()[1] == 6000
