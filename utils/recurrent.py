"""A recurrent layer: one cell, used at every step of a sequence, and back-propagation through time (Elman, 1990; Werbos, 1990).

A batch of n sequences of T steps with d numbers each is an array of shape (n, T, d).
"""

import numpy as np

from utils.activations import tanh
from utils.initializers import glorot
from utils.network import Layer


class Recurrent(Layer):
    """h_t = phi(U h_{t-1} + W x_t + b) for t = 1, ..., T, with h_0 = 0: a non-linear state space.

    Parameters
    ----------
    n_in, n_units : int
        Numbers a step, d, and units of the state, m.
    phi : object
        An activation of `utils.activations`.
    rng : numpy.random.Generator
        Draws the first weights.
    init : callable
        A function (n_out, n_in, rng) -> (n_out, n_in), for W and for U.
    dtype : dtype

    Attributes
    ----------
    W, U, b : ndarrays of shapes (m, d), (m, m) and (m,): the same at every step
    dW, dU, db : ndarrays of the same shapes: the gradients after `backward`, summed over the steps
    Z, Delta : ndarrays of shape (n, T, m), z_t and delta_t = dL/dz_t of the last batch
    """

    names = ("W", "U", "b")

    def __init__(self, n_in, n_units, phi=tanh, *, rng, init=glorot, dtype=float):
        self.W = init(n_units, n_in, rng).astype(dtype)
        self.U = init(n_units, n_units, rng).astype(dtype)
        self.b = np.zeros(n_units, dtype=dtype)
        self.dW, self.dU, self.db = (np.zeros_like(array) for array in (self.W, self.U, self.b))
        self.phi = phi

    def forward(self, X):
        """From x_1 ... x_T, shape (n, T, d), to h_1 ... h_T, shape (n, T, m); keeps what `backward` needs."""
        self.X = X
        self.Z, self.H = self._run(X)
        return self.H[:, 1:]

    def backward(self, grad_H, input_gradient=True):
        """From dL/dh_1 ... dL/dh_T, shape (n, T, m), where each counts what reaches the loss at its own step, not through later
        states, to dL/dx, shape (n, T, d); leaves the gradients in dW, dU and db.
        """
        self.Delta = np.empty_like(self.Z)
        later = 0  # what the states after t say about h_t; none after T
        for t in reversed(range(self.Z.shape[1])):
            self.Delta[:, t] = (grad_H[:, t] + later) * self.phi.derivative(
                self.Z[:, t]
            )  # delta_t = dL/dh_t * phi'(z_t)
            later = self.Delta[:, t] @ self.U  # U' delta_t: through z_t back to h_{t-1}
        np.einsum("ntj,ntk->jk", self.Delta, self.X, out=self.dW, optimize=True)  # dL/dW = sum_t delta_t x_t'
        np.einsum(
            "ntj,ntk->jk", self.Delta, self.H[:, :-1], out=self.dU, optimize=True
        )  # dL/dU = sum_t delta_t h_{t-1}'
        self.Delta.sum(axis=(0, 1), out=self.db)  # dL/db = sum_t delta_t
        return self.Delta @ self.W if input_gradient else None  # dL/dx_t = W' delta_t

    def output(self, X):
        """The states h_1 ... h_T, without a trace."""
        return self._run(X)[1][:, 1:]

    def _run(self, X):
        n, T, _ = X.shape
        Z = X @ self.W.T + self.b  # all steps at once: only the state has to wait
        H = np.zeros((n, T + 1, len(self.b)), dtype=Z.dtype)  # H[:, t] is h_t, and h_0 = 0
        for t in range(T):
            Z[:, t] += H[:, t] @ self.U.T  # z_{t+1} = U h_t + W x_{t+1} + b (code counts steps from 0)
            H[:, t + 1] = self.phi(Z[:, t])
        return Z, H


class Last(Layer):
    """From all states, shape (n, T, m), to the last one, h_T, shape (n, m), for an answer at the end of the sequence."""

    def forward(self, H):
        self.shape = H.shape
        return H[:, -1]

    def backward(self, grad_A, input_gradient=True):
        if not input_gradient:
            return None
        grad_H = np.zeros(self.shape, dtype=grad_A.dtype)  # the earlier states reach the loss through later ones only
        grad_H[:, -1] = grad_A
        return grad_H

    def output(self, H):
        return H[:, -1]


def spectral_radius(U):
    """The largest absolute value of an eigenvalue of U, shape (m, m): below 1, the linear state h_t = U h_{t-1} dies out."""
    return float(np.abs(np.linalg.eigvals(U)).max())
