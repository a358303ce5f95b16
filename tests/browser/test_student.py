"""A student's way: the start page, a gap filled wrong and right, the map, Validate, and what is saved on the disk."""

import json

from tests.browser.conftest import Lab, Server
from tests.conftest import ROOT, read

PRACTICAL = "practical_2_digits"
PATH = f"practicals/{PRACTICAL}/{PRACTICAL}.ipynb"
WRONG = "def softmax(Z):\n    E = np.exp(Z - Z.max())\n    return E / E.sum()"


def right():
    """The reference solution of the gap, as somebody would type it."""
    cells = read(ROOT / "solutions" / PRACTICAL / f"{PRACTICAL}.ipynb").cells
    text = next(cell.source for cell in cells if cell.id == "gap-softmax")
    return "\n".join(line for line in text.splitlines() if "SOLUTION" not in line)


def validate(lab):
    """Press Validate, which saves the notebook and runs it in a new kernel; return the verdict's class and text."""
    lab.page.locator(".validate-button").click()
    message = lab.page.locator(".jp-Dialog #validation-message")
    message.wait_for(timeout=300_000)
    found = (message.get_attribute("class"), message.inner_text())
    lab.picture(f"validate-{'success' if 'success' in found[0] else 'failed'}")
    lab.page.locator(".jp-Dialog .jp-mod-accept").click()
    return found


def test_the_start_page_says_that_all_is_ready(lab):
    lab.open("lectures/0_start_here.ipynb")
    lab.run_all()
    check = next(cell for cell in lab.cells() if cell["id"] == "check")
    assert "Everything is ready." in check["text"]
    lab.picture("start")
    lab.page.locator(".jp-RenderedMarkdown a", has_text="2.1 The perceptron").click()
    lab.page.wait_for_function("() => window.jupyterapp.shell.currentWidget.title.label.startsWith('2_1_perceptron')")


def test_students_see_validate_and_not_the_instructors_tools(lab):
    lab.open(PATH)
    assert lab.page.locator(".validate-button").is_visible()
    commands = lab.page.evaluate("() => window.jupyterapp.commands.listCommands()")
    assert not [name for name in commands if "formgrader" in name or "create-assignment" in name]
    assert lab.page.get_by_text("Would you like to receive official Jupyter news").count() == 0


def test_a_gap_is_filled_wrong_then_right_validated_and_saved(lab, student_server):
    lab.open(PATH)
    released = (student_server.root / PATH).read_bytes()
    lab.run_cells("imports", "progress")
    lab.type_into("gap-softmax", WRONG)
    lab.run_cells("gap-softmax", "test-softmax")
    test = next(cell for cell in lab.cells() if cell["id"] == "test-softmax")
    assert test["errors"] and "AssertionError: softmax" in test["errors"][0]
    lab.picture("wrong-gap")
    kind, text = validate(lab)
    assert "validation-failed" in kind and "failed" in text

    lab.type_into("gap-softmax", right())
    lab.run_cells("gap-softmax", "test-softmax")
    cells = {cell["id"]: cell for cell in lab.cells()}
    assert cells["test-softmax"]["errors"] == []
    assert "softmax: correct." in cells["test-softmax"]["text"]
    assert "1 of 12 gaps, 8 of 100 points" in cells["test-softmax"]["text"]  # the map's line
    shown = lab.cell("progress").locator(".widget-html").inner_text()
    assert "✓ softmax" in shown and "8 of 100 points" in shown
    lab.cell("progress").scroll_into_view_if_needed()
    lab.picture("map")

    kind, text = validate(lab)
    assert "validation-failed" in kind  # eleven gaps are still empty
    assert "softmax" not in text.split("NotImplementedError")[0]

    saved = json.loads((student_server.root / PATH).read_text(encoding="utf-8"))
    there = {cell["id"]: "".join(cell["source"]) for cell in saved["cells"]}
    assert there["gap-softmax"] == right()
    before = {cell["id"]: "".join(cell["source"]) for cell in json.loads(released)["cells"]}
    assert {name for name in before if before[name] != there[name]} == {"gap-softmax"}


def test_everything_solved_validates(lab, student_server):
    solved = read(ROOT / "solutions" / PRACTICAL / f"{PRACTICAL}.ipynb")
    nb = json.loads((student_server.root / PATH).read_text(encoding="utf-8"))
    answers = {cell.id: cell.source for cell in solved.cells if cell.metadata.get("nbgrader", {}).get("solution")}
    for cell in nb["cells"]:
        if cell["id"] in answers:
            cell["source"] = "\n".join(line for line in answers[cell["id"]].split("\n") if "SOLUTION" not in line)
    path = student_server.root / "practicals" / PRACTICAL / "solved.ipynb"
    path.write_text(json.dumps(nb), encoding="utf-8")
    lab.open(f"practicals/{PRACTICAL}/solved.ipynb")
    kind, text = validate(lab)
    assert "validation-success" in kind, text


def test_the_table_of_contents_is_open(chromium, tmp_path):
    server = Server(tmp_path)
    lab = Lab(chromium, server)
    try:
        lab.open(PATH, reset="")
        contents = lab.page.locator("#table-of-contents")
        contents.get_by_text("Softmax").first.wait_for()
        assert contents.is_visible()
        lab.picture("table-of-contents")
    finally:
        lab.close()
        server.stop()
