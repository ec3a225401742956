# Everything that a machine with Python 3.11+ and make needs to run Leadline.
.DEFAULT_GOAL := help
PYTHON ?= python3
# A warehouse on Spark has an environment of its own, which is larger by a gigabyte: LEADLINE_TARGET=spark make run
VENV := $(if $(filter spark,$(LEADLINE_TARGET)),.venv-spark,.venv)
LOCK := $(if $(filter spark,$(LEADLINE_TARGET)),requirements-spark.lock,requirements.lock)
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help run ui test check chaos parity parity-mutants bench-clauses bench-engines bench-rules lock spark-cluster clean

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(STAMP): $(LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Leadline needs Python 3.11 or later: set PYTHON=")'
	@echo "Setting up $(VENV) (about a minute, once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/python -m uv pip sync --quiet --compile-bytecode --python $(BIN)/python $(LOCK)
	@$(BIN)/python -m uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

run: $(STAMP)  ## set up and run the main job on the sources in force
	@$(BIN)/leadline run

ui: $(STAMP)  ## serve Dagster's pages, and run its schedules and sensors (PORT=3000)
	@$(BIN)/leadline ui --port $(or $(PORT),3000)

test: $(STAMP)  ## set up and pass the tests, on all cores
	@$(BIN)/python -m pytest -n logical

check: $(STAMP)  ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/python -m tests.dbt_checks

chaos: $(STAMP)  ## kill runs at every point of an alert's life (SEEDS=20)
	@CHAOS_SEEDS=$(or $(SEEDS),20) $(BIN)/python -m pytest -n logical tests/chaos

COMPILE = $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-strip-extras --no-annotate --no-header --group dev pyproject.toml

lock: $(STAMP)  ## resolve the dependencies anew into requirements.lock, and with Spark's into requirements-spark.lock
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --extra spark --constraint requirements.lock --output-file requirements-spark.lock

parity:  ## pass the tests of Spark, and make the same marts on DuckDB and on Spark, on all cores (needs Java 17)
	@$(MAKE) --no-print-directory LEADLINE_TARGET=spark .venv-spark/.installed
	@.venv-spark/bin/python -m pytest -n logical -m spark tests

parity-mutants:  ## see that parity fails when a macro of Spark's is wrong (ten minutes more; needs Java 17)
	@$(MAKE) --no-print-directory LEADLINE_TARGET=spark .venv-spark/.installed
	@.venv-spark/bin/python -m pytest tests/parity/mutants.py

bench-clauses: $(STAMP)  ## time judging leads by the clauses of ten versions of a brief beside a hand-written scan (LEADS=1000000)
	@$(BIN)/python -m tests.bench.clauses --leads $(or $(LEADS),1000000)

bench-rules: $(STAMP)  ## time judging leads by every rule and writing their flags beside a hand-written statement (LEADS=10000000)
	@$(BIN)/python -m tests.bench.rules --leads $(or $(LEADS),10000000)

bench-engines:  ## time the main job on DuckDB and on Spark (LEADS=100000; needs Java 17)
	@$(MAKE) --no-print-directory LEADLINE_TARGET=spark .venv-spark/.installed
	@.venv-spark/bin/python -m tests.bench.engines --leads $(or $(LEADS),100000)

spark-cluster:  ## a Spark cluster on this machine for trying and testing (MINUTES=20); prints the LEADLINE_SPARK_URL to set
	@$(MAKE) --no-print-directory LEADLINE_TARGET=spark .venv-spark/.installed
	@.venv-spark/bin/python -m tests.spark.cluster --minutes $(or $(MINUTES),20)

clean:  ## forget what a run wrote (data/) and the tools' caches; keeps .venv
	rm -rf data .pytest_cache .ruff_cache .import_linter_cache
