# Recurses without end.
# honest: all
# scores: double 0, rest full
# everyday: yes
# %% gap double
def double(x):
    return double(x)
