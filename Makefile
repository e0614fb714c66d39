# `make run` and `make test` do all their set-up by themselves; see scripts/setup.sh.
PORT ?= 8501
PYTHON := .venv/bin/python
MAKEFLAGS += --no-print-directory

.PHONY: help run test lint format bench bench-decoding screenshots setup-run setup-test

help:
	@echo "make run          open Semilla at http://localhost:$(PORT) (PORT=9000 for another door)"
	@echo "make test         lint, types, import rules and all tests"
	@echo "make lint         lint, types and import rules alone"
	@echo "make format       put the code in order"
	@echo "make bench        measure speed; see docs/benchmarks.md"
	@echo "make bench-decoding  measure search alone: speed beside its rivals, variety and loops"
	@echo "make screenshots  walk through the pages in Chromium, keeping pictures in screenshots/"

setup-run:
	@scripts/setup.sh run

setup-test:
	@scripts/setup.sh test

run: setup-run
	@$(PYTHON) -m streamlit run app.py --server.port $(PORT)

# Browsers wait for pages, and pages for the processor: what only computes goes first.
test: lint
	@$(PYTHON) -m pytest -n 2 --dist loadgroup -m "not browser"
	@$(PYTHON) -m pytest -n 2 --dist loadgroup -m browser

lint: setup-test
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --check --quiet .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports --no-cache --no-logo

format: setup-test
	@$(PYTHON) -m ruff check --fix --quiet .
	@$(PYTHON) -m ruff format --quiet .

bench: setup-test
	@$(PYTHON) -m benchmarks

bench-decoding: setup-test
	@$(PYTHON) -m benchmarks decoding variety

screenshots: setup-test
	@SEMILLA_SCREENSHOTS=screenshots $(PYTHON) -m pytest tests/browser
