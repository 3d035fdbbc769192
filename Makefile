# Needs python3 (3.11 or newer) with venv, and make. `make` alone lists the targets.

PYTHON ?= python3
ADDR ?= 127.0.0.1:8000
ARGS ?=
SQL ?=
SIZE ?= 100k
EMPTY ?=

PY := .venv/bin/python
PIP_OPTIONS := --quiet --disable-pip-version-check --no-compile --only-binary :all: --require-hashes
PIP_INSTALL := $(PY) -m pip install $(PIP_OPTIONS)
BIND = $(if $(findstring :,$(ADDR)),$(ADDR),127.0.0.1:$(ADDR))
LOCK := $(PY) -m uv --no-config --quiet lock --default-index https://pypi.org/simple
EXPORT := $(PY) -m uv --no-config --quiet export --frozen --no-emit-project --no-header
BUILD := .build
TOOLS := $(BUILD)/tools
CHECKER := vnu-jar@26.9.27
LIGHTHOUSE := lighthouse@12.2.3
DJLINT := $(PY) -m djlint --quiet
DJANGO := --extend-exclude templates/compare templates

# What a public site would set; DATABASE_URL keeps the checks off any real database.
PRODUCTION = env -u CLAIMGRID_TRIAL -u DEBUG ALLOWED_HOSTS=claimgrid.example STATIC_ROOT=$(BUILD)/static \
	DATABASE_URL=sqlite://:memory: REPORT_URL=mailto:errors@claimgrid.example \
	SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))')"

# A base to look at and somebody who may edit it; what is there already stays as it is.
PREPARE := $(PY) manage.py prepare $(if $(EMPTY),--empty)

# The wheel of pip that comes with Python, unpacked. venv would install it by itself, compile all of it, and take longer
# over that than over everything else.
UNPACK_PIP := import ensurepip, pathlib, sysconfig, zipfile; \
	wheels = sysconfig.get_config_var("WHEEL_PKG_DIR") or pathlib.Path(ensurepip.__file__).with_name("_bundled"); \
	zipfile.ZipFile(max(pathlib.Path(wheels).glob("pip-*.whl"))).extractall(sysconfig.get_path("purelib"))

# Another project's choice in the shell must not become ours. Without its bytecode Python compiles all modules, and
# pytest all tests, in every process anew.
unexport DJANGO_SETTINGS_MODULE PYTHONDONTWRITEBYTECODE UV_EXTRA_INDEX_URL UV_FIND_LINKS UV_INDEX UV_INDEX_URL

.PHONY: help run dev test modules quick coverage check format bench deep soak figures markup lighthouse licences sbom audit
.PHONY: pictures lock requirements clean

help: ## list the targets (the default)
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

# A local trial. DEBUG stays off and gunicorn serves, one process with threads, so that what one
# tries is what one would deploy: its error pages, its headers, its caching of templates. See gunicorn.conf.py.
run: export CLAIMGRID_TRIAL = 1
run: .venv/run.stamp ## try Claimgrid on this machine (ADDR=127.0.0.1:9000; EMPTY=1: a base of your own)
	@$(PREPARE)
	@echo "Claimgrid is at http://$(BIND)/ and editors sign in at http://$(BIND)/admin/ (Ctrl-C stops it)"
	@exec $(PY) -m gunicorn --bind "$(BIND)"

dev: export CLAIMGRID_TRIAL = 1
dev: export DEBUG = 1
dev: export LOG_SQL = $(SQL)
dev: .venv/dev.stamp ## serve with DEBUG on, reloading when code changes (make dev SQL=1: log every query)
	@$(PREPARE)
	@exec $(PY) manage.py runserver "$(BIND)"

test: .venv/dev.stamp ## run the whole test suite (make test ARGS="-k matrix")
	$(PY) -m pytest -n auto $(ARGS)

modules: .venv/dev.stamp ## list the modules, one a line, with what each says of itself; outer layers first
	@$(PY) -m tests.house

quick: .venv/dev.stamp ## lint, and the tests that need no database (make quick ARGS="-k roots")
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check --quiet
	@EXAMPLES=least $(PY) -m pytest -q -n auto --pure $(ARGS)

coverage: .venv/dev.stamp ## the whole suite, and which lines of the site it runs; fails below the floor
	$(PY) -m pytest -n auto --cov $(ARGS)

deep: .venv/dev.stamp ## look for counter-examples of every property, with ten times the examples of CI
	EXAMPLES=deep $(PY) -m pytest -n auto --properties $(ARGS)

check: .venv/dev.stamp ## lint, format, types, templates, migrations, deployment, lock
	@echo "== lint";       $(PY) -m ruff check
	@echo "== format";     $(PY) -m ruff format --check
	@echo "== idioms";     find manage.py compare kb tests -name '*.py' -not -path '*/migrations/*' \
		-exec $(PY) -m django_upgrade --target-version 5.2 --check {} +
	@echo "== types";      $(PY) -m mypy
	@echo "== templates";  $(DJLINT) --lint $(DJANGO) && $(DJLINT) --lint --profile jinja templates/compare
	@echo "== layout";     $(PY) -m djlint --check $(DJANGO) && $(PY) -m tests.layout
	@echo "== migrations"; $(PRODUCTION) $(PY) manage.py makemigrations --check --dry-run
	@echo "== static";     $(PRODUCTION) $(PY) manage.py collectstatic --noinput --clear --verbosity 0
	@echo "== deployment"; $(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	@echo "== lock";       $(LOCK) --check
	@$(MAKE) --no-print-directory requirements TO=$(BUILD)/
	@for file in requirements*.txt; do diff -u "$$file" "$(BUILD)/$$file" || \
		{ echo "$$file is not what uv.lock says: run make lock"; exit 1; }; done

format: .venv/dev.stamp ## format Python, Django's templates and style sheets (Jinja2's templates are written by hand)
	$(PY) -m ruff format
	$(DJLINT) --reformat $(DJANGO)
	$(PY) -m tests.layout --write

bench: .venv/dev.stamp .venv-bench/bench.stamp ## measure, and say which targets are met (make bench ARGS=--quick, SIZE=1M)
	@$(PY) -m tests.bench --sizes 10k,$(SIZE) $(ARGS)

soak: .venv/dev.stamp ## robots, writers, fuzz, kills, cache, clock, mutants, as a table (make soak ARGS="fuzz --requests 500")
	@$(PY) -m tests.soak $(ARGS)

figures: export CLAIMGRID_TRIAL = 1
figures: export DATABASE_URL = sqlite://:memory:
figures: .venv/run.stamp ## print the figures of the shipped base
	@$(PY) manage.py figures

markup: .venv/dev.stamp $(TOOLS)/$(CHECKER).stamp ## the Nu HTML checker on every page (needs Java and npm; not in CI)
	@$(PY) -m tests.inspection.markup

lighthouse: .venv/dev.stamp $(TOOLS)/$(LIGHTHOUSE).stamp ## Lighthouse on four pages (needs Node, npm and Chromium; not in CI)
	@$(PY) -m tests.inspection.lighthouse $(ARGS)

licences: .venv/dev.stamp ## under which licence each installed package stands
	@$(PY) -m tests.inspection.licences

sbom: .venv/dev.stamp ## what a site installs, with hashes, as CycloneDX in .build/sbom.json
	@mkdir -p $(BUILD)
	@$(EXPORT) --no-dev --extra postgres --format cyclonedx1.5 --output-file $(BUILD)/sbom.json >/dev/null
	@echo "$(BUILD)/sbom.json"

audit: .venv/dev.stamp .venv-audit/audit.stamp ## known weaknesses of what a site installs (asks PyPI; says so if it cannot)
	@$(PY) -m tests.inspection.audit

pictures: .venv/dev.stamp ## take the pictures of the README anew (needs Chromium; not in CI)
	@$(PY) -m tests.inspection.pictures

lock: .venv/dev.stamp ## lock the dependencies anew (make lock ARGS=--upgrade) and export them
	$(LOCK) $(ARGS)
	@$(MAKE) --no-print-directory requirements TO=

requirements:
	@mkdir -p $(BUILD)
	@$(EXPORT) --no-dev --output-file $(TO)requirements.txt >/dev/null
	@$(EXPORT) --no-dev --extra postgres --output-file $(TO)requirements-postgres.txt >/dev/null
	@$(EXPORT) --extra postgres --output-file $(TO)requirements-dev.txt >/dev/null
	@$(EXPORT) --only-group bench --output-file $(TO)requirements-bench.txt >/dev/null

clean: ## remove the environment, caches and collected files; keeps the database
	rm -rf .venv .venv-bench .venv-audit .build .hypothesis .mypy_cache .pytest_cache .ruff_cache staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps say that the environment holds exactly these requirements.
.venv/run.stamp: requirements.txt
	@$(MAKE) --no-print-directory environment
	@echo "Installing Claimgrid's dependencies into .venv (once) ..."
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt requirements.txt
	@$(MAKE) --no-print-directory environment
	@echo "Installing Claimgrid's dependencies and its tools into .venv (once) ..."
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch .venv/run.stamp $@

# What the site is measured against has an environment of its own: its requirements are none of ours.
.venv-bench/bench.stamp: requirements-bench.txt
	@echo "Installing the yardsticks of the bench into .venv-bench (once) ..."
	@"$(PYTHON)" -m venv --clear .venv-bench
	@.venv-bench/bin/python -m pip install $(PIP_OPTIONS) -r requirements-bench.txt
	@touch $@

.venv-audit/audit.stamp:
	@"$(PYTHON)" -m venv --clear .venv-audit
	@.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check "pip-audit~=2.10"
	@touch $@

# What looks at the site and is no package for Python comes from npm, in exactly these versions.
$(TOOLS)/%.stamp:
	@mkdir -p $(TOOLS)
	@npm install --prefix $(TOOLS) --save-exact --ignore-scripts --no-audit --no-fund --loglevel error $*
	@touch $@

.PHONY: environment
environment:
	@command -v "$(PYTHON)" >/dev/null || \
		{ echo "Claimgrid needs Python 3.11 or newer, and there is no $(PYTHON) here."; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Claimgrid needs Python 3.11 or newer; $(PYTHON) is $$("$(PYTHON)" -V 2>&1)." \
			"If a newer one is here, name it: make run PYTHON=python3.12"; exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "$(PYTHON) has no venv. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(PY) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ "$(PYTHON)" -m venv --clear --without-pip .venv && $(PY) -c '$(UNPACK_PIP)' 2>/dev/null; } || \
		"$(PYTHON)" -m venv --clear .venv
