"""An instructor's way: graded work in Formgrader, and the feedback page that a student gets."""

import pytest

from tests.browser.conftest import TOKEN
from tests.conftest import nbgrader
from tests.grading.practicals import Practical

PRACTICAL = "practical_1_descent"


@pytest.fixture(scope="module")
def graded(teacher_server):
    """Two submissions, graded: ada solved all, ben one gap wrong and the rest untouched."""
    root = teacher_server.root
    made = Practical(PRACTICAL, root)
    one_wrong = dict.fromkeys(made.answers) | {"sigmoid": "def sigmoid(z):\n    return 1 / (1 + np.exp(z))"}
    for student, answers in {"ada": {}, "ben": one_wrong}.items():
        path = root / "gradebook" / "submitted" / student / PRACTICAL / made.file
        path.parent.mkdir(parents=True)
        path.write_bytes(made.files(**answers)[made.file])
    nbgrader(root, "generate_assignment", PRACTICAL, "--force")
    nbgrader(root, "autograde", PRACTICAL)
    nbgrader(root, "generate_feedback", PRACTICAL)
    return root


def logged_in(lab):
    """Formgrader's pages ask the server for their tables, with the cookie that JupyterLab's page was given."""
    lab.page.goto(f"{lab.server.url}/lab?token={TOKEN}")
    return lab.page


def test_formgrader_shows_the_grades(teacher_lab, graded, teacher_server):
    page = logged_in(teacher_lab)
    page.goto(f"{teacher_server.url}/formgrader/manage_submissions/{PRACTICAL}")
    page.get_by_text("ada").first.wait_for()
    teacher_lab.picture("formgrader-submissions")
    rows = page.locator("#main-list tr, tbody tr").all_inner_texts()
    [ada] = [row for row in rows if "ada" in row]
    read = sum(Practical(PRACTICAL, graded).read.values())
    assert f"{100 - read:.0f} / 100" in ada.replace(".0", "") and "needs manual grading" in ada, ada
    page.goto(f"{teacher_server.url}/formgrader/gradebook/{PRACTICAL}")
    page.get_by_text("Avg. Score").first.wait_for()
    teacher_lab.picture("formgrader-gradebook")
    assert teacher_lab.errors == []


def test_one_submission_can_be_opened_and_read(teacher_lab, graded, teacher_server):
    page = logged_in(teacher_lab)
    page.goto(f"{teacher_server.url}/formgrader/gradebook/{PRACTICAL}/{PRACTICAL}")
    page.get_by_text("Submission #1").first.click()
    page.get_by_text("sigmoid").first.wait_for(state="attached")
    teacher_lab.picture("formgrader-submission")
    assert "sigmoid" in page.content()


def test_the_feedback_page_can_be_read(teacher_lab, graded):
    page = teacher_lab.page
    path = graded / "gradebook" / "feedback" / "ben" / PRACTICAL / f"{PRACTICAL}.html"
    teacher_lab.context.unroute("**/*")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    text = page.locator("body").inner_text()
    assert "sigmoid" in text and ": 0 of 100 points" in text
    assert "BEGIN HIDDEN TESTS" not in text
    teacher_lab.picture("feedback")


def test_instructors_have_the_tools(teacher_lab, graded):
    teacher_lab.open("lectures/0_start_here.ipynb")
    commands = teacher_lab.page.evaluate("() => window.jupyterapp.commands.listCommands()")
    assert [name for name in commands if "formgrader" in name]
    teacher_lab.picture("teacher")
