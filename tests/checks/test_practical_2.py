"""The right functions of practical 2 against other methods, what only this practical has, and the numbers of its text."""

import contextlib
import io
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy import special
from sklearn import metrics

from tests.checks.practicals import cells, right_functions, source
from utils import activations, optimizers
from utils.checks import bug_clinic
from utils.checks import practical_2 as check
from utils.checks.practical_2 import task
from utils.data import digits
from utils.gradient_check import numerical_gradient, relative_error
from utils.losses import SoftmaxCrossEntropy
from utils.mlp import MLP

REFERENCE = right_functions("practical_2_digits")


# ---- forward


def test_first_weights_have_the_standard_deviation_of_he():
    parameters = REFERENCE["initialize"]([300, 200, 5], np.random.default_rng(0))
    assert [array.shape for array in parameters] == [(200, 300), (200,), (5, 200), (5,)]
    for W, b in zip(parameters[0::2], parameters[1::2]):
        assert np.isclose(W.std(), np.sqrt(2 / W.shape[1]), rtol=0.05)
        assert abs(W.mean()) < 4 * W.std() / np.sqrt(W.size)
        assert not b.any()


def test_activations_against_differences():
    z, h = np.array([[-3.0, -0.2], [0.1, 2.0]]), 1e-6
    np.testing.assert_array_equal(REFERENCE["relu"](z), activations.relu(z))
    for name, function in ("relu", REFERENCE["relu"]), ("tanh", np.tanh):
        slope = (function(z + h) - function(z - h)) / (2 * h)
        np.testing.assert_allclose(REFERENCE[f"{name}_derivative"](z), slope, atol=1e-8)
    assert REFERENCE["relu_derivative"](np.zeros(1)) == 0


def test_probabilities_and_losses_against_scipy_and_scikit_learn():
    rng = np.random.default_rng(0)
    Z, y = rng.normal(0, 3, size=(9, 4)), rng.integers(4, size=9)
    huge = np.array([[1000.0, 0.0, -1000.0], [-1000.0, -1000.0, -1001.0]])
    for logits in Z, huge:
        np.testing.assert_allclose(REFERENCE["softmax"](logits), special.softmax(logits, axis=1), atol=1e-15)
    entropy = metrics.log_loss(y, special.softmax(Z, axis=1), labels=range(4))
    assert np.isclose(REFERENCE["cross_entropy"](Z, y), entropy)
    wanted = numerical_gradient(lambda Z: float(REFERENCE["cross_entropy"](Z, y)), Z)
    assert relative_error(REFERENCE["output_delta"](Z, y), wanted) < 1e-8


def test_the_network_is_that_of_utils():
    rng = np.random.default_rng(0)
    X, y, network = rng.normal(size=(7, 5)), rng.integers(3, size=7), MLP([5, 6, 4, 3], activations.relu, rng=rng)
    network.theta[:] = rng.normal(0, 0.7, size=len(network.theta))  # biases that are not 0
    parameters = [array for layer in network.layers for array in (layer.W, layer.b)]
    Z, cache = REFERENCE["forward"](X, parameters, REFERENCE["relu"])
    np.testing.assert_allclose(Z, network.forward(X))
    value, Delta = SoftmaxCrossEntropy().value_and_gradient(Z, y)
    assert np.isclose(REFERENCE["cross_entropy"](Z, y), value)
    np.testing.assert_allclose(REFERENCE["output_delta"](Z, y), Delta)
    network.backward(Delta)
    slope, one_layer = REFERENCE["relu_derivative"], REFERENCE["layer_backward"]
    gradients = REFERENCE["backward"](Delta, cache, parameters, slope, one_layer)
    for got, wanted in zip(gradients, [a for layer in network.layers for a in (layer.dW, layer.db)], strict=True):
        np.testing.assert_allclose(got, wanted, atol=1e-14)


# ---- training


@pytest.mark.parametrize(("n", "size"), [(10, 3), (9, 3), (4, 9), (1, 1), (7, 1)])
def test_minibatches_hand_out_each_sample_once(n, size):
    X, y = np.arange(2 * n).reshape(n, 2) / 7, np.arange(n)
    rng = np.random.default_rng(0)
    rounds = [list(REFERENCE["minibatches"](X, y, size, rng)) for _ in range(2)]
    for batches in rounds:
        assert [len(labels) for _, labels in batches] == [size] * (n // size) + [n % size] * (n % size > 0)
        labels = np.concatenate([labels for _, labels in batches])
        np.testing.assert_array_equal(np.concatenate([images for images, _ in batches]), X[labels])
        assert sorted(labels) == list(range(n))
    if n > 4:
        assert [list(labels) for _, labels in rounds[0]] != [list(labels) for _, labels in rounds[1]]


def test_steps_are_those_of_the_optimizers():
    rng = np.random.default_rng(0)
    start = [rng.normal(size=(3, 2)), rng.normal(size=3)]
    velocity, zeros = ([np.zeros_like(array) for array in start] for _ in range(2))
    state = {"t": 0, "m": zeros, "s": [array.copy() for array in zeros]}
    steps = {
        "sgd_step": (optimizers.SGD(0.1), (0.1,)),
        "momentum_step": (optimizers.Momentum(0.1, 0.8), (velocity, 0.1, 0.8)),
        "adam_step": (optimizers.Adam(0.02), (state, 0.02)),
    }
    for name, (optimizer, options) in steps.items():
        own, theirs = ([array.copy() for array in start] for _ in range(2))
        for _ in range(4):
            gradients = [rng.normal(size=array.shape) for array in start]
            REFERENCE[name](own, gradients, *options)
            optimizer.step(theirs, gradients)
        for got, wanted in zip(own, theirs, strict=True):
            np.testing.assert_allclose(got, wanted, atol=1e-13, err_msg=name)


def test_training_weighs_each_batch_by_its_size():
    X, y, parameters = np.arange(7.0)[:, np.newaxis], np.arange(7), [np.zeros(1)]
    calls = []

    def loss_and_gradients(theta, X, y):
        assert theta is parameters
        return X.mean() + theta[0][0], [np.ones(1)]

    def step(theta, gradients):
        calls.append(gradients)
        theta[0] -= gradients[0]

    history = REFERENCE["train"](
        parameters, X, y, loss_and_gradients, step, REFERENCE["minibatches"], 3, 3, np.random.default_rng(0)
    )
    assert len(calls) == 9
    moved = [-sum((3 * k + i) * size for i, size in enumerate((3, 3, 1))) / 7 for k in range(3)]
    np.testing.assert_allclose(history, 3.0 + np.array(moved))


def test_the_errors_against_scikit_learn_and_a_plain_search():
    rng = np.random.default_rng(0)
    P = special.softmax(rng.normal(0, 2, size=(40, 3)), axis=1)
    y, predicted = rng.integers(3, size=40), P.argmax(axis=1)
    counts = metrics.confusion_matrix(y, predicted, labels=range(4))
    np.testing.assert_array_equal(REFERENCE["confusion_matrix"](y, predicted, 4), counts)
    wrong = sorted((i for i in range(40) if predicted[i] != y[i]), key=lambda i: -P[i].max())
    assert list(REFERENCE["surest_errors"](P, y, 5)) == wrong[:5]
    assert list(REFERENCE["surest_errors"](P, y, 40)) == wrong


@pytest.mark.parametrize("seed", range(4))
def test_the_surest_samples_of_all_are_not_the_surest_errors(seed):
    """The optional gap's data must tell errors from samples: the surest of all are right there."""

    def everything(P, y, k):
        return np.argsort(-P.max(axis=1))[:k]

    def count(y, predicted, n_classes):
        C = np.zeros((n_classes, n_classes), dtype=int)
        np.add.at(C, (y, predicted), 1)
        return C

    with pytest.raises(AssertionError, match="keep the errors only"):
        check.reading_the_errors(count, everything, seed=seed)


# ---- the bug clinic


def test_bug_clinic(capsys):
    X_train, X_test, y_train, y_test = digits()
    for letter, bug in bug_clinic.PATIENTS.items():
        errors = bug_clinic.gradient_errors(bug)
        wrong = {name for name, error in errors.items() if error > 1e-3}
        assert max(error for error in errors.values() if error <= 1e-3) < 1e-6 if len(wrong) < 6 else True
        expected = {1: "", 5: "", 3: "", 4: "W_1 b_1", 8: "b_1 b_2 b_3", 6: "W_1 b_1 W_2 b_2"}
        assert wrong == set(expected.get(bug, "W_1 b_1 W_2 b_2 W_3 b_3").split()), (letter, bug)
    losses, share = bug_clinic.train_patient(None, X_train, y_train, X_test, y_test, epochs=3)
    assert share > 0.85
    assert losses[-1] < 0.6
    losses, share = bug_clinic.train_patient(1, X_train, y_train, X_test, y_test, epochs=2)
    np.testing.assert_allclose(losses, np.log(10), atol=0.02)
    bug_clinic.count_right(bug_clinic.PATIENTS)
    bug_clinic.count_right({"A": 1, "B": None})
    assert capsys.readouterr().out == "8 of 8 are matched (8 guessed).\n0 of 8 are matched (1 guessed).\n"
    with pytest.raises(ValueError, match="no patient 'Z'"):
        bug_clinic.count_right({"Z": 1})


# ---- the network of one's own

LADDER = {"hidden": [48, 24], "activation": "relu", "optimizer": "adam", "eta": 0.003, "batch_size": 32, "epochs": 4}
CHOSEN = {"hidden": [80], "activation": "relu", "optimizer": "adam", "eta": 0.015, "batch_size": 24, "epochs": 3}


def shares(**choice):
    """part -> mean share, in percent."""
    given = task._choice(LADDER | choice)
    return {part: 100 * np.mean(found) for part, found in task._shares(**given).items()}


def test_moved_digits_stand_in_a_larger_frame():
    X, X_valid, y, y_valid = check.moved_digits()
    assert X.shape == (2154, 100)
    assert X_valid.shape == (2430, 100)
    X_old, X_out, y_old, y_out = digits()
    held_out, y_held_out = task._parts()["held-out"]
    np.testing.assert_array_equal(y_held_out, np.repeat(y_out, 9))
    frames = held_out.reshape(450, 9, 10, 10)
    for place in range(9):
        down, right = divmod(place, 3)
        np.testing.assert_array_equal(frames[:, place, down : down + 8, right : right + 8].reshape(450, 64), X_out)
    np.testing.assert_allclose(held_out.sum(axis=1), np.repeat(X_out.sum(axis=1), 9))  # nothing stands outside
    known = {round(float(total), 9) for total in X_old.sum(axis=1)}
    assert {round(float(total), 9) for total in np.concatenate([X, X_valid]).sum(axis=1)} <= known
    ours, others = ({row.tobytes() for row in part} for part in (X, X_valid))
    assert not ours & others
    assert len(ours) == 2154  # two places each, which differ
    assert sorted(np.bincount(y_valid)) == sorted(9 * np.bincount(y_valid[::9]))
    assert len(y) == 2154


def test_the_cost_is_what_the_reference_multiplies():
    widths = [100, 6, 5, 10]
    weights = 100 * 6 + 6 * 5 + 5 * 10
    steps = 2 * -(-2154 // 100)
    for optimizer, each in ("sgd", 1), ("momentum", 3), ("adam", 8):
        cost = 2 * 2154 * 3 * weights + steps * each * (weights + sum(widths[1:]))
        assert task.multiplications([6, 5], optimizer, 100, 2) == (cost, steps)


def test_points_of_the_table_in_the_text():
    text = next(source(cell) for cell in cells("practical_2_digits") if cell["id"] == "my-network-task")
    row = [[int(n) for n in re.findall(r"\d+", line)] for line in text.splitlines() if line.startswith("| ")]
    assert [task.points(share / 100) for share in row[0]] == row[1]
    assert task.points(0.5) == 0
    assert task.points(0.99) == task.POINTS == 10
    assert task.points(0.8288) == 6
    assert f"{task.BUDGET // 10**6} million multiplications" in text
    assert f"{task.STEPS} steps" in text


def test_only_the_hidden_test_sees_held_out_digits(capsys):
    assert check.my_network(CHOSEN) == check.my_network(lambda: CHOSEN, seed=1) == 10
    assert "held-out" not in capsys.readouterr().out
    assert check.my_network(CHOSEN, seed=8431) == 10
    out = capsys.readouterr().out
    assert "held-out" in out
    assert "validation" not in out


def test_full_points_are_reached_by_different_choices():
    for choice in (
        CHOSEN,
        {"hidden": [80], "eta": 0.01, "batch_size": 16, "epochs": 3},
        {"hidden": [32], "eta": 0.01, "batch_size": 16, "epochs": 7},
        {"hidden": [64], "eta": 0.03, "batch_size": 64, "epochs": 4},
    ):
        assert min(shares(**choice).values()) > 86.75, choice
        task._afford(task._choice(LADDER | choice))
    assert min(shares(**CHOSEN).values()) > 87.5


def test_the_ladders_network_and_timid_rates_earn_little():
    assert 3.5 <= task.points(shares()["held-out"] / 100) <= 4.5
    for choice in {"optimizer": "sgd", "eta": 0.1}, {"hidden": [100], "eta": 0.001, "epochs": 2}, {"eta": 0.001}:
        assert task.points(shares(**choice)["held-out"] / 100) == 0


def test_the_model_answer_tells_what_was_measured():
    answer = next(source(cell) for cell in cells("practical_2_digits") if cell["id"] == "in-your-words")
    for numbers, told in (
        (shares(), "It reads 81 %"),
        (shares(hidden=[64]), "reads 79 % with the same rate"),
        (shares(hidden=[64], eta=0.01), "87 % with 0.01"),
        (shares(hidden=[64], eta=0.02), "87 % with 0.02"),
        (shares(hidden=[80], eta=0.01, epochs=3), "read 87, 88 and 85 %"),
        (shares(hidden=[80], eta=0.02, epochs=3), "87, 88 and"),
        (shares(hidden=[80], eta=0.03, epochs=3), "and 85 %"),
        (shares(**CHOSEN), "good rates: 88 %"),
    ):
        assert told in answer
        assert any(abs(numbers["validation"] - int(n)) < 0.8 for n in re.findall(r"\b\d\d\b", told)), told


# ---- the numbers of the text


@pytest.fixture(scope="module")
def run():
    """The names that the solved notebook leaves behind, and what each cell prints."""
    names, printed = {"__name__": "__main__"}, {}
    for cell in cells("practical_2_digits"):
        if cell["cell_type"] == "code" and cell["id"] != "progress":
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile(source(cell), cell["id"], "exec"), names)
            printed[cell["id"]] = out.getvalue()
            names[f"after {cell['id']}"] = dict(names)
            plt.close("all")
    return names, printed


def test_numbers_of_the_gaps(run):
    names, printed = run
    assert "1347 training and 450 test digits, 64 pixels each" in printed["data"]
    assert names["X_train"].min() == 0
    assert names["X_train"].max() == 1
    assert 0.965 < names["baseline"] < 0.975  # "reads 97 of 100"
    assert names["n_parameters"] == 4546
    W_1 = names["initialize"]([64, 48, 24, 10], np.random.default_rng(0))[0]
    assert (abs(W_1) < 0.53).mean() > 0.99
    assert round(3 * np.sqrt(2 / 64), 2) == 0.53
    assert round(float(names["tanh_derivative"](np.array([2.0]))[0]), 2) == 0.07
    assert np.isclose(names["after picture-cross-entropy"]["losses"][32], np.log(10))
    assert "43 batches" in printed["picture-minibatches"]
    assert names["after gradient-check"]["worst"] < 1e-8
    nudged = np.array([[0.01, np.log(3.0)], [0.0, 0.0]]), np.array([[0.0, np.log(3.0)], [0.01, 0.0]])
    assert [round(names["cross_entropy"](Z, np.array([1, 0])), 4) for Z in nudged] == [0.4917, 0.4879]


def test_numbers_of_the_ravine(run):
    paths, path = run[0]["paths"], run[0]["path"]
    distances = {name: np.linalg.norm(found[-1]) for name, found in paths.items()}
    np.testing.assert_allclose([distances["SGD"], distances["momentum"]], [0.47, 0.04], atol=0.005)
    for curvature in 1, 50:  # theta_{t+1} = (1 + beta - eta (1 - beta) curvature) theta_t - beta theta_{t-1}
        swings = abs(np.roots([1, 0.35 * 0.1 * curvature - 1 - 0.9, 0.9]))
        np.testing.assert_allclose(swings, np.sqrt(0.9))
    assert round(np.sqrt(0.9), 2) == 0.95
    assert abs(1 - 0.35 * 50) > 1  # SGD would fly off
    np.testing.assert_allclose(path[1] - path[0], [0.3, -0.3], rtol=1e-6)  # along the diagonal


def test_numbers_of_the_ladder(run):
    names, printed = run
    assert 2.3 < float(re.search(r"learning (\d\.\d+)", printed["rung-one"])[1]) < 2.8  # "and a little more"
    two = names["after rung-two"]
    assert two["known"] == 1
    assert two["losses"][-1] < 0.02
    assert 0.55 < two["new"] < 0.65  # "about 6 of 10"
    three = names["after rung-three"]
    assert three["losses"][0] < 2.2
    assert 0.68 < names["share_right"](three["parameters"], names["X_test"], names["y_test"]) < 0.8
    likely = names["logit"].predict(names["X_test"]) == names["y_test"]
    for seed in range(3):
        parameters, losses = names["trained"](seed)
        assert losses[-1] < 0.04
        assert 0.955 < names["share_right"](parameters, names["X_test"], names["y_test"]) < 0.985
        right = names["forward"](names["X_test"], parameters, names["relu"])[0].argmax(axis=1) == names["y_test"]
        assert 2 <= (right & ~likely).sum() <= 9  # "a handful on each side"
        assert 2 <= (likely & ~right).sum() <= 9
    assert 2 <= names["asleep"].sum() <= 10
    assert names["logit"].coef_[0].reshape(8, 8)[3:5, 3:5].max() < -0.3  # "class 0 wants no ink in its center"


def test_numbers_of_the_clinic_and_of_moved_digits(run):
    names, printed = run
    charts = names["charts"]
    assert sum(charts[letter].accuracy > 0.85 for letter in "ABCDEFGH") == 6
    assert max(charts["B"].errors["W_1"], charts["healthy"].errors["b_1"]) < 1e-6
    assert round(np.log(np.e + 9) - 1, 2) == 1.46
    assert min(charts["G"].losses) > 1.46
    assert abs(charts["E"].losses[-1] - np.log(10)) < 0.01
    np.testing.assert_allclose(list(charts["C"].errors.values()), 2, rtol=1e-6)
    assert charts["C"].losses[-1] > 1e6
    assert 0.6 < names["logit_moved"].score(names["X_valid"], names["y_valid"]) < 0.7  # "two of three"
    assert printed["test-my-network"].count("10.0 of 10") == 2
