"""The reverse-mode engine against finite differences, against layers, and on graphs that trip naive engines."""

import numpy as np
import pytest

from tests.utils.gradients import ordinary
from utils.activations import relu, sigmoid, softmax, tanh
from utils.autodiff import Var, apply, exp, log, var
from utils.gradient_check import numerical_gradient, relative_error
from utils.losses import SoftmaxCrossEntropy, one_hot
from utils.mlp import MLP


def gradients(formula, *arrays):
    """Gradients of a formula by the engine, and by finite differences."""
    kept, leaves = [array.copy() for array in arrays], [Var(array) for array in arrays]
    end = formula(*leaves)
    end.backward()
    end.backward()  # a second pass adds nothing to the first
    np.testing.assert_equal(arrays, kept)
    slow = [numerical_gradient(lambda _: float(formula(*map(Var, arrays)).value), array) for array in arrays]
    return [leaf.grad for leaf in leaves], slow


FORMULAS = {
    "sum": lambda a, b: (a + b).sum(),
    "difference": lambda a, b: (a - b * b).sum(),
    "reflected": lambda a, b: (2.0 - a).sum() + (3.0 * b).sum() + (1.0 + a * b).sum(),
    "negative": lambda a, b: (-a * b).sum(),
    "matrix product": lambda a, b: (a @ b.T * np.arange(9.0).reshape(3, 3)).sum(),
    "array @ Var": lambda a, b: (np.arange(6.0).reshape(2, 3) @ a * 0.3 * (np.ones((2, 3)) @ b)).sum(),
    "sum over rows": lambda a, b: (a.sum(axis=0) * b).sum(),
    "sum over columns, kept": lambda a, b: (a.sum(axis=1, keepdims=True) * b).sum(),
    "negative axis": lambda a, b: (a.sum(axis=-1) * b.sum(axis=-1)).sum(),
    "exp and log": lambda a, b: log(exp(a).sum() + exp(b * 0.5).sum()),
    "activations": lambda a, b: (apply(tanh, a) * apply(sigmoid, b)).sum() + apply(relu, a * b).sum(),
    "diamond": lambda a, b: ((a * b) * (a * b) + a).sum(),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_each_operation_agrees_with_finite_differences(name):
    rng = np.random.default_rng(3)
    for fast, slow in zip(*gradients(FORMULAS[name], rng.normal(size=(3, 4)), rng.normal(size=(3, 4)))):
        assert relative_error(fast, slow) < 1e-7


@pytest.mark.parametrize(
    "shapes", [((3, 4), (4,)), ((3, 4), (1, 4)), ((3, 4), (3, 1)), ((3, 4), ()), ((2, 3, 4), (3, 1))]
)
def test_what_was_broadcast_forward_is_summed_backward(shapes):
    rng = np.random.default_rng(5)
    a, b = (rng.normal(size=shape) for shape in shapes)
    for fast, slow in zip(*gradients(lambda a, b: (a * b + b).sum() + (b - a * a).sum(), a, b)):
        assert fast.shape == slow.shape
        assert relative_error(fast, slow) < 1e-7


def test_a_node_used_many_times_gets_the_sum_once():
    """An engine that pushes along every path, or visits a node before all of its children, fails here or never ends."""
    x = y = Var(1.1)
    for _ in range(60):  # 2^60 paths
        y = y * 0.5 + y * 0.5
    y = y * x
    y.backward()
    np.testing.assert_allclose(x.grad, 2 * 1.1)


def test_a_long_chain_needs_no_recursion():
    x = y = Var(1.0)
    for _ in range(5000):
        y = y + 1.0
    y.backward()
    assert y.value == 5001
    assert x.grad == 1


def test_an_array_on_the_left_gives_a_var_not_an_array_of_vars():
    for result in (np.ones(3) + Var(np.ones(3)), np.ones(3) * Var(2.0), np.ones((2, 3)) @ Var(np.ones((3, 1)))):
        assert isinstance(result, Var)
    assert isinstance(var(3), Var)
    x = Var(1.0)
    assert var(x) is x


def test_backward_from_an_array_is_refused():
    with pytest.raises(ValueError, match=r"single number, but this node has shape \(3,\)"):
        (Var(np.ones(3)) * 2).backward()


def test_a_network_gives_the_gradients_of_mlp_backward():
    rng = np.random.default_rng(11)
    network = ordinary(MLP([6, 5, 4, 3], tanh, rng=rng), rng)
    X, y = rng.normal(size=(7, 6)), rng.integers(3, size=7)
    network.backward(SoftmaxCrossEntropy().gradient(network.forward(X), y))

    parameters = [(Var(layer.W), Var(layer.b)) for layer in network.layers]
    A = var(X)
    for k, (W, b) in enumerate(parameters):
        Z = A @ W.T + b
        A = apply(tanh, Z) if k < 2 else Z
    loss = ((log(exp(A).sum(axis=1, keepdims=True)) - A) * one_hot(y, 3)).sum() * (1 / 7)
    loss.backward()
    np.testing.assert_allclose(loss.value, SoftmaxCrossEntropy()(network.forward(X), y))
    np.testing.assert_allclose(A.grad, (softmax(A.value) - one_hot(y, 3)) / 7, rtol=1e-10, atol=1e-15)
    for layer, (W, b) in zip(network.layers, parameters):
        np.testing.assert_allclose(W.grad, layer.dW, rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(b.grad, layer.db, rtol=1e-10, atol=1e-14)
