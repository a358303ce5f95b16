"""The wire between the examiner and a student's process, both ends in this process: what crosses, what stays, what is refused."""

import contextlib
import functools
import gc
import types
import warnings

import numpy as np
import pytest

from grading.engine.box.standins import Instance, Refused


def twice(x):
    return 2 * x


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


VALUES = """
None; True; 0; -3; 1 << 200; 0.1; float("inf"); float("nan"); -0.0; 2 + 3j; "text \\ud800 é\\0"; b"\\0\\xff"; (); []; {}
(1, [2, {"a": (3,)}]); {1: "a", (2, 3): [4.5], None: {}}; {1, 2}; frozenset({"a"}); range(2, 9, 3); slice(1, None, 2); ...
np.float32(0.1); np.int8(-3); np.bool_(True); np.str_("x"); np.dtype("float32"); float; np.float64
np.zeros((0, 3)); np.array(3.5); np.arange(6).reshape(2, 3); np.asfortranarray(np.arange(6.0).reshape(2, 3))
np.arange(12).reshape(3, 4)[:, 1]; np.arange(12).reshape(3, 4).T[::-1]; np.arange(24).reshape(2, 3, 4).transpose(2, 0, 1)
np.array(["a", "bcd"]); np.array([1, np.nan], dtype=np.float32); np.array([1 + 2j]); np.arange(5, dtype=">i4")
np.array(["2020-01-01"], "M8[D]"); np.array([[True], [False]])
"""
ECHO = """
import copy
seen = []
def echo(x):
    seen.append(x)
    return x
def fresh(x): return copy.deepcopy(x)
"""


@pytest.mark.parametrize("text", [text.strip() for line in VALUES.strip().splitlines() for text in line.split("; ")])
def test_plain_data_cross_and_come_back(ends, text):
    value, pair = eval(text), ends(ECHO)
    assert same(pair.get("fresh")(value), value)
    back, seen = pair.get("echo")(value), pair.space["seen"][0]
    assert same(back, value) and same(seen, value)
    if isinstance(value, (np.ndarray, list, dict, set)):
        assert back is value and seen is not value  # the very object


def test_a_named_tuple_keeps_its_names(ends):
    code = "import collections\ndef f():\n    return collections.namedtuple('Pair', ['a', 'all'])([1], 2)"
    pair = ends(code).get("f")()
    assert isinstance(pair, tuple) and pair == ([1], 2) and pair.a == [1] and type(pair).__name__ == "Pair"


def test_layout_is_kept(ends):
    flags = ends("def flags(A):\n    return A.flags.c_contiguous, A.flags.f_contiguous, A.flags.writeable").get("flags")
    A = np.ones(3)
    A.flags.writeable = False
    for array, expected in ((np.ones((3, 4)), (1, 0, 1)), (np.ones((3, 4)).T, (0, 1, 1)), (A, (1, 1, 0))):
        assert flags(array) == expected


def test_changes_in_place_are_carried_back(ends):
    code = """
def step(parameters, state, seen, rng, grid):
    for theta in parameters: theta -= 1
    state["t"] += 1
    state["m"][0][...] = 7
    state["new"] = parameters[0]
    seen.append(rng.normal())
    del grid[0]
    grid[0].add("x")
"""
    step = ends(code).get("step")
    parameters, flat = [np.ones(3), np.ones((2, 2)).T], np.arange(10.0)
    kept = [*parameters, flat[2:4]]  # the last is a view
    parameters.append(kept[2])
    state, seen, rng, grid = {"t": 0, "m": [np.zeros(2)]}, [], np.random.default_rng(3), [1, {"y"}]
    m = state["m"][0]
    assert step(parameters, state, seen, rng, grid) is None
    assert all(new is old for new, old in zip(parameters, kept, strict=True))
    np.testing.assert_array_equal(parameters[0], np.zeros(3))
    np.testing.assert_array_equal(flat, [0, 1, 1, 2, 4, 5, 6, 7, 8, 9])
    assert state["t"] == 1 and state["m"][0] is m and m.tolist() == [7, 7] and state["new"] is parameters[0]
    other = np.random.default_rng(3)
    assert seen == [other.normal()] and rng.normal() == other.normal()
    assert grid == [{"x", "y"}]


def test_results_that_share_memory_still_do(ends):
    code = """
buffer = np.zeros(3)
def reuse(x):
    buffer[...] = x
    return buffer
def part(x): return reuse(x)[:2]
def view(A): return A[1:], A.T, A
"""
    pair = ends(code)
    reuse, part = pair.get("reuse"), pair.get("part")
    first = reuse(1.0)
    assert first.tolist() == [1, 1, 1] and reuse(2.0) is first and first.tolist() == [2, 2, 2]
    one, two = part(3.0), part(4.0)
    assert one.tolist() == [4, 4] and np.shares_memory(one, two) and np.shares_memory(one, first)
    A = np.arange(6.0).reshape(3, 2)
    rows, turned, whole = pair.get("view")(A)
    assert whole is A and np.shares_memory(rows, A) and np.shares_memory(turned, A)
    assert rows.tolist() == A[1:].tolist() and turned.tolist() == A.T.tolist()


def test_functions_that_a_test_hands_in(ends):
    code = """
def descend(gradient, theta, n):
    path = [theta]
    for _ in range(n): path.append(path[-1] - 0.5 * gradient(path[-1]))
    return np.array(path)
def train(parameters, step, batches): return [step(parameters, batch) for batch in batches(parameters)]
def slope(phi, x): return phi(x) + phi.derivative(x)
def name(f): return f.__name__, f is np.tanh
"""
    pair = ends(code)
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
    assert pair.get("name")(np.tanh) == ("tanh", True) and pair.get("name")(step) == ("step", False)
    space = {"__name__": "utils.thing", "np": np}
    exec("class Phi:\n    _hidden = 3\n    def __call__(s, x): return x\n    def derivative(s, x): return 1", space)
    assert pair.get("slope")(space["Phi"](), 4) == 5
    assert pair.get("descend")(functools.partial(np.multiply, 1), np.array([8.0]), 1).tolist() == [[8], [4]]


def test_a_student_sees_nothing_of_the_examiner(ends):
    look = ends("def look(thing, name): return getattr(thing, name)").get("look")
    Case = type("Case", (), {"public": 1, "_private": 2, "__module__": "utils.checks.case"})
    numbers = (number for number in [1])
    assert look(Case(), "public") == 1
    hidden = [(Case(), name) for name in ("_private", "__class__", "__dict__", "__init__")]
    hidden += [(twice, "__globals__"), (twice, "__code__"), (numbers, "gi_frame"), (types, "FunctionType")]
    for thing, name in [*hidden, (functools.partial(twice), "func"), (Case, "public")]:
        with contextlib.suppress(AttributeError, PermissionError, TypeError):
            # What is there is the stand-in's own, made over there.
            assert look(thing, name) is not getattr(thing, name), (thing, name)


def test_generators_and_closures(ends):
    code = """
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
def pairs(): return zip([1, 2], "ab")
class Countdown:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if not self.n: raise StopIteration
        self.n -= 1
        return self.n
class Power:
    def __init__(self, n): self.n = n
    def __call__(self, x): return x ** self.n
square = Power(2)
"""
    pair = ends(code)
    rng, X = np.random.default_rng(0), np.zeros(4)
    made = pair.get("batches")(X, rng)
    assert isinstance(made, types.GeneratorType) and X.tolist() == [0, 0, 0, 0]
    assert [int(i) for _, i in made] == np.random.default_rng(0).permutation(4).tolist() and X.tolist() == [1, 1, 1, 1]
    assert rng.bit_generator.state != np.random.default_rng(0).bit_generator.state
    count, other = pair.get("counter")(), pair.get("counter")()
    assert [count(), count(), other()] == [1, 2, 1]
    talk = pair.get("talk")()
    assert next(talk) == 1 and talk.send([5]) == [5]
    with pytest.raises(StopIteration):
        next(talk)
    # An iterator or a callable of a student's own class is as good as a generator or a function.
    assert list(pair.get("pairs")()) == [(1, "a"), (2, "b")] and list(pair.get("Countdown")(3)) == [2, 1, 0]
    assert pair.get("square")(3) == 9 and pair.get("square").__name__ == "Power"


def test_errors_keep_their_class_and_message(ends):
    code = """
class Own(ValueError): pass
def own(): raise Own("mine", 3)
def key(): return {}["k"]
def exit(): raise SystemExit(3)
def unicode(): return b"\\xff".decode()
def numpy(): return np.linalg.inv(np.zeros((2, 2)))
def end(): raise StopIteration("ended")
def through(f): return f()
def swallow(f):
    try: f()
    except AssertionError as error: return str(error)
"""
    pair = ends(code)
    for function, error, message, name in (
        ("own", ValueError, "mine", "Own"),
        ("key", KeyError, "'k'", "KeyError"),
        ("exit", SystemExit, "3", "SystemExit"),
        ("unicode", UnicodeError, "codec can't decode", "UnicodeDecodeError"),
        ("numpy", np.linalg.LinAlgError, "Singular", "LinAlgError"),
        ("end", Exception, "ended", "StopIteration"),
    ):
        with pytest.raises(error, match=message) as caught:
            pair.get(function)()
        assert type(caught.value).__name__ == name and not isinstance(caught.value, StopIteration)
    mine = AssertionError("the test's own")

    def check():
        raise mine

    with pytest.raises(AssertionError) as caught:
        pair.get("through")(check)
    assert caught.value is mine and pair.get("swallow")(check) == "the test's own"


def test_numpy_error_state_and_warnings_reach_the_function(ends):
    f = ends("def f(x):\n    return np.exp(x)").get("f")
    with np.errstate(over="raise"), pytest.raises(FloatingPointError):
        f(np.array([1e5]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RuntimeWarning):
            f(np.array([1e5]))


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
    def __len__(self): return 2
    def __getitem__(self, index): return 4.0
    def __getattr__(self, name): return 4.0
    def __repr__(self): return "4"
class Number(float):
    def __eq__(self, other): return True
class Row(np.ndarray):
    def __eq__(self, other): return True
def answer(): return Liar()
def number(): return Number(3)
def row(): return np.zeros(2).view(Row)
def objects(): return np.array([object(), None])
def same(x): return x
"""
TESTS = """
assert answer() == 4; assert 4 == answer(); assert not answer() != 4; assert answer() <= 4; assert 4 > answer()
assert abs(answer() - 4) < 1e-9; assert abs(4 - answer()) < 1e-9; assert float(answer() - 4) == 0.0; assert float(answer()) == 0
np.testing.assert_allclose(answer(), [4.0, 5.0]); np.testing.assert_equal(answer(), 4); np.testing.assert_equal(row(), 4)
assert np.all(np.array([4.0, 5.0]) == answer()); assert np.linalg.norm(np.array([4.0, 5.0]) - answer()) < 1
assert np.allclose(answer() - np.array([4.0, 5.0]), 0); assert np.array_equal(answer(), np.array([4.0, 5.0]))
assert answer() in [4]; assert [answer()] == [4]; assert bool(answer() - 4) is False; assert {'a': answer()} == {'a': 4}
assert 4 in answer(); assert isinstance(answer(), float); assert type(answer()) is int; assert (answer() - 4) / 4 < 1e-9
assert answer(); assert len(answer()) == 2; assert answer()[0] == 4; assert answer().real == 4; assert str(answer()) == '4'
assert number() == 4; assert row().tolist() == [4]; assert np.all(row() == np.zeros(2)); assert objects()[0] == 4
"""


@pytest.mark.parametrize("test", [text.strip() for line in TESTS.strip().splitlines() for text in line.split("; ")])
def test_an_object_that_is_equal_to_everything_passes_nothing(ends, test):
    pair = ends(LIAR)
    with pytest.raises((AssertionError, TypeError, ValueError)):
        exec(test, {"np": np} | {name: pair.get(name) for name in ("answer", "number", "row", "objects")})


def test_the_student_is_told_what_came_back(ends):
    pair = ends(LIAR)
    kinds = {"answer": "Liar", "number": "Number", "row": "Row", "objects": "ndarray with dtype object"}
    for name, kind in kinds.items():
        thing = pair.get(name)()
        assert isinstance(thing, Instance) and repr(thing) == f"an object of the class {kind}"
        with pytest.raises(Refused, match=f"an object of the class {kind} came back, .*: return plain numbers"):
            thing + 1
        assert pair.get("same")(thing) is thing  # over there it is what it was


def test_what_a_test_computes_does_not_leak_into_an_object(ends):
    spy = ends("class Spy:\n    def __rsub__(self, other): return other\ndef spy(): return Spy()").get("spy")
    for number in (4.0, np.array([4.0])):
        with pytest.raises((Refused, TypeError)):
            number - spy()


def test_only_what_a_call_was_given_may_be_changed(ends):
    pair = ends("kept = []\ndef keep(x): kept.append(x)\ndef spoil(): kept[0][...] = 0")
    keep, spoil, X = pair.get("keep"), pair.get("spoil"), np.ones(3)
    keep(X)
    spoil()
    assert X.tolist() == [1, 1, 1] and pair.get("kept")[0] is X
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
    assert len(pair.wire.values.memory.entries) < 10 and len(pair.student.values.exported) < 10
    assert len(pair.student.values.memory.entries) < 15
