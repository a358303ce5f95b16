# Uses a pool of processes and threads for nothing.
# honest: all
# scores: rest full
# %% gap double
from concurrent.futures import ThreadPoolExecutor


def double(x):
    with ThreadPoolExecutor(4) as pool:
        return np.array(list(pool.map(lambda entry: 2 * entry, x)))
