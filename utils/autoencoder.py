"""An autoencoder: a network that is trained to give back its input through a few numbers, and PCA, its linear case."""

import numpy as np

from utils.activations import identity, tanh
from utils.initializers import glorot
from utils.mlp import MLP
from utils.network import Network
from utils.validate import check_array


class Autoencoder(Network):
    """x -> code -> xhat: an encoder with the given widths and a decoder with the same widths in reverse order.

    It is trained like any network, with X as its own target: `train(network, SquaredError(), optimizer, X, X, ...)`.

    Parameters
    ----------
    widths : list of int
        [d, n_1, ..., k]: inputs, hidden widths, the size k of the code. The decoder has widths [k, ..., n_1, d].
    phi : object
        The hidden units' activation; the code and the output are linear. With [d, k] the whole network is linear.
    rng, init, dtype
        As for `Dense`.

    Attributes
    ----------
    encoder, decoder : MLP

    Source: Rumelhart, Hinton and Williams (1986); Baldi and Hornik (1989) for the linear case.
    """

    def __init__(self, widths, phi=tanh, *, rng, init=glorot, dtype=float):
        keywords = {"rng": rng, "init": init, "output": identity, "dtype": dtype}
        self.encoder, self.decoder = MLP(widths, phi, **keywords), MLP(widths[::-1], phi, **keywords)
        super().__init__([self.encoder, self.decoder])
        self.input_shape = ("n", widths[0])

    def encode(self, X):
        """The codes of the rows of X: (n, d) -> (n, k)."""
        return self.encoder.output(X)

    def decode(self, Z):
        """What the codes stand for: (n, k) -> (n, d)."""
        return self.decoder.output(Z)


class PCA:
    """Principal components: the k orthonormal directions with the largest variance, by a singular value decomposition.

    Attributes
    ----------
    mean : ndarray of shape (d,)
    components : ndarray of shape (k, d), orthonormal rows, the largest variance first
    variance : ndarray of shape (k,), of the data along each row, divided by n
    """

    def __init__(self, X, k):
        X = check_array(X, "X", ("n", "d"))
        if not 1 <= k <= min(X.shape):
            raise ValueError(f"k is {k}, but it should be 1 ... {min(X.shape)} for X of shape {X.shape}")
        self.mean = X.mean(axis=0)
        _, s, Vt = np.linalg.svd(X - self.mean, full_matrices=False)  # X - mean = sum_j s_j u_j v_j'
        self.components, self.variance = Vt[:k], s[:k] ** 2 / len(X)

    def encode(self, X):
        """Coordinates along the components: (n, d) -> (n, k)."""
        return (X - self.mean) @ self.components.T

    def decode(self, Z):
        """The points of the plane with these coordinates: (n, k) -> (n, d)."""
        return Z @ self.components + self.mean


def principal_angles(A, B):
    """The angles, in radians, between the spaces that the rows of A and of B span; largest first, all 0 if they are the same.

    A has shape (k, d), B has shape (l, d), rows linearly independent; returns shape (min(k, l),).

    Source: Björck and Golub (1973); small angles from sines, large ones from cosines, for neither loses digits there.
    """
    P, Q = (np.linalg.qr(check_array(M, name, ("k", "d")).T)[0] for M, name in ((A, "A"), (B, "B")))
    if P.shape[1] < Q.shape[1]:
        P, Q = Q, P
    U = P.T @ Q
    cosines = np.linalg.svd(U, compute_uv=False)[::-1]  # smallest cosine, largest angle, first
    sines = np.linalg.svd(Q - P @ U, compute_uv=False)
    return np.where(cosines**2 < 0.5, np.arccos(np.clip(cosines, -1, 1)), np.arcsin(np.clip(sines, -1, 1)))
