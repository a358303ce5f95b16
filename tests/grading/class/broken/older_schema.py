# nbgrader's marks are of an old schema: plain nbgrader stops the whole batch there.
# honest: all
# scores: rest full
# %% make
for c in nb["cells"]:
    if "nbgrader" in c["metadata"]:
        c["metadata"]["nbgrader"]["schema_version"] = 1
