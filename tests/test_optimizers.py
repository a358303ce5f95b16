"""Every optimizer by formula on numbers worked by hand, by a known minimum, and against scikit-learn's own."""

import copy

import numpy as np
import pytest
from sklearn.neural_network._stochastic_optimizers import AdamOptimizer, SGDOptimizer

from utils.landscapes import Quadratic, Rosenbrock, trajectory
from utils.optimizers import SGD, AdaGrad, Adam, Momentum, Nesterov, RMSProp

ALL = [SGD, Momentum, Nesterov, AdaGrad, RMSProp, Adam]


def points(optimizer, gradients, start=2.0):
    theta, visited = np.array([start]), []
    for g in gradients:
        optimizer.step([theta], [np.array([g])])
        visited.append(theta[0])
    return visited


# Each line: from theta = 2 with gradients 3 and then -1; the points by hand (eta 0.1; beta 0.9).
@pytest.mark.parametrize(
    ("optimizer", "first", "second"),
    [
        (SGD(0.1), 2 - 0.3, 2 - 0.3 + 0.1),
        (Momentum(0.1, 0.9), 2 - 0.03, 2 - 0.03 - 0.017),  # v = 0.3, then 0.27 - 0.1
        (Momentum(0.1, 0.9, heavy_ball=True), 2 - 0.3, 2 - 0.3 - 0.17),  # v = 3, then 2.7 - 1
        (Nesterov(0.1, 0.9), 2 - 0.057, 2 - 0.057 - 0.0053),  # 0.9 * 0.3 + 0.3; 0.9 * 0.17 - 0.1
        (AdaGrad(0.1), 1.9, 1.9 + 0.1 / np.sqrt(10)),
        (RMSProp(0.1, 0.9), 2 - 0.1 / np.sqrt(0.1), 2 - 0.1 / np.sqrt(0.1) + 0.1 / np.sqrt(0.91)),
        (Adam(0.1), 1.9, 1.9 - 0.1 * (0.17 / 0.19) / np.sqrt(0.009991 / 0.001999)),
    ],
)
def test_two_steps_by_hand(optimizer, first, second):
    np.testing.assert_allclose(points(optimizer, [3.0, -1.0]), [first, second], atol=2e-9)


@pytest.mark.parametrize(
    ("optimizer", "gradient_size", "expected"),
    [
        (AdaGrad(1.0, epsilon=1.0), 3.0, 3 / (3 + 1)),
        (RMSProp(1.0, 0.75, epsilon=1.0), 4.0, 4 / (2 + 1)),
        (Adam(1.0, epsilon=1.0), 3.0, 3 / (3 + 1)),
    ],
)
def test_epsilon_stands_outside_the_root_and_beside_the_corrected_moment(optimizer, gradient_size, expected):
    np.testing.assert_allclose(2 - points(optimizer, [gradient_size])[0], expected)


def tiny_problem():
    """Three parameters, two of one shape, and five gradients of each near 1e-6: where epsilon and t are seen."""
    rng = np.random.default_rng(11)
    shapes = [(3, 2), (3, 2), (4,)]
    return [rng.normal(size=s) for s in shapes], [[1e-6 * rng.normal(size=s) for s in shapes] for _ in range(5)]


def run(optimizer):
    parameters, steps = tiny_problem()
    for gradients in steps:
        optimizer.step(parameters, gradients)
    return parameters


def by_sklearn(make):
    parameters, steps = tiny_problem()
    theirs = make(parameters)
    for gradients in steps:
        theirs.update_params(parameters, gradients)
    return parameters


def moved(parameters):
    return [after - before for after, before in zip(parameters, tiny_problem()[0], strict=True)]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (SGD(3e4), lambda p: SGDOptimizer(p, 3e4, momentum=0, nesterov=False)),
        (Momentum(3e4, 0.8, heavy_ball=True), lambda p: SGDOptimizer(p, 3e4, momentum=0.8, nesterov=False)),
        (Momentum(1.5e5, 0.8), lambda p: SGDOptimizer(p, 3e4, momentum=0.8, nesterov=False)),  # eta / (1 - beta)
        (Nesterov(1.5e5, 0.8), lambda p: SGDOptimizer(p, 3e4, momentum=0.8, nesterov=True)),
    ],
)
def test_against_scikit_learn(ours, theirs):
    for mine, other in zip(moved(run(ours)), moved(by_sklearn(theirs)), strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.7, 0.95)])
def test_adam_against_scikit_learn(betas):
    # scikit-learn corrects the learning rate, not the moments: its epsilon is ours times sqrt(1 - beta_2^t), so both are 0
    ours = moved(run(Adam(0.1, *betas, epsilon=0)))
    theirs = moved(by_sklearn(lambda p: AdamOptimizer(p, 0.1, *betas, epsilon=0)))
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-9)


def test_adam_by_formula_where_epsilon_counts():
    parameters, steps = tiny_problem()
    for k, theta in enumerate(parameters):
        m = s = 0
        for t, gradients in enumerate(steps, start=1):
            m, s = 0.9 * m + 0.1 * gradients[k], 0.999 * s + 0.001 * gradients[k] ** 2
            theta -= 0.1 * (m / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
    for mine, other in zip(run(Adam(0.1)), parameters, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-12)
    without = moved(run(Adam(0.1, epsilon=0)))
    assert not np.allclose(moved(run(Adam(0.1)))[0], without[0], rtol=1e-3)  # the test above can see epsilon


@pytest.mark.parametrize(
    "optimizer",
    [SGD(0.1), Momentum(0.1, 0.9), Nesterov(0.1, 0.9), AdaGrad(1.0), Adam(0.1)],
)
def test_parabola(optimizer):
    f = Quadratic([1, 10], minimum=[3, -2])
    np.testing.assert_allclose(trajectory(optimizer, f.gradient, [5, 5], 1500)[-1], f.minimum, atol=1e-6)


def test_rmsprop_on_the_parabola_ends_in_its_cycle_of_half_a_step():
    path = trajectory(RMSProp(0.1), Quadratic([1]).gradient, [1.0], 600)
    np.testing.assert_allclose(np.abs(path[-10:]), 0.05, atol=1e-6)


@pytest.mark.parametrize("optimizer", [Momentum(0.01, 0.9), Nesterov(0.01, 0.9), AdaGrad(1.0), Adam(0.1)])
def test_rosenbrock(optimizer):
    path = trajectory(optimizer, Rosenbrock().gradient, (-1.2, 1), 5000)
    assert np.linalg.norm(path[-1] - Rosenbrock.minimum) < 0.02


@pytest.mark.parametrize("optimizer", ALL)
def test_float32_is_kept_and_the_arrays_change_in_place(optimizer):
    theta, g = np.ones((2, 3), dtype=np.float32), np.full((2, 3), 0.5, dtype=np.float32)
    kept, before = theta, g.copy()
    optimizer = optimizer()
    for _ in range(3):
        optimizer.step([theta], [g])
    assert theta is kept and theta.dtype == np.float32 and (theta < 1).all()
    np.testing.assert_array_equal(g, before)
    for value in vars(optimizer).values():
        if isinstance(value, list):
            assert value[0].dtype == np.float32 and not np.shares_memory(value[0], g)


@pytest.mark.parametrize("optimizer", ALL)
def test_state_is_not_shared_between_parameters_nor_between_optimizers(optimizer):
    one, two = optimizer(), optimizer()
    a, b = np.ones(2), np.ones(2)  # the same shape
    alone_a, alone_b = np.ones(2), np.ones(2)
    first, second = optimizer(), optimizer()
    for k in range(1, 4):
        g, h = np.array([1.0 * k, -2.0]), np.array([-0.3, 0.1 * k])
        one.step([a, b], [g, h])
        first.step([alone_a], [g])
        second.step([alone_b], [h])
    np.testing.assert_array_equal([a, b], [alone_a, alone_b])
    assert getattr(two, "t", 0) == 0 and all(getattr(two, name, None) is None for name in ("v", "m", "s"))


@pytest.mark.parametrize("optimizer", ALL)
def test_a_copied_optimizer_goes_on_by_itself(optimizer):
    first = optimizer()
    points(first, [1.0, 2.0])
    second = copy.deepcopy(first)
    assert points(first, [3.0, -1.0]) == points(second, [3.0, -1.0])


@pytest.mark.parametrize("optimizer", ALL)
def test_lists_of_different_lengths_are_refused(optimizer):
    with pytest.raises(ValueError):
        optimizer().step([np.ones(2), np.ones(2)], [np.ones(2)])
