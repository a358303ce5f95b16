"""Practical 2, gaps 10 and 11: a step of gradient descent, of momentum and of Adam."""

from functools import partial

import numpy as np

from utils.checks.gap import Fault, Function, Trial, change, copied, gap, separate


def _shapes(rng):
    """The shapes of three arrays, two of one shape; as many as four layers have, with single numbers among them; and one more."""
    a, b, c = rng.permutation(np.arange(2, 9))[:3].tolist()
    layers = ((b, c), (b,), (1, b), (1,), (a, 1), (a,), (1, a), (1,))
    return ((a, b), (a, b), (c,)), layers, ((1, 1), (1, c), *layers, (a, b, 2))


def _draw(rng, shapes, scale=1.0):
    return [scale * rng.normal(size=shape) for shape in shapes]


def _returns_nothing(call, **arguments):
    if call(**arguments) is not None:
        raise Fault("something came back", "The arrays change in place, nothing is returned: leave out the `return`.")


def _slips_of_every_rule(last):
    """What goes wrong with the lists in the same way in every rule; `last`: the end of its last line."""
    loop = "strict=True):\n"
    return {
        "parameters did not change: `theta = ...` would only give a new array that name, `theta -= ...` writes into the old one": {
            "theta -= ": "theta = theta - "
        },
        "only the first array moves: does a `break` or a `return` end the loop?": {last: f"{last}\n        break"},
        "only six arrays move: walk through the whole list, however long it is": {
            "zip(parameters,": "zip(parameters[:6],",
            ", strict=True": "",
        },
        "only the weights move, the biases do not: the loop should reach every array": {
            loop: f"{loop}        if theta.ndim == 1:\n            continue\n"
        },
        "the gradient is cut off at some size: take it as it is": [
            {loop: f"{loop}        g = {cut}\n"}
            for cut in ("np.clip(g, -1, 1)", "np.clip(g, -5, 5)", "g / max(1, np.linalg.norm(g))")
        ],
        "the input gradients was changed in place: `g *= ...` writes into the caller's array, so make a new one": {
            loop: f"{loop}        g *= 2\n"
        },
        "something came back: the arrays change in place, nothing is returned": {
            last: f"{last}\n    return parameters"
        },
    }


# ------------------------------------------------- 10: SGD and momentum


def sgd_step(parameters, gradients, eta):
    for theta, g in zip(parameters, gradients, strict=True):
        theta -= eta * g


def _sgd_trials(rng):
    three, eight, ten = _shapes(rng)
    for shapes, scale, eta in (eight, 1, 0.3), (three, 50, 0.02), (ten, 1, 0.5):
        yield Trial(
            {"eta": eta}, {"parameters": _draw(rng, shapes), "gradients": _draw(rng, shapes, scale), "eta": eta}
        )
    arguments = {"parameters": _draw(rng, three), "gradients": _draw(rng, three), "eta": 0.3}
    yield Trial({"eta": 0.3}, arguments, _returns_nothing)


_SGD = "theta -= eta * g"
_SGD_LOOP = f"for theta, g in zip(parameters, gradients, strict=True):\n        {_SGD}"
SGD = {
    "the step goes uphill: theta <- theta - eta g": {"theta -=": "theta +="},
    "eta is missing: theta <- theta - eta g": {_SGD: "theta -= g"},
    "the gradient is divided by eta, not multiplied": {_SGD: "theta -= g / eta"},
    "theta became -eta g: the old value is lost": {_SGD: "theta[...] = -eta * g"},
    "theta became eta g: the old value is lost": {_SGD: "theta[...] = eta * g"},
    "the step is taken twice": {_SGD: "theta -= 2 * eta * g"},
    "only the sign of the gradient is used": {_SGD: "theta -= eta * np.sign(g)"},
    "only the direction of the gradient is used: its length counts too": {_SGD: f"{_SGD} / np.linalg.norm(g)"},
    "theta is multiplied by 1 - eta g": {_SGD: "theta *= 1 - eta * g"},
    "one number for all entries of an array, the mean of its gradient: each entry has its own": {"* g": "* g.mean()"},
    "parameters did not change: new arrays came back, but the ones handed in should change, with `theta -= ...`": {
        _SGD_LOOP: "return [theta - eta * g for theta, g in zip(parameters, gradients)]"
    },
    "new arrays were put into the list parameters: change the arrays themselves, with `theta -= ...`": {
        _SGD_LOOP: "for i in range(len(parameters)):\n        parameters[i] = parameters[i] - eta * gradients[i]"
    },
    "a learning rate is written into the function: use the eta that is handed in": [
        {_SGD: f"theta -= {eta} * g"} for eta in (0.1, 0.01, 0.001)
    ],
    **_slips_of_every_rule("eta * g"),
}


def momentum_step(parameters, gradients, velocity, eta, beta):
    for theta, g, v in zip(parameters, gradients, velocity, strict=True):
        v *= beta
        v += (1 - beta) * g
        theta -= eta * v


def _momentum_trials(rng):
    """Three steps, with a velocity that is there and with one that is zero."""
    three, eight, ten = _shapes(rng)
    for shapes, eta, beta in (eight, 0.3, 0.8), (ten, 0.1, 0.6):
        drawn = {"parameters": _draw(rng, shapes), "velocity": _draw(rng, shapes), "eta": eta, "beta": beta}
        drawn["steps"] = [_draw(rng, shapes) for _ in range(3)]
        yield Trial({"eta": eta, "beta": beta}, drawn, _three_steps)
    options = {"eta": 0.02, "beta": 0.7}
    zeros = [np.zeros(shape) for shape in three]
    drawn = {"parameters": _draw(rng, three), "velocity": zeros, "steps": [_draw(rng, three, 50) for _ in range(3)]}
    yield Trial(options | {"velocity": "0"}, drawn | options, _three_steps)
    drawn = {name: _draw(rng, three) for name in ("parameters", "gradients", "velocity")}
    yield Trial(options, drawn | options, lambda call, **given: _returns_nothing(partial(_one_step, call), **given))


def _one_step(call, **arguments):
    """A step after which the list of velocities may hold new arrays: they, too, are kept from step to step."""
    try:
        return call(**arguments)
    except Fault as fault:
        if "the list velocity" not in fault.what:
            raise


def _three_steps(call, parameters, velocity, steps, eta, beta):
    start = copied(parameters)
    for g in steps:
        _one_step(call, parameters=parameters, gradients=g, velocity=velocity, eta=eta, beta=beta)
    separate(velocity, {"a gradient": steps, "a parameter": parameters})
    return {"the change of the parameters": change(parameters, start), "velocity": velocity}


_BETA, _V, _STEP = "v *= beta", "v += (1 - beta) * g", "theta -= eta * v"
_WITH_ETA = "v += eta * g", "v += (1 - beta) * eta * g"
_UPDATE = f"{_BETA}\n        {_V}"
MOMENTUM = {
    "this is the heavy ball, v <- beta v + g: here the gradient is weighted by 1 - beta": {_V: "v += g"},
    "beta and 1 - beta have changed places: v <- beta v + (1 - beta) g": {_BETA: "v *= 1 - beta", _V: "v += beta * g"},
    "the old velocity moves theta: update v first, then theta": {
        f"{_UPDATE}\n        {_STEP}": f"{_STEP}\n        {_UPDATE}"
    },
    "the step goes uphill: theta <- theta - eta v": {"theta -=": "theta +="},
    "theta moves by eta g, so the velocity has no effect: theta <- theta - eta v": {_STEP: "theta -= eta * g"},
    "this is Nesterov's step: plain momentum moves by eta v": {_STEP: "theta -= eta * (beta * v + (1 - beta) * g)"},
    "eta is missing: theta <- theta - eta v": {_STEP: "theta -= v"},
    "eta stands in the velocity, not in the step: v <- beta v + (1 - beta) g, theta <- theta - eta v": [
        {_V: v, _STEP: "theta -= v"} for v in _WITH_ETA
    ],
    "eta is in the velocity and in the step: theta <- theta - eta v, v <- beta v + (1 - beta) g": [
        {_V: v} for v in _WITH_ETA
    ],
    "the velocity forgets its past: v <- beta v + (1 - beta) g": {_UPDATE: "v[...] = (1 - beta) * g"},
    "the new velocity is not kept: `v = ...` and `velocity = [...]` only make new arrays, so write into the old ones": {
        _UPDATE: "v = beta * v + (1 - beta) * g"
    },
    "1 - beta stands in the step too: it weights the gradient in v, theta moves by eta v": {"* v": "* (1 - beta) * v"},
    "the step is divided by 1 - beta: theta moves by eta v": {_STEP: "theta -= eta * v / (1 - beta)"},
    "both signs are turned: here v averages the gradients, and theta moves by minus eta v": {
        "+=": "-=",
        "theta -": "theta +",
    },
    "the sign of the gradient in the velocity is wrong": {_V: "v -= (1 - beta) * g"},
    "velocity shares its memory with a gradient: `velocity[i] = g` stores that array itself, not its numbers": {
        _UPDATE: "velocity[[u is v for u in velocity].index(True)] = v = g"
    },
    "the first step sets v to g: from zeros v becomes (1 - beta) g, without a case of its own": {
        _UPDATE: "v[...] = beta * v + (1 - beta) * g if v.any() else g"
    },
    "the velocity does not shrink: beta is missing in v <- beta v + (1 - beta) g": {f"{_BETA}\n        ": ""},
    "beta shrinks the new gradient too: v <- beta v + (1 - beta) g, the sum comes last": {
        _UPDATE: f"{_V}\n        {_BETA}"
    },
    "theta is averaged, not the velocity: v <- beta v + (1 - beta) g": {_BETA: "v[...] = beta * theta"},
    "theta is shrunk by beta too: theta <- theta - eta v": {_STEP: "theta[...] = beta * theta - eta * v"},
    "one velocity is shared by all parameters of a shape: each has its own, zip(parameters, gradients, velocity)": {
        _BETA: f"v = velocity[[u.shape for u in velocity].index(theta.shape)]\n        {_BETA}"
    },
    "the step stands after the loop, so only the last array moves": {f"        {_STEP}": f"    {_STEP}"},
    "0.9 is written into the function: use the beta that is handed in": {"    for": "    beta = 0.9\n    for"},
    "a learning rate is written into the function: use the eta that is handed in": [
        {_STEP: f"theta -= {eta} * v"} for eta in (0.1, 0.01, 0.001)
    ],
    **_slips_of_every_rule("eta * v"),
}
REMEDIES = {
    "could not be broadcast": "Arrays of different parameters meet here: each parameter has its own gradient and its own "
    "velocity, zip(parameters, gradients, velocity).",
    "index out of range": "Is the number of arrays written in? Walk through the whole list with `zip`.",
}
sgd_and_momentum = gap(
    Function(sgd_step, _sgd_trials, SGD, changes=("parameters",), remedies=REMEDIES, domain={}),
    Function(
        momentum_step,
        _momentum_trials,
        MOMENTUM,
        changes=("parameters", "velocity"),
        remedies=REMEDIES,
        domain={"velocity = 0": "zeros at the start"},
    ),
    name="sgd_and_momentum",
    praise="Both rules are right over several steps, in place.",
)


# ------------------------------------------------- 11: Adam


def adam_step(parameters, gradients, state, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    state["t"] += 1
    t = state["t"]
    for theta, g, m, s in zip(parameters, gradients, state["m"], state["s"], strict=True):
        m += (1 - beta_1) * (g - m)
        s += (1 - beta_2) * (g**2 - s)
        theta -= eta * (m / (1 - beta_1**t)) / (np.sqrt(s / (1 - beta_2**t)) + epsilon)


def _adam_trials(rng):
    """Five steps with gradients near 1e-6, where epsilon is felt, with the default options and with others; then large ones."""
    three, eight, ten = _shapes(rng)
    for options in {}, {"eta": 0.02, "beta_1": 0.7, "beta_2": 0.95, "epsilon": 1e-7}:
        drawn = {
            "parameters": _draw(rng, three),
            "steps": [_draw(rng, three, 1e-6) for _ in range(5)],
            "options": options,
        }
        yield Trial({"steps": 5, "gradients": "near 1e-6"} | options, drawn, _five_steps, tolerance=1e-8)
    for shapes in eight, ten:
        drawn = {"parameters": _draw(rng, shapes), "steps": [_draw(rng, shapes, 50) for _ in range(5)], "options": {}}
        yield Trial({"steps": 5, "gradients": "near 50"}, drawn, _five_steps, tolerance=1e-8)
    state = {"t": 0, "m": [np.zeros(2)], "s": [np.zeros(2)]}
    yield Trial({}, {"parameters": [np.ones(2)], "gradients": [np.ones(2)], "state": state}, _returns_nothing)


def _five_steps(call, parameters, steps, options):
    start, zeros = copied(parameters), [np.zeros_like(array) for array in parameters]
    state = {"t": 0, "m": zeros, "s": copied(zeros)}
    for g in steps:
        call(parameters=parameters, gradients=g, state=state, **options)
        if {"t", "m", "s"} - set(state):
            raise Fault('state lost one of its keys "t", "m", "s"', "Change what is in it; do not make a new one.")
    if state["t"] != len(steps):
        raise Fault(
            f'state["t"] is {state["t"]} after {len(steps)} steps',
            "Is it counted once in a call, and in no variable outside the function that goes on from run to run?",
        )
    for key in "ms":
        separate(state[key], {"a gradient": steps, "a parameter": parameters})
    moved = {"the change of the parameters": change(parameters, start)}
    return moved | {f'state["{key}"]': state[key] for key in "ms"}


_M, _M_HAT = "(1 - beta_1) * (g - m)", "m / (1 - beta_1**t)"
_S, _S_HAT = "(1 - beta_2) * (g**2 - s)", "s / (1 - beta_2**t)"
_HAT, _T, _COUNT = f"np.sqrt({_S_HAT})", 't = state["t"]', 'state["t"] += 1'


def _defaults_in_places():
    """The default of an option in the place of its argument: everywhere, or in the moment or its correction alone."""
    defaults = {"eta": "0.001", "beta_1": "0.9", "beta_2": "0.999", "epsilon": "1e-8"}
    everywhere = {name: {"    state[": f"    {name} = {default}\n    state["} for name, default in defaults.items()}
    edits = {name: [edit] for name, edit in everywhere.items()}
    for name, moment, new, old in ("beta_1", _M, "g", "m"), ("beta_2", _S, "g**2", "s"):
        number, power = defaults[name], f"{name}**t"
        for weight_old, weight_new in ((number, number), (number, name), (name, number)):
            mixed = f"(1 - {weight_new}) * {new} - (1 - {weight_old}) * {old}"
            edits[name] += [{moment: mixed}, {moment: mixed, power: f"{number}**t"}]
        edits[name].append({power: f"{number}**t"})
    for name, found in edits.items():
        yield f"the default value of {name} is written into the function: use the argument", found
    both = {_M: "0.1 * (g - m)", _S: "0.001 * (g**2 - s)"}
    powers = {"beta_1**t": "0.9**t", "beta_2**t": "0.999**t"}
    yield (
        "the default values of beta_1 and beta_2 are written into the function: use the arguments",
        [both, powers, both | powers],
    )


ADAM = {
    'state["t"] is 15 after 5 steps: t is counted once a parameter; add 1 once in each call, before the loop': {
        f"    {_COUNT}\n    {_T}\n": "",
        "        m +=": f"        {_COUNT}\n        {_T}\n        m +=",
    },
    'state["t"] is 0 after 5 steps: add 1 in each call, state["t"] += 1; `t = state["t"] + 1` alone changes nothing there': [
        {f"{_COUNT}\n    {_T}": f"{_T} + 1"},
        {_COUNT: 'state = {"t": state["t"] + 1, "m": [m + 0 for m in state["m"]], "s": [s + 0 for s in state["s"]]}'},
    ],
    "the corrected moments are stored back: m and s keep the plain averages, the correction is only for the step": {
        "        theta -=": "        m /= 1 - beta_1**t\n        s /= 1 - beta_2**t\n        theta -=",
        _M_HAT: "m",
        _S_HAT: "s",
    },
    "epsilon stands inside the root: it is added to sqrt(s_hat)": {f"{_HAT} + epsilon": f"np.sqrt({_S_HAT} + epsilon)"},
    "the root is missing: divide by sqrt(s_hat) + epsilon": {_HAT: _S_HAT},
    "epsilon is missing: with gradients near 1e-6 it is felt": {f"({_HAT} + epsilon)": _HAT},
    "brackets are missing: divide by (sqrt(s_hat) + epsilon), not by sqrt(s_hat) alone": {
        f"({_HAT} + epsilon)": f"{_HAT} + epsilon"
    },
    "epsilon is added before the correction: correct s, take the root, then add epsilon": {
        f"({_HAT} + epsilon)": "((np.sqrt(s) + epsilon) / np.sqrt(1 - beta_2**t))"
    },
    "the root is taken before the correction: correct s first, s / (1 - beta_2^t), then take the root": {
        _HAT: "np.sqrt(s) / (1 - beta_2**t)"
    },
    "beta_1 and beta_2 have changed places": {"    state[": "    beta_1, beta_2 = beta_2, beta_1\n    state["},
    "beta_1 and beta_2 have changed places in the moments: beta_1 belongs to m, beta_2 to s": {
        _M: "(1 - beta_2) * (g - m)",
        _S: "(1 - beta_1) * (g**2 - s)",
    },
    "m and s are not corrected for their start at 0: what are they after t equal gradients?": {
        _M_HAT: "m",
        _S_HAT: "s",
    },
    "the second moment s is not corrected for its start at 0": {_S_HAT: "s"},
    "the first moment m is not corrected for its start at 0": {_M_HAT: "m"},
    "s is corrected with beta_1: its own is beta_2, s / (1 - beta_2^t)": {"beta_2**t": "beta_1**t"},
    "the correction uses beta, not beta^t, as if t stayed at 1": [
        {"beta_1**t": "beta_1", "beta_2**t": "beta_2"},
        {_T: "t = 1"},
    ],
    "the correction is 1 - beta**t, a power": {"beta_1**t": "beta_1 * t", "beta_2**t": "beta_2 * t"},
    "the power stands outside the bracket, (1 - beta)^t: it is 1 - beta^t": {
        "1 - beta_1**t": "(1 - beta_1) ** t",
        "1 - beta_2**t": "(1 - beta_2) ** t",
    },
    "the moments are divided by t (1 - beta): m is short of g by a factor that shrinks geometrically, not by equal amounts": {
        "1 - beta_1**t": "t * (1 - beta_1)",
        "1 - beta_2**t": "t * (1 - beta_2)",
    },
    "the correction is made in the first step alone: m and s are too small in the next ones too": {
        "1 - beta_1**t": "1 - beta_1 * (t == 1)",
        "1 - beta_2**t": "1 - beta_2 * (t == 1)",
    },
    "the first step sets m to g and s to g^2: they start at 0 and are corrected when they are used": {
        "        theta -=": "        if t == 1:\n            m[...], s[...] = g, g**2\n        theta -=",
        _M_HAT: "m",
        _S_HAT: "s",
    },
    "only the sign of the gradient is used: that is right for a constant gradient alone": {
        f"(m / (1 - beta_1**t)) / ({_HAT} + epsilon)": "np.sign(g)"
    },
    "the moments are multiplied by 1 - beta^t: divide by it": {"m / (1": "m * (1", "s / (1": "s * (1"},
    "the correction uses t + 1: t is 1 in the first step": {_T: f"{_T} + 1"},
    "a division by 0: at t = 0 the correction 1 - beta^0 is 0. Count first, then correct": {
        f"{_COUNT}\n    {_T}": f"{_T}\n    {_COUNT}"
    },
    "the correction uses t - 1: t is 1 in the first step, so count first, then correct": {
        _T: f"{_T} - 1",
        "(1 - beta_1**t)": "max(1 - beta_1**t, 1e-8)",
        "(1 - beta_2**t)": "max(1 - beta_2**t, 1e-8)",
    },
    "1 - beta_1 is missing in m <- beta_1 m + (1 - beta_1) g": {_M: "g - (1 - beta_1) * m"},
    "1 - beta_2 is missing in s <- beta_2 s + (1 - beta_2) g^2": {_S: "g**2 - (1 - beta_2) * s"},
    "s does not shrink, beta_2 is missing in s <- beta_2 s + (1 - beta_2) g^2": [
        {_S: "(1 - beta_2) * g**2"},
        {_S: "g**2"},
    ],
    "g^2 enters s with 1 - beta_1: its weight is 1 - beta_2": {_S: "(1 - beta_1) * g**2 - (1 - beta_2) * s"},
    "s never falls, as in AMSGrad: Adam's s is a plain average": {_S: f"np.maximum({_S}, 0)"},
    "s averages |g|, not g^2": {"g**2 - s": "abs(g) - s"},
    "s averages m^2, not g^2": {"g**2 - s": "m**2 - s"},
    "the root of a negative number: g squared is never negative, and s averages g^2": {"g**2 - s": "g - s"},
    "s averages the squared deviation from m, not g^2": {"g**2 - s": "(g - m) ** 2 - s"},
    "one s for all entries of an array, the mean of g^2: each entry has its own": {"g**2 - s": "np.mean(g**2) - s"},
    "the gradient stands in the numerator, not the corrected m": {"(m / (1 - beta_1**t))": "g"},
    "the step goes uphill: theta <- theta - eta m_hat / (sqrt(s_hat) + epsilon)": {"theta -=": "theta +="},
    "eta is missing: theta <- theta - eta m_hat / (sqrt(s_hat) + epsilon)": {"eta * (m": "(m"},
    "eta is divided by t": {"eta * (m": "eta / t * (m"},
    "the default value of eta was changed: it is 0.001": {"eta=0.001": "eta=0.01"},
    "the moments are lost: `m = ...` gives a new array that name; write into the one that is there, m *= beta_1": {
        "m += ": "m = m + ",
        "s += ": "s = s + ",
    },
    "the state of one parameter is used for another of the same shape: one m and s each": {
        "m += ": 'k = [p.shape for p in parameters].index(theta.shape)\n        m, s = state["m"][k], state["s"][k]\n        m += '
    },
    "the step stands after the loop, so only the last array moves": {"        theta -=": "    theta -="},
    **dict(_defaults_in_places()),
    **_slips_of_every_rule("+ epsilon)"),
}
adam_step = gap(
    Function(
        adam_step,
        _adam_trials,
        ADAM,
        changes=("parameters", "state"),
        domain={},
        allows={"float32 inside": "the message shows both numbers, which differ in the sixth digit"},
    ),
    praise="Five steps with gradients near 1e-6 agree with Kingma and Ba (2015).",
)
