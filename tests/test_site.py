"""The site and the slides: complete, without a request to the outside, with alt text; looked at in a real browser."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

from grading import site
from tests.conftest import ROOT, make_cell, make_notebook, save

PICTURE = "import matplotlib.pyplot as plt\n\nplt.plot([1, 2, 4])\nplt.show()"
ROWS = 'import sys\n\nprint("first")\nprint("between", file=sys.stderr)\nprint("second")'
SLIDER = """import ipywidgets as widgets
from IPython.display import display

display({**widgets.IntSlider()._repr_mimebundle_(), "text/plain": "a slider"}, raw=True)"""


class Page(HTMLParser):
    """What a page asks for, where it leads, its pictures, and its prose: the text that is no code and no formula."""

    EMPTY = ("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr")

    def __init__(self, path):
        super().__init__()
        self.assets, self.links, self.anchors, self.pictures = [], [], set(), []
        self.prose, self.open = [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag not in self.EMPTY:
            literal = tag in ("pre", "code", "script", "style", "title", "svg")
            self.open.append((tag, literal or "math" in (found.get("class") or "").split()))
        if found.get("id"):
            self.anchors.add(found["id"])
        if tag in ("script", "img", "iframe", "audio", "video") and found.get("src"):
            self.assets.append(found["src"])
        if tag == "link" and found.get("rel") not in ("canonical", "search") and found.get("href", "#") != "#":
            self.assets.append(found["href"])
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if tag == "img":
            self.pictures.append(found.get("alt") or "")

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(hidden for _, hidden in self.open):
            self.prose.append(data)


def troubles(folder):
    """Everything that is wrong with the pages in a folder, as sentences."""
    pages = {path.resolve(): Page(path) for path in sorted(folder.rglob("*.html"))}
    for path, page in pages.items():
        name = path.name
        for asset in page.assets:
            target = (path.parent / unquote(asset.split("?")[0])).resolve()
            if re.match(r"[a-z]+:|//", asset) and not asset.startswith("data:"):
                yield f"{name} asks {asset}"
            elif not asset.startswith("data:") and not target.exists():
                yield f"{name} asks for {asset}, which is not there"
        for link in page.links:
            place, _, anchor = link.partition("#")
            target = (path.parent / unquote(place)).resolve() if place else path
            if re.match(r"[a-z]+:|//", link):
                continue
            if not target.exists():
                yield f"{name} leads to {link}, which is not there"
            elif anchor and target in pages and unquote(anchor) not in pages[target].anchors | {""}:
                yield f"{name} leads to {link}: there is no such place on the page"
        for text in page.prose:
            if re.search(r"\$|\*\*|\]\(", text):
                yield f"{name} shows raw Markdown: {text.strip()!r}"
        for alt in page.pictures:
            if len(alt) < 10 or re.search(r"\.(png|svg)$|[$\\]", alt):
                yield f"{name} has a picture with the alt text {alt!r}"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Two lectures and a practical with all that is hard: tags, folds, parts, links with anchors, a widget, an error."""
    root = tmp_path_factory.mktemp("course")
    one = [
        make_cell("markdown", "launch", "[Open in Binder](https://mybinder.org/x)"),
        make_cell("markdown", "title", "# 1.1 Descent: down\n\nOn to [two](1_2_two.ipynb#The-second-part)."),
        make_cell("markdown", "law", "## The law\n\n\\begin{equation}\\tag{7}\na = b^2\n\\end{equation}\n\nand $x_1$."),
        make_cell("code", "picture", PICTURE),
        make_cell("markdown", "caption", "*Figure: three points, $y=x^2$, on a bent **line** that rises.* More."),
        make_cell("markdown", "display", "So ($a$, $b$) and\n$$c_1 = \\frac12$$\nis all."),
        make_cell("code", "rows", ROWS),
        make_cell("code", "seen", PICTURE),
        make_cell("code", "between", "assert True"),
        make_cell("markdown", "seen-caption", "*What is seen: the same again.*"),
        make_cell("code", "slider", SLIDER),
        make_cell("markdown", "fold", "<details><summary>Answer</summary>\n\n- zebra $z$\n\n</details>"),
    ]
    two = [
        make_cell("markdown", "launch", "[Open in Binder](https://mybinder.org/y)"),
        make_cell("markdown", "title", "# 1.2 Two\n\n## The second part\n\nBack to [one](1_1_one.ipynb)."),
    ]
    practical = [
        make_cell("markdown", "launch", "[Open in Binder](https://mybinder.org/z)"),
        make_cell("markdown", "title", "# Practical 1\n\nSee [one](../../lectures/1_1_one.ipynb)."),
        make_cell("markdown", "part", "# Part A\n\n## First"),
        make_cell("code", "gap", "raise NotImplementedError()", solution="one"),
        make_cell("markdown", "expect", "**To expect:** three points, the last one highest."),
        make_cell("code", "drawn", PICTURE),
    ]
    save(make_notebook(one), root / "lectures" / "1_1_one.ipynb")
    save(make_notebook(two), root / "lectures" / "1_2_two.ipynb")
    save(make_notebook(practical), root / "practicals" / "practical_1_x" / "practical_1_x.ipynb")
    return root


@pytest.fixture(scope="module")
def made(course, tmp_path_factory):
    return site.build(course, site.notebooks(course), tmp_path_factory.mktemp("made"))


def test_nothing_is_wrong_with_the_pages(made):
    assert list(troubles(made)) == []
    names = {path.relative_to(made).as_posix() for path in made.rglob("*.html")}
    assert {
        "index.html",
        "search.html",
        "lectures/1_1_one.html",
        "practicals/practical_1_x/practical_1_x.html",
    } <= names


def test_alt_text_is_the_caption_or_what_is_to_be_expected(made):
    assert Page(made / "lectures" / "1_1_one.html").pictures == [
        "Figure: three points, y=x^2, on a bent line that rises.",
        "What is seen: the same again.",
    ]
    practical = Page(made / "practicals" / "practical_1_x" / "practical_1_x.html")
    assert practical.pictures == ["three points, the last one highest."]


def test_formulas_folds_errors_and_sessions(made):
    one = (made / "lectures" / "1_1_one.html").read_text(encoding="utf-8")
    assert r"\tag{7}" in one and 'class="eqno"' not in one
    assert "mathjax/tex-chtml.js" in one and (made / "_static" / "mathjax" / "tex-chtml.js").exists()
    assert re.search(r"<details><summary>Answer</summary>\s*<ul", one)
    assert "(a widget, which needs JupyterLab)" in one and site.WIDGET not in one
    assert re.search(r'<div class="math[^>]*>\s*\\\[c_1', one)  # a display in the middle of a paragraph
    assert re.search(r'"together">\(<span class="math[^>]*>\\\(a\\\)</span>,</span>', one)
    assert re.search(r"<span></span>first\nsecond\n</pre>", one)  # what is printed stands in one box
    practical = (made / "practicals" / "practical_1_x" / "practical_1_x.html").read_text(encoding="utf-8")
    assert "needs an exercise that you solve" in practical and "Traceback" not in practical
    assert practical.count("<h1>") == 1 and "<h2>Part A" in practical
    index = (made / "index.html").read_text(encoding="utf-8").split("</h1>")[1]
    assert index.index("Session 1") < index.index("1.1 Descent") < index.index("Session 2") < index.index("Practical 1")


def test_the_search_knows_the_words(made):
    text = (made / "searchindex.js").read_text(encoding="utf-8")
    terms = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))["terms"]
    assert "zebra" in terms


def test_what_was_executed_is_kept_until_something_changes(course, tmp_path, monkeypatch):
    [one, two, _] = site.notebooks(course)
    first = site.execute(two, tmp_path)
    monkeypatch.setattr(site, "NotebookClient", None)  # it would be needed to run again
    assert site.execute(two, tmp_path) == first
    with pytest.raises(TypeError):
        site.execute(one, tmp_path)


def test_an_error_stops_the_build_and_is_named(tmp_path):
    save(
        make_notebook([make_cell("markdown", "launch", "x"), make_cell("code", "bad", "1 / 0")]),
        tmp_path / "lectures" / "1_1_bad.ipynb",
    )
    with pytest.raises(RuntimeError, match=r"1_1_bad.ipynb, cell bad: ZeroDivisionError"):
        site.build(tmp_path, site.notebooks(tmp_path), tmp_path / "dist")


def test_a_link_to_nowhere_stops_the_build(tmp_path):
    cells = [make_cell("markdown", "launch", "x"), make_cell("markdown", "title", "# T\n\n[lost](1_9_lost.ipynb)")]
    save(make_notebook(cells), tmp_path / "lectures" / "1_1_t.ipynb")
    with pytest.raises(RuntimeError, match="1_9_lost.ipynb"):
        site.build(tmp_path, site.notebooks(tmp_path), tmp_path / "dist")


def test_slides(course, tmp_path):
    made = site.build(course, site.notebooks(course, slides=True), tmp_path, slides=True)
    assert list(troubles(made)) == []
    text = (made / "lectures" / "1_1_one.html").read_text(encoding="utf-8")
    assert "Open in Binder" not in text and "reveal.js" in text
    body = text[text.index('<div class="slides"') :]
    figure, caption, fold = body.index("<img"), body.index("Figure: three"), body.index("<summary>Answer")
    assert "<section" not in body[figure:caption]  # the caption stays with its figure
    assert "<section" in body[caption:fold]  # a new thought, a new slide
    assert "<section" not in body[body.rindex("<img") : body.index("What is seen")]
    assert not (made / "practicals").exists()


def test_code_that_finds_no_room_begins_a_slide():
    def breaks(*cells):
        cells = [nbformat.from_dict(make_cell(kind, f"c{k}", text)) for k, (kind, text) in enumerate(cells)]
        return ["break" if "revealjs-break" in cell.source else cell.id for cell in site._slides(cells)]

    long = "\n".join(20 * ["x = 1"])
    cells = [("markdown", "# T"), ("code", long), ("code", "# short"), ("code", long)]
    assert breaks(*cells) == ["c0", "c1", "c2", "break", "c3"]
    assert breaks(("markdown", "# T"), ("code", f"{long}\n{long}")) == [
        "c0",
        "c1",
    ]  # its text stays with it, and it scrolls
    assert breaks(*cells[:2], ("markdown", "*Figure: y.*"), cells[1]) == ["c0", "c1", "c2", "break", "c3"]
    assert breaks(*cells[:2], ("markdown", "## U"), cells[1]) == ["c0", "c1", "c2", "c3"]


def test_plain_text_of_prose():
    assert (
        site.plain("*Left:* $\\theta_1$ and [a link](x.ipynb), **bold** `code`.")
        == "Left: theta_1 and a link, bold code."
    )
    assert site.plain(r"$\mathbb E\theta_t = 0.4\,\tfrac12 + \frac{a}{bc}$") == "E theta_t = 0.4 1/2 + a/bc"
    assert site.plain("One. " * 200) == ("One. " * 80).strip()


def test_reading_order():
    names = [path.stem for path in site.notebooks(ROOT)]
    assert names[:5] == [
        "0_start_here",
        "1_1_gradient_descent",
        "1_2_newton",
        "practical_1_descent",
        "2_1_perceptron",
    ]
    assert "0_start_here" not in [path.stem for path in site.notebooks(ROOT, slides=True)]


# ---------------------------------------------------------------- the whole course, in a browser


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    target = tmp_path_factory.mktemp("whole")
    site.build(ROOT, site.notebooks(ROOT), target)
    site.build(ROOT, site.notebooks(ROOT, slides=True), target, slides=True)
    return target


def look(chromium, url, picture, **context):
    """Open a page, wait for its formulas, take a picture; return its outside requests, errors and formulas."""
    page = chromium.new_context(**context).new_page()
    outside, errors = [], []
    page.on("request", lambda r: outside.append(r.url) if not r.url.startswith(("file:", "data:", "blob:")) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(url)
    page.evaluate("() => window.MathJax && MathJax.startup && MathJax.startup.promise.then(() => true)")
    page.screenshot(path=picture)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    counted = page.evaluate(
        """() => ({formulas: document.querySelectorAll('mjx-container').length,
            wrong: [...document.querySelectorAll('mjx-merror')].map(e => e.textContent),
            broken: [...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src),
            wide: document.documentElement.scrollWidth - innerWidth})"""
    )
    page.context.close()
    return outside, errors, counted


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_the_whole_course_can_be_read(whole, chromium):
    assert list(troubles(whole / "site")) == []
    pictures = ROOT / "dist" / "looked-at"  # kept for people to look at
    pictures.mkdir(parents=True, exist_ok=True)
    pages = sorted(
        path for path in (whole / "site").rglob("*.html") if path.parent.parent.name in ("site", "practicals")
    )
    assert len(pages) == len(site.notebooks(ROOT))
    for path in pages:
        for width, height in ((1280, 900), (390, 844)):
            for scheme in ("light", "dark"):
                outside, errors, found = look(
                    chromium,
                    path.as_uri(),
                    pictures / f"{path.stem}-{width}-{scheme}.png",
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,
                )
                assert (outside, errors, found["wrong"], found["broken"]) == ([], [], [], []), path
                assert found["wide"] <= 0, f"{path.name} is wider than a screen of {width} pixels"
        assert found["formulas"] > 20 or path.stem == "0_start_here"


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_the_slides_of_the_whole_course(whole, chromium):
    assert list(troubles(whole / "slides")) == []
    for path in sorted((whole / "slides" / "lectures").glob("*.html")):
        picture = ROOT / "dist" / "looked-at" / f"slides-{path.stem}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        outside, errors, found = look(
            chromium, path.as_uri() + "#/1/2", picture, viewport={"width": 1280, "height": 760}
        )
        assert (outside, errors, found["wrong"], found["broken"]) == ([], [], [], []), path
        assert found["formulas"] > 20
        slides = path.read_text(encoding="utf-8").count("<section")
        cells = len(nbformat.read(ROOT / "lectures" / f"{path.stem}.ipynb", as_version=4).cells)
        assert slides > cells / 4, f"{path.name}: only {slides} slides from {cells} cells"


def test_the_pictures_are_not_kept_in_git():
    assert "dist/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert Path(site.ROOT) == ROOT
