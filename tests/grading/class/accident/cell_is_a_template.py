# Left `...` and half a sentence in the answer.
# honest: all
# scores: descend 0, rest full
# says: descend
# %% gap descend
def descend(gradient, theta, eta, steps):
    ...
    the new theta is the old one minus eta times the gradient
