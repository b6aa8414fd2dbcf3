# Everything needs Python 3.11; `demo` and the tests against a local Slack also need npm on Linux x86-64.
# Set-up is part of every target and is skipped when nothing changed.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
INSTALLED := .venv/.installed
# The tests run without a network where the machine allows it; `make test ALONE=` gives them the machine's.
ALONE ?= $(BIN)/python .ci/alone.py
# So many tests at once; some of them mostly wait for a process to start.
WORKERS ?= 3

# local-slack is a prebuilt program in an npm package: one exact file, or nothing.
LOCAL_SLACK_PACKAGE := local-slack-linux-x64
LOCAL_SLACK_VERSION := 0.1.8
LOCAL_SLACK_SHA512 := d810932b129a8e364d5824828fae89ab954349c503369199d65037dbcd48f11be90c4e3f50b0b00b6e9395c5baff8b0f6d24ecd364372a34e296d269dd9044be
LOCAL_SLACK_HOME := .cache/local-slack
LOCAL_SLACK_STAMP := $(LOCAL_SLACK_HOME)/.unpacked-$(LOCAL_SLACK_VERSION)
export MUSTER_LOCAL_SLACK ?= $(CURDIR)/$(LOCAL_SLACK_HOME)/bin/local-slack

.PHONY: help
help: ## list the targets
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/make \1|\2/p' Makefile | column -t -s '|'

.PHONY: demo
demo: setup ## start Muster with sample data and a local Slack, and print where to look
	@exec $(BIN)/muster demo

.PHONY: test
test: check ## every check and every test
	$(ALONE) $(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal

.PHONY: check
check: setup ## the checks that run no code of ours
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: fix
fix: setup ## correct what a machine can correct
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/python .ci/generated.py

.PHONY: lock
lock: $(INSTALLED) ## bring requirements.lock up to date with pyproject.toml
	$(BIN)/python .ci/lock.py

.PHONY: audit
audit: $(INSTALLED) ## look for advisories on the locked packages: at the index, or in ADVISORIES=all.zip (OSV's export)
	$(BIN)/python .ci/audit.py $(ADVISORIES)

.PHONY: setup
setup: $(INSTALLED) local-slack ## what the other targets do first

$(INSTALLED): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed and was not found" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 is needed, this is " + sys.version)'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --compile --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: local-slack
local-slack:
	@if [ "$$(uname -sm)" != "Linux x86_64" ]; then \
	  echo "No local Slack: $(LOCAL_SLACK_PACKAGE) runs on Linux x86-64 only. Going on without it."; \
	elif [ -e $(LOCAL_SLACK_STAMP) ]; then :; \
	elif ! command -v npm >/dev/null; then \
	  echo "No local Slack: it comes as an npm package, and npm was not found. Going on without it."; \
	else $(MAKE) $(LOCAL_SLACK_STAMP); fi

$(LOCAL_SLACK_STAMP):
	@rm -rf $(LOCAL_SLACK_HOME) && mkdir -p $(LOCAL_SLACK_HOME)
	cd $(LOCAL_SLACK_HOME) && npm pack --silent $(LOCAL_SLACK_PACKAGE)@$(LOCAL_SLACK_VERSION) >package.name
	@cd $(LOCAL_SLACK_HOME) && archive=$$(tail -n 1 package.name) && \
	  { echo "$(LOCAL_SLACK_SHA512)  $$archive" | sha512sum --check --quiet --strict - || \
	    { rm -f "$$archive"; echo "$(LOCAL_SLACK_PACKAGE) is not the file that this project was tested with" >&2; exit 1; }; } && \
	  tar --extract --gzip --strip-components=1 --file "$$archive" && rm "$$archive" package.name && chmod +x bin/local-slack
	@touch $@
