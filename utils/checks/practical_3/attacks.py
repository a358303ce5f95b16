"""Practical 3, gaps 11 and 12: FGSM and PGD."""

import numpy as np

from utils.checks.gap import Fault, Function, Trial, gap
from utils.checks.practical_3.calls import FLOATS, in_places

# ------------------------------------------------- what both are tried on

LOST_AXIS = "an axis of size 1 is lost, by squeeze or an index: the result is (n, d), also where n or d is 1"


def _landscape(rng, n, d, inside, size=1e-3):
    """Images, labels, and a gradient of this size that turns along the way and depends on the label.

    Unless the images stay inside the scale of the pixels, one pixel is pushed below 0, one above 1, and the last one's
    gradient is exactly 0.
    """
    X, y = rng.random((n, d)), rng.integers(3, size=n)
    frequency, phase = rng.uniform(15, 40, size=d), rng.normal(size=(3, d))
    if inside:
        X = 0.3 + 0.4 * X
    else:
        X[0, :3] = 0, 1, 0.5
        phase[:, 0], phase[:, 1] = -np.pi / 2, np.pi / 2 - frequency[1]
        frequency[2:4] /= 10  # long slopes, on which a walk leaves the box
        frequency[-1], phase[:, -1] = 0, 0

    def slope(X_adv, labels):
        return size * np.sin(frequency * X_adv + phase[labels]) * (1 + 0.5 * np.cos(9 * X_adv))

    return {"X": X, "y": y, "slope": slope}


def _attack(call, X, y, slope, choices):
    """What the attack makes of the images, for each choice of its options; the gradient looks at how it is called."""
    found = {}
    for options in choices:
        asked = []

        def gradient(X_adv, labels):
            if np.ndim(X_adv) != 2 or np.shape(X_adv)[1] != X.shape[1] or np.shape(labels) != (len(X_adv),):
                raise Fault(
                    f"gradient was called with arrays of shapes {np.shape(X_adv)} and {np.shape(labels)}",
                    "gradient(X, y) takes images, (n, d), and then their labels, (n,); one image alone is X[i : i + 1].",
                )
            if len(X_adv) == len(X):  # some at a time are fine, too
                if not np.array_equal(labels, y):
                    raise Fault("gradient was called with other labels than y", "The true labels go in, at every step.")
                if not np.array_equal(X_adv, X) and not (asked and "n_steps" in options):
                    raise Fault(
                        "the gradient is taken at another place than X",
                        "First comes the gradient at the images as they came in: no step and no random start before it.",
                    )
            asked.append(X_adv)
            return slope(X_adv, labels)

        words = ", ".join(f"{key} = {value}" for key, value in options.items())
        found[words] = call.alone(X=X, y=y, gradient=gradient, **options)
    return found


def _attack_trials(names, main, inside, alone, gradients=()):
    """Trials with the main options, then with images well inside [0, 1], one of them alone, and with a single pixel.

    names : of the options, whose numbers stand in the lists
    gradients : sizes of gradients with which the options inside are tried again
    """

    def trials(rng):
        drawn = rng.permutation([6, 7, 8, 9])[:2].tolist()
        more = rng.integers(2, 30, size=4)
        for (n, d), options in (drawn, main), (more[:2], inside), ((1, more[2]), alone), ((more[3], 1), alone):
            n, d = int(n), int(d)
            choices = [dict(zip(names, numbers)) for numbers in options]
            yield Trial({"n": n, "d": d}, _landscape(rng, n, d, options is not main) | {"choices": choices}, _attack)
        choices = [dict(zip(names, numbers)) for numbers in inside]
        for size in gradients:
            sizes = {"n": n, "d": d} | {"gradients": f"near {size:g}"}
            yield Trial(sizes, _landscape(rng, n, d, inside=True, size=size) | {"choices": choices}, _attack)

    return trials


_DOMAIN = {"n = 1": "n and d may be 1", "d = 1": "n and d may be 1"}
_ALLOWS = FLOATS | {"float32 inside": "rounded images are another place, and the message says so"}
_REMEDIES = {"'function'": "gradient is a function: call it with the images and their labels."}


def _common(asked, returned):
    """Slips of both attacks: `asked` is the call of gradient, `returned` what stands behind `return`."""
    g = f"(g := {asked})"
    table = {
        asked: {
            "gradient is a function: call it with the images and their labels": "gradient",
            "gradient was called with the labels first: the images come first, then their labels": "gradient(y, X)",
            "gradient was called with other labels than y: the true labels go in, at every step": [
                asked.replace("y", "np.zeros_like(y)"),
                asked.replace("y", "1 - y"),
            ],
            "one direction for all images: each has its own gradient": "{}.mean(axis=0)",
        },
        f"np.sign({asked})": {
            "the gradient is divided by its length (another attack): take its sign, pixel by pixel": (
                f"{g} / np.linalg.norm(g, axis=1, keepdims=True)"
            ),
            "the gradient is divided by its largest entry: take its sign, pixel by pixel": [
                f"{g} / np.abs(g).max(axis=1, keepdims=True)",
                f"{g} / np.abs(g).max()",
            ],
            "the gradient over its absolute value is 0/0 where it is 0: np.sign is 0 there": f"{g} / np.abs(g)",
            "where the gradient is 0 the pixel should stay: np.sign(0) is 0": [
                f"np.where({asked} > 0, 1, -1)",
                f"np.where({asked} >= 0, 1, -1)",
            ],
            "only pixels whose gradient is positive move: the others go down": f"({asked} > 0)",
        },
        ", 0, 1)": {
            "it is clipped to [-1, 1], but pixels lie in [0, 1]": ", -1, 1)",
            "it is clipped to the smallest and the largest pixel of X: the bounds are 0 and 1, whatever X holds": (
                ", X.min(), X.max())"
            ),
        },
        f"return {returned}": {
            LOST_AXIS: f"return ({returned}).squeeze()",
            "None came back: is there a `return`?": returned,
            "this is the untouched X": "return X.copy()",
        },
    }
    return in_places(table)


def fgsm(X, y, gradient, epsilon):
    return np.clip(X + epsilon * np.sign(gradient(X, y)), 0, 1)


_STEP = "epsilon * np.sign(gradient(X, y))"
_WHOLE = f"np.clip(X + {_STEP}, 0, 1)"
_OTHER_STEP = {
    "the sign is missing: a step of epsilon times a tiny gradient moves next to nothing": "epsilon * gradient(X, y)",
    "the gradient is added with its own size: its sign times epsilon is asked": "gradient(X, y)",
    "epsilon is multiplied by 16, but pixels lie in [0, 1]: no conversion": f"16 * {_STEP}",
    "epsilon is divided by 16, but pixels lie in [0, 1]: no conversion": f"{_STEP} / 16",
    "a gradient may be of any size, also far below 1: take its sign, not a function that is only steep": [
        f"epsilon * {steep}"
        for steep in (
            "np.tanh(1e6 * gradient(X, y))",
            "np.clip(1e6 * gradient(X, y), -1, 1)",
            "(g := gradient(X, y)) / (np.abs(g) + 1e-12)",
            "np.sign(g := gradient(X, y)) * (np.abs(g) > 1e-8)",
        )
    ],
    "only the pixel with the largest slope of each image moves: all of them do": (
        f"{_STEP} * (np.abs(g := gradient(X, y)) == np.abs(g).max(axis=1, keepdims=True))"
    ),
    "half of epsilon is used": f"{_STEP} / 2",
    "epsilon is missing: the step is epsilon long": "np.sign(gradient(X, y))",
    "the sign of X is taken: the sign of the gradient is asked": "epsilon * np.sign(X)",
    "the gradient is taken at another place than X: the images go into it as they came in": _STEP.replace(
        "X", "X + 0.5"
    ),
}
_OTHER_WHOLE = {
    "the sign is missing, and the clip to [0, 1]": "X + epsilon * gradient(X, y)",
    "it descends: this lowers the loss, an attack raises it": f"np.clip(X - {_STEP}, 0, 1)",
    "it descends, and is not clipped": f"X - {_STEP}",
    "it is not clipped: a pixel must stay in [0, 1], also after the step": [
        f"X + {_STEP}",
        f"np.clip(X, 0, 1) + {_STEP}",
    ],
    "it is clipped at 1, but not at 0: no pixel lies below 0": f"np.minimum(X + {_STEP}, 1)",
    "it is clipped at 0, but not at 1: pixels lie in [0, 1], and no longer in [0, 16]": [
        f"np.maximum(X + {_STEP}, 0)",
        f"np.clip(X + {_STEP}, 0, 16)",
    ],
    "the clip stands around the step alone: it goes around the whole sum": [
        "X + epsilon * np.clip(np.sign(gradient(X, y)), 0, 1)",
        f"X + np.clip({_STEP}, 0, 1)",
    ],
    "the sum is stretched to [0, 1]: it is cut there": f"((X_adv := X + {_STEP}) - X_adv.min()) / (X_adv.max() - X_adv.min())",
    "a step that would leave [0, 1] is not made: it is made, and cut at the end of the scale": (
        f"np.where(((X_adv := X + {_STEP}) < 0) | (X_adv > 1), X, X_adv)"
    ),
    "this is the perturbation alone: add it to X": [_STEP, f"np.clip({_STEP}, 0, 1)"],
    "the sign stands around the sum: only the gradient's sign is taken": (
        "np.clip(np.sign(X + epsilon * gradient(X, y)), 0, 1)"
    ),
}
FGSM = _common("gradient(X, y)", _WHOLE) | in_places({_STEP: _OTHER_STEP, _WHOLE: _OTHER_WHOLE})
FGSM |= {
    "the input X was changed in place: `X += ...`, `X[...] = ...` and `out=X` write into the caller's images": [
        {f"return {_WHOLE}": f"X += {_STEP}\n    return np.clip(X, 0, 1)"},
        {", 0, 1)": ", 0, 1, out=X)"},
    ]
}
_EPSILONS = _attack_trials(
    ["epsilon"], main=[[0.04], [0.15], [0.4], [1.5]], inside=[[0.5]], alone=[[0.25], [0]], gradients=(1e-12, 1e12)
)
fgsm = gap(
    Function(fgsm, _EPSILONS, FGSM, remedies=_REMEDIES, separate=True, domain=_DOMAIN, allows=_ALLOWS),
    praise="One step of epsilon in every pixel, uphill, and inside [0, 1].",
)


def pgd(X, y, gradient, epsilon, step_size, n_steps):
    X_adv = X
    for _ in range(n_steps):
        X_adv = X_adv + step_size * np.sign(gradient(X_adv, y))
        X_adv = np.clip(np.clip(X_adv, X - epsilon, X + epsilon), 0, 1)
    return X_adv


_MOVE = "X_adv = X_adv + step_size * np.sign(gradient(X_adv, y))"
_TO_B = _MOVE.replace("X_adv =", "B =")
_BOX = "np.clip(X_adv, X - epsilon, X + epsilon)"
_BACK = f"X_adv = np.clip({_BOX}, 0, 1)"
_PATH = {_BACK: f"{_BACK}\n        path.append(X_adv)", "return X_adv": "return path"}
_OTHER_MOVE = {
    "the sign is missing: step_size times a tiny gradient moves next to nothing": "X_adv = X_adv + step_size * gradient(X_adv, y)",
    "it descends: an attack raises the loss": "X_adv = X_adv - step_size * np.sign(gradient(X_adv, y))",
    "the gradient is always taken at the first X: take it anew at each iterate": _MOVE.replace("(X_adv,", "(X,"),
    "each step starts from the first X again: it starts from the last iterate": _MOVE.replace("X_adv +", "X +"),
    "each step is epsilon long: it is step_size long": _MOVE.replace("step_size", "epsilon"),
    "each step is epsilon / n_steps long: use step_size": _MOVE.replace("step_size", "epsilon / n_steps"),
    "the step is multiplied by epsilon": _MOVE.replace("step_size", "step_size * epsilon"),
    "the input X was changed in place: after X_adv = X, `X_adv += ...` and `out=X_adv` write into the caller's images": (
        "X_adv += step_size * np.sign(gradient(X_adv, y))"
    ),
}
_OTHER_BOX = {
    "nothing holds X_adv within epsilon of X: is the projection missing, or does its box move along with X_adv?": [
        "X_adv",
        "np.clip(X_adv, X_adv - epsilon, X_adv + epsilon)",
    ],
    "the box is around 0, not around X: clip X_adv - X, then add X": "np.clip(X_adv, -epsilon, epsilon)",
    "the box has the half width step_size: it is epsilon": _BOX.replace("epsilon", "step_size"),
    "epsilon is in units of 0 ... 16, but pixels lie in [0, 1]: no conversion": _BOX.replace("epsilon", "epsilon / 16"),
    "the box is open below: |X_adv - X| <= epsilon on both sides": "np.minimum(X_adv, X + epsilon)",
    "the box is open above: |X_adv - X| <= epsilon on both sides": "np.maximum(X_adv, X - epsilon)",
    "the perturbation is scaled to the length epsilon: the box bounds each pixel": (
        "X + (X_adv - X) * np.minimum(1, epsilon / np.linalg.norm(X_adv - X, axis=1, keepdims=True))"
    ),
    "one pixel that goes too far changes the others: each pixel is clipped by itself": [
        f"X + (X_adv - X) * {factor.format(largest)}"
        for factor in ("np.minimum(1, epsilon / {})", "epsilon / {}")
        for largest in ("np.abs(X_adv - X).max(axis=1, keepdims=True)", "np.abs(X_adv - X).max()")
    ],
    "every pixel that moves is put epsilon away from X: only one that goes too far is put back": (
        "X + epsilon * np.sign(X_adv - X)"
    ),
}
_OTHER_BACK = {
    "X_adv - X is clipped to the box, but X is not added again": [
        "X_adv = np.clip(np.clip(X_adv, 0, 1) - X, -epsilon, epsilon)",
        "X_adv = np.clip(np.clip(X_adv - X, -epsilon, epsilon), 0, 1)",
        "X_adv = np.clip(X_adv - X, -epsilon, epsilon)",
    ],
    "projection and clip are both missing, or their result is not kept: `np.clip(X_adv, ...)` alone does not change X_adv": [
        f"np.clip({_BOX}, 0, 1)",
        "pass",
    ],
    "it is not clipped to [0, 1]: a pixel must stay a pixel": f"X_adv = {_BOX}",
    "only upward: |X_adv - X| <= epsilon on both sides": "X_adv = X + np.clip(np.clip(X_adv, 0, 1) - X, 0, epsilon)",
}
_OTHER_LOOP = {
    "a step is made also where n_steps is 0": "range(max(n_steps, 1))",
    "one step too many": "range(n_steps + 1)",
    "one step too few": "range(n_steps - 1)",
    "two steps are written out: n_steps says how many there are": "range(2)",
}
PGD = _common("gradient(X_adv, y)", "X_adv")
PGD |= in_places({_MOVE: _OTHER_MOVE, _BOX: _OTHER_BOX, _BACK: _OTHER_BACK, "range(n_steps)": _OTHER_LOOP}) | {
    "the box lies around the last iterate: it stays around the X that came in": [
        {_MOVE: _TO_B, _BACK: "X_adv = np.clip(np.clip(B, X_adv - epsilon, X_adv + epsilon), 0, 1)"},
        {_BACK: f"{_BACK}\n        X = X_adv"},
    ],
    "the steps shrink: each is step_size long": {"for _": "for k", "step_size *": "step_size / (k + 1) *"},
    "it is projected once, at the end: after each step": {f"        {_BACK}\n": f"    {_BACK}\n"},
    "it is put into the box once, at the end: after each step": {_BOX: "X_adv", "return X_adv": f"return {_BOX}"},
    "the clip to [0, 1] comes once, at the end: within the loop, so that the gradient is taken at real images": {
        _BACK: f"X_adv = {_BOX}",
        "return X_adv": "return np.clip(X_adv, 0, 1)",
    },
    "a step that would leave the box is not made: it is made, and put back": {
        _MOVE: _TO_B,
        _BACK: "X_adv = np.where((np.abs(B - X) <= epsilon) & (B >= 0) & (B <= 1), B, X_adv)",
    },
    "the walk ends where a step would leave the box: put that step back, and go on": {
        _MOVE: f"{_TO_B}\n        if np.abs(B - X).max() > epsilon:\n            break",
        _BACK: "X_adv = np.clip(B, 0, 1)",
    },
    "only one step is made: is a `return` or a `break` inside the loop, or is there no loop?": [
        {"    return X_adv": "        return X_adv"},
        {"range(n_steps)": "range(1)"},
        {"X_adv = X\n": f"return {_WHOLE}\n    X_adv = X\n"},
    ],
    "all iterates came back: return the last one alone": [
        {"X_adv = X\n": "X_adv, path = X, [X]\n"} | _PATH,
        {"X_adv = X\n": "X_adv, path = X, []\n"} | _PATH,
    ],
    "this is the perturbation X_adv - X: the attacked image itself is asked": {"return X_adv": "return X_adv - X"},
    "the gradient is taken at another place than X: the first step starts from X itself, not from a random place": {
        "X_adv = X\n": "X_adv = np.clip(X + np.random.default_rng(0).uniform(-epsilon, epsilon, X.shape), 0, 1)\n"
    },
}
_WALKS = _attack_trials(
    ["epsilon", "step_size", "n_steps"],
    main=[[0.15, 0.04, 8], [0.1, 0.13, 4], [0.3, 0.09, 6], [0.2, 0.05, 1]],
    inside=[[0.6, 0.2, 5]],
    alone=[[0.25, 0.2, 3], [0.25, 0.2, 0]],
)
pgd = gap(
    Function(pgd, _WALKS, PGD, remedies=_REMEDIES, domain=_DOMAIN, allows=_ALLOWS),
    praise="Projected onto the box around the first X at every step.",
)
