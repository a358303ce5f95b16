"""A world in which the strangers of tests/grading/hostile.py would do harm: a course with secrets, a home, sockets that listen."""

import contextlib
import hashlib
import json
import os
import secrets
import socket
import sqlite3
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from tests.conftest import ROOT, copy_settings, make_cell, make_notebook, nbgrader, save
from tests.grading.hostile import PRACTICAL, trial_practical
from tests.grading.practicals import Practical, mark

SECRETS = "gradebook solution hidden other home environment shared socket network process file".split()


@dataclass
class World:
    """All of it is watched."""

    root: Path  # holds course/, home/, inbox/
    secrets: dict  # what -> the text that must be found nowhere
    places: dict = field(default_factory=dict)  # word -> place, for the submissions' code
    callers: list = field(default_factory=list)  # who connected to a socket that listens

    @property
    def course(self):
        return self.root / "course"

    def fingerprint(self):
        """sha256 of every file (and target of every link) of the world, but for Matplotlib's list of fonts."""
        paths = list(self.root.rglob("*"))
        found = {str(path): os.readlink(path) for path in paths if path.is_symlink()}
        paths = [path for path in paths if not {"__pycache__", ".cache"} & set(path.parts)]
        files = [path for path in paths if path.is_file() and not path.is_symlink()]
        return found | {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    def leaks(self, result):
        """The names of the secrets that stand somewhere in a result; test cells and their tracebacks quote hidden tests."""
        plain = result.plain()
        if result.notebook:
            plain["notebook"] = json.loads(result.notebook)
            for cell in plain["notebook"]["cells"]:
                if mark(cell).get("grade"):
                    cell["source"] = ""
                    for output in cell.get("outputs", ()):
                        output.pop("traceback", None)
        everything = json.dumps(plain, ensure_ascii=False)
        return [what for what, secret in self.secrets.items() if secret in everything]

    def survivors(self):
        """Process ids of what carries this world's mark."""
        found, word = [], self.places["MARK"].encode()
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if word in (folder / "cmdline").read_bytes() or word in (folder / "comm").read_bytes():
                    found.append(folder.name)
        return found


@contextlib.contextmanager
def make_world(root):
    """A released small practical in a course with a gradebook, another student, a home; sockets that listen."""
    made = {what: f"CANARY-{what}-{secrets.token_hex(8)}" for what in SECRETS}
    world = World(root, made)
    course, home, inbox = root / "course", root / "home", root / "inbox"
    for folder in (course, home / ".ssh", inbox):
        folder.mkdir(parents=True)
    _make_course(course, made)
    for name in (".ssh/id_ed25519", "notes.txt"):
        (home / name).write_text(made["home"])
    word = f"mark{secrets.token_hex(4)}"  # fits into /proc/self/comm
    common = Path("/dev/shm", word), Path("/var/tmp", word)  # folders that all may use
    fd = os.open(home / "open.txt", os.O_RDWR | os.O_CREAT)
    os.write(fd, made["file"].encode())
    os.set_inheritable(fd, True)  # a careless caller
    variables = {"HOME": str(home), "COURSE_SECRET": made["environment"]}
    sleep = [sys.executable, "-c", "import time; time.sleep(36000)", made["process"]]
    with _listening(world, word) as (port, path), mock.patch.dict(os.environ, variables):
        talker = subprocess.Popen(sleep)
        for file in common:
            file.write_text(made["shared"])
        world.places = {"COURSE": course, "HOME": home, "INBOX": inbox, "ROOT": ROOT, "SHARED": common[0], "MARK": word}
        world.places |= {"OUTSIDE": common[1], "PORT": port, "SOCKET": word, "SOCKETFILE": path, "FD": fd}
        world.places |= {"PARENT": os.getpid(), "TALKER": talker.pid}
        try:
            yield world
            assert talker.poll() is None, "a process of the instructor's was killed"
            assert {file.read_text() for file in common} == {made["shared"]}, "a shared file was written"
        finally:
            talker.kill()
            talker.wait()
            os.close(fd)
            for file in common:
                file.unlink(missing_ok=True)


def _make_course(course, made):
    copy_settings(course)
    solved, files = trial_practical(made["hidden"])
    for cell in solved["cells"]:
        if cell["id"] == "gap-double":
            cell["source"] = cell["source"].replace("    return 2 * x", f"    # {made['solution']}\n    return 2 * x")
    save(solved, course / "solutions" / PRACTICAL / f"{PRACTICAL}.ipynb")
    for name, content in files.items():
        (course / "solutions" / PRACTICAL / name).write_text(content)
    nbgrader(course, "generate_assignment", PRACTICAL, "--force")
    with contextlib.closing(sqlite3.connect(course / "gradebook" / "gradebook.db")) as book:
        book.executescript(f"CREATE TABLE secret (value TEXT); INSERT INTO secret VALUES ('{made['gradebook']}')")
    other = course / "gradebook" / "submitted" / "bob" / PRACTICAL / f"{PRACTICAL}.ipynb"
    save(make_notebook([make_cell("code", "gap-double", f"# {made['other']}")]), other)


@contextlib.contextmanager
def _listening(world, word):
    """A server on a TCP port, on an abstract Unix socket and on one in a file; each answers with a secret."""
    tcp, abstract, file = socket.socket(), socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    path = world.root / "inbox" / "s"
    tcp.bind(("127.0.0.1", 0))
    abstract.bind(f"\0{word}")
    with contextlib.suppress(OSError):  # too long a path: the other two remain
        file.bind(str(path))
    told = {tcp: world.secrets["network"], abstract: world.secrets["socket"], file: world.secrets["socket"]}

    def serve(server):
        with contextlib.suppress(OSError):
            server.listen()
            while True:
                caller, _ = server.accept()
                world.callers.append(told[server])
                with caller, contextlib.suppress(OSError):
                    caller.sendall(told[server].encode())

    threads = [threading.Thread(target=serve, args=(server,), daemon=True) for server in told]
    for thread in threads:
        thread.start()
    try:
        yield tcp.getsockname()[1], path
    finally:
        for server in told:
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()
        for thread in threads:
            thread.join(5)


def practical_of(name, world):
    """A practical of the world's course, or of this one."""
    return Practical(name, root_of(name, world))


def root_of(practical, world):
    return world.course if practical == PRACTICAL else ROOT
