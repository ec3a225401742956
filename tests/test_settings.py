"""The environment: defaults, precedence, errors that name variable and value."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.settings import ROOT, Resolver, SettingsError, load_settings, parse_instant
from tests.enrich import geoip


def test_defaults_are_the_sample_company_and_a_data_folder_here(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert settings.data == tmp_path / "data"
    assert settings.sources == ROOT / "orchestration" / "sources.yml"
    assert settings.agreement == ROOT / "expectations" / "agreement"
    assert (settings.as_of, settings.target, settings.readers_group) == (None, "duckdb", None)
    assert settings.key_file == tmp_path / "data" / "pii.key"


def test_a_folder_with_its_own_sources_and_agreement_wins_over_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "sources.yml").touch()
    (tmp_path / "agreement").mkdir()
    settings = load_settings({}, tmp_path)
    assert (settings.sources, settings.agreement) == (tmp_path / "sources.yml", tmp_path / "agreement")


def test_a_stated_path_is_taken_from_the_current_folder_and_an_empty_variable_is_unset(tmp_path: Path) -> None:
    settings = load_settings(
        {"LEADLINE_DATA": "elsewhere", "LEADLINE_SOURCES": "my.yml", "LEADLINE_AS_OF": " "}, tmp_path
    )
    assert (settings.data, settings.sources, settings.as_of) == (tmp_path / "elsewhere", tmp_path / "my.yml", None)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2018-01-01", datetime(2018, 1, 1, tzinfo=UTC)),
        ("2018-01-01T06:30:00Z", datetime(2018, 1, 1, 6, 30, tzinfo=UTC)),
        ("2018-01-01 06:30+02:00", datetime(2018, 1, 1, 4, 30, tzinfo=UTC)),
    ],
    ids=["a day is its midnight in UTC", "UTC", "another offset"],
)
def test_an_instant_is_read_as_utc(text: str, instant: datetime) -> None:
    assert parse_instant(text) == instant


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("LEADLINE_AS_OF", "yesterday", "LEADLINE_AS_OF: 'yesterday' is not an ISO 8601 date"),
        ("LEADLINE_TARGET", "oracle", "LEADLINE_TARGET: 'oracle' is not a target (choose one of: duckdb"),
    ],
    ids=["instant", "target"],
)
def test_a_wrong_value_is_named_with_its_variable(tmp_path: Path, variable: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError) as error:
        load_settings({variable: value}, tmp_path)
    assert says in str(error.value)


def test_a_file_of_addresses_is_taken_from_the_current_folder_and_handed_on(tmp_path: Path) -> None:
    file = geoip.write(tmp_path / "countries.mmdb", {"81.2.69.0/24": geoip.country("GB")})
    settings = load_settings({"LEADLINE_GEOIP_FILE": "countries.mmdb"}, tmp_path)
    assert settings.geoip_file == file
    assert settings.service_environment({})["LEADLINE_GEOIP_FILE"] == str(file)
    without = load_settings({"LEADLINE_GEOIP_FILE": " "}, tmp_path)
    assert without.geoip_file is None
    assert "LEADLINE_GEOIP_FILE" not in without.service_environment({})


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing.mmdb", "LEADLINE_GEOIP_FILE: there is no file {file}: name a file in MaxMind's format"),
        ("sources.yml", "LEADLINE_GEOIP_FILE: {file} cannot be read as a file in MaxMind's format"),
        ("empty.mmdb", "LEADLINE_GEOIP_FILE: {file} cannot be read as a file in MaxMind's format"),
        ("folder", "LEADLINE_GEOIP_FILE: {file} cannot be read as a file in MaxMind's format"),
    ],
    ids=["not there", "another sort of file", "nothing in it", "a folder"],
)
def test_a_file_of_addresses_that_cannot_be_read_is_refused(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "sources.yml").write_text("sources: []")
    (tmp_path / "empty.mmdb").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(SettingsError) as error:
        load_settings({"LEADLINE_GEOIP_FILE": name}, tmp_path)
    assert says.format(file=tmp_path / name) in str(error.value)


@pytest.mark.parametrize(
    ("stated", "resolver"),
    [
        ("", None),
        ("off", None),
        ("system", Resolver()),
        ("192.0.2.53:5353", Resolver("192.0.2.53", 5353)),
        ("[2001:db8::53]:53", Resolver("2001:db8::53", 53)),
    ],
    ids=["unset", "off", "the machine's", "an address", "an address of version 6"],
)
def test_whom_to_ask_about_domains(tmp_path: Path, stated: str, resolver: Resolver | None) -> None:
    settings = load_settings({"LEADLINE_DNS": stated}, tmp_path)
    assert settings.resolver == resolver
    assert settings.switched_on == (frozenset({"dns"}) if resolver else frozenset())


@pytest.mark.parametrize(
    "stated", ["on", "192.0.2.53", "192.0.2.53:", "192.0.2.53:0", "192.0.2.53:65536", "dns.example:53", ":53"]
)
def test_whom_to_ask_is_an_address_and_a_port(tmp_path: Path, stated: str) -> None:
    with pytest.raises(SettingsError) as error:
        load_settings({"LEADLINE_DNS": stated}, tmp_path)
    assert f"LEADLINE_DNS: '{stated}' is neither off, system, nor the address and port" in str(error.value)
