"""Gradients through many layers: the factors of the lecture, and a widget whose mission can be done with its sliders."""

import numpy as np

from utils.widgets.depth import NORMALIZED, PLAIN, RESIDUAL, chain, depth_widget, many, norms_by_layer


def at_input(kind, scale, depth=50):
    return np.median(many(kind, depth, scale)[1][:, 0])


def test_norms_are_those_of_the_chain():
    rng = np.random.default_rng(0)
    network = chain(PLAIN, 3, 0.7, rng, width=5)
    signals, gradients = norms_by_layer(network, np.random.default_rng(1), width=5, n=4)
    again = np.random.default_rng(1)
    A = again.standard_normal((4, 5))
    out = network.forward(A)
    upstream = again.standard_normal((4, 5))
    np.testing.assert_allclose(signals[-1], np.linalg.norm(out) / np.linalg.norm(A))
    back = network.backward(upstream)
    np.testing.assert_allclose(gradients[0], np.linalg.norm(back) / np.linalg.norm(upstream))
    assert signals[0] == gradients[-1] == 1 and len(signals) == len(gradients) == 4


def test_factor_a_layer():
    np.testing.assert_allclose(at_input(PLAIN, 0.8) / at_input(PLAIN, 1.0), 0.8**50, rtol=1e-9)  # ReLU(s z) = s ReLU(z)
    np.testing.assert_allclose(at_input(RESIDUAL, 0.4), (1 + 2 * 0.4**4) ** 12.5, rtol=0.2)  # 25 blocks
    np.testing.assert_allclose(at_input(NORMALIZED, 1) ** (1 / 50), np.sqrt(np.pi / (np.pi - 1)), rtol=0.03)
    np.testing.assert_allclose(at_input(NORMALIZED, 2) / at_input(NORMALIZED, 1), 1, rtol=0.5)


def test_mission_can_be_done_with_values_of_the_sliders():
    live = depth_widget()
    assert live.values == {"kind": PLAIN, "depth": 50, "scale": 0.8} and not 0.1 <= at_input(PLAIN, 0.8) <= 10
    slider = live.controls["scale"]
    scales = np.arange(slider.min, slider.max + slider.step / 2, slider.step)
    tried = {PLAIN: scales, RESIDUAL: scales[:15], NORMALIZED: scales[::10]}
    good = {kind: [s.round(2) for s in some if 0.1 <= at_input(kind, s) <= 10] for kind, some in tried.items()}
    assert good[PLAIN] == [1.0, 1.05] and len(good[RESIDUAL]) == 11 and good[NORMALIZED] == []
    texts = {(PLAIN, 1.0): "(in the band)", (RESIDUAL, 0.5): "(in the band)", (NORMALIZED, 1.0): "not in"}
    for (kind, scale), expected in texts.items():
        live.move(kind=kind, scale=scale)
        assert live.error is None and expected in live.fig.axes[0].texts[0].get_text()
        assert bool(live.reached_text) == (expected == "(in the band)")
        assert live.reached_text in ("", f"part {1 if kind == PLAIN else 2} of 2, κ = {scale:.2f}.")
    for near in (
        {"kind": PLAIN, "scale": 0.95},
        {"scale": 1.0, "depth": 48},
        {"kind": RESIDUAL, "depth": 50, "scale": 0.6},
    ):
        live.move(**near)
        assert live.reached_text == ""
