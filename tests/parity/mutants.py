"""One macro of Spark's is wrong, and the whole comparison sees it (`make parity-mutants`).

Belongs here: whole runs of a small company from a changed copy of the checkout, minutes each. Does not belong here: mutants that one macro
on its own shows (see `test_macros`). The name keeps the file out of the tests that are found by themselves.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.parity.comparison import attached, differences, report
from tests.parity.run import Prepared, Ran, copied_checkout, prepare, run

pytestmark = pytest.mark.spark

LEADS = 3_000
# File of macros/portable, what is changed in it, and a mart's column that must show it.
MUTANTS = {
    "seconds without their fraction": (
        "seconds_between.sql",
        "(cast(unix_micros({{ later }}) - unix_micros({{ earlier }}) as double) / 1000000)",
        "cast(unix_seconds({{ later }}) - unix_seconds({{ earlier }}) as double)",
        "fct_leads: column response_minutes",
    ),
    "texts joined from the last": (
        "joined.sql",
        "within group (order by {{ text }} asc nulls last)",
        "within group (order by {{ text }} desc nulls last)",
        "fct_deals: column failed_rules",
    ),
    "days in UTC": (
        "day_in_zone.sql",
        "cast(from_utc_timestamp({{ instant }}, {{ zone }}) as date)",
        "cast({{ instant }} as date)",
        "fct_deals: column closed_on",
    ),
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("prepared"), LEADS)


@pytest.fixture(scope="module")
def on_duckdb(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return run(prepared, tmp_path_factory.mktemp("duckdb") / "data", "duckdb")


def compared(one: Ran, other: Ran) -> str:
    with duckdb.connect() as connection:
        return report(
            differences(connection, *(attached(connection, side.engine, side.marts) for side in (one, other)))
        )


def test_a_copy_of_the_checkout_without_a_change_agrees(prepared: Prepared, on_duckdb: Ran, tmp_path: Path) -> None:
    on_spark = run(prepared, tmp_path / "data", "spark", copied_checkout(tmp_path / "checkout"))
    assert compared(on_duckdb, on_spark) == ""


@pytest.mark.parametrize(("file", "before", "after", "shown"), MUTANTS.values(), ids=MUTANTS)
def test_the_marts_show_a_wrong_macro(
    prepared: Prepared, on_duckdb: Ran, tmp_path: Path, file: str, before: str, after: str, shown: str
) -> None:
    checkout = copied_checkout(tmp_path / "checkout")
    macro = checkout / "dbt_project" / "macros" / "portable" / file
    text = macro.read_text(encoding="utf-8")
    assert text.count(before) == 1
    macro.write_text(text.replace(before, after), encoding="utf-8")
    on_spark = run(prepared, tmp_path / "data", "spark", checkout)
    assert f"\n{shown}: " in compared(on_duckdb, on_spark)
