"""A box for a student's process: bubblewrap around Python, on Linux.

No network, a read-only system, no file of the instructor's, no variable of the environment, limits on memory, processor time,
processes and files. Elsewhere than on Linux there is no box, and grading stops unless the instructor asks for it by name.
"""

import contextlib
import functools
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = "/home/student"
_uids = itertools.count()


class NoBox(Exception):
    """There is no sandbox on this machine; the text says why and what to do."""


def problem():
    """Why no box can be made on this machine, with the remedy; "" if one can."""
    if sys.platform != "linux":
        return (
            "There is no sandbox on this system: bubblewrap needs Linux. Grade in a Linux container or in WSL2, or, on a machine "
            "that holds nothing else, with the option that switches the sandbox off."
        )
    if not shutil.which("bwrap"):
        return "bubblewrap is missing. On Debian or Ubuntu: sudo apt-get install bubblewrap"
    done = subprocess.run([*_wrap(64), "/usr/bin/env", "true"], capture_output=True, text=True)
    if done.returncode:
        more = ""
        if "user namespace" in done.stderr or "uid map" in done.stderr or "Operation not permitted" in done.stderr:
            more = (
                " User namespaces are denied. On Ubuntu 24.04: install the package apparmor-profiles and load the profile "
                "bwrap-userns-restrict, or allow them with sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0. "
                "In a container: start it with --security-opt seccomp=unconfined --security-opt apparmor=unconfined."
            )
        return f"bubblewrap does not start: {done.stderr.strip()[:500]}.{more}"
    return ""


@functools.cache
def _system():
    """The parts of the system that a process in the box sees, read-only."""
    options = ["--ro-bind", "/usr", "/usr"]
    for place in ("/etc", "/home", "/box"):
        options += ["--perms", "0755", "--dir", place]
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        path = Path("/", name)
        if path.is_symlink():
            options += ["--symlink", os.readlink(path), str(path)]
        elif path.is_dir():
            options += ["--ro-bind", str(path), str(path)]
    for name in ("/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/alternatives"):
        options += ["--ro-bind-try", name, name]
    return options


@functools.cache
def _python():
    """The environment and the Python that it was made from, wherever they lie and whatever links lead there."""
    options = []
    for prefix in sorted(
        {os.path.realpath(sys.base_prefix), os.path.realpath(sys.prefix), sys.base_prefix, sys.prefix}
    ):
        if not prefix.startswith("/usr/"):
            for parent in reversed(Path(prefix).parents[:-1]):
                options += ["--perms", "0755", "--dir", str(parent)]
            options += ["--ro-bind", os.path.realpath(prefix), prefix]
    return options


def _wrap(files_megabytes):
    """bubblewrap's command line, up to the command that runs inside."""
    bwrap = shutil.which("bwrap")
    if not bwrap:
        raise NoBox(problem())
    command = [
        bwrap,
        "--unshare-ipc",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-uts",
        "--unshare-cgroup-try",
    ]
    command += ["--die-with-parent", "--new-session", "--clearenv", "--hostname", "box"]
    if os.geteuid():  # root keeps its rights until student.confine drops to a user of none: limits do not bind root
        command += ["--unshare-user", "--disable-userns", "--cap-drop", "ALL"]
    command += [*_system(), "--proc", "/proc", "--dev", "/dev"]
    for place, megabytes in (("/tmp", files_megabytes), ("/dev/shm", 64), (HOME, files_megabytes)):
        command += ["--size", str(megabytes << 20), "--perms", "1777", "--tmpfs", place]
    command += _python()
    for name in ("student.py", "wire.py", "standins.py"):
        command += ["--ro-bind", str(HERE / name), f"/box/{name}"]
    command += ["--remount-ro", "/dev", "--remount-ro", "/"]
    for name, value in environment(HOME).items():
        command += ["--setenv", name, value]
    return [*command, "--chdir", HOME]


def environment(home):
    """The variables that a student's process has."""
    return {
        "HOME": home,
        "USER": "student",
        "PATH": os.pathsep.join([str(Path(sys.prefix, "bin")), "/usr/local/bin", "/usr/bin", "/bin"]),
        "LANG": "C.UTF-8",
        "TMPDIR": "/tmp" if home == HOME else home,
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": os.path.join(home, ".matplotlib"),
        "NBGRADER_EXECUTION": "autograde",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"),
    }


class Box:
    """One student's process in its box; `sock` is the way to talk to it.

    Parameters
    ----------
    limits : dict
        megabytes, processes, files_megabytes, ... (see `grading.one.Limits`).
    boxed : bool
        False: the process runs with the rights of whoever grades, in a folder of its own.
    nursery : socket.socket, optional
        The way to a warm process that forks one into the box; else Python starts anew in it, which takes a second more.

    Raises
    ------
    NoBox
        If it cannot be started.
    """

    def __init__(self, limits, boxed=True, nursery=None):
        self.limits, self.boxed, self.home = limits, boxed, HOME
        self.peak, self.processor = 0.0, 0.0  # MB and seconds, as measured last
        self.sock, theirs = socket.socketpair()
        self.killed, self.warm = "", nursery is not None
        self.info = self.pid = None  # process ids of the box's first process, and of the student's if that is elsewhere
        # Each box of root's has a user of its own, so that limits on processes do not add up.
        self.uid = os.getuid() or 40_000 + (os.getpid() * 31 + next(_uids)) % 20_000
        try:
            if boxed:
                start = [sys.executable, "-I", "/box/student.py", str(theirs.fileno())]
                if nursery is not None and not self._fork(nursery, theirs):
                    self.process.kill()
                    self.process.wait()
                    self.warm = False
                if not self.warm:
                    self._wrapped(start, [theirs.fileno()])
            else:
                self.home = tempfile.mkdtemp(prefix="student-")
                command = [sys.executable, "-I", str(HERE / "student.py"), str(theirs.fileno())]
                self.process = self._start(command, [theirs.fileno()], self.home, environment(self.home))
                self.pid = self.process.pid
        except OSError as error:
            raise NoBox(f"The student's process cannot be started: {error}. {problem() if boxed else ''}") from error
        finally:
            theirs.close()

    def _wrapped(self, command, fds=(), stdout=subprocess.DEVNULL):
        """Start a command in a new box."""
        read, write = os.pipe()
        command = [*_wrap(self.limits["files_megabytes"]), "--info-fd", str(write), *command]
        self.process = self._start(command, [*fds, write], "/", {}, stdout)
        os.close(write)
        with os.fdopen(read) as file:
            text = file.read()
        if not text:
            raise NoBox(problem() or "bubblewrap did not start.")
        self.info = json.loads(text)["child-pid"]

    def _fork(self, nursery, theirs):
        """Make an empty box and ask the nursery to fork a process into it; False if that cannot be done here."""
        self._wrapped(["/bin/sh", "-c", "echo; exec sleep 1000000"], stdout=subprocess.PIPE)
        with self.process.stdout as ready:
            if not ready.read(1):
                raise NoBox(problem() or "bubblewrap did not start.")
        socket.send_fds(nursery, [json.dumps(self.info).encode()], [theirs.fileno()])
        answer = nursery.recv(20)
        self.pid = int(answer) if answer.isdigit() else None
        return self.pid is not None

    def _start(self, command, fds, folder, variables, stdout=subprocess.DEVNULL):
        return subprocess.Popen(
            command, pass_fds=fds, cwd=folder, env=variables, stdin=subprocess.DEVNULL, stdout=stdout,
            stderr=subprocess.DEVNULL, start_new_session=not self.boxed,
        )  # fmt: skip

    # ------------------------------------------------------------ inside

    def _family(self):
        """Process ids of all that runs in the box."""
        parents = {}
        for name in os.listdir("/proc"):
            if name.isdigit():
                with contextlib.suppress(OSError, ValueError, IndexError), open(f"/proc/{name}/stat") as file:
                    parents.setdefault(int(file.read().rsplit(")", 1)[1].split()[1]), []).append(int(name))
        found, todo = [], [pid for pid in (self.info, self.pid) if pid]
        while todo:
            found.append(todo.pop())
            todo += parents.get(found[-1], [])
        return found

    def watch(self):
        """Measure the memory of all processes together; kill the box if it is too much."""
        if sys.platform != "linux":
            return
        total, ticks, page = 0, 0, os.sysconf("SC_PAGE_SIZE")
        for pid in self._family():
            with contextlib.suppress(OSError, ValueError, IndexError):
                numbers = Path(f"/proc/{pid}/statm").read_text().split()
                total += (int(numbers[1]) - int(numbers[2])) * page  # without what is shared with others
                ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:15]))
        self.processor = max(self.processor, ticks / os.sysconf("SC_CLK_TCK"))
        self.peak = max(self.peak, total / (1 << 20))
        if total > self.limits["megabytes"] << 20:
            self.kill(f"more than {self.limits['megabytes']} MB of memory were used")

    def interrupt(self):
        """As Ctrl-C does."""
        pid = self.pid
        if self.boxed and not self.warm:  # bubblewrap's first process has Python for a child
            pid = int((Path(f"/proc/{self.info}/task/{self.info}/children").read_text().split() or [0])[0])
        if pid:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGINT)

    def kill(self, why=""):
        """End everything that runs in the box."""
        self.killed = self.killed or why
        with contextlib.suppress(OSError):
            if self.boxed:
                os.kill(self.info, signal.SIGKILL)
                self.process.kill()
            else:
                os.killpg(self.process.pid, signal.SIGKILL)
        self.close()

    def close(self):
        """End what runs in the box, gently."""
        self.sock.close()
        if self.boxed:
            self.process.kill()  # the box's first process ends with it, and with that one all others
        else:
            deadline = time.monotonic() + 2
            while self.process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.005)
            with contextlib.suppress(OSError):
                os.killpg(self.process.pid, signal.SIGKILL)
            shutil.rmtree(self.home, ignore_errors=True)
        self.process.wait()
