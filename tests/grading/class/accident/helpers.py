# Helper functions in an own cell, a class, a global constant, one answer used by another.
# honest: all
# scores: rest full
# everyday: yes
# %% extra after imports
FACTOR = 2


class Scale:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, x):
        return self.factor * x
# %% gap double
double = Scale(FACTOR)
# %% gap descend
def descend(gradient, theta, eta, steps):
    for _ in range(steps):
        theta = theta - eta / 2 * double(gradient(theta))
    return theta
