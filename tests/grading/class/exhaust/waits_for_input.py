# Waits for input: input(), a password, a read of standard input, the debugger.
# honest: all
# scores: double 0, descend 0, batches 0, nudge 0, classify 0, rest full
# status: graded | crashed
# limits: seconds_cell 5
# everyday: yes
# %% gap double
def double(x):
    return float(input("factor? ")) * x
# %% gap descend
import getpass


def descend(gradient, theta, eta, steps):
    getpass.getpass()
# %% gap batches
import sys


def batches(X, size):
    yield sys.stdin.read()
# %% gap nudge
def nudge(theta, velocity, g, eta, beta):
    breakpoint()
# %% gap classify
def classify(X):
    import pdb

    pdb.set_trace()
