"""AUTOTEST with our templates: what a reader would call right passes, the rest fails, as nbgrader writes the assertions."""

import nbformat
import numpy as np
import pytest

from grading.engine.master import instantiator
from tests.conftest import ROOT, make_cell
from utils.checks import autotest


def written(solution, directive="### AUTOTEST answer"):
    """What nbgrader makes of the directive, if the solution is this."""
    writer = instantiator(ROOT)
    writer.namespace |= {"np": np, "answer": solution}
    cell = nbformat.from_dict(make_cell("code", "t", directive, test="answer"))
    return writer.cell(cell, 3).source


def verdict(source, answer):
    """The message of the assertion that fails, or an empty text."""
    try:
        exec(source, {"np": np, "answer": answer})
    except AssertionError as error:
        return str(error)
    return ""


TABLE = np.array([[1.25, -3.0, 1e-9], [0.0, 2e5, 7.0]])
RAMP = np.linspace(0, 1, 500)
JUDGED = [  # the solution's answer, others that are right, others that are wrong
    (2914, [np.int64(2914), 2914.0, np.array(2914)], [2915, 2914.2, "2914", [2914], None, True, np.array([2914])]),
    (0, [0.0, -0.0, np.int32(0), 0 * -1.0], [1, 1e-3, False, None]),
    (3, [3.0], [2.9999, 2, np.nan, np.inf]),
    (2.302585, [np.float32(2.302585), 2.3026, np.log(10)], [2.31, -2.302585, "2.3026", np.array([2.3026])]),
    (0.0, [-0.0, 0, np.float32(0)], [1e-5, np.nan]),
    (2.0, [2, np.int64(2), 2.00001], [2.002, 1]),
    (1e-7, [np.float32(1e-7), 1.00001e-7], [0.0, 1.01e-7]),
    (1.2345, [1.2345 + 1e-12, 1.2345 - 1e-12, np.float32(1.2345)], [1.2365, 1.2325]),  # on the edge of a rounding
    (float("inf"), [np.inf], [-np.inf, np.nan, 1e300]),
    (True, [np.True_, np.bool_(True)], [False, 1, "True", None]),
    (False, [np.False_], [True, 0, None]),
    ("  Saddle ", ["saddle", "SADDLE"], ["minimum", "", None, 1]),
    ('it is "\\ a\nb', ['it is "\\ a\nb'], ["it is"]),
    ((2, 3), [[2, 3], (np.int64(2), 3)], [(3, 2), (2, 3, 1), 2, "23", {2, 3}]),
    ([0.5, 2], [(0.5, 2), [np.float32(0.5), np.int8(2)]], [[2, 0.5], [0.5], np.array([0.5, 2.0])]),
    ([], [()], [[0], None]),
    ({1, 2}, [{2, 1}, frozenset([1, 2])], [{1}, [1, 2]]),
    (
        {"a": 0.1, "b": [1]},
        [{"b": [1], "a": np.float32(0.1)}],
        [{"a": 0.1}, {"a": 0.2, "b": [1]}, {"b": 0.1, "a": [1]}],
    ),
    (None, [None], [0, False, ""]),
    (
        TABLE,
        [TABLE.astype(np.float32), TABLE + 0.0, np.where(TABLE == 0, -0.0, TABLE)],
        [TABLE.T, -TABLE, TABLE * 1.01, TABLE.tolist(), TABLE[0]],
    ),
    (
        np.arange(6),
        [np.arange(6.0), np.arange(6, dtype=np.int32)],
        [np.arange(1, 7), np.arange(6).reshape(2, 3), list(range(6))],
    ),
    (RAMP, [RAMP + 1e-14], [RAMP**1.01, RAMP[:-1]]),
    (np.array([True, False]), [np.array([True, False])], [np.array([True, True])]),
]


@pytest.mark.parametrize("hashed", [False, True], ids=["plain", "hashed"])
@pytest.mark.parametrize(("solution", "right", "wrong"), JUDGED, ids=[repr(row[0])[:20] for row in JUDGED])
def test_judgement(solution, right, wrong, hashed):
    source = written(solution, "### HASHED AUTOTEST answer" if hashed else "### AUTOTEST answer")
    assert verdict(source, solution) == ""
    for answer in right:
        assert verdict(source, answer) == "", f"{answer!r} is refused where the solution is {solution!r}"
    for answer in wrong:
        assert verdict(source, answer), f"{answer!r} passes where the solution is {solution!r}"


def test_message_says_what_is_wrong():
    source = written(TABLE)
    assert verdict(source, TABLE.T) == "here stands an array of shape (3, 2), but an array of shape (2, 3) is expected"
    assert "list or tuple of 2, but an array" in verdict(source, TABLE.tolist())
    assert "not the right value" in verdict(source, 2 * TABLE)
    assert "list or tuple of 1, but a number" in verdict(written(5), [5])
    assert "not the right value" in verdict(written(True), False)
    assert "not the right value" in verdict(written(5, "### HASHED AUTOTEST answer"), [5])


def test_a_directive_becomes_one_line_that_a_student_can_read():
    source = written(TABLE, "### AUTOTEST answer.shape; len(answer)")
    assert [line for line in source.splitlines() if line] == [
        "from utils.checks import autotest",
        'autotest.expect(lambda: autotest.text(answer.shape), """a list or tuple of 2: (a number: 2, a number: 3)""")',
        'autotest.expect(lambda: autotest.whole(len(answer)), """a number: 2""")',
    ]


def test_hashed_answers_are_not_written_down():
    assert "2914" in written(2914)
    assert "2914" not in written(2914, "### HASHED AUTOTEST answer")


def test_nothing_is_left_in_the_students_namespace():
    names = {"answer": 5}
    exec(written(5), names)
    assert set(names) == {"answer", "autotest", "__builtins__"}


@pytest.mark.parametrize("thing", [len, object(), lambda: 0, 1 + 2j, np.array(["a"])], ids=type)
def test_what_cannot_be_judged_is_refused_at_release(thing):
    with pytest.raises(TypeError, match="AUTOTEST cannot judge"):
        written(thing)


def test_answers_off_the_scale_of_their_array_count_as_zero():
    assert autotest.text(np.array([1.0, 1e-17])) == autotest.text(np.array([1.0, 0.0]))
    assert autotest.text(np.array([1.0, 1e-4])) != autotest.text(np.array([1.0, 0.0]))
    assert autotest.text(np.array([np.nan, 1.0])) == "an array of shape (2,): nan 1.000e+00"
