"""The multi-layer perceptron: a dense layer with its forward and backward, and a chain of such layers (`utils.network`).

A batch is a stack of rows, so each line is the slide's equation transposed: z = W a + b becomes Z = A_prev @ W.T + b.
"""

import numpy as np

from utils.activations import identity, relu
from utils.initializers import he
from utils.network import Layer, Network


class Dense(Layer):
    """One layer: Z = A_prev @ W.T + b, A = phi(Z).

    Parameters
    ----------
    n_in, n_out : int
        Units in the layer before, n_{l-1}, and in this one, n_l.
    phi : object
        An activation of `utils.activations`: called for phi(z), with `.derivative` for phi'(z).
    rng : numpy.random.Generator
        Draws the first weights.
    init : callable
        `he`, `glorot` or any function (n_out, n_in, rng) -> (n_out, n_in).
    dtype : dtype
        float64, or float32 for half the memory and more speed.

    Attributes
    ----------
    W, b : ndarrays of shapes (n_out, n_in) and (n_out,); assigning copies the new values into them
    dW, db : ndarrays of the same shapes: dL/dW and dL/db after `backward`
    Z, Delta : ndarrays of shape (n, n_out), the last batch's z^l and delta^l = dL/dz^l
    """

    names = ("W", "b")

    def __init__(self, n_in, n_out, phi=identity, *, rng, init=he, dtype=float):
        self.W = init(n_out, n_in, rng).astype(dtype)
        self.b = np.zeros(n_out, dtype=dtype)
        self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)
        self.phi = phi

    def forward(self, A_prev):
        """From a^{l-1}, shape (n, n_in), to a^l, shape (n, n_out); keeps what `backward` needs."""
        self.A_prev = A_prev
        self.Z = A_prev @ self.W.T + self.b  # z^l = W_l a^{l-1} + b_l
        return self.phi(self.Z)  # a^l = phi_l(z^l)

    def backward(self, grad_A, input_gradient=True):
        """From dL/da^l, shape (n, n_out), to dL/da^{l-1}, shape (n, n_in); leaves the gradients in dW and db."""
        self.Delta = grad_A * self.phi.derivative(self.Z)  # delta^l = dL/da^l * phi'(z^l)
        np.matmul(self.Delta.T, self.A_prev, out=self.dW)  # dL/dW_l = delta^l (a^{l-1})', summed over the batch
        self.Delta.sum(axis=0, out=self.db)  # dL/db_l = delta^l, summed over the batch
        return self.Delta @ self.W if input_gradient else None  # dL/da^{l-1} = W_l' delta^l

    def output(self, A_prev):
        """phi(A_prev @ W.T + b), without a trace."""
        return self.phi(A_prev @ self.W.T + self.b)


class MLP(Network):
    """A chain of dense layers: phi after each hidden layer, `output` (the identity: logits) after the last.

    Parameters
    ----------
    widths : list of int
        [d, n_1, ..., n_L]: inputs, hidden widths, outputs.
    phi, output : activations
    rng, init, dtype
        As for `Dense`.

    Examples
    --------
    >>> network = MLP([64, 48, 24, 10], rng=np.random.default_rng(0))
    >>> network.forward(np.zeros((5, 64))).shape
    (5, 10)
    """

    def __init__(self, widths, phi=relu, *, rng, init=he, output=identity, dtype=float):
        if len(widths) < 2:
            raise ValueError(f"widths is {widths}, but it should name inputs and outputs at least: [d, ..., c]")
        phis = [phi] * (len(widths) - 2) + [output]
        super().__init__(
            Dense(n_in, n_out, phi_l, rng=rng, init=init, dtype=dtype)
            for n_in, n_out, phi_l in zip(widths[:-1], widths[1:], phis)
        )
        self.input_shape = ("n", widths[0])
