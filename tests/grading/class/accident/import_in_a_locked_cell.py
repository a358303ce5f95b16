# An import that the answer needs was typed into a locked test cell before it.
# honest: all
# scores: rest full
# says: (?i)import
# everyday: yes
# %% gap mean_of
def mean_of(numbers):
    if not numbers:
        raise ValueError
    return statistics.fmean(numbers)
# %% make
cell("test_double")["source"] = "import statistics\n" + cell("test_double")["source"]
