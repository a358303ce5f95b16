"""What each notebook costs: `make times`. Processor time and memory are those of the kernel and all that it starts.

A lecture has 20 seconds of processor time (Binder gives half a core); the command fails if one takes more. How much of
that its cell of imports takes has a column of its own.
"""

import os
import subprocess
import sys
from pathlib import Path

import nbformat

from publishing import ROOT, notebooks, running

LIMITS = {"lectures": 15.0}  # seconds of processor time, on an idle machine with two cores
IMPORTS = 1.5  # and of its cell of imports
BARE = "import matplotlib.pyplot\nimport numpy"  # what every notebook needs


def import_time(code, root=ROOT):
    """Seconds of processor time that `code` takes in a Python of its own: the least of three."""
    timed = f"import time\nbegan = time.process_time()\n{code}\nprint(time.process_time() - began)"
    environment = os.environ | {"MPLBACKEND": "agg", "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", timed]
    return min(float(subprocess.check_output(command, env=environment, text=True)) for _ in range(3))


def main(arguments):
    paths = [Path(name).resolve() for name in arguments] or notebooks(folders=("lectures", "solutions"))
    print(f"{'notebook':58}{'CPU s':>8}{'imports':>9}{'wall s':>8}{'MB':>7}")
    print(f"{'NumPy and Matplotlib alone':66}{import_time(BARE):9.2f}")
    failed = False
    for path in paths:
        name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
        nb = nbformat.read(path, as_version=4)
        imports = [import_time(cell.source) for cell in nb.cells if cell.id == "imports"]
        cpu, wall, memory = running.run(nb, path.parent)
        limit = LIMITS.get(name.split("/")[0], float("inf"))
        wrong = [f"{error} in cell {cell}" for cell, error, _ in running.errors(nb)]
        wrong += [f"over {limit:.0f} s"] if cpu > limit else []
        wrong += [f"imports over {IMPORTS} s"] if sum(imports) > IMPORTS else []
        failed |= bool(wrong)
        costs = f"{cpu:8.1f}{sum(imports):9.2f}{wall:8.1f}{memory:7.0f}"
        print(f"{name:58}{costs}  {', '.join(wrong[:1])}".rstrip(), flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
