"""The figures of lecture 1.1 show what their formulas say, and mark a minimum by a star."""

import numpy as np

from utils.figures import descent
from utils.landscapes import Quadratic

WIDEST = 12  # three panels in a row


def stars(ax):
    return [line.get_xydata().tolist() for line in ax.lines if line.get_marker() == "*"]


def test_factors_and_their_best_step():
    larger, flat, steep, star, bound, _ = descent.plot_factors(1, 20).lines
    np.testing.assert_allclose(larger.get_ydata(), np.maximum(flat.get_ydata(), steep.get_ydata()))
    np.testing.assert_allclose([*star.get_xdata(), *star.get_ydata()], [2 / 21, 19 / 21])
    np.testing.assert_allclose(bound.get_xdata(), 0.1)


def test_step_sizes_tell_what_is_left():
    axes = descent.plot_step_sizes([0.01, 0.05, 2 / 21, 0.102], 20).axes
    assert [ax.get_title().split("= ")[1].split(":")[0] for ax in axes] == ["0.2", "1", "1.9", "2.04"]
    assert [ax.get_title().split(": ")[1].split("%")[0] for ax in axes] == ["71.5", "25.5", "8.2", "105.2"]
    assert all(stars(ax) == [[[0, 0]]] for ax in axes)


def test_curves_differ_in_grey_too():
    ax = descent.plot_lines([1, 2, 3], {"a": [1, 2, 3], "b": [3, 2, 1]}, None, "time", "value")
    assert [line.get_label() for line in ax.lines] == ["a", "b"]
    assert len({line.get_linestyle() for line in ax.lines}) == 2
    assert ax.get_xlabel() == "time"
    assert descent.plot_lines([1, 2], {"a": [1, 2]}).get_legend() is None


def test_a_chord_lies_above_and_a_tangent_below_a_convex_function():
    curve, chord, tangent = descent.plot_chord_and_tangent(np.exp, np.exp, 0.0, 1.0, (-1, 2)).lines
    x = curve.get_xdata()
    assert (curve.get_ydata() >= tangent.get_ydata() - 1e-12).all()
    inside = (0 < x) & (x < 1)
    assert (np.interp(x[inside], *chord.get_data()) > curve.get_ydata()[inside]).all()


def test_the_promise_lies_above_the_function_and_its_tangent_below():
    curve, parabola, tangent = descent.draw_promise().lines[:3]
    assert (parabola.get_ydata() >= curve.get_ydata() - 1e-12).all()
    assert (tangent.get_ydata() <= curve.get_ydata() + 1e-12).all()


def test_a_step_taken_apart():
    bowl, flat, steep = descent.draw_bowl(1, 4, 0.3).axes
    assert [stars(ax) for ax in (bowl, flat, steep)] == [[[[0, 0]]]] * 3
    assert "0.7 $c_1$" in flat.get_title() and "-0.2 $c_2$" in steep.get_title()


def test_arrows_and_surrogates():
    assert stars(descent.plot_arrows(Quadratic([1, 4]), [[4, 1]], (-5, 5), (-2, 2))) == [[[0, 0]]]
    pair = [0, 1], {"a": [0, 1], "b": [1, 0]}
    assert [ax.get_xlabel() for ax in descent.plot_surrogates(pair, pair, pair).axes][0] == "margin $m$"
