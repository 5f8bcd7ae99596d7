# Every way to work on Waymark is one of these words; `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run check fast test journeys bench crash lock assets

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
EVERYTHING := .venv/.dev.stamp
ENOUGH := .venv/.run.stamp

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(EVERYTHING) ## make .venv and install what running and testing need

run: $(ENOUGH) ## start everything on this machine with a demo county; Ctrl-C ends it
	@$(BIN)/waymark demo

check: $(EVERYTHING) ## format, lint, types, import rules, dead code, house rules, fast tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/vulture
	$(BIN)/python -m pytest -q tests/house
	$(BIN)/python -m pytest -q -n $(or $(RUNNERS),2) -m "not database and not kafka and not browser and not performance" --ignore=tests/house

fast: $(EVERYTHING) ## the tests that need no database, broker or browser
	$(BIN)/python -m pytest -q -m "not database and not kafka and not browser and not performance"

test: $(EVERYTHING) ## all tests, also over a real Kafka and in a real browser
	@BIN=$(BIN) deploy/test.sh

journeys: $(EVERYTHING) ## whole stories, in one process and as four over Kafka
	$(BIN)/python -m pytest -q -m "not performance" tests/journeys

bench: $(EVERYTHING) ## measure speed and memory against their budgets
	$(BIN)/python -m pytest -q -s -m performance tests/performance

crash: $(EVERYTHING) ## kill parts of running counties and look for what was lost; SEEDS=21 runs, FROM=1 the first seed
	$(BIN)/python -m tests.crash $(or $(SEEDS),21) --from $(or $(FROM),1)

lock: $(EVERYTHING) ## write the requirements files anew from pyproject.toml
	@deploy/lock.sh

assets: ## build the public pages' style sheets and script anew (needs Node.js; only who changes them)
	cd shared/waymark/pages/assets && npm ci --silent --ignore-scripts && npm run --silent build

$(BIN)/pip:
	@deploy/make-venv.sh "$(PYTHON)"

$(ENOUGH): requirements.txt pyproject.toml | $(BIN)/pip
	@if [ -f $(EVERYTHING) ]; then \
	    $(MAKE) --no-print-directory setup; \
	else \
	    echo "Installing what Waymark needs to run (once) ..."; \
	    $(INSTALL) --require-hashes -r requirements.txt; \
	    $(INSTALL) --no-deps --no-build-isolation -e .; \
	fi
	@touch $@

$(EVERYTHING): requirements-dev.txt pyproject.toml | $(BIN)/pip
	@echo "Installing what Waymark needs to run and to be tested (once) ..."
	@$(INSTALL) --require-hashes -r requirements-dev.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@ $(ENOUGH)
