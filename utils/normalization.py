"""Batch normalization: each unit is standardized over the batch, then scaled and shifted (Ioffe and Szegedy, 2015).

While training, the mean and the variance are the batch's own, so every sample's output depends on all samples, and so
does the derivative. In use they are moving averages that `forward` has kept.
"""

import numpy as np

from utils.network import Layer


class BatchNorm(Layer):
    """xhat = (x - mean) / sqrt(variance + epsilon) for each unit over the batch, then gamma * xhat + beta.

    Parameters
    ----------
    n_units : int
        The size of the second axis: units of (n, d), or channels of images (n, c, h, w), each with one mean over n, h, w.
    momentum : float
        Share of the moving averages that a batch leaves: mean <- momentum * mean + (1 - momentum) * batch mean.
    epsilon : float
        Added to the variance, under the root: a constant unit gives 0, not 0/0.
    dtype : dtype

    Attributes
    ----------
    gamma, beta : ndarrays of shape (n_units,), at first 1 and 0
    dgamma, dbeta : ndarrays of the same shape: dL/dgamma and dL/dbeta after `backward`
    mean, variance : ndarrays of shape (n_units,)
        The moving averages that `output` uses. Batch variances divide by m; what is averaged here divides by m - 1.

    Source: Ioffe and Szegedy (2015), algorithms 1 and 2; the moving averages are those of PyTorch.
    """

    names = ("gamma", "beta")

    def __init__(self, n_units, momentum=0.9, epsilon=1e-5, dtype=float):
        self.gamma, self.beta = np.ones(n_units, dtype=dtype), np.zeros(n_units, dtype=dtype)
        self.dgamma, self.dbeta = np.zeros(n_units, dtype=dtype), np.zeros(n_units, dtype=dtype)
        self.mean, self.variance = np.zeros(n_units, dtype=dtype), np.ones(n_units, dtype=dtype)
        self.momentum, self.epsilon = momentum, epsilon

    def forward(self, A):
        """From a, shape (n, d) or (n, c, h, w), to gamma * xhat + beta of the same shape.

        Raises
        ------
        ValueError
            If each unit has a single value, as in a batch of one row: it would become 0, whatever it was.
        """
        self.axes = (0, *range(2, A.ndim))
        m = A.size // A.shape[1]  # values a unit
        if m < 2:
            raise ValueError(
                f"the batch has shape {A.shape}: one value a unit has no variance; use batches of at least 2 samples"
            )
        mean, variance = A.mean(axis=self.axes), A.var(axis=self.axes)
        self.scale = 1 / np.sqrt(variance + self.epsilon)  # 1/s
        self.X_hat = (A - _wide(mean, A)) * _wide(self.scale, A)  # xhat = (a - mean) / s
        self.mean = self.momentum * self.mean + (1 - self.momentum) * mean
        self.variance = self.momentum * self.variance + (1 - self.momentum) * variance * (m / (m - 1))
        return _wide(self.gamma, A) * self.X_hat + _wide(self.beta, A)

    def backward(self, grad_A, input_gradient=True):
        """From dL/d(output) to dL/da, both of the shape of `forward`; leaves the gradients in dgamma and dbeta."""
        m = grad_A.size // grad_A.shape[1]
        (grad_A * self.X_hat).sum(axis=self.axes, out=self.dgamma)  # dL/dgamma = sum_i g_i xhat_i
        grad_A.sum(axis=self.axes, out=self.dbeta)  # dL/dbeta = sum_i g_i
        if not input_gradient:
            return None
        # dL/da_i = gamma / s * (g_i - mean(g) - xhat_i mean(g xhat)): a change that shifts or stretches the whole batch is undone
        centered = grad_A - _wide(self.dbeta / m, grad_A) - self.X_hat * _wide(self.dgamma / m, grad_A)
        return _wide(self.gamma * self.scale, grad_A) * centered

    def output(self, A):
        """gamma * (a - mean) / sqrt(variance + epsilon) + beta with the moving averages: a sample's output is its own."""
        scale = self.gamma / np.sqrt(self.variance + self.epsilon)
        return _wide(scale, A) * (A - _wide(self.mean, A)) + _wide(self.beta, A)


class Activation(Layer):
    """An activation as a layer of its own, for the order dense layer, normalization, phi of the paper."""

    def __init__(self, phi):
        self.phi = phi

    def forward(self, A):
        self.Z = A
        return self.phi(A)

    def backward(self, grad_A, input_gradient=True):
        return grad_A * self.phi.derivative(self.Z) if input_gradient else None  # dL/dz = dL/da * phi'(z)

    def output(self, A):
        return self.phi(A)


def _wide(values, A):
    """One value a unit, shape (d,), laid out to stand beside the batch A: (1, d), or (1, c, 1, 1) for images."""
    return values.reshape(1, -1, *[1] * (A.ndim - 2))
