# Each test cell is there twice, the second time weaker.
# honest: count
# scores: count full, rest 0
# %% make
for c in [c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("grade")]:
    twin = copy.deepcopy(c)
    twin["source"], twin["id"] = "pass", c["id"] + "-b"
    nb["cells"].append(twin)
