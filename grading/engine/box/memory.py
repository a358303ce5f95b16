"""Mutable objects that both ends have: arrays, views into them, random generators, lists, dicts and sets.

Each has a token, a number by which both ends know it. A message says which of them are new and which have changed since the last
one. So what one side changes in place changes on the other, and an object that comes back is the very object that left.
"""

import collections
import itertools
import math
import operator
import sys

import numpy as np

from .arrays import NUMBERS, are_sizes, axes_in_memory, is_dense, owner_of, plain_dtype, view
from .channel import BLOB_LIMIT, Broken, TooLarge, reading

MOST = 30_000  # objects that both ends know at one time
_BITS = {name: getattr(np.random, name) for name in ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")}


class Memory:
    """The objects that one end shares with the other; `encode` and `decode` are those of what lists, dicts and sets hold."""

    def __init__(self, trusting, encode, decode):
        self.trusting, self.encode, self.decode = trusting, encode, decode
        self.numbers = itertools.count(2 if trusting else 3, 2)  # the student's end gives out even ones
        self.entries, self.tokens = {}, {}  # token -> Shared, id(object) -> token
        self.owners = {}  # id(array that owns the memory of a shared one) -> token
        self.new, self.blobs = [], []  # of the message that is being written
        self.dropped = []  # tokens that the other end may forget
        self.lent = []  # for each call in progress: the tokens of what the other end may change in it

    def token(self, thing):
        """The token of an object that `is_shared`; a new one if the other end has not seen it."""
        token = self.tokens.get(id(thing))
        if token is None:
            if getattr(thing, "nbytes", 0) > BLOB_LIMIT:
                raise TooLarge("the data are too large")
            anchor = self._anchor_of_view(thing)
            token = next(self.numbers)
            entry = View(thing, True, anchor) if anchor else _OF[type(thing)](thing, True)
            self._add(token, entry)
            self.new.append([token, entry.kind, *entry.birth()])
        return token

    def blob(self, data):
        """Put bytes into the message; returns their place in it."""
        self.blobs.append(data)
        return len(self.blobs) - 1

    def put(self, message, *values):
        """Write `values` into a message, as "v", and all that is new or has changed."""
        if not self.trusting:
            self._sweep()
        self.new, self.blobs, changes = [], [], []
        known = list(self.entries)
        message |= {"new": self.new, "set": changes, "blobs": self.blobs}
        try:
            if values:
                message["v"] = self.encode(values)
            for token in known:
                self._note(token, changes)
            for token, *_ in self.new:  # it grows: what a new object holds may be new, too
                self._note(token, changes)
            if len(self.new) > MOST:
                raise TooLarge("the data are too large")
        except BaseException:
            self.unsent(message)
            raise

    def _note(self, token, changes):
        content = self.entries[token].content(self)
        if content is not None:
            changes.append([token, content])

    def unsent(self, message):
        """A message was written, but not sent: what it said has to be said again."""
        for token, *_ in message["new"]:
            self.forget(token)
        for token, _ in message["set"]:
            if token in self.entries:
                self.entries[token].seen = None

    def take(self, message):
        """Bring the objects up to date with a message."""
        with reading("data"):
            size = 0
            for token, kind, *fields in message.get("new", ()):
                if not self.trusting and (type(token) is not int or token % 2 or token in self.entries):
                    raise Broken("a token that is not its own")
                entry = _KINDS.get(kind, Container).made(self, kind, *fields)
                size += entry.object.nbytes if kind == "array" else 0
                self._add(token, entry)
                if not self.trusting and (size > 2 * BLOB_LIMIT or len(self.entries) > MOST):
                    raise Broken("the data are too large")
            for token, content in message.get("set", ()):
                entry = self.entries.get(token)
                if entry is None:
                    continue  # dropped in the meantime
                if not self.trusting and entry.mine and not self.is_lent(token):
                    entry.seen = None  # a student's function kept it and changed it: it is sent again
                else:
                    entry.take(self, content, message["blobs"])

    def _add(self, token, entry):
        self.entries[token] = entry
        self.tokens[id(entry.object)] = token
        if entry.owner:
            self.owners[entry.owner] = token

    def forget(self, token):
        entry = self.entries.pop(token, None)
        if entry is not None:
            self.tokens.pop(id(entry.object), None)
            if self.owners.get(entry.owner) == token:
                del self.owners[entry.owner]

    def is_lent(self, token):
        return any(token in tokens for tokens in self.lent)

    def _sweep(self):
        """Forget what nobody on this side holds any more. The examiner decides; the student's end follows."""
        todo = list(self.entries)
        while todo:
            token = todo.pop()
            entry = self.entries.get(token)
            if entry and sys.getrefcount(entry.object) <= 2 and not self.is_lent(token):
                self.forget(token)
                self.dropped.append(token)
                todo += entry.children

    def reach(self, codes, lent):
        """The tokens in encoded values, and all that goes with them; `lent` says it of stand-ins, by their tokens."""
        found, todo = set(), list(_tokens(codes))
        while todo:
            token = todo.pop()
            if token not in found:
                found.add(token)
                todo += self.entries[token].children if token in self.entries else lent.get(token, ())
        return found

    def _anchor(self, array):
        """(token, offset in bytes) of the shared array whose memory an array looks into, or None."""
        base = array.base
        while isinstance(base, np.ndarray):
            entry = self.entries.get(token := self.tokens.get(id(base), self.owners.get(id(base))))
            if type(entry) is Array and is_dense(entry.object):
                return token, array.ctypes.data - entry.object.ctypes.data
            base = base.base
        return None

    def _anchor_of_view(self, thing):
        """The anchor of an array that crosses as a view; None for all else."""
        if type(getattr(thing, "base", None)) is not np.ndarray or thing.dtype.kind not in NUMBERS or not thing.size:
            return None
        if self.trusting and self._anchor(thing) is None:  # of a student's own array the whole crosses, if it is small
            whole = owner_of(thing)
            is_small = whole.nbytes <= 2 * thing.nbytes + 4096
            if is_small and is_shared(whole) and whole.dtype.kind in NUMBERS and is_dense(whole):
                self.token(whole)
        return self._anchor(thing)


# ---------------------------------------------------------------- the kinds of objects


class Shared:
    """A mutable object that both ends have."""

    owner = 0  # id of the array that owns its memory, if that is another object

    def __init__(self, thing, mine):
        self.object, self.mine = thing, mine  # mine: it was made on this side
        self.seen, self.children = None, ()  # its content as the other end knows it, the tokens of what is in it

    def birth(self):
        """What the other end needs to make it."""
        return []

    def content(self, memory):
        """What goes into a message, if the object is not as the other end knows it; else None."""

    def take(self, memory, content, blobs):
        """Become what a message says."""


class Array(Shared):
    kind = "array"

    def __init__(self, thing, mine):
        super().__init__(thing, mine)
        self.order, self.is_locked = axes_in_memory(thing), False  # order: of the axes in a message
        owner = owner_of(thing)
        if owner is not thing and owner.nbytes == thing.nbytes and is_dense(thing):
            self.owner = id(owner)

    def birth(self):
        thing = self.object
        return [thing.dtype.str, list(thing.shape), self.order, thing.flags.writeable]

    @classmethod
    def made(cls, memory, kind, dtype, shape, order, is_writeable):
        dtype = plain_dtype(dtype)
        if not are_sizes(shape) or math.prod(shape) * dtype.itemsize > BLOB_LIMIT:
            raise Broken("an array that is too large")
        if sorted(order) != list(range(len(shape))):
            raise Broken("an array of a strange shape")
        thing = np.zeros([shape[axis] for axis in order], dtype)
        thing = thing.transpose(np.argsort(order)) if len(order) > 1 else thing
        entry = cls(thing, False)
        entry.order, entry.is_locked = order, not is_writeable
        return entry

    def _in_order(self):
        thing = self.object
        return thing.transpose(self.order) if thing.ndim == len(self.order) else thing

    def content(self, memory):
        thing, data = self.object, self._in_order().tobytes()
        if self.seen and len(data) != len(self.seen[1]):
            memory.forget(memory.tokens[id(thing)])
            raise ValueError("an array that both sides know was resized")
        if self.seen == (thing.shape, data):
            return None
        self.seen = (thing.shape, data)
        return [list(thing.shape), memory.blob(data)]

    def take(self, memory, content, blobs):
        thing, (shape, blob) = self.object, content
        data = bytes(blobs[blob])
        if len(data) != thing.nbytes:
            raise Broken("an array of another size")
        if list(thing.shape) != shape and math.prod(shape) == thing.size:
            thing.shape = shape
        to = self._in_order()
        to[...] = np.frombuffer(data, thing.dtype).reshape(to.shape)
        if self.is_locked:
            thing.flags.writeable = False
        self.seen = (thing.shape, data)


class View(Shared):
    """An array that looks into the memory of a shared one, which carries its content."""

    kind = "view"

    def __init__(self, thing, mine, anchor):
        super().__init__(thing, mine)
        self.anchor, self.children = anchor, anchor[:1]

    def birth(self):
        thing = self.object
        return [*self.anchor, thing.dtype.str, list(thing.shape), list(thing.strides), thing.flags.writeable]

    @classmethod
    def made(cls, memory, kind, base, offset, dtype, shape, strides, is_writeable):
        thing = view(memory.entries[base].object, offset, plain_dtype(dtype), shape, strides)
        if not is_writeable:
            thing.flags.writeable = False
        return cls(thing, False, (base, offset))


class Draws(Shared):
    """A random generator; its content is its state."""

    kind = "rng"

    def birth(self):
        return [type(self.object.bit_generator).__name__]

    @classmethod
    def made(cls, memory, kind, name):
        return cls(np.random.Generator(_BITS[name](0)), False)

    def content(self, memory):
        state = _plain_state(self.object.bit_generator.state)
        if self.seen == state:
            return None
        self.seen = state
        return state

    def take(self, memory, content, blobs):
        for key, most in (("pos", 624), ("buffer_pos", 4)):  # NumPy reads there, wherever that is
            if not all(0 <= place.get(key, 0) <= most for place in (content, content["state"])):
                raise Broken("a random generator that cannot be")
        self.object.bit_generator.state = _full_state(content)
        self.seen = content


def unlike(keys):
    """Keys of a dict or parts of a set, unless so many have the same hash that it would take for ever to put them there."""
    if keys and max(collections.Counter(map(hash, keys)).values()) > 100:
        raise Broken("keys that are made to collide")
    return keys


def _fill_dict(thing, parts):
    thing.update(zip(unlike(parts[::2]), parts[1::2], strict=True))


def _pairs(items):
    return [part for pair in items.items() for part in pair]


# kind of container -> its parts in a list; how it is filled with them
_PARTS = {list: list, set: list, dict: _pairs}
_FILL = {list: list.extend, set: lambda thing, parts: thing.update(unlike(parts)), dict: _fill_dict}


class Container(Shared):
    """A list, a set or a dict."""

    def __init__(self, thing, mine):
        super().__init__(thing, mine)
        self.kind = type(thing).__name__

    @classmethod
    def made(cls, memory, kind):
        return cls({"list": list, "set": set, "dict": dict}[kind](), False)

    def content(self, memory):
        parts = _PARTS[type(self.object)](self.object)
        if self.seen is not None and len(parts) == len(self.seen) and all(map(operator.is_, parts, self.seen)):
            return None  # parts that can change have tokens of their own
        content = [memory.encode(part) for part in parts]
        self.seen, self.children = parts, tuple(_tokens(content))
        return content

    def take(self, memory, content, blobs):
        thing, parts = self.object, [memory.decode(part, blobs) for part in content]
        thing.clear()
        _FILL[type(thing)](thing, parts)
        self.seen, self.children = _PARTS[type(thing)](thing), tuple(_tokens(content))


_KINDS = {"array": Array, "view": View, "rng": Draws}
_OF = dict.fromkeys((list, set, dict), Container) | {np.random.Generator: Draws, np.ndarray: Array, np.matrix: Array}


def is_shared(thing):
    """Is this an object that both ends can have?"""
    kind = _OF.get(type(thing))
    if kind is Array:
        return thing.dtype.kind in "biufcmMSU"
    return kind is not None and (kind is not Draws or type(thing.bit_generator).__name__ in _BITS)


def _tokens(codes):
    """The tokens in encoded values."""
    for code in codes:
        match code:
            case ["@" | "mine" | "yours", int() as token, *_]:
                yield token
            case ["tuple" | "frozenset" | "slice", parts] | ["named", _, _, parts]:
                yield from _tokens(parts)


def _plain_state(state):
    """The state of a random generator, as JSON holds it."""
    if isinstance(state, dict):
        return {key: _plain_state(value) for key, value in state.items()}
    if isinstance(state, np.ndarray):
        return {"dtype": state.dtype.str, "values": state.tolist()}
    return state if isinstance(state, str) else int(state)  # of NumPy's integers some are no int


def _full_state(state):
    if isinstance(state, dict):
        if set(state) == {"dtype", "values"}:
            return np.array(state["values"], plain_dtype(state["dtype"]))
        return {key: _full_state(value) for key, value in state.items()}
    return state
