# Overwrites built-in names and names that the tests use: list, sum, want, visited, np.
# honest: double, mean_of, count, descend, batches, nudge
# scores: classify 0, rest full
# everyday: yes
# %% extra after imports
list = [1, 2]
want = 3
right = "left"
# %% gap classify
np = None
visited = 5
start = 6


def classify(X):
    return np.where(X > 0, 1, 0)
