"""What is asked for is there on both engines: Python rooms read tables, and a view of Spark's is read by Spark alone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from orchestration.enrich import assets, holidays
from orchestration.enrich.new_values import look_up_new
from orchestration.settings import ROOT
from orchestration.warehouse import open_warehouse

STAGING = ROOT / "dbt_project" / "models" / "staging"


def test_what_enrich_asks_of_staging_is_a_table() -> None:
    asked = {
        name for text in vars(assets).values() if isinstance(text, str) for name in re.findall(r"staging\.(\w+)", text)
    }
    assert asked
    models = {file.stem: file.read_text(encoding="utf-8") for file in STAGING.rglob("*.sql")}
    assert [name for name in sorted(asked) if "materialized='table'" not in models[name]] == []


def test_public_holidays_are_asked_for_from_the_first_lead_to_the_year_after_the_run(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "leadline.duckdb") as warehouse:
        warehouse.write(
            "staging.stg_leadline__agreement_public_holidays",
            "select * from (values ('DE', 'BY'), ('AT', '')) as asked (country_code, subdivision)",
        )
        warehouse.write("reference.run", "select timestamp '2026-03-01' as as_of")
        # The first lead was created in the year before it was delivered.
        warehouse.write(
            "intermediate.int_leads_unified",
            """
            select * from (
                values (timestamp '2024-12-31 23:00', timestamp '2025-01-01', timestamp '2026-01-01'),
                (null, null, timestamp '2026-01-01')
            ) as leads (created_at, delivered_at, loaded_at)
            """,
        )

        def run() -> int:
            keys = ("country_code", "subdivision", "year")
            return look_up_new(
                warehouse, "reference.holidays", holidays.SCHEMA, keys, assets.HOLIDAYS, holidays.look_up, holidays.BY
            )

        assert (run(), run()) == (2 * 4, 0)
        found = "select holiday_on, name from reference.holidays where country_code = 'DE' and year = 2026 and month(holiday_on) = 1"
        assert warehouse.rows(f"{found} order by all") == [
            {"holiday_on": date(2026, 1, 1), "name": "New Year's Day"},
            {"holiday_on": date(2026, 1, 6), "name": "Epiphany"},
        ]
        years = "select country_code, min(year) as first, max(year) as last from reference.holidays group by all order by all"
        assert warehouse.rows(years) == [
            {"country_code": "AT", "first": 2024, "last": 2027},
            {"country_code": "DE", "first": 2024, "last": 2027},
        ]


def test_zones_and_languages_are_asked_for_with_the_code_of_the_stated_country(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "leadline.duckdb") as warehouse:
        warehouse.write(
            "reference.countries", "select * from (values ('deutschland', 'DE'), ('atlantis', null)) as known (value, country_code)"
        )  # fmt: skip
        warehouse.write(
            "intermediate.int_leads_unified",
            """
            select * from (
                values (' Deutschland', 'Europe/Berlin ', 'de-DE'), ('DEUTSCHLAND', 'europe/berlin', null), ('Atlantis', 'UTC', 'fr'),
                (null, 'UTC', 'fr')
            ) as leads (country, timezone, language)
            """,
        )
        assert warehouse.rows(assets.TIME_ZONES) == [{"timezone": "europe/berlin", "country_code": "DE"}]
        assert warehouse.rows(assets.LANGUAGES) == [{"language": "de-de", "country_code": "DE"}]
