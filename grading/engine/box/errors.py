"""Exceptions cross as data: a class that both ends know, or one made after its name; the message; the lines in a student's cells.

An exception that comes back is the very one that left.
"""

import builtins
import functools
import types
from pathlib import Path

import numpy as np

from .channel import reading
from .standins import word

KNOWN = {
    error.__name__: error
    for error in [*vars(builtins).values(), np.linalg.LinAlgError, *vars(np.exceptions).values()]
    if isinstance(error, type) and issubclass(error, BaseException)
}
_SIMPLE = (type(None), bool, int, float, str)  # arguments of an exception that cross
_ENDS = (GeneratorExit, StopIteration, StopAsyncIteration)  # would end more than the call: a loop of the test's


class Errors:
    """The exceptions that crossed at one end. `cell` is that of `wire.Wire`, `numbers` gives tokens."""

    def __init__(self, trusting, numbers, cell):
        self.trusting, self.numbers, self.cell = trusting, numbers, cell
        self.forget()

    def forget(self):
        self.tokens, self.errors = {}, {}  # id(exception) -> token, token -> exception

    def _keep(self, token, error):
        self.tokens[id(error)], self.errors[token] = token, error
        return error

    def describe(self, error):
        """An exception as plain data."""
        if id(error) in self.tokens:
            return {"known": self.tokens[id(error)]}
        kind, token = type(error), next(self.numbers)
        self._keep(token, error)
        given = error.args if isinstance(error.args, tuple) else ()
        arguments = [part[:20_000] if type(part) is str else part for part in given if type(part) in _SIMPLE]
        described = {"token": token, "name": kind.__name__, "text": text_of(error)[:20_000]}
        described |= {"bases": [base.__name__ for base in kind.__mro__ if KNOWN.get(base.__name__) is base]}
        described |= {"args": arguments if len(arguments) == len(given) else None}
        return described | ({"frames": self._frames(error)} if self.trusting else {})

    def rebuilt(self, described):
        """The exception that the other end described, ready to be raised, with frames in the student's cells."""
        with reading("an error"):
            if "known" in described:
                error = self.errors[described["known"]]
                return RuntimeError(f"the function ended with {error!r}") if isinstance(error, _ENDS) else error
            error = self._keep(described["token"], _made(described))
            return error if self.trusting else _with_frames(error, described.get("frames", ()), self.cell)

    def _frames(self, error):
        frames, trace = [], error.__traceback__
        while trace is not None and len(frames) < 100:
            place = self.cell(trace.tb_frame.f_code)
            if place:
                frames.append([place[0], trace.tb_lineno or 1, trace.tb_frame.f_code.co_name[:100]])
            trace = trace.tb_next
        return frames[:3] + frames[-12:] if len(frames) > 15 else frames


def text_of(error):
    """An exception's message; a student's class may refuse to give one."""
    try:
        return str(error)
    except Exception:
        return "(its message cannot be shown)"


def _made(described):
    """An exception of the class that is named, if it is known here and gives the same text; else of one made after it."""
    name, text, arguments = described["name"], str(described["text"]), described["args"]
    bases = [KNOWN[base] for base in described["bases"] if base in KNOWN and KNOWN[base] not in _ENDS]
    is_known = bool(bases) and bases[0].__name__ == name
    if is_known and type(arguments) is list and all(type(part) in _SIMPLE for part in arguments):
        try:
            error = bases[0](*arguments)
            if str(error) == text:
                return error
        except Exception:
            pass
    base = next(filter(_takes_text, bases), Exception)
    space = {"__str__": lambda self: str(self.args[0]) if self.args else "", "__module__": "__main__"}
    return type(word(name), (base,), space)(text)


def _takes_text(kind):
    """Can an error of this class be made from its text?"""
    try:
        return kind not in (BaseException, KeyboardInterrupt) and str(kind("x")) == "x"
    except Exception:
        return False


def _with_frames(error, frames, cell):
    """Raise the error through code that seems to stand in the student's cells, so that tracebacks show where it came from."""

    def step():
        raise error

    for number, line, name in reversed(frames[:20]):
        file = cell(number)
        if file and type(line) is int and 0 < line < 100_000:
            code = compile("\n" * (line - 1) + "_step()", file, "exec")
            code = code.replace(co_name=str(name)[:80], co_firstlineno=1)
            step = functools.partial(exec, code, {"_step": step, "__name__": "__main__"})
    try:
        step()
    except BaseException as raised:
        kept, trace, chain = [], raised.__traceback__, None
        while trace is not None:
            if Path(trace.tb_frame.f_code.co_filename).parent != Path(__file__).parent:
                kept.append(trace)
            trace = trace.tb_next
        for trace in reversed(kept):
            chain = types.TracebackType(chain, trace.tb_frame, trace.tb_lasti, trace.tb_lineno)
        return raised.with_traceback(chain)
