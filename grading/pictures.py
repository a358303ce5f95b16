"""The pictures of README.md, made from the notebooks themselves: `python -m grading.pictures`, or `make pictures`.

Each is the output of one cell, made small. They lie in lectures/pictures/.
"""

import base64
import io
import sys
from pathlib import Path

from PIL import Image

from grading.site import execute

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path("lectures") / "pictures"
WIDTH = 900  # pixels; README shows them smaller
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


def small(png):
    """At most WIDTH pixels wide, in 128 colors: some tens of kB."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    if image.width > WIDTH:
        image = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    image.quantize(128, dither=Image.Dither.NONE).save(file, "png", optimize=True)
    return file.getvalue()


def main():
    (ROOT / FOLDER).mkdir(exist_ok=True)
    for name, (path, cell) in PICTURES.items():
        picture = small(output(execute(ROOT / path, ROOT / "dist" / "executed"), cell))
        (ROOT / FOLDER / name).write_bytes(picture)
        print(f"{FOLDER / name}: {len(picture) / 1000:.0f} kB, from cell {cell} of {path}")


if __name__ == "__main__":
    sys.exit(main())
