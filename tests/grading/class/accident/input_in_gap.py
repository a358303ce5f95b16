# Asks for a number at the top of an answer cell.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# says: (?i)input|double
# limits: seconds_cell 6
# %% gap double
factor = float(input("factor: "))


def double(x):
    return factor * x
