"""What was checked, and how it went: `check_results`.

Belongs here: the record of outcomes, its own record in the lake, its table. Does not belong here: judging (see `engine`).
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from orchestration.build import Build
from orchestration.check import records
from orchestration.check.engine import Outcome
from orchestration.lake import OWN, Lake, Load
from orchestration.warehouse import Warehouse

TABLE = "quality.check_results"
MART = "marts.check_results"


def append(load: Load, outcomes: Sequence[Outcome], build: Build) -> pa.Table:
    """Append outcomes to the lake as part of a load; returns the rows."""
    loaded_at = build.as_of.replace(tzinfo=None)
    rows = pa.Table.from_pylist(
        [
            {
                "build_id": build.id,
                "suite": outcome.suite.name,
                "expectation": outcome.rule.id,
                "asset": outcome.asset,
                "severity": outcome.rule.severity,
                "success": outcome.success,
                "observed": outcome.observed,
                "unexpected_count": outcome.unexpected_count,
                "load_id": load.id,
                "loaded_at": loaded_at,
            }
            for outcome in outcomes
        ],
        schema=records.SCHEMAS["check_results"],
    )
    load.write(rows, OWN, "check_results")
    return rows


def write(warehouse: Warehouse, lake: Lake, rows: pa.Table, load: Load, build: Build) -> None:
    """Write `quality.check_results`: these rows and those of every other load."""
    earlier = records.earlier(lake, "check_results", load.id, build.as_of)
    warehouse.connection.register("own_results", rows)
    try:
        warehouse.write(
            TABLE,
            f"""
            with results as ({earlier} union all by name select * from own_results)
            select
                build_id, suite, expectation, asset, severity, success, observed, unexpected_count, loaded_at as checked_at
            from results
            order by loaded_at, build_id, suite, asset, expectation
            """,
        )
    finally:
        warehouse.connection.unregister("own_results")


def add(warehouse: Warehouse, rows: pa.Table, suite: str, build: Build) -> None:
    """Add the outcomes of the gate to the table that it guards, which dbt built before the gate could speak."""
    names = ["checked_at" if name == "loaded_at" else name for name in rows.column_names]
    added = rows.rename_columns(names).drop_columns(["load_id"])
    for table in (TABLE, MART):
        schema, name = table.split(".")
        if name in warehouse.tables(schema):
            warehouse.delete(table, "build_id = ? and suite = ?", [build.id, suite])
            warehouse.append(table, added)
