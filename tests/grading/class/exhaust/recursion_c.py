# Recurses until the C stack overflows, which kills the process.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# %% gap double
import sys


def double(x):
    sys.setrecursionlimit(10**8)

    class Deep:
        def __getattr__(self, name):
            return getattr(self, name + "x")

    return Deep().x
