"""Magics become calls where IPython can do that in time; nothing that a student types is an error."""

import pytest

from grading.engine.magics import plain

CODE = "def f(x):\n    return x % 2, not x != 3\n"


@pytest.mark.parametrize(
    ("source", "call"),
    [("%ls", "run_line_magic"), ("x = !ls", "getoutput"), ("%%time\nf(1)", "run_cell_magic"), ("f?", "pinfo")],
)
def test_magics_become_calls(source, call):
    assert call in plain(source)
    if not source.startswith("%%"):
        assert call in plain(CODE * 100 + source)


PYTHON = [CODE, CODE * 10_000, "text = '''\n%ls\n'''", ""]
TOO_MUCH = ["," * 510 + "%1", "%ls\n" * 501, "x = !ls\n" * 400, "(" * 200_000]
TOO_MUCH += ["a." * 50_000 + "?", "%ls\n" + "a." * 50_000 + "?"]


@pytest.mark.parametrize("source", [*PYTHON, *TOO_MUCH], ids=lambda source: source[:10])
def test_what_python_reads_and_what_would_take_minutes_or_fails_is_left(source):
    assert plain(source) == source
