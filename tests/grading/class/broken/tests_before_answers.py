# All test cells stand at the top.
# honest: all
# scores: double 0, rest full
# %% gap double
def double(x):
    return x
# %% make
nb["cells"].sort(key=lambda c: not c["metadata"].get("nbgrader", {}).get("grade"))
