"""What the check room itself decided, kept in the lake because no source can give it back.

Belongs here: the shape of the own records of this room, and reading them. Does not belong here: when one is written.
"""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from orchestration.lake import OWN, Lake, Load

_STAMP = [("load_id", pa.string()), ("loaded_at", pa.timestamp("us"))]

SCHEMAS = {
    # `event_number` counts the events of one flag: runs that pretend to be at the same instant are in order all the same.
    "lead_flags_log": pa.schema(
        [
            ("lead_id", pa.string()),
            ("rule_id", pa.string()),
            ("brief_id", pa.string()),
            ("brief_version", pa.int64()),
            ("severity", pa.string()),
            ("judges", pa.string()),
            ("observed", pa.string()),
            ("expected", pa.string()),
            ("event", pa.string()),
            ("event_number", pa.int64()),
            ("build_id", pa.string()),
            *_STAMP,
        ]
    ),
    "deal_flags_log": pa.schema(
        [
            ("deal_id", pa.string()),
            ("rule_id", pa.string()),
            ("severity", pa.string()),
            ("judges", pa.string()),
            ("observed", pa.string()),
            ("expected", pa.string()),
            ("stage_id", pa.string()),
            ("owner_id", pa.string()),
            ("event", pa.string()),
            ("event_number", pa.int64()),
            ("build_id", pa.string()),
            *_STAMP,
        ]
    ),
    "lead_verdicts": pa.schema(
        [
            ("lead_id", pa.string()),
            ("brief_id", pa.string()),
            ("brief_version", pa.int64()),
            ("verdict", pa.string()),
            ("failed_rules", pa.string()),
            ("is_judged_anew", pa.bool_()),  # by a retroactive version; null of a time before there were any
            ("build_id", pa.string()),
            *_STAMP,
        ]
    ),
    "check_results": pa.schema(
        [
            ("build_id", pa.string()),
            ("suite", pa.string()),
            ("expectation", pa.string()),
            ("asset", pa.string()),
            ("severity", pa.string()),
            ("success", pa.bool_()),
            ("observed", pa.string()),
            ("unexpected_count", pa.int64()),
            *_STAMP,
        ]
    ),
}


def ensure(load: Load) -> None:
    """Make every table of this room readable, also before it has a row: dbt reads some of them."""
    for table, schema in SCHEMAS.items():
        load.ensure(schema, OWN, table)


def earlier(lake: Lake, table: str, load_id: str, as_of: datetime) -> str:
    """A SELECT of what other loads wrote, as known at an instant. A step that is run again replaces its own rows."""
    if not any(lake.folder(OWN, table).glob("*.parquet")):
        columns = ", ".join(f"cast(null as {_sql(kind.type)}) as {kind.name}" for kind in SCHEMAS[table])
        return f"select {columns} where false"
    instant = as_of.replace(tzinfo=None).isoformat(sep=" ")
    columns = ", ".join(SCHEMAS[table].names)
    return (
        f"select {columns} from ({lake.select(OWN, table)}) as logged "
        f"where load_id <> '{load_id}' and loaded_at <= timestamp '{instant}'"
    )


def _sql(kind: pa.DataType) -> str:
    names = {pa.string(): "varchar", pa.int64(): "bigint", pa.bool_(): "boolean", pa.timestamp("us"): "timestamp"}
    return names[kind]
