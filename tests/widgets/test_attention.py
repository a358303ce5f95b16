"""The attention map of lecture 3_3: what it shows is the model's own attention, and its mission can be done."""

import numpy as np
import pytest

from utils.activations import softmax
from utils.data import digits
from utils.losses import SoftmaxCrossEntropy
from utils.mlp import Dense
from utils.multi_head import PositionWise
from utils.network import Network
from utils.optimizers import Adam
from utils.training import cosine, train
from utils.transformer import EncoderBlock, MeanOverPositions, Positions
from utils.widgets.attention import RowAttention, erase, row_attention


@pytest.fixture(scope="module")
def trained():
    """The lecture's model with positions, seed 0, its attention, and the first test image of each class."""
    X_train, X_test, y_train, y_test = digits()
    rng = np.random.default_rng(0)
    block_layers = [PositionWise(Dense(8, 16, rng=rng)), Positions(8, 16)]
    block_layers += [EncoderBlock(16, heads=2, width=32, rng=rng), MeanOverPositions(), Dense(16, 10, rng=rng)]
    model = Network(block_layers)
    rows = X_train.reshape(-1, 8, 8)
    options = {"epochs": 20, "batch_size": 64, "rng": rng, "schedule": cosine(0.04, 20)}
    train(model, SoftmaxCrossEntropy(), Adam(0.04), rows, y_train, **options)
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
    """Two rows have the same weight in head 1, and one of them decides; so does a row without weight."""
    picture = RowAttention(*trained)
    p, A = picture.weights(7)
    columns = A[0].mean(axis=0)
    second, first = sorted(np.argsort(columns)[-2:])
    assert p.argmax() == 7 and abs(columns[first] - columns[second]) < 0.02 and columns[[first, second]].min() > 0.3
    assert sorted(picture.weights(7, row)[0].argmax() for row in (first, second)) == [7, 9]
    p, A = picture.weights(2)
    nobody = [row for row in range(8) if A[:, :, row].mean(axis=1).max() < 0.01]
    assert p.argmax() == 2 and 3 in [picture.weights(2, row)[0].argmax() for row in nobody]


def test_it_says_when_the_mission_is_done(trained):
    live = row_attention(*trained)
    settings = [(digit, row) for digit in range(10) for row in ("none", *range(8))]
    done = [(d, row) for d, row in settings if live.reached(digit=d, head=1, query=0, erased=row)]
    assert done == [(2, 0), (2, 1), (7, 4)]
    live.move(erased=2)  # looked at as much as row 4, but the answer stays
    assert live.reached_text == ""
    live.move(erased=4)
    assert live.reached_text == "part 1 of 2, without row 4 it is a 9."
    live.move(digit=2, erased=1)
    assert live.reached_text == "part 2 of 2, without row 1 it is a 3."


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
    assert f"row 1 erased: the answer is {p.argmax()} ({100 * p.max():.0f} %)" in picture.words.value
    assert f"{a[:, 0].mean():.2f}" in picture.titles[0].get_text()
    picture.update(digit=3, head=2, query=5, erased="none")
    assert not picture.blank.get_visible()
