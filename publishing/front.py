"""The front page of the site: what the course is, a picture that moves, and a card for each session."""

import re
from html import escape

from publishing import pictures, session
from publishing.minutes import sections
from publishing.repository import binder_link, read_repository

WELCOME = (
    "Six sessions for master students in economics: derive, write and train neural networks in NumPy, "
    "and see why they learn. Everything is here to read; with JupyterLab you run it and write your own."
)
MOVES = (
    "A ravine seen from above. Gradient descent zigzags from wall to wall and is still on its way after 40 steps, "
    "when momentum has arrived at the minimum."
)
CARDS = {  # session -> the cell whose picture stands for it
    1: "step-drawn", 2: "loans", 3: "hidden-plane-picture", 4: "data", 5: "channels-drawn", 6: "picture-ways",
}  # fmt: skip
CSS = """
.actions, .card .ways { display: flex; flex-wrap: wrap; gap: .3em .8em; }
.actions a { border: 1px solid var(--color-brand-primary); border-radius: 4px; padding: .3em .8em; text-decoration: none; }
.actions a:first-child { background: var(--color-brand-primary); color: var(--color-background-primary); }
.moving { margin: 1.2em 0; }
.moving svg { display: block; width: 100%; height: auto; border-radius: 6px; }
.moving svg * { animation-iteration-count: infinite !important; }
.moving:has(:checked) svg * { animation-play-state: paused !important; }
.moving figcaption { font-size: .9em; margin-top: .4em; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19em, 100%), 1fr)); gap: 1.2em; margin: 1.2em 0; }
.card { align-self: start; border: 1px solid var(--color-background-border); border-radius: 6px; overflow: hidden; }
.card img { box-sizing: border-box; width: 100%; height: 10em; padding: .4em; background: #fff; object-fit: contain; }
.card h2 { font-size: 1.15em; margin: .6rem .8rem .2rem; padding: 0; }
.card ul { list-style: none; margin: 0 .8rem .8rem; padding: 0; }
.card li { margin: .5em 0 0; }
.card small { color: var(--color-foreground-secondary); opacity: 1; }
.card .ways { font-size: .85em; }
"""


def in_class(nb):
    """The minutes of a notebook: of its core, or what its first texts say; 0 if they say nothing."""
    core = [re.search(r" · core · (\d+) minutes?$", heading) for heading, _ in sections(nb.cells)]
    if any(core):
        return sum(int(found[1]) for found in core if found)
    texts = "\n".join(cell.source for cell in nb.cells[:4] if cell.cell_type == "markdown")
    stated = re.search(r"\b(\d+) minutes\b", re.sub(r"after \d+ minutes", "", texts))
    return int(stated[1]) if stated else 0


def picture(number, notebooks):
    """(cell id, PNG) of the picture that stands for a session: the one that CARDS names, else the first; None without one."""
    shown = [(nb, cell.id) for nb in notebooks for cell in nb.cells if _draws(cell)]
    shown.sort(key=lambda one: one[1] != CARDS.get(number))
    return (shown[0][1], pictures.output(*shown[0])) if shown else None


def _draws(cell):
    return any("image/png" in output.get("data", {}) for output in cell.get("outputs", []))


def write(root, paths, notebooks, alt, folder):
    """Write the front page, its pictures and the notebooks that can be downloaded into Sphinx's source folder.

    notebooks : as executed, in the order of `paths`
    alt : function of a notebook's cells and the place of a cell in them, what its picture shows in words
    """
    titles = [re.search(r"(?m)^# (.+)$", "\n".join(cell.source for cell in nb.cells))[1] for nb in notebooks]
    repository, static = read_repository(root), folder / "_static"
    cards, hidden = [], []
    for number in sorted({session(path) for path in paths}):
        here = [k for k, path in enumerate(paths) if session(path) == number]
        names = [paths[k].relative_to(root) for k in here]
        caption = f"Session {number}" if number else "Before you start"
        documents = [name.with_suffix("").as_posix() for name in names]
        hidden += ["```{toctree}", ":hidden:", f":caption: {caption}", ":maxdepth: 1", "", *documents, "```", ""]
        if not number:
            continue
        minutes = sum(in_class(notebooks[k]) for k in here)
        kind = "practical" if names[0].parts[0] == "practicals" else "lecture"
        card = ['<section class="card">']
        if found := picture(number, [notebooks[k] for k in here]):
            (static / f"session-{number}.webp").write_bytes(pictures.small(found[1], 640, "webp"))
            cells = next(nb.cells for nb in notebooks if any(cell.id == found[0] for cell in nb.cells))
            words = alt(cells, next(k for k, cell in enumerate(cells) if cell.id == found[0]))
            card += [f'<img src="_static/session-{number}.webp" alt="{escape(words)}">']
        card += [f"<h2>{caption} <small>· {kind}{f' · {minutes} minutes' if minutes else ''}</small></h2>", "<ul>"]
        for k, name in zip(here, names, strict=True):
            stored = static / "notebooks" / name
            stored.parent.mkdir(parents=True, exist_ok=True)
            stored.write_bytes(paths[k].read_bytes())
            short, _, about = titles[k].partition(": ")
            page, what = name.with_suffix(".html").as_posix(), escape(short, quote=True)
            card += [
                f'<li><a href="{page}">{what}</a>{f"<br><small>{escape(about)}</small>" if about else ""}',
                f'<div class="ways"><a href="{page}" aria-label="Read {what}">Read</a>',
                f'<a href="{binder_link(repository, name)}" aria-label="Open {what} in Binder">Binder</a>',
                f'<a href="_static/notebooks/{name.as_posix()}" download aria-label="Download {what}">Download</a></div></li>',
            ]
        cards += [*card, "</ul>", "</section>"]
    first = paths[0].relative_to(root)
    moving = pictures.moving().strip().replace("<svg ", f'<svg role="img" aria-label="{MOVES}" ')
    text = [
        "# Optimization for Deep Learning", "", WELCOME, "",
        '<p class="actions">',
        f'<a href="{first.with_suffix(".html").as_posix()}">Start here</a>',
        f'<a href="{binder_link(repository, first)}">Open in Binder</a>',
        f'<a href="https://github.com/{repository}/archive/HEAD.zip">Download everything</a>',
        "</p>", "",
        f'<figure class="moving">{moving}',
        f'<figcaption><label><input type="checkbox"> Pause</label> · {MOVES}</figcaption></figure>', "",
        '<div class="cards">', *cards, "</div>", "", *hidden,
    ]  # fmt: skip
    (folder / "index.md").write_text("\n".join(text), encoding="utf-8")
