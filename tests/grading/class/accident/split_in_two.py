# The answer cell was split in two: the second half has no mark, or the same one.
# honest: all
# scores: rest full
# everyday: yes
# %% gap mean_of
def check(numbers):
    if not numbers:
        raise ValueError
# %% extra after mean_of
def mean_of(numbers):
    check(numbers)
    return sum(numbers) / len(numbers)
