# A generator without end.
# honest: all
# scores: batches 0, rest full
# status: graded | crashed
# limits: seconds_cell 5
# says: (?i)batches
# %% gap batches
def batches(X, size):
    while True:
        yield X
