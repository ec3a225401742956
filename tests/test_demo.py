"""The demo company, end to end: every mart speaks or says why not, and its figures are those of the files that were read.

Belongs here: what the files say in sum, counted by SQL that shares nothing with the product. Does not belong here: which defect is where
(see tests/extract/demo).
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from orchestration.transform.dbt import PROJECT
from tests.company import Company

# Files of the CRM and the ERP are written with semicolons.
SEMICOLONS = {"deals"}
MODELS = {
    model["name"]: model
    for file in sorted((PROJECT / "models" / "marts").rglob("*.yml"))
    for model in yaml.safe_load(file.read_text())["models"]
}


@pytest.fixture(scope="module")
def files(demo: Company) -> duckdb.DuckDBPyConnection:
    """The raw files as views of text, each row with its file and line; `rejected`: what the marts say could not be read."""
    connection = duckdb.connect()
    inbox = demo.data / "inbox" / "demo"
    for name, pattern in {
        "leads": "leads_*.csv", "deals": "deals.csv", "spend": "spend.csv", "rates": "exchange_rates.csv", "campaigns": "campaigns.csv",
    }.items():  # fmt: skip
        delimiter = ";" if name in SEMICOLONS else ","
        parts = [
            f"select *, '{file.name}' as file, row_number() over () + 1 as line "
            f"from read_csv('{file}', delim = '{delimiter}', header = true, all_varchar = true)"
            for file in sorted(inbox.glob(pattern))
        ]
        connection.execute(f"create table {name} as {' union all by name '.join(parts)}")
    connection.execute("create table rejected (file varchar, line bigint)")
    lines = demo.marts("select distinct file, line from marts.rejected_rows")
    if lines:
        connection.executemany("insert into rejected values (?, ?)", lines)
    return connection


# Law 11


def excuse(properties: dict[str, Any]) -> str | None:
    """Why a model or column of the marts has no value on the demo, as its yml says."""
    return properties.get("config", {}).get("meta", {}).get("empty_on_demo")


@pytest.mark.parametrize("mart", MODELS)
def test_a_mart_has_rows_and_values_in_every_column_or_says_why_not(demo: Company, mart: str) -> None:
    """An excuse that has become untrue fails as well: it must not outlive its reason."""
    model = MODELS[mart]
    columns = {column["name"]: excuse(column) for column in model["columns"]}
    counted = ", ".join(f"count({column})" for column in columns)
    [(rows, *values)] = demo.marts(f"select count(*), {counted} from marts.{mart}")
    assert (rows == 0) == (excuse(model) is not None), f"{mart} has {rows} rows; its yml says: {excuse(model)}"
    if rows == 0:
        return
    silent = [column for column, count in zip(columns, values, strict=True) if count == 0]
    assert silent == [column for column, why in columns.items() if why is not None], mart


def test_every_published_mart_is_described(demo: Company) -> None:
    published = demo.marts("select table_name from duckdb_tables() where schema_name = 'marts' order by 1")
    assert [name for (name,) in published] == sorted(MODELS)


def test_an_excuse_is_a_sentence() -> None:
    excuses = [
        why for model in MODELS.values() for part in (model, *model["columns"]) if (why := excuse(part)) is not None
    ]
    assert excuses
    assert [why for why in excuses if not re.fullmatch(r"[A-Z].{15,}\.", why)] == []


# What was read and what became of it


@pytest.mark.parametrize(
    ("mart", "key", "file", "raw_key"),
    [("fct_leads", "lead_id", "leads", "Lead ID"), ("fct_deals", "deal_id", "deals", "Deal")],
    ids=["leads", "deals"],
)
def test_rows_of_the_files_are_in_the_marts_or_rejected(
    demo: Company, files: duckdb.DuckDBPyConnection, mart: str, key: str, file: str, raw_key: str
) -> None:
    kept = files.sql(
        f"""
        select 'demo:' || "{raw_key}" from {file} anti join rejected using (file, line) group by "{raw_key}" order by 1
        """
    ).fetchall()
    assert len(kept) > 1000
    assert demo.marts(f"select {key} from marts.{mart} order by 1") == kept
    [(rows, keys, rejected)] = files.sql(
        f"""
        select count(*), count(distinct "{raw_key}"), (select count(*) from {file} semi join rejected using (file, line)) from {file}
        """
    ).fetchall()
    assert rows == len(kept) + rejected + (rows - keys)


def test_the_summary_counts_the_rows_of_all_files_and_the_leads(demo: Company) -> None:
    [(fetched, rejected)] = demo.marts("select sum(fetched), sum(rejected) from marts.mart_freshness")
    [(lines,)] = demo.marts("select count(*) from (select distinct table_name, file, line from marts.rejected_rows)")
    assert rejected == lines
    assert re.search(rf"demo +{fetched:,} +{fetched - rejected:,} +{rejected}\n", demo.said)
    for verdict, leads in demo.marts(
        "select verdict, count(*) from marts.fct_leads where not is_deleted and not is_test group by 1"
    ):
        assert f"{leads:,} {verdict}" in demo.said


def test_what_campaigns_cost_is_what_the_files_say_at_the_rate_of_the_day(
    demo: Company, files: duckdb.DuckDBPyConnection
) -> None:
    expected = files.sql(
        """
        with kept as (select * from spend anti join rejected using (file, line)),
        spent as (
            select
                kept.Campaign, cast(Day as date) as day, cast(Cost as decimal(18, 2)) as cost,
                coalesce(kept.Currency, campaigns.Currency, 'EUR') as currency
            from kept left join campaigns on kept.Campaign = campaigns.Campaign
        ),
        rate as (select Currency as currency, cast(Day as date) as day, cast("In EUR" as double) as rate from rates),
        converted as (
            select Campaign, spent.day, case when spent.currency = 'EUR' then cost else round(cast(cost as double) * rate, 2) end as cost
            from spent asof left join rate on spent.currency = rate.currency and spent.day >= rate.day
        )
        select 'demo:' || Campaign, cast(date_trunc('month', day) as date), count(*), cast(sum(cost) as decimal(38, 2))
        from converted group by all order by all
        """
    ).fetchall()
    assert len(expected) > 50
    assert (
        demo.marts(
            "select campaign_id, month, spend_days, cost_base from marts.mart_source_quality where spend_days > 0 order by all"
        )
        == expected
    )


def test_deals_revenue_and_customers_of_the_source_quality_are_those_of_the_files(
    demo: Company, files: duckdb.DuckDBPyConnection
) -> None:
    """A won deal goes to the lead that it names, else to one that names it; never to a lead that is a test or deleted."""
    expected = files.sql(
        """
        with counted_leads as (
            select * from leads anti join rejected using (file, line)
            where lower("Test lead") is distinct from 'yes' and lower(Deleted) is distinct from 'yes'
        ),
        all_deals as (
            select * from deals anti join rejected using (file, line)
            where lower(Deleted) is distinct from 'yes' and "Merged into" is null
        ),
        pairs as (
            select all_deals.Deal, counted_leads."Lead ID" as lead
            from all_deals inner join counted_leads
                on all_deals.Lead = counted_leads."Lead ID" or all_deals.Deal = counted_leads.Deal
        ),
        rate as (select Currency as currency, cast(Day as date) as day, cast("In EUR" as double) as rate from rates),
        won as (
            select
                all_deals.Deal, cast(replace(replace(Amount, '.', ''), ',', '.') as decimal(18, 2)) as amount, Currency as currency,
                coalesce(try_strptime(Closed, '%d.%m.%Y'), timestamp '2026-05-29') as closed
            from all_deals where lower(Status) = 'gewonnen' and Deal in (select pairs.Deal from pairs)
        )
        select
            (select count(distinct pairs.Deal) from pairs), count(*),
            cast(sum(case when won.currency = 'EUR' then amount else round(cast(amount as double) * rate, 2) end) as decimal(38, 2))
        from won asof left join rate on won.currency = rate.currency and won.closed >= rate.day
        """
    ).fetchall()
    assert (
        demo.marts(
            "select sum(deals), sum(won), cast(sum(revenue_base) as decimal(38, 2)) from marts.mart_source_quality"
        )
        == expected
    )


# Again and again


def figures(company: Company) -> tuple[Any, ...]:
    """Rows of the sources in the lake, what was read of each table, and every mart."""
    lake = {table: rows for table, rows in company.lake_rows().items() if not table.startswith("leadline/")}
    read = company.marts(
        """
        select source, table_name, fetched, rejected, new + updated + unchanged + duplicate + rejected
        from marts.mart_freshness order by all
        """
    )
    return lake, read, company.every_mart()


def test_three_passes_of_the_same_files_read_the_same_and_publish_the_same(demo: Company, tmp_path: Path) -> None:
    shutil.copytree(demo.data, tmp_path / "data", symlinks=True)
    again = Company(tmp_path / "data", demo.sources, demo.agreement)
    first = figures(demo)
    assert first[2]["fct_leads"]
    assert all(fetched == accounted for _, _, fetched, _, accounted in first[1])
    for _ in range(2):
        again.run()
        assert figures(again) == first
        assert again.marts("select sum(new), sum(updated), sum(tombstones) from marts.mart_freshness") == [(0, 0, 0)]
