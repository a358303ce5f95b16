"""What a student may see of a graded notebook: what went wrong, but no hidden test.

A hidden test shows in three places: in the source of its cell, in the traceback of an error (which quotes the lines
around it), and in what the student's own cells print, if they look at the history of the session.
"""

import html
import re
import textwrap

from jinja2 import pass_context
from nbconvert.filters import strip_ansi
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath
from nbgrader import utils
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor

from grading.lint import hidden_lines

WITHHELD = "(not shown: it quotes a test that is not public)"
WIDTH = 100  # characters of a message beside nbgrader's margins; what is longer would have to be scrolled sideways


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
        # Very short lines, such as a closing bracket, would be found everywhere.
        self.secrets = {secret for secret in secrets if len(secret) > 5}
        self.tested = tested
        for cell in nb.cells:
            for output in cell.get("outputs", []):
                self._clean(output)
            if cell.get("id", "").startswith("grading-notes"):  # what grading.grade says, letter by letter
                cell.source = "\n".join(self._line(line) for line in cell.source.splitlines())
        nb.metadata.pop("widgets", None)  # a copy of every output that a widget showed
        return nb, resources

    def _quotes(self, text):
        text = _squeezed(html.unescape(strip_ansi(text)))
        return any(secret in text for secret in self.secrets)

    def _clean(self, output):
        if output.output_type == "error":
            output.evalue = self._line(output.evalue)
            message = self._line(f"{output.ename}: {output.evalue}")
            output.traceback = [*self._frames(output), _wrapped(message)]
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
            cell = re.match(r"\s*Cell In\[(\d+)\]", part)  # the frame of a SyntaxError is indented
            if cell and int(cell[1]) not in self.tested and not self._quotes(part):
                lines = part.rstrip("\n").split("\n")
                if lines[-1].startswith(f"{error.ename}:"):  # and ends in its message, which follows anyway
                    lines.pop()
                frames.append("\n".join(lines))
        return frames


class DisarmMarkdown(NbGraderPreprocessor):
    """Put a space into tags in text cells, which disarms them and does no harm in a formula; a few harmless ones stay.

    nbgrader's templates for feedback and for Formgrader would let all of them live. Nor do outputs keep their metadata,
    which nbconvert writes into tags as it is.
    """

    _harmless = re.compile(
        r"</?(?:b|blockquote|br|code|details|div|em|h[1-6]|hr|i|li|ol|p|pre|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|ul)"
        r"""(?:\s+class=(?:"[\w -]*"|'[\w -]*'))?\s*/?>""",
        re.IGNORECASE,
    )

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


class _Renderer(IPythonRenderer):
    """A picture that was pasted into a cell and is gone from it is named, and stops nothing."""

    def image(self, text, *arguments, **named):
        try:
            return super().image(text, *arguments, **named)
        except InvalidNotebook:
            return f"({html.escape(text)})"


@pass_context
def markdown(context, source):
    """Markdown as HTML, as nbconvert makes it, but links lead to the web or into the page only: none of them is a script."""
    attachments = context.get("cell", {}).get("attachments", {})
    page = MarkdownWithMath(renderer=_Renderer(escape=False, attachments=attachments)).render(source)
    return _LINK.sub(r'\1="#"', page)


# Of a link that Markdown made, everything but the web, mail, places in the page, pictures in it and relative addresses.
_LINK = re.compile(
    r'\b(href|src)="(?!https?:|mailto:|#|data:image/(?:png|jpeg|gif);|[\w./%()-]*")[^"]*"', re.IGNORECASE
)


def _wrapped(text):
    lines = text.split("\n")
    return "\n".join(
        textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False) if len(line) > WIDTH else line
        for line in lines
    )


def _squeezed(text):
    return re.sub(r"[\s'\"\\]+", "", text)  # a quotation may be wrapped, or escaped as in repr()
