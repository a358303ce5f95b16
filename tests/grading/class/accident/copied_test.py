# A test cell was copied and pasted elsewhere, its mark with it.
# honest: all
# scores: rest full
# %% make
nb["cells"].append(copy.deepcopy(cell("test_double")) | {"id": "copy"})
