"""Maven's CRM opportunities, end to end: what anyone can compute with one SQL over the zip equals the marts."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import ROOT
from tests.company import Company
from tests.conftest import MAVEN

pytestmark = pytest.mark.shared
EXAMPLE = ROOT / "docs" / "examples" / "maven"


@pytest.fixture(scope="module")
def maven(tmp_path_factory: pytest.TempPathFactory) -> Company:
    folder = tmp_path_factory.mktemp("maven")
    company = Company(folder / "data", EXAMPLE / "sources.yml", EXAMPLE / "agreement", {"MAVEN_ZIP": str(MAVEN)})
    company.run()
    return company


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """The zip's tables by their own names, all text."""
    folder = tmp_path_factory.mktemp("raw")
    with zipfile.ZipFile(MAVEN) as archive:
        archive.extractall(folder)
    connection = duckdb.connect()
    for file in folder.rglob("*.csv"):
        connection.execute(f"create view {file.stem} as select * from read_csv('{file}', all_varchar = true)")
    return connection


def test_every_opportunity_is_a_deal_and_the_ledger_adds_up(maven: Company, raw: duckdb.DuckDBPyConnection) -> None:
    [(opportunities,)] = raw.sql("select count(*) from sales_pipeline").fetchall()
    assert opportunities == 8800
    assert maven.marts("select count(*), count(distinct deal_id) from marts.fct_deals") == [
        (opportunities, opportunities)
    ]
    assert maven.warehouse(
        """
        select table_name, fetched, new, updated, unchanged, duplicate, rejected
        from staging.stg_leadline__ledger where table_name = 'deals'
        """
    ) == [("deals", 8800, 8800, 0, 0, 0, 0)]


def test_won_count_and_amount_by_quarter(maven: Company, raw: duckdb.DuckDBPyConnection) -> None:
    expected = raw.sql(
        """
        select date_trunc('quarter', cast(close_date as date)), count(*), sum(cast(close_value as decimal(38, 2)))
        from sales_pipeline where deal_stage = 'Won' group by all order by all
        """
    ).fetchall()
    assert len(expected) == 4
    assert (
        maven.marts(
            """
            select date_trunc('quarter', closed_on), count(*), sum(amount)
            from marts.fct_deals where status = 'won' group by all order by all
            """
        )
        == expected
    )
    assert maven.marts("select sum(amount_base) from marts.fct_deals where status = 'won'") == [
        (sum(amount for _, _, amount in expected),)
    ]


def test_won_count_and_amount_by_agent(maven: Company, raw: duckdb.DuckDBPyConnection) -> None:
    expected = raw.sql(
        """
        select sales_agent, regional_office, manager, count(*), sum(cast(close_value as decimal(38, 2)))
        from sales_pipeline inner join sales_teams using (sales_agent)
        where deal_stage = 'Won' group by all order by all
        """
    ).fetchall()
    assert len(expected) == 30
    assert (
        maven.marts(
            """
            select owners.name, owners.team, managers.name, count(*), sum(deals.amount)
            from marts.fct_deals as deals
            inner join marts.dim_owner as owners on deals.owner_id = owners.owner_id and owners.is_current
            left join marts.dim_owner as managers on owners.manager_id = managers.owner_id and managers.is_current
            where deals.status = 'won' group by all order by all
            """
        )
        == expected
    )


def test_agents_who_never_sold_are_owners_all_the_same(maven: Company, raw: duckdb.DuckDBPyConnection) -> None:
    idle = raw.sql(
        "select sales_agent from sales_teams anti join sales_pipeline using (sales_agent) order by 1"
    ).fetchall()
    assert len(idle) == 5
    assert (
        maven.marts(
            """
            select name from marts.dim_owner as owners
            where is_current and role = 'agent' and owner_id not in (select owner_id from marts.fct_deals) order by 1
            """
        )
        == idle
    )


def test_products_that_match_none_are_flagged_deal_by_deal(maven: Company, raw: duckdb.DuckDBPyConnection) -> None:
    expected = raw.sql(
        """
        select opportunity_id, product from sales_pipeline
        where product not in (select product from products) order by all
        """
    ).fetchall()
    assert {product for _, product in expected} == {"GTXPro"}
    flags = "select deal_id, observed from marts.fct_deal_flags where rule_id = 'product_unknown' order by all"
    flagged = maven.marts(flags)
    assert [deal.removeprefix("maven:") for deal, _ in flagged] == [deal for deal, _ in expected]
    assert {observed for _, observed in flagged} == {"maven:GTXPro"}


def test_stages_and_states_are_those_of_the_file(maven: Company, raw: duckdb.DuckDBPyConnection) -> None:
    expected = raw.sql(
        """
        select deal_stage, case deal_stage when 'Won' then 'won' when 'Lost' then 'lost' else 'open' end, count(*)
        from sales_pipeline group by all order by all
        """
    ).fetchall()
    assert maven.marts("select stage_name, status, count(*) from marts.fct_deals group by all order by all") == expected
    assert maven.marts("select count(*) from marts.fct_deals where stage_id is null") == [(0,)]


def test_only_rules_that_apply_speak(maven: Company, raw: duckdb.DuckDBPyConnection) -> None:
    """Maven has no reasons, probabilities, leads or history: no rule on those says anything."""
    [(lost_amounts,)] = raw.sql(
        "select count(*) from sales_pipeline where deal_stage = 'Won' and coalesce(cast(close_value as double), 0) <= 0"
    ).fetchall()
    assert lost_amounts == 0
    [(backwards,)] = raw.sql("select count(*) from sales_pipeline where close_date < engage_date").fetchall()
    assert backwards == 0
    assert maven.marts("select distinct rule_id from marts.fct_deal_flags order by 1") == [("product_unknown",)]
    assert maven.marts("select count(*) from marts.fct_leads") == [(0,)]


def test_a_second_run_on_the_same_input_adds_no_row_and_changes_no_mart_and_so_does_a_rebuilt_warehouse(
    maven: Company,
) -> None:
    marts, rows = maven.every_mart(), maven.lake_rows()
    assert maven.run().stdout.count("v0002") >= 1
    assert maven.every_mart() == marts
    again = maven.lake_rows()
    assert {table: count for table, count in again.items() if not table.startswith("leadline/")} == {
        table: count for table, count in rows.items() if not table.startswith("leadline/")
    }
    shutil.rmtree(maven.data / "warehouse")
    maven.run()
    assert maven.every_mart() == marts
    assert Path(maven.data / "publish" / "current").readlink() == Path("v0003")
