"""No model of the demo compares every row with every row: what takes no time on thousands would take hours on a million."""

from __future__ import annotations

import duckdb

from tests.company import Company

# DuckDB's plan for a join that it can neither hash nor sort.
SLOW = ("BLOCKWISE_NL_JOIN", "NESTED_LOOP_JOIN")
FEW = {
    "int_brief_weeks": "both sides are small: the days of sixty years, and the versions of briefs",
    "int_deals_current": "one side has the versions of the process, of which there are a handful",
    "int_lead_status_history_unified": "one side has the sources, of which there are a handful",
}


def test_every_join_of_a_model_has_a_key(demo: Company) -> None:
    compiled = sorted((demo.data / "dbt" / "compiled" / "leadline" / "models").rglob("*.sql"))
    models = [
        file for file in compiled if file.parent.suffix != ".yml"
    ]  # tests of a model's columns stand in a folder named after its yml
    assert len(models) > 60
    with duckdb.connect(str(demo.data / "warehouse" / "leadline.duckdb"), read_only=True) as connection:
        plans = {file.stem: connection.execute(f"explain {file.read_text()}").fetchall()[0][1] for file in models}
    assert {model for model, plan in plans.items() if any(join in plan for join in SLOW)} == set(FEW)
