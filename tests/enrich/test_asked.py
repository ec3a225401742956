"""What is asked for is there on both engines: Python rooms read tables, and a view of Spark's is read by Spark alone."""

from __future__ import annotations

import re

from orchestration.enrich import assets
from orchestration.settings import ROOT

STAGING = ROOT / "dbt_project" / "models" / "staging"


def test_what_enrich_asks_of_staging_is_a_table() -> None:
    asked = {
        name for text in vars(assets).values() if isinstance(text, str) for name in re.findall(r"staging\.(\w+)", text)
    }
    assert asked
    models = {file.stem: file.read_text(encoding="utf-8") for file in STAGING.rglob("*.sql")}
    assert [name for name in sorted(asked) if "materialized='table'" not in models[name]] == []
