"""The checks of practical 3, one a gap, and `use_reference` for a student who is stuck.

The checks stand in three modules, one for each part of the practical, beside the references that they compare with.
"""

from utils import checks_practical_3_attacks as attacks
from utils import checks_practical_3_convolution as convolution
from utils import checks_practical_3_gan as gan
from utils.checks import lend_gap
from utils.gan import discriminator_loss, generator_loss

GAPS = {  # gap -> its functions
    "im2col": {"im2col": convolution._im2col},
    "convolution_forward": {"convolution_forward": convolution._convolution_forward},
    "convolution_backward": {"convolution_backward": convolution._convolution_backward},
    "col2im": {"col2im": convolution._col2im},
    "max_pooling": {"max_pool": convolution._max_pool, "max_pool_backward": convolution._max_pool_backward},
    "gan_losses": {"discriminator_loss": discriminator_loss, "generator_loss": generator_loss},
    "discriminator_step": {"discriminator_step": gan._discriminator_step},
    "generator_step": {"generator_step": gan._generator_step},
    "train_gan": {"train_gan": gan._train_gan},
    "input_gradient": {"input_gradient": attacks._input_gradient},
    "fgsm": {"fgsm": attacks._fgsm},
    "pgd": {"pgd": attacks._pgd},
    "attention_backward": {"attention_backward": convolution._attention_backward},
    "conditional_generator_step": {"conditional_generator_step": gan._conditional_generator_step},
}
im2col, convolution_forward = convolution.im2col, convolution.convolution_forward
convolution_backward, col2im = convolution.convolution_backward, convolution.col2im
max_pooling, attention_backward = convolution.max_pooling, convolution.attention_backward
gan_losses, discriminator_step, generator_step = gan.gan_losses, gan.discriminator_step, gan.generator_step
train_gan, conditional_generator_step = gan.train_gan, gan.conditional_generator_step
input_gradient, fgsm, pgd = attacks.input_gradient, attacks.fgsm, attacks.pgd


def use_reference(name):
    """The reference for a gap's function, for a student who is stuck: later pictures work, the gap gives no points.

    `name` is a function ("fgsm"), or a gap with several ("gan_losses"), which gives them as a tuple.
    """
    return lend_gap(GAPS, name)
