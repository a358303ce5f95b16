# The cells are in the opposite order.
# honest: all
# scores: rest full
# %% make
nb["cells"].reverse()
