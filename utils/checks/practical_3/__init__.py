"""The checks of practical 3, one for each gap, and `use_reference` for a student who is stuck.

The modules in the order of the gaps: windows, convolution, pooling; losses, players, game; input_gradient, attacks, task;
attention, to_order.
"""

from utils.checks.gap import lend_gap
from utils.checks.practical_3.attacks import fgsm, pgd
from utils.checks.practical_3.attention import attention_backward
from utils.checks.practical_3.convolution import convolution_backward, convolution_forward
from utils.checks.practical_3.game import train_gan
from utils.checks.practical_3.input_gradient import input_gradient
from utils.checks.practical_3.losses import gan_losses
from utils.checks.practical_3.players import discriminator_step, generator_step
from utils.checks.practical_3.pooling import max_pooling
from utils.checks.practical_3.task import POINTS, my_attack
from utils.checks.practical_3.to_order import conditional_generator_step
from utils.checks.practical_3.windows import col2im, im2col

CHECKS = (
    im2col, convolution_forward, convolution_backward, col2im, max_pooling, gan_losses, discriminator_step, generator_step,
    train_gan, input_gradient, fgsm, pgd, attention_backward, conditional_generator_step,
)  # fmt: skip
GAPS = {check.__name__: check.functions for check in CHECKS}
TASKS = {my_attack.__name__: POINTS}
__all__ = [*GAPS, *TASKS, "use_reference"]


def use_reference(name):
    """The reference for a gap's function, for a student who is stuck: later pictures work, the gap gives no points.

    `name` is a function ("fgsm"), or a gap with several ("gan_losses"), which gives them as a tuple.
    """
    return lend_gap(GAPS, name)
