"""Pictures of attention show the numbers that they are given."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from utils.attention_maps import plot_digit_maps, plot_map, plot_waves


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_map():
    A = np.array([[0.1, 0.2, 0.7], [0.5, 0.25, 0.25]])
    ax = plot_map(A, numbers=True, title="weights")
    np.testing.assert_array_equal(ax.images[0].get_array(), A)
    assert [text.get_text() for text in ax.texts] == ["0.10", "0.20", "0.70", "0.50", "0.25", "0.25"]
    assert [text.get_color() for text in ax.texts].count("white") == 2  # readable on dark cells
    assert ax.get_xlabel() == "key j" and ax.get_ylabel() == "query i" and ax.get_title() == "weights"
    assert ax.images[0].get_clim() == (0, 0.7)
    assert plot_map(A, vmax=1).images[0].get_clim() == (0, 1)


def test_digit_maps():
    rng = np.random.default_rng(0)
    x, A = rng.random((8, 8)), rng.dirichlet(np.ones(8), size=(2, 8))
    fig = plot_digit_maps(x, A)
    digit, one, two, _ = fig.axes
    np.testing.assert_array_equal(digit.images[0].get_array(), x)
    np.testing.assert_array_equal(one.images[0].get_array(), A[0])
    np.testing.assert_array_equal(two.images[0].get_array(), A[1])
    assert one.images[0].get_clim() == two.images[0].get_clim() == (0, A.max())
    assert [ax.get_title() for ax in (one, two)] == ["head 1", "head 2"]
    with pytest.raises(ValueError, match=r"A has shape \(2, 8, 7\), but it should have shape \(h, 8, 8\)"):
        plot_digit_maps(x, A[:, :, :7])


def test_waves():
    P = np.array([[0.0, 1.0], [-2.0, 0.5], [1.0, 0.0]])
    ax = plot_waves(P)
    np.testing.assert_array_equal(ax.images[0].get_array(), P)
    assert ax.images[0].get_clim() == (-2, 2)
