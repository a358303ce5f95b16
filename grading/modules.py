"""Which modules of `utils` a student's process has: what the notebook needs, and no reference that a check compares with.

An answer that is the reference itself should give no points, however it was brought in. So the modules with the checks stay
with the examiner (their functions are called there), and a module that would bring the references along stays out, unless an
answer needs it.
"""

import ast
from pathlib import PurePosixPath


def split(course, cells, uses):
    """The files that the student's process gets, and the modules that stay with the examiner.

    Parameters
    ----------
    course : dict of str to bytes
        `utils/...py` -> text.
    cells : list of str
        The code of the instructor's cells, in plain Python.
    uses : set of str
        The names that solutions, and the cells that they need, read.
    """
    imports = {file: set(_imports(data.decode("utf-8", "replace"), course)) for file, data in course.items()}
    asked = {}  # file of a module -> the names by which the notebook knows it
    for source in cells:
        for file, names in _imports(source, course).items():
            asked.setdefault(file, set()).update(names)
    checks = {file for file in course if PurePosixPath(file).name.startswith("checks")}
    engine = {file for file in checks if PurePosixPath(file).name == "checks.py"}
    references = _closure(checks, imports) - _closure(engine, imports) - set(asked)
    present, absent = {file for file in course if PurePosixPath(file).name == "__init__.py"}, set()
    for file, names in asked.items():
        needs = _closure({file}, imports)
        if file in checks or (needs & (references | checks) and not names & set(uses)):
            absent.add(file)
        else:
            present |= needs
    return sorted(present), sorted(file.removesuffix(".py").replace("/", ".") for file in absent)


def _imports(source, course):
    """The files of `course` that a source imports -> the names that it gives to them or to parts of them."""
    found = {}
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError):
        return found
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                file = alias.name.replace(".", "/") + ".py"
                if file in course:
                    found.setdefault(file, set()).add(alias.asname or alias.name.split(".")[0])
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}".replace(".", "/") + ".py"
                file = inner if inner in course else node.module.replace(".", "/") + ".py"
                if file in course:
                    found.setdefault(file, set()).add(alias.asname or alias.name)
    return found


def _closure(files, imports):
    found, todo = set(), list(files)
    while todo:
        file = todo.pop()
        if file not in found:
            found.add(file)
            todo += imports.get(file, ())
    return found
