# Takes memory in many child processes, each a little.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# limits: megabytes 600, seconds_cell 6
# plain: would take this machine's memory
# %% gap double
import os
import time


def double(x):
    for _ in range(40):
        try:
            if os.fork() == 0:
                kept = [bytearray(10_000_000) for _ in range(30)]
                for part in kept:
                    part[::4096] = b"x" * len(part[::4096])
                time.sleep(60)
                os._exit(0)
        except (OSError, MemoryError):
            pass
    time.sleep(3)
    return x
