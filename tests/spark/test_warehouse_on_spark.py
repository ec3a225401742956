"""The warehouse on a session of Spark: what one engine writes, the other reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pytest

from orchestration.spark import Spark, SparkError, connect
from orchestration.spark_warehouse import SparkWarehouse, file_of_views
from orchestration.warehouse import Warehouse, WarehouseError, open_warehouse

pytestmark = pytest.mark.spark


@pytest.fixture
def warehouse(spark_place: Spark) -> Iterator[SparkWarehouse]:
    with open_warehouse(spark_place) as opened:
        assert isinstance(opened, SparkWarehouse)
        yield opened


def on_spark(place: Spark, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in connect(place).rows(sql)]


def kept(warehouse: Warehouse, table: str) -> list[dict[str, object]]:
    return warehouse.rows(f"select * from {table} order by all")


def test_what_is_written_appended_and_deleted_is_seen_by_both(spark_place: Spark) -> None:
    table = "reference.things"
    with open_warehouse(spark_place) as warehouse:
        assert warehouse.write(table, pa.table({"name": ["a", "b", None], "day": [date(2026, 1, 5), None, None]})) == 3
    assert on_spark(spark_place, f"select * from {table} where name is not null order by name") == [
        ("a", date(2026, 1, 5)), ("b", None),
    ]  # fmt: skip
    with open_warehouse(spark_place) as warehouse:
        warehouse.append(table, pa.table({"name": ["c"]}))
        assert len(kept(warehouse, table)) == 4
        warehouse.delete(table, "name = ?", ["a"])
        warehouse.delete(table, "name = ?", ["nobody"])
        assert warehouse.tables("reference") == ["things"]
    # A row of which the condition is unknown stays.
    assert on_spark(spark_place, f"select count(*), count(name) from {table}") == [(3, 2)]
    with open_warehouse(spark_place) as warehouse:
        assert warehouse.write(table, f"select name || '!' as name, 1.5 as size from {table} where name = 'b'") == 1
        assert [list(row) for row in kept(warehouse, table)] == [["name", "size"]]
    assert [row[0] for row in on_spark(spark_place, f"select name from {table}")] == ["b!"]


def test_a_portable_select_runs_on_spark_and_its_rows_are_duckdbs(warehouse: SparkWarehouse) -> None:
    warehouse.write("reference.told", "select unnest([3, 1, 2]) as number")
    warehouse.collect(
        "ordered", "select number, java_method('java.lang.Math', 'abs', -1) as made_by from reference.told"
    )
    assert warehouse.rows("select * from ordered order by number limit 1") == [{"number": 1, "made_by": "1"}]
    assert warehouse.tables("scratch") == []


def test_a_partitioned_table_shows_its_partition_as_a_date(spark_place: Spark) -> None:
    spark = connect(spark_place)
    spark.execute("create schema if not exists partitioned")
    spark.execute(
        "create table partitioned.weeks using parquet partitioned by (week_start) as "
        "select 'a' as name, date '2026-01-05' as week_start union all select 'b', null"
    )
    wanted = [{"name": "a", "week_start": date(2026, 1, 5)}, {"name": "b", "week_start": None}]
    with open_warehouse(spark_place, read_only=True) as warehouse:
        assert kept(warehouse, "partitioned.weeks") == wanted
    with open_warehouse(file_of_views(spark_place), read_only=True) as views:
        assert kept(views, "partitioned.weeks") == wanted


def test_a_statement_that_spark_refuses_is_told_in_a_line_with_the_statement(spark_place: Spark) -> None:
    with pytest.raises(
        SparkError, match=r"Spark refused a statement: .*TABLE_OR_VIEW_NOT_FOUND.*\nselect \* from nowhere$"
    ):
        connect(spark_place).rows("select * from nowhere")


def test_reading_a_warehouse_that_is_not_there_says_what_to_do(spark_place: Spark) -> None:
    absent = Spark(spark_place.folder / "absent")
    with pytest.raises(WarehouseError, match="yet: run `leadline run` first"), open_warehouse(absent, read_only=True):
        pass
    assert not absent.folder.exists()


def test_tables_are_nobody_elses_to_read(spark_place: Spark) -> None:
    connect(spark_place).execute("create schema if not exists private")
    connect(spark_place).execute("create table private.names using parquet as select 'a' as name")
    files = list((spark_place.tables / "private.db").rglob("*.parquet"))
    assert files
    assert {oct(file.stat().st_mode & 0o077) for file in files} == {"0o0"}
