# Leaves a child behind that holds standard output open, so that a reader waits for its end for ever.
# honest: all
# scores: rest full
# %% extra at end
import os
import time

if os.fork() == 0:
    open("/proc/self/comm", "w").write("@MARK@")
    os.setsid()
    time.sleep(300)
    os._exit(0)
