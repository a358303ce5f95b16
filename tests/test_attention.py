"""Attention: loops as the definition, numbers by hand, finite differences on sizes that all differ, PyTorch where installed."""

import numpy as np
import pytest

from utils.attention import attention, attention_backward, causal_mask, check_mask, padding_mask
from utils.gradient_check import numerical_gradient, relative_error

N, K_, D, DV = (
    3,
    5,
    4,
    2,
)  # queries, keys, length of both, length of values: Q = K = V with n = d hides half of the errors


def draw(rng, batch=()):
    shapes = (N, D), (K_, D), (K_, DV)
    return [rng.normal(size=(*batch, *shape)) for shape in shapes]


def loops(Q, K, V, mask=None):
    """The definition, number by number, with the exponentials written out."""
    n, d, k = len(Q), Q.shape[1], len(K)
    O, A = np.zeros((n, V.shape[1])), np.zeros((n, k))
    for i in range(n):
        score = [sum(Q[i, c] * K[j, c] for c in range(d)) / np.sqrt(d) for j in range(k)]
        seen = [j for j in range(k) if mask is None or mask[i, j]]
        total = sum(np.exp(score[j]) for j in seen)
        for j in seen:
            A[i, j] = np.exp(score[j]) / total
            O[i] += A[i, j] * V[j]
    return O, A


def random_mask(rng):
    mask = rng.random((N, K_)) < 0.5
    mask[np.arange(N), np.arange(N)] = True
    assert 0 < (~mask).sum()
    return mask


@pytest.mark.parametrize("masked", [False, True])
def test_it_is_the_definition(masked):
    rng = np.random.default_rng(0)
    Q, K, V = draw(rng)
    mask = random_mask(rng) if masked else None
    for found, expected in zip(attention(Q, K, V, mask), loops(Q, K, V, mask)):
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-15)


def test_by_hand():
    Q, K, V = np.array([[2.0, 0, 0, 0]]), np.zeros((3, 4)), np.array([[1.0], [2.0], [6.0]])
    K[:, 0] = np.log([1.0, 2.0, 5.0])  # scores 2 log(.) / sqrt(4), so the weights are 1, 2, 5 over 8
    O, A = attention(Q, K, V)
    np.testing.assert_allclose(A, [[1 / 8, 2 / 8, 5 / 8]])
    np.testing.assert_allclose(O, [[(1 + 4 + 30) / 8]])
    O, A = attention(Q, K, V, np.array([[True, True, False]]))
    np.testing.assert_allclose(A, [[1 / 3, 2 / 3, 0]])
    np.testing.assert_allclose(O, [[5 / 3]])


@pytest.mark.parametrize("masked", [False, True])
def test_backward_agrees_with_finite_differences(masked):
    rng = np.random.default_rng(1)
    Q, K, V = draw(rng, (7,))
    mask = random_mask(rng) if masked else None
    upstream = rng.normal(size=(7, N, DV))
    _, A = attention(Q, K, V, mask)
    for gradient, array in zip(attention_backward(upstream, Q, K, V, A), (Q, K, V)):
        numerical = numerical_gradient(lambda _: float((attention(Q, K, V, mask)[0] * upstream).sum()), array)
        assert gradient.shape == array.shape
        assert relative_error(gradient, numerical) < 1e-8


def wrong_forwards():
    """Mistakes that people make; each must differ from the truth on these sizes."""

    def with_scores(change):
        def forward(Q, K, V):
            S = change(Q, K)
            E = np.exp(S)
            return E / E.sum(axis=-1, keepdims=True) @ V

        return forward

    def wrong_axis(Q, K, V):
        E = np.exp(Q @ K.T / Q.shape[1] ** 0.5)
        return E / E.sum(axis=0) @ V

    return {
        "no scale": with_scores(lambda Q, K: Q @ K.T),
        "scale d": with_scores(lambda Q, K: Q @ K.T / Q.shape[1]),
        "scale sqrt(n)": with_scores(lambda Q, K: Q @ K.T / len(Q) ** 0.5),
        "scale sqrt(k)": with_scores(lambda Q, K: Q @ K.T / len(K) ** 0.5),
        "negative scores": with_scores(lambda Q, K: -(Q @ K.T) / Q.shape[1] ** 0.5),
        "softmax over the queries": wrong_axis,
    }


@pytest.mark.parametrize("name", wrong_forwards())
def test_the_sizes_tell_wrong_ones_apart(name):
    Q, K, V = draw(np.random.default_rng(2))
    assert relative_error(wrong_forwards()[name](Q, K, V), attention(Q, K, V)[0]) > 1e-2


def test_equal_arrays_and_sizes_hide_mistakes():
    """Why the other tests do not use them: with Q = K = V and n = d, S is symmetric and sqrt(n) is sqrt(d)."""
    X = np.random.default_rng(3).normal(size=(4, 4))
    truth = attention(X, X, X)[0]
    np.testing.assert_allclose(wrong_forwards()["scale sqrt(n)"](X, X, X), truth)
    np.testing.assert_allclose(wrong_forwards()["scale sqrt(k)"](X, X, X), truth)
    S = (X @ X.T / 2).T
    np.testing.assert_allclose(np.exp(S) / np.exp(S).sum(axis=1, keepdims=True) @ X, truth)  # transposed: not seen


def test_leading_axes_are_independent():
    Q, K, V = draw(np.random.default_rng(4), (2, 6))
    O, A = attention(Q, K, V)
    for index in np.ndindex(2, 6):
        np.testing.assert_allclose(O[index], attention(Q[index], K[index], V[index])[0], rtol=1e-13)
    np.testing.assert_allclose(A.sum(axis=-1), 1)


def test_permutations():
    rng = np.random.default_rng(5)
    Q, K, V = draw(rng)
    O, A = attention(Q, K, V)
    rows, columns = rng.permutation(N), rng.permutation(K_)
    np.testing.assert_allclose(attention(Q[rows], K, V)[0], O[rows])  # queries: equivariant
    np.testing.assert_allclose(attention(Q, K[columns], V[columns])[0], O)  # pairs of key and value: invariant
    np.testing.assert_allclose(attention(Q, K[columns], V[columns])[1], A[:, columns])


def test_large_scores_and_dtype():
    Q, K, V = (array.astype(np.float32) for array in draw(np.random.default_rng(6)))
    O, A = attention(1e3 * Q, 1e3 * K, V, np.tril(np.ones((N, K_), dtype=bool)))
    assert O.dtype == A.dtype == np.float32
    assert np.isfinite(O).all()
    assert {array.dtype for array in attention_backward(O, Q, K, V, A)} == {np.dtype("float32")}


# ---------------------------------------------------------------- masks


def test_causal_mask():
    np.testing.assert_array_equal(causal_mask(3), [[1, 0, 0], [1, 1, 0], [1, 1, 1]])
    rng = np.random.default_rng(7)
    X, other = rng.normal(size=(5, 4)), rng.normal(size=(5, 4))
    other[:3] = X[:3]  # the same past, another future
    one, two = (attention(Z, Z, Z, causal_mask(5))[0] for Z in (X, other))
    np.testing.assert_array_equal(one[:3], two[:3])
    assert (one[3:] != two[3:]).all()


def test_padding_is_as_if_it_were_not_there():
    rng = np.random.default_rng(8)
    Q, K, V = draw(rng, (2,))
    O, A = attention(Q, K, V, padding_mask([2, 5], K_))
    np.testing.assert_allclose(O[0], attention(Q[0], K[0, :2], V[0, :2])[0])
    np.testing.assert_allclose(O[1], attention(Q[1], K[1], V[1])[0])
    assert (A[0, :, 2:] == 0).all()
    K[0, 2:], V[0, 2:] = 1e6, -1e6  # whatever stands in the padding
    np.testing.assert_array_equal(attention(Q, K, V, padding_mask([2, 5], K_))[0], O)


def test_no_gradient_through_the_mask():
    rng = np.random.default_rng(9)
    Q, K, V = draw(rng)
    mask = np.ones((N, K_), dtype=bool)
    mask[:, 1] = False
    _, A = attention(Q, K, V, mask)
    _, grad_K, grad_V = attention_backward(rng.normal(size=(N, DV)), Q, K, V, A)
    assert (grad_K[1] == 0).all() and (grad_V[1] == 0).all()
    assert (grad_K[[0, 2, 3, 4]] != 0).all()


def test_errors_say_what_is_wrong():
    Q, K, V = draw(np.random.default_rng(10), (2,))
    mask = np.ones((2, N, K_), dtype=bool)
    mask[1, 2] = False
    with pytest.raises(ValueError, match=r"row 2 of the mask of entry \(1,\) is False everywhere.*may look at no key"):
        attention(Q, K, V, mask)
    with pytest.raises(ValueError, match=r"row 0 of the mask is False everywhere"):
        attention(Q[0], K[0], V[0], np.zeros((N, K_), dtype=bool))
    with pytest.raises(TypeError, match="mask holds float64 values"):
        attention(Q, K, V, mask.astype(float))
    with pytest.raises(ValueError, match=r"mask has shape \(5, 3\), but it should broadcast .* \(3, 5\)"):
        check_mask(np.ones((K_, N), dtype=bool), (N, K_))
    with pytest.raises(ValueError, match=r"\(3, 4\), \(5, 4\), \(3, 4\), but they should end in"):
        attention(Q[0], K[0], Q[0])
    with pytest.raises(ValueError, match="lengths holds 6, but each should be 1 ... 5"):
        padding_mask([2, 6], K_)
    with pytest.raises(ValueError, match="lengths holds 0, .* no sequence is empty"):
        padding_mask([0, 3], K_)


def test_against_pytorch():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(11)
    Q, K, V = draw(rng, (2, 6))
    mask, upstream = random_mask(rng), rng.normal(size=(2, 6, N, DV))
    tensors = [torch.tensor(array, requires_grad=True) for array in (Q, K, V)]
    O = torch.nn.functional.scaled_dot_product_attention(*tensors, attn_mask=torch.tensor(mask))
    O.backward(torch.tensor(upstream))
    found, A = attention(Q, K, V, mask)
    np.testing.assert_allclose(found, O.detach().numpy(), rtol=1e-10)
    for gradient, tensor in zip(attention_backward(upstream, Q, K, V, A), tensors):
        np.testing.assert_allclose(gradient, tensor.grad.numpy(), rtol=1e-9, atol=1e-13)
