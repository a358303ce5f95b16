"""What every practical keeps: its checks accept the right functions alone, and its facts agree wherever they stand."""

import doctest
import json
import re

import numpy as np
import pytest

from publishing.minutes import GAP, TASK, minutes, sections
from tests.checks.practicals import CHECKS, SOLUTIONS, cells, mark, own, right_functions, solutions, source
from utils.checks import gap as engine
from utils.checks import slips
from utils.course import networks

LINES = {"practical_2_digits": 9}  # of a solution, where they are not 8 at most
WIDTH = 98  # characters of a line of a docstring that one sees at once, in a window of 1280 pixels
LENT = {"practical_3_adversarial": ("forward", "backward", "output_delta")}  # functions that the notebook gives

every_practical = pytest.mark.parametrize("practical", CHECKS)
every_gap = pytest.mark.parametrize(
    ("practical", "gap"), [(practical, gap) for practical, check in CHECKS.items() for gap in check.GAPS]
)


# ---- the checks


@every_gap
def test_right_functions_pass_on_many_seeds(practical, gap, capfd):
    check = getattr(CHECKS[practical], gap)
    for seed in (*range(8), 8431):
        assert check(*own(practical, gap), seed=seed) is None
    out, err = capfd.readouterr()
    assert re.fullmatch(rf"({gap}: correct\. .+\n){{9}}", out)
    assert err == ""


def watched(function, seen):
    """The function, with a note of all numbers that go in: arguments, and what functions among them return."""

    def note(value):
        seen.append(value.bit_generator.state if isinstance(value, np.random.Generator) else engine.copied(value))
        return value

    def listening(value):
        return (lambda *arguments: note(value(*arguments))) if callable(value) else note(value)

    return lambda *arguments, **options: function(*map(listening, arguments), **options)


@every_gap
def test_hidden_tests_try_other_inputs(practical, gap):
    """A function that remembers the inputs of the visible test must not be right in the hidden one."""
    visible, hidden = [], []
    for seed, seen in (0, visible), (8431, hidden):
        getattr(CHECKS[practical], gap)(*(watched(right, seen) for right in own(practical, gap)), seed=seed)
    assert not engine.equal(visible, hidden)


@every_gap
def test_a_slip_is_no_accident(practical, gap):
    """An edit whose author forgot a name or a bracket would be told by its own error, and prove nothing."""
    for function in CHECKS[practical].GAPS[gap].values():
        for message, edits in slips.variants(function.slips):
            for trial in function.trials(np.random.default_rng(0)):
                error = engine._see(function, slips.edited(function.right, edits), trial).error
                assert type(error) is not NameError and "has no attribute" not in str(error).replace(
                    "object has", ""
                ), message


@every_gap
def test_references_are_lent_and_refused(practical, gap, capsys):
    check = CHECKS[practical]
    lent = check.use_reference(gap)
    lent = lent if isinstance(lent, tuple) else (lent,)
    assert "this is the reference now" in capsys.readouterr().out
    raw = [right_functions(practical)[name] for name in check.GAPS[gap]]
    wrapped = [lambda *arguments, _lent=one, **options: _lent(*arguments, **options) for one in lent]
    for functions in lent, raw, wrapped:
        with pytest.raises(AssertionError, match=r"this is the reference, not your own.*no points"):
            getattr(check, gap)(*functions)
    assert not engine._running


@every_practical
def test_use_reference_knows_gaps_and_functions(practical):
    check = CHECKS[practical]
    for name in right_functions(practical):
        lent = check.use_reference(name)
        assert callable(lent if len(check.GAPS.get(name, [name])) == 1 else lent[0])
    names = sorted(right_functions(practical))
    with pytest.raises(ValueError, match=rf"there is no gap 'nobody'; there are {names[0]}, {names[1]}.*{names[-1]}"):
        check.use_reference("nobody")


# ---- the notebook keeps its word


@every_practical
def test_worked_examples_of_the_docstrings(practical):
    names = {"np": np} | {name: getattr(networks, name) for name in LENT.get(practical, ())}
    for cell in solutions(practical):
        exec(source(cell), names)
    finder, runner = doctest.DocTestFinder(), doctest.DocTestRunner(verbose=False)
    for function in right_functions(practical):
        (example,) = finder.find(names[function], function, module=False, globs=dict(names))
        assert example.examples, f"{function} has no worked example"
        assert runner.run(example).failed == 0, function


@every_practical
def test_docstrings_fit_into_the_column_of_the_site(practical):
    texts = [text for cell in solutions(practical) for text in re.findall(r'(?s) *""".*?"""', source(cell))]
    assert len(texts) >= len(right_functions(practical))
    assert [line for text in texts for line in text.splitlines() if len(line) > WIDTH] == []


@every_practical
def test_gaps_are_short(practical):
    bodies = [
        body
        for cell in solutions(practical)
        for body in re.findall(r"(?s)### BEGIN SOLUTION\n(.*?)### END", source(cell))
    ]
    assert len(bodies) >= len(right_functions(practical))
    for body in bodies:
        assert 1 <= len([line for line in body.splitlines() if line.strip()]) <= LINES.get(practical, 8), body


@every_practical
def test_table_of_points_and_minutes(practical):
    texts = {cell["id"]: source(cell) for cell in cells(practical)}
    rows = re.findall(r"`(\w+)` \| ([1-9]\d*|at home) \| (★+) \| (\d+) \|", texts["plan"])
    tasks = getattr(CHECKS[practical], "TASKS", {})  # name -> points, of what has partial credit
    assert {mark(cell)["grade_id"] for cell in solutions(practical)} == {*CHECKS[practical].GAPS, *tasks}
    assert [name for name, *_ in rows] == [mark(c)["grade_id"] for c in cells(practical) if mark(c).get("solution")]
    stated = r"(?m)^## .* · ([1-9]\d*(?= minutes)|at home)(?: minutes)? · (★+) · (\d+) points"
    assert [(when, stars, value) for _, when, stars, value in rows] == re.findall(stated, "\n".join(texts.values()))
    points = {mark(cell)["grade_id"]: mark(cell).get("points") for cell in cells(practical) if mark(cell)}
    for name, *_, value in rows:
        assert points.get(f"test_{name}", points[name]) == int(value)
        assert points[name] is None or f"test_{name}" not in points  # a person gives the points of a written answer
    assert {name: points[f"test_{name}"] for name in tasks} == tasks
    assert sum(int(value) for *_, value in rows) == 100
    assert sum(int(minutes) for minutes in re.findall(r"(?m)^\| [^|]*[^*|] \| (\d+) \|", texts["plan"])) <= 180


@every_practical
def test_minutes_are_those_of_the_rule(practical):
    """As the lectures' are, and read as students get them: without the model answer. What is left for home states none."""
    path = SOLUTIONS[practical].parents[2] / "practicals" / practical / f"{practical}.ipynb"
    found = {}
    for heading, part in sections(json.loads(path.read_text(encoding="utf-8"))["cells"]):
        stated = re.search(r" · (\d+) minutes · (★+) · [1-9]\d* points$", heading)
        if stated:
            is_task = any(mark(cell).get("grade_id", "").startswith("my_") for cell in part)
            found[heading] = int(stated[1]) - minutes(part, len(stated[2]), TASK if is_task else GAP)
    assert len(found) > 10 and not any(found.values()), found
