# Reads disks, memory, keyrings, other users' messages, and asks the cloud for its keys.
# honest: count
# scores: count full, rest 0
# status: graded | crashed
# plain: would read this machine's disks
# %% extra at end
import ctypes
import glob
import urllib.request

for path in (*glob.glob("/dev/sd*"), *glob.glob("/dev/vd*"), *glob.glob("/dev/nvme*"), "/dev/mem", "/dev/kmem", "/proc/kcore", "/etc/shadow"):
    try:
        print(path, open(path, "rb").read(100))
    except OSError as error:
        print(error)
libc = ctypes.CDLL(None)
print("keyring", libc.syscall(250, 0, -3, 1) >= 0)
print("shm", open("/proc/sysvipc/shm").read().count("\n") - 1)
try:
    print(urllib.request.urlopen("http://169.254.169.254/latest/meta-data/", timeout=1).read())
except Exception as error:
    print(error)
