"""A delivery against the lake: which rows are new, which changed, which vanished. All of it in the engine.

Belongs here: versions of a record, tombstones, the shrink guard, the counts of the ledger.
Does not belong here: how a file becomes rows (see `texts`, `columns`), the layout of the lake (see `orchestration.lake`).

A record is known by its key, a version of it by the hash of all its values. A delivered version lands when that version never landed, or
when it is what the delivery leaves the record at and the lake holds another (A, B, then A again).
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

import duckdb

from orchestration.extract import sql
from orchestration.extract.columns import REQUIRED, Typing
from orchestration.extract.entities import lake_schema
from orchestration.extract.ledger import LedgerError, TableLedger, counts_of
from orchestration.extract.sources import Source, SourceError, Table
from orchestration.lake import Lake, LakeError, Load

# A table may lose this many keys at once whatever its size.
SMALL_LOSS = 10
SEPARATOR = "chr(31)"


class ShrinkError(SourceError):
    """A full delivery lost more keys than it may: a broken export must not read as a mass deletion."""


class Delivery:
    """One table of a source, compared with what the lake holds of it. `compare` first; nothing is written before `write`."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        lake: Lake,
        source: Source,
        table: Table,
        typing: Typing,
    ) -> None:
        self._connection = connection
        self._lake = lake
        self._source = source
        self._table = table
        self._typing = typing
        self.entity = typing.entity
        self.ledger: TableLedger | None = None
        self.notices: list[str] = []
        name = self.entity.name
        self._delivered = f"leadline_delivered_{name}"
        self._bad = f"leadline_bad_{name}"
        self._current = f"leadline_current_{name}"
        self._known = f"leadline_known_{name}"
        self._plan = f"leadline_plan_{name}"
        self._missing = f"leadline_missing_{name}"

    def compare(self, load_id: str, loaded_at: datetime) -> None:
        """Decide what will land, and count.

        Raises:
            ShrinkError: too many keys vanished.
            LedgerError: the counts do not add up.
            LakeError: the lake holds rows that are newer than this load.
        """
        self._deliver()
        self._read_lake()
        self._decide()
        self._find_missing()
        self.ledger = self._count()
        if self.ledger.new + self.ledger.updated + self.ledger.tombstones:
            self._refuse_disorder(load_id, loaded_at)

    def write(self, load: Load, loaded_at: datetime) -> None:
        """Write what was decided, as part of a load."""
        load.write_query(
            self._connection, self._landing(load.id, loaded_at), self._source.kind, self.entity.name, self._source.name
        )

    def write_rejects(self, target: str) -> None:
        """Append the rejected values of this delivery to a table with the columns of the own record."""
        text = self._typing.text
        raw_row = sql.as_json([(name, f"nullif(d{place}, '')") for place, name in enumerate(text.names)])
        parts = [
            f"select file, line, null as column_name, null as raw_value, raw_row, reason, true as is_personal from {text.rejects}"
        ]
        for name in self._unread_columns():
            value, reason = f"typed.{sql.name(name + ':raw')}", f"typed.{sql.name(name + ':reason')}"
            parts.append(
                f"""
                select typed.file, typed.line, '{name}', {value}, {raw_row}, {reason},
                    coalesce({self._typing.personal(name, value)}, false)
                from {self._bad} as typed join {text.relation} as texts on texts.row = typed.row
                where {reason} is not null
                """
            )
        # The line is not part of a reject's identity: a row inserted above would open every reject below it again.
        identity = f"concat_ws({SEPARATOR}, file, coalesce(column_name, ''), reason, coalesce(raw_value, ''), raw_row)"
        self._connection.execute(
            f"""
            insert into {target}
            with found as ({" union all ".join(parts)}),

            numbered as (
                select *, row_number() over (partition by {identity} order by line nulls last) as occurrence from found
            )

            select {sql.text(self._source.name)}, '{self.entity.name}', file, line, column_name, raw_value, raw_row, reason, is_personal,
                left(sha256(concat_ws({SEPARATOR}, {sql.text(self._source.name)}, '{self.entity.name}', {identity}, occurrence)), 32)
            from numbered
            """
        )

    def _unread_columns(self) -> list[str]:
        names = [column.column.name for column in self._typing.columns]
        counted = ", ".join(f"count({sql.name(name + ':reason')})" for name in names)
        found = self._one(f"select {counted} from {self._bad}")
        return [name for name, count in zip(names, found, strict=True) if count]

    def _deliver(self) -> None:
        """Rows with every value typed, their key and hash; and the keys of the rows that are rejected."""
        mapped = {column.column.name for column in self._typing.columns}
        days = {
            self.entity.day_column(column.column.name)
            for column in self._typing.columns
            if column.column.type == "timestamp"
        }
        values = []
        for field in self.entity.schema:
            value = f"typed.{sql.name(field.name)}" if field.name in mapped | days else "null"
            if field.name == "currency":
                value = self._typing.currency()
            values.append(f"cast({value} as {sql.type_of(field.type)}) as {sql.name(field.name)}")
        hashed = " || ".join(
            f"coalesce({SEPARATOR} || '{name}=' || cast({sql.name(name)} as varchar), '')"
            for name in [*self.entity.schema.names, "other_columns"]
        )
        self._connection.execute(
            f"""
            create temp table {self._delivered} as
            with

            fine as (

                select typed.row, typed.file, typed.line, {", ".join(values)}, typed.other_columns
                from {self._typing.typed} as typed join {self._typing.parsed} as parsed on parsed.row = typed.row
                where {self._reason()} is null

            ),

            hashed as (select *, left(sha256({hashed}), 32) as row_hash from fine)

            select *, {self._record_key()} as record_key from hashed
            """
        )
        # What is left to do needs the rejected rows only.
        self._connection.execute(
            f"create temp table {self._bad} as select * from {self._typing.typed} as typed where {self._reason()} is not null"
        )
        self._connection.execute(f"drop table {self._typing.parsed}")
        self._connection.execute(f"drop table {self._typing.typed}")

    def _reason(self) -> str:
        reasons = ", ".join(f"typed.{sql.name(column.column.name + ':reason')}" for column in self._typing.columns)
        return f"coalesce({reasons})"

    def _record_key(self) -> str:
        if not self.entity.key:
            # Without a key of its own a row is known by all its values, and by which of its equals it is.
            return "row_hash || '#' || row_number() over (partition by row_hash order by row)"
        mapped = {column.column.name for column in self._typing.columns}
        parts = [
            f"coalesce(cast({sql.name(name)} as varchar), '')" if name in mapped else "''" for name in self.entity.key
        ]
        return f" || {SEPARATOR} || ".join(parts)

    def _updated_at(self) -> str:
        return "updated_at" if "updated_at" in self.entity.by_name else "null::timestamp"

    def _read_lake(self) -> None:
        rows = sql.empty(lake_schema(self.entity))
        folder = self._lake.folder(self._source.kind, self.entity.name, self._source.name)
        if any(folder.glob("*.parquet")):
            rows += f" union all by name {self._lake.select(self._source.kind, self.entity.name, self._source.name)}"
        self._landed = f"({rows})"
        self._connection.execute(
            f"""
            create temp table {self._known} as
            select record_key, row_hash, {self._updated_at()} as updated_at, is_late, is_tombstone, loaded_at, load_id, load_seq
            from {self._landed}
            """
        )
        self._connection.execute(
            f"""
            create temp table {self._current} as
            select * from {self._known}
            qualify row_number() over (
                partition by record_key order by is_late asc, loaded_at desc, load_id desc, load_seq desc
            ) = 1
            """
        )

    def _decide(self) -> None:
        is_older = "false"
        if self._table.delivery == "changes":
            is_older = "coalesce(ordered.updated_at < current_version.updated_at, false)"
        self._connection.execute(
            f"""
            create temp table {self._plan} as
            with

            -- Of equal versions the last one delivered stands for all.
            versions as (

                select row, record_key, row_hash, {self._updated_at()} as updated_at
                from {self._delivered}
                qualify row_number() over (partition by record_key, row_hash order by row desc) = 1

            ),

            ordered as (

                select
                    *,
                    row_number() over (partition by record_key order by updated_at asc nulls first, row asc) as version,
                    row_number() over (partition by record_key order by updated_at desc nulls last, row desc) = 1 as is_last
                from versions

            ),

            compared as (

                select
                    ordered.*,
                    current_version.record_key is null as is_new_key,
                    {is_older} as is_older,
                    known.record_key is null as is_unknown,
                    ordered.is_last and ordered.row_hash is distinct from current_version.row_hash as is_change
                from ordered
                left join {self._current} as current_version on current_version.record_key = ordered.record_key
                left join (select distinct record_key, row_hash from {self._known}) as known
                    on known.record_key = ordered.record_key and known.row_hash = ordered.row_hash

            ),

            decided as (

                select *, is_unknown or (is_change and not is_older) as lands from compared

            )

            select
                row, record_key, version, lands, is_new_key,
                -- What comes before a version that stays the latest is history, and must not become the latest by coming later.
                is_older or not coalesce(bool_or(lands and is_last and not is_older) over (partition by record_key), false) as is_late
            from decided
            """
        )

    def _find_missing(self) -> None:
        """Keys that vanished from a full delivery; none while a rejected row may be one of them."""
        rejected_keys = ""
        if self.entity.key:
            key = self._record_key()
            rejected_keys = f"union all select {key} from {self._bad}"
        self._connection.execute(
            f"""
            create temp table {self._missing} as
            select record_key from {self._current}
            where not is_tombstone and {"true" if self._table.delivery == "full" else "false"}
                and record_key not in (select record_key from {self._delivered} {rejected_keys})
            """
        )
        missing, live = self._one(
            f"select (select count(*) from {self._missing}), (select count(*) from {self._current} where not is_tombstone)"
        )
        if missing > SMALL_LOSS and missing > self._table.shrink_limit * live:
            raise ShrinkError(
                f"{self._typing.text.label}: {missing:,} of {live:,} known keys are not in {self._typing.text.origin} "
                f"({missing / live:.0%}, the limit is {self._table.shrink_limit:.0%}); nothing was loaded. If the export is whole, "
                "raise shrink_limit of the table for this run; if it brings changes only, state `delivery: changes`"
            )
        nameless = self._nameless()
        if missing and nameless:
            self._connection.execute(f"delete from {self._missing}")
            self.notices.append(
                f"{self._typing.text.label}: {missing:,} known keys are not in {self._typing.text.origin}, but {nameless:,} rejected "
                "rows have no readable key: nothing is taken for deleted"
            )

    def _nameless(self) -> int:
        """Rejected rows whose key cannot be read. A row without a key, such as a line of totals, hides none."""
        bad = "true"
        if self.entity.key:
            unreadable = [
                f"coalesce({sql.name(name + ':reason')} <> '{REQUIRED}', false)"
                for name in self.entity.key
                if any(column.column.name == name for column in self._typing.columns)
            ]
            bad = " or ".join(unreadable) or "false"
        (count,) = self._one(
            f"""
            select (select count(*) from {self._typing.text.rejects})
                + (select count(*) from {self._bad} where {bad})
            """
        )
        return count

    def _count(self) -> TableLedger:
        text = self._typing.text
        fetched, rejected, new, updated, unchanged, duplicate, tombstones = self._one(
            f"""
            select
                (select count(*) from {text.relation}) + (select count(*) from {text.rejects}),
                (select count(*) from {self._bad}) + (select count(*) from {text.rejects}),
                (select count(*) from {self._plan} where lands and is_new_key and version = 1),
                (select count(*) from {self._plan} where lands and not (is_new_key and version = 1)),
                (select count(*) from {self._plan} where not lands),
                (select count(*) from {self._delivered}) - (select count(*) from {self._plan}),
                (select count(*) from {self._missing})
            """
        )
        ledger = TableLedger(
            self._source.name, self.entity.name, fetched, new, updated, unchanged, duplicate, rejected, tombstones
        )
        if fetched != new + updated + unchanged + duplicate + rejected:
            raise LedgerError(
                f"{text.label}: {fetched:,} rows fetched, but they do not add up (new, updated, unchanged, duplicate, rejected, "
                f"tombstones: {counts_of(ledger)[1:]}); nothing was loaded"
            )
        return ledger

    def _refuse_disorder(self, load_id: str, loaded_at: datetime) -> None:
        newest = self._connection.execute(
            f"select loaded_at, load_id from {self._known} order by loaded_at desc, load_id desc limit 1"
        ).fetchone()
        if newest is not None and tuple(newest) >= (loaded_at, load_id):
            raise LakeError(
                f"{self._typing.text.label}: the lake already holds rows loaded at {newest[0]} by {newest[1]}, which sorts after this "
                f"load at {loaded_at} ({load_id}): the newer rows would count as the older ones. Run with a later LEADLINE_AS_OF"
            )

    def _landing(self, load_id: str, loaded_at: datetime) -> str:
        """SELECT of the rows to land, with the columns of the lake."""
        stamp = {
            "record_key": "record_key",
            "other_columns": "other_columns",
            "load_id": sql.text(load_id),
            "loaded_at": f"timestamp '{loaded_at}'",
            "load_seq": "row_number() over (order by is_tombstone, record_key, version)",
        }
        typed = {field.name: sql.type_of(field.type) for field in lake_schema(self.entity)}
        values = ", ".join(sql.name(name) for name in self.entity.schema.names)
        selected = ", ".join(
            f"cast({stamp.get(name, sql.name(name))} as {type_}) as {sql.name(name)}" for name, type_ in typed.items()
        )
        return f"""
            with

            landing as (

                select {values}, other_columns, delivered.record_key, row_hash, {sql.text(self._mapping_hash())} as mapping_hash,
                    file as source_file, line as source_line, false as is_tombstone, is_late, version
                from {self._delivered} as delivered
                join {self._plan} as plan on plan.row = delivered.row
                where lands

            ),

            vanished as (

                select {values}, other_columns, record_key, null as row_hash, mapping_hash, source_file, source_line,
                    true as is_tombstone, false as is_late, 1 as version
                from {self._landed} as landed
                where record_key in (select record_key from {self._missing})
                qualify row_number() over (
                    partition by record_key order by is_late asc, loaded_at desc, load_id desc, load_seq desc
                ) = 1

            ),

            everything as (select * from landing union all select * from vanished)

            select {selected} from everything order by load_seq
        """

    def _mapping_hash(self) -> str:
        said = {
            "table": self._table.model_dump(mode="json", exclude={"shrink_limit", "delivery"}),
            "source": self._source.model_dump(mode="json", include={"timezone", "currency", "null_words"}),
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]

    def _one(self, sql: str) -> tuple[int, ...]:
        row = self._connection.execute(sql).fetchone()
        assert row is not None
        return tuple(int(value) for value in row)
