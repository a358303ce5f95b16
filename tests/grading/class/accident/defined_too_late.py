# The right answer stands in an own cell at the end, after the test.
# honest: all
# scores: double 0, rest full
# says: double
# %% gap double
def double(x):
    raise NotImplementedError
# %% extra at end
def double(x):
    return 2 * x
