"""The suite on what came in, on hand-made unified entities: each of its sorts of rule with a row that breaks it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from expectations import raw
from orchestration.check.engine import judge

# Unified entities as dbt builds them, less the columns that no rule of the suite reads.
_ROW = "source varchar, record_key varchar, load_id varchar, load_seq bigint, loaded_at timestamp, is_latest boolean"
_TABLES = {
    "leads": "lead_id varchar, owner_id varchar, campaign_id varchar, converted_deal_id varchar, converted_contact_id varchar, "
    "created_at timestamp, delivered_at timestamp",
    "contacts": "contact_id varchar, account_id varchar, created_at timestamp",
    "accounts": "account_id varchar, created_at timestamp, annual_revenue decimal(38, 2)",
    "deals": "deal_id varchar, owner_id varchar, account_id varchar, contact_id varchar, lead_id varchar, campaign_id varchar, "
    "created_at timestamp, closed_at timestamp, amount decimal(38, 2)",
    "deal_stage_history": "deal_id varchar, entered_at timestamp, amount decimal(38, 2)",
    "owners": "owner_id varchar",
    "products": "product_id varchar, list_price decimal(38, 2)",
    "campaigns": "campaign_id varchar, budget decimal(38, 2)",
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
        column: key, "source": "crm", "record_key": str(key), "load_id": "a", "load_seq": load_seq, "is_latest": is_latest, **values
    }  # fmt: skip
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


def test_references_are_news(file: Path) -> None:
    add(file, "owners", "crm:ada")
    add(file, "deals", "crm:1", owner_id="crm:nobody")
    add(file, "leads", "crm:1", owner_id="crm:ada", converted_deal_id="crm:2")
    assert failed(file) == {"deals_owner_id_known": "soft", "leads_converted_deal_id_known": "soft"}


def test_types_block(file: Path) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute("alter table intermediate.int_deals_unified alter amount type double")
        connection.execute("alter table intermediate.int_leads_unified alter created_at type varchar")
    assert failed(file) == {"deals_amount_typed": "blocking", "leads_created_at_typed": "blocking"}
