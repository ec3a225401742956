"""A Salesforce org's export, end to end: conversion links and stage visits equal independent SQL over the files."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.settings import ROOT
from tests.company import Company
from tests.conftest import SALESFORCE

pytestmark = pytest.mark.shared
EXAMPLE = ROOT / "docs" / "examples" / "salesforce"
STAMP = "%m/%d/%y %I:%M %p"


@pytest.fixture(scope="module")
def salesforce(tmp_path_factory: pytest.TempPathFactory) -> Company:
    folder = tmp_path_factory.mktemp("salesforce")
    company = Company(
        folder / "data", EXAMPLE / "sources.yml", EXAMPLE / "agreement", {"SALESFORCE_EXPORT": str(SALESFORCE)}
    )
    company.run()
    return company


@pytest.fixture(scope="module")
def raw() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for file in SALESFORCE.glob("*.csv"):
        connection.execute(f"create view {file.stem} as select * from read_csv('{file}', all_varchar = true)")
    return connection


def test_leads_reach_the_deals_that_they_were_converted_to(salesforce: Company, raw: duckdb.DuckDBPyConnection) -> None:
    expected = raw.sql(
        """
        select 'salesforce:' || Lead.Id, 'salesforce:' || Opportunity.Id, StageName = 'Closed Won'
        from Lead inner join Opportunity on Lead.ConvertedOpportunityId = Opportunity.Id
        where Lead.IsConverted = 'TRUE' order by all
        """
    ).fetchall()
    assert len(expected) > 3
    assert (
        salesforce.marts("select lead_id, deal_id, is_won from marts.fct_leads where deal_id is not null order by all")
        == expected
    )
    assert salesforce.marts(
        "select lead_id, deal_id, match_rule from marts.fct_deals where lead_id is not null order by all"
    ) == [(lead, deal, "crm_link") for lead, deal, _ in expected]


def test_every_lead_and_every_opportunity_is_there(salesforce: Company, raw: duckdb.DuckDBPyConnection) -> None:
    for table, mart in (("Lead", "fct_leads"), ("Opportunity", "fct_deals")):
        [(expected,)] = raw.sql(f"select count(*) from {table}").fetchall()
        assert salesforce.marts(f"select count(*) from marts.{mart}") == [(expected,)]
    assert salesforce.marts("select count(*) from marts.rejected_rows") == [(0,)]


def test_stage_visits_are_those_of_the_history(salesforce: Company, raw: duckdb.DuckDBPyConnection) -> None:
    """A visit begins where the stage differs from the entry before; it ends where the next one begins."""
    expected = raw.sql(
        f"""
        with entries as (
            select OpportunityId, StageName, strptime(CreatedDate, '{STAMP}') as entered,
                lag(StageName) over (partition by OpportunityId order by strptime(CreatedDate, '{STAMP}')) as before
            from OpportunityHistory
        )
        select
            'salesforce:' || OpportunityId,
            row_number() over (partition by OpportunityId order by entered),
            StageName,
            entered,
            lead(entered) over (partition by OpportunityId order by entered)
        from entries where before is distinct from StageName order by 1, 2
        """
    ).fetchall()
    assert len(expected) > 40
    visits = (
        "select deal_id, visit_number, stage_name, entered_at, exited_at from marts.fct_deal_stage_visits order by 1, 2"
    )
    assert salesforce.marts(visits) == expected


def test_amounts_and_closing_days_are_those_of_the_file(salesforce: Company, raw: duckdb.DuckDBPyConnection) -> None:
    expected = raw.sql(
        """
        select 'salesforce:' || Id, StageName, cast(Amount as decimal(38, 2)), cast(Probability as double) / 100,
            case when IsClosed = 'TRUE' then cast(strptime(CloseDate, '%m/%d/%y') as date) end,
            case when IsClosed = 'FALSE' then cast(strptime(CloseDate, '%m/%d/%y') as date) end
        from Opportunity order by 1
        """
    ).fetchall()
    assert (
        salesforce.marts(
            """
            select deal_id, stage_name, amount, probability, closed_on, expected_close_date
            from marts.fct_deals order by 1
            """
        )
        == expected
    )


def test_deals_that_closed_before_they_were_created_are_flagged(
    salesforce: Company, raw: duckdb.DuckDBPyConnection
) -> None:
    expected = raw.sql(
        """
        select 'salesforce:' || Id from Opportunity
        where IsClosed = 'TRUE' and strptime(CloseDate, '%m/%d/%y') < strptime(CreatedDate, '%m/%d/%y') order by 1
        """
    ).fetchall()
    assert len(expected) > 10
    flagged = "select deal_id from marts.fct_deal_flags where rule_id = 'closed_before_created' order by 1"
    assert salesforce.marts(flagged) == expected
