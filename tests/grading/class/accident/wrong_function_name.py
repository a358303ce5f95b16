# The function has another name than asked for.
# honest: all
# scores: double 0, rest full
# says: double
# %% gap double
def doubled(x):
    return 2 * x
