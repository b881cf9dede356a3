# PersonaForge: `make studio` and `make test` are all one needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
INSTALLED := $(VENV)/.installed

# Tests start many interpreters: none of them shall compile every module anew, even where the environment says so.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: studio test check lock docs bench format clean

studio: $(INSTALLED)  ## set up what is missing, then serve the studio
	@$(BIN)/personaforge studio --port $(PORT)

# One more than there are processors: a test that waits for a browser or for another process uses none.
test: $(INSTALLED)  ## run all tests
	$(BIN)/python -m pytest --numprocesses $$(($$(getconf _NPROCESSORS_ONLN) + 1)) --dist loadscope

check: $(INSTALLED)  ## lint, format, types, layers, generated documents
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --num-workers auto
	$(BIN)/lint-imports
	$(BIN)/python -m cogapp --check $(COGGED)
	$(BIN)/python -m brain.genome.schema | diff - docs/genome.schema.json
	$(BIN)/python -m evals.suites.schema | diff - docs/suite.schema.json

COGGED := docs/settings.md docs/command-line.md

docs: $(INSTALLED)  ## write the generated documents anew
	$(BIN)/python -m cogapp -r $(COGGED)
	$(BIN)/python -m brain.genome.schema > docs/genome.schema.json
	$(BIN)/python -m evals.suites.schema > docs/suite.schema.json

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(INSTALLED)  ## print the benchmarks' figures
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

# The lock holds every package with its hashes and names no index, so it installs from whichever one is configured.
# Nothing is resolved at install time: what the lock does not name is not installed.
$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(v < (3, 11) and "PersonaForge needs Python 3.11 or newer; this is %d.%d. Set PYTHON=python3.12, say." % v[:2] or 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@-$(BIN)/python -m compileall -q -j 0 $(VENV)/lib  # on all processors, where pip compiles on one
	@touch $@

lock:  ## compile requirements.lock anew (needs uv)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-package kubernetes --no-emit-package onnxruntime --no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) build dist *.egg-info
