"""Grading with the workers of a Dask scheduler: TLS, separate processes, and no folder in common."""

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time

import pytest

from grading.workers import GradeError, work
from tests.conftest import ROOT, copy_settings
from tests.grading import fake
from tests.grading.fake import PRACTICAL, submit, submit_some


def certificates(folder):
    """What the page's own commands make, in a folder; and Dask's settings for it, as variables."""
    page = (ROOT / "grading" / "CLUSTER.md").read_text(encoding="utf-8")
    commands = re.findall(r"^ *(openssl .+)", page, re.MULTILINE)
    assert len(commands) == 3
    folder.mkdir()
    for command in commands:
        subprocess.run(shlex.split(command), cwd=folder, check=True, capture_output=True)
    files = {"CA_FILE": folder / "ca.pem"}
    for role in ("CLIENT", "SCHEDULER", "WORKER"):
        files |= {f"{role}__CERT": folder / "cert.pem", f"{role}__KEY": folder / "key.pem"}
    return {f"DASK_DISTRIBUTED__COMM__TLS__{name}": str(path) for name, path in files.items()}


def trusted(folder, **options):
    """What a client shows and trusts."""
    from distributed.security import Security

    files = {"tls_ca_file": "ca.pem", "tls_client_cert": "cert.pem", "tls_client_key": "key.pem"}
    return Security(**options, **{name: str(folder / file) for name, file in files.items()})


class Machines:
    """A scheduler and workers, each a process of its own; workers do not see the instructor's folder."""

    def __init__(self, tmp_path, hidden):
        self.folder, self.hidden, self.processes = tmp_path, hidden, []
        self.variables = certificates(tmp_path / "certificates")
        self.variables["DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION"] = "true"
        log = self.start("scheduler", "scheduler --protocol tls --host 127.0.0.1 --port 0 --no-dashboard", ROOT)
        self.address = self.wait_for(log, r"Scheduler at: +(tls://[\d.:]+)")

    def start(self, name, command, code, wrap=()):
        log = self.folder / f"{name}.log"
        environment = os.environ | self.variables | {"PYTHONPATH": str(code)}
        (self.folder / name).mkdir()
        command = [*wrap, sys.executable, "-m", "dask", *command.split()]
        settings = {"cwd": self.folder / name, "env": environment, "start_new_session": True}
        with open(log, "w") as file:
            self.processes.append(subprocess.Popen(command, **settings, stdout=file, stderr=subprocess.STDOUT))
        return log

    def worker(self, name):
        """One that has the course's code at another place, and an empty folder where the instructor's course is."""
        code = self.folder / f"{name}-code"
        shutil.copytree(self.hidden / "grading", code / "grading", ignore=shutil.ignore_patterns("__pycache__"))
        wrap = ["bwrap", "--dev-bind", "/", "/", "--tmpfs", str(self.hidden), "--die-with-parent"]
        command = f"worker {self.address} --nthreads 1 --no-dashboard --name {name} --host 127.0.0.1"
        log = self.start(name, command, code, wrap)
        self.wait_for(log, "(Registered to)")

    @staticmethod
    def wait_for(log, pattern, seconds=90):
        deadline = time.monotonic() + seconds
        while not (match := re.search(pattern, log.read_text())):
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        return match[1]

    def ask(self, function):
        """What each worker answers."""
        from distributed import Client

        security = trusted(self.folder / "certificates", require_encryption=True)
        with Client(self.address, security=security, set_as_default=False) as client:
            return client.run(function)

    def close(self):
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_class_on_two_workers_without_a_shared_folder(tmp_path):
    root = fake.make_course(tmp_path / "instructor")
    for number in range(8):
        submit(root, f"s{number}", solved=0)
    with contextlib.closing(Machines(tmp_path, root)) as machines:
        for name in ("one", "two"):
            machines.worker(name)
        cluster = ["--root", str(root), "--scheduler", machines.address]
        command = [sys.executable, "-m", "grading.grade", PRACTICAL, *cluster]
        settings = {"cwd": root, "env": os.environ | machines.variables | {"PYTHONPATH": str(root)}, "text": True}
        done = subprocess.run(command, **settings, capture_output=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "8 graded." in done.stdout
        assert len(fake.results(root)) == 1  # eight times the same notebook
        submit_some(root, range(8), more=1)
        run = subprocess.Popen(command, **settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        while len(fake.results(root)) < 3 and run.poll() is None:
            time.sleep(0.05)
        counts = machines.ask(lambda dask_worker: dask_worker.state.executed_count)
        assert len(counts) == 2 and all(counts.values()), "both workers should have worked"
        os.killpg(machines.processes[1].pid, signal.SIGKILL)  # a machine is switched off
        out, _ = run.communicate(timeout=300)
        assert run.returncode == 0, out
        assert "8 graded." in out
        assert len(fake.results(root)) == 9
        command = [sys.executable, "-m", "grading.doctor", "--scheduler", machines.address]
        doctor = subprocess.run(command, **settings, capture_output=True)
        assert doctor.returncode == 0, doctor.stdout + doctor.stderr
        assert doctor.stdout.count("a notebook was graded in the sandbox") == 1  # the worker that is left


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_scheduler_takes_nobody_without_a_certificate(tmp_path):
    from distributed import Client

    (tmp_path / "nothing").mkdir()
    certificates(tmp_path / "stranger")
    stranger = trusted(tmp_path / "stranger")
    with contextlib.closing(Machines(tmp_path, tmp_path / "nothing")) as machines:
        with pytest.raises(OSError, match="certificate"):
            Client(machines.address, security=stranger, timeout=3)
        with pytest.raises((OSError, TypeError, RuntimeError)):
            Client(machines.address.replace("tls", "tcp"), timeout=3)


def test_a_worker_with_another_version_refuses():
    with pytest.raises(GradeError, match="same commit and the same pins"):
        work(fake.grade_one, {}, fake.Bundle("{}"), "another key", 10.0)


def test_settings_of_the_course_are_not_needed_by_a_worker(tmp_path):
    """The page for clusters says: the package grading and the pins, nothing else."""
    copy_settings(tmp_path)
    shutil.rmtree(tmp_path / "utils")
    code = "import grading.grade, grading.engine.submission, sys; sys.exit('nbgrader' in sys.modules)"
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    assert subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment).returncode == 0
