"""The suite on what came in, on hand-made unified entities: each of its sorts of rule with a row that breaks it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from expectations import raw
from orchestration.check.engine import judge

# Unified entities as dbt builds them, less the columns that no rule of the suite reads.
_ROW = "source varchar, record_key varchar, load_id varchar, load_seq bigint, loaded_at timestamp, is_latest boolean, is_tombstone boolean"
_TABLES = {
    "leads": "lead_id varchar, owner_id varchar, campaign_id varchar, converted_deal_id varchar, converted_contact_id varchar, "
    "converted_account_id varchar, created_at timestamp, delivered_at timestamp",
    "lead_status_history": "lead_id varchar, lead_source varchar, status varchar, status_is_known boolean, changed_at timestamp",
    "contacts": "contact_id varchar, account_id varchar, created_at timestamp",
    "accounts": "account_id varchar, created_at timestamp, annual_revenue decimal(38, 2)",
    "deals": "deal_id varchar, owner_id varchar, account_id varchar, contact_id varchar, lead_id varchar, campaign_id varchar, "
    "product_id varchar, created_at timestamp, closed_at timestamp, amount decimal(38, 2)",
    "deal_stage_history": "deal_id varchar, entered_at timestamp, amount decimal(38, 2)",
    "owners": "owner_id varchar",
    "products": "product_id varchar, list_price decimal(38, 2)",
    "campaigns": "campaign_id varchar, budget decimal(38, 2)",
    "campaign_spend": "campaign_id varchar, date date, cost decimal(38, 2)",
    "exchange_rates": "currency varchar, rate double, date date",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "leadline.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema intermediate")
        for entity, columns in _TABLES.items():
            connection.execute(f"create table intermediate.int_{entity}_unified ({columns}, {_ROW})")
    return file


def add(file: Path, entity: str, key: str | None, load_seq: int = 1, is_latest: bool = True, **values: object) -> None:
    """Add a version of a record of the source `crm`."""
    column = next(iter(_TABLES[entity].split()))
    row = {
        column: key, "source": "crm", "record_key": str(key), "load_id": "a", "load_seq": load_seq, "is_latest": is_latest,
        "is_tombstone": False, **values,
    }  # fmt: skip
    if entity == "lead_status_history":
        row.setdefault("lead_source", row["source"])
        row.setdefault("status_is_known", True)
    with duckdb.connect(str(file)) as connection:
        marks = ", ".join("?" * len(row))
        connection.execute(
            f"insert into intermediate.int_{entity}_unified ({', '.join(row)}) values ({marks})", [*row.values()]
        )


def failed(file: Path) -> dict[str, str]:
    return {outcome.rule.id: outcome.rule.severity for outcome in judge(file, raw.SUITES) if not outcome.success}


def test_nothing_delivered_breaks_nothing(file: Path) -> None:
    assert failed(file) == {}


def test_what_fits_together_breaks_nothing(file: Path) -> None:
    add(file, "owners", "crm:ada")
    add(file, "deals", "crm:1", is_latest=False, owner_id="crm:gone")
    add(file, "deals", "crm:1", load_seq=2, owner_id="crm:ada", account_id="crm:no accounts are delivered")
    add(file, "deal_stage_history", "crm:1")
    assert failed(file) == {}


def test_keys_block(file: Path) -> None:
    add(file, "deals", None)
    add(file, "deals", "1", load_seq=2)
    add(file, "deals", "crm:2", load_seq=3, record_key="one")
    add(file, "deals", "crm:2", load_seq=4, record_key="another")
    add(file, "deals", "crm:3", load_seq=5)
    add(file, "deals", "crm:3", load_seq=5, is_latest=False)
    assert failed(file) == {
        "deals_have_a_key": "blocking",
        "deals_name_their_source": "blocking",
        "deals_keys_once": "blocking",
        "deals_versions_once": "blocking",
    }


def test_a_lead_has_as_many_changes_of_status_as_it_went_through_but_each_is_landed_once(file: Path) -> None:
    add(file, "leads", "crm:1")
    add(file, "leads", "crm:2")
    add(file, "lead_status_history", "crm:1", record_key="1 new", status="new")
    add(file, "lead_status_history", "crm:1", record_key="1 working", status="working", load_seq=2)
    assert failed(file) == {}
    add(file, "lead_status_history", "crm:1", record_key="1 working", status="working", load_seq=2)
    add(file, "lead_status_history", None, load_seq=3)
    add(file, "lead_status_history", "2", load_seq=4)
    assert failed(file) == {
        "lead_status_history_lead_id_known": "soft",
        "lead_status_history_have_a_key": "blocking",
        "lead_status_history_name_their_source": "blocking",
        "lead_status_history_versions_once": "blocking",
    }


def test_a_rate_that_was_corrected_or_withdrawn_blocks_nothing(file: Path) -> None:
    add(file, "exchange_rates", "USD", date="2026-01-01", rate=-0.9, is_latest=False)
    add(file, "exchange_rates", "USD", date="2026-01-01", rate=0.9, load_seq=2)
    add(file, "exchange_rates", "USD", date="2026-02-01", rate=0.8, load_seq=3)
    add(file, "exchange_rates", "GBP", date="2026-01-01", rate=0.0, load_seq=4, is_tombstone=True)
    add(file, "exchange_rates", "USD", date="2026-01-01", rate=0.95, source="bank")
    assert failed(file) == {}


@pytest.mark.parametrize(
    ("currency", "values", "broken"),
    [
        ("GBP", {"rate": 0.0}, "exchange_rates_above_zero"),
        ("GBP", {"rate": -1.1}, "exchange_rates_above_zero"),
        ("GBP", {"rate": None}, "exchange_rates_above_zero"),
        ("USD", {}, "exchange_rates_keys_once"),
        ("GBP", {"load_seq": 1, "record_key": "USD"}, "exchange_rates_versions_once"),
        (None, {}, "exchange_rates_have_a_currency"),
        ("GBP", {"date": None}, "exchange_rates_have_a_date"),
    ],
    ids=["zero", "below zero", "no rate", "two for a day", "landed twice", "no currency", "no day"],
)
def test_a_rate_that_cannot_be_converted_by_blocks(
    file: Path, currency: str | None, values: dict[str, object], broken: str
) -> None:
    common = {"date": "2026-01-01", "rate": 0.9}
    add(file, "exchange_rates", "USD", **common)
    add(file, "exchange_rates", currency, **{"load_seq": 2, **common, **values})  # type: ignore[arg-type]
    assert failed(file) == {broken: "blocking"}


def test_references_are_news(file: Path) -> None:
    add(file, "owners", "crm:ada")
    add(file, "deals", "crm:1", owner_id="crm:nobody")
    add(file, "products", "crm:P1")
    add(file, "accounts", "crm:A1")
    add(file, "deals", "crm:3", load_seq=2, product_id="crm:P9")
    add(file, "deals", "crm:4", load_seq=3, product_id="crm:P1")
    add(file, "leads", "crm:1", owner_id="crm:ada", converted_deal_id="crm:2", converted_account_id="crm:A9")
    add(file, "lead_status_history", "crm:9")
    assert failed(file) == {
        "deals_owner_id_known": "soft",
        "deals_product_id_known": "soft",
        "leads_converted_deal_id_known": "soft",
        "leads_converted_account_id_known": "soft",
        "lead_status_history_lead_id_known": "soft",
    }


def test_a_sheet_of_its_own_may_name_leads_of_another_source_that_are_there(file: Path) -> None:
    add(file, "leads", "crm:1")
    add(file, "lead_status_history", "crm:1", source="decisions", lead_source="crm")
    assert failed(file) == {}
    add(file, "lead_status_history", "crm:9", load_seq=2, source="decisions", lead_source="crm")
    assert failed(file) == {"lead_status_history_lead_id_known": "soft"}


def test_a_line_of_a_sheet_that_decides_nothing_is_told(file: Path) -> None:
    add(file, "leads", "crm:1")
    add(
        file, "lead_status_history", "crm:1", source="decisions", lead_source="crm", status="yep", status_is_known=False
    )
    assert failed(file) == {"lead_status_history_status_known": "soft"}
    # Its source stands before the id of the lead only where the sheet says so.
    add(file, "lead_status_history", "decisions:1", load_seq=2, source="decisions", lead_source="decisions")
    assert failed(file) == {
        "lead_status_history_status_known": "soft",
        "lead_status_history_names_a_source_of_leads": "soft",
    }
    for row in ({"is_latest": False}, {"is_tombstone": True}):
        add(
            file,
            "lead_status_history",
            "x:1",
            load_seq=3 + len(row),
            record_key=f"{row}",
            source="x",
            lead_source="x",
            **row,
        )
    add(file, "lead_status_history", "crm:1", load_seq=9, record_key="none", status=None, status_is_known=None)
    assert len(failed(file)) == 2


def test_types_block(file: Path) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute("alter table intermediate.int_deals_unified alter amount type double")
        connection.execute("alter table intermediate.int_leads_unified alter created_at type varchar")
        connection.execute("alter table intermediate.int_exchange_rates_unified alter rate type varchar")
        connection.execute("alter table intermediate.int_exchange_rates_unified alter date type timestamp")
        connection.execute("alter table intermediate.int_lead_status_history_unified alter changed_at type varchar")
    assert failed(file) == {
        "deals_amount_typed": "blocking",
        "leads_created_at_typed": "blocking",
        "exchange_rates_rate_typed": "blocking",
        "exchange_rates_date_typed": "blocking",
        "lead_status_history_changed_at_typed": "blocking",
    }
