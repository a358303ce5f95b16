# An own cell is unfinished.
# honest: all
# scores: rest full
# %% extra after double
double(np.array([1.0,
