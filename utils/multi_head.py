"""Several attentions side by side, and dense layers that act at each position: what a transformer is built from.

A batch of sequences has shape (b, n, d): b sequences, n positions, d numbers at each position.
"""

import numpy as np

from utils.attention import attention, attention_backward, causal_mask
from utils.initializers import glorot
from utils.mlp import Dense
from utils.network import Layer


class MultiHeadAttention(Layer):
    """h attentions side by side, each with its own linear maps to queries, keys and values; a linear map, the output
    projection, joins them.

    Parameters
    ----------
    d : int, length of each position's vector, on both sides
    heads : int, h
    d_k, d_v : int, length of a head's queries and keys, and of its values; d / h where they are not given
    causal : bool; True: position i looks at positions 0 ... i only
    rng : numpy.random.Generator, draws the first weights
    init, dtype : as for `Dense`

    Attributes
    ----------
    query, key, value, output_projection : Dense layers from d to h d_k, h d_k, h d_v, and from h d_v to d
        Head 0 has the first d_k units.
    A : array of shape (b, h, n, k), the last batch's weights

    Source: Vaswani et al. (2017), section 3.2.2; with biases, as libraries do.
    """

    def __init__(self, d, heads, *, rng, d_k=None, d_v=None, causal=False, init=glorot, dtype=float):
        if d % heads and (d_k is None or d_v is None):
            raise ValueError(f"d is {d} and heads is {heads}: d should be a multiple of heads, or d_k and d_v be given")
        d_k, d_v = d_k or d // heads, d_v or d // heads
        self.heads, self.causal = heads, causal
        sizes = [(d, heads * d_k), (d, heads * d_k), (d, heads * d_v), (heads * d_v, d)]
        self.parts = [Dense(*size, rng=rng, init=init, dtype=dtype) for size in sizes]
        self.query, self.key, self.value, self.output_projection = self.parts

    def forward(self, X, memory=None, mask=None):
        """From X, shape (b, n, d), to the same shape; keys and values come from `memory`, (b, k, d), or from X itself.

        `mask` broadcasts to (b, n, k) and is the same for all heads.
        """
        self.cross = memory is not None
        Y = memory if self.cross else X
        self.Q = self._split(self.query.forward(_rows(X)), X)  # q = W_Q x + b_Q, (b, h, n, d_k)
        self.K = self._split(self.key.forward(_rows(Y)), Y)  # k = W_K y + b_K, (b, h, k, d_k)
        self.V = self._split(self.value.forward(_rows(Y)), Y)  # v = W_V y + b_V, (b, h, k, d_v)
        O, self.A = attention(self.Q, self.K, self.V, self._mask(mask, X.shape[1], Y.shape[1]))
        return self.output_projection.forward(self._merge(O)).reshape(X.shape)  # W_O [o^1; ...; o^h] + b_O

    def backward(self, grad, input_gradient=True):
        """From dL/dOutput, (b, n, d), to dL/dX, or to (dL/dX, dL/dMemory) if there was a memory; fills the parts' gradients."""
        b, _, n, k = self.A.shape
        grad_O = self._split(self.output_projection.backward(_rows(grad)), grad)
        grad_Q, grad_K, grad_V = attention_backward(grad_O, self.Q, self.K, self.V, self.A)
        grad_X = self.query.backward(self._merge(grad_Q)).reshape(b, n, -1)
        grad_Y = (self.key.backward(self._merge(grad_K)) + self.value.backward(self._merge(grad_V))).reshape(b, k, -1)
        if self.cross:
            return grad_X, grad_Y
        return grad_X + grad_Y if input_gradient else None  # X was used three times: what arrives is added

    def output(self, X, memory=None, mask=None):
        """Like `forward`, without a trace."""
        Y = X if memory is None else memory
        Q, K, V = (
            self._split(layer.output(_rows(Z)), Z) for layer, Z in ((self.query, X), (self.key, Y), (self.value, Y))
        )
        O, _ = attention(Q, K, V, self._mask(mask, X.shape[1], Y.shape[1]))
        return self.output_projection.output(self._merge(O)).reshape(X.shape)

    def _split(self, Z, like):
        """Rows of all positions, (b n, h d_k), to one matrix a head, (b, h, n, d_k)."""
        return Z.reshape(*like.shape[:2], self.heads, -1).swapaxes(1, 2)

    def _merge(self, Z):
        """The way back: (b, h, n, d_k) to (b n, h d_k), the heads side by side."""
        return Z.swapaxes(1, 2).reshape(Z.shape[0] * Z.shape[2], -1)

    def _mask(self, mask, n, k):
        if self.causal:
            mask = causal_mask(n) if mask is None else causal_mask(n) & mask
        if mask is None or np.ndim(mask) <= 2:
            return mask
        return np.asarray(mask)[:, np.newaxis]  # (b, n, k) to (b, 1, n, k): the same for all heads


def _rows(X):
    """All positions of all sequences as the rows of one matrix: (b, n, d) to (b n, d)."""
    return X.reshape(-1, X.shape[-1])


class PositionWise(Layer):
    """The same dense layer or network at each position: (b, n, d) to (b, n, d_out)."""

    def __init__(self, layer):
        self.layer = layer
        self.parts = [layer]

    def forward(self, X):
        return self.layer.forward(_rows(X)).reshape(*X.shape[:2], -1)

    def backward(self, grad, input_gradient=True):
        grad_X = self.layer.backward(_rows(grad), input_gradient)
        return grad_X.reshape(*grad.shape[:2], -1) if input_gradient else None

    def output(self, X):
        return self.layer.output(_rows(X)).reshape(*X.shape[:2], -1)
