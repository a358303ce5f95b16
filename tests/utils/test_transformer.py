"""Multi-head attention, layer normalization and the blocks: written out by hand, finite differences."""

import numpy as np
import pytest

from tests.utils.gradients import check_backward, check_float32, ordinary
from utils.activations import relu
from utils.attention import attention, causal_mask
from utils.losses import SoftmaxCrossEntropy
from utils.mlp import Dense
from utils.multi_head import MultiHeadAttention, PositionWise
from utils.network import Network
from utils.optimizers import Adam
from utils.training import accuracy, train
from utils.transformer import DecoderBlock, EncoderBlock, LayerNorm, MeanOverPositions, Positions, sinusoids

B, N, K_, D, HEADS, DK, DV, WIDTH = 3, 5, 6, 4, 2, 7, 8, 9  # batch, positions, memory, lengths: all different
MASK = (np.arange(K_) < np.array([[2], [4], [6]]))[:, np.newaxis]  # padding of the memory, (b, 1, k)
OWN_MASK = (np.arange(N) < np.array([[2], [3], [5]]))[:, np.newaxis]


def draw(rng, n=N, d=D):
    return rng.normal(size=(B, n, d))


def by_loops(layer, X, Y, mask=None):
    """Multi-head attention, one sequence and one head at a time, with slices of the weights."""
    output = []
    for b, (x, y) in enumerate(zip(X, Y)):
        heads = []
        seen = None if mask is None else np.broadcast_to(mask, (B, len(x), len(y)))[b]
        for h in range(layer.heads):
            Q, K, V = (
                z @ part.W[h * size : (h + 1) * size].T + part.b[h * size : (h + 1) * size]
                for z, part, size in ((x, layer.query, DK), (y, layer.key, DK), (y, layer.value, DV))
            )
            heads.append(attention(Q, K, V, seen)[0])
        output.append(np.hstack(heads) @ layer.output_projection.W.T + layer.output_projection.b)
    return np.array(output)


def thought(block, normed):
    """The feed-forward part of a block, written out."""
    first, second = block.feed_forward.layer.layers
    return relu(normed @ first.W.T + first.b) @ second.W.T + second.b


def multi_head(rng, **options):
    return ordinary(MultiHeadAttention(D, HEADS, rng=rng, d_k=DK, d_v=DV, **options), rng)


@pytest.mark.parametrize(
    ("causal", "cross", "mask", "seen"),
    [
        (False, False, None, None),
        (False, True, MASK, MASK),
        (True, False, None, causal_mask(N)),
        (True, False, OWN_MASK, causal_mask(N) & OWN_MASK),
    ],
    ids=["self", "cross, padded", "causal", "causal, padded"],
)
def test_multi_head_is_several_attentions_side_by_side(causal, cross, mask, seen):
    rng = np.random.default_rng(0)
    layer = multi_head(rng, causal=causal)
    X, memory = draw(rng), draw(rng, K_) if cross else None
    Y = X if memory is None else memory
    np.testing.assert_allclose(layer.forward(X, memory, mask), by_loops(layer, X, Y, seen), rtol=1e-12)
    assert layer.A.shape == (B, HEADS, N, Y.shape[1])
    np.testing.assert_allclose(layer.output(X, memory, mask), layer.forward(X, memory, mask), rtol=1e-14)


def test_parameter_counts():
    layer = multi_head(np.random.default_rng(0))
    expected = 2 * (D + 1) * HEADS * DK + (D + 1) * HEADS * DV + (HEADS * DV + 1) * D
    assert Network([layer]).theta.size == expected
    block = EncoderBlock(12, 3, 20, rng=np.random.default_rng(0))
    assert Network([block]).theta.size == 4 * 12 * 13 + 2 * 2 * 12 + 20 * 13 + 12 * 21
    with pytest.raises(ValueError, match="d is 6 and heads is 4: d should be a multiple of heads"):
        MultiHeadAttention(6, 4, rng=np.random.default_rng(0))


@pytest.mark.parametrize("causal", [False, True])
def test_self_attention_backward(causal):
    rng = np.random.default_rng(1)
    layer = multi_head(rng, causal=causal)
    check_backward(layer, draw(rng), rng=rng)
    # a key bias adds q_i'b to all scores of row i, which no softmax sees
    assert np.abs(layer.key.db).max() < 1e-12 < np.abs(layer.query.db).min()


def test_cross_attention_backward():
    rng = np.random.default_rng(2)
    layer, X, memory = multi_head(rng), draw(rng), draw(rng, K_)
    check_backward(layer, X, memory, rng=rng, forward=lambda: layer.forward(X, memory, MASK))
    assert (layer.backward(X)[1][0, 2:] == 0).all()  # nothing reaches the padding


def test_layer_norm():
    rng = np.random.default_rng(3)
    layer, X = LayerNorm(D), 3 + 2 * draw(rng)
    Y = layer.forward(X)
    np.testing.assert_allclose(Y.mean(axis=-1), 0, atol=1e-14)
    np.testing.assert_allclose(Y.var(axis=-1), X.var(axis=-1) / (X.var(axis=-1) + 1e-5))
    by_hand = np.array([-3, -2, -1, 0, 1, 5]) / np.sqrt(40 / 6 + 1e-5)
    np.testing.assert_allclose(LayerNorm(6).forward(np.array([[1.0, 2, 3, 4, 5, 9]])), [by_hand])
    ordinary(layer, rng)
    np.testing.assert_allclose(layer.output(X), layer.gamma * Y + layer.beta)
    check_backward(layer, X, rng=rng)
    np.testing.assert_allclose(layer.backward(draw(rng)).sum(axis=-1), 0, atol=1e-13)  # a shift of x is not seen


def test_position_wise():
    rng = np.random.default_rng(4)
    layer, X = PositionWise(ordinary(Dense(D, WIDTH, rng=rng), rng)), draw(rng)
    np.testing.assert_allclose(layer.output(X), X @ layer.layer.W.T + layer.layer.b)
    check_backward(layer, X, rng=rng)


def test_mean_over_positions():
    rng = np.random.default_rng(5)
    X = draw(rng)
    np.testing.assert_allclose(MeanOverPositions().output(X), X.mean(axis=1))
    check_backward(MeanOverPositions(), X, rng=rng)


def test_sinusoids():
    table = sinusoids(50, 8)
    np.testing.assert_allclose(table[0], [0, 1] * 4)
    np.testing.assert_allclose(table[3, :4], [np.sin(3), np.cos(3), np.sin(0.3), np.cos(0.3)])
    for i in range(4):  # a shift by s is a rotation in the plane of each frequency, wherever it starts
        angle = 7 * 10000.0 ** (-2 * i / 8)
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        np.testing.assert_allclose(table[7:, 2 * i : 2 * i + 2], table[:-7, 2 * i : 2 * i + 2] @ turn.T, atol=1e-12)
    with pytest.raises(ValueError, match="d is 7, but it should be even"):
        sinusoids(5, 7)


def test_positions():
    rng = np.random.default_rng(6)
    layer, X = ordinary(Positions(K_, D), rng), draw(rng)
    np.testing.assert_allclose(layer.output(X), X + layer.P[:N])
    check_backward(layer, X, rng=rng)
    for batch in (draw(rng, K_), X):  # the second is shorter: nothing of the first is left
        layer.forward(batch)
        layer.backward(batch)
        np.testing.assert_allclose(layer.dP[: batch.shape[1]], batch.sum(axis=0))
    assert (layer.dP[N:] == 0).all()
    with pytest.raises(ValueError, match="X has 7 positions, but there are vectors for the first 6 only"):
        layer.forward(draw(rng, 7))


def smooth_inputs(block, forward, rng, *lengths):
    """Inputs at which no ReLU of the block is within 1e-3 of its kink."""
    while True:
        inputs = [draw(rng, n) for n in lengths]
        forward(*inputs)
        if np.abs(block.feed_forward.layer.layers[0].Z).min() > 1e-3:
            return inputs


@pytest.mark.parametrize("causal", [False, True])
def test_encoder_block(causal):
    rng = np.random.default_rng(7)
    block = ordinary(EncoderBlock(D, HEADS, WIDTH, rng=rng, d_k=DK, d_v=DV, causal=causal), rng)
    (X,) = smooth_inputs(block, lambda X: block.forward(X, OWN_MASK), rng, N)
    check_backward(block, X, rng=rng, forward=lambda: block.forward(X, OWN_MASK), tolerance=1e-6)
    seen = causal_mask(N) & OWN_MASK if causal else OWN_MASK
    H = X + by_loops(block.attention, *2 * [block.norm_1.output(X)], seen)
    np.testing.assert_allclose(block.output(X, OWN_MASK), H + thought(block, block.norm_2.output(H)), rtol=1e-12)
    np.testing.assert_allclose(block.output(X, OWN_MASK), block.forward(X, OWN_MASK), rtol=1e-13)


def test_decoder_block():
    rng = np.random.default_rng(8)
    block = ordinary(DecoderBlock(D, HEADS, WIDTH, rng=rng, d_k=DK, d_v=DV), rng)
    X, memory = smooth_inputs(block, lambda X, M: block.forward(X, M, MASK), rng, N, K_)
    check_backward(block, X, memory, rng=rng, forward=lambda: block.forward(X, memory, MASK), tolerance=1e-6)
    Y = block.forward(X, memory, MASK)
    np.testing.assert_allclose(block.output(X, memory, MASK), Y, rtol=1e-13)
    H = X + by_loops(block.self_attention, *2 * [block.norm_1.output(X)], causal_mask(N))
    G = H + by_loops(block.cross_attention, block.norm_2.output(H), memory, MASK)
    np.testing.assert_allclose(Y, G + thought(block, block.norm_3.output(G)), rtol=1e-12)


def test_float32_stays_float32():
    rng = np.random.default_rng(10)
    for layer in (EncoderBlock(8, 2, WIDTH, rng=rng, dtype=np.float32), Positions(N, 8, dtype=np.float32)):
        check_float32(layer, draw(rng, d=8))


def ends(n, rng):
    """Sequences of 6 letters out of 3; the class says whether the first letter is smaller than the last: order decides."""
    letters = rng.integers(3, size=(n, 6))
    return np.eye(3)[letters], (letters[:, 0] < letters[:, -1]).astype(int)


def classifier(places, rng):
    positions = [Positions(6, 8)] if places else []
    block = EncoderBlock(8, 2, 16, rng=rng)
    return Network([PositionWise(Dense(3, 8, rng=rng)), *positions, block, MeanOverPositions(), Dense(8, 2, rng=rng)])


def test_a_chain_learns_where_order_decides_and_only_with_positions():
    scores = {}
    for places in (True, False):
        rng = np.random.default_rng(11)
        X, y = ends(600, rng)
        network = classifier(places, rng)
        before = network.theta.copy()
        train(network, SoftmaxCrossEntropy(), Adam(0.01), X, y, epochs=25, batch_size=50, rng=rng)
        assert (network.theta != before).mean() > 0.9
        scores[places] = accuracy(network, *ends(1000, rng))
    assert scores[True] > 0.95
    assert scores[False] < 0.85
