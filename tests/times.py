"""What each notebook costs: `make times`. Processor time and memory are those of the kernel and all that it starts.

A lecture has 20 seconds of processor time (Binder gives half a core); the command fails if one takes more.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault(
    "OPENBLAS_NUM_THREADS", "1"
)  # as in the tests: for small matrices more threads only wait for each other
LIMITS = {"lectures": 20.0}  # seconds of processor time


def processor_time(process):
    """Seconds, user and system, of a process, its living descendants and the children that it has outlived."""
    total = 0.0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += sum(one.cpu_times()[:4])  # user, system, children's user, children's system
        except psutil.NoSuchProcess:
            continue
    return total


def peak_memory(process):
    """The most memory that the process held at one time, in MB; where the system does not say, what it holds now."""
    status = Path(f"/proc/{process.pid}/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) / 1024
    memory = process.memory_info()
    return getattr(memory, "peak_wset", memory.rss) / 2**20


def measure(path):
    """Run the notebook at `path`; return (processor seconds, seconds by the clock, MB, what went wrong or "")."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(path.parent)}})
    start, wrong = time.perf_counter(), ""
    with client.setup_kernel(stderr=subprocess.DEVNULL):  # ipykernel's own remarks; errors of cells come as messages
        kernel = psutil.Process(client.km.provisioner.pid)
        try:
            for index, cell in enumerate(notebook.cells):
                client.execute_cell(cell, index)
        except CellExecutionError as error:
            wrong = f"{error.ename} in cell {cell['id']}"
        seconds = time.perf_counter() - start
        return processor_time(kernel), seconds, peak_memory(kernel), wrong


def main(arguments):
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    found = (path for folder in ("lectures", "solutions") for path in (ROOT / folder).rglob("*.ipynb"))
    paths = [Path(name).resolve() for name in arguments] or sorted(
        path for path in found if ".ipynb_checkpoints" not in path.parts
    )
    print(f"{'notebook':58}{'CPU s':>8}{'wall s':>8}{'MB':>7}")
    failed = False
    for path in paths:
        name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
        cpu, wall, memory, wrong = measure(path)
        limit = LIMITS.get(name.split("/")[0], float("inf"))
        if not wrong and cpu > limit:
            wrong = f"over {limit:.0f} s"
        failed |= bool(wrong)
        print(f"{name:58}{cpu:8.1f}{wall:8.1f}{memory:7.0f}  {wrong}".rstrip(), flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
