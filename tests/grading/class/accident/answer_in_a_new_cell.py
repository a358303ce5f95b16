# The answer cell was deleted, the answer was written into a new cell.
# honest: all
# scores: rest full
# says: double
# %% make
index = place("double")
nb["cells"][index] = make_cell("code", "fresh", answers["double"])
