"""Values in messages: plain data cross by value, mutable objects by the token of a memory, all else stays and is lent.

Only exact types are taken for data. An object of a class that is not known here, be it a number or an array by its looks, is lent.
"""

import builtins
import collections
import functools
import math
import types
import weakref

import numpy as np

from . import standins
from .arrays import plain_dtype
from .channel import Broken, TooLarge, reading
from .memory import MOST, Memory, is_shared, unlike

GONE = "what a test hands to a function is there until the function returns: this is kept from an earlier call"
_ATOMS = (type(None), bool, float, str)
_DEEPEST = 80
_BITS, _STEPS, _FIELDS = 400_000, 10_000_000, 50  # of an integer, a range, a named tuple
_TYPES = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module, names in (
        (builtins, "bool int float complex str bytes list tuple dict set frozenset object"),
        (np, "float64 float32 float16 int64 int32 uint8 bool ndarray"),
    )
    for name in names.split()
}
_NAMES = {kind: name for name, kind in _TYPES.items()}
_MODULES = {"numpy": np, "numpy.linalg": np.linalg, "math": math, "builtins": builtins}
_FUNCTIONS = (types.FunctionType, types.MethodType, types.BuiltinFunctionType, np.ufunc)


class Values:
    """What crosses at one end; calls of what is lent go over `wire`."""

    def __init__(self, wire):
        self.wire, self.trusting = wire, wire.trusting
        self.memory = Memory(self.trusting, self.encode, self._decode)
        self.exported, self.numbers = {}, {}  # token -> object that stays here, id(object) -> token
        self.standins = weakref.WeakValueDictionary()  # token -> what stands here for something over there
        self.origin = weakref.WeakKeyDictionary()  # of these, function or generator -> token
        self.lent = {}  # token of a stand-in -> what was lent in the call that gave it: a generator works with it later
        self.fresh = []  # tokens of new stand-ins
        self.tuples = {}  # (name, fields) -> a class of named tuples

    def put(self, message, *values):
        """Write values into a message, with what is new, what has changed and what is no longer needed."""
        self.memory.put(message, *values)
        dropped, self.memory.dropped = self.memory.dropped, []
        known = self.standins.keys() | self.memory.entries.keys()
        message["drop"] = [token for token in dropped if token not in known]
        for token in message["drop"]:
            self.lent.pop(token, None)

    def take(self, message):
        """Bring this end up to date with a message, before its values are read."""
        with reading("data"):
            for token in message.get("drop", ()):
                self.memory.forget(token)
                self.numbers.pop(id(self.exported.pop(token, None)), None)
        self.memory.take(message)

    def forget(self, keep):
        """Take back what was lent, but for what is to be kept."""
        self.exported = {token: thing for token, thing in self.exported.items() if keep(thing)}
        self.numbers = {id(thing): token for token, thing in self.exported.items()}
        for entry in self.memory.entries.values():
            if not self.memory.entries.keys() >= set(entry.children):
                entry.seen = None  # a list of functions, for instance: it is written anew, when it is lent again

    def reach(self, message):
        """The tokens of what the other end may use and change in the call that a message asks for."""
        return self.memory.reach([message.get("v"), ["yours", message.get("of")]], self.lent)

    def hand_over(self, message):
        """What goes to the other end in an answer, a generator for instance, may be used until the call in progress is over."""
        self.memory.lent[-1].update(self.memory.reach([message.get("v")], self.lent) & self.exported.keys())

    def keep(self, token, lent):
        """A call is over: what was lent in it goes on with the generator or the function that came of it, or that was called."""
        if token is not None:
            self.lent.update(dict.fromkeys(self.fresh, lent))
        if token in self.lent:
            self.lent[token] |= lent & self.exported.keys()

    def own(self, token):
        """The object of this end that the other one names; a ReferenceError where it is not there for it any more."""
        thing = self.exported[token]
        if not self.trusting and not self.wire.allowed(thing, self.memory.is_lent(token)):
            raise ReferenceError(GONE)
        return thing

    def encode(self, value):
        """A value as JSON; bytes go beside it."""
        kind, blob = type(value), self.memory.blob
        if kind in _ATOMS:
            return value
        if kind is int:
            if value.bit_length() > _BITS:
                raise TooLarge("the data are too large")
            return value if -(1 << 63) < value < 1 << 63 else ["int", hex(value)]
        if is_shared(value):
            return ["@", self.memory.token(value)]
        if kind in (tuple, frozenset):
            return [kind.__name__, self._all(value)]
        if kind is complex:
            return ["complex", value.real, value.imag]
        if kind is bytes:
            return ["bytes", blob(value)]
        if kind in (range, slice):
            if kind is range and value[_STEPS:]:
                raise TooLarge("the data are too large")
            return [kind.__name__, self._all((value.start, value.stop, value.step))]
        if value is Ellipsis or value is NotImplemented:
            return ["constant", str(value)]
        if isinstance(value, np.dtype):
            return ["dtype", value.str]
        if isinstance(value, np.generic) and kind.__module__ == "numpy" and value.dtype.kind in "biufcmMSU":
            return ["scalar", value.dtype.str, blob(value.tobytes())]
        fields = getattr(kind, "_fields", None) if isinstance(value, tuple) else None
        if isinstance(fields, tuple) and len(fields) <= _FIELDS:
            return ["named", kind.__name__, list(map(str, fields)), self._all(value)]
        if kind is type and value in _NAMES:
            return ["type", _NAMES[value]]
        return self._lend(value)

    def _all(self, values):
        return [self.encode(value) for value in values]

    def _lend(self, value):
        """What the other end needs for a stand-in; what is lent from there goes back by its token."""
        token = value._token if isinstance(value, (standins.Instance, standins.Lent)) else None
        if isinstance(value, (types.FunctionType, types.GeneratorType)):
            token = self.origin.get(value)
        if token is not None:
            return ["yours", token]
        if not self.trusting and (name := _known(value)):
            return ["name", *name]
        token = self.numbers.get(id(value))
        if token is None:
            token = self.numbers[id(value)] = next(self.memory.numbers)
            self.exported[token] = value
        return ["mine", token, self._about(value)]

    def _about(self, value):
        kind = type(value).__name__
        if isinstance(value, collections.abc.Iterator) and (self.trusting or not callable(value)):  # a mock is both
            return {"kind": "generator"}
        if not callable(value) or not (self.trusting or isinstance(value, _FUNCTIONS)):
            kind += f" with dtype {value.dtype.name}" if type(value) is np.ndarray else ""
            return {"kind": "object", "name": kind}
        name, doc = getattr(value, "__name__", kind), getattr(value, "__doc__", None)
        about = {"kind": "function", "name": str(name), "doc": doc[:5000] if isinstance(doc, str) else None}
        if self.trusting:
            code = getattr(value, "__code__", None)
            place = self.wire.cell(code) if isinstance(code, types.CodeType) else None
            about |= {"place": place, "signature": standins.signature_of(value)}
        return about

    def decode(self, code, blobs):
        """The value that a message holds."""
        with reading("a value"):
            return self._decode(code, blobs)

    def _decode(self, code, blobs, depth=0):
        if type(code) in _ATOMS or type(code) is int:
            return code
        if depth > _DEEPEST:
            raise Broken("a value that is nested too deeply")
        parts = functools.partial(map, lambda part: self._decode(part, blobs, depth + 1))
        match code:
            case ["@", token]:
                return self.memory.entries[token].object
            case ["int", digits]:
                return int(digits[: _BITS // 4 + 4], 16)
            case ["tuple", values]:
                return tuple(parts(values))
            case ["frozenset", values]:
                return frozenset(unlike(list(parts(values))))
            case ["complex", real, imaginary]:
                return complex(real, imaginary)
            case ["bytes", place]:
                return bytes(blobs[place])
            case ["range", values]:
                return range(*parts(values))[:_STEPS]
            case ["slice", values]:
                return slice(*parts(values))
            case ["constant", name]:
                return {"Ellipsis": Ellipsis, "NotImplemented": NotImplemented}[name]
            case ["dtype", text]:
                return plain_dtype(text)
            case ["scalar", text, place]:
                dtype, data = plain_dtype(text), blobs[place]
                return np.frombuffer(data, dtype, 1)[0] if dtype.itemsize else dtype.type()
            case ["named", name, fields, values]:
                return self._named_tuple(standins.word(name), tuple(map(str, fields)))(*parts(values))
            case ["type", name]:
                return _TYPES[name]
            case ["yours", token]:
                return self.own(token)
            case ["mine", token, about]:
                known = self.standins.get(token)
                return self._standin(token, about) if known is None else known
            case ["name", home, name] if self.trusting:
                return getattr(_MODULES[home], name)
        raise Broken("a value of an unknown kind")

    def _named_tuple(self, *made_of):
        if made_of not in self.tuples:
            if len(self.tuples) >= 100 or len(made_of[1]) > _FIELDS:
                raise Broken("too many kinds of named tuples")
            self.tuples[made_of] = collections.namedtuple(*made_of, rename=True)
        return self.tuples[made_of]

    def _standin(self, token, about):
        if type(token) is not int or not self.trusting and len(self.standins) > MOST:
            raise Broken("a stand-in without a number, or too many of them")
        match about["kind"]:
            case "function":
                cell, line = about.get("place") or (None, 0)
                made = standins.function(self.wire, token, about, None if self.trusting else self.wire.cell(cell), line)
                self.origin[made] = token
            case "generator":
                made = standins.generator(self.wire, token)
                self.origin[made] = token
            case "object" if self.trusting:
                made = standins.Lent(self.wire, token)
            case "object":
                made = standins.Instance(token, about["name"])
            case _:
                raise Broken("a stand-in of an unknown kind")
        self.standins[token] = made
        self.fresh.append(token)
        if not self.trusting:
            weakref.finalize(made, self.memory.dropped.append, token).atexit = False
        return made


def _known(value):
    """[module, name] of a function of NumPy or of the standard library: the other end has its own."""
    home, name = getattr(value, "__module__", None), getattr(value, "__name__", None)
    home = "numpy" if isinstance(value, np.ufunc) else home
    known = isinstance(home, str) and isinstance(name, str) and getattr(_MODULES.get(home), name, None) is value
    return [home, name] if known else None
