"""The master decides: a submission's notebook is rebuilt from the instructor's.

Of the submission only the text of answer cells and the student's own extra cells are taken. Deleted, changed, copied or
reordered test cells, points, tags, kernels and stored outputs do not matter.
"""

import ast
import json
import re
from dataclasses import dataclass, field

from grading.engine import handed_in
from grading.engine.box.outputs import is_picture
from grading.engine.dependencies import defined
from grading.engine.magics import plain


class Unreadable(Exception):
    """No notebook can be read; the text says to the student why, and what to do. `word` is the status."""

    def __init__(self, word, reason):
        super().__init__(handed_in.printable(reason, 1000))  # it names files
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


@dataclass
class Theirs:
    """One cell of a student's notebook."""

    kind: str
    text: str
    grade_id: object  # as it stands in the file
    identity: object
    pictures: dict
    place: int | None = None  # the index of the instructor's cell that it is; None: one of the student's own


def rebuild(files, practical, source, released):
    """The cells of the graded notebook, and {"status", "reason", "notes"} of its result. Raises Unreadable.

    `files` is the student's folder, name -> bytes; `source` and `released` are the instructor's notebook with all tests and the
    notebook that students got, as JSON.
    """
    notes, masters = [], json.loads(source)["cells"]
    stubs = {cell.get("id"): _text(cell) for cell in json.loads(released)["cells"]}
    answers = [cell for cell in masters if _mark(cell).get("solution")]
    texts = [stubs.get(cell.get("id"), _text(cell)).strip() for cell in answers]
    gaps = {key: text for cell, text in zip(answers, texts) for key in (cell.get("id"), _mark(cell).get("grade_id"))}
    name, reason = _choose(files, practical, gaps, notes)
    merge = _Merge(masters, stubs, _cells(name, files[name], notes), notes)
    known = {"status": "graded", "reason": reason, "notes": notes}
    cells, found = merge.cells(), len(merge.taken) + len(merge.elsewhere)
    if answers and 5 * found <= len(answers):
        own = _title(cell.text for cell in merge.theirs)
        other = f"; its title is {own!r}" if own not in ("", _title(map(_text, masters))) else ""
        text = f"{name} holds {found} of the {len(answers)} answer cells of {practical}{other}."
        text = f"{text} Hand in the released notebook, with your answers in its cells. {reason}"
        known |= {"status": "unmatched", "reason": text.strip()}
    return cells, known


def _title(texts):
    """The first heading."""
    return next((found[1].strip()[:80] for text in texts if (found := re.search("^# +(.+)", text, re.MULTILINE))), "")


# ---------------------------------------------------------------- which file, and what is in it


def _choose(files, practical, gaps, notes):
    """The name of the notebook among the student's files, and a sentence if there are others.

    One with answers comes before one without (`gaps`: id or grade_id of an answer cell -> its text as it was released), then the
    one that is the newest by its name.
    """
    wanted, notebooks = handed_in.wanted(practical), handed_in.notebooks(files)
    if not notebooks:
        holds = f" (it holds {', '.join(sorted(files)[:5])})." if files else ": the folder is empty."
        text = f"There is no notebook {wanted} in what was handed in{holds} Hand in the notebook itself, with the ending .ipynb."
        raise Unreadable("missing", text)

    def rank(name):
        answers = _answered(name, files[name], gaps) if len(notebooks) > 1 else 0
        return min(answers, 1), handed_in.newness(name, practical), name == wanted, answers

    *others, chosen = sorted(notebooks, key=rank)
    if chosen != wanted:
        notes.append(f"The notebook is called {chosen}, but {wanted} was expected. It was graded all the same.")
    listed = ", ".join(others[:9]) + ", ..." * (len(others) > 9)
    return chosen, f"{chosen} was graded; other notebooks were there too: {listed}." if others else ""


def _answered(name, data, gaps):
    """How many answers are in a notebook, as far as its cells are marked; -1 if it cannot be read."""
    try:
        cells = _cells(name, data, [])
    except Unreadable:
        return -1
    keys = [(cell.text.strip(), key) for cell in cells for key in (cell.grade_id, cell.identity) if type(key) is str]
    return sum(key in gaps and text not in ("", gaps[key]) for text, key in keys)


def _cells(name, data, notes):
    """The cells of a notebook file, whatever its format."""

    def unreadable(what):
        text = f"{what} Open it in JupyterLab, save it (File > Save), and hand it in again."
        return Unreadable("unreadable", text)

    if not data.strip():
        raise unreadable(f"The file {name} is empty.")
    is_utf_16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = data.decode("utf-16" if is_utf_16 else "utf-8-sig", "replace")  # a byte-order mark is left out
    try:  # a number of a million digits would take minutes
        nb = json.loads(text, parse_int=lambda digits: int(digits) if len(digits) < 400 else 0)
    except RecursionError:
        raise unreadable(f"The file {name} is nested too deeply to be a notebook.") from None
    except ValueError as error:
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        is_cut = text.lstrip().startswith("{") and not text.rstrip().endswith("}")
        cut = " It looks cut off at its end, as by a broken upload." if is_cut else ""
        raise unreadable(f"The file {name} is not a notebook: it is not valid JSON{place}.{cut}") from None
    if isinstance(nb, dict) and "cells" not in nb and isinstance(nb.get("worksheets"), list):  # nbformat 2 and 3
        found = [_dict(sheet).get("cells") for sheet in nb["worksheets"]]
        raw = [cell for cells in found if isinstance(cells, list) for cell in cells]
        notes.append("The notebook was saved in an old format. It was read all the same.")
    elif isinstance(nb, dict) and isinstance(nb.get("cells"), list):
        raw = nb["cells"]
        if not isinstance(nb.get("nbformat"), int) or nb["nbformat"] > 4:
            notes.append("The notebook was saved in a format that is not known here. It was read as well as possible.")
    else:
        raise unreadable(f"The file {name} is valid JSON, but no notebook: it has no cells.")
    kernel = _dict(_dict(nb.get("metadata")).get("kernelspec"))
    if str(kernel.get("language", "python")).lower() not in ("python", ""):
        notes.append(f"The notebook was set to the language {str(kernel['language'])[:20]!r}. It was run with Python.")
    cells = []
    for cell in (cell for cell in raw if isinstance(cell, dict)):
        kind = cell.get("cell_type") if cell.get("cell_type") in ("code", "raw") else "markdown"
        cells.append(Theirs(kind, _text(cell), _mark(cell).get("grade_id"), cell.get("id"), _pictures(cell)))
    if not cells:
        raise unreadable(f"The notebook {name} has no cells.")
    return cells


def _pictures(cell):
    """The pictures that were pasted into a text cell, name -> kind -> base64; nothing else, and no large ones."""
    found = {}
    for name, forms in _dict(cell.get("attachments")).items():
        for kind, data in _dict(forms).items():
            if kind in ("image/png", "image/jpeg") and is_picture(data):
                found[name[:200]] = {kind: data}
    return found


def _text(cell):
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        parts = [part for part in source if isinstance(part, str)]
        are_chunks = any("\n" in part for part in parts[:-1])  # else lines, whose ends a program has left out
        source = ("" if are_chunks else "\n").join(parts)
    if not isinstance(source, str):
        return ""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    return source.encode("utf-8", "replace").decode("utf-8")[: handed_in.CELL]  # no half characters


def _mark(cell):
    return _dict(_dict(cell.get("metadata")).get("nbgrader"))


def _dict(value):
    return value if isinstance(value, dict) else {}


# ---------------------------------------------------------------- bringing the two together


ELSEWHERE = "# This cell was missing; what it should define stands in another cell."


class _Merge:
    def __init__(self, masters, stubs, theirs, notes):
        self.masters, self.theirs, self.notes = masters, theirs, notes
        self.marks = [_mark(cell) for cell in masters]
        self.texts = [_text(cell) for cell in masters]
        self.given = [stubs.get(cell.get("id"), text) for cell, text in zip(masters, self.texts)]
        self.taken = {}  # index of an answer cell -> the cell of theirs whose text counts
        self.elsewhere = set()  # indices of answer cells that are missing, and defined in other cells of theirs

    def cells(self):
        self._match()
        for index, mark in enumerate(self.marks):
            if mark.get("solution"):
                self._answer(index, mark.get("grade_id", ""))
        extras = self._extras()
        result = [*extras.get(-1, [])]
        for index in range(len(self.masters)):
            result += [self._master(index), *extras.get(index, [])]
        used, number = {cell.get("id") for cell in self.masters}, 0
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
        texts = {}
        for index, text in enumerate(self.given):
            texts.setdefault(text.strip(), index)
        texts.pop("", None)
        for cell in self.theirs:
            keys = (grade_ids, cell.grade_id), (ids, cell.identity), (texts, cell.text.strip())
            cell.place = next((places[key] for places, key in keys if isinstance(key, str) and key in places), None)

    def _answer(self, index, name):
        """Whose text counts in an answer cell?"""
        stub, kind = self.given[index], self.masters[index].get("cell_type")
        found = [cell for cell in self.theirs if cell.place == index]
        changed = [cell for cell in found if cell.text.strip() not in (stub.strip(), "")]
        if not found and kind == "code":
            changed = found = self._by_names(plain(stub))
            if found:
                text = "was gone; a cell that defines the same names was taken for it"
                self.notes.append(f"The answer cell {name} {text}.")
        if not found:
            how = "it counts as not answered"
            if kind == "code" and self._is_elsewhere(plain(stub)):
                self.elsewhere.add(index)
                how = "what it should define stands in another cell, and counts"
            self.notes.append(f"The answer cell {name} is missing: {how}.")
            return
        taken = self.taken[index] = (changed or found)[-1]
        if len(found) > 1:
            which = "the last one with an answer" if changed else "none holds an answer, so one"
            self.notes.append(f"The answer cell {name} is there {len(found)} times; {which} counts.")
            for cell in changed:
                cell.place = None
        taken.place = index
        if taken.kind != kind:
            self.notes.append(
                f"The answer cell {name} had been changed to the type {taken.kind}; it was read as it was released."
            )

    def _by_names(self, stub):
        """The last code cell that belongs to no cell of the master's and defines what the answer should define."""
        names = defined(stub)
        for cell in reversed(self.theirs):
            if cell.place is None and cell.kind == "code" and names and names <= defined(plain(cell.text)):
                return [cell]
        return []

    def _is_elsewhere(self, stub):
        """Do other cells of theirs that are run define what the answer should define? Its stub would put an end to that."""
        found, names = set(), defined(stub)
        for cell in self.theirs:
            mark = self.marks[cell.place] if cell.place is not None else {}
            if mark.get("solution") or cell.kind == "code" and not (mark.get("grade") or mark.get("locked")):
                found |= defined(plain(cell.text))
        return bool(names) and names <= found

    def _extras(self):
        """master's index -> the student's own cells that come after that cell."""
        extras, anchor, count, restored, seen = {}, -1, 0, [], set()
        for cell in self.theirs:
            own = cell.text
            if cell.place is not None:
                anchor = cell.place
                own = "" if self.marks[anchor].get("solution") else self._changed(cell, anchor in seen, restored)
                seen.add(anchor)
            if own.strip():
                count += 1
                if count <= handed_in.CELLS:
                    extras.setdefault(anchor, []).append(Cell(cell.kind, own, "extra", pictures=cell.pictures))
        if count > handed_in.CELLS:
            self.notes.append(f"There are {count} cells of your own; the first {handed_in.CELLS} were taken.")
        if restored:
            self.notes.append(f"Changes of locked cells were undone: {', '.join(dict.fromkeys(restored))}.")
        left = [mark for index, mark in enumerate(self.marks) if index not in seen]
        missing = [mark["grade_id"] for mark in left if mark.get("grade") and not mark.get("solution")]
        if missing:
            self.notes.append(f"Test cells were missing and were put back: {', '.join(missing)}.")
        return extras

    def _changed(self, cell, is_copy, restored):
        """What of a student's version of one of the instructor's cells is run as a cell of the student's own."""
        given, mark, master = self.given[cell.place], self.marks[cell.place], self.masters[cell.place]
        if mark.get("task") or cell.text.strip() in (given.strip(), self.texts[cell.place].strip()):
            return ""
        if mark.get("locked") or mark.get("grade"):
            name = mark.get("grade_id", master.get("id"))
            restored.append(name)
            imports = _imports(cell.text, given) if cell.kind == "code" else ""
            if imports:
                text = "It was kept, in a cell of its own"
                self.notes.append(f"You typed an import into the locked cell {name}. {text}.")
            return imports
        if cell.kind == "code" and master.get("cell_type") == "code" and not is_copy:
            self.notes.append(
                f"You changed the cell {master.get('id')}, which is not an answer cell. The tests see the original; "
                "your own cells see yours, which was run after it."
            )
        return cell.text

    def _master(self, index):
        cell, mark, taken = self.masters[index], self.marks[index], self.taken.get(index)
        kind, text, pictures = cell.get("cell_type", "markdown"), self.texts[index], _pictures(cell)
        solution, grade, task = (mark.get(key) for key in ("solution", "grade", "task"))
        role = "answer" if solution else "test" if grade else "plain"
        kept = ("nbgrader", "deletable", "editable")
        if solution:
            given = ELSEWHERE if index in self.elsewhere else self.given[index]
            text, pictures = (taken.text, taken.pictures) if taken else (given, pictures)
        return Cell(
            kind,
            text,
            role,
            grade_id=mark.get("grade_id", "") if grade or solution or task else "",
            points=float((mark.get("points") if grade or task else 0) or 0),
            manual=bool(task or (grade and (solution or kind != "code"))),
            identity=cell.get("id", ""),
            metadata={key: value for key, value in _dict(cell.get("metadata")).items() if key in kept},
            unchanged=bool(solution) and text.strip() == self.given[index].strip(),
            pictures=pictures,
        )


def _imports(text, original):
    """The import lines of a cell that were not there before."""
    try:
        tree, old = ast.parse(plain(text)), ast.dump(ast.parse(plain(original)))
    except Exception:
        return ""
    lines = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    return "\n".join(ast.unparse(node) for node in lines if ast.dump(node) not in old)


# ---------------------------------------------------------------- the graded notebook


def _disarm(cell):
    """No tags of HTML in a student's text, and no pictures from the web, which tell a stranger who reads it: browsers obey."""
    if cell.kind == "raw":
        cell.kind, cell.source = "markdown", "\n".join("    " + line for line in cell.source.split("\n"))
    cell.source = re.sub(r"<(?=[a-zA-Z/!?])", "< ", cell.source)
    # No step looks beyond the next bracket, where the next match may begin: the time is that of one reading.
    gone = r"!\[([^\[\]]*)\]\(attachment:([^()\s]*+)[^()]*\)"
    cell.source = re.sub(gone, lambda link: link[0] if link[2] in cell.pictures else link[1], cell.source)
    cell.source = re.sub(r"(?<!\]\()attachment:", "attachment ", cell.source)
    cell.source = re.sub(r"!\[(?![^\[\]]*\]\((?:attachment:|data:image/))", "! [", cell.source)


def notebook(cells, source):
    """The graded notebook as JSON text, nbformat 4.5, with the instructor's metadata."""
    made = []
    for cell in cells:
        if cell.role in ("answer", "extra") and cell.kind != "code":
            _disarm(cell)
        lines = cell.source.splitlines(keepends=True)
        one = {"cell_type": cell.kind, "id": cell.identity, "metadata": cell.metadata, "source": lines}
        if cell.kind == "markdown" and cell.pictures:
            one["attachments"] = cell.pictures
        if cell.kind == "code":
            one |= {"execution_count": cell.count, "outputs": cell.outputs}
        made.append(one)
    metadata = json.loads(source).get("metadata", {})
    nb = {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(nb, indent=1, ensure_ascii=False)  # so that half characters can be found in it
