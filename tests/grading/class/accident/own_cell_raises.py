# Own cells try things and fail.
# honest: all
# scores: rest full
# %% extra after double
double("a") / 0
# %% extra at end
assert False
undefined_name
