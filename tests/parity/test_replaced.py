"""A partition is replaced, whole, and the others are left alone: on both engines, seen in the data and never in what dbt says.

Each delta is one that a full rebuild would answer differently. The mutant is such a rebuild.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.parity.scratch import Scratch

pytestmark = pytest.mark.spark

INCREMENTAL = "{{ config(**replaced_by_partition('week_start')) }}"
# Rows of which the source tells nothing for a week are not returned for it: a week comes whole or not at all.
SELECT = "select deal_id, amount, week_start from {{ source('given', 'weeks') }}"

JAN5, JAN12, JAN19 = "2026-01-05", "2026-01-12", "2026-01-19"
Rows = list[tuple[str, str | None]]


@dataclass(frozen=True)
class Step:
    """What the source holds, and what the table must hold after a run: (deal, week), in order."""

    says: str
    source: Rows
    table: Rows


FIRST: Rows = [("a", JAN5), ("b", JAN5), ("c", JAN12), ("n", None)]
LAST: Rows = [("a", JAN5), ("d", JAN19), ("e", JAN19), ("f", JAN12), ("m", None), ("o", None)]

STEPS = [
    Step("the first run takes everything", FIRST, FIRST),
    Step("the same again changes nothing", FIRST, FIRST),
    # A rebuild would lose the week of the 5th and the row without a week.
    Step(
        "a week that the source no longer has stays",
        [("c", JAN12), ("d", JAN12)],
        [("a", JAN5), ("b", JAN5), ("c", JAN12), ("d", JAN12), ("n", None)],
    ),
    Step(
        "rows that vanish from a week that it has go",
        [("d", JAN12)],
        [("a", JAN5), ("b", JAN5), ("d", JAN12), ("n", None)],
    ),
    Step(
        "a new week comes while an old one is replaced",
        [("a", JAN5), ("e", JAN19)],
        [("a", JAN5), ("d", JAN12), ("e", JAN19), ("n", None)],
    ),
    Step("nothing changes nothing", [], [("a", JAN5), ("d", JAN12), ("e", JAN19), ("n", None)]),
    Step(
        "rows without a week are replaced as one week",
        [("m", None), ("o", None)],
        [("a", JAN5), ("d", JAN12), ("e", JAN19), ("m", None), ("o", None)],
    ),
    Step("a row moves to a week that is replaced as well", [("d", JAN19), ("e", JAN19), ("f", JAN12)], LAST),
    Step("the same again changes nothing at last", [("d", JAN19), ("e", JAN19), ("f", JAN12)], LAST),
]

# What answers otherwise, and how many of the first steps it passes by chance.
MUTANTS = {
    "rebuilt": ("{{ config(materialized='table') }}", 2),
    "appended": ("{{ config(materialized='incremental', incremental_strategy='append', file_format='parquet') }}", 1),
}


def after_each_step(
    folder: Path, target: str, schema: str, config: str, spark_tables: Path, steps: list[Step]
) -> list[list[tuple[Any, ...]]]:
    """Run a model once for each state of the source; the rows of its table after each run."""
    project = Scratch(folder, target, schema, {"weeks": f"{config}\n{SELECT}"}, ["weeks"])
    found = []
    for number, step in enumerate(steps):
        given = [f"select '{deal}', {number}.25, {_day(week)}" for deal, week in step.source]
        # Without a row the file still has its columns.
        none = "select null, null, null where false"
        columns = "deal_id::varchar as deal_id, amount::decimal(38, 2) as amount, week_start::date as week_start"
        project.give(
            "weeks",
            f"select {columns} from ({' union all '.join([*given, none])}) as given(deal_id, amount, week_start)",
        )
        assert project.build() == {"weeks": "success"}
        if target == "duckdb":
            with duckdb.connect(str(project.warehouse), read_only=True) as connection:
                found.append(rows(connection, f"{schema}.weeks"))
        else:
            with duckdb.connect() as connection:
                files = f"{spark_tables}/{schema}.db/weeks/**/*.parquet"
                found.append(rows(connection, f"read_parquet('{files}', hive_partitioning = true)"))
    return found


def _day(week: str | None) -> str:
    return f"date '{week}'" if week else "null"


def rows(connection: duckdb.DuckDBPyConnection, relation: str) -> list[tuple[Any, ...]]:
    """(deal, amount, week) of a table; the amount tells the run that wrote the row."""
    week = "nullif(cast(week_start as varchar), '__HIVE_DEFAULT_PARTITION__')"
    return connection.execute(
        f"select deal_id, cast(amount as varchar), {week} from {relation} order by 1, 3"
    ).fetchall()


def expected() -> list[list[tuple[Any, ...]]]:
    """What the steps say, each row with the run that wrote it: the last one whose source had its week."""
    found, written_by = [], {}
    for number, step in enumerate(STEPS):
        written_by |= {week: number for _, week in step.source}
        found.append([(deal, f"{written_by[week]}.25", week) for deal, week in step.table])
    return found


@pytest.mark.parametrize("target", ["duckdb", "spark"])
def test_partitions_are_replaced_and_the_others_stay(tmp_path: Path, target: str, spark_tables: Path) -> None:
    found = after_each_step(tmp_path, target, "replaced", INCREMENTAL, spark_tables, STEPS)
    told = {step.says: table for step, table in zip(STEPS, found, strict=True)}
    assert told == {step.says: table for step, table in zip(STEPS, expected(), strict=True)}


@pytest.mark.parametrize("target", ["duckdb", "spark"])
@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_model_that_is_rebuilt_or_appended_to_is_seen(
    tmp_path: Path, target: str, mutant: str, spark_tables: Path
) -> None:
    """dbt says success of each of these as well."""
    config, by_chance = MUTANTS[mutant]
    steps = STEPS[: by_chance + 1]
    found = after_each_step(tmp_path, target, mutant, config, spark_tables, steps)
    right = [step.says for step, one, other in zip(steps, found, expected(), strict=False) if one == other]
    assert right == [step.says for step in STEPS[:by_chance]]
