"""The site and the slides: complete, without a request to the outside, with alt text; looked at in a real browser."""

import itertools
import json
import re
from pathlib import Path
from urllib.parse import unquote

import axe_playwright_python
import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

from publishing import questions, site
from tests.conftest import ROOT, make_cell, make_notebook, save
from tests.widgets.test_offline import Moved, apart, stored

PICTURE = "import matplotlib.pyplot as plt\n\nplt.plot([1, 2, 4])\nplt.show()"
ROWS = 'import sys\n\nprint("first")\nprint("between", file=sys.stderr)\nprint("second")'
PROJECT = '[project.urls]\nRepository = "https://github.com/ada/course"\n'
SLIDER = """import ipywidgets as widgets
from IPython.display import display

display({**widgets.IntSlider()._repr_mimebundle_(), "text/plain": "a slider"}, raw=True)"""


MOVING = """import ipywidgets as widgets
from matplotlib.figure import Figure

from utils.widgets.live import LiveFigure

fig = Figure(figsize=(2, 1))
(line,) = fig.subplots().plot([0, 1])
LiveFigure(fig, lambda y: line.set_ydata([0, y]), {"y": widgets.IntSlider(1, max=1)}).show()"""


class Page:
    """What a page asks for, where it leads, its pictures, and its prose: the text that is no code and no formula."""

    def __init__(self, path):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        self.assets = [tag["src"] for tag in soup.select("script, img, iframe, audio, video") if tag.get("src")]
        fetched = [tag for tag in soup.select("link[href]") if not {"canonical", "search"} & set(tag.get("rel", ()))]
        self.assets += [tag["href"] for tag in fetched if tag["href"] not in ("", "#")]
        self.links = [tag["href"] for tag in soup.select("a[href]") if tag["href"]]
        self.anchors = {tag["id"] for tag in soup.select("[id]")}
        self.pictures = [tag.get("alt") or "" for tag in soup.select("img")]
        for tag in soup.select("pre, code, script, style, title, svg, .math"):
            tag.extract()
        self.prose = list(soup.strings)


def troubles(folder):
    """Everything that is wrong with the pages in a folder, as sentences."""
    pages = {path.resolve(): Page(path) for path in sorted(folder.rglob("*.html"))}
    for path, page in pages.items():
        name = path.name
        for asset in page.assets:
            if asset.startswith("data:"):
                continue
            if re.match(r"[a-z]+:|//", asset):
                yield f"{name} asks {asset}"
            elif not (path.parent / unquote(asset.split("?")[0])).exists():
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
        make_cell("markdown", "on", "It ends [there](1_2_two.ipynb#cell-id=end)."),
        make_cell(
            "markdown",
            "law",
            "## The law · core · 7 minutes\n\n\\begin{equation}\\tag{7}\na = b^2\n\\end{equation}\n\nand $x_1$.",
        ),
        make_cell("code", "picture", PICTURE),
        make_cell("markdown", "caption", "*Figure: three points, $y=x^2$, on a bent **line** that rises.* More."),
        make_cell("markdown", "display", "So ($a$, $b$) and\n$$c_1 = \\frac12$$\nis all."),
        make_cell("code", "rows", ROWS),
        make_cell("code", "seen", PICTURE),
        make_cell("code", "between", "assert True"),
        make_cell("markdown", "seen-caption", "*What is seen: the same again.*"),
        make_cell("code", "slider", SLIDER),
        make_cell("markdown", "fold", "<details><summary>Answer</summary>\n\n- zebra $z$\n\n</details>"),
        make_cell("markdown", "more", "## More · ★ at home · 1 minute\n\nRead it in peace."),
    ]
    two = [
        make_cell("markdown", "launch", "[Open in Binder](https://mybinder.org/y)"),
        make_cell("markdown", "title", "# 1.2 Two\n\n## The second part\n\nBack to [one](1_1_one.ipynb)."),
        make_cell("markdown", "slope", "## Its *slope* $f'(x)$"),
        make_cell("markdown", "fold", "```python\n# no heading\n```"),
        make_cell("code", "moving", MOVING),
        make_cell("markdown", "moving-caption", '*Figure 1. A line that "y" bends.*'),
        make_cell("markdown", "end", "That is all."),
    ]
    practical = [
        make_cell("markdown", "launch", "[Open in Binder](https://mybinder.org/z)"),
        make_cell("markdown", "title", "# Practical 1\n\n9 minutes. See [one](../../lectures/1_1_one.ipynb)."),
        make_cell("markdown", "part", "# Part A\n\n## First"),
        make_cell("code", "gap", "def one():\n    return two\n\n\nraise NotImplementedError()", solution="one"),
        make_cell("code", "test-one", "missing = NotImplementedError()\nraise missing"),
        make_cell("markdown", "expect", "**To expect:** three points, the last one highest."),
        make_cell("code", "drawn", PICTURE),
    ]
    (root / "pyproject.toml").write_text(PROJECT)
    save(make_notebook(one), root / "lectures" / "1_1_one.ipynb")
    save(make_notebook(two), root / "lectures" / "1_2_two.ipynb")
    save(make_notebook(practical), root / "practicals" / "practical_1_x" / "practical_1_x.ipynb")
    return root


@pytest.fixture(scope="module")
def made(course, tmp_path_factory):
    return site.build(course, site.pages(course), tmp_path_factory.mktemp("made"))


def test_equations_are_numbered_by_their_own_tags_alone():
    text = "\\begin{align}\na &= b, \\tag{4} \\\\\nc &= d \\tag{5}\n\\end{align}"
    nb = nbformat.from_dict(make_notebook([make_cell("markdown", "two", text)]))
    site.prepare(nb, Path())
    assert nb.cells[0].source == text.replace("{align}", "{align*}")


def test_what_is_printed_breaks_where_it_was_broken():
    nb = nbformat.from_dict(make_notebook([make_cell("code", "two", "print(1)")]))
    pieces = [("stdout", "  a, "), ("stderr", "careful\n"), ("stdout", "b\n"), ("stdout", "\nc\n")]
    nb.cells[0].outputs = [nbformat.v4.new_output("stream", name=name, text=text) for name, text in pieces]
    site.prepare(nb, Path())
    assert [output.text for output in nb.cells[0].outputs] == ["  a, b\n\nc\n", "careful\n"]


def test_nothing_is_wrong_with_the_pages(made):
    assert list(troubles(made)) == []
    names = {path.relative_to(made).as_posix() for path in made.rglob("*.html")}
    pages = {"lectures/1_1_one.html", "practicals/practical_1_x/practical_1_x.html"}
    assert {"index.html", "search.html"} | pages <= names


def test_alt_text_is_the_caption_or_what_is_to_be_expected(made):
    assert Page(made / "lectures" / "1_1_one.html").pictures == [
        "Figure: three points, y=x^2, on a bent line that rises.",
        "What is seen: the same again.",
    ]
    assert Page(made / "lectures" / "1_2_two.html").pictures == ['Figure 1. A line that "y" bends.']  # one that moves
    practical = Page(made / "practicals" / "practical_1_x" / "practical_1_x.html")
    assert practical.pictures == ["three points, the last one highest."]


def test_formulas_folds_errors_and_sessions(made):
    one = (made / "lectures" / "1_1_one.html").read_text(encoding="utf-8")
    assert r"\tag{7}" in one and 'class="eqno"' not in one
    assert "mathjax/tex-chtml.js" in one and (made / "_static" / "mathjax" / "tex-chtml.js").exists()
    assert re.search(r"<details><summary>Answer</summary>\s*<ul", one)
    assert "a slider" in one and site.WIDGET not in one  # nobody gave it a picture
    assert re.search(r'<div class="math[^>]*>\s*\\\[c_1', one)  # a display in the middle of a paragraph
    assert re.search(r'"together">\(<span class="math[^>]*>\\\(a\\\)</span>,</span>', one)
    assert re.search(r"<span></span>first\nsecond\n</pre>", one)  # what is printed stands in one box
    practical = (made / "practicals" / "practical_1_x" / "practical_1_x.html").read_text(encoding="utf-8")
    assert practical.count('class="waits"') == 1 and "Traceback" not in practical
    assert "NotImplementedError:" not in BeautifulSoup(practical, "html.parser").text
    assert practical.count("<h1>") == 1 and "<h2>Part A" in practical


def test_the_front_page_has_a_card_for_each_session(course, made):
    text = (made / "index.html").read_text(encoding="utf-8")
    cards = BeautifulSoup(text, "html.parser").select(".card")
    assert [card.h2.text for card in cards] == ["Session 1 · lecture · 7 minutes", "Session 2 · practical · 9 minutes"]
    assert [[link.text for link in card.select("li > a")] for card in cards] == [
        ["1.1 Descent", "1.2 Two"],
        ["Practical 1"],
    ]
    for card in cards:
        ways = [link["href"] for link in card.select(".ways a")]
        for read, binder, download in zip(*[iter(ways)] * 3, strict=True):
            path = read.replace(".html", ".ipynb")
            assert binder.endswith(f"?urlpath=lab/tree/{path}")
            assert (made / download).read_bytes() == (course / path).read_bytes()
        assert (made / card.img["src"]).stat().st_size < 40_000
    assert text.count("<svg") > 0 and "Pause</label>" in text
    assert Page(made / "index.html").pictures[0] == "Figure: three points, y=x^2, on a bent line that rises."


def test_what_sphinx_and_the_themes_leave_out_is_added():
    page = '<p class="caption" role="heading">A</p><aside class="toc-drawer x"><th class="head"><p></p></th><th><p>B</p></th>'
    assert site.accessible(page) == (
        '<p class="caption" role="heading" aria-level="2">A</p><aside aria-label="On this page" class="toc-drawer x">'
        "<td></td><th><p>B</p></th>"
    )
    zoom = '<meta name="viewport" content="width=device-width, initial-scale=1.0, maximum-scale=1.0, user-scalable=no">'
    assert site.accessible(zoom) == '<meta name="viewport" content="width=device-width, initial-scale=1.0">'


def test_the_search_knows_the_words(made):
    text = (made / "searchindex.js").read_text(encoding="utf-8")
    assert "zebra" in json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))["terms"]


def test_what_was_executed_is_kept_until_something_changes(course, tmp_path, monkeypatch):
    [one, two, _] = site.pages(course)
    first = site.execute(two, tmp_path)
    monkeypatch.setattr(site.running, "NotebookClient", None)  # it would be needed to run again
    assert site.execute(two, tmp_path) == first
    with pytest.raises(TypeError):
        site.execute(one, tmp_path)


@pytest.mark.parametrize(
    ("kind", "source", "says"),
    [
        ("code", "1 / 0", "1_1_bad.ipynb, cell bad: ZeroDivisionError"),
        ("markdown", "# T\n\n[lost](1_9_lost.ipynb)", "1_9_lost.ipynb"),
    ],
    ids=["error", "link to nowhere"],
)
def test_what_stops_the_build_is_named(kind, source, says, tmp_path):
    cells = [make_cell("markdown", "launch", "x"), make_cell(kind, "bad", source)]
    save(make_notebook(cells), tmp_path / "lectures" / "1_1_bad.ipynb")
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    with pytest.raises(RuntimeError, match=says):
        site.build(tmp_path, site.pages(tmp_path), tmp_path / "dist")


def test_slides(course, tmp_path):
    made = site.build(course, site.pages(course, slides=True), tmp_path, slides=True)
    assert list(troubles(made)) == []
    text = (made / "lectures" / "1_1_one.html").read_text(encoding="utf-8")
    assert "Open in Binder" not in text and "reveal.js" in text and "user-scalable" not in text
    slides = BeautifulSoup(text, "html.parser").select("section:not(:has(section))")
    assert all(slide.find(["h1", "h2", "h3"]) for slide in slides)  # each says where one is
    [figure] = [slide for slide in slides if "Figure: three" in slide.text]
    assert figure.find("img") and "plt.plot" not in figure.text  # a caption stays with its figure; code that draws goes
    assert [slide for slide in slides if slide.find("summary")] != [figure]  # a new thought, a new slide
    assert "Read it in peace" not in text  # that is for home
    assert not (made / "practicals").exists()


def cells_of(*cells):
    return [nbformat.from_dict(make_cell(kind, f"c{k}", text)) for k, (kind, text) in enumerate(cells)]


def test_no_line_begins_with_a_percent_sign():
    [cell] = cells_of(("markdown", "It reads 81 % or $p$ % of them: `7 % 4`.\n\n```python\n9 % 5\n```"))
    site.prepare(nbformat.v4.new_notebook(cells=[cell]), ROOT)
    assert cell.source == "It reads 81\u00a0% or $p$\u00a0% of them: `7 % 4`.\n\n```python\n9 % 5\n```"


def test_what_finds_no_room_begins_a_slide():
    def breaks(*cells):
        shown = list(site._slides(cells_of(*cells)))
        return ["break" if cell.source == site.BREAK else cell.source.count(site.BREAK) for cell in shown]

    half = "\n".join(12 * ["x = 1"])
    assert breaks(("markdown", "# T"), ("code", half), ("code", half)) == [0, 0, "break", 0]
    assert breaks(("markdown", "# T"), ("markdown", "A thought."), ("markdown", "Another.")) == [0, 0, 1]
    assert breaks(("markdown", "# T\n\n" + "\n\n".join(20 * ["A thought."]))) == [1]
    assert breaks(("markdown", "# T"), ("code", "import numpy as np"), ("code", half)) == [0, 0]
    fold = "<details><summary>S</summary>\n\n" + "\n\n".join(40 * ["A line."]) + "\n\n</details>"
    assert breaks(("markdown", f"# T\n\n{fold}")) == [0]


def test_an_output_and_its_caption_come_after_what_is_asked():
    cells = cells_of(
        ("markdown", "# T\n\n*Predict first:* how many?"), ("code", "1 + 1"), ("markdown", "*Figure: two.*")
    )
    shown = list(site._slides([*cells, *cells_of(("markdown", "So."), ("code", "2"), ("markdown", "*Figure: 2.*"))]))
    assert shown[1].metadata["tags"] == ["asked"] and shown[2].source == "{.fragment}\n*Figure: two.*"
    assert shown[4].metadata["tags"] == [] and "fragment" not in shown[5].source


def test_plain_text_of_prose():
    prose = "*Left:* $\\theta_1$ and [a link](x.ipynb), **bold** `code`."
    assert site.plain(prose) == "Left: theta_1 and a link, bold code."
    assert site.plain(r"$\mathbb E\theta_t = 0.4\,\tfrac12 + \frac{a}{bc}$") == "E theta_t = 0.4 1/2 + a/bc"
    assert site.plain("One. " * 200) == ("One. " * 80).strip()


def test_reading_order():
    names = [path.stem for path in site.pages(ROOT)]
    first = "0_start_here 1_1_gradient_descent 1_2_newton practical_1_descent 2_1_perceptron"
    assert names[:5] == first.split()
    assert "0_start_here" not in [path.stem for path in site.pages(ROOT, slides=True)]


# ---------------------------------------------------------------- the whole course, in a browser


@pytest.fixture(scope="module")
def whole(tmp_path_factory, kept):
    target = tmp_path_factory.mktemp("whole")
    kept.mkdir(exist_ok=True)
    (target / "executed").symlink_to(kept)
    site.build(ROOT, site.pages(ROOT), target)
    site.build(ROOT, site.pages(ROOT, slides=True), target, slides=True)
    return target


def look(chromium, url, name, size, **context):
    """Open a page, wait for its formulas, keep a picture; nothing may be wrong. How many formulas, and pixels too wide."""
    page = chromium.new_context(viewport=dict(zip(("width", "height"), size)), **context).new_page()
    outside, errors = [], []
    page.on("request", lambda r: outside.append(r.url) if not r.url.startswith(("file:", "data:", "blob:")) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(url)
    page.evaluate("() => window.MathJax && MathJax.startup && MathJax.startup.promise.then(() => true)")
    page.screenshot(path=ROOT / "dist" / "looked-at" / f"{name}.png")  # kept for people to look at
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    formulas, wrong, broken, wide = page.evaluate(
        """() => [document.querySelectorAll('mjx-container').length,
            [...document.querySelectorAll('mjx-merror')].map(e => e.textContent),
            [...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src),
            document.documentElement.scrollWidth - innerWidth]"""
    )
    page.context.close()
    assert (outside, errors, wrong, broken) == ([], [], [], []), url
    return formulas, wide


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_the_whole_course_can_be_read(whole, chromium):
    assert list(troubles(whole / "site")) == []
    found = (whole / "site").rglob("*.html")
    pages = sorted(path for path in found if path.parent.parent.name in ("site", "practicals"))
    assert len(pages) == len(site.pages(ROOT))
    for path, size, scheme in itertools.product(pages, ((1280, 900), (390, 844)), ("light", "dark")):
        formulas, wide = look(chromium, path.as_uri(), f"{path.stem}-{size[0]}-{scheme}", size, color_scheme=scheme)
        assert wide <= 0, f"{path.name} is wider than a screen of {size[0]} pixels"
        assert formulas > 20 or path.stem == "0_start_here"


FULL = """async () => {
    const slides = [...document.querySelectorAll(".slides section")].filter(one => !one.querySelector("section"));
    return slides.map(slide => {
        const place = Reveal.getIndices(slide);
        Reveal.slide(place.h, place.v ?? 0);
        const full = Math.max(slide.scrollHeight - slide.clientHeight, slide.scrollWidth - slide.clientWidth) > 1;
        const headed = !!slide.querySelector("h1, h2, h3, h4");
        return [`${place.h}/${place.v ?? 0}`, full, headed, parseInt(getComputedStyle(slide).fontSize)];
    });
}"""


@pytest.mark.slow
@pytest.mark.timeout(1500)
@pytest.mark.parametrize(("size", "finger"), [((1280, 900), False), ((390, 844), True)], ids=["keys", "finger"])
def test_every_widget_moves_on_its_page(whole, chromium, size, finger):
    lectures = sorted((whole / "site" / "lectures").glob("*.html"))
    moving = {path: list(stored(path.read_text(encoding="utf-8"))) for path in lectures}
    widgets = [line for path in lectures for line in _shown(ROOT / "lectures" / f"{path.stem}.ipynb")]
    assert sum(map(len, moving.values())) == len(widgets) == 12
    context = chromium.new_context(viewport=dict(zip(("width", "height"), size)), has_touch=finger)
    for path, figures in moving.items():
        weight = path.stat().st_size + sum((path.parent / picture).stat().st_size for picture in _files(path))
        assert weight <= 3e6, f"{path.name} has {weight / 1e6:.1f} MB"
        page = context.new_page()
        page.goto(path.as_uri())
        for place, (data, pictures) in enumerate(figures):
            _move_each(Moved(page, place), data, pictures, finger)
        page.close()
    context.close()


def _move_each(figure, data, pictures, finger):
    """Move every slider of a figure; what one then sees is the picture of these values, and no other one."""
    for slider in figure.sliders.all():
        if finger:
            figure.drag(slider, 0.7)
        else:
            slider.focus()
            figure.page.keyboard.press("ArrowLeft" if slider.input_value() == slider.get_attribute("max") else "End")
        name, said = slider.get_attribute("aria-label"), slider.get_attribute("aria-valuetext")
        assert said == json.loads(slider.get_attribute("data-texts"))[int(slider.input_value())]
        values = figure.root.locator("input, select").evaluate_all("all => all.map(c => c.selectedIndex ?? +c.value)")
        [wanted] = [state[-2] for state in data["states"] if state[:-2] == values]
        seen = figure.seen()
        far = [apart(seen, picture) for picture in pictures]
        assert far[wanted] < min(far) + 0.1 and far[wanted] < 10, (name, said)  # thin lines, scaled by two programs


def _shown(path):
    """The lines of a notebook that show a widget."""
    cells = nbformat.read(path, as_version=4).cells
    return [
        line for cell in cells for line in cell.source.splitlines() if cell.cell_type == "code" and ").show()" in line
    ]


def _files(path):
    """The pictures of a page that are files."""
    return [asset for asset in Page(path).assets if asset.endswith((".png", ".webp", ".svg"))]


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_the_slides_of_the_whole_course(whole, chromium):
    """Each has a heading and room for all that is on it; nearly all have large letters, none has small ones."""
    assert list(troubles(whole / "slides")) == []
    for path in sorted((whole / "slides" / "lectures").glob("*.html")):
        formulas, _ = look(chromium, path.as_uri() + "#/1/2", f"slides-{path.stem}", (1280, 760))
        assert formulas > 20
        page = chromium.new_page(viewport={"width": 1280, "height": 760})
        page.goto(path.as_uri())
        page.evaluate("() => MathJax.startup.promise.then(() => true)")
        slides = page.evaluate(FULL)
        page.close()
        assert [place for place, full, headed, _ in slides if full or not headed] == [], path.name
        sizes = [size for *_, size in slides]
        assert min(sizes) >= 20 and sum(size < 28 for size in sizes) <= len(sizes) / 6, (path.name, sizes)


# ---------------------------------------------------------------- for everybody


AXE = "async ignored => (await axe.run({exclude: ignored}, {resultTypes: ['violations']})).violations"
MATHJAX = [["mjx-container"]]  # its own, with what it has for screen readers


def findings(chromium, path):
    """What axe-core calls critical or serious on a page, on two widths, light and dark."""
    page = chromium.new_page()
    page.goto(path.as_uri())
    page.evaluate("() => window.MathJax && MathJax.startup && MathJax.startup.promise.then(() => true)")
    page.evaluate((Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    for width, scheme in itertools.product((1280, 390), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for found in page.evaluate(AXE, MATHJAX):
            if found["impact"] in ("critical", "serious"):
                yield path.name, width, scheme, found["id"], [node["html"][:200] for node in found["nodes"][:3]]
    page.close()


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_everybody_can_use_the_small_course(course, made, tmp_path, chromium):
    """All that pages are made of, and the questions as Moodle shows them; the whole course is the next test's."""
    slides = site.build(course, site.pages(course, slides=True), tmp_path, slides=True)
    bank = yaml.safe_load((ROOT / questions.BANK).read_text(encoding="utf-8"))
    texts = ["<!doctype html><html lang=en><title>Questions</title><main><h1>Questions</h1>"]
    for question in bank:
        options = [question["right"], *question["wrong"]]
        texts += [f"<h2>{question['id']}</h2>{questions.html(question['question'])}<ol>"]
        texts += [f"<li>{questions.html(option['text'])}{questions.html(option['why'])}</li>" for option in options] + [
            "</ol>"
        ]
    (tmp_path / "questions.html").write_text("\n".join([*texts, "</main></html>"]), encoding="utf-8")
    pages = [made / "index.html", made / "search.html", *made.glob("*/*.html"), *made.glob("practicals/*/*.html")]
    pages += [slides / "index.html", slides / "lectures" / "1_1_one.html", tmp_path / "questions.html"]
    assert [found for path in pages for found in findings(chromium, path)] == []


@pytest.mark.slow
@pytest.mark.timeout(1500)
@pytest.mark.parametrize(
    "page",
    [
        "index",
        "search",
        "lectures/0_start_here",
        "lectures/2_4_optimizers",
        "practicals/practical_2_digits/practical_2_digits",
    ],
)
def test_everybody_can_use_the_course(whole, chromium, page):
    assert list(findings(chromium, whole / "site" / f"{page}.html")) == []


def test_the_pictures_are_not_kept_in_git():
    assert "dist/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
