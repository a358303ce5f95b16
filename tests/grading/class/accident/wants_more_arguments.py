# Adds an argument that the tests do not pass.
# honest: all
# scores: double 0, rest full
# says: (?i)argument
# %% gap double
def double(x, factor):
    return factor * x
