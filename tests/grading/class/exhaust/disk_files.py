# Writes a hundred thousand small files in deep folders.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# limits: seconds_cell 6
# plain: would fill this machine's disk
# %% gap double
import os


def double(x):
    for i in range(100_000):
        os.makedirs(f"d{i}/e", exist_ok=True)
        with open(f"d{i}/e/f", "w") as file:
            file.write("x")
    return x
