# No cell has an id, as in nbformat 4.4.
# honest: all
# scores: rest full
# %% make
nb["nbformat_minor"] = 4
for c in nb["cells"]:
    del c["id"]
