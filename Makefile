# The few commands of the course. `make` alone lists them; everything lives in .venv.
# Another Python: make lab PYTHON=python3.12     Options of JupyterLab: make lab LAB_OPTIONS="--no-browser --port=9999"

# Without PYTHON=... the first Python that is new enough; `none` leads to a message that says what is missing.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c "$(NEW_ENOUGH)" 2>/dev/null && $$p -c "import sys; print(sys._base_executable)" && exit; done; echo none)
else
ASKED := yes
endif
LAB_OPTIONS :=
TEST_OPTIONS :=
# A file's tests share what they set up, so they stay together; the files in the order of tests/conftest.py.
PARALLEL := -n auto --dist loadfile --no-loadscope-reorder
# Many containers switch compiled modules off: then each kernel and each nbgrader compiles all that it imports, for seconds.
unexport PYTHONDONTWRITEBYTECODE
# All paths are relative, so that the folder's own name may hold spaces.
BIN := .venv/bin
RUN := $(BIN)/python
# `python -m uv` installs into the environment of that very Python; where it fails, pip may know of a mirror or a certificate.
UV := $(RUN) -m uv --quiet
INSTALL = $(UV) pip install $(1) 2>/dev/null || $(RUN) -m pip install --quiet --no-user --no-deps $(1)
# A home that cannot be written to, as in a container, is not asked for settings and caches.
ifneq ($(shell test -w "$$HOME" || echo no),)
export HOME := $(CURDIR)/.venv
endif
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

teach: env ## open the guide for teachers in JupyterLab, with nbgrader's Formgrader and Create Assignment
	@JUPYTER_CONFIG_PATH="$$PWD/utils/course/jupyterlab/teacher" $(subst lectures/0_start_here.ipynb,grading/GUIDE.md,$(LAB))

env: .venv/course ## make .venv alone: the pinned packages and the course

test: .venv/test ## install everything and run the everyday tests (TEST_OPTIONS="-k perceptron")
	@$(RUN) -m pytest $(PARALLEL) $(TEST_OPTIONS)

test-slow: .venv/test ## the tests that take minutes
	@$(RUN) -m pytest -m slow $(PARALLEL) $(TEST_OPTIONS)

lint: .venv/test ## check code and notebooks: markers, ids, outputs, ruff
	@$(RUN) -m publishing.lint
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check

release: .venv/course ## make practicals/ from solutions/
	@$(RUN) -m publishing.release

student: .venv/course ## make the student edition in dist/: a folder and a zip without solutions, answers, hidden tests
	@$(RUN) -m publishing.edition

site: .venv/test ## make dist/site: lectures and practicals to read, with outputs and search, without a network
	@$(RUN) -m publishing.site

slides: .venv/test ## make dist/slides: a slide show of what each lecture has for class
	@$(RUN) -m publishing.site --slides

questions: .venv/course ## make dist/questions.xml, the question bank for Moodle, from solutions/questions.yml
	@$(RUN) -m publishing.questions

frames: .venv/course ## compute the stored pictures of the digits GAN of lecture 3.4 (a quarter of a minute)
	@$(RUN) -m utils.course.gan_frames

pictures: .venv/test ## make README.md's pictures from the notebooks' outputs
	@$(RUN) -m publishing.pictures

binder: .venv/test ## what Binder builds from the course, and how large the environment is
	@$(RUN) -m publishing.binder

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
	@$(RUN) -m bench.hostile

bench: .venv/test ## time utils against scikit-learn, scipy and PyTorch, grading against nbgrader, and every notebook
	@$(RUN) -m bench.training
	@$(RUN) -m bench.grading
	@$(RUN) -m bench.notebooks

times: .venv/test ## processor time and memory of every notebook
	@$(RUN) -m bench.notebooks

repository: .venv/course ## write every badge and launch link: REPOSITORY=owner/name
	@$(RUN) -m publishing.repository $(REPOSITORY)

pins: .venv/test ## compile both requirements.txt from pyproject.toml (UPGRADE=--upgrade for newer versions)
	@$(UV) pip compile --universal --python-version 3.11 --no-header --no-annotate $(UPGRADE) pyproject.toml -o requirements.txt
	@$(UV) pip compile --universal --python-version 3.11 --no-header --no-annotate $(UPGRADE) --group test \
		-c requirements.txt -o tests/requirements.txt

clean: ## remove .venv and caches
	rm -rf .venv .venv.old .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- The environment: kept, unless the folder was moved, its Python is gone, or PYTHON names another version than it has.
# A .venv that somebody made by hand (it has no `place`) is used as it is.

VERSION := import sys; print("%d.%d" % sys.version_info[:2])
ifneq ($(CURDIR),$(shell $(RUN) -c "" 2>/dev/null && cat .venv/place 2>/dev/null))
REMAKE := yes
else ifdef ASKED
REMAKE := $(filter-out $(shell $(RUN) -c '$(VERSION)' 2>/dev/null),$(shell "$(PYTHON)" -c '$(VERSION)' 2>/dev/null || echo none))
endif
ifneq ($(REMAKE),)
.PHONY: .venv/place
endif

# nbgrader calls jupyter and alembic by name; only what makes the environment calls Python as it is outside.
.venv/place: export PATH := $(PATH)
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.venv/place:
	@"$(PYTHON)" -c "$(NEW_ENOUGH)" 2>/dev/null || { \
		echo "The course needs Python 3.11 or newer; $(or $(if $(ASKED),$(PYTHON)),python3) is $$("$(or $(if $(ASKED),$(PYTHON)),python3)" --version 2>&1 | tail -n 1)." >&2; \
		echo "Install one and name it, for example: make lab PYTHON=python3.12" >&2; exit 1; }
	@if test -e $@ || test -n "$(ASKED)" || ! $(RUN) -m pip --version >/dev/null 2>&1 || ! $(RUN) -c "$(NEW_ENOUGH)"; then \
		test -e .venv.old || ! test -e .venv || mv .venv .venv.old; "$(PYTHON)" -m venv --clear .venv; fi && \
	echo "Installing the packages into .venv: about a minute, once." >&2 && \
	$(RUN) -m pip install --quiet --no-user --disable-pip-version-check -c tests/requirements.txt uv && \
	pwd -P >$@ || { test ! -e .venv.old || { rm -rf .venv; mv .venv.old .venv; }; \
		echo "The environment .venv could not be made, for the reason above. If Python's venv is missing, on Debian or Ubuntu:" >&2; \
		echo "sudo apt-get install python3-venv" >&2; exit 1; }
	@rm -rf .venv.old

.venv/course: .venv/place requirements.txt pyproject.toml $(wildcard utils/course/jupyterlab/*.json)
	@$(call INSTALL,-r requirements.txt)
	@$(call INSTALL,--no-deps -e .)
	@test -d .venv/workspaces || $(BIN)/jupyter lab workspaces import utils/course/jupyterlab/workspace.json 2>/dev/null
	@touch $@

.venv/test: .venv/course tests/requirements.txt
	@$(call INSTALL,-r requirements.txt -r tests/requirements.txt)
	@touch $@
