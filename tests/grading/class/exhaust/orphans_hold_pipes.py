# Leaves a child behind that holds standard output open, so that a reader waits for its end for ever.
# honest: all
# scores: rest full
# %% extra at end
import ctypes
import os
import time

if os.fork() == 0:
    try:
        ctypes.CDLL(None).prctl(15, b"@MARK@", 0, 0, 0)  # PR_SET_NAME
        os.setsid()
        time.sleep(300)
    finally:
        os._exit(0)
