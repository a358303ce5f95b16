"""A network that is sold as robust, and digits to attack it with: practical 3 ends here.

It is trained as any other; then its last layer is multiplied by 1000. Every digit is read as before, but the probabilities
are 0 and 1 to the last bit, so the slope of the loss of the true label is exactly 0, and attacks that go by it stand still.
Defensive distillation (Papernot et al., 2016) works in this way, and fails in this way (Carlini and Wagner, 2017).
"""

import functools

from numpy.random import default_rng

from utils.course.networks import backward, forward, output_delta, train_classifier
from utils.data import digits

N_SOLD = 1000  # training digits that the vendor has; the other 347 are for validation
SCALE = 1000.0


@functools.cache
def _network(seed):
    X, _, y, _ = digits()
    parameters = train_classifier(X[:N_SOLD], y[:N_SOLD], [64, 64, 10], default_rng(seed))
    return [*parameters[:-2], SCALE * parameters[-2], SCALE * parameters[-1]]


def vendor(seed=0):
    """The vendor's network, as a function ask(X, labels) -> (Z, slopes).

    X : images (n, 64). labels : integers (n,), any that you like. Z : the logits, (n, 10). slopes : dL/dX, (n, 64), where L is the
    mean cross-entropy for these labels. Another seed gives another network of the same kind.
    """

    def ask(X, labels):
        Z, cache = forward(X, _network(seed))
        return Z, backward(output_delta(Z, labels), cache, _network(seed))[1]

    return ask
