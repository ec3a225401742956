"""Both engines see the same rows in a folder of the lake: every source and load, columns that came later, names that look like numbers."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.parity.comparison import Difference, attached, differences, parquet_folders
from tests.parity.scratch import Scratch, mutated

pytestmark = pytest.mark.spark

MODEL = {"seen": "select id, happened_at, amount, note, source from {{ source('given', 'things') }}"}
NAME, MUTANT = mutated("lake_views", 0, "~ '`'", """~ "` where source = '007'" """)


def seen(folder: Path, spark_tables: Path, schema: str, before_a_run: str = "lake_views") -> list[Difference]:
    """Land two loads of one source and one of another, build on both engines, compare."""
    macros = {NAME: MUTANT} if before_a_run == NAME else {}
    on_duckdb = Scratch(folder / "duckdb", "duckdb", schema, MODEL, ["things"])
    on_spark = Scratch(folder / "spark", "spark", schema, MODEL, ["things"], macros, before_a_run)
    for project in (on_duckdb, on_spark):
        first = "select 1::bigint as id, timestamp '2025-03-30 02:30:00.000001' as happened_at, 0.01::decimal(38, 2) as amount"
        project.give("things", f"{first}, null::varchar as note", source="007")
        project.give("things", f"{first}, 'later' as note", source="007", part=1)
        # A load of before the column was there, and one without a row.
        project.give("things", first, source="1e3")
        project.give("things", f"{first} where false", source="empty")
        assert project.build() == {"seen": "success"}
    with duckdb.connect() as connection:
        one = attached(connection, "duckdb", on_duckdb.warehouse, schema)
        return differences(connection, one, parquet_folders("spark", spark_tables / f"{schema}.db"), may_be_empty={})


def test_both_engines_see_every_row_of_the_lake(tmp_path: Path, spark_tables: Path) -> None:
    assert seen(tmp_path, spark_tables, "lake_seen") == []


def test_a_view_that_sees_one_source_only_is_seen(tmp_path: Path, spark_tables: Path) -> None:
    found = seen(tmp_path, spark_tables, "lake_mutant", NAME)
    assert {difference.table for difference in found} == {"seen"}
