"""Dagster's event log with one open connection a file.

Belongs here: the one thing that stock SQLite storage does too slowly for us. It opens a connection for every event, which with several
hundred checks a run costs a third of the run. What is stored, and where, stays Dagster's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

PATIENCE = 60  # seconds to wait for another process that writes
OPEN = 8  # files that stay open: a service that runs for months sees thousands of runs, a file each


class OneConnectionEventLog(SqliteEventLogStorage):
    """SQLite storage that keeps the connection of each of its files."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._engines: dict[str, Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> OneConnectionEventLog:
        """Dagster's hook: make the storage that dagster.yaml names."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def dispose(self) -> None:
        """Close the connections."""
        while self._engines:
            self._engines.popitem()[1].dispose()
        super().dispose()

    def _engine(self, shard: str) -> Engine:
        if shard in self._engines:
            self._engines[shard] = self._engines.pop(shard)  # the last used stands last
        else:
            while len(self._engines) >= OPEN:
                self._engines.pop(next(iter(self._engines))).dispose()
            self._engines[shard] = create_engine(
                self.conn_string_for_shard(shard),
                poolclass=StaticPool,
                connect_args={"timeout": PATIENCE, "check_same_thread": False},
            )
            event.listen(self._engines[shard], "connect", _without_waiting_for_the_disk)
        return self._engines[shard]


def _without_waiting_for_the_disk(connection: Any, _record: Any) -> None:
    """A commit is safe from a crash of the process; a power cut may take the last events of a log, never the file."""
    connection.execute("pragma synchronous = normal")
