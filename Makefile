# Two commands matter: `make demo` (see it all) and `make test` (what CI runs).
PYTHON ?= python3.11
PY := .venv/bin/python
PORT ?= 8080

.PHONY: demo test bench chaos check lock clean fuzz

demo: .venv/runtime
	@$(PY) -m bot demo --port $(PORT) $(if $(FRESH),--fresh)

test: .venv/dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(PY) -m bot check --offline
	$(PY) -m pytest -q

.venv/bin/python:
	$(PYTHON) -m venv .venv || python3 -m venv .venv

.venv/runtime: requirements.lock pyproject.toml $(wildcard nlp/_*.[ch]) | .venv/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check --no-compile \
		--require-hashes -r requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/dev: requirements-dev.lock pyproject.toml $(wildcard nlp/_*.[ch]) | .venv/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@ .venv/runtime

# An hour of measuring: docs/BENCHMARKS.md holds the figures, and what they do not say.
bench: .venv/dev
	$(PY) benchmarks/turn.py
	$(PY) benchmarks/turn.py --postgres
	$(PY) benchmarks/pace.py
	$(PY) benchmarks/start.py
	$(PY) benchmarks/backlog.py
	$(PY) benchmarks/backlog.py --postgres
	$(PY) benchmarks/alarms.py
	$(PY) benchmarks/alarms.py --postgres
	$(PY) benchmarks/months.py
	$(PY) benchmarks/export.py
	$(PY) benchmarks/export.py --sealed

# Half an hour of kills, stops and a database that goes away: docs/RELIABILITY.md says what it showed.
chaos: .venv/dev
	$(PY) benchmarks/chaos.py --kills 200
	$(PY) benchmarks/chaos.py --kills 40 --gently
	$(PY) benchmarks/chaos.py --kills 60 --postgres --workers 3 --restarts 2
	$(PY) benchmarks/flood.py

# After a change of the ranges in pyproject.toml.
lock:
	$(PY) -m pip install --quiet uv
	$(PY) -m uv pip compile pyproject.toml --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --python-version 3.11 --universal -o requirements.lock
	$(PY) -m uv pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --python-version 3.11 --universal \
		-c requirements.lock -o requirements-dev.lock

# A million malformed updates; the short form runs in `make test`.
fuzz: .venv/dev
	$(PY) benchmarks/fuzz.py

clean:
	rm -rf .venv var
