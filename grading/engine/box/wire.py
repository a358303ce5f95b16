"""Calls between two processes that do not trust each other: the examiner and the student's process.

Both ends run this file. The examiner's end (`trusting=False`) takes nothing for granted: it reads only exact types, sizes bounded,
lets only that change which was lent in a call, and gives away no attribute of anything but what `utils` and the notebook define.
"""

import collections.abc
import contextlib
import threading

from . import surroundings
from .channel import Broken, Channel, TooLarge
from .errors import Errors
from .values import GONE, Values

_DEEPEST = 60  # calls back and forth, one within the other


class Wire:
    """One end of a connected socket; the student's end is `trusting`, the examiner's is not.

    handlers : name -> function(message, *values) -> value: requests other than calls.
    cell : on the student's side: code object -> (number of the cell, first line) or None;
        on the examiner's: number -> file name of the cell, or None.
    """

    def __init__(self, sock, trusting, handlers, cell=lambda key: None):
        self.trusting, self.cell = trusting, cell
        self.handlers = handlers | {"call": self._call, "next": self._next, "attribute": self._attribute}
        self.channel, self.values = Channel(sock, trusting), Values(self)
        self.errors = Errors(trusting, self.values.memory.numbers, cell)
        self.heard = lambda message: None  # what came along with a message: output, warnings
        self.extra = dict  # what goes along with a message
        # May the student's code use this thing of ours now? `is_lent`: it was handed over in a call that is not over.
        self.allowed = lambda thing, is_lent: is_lent
        # What a test has bound instead of what the student's cells did, and the student's own names: for the other end's functions.
        self.rebound, self.space = dict, dict
        self.expired = ""  # why no more answers are waited for
        self.busy = False  # does a student's code run at this moment? Then it may be interrupted
        self.depth, self.thread = 0, threading.get_ident()

    def request(self, operation, content=None, values=()):
        """Send a request, serve the other end's requests while it works, and return the value that it answers."""
        __tracebackhide__ = True
        if threading.get_ident() != self.thread:
            raise RuntimeError("only the main thread may call functions that the test handed in")
        if self.depth > _DEEPEST:
            raise RecursionError("calls back and forth are nested too deeply")
        message, memory, lent = {"do": operation} | (content or {}), self.values.memory, set()
        before, self.busy = self.busy, False
        self.depth += 1
        try:
            self.values.put(message, *values)
            if not self.trusting:
                lent = self.values.reach(message)
            self.values.fresh.clear()
            memory.lent.append(lent)
            try:
                self._send(message)
                answer = self._answer()
                if "error" in answer:
                    raise self.errors.rebuilt(answer["error"])
                (value,) = self._read(answer, 1)
            finally:
                memory.lent.pop()
        finally:
            self.depth -= 1
            self.busy = before
        if not self.trusting:
            self.values.keep(message.get("of"), lent)
        return value

    def _answer(self):
        """The answer to what was asked; requests that come before it are served."""
        while True:
            message = self.channel.receive()
            self.heard(message)
            if "do" not in message:
                self.values.take(message)
                return message
            self.serve(message)

    def serve(self, message):
        """Answer one request."""
        try:
            self.values.take(message)
            handler = self.handlers.get(message["do"])
            if handler is None:
                raise Broken("an unknown request")
            answer, values = {}, (handler(message, *self._read(message)),)
        except Broken:
            raise
        except BaseException as error:
            if not self.trusting and isinstance(error, (KeyboardInterrupt, MemoryError)):
                raise
            answer, values = {"error": self.errors.describe(error)}, ()
        try:
            self._put_and_send(answer, *values)
        except Broken:
            raise
        except BaseException as error:
            if isinstance(error, (TooLarge, RecursionError, MemoryError)):
                error = ValueError("what came back is too large or too deeply nested")
            self._put_and_send({"error": self.errors.describe(error)})

    def loop(self):
        """Serve until the other end goes away."""
        while True:
            message = self.channel.receive()
            self.heard(message)
            self.serve(message)

    def _put_and_send(self, message, *values):
        self.values.put(message, *values)
        if not self.trusting:
            self.values.hand_over(message)
        self._send(message)

    def _send(self, message):
        try:
            self.channel.send(message | self.extra())
        except BaseException:
            self.values.memory.unsent(message)
            self.values.memory.dropped += message["drop"]
            raise

    def _read(self, message, count=None):
        values = self.values.decode(message.get("v", ["tuple", []]), message["blobs"])
        if type(values) is not tuple or count not in (None, len(values)):
            raise Broken("a message without its values")
        return values

    def forget(self, keep=lambda thing: False):
        """At the end of a test: what was lent to the student's functions is taken back, but for what is to be kept."""
        self.values.forget(keep)
        self.errors.forget()

    def call(self, token, arguments, named):
        __tracebackhide__ = True
        return self._use("call", {"of": token}, tuple(arguments), dict(named))

    def next(self, token, sent):
        """(has it ended?, the generator's next item or what it returned)"""
        __tracebackhide__ = True
        answer = self._use("next", {"of": token}, sent)
        if type(answer) is not tuple or len(answer) != 2:
            raise Broken("no item of a generator")
        return answer

    def attribute(self, token, name):
        __tracebackhide__ = True
        return self._use("attribute", {"of": token, "name": name})

    def _use(self, operation, content, *values):
        __tracebackhide__ = True
        if self.expired:
            raise TimeoutError(self.expired)
        if not self.trusting:
            content["state"] = surroundings.here()
            if rebound := self.rebound():
                values += (rebound,)
        try:
            value = self.request(operation, content, values)
        except KeyboardInterrupt:
            if not self.expired:
                raise
        if self.expired:
            raise TimeoutError(self.expired)
        return value

    def _call(self, message, arguments, named, *rebound):
        function = self._own(message)
        if type(arguments) is not tuple or type(named) is not dict:
            raise Broken("a call without arguments")
        with self._surrounded(message, *rebound):
            return function(*arguments, **named)

    def _next(self, message, sent, *rebound):
        iterator = self._own(message)
        if not isinstance(iterator, collections.abc.Iterator):
            raise TypeError("not an iterator")
        with self._surrounded(message, *rebound):
            try:
                return False, next(iterator) if sent is None else iterator.send(sent)
            except StopIteration as stop:
                return True, stop.value

    def _attribute(self, message):
        target, name = self._own(message), message["name"]
        if not self.trusting:
            home = type(target).__module__
            is_ours = home == "__main__" or home.split(".")[0] == "utils"
            if name.startswith("_") or not is_ours or isinstance(target, type):
                kind = type(target).__name__
                raise AttributeError(f"{kind!r} has no attribute {name!r} that a student's function may read")
        return getattr(target, name)

    def _own(self, message):
        try:
            return self.values.own(message["of"])
        except (KeyError, TypeError):
            raise ReferenceError(GONE) from None

    @contextlib.contextmanager
    def _surrounded(self, message, rebound=()):
        """At the student's end: compute, warn and read names as in the test, and be interruptible meanwhile."""
        if not self.trusting:
            yield
            return
        before, self.busy = self.busy, True
        try:
            with surroundings.as_there(message["state"]), surroundings.bound(self.space(), rebound):
                yield
        finally:
            self.busy = before
