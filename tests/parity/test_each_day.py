"""Both engines make the same days between two dates, each once."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.parity.comparison import Difference, attached, differences, parquet_folders
from tests.parity.scratch import Scratch, mutated

pytestmark = pytest.mark.spark

MUTANT = mutated("each_day", 0, "date_sub({{ last }}, 1)", "{{ last }}")
# Of every month of some years: leap days, a day alone, the years of the date dimension.
SPANS = """
    select 'month' as span, make_date(2023 + (m // 12)::int, (m % 12 + 1)::int, 1) as first_day,
        (make_date(2023 + (m // 12)::int, (m % 12 + 1)::int, 1) + interval 1 month)::date as last_day
    from range(30) as months(m)
    union all select 'all', date '1990-01-01', date '2050-01-01'
    union all select 'one', date '2024-02-29', date '2024-03-01'
"""


def made(folder: Path, spark_tables: Path, macro: str, macros: dict[str, str]) -> list[Difference]:
    """Build the days on both engines, compare."""
    model = "select span, {{{{ {}('first_day', 'last_day') }}}} as date_day from {{{{ source('given', 'spans') }}}}"
    on_duckdb = Scratch(folder / "duckdb", "duckdb", macro, {"days": model.format("each_day")}, ["spans"])
    on_spark = Scratch(folder / "spark", "spark", macro, {"days": model.format(macro)}, ["spans"], macros)
    for project in (on_duckdb, on_spark):
        project.give("spans", SPANS)
        assert project.build() == {"days": "success"}
    with duckdb.connect() as connection:
        one = attached(connection, "duckdb", on_duckdb.warehouse, macro)
        counted = connection.execute(
            f"select span, count(*) from {one.tables['days']} group by 1 order by 1"
        ).fetchall()
        assert counted == [("all", 21_915), ("month", 912), ("one", 1)]
        return differences(connection, one, parquet_folders("spark", spark_tables / f"{macro}.db"), may_be_empty={})


def test_both_engines_make_the_same_days(tmp_path: Path, spark_tables: Path) -> None:
    assert made(tmp_path, spark_tables, "each_day", {}) == []


def test_a_day_too_many_is_seen(tmp_path: Path, spark_tables: Path) -> None:
    name, text = MUTANT
    assert {difference.what for difference in made(tmp_path, spark_tables, name, {name: text})} == {"only in spark"}
