"""The course to read without running it: `python -m publishing.site` (or `make site`), and `--slides` (or `make slides`).

Lectures and untouched practicals are executed and become a static site with search, made by Sphinx with MyST-NB; the
core of each lecture becomes a slide show, made by sphinx-revealjs. Both work from a folder, without a server
and without a network. What an execution gave is kept beside the result, so that only what changed runs again.
"""

import argparse
import functools
import hashlib
import html
import io
import itertools
import os
import re
import shutil
import sys
import tempfile
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from publishing import ROOT, front, notebooks, running, session
from publishing.minutes import HOME, sections

WIDGET = "application/vnd.jupyter.widget-view+json"
MOVES = "offline-figure"  # in what `utils.widgets.offline` makes
BREAK = "```{revealjs-break}\n```"  # a new slide under the same heading
ROOM, HEAD, PICTURE = 750, 90, 450  # pixels of a slide, of its heading, and of a figure at most
WAITS = '<p class="waits">Runs once you have written the code above.</p>'
CAPTION = r"\s*\*(?:Figure|Left|Above|The figure|What is seen|At the start)\b"

SETTINGS = {
    "project": "Optimization for Deep Learning",
    "extensions": ["myst_nb", "sphinx-mathjax-offline", "sphinx_revealjs"],
    "exclude_patterns": ["_static"],
    "nb_execution_mode": "off",
    "nb_mime_priority_overrides": [("revealjs", kind, 1) for kind in ("image/png", "text/html", "text/plain")],
    "nb_execution_show_tb": True,
    "myst_enable_extensions": ["dollarmath", "amsmath", "attrs_block"],
    "myst_dmath_double_inline": True,
    "myst_heading_anchors": 4,
    "suppress_warnings": ["myst.header", "mystnb.mime_priority", "mystnb.unknown_mime_type"],
    "mathjax_path": "mathjax/tex-chtml.js",
    "html_theme": "furo",
    "html_title": "Optimization for Deep Learning",
    "html_static_path": ["_static"],
    "html_css_files": ["course.css"],
    "html_js_files": ["scrolled.js"],
    "html_show_sourcelink": False,
    "html_copy_source": False,
    "html_show_copyright": False,
    "html_use_index": False,
    "revealjs_style_theme": "white",
    "revealjs_static_path": ["_static"],
    "revealjs_css_files": ["slides.css"],
    "revealjs_script_files": ["fit.js"],
    "revealjs_use_index": True,
    "revealjs_script_conf": {"width": 1280, "height": 760, "margin": 0.02, "transition": "none"}
    | {"hash": True, "center": False, "slideNumber": True},
}
COURSE_CSS = """
details { border: 1px solid var(--color-background-border); border-radius: 4px; padding: .4em .8em; margin: .6em 0; }
summary { cursor: pointer; font-weight: bold; }
.cell_output img { max-width: 100%; background: #fff; }
.cell_output, .offline-figure div:has(> img) { overflow-x: auto; }
table { display: block; overflow-x: auto; }
article p:has(.math) { overflow-x: auto; overflow-y: hidden; }
.together { white-space: nowrap; }
div.highlight pre { font-size: 76.5%; }
.highlight .nn { text-decoration: none !important; } /* the dark style underlines modules, as if they were links */
:is(h1, h2, h3) { text-wrap: balance; }
@media (min-width: 67em) { .content { width: 48em; padding: 0 2em; } }
@media (max-width: 67em) { .cell_output img { min-width: var(--readable); } }
.mobile-header .header-right { gap: .6rem; }
@media (max-width: 46em) { h1 { font-size: 1.8em; } h2 { font-size: 1.5em; } h3 { font-size: 1.25em; } }
.waits { color: var(--color-foreground-secondary); font-size: .85em; margin: .3em 0 1em; }
.alert { border-left: 4px solid var(--color-brand-primary); padding: .2em 1em; }
"""
SLIDES_CSS = """
.reveal { font-size: 28px; }
.reveal h1, .reveal h2, .reveal h3, .reveal h4 { text-transform: none; font-size: 1.35em; text-align: left; margin-bottom: .6em; }
.reveal .slides section { text-align: left; height: 100%; overflow-y: auto; overflow-x: hidden; }
.reveal p, .reveal ul, .reveal ol { margin: .5em 0; }
.reveal pre { width: 100%; font-size: .72em; box-shadow: none; margin: .4em 0; }
.reveal pre code { max-height: none; }
.reveal img { display: block; max-height: 430px; width: 100%; object-fit: contain; object-position: left; margin: .2em 0; }
.reveal summary { cursor: pointer; font-weight: bold; }
.reveal table { font-size: .8em; }
.reveal .slides mjx-assistive-mml { width: 0 !important; height: 0 !important; }
.together { white-space: nowrap; }
"""
# A slide that is still too full is set a little smaller.
FIT_JS = """
const fit = () => {
    const slide = Reveal.getCurrentSlide();
    const full = () => slide.scrollHeight > slide.clientHeight + 1 || slide.scrollWidth > slide.clientWidth + 1;
    slide.style.fontSize = "";
    for (let size = 27; full() && size >= 20; size--) slide.style.fontSize = `${size}px`;
};
addEventListener("load", () => (window.MathJax?.startup?.promise ?? Promise.resolve()).then(() => {
    Reveal.on("slidechanged", fit);
    fit();
}));
"""
# On a phone a wide picture stays large enough to be read, and is scrolled. Who works with keys alone can scroll what is too
# wide, and steps over what is not.
SCROLLED_JS = """
const wide = "pre, table, .table-wrapper, p, div.math, .cell_output, .offline-figure div";
const mark = () => document.querySelectorAll(`article :is(${wide})`).forEach(one => {
    const scrolls = one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX !== "visible";
    scrolls ? one.setAttribute("tabindex", "0") : one.removeAttribute("tabindex");
});
addEventListener("load", () => {
    for (const {naturalWidth, naturalHeight, style} of document.querySelectorAll("article .cell_output img"))
        style.setProperty("--readable", `${naturalWidth * Math.min(1, Math.max(0.5, 200 / naturalHeight))}px`);
    new ResizeObserver(mark).observe(document.querySelector("article"));
});
"""
STATIC = {"course.css": COURSE_CSS + front.CSS, "slides.css": SLIDES_CSS, "scrolled.js": SCROLLED_JS, "fit.js": FIT_JS}


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m publishing.site", description=__doc__.split("\n\n")[1])
    what = "make the slide shows of the lectures instead of the site"
    parser.add_argument("--slides", action="store_true", help=what)
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="the folder to put them in (default: dist/)")
    options = parser.parse_args(arguments)
    paths = pages(ROOT, slides=options.slides)
    made = build(ROOT, paths, options.to, slides=options.slides)
    print(f"Open {made / 'index.html'}: {len(paths)} notebooks.")


def pages(root, slides=False):
    """What people read: lectures, and between them the practicals; slides are made of lectures alone."""
    found = notebooks(root, ("lectures",) if slides else ("lectures", "practicals"))
    return [path for path in found if session(path) or not slides]


# ---------------------------------------------------------------- running


def execute(path, kept):
    """The notebook at `path` with its outputs: from the folder `kept` if nothing has changed since, else executed.

    A cell may raise NotImplementedError in a practical that nobody has solved, and nothing else may be raised.
    """
    root = path.parents[1 if path.parent.name == "lectures" else 2]
    code = [file.read_bytes() for kind in ("py", "html") for file in sorted((root / "utils").rglob(f"*.{kind}"))]
    key = hashlib.sha256(b"\0".join([path.read_bytes(), *code])).hexdigest()[:16]
    stored = kept / f"{path.stem}-{key}.ipynb"
    if stored.exists():
        return nbformat.read(stored, as_version=4)
    nb = nbformat.read(path, as_version=4)
    running.run(nb, path.parent, root, variables={"OFFLINE_FIGURES": "1"}, store_widget_state=False)
    for cell, error, message in running.errors(nb):
        if error != "NotImplementedError":
            raise RuntimeError(f"{path.name}, cell {cell}: {error}: {message}")
    kept.mkdir(parents=True, exist_ok=True)
    for old in kept.glob(f"{path.stem}-*.ipynb"):
        old.unlink()
    text = nbformat.writes(nb).replace(str(root), "course")  # tracebacks name files of this computer
    unfinished = stored.with_suffix(f".{os.getpid()}")  # tests in several processes share a folder
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(stored)
    return nbformat.reads(text, as_version=4)


# ---------------------------------------------------------------- preparing


def prepare(nb, folder, slides=False):
    """Make an executed notebook of this folder ready for Sphinx: one title, still pictures with alt text.

    Slides show what is core, and have breaks.
    """
    nb.metadata.pop("widgets", None)
    if slides:
        nb.cells = [cell for heading, part in sections(nb.cells) if HOME not in heading for cell in part]
    titles = sum(bool(re.match("# ", line)) for cell in nb.cells for line in _prose(cell))
    seen = False
    for place, cell in enumerate(nb.cells):
        if cell.cell_type == "markdown":
            lines = []
            for line in cell.source.split("\n"):
                if seen and titles > 1 and re.match("#+ ", line):
                    line = "#" + line  # Sphinx wants one title a page: parts become chapters, chapters sections
                seen = seen or line.startswith("# ")
                line = re.sub(r"(\]\(([^)\s]*\.ipynb))#([^)\s]+)\)", functools.partial(_anchor, folder), line)
                lines.append(
                    re.sub(r"\\(begin|end)\{(equation|align)\}", r"\\\1{\2*}", line)
                )  # numbered by its own \tag
            cell.source = re.sub(r"\$\$([^$]+)\$\$", _display, "\n".join(lines))
            cell.source = re.sub(r"(?s)(```.*?```|`[^`\n]*`)|(?<=[\d$]) %", _percent, cell.source)
            if slides:  # each show stands alone: what it links to is not in it
                cell.source = re.sub(r"\[([^\]]*)\]\((?!\w+:)[^)]*\)", r"\1", cell.source)
                cell.source = cell.source.replace(
                    "It stands above the figure", "It stands in the notebook, above the figure"
                )
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            gap = "raise NotImplementedError" in cell.source  # which itself says what is missing
            waits = [] if gap else [nbformat.v4.new_output("display_data", {"text/html": WAITS})]
            cell.outputs = [output for output in cell.outputs if output.output_type != "error"] + waits
        if cell.get("outputs"):
            cell.outputs = _joined(cell.outputs)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop(WIDGET, None)
            if not slides and MOVES in data.get("text/html", ""):  # the picture only stands in for it
                alt = html.escape(alt_text(nb.cells, place))
                data["text/html"] = re.sub('alt="[^"]*"', f'alt="{alt}"', data["text/html"], count=1)
                del data["image/png"]
            if "image/png" in data:
                data.pop("text/plain", None)
                cell.metadata["mystnb"] = {"image": {"alt": alt_text(nb.cells, place)}}
    if slides:
        nb.cells = list(_slides(nb.cells))
    return nb


def _joined(outputs):
    """Outputs with what is printed in one piece: a kernel sends it in several, which may end in the middle of a line."""
    streams, joined = {}, []
    for output in outputs:
        name = output.get("name")  # stdout or stderr
        if name in streams:
            streams[name].text += output.text
        else:
            joined.append(output)
            if name:
                streams[name] = output
    return joined


def _prose(cell):
    return cell.source.split("\n") if cell.cell_type == "markdown" else []


def _display(match):
    """Rows and a \\tag together: Sphinx would put them into `split`, in which MathJax takes no \\tag."""
    if r"\\" not in match[1] or r"\tag" not in match[1]:
        return match[0]
    return f"\\begin{{gather*}}\n{match[1].strip()}\n\\end{{gather*}}"


def _percent(match):
    """A no-break space before a percent sign, which would stand alone at the head of a line; code stays as it is."""
    return match[1] or "\u00a0%"


def _anchor(folder, match):
    """JupyterLab's anchor of a heading, `#The-title`, as MyST writes it; for a cell, `#cell-id=name`, that of its section."""
    heading, _, cell = match[3].partition("cell-id=")
    anchor = heading or _section(folder / match[2], cell)
    return f"{match[1]}#{re.sub(r'[^a-z0-9_-]', '', anchor.lower())})"


@functools.cache
def _section(path, cell_id):
    """The anchor of the last heading at or above a cell."""
    anchor = ""
    for cell in nbformat.read(path, as_version=4).cells:
        text = re.sub(r"(?s)```.*?```", "", cell.source) if cell.cell_type == "markdown" else ""
        for heading in re.findall(r"(?m)^#+ +(.+)$", text):
            anchor = re.sub(r"\$[^$]+\$|[*`]", "", heading.strip()).replace(" ", "-")  # a formula is no part of it
        if cell.id == cell_id:
            return anchor
    raise RuntimeError(f"{path.name} has no cell {cell_id}")


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
    markup = r"<[^>]+>|^#+ .*$|^\|.*$|\\begin\{\w+\*?\}|\\end\{\w+\*?\}|\\tag\{\w+\}"
    text = re.sub(markup, " ", text, flags=re.MULTILINE)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\\[dt]?frac\s*(?:{([^{}]*)}|(\w))\s*(?:{([^{}]*)}|(\w))", r"\1\2/\3\4", text)
    text = re.sub(r"\\(?:math\w+|text\w*|operatorname|left|right|[bB]igg?|[,;:! ])", " ", text)
    text = re.sub(r"(?<=\w)\\(?=\w)", " ", text)
    text = re.sub(r"\\(\w+)", r"\1", re.sub(r"[*`$\\]{1,2}(?=\W|$)|[*`$]", "", text))
    text = " ".join(text.replace("{", "").replace("}", "").split())
    if len(text) <= length:
        return text
    return (text[:length].rpartition(". ")[0] or text[:length].rpartition(" ")[0]) + "."


def _slides(cells):
    """The cells of a slide show: a slide for each text, and for what finds no room below it; headings are repeated.

    A caption stays with its figure, and both come after what is asked before them. Code is shown where it is the lesson,
    not where it only draws or imports.
    """
    used, begun, asked = 0, False, False
    for cell, below in itertools.zip_longest(cells, cells[1:]):
        if cell.get("id") == "launch" or cell.source.startswith("import ") and not cell.get("outputs"):
            continue
        if cell.cell_type == "code":
            cell.metadata["tags"] = ["remove-input"] * ("mystnb" in cell.metadata) + ["asked"] * asked
            height = _height(cell)
            told = _tall(next(_blocks(below.source))) if below and re.match(CAPTION, below.source) else 0
            if begun and used + height + told > ROOM:
                yield nbformat.v4.new_markdown_cell(BREAK)
                used = HEAD
            used += height
            yield cell
            continue
        caption, parts = bool(re.match(CAPTION, cell.source)), []
        for place, block in enumerate(_blocks(cell.source)):
            heading = bool(re.match("#+ ", block))
            new = used + _tall(block) > ROOM or place == 0
            if begun and new and used > HEAD and not heading and not (caption and place == 0):
                parts.append(BREAK)
                used = HEAD
            parts.append("{.fragment}\n" + block.lstrip() if caption and asked and place == 0 else block)
            used = HEAD if heading else used + _tall(block)
            begun = True
        asked = "*Predict" in cell.source
        cell.source = "\n\n".join(parts)
        yield cell


def _blocks(text):
    """Paragraphs, lists, formulas, tables, folds: what a slide does not tear apart."""
    whole = r"(?s)<details.*?</details>|```.*?```|\$\$.*?\$\$|\\begin\{(equation|align|gather)(\*?)\}.*?\\end\{\1\2\}"
    kept = []

    def keep(match):
        kept.append(match[0])
        return f"\0{len(kept) - 1}\0"

    for block in re.split(r"\n\s*\n", re.sub(whole, keep, text).strip()):
        yield re.sub("\0(\\d+)\0", lambda match: kept[int(match[1])], block)


def _tall(text):
    """About how many pixels a block of text takes on a slide."""
    if re.match(r"\s*<details", text):
        return 60
    shown = re.findall(
        r"(?s)\$\$.*?\$\$|\\begin\{(?:equation|align|gather).*?\\end\{(?:equation|align|gather)\*?\}", text
    )
    formulas = sum(100 + 50 * one.count(r"\\") + 40 * ("underbrace" in one) for one in shown)
    for one in shown:
        text = text.replace(one, "\n")
    text = re.sub(r"\$[^$]+\$", lambda match: "x" * (len(re.sub(r"\\\w+|[{}\\]", "x", match[0])) * 2 // 3), text)
    text = re.sub(r"\]\([^)]*\)|<!--.*?-->", "", text)
    separate = re.match(r"\s*(?:[-|*]|\d+\.)\s?", text)
    lines = text.split("\n") if separate else [text.replace("\n", " ")]
    return formulas + sum(40 * -(-len(line) // 92) for line in lines if line.strip()) + 22


def _height(cell):
    """About how many pixels a cell takes on a slide."""
    if cell.cell_type == "markdown":
        return _tall(cell.source)
    outputs = cell.get("outputs", [])
    printed = "".join(output.get("text", "") + output.get("data", {}).get("text/plain", "") for output in outputs)
    drawn = sum(PICTURE for output in outputs if {"image/png", "text/html"} & set(output.get("data", {})))
    code = 0 if "remove-input" in cell.metadata.get("tags", ()) else 28 * (2 + cell.source.count("\n"))
    return code + drawn + (28 * printed.count("\n") + 60 if printed else 0)


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


def uncover_later(app, doctree):
    """What a cell gave comes after what was asked before it, at the next key."""
    from docutils import nodes

    for cell in doctree.findall(nodes.container):
        if "tag_asked" in cell["classes"]:
            for output in cell.children:
                if "cell_output" in output["classes"]:
                    output["classes"].append("fragment")


def accessible(page):
    """A page with what Sphinx, furo and reveal.js leave out: levels of captions, names of regions, a zoom that is allowed."""
    for old, new in (
        (r'(<p class="caption" role="heading")>', r'\1 aria-level="2">'),
        (r'<aside class="sidebar-drawer">', '<aside class="sidebar-drawer" aria-label="Course">'),
        (r'<aside class="toc-drawer', '<aside aria-label="On this page" class="toc-drawer'),
        (r"<th\b[^>]*>\s*(?:<p>\s*</p>)?\s*</th>", "<td></td>"),
        (r",? *maximum-scale=[\d.]+, *user-scalable=no", ""),
    ):
        page = re.sub(old, new, page)
    return page


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
        (source / "_static").mkdir()
        if slides:
            (source / "index.md").write_text(contents(root, paths), encoding="utf-8")
        else:
            front.write(root, paths, executed, alt_text, source)
        for path, nb in zip(paths, executed, strict=True):
            place = source / path.relative_to(root)
            place.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(prepare(nb, path.parent, slides), place)
        for name, text in STATIC.items():
            (source / "_static" / name).write_text(text, encoding="utf-8")
        shutil.rmtree(made, ignore_errors=True)
        warned = io.StringIO()
        builder = "revealjs" if slides else "html"
        # Another build may come after this one in the same process; and what Sphinx's extensions owe to its next version
        # is not the author's business.
        with docutils_namespace(), warnings.catch_warnings(action="ignore"):
            app = Sphinx(source, None, made, source / ".doctrees", builder, SETTINGS, status=None, warning=warned)
            app.connect("doctree-read", keep_together)
            app.connect("doctree-read", uncover_later)
            app.build(True)
        text = warned.getvalue().replace(folder, "").strip()
        shutil.rmtree(target / "jupyter_execute", ignore_errors=True)  # MyST-NB's copies
    for page in made.rglob("*.html"):
        page.write_text(accessible(page.read_text(encoding="utf-8")), encoding="utf-8")
    if text:
        raise RuntimeError(f"Sphinx warns:\n{text}")
    return made


def contents(root, paths):
    """The first page of the slides: every lecture."""
    documents = [path.relative_to(root).with_suffix("").as_posix() for path in paths]
    links = [f"- [{_title(path)}]({document}.ipynb)" for path, document in zip(paths, documents, strict=True)]
    keys = "One show a lecture. Arrow keys turn the pages, **Esc** shows all of them, **?** the other keys."
    head = [f"# {SETTINGS['project']}: slides", "", keys, ""]
    return "\n".join([*head, *links, "", "```{toctree}", ":hidden:", *documents, "```", ""])


def _title(path):
    nb = nbformat.read(path, as_version=4)
    return next(re.match("# (.+)", line)[1] for cell in nb.cells for line in _prose(cell) if line.startswith("# "))


if __name__ == "__main__":
    sys.exit(main())
