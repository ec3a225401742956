"""SQLAlchemy's way to DuckDB, for Great Expectations.

Belongs here: what stock duckdb-engine gets wrong for a reader that closes its transaction before it fetches.
Does not belong here: suites, or anything that writes.

Great Expectations ends the transaction and only then fetches. DuckDB's rollback empties the pending result, so that with the stock
dialect every expectation fails with an empty result. Validation only reads, so here begin, commit and rollback do nothing.
It also asks for the columns and keys of every table; the stock dialect asks PostgreSQL's catalogue, which takes DuckDB 0.2 s a table.
"""

from __future__ import annotations

from typing import Any

from duckdb_engine import Dialect
from sqlalchemy import pool, text
from sqlalchemy import types as sql
from sqlalchemy.dialects import registry
from sqlalchemy.engine.url import URL

from orchestration.warehouse import CONFIG

NAME = "leadline_duckdb"

# The types that Leadline's tables have; any other is of no known kind, and no expectation can be on it.
_TYPES = {
    "BIGINT": sql.BIGINT,
    "BOOLEAN": sql.BOOLEAN,
    "DATE": sql.DATE,
    "DECIMAL": sql.NUMERIC,
    "DOUBLE": sql.DOUBLE,
    "TIMESTAMP": sql.TIMESTAMP,
    "VARCHAR": sql.VARCHAR,
}


class ReadOnlyDialect(Dialect):
    """duckdb-engine's dialect on one read-only connection, without transactions."""

    supports_statement_cache = False  # SQLAlchemy asks every dialect class to say so itself

    def connect(self, *cargs: Any, **cparams: Any) -> Any:
        cparams["read_only"] = True
        cparams["config"] = {**CONFIG, **cparams.get("config", {})}
        connection = super().connect(*cargs, **cparams)
        connection.execute("set timezone = 'UTC'")
        return connection

    @classmethod
    def get_pool_class(cls, url: URL) -> type[pool.Pool]:  # noqa: ARG003
        return pool.StaticPool

    def get_columns(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> list[Any]:  # noqa: ARG002
        """Columns of a table or view, in order."""
        found = connection.execute(
            text(
                "select column_name, data_type from information_schema.columns "
                "where table_name = :name and table_schema = :schema order by ordinal_position"
            ),
            {"name": table_name, "schema": schema or "main"},
        )
        return [
            {"name": name, "type": _TYPES.get(kind.split("(")[0], sql.NullType)(), "nullable": True, "default": None}
            for name, kind in found
        ]

    def get_pk_constraint(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> Any:  # noqa: ARG002
        """None: keys of the warehouse are tested, not declared."""
        return {"constrained_columns": [], "name": None}

    def do_begin(self, connection: Any) -> None:
        """Nothing: see the module."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Nothing: see the module."""

    def do_rollback(self, connection: Any) -> None:
        """Nothing: see the module."""


def register() -> None:
    """Make `leadline_duckdb:///<file>` known to SQLAlchemy."""
    registry.register(NAME, __name__, ReadOnlyDialect.__name__)
