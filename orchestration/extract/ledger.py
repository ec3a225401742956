"""What a load says about itself: Leadline's own records of sources, mapped columns, counts and rejected rows.

Belongs here: their columns, and writing them only where they changed. Does not belong here: counting (see `landing`).
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.extract import sql
from orchestration.extract.sources import Source
from orchestration.lake import OWN, Lake, Load

_STAMP = [("load_id", pa.string()), ("loaded_at", pa.timestamp("us"))]
_COUNTS = "fetched new updated unchanged duplicate rejected tombstones".split()
SCHEMAS = {
    "sources": pa.schema(
        [(name, pa.string()) for name in "source kind record_url time_zone currency".split()] + _STAMP
    ),
    "source_columns": pa.schema([(name, pa.string()) for name in "source entity column_name".split()] + _STAMP),
    "ledger": pa.schema(
        [(name, pa.string()) for name in "build_id source table_name".split()]
        + [(name, pa.int64()) for name in _COUNTS]
        + _STAMP
    ),
    "rejected_rows": pa.schema(
        [
            *((name, pa.string()) for name in "source table_name file".split()),
            ("line", pa.int64()),
            *((name, pa.string()) for name in "column_name raw_value raw_row reason".split()),
            ("is_personal", pa.bool_()),
            ("reject_key", pa.string()),
            ("record_key", pa.string()),  # of the record that the row is a version of; null where unreadable
            ("event", pa.string()),
            *_STAMP,
        ]
    ),
}


class LedgerError(RuntimeError):
    """Rows were lost or made up on the way: a fault of Leadline, never of the data."""


@dataclass(frozen=True)
class TableLedger:
    """What became of the rows of one table: fetched = new + updated + unchanged + duplicate + rejected."""

    source: str
    table_name: str
    fetched: int
    new: int
    updated: int
    unchanged: int
    duplicate: int
    rejected: int
    tombstones: int


def counts_of(ledger: TableLedger) -> tuple[int, ...]:
    """The figures of a ledger row, in the order of the record."""
    return astuple(ledger)[2:]


def in_words(source: str, ledgers: list[TableLedger]) -> str:
    """One line on a source's load, for the person who watches."""
    fetched, landed = sum(row.fetched for row in ledgers), sum(row.new + row.updated for row in ledgers)
    parts = [f"{source}: {fetched:,} rows read, {landed:,} new or changed"]
    for count, name in (
        (sum(row.rejected for row in ledgers), "rejected"),
        (sum(row.tombstones for row in ledgers), "vanished"),
    ):
        parts += [f"{count:,} {name}"] if count else []
    return ", ".join(parts)


class Records:
    """Own records of one source's load."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, lake: Lake, load: Load, source: Source, loaded_at: datetime
    ) -> None:
        self._connection = connection
        self._lake = lake
        self._load = load
        self._source = source
        self._stamp = {"load_id": load.id, "loaded_at": loaded_at}
        for name, schema in SCHEMAS.items():
            load.ensure(schema, OWN, name)

    def write_source(self) -> None:
        """Say which source this is, where that changed."""
        row = {
            "source": self._source.name,
            "kind": self._source.kind,
            "record_url": self._source.record_url,
            "time_zone": self._source.timezone,
            "currency": self._source.currency,
        }
        if self._latest("sources", list(row)) != [tuple(row.values())]:
            self._write("sources", [row])

    def write_columns(self, mapped: list[tuple[str, str]]) -> None:
        """Say which columns the source says something about, where that changed."""
        names = ["source", "entity", "column_name"]
        rows = sorted((self._source.name, entity, column) for entity, column in mapped)
        if self._latest("source_columns", names) != rows:
            self._write("source_columns", [dict(zip(names, row, strict=True)) for row in rows])

    def write_ledger(self, build_id: str, ledgers: list[TableLedger]) -> None:
        """Say what became of every row, in every run."""
        names = [field.name for field in fields(TableLedger)]
        self._write(
            "ledger", [{"build_id": build_id, **dict(zip(names, astuple(row), strict=True))} for row in ledgers]
        )

    def write_rejects(self, rejects: str, closings: dict[str, str]) -> None:
        """Say which rows cannot be read that could, or were not there, before; and which need no longer be.

        Args:
            rejects: table of this delivery's rejected values, with the columns of the record up to record_key.
            closings: by table, SQL over the record of when one that is not met any more is closed.
        """
        names = [name for name in SCHEMAS["rejected_rows"].names if name not in ("event", "load_id", "loaded_at")]
        before = sql.empty(SCHEMAS["rejected_rows"])
        if self._exists("rejected_rows"):
            # By name: what an earlier version wrote lacks the later columns.
            before += f"""
                union all by name
                select * exclude (recency) from (
                    select *, row_number() over (partition by reject_key order by loaded_at desc, load_id desc) as recency
                    from ({self._lake.select(OWN, "rejected_rows")}) where source = {sql.text(self._source.name)}
                )
                where recency = 1 and event = 'opened'"""
        stamp = f"{sql.text(self._load.id)} as load_id, timestamp '{self._stamp['loaded_at']}' as loaded_at"
        columns = ", ".join(names)
        cases = "".join(f" when table_name = '{name}' then {closing}" for name, closing in closings.items())
        is_over = f"case{cases} else true end" if cases else "true"
        self._load.write_query(
            self._connection,
            f"""
            with

            open_before as ({before})

            select {columns}, 'opened' as event, {stamp} from {rejects}
            where reject_key not in (select reject_key from open_before)
            union all
            select {columns}, 'closed', {stamp} from open_before
            where reject_key not in (select reject_key from {rejects}) and {is_over}
            """,
            OWN,
            "rejected_rows",
        )

    def _latest(self, table: str, columns: list[str]) -> list[tuple[Any, ...]]:
        if not self._exists(table):
            return []
        rows = self._connection.execute(
            f"""
            with found as (select * from ({self._lake.select(OWN, table)}) where source = {sql.text(self._source.name)})
            select {", ".join(columns)} from found
            where (loaded_at, load_id) = (select (loaded_at, load_id) from found order by loaded_at desc, load_id desc limit 1)
            order by all
            """
        )
        return rows.fetchall()

    def _exists(self, table: str) -> bool:
        return any(self._lake.folder(OWN, table).glob("*.parquet"))

    def _write(self, table: str, rows: list[dict[str, Any]]) -> None:
        # As SQL: to build an Arrow table from Python's objects would import pandas first.
        schema = SCHEMAS[table]
        selects = [
            "select "
            + ", ".join(
                f"cast({sql.literal({**row, **self._stamp}[field.name])} as {sql.type_of(field.type)}) as {field.name}"
                for field in schema
            )
            for row in rows
        ]
        if selects:
            self._load.write_query(self._connection, " union all ".join(selects), OWN, table)
