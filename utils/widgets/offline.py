"""A live figure for a page without a kernel: pictures made beforehand, and the sliders that choose among them.

`page` moves the controls of a `LiveFigure`, keeps what it shows, and puts that into one piece of HTML.
"""

import base64
import html
import io
import itertools
import json
import re
from pathlib import Path

import ipywidgets as widgets
import numpy as np
from PIL import Image

from utils.widgets.live import TEXTS

MOST = 15  # positions of a control for which the figure names none
SHADES = (np.round(np.arange(256) / 255 * 31) / 31 * 255).round().astype(np.uint8)
STYLE_AND_SCRIPT = Path(__file__).with_suffix(".html").read_text(encoding="utf-8")


def stops(control):
    """What a control can be set to from where it is: a list of pairs (what stands beside it, value)."""
    if isinstance(control, widgets.Checkbox):
        return [("no", False), ("yes", True)]
    if hasattr(control, "options"):
        return [(str(text), value) for text, value in control._options_full]
    if isinstance(control, widgets.Button):
        return [(f"{n} click{'s' * (n != 1)}", n) for n in range(MOST)]
    values = control.min + control.step * np.arange(round((control.max - control.min) / control.step) + 1)
    if isinstance(control, widgets.FloatLogSlider):
        values = control.base**values
    values = values.tolist()
    values[int(np.abs(np.array(values) - control.value).argmin())] = control.value  # which may lie between two steps
    return [(format(value, control.readout_format), value) for value in values]


def settings(live, table):
    """What is drawn: each control alone, the others at their start, and then what `live.offline` asks for.

    Parameters
    ----------
    live : LiveFigure
    table : dict name -> `stops` of that control

    Returns
    -------
    list of dict name -> place in its stops; the start is the first one
    """

    def place(name, value):
        values = [stop for _, stop in table[name]]
        return values.index(value) if value in values else int(np.abs(np.array(values) - value).argmin())

    def thinned(name):
        n = len(table[name])
        return sorted({start[name], *np.linspace(0, n - 1, min(n, MOST)).round().astype(int).tolist()})

    start = {name: place(name, value) for name, value in live.values.items()}
    grids = [
        {
            name: [place(name, value) for value in values] if values is not None else thinned(name)
            for name, values in grid.items()
        }
        for grid in live.offline
    ]
    found = [start]
    for name in start:
        asked = sorted({one for grid in grids for one in grid.get(name, ())})
        found += [start | {name: one} for one in asked or thinned(name)]
    for grid in grids:
        found += [start | dict(zip(grid, ones)) for ones in itertools.product(*grid.values())]
    return [dict(one) for one in dict.fromkeys(tuple(one.items()) for one in found)]


def pixels(png):
    """A picture as an array, with 32 shades of each colour instead of 256: nobody sees it, and it takes half of the room."""
    return SHADES[np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))]


def webp(image, below=None):
    """The bytes of a picture; of one that lies over another, only what differs, with a margin of two pixels."""
    if below is not None:
        seen = (image != below).any(axis=-1)
        for _ in range(2):
            seen[1:-1] |= seen[:-2] | seen[2:]
            seen[:, 1:-1] |= seen[:, :-2] | seen[:, 2:]
        seen = np.uint8(255) * seen[..., np.newaxis]
        image = np.concatenate([image & seen, seen], axis=-1)
    file = io.BytesIO()
    Image.fromarray(image).save(file, "webp", lossless=True, method=4)
    return file.getvalue()


def frames(live, table, found):
    """Move a live figure through these settings, and back to the start.

    Returns
    -------
    (list of pictures, list of notes, list of pairs)
        The pictures as bytes, the first one whole and the others to lie over it; a note is a tuple of what the figure's
        texts say, and its mission; the pairs are the places of each setting's picture and note. What is equal is kept
        once.
    """
    pictures, notes, pairs, first = {}, {}, [], None
    words = [control for control in live.controls.values() if isinstance(control, TEXTS)]
    for setting in found:
        live.move(**{name: table[name][one][1] for name, one in setting.items()})
        if live.error:
            raise live.error
        image = pixels(live.figure_png())
        picture = webp(image, first)
        if first is None:
            first, whole = image, picture
        elif (image == first).all():
            picture = whole
        note = (*(control.value for control in words), live.reached_text)
        pairs.append((pictures.setdefault(picture, len(pictures)), notes.setdefault(note, len(notes))))
    live.reset()
    return list(pictures), list(notes), pairs


def page(live):
    """HTML in which the figure moves without a kernel: one piece that needs nothing else, and may stand beside others.

    Without JavaScript it shows the figure at its start. A control that is moved to what was not drawn together with the
    present values of others sends those back to their start, and the page says so.
    """
    table = {name: stops(live.controls[name]) for name in live.values}
    found = settings(live, table)
    pictures, notes, pairs = frames(live, table, found)
    start, in_grids = found[0], {name for grid in live.offline for name in grid}
    moves = {
        name for one, pair in zip(found, pairs) if pair != pairs[0] for name in one if {**start, name: one[name]} == one
    }
    names = [name for name in start if name in in_grids | moves]  # the others change nothing until more is changed
    used = {name: sorted({one[name] for one in found}) for name in names}
    states = [
        [*(used[name].index(one[name]) for name in names), *pair]
        for one, pair in zip(found, pairs)
        if all(name in names or one[name] == start[name] for name in start)
    ]
    last = [name for grid in live.offline for name in list(grid)[-1:]]
    data = {
        "states": states,
        "pictures": [f"data:image/webp;base64,{base64.b64encode(picture).decode()}" for picture in pictures],
        "notes": [[*texts, _done(live, reached)] for *texts, reached in notes],
        "play": names.index((last or names)[0]),
    }
    lines = max(sum(text.count("<br>") + 1 for text in note if text) for note in data["notes"])  # or sliders would jump
    width, height = Image.open(io.BytesIO(pictures[0])).size
    controls = [
        _control(live.controls[name], [table[name][one][0] for one in used[name]], first)
        for name, first in zip(names, states[0])
    ]
    return "\n".join(
        [
            '<div class="offline-figure">',
            f"<p><b>Mission:</b> {_formulas(live.mission)}{_beyond(live, notes)}</p>" if live.mission else "",
            f'<div><img style="max-width: {width}px" width="{width}" height="{height}"'
            f' alt="A figure with sliders, at its start." src="{data["pictures"][0]}"></div>',
            f'<div role="status" style="min-height: {1.4 * lines}em"></div>',
            "<form hidden>",
            *controls,
            '<p><button type="button">Play</button><button type="button">Reset</button><span role="status"></span></p>',
            "</form>",
            f'<script type="application/json">{_json(data)}</script>',
            "</div>",
            STYLE_AND_SCRIPT,
        ]
    )


def _json(data):
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", r"<\/")


def _formulas(text):
    """Mathematics as MathJax finds it on pages that are not written in Markdown."""
    return re.sub(r"\$([^$]+)\$", r'<span class="math">\\(\1\\)</span>', text)


def _done(live, reached):
    if live.reached is None:
        return ""
    return f"✓ Done: {html.escape(reached)}" if reached else "○ not done yet"


def _beyond(live, notes):
    """Of a mission that nothing drawn here fulfils: where it can be done."""
    if live.reached is None or any(reached for *_, reached in notes):
        return ""
    return " (This takes settings that are not drawn here: run the notebook.)"


def _control(control, texts, first):
    """A control as HTML, a slider or a list to choose from, whose stops are these texts."""
    label = control.description
    name, shown = html.escape(re.sub(r"[$\\{}]", "", label)), f"<span>{_formulas(html.escape(label))}</span>"
    chosen = isinstance(control, widgets.Checkbox) or hasattr(control, "options")
    if chosen and not isinstance(control, widgets.SelectionSlider):
        options = [f"<option{' selected' * (k == first)}>{html.escape(text)}</option>" for k, text in enumerate(texts)]
        return f'<label>{shown}<select aria-label="{name}">{"".join(options)}</select></label>'
    return (
        f"<label>{shown}<output>{html.escape(texts[first])}</output>"
        f'<input type="range" min="0" max="{len(texts) - 1}" value="{first}" aria-label="{name}" '
        f'data-texts="{html.escape(_json(texts))}"></label>'
    )
