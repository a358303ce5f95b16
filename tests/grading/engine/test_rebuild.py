"""The master decides: what of a submission reaches the graded notebook, and what the student is told."""

import copy
import json
import random

import pytest

from grading.engine.rebuild import ELSEWHERE, Unreadable, notebook, rebuild
from tests.grading.small import cell, text

STUB = "def double(x):\n    raise NotImplementedError"
GOOD = "def double(x):\n    return 2 * x"
SHOWN = "assert double(2) == 4"
MASTER = [
    cell("plain", "intro", "Welcome.", cell_type="markdown"),
    cell("plain", "imports", "import numpy as np"),
    cell("answer", "double", STUB),
    cell("test", "test_double", f"{SHOWN}\n### BEGIN HIDDEN TESTS\nassert double(3) == 6\n### END HIDDEN TESTS"),
    cell("answer", "triple", "def triple(x):\n    raise NotImplementedError"),
    cell("test", "test_triple", "assert triple(2) == 6"),
]
RELEASED = copy.deepcopy(MASTER)
RELEASED[3]["source"] = SHOWN


def handed_in():
    """The released notebook with one answer."""
    cells = copy.deepcopy(RELEASED)
    cells[2]["source"] = GOOD
    return cells


def rebuilt(cells=None, files=None):
    files = files or {"small.ipynb": text(cells).encode()}
    made, known = rebuild(files, "small", text(MASTER), text(RELEASED))
    return [(one.identity, one.role, one.source) for one in made], [*filter(None, [known["reason"]]), *known["notes"]]


def graded_with(*cells):
    """The cells of the graded notebook of who hands in these cells too."""
    files = {"small.ipynb": text([*handed_in(), *cells]).encode()}
    made, _ = rebuild(files, "small", text(MASTER), text(RELEASED))
    return json.loads(notebook(made, text(MASTER)))["cells"]


ROLES = "plain plain answer test answer test".split()
EXPECTED = [(c["id"], role, c["source"]) for c, role in zip(MASTER, ROLES)]
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


RESULT = {"output_type": "execute_result", "data": {"text/plain": "100"}}
TEST = {"grade": True, "solution": False, "locked": True}
STRANGE = [7, None, {}, {"cell_type": 3, "source": 4, "metadata": []}, []]
DAMAGES = {
    "test changed": lambda cells: cells[3].update(source="pass"),
    "test deleted": lambda cells: cells.pop(3),
    "tests and text deleted": lambda cells: [cells.pop(i) for i in (5, 3, 1, 0)],
    "test made raw": lambda cells: cells[3].update(cell_type="raw"),
    "reordered": lambda cells: cells.reverse(),
    "points changed": lambda cells: cells[3]["metadata"]["nbgrader"].update(points=100),
    "tags": lambda cells: [c["metadata"].update(tags=["skip-execution", "raises-exception"]) for c in cells],
    "outputs": lambda cells: cells[3].update(outputs=[RESULT], execution_count=3),
    "no ids": lambda cells: [c.pop("id") for c in cells],
    "no nbgrader metadata": lambda cells: [c["metadata"].clear() for c in cells],
    "neither, but for the answer's text": lambda cells: [(c.pop("id"), c["metadata"].clear()) for c in cells],
    "answer made markdown": lambda cells: cells[2].update(cell_type="markdown"),
    "answer said to be a test": lambda cells: cells[2]["metadata"]["nbgrader"].update(TEST),
    "test said to be an answer": lambda cells: cells[3]["metadata"]["nbgrader"].update(solution=True),
    "copied test": lambda cells: cells.append(copy.deepcopy(cells[3])),
    "copied stub": lambda cells: cells.insert(2, cell("answer", "double", STUB)),
    "copied stub behind": lambda cells: cells.insert(3, cell("answer", "double", STUB)),
    "line ends of Windows": lambda cells: cells[2].update(source=GOOD.replace("\n", "\r\n")),
    "a list of lines": lambda cells: cells[2].update(source=GOOD.splitlines(keepends=True)),
    "lists of lines without their ends": lambda cells: [c.update(source=c["source"].split("\n")) for c in cells],
    "strange cells": lambda cells: cells.extend(STRANGE),
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
    assert [c[0] for c in found] == "intro imports extra-0 double test_double triple test_triple extra-1".split()
    assert found[2][2] == "helper = 1" and notes == []


def test_a_copied_answer():
    found, notes = damage(lambda cells: cells.insert(3, cell("answer", "double", "def double(x):\n    return x + x")))
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
    found, notes = damage(lambda cells: cells.__setitem__(2, cell("plain", "fresh", GOOD)))
    assert found == EXPECTED and "defines the same names" in notes[0]


TRIPLE = "def triple(x):\n    return 3 * x"
BOTH = f"{GOOD}\n\n\n{TRIPLE}"
TOGETHER = {  # where answers stand whose cells are missing: what of the notebook is changed, and the answer cells of what is graded
    "two in one": (lambda cells: (cells[2].update(source=BOTH), cells.pop(4)), [BOTH, ELSEWHERE]),
    "in a cell of another answer, before": (lambda cells: (cells[4].update(source=BOTH), cells.pop(2)), [ELSEWHERE, BOTH]),
    "all in one of their own": (lambda cells: cells.__setitem__(slice(2, 5), [cell("plain", "o", BOTH)]), [BOTH, ELSEWHERE]),
    "the same at the end": (lambda cells: (cells.append(cell("plain", "o", BOTH)), cells.pop(4), cells.pop(2)), [BOTH, ELSEWHERE]),
    "in a cell of the instructor's": (lambda cells: (cells[1].update(source=TRIPLE), cells.pop(4)), [GOOD, ELSEWHERE]),
    "in a locked cell, which is not run": (lambda cells: (cells[3].update(source=BOTH), cells.pop(4)), [GOOD, MASTER[4]["source"]]),
    "in a text": (lambda cells: (cells[0].update(source=TRIPLE), cells.pop(4)), [GOOD, MASTER[4]["source"]]),
}  # fmt: skip


@pytest.mark.parametrize("how", TOGETHER)
def test_a_stub_does_not_undo_an_answer_that_stands_elsewhere(how):
    change, answers = TOGETHER[how]
    found, notes = damage(change)
    assert [source for _, role, source in found if role == "answer"] == answers
    assert any("stands in another cell, and counts" in note for note in notes) == (ELSEWHERE in answers)


def test_who_answers_all_in_one_cell_is_not_unmatched():
    gaps = [cell("answer", f"f{k}", f"def f{k}():\n    raise NotImplementedError") for k in range(9)]
    one = text([cell("plain", "own", "\n".join(f"def f{k}(): return {k}" for k in range(9)))])
    _, known = rebuild({"small.ipynb": one.encode()}, "small", text(gaps), text(gaps))
    assert known["status"] == "graded" and len(known["notes"]) == 9


def old_cells():
    return [{"input" if key == "source" else key: c[key] for key in c if key != "id"} for c in handed_in()]


NB = {"metadata": {}, "nbformat": 4, "nbformat_minor": 5}
R = {"kernelspec": {"name": "ir", "language": "R"}}
FORMATS = {  # name -> the bytes of a notebook, and whether the student is told something
    "a byte-order mark": (lambda: b"\xef\xbb\xbf" + json.dumps(NB | {"cells": handed_in()}).encode(), False),
    "utf-16": (lambda: json.dumps(NB | {"cells": handed_in()}).encode("utf-16"), False),
    "metadata is a list": (lambda: json.dumps(NB | {"cells": handed_in(), "metadata": [1]}).encode(), False),
    "version 3": (lambda: json.dumps({"nbformat": 3, "worksheets": [{"cells": old_cells()}]}).encode(), True),
    "version 9": (lambda: json.dumps(NB | {"cells": handed_in(), "nbformat": 9}).encode(), True),
    "other kernel": (lambda: json.dumps(NB | {"cells": handed_in(), "metadata": R}).encode(), True),
}


@pytest.mark.parametrize("name", FORMATS)
def test_formats_and_encodings(name):
    make, is_told = FORMATS[name]
    found, notes = rebuilt(files={"small.ipynb": make()})
    assert found == EXPECTED and bool(notes) == is_told


def test_a_file_that_goes_on_behind_its_end():
    with pytest.raises(Unreadable):
        rebuilt(files={"small.ipynb": text(handed_in()).encode() + b" \xff"})


OTHER_NAMES = "small (1).ipynb, Small.ipynb, small-copy.ipynb, final.ipynb, folder/small.ipynb, small.ipynb.txt"


@pytest.mark.parametrize("name", [*OTHER_NAMES.split(", "), "small.json"])
def test_other_names(name):
    others = {"readme.md": b"", ".ipynb_checkpoints/small.ipynb": b"{"}
    found, notes = rebuilt(files={name: text(handed_in()).encode()} | others)
    assert found == EXPECTED and name in notes[0]


def answered(answer=GOOD):
    cells = handed_in()
    cells[2]["source"] = answer
    return text(cells).encode()


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        ("small-3, small-4, small-10", "small-10"),
        ("small, small (1)", "small (1)"),
        ("small, small_v1, small_v2_final, small_v3", "small_v2_final"),
        ("small, small-Copy1, small_old, small backup", "small"),
        ("Ada_Small (2), Ada_Small", "Ada_Small (2)"),
        ("homework, small", "small"),
        ("small, later/small-2", "small"),
        ("hw_2, hw_1", "hw_2"),
    ],
)
def test_of_several_versions_the_newest_is_graded(names, chosen):
    """Of all that hold an answer: not one as it was released, not another notebook, not one that cannot be read."""
    names = [f"{name}.ipynb" for name in names.split(", ")]
    no_answers = text(RELEASED).encode(), b"{", b'{"cells": [{}]}'
    others = {f"small-99{end}.ipynb": data for end, data in enumerate(no_answers)}
    for some in ({}, others):
        files = some | {name: answered(f"{GOOD}  # {name}") for name in names}
        cells, known = rebuild(files, "small", text(MASTER), text(RELEASED))
        assert cells[2].source.endswith(f"# {chosen}.ipynb") and known["status"] == "graded"
        assert known["reason"].startswith(f"{chosen}.ipynb was graded; other notebooks were there too: ")
        assert all(name in known["reason"] for name in files)


def test_a_notebook_without_the_answer_cells_is_no_zero():
    title = cell("plain", "t", "\n# Practical 1: down the hill\nText", cell_type="markdown")
    for kept, word in ([2], "graded"), ([], "unmatched"):
        cells = [title, *(RELEASED[place] for place in kept), cell("plain", "own", "quadruple = 4")]
        _, known = rebuild({"x.ipynb": text(cells).encode()}, "small", text(MASTER), text(RELEASED))
        assert known["status"] == word
    assert known["reason"].startswith(
        "x.ipynb holds 0 of the 2 answer cells of small; its title is 'Practical 1: down the hill'. Hand in"
    )


def test_what_is_too_much_is_cut():
    cells = handed_in() + [cell("plain", f"c{k}", f"x = {k}") for k in range(1000)]
    found, notes = rebuilt(cells)
    assert len(found) == len(MASTER) + 400 and "1000 cells" in notes[0]
    found, _ = damage(lambda cells: cells[2].update(source="#" * 10**6))
    assert len(found[2][2]) == 200_000


def test_pasted_pictures_are_kept_and_nothing_else():
    shown = "![a](attachment:a.png) ![b](attachment:b.svg) ![c](attachment:c.png)"
    note = cell("plain", "m", shown, cell_type="markdown")
    note["attachments"] = {"a.png": {"image/png": "iVBO"}, "b.svg": {"image/svg+xml": "PHN2"}}
    note["attachments"]["d.png"] = {"image/png": '"><script>'}
    last = graded_with(note)[-1]
    assert "".join(last["source"]) == "![a](attachment:a.png) b c"
    assert last["attachments"] == {"a.png": {"image/png": "iVBO"}}


def test_text_of_students_brings_no_markup():
    markdown = cell("plain", "m", "<img src=x onerror=alert(1)> and a < b", cell_type="markdown")
    cells = graded_with(markdown, cell("plain", "r", "<script>1</script>", cell_type="raw"))
    last = ["".join(c["source"]) for c in cells[-2:]]
    assert last == ["< img src=x onerror=alert(1)> and a < b", "    < script>1< /script>"]
    assert {c["cell_type"] for c in cells} == {"code", "markdown"} and cells[3]["metadata"] == MASTER[3]["metadata"]


@pytest.mark.parametrize(
    "source", ["![x](http://a.b/c.png)", "![x](//a.b/c)", "![x][r]\n\n[r]: http://a.b/c.png", "![[x]](http://a.b)"]
)
def test_text_of_students_brings_no_pictures_of_strangers(source):
    (last,) = graded_with(cell("plain", "m", source, cell_type="markdown"))[len(MASTER) :]
    assert "".join(last["source"]) == source.replace("![", "! [")


PIECES = ["![", "]", "(", ")", "attachment:", "](attachment:", "![](attachment:", "a.png"]
PIECES += [" ", "<", "<b", "\n", "[", "!", "x"]
PIECES += ["%ls\n", "x = !ls\n", ",", "?", "\\", "import a\n", "'", '"""', "{", "\ud800", "\0", "    "]


def monsters(seed):
    """Texts as long as a cell may be: a few pieces again and again, which is what makes a bad expression slow."""
    rng = random.Random(seed)
    for length in range(1, 7):
        piece = "".join(rng.choice(PIECES) for _ in range(length))
        yield (piece * 200_000)[:200_000]


@pytest.mark.timeout(120)  # one of them took a quarter of an hour
@pytest.mark.parametrize("seed", [*range(3), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(3, 100))])
def test_no_text_takes_long(seed):
    """As a text cell, as raw, in a test cell, in an answer, and in an own cell while an answer is missing."""
    for monster in monsters(seed):
        cells = handed_in()
        cells[3]["source"], cells[4] = monster, cell("plain", "own", monster)
        for kind in ("markdown", "raw"):
            cells.append(cell("plain", kind, monster, cell_type=kind))
            cells[-1]["attachments"] = {"a.png": {"image/png": "iVBO"}}
        made, _ = rebuild({"small.ipynb": text(cells).encode()}, "small", text(MASTER), text(RELEASED))
        assert json.loads(notebook(made, text(MASTER)))["cells"]
