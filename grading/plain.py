"""A cell's code as plain Python: IPython's magics and `!commands` become calls."""

import functools


@functools.cache
def _manager():
    from IPython.core.inputtransformer2 import TransformerManager

    return TransformerManager()


def plain(source):
    """The cell in plain Python; the text itself if IPython cannot read it."""
    if not any(mark in source for mark in "%!?\t,;/") and not source[:1].isspace():
        return source
    try:
        return _manager().transform_cell(source)
    except (SyntaxError, RecursionError, ValueError):
        return source
