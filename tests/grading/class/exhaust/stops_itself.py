# Stops its own process (SIGSTOP), so that it neither runs nor ends.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# limits: seconds_cell 4
# %% gap double
import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGSTOP)
    return x
