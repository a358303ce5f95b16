# Keeps helpers in a module of its own beside the notebook.
# honest: all
# scores: rest full
# %% file helpers.py
def times(x, factor):
    return x * factor
# %% gap double
from helpers import times


def double(x):
    return times(x, 2)
