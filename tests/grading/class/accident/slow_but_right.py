# Right, but sleeps a little in each call.
# honest: all
# scores: rest full
# %% gap double
import time


def double(x):
    time.sleep(0.3)
    return 2 * x
