# Computes for ever inside one C call, which hears no interrupt.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# says: (?i)time|long|second
# limits: seconds_cell 4
# %% gap double
import re


def double(x):
    re.match("(a+)+$", "a" * 60 + "b")
    return 2 * x
