"""The master decides: a submission's notebook is rebuilt from the instructor's.

Of the submission only the text of answer cells and the student's own extra cells are taken. Deleted, changed, copied or
reordered test cells, points, tags, kernels and stored outputs do not matter.
"""

import ast
import json
import re
from dataclasses import dataclass, field

from grading.needed import defined
from grading.plain import plain

ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json", ".json", ".txt")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\n]*")
LONGEST = 200_000  # characters of one cell that are taken
MOST = 400  # extra cells that are taken


class Unreadable(Exception):
    """No notebook can be read; the text says to the student why, and what to do. `word` is the status."""

    def __init__(self, word, reason):
        super().__init__(reason)
        self.word = word


@dataclass
class Cell:
    """One cell of the rebuilt notebook."""

    kind: str  # "code", "markdown" or "raw"
    source: str
    role: str  # "answer", "test", "plain" (the instructor's), "extra" (the student's own)
    grade_id: str = ""
    points: float = 0.0
    manual: bool = False  # a person gives the points
    identity: str = ""
    metadata: dict = field(default_factory=dict)
    unchanged: bool = False  # an answer cell that is as it was released
    pictures: dict = field(default_factory=dict)  # pasted into a text cell
    outputs: list = field(default_factory=list)
    count: int | None = None


def rebuild(files, practical, source, released):
    """The cells of the graded notebook, and notes for the student.

    Parameters
    ----------
    files : dict of str to bytes
        The student's folder.
    practical : str
    source, released : str
        The instructor's notebook with all tests, and the notebook that students got, as JSON.

    Raises
    ------
    Unreadable
    """
    notes = []
    name, text = _choose(files, practical, notes)
    theirs = _cells(name, text, notes)
    masters = json.loads(source)["cells"]
    stubs = {cell.get("id"): _text(cell) for cell in json.loads(released)["cells"]}
    return _Merge(masters, stubs, theirs, notes).cells(), notes


# ---------------------------------------------------------------- which file, and what is in it


def _choose(files, practical, notes):
    """The name and the bytes of the notebook among the student's files."""
    wanted = f"{practical}.ipynb"
    notebooks = sorted(name for name in files if name.lower().endswith(ENDINGS[:1]) and not _hidden(name))
    if not notebooks:  # what a browser or a mail program made of it
        notebooks = sorted(
            name
            for name, data in files.items()
            if name.lower().endswith(ENDINGS) and not _hidden(name) and b'"cells"' in data and b'"cell_type"' in data
        )
    if wanted in notebooks:
        if len(notebooks) > 1:
            others = ", ".join(name for name in notebooks if name != wanted)
            notes.append(f"{wanted} was graded; other notebooks in the folder were not looked at: {others}.")
        return wanted, files[wanted]
    if not notebooks:
        there = ", ".join(sorted(files)[:5])
        raise Unreadable(
            "missing",
            f"There is no notebook {wanted} in what was handed in"
            + (f" (it holds {there})." if there else ": the folder is empty.")
            + " Hand in the notebook itself, with the ending .ipynb.",
        )
    ids = re.compile(rb'"grade_id":\s*"')
    near = sorted(notebooks, key=lambda name: (-_likeness(name, practical), -len(ids.findall(files[name])), name))
    chosen = near[0]
    more = f" Others were there too: {', '.join(near[1:])}." if len(near) > 1 else ""
    notes.append(f"The notebook is called {chosen}, but {wanted} was expected. It was graded all the same.{more}")
    return chosen, files[chosen]


def _hidden(name):
    return any(part.startswith((".", "__")) for part in name.split("/"))


def _likeness(name, practical):
    """3 for `practical (1).ipynb` and the like, 2 for a name that holds the practical's, else 0; less in sub-folders."""
    stem = name.rsplit("/", 1)[-1].lower().split(".ipynb")[0]
    bare = re.sub(r"([ _-]*\(\d+\)|[ _-]*copy\d*|[ _-]*kopie|[ _-]+\d+)+$", "", stem)
    return (3 if bare == practical.lower() else 2 if practical.lower() in stem else 0) - ("/" in name) * 0.5


def _cells(name, data, notes):
    """The cells of a notebook file, whatever its format: (kind, source, metadata, id)."""
    again = "Open it in JupyterLab, save it (File > Save), and hand it in again."
    if not data.strip():
        raise Unreadable("unreadable", f"The file {name} is empty. {again}")
    text = _decode(data)
    try:
        nb = json.loads(text, parse_int=_whole)
    except RecursionError:
        raise Unreadable("unreadable", f"The file {name} is nested too deeply to be a notebook. {again}") from None
    except ValueError as error:
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        cut = (
            " It looks cut off at its end, as by a broken upload."
            if text.lstrip().startswith("{") and not text.rstrip().endswith("}")
            else ""
        )
        raise Unreadable(
            "unreadable", f"The file {name} is not a notebook: it is not valid JSON{place}.{cut} {again}"
        ) from None
    if isinstance(nb, dict) and "cells" not in nb and isinstance(nb.get("worksheets"), list):  # nbformat 2 and 3
        sheets = [sheet for sheet in nb["worksheets"] if isinstance(sheet, dict)]
        raw = [cell for sheet in sheets for cell in _list(sheet.get("cells"))]
        notes.append("The notebook was saved in an old format. It was read all the same.")
    elif isinstance(nb, dict) and isinstance(nb.get("cells"), list):
        raw = nb["cells"]
        if not isinstance(nb.get("nbformat"), int) or nb["nbformat"] > 4:
            notes.append("The notebook was saved in a format that is not known here. It was read as well as possible.")
    else:
        raise Unreadable("unreadable", f"The file {name} is valid JSON, but no notebook: it has no cells. {again}")
    kernel = _dict(_dict(nb.get("metadata")).get("kernelspec"))
    if str(kernel.get("language", "python")).lower() not in ("python", ""):
        notes.append(f"The notebook was set to the language {str(kernel['language'])[:20]!r}. It was run with Python.")
    cells = []
    for cell in raw:
        if isinstance(cell, dict):
            kind = cell.get("cell_type")
            kind = kind if kind in ("code", "raw") else "markdown"
            identity = cell.get("id")
            metadata = _dict(cell.get("metadata")) | {"pictures": _pictures(cell)}
            cells.append((kind, _text(cell), metadata, identity if isinstance(identity, str) else ""))
    if not cells:
        raise Unreadable("unreadable", f"The notebook {name} has no cells. {again}")
    return cells


def _pictures(cell):
    """The pictures that were pasted into a text cell, name -> kind -> base64; nothing else, and no large ones."""
    found = {}
    for name, forms in _dict(cell.get("attachments")).items():
        for kind, data in _dict(forms).items():
            if (
                kind in ("image/png", "image/jpeg")
                and isinstance(data, str)
                and len(data) < 3_000_000
                and _BASE64.fullmatch(data)
            ):
                found[name[:200]] = {kind: data}
    return found


def _whole(digits):
    return int(digits) if len(digits) < 400 else 0  # a number of a million digits takes minutes


def _decode(data):
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")  # a byte-order mark is left out


def _text(cell):
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return ""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    return source.encode("utf-8", "replace").decode("utf-8")[:LONGEST]  # no half characters


def _dict(value):
    return value if isinstance(value, dict) else {}


def _list(value):
    return value if isinstance(value, list) else []


# ---------------------------------------------------------------- bringing the two together


class _Merge:
    def __init__(self, masters, stubs, theirs, notes):
        self.masters, self.stubs, self.theirs, self.notes = masters, stubs, theirs, notes
        self.marks = [_dict(_dict(cell.get("metadata")).get("nbgrader")) for cell in masters]
        self.texts = [_text(cell) for cell in masters]
        self.given = [self.stubs.get(cell.get("id"), text) for cell, text in zip(masters, self.texts)]
        self.place = [None] * len(theirs)  # the master's cell that each of theirs is, or None: an extra cell
        self.taken = {}  # master's index -> the index of theirs whose text counts

    def cells(self):
        self._match()
        self._answers()
        extras = self._extras()
        result, number = list(extras.get(-1, [])), 0
        used = {cell.get("id") for cell in self.masters}
        for index in range(len(self.masters)):
            result.append(self._master(index))
            result += extras.get(index, [])
        for cell in result:
            if not cell.identity:
                while f"extra-{number}" in used:
                    number += 1
                cell.identity, number = f"extra-{number}", number + 1
        return result

    def _match(self):
        """Which of the master's cells is each of theirs? By grade_id, by id, by the same text."""
        grade_ids = {mark["grade_id"]: index for index, mark in enumerate(self.marks) if mark.get("grade_id")}
        ids = {cell["id"]: index for index, cell in enumerate(self.masters) if cell.get("id")}
        same = {}
        for index, text in enumerate(self.given):
            same.setdefault(text.strip(), index)
        for index, (_, text, metadata, identity) in enumerate(self.theirs):
            grade_id = _dict(metadata.get("nbgrader")).get("grade_id")
            if isinstance(grade_id, str) and grade_id in grade_ids:
                self.place[index] = grade_ids[grade_id]
            elif identity in ids:
                self.place[index] = ids[identity]
            elif text.strip() and text.strip() in same:
                self.place[index] = same[text.strip()]

    def _answers(self):
        """Whose text counts in each answer cell."""
        for index, mark in enumerate(self.marks):
            if not mark.get("solution"):
                continue
            name, stub = mark.get("grade_id", ""), self.given[index]
            found = [i for i, place in enumerate(self.place) if place == index]
            changed = [i for i in found if self.theirs[i][1].strip() not in (stub.strip(), "")]
            if not found and self.masters[index].get("cell_type") == "code":
                changed = found = self._by_names(plain(stub))
                if found:
                    self.notes.append(
                        f"The answer cell {name} was gone; a cell that defines the same names was taken for it."
                    )
            if not found:
                self.notes.append(f"The answer cell {name} is missing: it counts as not answered.")
                continue
            self.taken[index] = (changed or found)[-1]
            if len(found) > 1:
                which = "the last one with an answer" if changed else "none holds an answer, so one"
                self.notes.append(f"The answer cell {name} is there {len(found)} times; {which} counts.")
                for i in found:
                    self.place[i] = index if i == self.taken[index] or i not in changed else None
            self.place[self.taken[index]] = index
            kind = self.theirs[self.taken[index]][0]
            if kind != self.masters[index].get("cell_type"):
                self.notes.append(
                    f"The answer cell {name} had been changed to the type {kind}; it was read as it was released."
                )

    def _by_names(self, stub):
        """The last code cell that belongs to no cell of the master's and defines what the answer should define."""
        names = defined(stub)
        for index in reversed(range(len(self.theirs))):
            kind, text, _, _ = self.theirs[index]
            if self.place[index] is None and kind == "code" and names and names <= defined(plain(text)):
                return [index]
        return []

    def _extras(self):
        """master's index -> the student's own cells that come after that cell."""
        extras, anchor, count, restored = {}, -1, 0, []
        seen = set()
        for index, (kind, text, metadata, _) in enumerate(self.theirs):
            place = self.place[index]
            if place is None:
                own = text
            elif self.marks[place].get("solution"):
                anchor = place
                seen.add(place)
                continue
            else:
                own = self._changed(place, kind, text, place in seen, restored)
                anchor = place
                seen.add(place)
            if not own.strip():
                continue
            count += 1
            if count <= MOST:
                extras.setdefault(anchor, []).append(Cell(kind, own, "extra", pictures=metadata["pictures"]))
        if count > MOST:
            self.notes.append(f"There are {count} cells of your own; the first {MOST} were taken.")
        if restored:
            self.notes.append(f"Changes of locked cells were undone: {', '.join(dict.fromkeys(restored))}.")
        missing = [
            mark["grade_id"]
            for index, mark in enumerate(self.marks)
            if mark.get("grade") and not mark.get("solution") and index not in self.place
        ]
        if missing:
            self.notes.append(f"Test cells were missing and were put back: {', '.join(missing)}.")
        return extras

    def _changed(self, place, kind, text, copied, restored):
        """What of a student's version of one of the instructor's cells is run as a cell of the student's own."""
        if text.strip() in (self.given[place].strip(), self.texts[place].strip()):
            return ""
        mark = self.marks[place]
        if mark.get("locked") or mark.get("grade") or mark.get("task"):
            name = mark.get("grade_id", self.masters[place].get("id"))
            if mark.get("task"):
                return ""
            restored.append(name)
            imports = _imports(text, self.given[place]) if kind == "code" else ""
            if imports:
                self.notes.append(
                    f"You typed an import into the locked cell {name}. It was kept, in a cell of its own."
                )
            return imports
        if kind == "code" and self.masters[place].get("cell_type") == "code" and not copied:
            self.notes.append(
                f"You changed the cell {self.masters[place].get('id')}, which is not an answer cell. The tests see the original; "
                "your own cells see yours, which was run after it."
            )
        return text

    def _master(self, index):
        cell, mark = self.masters[index], self.marks[index]
        kind = cell.get("cell_type", "markdown")
        metadata = {
            key: value
            for key, value in _dict(cell.get("metadata")).items()
            if key in ("nbgrader", "deletable", "editable")
        }
        text, role, unchanged, pictures = self.texts[index], "plain", False, _pictures(cell)
        if mark.get("solution"):
            role = "answer"
            text = self.theirs[self.taken[index]][1] if index in self.taken else self.given[index]
            pictures = self.theirs[self.taken[index]][2]["pictures"] if index in self.taken else pictures
            unchanged = text.strip() == self.given[index].strip()
        elif mark.get("grade"):
            role = "test"
        manual = bool(mark.get("task") or (mark.get("grade") and (mark.get("solution") or kind != "code")))
        points = mark.get("points") if mark.get("grade") or mark.get("task") else 0
        return Cell(
            kind, text, role, mark.get("grade_id", "") if mark.get("grade") or mark.get("solution") or mark.get("task") else "",
            float(points or 0), manual, cell.get("id", ""), metadata, unchanged, pictures,
        )  # fmt: skip


def _imports(text, original):
    """The import lines of a cell that were not there before."""
    try:
        tree, old = ast.parse(plain(text)), ast.dump(ast.parse(plain(original)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    lines = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    return "\n".join(ast.unparse(node) for node in lines if ast.dump(node) not in old)


def _disarm(cell):
    """No tags of HTML in a student's text: a browser that shows the graded notebook would obey them."""
    if cell.kind == "raw":
        cell.kind, cell.source = "markdown", "\n".join("    " + line for line in cell.source.split("\n"))
    cell.source = re.sub(r"<(?=[a-zA-Z/!?])", "< ", cell.source)
    gone = r"!\[([^\]]*)\]\(attachment:([^)\s]*)[^)]*\)"
    cell.source = re.sub(gone, lambda link: link[0] if link[2] in cell.pictures else link[1], cell.source)
    cell.source = re.sub(r"(?<!\]\()attachment:", "attachment ", cell.source)


def notebook(cells, source):
    """The graded notebook as JSON text, nbformat 4.5, with the instructor's metadata."""
    metadata = json.loads(source).get("metadata", {})
    made = []
    for cell in cells:
        if cell.role in ("answer", "extra") and cell.kind != "code":
            _disarm(cell)
        one = {
            "cell_type": cell.kind,
            "id": cell.identity,
            "metadata": cell.metadata,
            "source": cell.source.splitlines(keepends=True),
        }
        if cell.kind == "markdown" and cell.pictures:
            one["attachments"] = cell.pictures
        if cell.kind == "code":
            one |= {"execution_count": cell.count, "outputs": cell.outputs}
        made.append(one)
    return json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, indent=1)
