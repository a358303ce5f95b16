"""The course to read without running it: `python -m grading.site` (or `make site`), and `--slides` (or `make slides`).

Lectures and untouched practicals are executed and become a static site with search, made by Sphinx with MyST-NB; the
same notebooks become a slide show for each lecture, made by sphinx-revealjs. Both work from a folder, without a server
and without a network. What an execution gave is kept beside the result, so that only what changed runs again.
"""

import argparse
import asyncio
import hashlib
import io
import os
import re
import shutil
import sys
import tempfile
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

ROOT = Path(__file__).resolve().parent.parent
WIDGET = "application/vnd.jupyter.widget-view+json"
CAPTION = r"\s*\*(?:Figure|Left|Above|The figure|What is seen|Static figure)\b"

SETTINGS = {
    "project": "Optimization for Deep Learning",
    "extensions": ["myst_nb", "sphinx-mathjax-offline", "sphinx_revealjs"],
    "exclude_patterns": ["_static"],
    "nb_execution_mode": "off",
    "nb_mime_priority_overrides": [("revealjs", kind, 1) for kind in ("image/png", "text/html", "text/plain")],
    "nb_execution_show_tb": True,
    "nb_merge_streams": True,
    "myst_enable_extensions": ["dollarmath", "amsmath"],
    "myst_dmath_double_inline": True,
    "myst_heading_anchors": 4,
    "suppress_warnings": ["myst.header", "mystnb.mime_priority", "mystnb.unknown_mime_type"],
    "mathjax_path": "mathjax/tex-chtml.js",
    "html_theme": "furo",
    "html_title": "Optimization for Deep Learning",
    "html_static_path": ["_static"],
    "html_css_files": ["course.css"],
    "html_show_sourcelink": False,
    "html_copy_source": False,
    "html_show_copyright": False,
    "html_use_index": False,
    "revealjs_style_theme": "white",
    "revealjs_static_path": ["_static"],
    "revealjs_css_files": ["slides.css"],
    "revealjs_use_index": True,
    "revealjs_script_conf": {
        "width": 1280,
        "height": 760,
        "margin": 0.02,
        "hash": True,
        "center": False,
        "slideNumber": True,
        "transition": "none",
    },
}
COURSE_CSS = """
details { border: 1px solid var(--color-background-border); border-radius: 4px; padding: .4em .8em; margin: .6em 0; }
summary { cursor: pointer; font-weight: bold; }
.cell_output img { max-width: 100%; background: #fff; }
table { display: block; overflow-x: auto; }
article p:has(.math) { overflow-x: auto; overflow-y: hidden; }
.together { white-space: nowrap; }
div.highlight pre { font-size: 78%; }
@media (min-width: 67em) { .content { width: 48em; padding: 0 2em; } }
@media (max-width: 46em) { h1 { font-size: 1.8em; } h2 { font-size: 1.5em; } h3 { font-size: 1.25em; } }
.alert { border-left: 4px solid var(--color-brand-primary); padding: .2em 1em; }
"""
SLIDES_CSS = """
.reveal { font-size: 22px; }
.reveal h1, .reveal h2, .reveal h3, .reveal h4 { text-transform: none; font-size: 1.5em; text-align: left; }
.reveal .slides section { text-align: left; height: 100%; overflow-y: auto; overflow-x: hidden; }
.reveal pre { width: 100%; font-size: 17px; box-shadow: none; margin: .4em 0; }
.reveal pre code { max-height: none; }
.reveal img { max-height: 430px; max-width: 100%; margin: .2em 0; }
.reveal summary { cursor: pointer; font-weight: bold; }
.reveal table { font-size: .8em; }
.together { white-space: nowrap; }
"""


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m grading.site", description=__doc__.split("\n\n")[1])
    parser.add_argument(
        "--slides", action="store_true", help="make the slide shows of the lectures instead of the site"
    )
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="the folder to put them in (default: dist/)")
    options = parser.parse_args(arguments)
    paths = notebooks(ROOT, slides=options.slides)
    made = build(ROOT, paths, options.to, slides=options.slides)
    print(f"Open {made / 'index.html'}: {len(paths)} notebooks.")


def notebooks(root, slides=False):
    """What people read, in reading order: lectures, and between them the practicals; slides are made of lectures alone."""
    found = sorted(path for path in (root / "lectures").glob("*.ipynb"))
    if slides:
        return [path for path in found if not path.name.startswith("0_")]
    return sorted([*found, *(root / "practicals").glob("*/*.ipynb")], key=lambda path: (_part(path), path.name))


def _part(path):
    """0 for the start page; k for a lecture of part k, and a half more for the practical that follows."""
    return int(re.search(r"(\d)_", path.name)[1]) + 0.5 * path.name.startswith("practical")


# ---------------------------------------------------------------- running


def execute(path, kept):
    """The notebook at `path` with its outputs: from the folder `kept` if nothing has changed since, else executed.

    A cell may raise NotImplementedError in a practical that nobody has solved, and nothing else may be raised.
    """
    root = path.parent.parent if path.parent.name == "lectures" else path.parents[2]
    code = [file.read_bytes() for file in sorted((root / "utils").rglob("*.py"))]
    key = hashlib.sha256(b"\0".join([path.read_bytes(), *code])).hexdigest()[:16]
    stored = kept / f"{path.stem}-{key}.ipynb"
    if stored.exists():
        return nbformat.read(stored, as_version=4)
    nb = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory(prefix="k") as sockets:  # no two kernels race for a port
        client = NotebookClient(
            nb,
            config=Config({"KernelManager": {"transport": "ipc", "ip": f"{sockets}/k"}}),
            kernel_name="python3",
            timeout=600,
            allow_errors=True,
            store_widget_state=False,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(path.parent)}},
        )
        search = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
        hidden = ("MPLBACKEND", "NBGRADER_EXECUTION")
        environment = {k: v for k, v in os.environ.items() if k not in hidden} | {"PYTHONPATH": search}
        asyncio.run(client.async_execute(env=environment))  # which closes its loop; `execute` leaves one in each thread
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error" and output.ename != "NotImplementedError":
                raise RuntimeError(f"{path.name}, cell {cell.id}: {output.ename}: {output.evalue}")
    kept.mkdir(parents=True, exist_ok=True)
    for old in kept.glob(f"{path.stem}-*.ipynb"):
        old.unlink()
    text = nbformat.writes(nb).replace(str(root), "course")  # tracebacks name files of this computer
    stored.write_text(text, encoding="utf-8")
    return nbformat.reads(text, as_version=4)


# ---------------------------------------------------------------- preparing


def prepare(nb, slides=False):
    """Make an executed notebook ready for Sphinx: one title, still pictures with alt text, breaks between slides."""
    nb.metadata.pop("widgets", None)
    titles = sum(bool(re.match("# ", line)) for cell in nb.cells for line in _prose(cell))
    seen = False
    for place, cell in enumerate(nb.cells):
        if cell.cell_type == "markdown":
            lines = []
            for line in cell.source.split("\n"):
                if seen and titles > 1 and re.match("#+ ", line):
                    line = "#" + line  # Sphinx wants one title a page: parts become chapters, chapters sections
                seen = seen or line.startswith("# ")
                line = re.sub(r"(\]\([^)\s]*\.ipynb)#([^)\s]+)\)", _anchor, line)
                lines.append(
                    re.sub(r"\\(begin|end)\{equation\}", r"\\\1{equation*}", line)
                )  # its number is its own \tag
            cell.source = re.sub(r"\$\$([^$]+)\$\$", _display, "\n".join(lines))
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = ["NotImplementedError: this cell needs an exercise that you solve."]
            data = output.get("data", {})
            if data.pop(WIDGET, None) and not data.keys() - {"text/plain"}:
                data["text/plain"] = "(a widget, which needs JupyterLab)"
            if "image/png" in data:
                data.pop("text/plain", None)
                cell.metadata["mystnb"] = {"image": {"alt": alt_text(nb.cells, place)}}
    if slides:
        nb.cells = list(_slides(nb.cells))
    return nb


def _prose(cell):
    return cell.source.split("\n") if cell.cell_type == "markdown" else []


def _display(match):
    """Rows and a \\tag together: Sphinx would put them into `split`, in which MathJax takes no \\tag."""
    if r"\\" not in match[1] or r"\tag" not in match[1]:
        return match[0]
    return f"\\begin{{gather*}}\n{match[1].strip()}\n\\end{{gather*}}"


def _anchor(match):
    """JupyterLab's anchor of a heading, `#The-title`, as MyST writes it."""
    return f"{match[1]}#{re.sub(r'[^a-z0-9_-]', '', match[2].lower())})"


def alt_text(cells, place):
    """What the picture of cell `place` shows, in words: its caption below, or the text above that says what to expect."""
    below = next((cell.source for cell in cells[place + 1 :] if cell.cell_type == "markdown"), "")
    caption = re.match(rf"(?={CAPTION})\s*\*(.+?)(?<!\*)\*(?!\*)(?=\s|$)", below, re.DOTALL)
    if caption:
        return plain(caption[1])
    above = [cell.source for cell in cells[:place] if cell.cell_type == "markdown"]
    expected = re.search(r"\*\*To expect:\*\*(.+)", above[-1], re.DOTALL) if above else None
    return plain(expected[1] if expected else above[-1] if above else "A figure.")


def plain(text, length=400):
    """Markdown and mathematics as a line of plain text, cut at the end of a sentence."""
    text = re.sub(
        r"<[^>]+>|^#+ .*$|^\|.*$|\\begin\{\w+\*?\}|\\end\{\w+\*?\}|\\tag\{\w+\}", " ", text, flags=re.MULTILINE
    )
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\\[dt]?frac\s*(?:{([^{}]*)}|(\w))\s*(?:{([^{}]*)}|(\w))", r"\1\2/\3\4", text)
    text = re.sub(r"\\(?:math\w+|text\w*|operatorname|left|right|[bB]igg?|[,;:! ])", " ", text)
    text = re.sub(r"(?<=\w)\\(?=\w)", " ", text)
    text = re.sub(r"\\(\w+)", r"\1", re.sub(r"[*`$\\]{1,2}(?=\W|$)|[*`$]", "", text))
    text = " ".join(text.replace("{", "").replace("}", "").split())
    return (
        text if len(text) <= length else (text[:length].rpartition(". ")[0] or text[:length].rpartition(" ")[0]) + "."
    )


def _slides(cells):
    """The cells with a break before each new thought, and before code that finds no room below other code.

    A text begins a slide unless it is a caption, which stays with its figure; a heading does so by itself.
    """
    used, after_code = 0, False
    for place, cell in enumerate(cells):
        if cell.get("id") == "launch":
            continue
        code, heading = cell.cell_type == "code", bool(re.match(r"\s*#", cell.source))
        caption = not code and bool(re.match(CAPTION, cell.source))
        new = after_code and used + _height(cell) > 740 if code else place and not (heading or caption)
        if new:
            yield nbformat.v4.new_markdown_cell("```{revealjs-break}\n:notitle:\n```")
        used = _height(cell) + (0 if new or heading and not code else used)
        after_code = code or caption
        yield cell


def _height(cell):
    """About how many pixels a cell takes on a slide of 760."""
    if cell.cell_type == "markdown":
        return sum(30 * (1 + len(line) // 120) for line in cell.source.split("\n"))
    outputs = cell.get("outputs", [])
    printed = "".join(output.get("text", "") for output in outputs)
    pictures = sum("image/png" in output.get("data", {}) for output in outputs)
    return 20 * (2 + cell.source.count("\n") + printed.count("\n")) + 430 * pictures


# ---------------------------------------------------------------- building


def keep_together(app, doctree):
    """No line begins with the comma after a formula, none ends with the bracket before it: MathJax lets both happen."""
    from docutils import nodes

    for formula in list(doctree.findall(nodes.math)):
        line, place = formula.parent, formula.parent.index(formula)
        before, after = line[:place][-1:], line[place + 1 :][:1]
        opened = re.search(r"[(\[]*$", before[0])[0] if before and isinstance(before[0], nodes.Text) else ""
        closed = re.match(r"[),.;:?!\]]*", after[0])[0] if after and isinstance(after[0], nodes.Text) else ""
        if opened:
            line[place - 1] = nodes.Text(before[0][: -len(opened)])
        if closed:
            line[place + 1] = nodes.Text(after[0][len(closed) :])
        if opened or closed:
            line[place] = nodes.inline("", "", nodes.Text(opened), formula, nodes.Text(closed), classes=["together"])


def build(root, paths, target, slides=False):
    """Execute the notebooks at `paths` and make target/site or target/slides of them; return that folder.

    Raises
    ------
    RuntimeError
        For a cell that fails, and for anything that Sphinx warns of: a link that leads nowhere before all.
    """
    from sphinx.application import Sphinx  # here, since students' copies do without Sphinx
    from sphinx.util.docutils import docutils_namespace

    made = target / ("slides" if slides else "site")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        executed = list(pool.map(lambda path: execute(path, target / "executed"), paths))
    with tempfile.TemporaryDirectory(prefix="site-") as folder:
        source = Path(folder)
        for path, nb in zip(paths, executed, strict=True):
            place = source / path.relative_to(root)
            place.parent.mkdir(parents=True, exist_ok=True)
            nb = prepare(nb, slides)
            if slides:  # each show stands alone: what it links to is not in it
                for cell in nb.cells:
                    if cell.cell_type == "markdown":
                        cell.source = re.sub(r"\[([^\]]*)\]\((?!\w+:)[^)]*\)", r"\1", cell.source)
            nbformat.write(nb, place)
        (source / "index.md").write_text(index(root, paths, slides), encoding="utf-8")
        static = source / "_static"
        static.mkdir()
        (static / "course.css").write_text(COURSE_CSS)
        (static / "slides.css").write_text(SLIDES_CSS)
        shutil.rmtree(made, ignore_errors=True)
        warned = io.StringIO()
        builder = "revealjs" if slides else "html"
        # Another build may come after this one in the same process; and what Sphinx's extensions owe to its next version
        # is not the author's business.
        with docutils_namespace(), warnings.catch_warnings(action="ignore"):
            app = Sphinx(source, None, made, source / ".doctrees", builder, SETTINGS, status=None, warning=warned)
            app.connect("doctree-read", keep_together)
            app.build(True)
        text = warned.getvalue().replace(folder, "").strip()
        shutil.rmtree(target / "jupyter_execute", ignore_errors=True)  # MyST-NB's copies
    if text:
        raise RuntimeError(f"Sphinx warns:\n{text}")
    return made


def index(root, paths, slides):
    """The first page: what this is, and every notebook under its session."""
    lines = [f"# {SETTINGS['project']}{': slides' if slides else ''}", ""]
    if slides:
        lines += ["One show a lecture. Arrow keys turn the pages, **Esc** shows all of them, **?** the other keys.", ""]
        lines += [f"- [{_title(path)}]({path.relative_to(root).as_posix()})" for path in paths]
        return "\n".join([*lines, "", "```{toctree}", ":hidden:", *_documents(root, paths), "```", ""])
    lines += [
        "Six sessions for master students in economics: neural networks derived, written and trained in NumPy. This is the "
        "course to read, with all its figures; sliders and exercises need JupyterLab, which each page's first link opens.",
        "",
    ]
    for part in sorted({_part(path) for path in paths}):
        caption = f"Session {int(2 * part - 1)}" if part else "Before you start"
        group = _documents(root, [path for path in paths if _part(path) == part])
        lines += ["```{toctree}", f":caption: {caption}", ":maxdepth: 1", "", *group, "```", ""]
    return "\n".join(lines)


def _documents(root, paths):
    return [path.relative_to(root).with_suffix("").as_posix() for path in paths]


def _title(path):
    nb = nbformat.read(path, as_version=4)
    return next(re.match("# (.+)", line)[1] for cell in nb.cells for line in _prose(cell) if line.startswith("# "))


if __name__ == "__main__":
    sys.exit(main())
