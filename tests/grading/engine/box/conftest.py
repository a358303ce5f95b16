"""Both ends of the wire between the examiner and a student's process, in this process."""

import contextlib
import socket
import threading
import time

import numpy as np
import pytest

from grading.engine.box.channel import Broken
from grading.engine.box.wire import Wire


class Ends:
    """The examiner's end in this thread, and the student's in another, where `code` has run; `get` brings its names over."""

    def __init__(self, code=""):
        here, there = socket.socketpair()
        self.space = {"np": np, "__name__": "__main__"}
        exec(code, self.space)
        self.thread = threading.Thread(target=self._serve, args=(there,), daemon=True)
        self.wire = Wire(here, False, {})
        self.wire.channel.deadline = time.monotonic() + 30
        self.thread.start()

    def _serve(self, sock):
        self.student = Wire(sock, True, {"get": lambda message, name: self.space[name]})
        with contextlib.suppress(Broken):
            self.student.loop()

    def get(self, name):
        return self.wire.request("get", {}, (name,))

    def close(self):
        self.wire.channel.sock.close()
        self.thread.join(5)
        self.student.channel.sock.close()


@pytest.fixture
def ends():
    made = []

    def make(code=""):
        made.append(Ends(code))
        return made[-1]

    yield make
    for one in made:
        one.close()
