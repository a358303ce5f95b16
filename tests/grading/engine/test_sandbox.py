"""The box: what a student's process can reach and use. Each probe runs in a cell of a student's, in a real box, as in grading."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from grading.engine import sandbox, submission
from grading.engine.box.wire import Wire
from tests.conftest import ROOT
from tests.grading.small import LIMITS, Small, cell, outputs

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def probe():
    """A function: the value of an expression, computed in a student's process; an error becomes its class and message."""
    answer = cell("answer", "value", "raise NotImplementedError")
    small = Small(answer, cell("test", "t", "import json\nprint(json.dumps(value))"))

    def probe(code):
        source = f"def probe():\n{textwrap.indent(code, '    ')}\ntry: value = probe()\n"
        source += "except BaseException as error: value = f'{type(error).__name__}: {error}'"
        result = small.grade(value=source)
        assert result.scores == {"t": 1.0}, result.failed
        return json.loads(outputs(result, "t"))

    return probe


def test_it_is_nobody_with_no_rights(probe):
    lines = "open('/proc/self/status').read().splitlines()"
    status = probe(f"return dict(line.split(':\\t') for line in {lines} if ':\\t' in line)")
    assert set(status["Uid"].split()) != {"0"} and status["Groups"].strip() in ("", str(os.getgid()))
    assert {int(status[name], 16) for name in ("CapEff", "CapPrm", "CapInh", "CapAmb")} == {0}
    assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2"


ABSENT = ["/etc/passwd", "/etc/shadow", "/proc/1/environ", "/sys/class", "/var/log"]


@pytest.mark.parametrize("path", [*ABSENT, str(ROOT / "pyproject.toml"), str(ROOT / "solutions")])
def test_files_that_are_not_there(probe, path):
    found = probe(f"import os\nreturn os.listdir({path!r}) if os.path.isdir({path!r}) else open({path!r}).read()[:10]")
    assert found.split(":")[0] in ("FileNotFoundError", "PermissionError", "NotADirectoryError", "")


LOCKED = ["/x", "/usr/x", "/etc/x", "/dev/x", "/home/x", "/box/wire.py", f"{sys.prefix}/x", sandbox.__file__]


@pytest.mark.parametrize("path", LOCKED)
def test_places_that_cannot_be_written(probe, path):
    assert probe(f"open({path!r}, 'w')").split(":")[0] in ("OSError", "PermissionError", "FileNotFoundError")


def test_its_own_folders_can_be_written_up_to_a_bound(probe):
    write = "import tempfile\nopen('mine.txt', 'w').write('x')\n"
    assert probe(f"{write}return [open('mine.txt').read(), tempfile.mkdtemp()[:5]]") == ["x", "/tmp/"]
    fill = "for k in range(50):\n    open(f'{}/big-{{k}}', 'wb').write(bytes(5 * 10**6))"
    for place in ("/tmp", ".", "/dev/shm"):
        assert "OSError" in probe(fill.format(place))


def test_no_network_and_no_other_process(probe):
    with socket.create_server(("127.0.0.1", 0)) as server:
        for address in server.getsockname(), ("1.1.1.1", 53):
            assert "Error" in probe(f"import socket\nsocket.create_connection({address}, 2)")
    names = probe("import os\nreturn [open(f'/proc/{p}/cmdline').read() for p in os.listdir('/proc') if p.isdigit()]")
    assert len(names) <= 5 and not any("pytest" in name for name in names)


def test_no_variable_of_the_graders_environment(probe, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_GRADER", "4711")
    monkeypatch.setattr(submission, "_servers", {})  # a new warm process
    seen = probe("import os\nreturn sorted(os.environ)")
    assert seen == sorted(sandbox.environment(sandbox.HOME))
    everything = "import contextlib, glob\nout = ''\nfor p in glob.glob('/proc/*/environ'):\n"
    everything += "    with contextlib.suppress(OSError): out += open(p).read()\nreturn out"
    found = probe(everything)
    assert "4711" not in found and str(ROOT) not in found


def test_calls_of_the_kernel_that_no_notebook_needs(probe):
    code = "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
    code += "mount = libc.mount(b'x', b'/tmp', b'tmpfs', 0, None)\n"
    code += "return [libc.unshare(0x10000000), libc.ptrace(0, 0, 0, 0), mount, libc.setuid(0)]"
    assert probe(code) == [-1, -1, -1, -1]


def test_no_network_in_words_that_say_so(probe):
    for kind in ("AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_VSOCK"):
        assert "Network is unreachable" in probe(f"import socket\nsocket.socket(socket.{kind})")
    assert probe("import socket\na, b = socket.socketpair()\na.send(b'x')\nreturn len(b.recv(9))") == 1


SHARED = {  # memory that is in no process' count
    "anonymous": "import mmap\nmmap.mmap(-1, 4096)",
    "memfd": "import os\nos.memfd_create('x')",
    "zero": "import mmap\nmmap.mmap(open('/dev/zero', 'r+b').fileno(), 4096)",
    "shmget": "import ctypes\nif ctypes.CDLL(None).shmget(0, 4096, 0o1600) < 0: raise OSError",
    "semget": "import ctypes\nif ctypes.CDLL(None).semget(0, 1, 0o1600) < 0: raise OSError",
    "msgget": "import ctypes\nif ctypes.CDLL(None).msgget(0, 0o1600) < 0: raise OSError",
}


@pytest.mark.parametrize("kind", SHARED)
def test_no_memory_that_belongs_to_nobody(probe, kind):
    assert "Error" in probe(SHARED[kind])


def test_processes_of_a_pool_share_what_they_need(probe):
    code = "import multiprocessing as mp\nfrom multiprocessing import shared_memory\n"
    code += "with mp.Pool(2) as pool: found = pool.map(abs, [1, -2])\n"
    code += "shared = shared_memory.SharedMemory(create=True, size=1000)\nshared.buf[0] = 3\n"
    code += "found += [shared.buf[0], mp.Array('d', 10)[0], mp.Manager().list([4])[0]]\n"
    code += "shared.close()\nshared.unlink()\nreturn found"
    assert probe(code) == [1, 2, 3, 0.0, 4]


FILLS = {  # the body of a loop that calls the test's function all the time, so that nobody waits for it
    "children": "if len(kept) < 4 and os.fork() == 0: own = b'x' * 10**8; time.sleep(60)\nkept.append(0)",
    "tables": "m = mmap.mmap(-1, 2**30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ)\n"
    "kept.append([m, sum(m[k] for k in range(0, 2**30, 2**21))])",
    "files": "for k in range(1000): os.mknod(f'/tmp/{len(kept)}-{k}')\nkept.append(0)",
}


@pytest.mark.parametrize("kind", FILLS)
def test_memory_is_counted_while_messages_arrive(kind):
    body = "".join(f"        {line}\n" for line in [*FILLS[kind].split("\n"), "x(0)"])
    code = f"import mmap, os, time\nkept = []\ndef double(x):\n    global kept\n    while True:\n{body}"
    cells = cell("answer", "double", ""), cell("test", "t", "double(lambda x: x)")
    result = Small(*cells, limits={"megabytes": 250, "seconds_cell": 40.0}).grade(double=code)
    assert result.status == "crashed" and "250 MB of memory" in result.reason


def test_limits(probe):
    assert "MemoryError" in probe("return len(bytearray(10**9))")
    assert "Error" in probe("import subprocess\nkept = [subprocess.Popen(['sleep', '30']) for _ in range(200)]")
    assert "Error" in probe("kept = [open('/dev/null') for _ in range(2000)]")


def test_it_ends_with_its_examiner():
    """Kill whoever grades with SIGKILL in the middle: nothing of the box stays."""
    code = (
        "import sys; sys.path.insert(0, '.')\nfrom tests.grading.small import Small, cell\n"
        "small = Small(cell('answer', 'a', ''), cell('test', 't', 'a()'), limits={'seconds_cell': 60.0})\n"
        "print('begin', flush=True)\nsmall.grade(a='import time\\ndef a():\\n    time.sleep(54321)\\n')"
    )
    process = psutil.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "begin\n"
    deadline = time.monotonic() + 30
    while not _boxes(process) and time.monotonic() < deadline:
        time.sleep(0.5)
    time.sleep(2)
    family = _boxes(process)
    process.kill()
    process.wait()
    process.stdout.close()
    _, outlive = psutil.wait_procs(family, timeout=30)
    assert family and not outlive


def _boxes(process):
    """The processes below this one that are bubblewrap's."""
    return [one for one in process.children(recursive=True) if one.name() == "bwrap"]


def test_a_cold_start_does_the_same():
    """Where the warm process cannot enter a box, Python starts anew in it."""
    limits = LIMITS | {"boxed": True}
    with contextlib.closing(sandbox.Box(limits)) as box:
        wire = Wire(box.sock, False, {})
        settings = {"limits": limits | {"uid": box.uid}, "home": box.home, "stubs": []}
        wire.request("start", {}, (settings | {"files": {"work": {"a.txt": b"hello"}}},))
        source = "import os\ndef f(x):\n    return x + 1\ntext, uid = open('a.txt').read(), os.getuid()"
        fault, changed, _ = wire.request("cell", {}, (1, source, ["f", "text", "uid"]))
        assert fault is None and changed["text"] == "hello" and changed["uid"] != 0 and changed["f"](2) == 3
        box.watch()
        assert 10 < box.peak < 400 and box.processor > 0


def test_the_machines_own_disk_is_not_the_students(monkeypatch):
    """A box that is being made still has the machine's root, as this process has."""
    with contextlib.closing(sandbox.Box(LIMITS | {"boxed": True, "megabytes": 1 << 20})) as box:
        made, box.info = box.info, os.getpid()
        peaks = []
        for places in sandbox.WRITABLE, ():
            monkeypatch.setattr(sandbox, "WRITABLE", places)
            box.peak = 0.0
            box.watch()
            peaks.append(box.peak)
        box.info = made
    assert peaks[0] < 1.2 * peaks[1]


def test_what_examiners_import_is_kept_for_them_and_for_no_student():
    """Imported anew for each submission scikit-learn takes longer than most tests; a student's memory is counted."""
    there = "'sklearn' in sys.modules"
    test = f"import sys\nprint({there}, f())\nimport sklearn.datasets"
    small = Small(cell("answer", "f", "raise NotImplementedError"), cell("test", "t", test))
    found = [outputs(small.grade(f=f"import sys\ndef f():\n    return {there}"), "t").strip() for _ in range(2)]
    assert found[1] == "True False"


def test_a_nursery_whose_caller_is_gone_ends_in_silence(tmp_path):
    """As when a run is stopped by hand: IPython would look for the folder that is gone by then."""
    (home := tmp_path / "grader-x").mkdir()
    variables = os.environ | {"HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "grading.engine.nursery"]
    ours, theirs = socket.socketpair()
    ours.close()
    with theirs:
        done = subprocess.run(command, stdin=theirs, cwd=home, env=variables, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "") and not home.exists()


def test_what_is_missing_is_said_with_its_remedy(monkeypatch, tmp_path):
    assert sandbox.problem() is None
    monkeypatch.setattr(sandbox, "SETTINGS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt-get install bubblewrap" in sandbox.problem()[1]
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new user namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    assert "No permissions" in sandbox.problem()[0] and "User namespaces are denied" in sandbox.problem()[1]
    fake.write_text("#!/bin/sh\necho 'bwrap: Unknown option --size' >&2\nexit 1\n")
    assert "0.8 or newer" in sandbox.problem()[1]
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "container" in sandbox.problem()[1]
