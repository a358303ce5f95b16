# Fills shared memory and memory-backed files.
# honest: all
# scores: double 0, rest full
# status: graded | crashed
# limits: megabytes 600, seconds_cell 6
# plain: would fill this machine's memory
# %% gap double
import os


def double(x):
    for folder in ("/dev/shm", "/tmp", "/run", "."):
        try:
            with open(f"{folder}/big-@MARK@", "wb") as file:
                for _ in range(300):
                    file.write(b"x" * 10_000_000)
        except OSError:
            pass
    descriptor = os.memfd_create("big")
    for _ in range(300):
        os.write(descriptor, b"x" * 10_000_000)
    return x
