"""The notebook that submissions are rebuilt from: `python -m grading.engine.master ROOT PRACTICAL` prints it as JSON.

It is what nbgrader's generate_assignment keeps for autograde: answers cleared, hidden tests in, AUTOTEST lines written out. The
solution's cells that AUTOTEST lines need run in this process.
"""

import ast
import contextlib
import io
import json
import os
import re
import sys
from pathlib import Path

os.environ.setdefault("MPLBACKEND", "Agg")


def instantiator(root):
    """nbgrader's own AUTOTEST machinery, run in this process instead of in a kernel: a second instead of six."""
    from nbgrader.preprocessors import InstantiateTests

    class InProcess(InstantiateTests):
        def __init__(self, **options):
            super().__init__(autotest_filename=str(root / "autotests.yml"), **options)
            self.namespace = {"__name__": "__main__", "display": lambda *things, **options: None}
            self.sanitizer = self.sanitizers["python3"]
            self.global_tests_loaded = True
            self._load_test_template_file({"kernel_name": "python3", "metadata": {"path": str(root)}})

        def cell(self, cell, index):
            """Run one cell of the solved notebook and write its assertions."""
            return self.preprocess_cell(cell, {"kernel_name": "python3"}, index)[0]

        def _execute_code_snippet(self, code):
            tree = ast.parse(code)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(tree, "<cell>", "exec"), self.namespace)
                if last is None:
                    return None
                value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), self.namespace)
            return None if value is None else self.sanitizer(repr(value))

    return InProcess()


def source(root, practical):
    """What `grading.engine.submission.Bundle` holds of the notebook: source, answers, present, absent."""
    import nbformat
    from nbgrader.preprocessors import ClearOutput, ClearSolutions, ComputeChecksums, LockCells

    from grading.engine.dependencies import defined, needed, read
    from grading.engine.handed_in import wanted
    from grading.engine.magics import plain
    from grading.engine.modules import split

    nb = nbformat.read(root / "solutions" / practical / wanted(practical), as_version=4)
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    marks = [cell.metadata.get("nbgrader", {}) for cell in code]
    answers = {
        mark["grade_id"]: sorted(defined(plain(cell.source)))
        for cell, mark in zip(code, marks, strict=True)
        if mark.get("solution")
    }
    solutions = {index for index, mark in enumerate(marks) if mark.get("solution")}
    texts = [plain(cell.source) if not mark.get("grade") else "" for cell, mark in zip(code, marks, strict=True)]
    trees = {index: ast.parse(texts[index]).body for index in needed(texts, solutions)}
    imports = (ast.Import, ast.ImportFrom)
    asked = [texts[index] for index, body in trees.items() if not all(isinstance(node, imports) for node in body)]
    uses = set().union(*map(read, asked))
    course = {path.relative_to(root).as_posix(): path.read_bytes() for path in (root / "utils").rglob("*.py")}
    present, absent = split(course, [plain(cell.source) for cell in code], uses, set().union(*answers.values()))
    tests = {index for index, cell in enumerate(code) if "AUTOTEST" in cell.source}
    if tests:
        writer = instantiator(root)
        asked = [
            re.sub(r"(?m)^( *)#+ *(HASHED +)?AUTOTEST +", r"\1", plain(cell.source)) for cell in code
        ]  # what they name counts
        for index in needed(asked, tests):
            place = nb.cells.index(code[index])
            if index not in tests:  # the writer would complain about magics
                code[index] = nb.cells[place].copy()
                code[index].source = plain(code[index].source)
            made = writer.cell(code[index], place)
            if index in tests:
                nb.cells[place] = made
    resources = {"unique_key": practical, "output_files_dir": "", "nbgrader": {}}
    for step in (ClearSolutions, LockCells, ComputeChecksums, ClearOutput):
        nb, resources = step().preprocess(nb, resources)
    return {"source": nbformat.writes(nb), "answers": answers, "present": present, "absent": absent}


if __name__ == "__main__":
    root = Path(sys.argv[1]).resolve()
    sys.path.insert(0, str(root))
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a solution prints is no part of the answer
    out.write(json.dumps(source(root, sys.argv[2])))
    out.close()
