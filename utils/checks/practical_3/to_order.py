"""Practical 3, optional: a step of the generator of a GAN that is told what to make."""

from functools import partial

import numpy as np

from utils.checks.gap import Function, gap
from utils.checks.practical_3.calls import in_places
from utils.checks.practical_3.players import REMEDIES, corners, generator_slips, moves, trials
from utils.course.networks import backward, forward


def conditional_generator_step(D, G, noise, Y, generator_loss, step):
    X_fake, cache_G = forward(np.hstack([noise, Y]), G)
    z_fake, cache_D = forward(np.hstack([X_fake, Y]), D)
    value, grad = generator_loss(z_fake)
    _, d_input = backward(grad, cache_D, D)
    gradients, _ = backward(d_input[:, : X_fake.shape[1]], cache_G, G)
    step(G, gradients)
    return value


NOISE, DATA, CUT = "np.hstack([noise, Y])", "np.hstack([X_fake, Y])", "d_input[:, : X_fake.shape[1]]"
LABELS_FIRST = {DATA: "np.hstack([Y, X_fake])"}
PLACES = {
    DATA: {
        "D got no labels: D reads data and labels, [X_fake, Y]": ["X_fake", "np.hstack([X_fake, 0 * Y])"],
        "the labels of D come in another order than those of G": "np.hstack([X_fake, Y[:, ::-1]])",
    },
    NOISE: {
        "G got no labels: G reads noise and labels, [noise, Y]": ["noise", "np.hstack([noise, 0 * Y])"],
        "the labels stand before the noise: [noise, Y] is the order": "np.hstack([Y, noise])",
    },
    CUT: {
        "the columns of the labels came back to G too: cut dL/d[X_fake, Y] to those of X_fake": "d_input",
        "the columns of the labels came back to G: cut dL/d[X_fake, Y] to those of X_fake, the first ones": (
            "d_input[:, Y.shape[1] :]"
        ),
        "the number of columns is written into the function: there may be any number of labels, and of data": [
            "d_input[:, :-2]",
            "d_input[:, :2]",
        ],
    },
}
CONDITIONAL = in_places(PLACES) | {
    "the labels stand before the data: [X_fake, Y] is the order": [
        LABELS_FIRST,
        LABELS_FIRST | {CUT: "d_input[:, Y.shape[1] :]"},
    ]
}
CONDITIONAL |= moves("G", "gradients") | generator_slips(
    CUT, after=f"forward(np.hstack([forward({NOISE}, G)[0], Y]), D)[0]"
)
conditional_generator_step = gap(
    Function(
        conditional_generator_step,
        partial(trials, "G", ("noise", "Y")),
        CONDITIONAL,
        ("G",),
        remedies=REMEDIES,
        **corners("Y"),
    ),
    praise="Labels went into both networks, and the gradient came back through the data alone.",
)
