# Sleeps for a day in a function, in a text of an object, in a destructor.
# honest: all
# scores: double 0, classify 0, rest full
# status: graded | crashed
# says: (?i)time|long|second
# limits: seconds_cell 4
# %% gap double
import time


class Slow:
    def __repr__(self):
        time.sleep(86400)

    def __del__(self):
        time.sleep(86400)


def double(x):
    time.sleep(86400)
# %% gap classify
def classify(X):
    return Slow()
