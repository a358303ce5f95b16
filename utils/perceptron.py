"""The perceptron: y = phi(w'x + b), and Rosenblatt's rule that learns w and b from its mistakes."""

from typing import NamedTuple

import numpy as np

from utils.activations import step
from utils.validate import check_array, check_labels


class Update(NamedTuple):
    """One correction by the perceptron rule: in which epoch, at which sample, the error y - yhat, and w, b after it."""

    epoch: int
    sample: int
    error: int
    w: np.ndarray
    b: float


class Perceptron:
    """A single unit with inputs x, weights w, bias b and activation phi.

    Parameters
    ----------
    w : array of shape (d,), optional
        Weights set by hand; without them `fit` starts from zero.
    b : float
    phi : activation of `utils.activations`

    Attributes
    ----------
    updates : list of Update
        Every correction that `fit` made, in order.
    errors : list of int
        Mistakes in each epoch of `fit`; the last is 0 if the classes are separated.
    """

    def __init__(self, w=None, b=0.0, phi=step):
        self.w = None if w is None else check_array(w, "w", ("d",)).astype(float)
        self.b = float(b)
        self.phi = phi
        self.updates, self.errors = [], []

    def score(self, X):
        """z = w'x + b for each row of X, shape (n, d); returns shape (n,)."""
        if self.w is None:
            raise RuntimeError("this Perceptron has no weights yet: call fit(X, y) first, or give w")
        return check_array(X, "X", ("n", len(self.w))) @ self.w + self.b

    def predict(self, X):
        """phi(w'x + b) for each row of X, shape (n, d); returns shape (n,)."""
        return self.phi(self.score(X))

    def distance(self, X):
        """Signed distance (w'x + b) / |w| of each row to the decision boundary, in the units of x."""
        return self.score(X) / np.linalg.norm(self.w)

    def fit(self, X, y, eta=1.0, epochs=100):
        """Rosenblatt's rule, sample by sample in the given order: w += eta (y - yhat) x, b += eta (y - yhat).

        Stops after the first epoch without a mistake, or after `epochs`. X has shape (n, d), y holds 0 and 1, shape (n,).
        """
        X = check_array(X, "X", ("n", "d"))
        y = check_labels(y, 2, n=len(X))
        if self.phi is not step:
            raise ValueError("the perceptron rule is for the step activation; for others use gradient descent")
        self.w = np.zeros(X.shape[1]) if self.w is None else self.w
        self.updates, self.errors = [], []
        for epoch in range(epochs):
            mistakes = 0
            for i, (x_i, y_i) in enumerate(zip(X, y)):
                error = int(y_i - self.phi(self.w @ x_i + self.b))  # y_i - yhat_i is -1, 0 or +1
                if error:
                    self.w = self.w + eta * error * x_i
                    self.b = self.b + eta * error
                    self.updates.append(Update(epoch, i, error, self.w, self.b))
                    mistakes += 1
            self.errors.append(mistakes)
            if mistakes == 0:
                break
        return self


def novikoff_bound(X, y, w, b):
    """The most mistakes that the rule can make from zero weights, (R / gamma)^2 (Novikoff, 1962).

    The bias is a weight on a constant input 1, so R = max |(x_i, 1)| and gamma is the smallest distance
    |w'x_i + b| / |(w, b)| of a sample from the separating plane (w, b).

    Raises
    ------
    ValueError
        If (w, b) does not put every sample on its side.
    """
    X = check_array(X, "X", ("n", "d"))
    X_1 = np.column_stack([X, np.ones(len(X))])
    plane = np.append(w, b)
    signs = 2 * check_labels(y, 2, n=len(X)) - 1  # 0/1 to -1/+1, as in the theorem
    margins = signs * (X_1 @ plane) / np.linalg.norm(plane)
    if margins.min() <= 0:
        raise ValueError(
            f"sample {margins.argmin()} is not on its side of the plane: the bound needs a separating (w, b)"
        )
    return float((np.linalg.norm(X_1, axis=1).max() / margins.min()) ** 2)


def widest_plane(X, y):
    """The separating plane (w, b) with the largest gamma in `novikoff_bound`, so the smallest bound.

    With s_i = 2 y_i - 1 and x~_i = (x_i, 1) it is the shortest (w, b) with s_i (w, b)'x~_i >= 1 for all i; the distance of
    the nearest sample is then gamma = 1 / |(w, b)|. Solved as non-negative least squares (Lawson and Hanson, 1974, ch. 23).

    Raises
    ------
    ValueError
        If no plane separates the classes: then positive numbers u_i exist with sum_i u_i s_i x~_i = 0.
    """
    from scipy.optimize import nnls  # scipy comes with scikit-learn

    X = check_array(X, "X", ("n", "d"))
    G = (2 * check_labels(y, 2, n=len(X)) - 1)[:, np.newaxis] * np.column_stack([X, np.ones(len(X))])
    E = np.column_stack([G, np.ones(len(G))]).T  # shape (d + 2, n)
    target = np.append(np.zeros(len(E) - 1), 1.0)
    u, distance = nnls(E, target)
    if distance < 1e-9:
        raise ValueError("no plane separates these classes: a single perceptron cannot get all of them right")
    residual = target - E @ u
    plane = -residual[:-1] / residual[-1]
    return plane[:-1], float(plane[-1])
