# How tipcc is run and tested. It needs Python 3.11 or newer with its venv module, and make; `make help` says more.
PORT ?= 8000
HOST := 127.0.0.1
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
VENV := .venv/bin/python
PIP := $(VENV) -m pip install --quiet --disable-pip-version-check
STEPS := $(VENV) -m tests.steps
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test check lint format types catalogues test-sqlite test-postgresql bench clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | awk -F'\t' '{ printf "  make %-16s %s\n", $$1, $$2 }'

run: .venv/.run ## start the demonstration; PORT=8123 for another port
	@exec $(VENV) -m tipcc.run --host $(HOST) --port $(PORT) $(RUN_OPTIONS)

test: .venv/.test ## everything that CI runs: the checks, the suite on SQLite, the suite on PostgreSQL
	@$(STEPS)

check: .venv/.test ## the checks alone: lint, format, types, migrations, catalogues, deployment
	@$(STEPS) lint format types migrations catalogues deployment

lint: .venv/.test ## ruff and mypy
	@$(STEPS) lint format types

format: .venv/.test ## lay the code out and mend what ruff can mend
	@$(VENV) -m ruff check --fix --quiet . ; $(VENV) -m ruff format .

catalogues: .venv/.test ## bring new texts into locale/, then name what is untranslated
	@$(VENV) -m tipcc.catalogues extract && $(VENV) -m tipcc.catalogues check

test-sqlite: .venv/.test ## the suite on SQLite
	@$(STEPS) sqlite

test-postgresql: .venv/.test ## the suite on PostgreSQL
	@$(STEPS) postgresql

bench: .venv/.test ## what a year of the whole country costs: times, memory and ratios against their limits
	@$(VENV) -m tests.bench

clean: ## remove .venv, caches and the demonstration's data
	@rm -rf .venv var .pytest_cache .ruff_cache .mypy_cache .hypothesis locale/*/LC_MESSAGES/*.mo

# The stamps are touched last: an installation that was cut short is done again.
.venv/.run: requirements.txt
	@test -n "$(PYTHON)" || { echo "tipcc needs Python 3.11 or newer with its venv module: apt-get install python3-venv"; exit 1; }
	@$(VENV) -c '' 2>/dev/null || { rm -rf .venv && $(PYTHON) -m venv .venv; }
	@echo "Installing into .venv (once, about a minute) ..."
	@$(PIP) -r requirements.txt
	@touch $@

.venv/.test: .venv/.run requirements-dev.txt
	@echo "Installing what the tests need (once) ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@
