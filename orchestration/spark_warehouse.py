"""The private warehouse on Spark, as the rooms see it.

Belongs here: Spark's tables as views of DuckDB, and what the rooms write as tables of Spark. Does not belong here: how statements
reach Spark (see `spark`), or the models, which Spark itself runs.

Spark keeps a table as Parquet in a folder, and that is all the two engines share: DuckDB reads those folders and writes others, Spark is
told of what is new. Reading starts no Spark. Views of Spark are not seen here: what Python reads is a table.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.spark import Spark, connect
from orchestration.warehouse import Warehouse, open_warehouse


def tables_as_parquet(place: Spark) -> dict[str, str]:
    """Every table of a warehouse on Spark as files that DuckDB, or whoever reads Parquet, can read: `schema.table` -> pattern."""
    return {
        f"{folder.parent.name.removesuffix('.db')}.{folder.name}": (folder / "**" / "*.parquet").as_posix()
        for folder in sorted(place.tables.glob("*.db/[a-z]*"))
        if any(folder.rglob("*.parquet"))
    }


def file_of_views(place: Spark) -> Path:
    """A DuckDB file, made anew, that shows every table: for readers that open files only."""
    file = place.folder / "views.duckdb"
    file.unlink(missing_ok=True)
    with open_warehouse(file) as views:
        shown = SparkWarehouse(views.connection, place)
        for table in tables_as_parquet(place):
            shown.show(table)
    return file


@contextmanager
def open_on_spark(place: Spark, connection: duckdb.DuckDBPyConnection) -> Iterator[SparkWarehouse]:
    """Show every table to an empty DuckDB; at the end of the block Spark is told what was written."""
    warehouse = SparkWarehouse(connection, place)
    for table in tables_as_parquet(place):
        warehouse.show(table)
    yield warehouse
    warehouse.tell_spark()


class SparkWarehouse(Warehouse):
    """An open warehouse on Spark."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, place: Spark) -> None:
        super().__init__(connection)
        self.place = place
        self._written: dict[str, bool] = {}  # table -> whether it is another one than Spark knows

    def show(self, table: str) -> None:
        """A view of DuckDB over a table's files; what it is partitioned by is a date (see macros/portable/replaced.sql)."""
        folder = self._folder(table)
        quoted = (folder / "**" / "*.parquet").as_posix().replace("'", "''")
        partitions = {part.name.split("=")[0] for part in folder.glob("*=*")}
        types = ", ".join(f"'{column}': date" for column in sorted(partitions))
        by = f"hive_partitioning = true, hive_types = {{{types}}}" if partitions else "hive_partitioning = false"
        self.connection.execute(f"create schema if not exists {table.split('.', maxsplit=1)[0]}")
        self.connection.execute(
            f"create or replace view {table} as select * from read_parquet('{quoted}', union_by_name = true, {by})"
        )

    def write(self, table: str, data: pa.Table | str) -> int:
        """Replace `schema.table` by an Arrow table or by the result of a SELECT, which may read the table; returns its rows."""
        folder = self._folder(table)
        aside = folder.with_name(f".{folder.name}")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        rows = self._write_file(aside / "part-0.parquet", data)
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)
        self.show(table)
        self._written[table] = True
        return rows

    def append(self, table: str, rows: pa.Table) -> None:
        """Add the rows of an Arrow table to `schema.table`; columns are matched by name."""
        folder = self._folder(table)
        known = self.query(f"select * from {table} limit 0").column_names
        number = len(list(folder.glob("*.parquet")))
        self.connection.register("incoming_rows", rows)
        try:
            columns = ", ".join(
                f"incoming_rows.{name}" if name in rows.column_names else f"null as {name}" for name in known
            )
            typed = f"select * from {table} where false union all by name select {columns} from incoming_rows"
            self._write_file(folder / f"part-{number}-appended.parquet", typed)
        finally:
            self.connection.unregister("incoming_rows")
        self.show(table)
        self._written.setdefault(table, False)

    def delete(self, table: str, where: str, parameters: Sequence[Any] = ()) -> None:
        """Take rows out of `schema.table`: what stays is written anew."""
        if not self.query(f"select 1 from {table} where {where} limit 1", parameters).num_rows:
            return
        folder = self._folder(table)
        kept = self.query(f"select * from {table} where ({where}) is not true", parameters)
        before = list(folder.rglob("*.parquet"))
        self._write_file(folder / f"part-{len(before)}-kept.parquet", kept)
        for file in before:
            file.unlink()
        self.show(table)
        self._written.setdefault(table, False)

    def collect(self, name: str, sql: str) -> None:
        """Make a temporary table of the rows of a portable SELECT, which Spark runs."""
        self.tell_spark()
        spark = connect(self.place)
        spark.execute("create schema if not exists scratch")
        spark.execute(f"drop table if exists scratch.{name}")
        spark.execute(f"create table scratch.{name} using parquet as {sql}")
        files = (self.place.tables / "scratch.db" / name / "*.parquet").as_posix()
        self.connection.execute(f"create or replace temporary table {name} as select * from read_parquet('{files}')")
        spark.execute(f"drop table scratch.{name}")

    def tell_spark(self) -> None:
        """Make Spark see what was written since it was last told."""
        if not self._written:
            return
        spark = connect(self.place)
        for table, is_another in self._written.items():
            if is_another:
                spark.execute(f"create schema if not exists {table.split('.')[0]}")
                spark.execute(f"drop table if exists {table}")
                spark.execute(f"create table {table} using parquet location '{self._folder(table).as_posix()}'")
            else:
                spark.execute(f"refresh table {table}")
        self._written.clear()

    def _folder(self, table: str) -> Path:
        schema, name = table.split(".")
        return self.place.tables / f"{schema}.db" / name

    def _write_file(self, file: Path, data: pa.Table | str) -> int:
        if isinstance(data, str):
            target = file.as_posix().replace("'", "''")
            counted = self.connection.execute(
                f"copy ({data}) to '{target}' (format parquet, compression zstd)"
            ).fetchone()
            return int(counted[0]) if counted else 0
        with pq.ParquetWriter(file, data.schema, compression="zstd") as writer:
            writer.write_table(data)
        return data.num_rows
