"""The student's process: it runs the student's cells in IPython and answers the examiner's calls.

In the box it starts from this folder, which lies there as `/box` and is all that is there of the grader: no test, no answer.
"""

import builtins
import contextlib
import importlib
import io
import os
import signal
import socket
import sys
import traceback
import types
import warnings

from .channel import Broken
from .confine import confine
from .errors import text_of
from .outputs import Stream
from .shell import make_shell
from .wire import Wire


class Student:
    """The student's end. `sock` is the descriptor of a socket; `shell` one that is there already, else it is made."""

    def __init__(self, sock, shell=None):
        self.shell, self.warned, self.files = shell, [], {}
        self.cells = {}  # file name of a cell -> its number
        self.wire = Wire(socket.socket(fileno=sock), True, {"start": self.start, "cell": self.cell}, self.place)
        self.wire.extra, self.wire.space = self.extra, lambda: self.shell.user_ns
        signal.signal(signal.SIGINT, self.interrupt)

    def interrupt(self, number, frame):
        if self.wire.busy:
            self.wire.busy = False
            raise KeyboardInterrupt

    def place(self, code):
        number = self.cells.get(code.co_filename)
        return None if number is None else (number, code.co_firstlineno)

    def start(self, message, settings):
        """Take the limits and the files, then become the student's process for good."""
        self.limits, home = settings["limits"], settings["home"]
        for name in ("course", "work", ".matplotlib"):
            self._lay(os.path.join(home, name), settings["files"].get(name, {}))
        for folder, _, names in os.walk(home if self.limits["boxed"] else os.devnull):
            for name in ["", *names]:
                with contextlib.suppress(OSError):
                    os.chown(os.path.join(folder, name), self.limits["uid"], self.limits["uid"])
        os.chdir(os.path.join(home, "work"))
        for number, name in ((1, "stdout"), (2, "stderr")):
            path = self.files[name] = os.path.join(home, f".{name}")
            file = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_APPEND, 0o600)
            os.dup2(file, number)
            os.close(file)
            os.chown(path, self.limits["uid"], self.limits["uid"])
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        confine(self.limits)
        self.shell = self.shell or make_shell()
        self.outputs = self.shell.outputs
        self.shell.user_ns.update({"exit": _no_exit, "quit": _no_exit})
        warnings.showwarning = self.note
        sys.stdout, sys.stderr = Stream("stdout", self.outputs), Stream("stderr", self.outputs)
        sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False))
        builtins.input = _no_input
        sys.path.insert(0, os.path.join(home, "course"))
        sys.path.append(os.path.join(home, "work"))  # the student's own modules, behind all that is installed
        for name in settings["stubs"]:
            package, _, module = name.rpartition(".")
            sys.modules[name] = Stub(name, self.wire)
            setattr(importlib.import_module(package), module, sys.modules[name])

    @staticmethod
    def _lay(folder, files):
        os.makedirs(folder, exist_ok=True)
        for name, data in files.items():
            path = os.path.join(folder, name)
            with contextlib.suppress(OSError, ValueError):  # a name that no file can have
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as file:
                    file.write(data)

    def cell(self, message, number, source, names):
        """Run one cell: what stopped it (name, text, traceback) or None, which of `names` it bound, and which are gone."""
        shell, space = self.shell, self.shell.user_ns
        before = {name: id(space[name]) for name in names if name in space}
        self.outputs.begin(self.limits["output_kilobytes"])
        inner = shell.compile.cache

        def cache(code, n=0, raw_code=None):
            name = inner(code, n, raw_code)
            self.cells[name] = number
            return name

        shell.compile.cache = cache
        try:
            self.wire.busy = True
            error, trace, _ = shell.run(source, number)
        except KeyboardInterrupt as caught:
            error, trace = caught, None
        finally:
            self.wire.busy = False
            shell.compile.cache = inner
        fault = None
        if error is not None:
            trace = "\n".join(map(str, trace or traceback.format_exception_only(error)))
            fault = [type(error).__name__[:100], text_of(error)[:5000], trace[-20_000:]]
        changed = {name: space[name] for name in names if name in space and id(space[name]) != before.get(name)}
        return fault, changed, [name for name in before if name not in space]

    def note(self, message, category, filename, lineno, file=None, line=None):
        if len(self.warned) < 50:
            self.warned.append([category.__name__, str(message)[:2000], self.cells.get(filename, -1), int(lineno)])

    def extra(self):
        """What goes along with each message: what was printed, past sys.stdout too, and warnings."""
        if not self.files:
            return {}
        for name, path in self.files.items():
            with contextlib.suppress(OSError):
                if os.path.getsize(path):
                    with open(path, "rb") as file:
                        self.outputs.write(name, file.read(max(0, self.outputs.left)).decode("utf-8", "replace"))
                    os.truncate(path, 0)
        warned, self.warned = self.warned, []
        return {"parts": self.outputs.take(), "warned": warned}


class Stub(types.ModuleType):
    """A module of `utils` that stays with the examiner: its functions run there."""

    def __init__(self, name, wire):
        super().__init__(name, "This module stays with the examiner: its functions are called there.")
        object.__setattr__(self, "_wire", wire)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            value = self._wire.request("course", {"module": self.__name__, "name": name})
        except AttributeError as error:
            value = Away(str(error))  # a notebook's cell of imports goes on, the pictures need it and no test does
        self.__dict__[name] = value
        return value


class Away:
    """What was imported from a module that stays with the examiner, and is no check: it says so when it is used."""

    def __init__(self, text):
        object.__setattr__(self, "_text", text)

    def __getattr__(self, name):
        raise AttributeError(self._text)

    def __call__(self, *arguments, **options):
        raise AttributeError(self._text)


def _no_input(prompt=""):
    raise RuntimeError(
        "input() waits for somebody to type, and nobody does while a notebook is graded: give the value a name instead"
    )


def _no_exit(*arguments):
    raise RuntimeError("exit() and quit() would end the notebook here")


def main(sock):
    """Be the student's process, started anew."""
    os.environ["IPYTHONDIR"] = os.path.join(os.environ.get("HOME", "/tmp"), ".ipython")
    with contextlib.suppress(Broken):
        Student(sock).wire.loop()
    os._exit(0)
