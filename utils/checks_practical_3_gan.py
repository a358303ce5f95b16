"""The checks of part B of practical 3: the two losses, a step of each player, the loop, and a conditional GAN (optional).

Losses and steps are handed in, and the check hands in its own: a loss that is no cross-entropy, a step that is no Adam, so
that what a student's function computes is seen at every place.
"""

import functools

import numpy as np

from utils import gan
from utils.activations import sigmoid
from utils.checks import Case, gap
from utils.networks_practical_3 import backward, forward, initialize

# ------------------------------------------------- the references


def _sum(*lists):
    return [sum(arrays) for arrays in zip(*lists, strict=True)]


def _discriminator_step(D, G, X, Z, discriminator_loss, step):
    X_fake = forward(Z, G)[0]
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    step(D, _sum(backward(grad_real, cache_real, D)[0], backward(grad_fake, cache_fake, D)[0]))
    return value


def _generator_step(D, G, Z, generator_loss, step):
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    step(G, backward(backward(grad, cache_D, D)[1], cache_G, G)[0])
    return value


def _train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    def one_round():
        values_D = [step_D(sample_real(), sample_noise()) for _ in range(k)]
        return values_D[-1], step_G(sample_noise())

    return np.array([one_round() for _ in range(n_rounds)])


def _conditional_generator_step(D, G, Z, Y, generator_loss, step):
    X_fake, cache_G = forward(np.hstack([Z, Y]), G)
    z_fake, cache_D = forward(np.hstack([X_fake, Y]), D)
    value, grad = generator_loss(z_fake)
    step(G, backward(backward(grad, cache_D, D)[1][:, : X_fake.shape[1]], cache_G, G)[0])
    return value


# ------------------------------------------------- 6: losses


@gap("gan_losses")
def gan_losses(discriminator_loss, generator_loss, rng):
    """discriminator_loss(z_real, z_fake) -> (value, grad_real, grad_fake); generator_loss(z_fake) -> (value, grad_fake)."""
    for spread in 2, 15, 900:
        _check_discriminator_loss(discriminator_loss, rng, spread)
    for center, spread in (0, 2), (-15, 1), (0, 900):
        _check_generator_loss(generator_loss, rng, center, spread)
    return "Both values and all three gradients, also for logits of 900."


def _check_discriminator_loss(fn, rng, spread):
    n, m = 5, 8
    r, f = spread * rng.normal(size=(n, 1)), spread * rng.normal(size=(m, 1))
    case = Case("discriminator_loss", n_real=n, n_fake=m, size_of_logits=spread)
    result = case.call(fn, z_real=r, z_fake=f, repeat=True)
    value, grad_real, grad_fake = case.unpack(result, ("value", "grad_real", "grad_fake"))
    wanted, right_real, right_fake = gan.discriminator_loss(r, f)
    p, q = sigmoid(r), sigmoid(f)
    soft = gan.softplus
    case.same(
        value,
        wanted,
        {
            "the labels are swapped: real samples have label 1, generated ones 0": lambda: (
                soft(r).mean() + soft(-f).mean()
            ),
            "the generated samples are called real: their part is -log(1 - sigma(z_fake))": lambda: (
                soft(-r).mean() + soft(-f).mean()
            ),
            "the real samples are called fake: their part is -log sigma(z_real)": lambda: (
                soft(r).mean() + soft(f).mean()
            ),
            "it is the value of the game, which D makes large: the loss is minus it": -wanted,
            "it is half of it: the sum of the two means is asked, not their mean": wanted / 2,
            "one mean over all n + m logits: each part has its own mean, and these are added": lambda: (
                (soft(-r).sum() + soft(f).sum()) / (n + m)
            ),
            "these are sums: each part is a mean over its samples": lambda: soft(-r).sum() + soft(f).sum(),
            "the generated samples are missing": lambda: soft(-r).mean(),
            "the real samples are missing": lambda: soft(f).mean(),
            "the sigmoid is applied twice: the inputs are logits, and log sigma(z) is taken once": lambda: (
                soft(-p).mean() + soft(q).mean()
            ),
            "the logarithm is missing": lambda: (1 - p).mean() + q.mean(),
            "this is the squared error of the probabilities": lambda: ((1 - p) ** 2).mean() + (q**2).mean(),
            "these are the critic's means, without a logarithm": lambda: f.mean() - r.mean(),
            "the logarithm has base 2: the natural one is asked": wanted / np.log(2),
            "the two parts are subtracted: both are losses, and they are added": lambda: (
                soft(-r).mean() - soft(f).mean()
            ),
            "this is log(e + e^z): logaddexp(0, z) is log(1 + e^z), since e^0 = 1": lambda: (
                np.logaddexp(1, -r).mean() + np.logaddexp(1, f).mean()
            ),
            **_roundings(
                lambda log: -log(p).mean() - log(1 - q).mean(),
                lambda cut: soft(-cut(r)).mean() + soft(cut(f)).mean(),
                lambda cut: -np.log(cut(p)).mean() - np.log(1 - cut(q)).mean(),
            ),
            "a probability was rounded to 0 or 1 before its logarithm, or e^z overflowed. Use log(1 + e^z) = np.logaddexp(0, z)": (
                lambda: np.inf
            ),
        },
        "value",
    )
    if np.shape(grad_real) == (m, 1) and np.shape(grad_fake) == (n, 1):
        case.fail("the two gradients have changed places", "End with `return value, grad_real, grad_fake`.")
    slips = {
        "it is not divided by the number of samples: the loss is a mean, so its derivative carries 1/n": (p - 1, q),
        "it is divided by n + m: each part has its own mean": ((p - 1) / (n + m), q / (n + m)),
        "it is divided by 2 n, but the sum of the two means is asked": (right_real / 2, right_fake / 2),
        "it is divided by the other part's number of samples": ((p - 1) / m, q / n),
        "the sign is wrong: the loss falls when a real sample's logit rises, and rises with a generated one's": (
            -right_real,
            -right_fake,
        ),
        "the label is wrong: it is sigma(z) - y with y = 1 for real and y = 0 for generated samples": (
            p / n,
            (q - 1) / m,
        ),
        "it is the derivative with respect to the probability: multiply by sigma' = p (1 - p), which leaves p - y": (
            lambda: -1 / (p * n),
            lambda: 1 / ((1 - q) * m),
        ),
        "p (1 - p) is multiplied in once more: for logits it has cancelled": (
            (p - 1) / n * p * (1 - p),
            q / m * q * (1 - q),
        ),
        "the sigmoid is applied twice": ((sigmoid(p) - 1) / n, sigmoid(q) / m),
        "the sign inside the sigmoid is wrong": ((sigmoid(-r) - 1) / n, sigmoid(-f) / m),
    }
    for got, right, item, i in (grad_real, right_real, "grad_real", 0), (grad_fake, right_fake, "grad_fake", 1):
        suspects = {text: values[i] for text, values in slips.items()}
        _same_gradient(case, got, right, suspects, item)


def _roundings(with_log, with_cut, with_bound):
    """What a loss gives when something small is added inside its logarithm, or its logits or probabilities are cut."""
    slips = {}
    for power in range(4, 17):
        small = 10.0**-power
        slips[
            f"1e-{power} is added inside the logarithm, and it is felt: log(1 + e^z) = np.logaddexp(0, z) needs no help"
        ] = functools.partial(with_log, lambda p, small=small: np.log(p + small))
        slips[
            f"the probability is cut at 1e-{power}, and it is felt: log(1 + e^z) = np.logaddexp(0, z) needs no cut"
        ] = functools.partial(with_bound, lambda p, small=small: np.clip(p, small, 1 - small))
    for limit in 10, 15, 20, 30, 50, 100, 500, 700:
        slips[f"the logits are cut at {limit}, but the loss of larger ones goes on growing: use np.logaddexp(0, z)"] = (
            functools.partial(with_cut, lambda z, limit=limit: np.clip(z, -limit, limit))
        )
    return slips


def _check_generator_loss(fn, rng, center, spread):
    m = 7
    f = center + spread * rng.normal(size=(m, 1))
    case = Case("generator_loss", n_fake=m, logits_around=center, size_of_logits=spread)
    value, grad = case.unpack(case.call(fn, z_fake=f, repeat=True), ("value", "grad_fake"))
    wanted, right = gan.generator_loss(f)
    saturating, its_gradient = gan.saturating_generator_loss(f)
    q = sigmoid(f)
    case.same(
        value,
        wanted,
        {
            "this is the saturating loss, mean log(1 - sigma(z)): asked is -mean log sigma(z), which does not saturate": (
                saturating
            ),
            "this is the discriminator's part for generated samples: G wants them called real, -mean log sigma(z_fake)": (
                -saturating
            ),
            "the sign is wrong: G makes log sigma(z_fake) large, so the loss is minus its mean": -wanted,
            "this is a sum: the mean is asked": wanted * m,
            "the sigmoid is applied twice": lambda: gan.softplus(-q).mean(),
            "the logarithm is missing": lambda: -q.mean(),
            "this is 1 - the mean probability: the logarithm is missing": lambda: (1 - q).mean(),
            "these are logits without the logarithm of sigma": lambda: -f.mean(),
            "it is half of it": wanted / 2,
            **_roundings(
                lambda log: -log(q).mean(),
                lambda cut: gan.softplus(-cut(f)).mean(),
                lambda cut: -np.log(cut(q)).mean(),
            ),
            "a probability was rounded to 0 before its logarithm, or e^-z overflowed. Use log(1 + e^z) = np.logaddexp(0, z)": (
                lambda: np.inf
            ),
        },
        "value",
    )
    suspects = {
        f"this is the gradient of the saturating loss, {abs(its_gradient).max():.0e} at most here: G would learn nothing "
        "where D is sure. Asked is (sigma(z) - 1)/m": its_gradient,
        "this is the discriminator's gradient: G wants the label 1, so sigma(z) - 1": -its_gradient,
        "it is not divided by the number of samples": q - 1,
        "the sign is wrong: the loss falls when the logit rises": -right,
        "it is the derivative with respect to the probability: multiply by p (1 - p)": lambda: -1 / (q * m),
        "p (1 - p) is multiplied in once more": right * q * (1 - q),
        "the sigmoid is applied twice": (sigmoid(q) - 1) / m,
        "it is divided by 2 m": right / 2,
    }
    _same_gradient(case, grad, right, suspects, "grad_fake")


def _same_gradient(case, got, right, suspects, item):
    if np.shape(got) == (len(right),):
        case.fail(
            f"the shape is ({len(right)},), but {right.shape} is expected",
            "A gradient has the shape of what it is the gradient of: (n, 1), as the logits",
            item,
        )
    case.same(got, right, suspects, item)


# ------------------------------------------------- 7, 8: one step of each player


class _Trial:
    """Two small networks with random numbers, a loss that is no cross-entropy, and a step that writes down its calls."""

    def __init__(self, name, rng, labels=0):
        self.d, self.k, self.labels = 3, 4, labels
        self.n, self.m = 6, 9
        self.G = self._random([self.k + labels, 7, self.d], rng)
        self.D = self._random([self.d + labels, 8, 5, 1], rng)
        self.X, self.Z = rng.normal(size=(self.n, self.d)) + 1, rng.normal(size=(self.m, self.k))
        self.Y = np.eye(labels)[rng.integers(labels, size=self.m)] if labels else None
        self.case = Case(name, n_real=self.n, n_fake=self.m, d=self.d, noise=self.k)
        self.losses, self.steps = [], []
        self.found, self.left = [], []  # the moved player's parameters when step was called, and after it
        self.case.remedies["unsupported operand type(s) for +: 'NoneType'"] = "Is the value that comes back used?"
        self.case.remedies["mismatch in its core dimension"] = (
            "Noise (n, 4) goes into G, data (n, 3) into D, logits (n, 1) come out of D. On the way back each list and each cache "
            "belongs to its own network, and each gradient to the cache of its own batch; what reaches G is "
            "dL/dX_fake, the second thing that backward gives"
        )
        self.case.remedies["could not be broadcast"] = (
            "Real and generated samples differ in number here: does each gradient meet its own cache?"
        )
        self.case.remedies["zip() argument"] = (
            "A list of gradients has the length of its network's parameters: which network does each belong to?"
        )
        self.case.remedies["'float' object has no attribute"] = (
            "The loss gives its value and its gradients: backward starts with a gradient, not with the value"
        )
        self.case.remedies["has no attribute 'sum'"] = self.case.remedies["has no attribute 'T'"] = (
            "backward(Delta, cache, parameters) gives a pair: (gradients, dX)"
        )
        self.case.remedies["inhomogeneous"] = (
            "Arrays of different shapes do not fit into one array. forward gives a pair, X_fake, cache = forward(Z, G); and "
            "two lists of gradients are added array by array"
        )
        self.case.remedies["list indices must be"] = "backward gives (gradients, dX): take them apart first"

    def _random(self, widths, rng):
        return [array + 0.3 * rng.normal(size=array.shape) for array in initialize(widths, rng)]

    def discriminator_loss(self, z_real, z_fake):
        if (len(z_real), len(z_fake)) == (self.m, self.n) != (self.n, self.m):
            self.case.fail("the logits of real and generated samples have changed places in the call of the loss")
        self.losses.append((np.copy(z_real), np.copy(z_fake)))
        value = float((np.sin(z_real) + z_real).mean() + np.square(z_fake).mean())
        return value, (np.cos(z_real) + 1) / len(z_real), 2 * z_fake / len(z_fake)

    def generator_loss(self, z_fake):
        self.losses.append((np.copy(z_fake),))
        return float((np.sin(z_fake) + 3 * z_fake).mean()), (np.cos(z_fake) + 3) / len(z_fake)

    def step(self, parameters, gradients):
        self.steps.append((parameters, gradients))
        if isinstance(parameters, list) and isinstance(gradients, (list, tuple)):
            self.found = [np.copy(theta) for theta in parameters]
            for theta, g in zip(parameters, gradients):
                if isinstance(g, np.ndarray) and theta.shape == g.shape:
                    theta -= 0.1 * g
            self.left = [np.copy(theta) for theta in parameters]

    def run(self, fn, moves, names, loss):
        """Call the student's function; `moves` is "D" or "G": the player that this step is for."""
        case, kept = self.case, {"D": [a.copy() for a in self.D], "G": [a.copy() for a in self.G]}
        arguments = {name: getattr(self, name) for name in names}
        value = case.call(fn, changes=("D", "G"), **arguments, loss=loss, step=self.step)
        other = "G" if moves == "D" else "D"
        title = {"D": "discriminator", "G": "generator"}
        if not self.losses:
            case.fail(
                f"{loss.__name__} was never called",
                f"Use the {loss.__name__} that is handed in: it gives the value and the gradients with respect to the logits",
            )
        if not self.steps:
            moved = any(not np.array_equal(a, b) for a, b in zip(getattr(self, moves), kept[moves]))
            case.fail(
                "step was never called",
                "The parameters are moved by the step that is handed in, not by a rule of your own"
                if moved
                else f"At the end: step({moves}, gradients)",
            )
        for parameters, _ in self.steps:
            if parameters is getattr(self, other):
                case.fail(
                    f"the {title[other]} is moved in the {title[moves]}'s step",
                    f"Here {other} stands still: step({moves}, gradients of {moves})",
                )
            if parameters is not getattr(self, moves):
                case.fail(
                    "step was called with something else than the list of parameters",
                    f"step({moves}, gradients) changes the very list that comes in, in place",
                )
        if len(self.steps) > 1:
            case.fail(
                f"step was called {len(self.steps)} times, but one step is asked",
                "Add the gradients of the real and the generated samples first, then make one step"
                if moves == "D"
                else f"One call: step({moves}, gradients)",
            )
        for name in ("D", "G"):
            if name == other and any(not np.array_equal(a, b) for a, b in zip(getattr(self, name), kept[name])):
                case.fail(
                    f"the {title[other]} was changed in the {title[moves]}'s step", f"{other} stands still in this step"
                )
        expected = (kept[moves], self.found), (self.left, getattr(self, moves))
        if any(not np.array_equal(a, b) for pair in expected for a, b in zip(*pair)):
            case.fail(
                f"the {title[moves]} was changed beside the step",
                f"step({moves}, gradients) makes the whole move: change no array of {moves} yourself",
            )
        self.before = kept
        return value, self.steps[0][1]

    def compare(self, gradients, expected, suspects, moves):
        case = self.case
        names = [f"d{letter}_{l}" for l in range(1, len(expected) // 2 + 1) for letter in "Wb"]
        if isinstance(gradients, tuple) and len(gradients) == 2 and isinstance(gradients[0], list):
            case.fail(
                "step was called with a pair in the place of the gradients",
                "backward gives (gradients, dX): take the first with [0]",
            )
        if isinstance(gradients, (list, tuple)) and len(gradients) == 2 * len(expected):
            case.fail(
                f"the list of gradients holds {len(gradients)} arrays, but {moves} has {len(expected)} parameters",
                "`+` joins two lists; add them array by array: [a + b for a, b in zip(first, second)]",
            )
        if isinstance(gradients, np.ndarray):
            case.fail(
                "step was called with one array in the place of the list of gradients",
                "The first thing that backward gives is the list of gradients; the second is dX",
            )
        case.same_list(gradients, expected, names, suspects)

    def value(self, value, wanted, suspects):
        if value is None:
            self.case.fail("None came back", "The loss before the step is asked: `return value` at the end")
        if isinstance(value, tuple):
            self.case.fail("a tuple came back", "Return the value of the loss alone, without its gradients")
        self.case.same(value, wanted, suspects, "the value")


@gap("discriminator_step")
def discriminator_step(fn, rng):
    """fn(D, G, X, Z, discriminator_loss, step) -> value: one step of D; G stands still."""
    t = _Trial("discriminator_step", rng)
    value, gradients = t.run(fn, "D", ("D", "G", "X", "Z"), t.discriminator_loss)
    D, G = t.before["D"], t.before["G"]
    X_fake = forward(t.Z, G)[0]
    z_real, cache_real = forward(t.X, D)
    z_fake, cache_fake = forward(X_fake, D)
    for got, right, name in zip(t.losses[0], (z_real, z_fake), ("z_real", "z_fake"), strict=True):
        other = z_fake if name == "z_real" else z_real
        t.case.same(
            got,
            right,
            {
                "the logits of real and generated samples have changed places": other,
                "these are probabilities: the loss takes logits": sigmoid(right),
                "G was not used: forward(Z, G) makes the samples that D judges": lambda: forward(t.X[:, : t.d], D)[0],
            },
            f"{name}, as the loss gets it",
        )
    wanted, grad_real, grad_fake = t.discriminator_loss(z_real, z_fake)
    real, fake = backward(grad_real, cache_real, D)[0], backward(grad_fake, cache_fake, D)[0]

    def mixed(first, second):
        """The gradients when a gradient meets a cache that is not its own."""
        return _sum(backward(*first, D)[0], backward(*second, D)[0])

    suspects = {
        "only the real samples are used: add the gradients of the generated ones": real,
        "only the generated samples are used: add the gradients of the real ones": fake,
        "the two gradients are averaged: the loss is a sum of two means, so they are added": [
            a / 2 for a in _sum(real, fake)
        ],
        "the two gradients are subtracted: add them": [a - b for a, b in zip(real, fake)],
        "the two gradients are subtracted, real from generated: add them": [b - a for a, b in zip(real, fake)],
        "D climbs: step already goes downhill, so hand it the gradients as they are": [-a for a in _sum(real, fake)],
        "the real samples' gradient is used twice": [2 * a for a in real],
        "the generated samples' gradient is used twice": [2 * a for a in fake],
        "a stale cache: the gradient of the real samples meets the cache of the generated ones": lambda: mixed(
            (grad_real, cache_fake), (grad_fake, cache_fake)
        ),
        "a stale cache: the gradient of the generated samples meets the cache of the real ones": lambda: mixed(
            (grad_real, cache_real), (grad_fake, cache_real)
        ),
        "the caches have changed places": lambda: mixed((grad_real, cache_fake), (grad_fake, cache_real)),
        "sigma(z) - y is the slope of another loss: use the two gradients that the loss gives": lambda: mixed(
            ((sigmoid(z_real) - 1) / t.n, cache_real), (sigmoid(z_fake) / t.m, cache_fake)
        ),
    }
    t.compare(gradients, _sum(real, fake), suspects, "D")
    t.value(
        value,
        wanted,
        {
            "it is the loss after the step: return the one before it": lambda: t.discriminator_loss(
                forward(t.X, t.D)[0], forward(X_fake, t.D)[0]
            )[0]
        },
    )
    _check_equal_batches(fn, rng)
    return "D moved once, downhill on both halves; G stood still."


def _check_equal_batches(fn, rng):
    """As many real as generated samples: a cache of the wrong half fits then, and is wrong all the same."""
    t = _Trial("discriminator_step", rng)
    t.X = t.X[:5]
    t.Z = t.Z[:5]
    t.case.sizes |= {"n_real": 5, "n_fake": 5}
    D, G = [a.copy() for a in t.D], t.G
    _, gradients = t.run(fn, "D", ("D", "G", "X", "Z"), t.discriminator_loss)
    z_real, cache_real = forward(t.X, D)
    z_fake, cache_fake = forward(forward(t.Z, G)[0], D)
    _, grad_real, grad_fake = t.discriminator_loss(z_real, z_fake)

    def both(a, b):
        return _sum(backward(grad_real, a, D)[0], backward(grad_fake, b, D)[0])

    t.compare(
        gradients,
        both(cache_real, cache_fake),
        {
            "a stale cache: the gradient of the real samples meets the cache of the generated ones": both(
                cache_fake, cache_fake
            ),
            "a stale cache: the gradient of the generated samples meets the cache of the real ones": both(
                cache_real, cache_real
            ),
            "the caches have changed places": both(cache_fake, cache_real),
        },
        "D",
    )


@gap("generator_step")
def generator_step(fn, rng):
    """fn(D, G, Z, generator_loss, step) -> value: one step of G, through D, which stands still."""
    t = _Trial("generator_step", rng)
    value, gradients = t.run(fn, "G", ("D", "G", "Z"), t.generator_loss)
    _check_generator_step(t, value, gradients, t.Z, lambda X: X)
    return "The gradient went through D to G; G moved once, D stood still."


@gap("conditional_generator_step")
def conditional_generator_step(fn, rng):
    """fn(D, G, Z, Y, generator_loss, step) -> value: as generator_step, with labels beside the noise and beside the data."""
    t = _Trial("conditional_generator_step", rng, labels=2)
    t.case.remedies["mismatch in its core dimension"] = (
        "G reads noise and labels, (n, 4 + 2), D reads data and labels, (n, 3 + 2): np.hstack([..., Y]) for both. On the way back "
        "dL/d[X_fake, Y] has 3 + 2 columns, but only the 3 of X_fake come from G"
    )
    value, gradients = t.run(fn, "G", ("D", "G", "Z", "Y"), t.generator_loss)
    _check_generator_step(t, value, gradients, np.hstack([t.Z, t.Y]), lambda X: np.hstack([X, t.Y]))
    return "Labels went into both networks, and the gradient came back through the data alone."


def _check_generator_step(t, value, gradients, Z, with_labels):
    D, G = t.before["D"], t.before["G"]
    X_fake, cache_G = forward(Z, G)
    z_fake, cache_D = forward(with_labels(X_fake), D)
    suspects = {
        "these are probabilities: the loss takes logits": sigmoid(z_fake),
        "their sign is turned: the loss takes the logits as they are": -z_fake,
    }
    if t.labels:
        suspects |= {
            "the labels of D come in another order than those of G": lambda: forward(
                np.hstack([X_fake, t.Y[:, ::-1]]), D
            )[0],
            "D got no labels: zeros stand in their place": lambda: forward(np.hstack([X_fake, 0 * t.Y]), D)[0],
            "G got no labels: zeros stand in their place": lambda: forward(
                with_labels(forward(np.hstack([t.Z, 0 * t.Y]), G)[0]), D
            )[0],
            "the labels stand before the data: [X_fake, Y] is the order": lambda: forward(np.hstack([t.Y, X_fake]), D)[
                0
            ],
            "the labels stand before the noise: [Z, Y] is the order": lambda: forward(
                with_labels(forward(np.hstack([t.Y, t.Z]), G)[0]), D
            )[0],
        }
    t.case.same(t.losses[0][0], z_fake, suspects, "z_fake, as the loss gets it")
    wanted, grad = t.generator_loss(z_fake)
    gradients_D, dX = backward(grad, cache_D, D)
    dX = dX[:, : t.d]
    right = backward(dX, cache_G, G)[0]
    if isinstance(gradients, list) and [np.shape(g) for g in gradients] == [g.shape for g in gradients_D]:
        t.case.fail(
            "G is moved by the gradients of D's parameters",
            "Two passes back: first through D, of which only dX counts, then dX through G",
        )
    suspects = {
        "no gradient came through D: what goes into G's backward is dL/dX_fake, the second thing that D's backward gives": (
            lambda: backward(np.repeat(grad, t.d, axis=1), cache_G, G)[0]
        ),
        "D's weights are ignored: ones are handed to G's backward in the place of dL/dX_fake": lambda: backward(
            np.ones_like(X_fake), cache_G, G
        )[0],
        "the samples themselves are handed to G's backward in the place of dL/dX_fake": lambda: backward(
            X_fake, cache_G, G
        )[0],
        "ones are handed to D's backward: start with the gradient that the loss gives": lambda: backward(
            backward(np.ones_like(grad), cache_D, D)[1][:, : t.d], cache_G, G
        )[0],
        "the logits are handed to D's backward: start with the gradient that the loss gives": lambda: backward(
            backward(z_fake, cache_D, D)[1][:, : t.d], cache_G, G
        )[0],
        "G climbs: step already goes downhill, so hand it the gradients as they are": [-a for a in right],
        "it is divided by the number of samples again: the loss has done it": [a / t.m for a in right],
        "(sigma(z) - 1)/m is the slope of another loss: use the gradient that the loss gives": lambda: backward(
            backward((sigmoid(z_fake) - 1) / t.m, cache_D, D)[1][:, : t.d], cache_G, G
        )[0],
        "dL/dX_fake is averaged over the samples: each has its own": lambda: backward(
            np.repeat(dX.mean(axis=0, keepdims=True), t.m, axis=0), cache_G, G
        )[0],
        "dL/dX_fake is multiplied by the samples": lambda: backward(dX * X_fake, cache_G, G)[0],
        "only the signs of dL/dX_fake reach G": lambda: backward(np.sign(dX), cache_G, G)[0],
        "the columns of the labels came back to G: cut dL/d[X_fake, Y] to those of X_fake, the first ones": lambda: (
            backward(backward(grad, cache_D, D)[1][:, -t.d :], cache_G, G)[0]
        ),
    }
    t.compare(gradients, right, suspects, "G")
    t.value(
        value,
        wanted,
        {
            "it is the loss after the step: return the one before it": lambda: t.generator_loss(
                forward(with_labels(forward(Z, t.G)[0]), D)[0]
            )[0]
        },
    )


# ------------------------------------------------- 9: the loop


@gap("train_gan")
def train_gan(fn, rng):
    """fn(sample_real, sample_noise, step_D, step_G, n_rounds, k) -> (n_rounds, 2): the values of L_D and L_G."""
    for n_rounds, k in (5, 1), (4, 3):
        _check_loop(fn, rng, n_rounds, k)
    return "k new batches for D, then one for G, and new noise each time."


def _check_loop(fn, rng, n_rounds, k):
    case = Case("train_gan", n_rounds=n_rounds, k=k)
    log = []

    def counted(name):
        def sample():
            log.append((name, sum(entry[0] == name for entry in log)))
            return np.array([[log[-1][1] + 0.5 + (1000 if name == "sample_real" else 0)]])

        return sample

    def player(name):
        def step(*batches):
            wanted = {"step_D": 2, "step_G": 1}[name]
            if len(batches) != wanted or not all(isinstance(batch, np.ndarray) for batch in batches):
                case.fail(
                    f"{name} was called with {len(batches)} arguments that are not {wanted} batches",
                    "step_D(X, Z) takes real samples and noise, step_G(Z) noise; the samplers are called: sample_noise()",
                )
            numbers = [int(batch[0, 0]) for batch in batches]
            if [number >= 1000 for number in numbers] != [True, False][-wanted:]:
                case.fail(
                    f"{name} got {' and '.join('real samples' if number >= 1000 else 'noise' for number in numbers)}",
                    "step_D(X, Z) takes real samples and then noise, step_G(Z) noise alone",
                )
            log.append((name, *numbers))
            return float(values[name][sum(entry[0] == name for entry in log) - 1])

        return step

    values = {name: rng.normal(size=500) for name in ("step_D", "step_G")}
    samplers = {name: counted(name) for name in ("sample_real", "sample_noise")}
    players = {name: player(name) for name in ("step_D", "step_G")}
    got = case.call(fn, **samplers, **players, n_rounds=n_rounds, k=k)
    calls = {name: [entry for entry in log if entry[0] == name] for name in (*samplers, *players)}
    for name, wanted in ("step_D", n_rounds * k), ("step_G", n_rounds):
        if len(calls[name]) != wanted:
            advice = f"In each of the n_rounds rounds: {'k steps of D' if name == 'step_D' else 'one step of G'}"
            if name == "step_D" and len(calls[name]) == n_rounds:
                advice = "k is ignored: D makes k steps before each step of G"
            if name == "step_G" and len(calls[name]) == n_rounds * k:
                advice = "G makes one step a round, after the k steps of D: does it stand inside the inner loop?"
            if len(calls[name]) == wanted // n_rounds:
                advice = "Only one round was played: is a `return` inside the loop?"
            case.fail(f"{name} was called {len(calls[name])} times, but {wanted} times are expected", advice)
    order = [entry[0] for entry in log if entry[0] in players]
    if order != (["step_D"] * k + ["step_G"]) * n_rounds:
        case.fail(
            "the players move in the wrong order",
            "In each round D moves first, k times, then G once"
            if order[0] == "step_G"
            else "One round after the other: D k times, then G once, and again",
        )
    noise_D, noise_G = [entry[2] for entry in calls["step_D"]], [entry[1] for entry in calls["step_G"]]
    real = [entry[1] for entry in calls["step_D"]]
    if len(set(noise_D) | set(noise_G)) == 1:
        case.fail("the same noise is used in all steps", "Call sample_noise() anew before each step, inside the loops")
    if len(set(real)) == 1:
        case.fail("the same real samples are used in all steps", "Call sample_real() anew before each step of D")
    if set(noise_D) & set(noise_G):
        case.fail(
            "the same noise is used for a step of D and for the step of G",
            "Draw new noise for G: sample_noise() is called before every single step",
        )
    if len(set(noise_D)) < len(noise_D):
        case.fail("the same noise is used in several steps of D", "Call sample_noise() inside the inner loop")
    if len(set(real)) < len(real):
        case.fail("the same real samples are used in several steps of D", "Call sample_real() inside the inner loop")
    if len(set(noise_G)) < len(noise_G):
        case.fail("the same noise is used in several steps of G", "Call sample_noise() anew before each step of G")
    case.not_none(got)
    wanted = np.column_stack([values["step_D"][k - 1 : n_rounds * k : k], values["step_G"][:n_rounds]])
    table = values["step_D"][: n_rounds * k].reshape(n_rounds, k)
    if isinstance(got, (list, tuple)):
        try:
            got = np.array(got, dtype=float)
        except (TypeError, ValueError):
            case.fail(
                "the list holds something else than pairs of numbers",
                "Append (value_D, value_G) once a round, both as step_D and step_G return them",
            )
    case.same(
        got,
        wanted,
        {
            "the columns have changed places: asked is (L_D, L_G)": wanted[:, ::-1],
            "it is transposed: one row for each round": wanted.T,
            "the first of the k values of D is kept: the last one is asked": np.column_stack(
                [table[:, 0], wanted[:, 1]]
            ),
            "the k values of D are averaged: the last one is asked": np.column_stack(
                [table.mean(axis=1), wanted[:, 1]]
            ),
            "the k values of D are added up: the last one is asked": np.column_stack([table.sum(axis=1), wanted[:, 1]]),
            "only the last round is there: append to a list in each round": wanted[-1],
            "only the value of D is there": wanted[:, 0],
            "only the value of G is there": wanted[:, 1],
            "the values stand in one long list: one pair a round": wanted.ravel(),
        },
        "the values",
    )
