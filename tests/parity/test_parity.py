"""DuckDB and Spark make the same marts of the same lake, on the demo company and a company out to part them (`make parity`).

Beside the marts, which must agree in everything and have rows, the private tables that they are made from are compared, so that a
difference is told where it begins.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.parity.comparison import EXEMPT, attached, differences, parquet_folders, report
from tests.parity.run import Ran, prepare, run
from tests.test_demo import MODELS, excuse

pytestmark = pytest.mark.spark

LEADS = 20_000
# In the order in which they are made. `predictions` joins them when there are some.
SCHEMAS = ("reference", "identity", "intermediate", "quality", "marts")
PRIVATE = EXEMPT | {
    "load_id": "names the load of a run's own, and no two runs have one name",
    "run.run_id": "names the run",
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Ran]:
    """Both engines' runs of the same two deliveries."""
    folder = tmp_path_factory.mktemp("parity")
    prepared = prepare(folder / "prepared", LEADS)
    return run(prepared, folder / "duckdb", "duckdb"), run(prepared, folder / "spark", "spark")


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("set timezone = 'UTC'")
        yield opened


def may_be_empty() -> dict[str, str]:
    """The marts that have no rows on the demo, with the reason that their yml gives."""
    return {name: why for name, model in MODELS.items() if (why := excuse(model)) is not None}


def test_every_mart_is_the_same_on_both_and_has_rows(
    ran: tuple[Ran, Ran], connection: duckdb.DuckDBPyConnection
) -> None:
    one, other = (attached(connection, side.engine, side.marts) for side in ran)
    assert sorted(one.tables) == sorted(MODELS)
    found = differences(connection, one, other, may_be_empty=may_be_empty())
    assert not found, report(found)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_private_tables_are_the_same_on_both(
    ran: tuple[Ran, Ran], connection: duckdb.DuckDBPyConnection, schema: str
) -> None:
    on_duckdb, on_spark = ran
    one = attached(connection, "duckdb", on_duckdb.warehouse, schema)
    other = parquet_folders("spark", on_spark.warehouse / f"{schema}.db")
    found = differences(connection, one, other, exempt=PRIVATE)
    assert not found, report(found)


def test_a_record_of_the_files_and_its_flag_are_in_the_marts_that_spark_made(
    ran: tuple[Ran, Ran], connection: duckdb.DuckDBPyConnection
) -> None:
    """As `together` wrote it, with an address at a disposable domain."""
    files = (ran[1].warehouse / "marts.db" / name / "*.parquet" for name in ("fct_leads", "fct_lead_flags"))
    leads, flags = (f"read_parquet('{each}')" for each in files)
    found = connection.execute(
        f"select country_code, cast(delivered_at as varchar), observed from {leads} join {flags} using (lead_id) "
        "where vendor = 'Own Record Ltd' and rule_id = 'email_disposable' and resolved_at is null"
    ).fetchall()
    assert found == [("NO", "2026-05-20 12:00:00", "a throw-away address")]


def test_the_company_is_as_odd_as_it_is_meant_to_be(
    ran: tuple[Ran, Ran], connection: duckdb.DuckDBPyConnection
) -> None:
    """Equal marts prove little where nothing odd reached them."""
    side = attached(connection, "duckdb", ran[0].warehouse, "intermediate")
    leads, deals = side.tables["int_leads_unified"], side.tables["int_deals_unified"]
    questions = {
        "sources": f"select count(distinct source) from {leads}",
        "tombstones": f"select count(*) from {leads} where is_tombstone",
        "late versions": f"select count(*) from {deals} where is_late",
        "corrections": f"select count(*) from {side.tables['int_leads_states']} where state = 'current'",
        "merged deals": f"select count(*) from {deals} where merged_into_id is not null",
        "leads without anything": f"select count(*) from {leads} where coalesce(email, phone, status, country) is null",
        "letters beyond the basic plane": f"select count(*) from {leads} where regexp_matches(region, '[\\x{{10000}}-\\x{{10ffff}}]')",
        "line breaks": f"select count(*) from {leads} where contains(region, chr(10))",
        "microseconds": f"select count(*) from {leads} where epoch_us(delivered_at) % 1000000 = 1",
        "amounts that no double holds": f"select count(*) from {deals} where abs(amount) > 9007199254740992",
        "amounts below zero": f"select count(*) from {deals} where amount < 0",
        "unmapped stages": f"select count(*) from {side.tables['int_deals_current']} where stage_id is null",
        "hashed keys": f"select count(*) from {leads} where lead_id like 'odd:hmac-%'",
    }
    found = {what: connection.execute(sql).fetchall()[0][0] for what, sql in questions.items()}
    assert found.pop("sources") == 3
    assert [what for what, count in found.items() if not count] == []
    rejected = connection.execute(
        "select count(*) from duckdb.marts.rejected_rows where source in ('odd', 'late')"
    ).fetchall()
    assert rejected[0][0] > 100
