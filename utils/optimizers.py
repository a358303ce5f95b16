"""Optimizers, each one changed line away from the one before. They own their state and know nothing of layers.

`step(parameters, gradients)` takes two lists of arrays of equal shapes and changes the parameters in place; a point of
the plane is the list [theta], and so is a network (`MLP.parameters`). Each optimizer serves one list of parameters.
"""

import numpy as np


class SGD:
    """theta <- theta - eta g, where g is the gradient on a mini-batch (Robbins and Monro, 1951)."""

    def __init__(self, eta=0.1):
        self.eta = eta

    def step(self, parameters, gradients):
        for theta, g in zip(parameters, gradients, strict=True):
            theta -= self.eta * g


class Momentum:
    """v <- beta v + (1 - beta) g;  theta <- theta - eta v (Polyak, 1964).

    With `heavy_ball` the velocity is v <- beta v + g, so the same eta makes steps 1/(1 - beta) times as long.
    """

    def __init__(self, eta=0.1, beta=0.9, heavy_ball=False):
        self.eta, self.beta, self.weight = eta, beta, 1 if heavy_ball else 1 - beta
        self.v = None

    def step(self, parameters, gradients):
        if self.v is None:
            self.v = [np.zeros_like(theta) for theta in parameters]
        for theta, g, v in zip(parameters, gradients, self.v, strict=True):
            v *= self.beta
            v += self.weight * g
            theta -= self.eta * v


class Nesterov:
    """v <- beta v + (1 - beta) g;  theta <- theta - eta (beta v + (1 - beta) g): momentum that looks one step ahead.

    Nesterov (1983), in the form of Sutskever et al. (2013) rewritten for the looked-ahead point, as libraries do.
    """

    def __init__(self, eta=0.1, beta=0.9):
        self.eta, self.beta = eta, beta
        self.v = None

    def step(self, parameters, gradients):
        if self.v is None:
            self.v = [np.zeros_like(theta) for theta in parameters]
        for theta, g, v in zip(parameters, gradients, self.v, strict=True):
            v *= self.beta
            v += (1 - self.beta) * g
            theta -= self.eta * (self.beta * v + (1 - self.beta) * g)


class AdaGrad:
    """s <- s + g^2;  theta <- theta - eta g / (sqrt(s) + epsilon) (Duchi, Hazan and Singer, 2011)."""

    def __init__(self, eta=0.1, epsilon=1e-8):
        self.eta, self.epsilon = eta, epsilon
        self.s = None

    def step(self, parameters, gradients):
        if self.s is None:
            self.s = [np.zeros_like(theta) for theta in parameters]
        for theta, g, s in zip(parameters, gradients, self.s, strict=True):
            s += g * g
            theta -= self.eta * g / (np.sqrt(s) + self.epsilon)


class RMSProp:
    """s <- beta s + (1 - beta) g^2;  theta <- theta - eta g / (sqrt(s) + epsilon) (Tieleman and Hinton, 2012)."""

    def __init__(self, eta=0.001, beta=0.9, epsilon=1e-8):
        self.eta, self.beta, self.epsilon = eta, beta, epsilon
        self.s = None

    def step(self, parameters, gradients):
        if self.s is None:
            self.s = [np.zeros_like(theta) for theta in parameters]
        for theta, g, s in zip(parameters, gradients, self.s, strict=True):
            s *= self.beta
            s += (1 - self.beta) * g * g
            theta -= self.eta * g / (np.sqrt(s) + self.epsilon)


class Adam:
    """Momentum on top, RMSProp below, both corrected for their start at zero (Kingma and Ba, 2015, algorithm 1).

    t <- t + 1;  m <- beta_1 m + (1 - beta_1) g;  s <- beta_2 s + (1 - beta_2) g^2
    theta <- theta - eta (m / (1 - beta_1^t)) / (sqrt(s / (1 - beta_2^t)) + epsilon)
    """

    def __init__(self, eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        self.eta, self.beta_1, self.beta_2, self.epsilon = eta, beta_1, beta_2, epsilon
        self.t, self.m, self.s = 0, None, None

    def step(self, parameters, gradients):
        if self.m is None:
            self.m = [np.zeros_like(theta) for theta in parameters]
            self.s = [np.zeros_like(theta) for theta in parameters]
        self.t += 1  # once a step, not once a parameter
        c_1, c_2 = 1 - self.beta_1**self.t, 1 - self.beta_2**self.t
        for theta, g, m, s in zip(parameters, gradients, self.m, self.s, strict=True):
            m *= self.beta_1
            m += (1 - self.beta_1) * g
            s *= self.beta_2
            s += (1 - self.beta_2) * g * g
            theta -= (self.eta / c_1) * m / (np.sqrt(s / c_2) + self.epsilon)
