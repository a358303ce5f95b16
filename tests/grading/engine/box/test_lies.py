"""What the student's end of the wire may not do: send what cannot be, keep what it was handed, say what is not so."""

import functools
import json
import socket
import struct
import time
from unittest.mock import Mock

import pytest

from grading.engine.box.channel import Broken
from grading.engine.box.wire import Wire


def test_a_value_that_cannot_be_sent_costs_one_call(ends):
    """And what was written for it is written again."""
    code = """
deep = ()
for _ in range(10_000): deep = (deep,)
kept = [1.0]
results = {"large": np.broadcast_to(1.0, (10**6, 10**6)), "deep": [kept, deep], "plain": kept}
def f(kind):
    kept.append(kind)
    return results[kind]
"""
    f = ends(code).get("f")
    for kind in ("large", "deep"):
        with pytest.raises(ValueError, match="too large or too deeply nested"):
            f(kind)
    assert f("plain") == [1.0, "large", "deep", "plain"]


ONE, ARRAY = {"v": ["tuple", [1]]}, [4, "array", "<f8", [2], [0], True]
ROW, STATE = {"v": ["tuple", [["@", 4]]]}, {"state": {"key": {"dtype": "<u8", "values": [0] * 624}, "pos": -9}}
PHILOX = {"bit_generator": "Philox", "buffer": [0] * 4, "buffer_pos": -9, "has_uint32": 0, "uinteger": 0}
PHILOX |= {"state": {"counter": [0] * 4, "key": [0] * 2, "buffer_pos": 0}}
COMPLEX = [part for b in range(200) for part in (["complex", -1000003 * b, b], 0)]
HOSTILE = {
    "not JSON": b"{",
    "no object": b"[1]",
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "sizes": b'{"sizes": [-5, 5]}',
    "unknown tag": {"v": ["tuple", [["pickle", 0]]]},
    "not known": {"v": ["tuple", [["@", 999]]]},
    "no tuple": {"v": 3},
    "new is no list": ONE | {"new": 5},
    "two values": {"v": ["tuple", [1, 2]]},
    "no value": {},
    "its own token": ONE | {"new": [[3, "list"]]},
    "huge": ONE | {"new": [[4, "array", "<f8", [1 << 40], [0], True]]},
    "object dtype": ONE | {"new": [[4, "array", "|O", [1], [0], True]]},
    "negative": ONE | {"new": [[4, "array", "<f8", [-1], [0], True]]},
    "view outside": ONE | {"new": [ARRAY, [6, "view", 4, 8, "<f8", [5], [8], True]]},
    "view before": ONE | {"new": [ARRAY, [6, "view", 4, -8, "<f8", [1], [8], True]]},
    "mine": {"v": ["tuple", [["yours", 12345]]]},
    "order": ONE | {"new": [[4, "array", "<f8", [2, 2], [0, 0], True]]},
    "name": {"v": ["tuple", [["name", "builtins", "eval"]]]},
    "dict of lists": {"v": ["tuple", [["@", 4]]], "new": [[4, "dict"]], "set": [[4, [["@", 4], 1]]]},
    "error": {"error": [1]},
    "deep value": {"v": functools.reduce(lambda inner, _: ["tuple", [inner]], range(90), 1)},
    "stand-in": {"v": ["tuple", [["mine", "4", {"kind": "object", "name": "x"}]]]},
    "a scalar of 2 GB": {"v": ["tuple", [["scalar", "<U500000000", 0]]]},
    "a dtype of 2 GB": {"v": ["tuple", [["dtype", "<U500000000"]]]},
    "keys that collide": ROW | {"new": [[4, "dict"]], "set": [[4, COMPLEX]]},
    "parts that collide": {"v": ["tuple", [["frozenset", [["int", hex(k * ((1 << 61) - 1))] for k in range(200)]]]]},
    "named tuples": {"v": ["tuple", [["tuple", [["named", f"T{k}", [], []] for k in range(200)]]]]},
    "a wide named tuple": {"v": ["tuple", [["named", "T", [f"a{k}" for k in range(200)], [0] * 200]]]},
    "a place outside": ROW | {"new": [[4, "rng", "MT19937"]], "set": [[4, {"bit_generator": "MT19937"} | STATE]]},
    "a place outside beside one within": ROW | {"new": [[4, "rng", "Philox"]], "set": [[4, PHILOX]]},
    "a view of 80 PB": ONE | {"new": [ARRAY, [6, "view", 4, 0, "<f8", [10**8, 10**8], [0, 0], True]]},
    "signature": {"v": ["tuple", [["mine", 4, {"kind": "function", "name": "x", "signature": [[1]]}]]]},
}


@pytest.mark.parametrize("name", [*HOSTILE, "too large"])
def test_a_message_that_is_not_from_the_wire_breaks_it_and_nothing_else(name):
    content = HOSTILE.get(name, b"")
    text = content if isinstance(content, bytes) else json.dumps({"sizes": []} | content).encode()
    data = struct.pack(">II", len(text), 0) + text if name != "too large" else struct.pack(">II", 1 << 31, 1 << 31)
    here, there = socket.socketpair()
    with here, there:
        wire = Wire(here, False, {})
        wire.channel.deadline = time.monotonic() + 5
        there.sendall(data)
        with pytest.raises(Broken):
            wire.request("call", {"of": 1}, ((), {}))


def twice(x):
    return 2 * x


# ---- a handle dies with the call that it was handed over in

KEEPS = """
kept = []
def keep(*things):
    kept.extend(things)
    return [thing(1) for thing in things]
def use(*things): return [thing(1) for thing in kept]
def give(*things): return kept[0]
def walk(f, numbers):
    yield from map(f, numbers)
    yield from numbers
def later(f): return lambda x: f(x)
def through(f, x): return f(x)
class Held:
    def __init__(self, f): self.f = f
def hold(f): return Held(f)
def ask(held): return held.f(1)
def inside(make):
    made = make()
    kept.append(made)
    return [made(1), *map(abs, kept[-1:] and [-1])]
"""


def test_what_a_test_hands_over_is_there_until_the_function_returns(ends):
    pair = ends(KEEPS)
    keep, use, give = (pair.get(name) for name in ("keep", "use", "give"))
    assert keep(twice) == [2] and use(twice) == [2]  # handed over again
    for function in use, give:
        with pytest.raises(ReferenceError, match="until the function returns"):
            function("mine", 3)  # a tuple that looks like a token is none
    assert pair.get("inside")(lambda: twice) == [2, 1]  # what comes in answer is there as long
    for function in use, give:
        with pytest.raises(ReferenceError):
            function()


def test_what_comes_of_a_call_goes_on_with_what_was_handed_to_it(ends):
    pair = ends(KEEPS)
    assert list(pair.get("walk")(twice, [1, 2])) == [2, 4, 1, 2]
    late = pair.get("later")(twice)
    assert late(3) == 6 and pair.get("through")(late, 4) == 8
    assert pair.get("ask")(pair.get("hold")(twice)) == 2

    each = ends("def each(parts):\n    for part in parts(): yield part").get("each")
    assert list(each(lambda: (piece for piece in ([1], [2])))) == [[1], [2]]


def test_a_list_of_functions_is_good_for_the_next_test_too(ends):
    pair = ends("def each(functions):\n    return [function(1) for function in functions]")
    each, functions = pair.get("each"), [lambda x: 2 * x, lambda x: 3 * x]
    for _ in range(2):
        assert each(functions) == [2, 3]
        pair.wire.forget()


def test_only_a_generator_says_that_it_is_over(ends):
    pair = ends("def f(g):\n    return g()")
    errors = pair.get("f") and pair.student.errors
    errors.describe = lambda error: {"known": 3} if isinstance(error, Exception) else None
    pair.wire.errors.errors[3] = StopIteration(5)
    with pytest.raises(RuntimeError, match="StopIteration"):
        list(map(pair.get("f"), [None, None]))


def test_what_is_too_large_is_refused_over_there_and_cut_here(ends):
    pair = ends("def f(n):\n    return range(n)\ndef g(n):\n    return 1 << n")
    for name in "fg":
        with pytest.raises(ValueError, match="too large"):
            pair.get(name)(10**9)
    assert len(pair.wire.values.decode(["range", [0, 10**18, 1]], [])) == 10**7
    assert pair.wire.values.decode(["int", "f" * 10**6], []).bit_length() < 10**6


def test_the_clock_is_looked_at_while_messages_come(ends):
    pair = ends("def f(g):\n    while True: g()")
    f, channel = pair.get("f"), pair.wire.channel
    channel.waiting, channel.late = Mock(), Mock(side_effect=TimeoutError("late"))
    channel.deadline = time.monotonic() + 0.6
    with pytest.raises(TimeoutError):
        f(lambda: None)
    channel.waiting.assert_called()
