"""Where Great Expectations judges: on the DuckDB file, or on Spark.

Belongs here: a context on the warehouse without progress bars or telemetry, and letting go of it. Does not belong here: rules, or what
became of them (see `engine`). A predicate is one text for all engines.

Great Expectations has no way to Spark but a session. Behind Thrift there is none: then DuckDB judges, on the Parquet of the same tables.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from orchestration.spark import Spark, connect, session
from orchestration.spark_warehouse import file_of_views
from orchestration.warehouse import Place


class Engine(Protocol):
    """One engine under Great Expectations."""

    def batch(self, name: str, table: str) -> Any:
        """All rows of `schema.table`, as a batch of this name."""
        ...

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Rows of a small SELECT."""
        ...


@contextmanager
def open_engine(place: Place) -> Iterator[Engine]:
    """Open the warehouse for judging, and let go of it at the end of the block."""
    if isinstance(place, Spark) and place.url is None:
        yield _OnSpark(place)
        return
    with _on_duckdb(file_of_views(place) if isinstance(place, Spark) else place) as engine:
        yield engine


def _context() -> Any:
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    # It warns at each use that it knows no types of DuckDB's own; the standard ones are all that is used.
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


class _OnDuckDB:
    def __init__(self, datasource: Any) -> None:
        self._datasource = datasource

    def batch(self, name: str, table: str) -> Any:
        schema, relation = table.split(".")
        asset = self._datasource.add_table_asset(name, table_name=relation, schema_name=schema)
        return asset.add_batch_definition_whole_table("all").get_batch()

    def rows(self, sql: str) -> list[dict[str, Any]]:
        with self._datasource.get_engine().connect() as connection:
            return [dict(row) for row in connection.exec_driver_sql(sql).mappings()]


@contextmanager
def _on_duckdb(file: Path) -> Iterator[Engine]:
    from orchestration.check import dialect

    dialect.register()
    datasource = _context().data_sources.add_sql(
        "warehouse", connection_string=f"{dialect.NAME}:///{file}", create_temp_table=False
    )
    try:
        yield _OnDuckDB(datasource)
    finally:
        datasource.get_execution_engine().close()
        datasource.get_engine().dispose()


class _OnSpark:
    def __init__(self, place: Spark) -> None:
        self._place = place
        self._spark = session(place)
        self._datasource: Any = _context().data_sources.add_spark("warehouse", persist=False)

    def batch(self, name: str, table: str) -> Any:
        asset = self._datasource.add_dataframe_asset(name)
        whole = asset.add_batch_definition_whole_dataframe("all")
        return whole.get_batch({"dataframe": self._spark.table(table)})

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return connect(self._place).rows(sql)
