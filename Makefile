# `make run` and `make test` do all their set-up by themselves; see scripts/setup.sh.
PORT ?= 8501
PYTHON := .venv/bin/python
MAKEFLAGS += --no-print-directory

.PHONY: help run test check format bench screenshots

help:
	@echo "make run          open Semilla at http://localhost:$(PORT)"
	@echo "make test         lint, types, import rules and all tests"
	@echo "make check        lint, types and import rules alone"
	@echo "make format       put the code in order"
	@echo "make bench        measure speed; see docs/benchmarks.md"
	@echo "make screenshots  walk through the pages in Chromium, keeping pictures in screenshots/"

run:
	@scripts/setup.sh run
	@$(PYTHON) -m streamlit run app.py --server.port $(PORT)

test: check
	@$(PYTHON) -m pytest

check:
	@scripts/setup.sh test
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check --quiet .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports --no-cache

format:
	@scripts/setup.sh test
	@$(PYTHON) -m ruff check --fix --quiet .
	@$(PYTHON) -m ruff format .

bench:
	@scripts/setup.sh test
	@$(PYTHON) -m benchmarks

screenshots:
	@scripts/setup.sh test
	@SEMILLA_SCREENSHOTS=screenshots $(PYTHON) -m pytest tests/browser
