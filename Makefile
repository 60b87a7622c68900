# `make run` and `make test` do all the set-up themselves: they need Python 3.11 or newer, git and make.
PYTHON ?= python3
BIN = .venv/bin
.PHONY: run demo test check bench clean

run: .venv/ready
	@$(BIN)/python main.py

demo: .venv/ready
	@$(BIN)/python main.py demo

test: .venv/ready-dev
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m pytest --numprocesses auto --ignore tests/journeys
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile -m 'not timed' tests/journeys
	@$(BIN)/python -m pytest -m timed tests/journeys

check: .venv/ready-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m tests.catalogue

bench: .venv/ready-dev
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m bench

.venv/ready: requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo 'Installing what CareOps needs (once, about a minute)…'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/ready-dev: requirements-dev.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo 'Installing what CareOps and its tests need (once, about a minute)…'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ .venv/ready

clean:
	rm -rf .venv .mypy_cache .ruff_cache
