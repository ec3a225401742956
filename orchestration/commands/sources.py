"""`leadline sources`: what is on, and what came of it. Reads the lake, which has the answer also before anything was built.

Belongs here: counts per source and table. Does not belong here: whether the files fit (see `validate`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.commands.scratch import scratch_folder
from orchestration.extract import sql
from orchestration.extract.sources import Source, load_sources
from orchestration.lake import OWN, Lake
from orchestration.settings import Settings
from orchestration.warehouse import scratch


@dataclass(frozen=True)
class TableState:
    """One table of a source: records that live, rows of all their versions, the last load, rows that cannot be read."""

    table: str
    origin: str
    records: int
    rows: int
    last_load: datetime | None
    rejected: int


@dataclass(frozen=True)
class SourceState:
    """One source; `is_on` is False for one that only the lake still knows."""

    name: str
    kind: str
    path: Path | None
    is_there: bool
    is_on: bool
    tables: list[TableState]


def states(settings: Settings) -> list[SourceState]:
    """Every source of sources.yml, and after them those that are no longer in it.

    Raises:
        SourceError: sources.yml cannot be read.
    """
    lake = Lake(settings.lake)
    found = load_sources(settings.sources, inbox=settings.inbox).sources
    with scratch_folder(settings, "sources") as work, scratch(work) as connection:
        on = [_state(connection, lake, source) for source in found]
        gone = [
            SourceState(name, kind, None, False, False, _gone(connection, lake, kind, name))
            for kind in sorted({source.kind for source in found})
            for name in lake.sources(kind)
            if name not in {source.name for source in found if source.kind == kind}
        ]
    return [*on, *gone]


def _state(connection: duckdb.DuckDBPyConnection, lake: Lake, source: Source) -> SourceState:
    tables = [
        _table(connection, lake, source.kind, source.name, name, table.file or "(query)")
        for name, table in source.tables.items()
    ]
    return SourceState(source.name, source.kind, source.path, source.path.exists(), True, tables)


def _gone(connection: duckdb.DuckDBPyConnection, lake: Lake, kind: str, name: str) -> list[TableState]:
    entities = sorted(folder.parent.name for folder in (lake.root / kind).glob(f"*/source={name}"))
    tables = [_table(connection, lake, kind, name, entity, "") for entity in entities]
    return [table for table in tables if table.rows]


def _table(
    connection: duckdb.DuckDBPyConnection, lake: Lake, kind: str, source: str, entity: str, origin: str
) -> TableState:
    rows = records = 0
    if any(lake.folder(kind, entity, source).glob("*.parquet")):
        rows, records = _one(
            connection,
            f"""
            select count(*), count(*) filter (recency = 1 and not is_tombstone)
            from (
                select is_tombstone, row_number() over (
                    partition by record_key order by is_late asc, loaded_at desc, load_id desc, load_seq desc
                ) as recency
                from ({lake.select(kind, entity, source)})
            )
            """,
        )
    return TableState(
        entity,
        origin,
        records,
        rows,
        _last_load(connection, lake, source, entity),
        _rejected(connection, lake, source, entity),
    )


def _last_load(connection: duckdb.DuckDBPyConnection, lake: Lake, source: str, entity: str) -> datetime | None:
    if not any(lake.folder(OWN, "ledger").glob("*.parquet")):
        return None
    [last] = _one(
        connection,
        f"select max(loaded_at) from ({lake.select(OWN, 'ledger')}) "
        f"where source = {sql.text(source)} and table_name = {sql.text(entity)}",
    )
    return last


def _rejected(connection: duckdb.DuckDBPyConnection, lake: Lake, source: str, entity: str) -> int:
    if not any(lake.folder(OWN, "rejected_rows").glob("*.parquet")):
        return 0
    [rows] = _one(
        connection,
        f"""
        select count(distinct (file, coalesce(cast(line as varchar), raw_row))) from (
            select * from ({lake.select(OWN, "rejected_rows")})
            where source = {sql.text(source)} and table_name = {sql.text(entity)}
            qualify row_number() over (partition by reject_key order by loaded_at desc, load_id desc) = 1
        ) where event = 'opened'
        """,
    )
    return rows


def _one(connection: duckdb.DuckDBPyConnection, select: str) -> tuple:
    row = connection.execute(select).fetchone()
    assert row is not None
    return row


def told(found: list[SourceState]) -> str:
    """What a person reads."""
    parts = []
    for source in found:
        if source.is_on:
            there = "" if source.is_there else "  (nothing is there yet)"
            head = f"{source.name}  {source.kind}  {source.path}{there}"
        else:
            head = f"{source.name}  {source.kind}  off: no longer in sources.yml, but what it delivered stays"
        rows = [("table", "from", "records", "rows", "last load", "rejected")]
        rows += [
            (
                table.table,
                table.origin,
                f"{table.records:,}",
                f"{table.rows:,}",
                f"{table.last_load:%Y-%m-%d %H:%M}" if table.last_load else "never",
                f"{table.rejected:,}",
            )
            for table in source.tables
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        lines = [
            "  " + "  ".join(
                cell.rjust(width) if column in (2, 3, 5) else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in rows
        ]  # fmt: skip
        parts.append("\n".join([head, *lines]))
    says = "records: alive, each once; rows: of all their versions in the lake; times are UTC"
    return "\n\n".join([*parts, says])
