"""The three passes on a small world in a real lake: every figure here is counted by hand from the rows beside it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.lake import OWN
from tests.dbt.world import World, failed

JANUARY = datetime(2026, 1, 15)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two sources: `crm`, delivered twice, and `shop`, which has a lead with the same key and little else."""
    world = World(tmp_path_factory.mktemp("world"), as_of=datetime(2026, 3, 1))
    world.land(
        {
            "leads": [
                {
                    "lead_id": "L1",
                    "email": "Anna@acme.com",
                    "country": "Germany",
                    "status": "new",
                    "channel": "event",
                    "created_at": datetime(2026, 1, 5, 9),
                },
                {
                    "lead_id": "L2",
                    "email": "not an address",
                    "country": "Germany",
                    "status": "rejected",
                    "channel": "radio",
                    "created_at": date(2026, 1, 6),
                },
            ],
            "deals": [{"deal_id": "D1", "stage": "Prospecting", "created_at": date(2026, 1, 10)}],
            "owners": [{"owner_id": "O1", "name": "Olga", "team": "East"}],
        },
        loaded_at=JANUARY,
        currency="EUR",
        record_url="https://crm.example.com/{entity}/{id}",
    )
    world.land(
        {
            "leads": [
                # converted since, and the address was corrected
                {
                    "lead_id": "L1",
                    "email": "anna@acme.org",
                    "country": "Germany",
                    "status": "converted",
                    "channel": "event",
                    "created_at": datetime(2026, 1, 5, 9),
                    "converted_deal_id": "D1",
                    "converted_contact_id": "C1",
                },
                # gone from the delivery
                {
                    "lead_id": "L2",
                    "email": "not an address",
                    "country": "Germany",
                    "status": "rejected",
                    "channel": "radio",
                    "created_at": date(2026, 1, 6),
                    "is_tombstone": True,
                },
            ],
            "contacts": [{"contact_id": "C1", "email": "anna@acme.org", "account_id": "A1", "country": "Germany"}],
            "accounts": [{"account_id": "A1", "name": "Acme", "country": "Germany"}],
            "deals": [
                {
                    "deal_id": "D1",
                    "stage": "Closed Won",
                    "created_at": date(2026, 1, 10),
                    "closed_at": date(2026, 2, 20),
                    "amount": Decimal("100.50"),
                    "currency": "EUR",
                    "contact_id": "C1",
                    "owner_id": "O1",
                    "product_id": "P1",
                },
                {
                    "deal_id": "D2",
                    "stage": "Daydreaming",
                    "created_at": date(2026, 2, 1),
                    "closed_at": date(2026, 2, 10),
                    "amount": Decimal("7"),
                    "currency": "USD",
                },
            ],
            "deal_stage_history": [
                {
                    "deal_id": "D1",
                    "stage": "Prospecting",
                    "entered_at": datetime(2026, 1, 10, 8),
                    "expected_close_date": date(2026, 1, 31),
                },
                {
                    "deal_id": "D1",
                    "stage": "Prospecting",
                    "entered_at": datetime(2026, 1, 20, 8),
                    "expected_close_date": date(2026, 2, 28),
                },
                {
                    "deal_id": "D1",
                    "stage": "Closed Won",
                    "entered_at": datetime(2026, 2, 20, 20),
                    "expected_close_date": date(2026, 2, 20),
                },
                {"deal_id": "D9", "stage": "Prospecting", "entered_at": datetime(2026, 2, 20, 20)},
            ],
            "products": [{"product_id": "P1", "name": "Pump"}],
            "owners": [{"owner_id": "O1", "name": "Olga", "team": "North"}],
        },
        loaded_at=datetime(2026, 3, 1),
        currency="EUR",
        record_url="https://crm.example.com/{entity}/{id}",
    )
    world.land(
        {
            "leads": [
                {"lead_id": "L1", "first_name": "Test", "last_name": "Meier"},
                {"lead_id": "hmac-0a1b", "first_name": "Jo"},
            ]
        },
        "shop",
    )
    rejects = {"source": "crm", "table_name": "deals", "file": "deals.csv", "reason": "not a number", "raw_row": "{}"}
    world.record(
        "rejected_rows",
        [
            {
                **rejects,
                "line": 5,
                "column_name": "amount",
                "raw_value": "12,x",
                "is_personal": False,
                "reject_key": "1",
                "event": "opened",
            },
            {
                **rejects,
                "line": 6,
                "column_name": "amount",
                "raw_value": "1-",
                "is_personal": False,
                "reject_key": "2",
                "event": "opened",
            },
            {
                **rejects,
                "line": 7,
                "column_name": "contact_id",
                "raw_value": "Jo",
                "is_personal": True,
                "reject_key": "3",
                "event": "opened",
            },
            {
                **rejects,
                "line": 8,
                "column_name": None,
                "raw_value": "a;b;c",
                "is_personal": False,
                "reject_key": "4",
                "event": "opened",
            },
        ],
        loaded_at=JANUARY,
    )
    world.record(
        "rejected_rows",
        [{**rejects, "line": 5, "column_name": "amount", "is_personal": False, "reject_key": "1", "event": "closed"}],
    )
    # Loaded after the default agreement that every world has: it alone counts.
    process = {"process_version": 1, "valid_from": date(2026, 1, 1)}
    world.agree(
        {
            "agreement_company": [
                {"time_zone": "UTC", "base_currency": "EUR", "fiscal_year_start_month": 4, "period": "quarter"}
            ],
            "agreement_stages": [
                {**process, "stage_id": "prospecting", "position": 1, "is_closed": False, "is_won": False},
                {**process, "stage_id": "closed_won", "position": 2, "is_closed": True, "is_won": True},
            ],
            "agreement_stage_names": [
                {"process_version": 1, "stage_id": "closed_won", "source": "crm", "name": "closed won"}
            ],
        },
        loaded_at=datetime(2026, 3, 2),
    )
    brief = {"brief_id": "default", "brief_version": 1}
    seen = {"first_seen_at": JANUARY, "severity": "hard"}
    world.handed_over |= {
        "reference.emails": [
            {"email": "anna@acme.com", "is_valid": True, "is_disposable": False, "is_role_account": False},
            {"email": "anna@acme.org", "is_valid": True, "is_disposable": False, "is_role_account": False},
            {"email": "not an address", "is_valid": False, "is_disposable": False, "is_role_account": False},
        ],
        "reference.countries": [{"value": "germany", "country_code": "DE"}],
        "identity.links": [
            {
                "record_kind_a": "contact",
                "record_id_a": "crm:C1",
                "record_kind_b": "lead",
                "record_id_b": "crm:L1",
                "match_rule": "crm_link",
                "probability": 1.0,
            },
        ],
        "quality.lead_verdicts": [
            {"lead_id": "crm:L1", **brief, "verdict": "conforming", "judged_at": JANUARY, "is_superseded": False},
            {"lead_id": "crm:L2", **brief, "verdict": "non_conforming", "judged_at": JANUARY, "is_superseded": False},
            {"lead_id": "shop:L1", "verdict": "no_brief", "judged_at": JANUARY, "is_superseded": False},
            {"lead_id": "shop:hmac-0a1b", "verdict": "no_brief", "judged_at": JANUARY, "is_superseded": False},
        ],
        "quality.lead_flags": [
            {"lead_id": "crm:L2", "rule_id": "email_invalid", "judges": "delivery", **brief, **seen},
        ],
        "quality.deal_flags": [{"deal_id": "crm:D2", "rule_id": "stage_unknown", "observed": "Daydreaming", **seen}],
        "quality.rules": [
            {
                "rule_id": "stage_unknown",
                "subject": "deal",
                "severity": "hard",
                "judges": "outcome",
                "says": "The stage is agreed.",
                "remedy": "Map it.",
            },
        ],
    }
    assert failed(world.build()) == []
    return world


def test_a_lead_is_known_by_both_states_and_its_outcome(world: World) -> None:
    states = "select lead_id, state, email_is_valid, is_junk_converted, deal_id from intermediate.int_leads_signals order by all"
    assert world.query(states) == [
        ("crm:L1", "current", True, False, "crm:D1"),
        ("crm:L1", "first_known", True, False, "crm:D1"),
        ("crm:L2", "first_known", False, False, None),
        # `shop` maps neither an address nor a status
        ("shop:L1", "first_known", None, None, None),
        ("shop:hmac-0a1b", "first_known", None, None, None),
    ]


def test_leads_lead_to_revenue(world: World) -> None:
    leads = """
        select lead_id, person_id, account_id, delivered_on, verdict, failed_rules, sales_decision, is_disputed, deal_id, is_won,
            revenue_base, is_deleted, record_url
        from marts.fct_leads order by lead_id
    """
    assert world.query(leads) == [
        (
            "crm:L1",
            "contact:crm:C1",
            "crm:A1",
            date(2026, 1, 5),
            "conforming",
            None,
            "accepted",
            False,
            "crm:D1",
            True,
            Decimal("100.50"),
            False,
            "https://crm.example.com/leads/L1",
        ),
        (
            "crm:L2",
            "lead:crm:L2",
            None,
            date(2026, 1, 6),
            "non_conforming",
            "email_invalid",
            "rejected",
            False,
            None,
            False,
            None,
            True,
            "https://crm.example.com/leads/L2",
        ),
        (
            "shop:L1",
            "lead:shop:L1",
            None,
            date(2026, 3, 1),
            "no_brief",
            None,
            "pending",
            False,
            None,
            False,
            None,
            False,
            None,
        ),
        (
            "shop:hmac-0a1b",
            "lead:shop:hmac-0a1b",
            None,
            date(2026, 3, 1),
            "no_brief",
            None,
            "pending",
            False,
            None,
            False,
            None,
            False,
            None,
        ),
    ]
    wide = "select lead_id, account_name, product_name, deal_team, days_to_close, revenue_base from marts.mart_lead_to_revenue"
    assert world.query(f"{wide} where deal_id is not null") == [
        ("crm:L1", "Acme", "Pump", "North", 46, Decimal("100.50"))
    ]


def test_deals_have_their_state_their_lead_and_their_flags(world: World) -> None:
    deals = """
        select deal_id, lead_id, match_rule, person_id, stage_id, stage_name, status, amount_base, created_on, expected_close_date,
            closed_on, days_open, push_count, failed_rules
        from marts.fct_deals order by deal_id
    """
    assert world.query(deals) == [
        (
            "crm:D1",
            "crm:L1",
            "crm_link",
            "contact:crm:C1",
            "closed_won",
            "Closed Won",
            "won",
            Decimal("100.50"),
            date(2026, 1, 10),
            None,
            date(2026, 2, 20),
            41,
            1,
            None,
        ),
        # of an unknown stage nobody can say that it is closed: its date is when it was expected
        (
            "crm:D2",
            None,
            None,
            None,
            None,
            "Daydreaming",
            None,
            None,
            date(2026, 2, 1),
            date(2026, 2, 10),
            None,
            28,
            None,
            "stage_unknown",
        ),
    ]
    assert world.query("select deal_id, rule_id, observed, says from marts.fct_deal_flags") == [
        ("crm:D2", "stage_unknown", "Daydreaming", "The stage is agreed.")
    ]


def test_visits_are_those_of_known_deals(world: World) -> None:
    visits = "select deal_id, visit_number, stage_id, entered_at, exited_at, days, direction from marts.fct_deal_stage_visits order by all"
    assert world.query(visits) == [
        ("crm:D1", 1, "prospecting", datetime(2026, 1, 10, 8), datetime(2026, 2, 20, 20), 41.5, "start"),
        ("crm:D1", 2, "closed_won", datetime(2026, 2, 20, 20), None, None, "won"),
    ]


def test_only_rejects_still_met_are_published_without_what_is_personal(world: World) -> None:
    rejects = "select line, column_name, raw_value from marts.rejected_rows order by line"
    assert world.query(rejects) == [(6, "amount", "1-"), (7, "contact_id", None), (8, None, None)]


def test_dimensions_keep_what_was_known_when(world: World) -> None:
    owners = "select owner_id, team, valid_from, valid_to, is_current from marts.dim_owner order by valid_from"
    assert world.query(owners) == [
        ("crm:O1", "East", date(1900, 1, 1), date(2026, 3, 1), False),
        ("crm:O1", "North", date(2026, 3, 1), None, True),
    ]
    people = "select person_id, leads, contacts, account_id, country_code from marts.dim_person where contacts > 0"
    assert world.query(people) == [("contact:crm:C1", 1, 1, "crm:A1", "DE")]
    [(days, first, last)] = world.query("select count(*), min(date_day), max(date_day) from marts.dim_date")
    assert (days, first, last) == ((date(2050, 1, 1) - date(1990, 1, 1)).days, date(1990, 1, 1), date(2049, 12, 31))


def test_every_mart_carries_its_build(world: World) -> None:
    for (table,) in world.query("select table_name from information_schema.tables where table_schema = 'marts'"):
        assert set(world.query(f"select distinct build_id from marts.{table}")) <= {(world.run.id,)}, table


def test_without_any_kind_every_mart_is_there_and_empty(tmp_path: Path) -> None:
    empty = World(tmp_path, kinds=())
    assert failed(empty.build()) == []
    assert empty.query("select count(*) from marts.fct_deals union all select count(*) from marts.fct_leads") == [
        (0,),
        (0,),
    ]
    assert empty.query("select count(*) > 0 from marts.dim_stage") == [(True,)]


def test_an_agreement_whose_list_became_empty_does_not_get_the_old_one_back(world: World) -> None:
    """Its tables are all of one load: a table without rows in the latest one has none."""
    assert world.lake.read(OWN, "agreement_brief_limits").num_rows > 0
    assert world.query("select count(*) from staging.stg_leadline__agreement_brief_limits") == [(0,)]


def test_fiscal_years_are_named_after_the_year_in_which_they_end(world: World) -> None:
    days = "select date_day, fiscal_year, fiscal_quarter, fiscal_year_start, fiscal_quarter_start, day_of_week from marts.dim_date"
    assert world.query(f"{days} where date_day in ('2026-03-31', '2026-04-01') order by 1") == [
        (date(2026, 3, 31), 2026, 4, date(2025, 4, 1), date(2026, 1, 1), 2),
        (date(2026, 4, 1), 2027, 1, date(2026, 4, 1), date(2026, 4, 1), 3),
    ]
