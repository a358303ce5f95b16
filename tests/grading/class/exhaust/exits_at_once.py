# Ends its process in functions and at the top level: os._exit, abort, kill.
# honest: all
# scores: double 0, descend 0, classify 0, rest full
# status: crashed
# says: (?i)crash|died|ended|stopped
# %% gap double
import os


def double(x):
    os._exit(0)
# %% gap descend
def descend(gradient, theta, eta, steps):
    os.abort()
# %% gap classify
def classify(X):
    os.kill(os.getpid(), 9)
