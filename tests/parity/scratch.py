"""A small dbt project of a test's own, with the real macros of macros/portable, on either engine.

Belongs here: the project's files, the Parquet that its models read, running dbt. Does not belong here: models and what they must return.

The real profile and the real `lake_views` are used, so that a model reads its source as those of the product do.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.settings import Settings
from orchestration.transform import dbt

PORTABLE = dbt.PROJECT / "macros" / "portable"
DEFINED = re.compile(r"\{%-?\s*macro\s+(\w+)\(")


def macros_of(text: str) -> list[str]:
    """The macros that a file offers: not those of one engine."""
    return [name for name in DEFINED.findall(text) if "__" not in name]


def portable_macros() -> dict[str, str]:
    """Every macro of macros/portable, found by listing: name -> text of its file."""
    texts = [file.read_text(encoding="utf-8") for file in sorted(PORTABLE.glob("*.sql"))]
    return {name: text for text in texts for name in macros_of(text)}


def mutated(macro: str, number: int, before: str, after: str) -> tuple[str, str]:
    """A macro with one change, under another name beside the real one: (name, text).

    Raises:
        ValueError: the text that the change replaces does not stand there once.
    """
    text = portable_macros()[macro]
    if text.count(before) != 1:
        raise ValueError(f"macro {macro}: {before!r} stands there {text.count(before)} times: write the mutant anew")
    name = f"{macro}_mutant_{number}"
    renamed = re.sub(
        rf"(macro\s+(?:[a-z]+__)?|dispatch\('){macro}(?=[('])", rf"\g<1>{name}", text.replace(before, after)
    )
    return name, renamed


@dataclass
class Scratch:
    """One project on one engine.

    Attributes:
        folder: takes the project; given Parquet is in `<data>/lake/given/<table>/source=<name>/`, as in a lake.
        schema: of the models' tables; no two projects on Spark share one.
        macros: what is beside macros/portable: name of a file -> text.
        before_a_run: the macro that makes the sources readable.
    """

    folder: Path
    target: str
    schema: str
    models: Mapping[str, str]
    tables: Sequence[str]
    macros: Mapping[str, str] = field(default_factory=dict)
    before_a_run: str = "lake_views"

    def __post_init__(self) -> None:
        real = {file.name: file.read_text(encoding="utf-8") for file in sorted(PORTABLE.glob("*.sql"))}
        naming = "generate_schema_name.sql"
        real[naming] = (PORTABLE.parent / naming).read_text(encoding="utf-8")
        for name, text in {**real, **{f"{name}.sql": text for name, text in self.macros.items()}}.items():
            _write(self.project / "macros" / name, text)
        for name, text in self.models.items():
            _write(self.project / "models" / f"{name}.sql", text)
        lake = "{{ env_var('LEADLINE_DATA') }}/lake/given/{name}"
        how = "hive_partitioning = true, hive_types_autocast = false, union_by_name = true"
        located = {"folder": lake, "external_location": f"read_parquet('{lake}/*/*.parquet', {how})"}
        source = {"name": "given", "schema": f"{self.schema}_given", "config": {"meta": located}}
        source["tables"] = [{"name": name} for name in self.tables]
        _write(self.project / "models" / "sources.yml", yaml.safe_dump({"version": 2, "sources": [source]}))
        project = {
            "name": "leadline",
            "version": "1.0",
            "config-version": 2,
            "profile": "leadline",
            "flags": {"send_anonymous_usage_stats": False},
            "on-run-start": f"{{{{ {self.before_a_run}() }}}}",
            "models": {"leadline": {"+schema": self.schema, "+materialized": "table", "+file_format": "parquet"}},
        }
        _write(self.project / "dbt_project.yml", yaml.safe_dump(project))
        (self.data / "warehouse").mkdir(parents=True, exist_ok=True)

    @property
    def project(self) -> Path:
        return self.folder / "project"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def warehouse(self) -> Path:
        """DuckDB's file."""
        return self.data / "warehouse" / "leadline.duckdb"

    def give(self, table: str, select: str, source: str = "given", part: int = 0) -> None:
        """Write one Parquet file of a source's table anew: the rows of a SELECT of DuckDB's."""
        folder = self.data / "lake" / "given" / table / f"source={source}"
        folder.mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as connection:
            connection.execute(
                f"set timezone = 'UTC'; copy ({select}) to '{folder}/part-{part}.parquet' (format parquet)"
            )

    def build(self) -> dict[str, str]:
        """Run every model: model -> dbt's status, and its message where it is an error.

        Raises:
            RuntimeError: dbt failed before it ran a model.
        """
        from dbt.cli.main import dbtRunner

        command = [
            "--quiet", "--no-use-colors", "--log-level-file", "none", "run",
            "--project-dir", str(self.project), "--profiles-dir", str(dbt.PROJECT), "--target", self.target,
            "--target-path", str(self.folder / "target"), "--log-path", str(self.folder / "logs"),
        ]  # fmt: skip
        settings = Settings(self.data, self.project, self.project, target=self.target)
        with _environment(self.data, self.target), ThreadPoolExecutor(1) as fresh_stack:
            try:
                outcome: Any = fresh_stack.submit(dbtRunner().invoke, command).result()
            finally:
                dbt.close_connections(settings)
        if outcome.exception is not None or outcome.result is None:
            raise RuntimeError(f"dbt failed on {self.target}: {outcome.exception}")
        models = [result for result in outcome.result.results if str(result.node.resource_type) == "model"]
        return {result.node.name: _said(result) for result in models}


def _said(result: Any) -> str:
    status = str(result.status)
    return status if status == "success" else f"{status}: {result.message}"


@contextmanager
def _environment(data: Path, target: str) -> Iterator[None]:
    wanted = {
        "LEADLINE_DATA": str(data),
        "LEADLINE_TARGET": target,
        "LEADLINE_SPARK_METHOD": "session",
        "DO_NOT_TRACK": "1",
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
