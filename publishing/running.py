"""Run a notebook in a kernel of its own, as a reader would, and know what that cost."""

import asyncio
import os
import tempfile
import time
from pathlib import Path

import psutil
from nbclient import NotebookClient
from traitlets.config import Config

from publishing import ROOT


def run(nb, folder, root=ROOT, before=None, variables=None, **options):
    """Run all cells of `nb` in `folder`, also after an error; outputs and widgets' states are in `nb` afterwards.

    before : callable, optional: before(cell) is called before each cell, and may still change its source
    variables : dict, optional: further environment variables of the kernel

    Returns
    -------
    (float, float, float)
        Processor seconds, seconds by the clock and the most MB of memory, of the kernel and all that it started.
    """
    began, costs = [], [(0.0, 0.0, 0.0)]

    def start(cell, **rest):
        began.append(time.perf_counter())
        if before:
            before(cell)

    def note(**rest):  # after each code cell: the last one counts, and text may follow it
        kernel = psutil.Process(client.km.provisioner.pid)
        costs.append((processor_time(kernel), time.perf_counter() - began[0], peak_memory(kernel)))

    # Figures are drawn into the notebook, and widgets are live: what tests and graders set is hidden from the kernel.
    environment = {key: value for key, value in os.environ.items() if key not in ("MPLBACKEND", "NBGRADER_EXECUTION")}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
    environment |= variables or {}
    with tempfile.TemporaryDirectory(prefix="k") as sockets:  # no two kernels race for a port
        options = {"timeout": 600, "allow_errors": True, "shutdown_kernel": "immediate"} | options
        options |= {"on_cell_start": start, "on_cell_executed": note}
        options["config"] = Config({"KernelManager": {"transport": "ipc", "ip": f"{sockets}/k"}})
        options["resources"] = {"metadata": {"path": str(folder)}}
        client = NotebookClient(nb, kernel_name="python3", **options)
        asyncio.run(client.async_execute(env=environment))  # which closes its loop; `execute` leaves one in each thread
    return costs[-1]


def errors(nb):
    """(cell id, error, message) for each cell that failed."""
    outputs = [(cell.id, output) for cell in nb.cells for output in cell.get("outputs", [])]
    return [(cell, output.ename, output.evalue) for cell, output in outputs if output.output_type == "error"]


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
