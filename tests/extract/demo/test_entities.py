from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from orchestration.extract.demo.build import World
from orchestration.extract.demo.calendar import LAST, LAST_DAY
from orchestration.extract.entities import ENTITIES
from orchestration.extract.sources import load_sources
from orchestration.lake import Lake
from orchestration.settings import ROOT, Settings
from tests.extract.demo.conftest import AS_OF, LEADS, Query

# Columns that say what is planned or due, and may well lie in the future.
PLANNED = {
    ("deals", "next_step_at"), ("deals", "expected_close_date"), ("deal_stage_history", "expected_close_date"), ("quotes", "expires_at"),
    ("orders", "promised_at"), ("invoices", "due_on"), ("stock", "inbound_at"),
}  # fmt: skip


def test_as_of_is_the_last_day_that_is_told() -> None:
    assert load_sources(ROOT / "orchestration" / "sources.yml", {}).as_of == AS_OF
    assert AS_OF.date() == LAST_DAY == LAST.date()


@pytest.mark.parametrize("entity", ENTITIES)
def test_every_column_has_a_value_somewhere(lake: Query, entity: str) -> None:
    columns = [column.name for column in ENTITIES[entity].columns]
    [counted] = lake(f"select {', '.join(f'count({column})' for column in columns)} from {entity}")
    assert [column for column, count in zip(columns, counted, strict=True) if not count] == []


def test_there_are_as_many_leads_and_deals_as_were_asked_for(lake: Query) -> None:
    # Three leads and two deals more cannot be read, and fourteen leads came a second time.
    assert lake("select count(distinct lead_id), count(*) from leads") == [(LEADS, LEADS + 14)]
    assert lake("select count(distinct deal_id), count(*) from deals") == [(0.24 * LEADS, 0.24 * LEADS)]


def test_a_dozen_rows_cannot_be_read(landed: Settings, lake: Query) -> None:
    rejected = Lake(landed.lake).select("leadline", "rejected_rows")
    assert lake(f"select table_name, column_name, reason from ({rejected}) order by all") == [
        ("activities", "duration_minutes", "not a number"),
        ("contacts", "is_deleted", "not one of true/false, yes/no, y/n, t/f, 1/0 (map it in `values`)"),
        ("deals", "amount", "not an amount with the decimal sign ,"),
        ("deals", "created_at", "not a date in the format %d.%m.%Y"),
        ("invoices", "amount", "not an amount with the decimal sign ,"),
        ("leads", "consent", "not one of true/false, yes/no, y/n, t/f, 1/0 (map it in `values`)"),
        ("leads", "do_not_contact", "not one of true/false, yes/no, y/n, t/f, 1/0 (map it in `values`)"),
        ("leads", "employees", "not a whole number"),
        ("orders", "quantity", "not a number"),
        ("quotes", "amount", "not an amount with the decimal sign ,"),
        ("service_cases", "opened_at", "required"),
        ("touches", "occurred_at", "required"),
    ]


def test_nothing_happens_after_the_last_instant_but_what_was_planted(lake: Query, world: World) -> None:
    planted = {row.id for row in world.key if row.rule_id == "stage_dates_out_of_order" and "to come" in row.note}
    late: set[tuple[str, str]] = set()
    for entity, known in ENTITIES.items():
        for column in known.columns:
            if column.type not in ("timestamp", "date") or (entity, column.name) in PLANNED:
                continue
            limit = f"timestamp '{AS_OF:%Y-%m-%d %H:%M:%S}'"
            if lake(f"select 1 from {entity} where {column.name} > {limit} limit 1"):
                late.add((entity, column.name))
    assert late == {("deal_stage_history", "entered_at")}
    found = lake(
        f"select distinct deal_id from deal_stage_history where entered_at > timestamp '{AS_OF:%Y-%m-%d %H:%M:%S}'"
    )
    assert {deal for (deal,) in found} == planted
    assert len(planted) == 2


def test_references_lead_somewhere(lake: Query) -> None:
    for entity, column, other in [
        ("deals", "lead_id", "leads"), ("deals", "account_id", "accounts"), ("deals", "contact_id", "contacts"),
        ("deals", "owner_id", "owners"), ("deals", "campaign_id", "campaigns"), ("leads", "campaign_id", "campaigns"),
        ("leads", "owner_id", "owners"), ("lead_status_history", "lead_id", "leads"), ("deal_stage_history", "deal_id", "deals"),
        ("deal_field_history", "deal_id", "deals"), ("deal_lines", "deal_id", "deals"), ("deal_lines", "product_id", "products"),
        ("quotes", "deal_id", "deals"), ("orders", "deal_id", "deals"), ("orders", "product_id", "products"),
        ("invoices", "order_id", "orders"), ("stock", "product_id", "products"), ("service_cases", "account_id", "accounts"),
        ("service_cases", "contact_id", "contacts"), ("touches", "campaign_id", "campaigns"), ("touches", "content_id", "contents"),
        ("touches", "contact_id", "contacts"), ("campaign_spend", "campaign_id", "campaigns"), ("activities", "owner_id", "owners"),
        ("activities", "content_id", "contents"), ("activities", "deal_id", "deals"), ("activities", "lead_id", "leads"),
        ("contacts", "account_id", "accounts"), ("coaching_sessions", "owner_id", "owners"), ("forecast_calls", "owner_id", "owners"),
        ("owners", "manager_id", "owners"), ("deal_contacts", "contact_id", "contacts"), ("accounts", "parent_account_id", "accounts"),
    ]:  # fmt: skip
        key = ENTITIES[other].key[0]
        lost = lake(
            f"select count(*) from {entity} where {column} is not null and {column} not in (select {key} from {other})"
        )
        assert lost == [(0,)], (entity, column)


def test_keys_are_readable_and_unique(lake: Query) -> None:
    for entity, shape in {
        "leads_now": "L-[0-9]{6}", "deals": "D-[0-9]{5}", "contacts": "C-[0-9]{5}", "accounts": "A-[0-9]{5}", "orders": "O-[0-9]{5}",
        "invoices": "I-[0-9]{5}", "quotes": "Q-[0-9]{5}", "activities": "V-[0-9]{6}", "touches": "T-[0-9]{6}", "owners": "R-[0-9]{2}",
        "campaigns": "K-[0-9]{3}", "contents": "W-[0-9]{2}", "products": "P-[0-9]{3}", "service_cases": "S-[0-9]{4}",
    }.items():  # fmt: skip
        key = ENTITIES[entity.removesuffix("_now")].key[0]
        assert lake(
            f"select count(*) - count(distinct {key}), count(*) filter (not regexp_full_match({key}, '{shape}')) from {entity}"
        ) == [(0, 0)], entity


def test_a_row_of_a_table_stands_there_once(lake: Query) -> None:
    for entity, known in ENTITIES.items():
        if known.key and entity != "leads":
            key = ", ".join(known.key)
            assert lake(f"select {key} from {entity} group by all having count(*) > 1") == [], entity


def test_business_grows_and_pauses(lake: Query) -> None:
    months = dict(
        lake(
            "select strftime(delivered_at, '%Y-%m'), count(*) from leads_now where vendor is distinct from 'Brightleads' group by 1"
        )
    )
    assert months["2025-08"] < 0.85 * months["2025-07"]
    assert months["2025-12"] < 0.75 * months["2025-11"]
    assert months["2026-02"] > 1.15 * months["2025-02"]
    [(weekend,)] = lake("select avg((dayofweek(created_at) in (0, 6))::int) from leads_now where channel <> 'event'")
    assert 0.04 < weekend < 0.16
    assert lake("select count(*) from activities where dayofweek(occurred_at) in (0, 6) and not is_automatic") == [(0,)]


def test_the_files_are_what_tools_export(inbox: Path) -> None:
    assert sorted(file.name for file in inbox.iterdir() if not file.name.startswith(".")) == sorted(
        """
        accounts.csv activities.csv campaigns.csv coaching.csv contacts.csv contents.csv deal_changes.csv deal_contacts.csv deal_lines.csv
        deal_stages.csv deals.csv erp_invoices.csv erp_orders.csv erp_stock.csv exchange_rates.csv forecast_calls.csv lead_status.csv
        leads_2024q4.csv leads_2025q1.csv leads_2025q2.csv leads_2025q3.csv leads_2025q4.csv leads_2026q1.csv leads_2026q2.csv
        leads_corrected.csv leads_fluidica_2025.csv leads_prozessa_2026.csv products.xlsx quotes.csv service_cases.csv spend.csv team.xlsx
        touches.csv
        """.split()
    )
    first = (inbox / "deals.csv").read_text().splitlines()[1].split(";")
    assert datetime.strptime(first[8], "%d.%m.%Y").year == 2024
    assert first[6].count(",") == 1
