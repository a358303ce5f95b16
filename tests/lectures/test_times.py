"""No notebook asserts how long something took: on a busy machine Run All would stop there."""

import ast

import pytest

from publishing import notebooks
from tests.conftest import read

CLOCKS = {"perf_counter", "process_time", "monotonic", "repeat", "timeit"}
CHECKS = {"assert_allclose", "assert_array_less", "assert_equal"}


def names(node):
    """The plain names in a piece of code, and what it takes from the modules of clocks."""
    nodes = list(ast.walk(node))
    clocks = [
        n.attr for n in nodes if isinstance(n, ast.Attribute) and getattr(n.value, "id", "") in ("time", "timeit")
    ]
    return {n.id for n in nodes if isinstance(n, ast.Name)}.union(clocks)


def timed_assertions(sources):
    """The assertions that depend on a clock, or on a function that reads one, within their own cell."""
    cells = [list(ast.walk(ast.parse(source))) for source in sources]
    functions = [node for nodes in cells for node in nodes if isinstance(node, ast.FunctionDef)]
    clocks, found = CLOCKS | {function.name for function in functions if names(function) & CLOCKS}, []
    for nodes in cells:
        flows = []  # (what is computed from, what gets it)
        for node in nodes:
            if isinstance(node, ast.Assign):
                flows.append(
                    (
                        names(node.value),
                        set().union(*(names(getattr(target, "value", target)) for target in node.targets)),
                    )
                )
            elif isinstance(node, (ast.For, ast.comprehension)):
                flows.append((names(node.iter), names(node.target)))
        timed, before = clocks, set()
        while timed != before:
            before = timed
            timed = timed.union(*(targets for used, targets in flows if used & timed))
        calls = [node for node in nodes if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in CHECKS]
        asserted = [node for node in nodes if isinstance(node, ast.Assert)] + calls
        found += [ast.unparse(node) for node in asserted if names(node) & timed]
    return found


def plain(source):
    return "\n".join(line for line in source.splitlines() if not line.lstrip().startswith(("%", "!")))


@pytest.mark.parametrize("path", notebooks(folders=("lectures", "solutions")), ids=lambda path: path.stem)
def test_no_notebook_asserts_a_time(path):
    assert timed_assertions(plain(cell.source) for cell in read(path).cells if cell.cell_type == "code") == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("start = time.perf_counter()\nassert start > 0", 1),
        ("def f():\n    return min(repeat(g))\nfor n in x:\n    y[n] = f() / 2\nassert y[1] < y[2]", 1),
        ("rows = [(1, timeit.timeit(f))]\nassert [row for row in rows]", 1),
        ("seconds = perf_counter() - 1\nnp.testing.assert_allclose(seconds, 1)", 1),
        ("seconds = perf_counter() - 1\nrows = np.repeat(x, 2)\nassert len(rows) == 2", 0),
    ],
)
def test_what_depends_on_a_clock(code, found):
    assert len(timed_assertions([code])) == found
