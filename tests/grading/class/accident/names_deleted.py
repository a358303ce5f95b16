# Deletes names that later cells use, with del and %reset.
# honest: all
# scores: rest full
# %% extra at end
del np, double
%reset -f
# %% extra after double
del assert_allclose, near
