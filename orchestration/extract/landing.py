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
from orchestration.extract.columns import REQUIRED, SEPARATOR, Typing
from orchestration.extract.entities import lake_schema
from orchestration.extract.ledger import LedgerError, TableLedger, counts_of
from orchestration.extract.sources import Source, SourceError, Table
from orchestration.lake import Lake, LakeError, Load

# A table may lose this many keys at once whatever its size.
SMALL_LOSS = 10


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
        self.source = source
        self.table = table
        self.typing = typing
        self.entity = typing.entity
        self.ledger: TableLedger | None = None
        self.notices: list[str] = []
        name = self.entity.name
        self.delivered = f"leadline_delivered_{name}"
        self.bad = f"leadline_bad_{name}"
        self._current = f"leadline_current_{name}"
        self._known = f"leadline_known_{name}"
        self._plan = f"leadline_plan_{name}"
        self._missing = f"leadline_missing_{name}"

    @property
    def has_pattern(self) -> bool:
        """Whether files come with names of their own, by which one that comes again is known."""
        return self.table.file is not None and self.table.file not in self.typing.text.files

    @property
    def all_notices(self) -> list[str]:
        """What a person should know of the files and of the comparison, each once."""
        return list(dict.fromkeys([*self.typing.text.notices, *self.notices]))

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
            self._connection, self._landing(load.id, loaded_at), self.source.kind, self.entity.name, self.source.name
        )

    def _deliver(self) -> None:
        """Rows with every value typed, their key and hash; and the keys of the rows that are rejected."""
        mapped = {column.column.name for column in self.typing.columns}
        days = {
            self.entity.day_column(column.column.name)
            for column in self.typing.columns
            if column.column.type == "timestamp"
        }
        values = []
        for field in self.entity.schema:
            value = f"typed.{sql.name(field.name)}" if field.name in mapped | days else "null"
            if field.name == "currency":
                value = self.typing.currency()
            values.append(f"cast({value} as {sql.type_of(field.type)}) as {sql.name(field.name)}")
        hashed = " || ".join(
            f"coalesce({SEPARATOR} || '{name}=' || cast({sql.name(name)} as varchar), '')"
            for name in [*self.entity.schema.names, "other_columns"]
        )
        self._connection.execute(
            f"""
            create temp table {self.delivered} as
            with

            fine as (

                select typed.row, typed.file, typed.line, {", ".join(values)}, typed.other_columns
                from {self.typing.typed} as typed join {self.typing.parsed} as parsed on parsed.row = typed.row
                where {self.typing.reason()} is null

            ),

            hashed as (select *, left(sha256({hashed}), 32) as row_hash from fine)

            select *, {self._record_key()} as record_key from hashed
            """
        )
        # What is left to do needs the rejected rows only.
        self._connection.execute(
            f"create temp table {self.bad} as select * from {self.typing.typed} as typed where {self.typing.reason()} is not null"
        )
        self._connection.execute(f"drop table {self.typing.parsed}")
        self._connection.execute(f"drop table {self.typing.typed}")

    def _record_key(self) -> str:
        if not self.entity.key:
            # Without a key of its own a row is known by all its values, and by which of its equals it is.
            return "row_hash || '#' || row_number() over (partition by row_hash order by row)"
        return self.typing.key()

    def _updated_at(self) -> str:
        return "updated_at" if "updated_at" in self.entity.by_name else "null::timestamp"

    def _read_lake(self) -> None:
        rows = sql.empty(lake_schema(self.entity))
        folder = self._lake.folder(self.source.kind, self.entity.name, self.source.name)
        if any(folder.glob("*.parquet")):
            rows += f" union all by name {self._lake.select(self.source.kind, self.entity.name, self.source.name)}"
        self.landed = f"({rows})"
        self._connection.execute(
            f"""
            create temp table {self._known} as
            select record_key, row_hash, {self._updated_at()} as updated_at, is_late, is_tombstone, loaded_at, load_id, load_seq
            from {self.landed}
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
        if self.table.delivery == "changes":
            is_older = "coalesce(ordered.updated_at < current_version.updated_at, false)"
        self._connection.execute(
            f"""
            create temp table {self._plan} as
            with

            -- Of equal versions in a row the last one delivered stands for all. A, B, A are three: it flipped back.
            versions as (

                select row, record_key, row_hash, {self._updated_at()} as updated_at
                from {self.delivered}
                qualify row_hash is distinct from lead(row_hash) over (
                    partition by record_key order by {self._updated_at()} asc nulls first, row asc
                )

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
        rejected_keys = f"union all select {self.typing.key()} from {self.bad}" if self.entity.key else ""
        self._connection.execute(
            f"""
            create temp table {self._missing} as
            select record_key from {self._current}
            where not is_tombstone and {"true" if self.table.delivery == "full" else "false"}
                and record_key not in (select record_key from {self.delivered} {rejected_keys})
            """
        )
        missing, live, good = self._one(
            f"""
            select (select count(*) from {self._missing}), (select count(*) from {self._current} where not is_tombstone),
                (select count(*) from {self.delivered})
            """
        )
        nameless = self._nameless()
        if missing and missing == live and not good and not nameless and self.table.shrink_limit < 1:
            raise ShrinkError(
                f"{self.typing.text.label}: {self.typing.text.origin} brings no record, but {live:,} keys are known: an empty "
                "export is taken for a broken one; nothing was loaded. If there is nothing left indeed, state "
                "`shrink_limit: 1` of the table for this run"
            )
        if missing > SMALL_LOSS and missing > self.table.shrink_limit * live:
            raise ShrinkError(
                f"{self.typing.text.label}: {missing:,} of {live:,} known keys are not in {self.typing.text.origin} "
                f"({missing / live:.0%}, the limit is {self.table.shrink_limit:.0%}); nothing was loaded. If the export is whole, "
                "raise shrink_limit of the table for this run; if it brings changes only, state `delivery: changes`"
            )
        if missing and nameless:
            self._connection.execute(f"delete from {self._missing}")
            self.notices.append(
                f"{self.typing.text.label}: {missing:,} known keys are not in {self.typing.text.origin}, but {nameless:,} rejected "
                "rows have no readable key: nothing is taken for deleted"
            )

    def _nameless(self) -> int:
        """Rejected rows whose key cannot be read. A row without a key, such as a line of totals, hides none."""
        bad = "true"
        if self.entity.key:
            unreadable = [
                f"coalesce({sql.name(name + ':reason')} <> '{REQUIRED}', false)"
                for name in self.entity.key
                if any(column.column.name == name for column in self.typing.columns)
            ]
            bad = " or ".join(unreadable) or "false"
        (count,) = self._one(
            f"""
            select (select count(*) from {self.typing.text.rejects})
                + (select count(*) from {self.bad} where {bad})
            """
        )
        return count

    def _count(self) -> TableLedger:
        text = self.typing.text
        fetched, rejected, new, updated, unchanged, duplicate, tombstones = self._one(
            f"""
            select
                (select count(*) from {text.relation}) + (select count(*) from {text.rejects}),
                (select count(*) from {self.bad}) + (select count(*) from {text.rejects}),
                (select count(*) from {self._plan} where lands and is_new_key and version = 1),
                (select count(*) from {self._plan} where lands and not (is_new_key and version = 1)),
                (select count(*) from {self._plan} where not lands),
                (select count(*) from {self.delivered}) - (select count(*) from {self._plan}),
                (select count(*) from {self._missing})
            """
        )
        ledger = TableLedger(
            self.source.name, self.entity.name, fetched, new, updated, unchanged, duplicate, rejected, tombstones
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
                f"{self.typing.text.label}: the lake already holds rows loaded at {newest[0]} by {newest[1]}, which sorts after this "
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
                from {self.delivered} as delivered
                join {self._plan} as plan on plan.row = delivered.row
                where lands

            ),

            vanished as (

                select {values}, other_columns, record_key, null as row_hash, mapping_hash, source_file, source_line,
                    true as is_tombstone, false as is_late, 1 as version
                from {self.landed} as landed
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
            "table": self.table.model_dump(mode="json", exclude={"shrink_limit", "delivery"}),
            "source": self.source.model_dump(mode="json", include={"timezone", "currency", "null_words"}),
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]

    def _one(self, sql: str) -> tuple[int, ...]:
        row = self._connection.execute(sql).fetchone()
        assert row is not None
        return tuple(int(value) for value in row)
