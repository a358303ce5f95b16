"""The pictures of README.md and of the site's front page: `python -m publishing.pictures`, or `make pictures`.

README.md's lie in lectures/pictures/. Each is the output of one cell of a notebook, made small, but for the first, which
moves: gradient descent and momentum in a ravine, by the course's own optimizers.
"""

import base64
import io
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from publishing import ROOT
from utils.landscapes import Quadratic, trajectory
from utils.optimizers import SGD, Momentum

FOLDER = Path("lectures") / "pictures"
WIDTH = 900  # pixels; README shows them smaller
MOVING = "descent.svg"
PICTURES = {  # file -> notebook and cell whose output it is
    "playground.png": ("lectures/2_2_forward_propagation.ipynb", "playground-widget"),
    "race.png": ("lectures/2_4_optimizers.ipynb", "race-figure"),
    "ring.png": ("lectures/3_4_adversarial_networks.ipynb", "ring-figure"),
    "attack.png": ("lectures/3_4_adversarial_networks.ipynb", "attack-figure"),
}


def output(notebook, cell):
    """The picture that a cell gave, as the bytes of a PNG."""
    [found] = [one for one in notebook.cells if one.id == cell]
    images = [out.data["image/png"] for out in found.outputs if "image/png" in out.get("data", {})]
    if not images:
        raise ValueError(f"cell {cell} gave no picture")
    return base64.b64decode(images[-1])


def small(png, width=WIDTH, kind="png"):
    """At most so many pixels wide, as a PNG of 128 colors or as WebP: some tens of kB."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    if image.width > width:
        image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    if kind == "png":
        image.quantize(128, dither=Image.Dither.NONE).save(file, "png", optimize=True)
    else:
        image.save(file, kind, quality=80, method=6)
    return file.getvalue()


def moving(steps=40, seconds=5):
    """Gradient descent and momentum in lecture 2.4's ravine, as an SVG that plays once and then shows both whole paths.

    Only styles move it, so it also moves in an <img>, and stands still for readers who asked their system for that.
    """
    ravine, start = Quadratic([1, 50]), (4, 1)
    racers = {
        "gradient descent": ("#D55E00", trajectory(SGD(2 / 51), ravine.gradient, start, steps)),
        "momentum": ("#0072B2", trajectory(Momentum(0.1, 0.8), ravine.gradient, start, steps)),
    }
    scale, origin = np.array([150, -105]), np.array([90, 135])  # from the plane to pixels
    ellipses = "".join(
        f'<ellipse cx="{origin[0]}" cy="{origin[1]}" rx="{150 * np.sqrt(2 * c):.0f}" ry="{105 * np.sqrt(c / 25):.0f}"/>'
        for c in np.geomspace(0.05, 40, 12)
    )
    styles, drawn = [], []
    for k, (name, (color, path)) in enumerate(racers.items()):
        points = (origin + scale * path).round(1)
        far = np.concatenate([[0], np.linalg.norm(np.diff(points, axis=0), axis=1).cumsum()])
        at = np.linspace(0, 95, steps + 1)  # per cent of the time; then it rests
        trail = "".join(f"{t:.4g}%{{stroke-dashoffset:{1 - s / far[-1]:.3f}}}" for t, s in zip(at, far, strict=True))
        dot = "".join(f"{t:.4g}%{{transform:translate({x}px,{y}px)}}" for t, (x, y) in zip(at, points, strict=True))
        x, y = points[-1]
        styles += [f".trail{k}{{animation:trail{k} {seconds}s linear}}@keyframes trail{k}{{{trail}}}"]
        styles += [f".dot{k}{{transform:translate({x}px,{y}px);animation:dot{k} {seconds}s linear}}"]
        styles += [f"@keyframes dot{k}{{{dot}}}"]
        line = " ".join(f"{x},{y}" for x, y in points)
        drawn += [
            f'<polyline class="trail{k}" pathLength="1" points="{line}" stroke="{color}"/>',
            f'<circle class="dot{k}" r="7" fill="{color}"/>',
            f'<text x="{200 if k else 24}" y="254" fill="{color}">{name}</text>',
        ]
    star = " ".join(
        "{:.1f},{:.1f}".format(*(origin + r * np.array([np.sin(a), -np.cos(a)])))
        for a, r in zip(np.arange(10) * np.pi / 5, [10, 4] * 5, strict=True)
    )
    styles += ["polyline{fill:none;stroke-width:2.5;stroke-dasharray:1;stroke-linejoin:round}"]
    styles += ["ellipse{fill:none;stroke:#999}text{font:600 16px sans-serif}"]
    styles += ["@media(prefers-reduced-motion:reduce){polyline,circle{animation:none!important}}"]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 270">'
        f"<style>{''.join(styles)}</style>"
        f'<rect width="720" height="270" fill="#fff"/>{ellipses}<polygon points="{star}"/>{"".join(drawn)}</svg>\n'
    )


def main():
    from publishing.site import execute  # which needs this module, too

    (ROOT / FOLDER).mkdir(exist_ok=True)
    (ROOT / FOLDER / MOVING).write_text(moving(), encoding="utf-8", newline="\n")
    for name, (path, cell) in PICTURES.items():
        picture = small(output(execute(ROOT / path, ROOT / "dist" / "executed"), cell))
        (ROOT / FOLDER / name).write_bytes(picture)
        print(f"{FOLDER / name}: {len(picture) / 1000:.0f} kB, from cell {cell} of {path}")


if __name__ == "__main__":
    sys.exit(main())
