"""How a process that was forked from a warm one gets into a box that is there already."""

import contextlib
import ctypes
import fcntl
import os
import sys
import tempfile
import traceback

from .channel import Broken
from .student import Student


def enter(pid, sock, tell, shell, home, variables):
    """Move into the box of process `pid`, and have a child be the student's process there. Returns only where that fails.

    `sock` and `tell` are descriptors: of the socket to the examiner, and of a pipe that gets the child's process id;
    `home` is the folder in the box, `variables` the environment.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    names = ("ipc", "uts", "net", "cgroup", "pid", "mnt")
    spaces = {name: os.open(f"/proc/{pid}/ns/{name}", os.O_RDONLY) for name in names}
    # The rights to enter lie in the user namespace that owns the others; the process itself lives in one inside of it.
    owner, inner = fcntl.ioctl(spaces["ipc"], 0xB701), os.open(f"/proc/{pid}/ns/user", os.O_RDONLY)
    is_one = os.fstat(inner).st_ino == os.fstat(owner).st_ino
    for name, space in [("user", owner), *spaces.items(), ("user", inner)]:
        is_there = os.path.exists("/proc/self/ns") and os.fstat(space).st_ino == os.stat(f"/proc/self/ns/{name}").st_ino
        if not is_there and libc.setns(space, 0) and not (space == inner and is_one):
            raise OSError(ctypes.get_errno(), f"the space {name} of the box cannot be entered")
    child = os.fork()
    if child:
        os.write(tell, str(child).encode())
        os._exit(0)
    try:
        os.setsid()
        os.chdir(home)
        if os.geteuid():
            _drop_capabilities(libc)
        _become(sock, shell, home, variables)
    except BaseException:
        traceback.print_exc()  # seen by whoever grades, if it happens before a student's code runs
    finally:
        os._exit(0)


def _become(sock, shell, home, variables):
    """Forget the grader's files, variables and modules; then be the student's process."""
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(0, 1)
    sock, errors = os.dup2(sock, 3), os.dup2(2, 4, inheritable=False)
    os.closerange(5, 65536)
    os.environ.clear()
    os.environ.update(variables)
    with open("/proc/self/stat") as file:  # what this process was born with would still stand in /proc/self/environ
        start, end = map(int, file.read().rsplit(")", 1)[1].split()[47:49])
    ctypes.memset(start, 0, end - start)
    for name in [name for name in sys.modules if name == "grading" or name.startswith("grading.")]:
        del sys.modules[name]
    own = os.path.abspath(__file__).rsplit("/grading/", 1)[0]
    sys.path[:] = [path for path in sys.path if path not in ("", own) and os.path.exists(path)]
    sys.path_importer_cache.clear()
    tempfile.tempdir = None  # found anew, in the box
    shell.db = type(shell.db)(os.path.join(home, ".ipython"))
    student = Student(sock, shell)
    os.dup2(0, 2)
    os.close(errors)
    with contextlib.suppress(Broken):
        student.wire.loop()


def _drop_capabilities(libc):
    """Whoever enters a user namespace from outside has all rights in it."""
    for right in range(64):
        libc.prctl(24, right, 0, 0, 0)  # not even a program that it starts may have one
    libc.prctl(47, 4, 0, 0, 0)  # no ambient ones
    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if libc.capset(header, none):
        raise OSError(ctypes.get_errno(), "the rights in the box cannot be given up")
