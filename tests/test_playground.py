"""The playground of lecture 2_2: its training is the real one, its slider runs both ways, its mission can be done."""

import inspect

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

from utils import playground
from utils.activations import relu, sigmoid, step, tanh
from utils.data import XOR_X, XOR_Y
from utils.losses import BinaryCrossEntropy
from utils.mlp import MLP
from utils.optimizers import SGD
from utils.plotting import COLORS

mpl.use("agg")


@pytest.mark.parametrize(("width", "phi"), [(2, tanh), (3, sigmoid), (5, relu)])
def test_descend_is_the_descent_of_mlp(width, phi):
    """60 starts at once take the very path of the network of `utils.mlp` with back-propagation and SGD."""
    rng = np.random.default_rng(3)
    X, y = rng.standard_normal((7, 4)), rng.integers(2, size=7)
    arguments = {"width": width, "n_starts": 4, "phi": phi, "eta": 0.3}
    W_0, b_0, v_0, c_0 = playground.descend(X, y, rng=np.random.default_rng(8), steps=0, **arguments)
    W, b, v, c = playground.descend(X, y, rng=np.random.default_rng(8), steps=25, **arguments)
    loss = BinaryCrossEntropy()
    for s in range(4):
        network, optimizer = MLP([4, width, 1], phi, rng=rng), SGD(0.3)
        network.layers[0].W, network.layers[0].b = W_0[s], b_0[s, 0]
        network.layers[1].W, network.layers[1].b = v_0[s], c_0[s, 0]
        for _ in range(25):
            network.backward(loss.gradient(network.forward(X), y[:, np.newaxis]))
            optimizer.step(network.parameters, network.gradients)
        expected = np.concatenate([W[s].ravel(), b[s].ravel(), v[s].ravel(), c[s].ravel()])
        np.testing.assert_allclose(network.theta, expected, rtol=1e-9, atol=1e-12)
        assert np.abs(expected - np.concatenate([W_0[s].ravel(), b_0[s, 0], v_0[s, 0], c_0[s, 0]])).max() > 0.05


def test_two_units_find_xor_half_of_the_time_and_four_nearly_always():
    share = {}
    for width in (1, 2, 4):
        W, b, v, c = playground.descend(
            XOR_X, XOR_Y, width, 180, np.random.default_rng(11)
        )  # a seed the lecture has not
        P = sigmoid(np.tanh(XOR_X @ W.transpose(0, 2, 1) + b) @ v.transpose(0, 2, 1) + c)[..., 0]
        share[width] = (np.abs(P - XOR_Y) < 0.25).all(axis=1).mean()
    assert share[1] == 0
    assert 0.35 < share[2] < 0.65
    assert share[4] > 0.93


def test_activations_on_are_those_of_forward():
    rng = np.random.default_rng(0)
    network, X = MLP([2, 5, 3, 1], tanh, rng=rng), rng.standard_normal((6, 2))
    activations = playground.activations_on(network, X)
    assert [A.shape for A in activations] == [(6, 5), (6, 3), (6, 1)]
    np.testing.assert_allclose(activations[-1], network.forward(X))
    np.testing.assert_allclose(activations[0], np.tanh(network.layers[0].Z))


def test_a_run_goes_back_and_forth():
    """Asking for steps in any order gives the same weights as training straight on, and does not train again."""
    run, straight = (playground.TrainingRun("moons", (3, 2), "relu", start=4) for _ in range(2))
    late = straight.at(100).theta.copy()
    early = run.at(10).theta.copy()
    np.testing.assert_array_equal(run.at(100).theta, late)
    np.testing.assert_array_equal(run.at(10).theta, early)
    np.testing.assert_array_equal(straight.at(10).theta, early)
    np.testing.assert_array_equal(run.at(100).theta, late)
    assert run.optimizer.t == 100
    assert not np.array_equal(early, late)


def test_training_lowers_the_loss_on_standardized_data():
    for name in playground.DATA:
        run = playground.TrainingRun(name)
        assert run.X.shape == (playground.N_POINTS, 2)
        np.testing.assert_allclose(run.X.mean(axis=0), 0, atol=1e-12)
        np.testing.assert_allclose(run.X.std(axis=0), 1)
        assert np.abs(run.X).max() < playground.LIMIT  # no point is outside the picture
        run.at(0)
        before, _ = run.score()
        run.at(200)
        after, right = run.score()
        assert after < before
        assert right > 0.85


def test_the_mission_can_be_done_with_eight_units_and_with_six():
    for hidden, start in (((8,), 2), ((6,), 3)):
        run = playground.TrainingRun("spirals", hidden, "tanh", start)
        run.at(2000)
        assert run.score()[1] == 1.0, hidden


def test_lines_alone_do_not_do_it():
    run = playground.TrainingRun("xor", (8, 8), "identity")
    run.at(300)
    assert run.score()[1] < 0.8


@pytest.fixture(scope="module")
def widget():
    return playground.playground()


def test_every_control_changes_the_picture_and_reset_restores_it(widget):
    first = widget.figure_png()
    assert first.startswith(b"\x89PNG")
    changes = {"steps": 0, "start": 3, "activation": "relu", "layer_2": 3, "layer_1": 2, "data": "spirals"}
    assert set(changes) == set(widget.controls) == set(inspect.signature(widget.update).parameters)
    for name, value in changes.items():
        before = widget.figure_png()
        widget.controls[name].value = value
        assert widget.error is None, name
        assert widget.figure_png() != before, name
    widget.controls["layer_1"].value = 8  # more units than at the start: their pictures must go away again
    widget.reset()
    assert widget.error is None
    assert widget.figure_png() == first


def test_the_title_tells_what_the_run_is():
    board, run = playground.Board(), playground.TrainingRun("xor", (4, 3), "tanh")
    board.show_run(run)
    artists = board.draw(run, 50)
    loss, right = run.score()
    text = board.title.get_text()
    assert text.startswith("7 hidden units, 31 parameters")  # 4 * 3 + 3 * 5 + 1 * 4
    assert f"step 50: loss {loss:.3f}, {100 * right:.1f} %" in text
    assert [ax.get_visible() for ax in board.units.flat] == [True] * 4 + [False] * 4 + [True] * 3 + [False] * 5
    shown = [image for image in artists if image in board.unit_images]
    assert len(shown) == 7
    unit = playground.activations_on(run.network, board.grid)[1][:, 2].reshape(41, 41)
    np.testing.assert_allclose(board.unit_images[8 + 2].get_array(), unit)  # layer 2, unit 3 is in its place


def test_the_boundary_is_drawn_where_the_logit_is_zero():
    board, run = playground.Board(), playground.TrainingRun("moons", (4,), "tanh")
    board.show_run(run)
    board.draw(run, 300)
    (line,) = board.lines
    points = np.concatenate([path.vertices for path in line.get_paths()])
    assert len(points) > 20
    Z = run.network.output(points)
    assert np.abs(Z).max() < 0.05 * np.abs(run.network.output(board.fine_grid)).max()


def test_fold_shows_both_planes():
    W, b = np.ones((2, 2)), np.array([0.0, -1.0])
    inputs, hidden = playground.plot_fold(relu, W, b, np.array([1.0, -2.0]), -0.5)
    places = {tuple(point) for marks in hidden.collections[-2:] for point in marks.get_offsets()}
    assert places == {(0.0, 0.0), (1.0, 0.0), (2.0, 1.0)}
    assert "(0, 1) and (1, 0)" in [text.get_text() for text in hidden.texts]
    assert len([line for line in inputs.lines if line.get_color() in COLORS]) == 2
    plt.close(inputs.figure)


def test_fold_accepts_the_step_and_given_axes():
    axes = plt.subplots(1, 2)[1]
    given = playground.plot_fold(step, np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -0.5, axes)
    assert given is axes
    plt.close(axes[0].figure)
