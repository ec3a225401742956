from __future__ import annotations

from datetime import datetime

import duckdb
import pytest

from orchestration.extract import dates


@pytest.mark.parametrize(
    "text",
    [
        "2018-02-30",
        "2018-1-2",
        "03/04/2018",
        "0000-00-00",
        "2018-01",
        "2018-01-02T25:00",
        "0018-01-02",
        "epoch",
        "2018-01-02x",
        "2018",
    ],
)
def test_what_is_no_iso_date(text: str):
    found = dates.moment("v", [], None)
    with duckdb.connect() as connection:
        assert connection.execute(f"select {found.local} from (select '{text}' as v)").fetchone() == (None,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("43102", datetime(2018, 1, 2)),
        ("43102.12783564815", datetime(2018, 1, 2, 3, 4, 5)),
        ("2018", None),
        ("0.5", None),
    ],
    ids=["day", "time stamp", "a year", "a time of day"],
)
def test_serial_numbers_of_a_workbook(text: str, expected: datetime | None):
    found = dates.moment("v", [], "epoch")
    with duckdb.connect() as connection:
        sql = f"select {found.local} from (select '{text}' as v, date '1899-12-30' as epoch)"
        assert connection.execute(sql).fetchone() == (expected,)


def test_proposals_are_ranked_by_the_rows_that_they_fit():
    with duckdb.connect() as connection:
        connection.execute(
            "create table seen as select unnest(['31.01.2026', '01.02.2026', '03.04.2026', 'soon', null]) as v"
        )
        assert dates.proposals(connection, "seen", "v") == [("%d.%m.%Y", 3), ("%m.%d.%Y", 2)]
