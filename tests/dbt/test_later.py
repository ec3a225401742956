"""What comes later, or goes away, does not rewrite what was: versions of the agreement added afterwards, deleted leads and deals."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from orchestration.build import Build
from orchestration.extract import agreement
from tests.dbt.world import World, failed

NOON = datetime(2026, 1, 10, 12)


def test_a_version_that_was_added_later_counts_from_the_day_on_which_it_came(tmp_path: Path) -> None:
    world = World(tmp_path, as_of=datetime(2026, 6, 1), _agreed=True)
    agreement.land(world.agreement, Build("build-0", datetime(2026, 1, 10, tzinfo=UTC)), world.lake)
    brief = {"brief_id": "default", "scope_kind": "default", "scope_value": "", "specificity": 0}
    new = {"stage_id": "new", "position": 1, "is_closed": False, "is_won": False}
    world.agree(
        {
            "agreement_company": [
                {"time_zone": "UTC", "base_currency": "EUR", "fiscal_year_start_month": 1, "period": "quarter"}
            ],
            # both dated back to before they came; the first is one of the first agreement, the other is not
            "agreement_briefs": [
                {**brief, "version": 1, "valid_from": date(2025, 7, 1), "valid_to": date(2026, 2, 1)},
                {**brief, "version": 2, "valid_from": date(2026, 2, 1), "valid_to": date(2027, 1, 1)},
                {**brief, "version": 3, "valid_from": date(2027, 1, 1)},
            ],
            "agreement_stages": [
                {**new, "process_version": 1, "valid_from": date(2025, 7, 1)},
                {**new, "process_version": 2, "valid_from": date(2026, 2, 1)},
            ],
        },
        loaded_at=datetime(2026, 4, 10, 12),
    )
    world.land(
        {
            "leads": [
                {"lead_id": "L1", "created_at": datetime(2025, 8, 1)},
                {"lead_id": "L2", "created_at": datetime(2026, 4, 9)},
                {"lead_id": "L3", "created_at": datetime(2026, 4, 11)},
            ],
            "deals": [
                {"deal_id": "D1", "stage": "new", "created_at": date(2020, 1, 1)},
                {"deal_id": "D2", "stage": "new", "created_at": date(2026, 4, 9)},
                {"deal_id": "D3", "stage": "new", "created_at": date(2026, 4, 10)},
            ],
        }
    )
    assert failed(world.build()) == []
    assert world.query("select lead_id, brief_version from intermediate.int_leads_briefs order by 1") == [
        ("crm:L1", 1),
        ("crm:L2", 1),
        ("crm:L3", 2),
    ]
    assert world.query("select deal_id, process_version from marts.fct_deals order by 1") == [
        ("crm:D1", 1),
        ("crm:D2", 1),
        ("crm:D3", 2),
    ]
    versions = (
        "select brief_version, valid_from, in_force_from, in_force_to, is_current from marts.dim_brief order by 1"
    )
    assert world.query(versions) == [
        (1, date(2025, 7, 1), date(2025, 7, 1), date(2026, 4, 10), False),
        (2, date(2026, 2, 1), date(2026, 4, 10), date(2027, 1, 1), True),
        (3, date(2027, 1, 1), date(2027, 1, 1), None, False),
    ]


def test_deleted_leads_and_deals_take_no_revenue_and_stand_for_nothing(tmp_path: Path) -> None:
    world = World(tmp_path)
    won = {"stage": "Closed Won", "status": "won", "currency": "EUR", "closed_at": date(2026, 2, 1)}
    world.land(
        {
            "leads": [
                # both converted to one deal; the earlier one was deleted
                {"lead_id": "L22a", "created_at": NOON, "converted_deal_id": "D22", "is_deleted": True},
                {"lead_id": "L22b", "created_at": datetime(2026, 1, 11), "converted_deal_id": "D22"},
                # converted to a deal that is lost and deleted; another one was won
                {"lead_id": "L11", "created_at": NOON, "converted_deal_id": "D11"},
                # rejected, and its only deal is deleted
                {"lead_id": "L13", "created_at": NOON, "converted_deal_id": "D13", "status": "rejected"},
            ],
            "deals": [
                {"deal_id": "D22", "created_at": date(2026, 1, 12), "amount": Decimal(100), **won},
                {
                    "deal_id": "D11",
                    "created_at": date(2026, 1, 12),
                    "stage": "Lost",
                    "status": "lost",
                    "is_deleted": True,
                },
                {"deal_id": "D12", "created_at": date(2026, 1, 13), "amount": Decimal(40), "lead_id": "L11", **won},
                {"deal_id": "D13", "created_at": date(2026, 1, 12), "is_deleted": True, **won},
                # told by the deal that it was merged into
                {
                    "deal_id": "D14",
                    "created_at": date(2026, 1, 12),
                    "amount": Decimal(40),
                    "lead_id": "L11",
                    "merged_into_id": "D12",
                    **won,
                },
            ],
        },
        currency="EUR",
    )
    assert failed(world.build()) == []
    leads = "select lead_id, deal_id, sales_decision, is_won, revenue_base from marts.fct_leads order by lead_id"
    assert world.query(leads) == [
        ("crm:L11", "crm:D12", "accepted", True, Decimal(40)),
        ("crm:L13", None, "rejected", False, None),
        ("crm:L22a", "crm:D22", "accepted", True, None),
        ("crm:L22b", "crm:D22", "accepted", True, Decimal(100)),
    ]
    junk = "select is_junk_converted from intermediate.int_leads_signals where lead_id = 'crm:L13'"
    assert world.query(junk) == [(False,)]
    deleted = "select deal_id from marts.fct_deals where is_deleted order by 1"
    assert world.query(deleted) == [("crm:D11",), ("crm:D13",), ("crm:D14",)]
    judged = "select deal_id from intermediate.int_deals_signals where stage_is_known is not null order by 1"
    assert world.query(judged) == [("crm:D12",), ("crm:D22",)]
