# The few commands of the course. `make` alone lists them; everything lives in .venv.
# Another Python: make lab PYTHON=python3.12     Options of JupyterLab: make lab LAB_OPTIONS="--no-browser --port=9999"

# Without PYTHON=... the first Python that is new enough; `none` leads to a message that says what is missing.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c "$(NEW_ENOUGH)" 2>/dev/null && echo $$p && exit; done; echo none)
else
ASKED := yes
endif
LAB_OPTIONS :=
TEST_OPTIONS :=
# All paths are relative, so that the folder's own name may hold spaces. nbgrader calls jupyter and alembic by name.
BIN := .venv/bin
export PATH := $(CURDIR)/.venv/bin:$(PATH)
RUN := $(BIN)/python
# `python -m uv` installs into the environment of that very Python.
UV := $(RUN) -m uv --quiet
# Which panels are open is remembered for this course alone; the first time, the table of contents is.
export JUPYTERLAB_WORKSPACES_DIR := $(CURDIR)/.venv/workspaces
# In a container, where everybody is root, JupyterLab wants to be told so.
ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)
LAB := $(RUN) -m jupyterlab --LabApp.default_url=/lab/tree/lectures/0_start_here.ipynb $(ROOT) $(LAB_OPTIONS)

.DEFAULT_GOAL := help
.PHONY: help lab teach env test test-slow lint release student site slides questions frames pictures binder \
	collect grade feedback export marks doctor hostile bench times repository pins clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

lab: env ## install what is missing and open the course in JupyterLab
	@$(LAB)

teach: env ## the same, with nbgrader's Formgrader and Create Assignment for teachers
	@JUPYTER_CONFIG_PATH="$(CURDIR)/utils/jupyterlab/teacher" $(LAB)

env: .venv/course ## make .venv alone: the pinned packages and the course

test: .venv/test ## install everything and run the everyday tests (TEST_OPTIONS="-k perceptron")
	@$(RUN) -m pytest -n auto --dist loadfile $(TEST_OPTIONS)

test-slow: .venv/test ## the tests that take minutes
	@$(RUN) -m pytest -m slow -n auto --dist loadfile $(TEST_OPTIONS)

lint: .venv/test ## check code and notebooks: markers, ids, outputs, ruff
	@$(RUN) -m grading.lint
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check

release: .venv/course ## make practicals/ from solutions/
	@$(RUN) -m grading.release

student: .venv/course ## make the student edition in dist/: a folder and a zip without solutions, answers, hidden tests
	@$(RUN) -m grading.edition

site: .venv/test ## make dist/site: lectures and practicals to read, with outputs and search, without a network
	@$(RUN) -m grading.site

slides: .venv/test ## make dist/slides: a slide show of each lecture
	@$(RUN) -m grading.site --slides

questions: .venv/course ## make dist/questions.xml, the question bank for Moodle, from solutions/questions.yml
	@$(RUN) -m grading.questions

frames: .venv/course ## compute the stored pictures of the digits GAN of lecture 3.4 (a quarter of a minute)
	@$(RUN) -m utils.gan_frames

pictures: .venv/test ## make README.md's pictures from the notebooks' outputs
	@$(RUN) -m grading.pictures

binder: .venv/test ## what Binder builds from the course, and how large the environment is
	@$(RUN) -m tests.binder

collect: .venv/course ## take in a zip file of Moodle or Canvas: PRACTICAL=practical_2_digits ZIP=submissions.zip
	@$(RUN) -m grading.lms collect $(PRACTICAL) "$(ZIP)"

grade: .venv/course ## grade what was handed in: PRACTICAL=practical_2_digits (GRADE_OPTIONS=--help)
	@$(RUN) -m grading.grade $(PRACTICAL) $(GRADE_OPTIONS)

feedback: .venv/course ## write a page for each student: PRACTICAL=practical_2_digits
	@$(RUN) -m nbgrader generate_feedback $(PRACTICAL) --force --log-level=ERROR
	@echo "gradebook/feedback/ has a page for each student with $(PRACTICAL)."

export: .venv/course ## write the marks to gradebook/grades.csv
	@$(RUN) -m nbgrader export

marks: .venv/course ## fill the marks into a file that Moodle or Canvas exported: PRACTICAL=practical_2_digits CSV=grades.csv
	@$(RUN) -m grading.lms grades $(PRACTICAL) "$(CSV)" $(MARKS_OPTIONS)

doctor: .venv/course ## can this machine grade safely? What is wrong, and the remedy
	@$(RUN) -m grading.doctor

hostile: .venv/test ## what plain nbgrader and ours make of each hostile or broken submission
	@$(RUN) -m tests.grading.table

bench: .venv/test ## time utils against scikit-learn, scipy and PyTorch, and grading against nbgrader
	@$(RUN) -m tests.bench
	@$(RUN) -m tests.bench_grading

times: .venv/test ## processor time and memory of every notebook
	@$(RUN) -m tests.times

repository: .venv/course ## write every badge and launch link: REPOSITORY=owner/name
	@$(RUN) -m grading.repository $(REPOSITORY)

pins: .venv/test ## compile both requirements.txt from pyproject.toml (UPGRADE=--upgrade for newer versions)
	@$(UV) pip compile --universal --python-version 3.11 --no-header --no-annotate $(UPGRADE) pyproject.toml -o requirements.txt
	@$(UV) pip compile --universal --python-version 3.11 --no-header --no-annotate $(UPGRADE) --group test \
		-c requirements.txt -o tests/requirements.txt

clean: ## remove .venv and caches
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- The environment: kept, unless the folder was moved or PYTHON names another version than it has.
# A .venv that somebody made by hand (it has no `place`) is used as it is.

VERSION := import sys; print("%d.%d" % sys.version_info[:2])
ifneq ($(CURDIR),$(shell cat .venv/place 2>/dev/null))
REMAKE := yes
else ifdef ASKED
REMAKE := $(filter-out $(shell $(RUN) -c '$(VERSION)' 2>/dev/null),$(shell "$(PYTHON)" -c '$(VERSION)' 2>/dev/null || echo none))
endif
ifneq ($(REMAKE),)
.PHONY: .venv/place
endif

.venv/place:
	@"$(PYTHON)" -c "$(NEW_ENOUGH)" 2>/dev/null || { \
		echo "The course needs Python 3.11 or newer; $(or $(if $(ASKED),$(PYTHON)),python3) is $$("$(or $(if $(ASKED),$(PYTHON)),python3)" --version 2>&1 | tail -n 1)." >&2; \
		echo "Install one and name it, for example: make lab PYTHON=python3.12" >&2; exit 1; }
	@if test -e $@ || test -n "$(ASKED)" || ! $(RUN) -m pip --version >/dev/null 2>&1 || ! $(RUN) -c "$(NEW_ENOUGH)"; then \
		"$(PYTHON)" -m venv --clear .venv; fi || { \
		echo "Python's venv is missing. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing the packages into .venv: less than a minute, once." >&2
	@$(RUN) -m pip install --quiet --disable-pip-version-check -c tests/requirements.txt uv
	@printf '%s\n' '$(CURDIR)' >$@

.venv/course: .venv/place requirements.txt pyproject.toml $(wildcard utils/jupyterlab/*.json)
	@$(UV) pip install -r requirements.txt
	@$(UV) pip install --no-deps --reinstall-package optimization-for-deep-learning -e .
	@test -d .venv/workspaces || $(BIN)/jupyter lab workspaces import utils/jupyterlab/workspace.json 2>/dev/null
	@touch $@

.venv/test: .venv/course tests/requirements.txt
	@$(UV) pip install -r requirements.txt -r tests/requirements.txt
	@touch $@
