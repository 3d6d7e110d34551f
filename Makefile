# Needs Python >= 3.11 (with venv and pip) and make; everything else is installed into .venv on first use.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
DOSSIER := $(VENV)/bin/dossier
PREFECT := $(VENV)/bin/prefect
# Whoever has no home to write to, as in many containers, has no cache there.
NO_CACHE := $(shell test -w "$${XDG_CACHE_HOME:-$$HOME}" || echo --no-cache)

# Prefect keeps its own state here, says nothing to anybody, and may take its time to start on a busy machine.
export PREFECT_HOME := $(CURDIR)/.prefect
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1
export PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS := 180

.PHONY: run test test-prefect test-superset test-standards check format bench dictionary lock install deploy clean

install: $(VENV)/.ok

run: $(VENV)/.ok
	$(DOSSIER) run data/raw

test: $(VENV)/.ok
	$(PY) -m pytest -n auto --dist worksteal

# Against a Prefect server, workers and schedules: minutes of waiting, so apart from the others.
test-prefect: $(VENV)/.ok
	$(PY) -m pytest -m prefect

# Installs a Superset into .cache (1.1 GB) and opens the dashboard in it; needs Chromium.
test-superset: $(VENV)/.ok
	$(PY) -m pytest -m slow tests/flows/dashboards

# Reads a release's datapackage.json and croissant.json with the standards' own tools, installed aside (460 MB).
test-standards: $(VENV)/.ok
	$(PY) -m pytest -m slow tests/flows/publishing/test_standards.py

check: $(VENV)/.ok
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

format: $(VENV)/.ok
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: $(VENV)/.ok
	$(PY) tests/benchmarks/full_run.py

# Makes what prefect.yaml and automations.yaml describe on the server at PREFECT_API_URL. With CRON="*/2 * * * *" the
# deployment nightly runs then, not at its own time.
deploy: $(VENV)/.ok
	$(PREFECT) work-pool inspect dossier >/dev/null 2>&1 || $(PREFECT) work-pool create dossier --type process
	$(PREFECT) --no-prompt deploy --all
	$(PREFECT) automation inspect "dossier: runs without a heartbeat have crashed" >/dev/null 2>&1 \
		|| $(PREFECT) automation create --from-file automations.yaml
	$(if $(CRON),$(PREFECT) deployment schedule create etl/nightly --cron "$(CRON)" --replace --accept-yes)

# Writes the README's data dictionary from transforms/schema.py and sql/.
dictionary: $(VENV)/.ok
	$(PY) -m flows.dictionary README.md

# The way to the sources is made a relative one: where LC_ALL=C, Python 3.11 does not start if it has to read a name
# there that is not ASCII.
$(VENV)/.ok: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install -q "uv>=0.13,<0.14"
	$(PY) -m uv pip install -q $(NO_CACHE) --python $(PY) --compile-bytecode --require-hashes -r requirements.lock
	$(PY) -m uv pip install -q $(NO_CACHE) --python $(PY) --no-deps -e .
	cd $(VENV)/lib/python*/site-packages && test ! ../../../../pyproject.toml -ef "$(CURDIR)/pyproject.toml" \
		|| echo ../../../.. > _editable_impl_dossier.pth
	$(PY) -m compileall -q flows transforms
	touch $@

# Writes requirements.lock anew from pyproject.toml: exact versions and hashes, no index address.
lock: $(VENV)/.ok
	$(PY) -m uv pip compile -q pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header -o requirements.lock
	$(PY) -m uv pip compile -q tests/flows/dashboards/superset.in --universal --python-version 3.11 \
		--no-emit-index-url --no-annotate --no-header -o tests/flows/dashboards/superset.txt

clean:
	rm -rf $(VENV) .prefect data/warehouse
