# Everything a newcomer or an engineer runs. Each target sets up what it needs; `make help` lists them.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test lint checks pytest postgresql other-python bench docs messages pins clean

VENV ?= .venv
WORKERS ?= 2
CITY ?= cities/lianyungang
OUT ?= out/$(notdir $(CITY))
START ?= yes
MARKS ?=
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

lint: checks ## style, types and floors, without the tests

checks:
	$(call ready,test)
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy
	$(bin)/lint-imports --no-logo
	$(bin)/python -m tools.messages --check
	$(bin)/python -m tools.frontend --check

pytest:
	$(call ready,test)
	@$(bin)/python -m tools.frontend
	$(bin)/python -m pytest -n $(WORKERS) --dist loadfile -m "$(MARKS)"

# The centre once more, on the database of production; what takes long makes an installation of its own and ran above.
postgresql:
	$(call ready,test)
	@$(bin)/python -m tools.postgresql $(bin)/python -m pytest -n $(WORKERS) --dist loadfile -m "not slow" tests/center || \
	{ status=$$?; [ $$status -eq 77 ] && [ "$${ANLAN_REQUIRE_SERVERS:-}" != 1 ] || exit $$status; }

# The newest supported Python, where one is present and is not the one that has just run. What takes long there would
# take long twice and differ in nothing but the interpreter, so it runs on the oldest alone.
other-python:
	@newest=$$(tools/find-python.sh 3.13) || { echo "Python 3.13 is not here; the tests ran on $$($(bin)/python -V) only"; exit 0; }; \
	case "$$($(bin)/python -V)" in "Python 3.13."*) exit 0 ;; esac; \
	PYTHON="$$newest" $(MAKE) --no-print-directory VENV=.venv-3.13 MARKS="not slow" pytest

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
