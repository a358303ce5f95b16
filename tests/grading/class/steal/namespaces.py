# Tries to leave the sandbox: new namespaces, mounts, chroot, other users, devices, kernel settings.
# honest: count
# scores: count full, rest 0
# status: graded | crashed
# plain: would change this machine
# %% extra at end
import ctypes
import os
import subprocess

libc = ctypes.CDLL(None, use_errno=True)
print("unshare", libc.unshare(0x10000000 | 0x20000))
print("mount", libc.mount(b"none", b"/tmp", b"tmpfs", 0, None))
print("setns", [libc.setns(descriptor, 0) for descriptor in range(3, 10)])
for action in (lambda: os.setuid(0), lambda: os.chroot("/tmp"), lambda: os.mknod("/tmp/sda", 0o60600, os.makedev(8, 0))):
    try:
        action()
        print("done")
    except OSError as error:
        print(error)
for command in ("sudo -n id", "su -c id", "bwrap --bind / / id", "unshare -r id", "nsenter -t 1 -a id", "mount", "dmesg"):
    print(command, subprocess.run(command, shell=True, capture_output=True, timeout=5).stdout[:300])
for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/sys/fs/cgroup/cgroup.procs", "/proc/self/oom_score_adj"):
    try:
        open(path, "w").write("-1000")
        print("wrote", path)
    except OSError as error:
        print(error)
try:
    print(os.listdir("/proc/1/root@COURSE@"))
except OSError as error:
    print(error)
