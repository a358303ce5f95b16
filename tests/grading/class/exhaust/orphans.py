# Leaves processes behind that left its session: children of children, sleeping and computing.
# honest: all
# scores: double 0, rest full
# everyday: yes
# %% gap double
import ctypes
import os
import subprocess
import sys

program = "import time\nuntil = time.time() + 300\nwhile time.time() < until: time.sleep(0.1)"
quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
for _ in range(3):
    if os.fork() == 0:
        try:
            os.setsid()
            ctypes.CDLL(None).prctl(15, b"@MARK@", 0, 0, 0)  # PR_SET_NAME
            subprocess.Popen([sys.executable, "-c", program, "@MARK@"], start_new_session=True, **quiet)
            if os.fork() == 0:
                exec(program)
        finally:
            os._exit(0)


def double(x):
    subprocess.Popen(["setsid", "nohup", sys.executable, "-c", program, "@MARK@"], **quiet)
    return x
