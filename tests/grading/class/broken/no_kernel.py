# The notebook names no kernel and has no metadata.
# honest: all
# scores: rest full
# %% make
nb["metadata"] = {}
