"""What stands: deals by team, data by table, scopes of audiences, words, and what cannot be judged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from expectations.agreement.routing import RoutedScope
from orchestration.alert.findings import EVERYTHING, standing
from orchestration.alert.found import Record, Standing
from orchestration.warehouse import open_warehouse
from tests.alert.world import Row, build, deal, deal_flag, flag, lead, warehouse

NOW = build(1).id


def stands(file: Path, scope: RoutedScope = EVERYTHING, build_id: str = NOW) -> Standing:
    with open_warehouse(file, read_only=True) as opened:
        return standing(opened, build_id, date(2026, 3, 1), "Europe/Berlin", scope)


def check(
    expectation: str,
    success: bool,
    asset: str = "intermediate.int_deals_unified",
    build_id: str = NOW,
    suite: str = "raw",
) -> Row:
    return {
        "build_id": build_id, "suite": suite, "expectation": expectation, "asset": asset, "severity": "soft", "success": success,
        "unexpected_count": 0 if success else 2,
    }  # fmt: skip


def test_a_finding_on_leads(tmp_path: Path) -> None:
    leads = [lead(number, day=number, campaign_id=f"crm:C{number % 2}") for number in range(1, 7)]
    file = warehouse(
        tmp_path / "w.duckdb",
        int_leads_states=leads,
        lead_flags=[flag(number) for number in (2, 3, 4, 5, 6)],
        int_campaigns_unified=[
            {"campaign_id": "crm:C0", "name": "Spring", "is_latest": True},
            {"campaign_id": "crm:C0", "name": "Autumn", "is_latest": False},
        ],
        fct_leads=[{"lead_id": "crm:L-006", "record_url": "https://crm.example.com/L-006"}, {"lead_id": "crm:L-005"}],
    )
    found = stands(file)
    [finding] = found.findings
    assert found.totals == {"leads": 6, "deals": 0}
    assert (finding.subject, finding.rule_id, finding.scope_kind, finding.scope_value) == (
        "leads", "email_disposable", "vendor", "Brightleads",
    )  # fmt: skip
    assert (finding.severity, finding.records, finding.population, finding.since_on) == ("hard", 5, 5, date(2026, 2, 2))
    assert finding.campaign == ("Spring", 3)
    assert finding.examples == (
        Record("crm:L-006", "https://crm.example.com/L-006"), Record("crm:L-005", None), Record("crm:L-004", None),
    )  # fmt: skip
    assert (finding.says, finding.remedy) == (
        "No lead gives a throw-away e-mail address.", "Return the lead; refuse throw-away domains in the form.",
    )  # fmt: skip


def test_deals_are_gathered_by_the_team_of_their_owner(tmp_path: Path) -> None:
    owners = [
        {"owner_id": "crm:ada", "team": "North", "is_latest": True, "is_tombstone": False},
        {"owner_id": "crm:ada", "team": "South", "is_latest": False, "is_tombstone": False},
    ]
    deals = [deal(1), deal(2), deal(3), deal(4, owner="crm:ben"), deal(5, is_deleted=True)]
    flags = [deal_flag(1), deal_flag(2), deal_flag(4), deal_flag(5)]
    found = stands(
        warehouse(tmp_path / "w.duckdb", int_owners_unified=owners, int_deals_current=deals, deal_flags=flags)
    )
    assert [
        (finding.scope_kind, finding.scope_value, finding.records, finding.population, finding.since_on)
        for finding in found.findings
    ] == [("source", "crm", 1, 1, date(2026, 2, 21)), ("team", "North", 2, 3, date(2026, 2, 21))]  # the day in Berlin


def test_a_clause_speaks_in_the_words_of_its_latest_version(tmp_path: Path) -> None:
    clauses = [
        {
            "clause_id": "our_countries",
            "brief_version": version,
            "says": f"Version {version}.",
            "remedy": f"Remedy {version}.",
        }
        for version in (2, 1)
    ]
    file = warehouse(
        tmp_path / "w.duckdb",
        int_leads_states=[lead(1)],
        lead_flags=[flag(1, "clause_our_countries")],
        int_lead_clauses=clauses,
    )
    [finding] = stands(file).findings
    assert (finding.says, finding.remedy) == ("Version 2.", "Remedy 2.")


def test_failed_checks_and_unreadable_rows(tmp_path: Path) -> None:
    file = warehouse(
        tmp_path / "w.duckdb",
        check_results=[
            check("deals_product_id_known", False),
            check("deals_owner_id_known", True),
            check("x", False, suite="deals"),
        ],
        int_deals_unified=[{"deal_id": str(number)} for number in range(7)],
        int_rejected_rows_open=[
            {"source": "crm", "table_name": "leads", "reject_key": key, "column_name": column}
            for key, column in (("a", "email"), ("a", "phone"), ("b", "email"))
        ],
        stg_leadline__ledger=[
            {"source": "crm", "table_name": "leads", "fetched": fetched, "load_id": load}
            for load, fetched in (("1", 50), ("2", 60), ("3", 0))
        ],
    )
    found = stands(file)
    assert [
        (finding.rule_id, finding.scope_value, finding.severity, finding.records, finding.population)
        for finding in found.findings
    ] == [
        ("deals_product_id_known", "intermediate.int_deals_unified", "soft", 2, 7),
        ("rejected_rows", "crm leads", "hard", 2, 60),
    ]
    assert found.findings[0].says == "Where a source delivers products, product_id of deals names one of them."


def test_a_check_that_did_not_run_is_not_known_to_be_fine(tmp_path: Path) -> None:
    before = build(0).id
    file = warehouse(
        tmp_path / "w.duckdb",
        check_results=[
            check("deals_product_id_known", False, build_id=before),
            check("leads_owner_id_known", False, "intermediate.int_leads_unified", before),
            check("gone", False, "intermediate.int_leads_unified", before),
            check("leads_owner_id_known", True, "intermediate.int_leads_unified"),
        ],
    )
    found = {finding.rule_id: finding for finding in stands(file, build_id=before).findings}
    now = stands(file)
    assert now.findings == []
    judged = {
        rule_id: now.would_find({"subject": "data", "rule_id": rule_id, "incident_id": finding.incident_id})
        for rule_id, finding in found.items()
    }
    assert judged == {"deals_product_id_known": False, "leads_owner_id_known": True, "gone": True}


def test_a_subject_whose_tables_are_missing_is_not_judged(tmp_path: Path) -> None:
    file = warehouse(tmp_path / "w.duckdb", int_leads_states=[lead(1)], lead_flags=[flag(1)])
    with duckdb.connect(str(file)) as connection:
        for table in (
            "quality.deal_flags",
            "marts.fct_leads",
            "intermediate.int_campaigns_unified",
            "quality.check_results",
        ):
            connection.execute(f"drop table {table}")
    found = stands(file)
    assert list(found.judged) == ["leads"]
    assert [finding.records for finding in found.findings] == [1]


@pytest.mark.parametrize(
    ("scope", "leads", "deals"),
    [
        pytest.param({"vendors": ["brightleads"]}, ["L-001", "L-002"], ["D-001", "D-002"], id="a vendor, in any case"),
        pytest.param({"campaigns": ["C1"]}, ["L-001"], ["D-001"], id="a campaign by its own id"),
        pytest.param({"campaigns": ["crm:C1", "C2"]}, ["L-001", "L-003"], ["D-001"], id="two campaigns"),
        pytest.param(
            {"owners": ["ada"], "channels": ["event"]}, ["L-003"], ["D-002"], id="an owner's leads of a channel"
        ),
        pytest.param({"owners": ["nobody"]}, [], [], id="nobody's"),
    ],
)
def test_the_scope_of_an_audience(tmp_path: Path, scope: dict, leads: list[str], deals: list[str]) -> None:
    file = warehouse(
        tmp_path / "w.duckdb",
        int_leads_states=[
            lead(1, campaign_id="crm:C1", owner_id="crm:ben"),
            lead(2, owner_id="crm:ada"),
            lead(3, "LeadHub", channel="event", campaign_id="crm:C2", owner_id="crm:ada"),
        ],
        lead_flags=[flag(1), flag(2), flag(3)],
        int_deals_current=[deal(1, "crm:ben", campaign_id="crm:C1"), deal(2, channel="event")],
        deal_flags=[deal_flag(1), deal_flag(2)],
    )
    found = stands(file, RoutedScope(**scope))
    names = {
        subject: sorted(
            record.id.removeprefix("crm:")
            for finding in found.findings if finding.subject == subject for record in finding.examples
        )
        for subject in ("leads", "deals")
    }  # fmt: skip
    assert names == {"leads": leads, "deals": deals}
    assert found.totals["leads"] == len(leads)
