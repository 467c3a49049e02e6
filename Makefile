# make run    open the window (without a display: draw it into a PNG); ARGS='--text "…"' passes on
# make test   linters, types, import contracts, all tests; ARGS='-k …' goes to pytest
# make quick  the tests without the slow ones
# make lint   linters, types and import contracts alone
# make bench  the speed and memory table of the README
# make clean  remove caches and build output; .venv stays
#
# run and test first make .venv complete: packaging/setup.sh does nothing where nothing is missing.

SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
# No window, no network, and OpenMP threads that sleep instead of spinning.
# Files are shared out to as many processes as there are cores, each with one thread for torch: in
# their order, since those of few tests, which xdist keeps for the end, are the slow ones of Ray.
PYTEST := OMP_NUM_THREADS=1 $(BIN)/pytest -n logical --dist loadfile --no-loadscope-reorder
TEST_ENV := QT_QPA_PLATFORM=offscreen HF_HUB_OFFLINE=1 OMP_WAIT_POLICY=PASSIVE

.PHONY: help run test quick lint bench clean setup

help:
	@sed -n 's/^# make/make/p' Makefile

run:
	@packaging/setup.sh run
	@packaging/run.sh $(ARGS)

test: lint
	@$(TEST_ENV) $(PYTEST) $(ARGS) </dev/null

quick: setup
	@$(TEST_ENV) $(PYTEST) -m "not slow" $(ARGS) </dev/null

lint: setup
	@$(BIN)/ruff check --quiet --output-format concise
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo

bench: setup
	@$(TEST_ENV) $(BIN)/python -m tests.bench $(ARGS) </dev/null

clean:
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	@find explorer tests -name __pycache__ -prune -exec rm -rf {} +

setup:
	@packaging/setup.sh test
