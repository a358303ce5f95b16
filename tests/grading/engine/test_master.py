"""The notebook that submissions are rebuilt from: AUTOTEST lines are written out with the solution's values."""

import json
import shutil

import nbformat
import pytest

from grading.engine import master
from tests.conftest import ROOT


def test_a_name_that_only_an_autotest_line_has_is_computed(tmp_path):
    answer = "### BEGIN SOLUTION\nsessions = 6\ntitle = 'networks'\n### END SOLUTION"
    test = "    ### AUTOTEST sessions\n### HASHED AUTOTEST title".lstrip()
    mark = {"schema_version": 3, "locked": False, "task": False}
    cells = [nbformat.v4.new_code_cell(source) for source in (answer, test)]
    cells[0].metadata["nbgrader"] = mark | {"grade_id": "answer", "solution": True, "grade": False}
    cells[1].metadata["nbgrader"] = mark | {"grade_id": "test", "solution": False, "grade": True, "points": 1}
    path = tmp_path / "solutions" / "one" / "one.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    shutil.copy(ROOT / "autotests.yml", tmp_path)
    made = json.loads(master.source(tmp_path, "one")["source"])
    written = "".join(made["cells"][1]["source"])
    exec(written, {"sessions": 6, "title": "networks"})
    for wrong in ({"sessions": 7, "title": "networks"}, {"sessions": 6, "title": "nets"}):
        with pytest.raises(AssertionError):
            exec(written, wrong)
    assert "networks" not in "".join("".join(cell["source"]) for cell in made["cells"])
