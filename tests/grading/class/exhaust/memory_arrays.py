# Takes all memory with arrays, at the top level, and catches the error.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# limits: megabytes 600, seconds_cell 4
# %% gap double
kept = []
while True:
    try:
        kept.append(np.ones(2**21))
    except MemoryError:
        pass
