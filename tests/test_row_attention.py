"""The attention map of lecture 3_3: what it shows is the model's own attention, and its mission can be done."""

import inspect

import numpy as np
import pytest

from utils.activations import softmax
from utils.data import digits
from utils.losses import SoftmaxCrossEntropy
from utils.mlp import Dense
from utils.multi_head import PositionWise
from utils.network import Network
from utils.optimizers import Adam
from utils.row_attention import RowAttention, erase, row_attention
from utils.training import train
from utils.transformer import EncoderBlock, MeanOverPositions, Positions


@pytest.fixture(scope="module")
def trained():
    """The lecture's model with positions, seed 0, its attention, and the first test image of each class."""
    X_train, X_test, y_train, y_test = digits()
    rng = np.random.default_rng(0)
    block_layers = [PositionWise(Dense(8, 16, rng=rng)), Positions(8, 16)]
    block_layers += [EncoderBlock(16, heads=2, width=32, rng=rng), MeanOverPositions(), Dense(16, 10, rng=rng)]
    model = Network(block_layers)
    rows = X_train.reshape(-1, 8, 8)
    train(model, SoftmaxCrossEntropy(), Adam(0.015), rows, y_train, epochs=9, batch_size=64, rng=rng)
    images = np.stack([X_test[np.flatnonzero(y_test == k)[0]] for k in range(10)]).reshape(10, 8, 8)
    return model, model.layers[2].attention, images


def test_erase_blanks_one_row_of_a_copy():
    image = np.arange(1.0, 13).reshape(4, 3)
    blank = erase(image, 2)
    np.testing.assert_array_equal(blank[2], 0)
    np.testing.assert_array_equal(blank[[0, 1, 3]], image[[0, 1, 3]])
    assert image[2].min() > 0
    np.testing.assert_array_equal(erase(image, "none"), image)


def test_the_mission_can_be_done(trained):
    """Most of head 1's weight is on a row that the answer does not need; a row without weight decides."""
    picture = RowAttention(*trained)
    p, A = picture.weights(7)
    assert p.argmax() == 7
    most = A[0].mean(axis=0).argmax()
    assert A[0, :, most].mean() > 0.4
    assert picture.weights(7, most)[0].argmax() == 7
    nobody = [row for row in range(8) if A[:, :, row].mean() < 0.05]
    assert 9 in [picture.weights(7, row)[0].argmax() for row in nobody]


def test_the_figure_shows_the_weights_of_the_erased_image(trained):
    model, attention, images = trained
    picture = RowAttention(model, attention, images)
    picture.update(digit=3, head=2, query=5, erased=1)
    logits = model.forward(erase(images[3], 1)[np.newaxis])
    a, p = attention.A[0, 1], softmax(logits)[0]
    np.testing.assert_allclose(picture.map.get_array(), a)
    np.testing.assert_allclose([bar.get_width() for bar in picture.bars], a[5])
    np.testing.assert_array_equal(picture.digit.get_array(), erase(images[3], 1))
    assert {frame.get_y() for frame in picture.frames} == {4.5}
    assert picture.blank.get_y() == 0.5
    assert picture.blank.get_visible()
    assert f"row 1 erased: the answer is {p.argmax()} ({100 * p.max():.0f} %)" in picture.words.get_text()
    assert f"{a[:, 0].mean():.2f}" in picture.titles[0].get_text()
    picture.update(digit=3, head=2, query=5, erased="none")
    assert not picture.blank.get_visible()


def test_every_control_changes_the_picture_and_reset_restores_it(trained):
    widget = row_attention(*trained)
    first = widget.figure_png()
    changes = {"digit": 2, "head": 2, "query": 4, "erased": 6}
    assert set(changes) == set(widget.values) == set(inspect.signature(widget.update).parameters)
    for name, value in changes.items():
        before = widget.figure_png()
        widget.controls[name].value = value
        assert widget.error is None, name
        assert widget.figure_png() != before, name
    widget.reset()
    assert widget.figure_png() == first
