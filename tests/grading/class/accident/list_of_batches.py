# Returns a list where a generator is asked for: next() does not work on it.
# honest: all
# scores: batches 0, rest full
# says: batches
# %% gap batches
def batches(X, size):
    return [X[i : i + size] for i in range(0, len(X), size)]
