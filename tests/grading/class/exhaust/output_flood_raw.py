# Floods the descriptors of standard output and standard error directly, in pieces of a megabyte.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# limits: seconds_cell 5
# %% gap double
import os

while True:
    for descriptor in (1, 2):
        os.write(descriptor, b"\xff" * 1_000_000)
