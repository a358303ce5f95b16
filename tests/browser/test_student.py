"""A student's way: the start page, a gap filled wrong and right, the map, Validate, and what is saved on the disk."""

import contextlib
import json
import time

from tests.browser.conftest import Lab, Server
from tests.grading.practicals import Practical

PRACTICAL = "practical_2_digits"
PATH = f"practicals/{PRACTICAL}/{PRACTICAL}.ipynb"
WRONG = "def softmax(Z):\n    E = np.exp(Z - Z.max())\n    return E / E.sum()"


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
    assert "Everything is ready." in lab.said("check")["text"]
    lab.picture("start")
    lab.page.locator(".jp-RenderedMarkdown a", has_text="2.1 The perceptron").click()
    lab.page.wait_for_function("() => window.jupyterapp.shell.currentWidget.title.label.startsWith('2_1_perceptron')")


def test_students_see_validate_and_not_the_instructors_tools(lab):
    lab.open(PATH)
    assert lab.page.locator(".validate-button").is_visible()
    commands = lab.page.evaluate("() => window.jupyterapp.commands.listCommands()")
    assert not [name for name in commands if "formgrader" in name or "create-assignment" in name]
    assert lab.page.get_by_text("Would you like to receive official Jupyter news").count() == 0


def test_lines_are_of_readable_length_on_a_wide_screen(lab):
    lab.page.set_viewport_size({"width": 1920, "height": 1000})
    lab.open("lectures/1_2_newton.ipynb")
    texts = lab.page.locator(".jp-RenderedMarkdown > p, .jp-RenderedMarkdown > ol")
    widths = {round(width) for width in texts.evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")}
    letters = lab.page.evaluate(
        """() => {
            const context = document.createElement('canvas').getContext('2d');
            context.font = getComputedStyle(document.querySelector('.jp-RenderedMarkdown > p')).font;
            return context.measureText('The course asks and the reader answers. ').width / 40;
        }"""
    )
    # The widest is an equation, which stays whole.
    assert 70 < min(widths) / letters <= max(widths) / letters < 120, widths
    lab.picture("wide")


def test_a_gap_is_filled_wrong_then_right_validated_and_saved(lab, student_server):
    lab.open(PATH)
    released = (student_server.root / PATH).read_bytes()
    made = Practical(PRACTICAL)
    right, points = made.answers["softmax"], f"{made.points['test_softmax']:g} of 100 points"
    lab.run_cells("imports", "progress", "gap-softmax", "test-softmax", "picture-softmax")
    for cell in "test-softmax", "picture-softmax":
        assert lab.shown(cell) == "softmax: not written yet."
    lab.picture("unwritten-gap")
    lab.type_into("gap-softmax", WRONG)
    lab.run_cells("gap-softmax", "test-softmax")
    says = lab.shown("test-softmax").replace("\n", " ")
    assert lab.said("test-softmax")["errors"] == [f"AssertionError: {says}"] and says.startswith("softmax: ")
    lab.picture("wrong-gap")
    kind, text = validate(lab)
    assert "validation-failed" in kind
    summary, missing, *_, wrong = filter(None, text.split("\n"))
    assert summary == f"0 of {len(made.gaps)} gaps, 0 of 100 points." and wrong == says
    assert missing.startswith("Missing: initialize, activations, forward, cross_entropy, ")

    lab.type_into("gap-softmax", right)
    lab.run_cells("gap-softmax", "test-softmax")
    test = lab.said("test-softmax")
    assert test["errors"] == [] and "softmax: correct." in test["text"]
    assert f"1 of {len(made.gaps)} gaps, {points}" in test["text"]  # the map's line
    shown = lab.cell("progress").locator(".widget-html").inner_text()
    assert "✓ softmax" in shown and points in shown
    lab.cell("progress").scroll_into_view_if_needed()
    lab.picture("map")

    kind, text = validate(lab)
    assert "validation-failed" in kind  # the other gaps are still empty
    assert f"1 of {len(made.gaps)} gaps, {points}" in text and "softmax" not in text

    before, there = (
        {cell["id"]: "".join(cell["source"]) for cell in json.loads(text)["cells"]}
        for text in (released, (student_server.root / PATH).read_bytes())
    )
    assert there["gap-softmax"] == right
    assert {name for name in before if before[name] != there[name]} == {"gap-softmax"}


def test_everything_solved_validates(lab, student_server):
    made = Practical(PRACTICAL)
    (student_server.root / PATH).with_name("solved.ipynb").write_bytes(made.files()[made.file])
    lab.open(f"practicals/{PRACTICAL}/solved.ipynb")
    kind, text = validate(lab)
    assert "validation-success" in kind, text


def test_the_table_of_contents_is_open(chromium, tmp_path):
    with contextlib.closing(Server(tmp_path)) as server, contextlib.closing(Lab(chromium, server)) as lab:
        lab.open(PATH, reset="")
        contents = lab.page.locator("#table-of-contents")
        contents.get_by_text("Softmax").first.wait_for()
        assert contents.is_visible()
        lab.picture("table-of-contents")


def test_from_the_command_to_the_start_page(chromium, tmp_path, record_property):
    began = time.perf_counter()
    with contextlib.closing(Server(tmp_path)) as server, contextlib.closing(Lab(chromium, server)) as lab:
        answers = time.perf_counter() - began
        lab.open("lectures/0_start_here.ipynb")
        lab.page.get_by_role("heading", name="Start here").wait_for()
        record_property("start", (answers, time.perf_counter() - began))  # printed at the end
