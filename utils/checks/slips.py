"""A slip is an edit of the right text: {"what it does wrong": {"old text": "new text"}}.

From one such row come the diagnosis of a check, which runs the edited function and compares, and a wrong answer for the
tests, where the same edit is applied to the solution's cell.
"""

import ast
import functools
import inspect
import textwrap


def text(source, name):
    """The function `name` of a cell or a module as text: no decorator, no docstring, no `### ...` line.

    Raises
    ------
    ValueError
        If the source defines no such function, or more than one.
    """
    found = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == name]
    if len(found) != 1:
        raise ValueError(f"{len(found)} functions are called {name!r}, but one is needed")
    (node,) = found
    lines = source.splitlines()
    drop = set()
    if ast.get_docstring(node, clean=False) is not None:
        drop = set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    kept = [lines[n - 1] for n in range(node.lineno, node.end_lineno + 1) if n not in drop]
    kept = [line for line in kept if not line.lstrip().startswith("###")]
    return textwrap.dedent("\n".join(kept)) + "\n"


def edit(source, edits):
    """The text with each old piece replaced by its new one.

    Raises
    ------
    ValueError
        If an old piece is not there exactly once: the edit would be another one than its author meant.
    """
    for old, new in edits.items():
        if source.count(old) != 1:
            raise ValueError(
                f"{old!r} stands {source.count(old)} times in the text, but should stand there once:\n{source}"
            )
        source = source.replace(old, new)
    return source


@functools.cache
def text_of(function):
    """The right text: the function's own, also where its module is packed."""
    source = function.__globals__.get("__source__")
    return text(inspect.getsource(function) if source is None else source, function.__name__)


def edited(function, edits):
    """The function with the slip in it; it sees the globals of the right one."""
    return _edited(function, tuple(edits.items()))


@functools.cache
def _edited(function, edits):
    space = dict(function.__globals__)
    exec(compile(edit(text_of(function), dict(edits)), f"<{function.__name__} with a slip>", "exec"), space)
    return space[function.__name__]


def instead(old, news):
    """Slips that put something else in the place of `old`: message -> the new text, or a list of them; {} stands for `old`."""
    lists = {message: new if isinstance(new, list) else [new] for message, new in news.items()}
    return {message: [{old: text.replace("{}", old)} for text in texts] for message, texts in lists.items()}


def variants(slips):
    """(message, edits) of each slip; a message may have a list of edits, each of which is wrong in that way."""
    for message, edits in slips.items():
        for one in edits if isinstance(edits, list) else [edits]:
            yield message, one
