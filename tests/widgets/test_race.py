"""The race: its rates are the best on the grid, its mission can be done, and the figure follows the sliders."""

import numpy as np
import pytest

from utils.widgets.race import (
    BANANA,
    COURSES,
    GRID,
    LIMIT,
    LOGIT,
    NAMES,
    NOISY,
    RAVINE,
    TUNED,
    TURNED,
    arrival,
    best_eta,
    contestants,
    counts,
    course,
    noisy_gaps,
    optimizer_race,
    run,
    slopes,
    starts,
    tune,
)


def arrivals(landscape, **settings):
    f, _, radius, *_ = course(landscape)
    return {name: arrival(path, f.minimum, radius) for name, path in run(landscape, **settings).items()}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("landscape", [RAVINE, TURNED, BANANA])
def test_each_rate_is_the_best_on_the_whole_grid(landscape, name):
    assert tune(landscape, name, starts(landscape))[0] == TUNED[landscape][NAMES.index(name)]


@pytest.mark.parametrize("name", NAMES)
def test_on_the_logit_no_rate_of_a_coarser_grid_and_none_nearby_is_better(name):
    """Its whole grid takes minutes; a rate that is not home with all starts by then is worse."""
    place = TUNED[LOGIT][NAMES.index(name)]
    best = counts(LOGIT, name, GRID[[place]], starts(LOGIT)).max()
    others = GRID[sorted({*range(0, len(GRID), 12), *range(place - 3, place + 4)} - {place})]
    early = counts(LOGIT, name, others, starts(LOGIT), steps=int(best)).max(axis=1)
    able = others[np.isfinite(early)]  # home by then, but do they stay?
    assert (counts(LOGIT, name, able, starts(LOGIT)).max(axis=1) > best).all()


@pytest.mark.parametrize("name", NAMES)
def test_with_mini_batches_too(name):
    place = TUNED[NOISY][NAMES.index(name)]
    places = sorted({*range(place % 12, len(GRID), 12), place - 2, place - 1, place + 1, place + 2})
    gaps = np.mean([noisy_gaps(name, GRID[places], np.random.default_rng(seed)) for seed in range(10)], axis=0)
    assert places[int(gaps.argmin())] == place


def test_no_rate_lies_at_an_edge_of_the_grid():
    assert all(10 < place < len(GRID) - 10 for places in TUNED.values() for place in places)
    assert GRID[0] == 0.001 and 99 < GRID[-1] < 100


@pytest.mark.parametrize("landscape", COURSES)
def test_many_runs_at_once_are_the_single_runs(landscape):
    f, start, *_ = course(landscape)
    for point in starts(landscape):
        np.testing.assert_allclose(slopes(f, point[np.newaxis])[0], f.gradient(point), rtol=1e-9)
    np.testing.assert_array_equal(starts(landscape)[0], start)
    many = {name: counts(landscape, name, [best_eta(landscape, name)], starts(landscape))[0] for name in NAMES}
    assert arrivals(landscape, steps=LIMIT[landscape]) == {name: steps[0] for name, steps in many.items()}


def test_mission_can_be_done_with_values_of_the_sliders_and_not_at_first():
    race = optimizer_race()
    assert race.values["landscape"] == TURNED

    def steps():
        return arrivals(**{name: value for name, value in race.values.items() if name != "noise"})

    assert min(steps().values()) > 40
    race.move(factor=10**0.3, beta=0.8)
    for name in ("factor", "beta"):
        control = race.controls[name]
        value = np.log10(control.value) if name == "factor" else control.value
        k = (value - control.min) / control.step
        assert k == pytest.approx(round(k))  # an arrow key leads there
    assert all(steps()[name] < 40 for name in ("momentum", "Nesterov", "Adam"))
    assert race.error is None
    assert race.reached_text == "26, 25 and 31 steps."


def test_who_only_flies_past_the_minimum_has_not_arrived():
    race = optimizer_race()
    race.move(factor=10**0.3, beta=0.85)
    assert race.reached_text == ""
    race.move(steps=40)  # Nesterov alone is late now, but who is inside at step 40 need not stay
    assert race.reached_text == ""
    race.move(beta=0.8, steps=20)
    assert race.reached_text  # the sliders for the picture do not matter
    race.move(landscape=RAVINE)
    assert race.reached_text == ""


def test_a_new_course_leaves_nothing_of_the_last_one():
    race = optimizer_race()
    for landscape in (RAVINE, BANANA, RAVINE):
        race.move(landscape=landscape)
    other = optimizer_race()
    other.move(landscape=RAVINE)
    assert race.figure_png() == other.figure_png()


def test_the_others_cannot_follow_at_any_factor():
    for factor in 10 ** np.arange(-1, 1.01, 0.05):
        steps = arrivals(TURNED, factor=factor, steps=60)
        assert not any(steps[name] for name in ("gradient descent", "AdaGrad", "RMSProp"))


def test_arrival_means_to_stay():
    path = np.array([[3.0, 0], [0.05, 0], [1, 0], [0.05, 0], [0, 0]])
    assert arrival(path, np.zeros(2), 0.1) == 3
    assert arrival(path[:3], np.zeros(2), 0.1) is None
    assert arrival(path[3:], np.zeros(2), 0.1) == 0
    assert arrival(np.array([[0.0, 0], [np.nan, np.nan]]), np.zeros(2), 0.1) is None


def test_the_slider_for_beta_moves_the_three_that_have_it():
    one, other = (run(TURNED, beta=beta, steps=20) for beta in (0.5, 0.9))
    changed = {name for name in NAMES if not np.allclose(one[name], other[name])}
    assert changed == {"momentum", "Nesterov", "Adam"}
    assert list(contestants(0.1, 0.1, 0.9)) == NAMES


def test_noise_is_reproducible_and_the_same_for_all():
    one, again = (run(RAVINE, beta=0.0, steps=30, noise=1.0) for _ in range(2))
    np.testing.assert_array_equal(one["Adam"], again["Adam"])
    moved = {
        name: (path[1] - path[0]) / best_eta(RAVINE, name) for name, path in one.items()
    }  # minus the noisy gradient
    np.testing.assert_allclose(moved["momentum"], moved["gradient descent"])
    assert not np.allclose(one["momentum"], run(RAVINE, beta=0.0, steps=30)["momentum"])
