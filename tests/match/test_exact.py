"""Exact links: the CRM's own conversion, and the same e-mail address."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest

from orchestration.match.exact import links
from orchestration.warehouse import Warehouse, open_warehouse

EARLY, LATE = datetime(2026, 1, 1), datetime(2026, 2, 1)


def people(warehouse: Warehouse, leads: list[dict[str, object]], contacts: list[dict[str, object]]) -> None:
    shared = [
        ("email", pa.string()),
        ("created_at", pa.timestamp("us")),
        ("loaded_at", pa.timestamp("us")),
        ("is_latest", pa.bool_()),
    ]
    for table, columns, rows in (
        ("int_leads_unified", [("lead_id", pa.string()), ("converted_contact_id", pa.string())], leads),
        ("int_contacts_unified", [("contact_id", pa.string())], contacts),
    ):
        filled = [{"loaded_at": LATE, "is_latest": True, **row} for row in rows]
        warehouse.write(f"intermediate.{table}", pa.Table.from_pylist(filled, schema=pa.schema([*columns, *shared])))
    warehouse.write(
        "reference.emails",
        "select * from (values ('a@x.com', true, false), ('info@x.com', true, true), ('bad', false, false))"
        " as emails (email, is_valid, is_role_account)",
    )


@pytest.fixture
def warehouse(tmp_path: Path):
    with open_warehouse(tmp_path / "leadline.duckdb") as opened:
        yield opened


def found(warehouse: Warehouse) -> list[tuple[str, str, str]]:
    links(warehouse)
    return [
        (row["record_id_a"], row["record_id_b"], row["match_rule"])
        for row in warehouse.rows("select * from identity.links order by all")
    ]


def test_one_address_links_every_record_to_the_contact_once_whatever_its_case(warehouse: Warehouse) -> None:
    people(
        warehouse,
        [
            {"lead_id": "l:1", "email": "A@x.com ", "created_at": EARLY},
            {"lead_id": "l:2", "email": "a@x.com", "created_at": LATE},
        ],
        [
            {"contact_id": "c:2", "email": "a@X.com", "created_at": LATE},
            {"contact_id": "c:1", "email": "a@x.com", "created_at": LATE},
        ],
    )
    assert found(warehouse) == [("c:1", "c:2", "email"), ("c:1", "l:1", "email"), ("c:1", "l:2", "email")]


def test_a_converted_lead_is_its_contact_and_a_link_to_nobody_is_none(warehouse: Warehouse) -> None:
    people(
        warehouse,
        [{"lead_id": "l:1", "converted_contact_id": "c:1"}, {"lead_id": "l:2", "converted_contact_id": "c:gone"}],
        [{"contact_id": "c:1"}],
    )
    assert found(warehouse) == [("c:1", "l:1", "crm_link")]


def test_addresses_of_a_function_or_that_are_none_link_nobody_nor_do_old_versions(warehouse: Warehouse) -> None:
    people(
        warehouse,
        [
            {"lead_id": "l:1", "email": "info@x.com"},
            {"lead_id": "l:2", "email": "info@x.com"},
            {"lead_id": "l:3", "email": "bad"},
            {"lead_id": "l:4", "email": "bad"},
            {"lead_id": "l:5", "email": "a@x.com", "is_latest": False},
            {"lead_id": "l:6", "email": "a@x.com"},
        ],
        [],
    )
    assert found(warehouse) == []
