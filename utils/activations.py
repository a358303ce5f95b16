"""Activation functions phi, each with its derivative right beside it.

Both take z, the value *before* the activation, as an array of any shape, and return an array of that shape and dtype.
A call computes phi(z); `.derivative` computes phi'(z). Softmax mixes the entries of a row, so its derivative is a matrix.
"""

import numpy as np


class Identity:
    """phi(z) = z, for the output layer: the loss takes the raw values (logits)."""

    def __call__(self, z):
        return z

    def derivative(self, z):
        return np.ones_like(z)


class Step:
    """phi(z) = 1 if z >= 0 else 0 (McCulloch and Pitts, 1943; Rosenblatt, 1958). No descent: phi' is 0 wherever it exists."""

    def __call__(self, z):
        return np.asarray(np.asarray(z) >= 0, dtype=_float(z))

    def derivative(self, z):
        return np.zeros_like(z, dtype=_float(z))


class Sigmoid:
    """phi(z) = 1 / (1 + e^-z), the distribution function of the logistic: a binary logit's probability."""

    def __call__(self, z):
        e = np.exp(-np.abs(z))  # in (0, 1], so nothing overflows
        return np.where(np.asarray(z) >= 0, 1, e) / (1 + e)  # e^z / (1 + e^z) where z < 0

    def derivative(self, z):
        e = np.exp(-np.abs(z))
        return e / (1 + e) ** 2  # phi(z) (1 - phi(z)), even in z and exact in both tails


class Tanh:
    """phi(z) = tanh(z) = 2 sigmoid(2z) - 1."""

    def __call__(self, z):
        return np.tanh(z)

    def derivative(self, z):
        return 1 - np.tanh(z) ** 2


class ReLU:
    """phi(z) = max(z, 0). There is no derivative at 0; phi'(0) is taken as 0 here (Nair and Hinton, 2010)."""

    def __call__(self, z):
        return np.maximum(z, 0)

    def derivative(self, z):
        return (np.asarray(z) > 0).astype(_float(z))


class LeakyReLU:
    """phi(z) = z if z > 0 else alpha z, with a small slope alpha that keeps units alive (Maas, Hannun and Ng, 2013)."""

    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def __call__(self, z):
        return np.where(np.asarray(z) > 0, z, self.alpha * np.asarray(z))

    def derivative(self, z):
        return np.where(np.asarray(z) > 0, 1, self.alpha).astype(_float(z))


def _float(z):
    """The dtype of the answer: that of z if it is floating, float64 if z holds integers."""
    dtype = np.asarray(z).dtype
    return dtype if dtype.kind == "f" else np.dtype(float)


identity, step, sigmoid, tanh, relu, leaky_relu = Identity(), Step(), Sigmoid(), Tanh(), ReLU(), LeakyReLU()


def softplus(z):
    """log(1 + e^z), without overflow: minus the logarithm of sigmoid(-z)."""
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def log_softmax(Z):
    """log of the softmax of each row; Z has shape (..., c). The largest logit is subtracted, so nothing overflows."""
    Z = Z - Z.max(axis=-1, keepdims=True)  # softmax(z) = softmax(z - m) for any number m
    return Z - np.log(np.exp(Z).sum(axis=-1, keepdims=True))


def softmax(Z):
    """p_k = e^{z_k} / sum_j e^{z_j} in each row: McFadden's multinomial logit. Z has shape (..., c); rows sum to 1."""
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def softmax_jacobian(z):
    """dp_i/dz_j = p_i (1{i=j} - p_j), for one sample z of shape (c,); returns shape (c, c)."""
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)
