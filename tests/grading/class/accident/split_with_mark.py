# The answer cell was split in two, and both halves have its mark.
# honest: all
# scores: rest full
# %% gap mean_of
def check(numbers):
    if not numbers:
        raise ValueError
# %% make
second = copy.deepcopy(cell("mean_of")) | {"id": "half"}
second["source"] = "def mean_of(numbers):\n    check(numbers)\n    return sum(numbers) / len(numbers)"
nb["cells"].insert(place("mean_of") + 1, second)
