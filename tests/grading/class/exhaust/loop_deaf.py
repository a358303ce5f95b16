# Loops for ever, deaf to interrupts and exceptions.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# says: (?i)time|long|second
# limits: seconds_cell 4
# %% gap double
import signal

for number in range(1, 32):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass


def double(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
