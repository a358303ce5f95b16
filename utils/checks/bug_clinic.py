"""Eight networks with one real bug each, trained with Adam on the digits: what does a bug look like from outside?

`examine` trains them all and gives, for each, the loss after every epoch, the accuracy on test digits, and the relative
error of every gradient against finite differences. Practical 2 describes the bugs and asks to match these charts with them.
"""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import NullLocator

from utils.activations import ReLU, relu, softmax
from utils.figures.plotting import BLUE
from utils.gradient_check import numerical_gradient, relative_error
from utils.losses import SoftmaxCrossEntropy
from utils.mlp import MLP
from utils.optimizers import Adam
from utils.training import accuracy, train

PATIENTS = dict(zip("ABCDEFGH", (5, 8, 2, 6, 1, 4, 3, 7), strict=True))  # patient -> number of its bug
ARRAYS = ["W_1", "b_1", "W_2", "b_2", "W_3", "b_3"]


@dataclass
class Chart:
    """What is seen of a patient: mean loss of each epoch, test accuracy, gradient error of each array."""

    losses: list
    accuracy: float
    errors: dict


class ReLUWithoutSlope(ReLU):
    """Bug 6: backward forgets the derivative of ReLU."""

    def derivative(self, z):
        return np.ones_like(z)


class Loss(SoftmaxCrossEntropy):
    """Bug 3: a softmax before the loss, which applies its own. Bug 7: delta^L is multiplied by p (1 - p) once more."""

    def __init__(self, bug):
        self.bug = bug

    def value_and_gradient(self, Z, y):
        P = softmax(Z)
        value, grad = super().value_and_gradient(P if self.bug == 3 else Z, y)
        if self.bug == 3:
            grad = P * (grad - (grad * P).sum(axis=1, keepdims=True))  # back through the softmax that is too many
        return value, grad * P * (1 - P) if self.bug == 7 else grad


class Network(MLP):
    """Bugs 1 (all weights start at 0), 2 (every gradient has the wrong sign), 4 (the backward loop stops early: no gradient
    for W_1, b_1) and 8 (db comes from the batch's first sample alone).
    """

    def __init__(self, widths, bug, rng):
        super().__init__(widths, ReLUWithoutSlope() if bug == 6 else relu, rng=rng)
        self.bug = bug
        if bug == 1:
            self.theta[:] = 0

    def backward(self, grad_A, input_gradient=True):
        grad = super().backward(grad_A, input_gradient)
        if self.bug == 2:
            self.dtheta *= -1
        if self.bug == 4:
            self.layers[0].dW[...], self.layers[0].db[...] = 0, 0
        if self.bug == 8:
            for layer in self.layers:
                layer.db[...] = layer.Delta[0]
        return grad


class SortedByClass:
    """Bug 5, in the place of a random generator: digits sorted by class, in the same order in every epoch."""

    def __init__(self, y):
        self.order = np.argsort(y, kind="stable")

    def permutation(self, n):
        return self.order


def train_patient(bug, X, y, X_test, y_test, *, epochs=20, seed=0):
    """Train a 64-48-24-10 network with the given bug (None: healthy); returns losses and test accuracy."""
    rng = np.random.default_rng(seed)
    network = Network([X.shape[1], 48, 24, 10], bug, rng)
    order = SortedByClass(y) if bug == 5 else rng
    losses = train(network, Loss(bug), Adam(0.005), X, y, epochs=epochs, batch_size=64, rng=order).loss
    return losses, accuracy(network, X_test, y_test)


def gradient_errors(bug, seed=0):
    """Relative error of each gradient against finite differences, on a small network of random weights and biases."""
    rng = np.random.default_rng(seed)
    network, loss = Network([6, 5, 4, 3], bug, rng), Loss(bug)
    network.theta[:] = rng.normal(size=len(network.theta))
    X, y = rng.normal(size=(8, 6)), rng.integers(3, size=8)
    network.backward(loss.gradient(network.forward(X), y))
    found = [array.copy() for layer in network.layers for array in (layer.dW, layer.db)]
    exact = numerical_gradient(lambda _: loss(network.forward(X), y), network.theta)
    pieces = np.split(exact, np.cumsum([array.size for array in found])[:-1])
    return {name: relative_error(a, b.reshape(a.shape)) for name, a, b in zip(ARRAYS, found, pieces, strict=True)}


def examine(X, y, X_test, y_test, seed=0):
    """{"A": Chart, ..., "H": Chart, "healthy": Chart}; about a second."""
    charts = {}
    for letter, bug in [*PATIENTS.items(), ("healthy", None)]:
        losses, share = train_patient(bug, X, y, X_test, y_test, seed=seed)
        charts[letter] = Chart(losses, share, gradient_errors(bug))
    return charts


def plot_charts(charts):
    """One panel a patient: its loss (solid) beside the healthy one (dashed, grey), its test accuracy as the title."""
    figure, axes = plt.subplots(2, 4, figsize=(10, 5), sharex=True)
    figure.subplots_adjust(left=0.06, right=0.99, bottom=0.1, top=0.94, wspace=0.25, hspace=0.2)
    healthy = charts["healthy"].losses
    epochs = np.arange(1, len(healthy) + 1)
    for ax, letter in zip(axes.flat, PATIENTS, strict=True):
        ax.plot(epochs, healthy, color="0.5", linestyle="--", label="healthy")
        ax.plot(epochs, charts[letter].losses, color=BLUE, marker="o", markersize=3, label=f"patient {letter}")
        ax.axhline(np.log(10), color="0.3", linewidth=1, linestyle=":")
        ax.set(yscale="log", title=f"{letter}: {charts[letter].accuracy:.1%} of test digits right")
        ax.title.set_fontsize(10)
        ax.yaxis.set_minor_locator(NullLocator())  # minor ticks of eight log axes take longer than the curves
        ax.grid(alpha=0.3)
    for ax in axes[1]:
        ax.set_xlabel("epoch")
    for ax in axes[:, 0]:
        ax.set_ylabel("loss on training digits")
    return figure


def print_gradient_errors(charts):
    """The table of gradient checks: one row a patient, one column an array."""
    print("patient  " + "  ".join(f"{name:>7}" for name in ARRAYS))
    for letter, chart in charts.items():
        print(f"{letter:8} " + "  ".join(f"{error:7.0e}" for error in chart.errors.values()))


def count_right(guess):
    """Say how many of the eight are matched, not which; `guess` maps letters A to H to the numbers of the bugs."""
    given = {letter: bug for letter, bug in guess.items() if bug is not None}
    if unknown := [letter for letter in given if letter not in PATIENTS]:
        raise ValueError(f"there is no patient {unknown[0]!r}; there are A to H")
    right = sum(PATIENTS[letter] == bug for letter, bug in given.items())
    print(f"{right} of 8 are matched ({len(given)} guessed).")
