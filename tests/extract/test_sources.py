from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.extract.entities import ENTITIES
from orchestration.extract.sources import SourceError, load_sources

WHOLE = """
as_of: 2018-01-01
sources:
  - name: acme
    kind: spreadsheets
    path: ${INBOX}/acme
    timezone: Africa/Johannesburg
    currency: ZAR
    null_words: ["", unknown, N/A, null]
    record_url: "https://crm.example.com/{entity}/{id}"
    tables:
      deals:
        file: pipeline_*.csv
        delivery: changes
        features: [clicks]
        columns:
          deal_id: opportunity_id
          stage: deal_stage
          created_at: {column: engage_date, format: "%Y-%m-%d", timezone: UTC}
          closed_at: {first_of: [close_date, end_date]}
          amount: {column: close_value, decimal: ","}
          probability: {column: p, unit: percent}
          kind: {constant: new_business}
          channel: lead_source
          is_deleted: NO
        values: {channel: {web: website}, is_deleted: {yes: no}}
"""


def _load(folder: Path, text: str, **environ: str):
    file = folder / "sources.yml"
    file.write_text(text)
    return load_sources(file, environ)


def test_the_whole_language_is_read(tmp_path: Path):
    read = _load(tmp_path, WHOLE, INBOX="inbox")
    [source] = read.sources
    deals = source.tables["deals"]
    assert read.as_of == datetime(2018, 1, 1, tzinfo=UTC)
    assert source.path == tmp_path / "inbox" / "acme"
    assert deals.columns["deal_id"].column == "opportunity_id"
    assert deals.columns["closed_at"].columns == ["close_date", "end_date"]
    assert deals.columns["is_deleted"].column == "NO"
    assert deals.values == {"channel": {"web": "website"}, "is_deleted": {"yes": "no"}}
    assert source.null_words_of(deals, deals.columns["channel"]) == sorted(
        ["", "null", "(null)", "n/a", "#n/a", "\\n", "unknown"]
    )
    assert source.timezone_of(deals, deals.columns["created_at"]) == "UTC"
    assert source.timezone_of(deals, deals.columns["closed_at"]) == "Africa/Johannesburg"


TABLE = "sources: [{{name: acme, kind: spreadsheets, path: x, tables: {{deals: {{file: a.csv, columns: {{{}}}}}}}}}]"
KEYS = "deal_id: id, stage: s"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (WHOLE, r"sources acme path: ${INBOX} is not set: set that variable of the environment"),
        ("sources: 3", "sources.yml: input should be a valid list (it is: '3')"),
        ("- a", "it has no `sources:`"),
        ("a: [", "is not YAML"),
        ("sources: []", "sources.yml: states no source: write one under `sources:`"),
        ("sources:", "sources.yml: states no source"),
        (
            TABLE.format(KEYS + ", stage: t"),
            "sources.yml, line 1: sources 1. tables deals columns stage: 'stage' stands there twice",
        ),
        ("as_of: 2018-01-01\nas_of: 2019-01-01\n", "sources.yml, line 2: as_of: 'as_of' stands there twice, first on line 1: keep one"),
        ("sources: [{kind: spreadsheets, path: x, tables: {}}]", "sources.yml: 1. name: missing: state it"),
        ("sources: [{name: Acme, kind: spreadsheets, path: x, tables: {}}]", "acme"),
        ("sources: [{name: a, kind: hubspot, path: x, tables: {}}]", "'hubspot' is not a kind of source (there are: spreadsheets, demo)"),
        ("sources: [{name: a, kind: spreadsheets, path: x, timezone: Mars, tables: {}}]", "a timezone: 'Mars' is not a time zone"),
        ("sources: [{name: a, kind: spreadsheets, path: x, currency: rand, tables: {}}]", "a currency: 'rand' is not a currency code"),
        ("sources: [{name: a, kind: spreadsheets, path: x, tabels: {}, tables: {}}]", "a tabels: not a word of this file (did you mean"),
        ("sources: [{name: a, kind: spreadsheets, path: x, tables: {dealz: {file: f, columns: {}}}}]", "'dealz' is not an entity (did you"),
        (TABLE.format(KEYS + ", amout: v"), "deals: 'amout' is not a column of it (did you mean 'amount'?"),
        (TABLE.format("deal_id: id"), "deals: 'stage' is required and not mapped: add it to columns"),
        (TABLE.format(KEYS + ", amount: {column: v, format: '%d'}"), "deals amount format: '%d' does not say where year, month"),
        (TABLE.format(KEYS + ", amount: {column: v, format: '%Y%m%d'}"), "deals amount: format says nothing about a column of type amount"),
        (TABLE.format(KEYS + ", amount: {column: v, unit: percent}"), "deals amount: unit says nothing about a column of type amount"),
        (TABLE.format(KEYS + ", amount: {colum: v}"), "acme deals amount colum: not a word of this file (did you mean 'column'?"),
        (TABLE.format(KEYS + ", amount: {column: v, constant: 3}"), "acme deals amount: state exactly one of column, first_of, constant"),
        (TABLE.format(KEYS + ", amount: {column: v, decimal: point}"), "deals amount decimal: input should be '.' or ',' (it is: 'point'"),
        (TABLE.format(KEYS).replace("file: a.csv", "file: a, query: b"), "acme deals: state exactly one of file, query"),
        (TABLE.format(KEYS).replace("file: a.csv", "file: a, values: {name: {a: b}}"), "deals: values of 'name', which is not mapped"),
        (TABLE.format(KEYS).replace("file: a.csv", "file: a, delivery: daily"), "acme deals delivery: input should be 'full' or 'changes'"),
        (TABLE.format(KEYS).replace("path: x", "path: x, record_url: 'h/{ids}'"), "acme record_url: '{ids}' is not known there"),
        ("as_of: yesterday\nsources: []", "as_of: as_of: 'yesterday' is not an ISO 8601 date"),
        ("sources: [" + ", ".join(["{name: a, kind: spreadsheets, path: x, tables: {}}"] * 2) + "]", "two sources have the name 'a'"),
    ],
)  # fmt: skip
def test_an_error_names_the_place_the_value_and_the_remedy(tmp_path: Path, text: str, says: str):
    with pytest.raises(SourceError) as error:
        _load(tmp_path, text)
    assert says.lower() in str(error.value).lower()


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(SourceError, match="nowhere.yml cannot be read"):
        load_sources(tmp_path / "nowhere.yml")


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path):
    (tmp_path / "sources.yml").write_bytes("sources: [{name: jörg}]".encode("cp1252"))
    with pytest.raises(SourceError, match="sources.yml is not UTF-8 .*: save it as UTF-8"):
        load_sources(tmp_path / "sources.yml")


def test_a_folder_is_no_file(tmp_path: Path):
    with pytest.raises(SourceError, match="cannot be read"):
        load_sources(tmp_path)


def test_a_mapping_may_be_shared_and_changed(tmp_path: Path):
    said = """
sources:
  - {name: acme, kind: spreadsheets, path: x, tables: {deals: {file: a.csv, columns: &c {deal_id: id, stage: s}}}}
  - {name: other, kind: spreadsheets, path: x, tables: {deals: {file: a.csv, columns: {<<: *c, stage: t}}}}
"""
    columns = _load(tmp_path, said).sources[1].tables["deals"].columns
    assert (columns["deal_id"].column, columns["stage"].column) == ("id", "t")


def test_a_kind_that_writes_files_is_a_source_of_spreadsheets_in_the_inbox(tmp_path: Path):
    file = tmp_path / "sources.yml"
    file.write_text("sources: [{name: toys, kind: demo, leads: 3000, seed: 4}]")
    [source] = load_sources(file, {}, tmp_path / "inbox").sources
    assert (source.name, source.kind, source.path) == ("toys", "spreadsheets", tmp_path / "inbox" / "toys")
    assert set(source.tables) == set(ENTITIES)
    assert source.tables["leads"].columns["lead_id"].column == "Lead ID"
    assert not (tmp_path / "inbox").exists()
    source.bring()
    assert len((tmp_path / "inbox" / "toys" / "products.xlsx").read_bytes()) > 0
    leads = (tmp_path / "inbox" / "toys").glob("leads_*.csv")
    assert len({line.split(",")[0] for part in leads for line in part.read_text().splitlines()[1:]}) == 3000 + 3


def test_without_an_inbox_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    [source] = _load(tmp_path, "sources: [{name: toys, kind: demo}]").sources
    source.bring()
    assert [file.name for file in tmp_path.iterdir()] == ["sources.yml"]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("{name: toys, kind: demo, lead: 5}", "toys lead: not a word of this kind (did you mean 'leads'? there are: name,"),
        ("{name: toys, kind: demo, leads: 12}", "toys leads: input should be greater than or equal to 3000 (it is: '12')"),
        ("{name: toys, kind: demo, seed: seven}", "toys seed: input should be a valid integer"),
        ("{name: toys, kind: demo, path: files}", "toys path: not a word of this kind"),
        ("{kind: demo}", "1. name: missing: state it"),
        ("{name: Toys, kind: demo}", "Toys name: 'Toys' is not a name"),
        ("{name: toys, kind: demo}, {name: toys, kind: demo, seed: 2}", "two sources have the name 'toys'"),
    ],
    ids=["a wrong word", "too few", "no number", "a path", "no name", "an unfit name", "two of a name"],
)  # fmt: skip
def test_what_a_kind_that_writes_files_refuses(tmp_path: Path, said: str, message: str):
    with pytest.raises(SourceError) as refused:
        _load(tmp_path, f"sources: [{said}]")
    assert message in str(refused.value)


def test_two_written_sources_may_stand_side_by_side(tmp_path: Path):
    file = tmp_path / "sources.yml"
    file.write_text(
        "sources: [{name: one, kind: demo, seed: 1}, {name: by_hand, kind: spreadsheets, path: x, tables: {}}, {name: two, kind: demo}]"
    )
    sources = load_sources(file, {}, tmp_path / "inbox").sources
    assert [(source.name, source.path) for source in sources] == [
        ("one", tmp_path / "inbox" / "one"),
        ("by_hand", tmp_path / "x"),
        ("two", tmp_path / "inbox" / "two"),
    ]
    sources[1].bring()  # lies where somebody put it: nothing happens
    assert [file.name for file in tmp_path.iterdir()] == ["sources.yml"]


def test_reading_sources_imports_nothing_heavy():
    heavy = "{'dagster', 'dbt', 'great_expectations', 'duckdb', 'pandas'}"
    code = f"import sys, orchestration.extract.sources; print({heavy} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
