"""Practical 3, gap 6: the losses of the two players of a GAN.

The value and each gradient are compared for themselves, so that a slip in one is named whatever the others are.
"""

import contextlib
import types

import numpy as np

from utils import gan
from utils.checks.case import a
from utils.checks.gap import Fault, Function, Trial, gap
from utils.checks.practical_3.calls import FLOATS, in_places


def discriminator_loss(z_real, z_fake):
    p_real = np.exp(-np.logaddexp(0, -z_real))  # sigma(z)
    p_fake = np.exp(-np.logaddexp(0, -z_fake))
    value = np.logaddexp(0, -z_real).mean() + np.logaddexp(0, z_fake).mean()
    grad_real = (p_real - 1) / len(z_real)  # sigma(z) - y with y = 1
    grad_fake = p_fake / len(z_fake)  # and with y = 0
    return float(value), grad_real, grad_fake


def generator_loss(z_fake):
    p = np.exp(-np.logaddexp(0, -z_fake))  # sigma(z)
    value = np.logaddexp(0, -z_fake).mean()
    grad = (p - 1) / len(z_fake)  # sigma(z) - y with y = 1
    return float(value), grad


# ------------------------------------------------- what they are tried on


def _discriminator_trials(rng):
    """Logits near 2, 15 and 900, then a single real sample, then a single generated one."""
    for spread, single in (2, ""), (15, ""), (900, ""), (2, "n_real"), (2, "n_fake"):
        n, m = rng.permutation(np.arange(5, 10))[:2].tolist()
        sizes = {"n_real": n, "n_fake": m} | ({single: 1} if single else {})
        z_real, z_fake = (_logits(rng, size, 0, spread) for size in sizes.values())
        names = "value", "grad_real", "grad_fake"
        yield from _parts(sizes | {"logits": f"near {spread}"}, {"z_real": z_real, "z_fake": z_fake}, names)


def _generator_trials(rng):
    for m, center, spread in (0, 0, 2), (0, -15, 1), (0, 0, 900), (1, 0, 2):
        m = m or int(rng.integers(5, 30))
        sizes = {"n_fake": m, "logits": f"{center} give or take {spread}"}
        yield from _parts(sizes, {"z_fake": _logits(rng, m, center, spread)}, ("value", "grad_fake"))


def _logits(rng, n, center, spread):
    z = center + spread * rng.normal(size=(n, 1))
    if spread != 2:
        z[:2, 0] = np.array([-1, 1]) * max(spread, 40)
    return z


def _parts(sizes, logits, names):
    """A trial for each part of the result, then two calls with the same logits."""
    for place in range(len(names)):
        yield Trial(sizes, logits, _part(place, names))
    yield Trial(sizes, logits, names=names)


def _part(place, names):
    def run(call, **logits):
        with _without_the_lecture():
            result = call(**logits)
        if not isinstance(result, (tuple, list)) or len(result) != len(names):
            listed = ", ".join(names)
            what = f"{a(result)} came back, but {len(names)} values ({listed}) are expected"
            raise Fault(what, f"End with `return {listed}`.")
        return {names[place]: result[place]}

    return run


@contextlib.contextmanager
def _without_the_lecture():
    """The notebook imports utils.gan for its pictures; an answer may call nothing in it."""

    def refuse(*arguments, **named):
        raise Fault(
            "a function of utils.gan is called", "Write the formula: utils.gan is not there when you are graded."
        )

    kept = {name: value for name, value in vars(gan).items() if isinstance(value, types.FunctionType)}
    vars(gan).update(dict.fromkeys(kept, refuse))
    try:
        yield
    finally:
        vars(gan).update(kept)


# ------------------------------------------------- slips


def _roundings(terms, names, first):
    """What makes a loss imprecise or infinite where its logits are large.

    terms : the right text of each mean -> the probability inside its logarithm, with {} on both sides of what may be cut
    names : the logits
    first : how the right text begins
    """

    def logarithms(before="", after="", added=""):
        return {text: f"-np.log({p.format(before, after)}{added}).mean()" for text, p in terms.items()}

    naive = {f"np.exp(-np.logaddexp(0, -{z}))": f"1 / (1 + np.exp(-{z}))" for z in names}
    overflowing = {text: text.replace("logaddexp(0, ", "log1p(np.exp(").replace(").mean", ")).mean") for text in terms}
    slips = {}
    for k in range(4, 17):
        edits = [logarithms(added=f" + 1e-{k}")]
        if k < 16 or len(terms) == 1:  # 1 - 1e-16 is 1
            edits.append(logarithms("np.clip(", f", 1e-{k}, 1 - 1e-{k})"))
        what = f"1e-{k} is added to a probability or bounds it, and it is felt"
        slips[f"{what}: log(1 + e^z) = np.logaddexp(0, z) needs no help"] = edits
    for limit in 10, 15, 20, 30, 50, 100, 500, 700:
        cut = "".join(f"    {z} = np.clip({z}, -{limit}, {limit})\n" for z in names)
        what = f"the logits are cut at {limit}, but the loss of larger ones goes on growing"
        slips[f"{what}: use np.logaddexp(0, z)"] = {first: cut + first}
    return slips | {
        "a probability was rounded to 0 or 1 before its logarithm, or e^z overflowed. Use log(1 + e^z) = np.logaddexp(0, z)": [
            logarithms(),
            logarithms() | naive,
            overflowing,
            overflowing | naive,
        ],
        "an infinite loss is replaced by a number, but the loss of larger logits goes on growing: use np.logaddexp(0, z)": naive
        | {text: f"np.nan_to_num(-np.log({p.format('', '')}), posinf=1000).mean()" for text, p in terms.items()},
        "the numbers are right, but NumPy warned: is there an e^900 in 1 / (1 + e^-z)? Hint 2 has a sigmoid that is safe": naive,
    }


MEAN = "np.logaddexp(0, {sign}{z}).mean()"  # a part of a loss, by the names in it and its label y
REAL = {"sign": "-", "z": "z_real", "p": "p_real", "y": 1, "grad": "(p_real - 1) / len(z_real)"}
FAKE = {"sign": "", "z": "z_fake", "p": "p_fake", "y": 0, "grad": "p_fake / len(z_fake)"}
OF_G = {"sign": "-", "z": "z_fake", "p": "p", "y": 1, "grad": "(p - 1) / len(z_fake)"}
VALUES = {  # message -> what stands in the place of each mean
    "it is summed over the samples: the mean is asked": "np.logaddexp(0, {sign}{z}).sum()",
    "the sigmoid is applied twice: the inputs are logits, and log sigma(z) is taken once": "np.logaddexp(0, {sign}{p}).mean()",
    "the logarithm is missing": "abs({p} - {y}).mean()",
    "this is the squared error of the probabilities": "(({p} - {y}) ** 2).mean()",
    "the logarithm has base 2: the natural one is asked": f"{MEAN} / np.log(2)",
    "this is log(e + e^z): logaddexp(0, z) is log(1 + e^z), since e^0 = 1": "np.logaddexp(1, {sign}{z}).mean()",
}
GRADIENTS = {  # message -> what stands in the place of each gradient
    "it is not divided by the number of samples: the loss is a mean, so its derivative carries 1/n": "{p} - {y}",
    "it is the derivative with respect to the probability: multiply by sigma' = p (1 - p), which leaves p - y": (
        "({p} - {y}) / ({p} * (1 - {p}) * len({z}))"
    ),
    "p (1 - p) is multiplied in once more: for logits it has cancelled": "{grad} * {p} * (1 - {p})",
    "the sigmoid is applied twice": "(np.exp(-np.logaddexp(0, -{p})) - {y}) / len({z})",
    "the second axis is lost. A gradient has the shape of what it is the gradient of: (n, 1), as the logits": (
        "({p} - {y})[:, 0] / len({z})"
    ),
}


def _values(*parts):
    """The slips of VALUES, made in all parts of a loss."""
    return {
        f"value: {message}": {MEAN.format(**part): wrong.format(**part) for part in parts}
        for message, wrong in VALUES.items()
    }


def _gradients(name, part, more):
    """The slips of GRADIENTS, and those in `more`, made in one gradient."""
    rows = (GRADIENTS | more).items()
    return {f"{name}: {message}": {part["grad"]: wrong.format(**part)} for message, wrong in rows}


R, F = MEAN.format(**REAL), MEAN.format(**FAKE)
OF_D = {
    "it is divided by n + m: each part has its own mean": "({p} - {y}) / (len(z_real) + len(z_fake))",
    "it is divided by twice the number of samples, but the sum of the two means is asked": "{grad} / 2",
    "it is divided by the other part's number of samples": "({p} - {y}) * len({z}) / (len(z_real) * len(z_fake))",
    "the sign is wrong: the loss falls when a real sample's logit rises, and rises with a generated one's": "-{grad}",
    "the label is wrong: it is sigma(z) - y with y = 1 for real and y = 0 for generated samples": (
        "({p} - (1 - {y})) / len({z})"
    ),
    "the sign inside the sigmoid is wrong": "(1 - {p} - {y}) / len({z})",
}
SUM_OF_D = {
    f"{R} + {F}": {
        "one mean over all n + m logits: each part has its own mean, and these are added": (
            "np.concatenate([np.logaddexp(0, -z_real), np.logaddexp(0, z_fake)]).mean()"
        ),
        "the two parts are added before the means: n and m may differ, so each part has a mean of its own": (
            "(np.logaddexp(0, -z_real) + np.logaddexp(0, z_fake)).mean()"
        ),
        "the labels are swapped: real samples have label 1, generated ones 0": (
            "np.logaddexp(0, z_real).mean() + np.logaddexp(0, -z_fake).mean()"
        ),
        "the generated samples are called real: their part is -log(1 - sigma(z_fake))": f"{R} + np.logaddexp(0, -z_fake).mean()",
        "the real samples are called fake: their part is -log sigma(z_real)": f"np.logaddexp(0, z_real).mean() + {F}",
        "it is the value of the game, which D makes large: the loss is minus it": f"-{R} - {F}",
        "it is half of it: the sum of the two means is asked, not their mean": "({}) / 2",
        "the generated samples are missing": R,
        "the real samples are missing": F,
        "these are the critic's means, without a logarithm": "z_fake.mean() - z_real.mean()",
        "the two parts are subtracted: both are losses, and they are added": f"{R} - {F}",
    }
}
DISCRIMINATOR = (
    {f"value: {message}": edits for message, edits in in_places(SUM_OF_D).items()}
    | _values(REAL, FAKE)
    | _gradients("grad_real", REAL, OF_D)
    | _gradients("grad_fake", FAKE, OF_D)
    | {
        "the two gradients have changed places: after the value comes grad_real": {
            "grad_real, grad_fake\n": "grad_fake, grad_real\n"
        }
    }
    | _roundings({R: "{}p_real{}", F: "1 - {}p_fake{}"}, ["z_real", "z_fake"], "    p_real =")
)

G = MEAN.format(**OF_G)
VALUE_OF_G = {
    G: {
        "this is the saturating loss, mean log(1 - sigma(z)): asked is -mean log sigma(z), which does not saturate": f"-{F}",
        "this is the discriminator's part for generated samples: G wants them called real, -mean log sigma(z_fake)": F,
        "the sign is wrong: G makes log sigma(z_fake) large, so the loss is minus its mean": "-{}",
        "this is minus the mean probability: its logarithm is missing": "-p.mean()",
        "these are logits without the logarithm of sigma": "-z_fake.mean()",
        "it is half of it": "{} / 2",
    }
}
GRADIENT_OF_G = {
    "this is the gradient of the saturating loss, nearly 0 where D is sure of a fake. Asked is (sigma(z) - 1)/m": "-p / len({z})",
    "this is the discriminator's gradient: G wants the label 1, so sigma(z) - 1": "p / len({z})",
    "the sign is wrong: the loss falls when the logit rises": "-{grad}",
    "it is divided by 2 m": "{grad} / 2",
}
GENERATOR = (
    {f"value: {message}": edits for message, edits in in_places(VALUE_OF_G).items()}
    | _values(OF_G)
    | _gradients("grad_fake", OF_G, GRADIENT_OF_G)
    | {
        "value: the mean over the samples is missing: a single number is asked": {
            ".mean()": "",
            "float(value)": "value",
        },
        "the value came back alone: its gradient is asked too, return value, grad_fake": {"(value), grad": "(value)"},
    }
    | _roundings({G: "{}p{}"}, ["z_fake"], "    p =")
)

ONE = "the docstring gives the shape of logits: one column"
gan_losses = gap(
    Function(
        discriminator_loss,
        _discriminator_trials,
        DISCRIMINATOR,
        domain={"n_real = 1": "may be 1", "n_fake = 1": "may be 1", "z_real: large": "900", "z_fake: large": "900"},
        allows=FLOATS | {"another z_real.shape[[]1] is refused": ONE},
    ),
    Function(
        generator_loss,
        _generator_trials,
        GENERATOR,
        domain={"n_fake = 1": "m may be 1", "z_fake: large": "900"},
        allows=FLOATS | {"another z_fake.shape[[]1] is refused": ONE},
    ),  # fmt: skip
    name="gan_losses",
    praise="Both values and all three gradients, also for logits of 900.",
)
