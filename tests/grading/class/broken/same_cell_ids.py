# All cells have the same id.
# honest: all
# scores: rest full
# %% make
for c in nb["cells"]:
    c["id"] = "same"
