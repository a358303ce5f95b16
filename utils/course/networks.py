"""The networks of practical 3 as plain functions on the flat list [W_1, b_1, ..., W_L, b_L], the form of practical 2.

Students wrote these functions there; here they are lent, so that a step of a GAN or an attack shows every array that it
uses: what comes in, what comes out, and which list is changed.
"""

from utils.activations import LeakyReLU, identity
from utils.losses import SoftmaxCrossEntropy
from utils.mlp import MLP, Dense
from utils.optimizers import Adam
from utils.training import train

ALPHA = 0.01  # the slope of the leaky ReLU where z < 0
PHI = LeakyReLU(ALPHA)


def initialize(widths, rng):
    """First parameters [W_1, b_1, ..., W_L, b_L] for the widths [n_0, ..., n_L]: He normal weights, biases 0."""
    return _copies(MLP(widths, rng=rng))


def forward(X, parameters):
    """From a batch X, (n, n_0), to (Z_L, cache): what the last layer gives, (n, n_L), and what `backward` needs.

    Hidden layers have the leaky ReLU, the last one has no activation. The cache is new in every call.
    """
    A, cache = X, []
    for layer in _layers(parameters):
        A = layer.forward(A)
        cache.append((layer.A_prev, layer.Z))
    return A, cache


def backward(Delta, cache, parameters):
    """From Delta = dL/dZ_L, (n, n_L), to (gradients, dX): the list [dW_1, db_1, ..., dW_L, db_L], and dL/dX, (n, n_0).

    `cache` is the one that `forward` gave for this batch and these parameters. Nothing is changed.
    """
    gradients, grad = [], Delta
    for layer, pair in zip(_layers(parameters)[::-1], cache[::-1], strict=True):
        layer.A_prev, layer.Z = pair
        grad = layer.backward(grad)
        gradients = [layer.dW, layer.db, *gradients]
    return gradients, grad


def _layers(parameters):
    """The list as dense layers, which hold copies of its arrays."""
    layers = []
    for k in range(0, len(parameters), 2):
        W, b = parameters[k : k + 2]
        phi = PHI if k + 2 < len(parameters) else identity
        layers.append(Dense(*W.shape[::-1], phi, rng=None, init=lambda *_, W=W: W, dtype=W.dtype))
        layers[-1].b = b
    return layers


def _copies(network):
    return [array.copy() for array in network.arrays()]


def cross_entropy(Z, y):
    """Mean cross-entropy of the logits Z, (n, c), for integer labels y, (n,)."""
    return SoftmaxCrossEntropy()(Z, y)


def output_delta(Z, y):
    """dL/dZ of the mean cross-entropy: (softmax(Z) - onehot(y)) / n, shape (n, c)."""
    return SoftmaxCrossEntropy().gradient(Z, y)


def adam(eta, beta_1=0.9):
    """A function step(parameters, gradients) that changes the parameters in place by Adam, with a memory of its own."""
    return Adam(eta, beta_1=beta_1).step


def share_right(X, y, parameters):
    """The share of the rows of X, (n, d), whose largest logit is that of their label in y, (n,)."""
    return float((forward(X, parameters)[0].argmax(axis=1) == y).mean())


def train_classifier(X, y, widths, rng, *, epochs=20, batch_size=32, eta=0.003, change=None):
    """Parameters of a classifier that was trained by Adam on mini-batches.

    `change(X_batch, y_batch, parameters)`, if given, replaces each batch before its step: adversarial training.
    """
    network = MLP(widths, PHI, rng=rng)
    on_batch = None if change is None else lambda X, y: change(X, y, network.arrays())
    options = {"epochs": epochs, "batch_size": batch_size, "rng": rng, "change": on_batch}
    train(network, SoftmaxCrossEntropy(), Adam(eta), X, y, **options)
    return _copies(network)
