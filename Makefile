# Everything a newcomer or an engineer runs. Each target sets up what it needs; `make help` lists them.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test quick lint checks types style pytest postgresql other-python other-environment bench docs messages pins clean

VENV ?= .venv
WORKERS ?= 2
CITY ?= cities/lianyungang
OUT ?= out/$(notdir $(CITY))
START ?= yes
MARKS ?=
TESTS ?=
NEWEST := 3.13
PORT ?= 8000

bin := $(VENV)/bin
# $(call ready,TARGET) installs what TARGET needs; a second call returns at once.
ready = @python=$$(tools/find-python.sh) && "$$python" -m tools.environment --venv $(VENV) $(1)

help: ## list the targets
	@awk -F ' ## ' '/^[a-z-]+:.* ## / { split($$1, name, ":"); printf "  make %-10s %s\n", name[1], $$2 }' $(MAKEFILE_LIST)

demo: ## run the whole cycle for the demo city, then start the centre (CITY=... for another, START=no for the report alone)
	$(call ready,demo)
	@$(bin)/python -m tools.frontend
	@$(bin)/anlan cycle $(CITY) --out $(OUT)
	@$(bin)/python -m tools.look $(OUT)/report.html
	@[ "$(START)" = no ] || $(bin)/anlan up $(CITY) --demo --data $(OUT)/centre --port $(PORT)

test: ## every check and every test; warnings are errors
	@$(MAKE) --no-print-directory checks pytest postgresql
	@if [ "$${CI:-}" = true ]; then $(MAKE) --no-print-directory other-python; fi

quick: ## the tests that take neither long nor a browser, in a few minutes
	$(call ready,test)
	@$(bin)/python -m tools.frontend
	@$(MAKE) --no-print-directory MARKS="not slow and not browser" pytest

lint: checks ## style, types and floors, without the tests

# Types take one core for a minute or two; the rest goes on beside them, in CI the set-up of the other Python too.
checks:
	$(call ready,test)
	@$(MAKE) --no-print-directory -j 2 types style $(if $(filter true,$(CI)),other-environment)

types:
	$(bin)/mypy

style:
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/lint-imports --no-logo
	$(bin)/python -m tools.messages --check
	$(bin)/python -m tools.frontend --check

# A file's tests share what they set up, so a file goes to one worker; those that take long begin (tests/conftest.py).
spread := -n $(WORKERS) --dist loadfile --no-loadscope-reorder

pytest:
	$(call ready,test)
	@$(bin)/python -m tools.frontend
	$(bin)/python -m pytest $(spread) -m "$(MARKS)" $(TESTS)

# The centre once more, on the database of production; what takes long makes an installation of its own and ran above.
postgresql:
	$(call ready,test)
	@ANLAN_EXAMPLES=25 $(bin)/python -m tools.postgresql $(bin)/python -m pytest $(spread) -m "not slow" tests/center || \
	{ status=$$?; [ $$status -eq 77 ] && [ "$${ANLAN_REQUIRE_SERVERS:-}" != 1 ] || exit $$status; }

# The newest supported Python, where one is present and is not the one that has just run. What takes long there would
# take long twice and differ in nothing but the interpreter, and Chromium shows the same pages whichever Python wrote
# them, so both run on the oldest alone, as do the tests of the sources and of what the project's tools wrote;
# properties are tried there on fewer examples.
other-python: other-environment
	@newest=$$(tools/find-python.sh $(NEWEST)) || { echo "Python $(NEWEST) is not here; the tests ran on $$($(bin)/python -V) only"; exit 0; }; \
	case "$$($(bin)/python -V)" in "Python $(NEWEST)."*) exit 0 ;; esac; \
	PYTHON="$$newest" ANLAN_EXAMPLES=10 $(MAKE) --no-print-directory VENV=.venv-$(NEWEST) \
		MARKS="not slow and not browser" TESTS="--ignore=tests/architecture --ignore-glob='*/tests/tools/test_lianyungang_*'" pytest

other-environment:
	@newest=$$(tools/find-python.sh $(NEWEST)) || exit 0; \
	case "$$($(bin)/python -V)" in "Python $(NEWEST)."*) exit 0 ;; esac; \
	PYTHON="$$newest" "$$newest" -m tools.environment --venv .venv-$(NEWEST) test

bench: ## time loading, gridding and the cycle on this machine; writes bench/results
	$(call ready,bench)
	$(bin)/python -m bench.run

docs: ## build the documentation into site/
	$(call ready,docs)
	@NO_MKDOCS_2_WARNING=1 $(bin)/mkdocs build --strict --quiet
	@$(bin)/python -m tools.look site/index.html

messages: ## bring the Chinese catalogue up to date with the sentences in the code
	$(call ready,test)
	$(bin)/python -m tools.messages

pins: ## choose the exact versions of constraints.txt anew, within pyproject.toml
	@oldest=$$(tools/find-python.sh 3.11) && newest=$$(tools/find-python.sh 3.13) && \
	"$$oldest" -m tools.pins --upgrade "$$oldest" "$$newest"

clean: ## remove what the other targets made, the virtual environments too
	rm -rf .venv .venv-3.13 out site build dist frontend/node_modules src/anlan_center/static_built .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +
