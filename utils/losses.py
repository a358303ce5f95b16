"""Losses: a value and, right beside it, its derivative with respect to the network's output.

Every loss is the mean over the samples, and only the loss divides by n. The cross-entropies take logits z, not
probabilities: nothing overflows, and delta^L = (a - y) / n for all three.
"""

import numpy as np

from utils.activations import identity, sigmoid, softmax, softplus
from utils.validate import check_array, check_labels


class Loss:
    """What the losses share: each computes its value and its derivative together, since they have most of their work in common."""

    def __call__(self, A, Y):
        """L, after a check of the labels."""
        return self.value_and_gradient(A, self.check(A, Y))[0]

    def gradient(self, A, Y):
        """dL/dA, of the shape of A."""
        return self.value_and_gradient(A, Y)[1]


class SquaredError(Loss):
    """L = 1/(2n) sum_i |a_i - y_i|^2, the negative log-likelihood of a normal with unit variance, up to a constant.

    Outputs A and targets Y both have shape (n, c).
    """

    prediction = staticmethod(identity)  # what the network's output means

    def check(self, A, Y):
        """Return Y if it fits the outputs A; a shape (n,) beside (n, 1) would broadcast to (n, n), so it is refused."""
        return check_array(Y, "Y", A.shape)

    def value_and_gradient(self, A, Y):
        residual = A - Y
        return float((residual**2).sum() / (2 * len(A))), residual / len(A)  # dL/da_i = (a_i - y_i) / n


class BinaryCrossEntropy(Loss):
    """L = -1/n sum_i [y_i log p_i + (1 - y_i) log(1 - p_i)] with p = sigmoid(z), written in logits z.

    Logits Z and labels Y (0 or 1, or probabilities in between) both have shape (n, c), c = 1 as a rule.
    """

    prediction = staticmethod(sigmoid)

    def check(self, Z, Y):
        Y = check_array(Y, "Y", Z.shape)
        if Y.min() < 0 or Y.max() > 1:
            raise ValueError(f"Y holds {Y[(Y < 0) | (Y > 1)].flat[0]}, but labels should be 0 or 1 (not -1 and +1)")
        return Y

    def value_and_gradient(self, Z, Y):
        value = (softplus(Z) - Z * Y).sum() / len(Z)  # log(1 + e^z) - y z
        return float(value), (sigmoid(Z) - Y) / len(Z)  # dL/dz_i = (p_i - y_i) / n


class SoftmaxCrossEntropy(Loss):
    """L = -1/n sum_i log p_{i, y_i} with p = softmax(z): the multinomial logit's mean negative log-likelihood.

    Logits Z have shape (n, c); labels y are integer classes 0 ... c-1 of shape (n,).
    """

    prediction = staticmethod(softmax)

    def check(self, Z, y):
        return check_labels(y, Z.shape[1], n=len(Z))

    def value_and_gradient(self, Z, y):
        n, rows = len(y), np.arange(len(y))
        Z = np.asfortranarray(Z)  # stored column by column, the few numbers of a row are added much faster
        Z = Z - Z.max(axis=1, keepdims=True)
        E = np.exp(Z)  # computed once for the value and the gradient
        S = E.sum(axis=1, keepdims=True)
        value = float((np.log(S[:, 0]) - Z[rows, y]).sum()) / n  # -log p_y = log(sum_j e^{z_j}) - z_y
        Delta = np.divide(E, n * S, order="C")  # p / n, stored row by row again
        Delta[rows, y] -= 1 / n  # dL/dz_i = (p_i - y_i) / n, where y is one-hot
        return value, Delta


def one_hot(y, n_classes):
    """Integer classes y, shape (n,), as rows of zeros with a single one, shape (n, n_classes)."""
    return np.eye(n_classes)[check_labels(y, n_classes)]
