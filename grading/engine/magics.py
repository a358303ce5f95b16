"""A cell's code as plain Python: IPython's magics and `!commands` become calls."""

import ast
import functools
import re

_MAGIC = re.compile(r"^[ \t]*[%!?,;/]|=[ \t]*[%!]|\?[ \t]*$")
_MOST = 50_000  # characters that IPython may read: it begins anew for each magic, so five hundred would take minutes


@functools.cache
def _manager():
    from IPython.core.inputtransformer2 import TransformerManager

    return TransformerManager()


@functools.lru_cache(1000)
def plain(source):
    """The cell in plain Python; the text itself if IPython cannot read it, or not in time."""
    try:
        ast.parse(source)
        return source
    except Exception:  # of whatever kind: of a student's text nothing is known
        lines = [line for line in source.splitlines() if _MAGIC.search(line)]
    times = sum(line.count(mark) for line in lines for mark in "%!?,;/")
    if len(source) * (1 + times) + sum(len(line) ** 2 for line in lines) // 50 > _MOST:
        return source
    try:
        return _manager().transform_cell(source)
    except Exception:
        return source
