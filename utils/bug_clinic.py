"""Eight networks with one real bug each, trained with Adam on the digits: what does a bug look like from outside?

`examine` trains them all and gives, for each, the loss after every epoch, the accuracy on test digits, and the relative
error of every gradient against finite differences. Practical 2 asks to match these charts with `BUGS`.
"""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import NullLocator

from utils.activations import softmax
from utils.gradient_check import numerical_gradient, relative_error
from utils.losses import SoftmaxCrossEntropy
from utils.mlp import MLP
from utils.optimizers import Adam
from utils.plotting import BLUE
from utils.training import accuracy, minibatches

BUGS = {
    1: "all weights start at 0",
    2: "every gradient has the wrong sign",
    3: "a softmax before the loss, which applies its own",
    4: "the backward loop stops early: no gradient for W_1, b_1",
    5: "digits sorted by class, in the same order in every epoch",
    6: "backward forgets the derivative of ReLU",
    7: "delta^L is multiplied by p(1-p) once more",
    8: "db comes from the batch's first sample alone",
}
PATIENTS = dict(zip("ABCDEFGH", (5, 8, 2, 6, 1, 4, 3, 7), strict=True))
ARRAYS = ["W_1", "b_1", "W_2", "b_2", "W_3", "b_3"]


@dataclass
class Chart:
    """What is seen of a patient: mean loss of each epoch, test accuracy, gradient error of each array."""

    losses: list
    accuracy: float
    errors: dict


def loss_and_delta(Z, y, bug):
    """The loss and delta^L = dL/dz^L of a batch."""
    loss = SoftmaxCrossEntropy()
    if bug == 3:
        P = softmax(Z)
        value, grad = loss.value_and_gradient(P, y)
        return value, P * (grad - (grad * P).sum(axis=1, keepdims=True))  # back through the softmax that is too many
    value, Delta = loss.value_and_gradient(Z, y)
    if bug == 7:
        P = softmax(Z)
        Delta = Delta * P * (1 - P)
    return value, Delta


def backward(network, Delta, bug):
    """Back-propagation, layer by layer, into network.dtheta."""
    layers = network.layers
    for l in range(len(layers) - 1, -1, -1):
        layer = layers[l]
        layer.dW[...] = Delta.T @ layer.A_prev
        layer.db[...] = Delta[0] if bug == 8 else Delta.sum(axis=0)
        if l == 0 and bug == 4:
            layer.dW[...], layer.db[...] = 0, 0
        if l > 0:
            slope = 1 if bug == 6 else layers[l - 1].phi.derivative(layers[l - 1].Z)
            Delta = (Delta @ layer.W) * slope
    if bug == 2:
        network.dtheta *= -1


def train(bug, X, y, X_test, y_test, *, epochs=20, seed=0):
    """Train a 64-48-24-10 network with the given bug (None: healthy); returns losses and test accuracy."""
    rng = np.random.default_rng(seed)
    network, optimizer = MLP([X.shape[1], 48, 24, 10], rng=rng), Adam(0.005)
    if bug == 1:
        network.theta[:] = 0
    by_class = np.argsort(y, kind="stable")
    in_order = np.split(by_class, range(64, len(X), 64))
    losses = []
    for _ in range(epochs):
        total = 0.0
        for batch in in_order if bug == 5 else minibatches(len(X), 64, rng):
            value, Delta = loss_and_delta(network.forward(X[batch]), y[batch], bug)
            backward(network, Delta, bug)
            optimizer.step(network.parameters, network.gradients)
            total += value * len(batch)
        losses.append(total / len(X))
    return losses, accuracy(network, X_test, y_test)


def gradient_errors(bug, seed=0):
    """Relative error of each gradient against finite differences, on a small network of random weights and biases."""
    rng = np.random.default_rng(seed)
    network = MLP([6, 5, 4, 3], rng=rng)
    network.theta[:] = rng.normal(size=len(network.theta))
    X, y = rng.normal(size=(8, 6)), rng.integers(3, size=8)
    backward(network, loss_and_delta(network.forward(X), y, bug)[1], bug)
    found = [array.copy() for layer in network.layers for array in (layer.dW, layer.db)]
    exact = numerical_gradient(lambda _: loss_and_delta(network.forward(X), y, bug)[0], network.theta)
    pieces = np.split(exact, np.cumsum([array.size for array in found])[:-1])
    return {name: relative_error(a, b.reshape(a.shape)) for name, a, b in zip(ARRAYS, found, pieces, strict=True)}


def examine(X, y, X_test, y_test, seed=0):
    """{"A": Chart, ..., "H": Chart, "healthy": Chart}; about a second."""
    charts = {}
    for letter, bug in [*PATIENTS.items(), ("healthy", None)]:
        losses, share = train(bug, X, y, X_test, y_test, seed=seed)
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
    """Say how many of the eight are matched, not which; `guess` maps letters A to H to numbers of BUGS."""
    given = {letter: bug for letter, bug in guess.items() if bug is not None}
    if unknown := [letter for letter in given if letter not in PATIENTS]:
        raise ValueError(f"there is no patient {unknown[0]!r}; there are A to H")
    right = sum(PATIENTS[letter] == bug for letter, bug in given.items())
    print(f"{right} of 8 are matched ({len(given)} guessed).")
