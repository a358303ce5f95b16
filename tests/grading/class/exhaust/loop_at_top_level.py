# Loops for ever in an answer cell, outside of functions.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# says: (?i)time|long|second
# limits: seconds_cell 4
# %% gap double
while True:
    pass
