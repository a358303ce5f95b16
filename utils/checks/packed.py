"""The checks of a practical in the student edition: packed, so that nobody reads an answer by accident.

Whoever wants to unpack one can; it is more work than the exercise. Tracebacks show no line of a packed module.
"""

import textwrap
import zlib
from base64 import b85decode, b85encode


def pack(source):
    """The text of a module that unpacks itself when it is imported; the same source gives the same text."""
    data = "\n".join(textwrap.wrap(b85encode(zlib.compress(source.encode(), 9)).decode(), 110))
    return (
        '"""A check, packed so that nobody reads an answer by accident (utils/checks/packed.py)."""\n\n'
        "from utils.checks.packed import unpack\n\n"
        f'unpack(\n    globals(),\n    """\n{data}\n""",\n)\n'
    )


def unpack(space, data):
    """Run a packed module in its namespace, where `__source__` keeps its text for `utils.checks.slips`."""
    source = zlib.decompress(b85decode("".join(data.split()))).decode()
    space["__source__"] = source
    exec(compile(source, f"<{space['__name__']}>", "exec"), space)
