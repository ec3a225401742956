from __future__ import annotations

import hashlib
import hmac
import stat
from pathlib import Path

import duckdb
import pytest

from orchestration.extract.keys import KeyFileError, ensure_key, hashed, is_personal_key, is_personal_value, set_key
from orchestration.lake import Lake
from tests.extract.company import Company


@pytest.mark.parametrize("key", [b"k" * 32, b"long" * 30], ids=["32 bytes", "longer than a block"])
@pytest.mark.parametrize("value", ["jo@x.org", "  Jörg Müller ", "+49 (30) 123"], ids=["e-mail", "name", "phone"])
def test_the_hash_is_hmac_sha256(key: bytes, value: str):
    with duckdb.connect() as connection:
        set_key(connection, key)
        row = connection.execute(f"select {hashed('v')} from (select '{value}' as v)").fetchone()
    expected = hmac.new(key, value.strip().lower().encode(), hashlib.sha256).hexdigest()[:32]
    assert row == (f"hmac-{expected}",)


@pytest.mark.parametrize(
    ("value", "is_personal"),
    [
        ("jo@x.org", True), ("12@3", True), ("Jo Miller", True), ("Ørsted", True), ("+49301234567", True),
        ("(850) 644-4200", True), ("850 644 4200", True), ("1234567", False), ("00Qbm00000Orxk5EAB", False),
        ("LEAD 1234567", False), ("850-644-4200", False), ("L-17", False), ("12 34", False),
        ("0171/5556677", True), ("0171-5556688", True), ("+49-171-5556688", True), ("030/12", False),
        ("Piiname Schmidt2", True), ("Schmidt2, Jörg-Peter", True), ("O’Neil Mary Ann3", True), ("Ann O''Neil1", True),
        ("L-001", False), ("2024-000123", False), ("D-101", False), ("ACME-2024-17", False), ("Lead 17", False),
        ("d5b0a3a0-0c1e-4a51-9a39-02cbb0a3d5e1", False), ("01715556677", False),
    ],
)  # fmt: skip
def test_a_key_is_personal_when_it_is_a_name_an_email_or_a_phone(value: str, is_personal: bool):
    with duckdb.connect() as connection:
        assert connection.execute(f"select {is_personal_key('v')} from (select '{value}' as v)").fetchone() == (
            is_personal,
        )


@pytest.mark.parametrize(
    ("value", "is_personal"),
    [
        ("jo@x.org", True), ("0171/5556677", True), ("01715556677", True), ("+49 171 555", True), ("Jo Miller", True),
        ("12 Main Street", True), ("Schmidt2, Jo (new)", True), ("many", False), ("2026-02-30", False),
        ("2026-01-01T10:00Z", False), ("31 March 2026", False), ("#REF!", False), ("12.5", False), ("a1b2", False),
    ],
)  # fmt: skip
def test_a_misplaced_value_is_personal_when_it_looks_like_a_person(value: str, is_personal: bool):
    with duckdb.connect() as connection:
        assert connection.execute(f"select {is_personal_value('v')} from (select '{value}' as v)").fetchone() == (
            is_personal,
        )


def test_the_key_file_is_made_once_for_its_owner_alone(tmp_path: Path):
    file = tmp_path / "data" / "pii.key"
    key = ensure_key(file, Lake(tmp_path / "lake"))
    assert len(key) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ensure_key(file, Lake(tmp_path / "lake")) == key


def test_a_lost_key_file_is_an_error_once_rows_have_landed(company: Company):
    company.file("leads.csv", "id\nl1\n")
    source = company.source({"leads": {"file": "leads.csv", "columns": {"lead_id": "id"}}})
    company.run(source)
    company.settings.key_file.unlink()
    with pytest.raises(KeyFileError, match=r"pii.key is missing, and keys in .* restore it from your backup"):
        company.run(source)


def test_a_short_key_file_is_refused(tmp_path: Path):
    (tmp_path / "pii.key").write_bytes(b"short")
    with pytest.raises(KeyFileError, match="holds 5 bytes, a key has 32"):
        ensure_key(tmp_path / "pii.key", Lake(tmp_path / "lake"))


def test_personal_keys_are_hashed_everywhere_and_kept_raw_beside(company: Company):
    company.file("leads.csv", "email,contact\nJo@X.org,Jo Miller\nL-1,\n")
    company.file("contacts.csv", "name,into\nJo Miller,jo@x.org\nC-2,C-3\n")
    company.file("deals.csv", "id,lead,owner\nd1, jo@x.org,Ann Owner\n")
    leads = {"lead_id": "email", "converted_contact_id": "contact", "email": "email"}
    contacts = {"contact_id": "name", "merged_into_id": "into"}
    deals = {"deal_id": "id", "stage": {"constant": "x"}, "lead_id": "lead", "owner_id": "owner"}
    tables = {"leads": leads, "contacts": contacts, "deals": deals}
    company.run(company.source({name: {"file": f"{name}.csv", "columns": columns} for name, columns in tables.items()}))
    key = company.settings.key_file.read_bytes()

    def mac(value: str) -> str:
        return "hmac-" + hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:32]

    assert company.rows("leads", "lead_id, converted_contact_id, record_key, email, other_columns") == [
        ("L-1", None, "L-1", "L-1", None),
        (mac("jo@x.org"), mac("jo miller"), mac("jo@x.org"), "Jo@X.org", '{"email":"Jo@X.org","contact":"Jo Miller"}'),
    ]
    assert company.rows("contacts", "contact_id, merged_into_id, other_columns") == [
        ("C-2", "C-3", None),
        (mac("jo miller"), mac("jo@x.org"), '{"name":"Jo Miller","into":"jo@x.org"}'),
    ]
    assert company.rows("deals", "lead_id, owner_id") == [(mac("jo@x.org"), "Ann Owner")]


def test_keys_of_deals_and_accounts_are_hashed_where_they_are_an_email(company: Company):
    company.file("leads.csv", "id,deal,account\nL-1,jo@x.org,a@x.org\nL-2,Big Deal,Acme Corp\n")
    company.file("deals.csv", "id,account,into\njo@x.org,a@x.org,Ann@x.org\nBig Deal,Acme Corp,D-2\n")
    company.file("accounts.csv", "id,parent,into\na@x.org,b@x.org,c@x.org\nAcme Corp,Holding Ltd,Acme Inc\n")
    company.file("orders.csv", "id,deal,account\no1,jo@x.org,a@x.org\n")
    tables = {
        "leads": {"lead_id": "id", "converted_deal_id": "deal", "converted_account_id": "account"},
        "deals": {"deal_id": "id", "stage": {"constant": "x"}, "account_id": "account", "merged_into_id": "into"},
        "accounts": {"account_id": "id", "name": {"constant": "x"}, "parent_account_id": "parent", "merged_into_id": "into"},
        "orders": {"order_id": "id", "deal_id": "deal", "account_id": "account"},
    }  # fmt: skip
    company.run(company.source({name: {"file": f"{name}.csv", "columns": columns} for name, columns in tables.items()}))
    key = company.settings.key_file.read_bytes()

    def mac(value: str) -> str:
        return "hmac-" + hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:32]

    jo, a = mac("jo@x.org"), mac("a@x.org")
    assert company.rows("leads", "lead_id, converted_deal_id, converted_account_id") == [
        ("L-1", jo, a),
        ("L-2", "Big Deal", "Acme Corp"),
    ]
    assert set(company.rows("deals", "deal_id, record_key, account_id, merged_into_id, other_columns")) == {
        (jo, jo, a, mac("ann@x.org"), '{"id":"jo@x.org","account":"a@x.org","into":"Ann@x.org"}'),
        ("Big Deal", "Big Deal", "Acme Corp", "D-2", None),
    }
    assert set(company.rows("accounts", "account_id, parent_account_id, merged_into_id")) == {
        (a, mac("b@x.org"), mac("c@x.org")),
        ("Acme Corp", "Holding Ltd", "Acme Inc"),
    }
    assert company.rows("orders", "deal_id, account_id") == [(jo, a)]
