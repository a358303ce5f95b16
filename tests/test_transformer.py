"""Multi-head attention, layer normalization and the blocks: written out by hand, finite differences, PyTorch where installed."""

import copy

import numpy as np
import pytest

from utils.activations import relu
from utils.attention import attention, causal_mask, padding_mask
from utils.gradient_check import numerical_gradient, relative_error
from utils.losses import SoftmaxCrossEntropy
from utils.mlp import Dense
from utils.multi_head import MultiHeadAttention, PositionWise
from utils.network import Network
from utils.optimizers import Adam
from utils.training import accuracy, train
from utils.transformer import (
    DecoderBlock,
    EncoderBlock,
    LayerNorm,
    MeanOverPositions,
    Positions,
    sinusoids,
)

B, N, K_, D, HEADS, DK, DV, WIDTH = 2, 3, 5, 6, 4, 7, 9, 8  # batch, positions, memory, lengths: all different


def ordinary(layer, rng):
    """Give every parameter ordinary values, biases and scales too, so that no error hides behind a 0 or a 1."""
    for array in layer.arrays():
        array[...] = rng.normal(size=array.shape) * (0.5 if array.ndim == 2 else 1)
    return layer


def check(layer, inputs, rng, forward=None, tolerance=1e-7):
    """Every parameter's and every input's gradient against centered differences, with a random upstream gradient."""
    forward = forward or (lambda: layer.forward(*inputs))
    chain = Network([layer])
    upstream = rng.normal(size=forward().shape)

    def value(_):
        return float((forward() * upstream).sum())

    forward()
    found = layer.backward(upstream)
    found = found if isinstance(found, tuple) else (found,)
    found, dtheta = [array.copy() for array in found], chain.dtheta.copy()
    for gradient, array in zip(found, inputs, strict=True):
        assert gradient.shape == array.shape
        assert relative_error(gradient, numerical_gradient(value, array)) < tolerance
    assert relative_error(dtheta, numerical_gradient(value, chain.theta)) < tolerance
    return dtheta


def by_loops(layer, X, Y, mask=None):
    """Multi-head attention, one sequence and one head at a time, with slices of the weights."""
    output = []
    for b, (x, y) in enumerate(zip(X, Y)):
        heads = []
        for h in range(layer.heads):
            Q, K, V = (
                z @ part.W[h * size : (h + 1) * size].T + part.b[h * size : (h + 1) * size]
                for z, part, size in ((x, layer.query, DK), (y, layer.key, DK), (y, layer.value, DV))
            )
            heads.append(attention(Q, K, V, None if mask is None else np.broadcast_to(mask, (B, len(x), len(y)))[b])[0])
        output.append(np.hstack(heads) @ layer.join.W.T + layer.join.b)
    return np.array(output)


def multi_head(rng, **options):
    return ordinary(MultiHeadAttention(D, HEADS, rng=rng, d_k=DK, d_v=DV, **options), rng)


def test_multi_head_is_several_attentions_side_by_side():
    rng = np.random.default_rng(0)
    layer = multi_head(rng)
    X, memory = rng.normal(size=(B, N, D)), rng.normal(size=(B, K_, D))
    np.testing.assert_allclose(layer.forward(X), by_loops(layer, X, X), rtol=1e-12)
    assert layer.A.shape == (B, HEADS, N, N)
    mask = padding_mask([2, 4], K_)
    np.testing.assert_allclose(layer.forward(X, memory, mask), by_loops(layer, X, memory, mask), rtol=1e-12)
    assert layer.A.shape == (B, HEADS, N, K_)
    np.testing.assert_allclose(layer.output(X, memory, mask), layer.forward(X, memory, mask), rtol=1e-14)
    causal = multi_head(np.random.default_rng(0), causal=True)
    np.testing.assert_allclose(causal.forward(X), by_loops(causal, X, X, causal_mask(N)), rtol=1e-12)
    both = padding_mask([2, 3], N)
    np.testing.assert_allclose(causal.forward(X, mask=both), by_loops(causal, X, X, causal_mask(N) & both), rtol=1e-12)
    np.testing.assert_allclose(causal.output(X, mask=both), causal.forward(X, mask=both), rtol=1e-14)


def test_parameter_counts():
    layer = multi_head(np.random.default_rng(0))
    expected = 2 * (D + 1) * HEADS * DK + (D + 1) * HEADS * DV + (HEADS * DV + 1) * D
    assert Network([layer]).theta.size == expected
    block = EncoderBlock(12, 3, 20, rng=np.random.default_rng(0))
    assert Network([block]).theta.size == 4 * 12 * 13 + 2 * 2 * 12 + 20 * 13 + 12 * 21
    with pytest.raises(ValueError, match="d is 6 and heads is 4: d should be a multiple of heads"):
        MultiHeadAttention(D, HEADS, rng=np.random.default_rng(0))


@pytest.mark.parametrize("causal", [False, True])
def test_self_attention_backward(causal):
    rng = np.random.default_rng(1)
    layer = multi_head(rng, causal=causal)
    X = rng.normal(size=(B, N, D))
    check(layer, [X], rng)
    # a key bias adds q_i'b to all scores of row i, which no softmax sees
    assert np.abs(layer.key.db).max() < 1e-12 < np.abs(layer.query.db).min()
    assert layer.backward(X, input_gradient=False) is None


def test_cross_attention_backward():
    rng = np.random.default_rng(2)
    layer = multi_head(rng)
    X, memory, mask = rng.normal(size=(B, N, D)), rng.normal(size=(B, K_, D)), padding_mask([2, 4], K_)
    check(layer, [X, memory], rng, lambda: layer.forward(X, memory, mask))
    assert (layer.backward(X)[1][0, 2:] == 0).all()  # nothing reaches the padding


def test_layer_norm():
    rng = np.random.default_rng(3)
    layer = LayerNorm(D)
    X = 3 + 2 * rng.normal(size=(B, N, D))
    Y = layer.forward(X)
    np.testing.assert_allclose(Y.mean(axis=-1), 0, atol=1e-14)
    np.testing.assert_allclose(Y.var(axis=-1), X.var(axis=-1) / (X.var(axis=-1) + 1e-5))
    np.testing.assert_allclose(
        layer.forward(np.array([[1.0, 2, 3, 4, 5, 9]])), [np.array([-3, -2, -1, 0, 1, 5]) / np.sqrt(40 / 6 + 1e-5)]
    )
    ordinary(layer, rng)
    np.testing.assert_allclose(layer.output(X), layer.gamma * Y + layer.beta)
    check(layer, [X], rng)
    assert layer.backward(X, input_gradient=False) is None
    grad = layer.backward(rng.normal(size=X.shape))
    np.testing.assert_allclose(grad.sum(axis=-1), 0, atol=1e-13)  # a shift of x is not seen


def test_position_wise():
    rng = np.random.default_rng(4)
    layer = PositionWise(ordinary(Dense(D, WIDTH, rng=rng), rng))
    X = rng.normal(size=(B, N, D))
    np.testing.assert_allclose(layer.output(X), X @ layer.layer.W.T + layer.layer.b)
    check(layer, [X], rng)
    assert layer.backward(rng.normal(size=(B, N, WIDTH)), input_gradient=False) is None


def test_mean_over_positions():
    rng = np.random.default_rng(5)
    X = rng.normal(size=(B, N, D))
    layer = MeanOverPositions()
    np.testing.assert_allclose(layer.output(X), X.mean(axis=1))
    upstream = rng.normal(size=(B, D))
    layer.forward(X)
    numerical = numerical_gradient(lambda X: float((layer.forward(X) * upstream).sum()), X)
    assert relative_error(layer.backward(upstream), numerical) < 1e-8


def test_positions():
    table = sinusoids(50, 8)
    np.testing.assert_allclose(table[0], [0, 1] * 4)
    np.testing.assert_allclose(table[3, :4], [np.sin(3), np.cos(3), np.sin(0.3), np.cos(0.3)])
    for i in range(4):  # a shift by s is a rotation in the plane of each frequency, wherever it starts
        angle = 7 * 10000.0 ** (-2 * i / 8)
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        np.testing.assert_allclose(table[7:, 2 * i : 2 * i + 2], table[:-7, 2 * i : 2 * i + 2] @ turn.T, atol=1e-12)
    with pytest.raises(ValueError, match="d is 7, but it should be even"):
        sinusoids(5, 7)
    rng = np.random.default_rng(6)
    layer = ordinary(Positions(K_, D), rng)
    X = rng.normal(size=(B, N, D))
    np.testing.assert_allclose(layer.output(X), X + layer.P[:N])
    check(layer, [X], rng)
    for batch in (rng.normal(size=(B, K_, D)), X):  # the second is shorter: nothing of the first is left
        layer.forward(batch)
        layer.backward(batch)
        np.testing.assert_allclose(layer.dP[: batch.shape[1]], batch.sum(axis=0))
    assert (layer.dP[N:] == 0).all()
    with pytest.raises(ValueError, match="X has 6 positions, but there are vectors for the first 5 only"):
        layer.forward(np.zeros((1, 6, D)))


def smooth_inputs(layer, forward, rng, *shapes):
    """Inputs at which no ReLU of the layer is within 1e-3 of its kink."""
    while True:
        inputs = [rng.normal(size=shape) for shape in shapes]
        forward(*inputs)
        if np.abs(layer.think.layer.layers[0].Z).min() > 1e-3:
            return inputs


@pytest.mark.parametrize("causal", [False, True])
def test_encoder_block(causal):
    rng = np.random.default_rng(7)
    block = ordinary(EncoderBlock(D, HEADS, WIDTH, rng=rng, d_k=DK, d_v=DV, causal=causal), rng)
    mask = padding_mask([2, 3], N)
    (X,) = smooth_inputs(block, lambda X: block.forward(X, mask), rng, (B, N, D))
    check(block, [X], rng, lambda: block.forward(X, mask), tolerance=1e-6)
    np.testing.assert_allclose(block.output(X, mask), block.forward(X, mask), rtol=1e-13)
    first, second = block.think.layer.layers
    H = X + by_loops(block.attention, *2 * [block.norm_1.output(X)], causal_mask(N) & mask if causal else mask)
    thought = relu(block.norm_2.output(H) @ first.W.T + first.b) @ second.W.T + second.b
    np.testing.assert_allclose(block.output(X, mask), H + thought, rtol=1e-12)


def test_decoder_block():
    rng = np.random.default_rng(8)
    block = ordinary(DecoderBlock(D, HEADS, WIDTH, rng=rng, d_k=DK, d_v=DV), rng)
    mask = padding_mask([2, 4], K_)
    X, memory = smooth_inputs(block, lambda X, M: block.forward(X, M, mask), rng, (B, N, D), (B, K_, D))
    check(block, [X, memory], rng, lambda: block.forward(X, memory, mask), tolerance=1e-6)
    Y = block.forward(X, memory, mask)
    np.testing.assert_allclose(block.output(X, memory, mask), Y, rtol=1e-13)
    changed = X.copy()
    changed[:, -1] += 1  # the last position moves nothing before it
    np.testing.assert_allclose(block.output(changed, memory, mask)[:, :-1], Y[:, :-1], rtol=1e-13)
    H = X + by_loops(block.back, *2 * [block.norm_1.output(X)], causal_mask(N))
    G = H + by_loops(block.across, block.norm_2.output(H), memory, mask)
    first, second = block.think.layer.layers
    thought = relu(block.norm_3.output(G) @ first.W.T + first.b) @ second.W.T + second.b
    np.testing.assert_allclose(Y, G + thought, rtol=1e-12)


def test_an_encoder_is_equivariant_until_it_has_positions():
    rng = np.random.default_rng(9)
    block = ordinary(EncoderBlock(D, HEADS, WIDTH, rng=rng, d_k=DK, d_v=DV), rng)
    X, order = rng.normal(size=(B, K_, D)), np.array([3, 0, 4, 1, 2])
    np.testing.assert_allclose(block.output(X[:, order]), block.output(X)[:, order], rtol=1e-10)
    placed = Network([Positions(K_, D), block])
    assert relative_error(placed.output(X[:, order]), placed.output(X)[:, order]) > 1e-2


def test_float32_stays_float32():
    rng = np.random.default_rng(10)
    X = rng.normal(size=(B, N, 8)).astype(np.float32)
    for layer in (EncoderBlock(8, 2, WIDTH, rng=rng, dtype=np.float32), Positions(N, 8, dtype=np.float32)):
        assert layer.forward(X).dtype == layer.backward(X).dtype == layer.output(X).dtype == np.float32


def ends(n, rng):
    """Sequences of 6 letters out of 3; the class says whether the first letter is smaller than the last: order decides."""
    letters = rng.integers(3, size=(n, 6))
    return np.eye(3)[letters], (letters[:, 0] < letters[:, -1]).astype(int)


def classifier(places, rng):
    layers = [PositionWise(Dense(3, 8, rng=rng)), Positions(6, 8), EncoderBlock(8, 2, 16, rng=rng)]
    return Network(
        [layer for layer in layers if places or not isinstance(layer, Positions)]
        + [MeanOverPositions(), Dense(8, 2, rng=rng)]
    )


def test_a_chain_learns_where_order_decides_and_only_with_positions():
    scores = {}
    for places in (True, False):
        rng = np.random.default_rng(11)
        X, y = ends(600, rng)
        network = classifier(places, rng)
        before = copy.deepcopy(network).theta
        train(network, SoftmaxCrossEntropy(), Adam(0.01), X, y, epochs=25, batch_size=50, rng=rng)
        assert (network.theta != before).mean() > 0.9
        scores[places] = accuracy(network, *ends(1000, rng))
    assert scores[True] > 0.95
    assert scores[False] < 0.85


def test_whole_chain_backward():
    rng = np.random.default_rng(12)
    network, loss = classifier(True, rng), SoftmaxCrossEntropy()
    network.theta[:] = rng.normal(size=network.theta.size) * 0.5
    X, y = ends(4, rng)
    network.backward(loss.gradient(network.forward(X), y))
    dtheta = network.dtheta.copy()
    numerical = numerical_gradient(lambda _: loss(network.forward(X), y), network.theta)
    assert relative_error(dtheta, numerical) < 1e-6


# ---------------------------------------------------------------- PyTorch, where it is installed


def copy_attention(torch, ours, theirs):
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.tensor(np.vstack([ours.query.W, ours.key.W, ours.value.W])))
        theirs.in_proj_bias.copy_(torch.tensor(np.hstack([ours.query.b, ours.key.b, ours.value.b])))
        copy_dense(torch, ours.join, theirs.out_proj)


def copy_dense(torch, ours, theirs):
    with torch.no_grad():
        theirs.weight.copy_(torch.tensor(ours.W if hasattr(ours, "W") else ours.gamma))
        theirs.bias.copy_(torch.tensor(ours.b if hasattr(ours, "b") else ours.beta))


def compare(torch, ours, theirs, inputs, call_ours, call_theirs, rng, pairs):
    """Outputs, gradients of the inputs, and gradients of (our array, their parameter)."""
    tensors = [torch.tensor(array, requires_grad=True) for array in inputs]
    Y, T = call_ours(*inputs), call_theirs(*tensors)
    np.testing.assert_allclose(Y, T.detach().numpy(), rtol=1e-9, atol=1e-11)
    upstream = rng.normal(size=Y.shape)
    T.backward(torch.tensor(upstream))
    found = ours.backward(upstream)
    for gradient, tensor in zip(found if isinstance(found, tuple) else (found,), tensors, strict=True):
        np.testing.assert_allclose(gradient, tensor.grad.numpy(), rtol=1e-8, atol=1e-11)
    for gradient, parameter in pairs():
        np.testing.assert_allclose(gradient, parameter.grad.numpy(), rtol=1e-8, atol=1e-11)


def test_multi_head_against_pytorch():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(13)
    ours = ordinary(MultiHeadAttention(8, 2, rng=rng), rng)
    theirs = torch.nn.MultiheadAttention(8, 2, batch_first=True, dtype=torch.float64)
    copy_attention(torch, ours, theirs)
    X, memory, mask = rng.normal(size=(B, N, 8)), rng.normal(size=(B, K_, 8)), padding_mask([2, 4], K_)
    hidden = torch.tensor(~mask[:, 0])  # theirs says True where one may not look
    compare(
        torch,
        ours,
        theirs,
        [X, memory],
        lambda X, M: ours.forward(X, M, mask),
        lambda X, M: theirs(X, M, M, key_padding_mask=hidden)[0],
        rng,
        lambda: [
            (np.vstack([ours.query.dW, ours.key.dW, ours.value.dW]), theirs.in_proj_weight),
            (ours.join.dW, theirs.out_proj.weight),
            (ours.join.db, theirs.out_proj.bias),
        ],
    )


@pytest.mark.parametrize("causal", [False, True])
def test_encoder_block_against_pytorch(causal):
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(14)
    ours = ordinary(EncoderBlock(8, 2, WIDTH + 3, rng=rng, causal=causal), rng)
    theirs = torch.nn.TransformerEncoderLayer(
        8, 2, WIDTH + 3, dropout=0.0, batch_first=True, norm_first=True, dtype=torch.float64
    )
    copy_attention(torch, ours.attention, theirs.self_attn)
    first, second = ours.think.layer.layers
    pairs = [
        (first, theirs.linear1),
        (second, theirs.linear2),
        (ours.norm_1, theirs.norm1),
        (ours.norm_2, theirs.norm2),
    ]
    for one, other in pairs:
        copy_dense(torch, one, other)
    mask = torch.tensor(~causal_mask(N)) if causal else None
    compare(
        torch,
        ours,
        theirs,
        [rng.normal(size=(B, N, 8))],
        ours.forward,
        lambda X: theirs(X, src_mask=mask),
        rng,
        lambda: [(one.dW if hasattr(one, "W") else one.dgamma, other.weight) for one, other in pairs],
    )


def test_decoder_block_against_pytorch():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(15)
    ours = ordinary(DecoderBlock(8, 2, WIDTH + 3, rng=rng), rng)
    theirs = torch.nn.TransformerDecoderLayer(
        8, 2, WIDTH + 3, dropout=0.0, batch_first=True, norm_first=True, dtype=torch.float64
    )
    copy_attention(torch, ours.back, theirs.self_attn)
    copy_attention(torch, ours.across, theirs.multihead_attn)
    first, second = ours.think.layer.layers
    norms = [(ours.norm_1, theirs.norm1), (ours.norm_2, theirs.norm2), (ours.norm_3, theirs.norm3)]
    pairs = [(first, theirs.linear1), (second, theirs.linear2), *norms]
    for one, other in pairs:
        copy_dense(torch, one, other)
    mask, hidden = torch.tensor(~causal_mask(N)), torch.tensor(~padding_mask([2, 4], K_)[:, 0])
    compare(
        torch,
        ours,
        theirs,
        [rng.normal(size=(B, N, 8)), rng.normal(size=(B, K_, 8))],
        lambda X, M: ours.forward(X, M, padding_mask([2, 4], K_)),
        lambda X, M: theirs(X, M, tgt_mask=mask, memory_key_padding_mask=hidden),
        rng,
        lambda: [(one.dW if hasattr(one, "W") else one.dgamma, other.weight) for one, other in pairs],
    )
