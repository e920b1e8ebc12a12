# make run   start the bot: the local page without DISCORD_TOKEN, the real bot with it
# make test  every check, and every test but those that take long: IMNM_LONG=1 runs them, too
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# Some tests wait for the disk or for another process at any time.
WORKERS ?= $(shell expr 1 + $$(nproc 2>/dev/null || echo 2))
LONG := $(IMNM_LONG)$(IMNM_NO_SKIPS)

# Without compiled modules each process that a test starts takes twice as long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test style types imports check format catalogue site bench soak flaky requirements dist notes tour clean

run: $(VENV)/.run-ready
	@if [ -n "$$DISCORD_TOKEN$$DISCORD_TOKEN_FILE" ]; then verb=run; else verb=preview; fi; \
	exec $(BIN)/python -m bot $$verb $(ARGS)

# What needs no test run comes first, at the same time; each says all it has to say at once. What is
# covered is measured where all tests run: that makes them a third slower.
test: $(VENV)/.test-ready
	@$(MAKE) --no-print-directory --jobs --keep-going --output-sync=target style types imports check
	rm -rf .coverage
	$(if $(LONG),PYTEST_PLUGINS=tests.coverage )$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
	$(if $(LONG),$(BIN)/python -m slipcover --branch --skip-covered --fail-under 90 \
		--merge .coverage/*.json --out .coverage/merged)

style: $(VENV)/.test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test-ready
	$(BIN)/mypy

imports: $(VENV)/.test-ready
	$(BIN)/lint-imports

check: $(VENV)/.run-ready
	$(BIN)/python -m bot check cards --strict

format: $(VENV)/.test-ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# What people read, for a translator: dist/imnm-bot.pot.
catalogue: $(VENV)/.test-ready
	@mkdir -p dist
	$(BIN)/pybabel --quiet extract --keywords "text plural:1,2" --output dist/imnm-bot.pot \
		$$(find bot -name texts.py) bot/ui/refusals.py

# The deck as pages: dist/site. SITE_URL and APPLICATION_ID, if set, are used; see docs/site.md.
site: $(VENV)/.run-ready
	$(BIN)/python -m bot site dist/site $(ARGS)

# Six minutes on an idle machine; the numbers go to dist/bench.json as well. BASE=COMMIT measures
# that commit too, by turns. ARGS="--part cards" for less.
bench: $(VENV)/.test-ready
	$(BIN)/python -m bench $(if $(BASE),--base $(BASE)) $(ARGS)

# Two hundred times kill -9 under load; about ten minutes. ARGS="--kills 20 --seed 7" for less.
soak: $(VENV)/.test-ready
	$(BIN)/python -m bench.soak $(ARGS)

# All tests ten times, five of them on a machine that is busy. ARGS="--runs 2" for less.
flaky: $(VENV)/.test-ready
	$(BIN)/python -m bench.flaky $(ARGS)

# Needs uv. Pins stay where they still fit; ARGS=--upgrade takes the newest of everything. The files
# hold hashes and no addresses.
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make requirements" $(ARGS)

requirements:
	$(LOCK) pyproject.toml --extra postgres --output-file requirements/image.txt
	$(LOCK) --group build --output-file requirements/build.txt
	$(LOCK) pyproject.toml --extra preview --extra site --group build --output-file requirements/preview.txt
	$(LOCK) pyproject.toml --extra dev --group build --output-file requirements/dev.txt

# The wheel and the source distribution, as they are published.
dist: $(VENV)/.test-ready
	$(BIN)/python -m hatchling build -d dist

# What CHANGELOG.md says of one version: dist/notes.md. VERSION=0.2.0
notes:
	@mkdir -p dist
	@awk '/^## /{on = index($$0, "## [$(VERSION)]") == 1; next} on' CHANGELOG.md > dist/notes.md
	@grep -q . dist/notes.md || { echo "CHANGELOG.md has no section [$(VERSION)]"; exit 2; }

# The README's moving picture, from the local page: docs/tour.gif. Needs Debian's chromium.
tour: $(VENV)/.test-ready
	$(BIN)/python -m tests.browser.tour docs/tour.gif

clean:
	rm -rf $(VENV) .coverage* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "imnm-bot needs Python 3.11 or newer; name it with: make PYTHON=python3.12 run"; exit 2; }
	@echo "Setting up once, about a minute. First a Python environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

# A line for each package: pip is silent or says far too much. The loop fails where pip fails.
define install
	@echo "Installing what $(1) names ..."
	@{ PYTHONUNBUFFERED=1 $(BIN)/python -m pip install --disable-pip-version-check --progress-bar off \
		--require-hashes --requirement $(1) || echo failed; } | while read -r word name _; do \
		case $$word in \
			Collecting) echo "  $$name" ;; \
			Installing) echo "  ... all fetched, unpacking" ;; \
			failed) exit 1 ;; \
		esac; done
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
	@echo "Ready."
endef

$(VENV)/.run-ready: requirements/preview.txt pyproject.toml | $(VENV)/bin/python
	$(call install,requirements/preview.txt)

$(VENV)/.test-ready: requirements/dev.txt pyproject.toml | $(VENV)/bin/python
	$(call install,requirements/dev.txt)
	@touch $(VENV)/.run-ready
