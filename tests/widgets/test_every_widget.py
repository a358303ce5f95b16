"""What holds for every widget: each control changes the picture, Reset restores it, no setting is an error."""

import itertools

import numpy as np
import pytest

from utils.mlp import Dense
from utils.network import Network
from utils.transformer import EncoderBlock, MeanOverPositions
from utils.widgets.attention import row_attention
from utils.widgets.backprop import PROFIT, UNIT, backprop_graph
from utils.widgets.bandwidth import bandwidth
from utils.widgets.convolution import KERNELS, sliding_kernel
from utils.widgets.depth import NORMALIZED, PLAIN, RESIDUAL, depth_widget
from utils.widgets.newton import FUNCTIONS, newton_steps
from utils.widgets.perceptron import DATA, STARTS, perceptron_steps
from utils.widgets.playground import playground
from utils.widgets.race import BANANA, LOGIT, RAVINE, TURNED, optimizer_race
from utils.widgets.step_size import step_size


def untrained_attention():
    rng = np.random.default_rng(0)
    block = EncoderBlock(8, heads=2, width=16, rng=rng)
    model = Network([block, MeanOverPositions(), Dense(8, 10, rng=rng)])
    return row_attention(model, block.attention, rng.uniform(size=(10, 8, 8)))


def leaves_at_their_largest(example):
    return {name: largest for name, (_, _, largest, _) in example.leaves.items()}


MAKERS = {
    "attention": untrained_attention,
    "profit": lambda: backprop_graph(PROFIT),
    "unit": lambda: backprop_graph(UNIT),
    "bandwidth": bandwidth,
    "convolution": sliding_kernel,
    "depth": depth_widget,
    "newton": newton_steps,
    "perceptron": perceptron_steps,
    "playground": playground,
    "race": optimizer_race,
    "step size": step_size,
}
CHANGES = {  # one after the other: a new value for every control
    "attention": {"digit": 2, "head": 2, "query": 4, "erased": 6},
    "profit": {"step": len(PROFIT.walk()), **leaves_at_their_largest(PROFIT)},
    "unit": {"step": len(UNIT.walk()), **leaves_at_their_largest(UNIT), "phi": "identity"},
    "bandwidth": {"h": 3.5, "x": 10},
    "convolution": {"digit": 3, "kernel": "spot", "stride": 2, "padding": 1, "row": 2, "column": 3},
    "depth": {"kind": RESIDUAL, "depth": 10, "scale": 1.0},
    "newton": {"function": "x⁴/4 - x²/2", "start": 0.4, "lam": 1.0, "step": 3},
    "perceptron": {"data": "XOR", "eta": 4.0, "start": list(STARTS)[1], "step": 3},
    "playground": {"steps": 20, "start": 3, "activation": "relu", "layer_2": 3, "layer_1": 8, "data": "spirals"}
    | {"cursor": 3, "optimizer": "momentum", "rate": 3.0},
    "race": {"landscape": BANANA, "factor": 0.5, "beta": 0.5, "steps": 100, "noise": 1.0},
    "step size": {"kappa": 5, "eta": 0.08},
}
SETTINGS = {  # every combination of these is drawn
    "profit": {"step": range(len(PROFIT.walk()) + 1)},
    "unit": {"step": range(len(UNIT.walk()) + 1)},
    "bandwidth": {"h": (10**-0.6, 3.5, 10**1.6), "x": (0, 20, 40)},
    "convolution": {"kernel": KERNELS, "digit": (0, 9), "stride": (1, 3), "padding": (2,), "row": (9,)},
    "depth": {"kind": (PLAIN, RESIDUAL, NORMALIZED), "depth": (2, 60), "scale": (0.05, 2.0)},
    "newton": {"function": FUNCTIONS, "start": (-2.5, 0.0, 0.4, 2.5), "lam": (0.0, 1.0)},
    "newton, last step": {"function": FUNCTIONS, "start": (-2.5, 2.5), "step": (12,)},
    "perceptron": {"data": DATA, "step": (0, 1, 2, 40)},
    "race": {"landscape": (RAVINE, TURNED, BANANA, LOGIT), "factor": (0.1, 1.0, 10.0), "noise": (3.0,)},
    "step size": {"kappa": (1, 20, 100), "eta": (0.01, 0.0977237220955811, 1.0, 10**0.4)},
}


@pytest.mark.parametrize("name", MAKERS)
def test_every_control_changes_the_picture_and_reset_restores_it(name):
    live = MAKERS[name]()
    first, start = live.figure_png(), live.values
    assert first.startswith(b"\x89PNG")
    assert set(CHANGES[name]) == set(start)
    for control, value in CHANGES[name].items():
        before = live.figure_png()
        live.controls[control].value = value
        assert live.error is None, control
        assert live.figure_png() != before, control
    live.reset()
    assert live.error is None
    assert live.values == start
    assert live.figure_png() == first


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_drawn_and_looks_different(name):
    live, pictures = MAKERS[name.split(",")[0]](), set()
    settings = [dict(zip(SETTINGS[name], values)) for values in itertools.product(*SETTINGS[name].values())]
    for setting in settings:
        live.move(**setting)
        assert live.error is None, setting
        pictures.add(live.figure_png())
    assert len(pictures) == len(settings)


@pytest.mark.parametrize(
    ("name", "there", "away"),
    [("perceptron", {"step": 3}, {"data": "12 loans"}), ("step size", {"eta": 0.08}, {"kappa": 5})],
)
def test_there_and_back_is_the_same_picture(name, there, away):
    """Nothing is left over from another data set or another function."""
    live = MAKERS[name]()
    live.move(**there)
    picture, (control,) = live.figure_png(), away
    home = live.values[control]
    live.move(**away)
    assert live.figure_png() != picture
    live.move(**{control: home})
    assert live.figure_png() == picture
