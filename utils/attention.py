"""Attention: each query takes a weighted mean of values, and the weights are a softmax of dot products with keys.

The score of query i and key j is s_ij = q_i'k_j / sqrt(d); row i of A = softmax(S) sums to 1 and says where query i
looks; O = A V. A leading axis more (samples, heads) changes nothing: every formula holds for the last two axes.
"""

import numpy as np

from utils.activations import softmax
from utils.validate import describe


def attention(Q, K, V, mask=None):
    """Scaled dot-product attention, softmax(Q K' / sqrt(d)) V (Vaswani et al., 2017, eq. 1).

    Parameters
    ----------
    Q, K, V : arrays of shapes (..., n, d), (..., k, d), (..., k, d_v): n queries, k keys, k values
    mask : boolean array that broadcasts to (..., n, k), optional; True where query i may look at key j

    Returns
    -------
    O, A : arrays of shapes (..., n, d_v) and (..., n, k): the outputs, and the weights, whose rows sum to 1

    Raises
    ------
    ValueError
        If the shapes do not fit, or if a row of the mask lets its query look at no key at all: there is no softmax then.
    """
    if Q.shape[-1] != K.shape[-1] or K.shape[-2] != V.shape[-2]:
        raise ValueError(
            f"Q, K, V have shapes {describe(Q.shape)}, {describe(K.shape)}, {describe(V.shape)}, but they should end in "
            "(n, d), (k, d), (k, d_v): queries as long as keys, one value for each key"
        )
    S = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5  # s_ij = q_i'k_j / sqrt(d)
    if mask is not None:
        S = np.where(check_mask(mask, S.shape), S, -np.inf)  # e^-inf = 0: no weight, and no gradient
    A = softmax(S)  # a_ij = e^{s_ij} / sum_l e^{s_il}
    return A @ V, A  # o_i = sum_j a_ij v_j


def attention_backward(grad_O, Q, K, V, A):
    """From dL/dO to (dL/dQ, dL/dK, dL/dV), each of the shape of its array; A are the weights that `attention` returned."""
    grad_V = A.swapaxes(-1, -2) @ grad_O  # dL/dv_j = sum_i a_ij dL/do_i
    grad_A = grad_O @ V.swapaxes(-1, -2)  # dL/da_ij = dL/do_i' v_j
    grad_S = A * (grad_A - (grad_A * A).sum(axis=-1, keepdims=True))  # the softmax's Jacobian, row by row
    grad_S /= Q.shape[-1] ** 0.5
    grad_Q = grad_S @ K  # dL/dq_i = sum_j dL/ds_ij k_j / sqrt(d)
    grad_K = grad_S.swapaxes(-1, -2) @ Q  # dL/dk_j = sum_i dL/ds_ij q_i / sqrt(d)
    return grad_Q, grad_K, grad_V


def check_mask(mask, shape):
    """Return the mask, broadcast to `shape` (..., n, k), if it is boolean, fits, and leaves each query at least one key."""
    mask = np.asarray(mask)
    if mask.dtype != bool:
        raise TypeError(f"mask holds {mask.dtype} values, but it should hold True (may look) and False (may not)")
    try:
        mask = np.broadcast_to(mask, shape)
    except ValueError:
        raise ValueError(
            f"mask has shape {describe(mask.shape)}, but it should broadcast to the scores' shape {describe(shape)}: "
            "one row a query, one column a key"
        ) from None
    blind = ~mask.any(axis=-1)
    if blind.any():
        *batch, i = (int(index) for index in np.argwhere(blind)[0])
        where = f" of entry {tuple(batch)}" if batch else ""
        raise ValueError(
            f"row {i} of the mask{where} is False everywhere: query {i} may look at no key, and its weights would be "
            "0/0; let it look at one key at least, or leave this query out"
        )
    return mask


def causal_mask(n):
    """Position i may look at positions 0 ... i: the lower triangle, diagonal included, shape (n, n)."""
    return np.tril(np.ones((n, n), dtype=bool))
