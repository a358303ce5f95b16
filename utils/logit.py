"""The multinomial logit (softmax regression): the model without a hidden layer that a network has to beat.

No library but NumPy: importing scikit-learn takes longer than fitting this.
"""

import numpy as np

from utils.losses import SoftmaxCrossEntropy
from utils.optimizers import Adam


class MultinomialLogit:
    """Utilities z = W x + b, choice probabilities softmax(z).

    fit lowers the sum of the cross-entropies plus penalty/2 ||W||^2 (the biases are free), the convex function that
    scikit-learn's LogisticRegression takes with C = 1 / penalty. `steps` steps of Adam on all samples, with a short memory
    of squared gradients, and a length that falls to 0 (steps of constant length would circle around the minimum).
    """

    def __init__(self, penalty=1.0, eta=0.1, steps=300):
        self.penalty, self.eta, self.steps = penalty, eta, steps

    def fit(self, X, y):
        """X: (n, d). y: integer labels (n,) in 0 ... c-1. Sets W (c, d) and b (c,); returns self."""
        n, d = X.shape
        c = int(y.max()) + 1
        self.W, self.b = np.zeros((c, d)), np.zeros(c)
        loss, optimizer = SoftmaxCrossEntropy(), Adam(self.eta, beta_2=0.95)
        for k in range(self.steps):
            optimizer.eta = self.eta * (1 - k / self.steps)
            Delta = loss.gradient(X @ self.W.T + self.b, y)  # (softmax - onehot)/n
            dW = Delta.T @ X + self.penalty * self.W / n
            optimizer.step([self.W, self.b], [dW, Delta.sum(axis=0)])
        return self

    def share_right(self, X, y):
        """The share of the samples whose largest utility is that of their own class."""
        return float(((X @ self.W.T + self.b).argmax(axis=1) == y).mean())
