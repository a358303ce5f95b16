"""Stand-ins: what stands here for a function, a generator, a class or an object that stays in the other process.

Using one is a message over its wire. At the examiner's end they decide nothing in the student's favour: a test cannot compare or
compute with an object that the student's code controls.
"""

import numpy as np

_PAIRS = "add sub mul matmul truediv floordiv mod pow divmod lshift rshift and xor or".split()
_REFLECTED = {f"__r{name}__" for name in _PAIRS}
_BINARY = {f"__{name}__" for name in _PAIRS} | {f"__i{name}__" for name in _PAIRS} | _REFLECTED
_COMPARE = {"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"}
SPECIAL = (
    _BINARY
    | _COMPARE
    | {
        "__len__", "__getitem__", "__setitem__", "__delitem__", "__contains__", "__iter__", "__next__", "__bool__", "__float__",
        "__int__", "__index__", "__abs__", "__neg__", "__pos__", "__invert__", "__round__", "__call__", "__enter__", "__exit__",
        "__hash__", "__array__", "__complex__", "__reversed__",
    }
)  # fmt: skip
_CONVERSIONS = {
    "__abs__",
    "__float__",
    "__int__",
    "__index__",
    "__complex__",
    "__bool__",
    "__array__",
    "__round__",
    "__neg__",
    "__pos__",
}
_CONVERSIONS |= {"__invert__", "__iter__", "__getitem__", "__next__"} | _BINARY


class Forbidden(AssertionError):
    """A test compared or computed with an object that the student's code controls."""


class Standin:
    """Stands for an object of the student's process."""

    _own = frozenset()
    _mixed = False
    __array_ufunc__ = None  # NumPy leaves operators to the methods below

    def __init__(self, wire, token):
        object.__setattr__(self, "_wire", wire)
        object.__setattr__(self, "_token", token)

    def __getattr__(self, name):
        __tracebackhide__ = True
        if (
            name.startswith("__")
            and name.endswith("__")
            and name not in ("__name__", "__doc__", "__dict__", "__qualname__")
        ):
            raise AttributeError(name)
        return self._wire.attribute(self._token, name)

    def __setattr__(self, name, value):
        self._wire.assign(self._token, name, value)

    def __repr__(self):
        return str(self._wire.special(self._token, "__repr__"))

    def __str__(self):
        return str(self._wire.special(self._token, "__str__"))

    def __eq__(self, other):
        return self._compare("__eq__", other)

    def __ne__(self, other):
        return self._compare("__ne__", other)

    def __hash__(self):
        return hash(self._token)

    def _compare(self, name, other):
        __tracebackhide__ = True
        if self._wire.trusting:
            return (self is other) == (name == "__eq__")
        if other is self and name == "__eq__":
            return True
        if not isinstance(other, Standin):
            if other is None or isinstance(other, type):
                return name == "__ne__"
            raise Forbidden(
                f"an object of the class {type(self).__name__} came back, which cannot be compared with {_a(other)}: "
                "return plain numbers, strings, lists, dicts or arrays"
            )
        return self._wire.special(self._token, name, other) is True


def method_of(name):
    def method(self, *arguments):
        __tracebackhide__ = True
        if self._wire.trusting:
            return self._wire.special(self._token, name, *arguments)
        if name in _COMPARE and not all(isinstance(other, Standin) for other in arguments):
            return self._compare(name, *arguments)
        if name == "__contains__":  # decided here, entry by entry
            return any(item is arguments[0] or item == arguments[0] for item in self)
        value = self._wire.special(self._token, name, *arguments)
        foreign = name in _BINARY and not all(isinstance(other, Standin) for other in arguments)
        if foreign and isinstance(value, Standin):
            object.__setattr__(value, "_mixed", True)  # the test's own data went into it
        if (
            (foreign or (self._mixed and name in _CONVERSIONS))
            and not isinstance(value, Standin)
            and value is not NotImplemented
        ):
            raise Forbidden(
                f"an object of the class {type(self).__name__} came back, with which the test cannot compute: "
                "return plain numbers, strings, lists, dicts or arrays"
            )
        return _cast(name, value)

    method.__name__ = name
    return method


def _cast(name, value):
    """What Python demands of the result of a special method."""
    if name == "__array__" and not isinstance(value, np.ndarray):
        raise TypeError("__array__ gave no array")
    if name == "__len__" and (type(value) is not int or value < 0):
        raise TypeError("__len__ gave no number")
    return value


class StandinClass(Standin):
    """Stands for a class of the student's process."""

    def __init__(self, wire, token, name):
        super().__init__(wire, token)
        object.__setattr__(self, "_name", name)

    def __call__(self, *arguments, **named):
        __tracebackhide__ = True
        return self._wire.call(self._token, arguments, named)

    def __instancecheck__(self, thing):
        return isinstance(thing, Standin) and self._wire.special(self._token, "__instancecheck__", thing) is True

    def __subclasscheck__(self, thing):
        return isinstance(thing, StandinClass) and self._wire.special(self._token, "__subclasscheck__", thing) is True


class Callable(Standin):
    """Stands for a callable object with attributes, such as an activation with its derivative."""

    def __call__(self, *arguments, **named):
        __tracebackhide__ = True
        return self._wire.call(self._token, arguments, named)


def TEMPLATE(*args, **kwargs): __tracebackhide__ = True; return _call(args, kwargs)  # noqa: E702, E704, F821  # fmt: skip


def generator_of(wire, token):
    __tracebackhide__ = True
    sent = None
    try:
        while True:
            try:
                item = wire.special(token, "__next__", *(() if sent is None else (sent,)))
            except StopIteration as stop:
                return stop.value
            sent = yield item
    except GeneratorExit:
        if not wire.trusting:
            wire.dropped.append(token)
        raise


def _a(value):
    return "an array" if isinstance(value, np.ndarray) else f"a {type(value).__name__}"
