"""Which modules of `utils` a student's process has. An answer that is the reference itself should give no points, however it was
brought in, so no reference is there to be imported.

- All under `utils/checks/` stays with the examiner, where the checks are called.
- Of the reference implementations, `utils/*.py`, those are there that the notebook imports itself, and what these need; but none
  that defines what an answer should define.
- Figures, widgets and the course's own modules are there, unless they would bring more references along.

A module that an answer needs is there in any case.
"""

import ast
from pathlib import PurePosixPath

from grading.engine.dependencies import defined


def split(course, cells, uses, answers):
    """The files that the student's process gets, and the modules that the notebook imports and that stay with the examiner.

    `course` is `utils/...py` -> text; `cells` are the instructor's, in plain Python; `uses` are the names that solutions and
    the cells that they need read, `answers` those that solutions define.
    """
    texts = {file: data.decode("utf-8", "replace") for file, data in course.items()}
    imports = {file: set(_imports(text, course)) for file, text in texts.items()}
    asked = {}  # file of a module -> the names by which the notebook knows it
    for source in cells:
        for file, names in _imports(source, course).items():
            asked.setdefault(file, set()).update(names)
    checks = {file for file in course if file.startswith("utils/checks/") and file != "utils/checks/__init__.py"}
    flat = {file for file in course if PurePosixPath(file).parent.name == "utils" and not file.endswith("__init__.py")}
    own = checks | {file for file in flat if defined(texts[file]) & answers}  # they stay with the examiner
    shown = _closure({file for file in asked if file in flat and not _closure({file}, imports) & own}, imports)
    present, absent = {file for file in course if PurePosixPath(file).name == "__init__.py"} - checks, set()
    for file, names in asked.items():
        needs = _closure({file}, imports)
        if file not in checks and (names & uses or not needs & (own | flat - shown)):
            present |= needs
        else:
            absent.add(file)
    modules = (file.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for file in absent)
    return sorted(present), sorted(modules)


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
                file = _file(alias.name, course)
                if file:
                    found.setdefault(file, set()).add(alias.asname or alias.name.split(".")[0])
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                file = _file(f"{node.module}.{alias.name}", course) or _file(node.module, course)
                if file:
                    found.setdefault(file, set()).add(alias.asname or alias.name)
    return found


def _file(module, course):
    """The file of `course` that holds this module, or None."""
    path = module.replace(".", "/")
    return next((file for file in (f"{path}.py", f"{path}/__init__.py") if file in course), None)


def _closure(files, imports):
    found, todo = set(), list(files)
    while todo:
        file = todo.pop()
        if file not in found:
            found.add(file)
            todo += imports.get(file, ())
    return found
