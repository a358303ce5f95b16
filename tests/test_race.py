"""The race: its mission can be done, by settings that the sliders have, and the figure follows them."""

import numpy as np
import pytest

from utils.race import BANANA, LOGIT, NAMES, RAVINE, TURNED, arrival, contestants, course, optimizer_race, run


def arrivals(landscape, **settings):
    f, _, radius, *_ = course(landscape)
    return {name: arrival(path, f.minimum, radius) for name, path in run(landscape, **settings).items()}


@pytest.fixture(scope="module")
def race():
    return optimizer_race()


def test_mission_can_be_done_with_values_of_the_sliders(race):
    race.reset()
    for name, value in {"eta": 0.1, "eta_adaptive": 10**0.1, "beta": 0.8}.items():
        race.controls[name].value = value
    settings = {k: v for k, v in race.values.items() if k not in ("landscape", "noise")}
    for name in ("eta", "eta_adaptive"):
        control = race.controls[name]
        k = (np.log10(control.value) - control.min) / control.step
        assert k == pytest.approx(round(k))  # an arrow key leads there
    steps = arrivals(TURNED, **settings)
    assert all(steps[name] < 40 for name in ("momentum", "Nesterov", "Adam"))
    assert race.error is None


def test_mission_is_not_done_at_first(race):
    race.reset()
    settings = {k: v for k, v in race.values.items() if k not in ("landscape", "noise")}
    assert not any(arrivals(TURNED, **settings).values())


def test_the_others_cannot_follow_at_any_eta():
    for eta in 10 ** np.arange(-3, 1.51, 0.1):
        steps = arrivals(TURNED, eta=eta, eta_adaptive=eta, beta=0.9, steps=60)
        assert not any(steps[name] for name in ("gradient descent", "AdaGrad", "RMSProp"))


def test_arrival_means_to_stay():
    path = np.array([[3.0, 0], [0.05, 0], [1, 0], [0.05, 0], [0, 0]])
    assert arrival(path, np.zeros(2), 0.1) == 3
    assert arrival(path[:3], np.zeros(2), 0.1) is None
    assert arrival(path[3:], np.zeros(2), 0.1) == 0
    assert arrival(np.array([[0.0, 0], [np.nan, np.nan]]), np.zeros(2), 0.1) is None


def test_the_slider_for_beta_moves_the_three_that_have_it():
    one, other = (run(TURNED, 0.02, 0.1, beta, 20) for beta in (0.5, 0.9))
    changed = {name for name in NAMES if not np.allclose(one[name], other[name])}
    assert changed == {"momentum", "Nesterov", "Adam"}
    assert list(contestants(0.1, 0.1, 0.9)) == NAMES


def test_without_momentum_three_runs_are_one():
    paths = run(RAVINE, 0.02, 0.1, 0.0, 30)
    np.testing.assert_allclose(paths["momentum"], paths["gradient descent"])
    np.testing.assert_allclose(paths["Nesterov"], paths["gradient descent"])


def test_noise_is_reproducible_and_the_same_for_all():
    one, again = run(RAVINE, 0.02, 0.1, 0.0, 30, noise=1.0), run(RAVINE, 0.02, 0.1, 0.0, 30, noise=1.0)
    np.testing.assert_array_equal(one["Adam"], again["Adam"])
    np.testing.assert_allclose(one["momentum"], one["gradient descent"])
    assert not np.allclose(one["momentum"], run(RAVINE, 0.02, 0.1, 0, 30)["momentum"])


def test_every_control_changes_the_picture_and_reset_brings_it_back(race):
    race.reset()
    race.reset()  # a full drawing and a blitted one differ where a line meets the frame: compare two blitted ones
    first = race.figure_png()
    changes = {"landscape": BANANA, "eta": 0.001, "eta_adaptive": 0.01, "beta": 0.5, "steps": 120, "noise": 1.0}
    for name, value in changes.items():
        race.controls[name].value = value
        assert race.error is None
        assert race.figure_png() != first, name
        race.reset()
        race.reset()
        assert race.figure_png() == first, name


@pytest.mark.parametrize("landscape", [RAVINE, TURNED, BANANA, LOGIT])
def test_the_wildest_settings_draw_without_an_error(race, landscape):
    race.reset()
    race.controls["landscape"].value = landscape
    for eta in (1e-3, 100.0):
        race.controls["eta"].value = eta
        race.controls["eta_adaptive"].value = min(eta, 10**1.5)
        race.controls["noise"].value = 3.0
        assert race.error is None
