# Prints without end.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# limits: seconds_cell 5
# %% gap double
def double(x):
    while True:
        print("x" * 100_000)
