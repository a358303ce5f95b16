"""The multi-layer perceptron: a dense layer with its forward and backward, and a chain of such layers.

A batch is a stack of rows, so each line is the slide's equation transposed: z = W a + b becomes Z = A_prev @ W.T + b.
"""

import numpy as np

from utils.activations import identity, relu
from utils.initializers import he
from utils.validate import check_array


class Dense:
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

    def __init__(self, n_in, n_out, phi=identity, *, rng, init=he, dtype=float):
        self._W = init(n_out, n_in, rng).astype(dtype)
        self._b = np.zeros(n_out, dtype=dtype)
        self.dW, self.db = np.zeros_like(self._W), np.zeros_like(self._b)
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

    @property
    def W(self):
        return self._W

    @W.setter
    def W(self, value):
        self._W[...] = check_array(value, "W", self._W.shape)

    @property
    def b(self):
        return self._b

    @b.setter
    def b(self, value):
        self._b[...] = check_array(value, "b", self._b.shape)

    def share(self, theta, dtheta, start):
        """Make W, b and dW, db windows on the vectors theta and dtheta from index `start`; returns the index after them."""
        middle, stop = start + self._W.size, start + self._W.size + self._b.size
        self._W, self.dW = (vector[start:middle].reshape(self._W.shape) for vector in (theta, dtheta))
        self._b, self.db = (vector[middle:stop] for vector in (theta, dtheta))
        return stop


class MLP:
    """A chain of dense layers: phi after each hidden layer, `output` (the identity: logits) after the last.

    Parameters
    ----------
    widths : list of int
        [d, n_1, ..., n_L]: inputs, hidden widths, outputs.
    phi, output : activations
    rng, init, dtype
        As for `Dense`.

    Attributes
    ----------
    theta, dtheta : ndarrays of shape (P,)
        All P parameters as one vector, and dL/dtheta after `backward`. Every W_l and b_l is a window on a part of theta, so
        the optimizer has one array to move, which is what makes small batches fast; `theta.copy()` saves the whole network.

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
        self.layers = [
            Dense(n_in, n_out, phi_l, rng=rng, init=init, dtype=dtype)
            for n_in, n_out, phi_l in zip(widths[:-1], widths[1:], phis)
        ]

        self._tie()

    def _tie(self):
        self.theta = np.concatenate([array.ravel() for layer in self.layers for array in (layer.W, layer.b)])
        self.dtheta = np.zeros_like(self.theta)
        start = 0
        for layer in self.layers:
            start = layer.share(self.theta, self.dtheta, start)

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._tie()  # copy.deepcopy and pickle copy arrays one by one: make the windows again

    def forward(self, X):
        """The forward algorithm: a^0 = x, then layer by layer up to a^L. X has shape (n, d); returns (n, c)."""
        A = X
        for layer in self.layers:
            A = layer.forward(A)
        return A

    def backward(self, grad_A, input_gradient=False):
        """Back-propagation from dL/da^L, shape (n, c); call `forward` first. Fills dtheta, that is every dW and db.

        With `input_gradient` it goes one product further and returns dL/da^0 = dL/dx, shape (n, d).
        """
        for layer in reversed(self.layers[1:]):
            grad_A = layer.backward(grad_A)
        return self.layers[0].backward(grad_A, input_gradient)

    @property
    def parameters(self):
        """[theta]: what an optimizer changes in place."""
        return [self.theta]

    @property
    def gradients(self):
        """[dtheta] of the last `backward`, in the order of `parameters`."""
        return [self.dtheta]

    def output(self, X):
        """Like `forward`, for people: X is checked first (shape (n, d), no NaN) and the layers' caches are left alone."""
        A = check_array(X, "X", ("n", self.layers[0].W.shape[1]))
        for layer in self.layers:
            A = layer.phi(A @ layer.W.T + layer.b)
        return A

    def predict(self, X):
        """The class of each row of X, shape (n,): the largest output, or, with a single output, whether its logit is >= 0."""
        Z = self.output(X)
        return Z.argmax(axis=1) if Z.shape[1] > 1 else (Z[:, 0] >= 0).astype(int)
