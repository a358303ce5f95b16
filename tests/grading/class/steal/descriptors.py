# Reads and writes file descriptors that a careless parent left open.
# honest: count
# scores: count full, rest 0
# %% extra at end
import os

for descriptor in [@FD@, *range(3, 100)]:
    try:
        target = os.readlink(f"/proc/self/fd/{descriptor}")
        if "home" in target or "course" in target:
            os.lseek(descriptor, 0, 0)
            print(target, os.read(descriptor, 1000))
            os.write(descriptor, b"x")
    except OSError:
        pass
