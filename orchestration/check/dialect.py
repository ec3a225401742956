"""SQLAlchemy's way to DuckDB, for Great Expectations.

Belongs here: what stock duckdb-engine gets wrong for a reader that closes its transaction before it fetches.
Does not belong here: suites, or anything that writes.

Great Expectations ends the transaction and only then fetches. DuckDB's rollback empties the pending result, so that with the stock
dialect every expectation fails with an empty result. Validation only reads, so here begin, commit and rollback do nothing.
"""

from __future__ import annotations

from typing import Any

from duckdb_engine import Dialect
from sqlalchemy import pool
from sqlalchemy.dialects import registry
from sqlalchemy.engine.url import URL

from orchestration.warehouse import CONFIG

NAME = "leadline_duckdb"


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

    def do_begin(self, connection: Any) -> None:
        """Nothing: see the module."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Nothing: see the module."""

    def do_rollback(self, connection: Any) -> None:
        """Nothing: see the module."""


def register() -> None:
    """Make `leadline_duckdb:///<file>` known to SQLAlchemy."""
    registry.register(NAME, __name__, ReadOnlyDialect.__name__)
