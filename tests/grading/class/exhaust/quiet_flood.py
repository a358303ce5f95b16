# Prints little, but a million times, in a function that is right otherwise.
# honest: all
# scores: rest full
# limits: seconds_cell 40, seconds 120
# %% gap double
def double(x):
    for i in range(200_000):
        print(i)
    return 2 * x
