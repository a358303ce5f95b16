"""Every optimizer by formula on numbers worked by hand, and against scikit-learn's own."""

import copy

import numpy as np
import pytest
from sklearn.neural_network._stochastic_optimizers import AdamOptimizer, SGDOptimizer

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


def moved(make):
    """Where five steps take three parameters, two of one shape, from 0; `make` gets the parameters and returns the step."""
    rng, shapes = np.random.default_rng(11), [(3, 2), (3, 2), (4,)]
    parameters = [np.zeros(shape) for shape in shapes]
    step = make(parameters)
    for _ in range(5):
        step(parameters, [rng.normal(size=shape) for shape in shapes])
    return np.concatenate([theta.ravel() for theta in parameters])


@pytest.mark.parametrize(
    ("ours", "momentum", "nesterov"),
    [
        (SGD(0.1), 0, False),
        (Momentum(0.1, 0.8, heavy_ball=True), 0.8, False),
        (Momentum(0.5, 0.8), 0.8, False),  # eta / (1 - beta)
        (Nesterov(0.5, 0.8), 0.8, True),
    ],
    ids=["SGD", "heavy ball", "momentum", "Nesterov"],
)
def test_against_scikit_learn(ours, momentum, nesterov):
    theirs = moved(lambda parameters: SGDOptimizer(parameters, 0.1, momentum=momentum, nesterov=nesterov).update_params)
    np.testing.assert_allclose(moved(lambda _: ours.step), theirs, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.7, 0.95)])
def test_adam_against_scikit_learn(betas):
    # scikit-learn corrects the learning rate, not the moments: its epsilon is ours times sqrt(1 - beta_2^t), so both are 0
    theirs = moved(lambda parameters: AdamOptimizer(parameters, 0.1, *betas, epsilon=0).update_params)
    np.testing.assert_allclose(moved(lambda _: Adam(0.1, *betas, epsilon=0).step), theirs, rtol=1e-9)


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
    together, first, second = optimizer(), optimizer(), optimizer()
    a, b, alone_a, alone_b = np.ones((4, 2))  # the same shape
    for k in range(1, 4):
        g, h = np.array([1.0 * k, -2.0]), np.array([-0.3, 0.1 * k])
        together.step([a, b], [g, h])
        first.step([alone_a], [g])
        second.step([alone_b], [h])
    np.testing.assert_array_equal([a, b], [alone_a, alone_b])


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
