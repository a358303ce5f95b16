"""A figure without a kernel: what is drawn, that each picture is the figure's own, and that it moves in a browser."""

import base64
import io
import json
import re

import ipywidgets as widgets
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from tests.widgets.test_every_widget import MAKERS
from utils.widgets import live as module
from utils.widgets import offline
from utils.widgets.gan import gan_trainer
from utils.widgets.live import LiveFigure

HEADER = '<!DOCTYPE html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'


def bar_figure(together=(), reached=None):
    """A bar between two sliders, shaded by a third control that the first button switches on."""
    fig = Figure(figsize=(4, 2))
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, 10), ylim=(0, 1))
    note = widgets.HTML()

    def update(low, high, shade, lit):
        note.value = f"from <b>{low}</b> to {high:.1f}"
        bar.set_bounds(low, 0, high - low, 0.5 + 0.1 * lit)
        bar.set_alpha({"pale": 0.3, "full": 1.0}[shade] if lit else 1)
        return [bar]

    (bar,) = ax.bar([0], [1], color="black")
    controls = {
        "low": widgets.IntSlider(2, max=9, description="$l$"),
        "high": widgets.FloatLogSlider(8, min=0, max=1, step=0.1, readout_format=".1f"),
        "shade": widgets.Dropdown(options=["full", "pale"]),
        "lit": widgets.Button(description="light"),
        "note": note,
    }
    return LiveFigure(fig, update, controls, "make $l$ larger than 8", reached, together)


def stored(text):
    """Of each figure on a page: what is stored of it, and its pictures as one sees them."""
    for script in re.findall(r'<script type="application/json">(.*?)</script>', text):
        data = json.loads(script)
        layers = [Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))) for uri in data["pictures"]]
        below = layers[0].convert("RGBA")
        yield data, [Image.alpha_composite(below, layer.convert("RGBA")).convert("RGB") for layer in layers]


def drawn(live):
    return Image.open(io.BytesIO(live.figure_png()))


def apart(a, b):
    """How far two pictures are from each other: the mean difference, of 255, at the size of the first."""
    return np.abs(np.asarray(a, dtype=int) - np.asarray(b.resize(a.size), dtype=int)).mean()


def test_each_control_alone_and_together_what_the_figure_asks_for():
    live = bar_figure([{"low": [1, 9], "high": [1, 5.1, 10]}])
    table = {name: offline.stops(live.controls[name]) for name in live.values}
    assert table["shade"] == [("full", "full"), ("pale", "pale")]
    assert table["lit"][:2] == [("0 clicks", 0), ("1 click", 1)]
    assert table["high"][9] == ("8.0", 8)  # the start, which lies between two steps
    found = offline.settings(live, table)
    pairs = [tuple(table[name][one[name]][0] for name in ("low", "high", "shade")) for one in found if not one["lit"]]
    alone = [("1", "8.0"), ("9", "8.0"), ("2", "1.0"), ("2", "5.0"), ("2", "10.0")]
    both = [(low, high) for low in "19" for high in ("1.0", "5.0", "10.0")]
    assert pairs == [
        ("2", "8.0", "full"),
        *((*one, "full") for one in alone),
        ("2", "8.0", "pale"),
        *((*one, "full") for one in both),
    ]
    assert found[0] == {"low": 2, "high": 9, "shade": 0, "lit": 0}


def test_a_long_slider_is_thinned_and_keeps_its_ends_and_its_start():
    live = bar_figure()
    live.controls["low"].max = 500
    places = {
        one["low"] for one in offline.settings(live, {name: offline.stops(live.controls[name]) for name in live.values})
    }
    assert {0, 2, 500} <= places and len(places) <= offline.MOST + 1


def test_the_pictures_are_the_figures_own_and_so_are_its_words():
    live = bar_figure([{"low": [0, 9], "lit": range(3)}], reached=lambda low, **_: "l > 8 & fine" if low > 8 else "")
    start, values = live.figure_png(), live.values
    text = offline.page(live)
    [(data, pictures)] = stored(text)
    assert live.figure_png() == start and live.values == values
    names = re.findall('aria-label="(.*?)"', text)
    assert names == ["l", "high", "light"]  # the shade changes nothing while the light is off
    places = [json.loads(one.replace("&quot;", '"')) for one in re.findall('data-texts="(.*?)"', text)]
    assert places[0] == ["0", "2", "9"]
    for low, high, lit, picture, note in data["states"]:
        live.move(low=int(places[0][low]), lit=lit)
        live.controls["high"].value = [1, *10 ** (np.arange(1, 9) / 10), 8, 10][high]
        assert (
            np.abs(np.asarray(pictures[picture], dtype=int) - np.asarray(drawn(live), dtype=int)).max() <= 5
        )  # of 255
        done = "✓ Done: l &gt; 8 &amp; fine" if places[0][low] == "9" else "○ not done yet"
        assert data["notes"][note] == [live.controls["note"].value, done]
    assert len(data["pictures"]) == len(set(data["pictures"]))
    assert r"larger than 8</p>" in text and r'<span class="math">\(l\)</span>' in text


def test_a_mission_that_nothing_here_fulfils_says_where_it_can_be_done():
    assert "run the notebook" in offline.page(bar_figure(reached=lambda **_: ""))
    assert "run the notebook" not in offline.page(bar_figure())


def test_an_error_on_the_way_stops_the_page():
    def update(x):
        if x > 3:
            raise ValueError("too far")
        return []

    live = LiveFigure(Figure(figsize=(1, 1)), update, {"x": widgets.IntSlider(0, max=4)})
    with pytest.raises(ValueError, match="too far"):
        offline.page(live)


def test_it_is_shown_where_pages_without_a_kernel_are_made(monkeypatch):
    outputs = []
    monkeypatch.setattr(module, "display", lambda data, **how: outputs.append(data))
    monkeypatch.setenv("OFFLINE_FIGURES", "1")
    bar_figure().show()
    assert outputs[0]["text/html"].startswith('<div class="offline-figure"')
    assert outputs[0].keys() == {"text/html", "image/png"}  # of a widget, JupyterLab would say: model not found


# ---------------------------------------------------------------- in a browser


class Moved:
    """A figure on a page: its controls, and the picture that one sees."""

    def __init__(self, page, place=0):
        self.page, self.root = page, page.locator(".offline-figure").nth(place)
        self.sliders, self.words = self.root.get_by_role("slider"), self.root.locator("[role=status]").first
        self.image = self.root.locator("img")

    def seen(self):
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        # The site's own buttons float above what one reads, and a wide picture may be scrolled.
        alone = "header, .back-to-top { visibility: hidden } .offline-figure img { min-width: 0 !important }"
        return Image.open(io.BytesIO(self.image.screenshot(style=alone))).convert("RGB")

    def drag(self, slider, share):
        """With a finger, from the left end of a slider's track to this share of it."""
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        touch = self.page.context.new_cdp_session(self.page)
        for kind, part in (("touchStart", 0.02), ("touchMove", share / 2), ("touchMove", share), ("touchEnd", None)):
            at = [] if part is None else [{"x": box["x"] + part * box["width"], "y": box["y"] + box["height"] / 2}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})


@pytest.fixture(scope="module")
def opened(chromium, tmp_path_factory):
    """Two figures in a file, on a phone: open it, fail for what goes wrong on the page."""
    file = tmp_path_factory.mktemp("page") / "two.html"
    wide, plain = bar_figure([{"low": [0, 2, 9], "high": [5, 8, 10]}]), bar_figure()
    file.write_text(HEADER + offline.page(wide) + offline.page(plain), encoding="utf-8")
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: request.url.startswith(("file:", "data:")) or errors.append(request.url))
    page.goto(file.as_uri())
    yield page, wide, plain
    context.close()
    assert errors == []


def test_keys_and_fingers_move_the_figure_without_a_kernel(opened):
    page, wide, plain = opened
    first, second = Moved(page, 0), Moved(page, 1)
    assert apart(first.seen(), drawn(wide)) < 3
    first.sliders.nth(0).focus()
    page.keyboard.press("ArrowRight")
    assert first.words.inner_text() == "from 9 to 8.0"
    wide.move(low=9)
    assert apart(first.seen(), drawn(wide)) < 3
    first.drag(first.sliders.nth(1), 0.98)
    wide.move(high=10)  # both at once: these were asked for together
    assert first.words.inner_text() == "from 9 to 10.0"
    assert apart(first.seen(), drawn(wide)) < 3
    assert first.image.get_attribute("alt") == "The figure at l 9, high 10.0, light 0 clicks."
    assert first.sliders.nth(1).get_attribute("aria-valuetext") == "10.0"
    assert apart(second.seen(), drawn(plain)) < 3  # which nobody has touched
    wide.reset()
    first.root.get_by_role("button", name="Reset").click()
    assert apart(first.seen(), drawn(wide)) < 3


def test_what_was_not_drawn_together_goes_back_and_says_so(opened):
    page, _, plain = opened
    figure = Moved(page, 1)
    figure.sliders.nth(0).fill("9")
    figure.sliders.nth(1).focus()
    page.keyboard.press("Home")
    assert figure.words.inner_text() == "from 2 to 1.0"
    back = figure.root.locator("[role=status]").last
    assert back.inner_text() == "Back to l 2: this page does not have every combination."
    assert figure.sliders.nth(0).input_value() == "2"
    plain.move(high=1)
    assert apart(figure.seen(), drawn(plain)) < 3


def test_it_plays_to_the_end_and_can_be_stopped(opened):
    page, *_ = opened
    figure = Moved(page, 1)
    figure.sliders.nth(0).fill("7")
    button = figure.root.locator("button").first
    assert button.inner_text() == "Play l"
    button.click()
    page.wait_for_function("words => words.innerText.startsWith('from 9')", arg=figure.words.element_handle())
    page.wait_for_function("button => button.innerText === 'Play l'", arg=button.element_handle())
    button.click()  # from the start again
    assert button.inner_text() == "Pause l"
    button.click()
    assert (button.inner_text(), figure.words.inner_text()[:6]) == ("Play l", "from 0")


@pytest.mark.slow
@pytest.mark.parametrize("name", [*MAKERS, "gan"])
def test_every_widget_fits_on_its_page_and_shows_its_own_pictures(name):
    live = (MAKERS | {"gan": gan_trainer})[name]()
    table = {one: offline.stops(live.controls[one]) for one in live.values}
    found = offline.settings(live, table)
    text = offline.page(live)
    assert len(text) < 2.2e6  # bytes; a page may have 3 million
    [(_, pictures)] = stored(text)
    if name != "gan":  # whose picture depends on the way
        for setting in found[:: len(found) // 7]:
            live.move(**{one: table[one][place][1] for one, place in setting.items()})
            assert min(apart(picture, drawn(live)) for picture in pictures) < 2
