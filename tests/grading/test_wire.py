"""The wire between the examiner and a student's process, both ends in this process: what crosses, what stays, what is refused."""

import contextlib
import functools
import gc
import json
import socket
import struct
import threading
import time
import types
import warnings

import numpy as np
import pytest

from grading.standins import Forbidden, Standin
from grading.wire import Broken, Wire


class Ends:
    """The examiner's end in this thread, and the student's in another, where `code` has run; `get` brings its names over."""

    def __init__(self, code=""):
        here, there = socket.socketpair()
        self.space = {"np": np, "__name__": "__main__"}
        exec(code, self.space)
        self.thread = threading.Thread(target=self._serve, args=(there,), daemon=True)
        self.wire = Wire(here, False, {})
        self.wire.deadline = time.monotonic() + 30
        self.thread.start()

    def _serve(self, sock):
        self.student = Wire(sock, True, {"get": self._get, "run": self._run})
        with contextlib.suppress(Broken):
            self.student.loop()

    def _get(self, message):
        (name,) = self.student._values(message, 1)
        return {}, (self.space[name],)

    def _run(self, message):
        (code,) = self.student._values(message, 1)
        exec(code, self.space)
        return {}, (None,)

    def get(self, name):
        return self.wire.request("get", {}, (name,))["v"][0]

    def run(self, code):
        self.wire.request("run", {}, (code,))

    def close(self):
        self.wire.sock.close()
        self.thread.join(5)
        self.student.sock.close()


@pytest.fixture
def ends():
    made = []

    def make(code=""):
        made.append(Ends(code))
        return made[-1]

    yield make
    for one in made:
        one.close()


def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.shape == b.shape and a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return a == b or a != a


VALUES = [
    None,
    True,
    0,
    -3,
    1 << 200,
    0.1,
    float("inf"),
    float("nan"),
    -0.0,
    2 + 3j,
    "text \ud800 é\0",
    b"\0\xff",
    (),
    [],
    {},
    (1, [2, {"a": (3,)}]),
    {1: "a", (2, 3): [4.5], None: {}},
    {1, 2},
    frozenset({"a"}),
    range(2, 9, 3),
    slice(1, None, 2),
    ...,
    np.float32(0.1),
    np.int8(-3),
    np.bool_(True),
    np.str_("x"),
    np.zeros((0, 3)),
    np.array(3.5),
    np.arange(6).reshape(2, 3),
    np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    np.arange(12).reshape(3, 4)[:, 1],
    np.arange(12).reshape(3, 4).T[::-1],
    np.arange(24).reshape(2, 3, 4).transpose(2, 0, 1),
    np.array(["a", "bcd"]),
    np.array([1, np.nan], dtype=np.float32),
    np.array([1 + 2j]),
    np.arange(5, dtype=">i4"),
    np.array(["2020-01-01"], "M8[D]"),
    np.dtype("float32"),
    float,
    np.float64,
    np.array([[True], [False]]),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:30].encode("ascii", "replace").decode())
def test_plain_data_cross_and_come_back(ends, value):
    pair = ends(
        "seen = []\ndef echo(x):\n    seen.append(x)\n    return x\ndef fresh(x):\n    import copy\n    return copy.deepcopy(x)"
    )
    assert same(pair.get("fresh")(value), value)
    back = pair.get("echo")(value)
    assert same(back, value)
    assert same(pair.space["seen"][0], value)
    if isinstance(value, (np.ndarray, list, dict, set)):
        assert back is value  # the very object
        assert pair.space["seen"][0] is not value


def test_layout_is_kept(ends):
    pair = ends("def flags(A):\n    return A.flags.c_contiguous, A.flags.f_contiguous, A.flags.writeable")
    flags = pair.get("flags")
    A = np.ones((3, 4))
    assert flags(A) == (True, False, True)
    assert flags(np.ones((3, 4)).T) == (False, True, True)
    A = np.ones(3)
    A.flags.writeable = False
    assert flags(A) == (True, True, False)


def test_changes_in_place_are_carried_back(ends):
    pair = ends(
        """
def step(parameters, state, seen, rng, grid):
    for theta in parameters:
        theta -= 1
    state["t"] += 1
    state["m"][0][...] = 7
    state["new"] = parameters[0]
    seen.append(rng.normal())
    del grid[0]
    grid[0].add("x")
"""
    )
    parameters, kept = [np.ones(3), np.ones((2, 2)).T], None
    kept = list(parameters)
    flat = np.arange(10.0)
    parameters.append(flat[2:4])  # a view
    state, seen, rng, grid = {"t": 0, "m": [np.zeros(2)]}, [], np.random.default_rng(3), [1, {"y"}]
    m = state["m"][0]
    assert pair.get("step")(parameters, state, seen, rng, grid) is None
    assert all(new is old for new, old in zip(parameters, kept, strict=False))
    np.testing.assert_array_equal(parameters[0], np.zeros(3))
    np.testing.assert_array_equal(flat, [0, 1, 1, 2, 4, 5, 6, 7, 8, 9])
    assert state["t"] == 1 and state["m"][0] is m and m.tolist() == [7, 7] and state["new"] is parameters[0]
    other = np.random.default_rng(3)
    assert seen == [other.normal()] and rng.normal() == other.normal()
    assert grid == [{"x", "y"}]


def test_results_that_share_memory_still_do(ends):
    pair = ends(
        """
buffer = np.zeros(3)
def reuse(x):
    buffer[...] = x
    return buffer
def part(x):
    buffer[...] = x
    return buffer[:2]
def view(A):
    return A[1:], A.T, A
"""
    )
    reuse = pair.get("reuse")
    first = reuse(1.0)
    assert first.tolist() == [1, 1, 1]
    assert reuse(2.0) is first and first.tolist() == [2, 2, 2]
    part = pair.get("part")
    one, two = part(3.0), part(4.0)
    assert one.tolist() == [4, 4] and np.shares_memory(one, two) and np.shares_memory(one, first)
    A = np.arange(6.0).reshape(3, 2)
    rows, turned, whole = pair.get("view")(A)
    assert whole is A and np.shares_memory(rows, A) and np.shares_memory(turned, A)
    assert rows.tolist() == A[1:].tolist() and turned.tolist() == A.T.tolist()


def test_functions_that_a_test_hands_in(ends):
    pair = ends(
        """
def descend(gradient, theta, n):
    path = [theta]
    for _ in range(n):
        path.append(path[-1] - 0.5 * gradient(path[-1]))
    return np.array(path)
def train(parameters, step, batches):
    return [step(parameters, batch) for batch in batches(parameters)]
def slope(phi, x):
    return phi(x) + phi.derivative(x)
def name(f):
    return f.__name__, f is np.tanh
"""
    )
    assert pair.get("descend")(lambda t: t, np.array([8.0]), 3).tolist() == [[8], [4], [2], [1]]
    parameters, log = [np.zeros(2)], []

    def step(given, batch):
        assert given is parameters
        given[0] += batch
        log.append(given[0].copy())
        return len(log)

    def batches(given):
        yield np.ones(2)
        yield given[0] * 10

    assert pair.get("train")(parameters, step, batches) == [1, 2]
    assert parameters[0].tolist() == [11, 11] and [item.tolist() for item in log] == [[1, 1], [11, 11]]
    assert pair.get("name")(np.tanh) == ("tanh", True)
    assert pair.get("name")(step) == ("step", False)
    space = {"__name__": "utils.thing", "np": np}
    exec("class Phi:\n    _hidden = 3\n    def __call__(s, x): return x\n    def derivative(s, x): return 1", space)
    assert pair.get("slope")(space["Phi"](), 4) == 5
    assert pair.get("descend")(functools.partial(np.multiply, 1), np.array([8.0]), 1).tolist() == [[8], [4]]


def test_a_student_sees_nothing_of_the_examiner(ends):
    pair = ends("def look(thing, name):\n    return getattr(thing, name)\ndef call(f, *a):\n    return f(*a)")
    look = pair.get("look")

    class Case:
        public, _private = 1, 2

    Case.__module__ = "utils.checks"

    def function():
        return 1

    def numbers():
        yield 1

    assert look(Case(), "public") == 1
    iterator = numbers()
    for thing, name in [
        (Case(), "_private"),
        (Case(), "__class__"),
        (Case(), "__dict__"),
        (function, "__globals__"),
        (function, "__code__"),
        (iterator, "gi_frame"),
        (types, "FunctionType"),
        (functools.partial(function), "func"),
        (Case, "public"),
        (Case(), "__init__"),
    ]:
        with contextlib.suppress(AttributeError, PermissionError, TypeError):
            found = look(thing, name)
            # What is there is the stand-in's own, made over there.
            assert found is not getattr(thing, name), (thing, name)


def test_generators_and_closures(ends):
    pair = ends(
        """
def batches(X, rng):
    for i in rng.permutation(len(X)):
        X[i] += 1
        yield X[i], i
def counter():
    n = 0
    def count():
        nonlocal n
        n += 1
        return n
    return count
def talk():
    heard = yield 1
    yield heard
"""
    )
    rng, X = np.random.default_rng(0), np.zeros(4)
    made = pair.get("batches")(X, rng)
    assert isinstance(made, types.GeneratorType) and X.tolist() == [0, 0, 0, 0]
    assert [int(i) for _, i in made] == np.random.default_rng(0).permutation(4).tolist()
    assert X.tolist() == [1, 1, 1, 1]
    assert rng.bit_generator.state != np.random.default_rng(0).bit_generator.state
    count, other = pair.get("counter")(), pair.get("counter")()
    assert [count(), count(), other()] == [1, 2, 1]
    talk = pair.get("talk")()
    assert next(talk) == 1 and talk.send([5]) == [5]
    with pytest.raises(StopIteration):
        next(talk)


def test_errors_keep_their_class_and_message(ends):
    pair = ends(
        """
class Own(ValueError):
    pass
def fail(kind):
    if kind == "own":
        raise Own("mine", 3)
    if kind == "key":
        return {}["k"]
    if kind == "exit":
        raise SystemExit(3)
    if kind == "unicode":
        return b"\\xff".decode()
    if kind == "numpy":
        return np.linalg.inv(np.zeros((2, 2)))
    raise AssertionError("no")
def through(f):
    return f()
def swallow(f):
    try:
        f()
    except AssertionError as error:
        return str(error)
"""
    )
    fail = pair.get("fail")
    with pytest.raises(ValueError, match="mine") as caught:
        fail("own")
    assert type(caught.value).__name__ == "Own"
    with pytest.raises(KeyError, match="'k'"):
        fail("key")
    with pytest.raises(SystemExit):
        fail("exit")
    with pytest.raises(UnicodeError, match="codec can't decode"):
        fail("unicode")
    with pytest.raises(np.linalg.LinAlgError, match="Singular"):
        fail("numpy")
    mine = AssertionError("the test's own")

    def check():
        raise mine

    with pytest.raises(AssertionError) as caught:
        pair.get("through")(check)
    assert caught.value is mine
    assert pair.get("swallow")(check) == "the test's own"
    own = pair.get("Own")
    with pytest.raises(own):
        fail("own")


def test_numpy_error_state_and_warnings_reach_the_function(ends):
    pair = ends("def f(x):\n    return np.exp(x)")
    f = pair.get("f")
    with np.errstate(over="raise"), pytest.raises(FloatingPointError):
        f(np.array([1e5]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RuntimeWarning):
            f(np.array([1e5]))


def test_objects_stay_where_they_are(ends):
    pair = ends(
        """
class Vector:
    def __init__(self, x):
        self.x = x
    def __add__(self, other):
        return Vector(self.x + other.x)
    def __rmul__(self, k):
        return Vector(k * self.x)
    def __eq__(self, other):
        return isinstance(other, Vector) and self.x == other.x
    def __len__(self):
        return 2
    def __getitem__(self, i):
        return [self.x, 5][i]
    def norm(self):
        return abs(self.x)
    def __repr__(self):
        return f"Vector({self.x})"
"""
    )
    Vector = pair.get("Vector")
    a, b = Vector(3), Vector(-4)
    assert isinstance(a, Vector) and not isinstance(3, Vector) and isinstance(a, Standin)
    assert a.x == 3 and b.norm() == 4 and (a + b).x == -1 and (2 * a).x == 6
    assert a == Vector(3) and a != b and len(a) == 2 and a[1] == 5 and list(a) == [3, 5] and repr(b) == "Vector(-4)"
    a.x = 10
    assert a.x == 10 and a.norm() == 10
    assert type(a).__name__ == "Vector"


LIAR = """
class Liar:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __lt__
    def __sub__(self, other): return self
    __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __truediv__ = __sub__
    def __abs__(self): return 0.0
    def __float__(self): return 0.0
    def __bool__(self): return True
    def __array__(self, dtype=None, copy=None): return np.zeros(2)
    def __contains__(self, x): return True
class Zero(Liar):
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
def answer(): return Liar()
def zero(): return Zero()
"""


@pytest.mark.parametrize(
    "test",
    [
        "assert answer() == 4",
        "assert 4 == answer()",
        "assert not answer() != 4",
        "assert answer() <= 4",
        "assert 4 > answer()",
        "assert abs(answer() - 4) < 1e-9",
        "assert abs(4 - answer()) < 1e-9",
        "assert float(answer() - 4) == 0.0",
        "assert abs(zero() - 4) < 1e-9",
        "np.testing.assert_allclose(answer(), [4.0, 5.0])",
        "np.testing.assert_equal(answer(), 4)",
        "assert np.all(np.array([4.0, 5.0]) == answer())",
        "assert np.linalg.norm(np.array([4.0, 5.0]) - answer()) < 1",
        "assert np.allclose(answer() - np.array([4.0, 5.0]), 0)",
        "assert np.array_equal(answer(), np.array([4.0, 5.0]))",
        "assert answer() in [4]",
        "assert [answer()] == [4]",
        "assert bool(answer() - 4) is False",
        "assert {'a': answer()} == {'a': 4}",
        "assert 4 in answer()",
        "assert isinstance(answer(), float)",
        "assert type(answer()) is int",
        "assert (answer() - 4) / 4 < 1e-9",
    ],
)
def test_an_object_that_is_equal_to_everything_passes_nothing(ends, test):
    pair = ends(LIAR)
    space = {"np": np, "answer": pair.get("answer"), "zero": pair.get("zero")}
    with pytest.raises((AssertionError, TypeError, ValueError)):
        exec(test, space)


def test_what_a_test_computes_does_not_leak_into_an_object(ends):
    pair = ends("class Spy:\n    def __rsub__(self, other): return other\ndef spy(): return Spy()")
    with pytest.raises((Forbidden, TypeError)):
        4.0 - pair.get("spy")()
    with pytest.raises((Forbidden, TypeError)):
        np.array([4.0]) - pair.get("spy")()


def test_only_what_a_call_was_given_may_be_changed(ends):
    pair = ends(
        "kept = []\ndef keep(x):\n    kept.append(x)\n    return 0\ndef spoil():\n    kept[0][...] = 0\n    return 0"
    )
    keep, spoil = pair.get("keep"), pair.get("spoil")
    X = np.ones(3)
    keep(X)
    spoil()
    assert X.tolist() == [1, 1, 1]
    assert pair.get("kept")[0] is X
    keep(X)
    assert pair.space["kept"][1].tolist() == [1, 1, 1]  # and it is sent again


def test_nothing_is_kept_for_ever(ends):
    pair = ends("def f(x):\n    return [x * 2, {'a': x}]\ndef g():\n    return lambda: 1")
    f, g = pair.get("f"), pair.get("g")
    for _ in range(50):
        f(np.ones(3))
        g()
    gc.collect()
    f(np.ones(3))
    assert len(pair.wire.shared) < 10
    assert len(pair.student.exported) < 10
    assert len(pair.student.shared) < 15


PAIR = [4, "array", "<f8", [2], [0], True, False]
HOSTILE = {
    "not JSON": b"{",
    "no object": b"[1]",
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "sizes": b'{"sizes": [-5, 5]}',
    "unknown tag": {"v": ["tuple", [["pickle", 0]]]},
    "not known": {"v": ["tuple", [["@", 999]]]},
    "no tuple": {"v": 3, "new": 5},
    "its own token": {"v": None, "new": [[3, "list"]]},
    "huge": {"v": None, "new": [[4, "array", "<f8", [1 << 40], [0], True, False]]},
    "object dtype": {"v": None, "new": [[4, "array", "|O", [1], [0], True, False]]},
    "negative": {"v": None, "new": [[4, "array", "<f8", [-1], [0], True, False]]},
    "view outside": {"v": None, "new": [PAIR, [6, "view", 4, 8, "<f8", [5], [8], True]], "set": []},
    "view before": {"v": None, "new": [PAIR, [6, "view", 4, -8, "<f8", [1], [8], True]], "set": []},
    "mine": {"v": ["tuple", [["yours", 12345]]]},
    "order": {"v": None, "new": [[4, "array", "<f8", [2, 3], [0, 0], True, False]]},
    "name": {"v": ["tuple", [["name", "builtins", "eval"]]]},
    "dict of lists": {"v": ["tuple", [["@", 4]]], "new": [[4, "dict"]], "set": [[4, [["@", 4], 1]]]},
    "error": {"error": [1]},
    "deep value": {"v": functools.reduce(lambda inner, _: ["tuple", [inner]], range(90), 1)},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_message_that_is_not_from_the_wire_breaks_it_and_nothing_else(name):
    content = HOSTILE[name]
    text = content if isinstance(content, bytes) else json.dumps({"sizes": []} | content).encode()
    _answered(struct.pack(">II", len(text), 0) + text)


def test_a_message_too_large_is_not_read():
    _answered(struct.pack(">II", 0xFFFFFFFF, 0xFFFFFFFF))


def _answered(data):
    here, there = socket.socketpair()
    with here, there:
        wire = Wire(here, False, {})
        wire.deadline = time.monotonic() + 5
        there.sendall(data)
        with pytest.raises(Broken):
            wire.request("call", {"of": 1}, ((), {}))
