"""Random damage, a fixed seed each: files of Moodle and Canvas, notebooks, and what a student's process says to the examiner.

All of it is taken in, graded or refused with a word; nothing else happens. The first seeds are tried every day, `make test-slow`
tries some hundred, and a variable says how many: SEEDS=5000 make test-slow TEST_OPTIONS="-k random"
"""

import copy
import inspect
import io
import json
import os
import random
import zipfile

import nbformat
import pytest

from grading import lms, worksheets
from tests.grading.fake import NOTEBOOK, PRACTICAL
from tests.grading.small import Small, cell, text


def seeds(everyday, slow):
    """The seeds of a test; so many of them every day, and so many, or the variable SEEDS, in all."""
    count = int(os.environ.get("SEEDS", slow))
    later = (pytest.param(seed, marks=pytest.mark.slow) for seed in range(everyday, count))
    return pytest.mark.parametrize("seed", [*range(everyday), *later])


PIECES = [
    b'"',
    b"\0",
    b"\xff\xfe",
    b"../",
    b"\n",
    b",",
    b";",
    b"PK\x01\x02",
    b"\xed\xb2\x80",
    b"_1_assignsubmission_file_",
    b"9" * 400,
]


def damaged(data, rng):
    """`data` with some bytes lost, doubled, changed or put in."""
    data = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        start = rng.randrange(len(data) + 1)
        stop = min(len(data), start + rng.choice((1, 4, 60)))
        data[start:stop] = rng.choice((b"", data[start:stop] * 2, rng.randbytes(stop - start), rng.choice(PIECES)))
    return bytes(data)


def changed(tree, rng):
    """JSON data with a change: a part lost, odd, doubled, cut, nested, replaced by another one, renamed, in another order."""
    odd = [None, True, -1, 0.5, 1 << 70, 10**300, float("nan"), float("inf")]
    odd += ["", "\udc80", "x" * 10**5, "\0", [], {}, [[]]]
    root = [copy.deepcopy(tree)]
    holders = [root]
    for one in holders:  # it grows
        inner = one.values() if isinstance(one, dict) else one
        holders += [part for part in inner if isinstance(part, (dict, list))]
    places = [(one, key) for one in holders for key in (one if isinstance(one, dict) else range(len(one)))]
    holder, key = rng.choice(places)
    old, (there, other) = holder[key], rng.choice(places)
    another = copy.deepcopy(there[other])
    parts = old if isinstance(old, (str, list)) else [old]
    new = [rng.choice(odd), another, [old], {"x": old}, parts[: len(parts) // 2], parts * 2]
    act = rng.randrange(9)
    if act < 6 or holder is root:
        holder[key] = new[act % 6]
    elif act == 6:
        del holder[key]
    elif isinstance(holder, dict):
        holder[rng.choice(("x", "\udc80", str(other)))] = holder.pop(key)
    elif act == 7:
        rng.shuffle(holder)
    else:
        holder.insert(rng.randrange(len(holder)), copy.deepcopy(old))
    return root[0]


@seeds(8, 60)
def test_zip_files(course, seed, monkeypatch, capsys):
    rng, inner, outer = random.Random(seed), io.BytesIO(), io.BytesIO()
    monkeypatch.setattr(lms, "_keep_names", lambda root, names: None)
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NOTEBOOK, '{"cells": []}')
    with zipfile.ZipFile(
        outer, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2))
    ) as archive:
        archive.writestr(f"Ada_1_assignsubmission_file_/{NOTEBOOK}", '{"cells": []}')
        archive.writestr("Bob_2_assignsubmission_file_/work.zip", damaged(inner.getvalue(), rng))
        archive.writestr(f"doejane_3_90_{damaged(NOTEBOOK.encode(), rng).decode('utf-8', 'replace')}", "{}")
    path = course / "given.zip"
    for number in range(8):
        path.write_bytes(damaged(outer.getvalue(), rng) if number else outer.getvalue())
        before = {one for one in course.parent.rglob("*") if "submitted" not in one.parts}
        assert lms.main(["collect", PRACTICAL, str(path), "--root", str(course)]) in (0, 1)
        assert {one for one in course.parent.rglob("*") if "submitted" not in one.parts} == before | {
            course / "gradebook"
        }
    assert "Traceback" not in capsys.readouterr().err


FORMS = {  # titles, a student's row, what stands between
    "moodle": (
        "Identifier,Full name,Status,Grade,Maximum grade,Sub,Mod,Note",
        "Participant {0},Ada,Done,,20.00,9:00,-,",
        "",
    ),
    "canvas": ("Student,ID,SIS User ID,Section,Practical 0 (98),Essay (99)", "Ada,{0},S{0},G,,5", ",,,,20,10\n"),
}


@seeds(8, 60)
@pytest.mark.parametrize("kind", FORMS)
def test_exported_files(tmp_path, seed, kind, monkeypatch, capsys):
    rng = random.Random(seed)
    marks = {str(n): worksheets.Mark(n / 10, 20.0, "graded", "", "Ada" if n % 2 else "") for n in range(1, 6)}
    monkeypatch.setattr(worksheets, "_marks", lambda root, practical: (marks, []))
    head, row, more = FORMS[kind]
    text = f"{head}\n{more}" + "".join(f"{row.format(n)}\n" for n in range(1, 6))
    path = tmp_path / "export.csv"
    for number in range(25):
        path.write_bytes(damaged(text.encode(), rng) if number else text.encode())
        ended = lms.main(["grades", PRACTICAL, str(path), "--root", str(tmp_path)])
        assert ended == 0 or (number and ended == 1 and capsys.readouterr().err.strip())


def graded(small, data):
    """The result, after what holds for each: points that exist, a word with a reason, a valid notebook, text that a file takes."""
    result = small.grade(files={"small.ipynb": data})
    json.dumps(result.plain(), ensure_ascii=False).encode()
    assert result.scores.keys() == result.max_scores.keys()
    assert all(0 <= points <= result.max_scores[name] for name, points in result.scores.items())
    assert result.status == "graded" or (result.status in ("crashed", "unreadable") and result.reason)
    assert not result.reason.startswith("The notebook could not be examined")
    if result.status != "unreadable":
        nbformat.validate(nbformat.reads(result.notebook, as_version=4))
    return result


PICTURE = {"p.png": {"image/png": "iVBORw0KGgo="}}
NOTES = cell("plain", "notes", "![p](attachment:p.png) <b>x</b>", cell_type="markdown") | {"attachments": PICTURE}
HANDED_IN = Small(
    cell("plain", "imports", "import numpy as np"),
    cell("answer", "double", "def double(x):\n    raise NotImplementedError"),
    cell("test", "t", "assert double(2) == 4"),
    cell("answer", "half", "def half(x):\n    raise NotImplementedError"),
    cell("test", "u", "assert half(2) == 1"),
    NOTES,
)
OUTPUT = {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]}
OWN = cell("plain", "own", "print(double(1))") | {"outputs": [OUTPUT], "execution_count": 3}


@seeds(6, 100)
def test_notebooks(seed):
    rng = random.Random(seed)
    right = {"double": "def double(x):\n    return 2 * x", "half": "def half(x):\n    return 3 * x"}
    nb = json.loads(text([*HANDED_IN.submission(**right), OWN]))
    nb["metadata"] = {"kernelspec": {"name": "python3", "language": "python"}}
    for _ in range(rng.randint(1, 8) if seed else 0):
        nb = changed(nb, rng)
    result = graded(HANDED_IN, json.dumps(nb).encode())
    assert result.scores["u"] == 0 and (seed or result.scores["t"] == 1)


# ---- a student's process that lies

LIES = f"""
import copy, gc, json, random, struct
wire = next(thing for thing in gc.get_objects() if type(thing).__name__ == "Wire")
{inspect.getsource(changed)}
def lie(content, rng=random.Random(SEED), sock=wire.channel.sock):
    blobs, lies = content.pop("blobs"), rng.choice((0, 0, 0, 1, 3))
    if lies:
        blobs = [rng.choice((blob, blob, rng.randbytes(len(blob)), blob[:-1])) for blob in blobs]
    content = content | {{"sizes": [len(blob) for blob in blobs]}}
    for _ in range(lies):
        content = changed(content, rng)
    text = json.dumps(content).encode("ascii", "surrogatepass")
    sock.sendall(struct.pack(">II", len(text), sum(map(len, blobs))) + text + b"".join(blobs))
wire.channel.send = lie
"""
GAPS = {  # gap -> a wrong answer, its test
    "step": (
        "def step(x, parts):\n    x -= 1\n    parts.append(x[:1])",
        "step(x := np.arange(3.0), parts := [])\nassert x[1] == 7.25 and len(parts) == 3",
    ),
    "each": (
        "def each(f, n):\n    return [f(k) for k in range(n)]",
        "assert each(lambda k: k / 4, 3) == [0.0, 3.25, 0.5]",
    ),
    "walk": (
        "def walk(n):\n    for k in range(n): yield np.full(2, k)",
        "assert sum(map(float, np.concatenate(list(walk(4))))) == 12.125",
    ),
    "table": (
        "def table(rng):\n    return {'a': (rng.random(), np.eye(2).T), 'rng': rng}",
        "got = table(np.random.default_rng(1))\nassert got['a'][1][0, 1] == 9.5 and got['a'][0] == 0.5",
    ),
    "fails": (
        "def fails(x):\n    raise KeyError(x)",
        "try:\n    fails([1])\nexcept ZeroDivisionError:\n    pass\nelse:\n    raise AssertionError",
    ),
}
CELLS = [(cell("answer", gap, f"{gap} = None"), cell("test", f"t_{gap}", test)) for gap, (_, test) in GAPS.items()]
HONEST = cell("answer", "honest", "honest = None"), cell("test", "t_honest", "assert honest(2) == 4")
LIAR = Small(cell("plain", "imports", "import numpy as np"), *HONEST, *(one for pair in CELLS for one in pair))


@seeds(6, 100)
def test_messages(seed):
    answers = {gap: wrong for gap, (wrong, _) in GAPS.items()}
    gap = random.Random(seed).choice(list(GAPS))
    answers[gap] += LIES.replace("SEED", str(seed))
    answers["honest"] = "def honest(x):\n    return 2 * x"
    result = graded(LIAR, text(LIAR.submission(**answers)).encode())
    assert result.scores == {"t_honest": 1.0} | {f"t_{gap}": 0.0 for gap in GAPS}
