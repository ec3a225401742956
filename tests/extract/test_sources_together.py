"""Several sources in one run: nothing of any lands before all were read."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.build import Build
from orchestration.extract.sources import SourceError, load_sources
from orchestration.extract.spreadsheets import extract
from orchestration.settings import Settings, parse_instant
from tests.extract.company import Company

SOURCES = """
sources:
  - name: north
    kind: spreadsheets
    path: inbox
    tables: {{deals: {{file: north.csv, columns: {{deal_id: id, stage: stage}}}}}}
  - name: south
    kind: spreadsheets
    path: inbox
    tables: {{deals: {{file: south.csv, columns: {{deal_id: id, stage: {column}}}}}}}
"""
BUILD = Build("b001", parse_instant("2026-03-01"))


def run(company: Company, settings: Settings, column: str) -> dict[str, int]:
    settings.sources.write_text(SOURCES.format(column=column))
    sources = load_sources(settings.sources, {}).sources
    return {name: ledger.new for name, ledgers in extract(sources, settings, BUILD, company.lake) for ledger in ledgers}


def test_a_source_that_is_refused_keeps_the_others_out_of_the_lake_too(company: Company) -> None:
    company.file("north.csv", "id,stage\n1,Won\n2,Lost\n")
    company.file("south.csv", "id,stage\n1,Won\n")
    with pytest.raises(SourceError, match="south deals stage: column 'state' is not in south.csv"):
        run(company, company.settings, "state")
    assert not list(company.lake.root.rglob("*.parquet"))
    assert run(company, company.settings, "stage") == {"north": 2, "south": 1}
    landed = duckdb.sql(f"select count(*) from '{company.lake.root}/spreadsheets/deals/*/b001*.parquet'").fetchall()
    assert landed == [(3,)]
