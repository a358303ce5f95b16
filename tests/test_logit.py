"""The multinomial logit against scikit-learn's, and its optimum against the first-order condition."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from utils.activations import softmax
from utils.data import digits
from utils.logit import MultinomialLogit
from utils.losses import one_hot


def test_it_finds_scikit_learns_weights_on_the_digits():
    X_train, X_test, y_train, y_test = digits()
    ours = MultinomialLogit().fit(X_train, y_train)
    theirs = LogisticRegression(C=1.0, max_iter=2000, tol=1e-8).fit(X_train, y_train)
    np.testing.assert_allclose(ours.W, theirs.coef_, atol=0.005)
    assert ours.share_right(X_test, y_test) == theirs.score(X_test, y_test)


@pytest.mark.parametrize("penalty", [0.5, 4.0])
def test_the_gradient_of_the_penalized_loss_vanishes(penalty):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 3)), rng.integers(4, size=60)
    logit = MultinomialLogit(penalty, steps=3000).fit(X, y)
    residual = softmax(X @ logit.W.T + logit.b) - one_hot(y, 4)
    np.testing.assert_allclose(residual.T @ X, -penalty * logit.W, atol=1e-3)
    np.testing.assert_allclose(residual.sum(axis=0), 0, atol=1e-3)
