# An answer counts its calls in a global variable and keeps a cache.
# honest: all
# scores: rest full
# %% gap double
import functools

calls = 0


def double(x):
    global calls
    calls += 1
    return x * two()


@functools.lru_cache
def two():
    return 2
