# Loops for ever in a function.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# says: (?i)time|long|second
# limits: seconds_cell 4
# everyday: yes
# %% gap double
def double(x):
    while True:
        x = x + 1
