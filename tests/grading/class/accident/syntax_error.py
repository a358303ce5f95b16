# One cell does not parse; the others are right.
# honest: all
# scores: double 0, rest full
# says: (?i)syntax|double
# everyday: yes
# %% gap double
def double(x)
    return 2 * x
