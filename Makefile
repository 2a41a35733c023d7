.PHONY: demo test slow replay-test browser-tools check bench crawl clean
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
DEMO_PORT ?= 8123

help:
	@echo "make demo   crawl a replica site on loopback and show what was archived"
	@echo "make test   run the tests"
	@echo "make slow   run the slow tests (installs a browser and the players)"
	@echo "make check  lint, types, import layers"
	@echo "make bench  run the benchmarks"
	@echo "make crawl  crawl the live site into exports/usst/"

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/dev: .venv/ready
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# The replica serves on loopback for as long as the crawl runs.
demo: .venv/ready
	@$(BIN)/usstnews replica --port $(DEMO_PORT) & replica=$$!; \
	trap 'kill $$replica 2>/dev/null' EXIT; sleep 2; \
	kill -0 $$replica 2>/dev/null || exit 1; \
	$(BIN)/scrapy crawl news -a base_url=http://127.0.0.1:$(DEMO_PORT)/ \
		-s ARCHIVE_DIR=exports/demo -s DOWNLOAD_DELAY=0 -s LOG_LEVEL=WARNING && \
	$(BIN)/usstnews stats exports/demo

test: .venv/dev
	$(BIN)/pytest --numprocesses 2 --dist worksteal --cov --cov-report=term

slow: replay-test
	$(BIN)/pytest -m slow --numprocesses 2 --dist worksteal --ignore=tests/browser

# The slow tests in the browser; a file's tests share one archive, so they share one process.
replay-test: browser-tools
	$(BIN)/pytest -m slow --numprocesses 2 --dist loadfile tests/browser

# What cannot be installed is named, here and by the tests that need it, which fail.
browser-tools: .venv/dev
	-@BIN=$(BIN) PYTHON=$(PYTHON) scripts/install-browser-tools

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# The pip that comes with Python 3.11 stumbles over what these ask of lxml.
.venv/bench: .venv/dev
	$(BIN)/pip install --quiet --disable-pip-version-check 'pip>=24'
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@

bench: .venv/bench
	$(BIN)/python benchmarks/run.py

crawl: .venv/ready
	$(BIN)/scrapy crawl news -s DOWNLOAD_DELAY=1

clean:
	rm -rf .venv build dist
