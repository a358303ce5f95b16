# Prints the result and forgets to return it.
# honest: all
# scores: double 0, rest full
# says: double
# %% gap double
def double(x):
    print(2 * x)
