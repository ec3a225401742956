"""The gate on hand-made marts: a set that fits together passes, and each way of not fitting blocks."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from expectations import marts
from orchestration.check.engine import judge
from orchestration.warehouse import Place

# One lead that brought a won deal, one that brought nothing; one deal without a lead; a flag on each; the columns that the gate reads.
SETS = """
create schema marts; create schema intermediate; create schema quality; create schema staging; create schema reference;
create table reference.run as select 'now' as build_id;
create table intermediate.int_leads_unified as select * from (values ('crm:1'), ('crm:1'), ('crm:2')) as v (lead_id);
create table intermediate.int_deals_unified as
    select * from (values ('crm:A', 100.00, true), ('crm:A', 90.00, false), ('crm:B', 50.00, true)) as v (deal_id, amount, is_latest);
create table marts.fct_leads as
    select *, false as is_test, false as is_deleted
    from (values ('crm:1', 'conforming', 'crm:A', 100.00), ('crm:2', 'no_brief', null, null))
    as v (lead_id, verdict, deal_id, revenue_base);
create table marts.fct_deals as
    select * from (values ('crm:A', 'crm:1', 'won', 100.00, 100.00, false), ('crm:B', null, 'open', 50.00, 50.00, false))
    as v (deal_id, lead_id, status, amount, amount_base, is_deleted);
create table marts.mart_lead_to_revenue as
    select * from (values ('crm:1', 100.00), ('crm:2', null)) as v (lead_id, revenue_base);
create table marts.fct_lead_flags as select 'crm:2' as lead_id, 'email_invalid' as rule_id, 'soft' as severity;
create table marts.fct_deal_flags as select 'crm:B' as deal_id, 'stage_unknown' as rule_id, 'hard' as severity;
create table quality.lead_flags as select * from marts.fct_lead_flags;
create table quality.deal_flags as select * from marts.fct_deal_flags;
create table marts.fct_deal_stage_visits as select 'crm:A' as deal_id, 1 as visit_number;
create table intermediate.int_campaign_spend_current as
    select * from (values
        ('crm:K', date '2020-01-05', 20.00), ('crm:K', date '2020-02-05', 10.00), ('crm:K', date '2020-02-06', 20.00)
    ) as v (campaign_id, spent_on, cost_base);
create table marts.mart_source_quality as
    select *, 0 as non_conforming, 0 as unknown, 0 as rejected
    from (values
        ('crm:K', date '2020-01-01', null, null, 1, 1, 0, 1, 0, 1, 100.00, 1, 0, 20.00),
        ('crm:K', date '2020-02-01', null, null, 0, 0, 0, 0, 0, 0, 0.00, 2, 0, 30.00),
        (null, date '2020-01-01', 'V', null, 1, 0, 1, 0, 1, 0, 0.00, 0, 0, null)
    ) as v (
        campaign_id, month, vendor, channel, delivered, conforming, no_brief, accepted, pending, deals, revenue_base, spend_days,
        spend_days_without_rate, cost_base
    );
create table marts.mart_brief_scorecard as
    select *, 1 as delivered, 1 as conforming, 0 as non_conforming, 0 as unknown, 0 as accepted, 1 as rejected, 0 as pending
    from (values
        ('all', date '2020-01-01', date '2020-01-27'), ('all', date '2020-02-01', date '2020-01-27')
    ) as v (brief_id, period_start, week_start);
create table marts.mart_brief_shares as
    select * from (values ('all', date '2020-01-01', 1, 2, 1, 1), ('all', date '2020-01-01', 2, 2, 0, 0))
    as v (brief_id, period_start, share_id, counted, with_value, without_any);
create table marts.mart_lead_disputes as select 'crm:1' as lead_id;
create table marts.mart_freshness as
    select * from (values ('crm', 'leads'), ('crm', 'deals'), ('shop', 'leads')) as v (source, table_name);
create table staging.stg_leadline__ledger as
    select * from (values ('now', 'crm', 'leads', 10, 1, 2, 3, 3, 1), ('before', 'crm', 'leads', 99, 1, 2, 3, 3, 1))
    as v (build_id, source, table_name, fetched, new, updated, unchanged, duplicate, rejected);
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "leadline.duckdb"
    change(file, SETS)
    return file


def change(file: Place, sql: str) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute(sql)


def failed(file: Path) -> dict[str, str]:
    return {outcome.rule.id: outcome.rule.severity for outcome in judge(file, marts.SUITES) if not outcome.success}


def test_a_set_that_fits_together_passes_and_leads_without_a_brief_are_news(file: Path) -> None:
    assert failed(file) == {"leads_have_a_brief": "soft"}


def test_a_company_without_leads_passes(file: Path) -> None:
    change(
        file,
        """
        delete from intermediate.int_leads_unified; delete from marts.fct_leads; delete from marts.mart_lead_to_revenue;
        delete from marts.fct_lead_flags; delete from quality.lead_flags; update marts.fct_deals set lead_id = null;
        delete from marts.mart_brief_scorecard; delete from marts.mart_brief_shares; delete from marts.mart_lead_disputes;
        delete from marts.mart_source_quality; delete from intermediate.int_campaign_spend_current;
        """,
    )
    assert failed(file) == {}


@pytest.mark.parametrize(
    ("sql", "blocked"),
    [
        ("insert into marts.fct_deal_stage_visits values ('crm:A', 1)", {"fct_deal_stage_visits_grain"}),
        ("insert into intermediate.int_leads_unified values ('crm:3')", {"leads_in_leads_out"}),
        ("insert into intermediate.int_deals_unified values ('crm:C', 0, true)", {"deals_in_deals_out"}),
        ("update marts.fct_deals set amount = amount + 0.01 where deal_id = 'crm:B'", {"amounts_in_amounts_out"}),
        (
            "update marts.mart_lead_to_revenue set revenue_base = 99.99 where lead_id = 'crm:1'",
            {"revenue_of_leads_is_revenue_of_their_deals"},
        ),
        ("update marts.fct_leads set verdict = 'bad' where lead_id = 'crm:1'", {"verdict_is_a_verdict"}),
        ("update marts.fct_leads set verdict = null where lead_id = 'crm:1'", {"every_lead_is_judged"}),
        ("update marts.fct_leads set deal_id = 'crm:Z' where lead_id = 'crm:2'", {"fct_leads_deal_id_known"}),
        ("update marts.fct_deals set lead_id = 'crm:9' where deal_id = 'crm:B'", {"fct_deals_lead_id_known"}),
        (
            "insert into marts.mart_source_quality select * from marts.mart_source_quality where campaign_id is null",
            {"mart_source_quality_grain", "source_quality_leads_add_up"},
        ),
        (
            "update marts.mart_source_quality set month = date '2020-01-01' where delivered = 0",
            {"mart_source_quality_grain"},
        ),
        ("update marts.mart_source_quality set month = null where vendor = 'V'", {"mart_source_quality_month_filled"}),
        ("update marts.fct_leads set is_test = true where lead_id = 'crm:2'", {"source_quality_leads_add_up"}),
        (
            "update marts.mart_source_quality set revenue_base = 99.99 where conforming = 1",
            {"source_quality_revenues_add_up"},
        ),
        ("update marts.mart_source_quality set deals = 2 where conforming = 1", {"source_quality_deals_add_up"}),
        (
            "insert into intermediate.int_campaign_spend_current values ('crm:K', date '2020-02-07', 0)",
            {"source_quality_days_of_spending_add_up"},
        ),
        ("update marts.mart_source_quality set cost_base = 31 where delivered = 0", {"source_quality_costs_add_up"}),
        ("update marts.mart_source_quality set no_brief = 0 where vendor = 'V'", {"source_quality_splits_add_up"}),
        ("update marts.mart_source_quality set pending = 0 where vendor = 'V'", {"source_quality_splits_add_up"}),
        (
            "insert into marts.mart_brief_scorecard select * from marts.mart_brief_scorecard limit 1",
            {"mart_brief_scorecard_grain"},
        ),
        ("update marts.mart_brief_scorecard set conforming = 0", {"scorecard_splits_add_up"}),
        ("update marts.mart_brief_scorecard set pending = 1", {"scorecard_splits_add_up"}),
        ("update marts.mart_brief_shares set share_id = 1", {"mart_brief_shares_grain"}),
        ("update marts.mart_brief_shares set with_value = 2 where share_id = 1", {"shares_are_of_leads_that_count"}),
        ("insert into marts.mart_lead_disputes values ('crm:1')", {"mart_lead_disputes_grain"}),
        ("update marts.mart_lead_disputes set lead_id = 'crm:9'", {"mart_lead_disputes_lead_id_known"}),
        ("insert into marts.mart_freshness values ('crm', 'leads')", {"mart_freshness_grain"}),
        ("delete from marts.fct_lead_flags", {"lead_flags_in_lead_flags_out"}),
        ("update marts.fct_deal_flags set severity = 'bad'", {"deal_flags_severity"}),
        (
            "update staging.stg_leadline__ledger set fetched = 11 where build_id = 'now'",
            {"ledger_adds_up"},
        ),
    ],
    ids=lambda value: value[:60] if isinstance(value, str) else None,
)
def test_what_does_not_fit_together_blocks(file: Path, sql: str, blocked: set[str]) -> None:
    change(file, sql)
    assert {rule for rule, severity in failed(file).items() if severity == "blocking"} == blocked


@pytest.mark.parametrize(
    ("sql", "rule", "found"),
    [
        ("insert into intermediate.int_leads_unified values ('crm:3')", "leads_in_leads_out", "2, expected 3"),
        ("update marts.fct_deals set amount = null", "amounts_in_amounts_out", "0.00, expected 150.00"),
        (
            "update marts.mart_lead_to_revenue set revenue_base = 99.99 where lead_id = 'crm:1'",
            "revenue_of_leads_is_revenue_of_their_deals",
            "99.99, expected 100.00",
        ),
        ("insert into marts.fct_deal_stage_visits values ('crm:A', 1)", "fct_deal_stage_visits_grain", "1 row"),
        ("update marts.fct_leads set verdict = null", "every_lead_is_judged", "2 rows"),
    ],
    ids=["leads", "amounts", "revenue", "a row", "rows"],
)
def test_what_blocks_says_what_was_found(file: Path, sql: str, rule: str, found: str) -> None:
    change(file, sql)
    assert {outcome.rule.id: outcome.found for outcome in judge(file, marts.SUITES)}[rule] == found


def test_a_status_that_is_no_status_is_news_of_the_deal_and_not_of_the_gate(file: Path) -> None:
    change(file, "update marts.fct_deals set status = 'handshake' where deal_id = 'crm:B'")
    assert failed(file) == {"leads_have_a_brief": "soft"}


def test_visits_of_a_deal_that_was_not_delivered_are_news(file: Path) -> None:
    change(file, "insert into marts.fct_deal_stage_visits values ('crm:Z', 1)")
    assert failed(file) == {"leads_have_a_brief": "soft", "fct_deal_stage_visits_deal_id_known": "soft"}


def test_a_cost_without_a_rate_is_news_and_the_rest_of_its_month_is_not_the_cost(file: Path) -> None:
    change(
        file,
        """
        update intermediate.int_campaign_spend_current set cost_base = null where spent_on = date '2020-02-06';
        update marts.mart_source_quality set cost_base = null, spend_days_without_rate = 1 where delivered = 0;
        """,
    )
    assert failed(file) == {"leads_have_a_brief": "soft", "costs_are_converted": "soft"}
    change(file, "update marts.mart_source_quality set cost_base = 10 where delivered = 0")
    assert failed(file)["source_quality_costs_add_up"] == "blocking"
