# Loops for ever in each answer, in extra cells and when it is started again.
# honest: none
# scores: rest 0
# status: graded | crashed
# says: (?i)time|long|second
# limits: seconds_cell 3, seconds 40
# %% gap double
def double(x):
    while True:
        pass
# %% gap mean_of
while True:
    pass
# %% gap count
while True:
    n_parameters = 0
# %% gap descend
def descend(gradient, theta, eta, steps):
    while True:
        pass
# %% gap batches
def batches(X, size):
    while True:
        pass
    yield X
# %% gap nudge
while True:
    pass
# %% gap classify
def classify(X):
    while True:
        pass
# %% extra at start
while True:
    pass
