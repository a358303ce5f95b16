"""The networks of practical 3 as plain functions on the flat list [W_1, b_1, ..., W_L, b_L], the form of practical 2.

Students wrote these functions there; here they are lent, so that a step of a GAN or an attack shows every array that it
uses: what comes in, what comes out, and which list is changed.
"""

import numpy as np

from utils import optimizers
from utils.initializers import he
from utils.losses import SoftmaxCrossEntropy
from utils.training import minibatches

ALPHA = 0.01  # the slope of the leaky ReLU where z < 0


def initialize(widths, rng):
    """First parameters [W_1, b_1, ..., W_L, b_L] for the widths [n_0, ..., n_L]: He normal weights, biases 0."""
    pairs = zip(widths[:-1], widths[1:], strict=True)
    return [array for n_in, n_out in pairs for array in (he(n_out, n_in, rng), np.zeros(n_out))]


def forward(X, parameters):
    """From a batch X, (n, n_0), to (Z_L, cache): what the last layer gives, (n, n_L), and what `backward` needs.

    Hidden layers have the leaky ReLU, the last one has no activation. The cache is new in every call.
    """
    A, cache = X, []
    for W, b in zip(parameters[0::2], parameters[1::2], strict=True):
        Z = A @ W.T + b  # z^l = W_l a^{l-1} + b_l
        cache.append((A, Z))
        A = np.maximum(Z, ALPHA * Z)  # a^l = phi(z^l), the leaky ReLU
    return Z, cache


def backward(Delta, cache, parameters):
    """From Delta = dL/dZ_L, (n, n_L), to (gradients, dX): the list [dW_1, db_1, ..., dW_L, db_L], and dL/dX, (n, n_0).

    `cache` is the one that `forward` gave for this batch and these parameters. Nothing is changed.
    """
    gradients = []
    for l in range(len(cache), 0, -1):
        A_prev = cache[l - 1][0]
        gradients = [Delta.T @ A_prev, Delta.sum(axis=0), *gradients]  # dL/dW_l, dL/db_l
        dA_prev = Delta @ parameters[2 * l - 2]  # dL/da^{l-1} = W_l' delta^l
        if l > 1:
            Delta = np.where(cache[l - 2][1] > 0, dA_prev, ALPHA * dA_prev)  # delta^{l-1} = dL/da^{l-1} * phi'(z^{l-1})
    return gradients, dA_prev


def cross_entropy(Z, y):
    """Mean cross-entropy of the logits Z, (n, c), for integer labels y, (n,)."""
    return SoftmaxCrossEntropy()(Z, y)


def output_delta(Z, y):
    """dL/dZ of the mean cross-entropy: (softmax(Z) - onehot(y)) / n, shape (n, c)."""
    return SoftmaxCrossEntropy().gradient(Z, y)


def adam(eta, beta_1=0.9):
    """A function step(parameters, gradients) that changes the parameters in place by Adam, with a memory of its own."""
    return optimizers.Adam(eta, beta_1=beta_1).step


def share_right(X, y, parameters):
    """The share of the rows of X, (n, d), whose largest logit is that of their label in y, (n,)."""
    return float((forward(X, parameters)[0].argmax(axis=1) == y).mean())


def train_classifier(X, y, widths, rng, *, epochs=20, batch_size=32, eta=0.003, change=None):
    """Parameters of a classifier that was trained by Adam on mini-batches.

    `change(X_batch, y_batch, parameters)`, if given, replaces each batch before its step: adversarial training.
    """
    parameters, step = initialize(widths, rng), adam(eta)
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            X_batch, y_batch = X[batch], y[batch]
            if change is not None:
                X_batch = change(X_batch, y_batch, parameters)
            Z, cache = forward(X_batch, parameters)
            step(parameters, backward(output_delta(Z, y_batch), cache, parameters)[0])
    return parameters
