# An import that the answers need was added to the notebook's first cell.
# honest: all
# scores: rest full
# %% gap mean_of
def mean_of(numbers):
    if not numbers:
        raise ValueError
    return math.fsum(numbers) / len(numbers)
# %% make
cell("imports")["source"] += "\nimport math"
