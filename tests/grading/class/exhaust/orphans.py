# Leaves processes behind that left its session: children of children, sleeping and computing.
# honest: all
# scores: double 0, rest full
# everyday: yes
# %% gap double
import os
import subprocess
import sys

program = "import time\nuntil = time.time() + 300\nwhile time.time() < until: time.sleep(0.1)"
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        open("/proc/self/comm", "w").write("@MARK@")
        subprocess.Popen([sys.executable, "-c", program, "@MARK@"], start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os._exit(0)


def double(x):
    subprocess.Popen(["setsid", "nohup", sys.executable, "-c", program, "@MARK@"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return x
