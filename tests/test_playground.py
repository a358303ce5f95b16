"""The playground of lecture 2_2: its training is the real one, its slider runs both ways, its mission can be done."""

import inspect
import re

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

from utils import playground
from utils.activations import relu, sigmoid, step, tanh
from utils.data import XOR_X, XOR_Y
from utils.initializers import glorot
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


@pytest.mark.parametrize("name", playground.OPTIMIZERS)
def test_single_steps_forth_and_back_are_the_optimizer_of_the_course(name):
    """One step at a time, with a step back between, is the straight run of `utils.optimizers` at the rate shown."""
    run = playground.TrainingRun("moons", (3,), "tanh", 1, name, rate=1 / 3)
    network, loss = MLP([2, 3, 1], tanh, rng=np.random.default_rng(1), init=glorot), BinaryCrossEntropy()
    kind, usual = playground.OPTIMIZERS[name]
    optimizer = kind(usual / 3)
    for t in range(1, 8):
        network.backward(loss.gradient(network.forward(run.X), run.y[:, np.newaxis]))
        optimizer.step(network.parameters, network.gradients)
        run.at(t - 1)
        np.testing.assert_allclose(run.at(t).theta, network.theta, rtol=1e-10)
    assert run.optimizer.eta == pytest.approx(usual / 3)


@pytest.mark.parametrize("name", playground.OPTIMIZERS)
@pytest.mark.parametrize("data_name", ["xor", "blobs", "moons"])
def test_the_usual_rate_serves(name, data_name):
    run = playground.TrainingRun(data_name, (4,), "tanh", 0, name)
    losses = [(run.at(step), run.score()[0])[1] for step in (0, 100, 1000)]
    assert losses[2] < losses[1] < losses[0]
    assert run.score()[1] > 0.97


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


def test_the_mission_can_be_done_by_gradient_descent_at_another_rate_than_the_usual():
    right = []
    for rate in playground.RATES.values():
        run = playground.TrainingRun("spirals", (8,), "tanh", 0, "gradient descent", rate)
        run.at(playground.LAST)
        right.append(run.score()[1])
    assert right[2] < 1.0 == right[3]


def test_lines_alone_do_not_do_it():
    run = playground.TrainingRun("xor", (8, 8), "identity")
    run.at(300)
    assert run.score()[1] < 0.8


@pytest.fixture(scope="module")
def widget():
    return playground.playground()


@pytest.fixture(scope="module")
def board():
    return playground.Board()


def test_every_control_changes_the_picture_and_reset_restores_it(widget):
    first = widget.figure_png()
    assert first.startswith(b"\x89PNG")
    changes = {"steps": 0, "start": 3, "activation": "relu", "layer_2": 3, "layer_1": 2, "data": "spirals"}
    changes |= {"cursor": 3}
    widget.controls["steps"].value = 20
    changes |= {"optimizer": "momentum", "rate": 3.0, "steps": 21}
    assert set(changes) == set(widget.values) == set(inspect.signature(widget.update).parameters)
    for name, value in changes.items():
        before = widget.figure_png()
        widget.controls[name].value = value
        assert widget.error is None, name
        assert widget.figure_png() != before, name
    widget.controls["layer_1"].value = 8  # more units than at the start: their pictures must go away again
    widget.reset()
    assert widget.error is None
    assert widget.figure_png() == first


def test_buttons_make_single_steps(widget):
    """Back, on, and a stop at both ends; Reset stops the player."""
    back, on, play = widget.controls["walk"].children
    step, first = widget.controls["steps"], widget.figure_png()
    on.click()
    assert step.value == 301
    assert widget.figure_png() != first
    back.click()
    back.click()
    assert step.value == 299
    step.value = 0
    back.click()
    assert step.value == 0
    step.value = playground.LAST
    on.click()
    assert step.value == playground.LAST
    play.playing = True
    widget.reset_button.click()
    assert not play.playing
    assert widget.figure_png() == first


def test_the_cursor_ends_at_the_output_whatever_the_widths(widget):
    cursor = widget.controls["cursor"]
    assert cursor.max == 5
    widget.controls["layer_2"].value = 3
    assert cursor.max == 8
    cursor.value = 8
    widget.controls["layer_1"].value = 1  # the unit under the cursor goes away
    assert cursor.max == cursor.value == 5
    assert widget.error is None
    widget.reset()
    assert (cursor.value, cursor.max) == (1, 5)


def test_words_tell_the_weights_of_the_unit_under_the_cursor(board):
    """The sentence, read again as numbers, gives the unit's z; the frame stands around its picture."""
    run = playground.TrainingRun("moons", (4, 3), "tanh", 2)
    board.show_run(run)
    network, x = run.at(120), np.array([[0.7, -1.1]])
    activations = [x, *playground.activations_on(network, x)]
    units = [(1, j) for j in range(1, 5)] + [(2, j) for j in range(1, 4)] + [(3, 1)]
    for cursor, (l, j) in enumerate(units, start=1):
        board.draw(run, 120, cursor)
        kind, formula = board.words.get_text().split("\n", 1)
        name = f"z{'⁰¹²³'[l]}{'₀₁₂₃₄'[j]}"
        assert name in kind
        shown = {True: ("dashed", 2), False: ("black", 1)}[l < 3]
        assert kind.endswith(f"{name} = 0 on the {shown[0]} line") == (len(board.lines) == shown[1])
        assert kind.endswith("is nowhere 0 here") == (len(board.lines) < shown[1])
        left, right = re.sub(r"\s+", " ", formula).split(" = ")
        assert left == name
        found = re.findall(r"([+-]?) ?(\d+\.\d\d)( [ax]\S+)?", right)
        numbers = [float(sign + value) for sign, value, _ in found]
        layer = network.layers[l - 1]
        np.testing.assert_allclose(numbers, [*layer.W[j - 1], layer.b[j - 1]], atol=0.00501)
        letters = "x₁ x₂ a¹₁ a¹₂ a¹₃ a¹₄ a²₁ a²₂ a²₃".split()
        before = {1: letters[:2], 2: letters[2:6], 3: letters[6:]}[l]
        assert [source.strip() for *_, source in found] == [*before, ""]
        z = activations[l - 1][0] @ numbers[:-1] + numbers[-1]
        assert abs(z - network_z(network, x, l, j)) < 0.05
        ax = board.main if l == 3 else board.units.flat[8 * (l - 1) + j - 1]
        np.testing.assert_allclose(board.frame.get_window_extent().bounds, ax.get_window_extent().bounds, atol=0.01)
    board.draw(run, 120, 0)
    assert board.words.get_text() == ""
    assert not board.frame.get_visible()


def network_z(network, x, l, j):
    network.forward(x)
    return network.layers[l - 1].Z[0, j - 1]


@pytest.mark.parametrize("cursor", [1, 2, 3, 5, 6])
def test_the_dashed_line_is_where_z_is_zero(board, cursor):
    run = playground.TrainingRun("moons", (4, 3), "tanh", 2)
    board.show_run(run)
    board.draw(run, 200, cursor)
    dashed = board.lines[-1]
    assert len(board.lines) == 2
    points = np.concatenate([path.vertices for path in dashed.get_paths()])
    l, j = (1, cursor) if cursor <= 4 else (2, cursor - 4)
    run.at(200).forward(points)
    z = run.network.layers[l - 1].Z[:, j - 1]
    run.network.forward(board.grid)
    assert np.abs(z).max() < 0.03 * np.abs(run.network.layers[l - 1].Z[:, j - 1]).max()


def test_the_title_tells_what_the_run_is(board):
    run = playground.TrainingRun("xor", (4, 3), "tanh")
    board.show_run(run)
    artists = board.draw(run, 50)
    loss, right = run.score()
    text = board.title.get_text()
    assert text.startswith("7 hidden units, 31 parameters")  # 4 * 3 + 3 * 5 + 1 * 4
    assert "\nAdam, η = 0.03\n" in text
    assert f"step 50: loss {loss:.3f}, {100 * right:.1f} %" in text
    assert [ax.get_visible() for ax in board.units.flat] == [True] * 4 + [False] * 4 + [True] * 3 + [False] * 5
    shown = [image for image in artists if image in board.unit_images]
    assert len(shown) == 7
    unit = playground.activations_on(run.network, board.grid)[1][:, 2].reshape(81, 81)[::2, ::2]
    np.testing.assert_allclose(board.unit_images[8 + 2].get_array(), unit)  # layer 2, unit 3 is in its place


def test_the_boundary_is_drawn_where_the_logit_is_zero(board):
    run = playground.TrainingRun("moons", (4,), "tanh")
    board.show_run(run)
    board.draw(run, 300)
    line = board.lines[0]
    points = np.concatenate([path.vertices for path in line.get_paths()])
    assert len(points) > 20
    Z = run.network.output(points)
    assert np.abs(Z).max() < 0.05 * np.abs(run.network.output(board.grid)).max()


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
