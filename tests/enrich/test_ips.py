"""Countries of addresses, by a real file in MaxMind's format."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.enrich import ips
from tests.enrich import geoip

NETWORKS = {
    "81.2.69.0/24": geoip.country("GB"),
    "2a02:cf40::/29": geoip.country("NO"),
    # private and reserved networks, of which a file should say nothing
    "10.0.0.0/8": geoip.country("FR"),
    "203.0.113.0/24": geoip.country("FR"),
    "fd00::/8": geoip.country("FR"),
    "8.8.8.0/24": {"registered_country": {"iso_code": "US"}},
    "1.1.1.0/24": {"country": {"names": {"en": "Australia"}}},
    "4.4.4.0/24": {"country": "DE", "continent": "EU"},
    "5.5.5.0/24": {"country": "Germany", "country_code": "de"},
    "6.6.6.0/24": {"country": "Germany"},
    "7.7.7.0/24": "DE",
}


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("81.2.69.142", "GB"),
        ("2a02:cf40::1", "NO"),
        ("::ffff:81.2.69.142", "GB"),
        ("81.2.70.1", None),
        ("10.1.2.3", None),
        ("127.0.0.1", None),
        ("203.0.113.77", None),
        ("fd00::1", None),
        ("fe80::1%eth0", None),
        ("81.2.69", None),
        ("81.2.69.142:443", None),
        ("81.2.69.142, 10.0.0.1", None),
        ("unknown", None),
        ("", None),
        ("8.8.8.8", None),
        ("1.1.1.1", None),
        ("4.4.4.4", "DE"),
        ("5.5.5.5", "DE"),
        ("6.6.6.6", None),
        ("7.7.7.7", None),
    ],
    ids=["in a network", "version 6", "version 4 within version 6", "in none", "private", "loopback", "kept for documents",
         "private, version 6", "link-local", "three numbers", "with a port", "two addresses", "a word", "nothing",
         "only registered there", "a country without a code", "the code itself",
         "a code beside the name", "only a name", "a record of another sort"],
)  # fmt: skip
def test_country_of_an_address(tmp_path: Path, address: str, code: str | None) -> None:
    with ips.opened(geoip.write(tmp_path / "countries.mmdb", NETWORKS)) as countries:
        assert countries.look_up(address) == {"ip_address": address, "country_code": code}


def test_a_file_of_version_4_knows_no_address_of_version_6(tmp_path: Path) -> None:
    file = geoip.write(tmp_path / "countries.mmdb", {"81.2.69.0/24": geoip.country("GB")}, version=4)
    with ips.opened(file) as countries:
        assert countries.look_up("81.2.69.142")["country_code"] == "GB"
        assert countries.look_up("2a02:cf40::1")["country_code"] is None


def test_what_was_looked_up_names_the_file_by_its_type_and_date(tmp_path: Path) -> None:
    file = geoip.write(tmp_path / "countries.mmdb", NETWORKS, "Test-City", 1_700_000_001)
    with ips.opened(file) as countries:
        assert countries.BY == "Test-City of 1700000001"
