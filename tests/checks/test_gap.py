"""The engine of the checks: whose function it takes, and what it watches in a call (which slip it names: test_diagnosis)."""

import contextlib
import re
import sys
import warnings

import numpy as np
import pytest

from tests.checks.one_trial import X, double, of, said, same, trials
from utils.checks import gap as engine
from utils.checks.case import _in_kernel
from utils.checks.gap import Fault, Function, Trial, gap, lend, lend_gap

check = gap(Function(double, trials), praise="Twice.")


of_Z = of(same, Z=X)


# ---- the check of a gap


def test_a_right_function_gets_one_line(capfd):
    assert check(lambda z: 2 * z) is None
    assert check(lambda z: z + z, seed=8431) is None
    assert gap(Function(double, trials))(lambda z: 2 * z) is None
    assert capfd.readouterr() == ("double: correct. Twice.\n" * 2 + "double: correct.\n", "")
    assert check.__name__ == "double"
    assert list(check.functions) == ["double"]


def test_what_is_not_written_yet_says_so():
    def later(z):
        raise NotImplementedError

    for own, kind, says in (later, "NotImplementedError", "not written yet"), (lambda z: z, "AssertionError", "factor"):
        with pytest.raises((NotImplementedError, AssertionError), match=f"^double: .*{says}") as caught:
            check(own)
        assert type(caught.value).__name__ == kind  # graders know it by its name
        (shown,) = caught.value._render_traceback_()  # no line of code
        assert shown.replace("\n", " ") == str(caught.value) and max(map(len, shown.split("\n"))) <= 90
        assert not engine._running


CELLS = """
def later(z):
    raise NotImplementedError()
def double(z):
    raise NotImplementedError
def own(z):
    return later(z)
"""


def test_an_unwritten_function_is_named():
    cell = {}
    exec(compile(CELLS, "<cell>", "exec"), cell)
    for own, says in ("double", "double: not written yet."), ("own", "double: later is not written yet."):
        with pytest.raises(NotImplementedError) as caught:
            check(cell[own])
        assert str(caught.value) == says


def test_an_error_in_another_function_is_placed_there():
    cell = {}
    exec(compile("def root(z):\n    return z @ z @ z\ndef double(z):\n    return root(z)", "<cell>", "exec"), cell)
    assert "in line 2 of your cell, in root (tried" in said(cell["double"], check)
    exec(compile("def double(z):\n    return z @ z @ z", "<cell>", "exec"), cell)
    assert "in line 2 of your cell (tried" in said(cell["double"], check)


def test_in_a_kernel_an_unwritten_function_is_one_line_wherever_it_is_called():
    class Shell:
        def showtraceback(self, caught, running_compiled_code):
            shown.append(getattr(caught[1], "_render_traceback_", lambda: "a traceback")())

    def of_a_library():
        raise NotImplementedError

    cell, shown = {}, []
    exec(compile(CELLS, "<cell>", "exec"), cell)
    stub = compile("raise NotImplementedError", "<cell>", "exec")
    for own in (lambda: cell["own"](0), lambda: exec(stub, {}), of_a_library):
        with pytest.raises(NotImplementedError) as caught:
            own()
        _in_kernel(Shell(), NotImplementedError, caught.value, caught.value.__traceback__)
    assert shown == [["later: not written yet."], ["This cell: not written yet."], "a traceback"]


def test_an_assertion_of_a_student_keeps_its_words():
    def own(z):
        raise AssertionError("too short, I think")

    assert said(own, check) == "too short, I think"


def test_a_mistake_of_ours_is_no_message_for_a_student():
    def broken(z):
        return z + undefined  # noqa: F821

    with pytest.raises(NameError):
        of(broken, z=X)(lambda z: z)


def test_a_gap_of_several_functions_tries_each():
    def triple(z):
        return 3 * z

    both = gap(Function(double, trials), Function(triple, trials), name="multiples")
    both(lambda z: 2 * z, lambda z: 3 * z)
    for answers, message in [
        ((lambda z: 3 * z, lambda z: 3 * z), "double: "),
        ((lambda z: 2 * z, lambda z: 2 * z), "triple: "),
        ((lambda z: 2 * z, 3), "multiples: a function is expected"),
    ]:
        with pytest.raises(AssertionError, match=message):
            both(*answers)


def test_other_seeds_are_other_inputs():
    seen = []
    for seed in 0, 8431, 0:
        with pytest.raises(AssertionError):
            check(lambda z: seen.append(z.copy()), seed=seed)
    assert not np.array_equal(seen[0], seen[2])
    np.testing.assert_array_equal(seen[0], seen[4])


def test_the_result_of_the_call_before():
    def late(z):
        kept.append(z)
        return 2 * kept[-2]

    kept = [np.zeros(3)]
    two = gap(Function(double, lambda rng: [Trial({}, {"z": rng.normal(size=3)}, once) for _ in range(2)]))
    assert "kept between calls" not in said(late, two)  # nothing came before
    kept = [two.functions["double"].trials(np.random.default_rng(0))[0].arguments["z"]] * 2
    assert "this is the result of the call before, with other inputs: is something kept" in said(
        lambda z: 2 * kept.pop(), two
    )


def once(call, z):
    return call(z=z)


# ---- what a call does to its inputs, and what is kept


def test_inputs_changed_in_place():
    def spoil(Z):
        Z -= 1
        return Z

    def spoil_deep(cache):
        cache[0][1][0] = 9

    assert "the input Z was changed in place (tried with n = 5). Work on a new array" in said(spoil, of_Z)
    cache = of(lambda cache: 0.0, cache=[(X, X)])
    assert "input cache was changed" in said(spoil_deep, cache)
    message = said(lambda cache: cache.pop(), cache)
    assert re.search(r"the input cache was changed in place.*`cache\.pop\(\)`", message)
    of(spoil, changes=("Z",), Z=X)(lambda Z: np.subtract(Z, 1, out=Z))


def test_what_is_kept_between_calls():
    kept, buffer = [], np.zeros((5, 3))

    def accumulate(Z):
        kept.append(1)
        return Z * len(kept)

    def share(Z):
        buffer[:] += Z
        return buffer

    assert "two calls with the same inputs give different results" in said(accumulate, of_Z)

    def refill(Z):
        buffer[:] = Z
        return buffer[:]

    assert "the result of the first call changed" in said(share, of_Z)
    assert "The results share one array between calls" in said(refill, of_Z)


STEP = of(
    lambda parameters: [np.add(array, 1, out=array) for array in parameters] and None,
    changes=("parameters",),
    parameters=[X, X[0]],
)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            lambda p: p.__setitem__(slice(None), [array + 1 for array in p]),
            "new arrays were put into the list parameters",
        ),
        (lambda p: p.pop(), "new arrays were put into the list"),
        (lambda p: None, "parameters did not change.*theta -= "),
        (lambda p: [array + 1 for array in p], "did not change.*New arrays came back"),
        (lambda p: np.add(p[0], 1, out=p[0]), "item 1 of parameters did not change, the others did"),
        (
            lambda p: [np.add(array, 2, out=array) for array in p],
            "change of parameters.0.: every entry is 2 times too large",
        ),
    ],
)
def test_updates_in_place(answer, message):
    STEP(lambda p: [np.add(array, 1, out=array) for array in p])
    assert re.search(message, said(answer, STEP))


def test_shared_memory():
    shares = of(lambda Z: (Z + 0, Z + 0), separate=True, names=("A", "B"), Z=X)
    one = X + 0
    shares(lambda Z: (Z + 0, Z.copy()))
    assert "shares its memory with Z" in said(lambda Z: (Z, Z + 0), shares)
    assert "shares its memory with Z" in said(lambda Z: (Z + 0, Z[::-1]), shares)
    assert "shares its memory with another part of the result" in said(lambda Z: (one, one[:2]), shares)
    with pytest.raises(Fault, match="shares its memory with a gradient"):
        engine.separate({"v": [X[0]]}, {"a gradient": [X]})


# ---- generators


def count(n):
    yield from (np.array(i) for i in range(n))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda n: None, "yield"),
        (lambda n: X, "the function returned an array.*yield"),
        (lambda n: 3, "the function returned the number 3"),
        (lambda n: iter(int, 1), "more than 1000 items.*never to end"),
        (lambda n: iter([np.array(0), np.array(1)]), "a list of 2 came back, but a list of 3"),
        (lambda n: (i / 0 for i in range(n)), "ZeroDivisionError"),
    ],
)
def test_generators(answer, message):
    counts = of(count, collect=True, n=3)
    counts(lambda n: [np.array(i) for i in range(n)])
    assert re.search(message, said(answer, counts))


# ---- errors, warnings, stderr


def test_errors_come_with_their_line_and_a_remedy():
    message = said(lambda Z: Z @ Z, of_Z)
    assert re.search(r"stopped with ValueError: matmul.*n = 5.*Z of shape \(5, 3\).*transpose", message)
    assert "SystemExit" in said(lambda Z: sys.exit(), of_Z)
    assert "TypeError" in said(lambda: 0, of_Z)


def test_the_remedy_of_a_gap_comes_before_the_general_one():
    own = gap(Function(double, trials, remedies={"could not be broadcast": "Leave z alone."}))
    assert "Leave z alone." in said(lambda z: z + np.ones(2), own)


def test_nothing_is_written_to_stderr(capfd):
    def noisy(Z):
        print("to stderr", file=sys.stderr)
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        np.exp(Z * 1e6)
        return Z + 0

    message = said(noisy, of_Z)
    assert "the numbers are right, but NumPy warned: overflow encountered in exp" in message
    assert "old" not in message
    assert capfd.readouterr() == ("", "")


# ---- trials of more than one call


def two_calls(call, Z):
    once = call(Z=Z)
    if once.shape != Z.shape:
        raise Fault("another shape came back", "As many rows as there are samples.")
    return {"once": once, "twice": [call(Z=once + 9), 2.5]}


def test_a_trial_may_call_as_it_likes():
    several = of(same, run=two_calls, Z=X)
    several(lambda Z: Z * 1)
    assert "another shape came back (tried with n = 5). As many rows" in said(lambda Z: Z[:2], several)
    assert "once: the sign is wrong" in said(lambda Z: -Z, several)
    assert re.search(r"twice\[0\]: every entry is off|twice\[0\]: no entry", said(lambda Z: np.minimum(Z, 5), several))
    assert "shape (5, 3)" in said(lambda Z: Z @ Z, several)


def test_what_a_trial_itself_computes_warns_nobody():
    of(same, run=lambda call, Z: np.log(0 * call(Z=Z) - 1) if call(Z=Z).ndim < 2 else np.exp(1e4 * call(Z=Z)) > 0, Z=X)(
        lambda Z: Z * 1
    )


def test_the_parts_of_a_result_are_named():
    pair = of(lambda Z: (Z + 0, Z[0] + 0), names=("dW", "db"), Z=X)
    assert "db: the sign is wrong" in said(lambda Z: (Z, -Z[0]), pair)
    assert "2 values (dW, db) are expected" in said(lambda Z: Z, pair)


def size(Z):
    return np.abs(Z)


def test_faults_are_told_apart_by_their_words():
    def run(call, Z):
        if not call(Z=Z).any():
            raise Fault("nothing came")
        if (call(Z=Z) < 0).any():
            raise Fault("a debt")
        return call(Z=Z)

    slips = {"all is cut": {"np.abs(Z)": "0 * Z"}, "the sign stays": {"np.abs(Z)": "Z"}}

    watched = of(size, slips, run, Z=X)
    assert "all is cut" in said(lambda Z: np.zeros_like(Z), watched)
    assert "the sign stays" in said(lambda Z: Z - 1, watched)


def test_nan_never_passes():
    for spoiled in (
        lambda Z: np.where(Z == X[0, 0], np.nan, Z),
        lambda Z: np.full_like(Z, np.inf),
        lambda Z: np.nan * Z,
        lambda Z: np.nan,
    ):
        for checked in of_Z, of(same, {"all is nan": {"Z + 0": "Z * np.nan"}}, Z=X):
            with pytest.raises(AssertionError, match="nan|inf"):
                checked(spoiled)
    number = of(lambda Z: 2.5, Z=X)
    both = of(lambda Z: [2.5, Z + 0], run=lambda call, Z: {"pair": call(Z=Z)}, Z=X)
    for spoiled in np.nan, np.float64("nan"), np.array(np.nan), np.inf:
        assert re.search("nan|inf", said(lambda Z, spoiled=spoiled: spoiled + 0, number))
        assert re.search("nan|inf", said(lambda Z, spoiled=spoiled: [spoiled + 0, Z], both))
    assert "nan" in said(lambda Z: [2.5, Z * np.nan], both)


# ---- lending


def test_references_and_other_things_are_refused():
    reference = lend(lambda z: 2 * z, "double")
    assert reference(2) == 4
    for function in reference, lambda z: reference(z):
        assert "this is the reference" in said(function, check)
    assert reference(2) == 4, "the reference works again after a check"
    assert "a function is expected here, but this is an array of shape (3,)" in said(np.ones(3), check)
    assert "a function is expected here, but this is None" in said(None, check)
    assert "this is the reference, not your own function" in said(engine.change, check)  # a function of utils
    assert not engine._running


def test_a_check_within_a_check_does_not_free_the_reference():
    reference = lend(lambda z: 2 * z, "double")

    def nested(z):
        with contextlib.suppress(AssertionError):
            check(lambda z: 0 * z)
        return reference(z)

    assert "this is the reference" in said(nested, check)
    assert reference(2) == 4 and not engine._running


def triple(z):
    return 3 * z


GAPS = {
    "double": check.functions,
    "pair": {"triple": Function(triple, trials), "half": Function(lambda z: z / 2, trials)},
}


def test_lending(capsys):
    assert lend_gap(GAPS, "double")(4) == 8  # of the new form
    assert lend_gap(GAPS, "triple")(4) == 12
    lent = lend_gap(GAPS, "pair")
    assert [function(4) for function in lent] == [12, 2]
    assert lent[0].__module__ == "utils.borrowed"
    out = capsys.readouterr().out
    assert out.count("this is the reference now") == 3
    assert "points wait for your own version" in out
    with pytest.raises(ValueError, match="there is no gap 'halve'; there are double, half, triple"):
        lend_gap(GAPS, "halve")


def test_what_is_lent_serves_other_gaps():
    lent = lend(lambda z: z, "another gap")
    check(lambda z: 2 * lent(z))


# ---- data


def test_copies_are_deep():
    rng = np.random.default_rng(0)
    data = {"a": [X, (X, rng)], "f": len}
    copy = engine.copied(data)
    assert engine.equal(copy, data)
    assert copy["f"] is len
    assert copy["a"][1][1].normal() == rng.normal()
    copy["a"][1][0][0] = 9
    assert not engine.equal(copy, data)


def test_changes_and_arrays():
    now = {"t": 3, "m": [X + 1, (X * 2,)]}
    moved = engine.change(now, {"t": 1, "m": [X, (X,)]})
    assert moved["t"] == 2
    assert len(list(engine.arrays(moved))) == 2
    np.testing.assert_allclose(moved["m"][1][0], X)
