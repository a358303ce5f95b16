"""The checks of practical 2, one for each gap and one for the network of one's own, and `use_reference` for who is stuck.

The modules in the order of the gaps: weights, network, probabilities, loss, backpropagation, batches, steps, training, errors;
then task, the network of one's own.
"""

import numpy as np

from utils.checks.gap import lend_gap
from utils.checks.practical_2.backpropagation import backward, layer_backward
from utils.checks.practical_2.batches import minibatches
from utils.checks.practical_2.errors import reading_the_errors
from utils.checks.practical_2.loss import cross_entropy, output_delta
from utils.checks.practical_2.network import activations, forward
from utils.checks.practical_2.probabilities import softmax
from utils.checks.practical_2.steps import adam_step, sgd_and_momentum
from utils.checks.practical_2.task import POINTS, moved_digits, my_network
from utils.checks.practical_2.training import train
from utils.checks.practical_2.weights import initialize, n_parameters

CHECKS = (
    initialize, activations, forward, softmax, cross_entropy, output_delta, layer_backward, backward, minibatches,
    sgd_and_momentum, adam_step, train, reading_the_errors,
)  # fmt: skip
GAPS = {check.__name__: check.functions for check in CHECKS}
TASKS = {"my_network": POINTS}
__all__ = [*GAPS, "moved_digits", "my_network", "n_parameters", "starting_parameters", "use_reference"]


def use_reference(name):
    """The reference for a gap's function, for a student who is stuck: later pictures work, the gap gives no points.

    `name` is a function ("softmax"), or a gap with several ("activations"), which gives them as a tuple.
    """
    return lend_gap(GAPS, name)


def starting_parameters(widths, seed=0):
    """He parameters for the pictures, the same for everybody: [W_1, b_1, ..., W_L, b_L]."""
    return GAPS["initialize"]["initialize"].right(widths, np.random.default_rng(seed))
