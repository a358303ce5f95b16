# Forks in an answer and lets the child go on: two processes where the grader knows of one.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# everyday: yes
# %% gap double
import os

os.fork()


def double(x):
    os.fork()
    return x
