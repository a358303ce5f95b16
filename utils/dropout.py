"""Dropout: while training, each unit is silent with probability p; in use, none is (Srivastava et al., 2014)."""

from utils.network import Layer


class Dropout(Layer):
    """A -> A * M / (1 - p) while training, with M_ij = 0 with probability p, else 1; A -> A in use.

    Dividing by 1 - p ("inverted" dropout) keeps the expected value, so that nothing needs to change in use.

    Parameters
    ----------
    p : float
        Probability that a unit is dropped, at least 0 and below 1.
    rng : numpy.random.Generator
        Draws a new mask at each `forward`.

    Attributes
    ----------
    mask : ndarray of the shape of the last batch: 0 or 1 / (1 - p)
    """

    def __init__(self, p, *, rng):
        if not 0 <= p < 1:
            raise ValueError(f"p is {p}, but the probability to drop a unit should be at least 0 and below 1")
        self.p, self.rng = p, rng

    def forward(self, A):
        keep = self.rng.random(A.shape) >= self.p
        self.mask = keep * A.dtype.type(1 / (1 - self.p))  # E[mask] = 1
        return A * self.mask

    def backward(self, grad_A, input_gradient=True):
        return grad_A * self.mask if input_gradient else None  # the mask is a constant of the pass: the same one

    def output(self, A):
        return A
