# Takes all memory with lists, in a function.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# says: (?i)memory
# limits: megabytes 600
# everyday: yes
# %% gap double
def double(x):
    kept = []
    while True:
        kept.append(bytearray(10_000_000))
