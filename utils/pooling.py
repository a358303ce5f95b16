"""Pooling: each channel's image becomes smaller, one number for each window. And a change of shape, as a layer."""

import numpy as np

from utils.convolution import output_size, pair, places
from utils.network import Layer


class MaxPool(Layer):
    """The largest entry of each window, channel by channel; the gradient goes to that entry alone.

    Parameters
    ----------
    size : int or (kh, kw)
    stride : int, optional
        kh where it is not given, so that square windows lie side by side. Rows and columns that fill no window are left out.
    """

    def __init__(self, size=2, stride=None):
        self.size = pair(size)
        self.stride = self.size[0] if stride is None else stride

    def entries(self, shape):
        """For each entry of the window, the pixels of (n, c, h, w) images that are under it."""
        h_out, w_out = (output_size(length, k, self.stride) for length, k in zip(shape[2:], self.size))
        return [place for _, _, place in places(h_out, w_out, self.size, self.stride)]

    def windows(self, A_prev):
        """Entry by entry of the window: shape (kh kw, n, c, h_out, w_out)."""
        return np.stack([A_prev[place] for place in self.entries(A_prev.shape)])

    def forward(self, A_prev):
        """From shape (n, c, h, w) to (n, c, h_out, w_out)."""
        self.shape = A_prev.shape
        windows = self.windows(A_prev)
        self.winner = windows.argmax(axis=0)  # of equal entries, the first
        return windows.max(axis=0)  # a = max_p x_p

    def backward(self, grad_A, input_gradient=True):
        """da/dx_p is 1 for the winner and 0 for the rest. Where windows overlap, a pixel's gradients are added."""
        grad = np.zeros(self.shape, dtype=grad_A.dtype)
        for p, place in enumerate(self.entries(self.shape)):
            grad[place] += grad_A * (self.winner == p)
        return grad

    def output(self, A_prev):
        return self.windows(A_prev).max(axis=0)


class AveragePool(MaxPool):
    """The mean of each window, channel by channel; each of its entries receives an equal share of the gradient."""

    def forward(self, A_prev):
        self.shape = A_prev.shape
        return self.output(A_prev)

    def backward(self, grad_A, input_gradient=True):
        grad = np.zeros(self.shape, dtype=grad_A.dtype)
        for place in self.entries(self.shape):
            grad[place] += grad_A / (self.size[0] * self.size[1])  # da/dx_p = 1 / (kh kw)
        return grad

    def output(self, A_prev):
        return self.windows(A_prev).mean(axis=0)  # a = (sum_p x_p) / (kh kw)


class Reshape(Layer):
    """The same numbers in another shape: Reshape((1, 8, 8)) makes images of rows of 64 pixels. n stays what it is."""

    def __init__(self, shape):
        self.to = tuple(shape)

    def forward(self, A_prev):
        self.shape = A_prev.shape
        return self.output(A_prev)

    def backward(self, grad_A, input_gradient=True):
        return grad_A.reshape(self.shape)

    def output(self, A_prev):
        return A_prev.reshape(len(A_prev), *self.to)


class Flatten(Reshape):
    """Images of shape (n, c, h, w) as rows of shape (n, c h w), for the dense layers at the end."""

    def __init__(self):
        super().__init__((-1,))
