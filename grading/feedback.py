"""What a student may see of a graded notebook: what went wrong, but no hidden test.

A hidden test shows in three places: in the source of its cell, in the traceback of an error (which quotes the lines
around it), and in what the student's own cells print, if they look at the history of the session.
"""

import contextlib
import html
import re
import signal
import threading
import time

from jinja2 import pass_context
from nbconvert.filters import Highlight2HTML, strip_ansi
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath
from nbgrader import utils
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor

from publishing.lint import hidden_lines

WITHHELD = "(not shown: it quotes a test that is not public)"
PAGE = 30.0  # seconds of the processor for all text of a page


class HideTests(ClearHiddenTests):
    """Take hidden tests out of graded cells, and out of every output that quotes them."""

    def preprocess(self, nb, resources):
        secrets, tested = {"###BEGINHIDDENTESTS", "###ENDHIDDENTESTS"}, set()
        for cell in nb.cells:
            if cell.cell_type == "code" and utils.is_grade(cell) and "BEGIN HIDDEN TESTS" in cell.source:
                secrets.update(_squeezed(line) for line in hidden_lines(cell.source))
                tested.add(cell.execution_count)
                self._remove_hidden_test_region(cell)
                cell.source = cell.source.rstrip("\n")
                for output in cell.outputs:
                    if output.output_type == "stream":  # the visible and the hidden test say the same
                        output.text = "".join(dict.fromkeys(output.text.splitlines(keepends=True)))
        # Very short lines, such as a closing bracket, would be found everywhere.
        self.secrets = {secret for secret in secrets if len(secret) > 5}
        self.tested = tested
        for cell in nb.cells:
            for output in cell.get("outputs", []):
                if output.output_type == "error" and cell.get("execution_count") in tested:
                    output.evalue = _VALUES.sub("", output.evalue)
                self._clean(output)
            if cell.get("id", "").startswith("grading-notes"):  # what grading.grade says, letter by letter
                cell.source = "\n".join(self._line(line) for line in cell.source.splitlines())
        nb.metadata.pop("widgets", None)  # a copy of every output that a widget showed
        return nb, resources

    def _quotes(self, text):
        text = _squeezed(html.unescape(re.sub(r"&#\d{8,}", "", strip_ansi(text))))  # no number that long is a character
        return any(secret in text for secret in self.secrets)

    def _clean(self, output):
        if output.output_type == "error":
            output.evalue = self._line(output.evalue)
            is_sentence = output.ename in ("AssertionError", "NotImplementedError") and output.evalue
            message = output.evalue if is_sentence else self._line(f"{output.ename}: {output.evalue}")
            output.traceback = [*self._frames(output), message]
        elif output.output_type == "stream":
            if self._quotes(output.text):
                output.text = "\n".join(map(self._line, output.text.splitlines())) + "\n"
                if self._quotes(output.text):  # the quotation runs over several lines
                    output.text = WITHHELD + "\n"
        else:
            for kind, value in output.get("data", {}).items():
                if self._quotes(value if isinstance(value, str) else repr(value)):
                    output.data[kind] = WITHHELD

    def _line(self, text):
        return WITHHELD if self._quotes(text) else text

    def _frames(self, error):
        """The frames of a traceback that lie in the student's own cells."""
        frames = []
        for part in map(strip_ansi, error.traceback):
            cell = re.match(r"\s*Cell In\[(\d{1,9})\]", part)  # the frame of a SyntaxError is indented
            if cell and int(cell[1]) not in self.tested and not self._quotes(part):
                lines = part.rstrip("\n").split("\n")
                if lines[-1].startswith(f"{error.ename}:"):  # and ends in its message, which follows anyway
                    lines.pop()
                frames.append("\n".join(lines))
        return frames


class DisarmMarkdown(NbGraderPreprocessor):
    """Put a space into tags in text cells, which disarms them and does no harm in a formula; a few harmless ones stay.

    The templates for feedback and for Formgrader would let all of them live. Nor do outputs keep their metadata,
    which nbconvert writes into tags as it is.
    """

    _harmless = re.compile(
        r"</?(?:b|blockquote|br|code|details|div|em|h[1-6]|hr|i|li|ol|p|pre|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|ul)"
        r"""(?:\s+class=(?:"[\w -]*"|'[\w -]*'))?\s*/?>""",
        re.IGNORECASE,
    )

    def preprocess(self, nb, resources):
        _clock.left = PAGE
        return super().preprocess(nb, resources)

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type != "code":
            cell.source = re.sub(
                r"<(?=[a-zA-Z/!?])[^<>]*>?",
                lambda tag: tag[0] if self._harmless.fullmatch(tag[0]) else "< " + tag[0][1:],
                cell.source,
            )
        for output in cell.get("outputs", []):
            if output.get("metadata"):
                output.metadata = {}
        return cell, resources


class _Clock:
    """Markdown and Pygments need more than a lifetime for some texts, and stumble over others: these are shown letter by letter."""

    left = PAGE

    def formatted(self, function, text):
        began, is_main = time.process_time(), threading.current_thread() is threading.main_thread()
        has_alarm = is_main and hasattr(signal, "setitimer")
        try:
            if self.left <= 0:
                raise TimeoutError
            if has_alarm:
                before = signal.signal(signal.SIGPROF, self._late)
                signal.setitimer(signal.ITIMER_PROF, self.left, 0.1)  # again, where a destructor swallows the first
            try:
                return function(text)
            finally:
                if has_alarm:
                    signal.setitimer(signal.ITIMER_PROF, 0)
                    signal.signal(signal.SIGPROF, before)
        except Exception:  # of whatever kind
            return f"<pre>{html.escape(text)}</pre>"
        finally:
            self.left -= time.process_time() - began

    @staticmethod
    def _late(number, frame):
        raise TimeoutError


_clock = _Clock()


def highlight(source, language=None, metadata=None):
    """Code in colors."""
    return _clock.formatted(lambda text: Highlight2HTML()(text, language, metadata), source)


class _Renderer(IPythonRenderer):
    """A picture that is gone from its cell is named, and stops nothing; so is one of the web, which would tell who reads."""

    def image(self, text, url, *arguments, **named):
        with contextlib.suppress(InvalidNotebook):
            made = super().image(text, url, *arguments, **named)
            if re.search(r'\bsrc="(?:data:|(?!//)[\w./%()-]*")', made):
                return made
            text = f"{text}: {url}"
        return f"({html.escape(text)})"


@pass_context
def markdown(context, source):
    """Markdown as HTML, as nbconvert makes it, but links lead to the web or into the page only: none of them is a script."""
    attachments = context.get("cell", {}).get("attachments", {})
    reader = MarkdownWithMath(renderer=_Renderer(escape=False, attachments=attachments))
    page = _clock.formatted(reader.render, source)
    return _LINK.sub(r'\1="#"', page)


# Of a link that Markdown made, everything but the web, mail, places in the page, pictures in it and relative addresses.
_LINK = re.compile(
    r'\b(href|src)="(?!https?:|mailto:|#|data:image/(?:png|jpeg|gif);|[\w./%()-]*")[^"]*"', re.IGNORECASE
)


# Where numpy.testing's message goes on with what was computed and what is right.
_VALUES = re.compile(r"\n\s*(?:Mismatch at ind|First \d+ mismatches|(?:ACTUAL|DESIRED|x|y): ).*", re.DOTALL)


def _squeezed(text):
    return re.sub(r"[\s'\"\\]+", "", text)  # a quotation may be wrapped, or escaped as in repr()
