"""The checks of practical 3 on their references, the references on independent methods, and what the practical promises."""

import ast
import builtins
import doctest
import json
import re
import symtable
from pathlib import Path

import numpy as np
import pytest

from utils import checks_practical_3 as check
from utils import convolution, gan, pooling
from utils import networks_practical_3 as networks
from utils.activations import LeakyReLU
from utils.attacks import fgsm, input_gradient, pgd
from utils.attention import attention
from utils.data import blobs
from utils.gradient_check import numerical_gradient, relative_error
from utils.losses import SoftmaxCrossEntropy
from utils.mlp import MLP

SOLUTION = (
    Path(__file__).resolve().parents[1] / "solutions" / "practical_3_adversarial" / "practical_3_adversarial.ipynb"
)
REFERENCE = {name: function for functions in check.GAPS.values() for name, function in functions.items()}
PARTS = {
    "A": ["im2col", "convolution_forward", "convolution_backward", "col2im", "max_pooling"],
    "B": ["gan_losses", "discriminator_step", "generator_step", "train_gan"],
    "C": ["input_gradient", "fgsm", "pgd"],
}


def cells():
    return json.loads(SOLUTION.read_text(encoding="utf-8"))["cells"]


def own(function):
    """The reference in the clothes of a student's function."""
    return lambda *arguments: function(*arguments)


@pytest.mark.parametrize("gap", check.GAPS)
def test_every_reference_passes_on_many_seeds(gap, capfd):
    for seed in (*range(8), 8431):
        assert getattr(check, gap)(*map(own, check.GAPS[gap].values()), seed=seed) is None
    printed = capfd.readouterr()
    assert printed.out.count(f"{gap}: correct.") == 9
    assert not printed.err


@pytest.mark.parametrize("gap", check.GAPS)
def test_a_borrowed_function_works_but_gives_no_points(gap):
    lent = check.use_reference(gap)
    lent = lent if isinstance(lent, tuple) else (lent,)
    with pytest.raises(AssertionError, match="not your own"):
        getattr(check, gap)(*lent)


def test_use_reference_names_the_functions():
    with pytest.raises(ValueError, match="no gap 'im2row'.*col2im.*max_pool_backward"):
        check.use_reference("im2row")
    assert check.use_reference("max_pool")(np.ones((1, 1, 4, 6)), 2).shape == (1, 1, 2, 3)


# ---- the references, against other methods


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


def test_pooling_against_differences():
    rng = np.random.default_rng(0)
    A, dP = rng.normal(size=(2, 3, 5, 7)), rng.normal(size=(2, 3, 2, 3))
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


def test_attacks_agree_with_those_of_the_lecture():
    rng = np.random.default_rng(0)
    network, loss = MLP([6, 9, 4], LeakyReLU(networks.ALPHA), rng=rng), SoftmaxCrossEntropy()
    parameters = [array for layer in network.layers for array in (layer.W, layer.b)]
    X, y = rng.random((5, 6)), rng.integers(4, size=5)
    np.testing.assert_allclose(
        REFERENCE["input_gradient"](X, y, parameters), input_gradient(network, loss, X, y), atol=1e-15
    )

    def gradient(X, y):
        return REFERENCE["input_gradient"](X, y, parameters)

    np.testing.assert_allclose(REFERENCE["fgsm"](X, y, gradient, 0.1), fgsm(network, loss, X, y, 0.1))
    np.testing.assert_allclose(REFERENCE["pgd"](X, y, gradient, 0.1, 0.03, 5), pgd(network, loss, X, y, 0.1, 0.03, 5))


def test_the_players_move_as_those_of_the_lecture():
    rng = np.random.default_rng(0)
    pair = {
        "G": MLP([2, 7, 3], LeakyReLU(networks.ALPHA), rng=rng),
        "D": MLP([3, 8, 1], LeakyReLU(networks.ALPHA), rng=rng),
    }
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


def test_worked_examples_of_the_docstrings():
    names = {
        "np": np,
        "forward": networks.forward,
        "backward": networks.backward,
        "output_delta": networks.output_delta,
    }
    for cell in cells():
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            exec("".join(cell["source"]), names)
    finder, runner = doctest.DocTestFinder(), doctest.DocTestRunner(verbose=False)
    for function in REFERENCE:
        (example,) = finder.find(names[function], function, module=False, globs=dict(names))
        assert example.examples, f"{function} has no worked example"
        assert runner.run(example).failed == 0, function


def test_gaps_are_short_and_stand_in_the_order_of_the_plan():
    texts = {cell["id"]: "".join(cell["source"]) for cell in cells()}
    assert re.findall(r"(?m)^\|.*`(\w+)` \|", texts["plan"]) == list(check.GAPS)
    assert [gap for part in PARTS.values() for gap in part] == list(check.GAPS)[:12]
    for gap in (cell for cell in cells() if cell["metadata"].get("nbgrader", {}).get("solution")):
        for body in re.findall(r"(?s)### BEGIN SOLUTION\n(.*?)### END SOLUTION", "".join(gap["source"])):
            assert 1 <= len([line for line in body.splitlines() if line.strip()]) <= 8, gap["id"]


def test_the_first_paragraph_tells_the_two_meanings_apart():
    title = next("".join(cell["source"]) for cell in cells() if cell["id"] == "title")
    paragraph = title.split("\n\n")[1]
    assert re.search(r"two meanings.*adversarial network.*adversarial example", re.sub(r"[*\n]", " ", paragraph))


def reads_and_binds(source):
    """The global names that a cell reads before it binds them, also inside its functions, and those that it binds."""
    table = symtable.symtable(source, "cell", "exec")
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
    for cell in cells():
        if re.fullmatch("part-[abc]", cell["id"]):
            part = cell["id"]
            known[part] = set()
        if cell["id"] == "attention-text":
            part = "optional"
            known[part] = set()
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            ast.parse(source)
            reads, bound = reads_and_binds(source)
            known[part] |= bound
            missing = reads - known["before"] - known[part]
            assert not missing, f"{cell['id']} reads {missing} from another part"
    assert {"im2col", "cnn_forward"} <= known["part-a"]
    assert {"train_gan", "game"} <= known["part-b"]
    assert {"fgsm", "hardened"} <= known["part-c"]
