"""What a cell prints and shows, up to a bound, and of that only what a browser looks at and does not obey: text and pictures."""

import base64
import io
import re

PICTURE = 3_000_000  # characters of a picture in base64
TEXT = 50_000  # characters of a shown value
NOTEBOOK = 20_000_000  # characters of all cells together
_BASE64 = re.compile(r"[A-Za-z0-9+/=\n]*")
_PNG = "iVBORw0KGgo"  # how a PNG picture begins, in base64


class Outputs:
    """Collects `parts`: [stream, text] of what is printed, [kind, form -> data] of what is shown."""

    def __init__(self):
        self.parts, self.left, self.left_of_all = [], 0, NOTEBOOK

    def begin(self, kilobytes):
        """Take that much from now on."""
        self.left = min(1000 * kilobytes, self.left_of_all)

    def take(self):
        """The parts so far, which are forgotten."""
        parts, self.parts = self.parts, []
        return parts

    def write(self, stream, text):
        if self.left > 0:
            self.parts.append([stream, text[: self.left]])
            if len(text) > self.left:
                self.parts.append(["stderr", "\n(more was printed; it is left out)\n"])
            self.left_of_all -= min(len(text), self.left) + 20
            self.left -= len(text) + 20

    def show(self, kind, data):
        """`kind` is display_data or execute_result."""
        kept = {}
        for form in ("text/plain", "image/png"):
            value = data.get(form)
            value = base64.b64encode(value).decode() if isinstance(value, bytes) else value
            if isinstance(value, str) and form == "text/plain":
                kept[form] = value[:TEXT]
            elif isinstance(value, str) and value.startswith(_PNG) and is_picture(value):
                kept[form] = value
        if kept and self.left > 0:
            self.parts.append([kind, kept])
            self.left_of_all -= sum(map(len, kept.values()))
            self.left -= 100 + len(kept.get("text/plain", "")) + len(kept.get("image/png", "")) // 30

    def as_cell(self, fault=None):
        """The parts as nbformat's outputs, which are forgotten here, with an error (its name, text, traceback) at the end."""
        outputs = []
        for kind, content in self.take():
            if kind not in ("stdout", "stderr"):
                count = {"execution_count": None} if kind == "execute_result" else {}
                outputs.append({"output_type": kind, "data": content, "metadata": {}} | count)
            elif outputs and outputs[-1].get("name") == kind:
                outputs[-1]["text"] += content
            else:
                outputs.append({"output_type": "stream", "name": kind, "text": content})
        if fault is not None:
            name, text, trace = (part[:20_000] for part in fault)
            trace = (trace or f"{name}: {text}").split("\n")
            outputs.append({"output_type": "error", "ename": name, "evalue": text, "traceback": trace})
        return outputs


def is_picture(data):
    """May this be a picture in base64, and nothing that ends the tag it stands in?"""
    return isinstance(data, str) and len(data) < PICTURE and _BASE64.fullmatch(data) is not None


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr, into the outputs of a cell."""

    encoding, errors = "utf-8", "replace"

    def __init__(self, name, outputs):
        self.name, self.outputs = name, outputs

    def fileno(self):
        return 1 if self.name == "stdout" else 2

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.outputs.write(self.name, text)
        return len(text)
