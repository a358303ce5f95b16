"""Losses: a value and, right beside it, its derivative with respect to the network's output.

Every loss is the mean over the samples, and only the loss divides by n. The cross-entropies take logits z, not
probabilities: nothing overflows, and delta^L = (a - y) / n for all three.
"""

import numpy as np

from utils.activations import identity, log_softmax, sigmoid, softmax
from utils.validate import check_array, check_labels


class SquaredError:
    """L = 1/(2n) sum_i |a_i - y_i|^2, the negative log-likelihood of a normal with unit variance, up to a constant.

    Outputs A and targets Y both have shape (n, c).
    """

    prediction = staticmethod(identity)  # what the network's output means

    def check(self, A, Y):
        """Return Y if it fits the outputs A; a shape (n,) beside (n, 1) would broadcast to (n, n), so it is refused."""
        return check_array(Y, "Y", A.shape)

    def __call__(self, A, Y):
        return float(((A - self.check(A, Y)) ** 2).sum() / (2 * len(A)))

    def gradient(self, A, Y):
        return (A - Y) / len(A)  # dL/da_i = (a_i - y_i) / n

    def value_and_gradient(self, A, Y):
        residual = A - Y
        return float((residual**2).sum() / (2 * len(A))), residual / len(A)


class BinaryCrossEntropy:
    """L = -1/n sum_i [y_i log p_i + (1 - y_i) log(1 - p_i)] with p = sigmoid(z), written in logits z.

    Logits Z and labels Y (0 or 1, or probabilities in between) both have shape (n, c), c = 1 as a rule.
    """

    prediction = staticmethod(sigmoid)

    def check(self, Z, Y):
        Y = check_array(Y, "Y", Z.shape)
        if Y.min() < 0 or Y.max() > 1:
            raise ValueError(f"Y holds {Y[(Y < 0) | (Y > 1)].flat[0]}, but labels should be 0 or 1 (not -1 and +1)")
        return Y

    def __call__(self, Z, Y):
        Y = self.check(Z, Y)
        return float((np.maximum(Z, 0) - Z * Y + np.log1p(np.exp(-np.abs(Z)))).sum() / len(Z))  # log(1 + e^z) - y z

    def gradient(self, Z, Y):
        return (sigmoid(Z) - Y) / len(Z)  # dL/dz_i = (p_i - y_i) / n

    def value_and_gradient(self, Z, Y):
        e = np.exp(-np.abs(Z))
        value = float((np.maximum(Z, 0) - Z * Y + np.log1p(e)).sum() / len(Z))
        return value, (np.where(Z >= 0, 1, e) / (1 + e) - Y) / len(Z)


class SoftmaxCrossEntropy:
    """L = -1/n sum_i log p_{i, y_i} with p = softmax(z): the multinomial logit's mean negative log-likelihood.

    Logits Z have shape (n, c); labels y are integer classes 0 ... c-1 of shape (n,).
    """

    prediction = staticmethod(softmax)

    def check(self, Z, y):
        return check_labels(y, Z.shape[1], n=len(Z))

    def __call__(self, Z, y):
        y = self.check(Z, y)
        return float(-log_softmax(Z)[np.arange(len(y)), y].mean())

    def gradient(self, Z, y):
        return self.value_and_gradient(Z, y)[1]

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
