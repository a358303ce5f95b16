"""The figures of lecture 3.2 hold the data that they are given, and the ways back mirror the ways there."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from utils.figures.depth import DIGITS, draw_residual, draw_unrolled, plot_codes, plot_in_time, plot_training
from utils.figures.plotting import BLUE, VERMILLION
from utils.training import History


def arrows(ax, color):
    return [
        text.arrow_patch
        for text in ax.texts
        if hasattr(text, "arrow_patch") and text.arrow_patch.get_edgecolor()[:3] == to_rgb(color)
    ]


def test_forward_and_backward_have_as_many_arrows_and_another_line():
    ax = draw_residual()
    there, back = arrows(ax, BLUE), arrows(ax, VERMILLION)
    assert len(there) == len(back) > 4
    assert {arrow.get_linestyle() for arrow in there} == {"-"} and {arrow.get_linestyle() for arrow in back} == {"--"}


@pytest.mark.parametrize("steps", [2, 4])
def test_unrolled_has_its_steps(steps):
    ax = draw_unrolled(steps)
    said = [text.get_text() for text in ax.texts]
    assert said.count("loss") == said.count("$U$") == said.count("$W$") == steps
    assert len(arrows(ax, BLUE)) == 3 * steps and len(arrows(ax, VERMILLION)) == 2 * steps - 1


def test_training_draws_means_and_keeps_its_legend_off_the_data():
    runs = [History(loss=[3.0, 1.0, k], validation_loss=[4.0, 2.0, 1.0 + k]) for k in (0.2, 0.6)]
    axes = plot_training({"a": runs, "b": runs[:1]}, log=True, marks={"a": 2})
    np.testing.assert_allclose(axes[0].lines[0].get_ydata(), [3, 1, 0.4])
    np.testing.assert_allclose(axes[1].lines[1].get_ydata(), [4, 2, 1.2])
    assert all(tick == int(tick) for tick in axes[0].get_xticks()) and not axes[0].get_legend()
    (legend,) = axes[0].figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["training", "validation", "early stopping"]


def test_in_time_begins_at_step_one():
    axes = plot_in_time({"linear": {1.0: np.ones(5), 0.5: 0.5 ** np.arange(5)}}, "size")
    assert axes[0].lines[1].get_xdata().tolist() == [1, 2, 3, 4, 5] and axes[0].get_yscale() == "log"


def test_ten_digits_have_ten_colors():
    assert len(set(DIGITS)) == 10
    (ax,) = plot_codes({"PCA": np.random.default_rng(0).random((30, 2))}, np.arange(30) % 10)
    assert len(ax.collections) == 10 and all(len(drawn.get_offsets()) == 3 for drawn in ax.collections)
