# Own cells try things and fail.
# honest: all
# scores: rest full
# everyday: yes
# %% extra after double
double("a") / 0
# %% extra at end
assert False
undefined_name
