"""The master decides: what of a submission reaches the graded notebook, and what the student is told."""

import copy
import json

import pytest

from grading.rebuild import Unreadable, notebook, rebuild
from tests.grading.small import cell, text

STUB = "def double(x):\n    raise NotImplementedError"
GOOD = "def double(x):\n    return 2 * x"
MASTER = [
    cell("plain", "intro", "Welcome.", cell_type="markdown"),
    cell("plain", "imports", "import numpy as np"),
    cell("answer", "double", STUB),
    cell(
        "test",
        "test_double",
        "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(3) == 6\n### END HIDDEN TESTS",
    ),
    cell("answer", "triple", "def triple(x):\n    raise NotImplementedError"),
    cell("test", "test_triple", "assert triple(2) == 6"),
]
RELEASED = copy.deepcopy(MASTER)
RELEASED[3]["source"] = "assert double(2) == 4"


def handed_in():
    """The released notebook with one answer."""
    cells = copy.deepcopy(RELEASED)
    cells[2]["source"] = GOOD
    return cells


def rebuilt(cells=None, files=None):
    files = files or {"small.ipynb": text(cells).encode()}
    made, notes = rebuild(files, "small", text(MASTER), text(RELEASED))
    return [(one.identity, one.role, one.source) for one in made], notes


EXPECTED = [
    (
        c["id"],
        {"double": "answer", "triple": "answer"}.get(c["id"], "test" if "test" in c["id"] else "plain"),
        c["source"],
    )
    for c in MASTER
]
EXPECTED[2] = ("double", "answer", GOOD)


def extra(*sources, before=None):
    """EXPECTED with cells of the student's own behind the cell `before` (else at the end)."""
    cells = list(EXPECTED)
    place = len(cells) if before is None else [c[0] for c in cells].index(before) + 1
    cells[place:place] = [(f"extra-{k}", "extra", source) for k, source in enumerate(sources)]
    return cells


def test_nothing_changed():
    assert rebuilt(handed_in()) == (EXPECTED, [])


def damage(change):
    cells = handed_in()
    change(cells)
    return rebuilt(cells)


DAMAGES = {
    "test changed": lambda cells: cells[3].update(source="pass"),
    "test deleted": lambda cells: cells.pop(3),
    "tests and text deleted": lambda cells: [cells.pop(i) for i in (5, 3, 1, 0)],
    "test made raw": lambda cells: cells[3].update(cell_type="raw"),
    "reordered": lambda cells: cells.reverse(),
    "points changed": lambda cells: cells[3]["metadata"]["nbgrader"].update(points=100),
    "tags": lambda cells: [c["metadata"].update(tags=["skip-execution", "raises-exception"]) for c in cells],
    "outputs": lambda cells: cells[3].update(
        outputs=[{"output_type": "execute_result", "data": {"text/plain": "100"}}], execution_count=3
    ),
    "no ids": lambda cells: [c.pop("id") for c in cells],
    "no nbgrader metadata": lambda cells: [c["metadata"].clear() for c in cells],
    "neither, but for the answer's text": lambda cells: [(c.pop("id"), c["metadata"].clear()) for c in cells],
    "answer made markdown": lambda cells: cells[2].update(cell_type="markdown"),
    "answer said to be a test": lambda cells: cells[2]["metadata"]["nbgrader"].update(
        grade=True, solution=False, locked=True
    ),
    "test said to be an answer": lambda cells: cells[3]["metadata"]["nbgrader"].update(solution=True),
    "copied test": lambda cells: cells.append(copy.deepcopy(cells[3])),
    "copied stub": lambda cells: cells.insert(2, cell("answer", "double", STUB)),
    "copied stub behind": lambda cells: cells.insert(3, cell("answer", "double", STUB)),
    "line ends of Windows": lambda cells: cells[2].update(source=GOOD.replace("\n", "\r\n")),
    "a list of lines": lambda cells: cells[2].update(source=GOOD.splitlines(keepends=True)),
    "strange cells": lambda cells: cells.extend([7, None, {}, {"cell_type": 3, "source": 4, "metadata": []}, []]),
    "strange metadata": lambda cells: cells[1].update(metadata={"nbgrader": {"grade_id": ["double"]}}, id={"a": 1}),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_does_not_matter(name):
    cells, _ = damage(DAMAGES[name])
    assert cells == EXPECTED


def test_own_cells_keep_their_places():
    cells = handed_in()
    cells.insert(2, cell("plain", "mine", "helper = 1"))
    cells.append(cell("plain", "note", "My remarks", cell_type="markdown"))
    found, notes = rebuilt(cells)
    assert [c[0] for c in found] == [
        "intro",
        "imports",
        "extra-0",
        "double",
        "test_double",
        "triple",
        "test_triple",
        "extra-1",
    ]
    assert found[2][2] == "helper = 1" and notes == []


def test_a_copied_answer():
    cells = handed_in()
    cells.insert(3, cell("answer", "double", "def double(x):\n    return x + x"))
    found, notes = rebuilt(cells)
    assert [c[2] for c in found if "def double" in c[2]] == [GOOD, "def double(x):\n    return x + x"]
    assert next(c for c in found if c[0] == "double")[2].endswith("x + x")
    assert notes == ["The answer cell double is there 2 times; the last one with an answer counts."]


def test_a_changed_cell_of_the_instructors():
    found, notes = damage(lambda cells: cells[1].update(source="import numpy as np\nimport math"))
    assert found == extra("import numpy as np\nimport math", before="imports") and "imports" in notes[0]


def test_an_import_in_a_locked_cell_is_kept():
    found, notes = damage(lambda cells: cells[3].update(source="import math\nassert True\nprint('x')"))
    assert found == extra("import math", before="test_double")
    assert any("import" in note for note in notes) and any("undone" in note for note in notes)


def test_a_missing_answer_and_one_in_a_cell_of_its_own():
    found, notes = damage(lambda cells: cells.pop(4))
    assert found == EXPECTED and notes == ["The answer cell triple is missing: it counts as not answered."]
    moved = handed_in()
    moved[2] = cell("plain", "fresh", GOOD)
    found, notes = rebuilt(moved)
    assert found == EXPECTED and "defines the same names" in notes[0]


def test_formats_and_encodings():
    good = {"cells": handed_in(), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    old = copy.deepcopy(handed_in())
    for one in old:
        one["input"] = one.pop("source")
        one.pop("id")
    variants = {
        "mark": b"\xef\xbb\xbf" + json.dumps(good).encode(), "utf-16": json.dumps(good).encode("utf-16"),
        "version 3": json.dumps({"nbformat": 3, "worksheets": [{"cells": old}]}).encode(),
        "version 9": json.dumps(good | {"nbformat": 9}).encode(),
        "other kernel": json.dumps(good | {"metadata": {"kernelspec": {"name": "ir", "language": "R"}}}).encode(),
        "metadata is a list": json.dumps(good | {"metadata": [1]}).encode(), "not utf-8": json.dumps(good).encode() + b" \xff",
    }  # fmt: skip
    for name, data in variants.items():
        if name == "not utf-8":
            with pytest.raises(Unreadable):
                rebuilt(files={"small.ipynb": data})
        else:
            found, notes = rebuilt(files={"small.ipynb": data})
            assert found == EXPECTED, name
            assert bool(notes) == (name in ("version 3", "version 9", "other kernel")), (name, notes)


@pytest.mark.parametrize(
    "name",
    [
        "small (1).ipynb",
        "Small.ipynb",
        "small-copy.ipynb",
        "final.ipynb",
        "folder/small.ipynb",
        "small.ipynb.txt",
        "small.json",
    ],
)
def test_other_names(name):
    found, notes = rebuilt(
        files={name: text(handed_in()).encode(), "readme.md": b"", ".ipynb_checkpoints/small.ipynb": b"{"}
    )
    assert found == EXPECTED and name in notes[0]


def test_the_right_one_among_several():
    other = text([cell("plain", "x", "nothing")]).encode()
    found, notes = rebuilt(files={"small.ipynb": text(handed_in()).encode(), "aaa.ipynb": other})
    assert found == EXPECTED and "aaa.ipynb" in notes[0]
    found, _ = rebuilt(files={"zzz small (2).ipynb": text(handed_in()).encode(), "aaa.ipynb": other})
    assert found == EXPECTED


def test_what_is_too_much_is_cut():
    cells = handed_in() + [cell("plain", f"c{k}", f"x = {k}") for k in range(1000)]
    found, notes = rebuilt(cells)
    assert len(found) == len(MASTER) + 400 and "1000 cells" in notes[0]
    found, _ = damage(lambda cells: cells[2].update(source="#" * 10**6))
    assert len(found[2][2]) == 200_000


def test_pasted_pictures_are_kept_and_nothing_else():
    cells = handed_in()
    note = cell(
        "plain", "m", "![a](attachment:a.png) ![b](attachment:b.svg) ![c](attachment:c.png)", cell_type="markdown"
    )
    note["attachments"] = {
        "a.png": {"image/png": "iVBO"},
        "b.svg": {"image/svg+xml": "PHN2"},
        "d.png": {"image/png": '"><script>'},
    }
    cells.append(note)
    made, _ = rebuild({"small.ipynb": text(cells).encode()}, "small", text(MASTER), text(RELEASED))
    last = json.loads(notebook(made, text(MASTER)))["cells"][-1]
    assert "".join(last["source"]) == "![a](attachment:a.png) b c"
    assert last["attachments"] == {"a.png": {"image/png": "iVBO"}}


def test_text_of_students_brings_no_markup():
    cells = handed_in()
    cells.append(cell("plain", "m", "<img src=x onerror=alert(1)> and a < b", cell_type="markdown"))
    cells.append(cell("plain", "r", "<script>1</script>", cell_type="raw"))
    made, _ = rebuild({"small.ipynb": text(cells).encode()}, "small", text(MASTER), text(RELEASED))
    nb = json.loads(notebook(made, text(MASTER)))
    last = ["".join(c["source"]) for c in nb["cells"][-2:]]
    assert last == ["< img src=x onerror=alert(1)> and a < b", "    < script>1< /script>"]
    assert {c["cell_type"] for c in nb["cells"]} == {"code", "markdown"}
    assert nb["cells"][3]["metadata"] == MASTER[3]["metadata"]
