# Two commands matter: `make run` and `make test`. The rest is for developers.
PY := .venv/bin/python
LOCK := uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-strip-extras \
        --custom-compile-command "make lock" pyproject.toml

.PHONY: help run test test-faults lock lint format types coverage bench messages vendor clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

run: .venv/.runtime ## start the site with the demo city on http://127.0.0.1:8000 (PORT=… for another port)
	@exec $(PY) manage.py up

test: .venv/.development ## run every check and the whole test suite, as CI does
	@exec $(PY) scripts/test.py

test-faults: .venv/.development ## every fault: kill, cut, lock, fill and put wrong real servers and processes (a part of make test)
	$(PY) -m pytest tests/faults -q -p no:randomly -p no:xdist -rs --durations=0

lock: ## write requirements.txt and requirements-dev.txt anew from pyproject.toml (needs uv)
	$(LOCK) --output-file requirements.txt
	$(LOCK) --extra dev --output-file requirements-dev.txt

lint: .venv/.development ## ruff, and djlint for templates
	$(PY) -m ruff check .
	$(PY) -m djlint --lint --quiet templates

format: .venv/.development ## mend what ruff can mend, and format
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

types: .venv/.development ## mypy --strict
	$(PY) -m mypy

coverage: .venv/.development ## the suite with branch coverage, on SQLite
	$(PY) -m pytest -n 2 -q -m "not services" --cov --cov-report=term-missing:skip-covered

screenshots: .venv/.development ## every page at two sizes into var/screenshots (SCREENSHOTS=… for another folder)
	$(PY) -m pytest tests/browser -q

bench: .venv/.development ## measure, as ratios against bare references, on a private PostgreSQL (BENCH="figures --sizes 500000")
	@exec $(PY) -m scripts.bench $(BENCH)

messages: .venv/.development ## list the sentences that have no Chinese yet (ADD=--add puts them into the catalogue)
	@$(PY) -m scripts.messages $(ADD)

vendor: ## fetch Bootstrap, Barlow and the icons anew from npm (needs node)
	PYTHON=$(PY) scripts/vendor.sh

clean: ## delete the environment and every cache; the data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.runtime: requirements.txt
	@scripts/install.sh requirements.txt
	@touch $@

.venv/.development: requirements-dev.txt
	@scripts/install.sh requirements-dev.txt
	@touch $@
