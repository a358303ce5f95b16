"""Binder's own builder reads the repository as it is meant, and the environment stays small."""

import re

import pytest

from publishing import binder


@pytest.fixture(scope="module")
def text():
    return binder.dockerfile()


def test_conda_builds_the_environment_with_the_right_python(text):
    assert "CONDA_DIR=" in text and "environment-2epy-2d3-2e12-" in text, "the base for the Python of environment.yml"
    assert '${MAMBA_EXE} env update -p ${NB_PYTHON_PREFIX} --file "environment.yml"' in text
    assert "clean --all -f -y" in text  # no package archives stay in the image


def test_only_environment_yml_is_copied_before_the_environment_is_made(text):
    """So a commit that changes a notebook builds on the kept layer: seconds, not minutes."""
    copies = [match.start() for match in re.finditer(r"(?m)^COPY --chown=1000:1000 src/", text)]
    made = text.index("env update")
    assert [text[at:].split()[2] for at in copies if at < made] == ["src/environment.yml"]
    assert [text[at:].split()[2] for at in copies if at > made] == ["src/"]


def test_the_course_is_installed_at_the_end_and_nothing_else(text):
    assert text.index("env update") < text.index("RUN ./postBuild")
    assert "apt-get" not in text[text.index("ENV CONDA_DIR") :]  # no system packages of our own
    assert re.search(r"(?m)^RUN (npm|pip|Rscript|julia)", text) is None
    assert "USER ${NB_USER}\n\n# Make sure that postBuild" in text  # not as root


def test_without_these_files_it_would_be_another_image(tmp_path):
    (tmp_path / "requirements.txt").write_text("numpy\n")
    text = binder.dockerfile(tmp_path)
    assert "src/environment.yml" not in text and "RUN ./postBuild" not in text and "src/requirements.txt" in text


def test_the_environment_is_small(record_property):
    found = binder.sizes()
    assert {"jupyterlab", "numpy", "nbgrader", "scikit-learn"} <= set(found)
    record_property("environment", sum(found.values()))
    assert 200 < sum(found.values()) < 700, f"the largest: {list(found.items())[:8]}"
