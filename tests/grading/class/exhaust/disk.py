# Writes a file without end.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# limits: seconds_cell 6
# plain: would fill this machine's disk
# %% gap double
def double(x):
    with open("big.bin", "wb") as file:
        for _ in range(2000):
            file.write(b"x" * 10_000_000)
    return x
