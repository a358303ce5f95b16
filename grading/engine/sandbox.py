"""A box for a student's process: bubblewrap around Python, on Linux.

No network, a read-only system, no file of the instructor's, no variable of the environment, limits on memory, processor time,
processes and files. Elsewhere than on Linux there is no box, and grading stops unless the instructor asks for it by name.
"""

import contextlib
import functools
import itertools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = "/home/student"
WRITABLE = ("/tmp", "/dev/shm", HOME)  # file systems in memory
INODE = 1024  # bytes of the kernel's memory for a file, at least
SETTINGS = Path("/proc/sys")  # of the kernel
_START = "import sys; sys.path.insert(0, {!r}); from box.student import main; del sys.path[0]; main({})"
_uids = itertools.count()


class NoBox(Exception):
    """There is no sandbox on this machine; the text says why and what to do."""


# ---------------------------------------------------------------- why there is none, and what to do

INSTALL = (
    "Install bubblewrap from the system's packages. Debian, Ubuntu: sudo apt-get install bubblewrap. Fedora: sudo dnf install "
    "bubblewrap. macOS, Windows: grade in a Linux container or in WSL2, or, on a machine that holds nothing else, with the option "
    "--unsandboxed."
)
NAMESPACES = {  # setting of the kernel and the value with which it denies user namespaces -> what allows them
    "kernel/apparmor_restrict_unprivileged_userns 1": "AppArmor denies user namespaces (Ubuntu 23.10 and later). Load the profile "
    "that allows them to bwrap alone: sudo apt-get install apparmor-profiles; sudo ln -s "
    "/usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/; "
    "sudo apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict. "
    "Or allow them to everybody: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    "kernel/unprivileged_userns_clone 0": "The system denies user namespaces: "
    "sudo sysctl kernel.unprivileged_userns_clone=1",
    "user/max_user_namespaces 0": "The system allows no user namespace: sudo sysctl user.max_user_namespaces=10000",
}
CONTAINER = (
    "User namespaces are denied, in a container usually by its own rules. Docker, Podman: start it with "
    "--security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined, "
    "or grade on the machine itself."
)


def problem():
    """What is wrong, and the remedy, if no box can be made on this machine; else None."""
    if sys.platform != "linux":
        return f"there is no sandbox on {sys.platform}: bubblewrap needs Linux", INSTALL
    if not shutil.which("bwrap"):
        return "bubblewrap is missing: there is no command bwrap", INSTALL
    done = subprocess.run([*_wrap(64), "/usr/bin/env", "true"], capture_output=True, text=True)
    if done.returncode == 0:
        return None
    said = f"{done.stderr.strip()[:500]} ({version()})"
    if "Unknown option" in done.stderr:
        return f"bwrap is too old: {said}", f"bubblewrap 0.8 or newer is needed. {INSTALL}"
    remedies = (remedy for setting, remedy in NAMESPACES.items() if _is_set(*setting.split()))
    return f"bwrap cannot make a sandbox: {said}", next(remedies, CONTAINER)


def version():
    """Which bubblewrap is used: there may be several."""
    path = shutil.which("bwrap")
    done = subprocess.run([path, "--version"], capture_output=True, text=True)
    return f"{done.stdout.strip() or 'bubblewrap'}, {path}"


def _is_set(name, value):
    try:
        return (SETTINGS / name).read_text().strip() == value
    except OSError:
        return False


def _no_box(otherwise):
    return NoBox(". ".join(problem() or [otherwise]))


# ---------------------------------------------------------------- what is in a box


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
    options, own = [], (sys.base_prefix, sys.prefix)
    for prefix in sorted({*own, *map(os.path.realpath, own)}):
        if not prefix.startswith("/usr/"):
            for parent in reversed(Path(prefix).parents[:-1]):
                options += ["--perms", "0755", "--dir", str(parent)]
            options += ["--ro-bind", os.path.realpath(prefix), prefix]
    return options


def _wrap(files_megabytes):
    """bubblewrap's command line, up to the command that runs inside."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise _no_box("")
    command = [bwrap, *"--unshare-ipc --unshare-pid --unshare-net --unshare-uts --unshare-cgroup-try".split()]
    command += "--die-with-parent --new-session --clearenv --hostname box".split()
    if os.geteuid():  # root keeps its rights until `confine` drops to a user of none: limits do not bind root
        command += "--unshare-user --disable-userns --cap-drop ALL".split()
    # A map of /dev/zero would be memory that belongs to no process.
    command += [*_system(), "--proc", "/proc", "--dev", "/dev", "--dev-bind", "/dev/null", "/dev/zero"]
    for place, megabytes in zip(WRITABLE, (files_megabytes, 64, files_megabytes)):
        command += ["--size", str(megabytes << 20), "--perms", "1777", "--tmpfs", place]
    command += [*_python(), "--ro-bind", str(HERE / "box"), "/box", "--remount-ro", "/dev", "--remount-ro", "/"]
    for name, value in environment(HOME).items():
        command += ["--setenv", name, value]
    return [*command, "--chdir", HOME]


def environment(home):
    """The variables that a student's process has."""
    # What `utils` tells NumPy comes too late: when imported, it starts a thread a core, each of which counts as a process.
    threads = "OPENBLAS_NUM_THREADS OMP_NUM_THREADS MKL_NUM_THREADS NUMEXPR_NUM_THREADS".split()
    return dict.fromkeys(threads, "1") | {
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
    }


# ---------------------------------------------------------------- a box


class Box:
    """One student's process in its box; `sock` is the way to talk to it. Raises NoBox if it cannot be started.

    `limits` has megabytes, processes, files_megabytes, ... (see `submission.Limits`). If it is not `boxed`, the process runs
    with the rights of whoever grades, in a folder of its own. `nursery` is the way to a warm process that forks one into the
    box; else Python starts anew in it, which takes a second more.
    """

    def __init__(self, limits, boxed=True, nursery=None):
        self.limits, self.boxed, self.home = limits, boxed, HOME
        self.peak, self.processor = 0.0, 0.0  # MB and seconds, as measured last
        self.sock, theirs = socket.socketpair()
        self.killed, self.is_warm = "", False
        self.info = self.pid = None  # process ids of the box's first process, and of the student's if that is elsewhere
        # Each box of root's has a user of its own, so that limits on processes do not add up.
        self.uid = os.getuid() or 40_000 + (os.getpid() * 31 + next(_uids)) % 20_000
        try:
            if boxed:
                self.is_warm = nursery is not None and self._fork(nursery, theirs)
                if not self.is_warm:
                    self._wrapped(self._command("/", theirs), [theirs.fileno()])
            else:
                self.home = tempfile.mkdtemp(prefix="student-")
                command, variables = self._command(str(HERE), theirs), environment(self.home)
                self.process = self._start(command, [theirs.fileno()], self.home, variables)
                self.pid = self.process.pid
        except OSError as error:
            raise _no_box(f"The student's process cannot be started: {error}.") from error
        finally:
            theirs.close()
        self.ended = threading.Event()
        threading.Thread(target=self._watching, daemon=True).start()

    @staticmethod
    def _command(place, sock):
        return [sys.executable, "-I", "-c", _START.format(place, sock.fileno())]

    def _wrapped(self, command, fds=(), stdout=subprocess.DEVNULL):
        """Start a command in a new box."""
        read, write = os.pipe()
        command = [*_wrap(self.limits["files_megabytes"]), "--info-fd", str(write), *command]
        self.process = self._start(command, [*fds, write], "/", {}, stdout)
        os.close(write)
        with os.fdopen(read) as file:
            text = file.read()
        if not text:
            raise _no_box("bubblewrap did not start.")
        self.info = json.loads(text)["child-pid"]

    def _fork(self, nursery, theirs):
        """Make an empty box and ask the nursery to fork a process into it; False if that cannot be done here."""
        self._wrapped(["/bin/sh", "-c", "echo; exec sleep 1000000"], stdout=subprocess.PIPE)
        with self.process.stdout as ready:
            if not ready.read(1):
                raise _no_box("bubblewrap did not start.")
        socket.send_fds(nursery, [json.dumps(self.info).encode()], [theirs.fileno()])
        answer = nursery.recv(20)
        if not answer.isdigit():
            self.process.kill()
            self.process.wait()
            return False
        self.pid = int(answer)
        return True

    def _start(self, command, fds, folder, variables, stdout=subprocess.DEVNULL):
        streams = {"stdin": subprocess.DEVNULL, "stdout": stdout, "stderr": subprocess.DEVNULL}
        place = {"cwd": folder, "env": variables, "start_new_session": not self.boxed}
        return subprocess.Popen(command, pass_fds=fds, **streams, **place)

    def _family(self):
        """Process ids of all that runs in the box."""
        parents = {}
        for name in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError, ValueError, IndexError), open(f"/proc/{name}/stat") as file:
                parents.setdefault(int(file.read().rsplit(")", 1)[1].split()[1]), []).append(int(name))
        found, todo = [], [pid for pid in (self.info, self.pid) if pid]
        while todo:
            found.append(todo.pop())
            todo += parents.get(found[-1], [])
        return found

    def _watching(self):
        """Watch, whatever the examiner does meanwhile: it does not wait for a process that talks all the time."""
        while not self.ended.wait(0.2):
            self.watch()

    def watch(self):
        """Measure the memory of all processes together, and of their files; end the box if it is too much.

        What a process alone uses and the kernel's tables for it count, not what many may share. Where `confine` holds, shared
        memory lies in files. What the kernel keeps for pipes, sockets and locks is not seen: limits on these alone bound it.
        """
        if sys.platform != "linux":
            return
        total, ticks = 0, 0
        for pid in self._family():
            with contextlib.suppress(OSError, ValueError, IndexError):
                status = Path(f"/proc/{pid}/status").read_text()
                total += 1024 * sum(
                    map(int, re.findall(r"^(?:RssAnon|VmPTE|VmSwap):\s*(\d+) kB", status, re.MULTILINE))
                )
                ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:15]))
        for place in WRITABLE if self.info else ():
            root = f"/proc/{self.info}/root"
            with contextlib.suppress(OSError):
                if os.path.samefile(root, "/"):
                    continue  # the box is being made, so this would be the machine's own disk
                disk = os.statvfs(root + place)
                total += (disk.f_blocks - disk.f_bfree) * disk.f_frsize + (disk.f_files - disk.f_ffree) * INODE
        self.processor = max(self.processor, ticks / os.sysconf("SC_CLK_TCK"))
        self.peak = max(self.peak, total / (1 << 20))
        if total > self.limits["megabytes"] << 20:
            self._end(f"more than {self.limits['megabytes']} MB of memory were used")

    def interrupt(self):
        """As Ctrl-C does."""
        pid = self.pid
        if self.boxed and not self.is_warm:  # bubblewrap's first process has Python for a child
            pid = int((Path(f"/proc/{self.info}/task/{self.info}/children").read_text().split() or [0])[0])
        if pid:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGINT)

    def kill(self, why=""):
        """End everything that runs in the box."""
        self._end(why)
        self.close()

    def _end(self, why):
        self.killed = self.killed or why
        with contextlib.suppress(OSError):
            if self.boxed:
                os.kill(self.info, signal.SIGKILL)
                self.process.kill()
            else:
                os.killpg(self.process.pid, signal.SIGKILL)

    def close(self):
        """End what runs in the box, gently."""
        self.ended.set()
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
