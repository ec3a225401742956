"""Great Expectations through our dialect sees what is in a real file: stock duckdb-engine sees nothing and says so nowhere."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from orchestration.check import dialect


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "leadline.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table numbers as select range as number from range(3)")
    return file


@pytest.fixture
def engine(file: Path) -> sa.Engine:
    dialect.register()
    return sa.create_engine(f"{dialect.NAME}:///{file}")


def test_rows_are_still_there_after_the_transaction_has_ended(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        result = connection.execute(sa.text("select number from numbers order by number"))
        connection.rollback()
    assert [row[0] for row in result] == [0, 1, 2]
    engine.dispose()


def test_nothing_can_be_written(engine: sa.Engine) -> None:
    with engine.connect() as connection, pytest.raises(DBAPIError, match="read-only mode"):
        connection.execute(sa.text("insert into numbers values (4)"))
    engine.dispose()


def test_the_file_is_free_again_when_the_engine_is_disposed_of(engine: sa.Engine, file: Path) -> None:
    with engine.connect() as connection:
        connection.execute(sa.text("select 1"))
    engine.dispose()
    with duckdb.connect(str(file)) as connection:
        [(before,)] = connection.execute("select count(*) from numbers").fetchall()
        connection.execute("insert into numbers values (3)")
        assert connection.execute("select count(*) from numbers").fetchall() == [(before + 1,)]


def test_time_stamps_are_utc(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(sa.text("select current_setting('TimeZone')")).scalar() == "UTC"
    engine.dispose()
