"""The drawings of the lecture on adversarial networks say what is true: who moves, and where the projection ends."""

import numpy as np

from utils.figures import adversarial


def test_each_way_back_through_a_gan_ends_in_the_player_that_moves():
    ax = adversarial.draw_gan()
    places = {text.get_text(): text.get_position() for text in ax.texts if text.get_text()}
    into_D, into_G = places[r"$\partial L_D/\partial\theta_D$"], places[r"$\partial L_G/\partial\theta_G$"]
    assert into_D[1] == places[r"$\partial L_D/\partial z$"][1] and into_G[1] == places[r"$\partial L_G/\partial x$"][1]
    assert places[r"$x = G(\xi)$"][0] < into_D[0] < places["$z$"][0] and into_G[0] == places[r"$\xi$"][0]


def test_pgd_stays_in_the_box_and_its_last_step_does_not_before_the_projection():
    lines = {line.get_label(): line.get_xydata() for line in adversarial.draw_box().lines}
    walk, (raw,), corner = lines[r"PGD, steps of $\alpha$"], lines["before the projection"], lines["FGSM"][-1]
    assert np.abs(walk).max() <= 0.5 < raw[0]
    np.testing.assert_allclose(walk[-1], np.clip(raw, -0.5, 0.5))
    assert corner.tolist() == [0.5, 0.5]

    def loss(u):
        return u[0] - 6 * (u[1] - 0.25) ** 2

    assert loss(walk[-1]) > loss(corner) > loss(walk[0])


def test_no_line_of_the_losses_lies_on_the_frame():
    history = np.column_stack([np.full(60, 0.8), np.full(60, 1.3)])
    low, high = adversarial.plot_both_losses(history).axes[0].get_ylim()
    assert low < np.log(2) - 0.02 and np.log(4) + 0.02 < high


def test_bands_are_the_range_of_the_seeds():
    shown = {"plain": np.array([[1.0, 0.5], [0.9, 0.3]])}
    ax = adversarial.plot_accuracies(np.array([0, 0.1]), shown).axes[0]
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [0.95, 0.4])
    corners = ax.collections[0].get_paths()[0].vertices
    assert {0.3, 0.5} <= set(corners[corners[:, 0] == 0.1, 1])
