"""The tables of `reference`, filled from a warehouse that holds what leads brought."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from orchestration.enrich import assets
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse
from tests.enrich import geoip
from tests.enrich.nameserver import serving

LEAD = "email phone first_name last_name company domain country ip_address ip_country timezone language".split()
TIMES = ("created_at", "delivered_at", "loaded_at")
EMPTY = {
    "intermediate.int_contacts_unified": ["email", "phone", "country"],
    "intermediate.int_accounts_unified": ["domain", "country"],
    "staging.stg_leadline__agreement_brief_clauses": ["field", "expected_value"],
    "staging.stg_leadline__agreement_brief_shares": ["field", "expected_value"],
    "staging.stg_leadline__agreement_brief_exclusions": ["account"],
    "staging.stg_leadline__agreement_own_domains": ["domain"],
    "staging.stg_leadline__agreement_public_holidays": ["country_code", "subdivision"],
}


def leads(settings: Settings, rows: Sequence[dict[str, str]]) -> None:
    """Write what is asked for: leads, and nothing else."""
    texts = {name: pa.schema([(column, pa.string()) for column in columns]) for name, columns in EMPTY.items()}
    with open_warehouse(settings.warehouse) as warehouse:
        for table, schema in texts.items():
            warehouse.write(table, schema.empty_table())
        schema = pa.schema(
            [(column, pa.string()) for column in LEAD] + [(column, pa.timestamp("us")) for column in TIMES]
        )
        warehouse.write("intermediate.int_leads_unified", pa.Table.from_pylist(list(rows), schema=schema))
        warehouse.write("reference.run", "select timestamp '2026-01-01 06:00:00' as as_of")


def table(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    with open_warehouse(settings.warehouse, read_only=True) as warehouse:
        return warehouse.connection.execute(sql).fetchall()


def place(tmp_path: Path, **more: object) -> Settings:
    return Settings(data=tmp_path, sources=tmp_path, agreement=tmp_path, **more)  # pyright: ignore[reportArgumentType]


@pytest.fixture
def addresses(tmp_path: Path) -> Settings:
    settings = place(tmp_path)
    leads(
        settings,
        [{"ip_address": written} for written in ("81.2.69.142", " 81.2.69.142", "2A02:CF40::1", "10.0.0.1", "n/a")]
        + [{}],
    )
    return settings


IPS = "select ip_address, country_code, looked_up_by from reference.ips order by 1"


def test_each_address_of_a_lead_has_a_row_with_its_country(addresses: Settings, tmp_path: Path) -> None:
    networks = {"81.2.69.0/24": geoip.country("GB"), "2a02:cf40::/29": geoip.country("NO")}
    settings = place(tmp_path, geoip_file=geoip.write(tmp_path / "countries.mmdb", networks))
    assert assets.fill(settings)["ips"] == 4
    by = "Test-Country of 1700000000"
    assert table(settings, IPS) == [
        ("10.0.0.1", None, by),
        ("2a02:cf40::1", "NO", by),
        ("81.2.69.142", "GB", by),
        ("n/a", None, by),
    ]
    assert assets.fill(settings)["ips"] == 0


def test_a_newer_file_is_asked_for_every_address(addresses: Settings, tmp_path: Path) -> None:
    for epoch, code in ((1_700_000_000, "GB"), (1_800_000_000, "IE")):
        file = geoip.write(tmp_path / "countries.mmdb", {"81.2.69.0/24": geoip.country(code)}, build_epoch=epoch)
        settings = place(tmp_path, geoip_file=file)
        assert assets.fill(settings)["ips"] == 4
        known = [row for row in table(settings, IPS) if row[1]]
        assert known == [("81.2.69.142", code, f"Test-Country of {epoch}")]


def test_without_a_file_the_table_is_there_and_empty(addresses: Settings, tmp_path: Path) -> None:
    assert assets.fill(addresses)["ips"] == 0
    assert table(addresses, IPS) == []
    file = geoip.write(tmp_path / "countries.mmdb", {"81.2.69.0/24": geoip.country("GB")})
    assets.fill(place(tmp_path, geoip_file=file))
    assert len(table(addresses, IPS)) == 4
    assets.fill(addresses)
    assert table(addresses, IPS) == []


def test_domains_of_addresses_are_asked_about_only_where_that_is_switched_on(tmp_path: Path) -> None:
    off = place(tmp_path)
    leads(
        off, [{"email": "ann@acme.com"}, {"email": "bob@gone.example.org"}, {"email": "ann@"}, {"domain": "other.com"}]
    )
    with serving({"acme.com": {"MX": ["10 mail.acme.com."]}}) as server:
        assert assets.fill(off)["mail_domains"] == 0
        assert not server.asked
        assert assets.fill(place(tmp_path, resolver=server.resolver))["mail_domains"] == 2
        assert set(server.asked) == {("acme.com", "MX"), ("gone.example.org", "MX")}
    assert table(off, "select domain, takes_mail from reference.mail_domains order by 1") == [
        ("acme.com", True),
        ("gone.example.org", False),
    ]
