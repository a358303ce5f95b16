"""nbgrader's settings for this course. nbgrader reads this file when it is started in the course's folder.

solutions/ --generate_assignment--> practicals/ --(students)--> gradebook/submitted/
--make grade--> gradebook/autograded/ --generate_feedback--> gradebook/feedback/
Everything about students lies in gradebook/, which git ignores.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import nbgrader

ROOT = Path(__file__).resolve().parent
WORK = ROOT / "gradebook"

# Kernels find `utils`, this file finds `grading`, and nbgrader finds `alembic`, which it calls by its bare name.
sys.path.insert(0, str(ROOT))
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)])

c = get_config()  # noqa: F821

# ---- where things are
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "practicals"
c.CourseDirectory.submitted_directory = "gradebook/submitted"
c.CourseDirectory.autograded_directory = "gradebook/autograded"
c.CourseDirectory.feedback_directory = "gradebook/feedback"
c.CourseDirectory.solution_directory = "gradebook/solution"
c.CourseDirectory.db_url = f"sqlite:///{WORK / 'gradebook.db'}?timeout=60"  # seconds that a writer waits for another
c.ExportApp.plugin_class = "grading.gradebook.Export"  # with a word for each submission: graded, crashed, ...
c.ExportPlugin.to = str(WORK / "grades.csv")
if (ROOT / "solutions").is_dir():  # a student's copy has no solutions and needs no gradebook
    WORK.mkdir(exist_ok=True)  # sqlite makes the file, not its folder

# ---- running notebooks
c.Execute.timeout = 120  # seconds a cell
c.Execute.shutdown_kernel = "immediate"
if os.name == "posix":
    # Kernels listen on sockets in a private folder: two that start at the same moment cannot take the same port.
    sockets = tempfile.mkdtemp(prefix="kernels-")
    atexit.register(shutil.rmtree, sockets, ignore_errors=True)
    if len(sockets) < 80:  # the system's limit is about 100 characters
        c.KernelManager.transport = "ipc"
        c.KernelManager.ip = os.path.join(sockets, "k")

# ---- releasing and grading
c.InstantiateTests.autotest_filename = "autotests.yml"
c.OverwriteCells.add_missing_cells = True  # a test cell that a student deleted comes back, and is graded

# ---- feedback: what went wrong, without the hidden tests and without the student's scripts
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "grading.feedback.HideTests",
    "grading.feedback.DisarmMarkdown",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
# Ours for feedback; Formgrader's page of a submission is nbgrader's own.
templates = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
c.HTMLExporter.extra_template_basedirs = [str(ROOT / "grading" / "templates"), str(templates)]
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.preprocessors = ["grading.feedback.DisarmMarkdown"]  # in Formgrader too: a script there has your rights
c.HTMLExporter.filters = {"markdown2html": "grading.feedback.markdown", "highlight_code": "grading.feedback.highlight"}
