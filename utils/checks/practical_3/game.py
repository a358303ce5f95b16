"""Practical 3, gap 9: the loop in which the two players of a GAN take turns."""

import numpy as np

from utils.checks.gap import Function, Trial, gap
from utils.checks.practical_3.calls import in_places


def train_gan(sample_real, sample_noise, step_D, step_G, n_rounds, k):
    history = []
    for _ in range(n_rounds):
        for _ in range(k):
            value_D = step_D(sample_real(), sample_noise())
        value_G = step_G(sample_noise())
        history.append((value_D, value_G))
    return np.array(history)


def _trials(rng):
    n_rounds, k = int(rng.integers(4, 7)), int(rng.integers(2, 4))
    for rounds, steps in (n_rounds, k), (n_rounds + 1, 1), (1, k), (1, 1):
        sizes = {"n_rounds": rounds, "k": steps}
        yield Trial(sizes, sizes | {"values_D": rng.normal(size=99), "values_G": rng.normal(size=99)}, _played)


def _played(call, n_rounds, k, values_D, values_G):
    """A game with batches that are told apart, and what was seen: who moved when and with what, and the values."""
    kinds, moves = {}, []  # the number in a batch -> what it is; (player, the numbers of its batches)

    def sampler(kind):
        def sample():
            number = len(kinds) + 0.5
            kinds[number] = kind
            return np.full((2, 3), number)

        return sample

    def number(batch):
        if isinstance(batch, np.ndarray) and batch.shape == (2, 3) and batch[0, 0] in kinds:
            return float(batch[0, 0])
        return "a function" if callable(batch) else "something else"

    def player(name, values):
        def step(*batches, **named):
            moves.append(
                (name, [*map(number, batches), *(number(named[key]) for key in ("X", "Z", "noise") if key in named)])
            )
            return float(values[sum(who == name for who, _ in moves) % len(values) - 1])

        return step

    result = call(
        sample_real=sampler("real samples"),
        sample_noise=sampler("noise"),
        step_D=player("D", values_D),
        step_G=player("G", values_G),
        n_rounds=n_rounds,
        k=k,
    )
    seen = {}
    for name in "DG":
        calls = [", ".join(kinds.get(one, one) for one in given) for who, given in moves if who == name]
        seen[f"step_{name} was called with"] = " or ".join(dict.fromkeys(calls)) or "nothing"
        seen[f"step_{name} was called"] = f"{len(calls)} times"
    seen["the order of the steps"] = "".join(who for who, _ in moves)
    used = {}
    for name, kind in ("D", "real samples"), ("D", "noise"), ("G", "noise"):
        steps = [[one for one in given if kinds.get(one) == kind] for who, given in moves if who == name]
        used[name] = {one for given in steps for one in given}
        seen[f"{kind} for the steps of {name}"] = _how_new(len(used[name]), len(steps))
    seen["noise for D and for G"] = "the same" if used["D"] & used["G"] else "different"
    return seen | {"the values": result}


def _how_new(different, steps):
    if different == steps:
        return "new in each step"
    return "the same in all steps" if different == 1 else "the same in several steps"


# ------------------------------------------------- slips

BATCHES, NOISE = "sample_real(), sample_noise()", "step_G(sample_noise())"
STEP = f"step_D({BATCHES})"
INNER = f"        for _ in range(k):\n            value_D = {STEP}\n"
LAST, LOOP, PAIR = f"        value_G = {NOISE}\n", "    for _ in range(n_rounds):\n", "(value_D, value_G)"
ONCE, A_ROUND = {LOOP: f"    noise = sample_noise()\n{LOOP}"}, {LOOP: f"{LOOP}        noise = sample_noise()\n"}
FOR_D, FOR_G = {BATCHES: "sample_real(), noise"}, {NOISE: "step_G(noise)"}  # the noise that was drawn there
HISTORY = "np.array(history)"
PLACES = {
    BATCHES: {
        "step_D gets a sampler itself: call it, sample_noise(), to draw a batch": [
            "sample_real, sample_noise",
            "sample_real, sample_noise()",
            "sample_real(), sample_noise",
        ],
        "the batches have changed places: step_D(X, noise) takes real samples, then noise": "sample_noise(), sample_real()",
        "step_D gets noise, but no real samples: it takes both, step_D(X, noise)": [
            "sample_noise(), sample_noise()",
            "sample_noise()",
        ],
        "step_D gets real samples, but no noise: it takes both, step_D(X, noise)": [
            "sample_real(), sample_real()",
            "sample_real()",
        ],
    },
    NOISE: {
        "step_G gets a sampler itself: call it, sample_noise(), to draw a batch": "step_G(sample_noise)",
        "step_G(noise) takes noise alone: G never sees a real sample": ["step_G(sample_real())", f"step_G({BATCHES})"],
    },
    INNER: {
        "k is ignored: D makes k steps before each step of G": f"        value_D = {STEP}\n",
        "the first of the k values of D is kept: the last one is asked": f"        value_D = [{STEP} for _ in range(k)][0]\n",
        "the k values of D are averaged: the last one is asked": f"        value_D = sum({STEP} for _ in range(k)) / k\n",
        "the k values of D are added up: the last one is asked": f"        value_D = sum({STEP} for _ in range(k))\n",
    },
    LOOP: {
        "k and n_rounds have changed places: in each of n_rounds rounds D makes k steps": "    n_rounds, k = k, n_rounds\n{}",
        "one round too many: range(n_rounds) counts n_rounds rounds": "    for _ in range(n_rounds + 1):\n",
    },
    PAIR: {
        "the columns have changed places: asked is (L_D, L_G)": "(value_G, value_D)",
        "only the value of D is there: keep the pair": "value_D",
        "only the value of G is there: keep the pair": "value_G",
    },
    HISTORY: {
        "it is transposed: one row for each round": "{}.T",
        "a single round loses its axis: the shape is (n_rounds, 2) then, too": "{}.squeeze()",
        "only the last round is there: append to a list in each round": "np.array(history[-1])",
        "the values are cut to whole numbers: an array of integers was filled": "np.array(history, dtype=int)",
        "the values stand in one long list: one pair a round": "{}.ravel()",
        "a list came back, but an array is asked: np.array(...) makes one of it": "history",
    },
}
GAME = in_places(PLACES) | {
    "only one round was played: is a `return` inside the loop?": {"    return": "        return"},
    "step_G was called k times in a round, but once is asked: does its line stand inside the inner loop?": [
        {"        value_G": "            value_G"},
        {"        value_G": "            value_G", "        history.append": "            history.append"},
    ],
    "D makes one step too many in each round: range(k) counts k steps": {"range(k)": "range(k + 1)"},
    "the players move in the wrong order: in each round D moves first, k times, then G once": {
        INNER + LAST: LAST + INNER
    },
    "the players move in the wrong order: one round after the other, D k times and then G once": {
        LAST: "",
        PAIR: "[value_D, 0]",
        "    return": f"    for row in history:\n        row[1] = {NOISE}\n    return",
    },
    "the same noise is used in all steps: call sample_noise() anew before each step, inside the loops": ONCE
    | FOR_D
    | FOR_G,
    "the same noise is used for a step of D and for the step of G: draw new noise before every single step": [
        {BATCHES: "sample_real(), noise := sample_noise()"} | FOR_G,
        A_ROUND | FOR_D | FOR_G,
    ],
    "the same noise is used in several steps of D: call sample_noise() inside the inner loop": [
        ONCE | FOR_D,
        A_ROUND | FOR_D,
    ],
    "the same noise is used in all steps of G: call sample_noise() anew before each step of G": ONCE | FOR_G,
    "the same noise is used in several steps of G: call sample_noise() anew before each step of G": FOR_G
    | {LOOP: f"{LOOP}        if len(history) % 2 == 0:\n            noise = sample_noise()\n"},
    "the same real samples are used in all steps: call sample_real() anew before each step of D": {
        LOOP: f"    X = sample_real()\n{LOOP}",
        BATCHES: "X, sample_noise()",
    },
    "the same real samples are used in several steps of D: call sample_real() inside the inner loop": {
        LOOP: f"{LOOP}        X = sample_real()\n",
        BATCHES: "X, sample_noise()",
    },
    "None came back: return the values of all rounds": {f"return {HISTORY}": "return"},
}
train_gan = gap(
    Function(
        train_gan,
        _trials,
        GAME,
        domain={"n_rounds = 1": "1 or more", "k = 1": "1 or more"},
        allows={
            "one buffer for all results": "a trial plays once, since the batches of a second game would be others",
        },
    ),
    praise="k new batches for D, then one for G, and new noise each time.",
)  # fmt: skip
