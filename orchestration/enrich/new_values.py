"""Look up each distinct value once: only what a reference table does not hold yet passes through Python, in batches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from orchestration.warehouse import Warehouse

BATCH = 50_000


def look_up_new(
    warehouse: Warehouse,
    table: str,
    schema: pa.Schema,
    keys: tuple[str, ...],
    wanted: str,
    look_up: Callable[..., dict[str, Any] | list[dict[str, Any]]],
    by: str,
) -> int:
    """Add to a reference table the values that it lacks.

    Args:
        table: `reference.<name>`; made where it is missing or has other columns. Rows found by another version of the libraries are
            looked up anew.
        schema: of the table, without the column `looked_up_by` that is added to it.
        keys: its key, in the order of `look_up`'s parameters.
        wanted: SELECT of the distinct keys that are needed.
        look_up: one key -> one row, or all rows of the key.
        by: names and versions of the libraries that know.

    Returns:
        The number of values that were looked up.
    """
    made(warehouse, table, schema.append(pa.field("looked_up_by", pa.string())))
    warehouse.delete(table, "looked_up_by <> ?", [by])
    same_key = " and ".join(f"known.{key} = wanted.{key}" for key in keys)
    missing = warehouse.query(
        f"""
        select {", ".join(keys)} from ({wanted}) as wanted
        where not exists (select 1 from {table} as known where {same_key})
        order by all
        """
    )
    for batch in missing.to_batches(max_chunksize=BATCH):
        found = [
            row
            for values in zip(*(batch[key].to_pylist() for key in keys), strict=True)
            for row in _rows(look_up(*values))
        ]
        rows = pa.Table.from_pylist(found, schema=schema).append_column("looked_up_by", pa.array([by] * len(found)))
        warehouse.append(table, rows)
    return missing.num_rows


def _rows(found: dict[str, Any] | list[dict[str, Any]]) -> list[dict[str, Any]]:
    return found if isinstance(found, list) else [found]


def made(warehouse: Warehouse, table: str, schema: pa.Schema) -> None:
    """Make a reference table where it is missing or has other columns."""
    there = table.split(".")[1] in warehouse.tables("reference")
    if not there or warehouse.query(f"select * from {table} where false").column_names != schema.names:
        warehouse.write(table, schema.empty_table())
