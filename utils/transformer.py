"""What a transformer puts around attention: positions, layer normalization, and the encoder and the decoder block.

A batch of sequences has shape (b, n, d): b sequences, n positions, d numbers at each position.
"""

import numpy as np

from utils.activations import relu
from utils.initializers import he
from utils.mlp import Dense
from utils.multi_head import MultiHeadAttention, PositionWise
from utils.network import Layer, Network


def sinusoids(n, d):
    """A row of sines and cosines for each position t = 0 ... n-1, shape (n, d), d even (Vaswani et al., 2017, section 3.5).

    Column 2i holds sin(t w_i), column 2i + 1 holds cos(t w_i), with w_i = 10000^(-2i/d): from fast waves to slow ones.
    """
    if d % 2:
        raise ValueError(f"d is {d}, but it should be even: a sine and a cosine for each frequency")
    angles = np.arange(n)[:, np.newaxis] * 10000.0 ** (-np.arange(0, d, 2) / d)  # (n, d / 2)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(n, d)


class Positions(Layer):
    """Add a vector to each position: X + P. The rows of P start as `sinusoids` and are learnt like any parameter.

    Attributes
    ----------
    P, dP : arrays of shape (n, d); sequences of up to n positions are taken
    """

    names = ("P",)

    def __init__(self, n, d, dtype=float):
        self.P = sinusoids(n, d).astype(dtype)
        self.dP = np.zeros_like(self.P)

    def forward(self, X):
        if X.shape[1] > len(self.P):
            raise ValueError(f"X has {X.shape[1]} positions, but there are vectors for the first {len(self.P)} only")
        return X + self.P[: X.shape[1]]

    def backward(self, grad, input_gradient=True):
        self.dP[...] = 0
        self.dP[: grad.shape[1]] = grad.sum(axis=0)  # p_t is added to every sequence of the batch
        return grad if input_gradient else None


class LayerNorm(Layer):
    """Each position's vector to mean 0 and variance 1, then a scale and a shift: y = gamma * xhat + beta (Ba et al., 2016).

    The mean and the variance are those of one vector, so nothing depends on the batch, in training or in use.

    Attributes
    ----------
    gamma, beta : arrays of shape (d,), 1 and 0 at first
    """

    names = ("gamma", "beta")

    def __init__(self, d, epsilon=1e-5, dtype=float):
        self.gamma, self.beta, self.epsilon = np.ones(d, dtype=dtype), np.zeros(d, dtype=dtype), epsilon
        self.dgamma, self.dbeta = np.zeros(d, dtype=dtype), np.zeros(d, dtype=dtype)

    def forward(self, X):
        """X has shape (..., d)."""
        C = X - X.mean(axis=-1, keepdims=True)
        self.sigma = np.sqrt((C * C).mean(axis=-1, keepdims=True) + self.epsilon)
        self.X_hat = C / self.sigma  # xhat = (x - mean) / sqrt(var + epsilon)
        return self.gamma * self.X_hat + self.beta

    def backward(self, grad, input_gradient=True):
        self.dgamma[...] = (grad * self.X_hat).reshape(-1, grad.shape[-1]).sum(axis=0)
        self.dbeta[...] = grad.reshape(-1, grad.shape[-1]).sum(axis=0)
        if not input_gradient:
            return None
        G = grad * self.gamma  # dL/dxhat
        # x moves its own xhat, and all the others through the mean and the variance
        along = (G * self.X_hat).mean(axis=-1, keepdims=True)
        return (G - G.mean(axis=-1, keepdims=True) - self.X_hat * along) / self.sigma

    def output(self, X):
        C = X - X.mean(axis=-1, keepdims=True)
        return self.gamma * C / np.sqrt((C * C).mean(axis=-1, keepdims=True) + self.epsilon) + self.beta


class MeanOverPositions(Layer):
    """(b, n, d) to (b, d): the mean of a sequence's vectors, which no longer knows their order."""

    def forward(self, X):
        self.n = X.shape[1]
        return X.mean(axis=1)

    def backward(self, grad, input_gradient=True):
        return np.repeat(grad[:, np.newaxis] / self.n, self.n, axis=1) if input_gradient else None

    def output(self, X):
        return X.mean(axis=1)


def feed_forward(d, width, rng, dtype=float):
    """Two dense layers with a ReLU between them, d -> width -> d, the same at each position."""
    layers = [Dense(d, width, relu, rng=rng, init=he, dtype=dtype), Dense(width, d, rng=rng, dtype=dtype)]
    return PositionWise(Network(layers))


class EncoderBlock(Layer):
    """Self-attention, then a feed-forward network at each position, on arrays of shape (b, n, d).

    H = X + Attention(Norm(X)), and the output is H + FeedForward(Norm(H)).

    The norm stands before each branch ("pre-norm"; Xiong et al., 2020), so that X goes through the sums untouched. In
    Vaswani et al. (2017) it stands after each sum.

    Parameters
    ----------
    d, heads, rng, causal, d_k, d_v, dtype : as for `MultiHeadAttention`
    width : int, hidden units of the feed-forward part
    """

    def __init__(self, d, heads, width, *, rng, causal=False, d_k=None, d_v=None, dtype=float):
        self.norm_1, self.norm_2 = LayerNorm(d, dtype=dtype), LayerNorm(d, dtype=dtype)
        self.attention = MultiHeadAttention(d, heads, rng=rng, causal=causal, d_k=d_k, d_v=d_v, dtype=dtype)
        self.feed_forward = feed_forward(d, width, rng, dtype)
        self.parts = [self.norm_1, self.attention, self.norm_2, self.feed_forward]

    def forward(self, X, mask=None):
        H = X + self.attention.forward(self.norm_1.forward(X), mask=mask)
        return H + self.feed_forward.forward(self.norm_2.forward(H))

    def backward(self, grad, input_gradient=True):
        grad_H = grad + self.norm_2.backward(
            self.feed_forward.backward(grad)
        )  # H went two ways: the sum copies the gradient
        grad_X = grad_H + self.norm_1.backward(self.attention.backward(grad_H))
        return grad_X if input_gradient else None

    def output(self, X, mask=None):
        H = X + self.attention.output(self.norm_1.output(X), mask=mask)
        return H + self.feed_forward.output(self.norm_2.output(H))


class DecoderBlock(Layer):
    """Causal self-attention, cross-attention to the encoder's output, feed-forward.

    H = X + SelfAttention(Norm(X)), G = H + CrossAttention(Norm(H), memory), output G + FeedForward(Norm(G)).

    Parameters
    ----------
    d, heads, width, rng, d_k, d_v, dtype : as for `EncoderBlock`
    """

    def __init__(self, d, heads, width, *, rng, d_k=None, d_v=None, dtype=float):
        self.norm_1, self.norm_2, self.norm_3 = (LayerNorm(d, dtype=dtype) for _ in range(3))
        options = {"rng": rng, "d_k": d_k, "d_v": d_v, "dtype": dtype}
        self.self_attention = MultiHeadAttention(d, heads, causal=True, **options)
        self.cross_attention = MultiHeadAttention(d, heads, **options)
        self.feed_forward = feed_forward(d, width, rng, dtype)
        norms = self.norm_1, self.norm_2, self.norm_3
        branches = self.self_attention, self.cross_attention, self.feed_forward
        self.parts = [part for pair in zip(norms, branches) for part in pair]

    def forward(self, X, memory, mask=None):
        """X has shape (b, n, d), memory (b, k, d); `mask` says which positions of the memory may be seen."""
        H = X + self.self_attention.forward(self.norm_1.forward(X))
        G = H + self.cross_attention.forward(self.norm_2.forward(H), memory, mask)
        return G + self.feed_forward.forward(self.norm_3.forward(G))

    def backward(self, grad, input_gradient=True):
        """From dL/dOutput to (dL/dX, dL/dMemory)."""
        grad_G = grad + self.norm_3.backward(self.feed_forward.backward(grad))
        grad_normed, grad_memory = self.cross_attention.backward(grad_G)
        grad_H = grad_G + self.norm_2.backward(grad_normed)
        return grad_H + self.norm_1.backward(self.self_attention.backward(grad_H)), grad_memory

    def output(self, X, memory, mask=None):
        H = X + self.self_attention.output(self.norm_1.output(X))
        G = H + self.cross_attention.output(self.norm_2.output(H), memory, mask)
        return G + self.feed_forward.output(self.norm_3.output(G))
