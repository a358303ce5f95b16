"""What a student's process gives up before it runs a student's code: rights, memory, processes, files, calls of the kernel."""

import contextlib
import ctypes
import errno
import os
import resource
import struct

# Calls of the kernel that no notebook needs: name, number on x86-64, number on 64-bit Arm (-1: it has none).
_REFUSED = """
acct 163 89, add_key 248 217, bpf 321 280, chroot 161 51, delete_module 176 106, finit_module 313 273, fsmount 432 432,
fsopen 430 430, init_module 175 105, io_uring_enter 426 426, io_uring_register 427 427, io_uring_setup 425 425, kcmp 312 272,
kexec_load 246 104, keyctl 250 219, mount 165 40, mount_setattr 442 442, move_mount 429 429, name_to_handle_at 303 264,
open_by_handle_at 304 265, open_tree 428 428, perf_event_open 298 241, personality 135 92, pidfd_getfd 438 438,
pivot_root 155 41, process_vm_readv 310 270, process_vm_writev 311 271, ptrace 101 117, quotactl 179 -1, reboot 169 142,
request_key 249 218, setns 308 268, swapon 167 224, syslog 103 116, umount2 166 39, unshare 272 97, userfaultfd 323 282,
vhangup 153 -1, memfd_create 319 279, memfd_secret 447 447, msgget 68 186, semget 64 190, shmget 29 194
"""
# machine -> column above, what the kernel calls it, numbers of clone, mmap and socket
_MACHINES = {"x86_64": (0, 0xC000003E, 56, 9, 41), "aarch64": (1, 0xC00000B7, 220, 222, 198)}
_UNREACHABLE = 101  # errno.ENETUNREACH on Linux


def confine(limits):
    """Give up rights of root, and more memory, processes and files than `limits` allow (see `grading.engine.sandbox.Box`)."""
    wanted = {"DATA": limits["megabytes"] << 20, "FSIZE": limits["files_megabytes"] << 20, "STACK": 64 << 20}
    wanted |= {
        "NOFILE": 256,
        "SIGPENDING": 1000,
        "CPU": int(limits["seconds"]) + 5,
        "CORE": 0,
        "MSGQUEUE": 0,
        "MEMLOCK": 0,
    }
    if limits["boxed"]:
        wanted["NPROC"] = limits["processes"]
    for name, value in wanted.items():
        kind = getattr(resource, f"RLIMIT_{name}", None)
        if kind is not None:
            hard = resource.getrlimit(kind)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (value, value))
    if limits["boxed"]:
        if os.geteuid() == 0 and limits["uid"]:
            os.setgroups([])
            os.setresgid(*[limits["uid"]] * 3)
            os.setresuid(*[limits["uid"]] * 3)
        _filter_calls()


def _filter_calls():
    """A seccomp filter: calls that no notebook needs and that kernels had holes in fail with EPERM (Linux, x86-64 and Arm).

    So does each way to memory that belongs to no process: what is left are files, whose sizes `sandbox.Box` sees.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(38, 1, 0, 0, 0)  # no new privileges
    machine = os.uname().machine
    if machine not in _MACHINES:
        return
    column, architecture, clone, mmap, socket = _MACHINES[machine]
    refused = {int(call.split()[1 + column]) for call in _REFUSED.split(",")} - {-1}
    load, jump_equal, jump_set, answer = 0x20, 0x15, 0x45, 0x06
    allow, refuse, absent, kill = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS, 0x80000000
    program = [(load, 0, 0, 4), (jump_equal, 1, 0, architecture), (answer, 0, 0, kill), (load, 0, 0, 0)]
    if machine == "x86_64":
        program += [(0x35, 0, 1, 0x40000000), (answer, 0, 0, kill)]  # the x32 calls have numbers of their own
    for number in sorted(refused):
        program += [(jump_equal, 0, 1, number), (answer, 0, 0, refuse)]
    program += [(jump_equal, 0, 1, 435), (answer, 0, 0, absent)]  # clone3: the C library then uses clone
    # Shared memory without a file; sockets but those between processes: there is no network, and some reach out of a namespace.
    shared, unreachable, between = 0x21, 0x00050000 | _UNREACHABLE, 1
    program += [(jump_equal, 0, 5, mmap), (load, 0, 0, 40), (0x54, 0, 0, shared), (jump_equal, 0, 1, shared)]
    program += [(answer, 0, 0, refuse), (answer, 0, 0, allow)]
    program += [(jump_equal, 0, 4, socket), (load, 0, 0, 16), (jump_equal, 1, 0, between), (answer, 0, 0, unreachable)]
    program += [(answer, 0, 0, allow)]
    namespaces = 0x7E020000
    program += [(jump_equal, 0, 3, clone), (load, 0, 0, 16), (jump_set, 0, 1, namespaces), (answer, 0, 0, refuse)]
    program += [(answer, 0, 0, allow)]
    held = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    wanted = Program(len(program), ctypes.cast(held, ctypes.c_void_p))
    if libc.prctl(22, 2, ctypes.byref(wanted), 0, 0):
        raise OSError(ctypes.get_errno(), "the seccomp filter was refused")
