# An own cell claims to be the test, another to be the answer; marks say that answers are locked, tests are solutions.
# honest: all
# scores: double 0, rest full
# %% gap double
def double(x):
    return x
# %% make
for c in nb["cells"]:
    if "nbgrader" in c["metadata"]:
        c["metadata"]["nbgrader"] |= {"locked": False, "solution": True, "grade": True}
nb["cells"].append(make_cell("code", "mine", "pass", test="double", points=50))
