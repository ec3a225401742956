from __future__ import annotations

from datetime import datetime

import duckdb
import pytest

from orchestration.extract.zones import instant

FIRST, LAST = datetime(2010, 1, 1), datetime(2022, 1, 1)


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        ("UTC", "2018-03-11 02:30:00", datetime(2018, 3, 11, 2, 30)),
        ("Africa/Johannesburg", "2018-07-01 00:00:00", datetime(2018, 6, 30, 22)),
        ("America/New_York", "2018-07-01 00:00:00", datetime(2018, 7, 1, 4)),
        ("America/New_York", "2018-03-11 01:59:59", datetime(2018, 3, 11, 6, 59, 59)),
        ("America/New_York", "2018-03-11 02:30:00", datetime(2018, 3, 11, 7)),
        ("America/New_York", "2018-03-11 03:00:00", datetime(2018, 3, 11, 7)),
        ("America/New_York", "2018-11-04 01:30:00", datetime(2018, 11, 4, 5, 30)),
        ("America/New_York", "2018-11-04 02:00:00", datetime(2018, 11, 4, 7)),
        ("Europe/Berlin", "2018-10-28 02:30:00", datetime(2018, 10, 28, 0, 30)),
        ("America/Sao_Paulo", "2018-11-04 00:00:00", datetime(2018, 11, 4, 3)),
        ("Pacific/Apia", "2011-12-30 12:00:00", datetime(2011, 12, 30, 10)),
        ("Australia/Lord_Howe", "2018-10-07 02:15:00", datetime(2018, 10, 6, 15, 30)),
    ],
    ids=[
        "UTC", "no clock changes", "summer", "before a gap", "in a gap", "after a gap", "twice: the earlier", "after the overlap",
        "twice in Berlin", "no midnight", "a day left out", "half an hour",
    ],
)  # fmt: skip
def test_a_local_time_is_an_instant(zone: str, local: str, expected: datetime):
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        sql = f"select {instant('l', zone, FIRST, LAST)} from (select timestamp '{local}' as l)"
        assert connection.execute(sql).fetchone() == (expected,)
