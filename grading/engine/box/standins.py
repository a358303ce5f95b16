"""What an end has of a function, a generator or an object that stays in the other process; using it is a message over the wire.

An object of a student's own class is of no use to a test: whatever a test does with it, its answer would come from the student's
code, and the test would not be one.
"""

import builtins
import functools
import inspect
import keyword
import re
import types

_WORD, _TITLE = re.compile(r"[^\W\d]\w{0,80}"), re.compile(r"[\w ]{1,80}")
_KINDS = [inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.VAR_POSITIONAL]
_KINDS += [inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD]


def word(name):
    """A name that the other end chose, if it can be one."""
    return name if isinstance(name, str) and _WORD.fullmatch(name) and not keyword.iskeyword(name) else "Something"


class Refused(AssertionError):
    """A test compared or computed with an object of a student's class."""


class Instance:
    """Stands, at the examiner's end, for an object of a class that cannot cross. Every use of it is refused."""

    __slots__ = ("__weakref__", "_name", "_token")
    __array_ufunc__ = None  # NumPy leaves operators to the methods below
    __hash__ = object.__hash__

    def __init__(self, token, name):
        self._token, self._name = token, name if isinstance(name, str) and _TITLE.fullmatch(name) else "Something"

    def __repr__(self):
        return f"an object of the class {self._name}"

    def __getattr__(self, name):
        __tracebackhide__ = True
        if name.startswith("__"):
            raise AttributeError(name)
        self._refuse()

    def _refuse(self, *arguments):
        __tracebackhide__ = True
        raise Refused(
            f"an object of the class {self._name} came back, which a test can neither compare nor compute with: "
            "return plain numbers, strings, lists, dicts or arrays"
        )


_PAIRS = "add sub mul matmul truediv floordiv mod pow divmod lshift rshift and xor or".split()
_USES = "eq ne lt le gt ge bool len iter next contains getitem setitem delitem reversed enter array".split()
_USES += "float int index complex abs neg pos invert round trunc floor ceil".split()
for _name in [*_USES, *(part + name for name in _PAIRS for part in ("", "r", "i"))]:
    setattr(Instance, f"__{_name}__", Instance._refuse)


class Lent:
    """Stands, at the student's end, for an object of the test that is more than a function: an activation with its derivative."""

    def __init__(self, wire, token):
        self._wire, self._token = wire, token

    def __call__(self, *arguments, **named):
        return self._wire.call(self._token, arguments, named)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self._wire.attribute(self._token, name)


def _template(*args, **kwargs):
    __tracebackhide__ = True
    return _call(args, kwargs)  # noqa: F821  # in the globals that `function` gives it


def function(wire, token, about, file=None, line=1):
    """Stands for a function, with its name, docstring and signature; its source seems to stand in a file, if one is named."""
    name = "<lambda>" if about["name"] == "<lambda>" else word(about["name"])
    code = _template.__code__.replace(co_name=name, co_qualname=name)
    if file and type(line) is int and 0 < line < 100_000:
        code = code.replace(co_filename=file, co_firstlineno=line)
    space = {"_call": functools.partial(wire.call, token), "__name__": "__main__", "__builtins__": builtins}
    made = types.FunctionType(code, space, name)
    made.__doc__ = about["doc"] if isinstance(about.get("doc"), str) else None
    if about.get("signature"):
        made.__signature__ = inspect.Signature([_parameter(*described) for described in about["signature"]])
    return made


def _parameter(name, kind, *default):
    return inspect.Parameter(name, _KINDS[kind], **({"default": default[0]} if default else {}))


def signature_of(called):
    """The parameters of a function as plain data: name, kind and the default, if it has one. None where Python cannot tell."""
    try:
        parameters = list(inspect.signature(called).parameters.values())[:50]
    except (ValueError, TypeError):
        return None
    plain = (type(None), bool, int, float, str)
    defaults = [[] if p.default is p.empty else [p.default if type(p.default) in plain else "..."] for p in parameters]
    return [[p.name, int(p.kind), *default] for p, default in zip(parameters, defaults)]


def generator(wire, token):
    """Stands for a generator."""
    __tracebackhide__ = True
    sent = None
    while True:
        ended, value = wire.next(token, sent)
        if ended:
            return value
        sent = yield value
