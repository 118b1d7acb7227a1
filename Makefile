# make demo: set up, run the main job on a shipped sample, say where the report lies.
# make test: set up, run the tests. Needs nothing but Python 3.11-3.13 and make.
PYTHON ?= python3
LANG_SAMPLE ?= en
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TESTED := $(VENV)/.ready-to-test
SYNC := UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv sync --frozen --inexact --quiet --python $(BIN)/python

.PHONY: demo test lint lab clean

demo: $(READY)
	$(BIN)/cjm demo --lang $(LANG_SAMPLE)

test: $(TESTED)
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(TESTED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/nbstripout --verify notebooks/*.ipynb

lab: $(READY)
	$(BIN)/cjm lab

# The lock file decides every version; uv only reads it, and comes into the environment itself.
$(READY): pyproject.toml uv.lock
	@$(PYTHON) -c "import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else \
	  'Python 3.11, 3.12 or 3.13 is needed; $(PYTHON) is ' + sys.version.split()[0] + '. Name another: make PYTHON=python3.12')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv
	$(SYNC) --no-dev
	touch $(READY)

# What only the tests need comes on top.
$(TESTED): $(READY)
	$(SYNC)
	touch $(TESTED)

clean:
	rm -rf $(VENV) reports/sample-en reports/sample-zh corpora/sample-*/study.sqlite* corpora/sample-*/cache
	rm -rf .pytest_cache .ruff_cache .hypothesis .import_linter_cache
