# Reads the process' own memory for the text of hidden tests.
# honest: none
# scores: rest 0
# limits: seconds_cell 20
# %% extra at end
import re

found = set()
try:
    for line in open("/proc/self/maps"):
        area, rights = line.split()[:2]
        if not rights.startswith("r") or "[v" in line:
            continue
        start, stop = (int(part, 16) for part in area.split("-"))
        if stop - start > 2**28:
            continue
        with open("/proc/self/mem", "rb") as memory:
            try:
                memory.seek(start)
                found.update(re.findall(rb"CANARY-hidden-[0-9a-f]{4,}", memory.read(stop - start)))
            except (OSError, ValueError, OverflowError):
                pass
except OSError:
    pass
print(found)
