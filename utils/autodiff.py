"""Reverse-mode automatic differentiation in a few dozen lines: back-propagation for any formula, not for layers alone.

A `Var` is an array that remembers what it was computed from. `backward` walks the graph from the end to the start and
adds up, node by node, what the chain rule says (Linnainmaa, 1970; Griewank and Walther, 2008, chapter 3).
"""

import itertools

import numpy as np

_counter = itertools.count()


class Var:
    """A node of the graph: `value`, and after `backward` also `grad`, the derivative of the end, of the same shape.

    `parents` holds a pair (parent, share) for every Var it was computed from; share(g) turns the gradient g of this
    node into this node's contribution to the parent's gradient.
    """

    __array_ufunc__ = None  # array + Var must come to Var.__radd__

    def __init__(self, value, parents=()):
        self.value, self.parents = np.asarray(value, dtype=float), parents
        self.grad = np.zeros_like(self.value)
        self.number = next(_counter)  # parents always have smaller numbers than their children

    def backward(self):
        """Fill `grad` of every Var that this one, a single number, was computed from."""
        if self.value.size != 1:
            raise ValueError(f"backward starts at a single number, but this node has shape {self.value.shape}")
        nodes, stack = {self.number: self}, [self]
        while stack:
            for parent, _ in stack.pop().parents:
                if parent.number not in nodes:
                    nodes[parent.number] = parent
                    stack.append(parent)
        for node in nodes.values():
            node.grad = np.zeros_like(node.value)
        self.grad = np.ones_like(self.value)  # dL/dL = 1
        for number in sorted(
            nodes, reverse=True
        ):  # children before parents, so each gradient is complete when it is used
            for parent, share in nodes[number].parents:
                parent.grad = parent.grad + _fit(share(nodes[number].grad), parent.value.shape)

    def __add__(self, other):
        return Var(self.value + (other := var(other)).value, [(self, lambda g: g), (other, lambda g: g)])

    def __mul__(self, other):
        other = var(other)
        return Var(self.value * other.value, [(self, lambda g: g * other.value), (other, lambda g: g * self.value)])

    def __matmul__(self, other):  # two matrices
        other = var(other)
        shares = [(self, lambda g: g @ other.value.T), (other, lambda g: self.value.T @ g)]
        return Var(self.value @ other.value, shares)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return Var(self.value - (other := var(other)).value, [(self, lambda g: g), (other, lambda g: -g)])

    def __rsub__(self, other):
        return var(other) - self

    def __rmatmul__(self, other):
        return var(other) @ self

    __radd__, __rmul__ = __add__, __mul__

    @property
    def T(self):
        return Var(self.value.T, [(self, lambda g: g.T)])

    def sum(self, axis=None, keepdims=False):
        def share(g):
            return np.broadcast_to(g if keepdims or axis is None else np.expand_dims(g, axis), self.value.shape)

        return Var(self.value.sum(axis=axis, keepdims=keepdims), [(self, share)])


def var(x):
    """x itself if it is a Var, else a new leaf with that value."""
    return x if isinstance(x, Var) else Var(x)


def apply(phi, x):
    """phi(x) entry by entry, for an activation of `utils.activations` (anything with `.derivative`)."""
    return Var(phi(x.value), [(x, lambda g: g * phi.derivative(x.value))])


def exp(x):
    value = np.exp(x.value)
    return Var(value, [(x, lambda g: g * value)])


def log(x):
    return Var(np.log(x.value), [(x, lambda g: g / x.value)])


def _fit(g, shape):
    """Sum g over the axes along which a value of this shape was repeated: b is added to every row, so db sums rows."""
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    return g.sum(axis=tuple(i for i, size in enumerate(shape) if size == 1 != g.shape[i]), keepdims=True)
