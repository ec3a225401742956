"""The private warehouse: the only opener of connections.

Belongs here: opening, querying, writing and handing over tables. Does not belong here: what the tables mean.
A warehouse is a DuckDB file, or tables on Spark (see `spark_warehouse`); the rooms use one as the other, with DuckDB's SQL.
One process opens the file at a time, and within it dbt, Great Expectations and this module take turns: whoever opens it, closes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.spark import Spark

Place = Path | Spark  # where a warehouse is
# A warehouse must not download code at run time.
CONFIG = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


class WarehouseError(RuntimeError):
    """The warehouse cannot be opened or used."""


class Warehouse:
    """An open warehouse, in DuckDB's SQL."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> pa.Table:
        """Run a SELECT; rows come as Arrow."""
        return self.connection.execute(sql, list(parameters)).to_arrow_table()

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Run a SELECT with a small result; rows come as dictionaries."""
        return self.query(sql, parameters).to_pylist()

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement inside the engine."""
        self.connection.execute(sql, list(parameters))

    def write(self, table: str, data: pa.Table | str) -> int:
        """Replace `schema.table` by an Arrow table or by the result of a SELECT; returns its rows."""
        schema, _ = table.split(".")
        self.connection.execute(f"create schema if not exists {schema}")
        if isinstance(data, str):
            self.connection.execute(f"create or replace table {table} as {data}")
        else:
            self.connection.register("incoming_rows", data)
            try:
                self.connection.execute(f"create or replace table {table} as select * from incoming_rows")
            finally:
                self.connection.unregister("incoming_rows")
        counted = self.connection.execute(f"select count(*) from {table}").fetchone()
        return int(counted[0]) if counted else 0

    def append(self, table: str, rows: pa.Table) -> None:
        """Add the rows of an Arrow table to `schema.table`; columns are matched by name."""
        self.connection.register("incoming_rows", rows)
        try:
            self.connection.execute(f"insert into {table} by name select * from incoming_rows")
        finally:
            self.connection.unregister("incoming_rows")

    def delete(self, table: str, where: str, parameters: Sequence[Any] = ()) -> None:
        """Take rows out of `schema.table`."""
        self.connection.execute(f"delete from {table} where {where}", list(parameters))

    def collect(self, name: str, sql: str) -> None:
        """Make a temporary table of the rows of a portable SELECT, which runs where the tables are."""
        self.connection.execute(f"create or replace temporary table {name} as {sql}")

    def tables(self, schema: str) -> list[str]:
        """Names of the tables and views of a schema, sorted."""
        found = self.rows(
            "select table_name from information_schema.tables where table_schema = ? order by table_name", [schema]
        )
        return [row["table_name"] for row in found]


@contextmanager
def open_warehouse(place: Place, read_only: bool = False) -> Iterator[Warehouse]:
    """Open a warehouse, and close it at the end of the block.

    Raises:
        WarehouseError: the warehouse is missing (read-only), or another process has it open.
    """
    if read_only and not place.exists():
        raise WarehouseError(f"there is no warehouse at {place} yet: run `leadline run` first")
    place.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(place, Spark):
        from orchestration.spark_warehouse import open_on_spark

        with scratch(place.folder) as connection, open_on_spark(place, connection) as warehouse:
            yield warehouse
        return
    try:
        connection = duckdb.connect(str(place), read_only=read_only, config=dict(CONFIG))
    except duckdb.IOException as error:
        raise WarehouseError(f"{place} cannot be opened: {error}") from error
    try:
        connection.execute("set timezone = 'UTC'")
        yield Warehouse(connection)
    finally:
        connection.close()


@contextmanager
def scratch(folder: Path, extensions: Sequence[str] = ()) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an in-memory DuckDB that spills into `folder`, with extensions that were installed as Python packages."""
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(config={**CONFIG, "temp_directory": str(folder / "spill")})
    try:
        connection.execute("set timezone = 'UTC'")
        for name in extensions:
            connection.execute(f"load '{_extension(name)}'")
        yield connection
    finally:
        connection.close()


def text_of(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def _extension(name: str) -> str:
    spec = find_spec(f"duckdb_extension_{name}")
    if spec is None or spec.origin is None:
        raise WarehouseError(
            f"DuckDB's extension '{name}' is not installed: run `make run`, or pip install duckdb-extension-{name}"
        )
    found = list(Path(spec.origin).parent.rglob(f"{name}.duckdb_extension"))
    if not found:
        raise WarehouseError(f"the package duckdb-extension-{name} holds no {name}.duckdb_extension")
    return found[0].as_posix().replace("'", "''")
