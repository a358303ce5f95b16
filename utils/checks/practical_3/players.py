"""Practical 3, gaps 7 and 8: a step of each player of a GAN. An optional gap, in to_order.py, is a step of G, too.

The loss that is handed in is no cross-entropy and the step no descent, so that all that a student's function computes is
seen: the logits that the loss gets, the lists that step gets, the batches that each player gets.
"""

import inspect
from functools import partial

import numpy as np

from utils.checks.case import a
from utils.checks.gap import Fault, Function, Trial, copied, equal, gap
from utils.checks.practical_3.calls import FLOATS, in_places
from utils.course.networks import backward, forward, initialize

# ------------------------------------------------- 7, 8: a step of each player


def discriminator_step(D, G, X, noise, discriminator_loss, step):
    X_fake, _ = forward(noise, G)
    z_real, cache_real = forward(X, D)
    z_fake, cache_fake = forward(X_fake, D)
    value, grad_real, grad_fake = discriminator_loss(z_real, z_fake)
    gradients_real, _ = backward(grad_real, cache_real, D)
    gradients_fake, _ = backward(grad_fake, cache_fake, D)
    step(D, [a + b for a, b in zip(gradients_real, gradients_fake, strict=True)])
    return value


def generator_step(D, G, noise, generator_loss, step):
    X_fake, cache_G = forward(noise, G)
    z_fake, cache_D = forward(X_fake, D)
    value, grad = generator_loss(z_fake)
    _, dX_fake = backward(grad, cache_D, D)
    gradients, _ = backward(dX_fake, cache_G, G)
    step(G, gradients)
    return value


def _loss_of_discriminator(z_real, z_fake):
    value = float((np.sin(z_real) + z_real).mean() + np.square(z_fake).mean())
    return value, (np.cos(z_real) + 1) / len(z_real), 2 * z_fake / len(z_fake)


def _loss_of_generator(z_fake):
    return float((np.sin(z_fake) + 3 * z_fake).mean()), (np.cos(z_fake) + 3) / len(z_fake)


NAMES = {"D": "discriminator", "G": "generator"}
LOSSES = {"D": _loss_of_discriminator, "G": _loss_of_generator}


def trials(player, batches, rng):
    """Three layers each and batches of one size, where a wrong cache fits; other depths and sizes; one layer, sizes of 1."""
    for deep_D, deep_G in (3, 3), (5, 4), (1, 1):
        n, m, d, k, c, *hidden = (rng.permutation(12) + 2).tolist()
        if deep_D == 3:  # more samples than noise, a broad first layer of G
            m, k = max(m, k), min(m, k)
            n, hidden[4] = m, 31
        if deep_D == 5:  # more samples than numbers in each, much noise, a broad first layer of D
            n, k, hidden[0] = 15, 16, 31
        if deep_D == 1:
            n = m = d = k = c = 1
        labels = c if "Y" in batches else 0
        drawn = {
            "X": rng.normal(size=(n, d)) + 1,
            "noise": rng.normal(size=(m, k)),
            "Y": np.eye(c)[rng.integers(c, size=m)],
        }
        networks = {
            "D": _network([d + labels, *hidden[: deep_D - 1], 1], rng),
            "G": _network([k + labels, *hidden[4 : 3 + deep_G], d], rng),
        }
        sizes = {"n_real": n} if "X" in batches else {}
        sizes |= {"n_fake": m, "d": d, "noise": k} | ({"labels": c} if labels else {})
        sizes |= {"layers of D": deep_D, "layers of G": deep_G}
        arguments = networks | {name: drawn[name] for name in batches}
        yield Trial(sizes, arguments, partial(_watched, player))


def _network(widths, rng):
    return [array + 0.3 * rng.normal(size=array.shape) for array in initialize(widths, rng)]


def _watched(player, call, D, G, **batches):
    """One call of the function that moves `player`, and what was seen: logits, gradients and the value that came back."""
    lists, start = {"D": D, "G": G}, {"D": copied(D), "G": copied(G)}
    loss, logits, steps = LOSSES[player], [], []
    value = fault = None

    def watched_loss(*given, **named):
        given = inspect.signature(loss).bind(*given, **named).args
        for z in given:
            if not isinstance(z, np.ndarray):
                raise TypeError(f"the loss takes arrays of logits, not {a(z)}")
        logits.append(copied(given))
        return loss(*given)

    def step(parameters, gradients):
        moved = next((name for name, own in lists.items() if parameters is own), "")
        steps.append((moved, copied(gradients)))
        for theta in lists.get(moved, []):
            theta *= 0.9

    try:
        value = call(D=D, G=G, **batches, **{f"{NAMES[player]}_loss": watched_loss, "step": step})
    except Fault as caught:
        fault = caught  # what follows is more telling
    _refuse_moves(player, lists, start, logits, [moved for moved, _ in steps])
    if fault:
        raise fault
    gradients = _listed(steps[0][1], player, lists[player])
    seen = {f"{name}, as the loss gets it": z for name, z in zip(inspect.signature(loss).parameters, logits[0])}
    return seen | {f"{name}, as step gets it": g for name, g in gradients.items()} | {"the value": value}


def _refuse_moves(player, lists, start, logits, moved):
    says, other = _says(player), "G" if player == "D" else "D"
    by_hand = not equal(lists[player], start[player])
    for wrong, key in (
        (not logits, "no loss"),
        (not moved and by_hand, "own rule"),
        (not moved, "no step"),
        (other in moved, "other"),
        ("" in moved, "copy"),
        (len(moved) > 1, "twice"),
        (not equal(lists[other], start[other]), "other by hand"),
        (not equal(lists[player], [0.9 * theta for theta in start[player]]), "beside"),
    ):
        if wrong:
            raise Fault(says[key].replace("2 times", f"{len(moved)} times"))


def _listed(gradients, player, parameters):
    """The gradients that step got, by name."""
    if isinstance(gradients, tuple) and len(gradients) == 2 and isinstance(gradients[0], list):
        raise Fault(PAIR)
    if not isinstance(gradients, (list, tuple)):
        raise Fault(f"step was called with {a(gradients)} in the place of the list of gradients")
    if len(gradients) != len(parameters):
        what = f"the list of gradients holds {len(gradients)} arrays, but {player} has {len(parameters)} parameters"
        raise Fault(what, f"Their shapes: {', '.join(str(getattr(g, 'shape', a(g))) for g in gradients)}.")
    names = (f"d{letter}_{l}" for l in range(1, len(parameters) // 2 + 1) for letter in "Wb")
    return dict(zip(names, gradients))


def corners(player):
    """Domain and allowances of a step of D, of one of G, and (Y) of that of G with labels."""
    sizes = ["n_fake", "d", "noise", *(["n_real"] if player == "D" else ["labels"] if player == "Y" else [])]
    domain = dict.fromkeys([f"{size} = 1" for size in sizes], "ny size may be 1")
    if player != "Y":
        domain |= dict.fromkeys(["layers of D = 1", "layers of G = 1"], "of any depth")
    else:
        domain |= dict.fromkeys(["layers of D = 1", "layers of G = 1"], "As generator_step")
    allows = FLOATS | {"another D[[]-1].shape[[]0] is refused": "D gives one logit"}
    beside = {f"{network}[[]0].shape[[]1] = 1 is refused": "labels stand beside what comes in" for network in "DG"}
    return {"domain": domain, "allows": allows | (beside if player == "Y" else {})}


def _says(player):
    """What may be wrong with a step, in the words of the checks and of the slips."""
    other = "G" if player == "D" else "D"
    mine, theirs = NAMES[player], NAMES[other]
    asked = "add both lists of gradients, then move D once" if player == "D" else "G moves once"
    return {
        "no loss": f"{mine}_loss was never called: use the loss that is handed in, which gives the value and the gradients",
        "own rule": f"step was never called: {player} is moved by the step that is handed in, not by a rule of your own",
        "no step": f"step was never called: before you return, hand it {player} and the list of gradients",
        "other": f"the {theirs} is moved in the {mine}'s step: here {other} stands still",
        "copy": f"step was called with something else than {player}: hand it the very list that came in, which it changes",
        "twice": f"step was called 2 times, but one step is asked: {asked}",
        "other by hand": f"the {theirs} was changed in the {mine}'s step: {other} stands still",
        "beside": f"the {mine} was changed beside the step: step makes the whole move, so change no array of {player} yourself",
    }


PAIR = "step was called with a pair in the place of the gradients: backward gives (gradients, dX), take the first"
ONE_ARRAY = (
    "step was called with one array in the place of the list of gradients: is it dX, the second that backward gives?"
)
REMEDIES = {
    "mismatch in its core dimension": "Noise goes into G, what it makes into D, and logits, (n, 1), come out. On the way back "
    "each cache belongs to its own network and batch, and what reaches G is dL/dX_fake, the second thing that backward gives.",
    "could not be broadcast": "Does each gradient meet the cache of its own network and batch?",
    "zip() argument": "A list of gradients is as long as its network's list of parameters: which network does each belong to?",
    "'float' object has no attribute": "The loss gives its value and gradients: backward starts with a gradient.",
    "unsupported operand type(s) for +: 'NoneType'": "Is the value that comes back used?",
    "'tuple' object has no attribute": "forward gives (Z, cache), backward gives (gradients, dX): take the pairs apart.",
    "inhomogeneous": "Arrays of different shapes do not fit into one: take pairs apart, and add lists array by array.",
    "list indices must be": "backward gives (gradients, dX): take them apart first.",
}

# ------------------------------------------------- slips of both players


def moves(player, gradients):
    """Slips around the step of `player`. gradients : what the right text hands to it."""
    says, other, moved = _says(player), "G" if player == "D" else "D", f"    step({player}, {gradients})"
    shrunk = "    for theta in {}:\n        theta -= 0.01 * theta\n    return"
    return {
        says["no step"]: {f"{moved}\n": ""},
        says["own rule"]: {moved: f"    for theta, g in zip({player}, {gradients}):\n        theta -= 0.1 * g"},
        says["copy"]: [
            {f"    step({player}": f"    step([*{player}]"},
            {f"    step({player}": f"    step([theta.copy() for theta in {player}]"},
        ],
        says["other by hand"]: {"    return": shrunk.format(other)},
        says["beside"]: {"    return": shrunk.format(player)},
        "None came back: the loss before the step is asked": {"return value": "return"},
    }


PROBABILITIES = "these are probabilities: the loss takes logits"
NO_GRADIENT = "backward starts with a gradient, not with the value of the loss"
AFTER = "the value is the loss after the step: return the one before it"

# ------------------------------------------------- slips in a step of D

SAYS = _says("D")
SUM = "[a + b for a, b in zip(gradients_real, gradients_fake, strict=True)]"
P_REAL, P_FAKE = "1 / (1 + np.exp(-z_real))", "1 / (1 + np.exp(-z_fake))"
PLACES = {
    SUM: {
        PAIR: "backward(grad_fake, cache_fake, D)",
        ONE_ARRAY: "backward(grad_fake, cache_fake, D)[1]",
        "the list of gradients holds 12 arrays, but D has 6 parameters: `+` joins two lists, so add them array by array": (
            "gradients_real + gradients_fake"
        ),
        "two lists are added as if each were one array: add them array by array, in a comprehension": (
            "np.add(gradients_real, gradients_fake)"
        ),
        "not all gradients reach step: it needs one for each array of D, whatever D's depth": "{}[:6]",
    },
    "forward(X_fake, D)": {
        "the noise itself goes into D: G makes samples of it first": "forward(noise, D)",
        "D judges the real samples twice and those of G never": "forward(X, D)",
    },
    "loss(z_real, z_fake)": {
        "the logits of real and generated samples have changed places in the call of the loss": "loss(z_fake, z_real)",
        PROBABILITIES: f"loss({P_REAL}, {P_FAKE})",
    },
    "backward(grad_real": {NO_GRADIENT: "backward(value"},
    "backward(grad_fake": {NO_GRADIENT: "backward(value"},
    "[a + b": {
        "only the real samples are used: add the gradients of the generated ones": "[a",
        "only the generated samples are used: add the gradients of the real ones": "[b",
        "the two gradients are averaged: the loss is a sum of two means, so they are added": "[(a + b) / 2",
        "the two gradients are subtracted: add them": ["[a - b", "[b - a"],
        "D climbs: step already goes downhill, so hand it the gradients as they are": "[-a - b",
        "the real samples' gradient is used twice": "[a + a",
        "the generated samples' gradient is used twice": "[b + b",
    },
    "cache_real, D": {
        "a stale cache: the gradient of the real samples meets the cache of the generated ones": "cache_fake, D"
    },
    "cache_fake, D": {
        "a stale cache: the gradient of the generated samples meets the cache of the real ones": "cache_real, D"
    },
    "return value": {
        "a tuple came back: return the value of the loss alone, without its gradients": "{}, grad_real, grad_fake",
        AFTER: "return discriminator_loss(forward(X, D)[0], forward(X_fake, D)[0])[0]",
    },
}
DISCRIMINATOR = in_places(PLACES) | {
    SAYS["other"]: [
        {"    step(D, ": "    step(G, "},
        {
            "X_fake, _": "X_fake, cache_G",
            "    return": "    step(G, backward(backward(grad_fake, cache_fake, D)[1], cache_G, G)[0])\n    return",
        },
    ],
    SAYS["twice"]: {f"step(D, {SUM})": "step(D, gradients_real)\n    step(D, gradients_fake)"},
    "X_fake is the whole pair (Z, cache) that forward gives: take it apart": {"X_fake, _ =": "X_fake ="},
    "each gradient meets the other's cache: the loss gives (value, grad_real, grad_fake), and grad_real needs cache_real": [
        {"grad_real, cache_real": "grad_real, cache_fake", "grad_fake, cache_fake": "grad_fake, cache_real"},
        {"value, grad_real, grad_fake": "value, grad_fake, grad_real"},
    ],
    "sigma(z) - y is the slope of another loss: use the two gradients that the loss gives": {
        "backward(grad_real": f"backward(({P_REAL} - 1) / len(X)",
        "backward(grad_fake": f"backward({P_FAKE} / len(noise)",
    },
}
DISCRIMINATOR |= moves("D", SUM)
discriminator_step = gap(
    Function(
        discriminator_step,
        partial(trials, "D", ("X", "noise")),
        DISCRIMINATOR,
        ("D",),
        remedies=REMEDIES,
        **corners("D"),
    ),
    praise="D moved once, downhill on both halves; G stood still.",
)

# ------------------------------------------------- slips in a step of G


def generator_slips(dX, after):
    """The slips of both versions. dX : what the right text hands to G's backward. after : the loss after the step."""
    says, name = _says("G"), dX.partition("[")[0]
    places = {
        f"({dX},": {  # what goes into G's backward
            "D's weights are ignored: ones are handed to G's backward in the place of dL/dX_fake": "(np.ones_like(X_fake),",
            "the samples themselves are handed to G's backward in the place of dL/dX_fake": "(X_fake,",
            "only the signs of dL/dX_fake reach G": f"(np.sign({dX}),",
            "dL/dX_fake is averaged over the samples: each has its own": f"(0 * {dX} + {dX}.mean(axis=0),",
            "dL/dX_fake is multiplied by the samples": f"({dX} * X_fake,",
        },
        "step(G, gradients)": {
            says["other"]: ["step(D, backward(grad, cache_D, D)[0])", "{}\n    step(D, backward(grad, cache_D, D)[0])"],
            says["twice"]: "{}\n    {}",
            "G is moved by the gradients of D's parameters: of D's backward only dX counts, which goes into G's backward": (
                "step(G, backward(grad, cache_D, D)[0])"
            ),
            "not all gradients reach step: it needs one for each array of G, whatever G's depth": [
                "step(G, gradients[:4])",
                "step(G, gradients[:6])",
            ],
            "G climbs: step already goes downhill, so hand it the gradients as they are": "step(G, [-g for g in gradients])",
            "it is divided by the number of samples again: the loss has done it": "step(G, [g / len(noise) for g in gradients])",
        },
        "gradients, _ =": {PAIR: "gradients =", ONE_ARRAY: "_, gradients ="},
        "loss(z_fake)": {
            PROBABILITIES: f"loss({P_FAKE})",
            "the sign of the logits is turned: the loss takes them as they are": "loss(-z_fake)",
        },
        "backward(grad,": {
            NO_GRADIENT: "backward(value,",
            "ones are handed to D's backward: start with the gradient that the loss gives": "backward(np.ones_like(grad),",
            "the logits are handed to D's backward: start with the gradient that the loss gives": "backward(z_fake,",
            "(sigma(z) - 1)/m is the slope of another loss: use the gradient that the loss gives": (
                f"backward(({P_FAKE} - 1) / len(noise),"
            ),
        },
        "return value": {
            "a tuple came back: return the value of the loss alone, without its gradient": "{}, grad",
            "the gradients came back: the loss before the step is asked": "return gradients",
            AFTER: f"return generator_loss({after})[0]",
        },
    }
    return in_places(places) | {
        "a pair goes on as a whole: the loss gives (value, grad), backward gives (gradients, dX). Take them apart": [
            {"value, grad =": "value, _ = grad ="},
            {f"_, {name} =": f"{name} ="},
        ],
        "no gradient came through D: the loss's gradient, (m, 1), meets G's parameters, but it goes back through D first": [
            {f"({dX},": "(grad,"},
            {f"({dX},": "(np.repeat(grad, X_fake.shape[1], axis=1),"},
            {"cache_D, D)": "cache_D, G)"},
        ],
        "the slopes of D's activations are missing on the way to dL/dX_fake: let backward find it": {
            "    gradients, _": f"    {name} = grad\n    for W in D[-2::-2]:\n        {name} = {name} @ W\n    gradients, _"
        },
        "the caches have changed places: cache_D belongs to D, cache_G to G": {
            "grad, cache_D": "grad, cache_G",
            f"{dX}, cache_G": f"{dX}, cache_D",
        },
    }


GENERATOR = moves("G", "gradients") | generator_slips("dX_fake", after="forward(forward(noise, G)[0], D)[0]")
generator_step = gap(
    Function(generator_step, partial(trials, "G", ("noise",)), GENERATOR, ("G",), remedies=REMEDIES, **corners("G")),
    praise="The gradient went through D to G; G moved once, D stood still.",
)
