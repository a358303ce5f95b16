"""Attention: loops as the definition, numbers by hand, finite differences on sizes that all differ."""

import numpy as np
import pytest

from utils.attention import attention, attention_backward, causal_mask, check_mask
from utils.gradient_check import numerical_gradient, relative_error

# queries, keys, length of both, length of values: Q = K = V with n = d hides half of the errors
N, K_, D, DV = 3, 5, 4, 2


def draw(rng, batch=()):
    shapes = (N, D), (K_, D), (K_, DV)
    return [rng.normal(size=(*batch, *shape)) for shape in shapes]


def loops(Q, K, V, mask=None):
    """The definition, number by number, with the exponentials written out."""
    O, A = np.zeros((N, DV)), np.zeros((N, K_))
    for i in range(N):
        score = [sum(Q[i, c] * K[j, c] for c in range(D)) / np.sqrt(D) for j in range(K_)]
        seen = [j for j in range(K_) if mask is None or mask[i, j]]
        total = sum(np.exp(score[j]) for j in seen)
        for j in seen:
            A[i, j] = np.exp(score[j]) / total
            O[i] += A[i, j] * V[j]
    return O, A


def random_mask(rng):
    mask = rng.random((N, K_)) < 0.5
    mask[np.arange(N), np.arange(N)] = True
    assert not mask.all()
    return mask


@pytest.mark.parametrize("masked", [False, True])
def test_it_is_the_definition(masked):
    rng = np.random.default_rng(0)
    arrays, mask = draw(rng), random_mask(rng) if masked else None
    for found, expected in zip(attention(*arrays, mask), loops(*arrays, mask)):
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-15)


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


def softmax_of(scores, axis=-1):
    return np.exp(scores) / np.exp(scores).sum(axis=axis, keepdims=True)


WRONG = {
    "no scale": lambda Q, K, V: softmax_of(Q @ K.T) @ V,
    "scale d": lambda Q, K, V: softmax_of(Q @ K.T / Q.shape[1]) @ V,
    "scale sqrt(n)": lambda Q, K, V: softmax_of(Q @ K.T / len(Q) ** 0.5) @ V,
    "scale sqrt(k)": lambda Q, K, V: softmax_of(Q @ K.T / len(K) ** 0.5) @ V,
    "negative scores": lambda Q, K, V: softmax_of(-Q @ K.T / Q.shape[1] ** 0.5) @ V,
    "softmax over the queries": lambda Q, K, V: softmax_of(Q @ K.T / Q.shape[1] ** 0.5, axis=0) @ V,
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_the_sizes_tell_wrong_ones_apart(wrong):
    Q, K, V = draw(np.random.default_rng(2))
    assert relative_error(wrong(Q, K, V), attention(Q, K, V)[0]) > 1e-2


def test_leading_axes_are_independent():
    Q, K, V = draw(np.random.default_rng(4), (2, 6))
    O, A = attention(Q, K, V)
    for index in np.ndindex(2, 6):
        np.testing.assert_allclose(O[index], attention(Q[index], K[index], V[index])[0], rtol=1e-13)
    np.testing.assert_allclose(A.sum(axis=-1), 1)


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
    mask = (np.arange(K_) < np.array([[2], [5]]))[:, np.newaxis]  # (2, 1, k): one row for all queries
    O, A = attention(Q, K, V, mask)
    np.testing.assert_allclose(O[0], attention(Q[0], K[0, :2], V[0, :2])[0])
    np.testing.assert_allclose(O[1], attention(Q[1], K[1], V[1])[0])
    assert (A[0, :, 2:] == 0).all()
    K[0, 2:], V[0, 2:] = 1e6, -1e6  # whatever stands in the padding
    np.testing.assert_array_equal(attention(Q, K, V, mask)[0], O)


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
