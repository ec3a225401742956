"""A company with an inbox of files and a lake: what the tests of extracting run on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.build import Build
from orchestration.extract.ledger import TableLedger
from orchestration.extract.sources import Source, load_sources
from orchestration.extract.spreadsheets import extract
from orchestration.lake import Lake
from orchestration.settings import Settings

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)


class Company:
    """Its files lie in `inbox`; every run is a build of its own."""

    def __init__(self, folder: Path) -> None:
        self.inbox = folder / "inbox"
        self.inbox.mkdir(exist_ok=True)
        self.settings = Settings(data=folder / "data", sources=folder / "sources.yml", agreement=folder / "agreement")
        self.lake = Lake(self.settings.lake)
        self.builds = 0

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def source(self, tables: dict[str, Any], **source: Any) -> Source:
        said = {"name": "acme", "kind": "spreadsheets", "path": "inbox", **source, "tables": tables}
        self.settings.sources.write_text(yaml.safe_dump({"sources": [said]}, allow_unicode=True, sort_keys=False))
        return load_sources(self.settings.sources, {}).sources[0]

    def run(self, source: Source) -> dict[str, TableLedger]:
        self.builds += 1
        build = Build(f"b{self.builds:03}", AS_OF.replace(minute=self.builds % 60, hour=self.builds // 60))
        return {
            ledger.table_name: ledger
            for _, ledgers in extract([source], self.settings, build, self.lake)
            for ledger in ledgers
        }

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect() as connection:
            connection.execute("set timezone = 'UTC'")
            return connection.execute(sql).fetchall()

    def rows(self, entity: str, columns: str = "*", where: str = "true") -> list[tuple[Any, ...]]:
        """Every version of an entity in the lake, in the order in which it landed."""
        landed = self.lake.select("spreadsheets", entity, "acme")
        return self.query(f"select {columns} from ({landed}) where {where} order by loaded_at, load_id, load_seq")

    def values(self, entity: str, column: str) -> list[Any]:
        return [value for (value,) in self.rows(entity, column)]

    def latest(self, entity: str, columns: str) -> list[tuple[Any, ...]]:
        """The latest version of each record that is not a tombstone, by key."""
        landed = self.lake.select("spreadsheets", entity, "acme")
        return self.query(
            f"""
            select {columns} from ({landed})
            qualify row_number() over (
                partition by record_key order by is_late, loaded_at desc, load_id desc, load_seq desc
            ) = 1 and not is_tombstone
            order by record_key
            """
        )

    def own(self, table: str, columns: str) -> list[tuple[Any, ...]]:
        return self.query(f"select {columns} from ({self.lake.select('leadline', table)}) order by loaded_at, load_id")

    def rejects(self, columns: str = "line, column_name, raw_value, reason") -> list[tuple[Any, ...]]:
        landed = self.lake.select("leadline", "rejected_rows")
        return self.query(
            f"select {columns} from ({landed}) where event = 'opened' order by loaded_at, table_name, line, column_name"
        )

    def files(self) -> set[Path]:
        return {file for file in self.lake.root.rglob("*.parquet") if "schema-" not in file.name}


def counts(ledger: TableLedger) -> dict[str, int]:
    """The figures that are not 0."""
    figures = vars(replace(ledger)).items()
    return {name: value for name, value in figures if isinstance(value, int) and value}
