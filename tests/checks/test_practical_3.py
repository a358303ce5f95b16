"""The right functions of practical 3 against other methods, and what only this practical promises."""

import ast
import builtins
import contextlib
import io
import re
import symtable

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy import special
from sklearn import metrics

from tests.checks.practicals import cells, mark, right_functions, source
from utils import convolution, gan, pooling
from utils.activations import LeakyReLU
from utils.attacks import fgsm, input_gradient, pgd
from utils.attention import attention
from utils.checks import practical_3 as check
from utils.checks.practical_3 import task
from utils.course import networks
from utils.course.vendor import N_SOLD, vendor
from utils.data import blobs, digits
from utils.gradient_check import numerical_gradient, relative_error
from utils.losses import SoftmaxCrossEntropy
from utils.mlp import MLP

PRACTICAL = "practical_3_adversarial"
REFERENCE = right_functions(PRACTICAL)
PARTS = {
    "A": ["im2col", "convolution_forward", "convolution_backward", "col2im", "max_pooling"],
    "B": ["gan_losses", "discriminator_step", "generator_step", "train_gan"],
    "C": ["input_gradient", "fgsm", "pgd"],
}


def test_a_single_function_of_a_gap_is_lent():
    assert check.use_reference("max_pool")(np.ones((1, 1, 4, 6)), 2).shape == (1, 1, 2, 3)


# ---- the right functions, against other methods


def test_convolution_against_its_definition_and_differences():
    rng = np.random.default_rng(0)
    X, W, b = rng.normal(size=(2, 3, 5, 7)), rng.normal(size=(4, 3, 2, 3)), rng.normal(size=4)
    columns = REFERENCE["im2col"](X, (2, 3), 2, 1)
    Z = REFERENCE["convolution_forward"](columns, W, b)
    np.testing.assert_allclose(Z, convolution.correlate_loops(X, W, b, 2, 1))
    Delta = rng.normal(size=Z.shape)

    def loss(_):
        return float((Delta * convolution.correlate_loops(X, W, b, 2, 1)).sum())

    dW, db, dcolumns = REFERENCE["convolution_backward"](Delta, columns, W)
    dX = REFERENCE["col2im"](dcolumns, X.shape, (2, 3), 2, 1)
    for got, array in (dW, W), (db, b), (dX, X):
        assert relative_error(got, numerical_gradient(loss, array)) < 1e-8


def test_windows_are_those_of_numpy():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(2, 3, 5, 7))
    framed = np.pad(X, ((0, 0), (0, 0), (2, 2), (2, 2)))
    windows = np.lib.stride_tricks.sliding_window_view(framed, (2, 3), axis=(2, 3))[:, :, ::2, ::2]
    columns = REFERENCE["im2col"](X, (2, 3), 2, 2)
    np.testing.assert_array_equal(columns, windows.transpose(0, 2, 3, 1, 4, 5).reshape(columns.shape))
    back = rng.normal(size=columns.shape)  # col2im is the transpose: <im2col(X), C> = <X, col2im(C)>
    assert np.isclose((columns * back).sum(), (X * REFERENCE["col2im"](back, X.shape, (2, 3), 2, 2)).sum())


def test_pooling_against_differences():
    rng = np.random.default_rng(0)
    A, dP = rng.normal(size=(2, 3, 5, 7)), rng.normal(size=(2, 3, 2, 3))
    by_hand = [[A[:, :, y : y + 2, x : x + 2].max(axis=(2, 3)) for x in (0, 2, 4)] for y in (0, 2)]
    np.testing.assert_array_equal(REFERENCE["max_pool"](A, 2), np.moveaxis(by_hand, (0, 1), (2, 3)))
    wanted = numerical_gradient(lambda A: float((dP * pooling.MaxPool(2).output(A)).sum()), A)
    assert relative_error(REFERENCE["max_pool_backward"](dP, A, 2), wanted) < 1e-8


def test_attention_against_differences():
    rng = np.random.default_rng(0)
    Q, K, V, R = (rng.normal(size=shape) for shape in ((3, 4), (5, 4), (5, 2), (3, 2)))

    def loss(_):
        return float((R * attention(Q, K, V)[0]).sum())

    for got, array in zip(REFERENCE["attention_backward"](R, Q, K, V), (Q, K, V), strict=True):
        assert relative_error(got, numerical_gradient(loss, array)) < 1e-8


def test_plain_networks_do_what_the_layers_do():
    rng = np.random.default_rng(0)
    network = MLP([3, 7, 5, 2], LeakyReLU(networks.ALPHA), rng=rng)
    parameters = [array.copy() for layer in network.layers for array in (layer.W, layer.b)]
    X, Delta = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
    Z, cache = networks.forward(X, parameters)
    np.testing.assert_allclose(Z, network.forward(X))
    gradients, dX = networks.backward(Delta, cache, parameters)
    np.testing.assert_allclose(dX, network.backward(Delta, input_gradient=True))
    for got, wanted in zip(gradients, [a for layer in network.layers for a in (layer.dW, layer.db)], strict=True):
        np.testing.assert_allclose(got, wanted, atol=1e-14)


def test_a_classifier_is_trained_and_its_batches_can_be_changed():
    X, y = blobs(300, np.random.default_rng(0), n_classes=3)
    seen = []

    def change(X, y, parameters):
        seen.append((len(X), len(parameters)))
        return X

    plain = networks.train_classifier(X, y, [2, 8, 3], np.random.default_rng(1), epochs=10)
    same = networks.train_classifier(X, y, [2, 8, 3], np.random.default_rng(1), epochs=10, change=change)
    assert networks.share_right(X, y, plain) > 0.9
    assert all(np.array_equal(a, b) for a, b in zip(plain, same, strict=True))
    assert set(seen) == {(32, 4), (300 % 32, 4)}


def test_an_attack_on_a_linear_loss_is_the_best_in_its_box():
    """The loss g'x is largest in a corner of the box; PGD gets there if its steps suffice."""
    rng = np.random.default_rng(0)
    X, g = rng.random((5, 6)), rng.normal(size=(5, 6))
    best = np.clip(np.where(g > 0, X + 0.2, X - 0.2), 0, 1)
    np.testing.assert_allclose(REFERENCE["fgsm"](X, np.zeros(5, int), lambda X, y: g, 0.2), best)
    np.testing.assert_allclose(REFERENCE["pgd"](X, np.zeros(5, int), lambda X, y: g, 0.2, 0.06, 4), best)
    halfway = REFERENCE["pgd"](X, np.zeros(5, int), lambda X, y: g, 0.2, 0.06, 2)
    np.testing.assert_allclose(halfway, np.clip(X + 0.12 * np.sign(g), 0, 1))


@pytest.mark.parametrize("widths", [[6, 4], [6, 9, 4], [6, 3, 7, 4]])
def test_attacks_agree_with_those_of_the_lecture(widths):
    rng = np.random.default_rng(0)
    network, loss = MLP(widths, LeakyReLU(networks.ALPHA), rng=rng), SoftmaxCrossEntropy()
    network.theta[:] = rng.normal(size=len(network.theta))
    parameters = [array for layer in network.layers for array in (layer.W, layer.b)]
    X, y = rng.random((5, 6)), rng.integers(4, size=5)
    np.testing.assert_allclose(
        REFERENCE["input_gradient"](X, y, parameters), input_gradient(network, loss, X, y), atol=1e-15
    )

    def gradient(X, y):
        return REFERENCE["input_gradient"](X, y, parameters)

    np.testing.assert_allclose(REFERENCE["fgsm"](X, y, gradient, 0.1), fgsm(network, loss, X, y, 0.1))
    np.testing.assert_allclose(REFERENCE["pgd"](X, y, gradient, 0.1, 0.03, 5), pgd(network, loss, X, y, 0.1, 0.03, 5))


def test_losses_of_the_game_against_scikit_learn_and_differences():
    rng = np.random.default_rng(0)
    z_real, z_fake = rng.normal(0, 2, size=(5, 1)), rng.normal(0, 2, size=(3, 1))
    value, *gradients = REFERENCE["discriminator_loss"](z_real, z_fake)
    entropies = [
        metrics.log_loss(np.full(len(z), label), special.expit(z[:, 0]), labels=[0, 1])
        for z, label in ((z_real, 1), (z_fake, 0))
    ]
    assert np.isclose(value, sum(entropies))
    for got, z in zip(gradients, (z_real, z_fake), strict=True):
        wanted = numerical_gradient(lambda _: REFERENCE["discriminator_loss"](z_real, z_fake)[0], z)
        assert relative_error(got, wanted) < 1e-8
    value, gradient = REFERENCE["generator_loss"](z_fake)
    assert np.isclose(value, metrics.log_loss(np.ones(3), special.expit(z_fake[:, 0]), labels=[0, 1]))
    assert relative_error(gradient, numerical_gradient(lambda z: REFERENCE["generator_loss"](z)[0], z_fake)) < 1e-8


def players(rng, labels=0):
    """D, G as lists, noise (4, 2), real samples (5, 3), one-hot labels."""
    D, G = networks.initialize([3 + labels, 8, 1], rng), networks.initialize([2 + labels, 7, 3], rng)
    return D, G, rng.normal(size=(4, 2)), rng.normal(size=(5, 3)), np.eye(max(labels, 1))[np.arange(4) % max(labels, 1)]


def judged(D, *inputs):
    return networks.forward(np.hstack(inputs), D)[0]


def test_the_conditional_gradient_against_differences():
    D, G, Z, _, Y = players(np.random.default_rng(0), labels=2)
    seen = []

    def loss():
        return gan.generator_loss(judged(D, networks.forward(np.hstack([Z, Y]), G)[0], Y))[0]

    value = REFERENCE["conditional_generator_step"](D, G, Z, Y, gan.generator_loss, lambda p, g: seen.append((p, g)))
    assert np.isclose(value, loss())
    ((moved, gradients),) = seen
    assert moved is G
    for got, array in zip(gradients, G, strict=True):
        assert relative_error(got, numerical_gradient(lambda _: loss(), array)) < 1e-7


def test_rounds_of_the_game_are_counted():
    calls = []

    def player(name):
        return lambda *batches: calls.append((name, *batches)) or len(calls)

    real, noise = iter(range(100)), iter(range(100, 200))
    history = REFERENCE["train_gan"](lambda: next(real), lambda: next(noise), player("D"), player("G"), n_rounds=3, k=2)
    assert history.tolist() == [[2, 3], [5, 6], [8, 9]]
    assert [name for name, *_ in calls] == ["D", "D", "G"] * 3
    batches = [batch for _, *batches in calls for batch in batches]
    assert len(set(batches)) == len(batches) == 15


def test_the_players_move_as_those_of_the_lecture():
    rng = np.random.default_rng(0)
    pair = {
        "G": MLP([2, 7, 3], LeakyReLU(networks.ALPHA), rng=rng),
        "D": MLP([3, 8, 1], LeakyReLU(networks.ALPHA), rng=rng),
    }
    for network in pair.values():
        network.theta[:] = rng.normal(size=len(network.theta))  # biases that are not 0
    lists = {key: [a.copy() for layer in net.layers for a in (layer.W, layer.b)] for key, net in pair.items()}
    X, Z = rng.normal(size=(5, 3)), rng.normal(size=(4, 2))

    class Step:
        def step(self, parameters, gradients):
            for theta, g in zip(parameters, gradients, strict=True):
                theta -= 0.1 * g

    value_D = gan.discriminator_step(pair["G"], pair["D"], Step(), X, Z)
    value_G = gan.generator_step(pair["G"], pair["D"], Step(), Z)
    D, G, step = lists["D"], lists["G"], Step().step
    assert np.isclose(REFERENCE["discriminator_step"](D, G, X, Z, gan.discriminator_loss, step), value_D)
    assert np.isclose(REFERENCE["generator_step"](D, G, Z, gan.generator_loss, step), value_G)
    for key, network in pair.items():
        for got, wanted in zip(lists[key], [a for layer in network.layers for a in (layer.W, layer.b)], strict=True):
            np.testing.assert_allclose(got, wanted, atol=1e-14)


# ---- the notebook keeps its word


def test_gaps_stand_in_the_order_of_their_parts():
    assert [gap for part in PARTS.values() for gap in part] == list(check.GAPS)[:12]


def test_the_first_paragraph_tells_the_two_meanings_apart():
    title = next(source(cell) for cell in cells(PRACTICAL) if cell["id"] == "title")
    paragraph = title.split("\n\n")[1]
    assert re.search(r"two meanings.*adversarial network.*adversarial example", re.sub(r"[*\n]", " ", paragraph))


def reads_and_binds(text):
    """The global names that a cell reads before it binds them, also inside its functions, and those that it binds."""
    table = symtable.symtable(text, "cell", "exec")
    bound = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    bound |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_namespace()}
    reads, tables = set(), [table]
    while tables:
        scope = tables.pop()
        tables += scope.get_children()
        for symbol in scope.get_symbols():
            if symbol.is_referenced() and (scope is table or symbol.is_global()):
                reads.add(symbol.get_name())
    return reads - set(dir(builtins)), bound


def test_the_parts_need_nothing_of_each_other():
    """What a cell of one part reads comes from the cells before the parts, or from its own part."""
    part, known = "before", {"before": set()}
    for cell in cells(PRACTICAL):
        if re.fullmatch("part-[abc]", cell["id"]):
            part = cell["id"]
            known[part] = set()
        if cell["id"] == "attention-text":
            part = "optional"
            known[part] = set()
        if cell["cell_type"] == "code":
            ast.parse(source(cell))
            reads, bound = reads_and_binds(source(cell))
            known[part] |= bound
            missing = reads - known["before"] - known[part]
            assert not missing, f"{cell['id']} reads {missing} from another part"
    assert {"im2col", "cnn_forward"} <= known["part-a"]
    assert {"train_gan", "game"} <= known["part-b"]
    assert {"fgsm", "hardened"} <= known["part-c"]


# ---- the task at the end


def test_the_vendors_network_looks_robust_and_is_not():
    X, _, y, _ = digits()
    X, y, ask = X[N_SOLD:], y[N_SOLD:], vendor()

    def right(images):
        return (ask(images, y)[0].argmax(axis=1) == y).mean()

    assert right(X) > 0.95
    assert right(REFERENCE["pgd"](X, y, lambda images, labels: ask(images, labels)[1], 0.15, 0.04, 10)) > 0.93
    assert (ask(X, y)[1] == 0).all(axis=1).mean() > 0.9
    targeted = ask(X, (y + 1) % 10)[1]
    assert (targeted != 0).any(axis=1).mean() > 0.95
    assert right(np.clip(X - 0.15 * np.sign(targeted), 0, 1)) < 0.5


def test_points_are_in_proportion():
    assert [task.score(share) for share in (1, 0.6, 0.5, 0.4, 0.2, 0.12, 0)] == [0, 0, 2.5, 5, 10, 12, 12]
    rules = next(source(cell) for cell in cells(PRACTICAL) if cell["id"] == "my-attack-rules")
    assert f"{task.NONE:.0%}"[:-1] in rules and f"{task.ALL:.0%}"[:-1] in rules and f"{task.LOOKS} images" in rules
    assert check.TASKS == {"my_attack": 12}


def test_the_visible_call_measures_on_other_data_than_the_hidden_one(capsys):
    seen = []

    def attack(X, y, ask, epsilon):
        seen.append(X)
        return X

    for seed, words in (
        (0, "on these this earns 0 of 12; your points come from other digits"),
        (8431, "this earns 0 of 12"),
    ):
        assert check.my_attack(attack, seed=seed) == 0
        assert words in capsys.readouterr().out.lower()
    assert len(seen[0]) == 347 and len(seen[-1]) == 450
    assert not any(np.array_equal(x, other) for x in seen[0] for other in seen[-1])


# ---- what the text says of its results


@pytest.fixture(scope="module")
def printed():
    """cell id -> what the cell of the solved notebook prints, and the names that are left."""
    names, found = {"__name__": "__main__"}, {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plt, "show", lambda: plt.close("all"))
        for cell in cells(PRACTICAL):
            if cell["cell_type"] == "code" and cell["id"] != "progress" and not mark(cell).get("grade"):
                with contextlib.redirect_stdout(io.StringIO()) as out:
                    exec(source(cell), names)
                found[cell["id"]] = out.getvalue()
    return found, names


def shares(text):
    """The numbers before a % sign, row by row, as an array."""
    return np.array([[float(n) / 100 for n in re.findall(r"([\d.]+)%", line)] for line in text.splitlines()])


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_results_are_as_the_text_says(printed):
    found, names = printed
    clean, moved = shares(found["data"]).T
    assert clean.min() > 0.95 and moved.max() < 0.55
    assert (
        names["digit"][0, 0, 2:5, 3:6].ravel().tolist()
        == names["im2col"](names["digit"], (3, 3), 1, 0)[0, 2, 3].tolist()
    )
    clean, moved = shares(found["cnn-result"]).mean(axis=0)
    assert clean > 0.94 and abs(moved - 0.57) < 0.03
    third = names["trained_cnn"](0)[0][2, 0]
    assert third[0].max() < third[1:].mean()
    trained, plain, equal = (made.std() for made in names["after"].values())
    assert max(trained, plain) < 0.05 and equal > 0.9
    for mean, spread, value_D, value_G in re.findall(
        r"mean ([\d.]+), spread ([\d.]+); L_D ([\d.]+), L_G ([\d.]+)", found["game-result"]
    ):
        assert abs(float(mean) - 1) < 0.15 and abs(float(spread) - 0.5) < 0.1
        assert abs(float(value_D) - 1.386) < 0.1 and abs(float(value_G) - 0.693) < 0.1
    modes = [int(n) for n in re.findall(r"(\d) of 8 modes", found["ring"])]
    assert modes[0] == 8 and min(modes[1:4]) >= 7 and max(modes[4:]) <= 3
    forged, real = (float(n) for n in re.findall(r"chi-square (\d+)\n", found["digits-count"]))
    assert forged > 40 and real < 17


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_attacks_and_defenses_do_what_the_text_says(printed):
    found, names = printed
    clean, noise, attacked, foreign = shares(found["control"]).mean(axis=0)
    assert np.allclose([clean, noise, attacked, foreign], [0.98, 0.94, 0.13, 0.23], atol=0.015)
    *losses, one_step = names["losses"]
    assert (round(one_step, 1), round(losses[-1], 1)) == (3.8, 4.3)
    assert [value > one_step for value in losses].index(True) == 4
    clean, attacked, projected = shares(found["defense"]).mean(axis=0)
    assert 0.93 < clean < 0.96 and abs(attacked - 0.64) < 0.05 and abs(projected - 0.58) < 0.05
    assert names["curves"]["PGD, hardened"][-1] < 0.05
    clean, attacked = shares(found["vendor-report"])[:, 0]
    assert clean > 0.95 and abs(attacked - 0.95) < 0.015
