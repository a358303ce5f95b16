"""The box: what a student's process can reach and use. Each probe runs in a cell of a student's, in a real box, as in grading."""

import json
import os
import socket
import subprocess
import sys
import threading

import pytest

from grading import sandbox
from tests.conftest import ROOT
from tests.grading.small import Small, cell

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def probe():
    """A function: the value of an expression, computed in a student's process; an error becomes its class and message."""
    small = Small(
        cell("answer", "value", "raise NotImplementedError"), cell("test", "t", "import json\nprint(json.dumps(value))")
    )

    def probe(code):
        body = "\n".join("    " + line for line in code.strip().split("\n"))
        source = f"def probe():\n{body}\n\n\ntry:\n    value = probe()\n"
        source += "except BaseException as error:\n    value = f'{type(error).__name__}: {error}'"
        result = small.grade(value=source)
        assert result["scores"] == {"t": 1.0}, result["failed"]
        shown = next(c for c in json.loads(result["notebook"])["cells"] if c["id"] == "t")["outputs"][0]["text"]
        return json.loads(shown)

    return probe


def test_it_is_nobody_with_no_rights(probe):
    status = probe(
        "return dict(line.split(':\\t') for line in open('/proc/self/status').read().splitlines() if ':\\t' in line)"
    )
    assert set(status["Uid"].split()) != {"0"} and status["Groups"].strip() in ("", str(os.getgid()))
    assert (
        int(status["CapEff"], 16)
        == int(status["CapPrm"], 16)
        == int(status["CapInh"], 16)
        == int(status["CapAmb"], 16)
        == 0
    )
    assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2"


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/etc/shadow",
        str(ROOT / "pyproject.toml"),
        str(ROOT / "solutions"),
        "/proc/1/environ",
        "/sys/class",
        "/var/log",
    ],
)
def test_files_that_are_not_there(probe, path):
    found = probe(f"import os\nreturn os.listdir({path!r}) if os.path.isdir({path!r}) else open({path!r}).read()[:10]")
    assert found.split(":")[0] in ("FileNotFoundError", "PermissionError", "NotADirectoryError", "")


@pytest.mark.parametrize(
    "path", ["/x", "/usr/x", "/etc/x", "/dev/x", "/home/x", "/box/wire.py", sys.prefix + "/x", sandbox.__file__]
)
def test_places_that_cannot_be_written(probe, path):
    assert probe(f"open({path!r}, 'w')").split(":")[0] in ("OSError", "PermissionError", "FileNotFoundError")


def test_its_own_folders_can_be_written_up_to_a_bound(probe):
    assert probe(
        "import tempfile\nopen('mine.txt', 'w').write('x')\nreturn [open('mine.txt').read(), tempfile.mkdtemp()[:5]]"
    ) == ["x", "/tmp/"]
    fill = "for k in range(50):\n    open(f'{}/big-{{k}}', 'wb').write(bytes(5 * 10**6))"
    for place in ("/tmp", ".", "/dev/shm"):
        assert "OSError" in probe(fill.format(place))


def test_no_network_and_no_other_process(probe):
    server = socket.create_server(("127.0.0.1", 0))
    assert "Error" in probe(f"import socket\nsocket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 2)")
    assert "Error" in probe("import socket\nsocket.create_connection(('1.1.1.1', 53), 2)")
    server.close()
    names = probe("import os\nreturn [open(f'/proc/{p}/cmdline').read() for p in os.listdir('/proc') if p.isdigit()]")
    assert len(names) <= 5 and not any("pytest" in name for name in names)


def test_no_variable_of_the_graders_environment(probe, monkeypatch):
    from grading import one

    monkeypatch.setenv("SECRET_OF_THE_GRADER", "4711")
    monkeypatch.setattr(one, "_servers", {})  # a new warm process
    seen = probe("import os\nreturn sorted(os.environ)")
    assert seen == sorted(sandbox.environment(sandbox.HOME))
    everything = "import glob\nout = ''\nfor p in glob.glob('/proc/*/environ'):\n"
    everything += "    try:\n        out += open(p).read()\n    except OSError:\n        pass\nreturn out"
    assert "4711" not in probe(everything)


def test_calls_of_the_kernel_that_no_notebook_needs(probe):
    code = "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
    code += "mount = libc.mount(b'x', b'/tmp', b'tmpfs', 0, None)\n"
    code += "return [libc.unshare(0x10000000), libc.ptrace(0, 0, 0, 0), mount, libc.setuid(0)]"
    assert probe(code) == [-1, -1, -1, -1]


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
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "begin\n"
    deadline = 60
    while not _boxes(process.pid) and deadline:
        deadline -= 1
        threading.Event().wait(0.5)
    family = _boxes(process.pid)
    assert family
    threading.Event().wait(2)
    process.kill()
    process.wait()
    process.stdout.close()
    for _ in range(60):
        if not any(os.path.exists(f"/proc/{pid}") for pid in family):
            return
        threading.Event().wait(0.5)
    raise AssertionError("the box outlives the grader")


def _boxes(root):
    """The processes below `root` that are bubblewrap's."""
    parents, names = {}, {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                head, tail = file.read().rsplit(")", 1)
        except OSError:
            continue
        parents.setdefault(int(tail.split()[1]), []).append(int(name))
        names[int(name)] = head.split("(", 1)[1]
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        todo += parents.get(pid, [])
        if names.get(pid) == "bwrap":
            found.append(pid)
    return found


def test_a_cold_start_does_the_same():
    """Where the warm process cannot enter a box, Python starts anew in it."""
    limits = {
        "megabytes": 400,
        "processes": 32,
        "files_megabytes": 20,
        "output_kilobytes": 20,
        "seconds": 60.0,
        "boxed": True,
    }
    box = sandbox.Box(limits)
    try:
        from grading.wire import Wire

        wire = Wire(box.sock, False, {})
        settings = {
            "limits": limits | {"uid": box.uid},
            "home": box.home,
            "course": {},
            "stubs": [],
            "files": {"a.txt": b"hello"},
            "fonts": {},
        }
        wire.request("start", {}, (settings,))
        source = "import os\ndef f(x):\n    return x + 1\ntext, uid = open('a.txt').read(), os.getuid()"
        fault, changed, _ = wire.request("cell", {}, ((1, source, ["f", "text", "uid"]),))["v"]
        assert fault is None and changed["text"] == "hello" and changed["uid"] != 0 and changed["f"](2) == 3
        box.watch()
        assert 10 < box.peak < 400 and box.processor > 0
    finally:
        box.close()


def test_what_is_missing_is_said_with_its_remedy(monkeypatch, tmp_path):
    assert sandbox.problem() == ""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt-get install bubblewrap" in sandbox.problem()
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new user namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    assert "User namespaces are denied" in sandbox.problem()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "container" in sandbox.problem()
