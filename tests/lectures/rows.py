"""What a lecture's page does not say to the machine: tests/lectures/shown/NOTEBOOK.py holds rows of plain asserts.

`# %% after: CELL` begins a row that runs straight after that cell, in the notebook's own kernel, on the one execution that
all tests share. The notebook's names are in reach, and `printed`, what the cell printed; what a row defines does not stay.

`# %% what if: CELL, WORDS` begins a row for a "What if" that CELL asks. Lines `# edit: CELL | OLD | NEW` say what a student
changes (a backslash and n stand for a new line). The edited cells run, with all that they need and all that depends on them;
then the row's asserts, with `printed`, what the edited cells printed.

`# %% offline: CELL, WORDS` begins a row that repeats what CELL says, in these WORDS, was run elsewhere, since it takes longer
than a reader waits. It runs as a "what if", with or without edits: what the row's code reads comes from the notebook's cells.
"""

import copy
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat

from grading.engine.dependencies import defined, needed, read
from publishing import running
from utils.checks import slips

FOLDER = Path(__file__).parent / "shown"


@dataclass(frozen=True)
class Row:
    notebook: str
    kind: str  # "after", "what if" or "offline"
    cell: str
    words: str
    edits: tuple  # of (cell, old text, new text)
    code: str
    line: int

    @property
    def place(self):
        return f"tests/lectures/shown/{self.notebook}.py:{self.line}, cell {self.cell}"


def parse(path):
    """The rows of a file, in order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("# %%")] + [len(lines)]
    if any(line.strip() and not line.startswith("#") for line in lines[: starts[0]]):
        raise ValueError(f"{path.name}: there is code before the first `# %%` line")
    return [_row(path, lines[start:end], start + 1) for start, end in zip(starts, starts[1:])]


def _row(path, lines, number):
    head = re.fullmatch(r"# %% (after|what if|offline): ([\w-]+)(?:, (.+))?", lines[0].rstrip())
    marked = [line.removeprefix("# edit: ") for line in lines[1:] if line.startswith("# edit:")]
    edits = tuple(tuple(part.strip().replace("\\n", "\n") for part in line.split(" | ")) for line in marked)
    place = f"{path.name}:{number}"
    may = {"after": (False, False), "what if": (True, True), "offline": (True, bool(edits))}
    if not head or (bool(head[3]), bool(edits)) != may[head[1]]:
        raise ValueError(
            f"{place}: write `# %% after: CELL`, `# %% offline: CELL, WORDS`, or `# %% what if: CELL, WORDS` and `# edit:` lines"
        )
    if any(len(edit) != 3 for edit in edits):
        raise ValueError(f"{place}: write `# edit: CELL | OLD | NEW`")
    code = "\n".join(line for line in lines[1:] if not line.startswith("# edit:")).strip()
    if "assert" not in code:
        raise ValueError(f"{place}: the row asserts nothing")
    return Row(path.stem, head[1], head[2], head[3] or "", edits, code, number)


def rows(kind, notebook=None):
    """All rows of a kind, of one notebook or of all."""
    files = sorted(FOLDER.glob(f"{notebook or '*'}.py"))
    return [row for path in files for row in parse(path) if row.kind == kind]


# ---------------------------------------------------------------- running


def run(nb, folder, asked):
    """Run a notebook and ask each row where its cell is done: `asked` holds (row, cell to follow, cells that have printed).

    Returns
    -------
    (float, dict)
        Processor seconds, and row -> what went wrong, or "".
    """
    added = {}
    for row, after, printing in asked:
        cell = nbformat.v4.new_code_cell("pass", id=f"row-{row.line}")
        nb.cells.insert(nb.cells.index(after) + 1, cell)
        added[cell.id] = cell, row, printing

    def fill(cell):  # before it runs: now its row can know what was printed
        if cell.id in added:
            _, row, printing = added[cell.id]
            module = '__import__("tests.lectures.in_kernel", fromlist=["check"])'  # which leaves no name behind
            cell.source = f"{module}.check({row.code!r}, {''.join(map(printed, printing))!r}, globals())"

    seconds = running.run(nb, folder, before=fill)[0]
    nb.cells = [cell for cell in nb.cells if cell.id not in added]
    errors = {cell.id: [o for o in cell.outputs if o.output_type == "error"] for cell, _, _ in added.values()}
    said = {key: f"{found[0].ename}: {found[0].evalue}" if found else "" for key, found in errors.items()}
    return seconds, {row: said[key] for key, (_, row, _) in added.items()}


def printed(cell):
    outputs = [output for output in cell.get("outputs", []) if output.output_type == "stream"]
    return "".join(output.text for output in outputs if output.name == "stdout")


def code_cells(nb):
    return {cell.id: cell for cell in nb.cells if cell.cell_type == "code"}


def tried(nb, row, folder):
    """What goes wrong when a "What if" is tried, or an offline run repeated, as the page says: a list of messages."""
    nb = copy.deepcopy(nb)
    cells = list(code_cells(nb).values())
    edited = [code_cells(nb)[cell] for cell, _, _ in row.edits]
    for cell, (_, old, new) in zip(edited, row.edits):
        cell.source = slips.edit(cell.source, {old: new})
    sources = [cell.source for cell in cells]
    first = {cells.index(cell) for cell in edited}
    chosen = needed([*sources, row.code], first | affected(sources, first) | {len(sources)})
    nb.cells = [cells[index] for index in chosen[:-1]]
    _, said = run(nb, folder, [(row, nb.cells[-1], edited)])
    return [f"cell {cell}: {error}: {text}" for cell, error, text in running.errors(nb)] + list(
        filter(None, said.values())
    )


def affected(sources, changed):
    """The indices of the cells that read, directly or not, what the cells in `changed` define."""
    found, names = set(), set()
    for index, source in enumerate(sources):
        if index in changed or read(source) & names:
            found.add(index)
            names |= defined(source)
        else:
            names -= defined(source)
    return found
