"""The house: what stands where, and who may import what. Import contracts between rooms are in pyproject.toml (`lint-imports`)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from orchestration.settings import ROOT

PYTHON = sorted([*(ROOT / "orchestration").rglob("*.py"), *(ROOT / "expectations").rglob("*.py")])
MAY_IMPORT_DAGSTER = {"assets.py", "sensors.py", "definitions.py", "cli.py", "main_job.py", "event_log.py"}


def imported(file: Path) -> set[str]:
    """Names of the packages that a file imports anywhere, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def packages(file: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(file)}


@pytest.mark.parametrize("file", PYTHON, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_module_imports_only_what_its_room_may(file: Path) -> None:
    where = file.relative_to(ROOT)
    used = packages(file)
    if file.name not in MAY_IMPORT_DAGSTER:
        assert not used & {"dagster", "dagster_dbt"}, "Dagster belongs in assets.py"
    in_suites = where.parts[0] == "expectations" and where.parts[1] != "agreement"
    if not (in_suites or where.parts[:2] == ("orchestration", "check")):
        assert "great_expectations" not in used, "Great Expectations belongs in the suites and in check/"
    if where.parts[0] == "expectations":
        assert used <= {"__future__", "great_expectations", "pydantic", "yaml", "expectations"} | set(
            __import__("sys").stdlib_module_names
        )
    if file.name not in {"warehouse.py", "dialect.py"}:
        assert "duckdb.connect(" not in file.read_text(), "connections are opened by warehouse.py"


@pytest.mark.parametrize("file", PYTHON, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_module_says_what_it_is_for_and_is_small(file: Path) -> None:
    text = file.read_text()
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "no module docstring"
    assert len(text.splitlines()) <= 400, "one idea a file"


def test_the_environment_is_read_in_one_place() -> None:
    readers = {
        file.relative_to(ROOT).as_posix()
        for file in PYTHON
        if "os.environ" in file.read_text() or "getenv" in file.read_text()
    }
    assert readers <= {
        "orchestration/settings.py",
        "orchestration/transform/dbt.py",
        "orchestration/main_job.py",
        "orchestration/extract/sources.py",
    }


def test_every_model_has_a_yml_of_its_own() -> None:
    models = ROOT / "dbt_project" / "models"
    assert len(list(models.rglob("*.sql"))) > 30
    assert [file.name for file in models.rglob("*.sql") if not file.with_suffix(".yml").exists()] == []
