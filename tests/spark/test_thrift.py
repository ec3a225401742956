"""A whole run on a cluster, reached by Thrift, publishes what a run on DuckDB publishes."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.company import Company
from tests.parity.comparison import attached, differences, report
from tests.spark.cluster import cluster

pytestmark = pytest.mark.spark

MINUTES = 40  # the run of the sample takes 2 to 6 on two cores: every statement is asked after once a second


@pytest.fixture(scope="module")
def on_duckdb(tmp_path_factory: pytest.TempPathFactory) -> Company:
    company = Company(tmp_path_factory.mktemp("on_duckdb") / "data")
    company.run()
    return company


@pytest.fixture(scope="module")
def by_thrift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """The sample company, run on a cluster that is still up."""
    data = tmp_path_factory.mktemp("by_thrift") / "data"
    with cluster(data / "warehouse" / "leadline.spark", minutes=MINUTES) as running:
        company = Company(data, variables={"LEADLINE_TARGET": "spark", "LEADLINE_SPARK_URL": running.url})
        company.run()
        yield company


def differ(one: Company, other: Company) -> str:
    """In what the published marts of two companies differ, in words."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        sides = [attached(connection, name, company.published) for name, company in (("duckdb", one), ("spark", other))]
        return report(differences(connection, *sides))


def test_every_mart_that_a_cluster_makes_is_the_one_that_duckdb_makes(on_duckdb: Company, by_thrift: Company) -> None:
    assert differ(on_duckdb, by_thrift) == ""
    assert by_thrift.marts("select count(*) from marts.fct_leads") == [(11,)]  # one of the 12 rows cannot be read


def test_a_flag_and_a_record_of_the_files_are_in_the_marts_that_spark_made(by_thrift: Company) -> None:
    """L-004 of leads.csv, delivered at 08:30 in Madrid, with an address at a disposable domain."""
    assert by_thrift.marts(
        "select vendor, country_code, cast(delivered_at as varchar), verdict "
        "from marts.fct_leads join marts.fct_lead_flags using (lead_id) "
        "where lead_id = 'sample:L-004' and rule_id = 'email_disposable' and resolved_at is null"
    ) == [("LeadHub", "FR", "2026-01-09 07:30:00", "non_conforming")]
    tables = by_thrift.data / "warehouse" / "leadline.spark" / "tables" / "marts.db"
    with duckdb.connect() as connection:
        makers = connection.execute(
            f"select distinct created_by from parquet_file_metadata('{tables}/fct_leads/*.parquet')"
        ).fetchall()
    assert [maker.split()[0] for (maker,) in makers] == ["parquet-mr"]


def test_the_executors_of_both_workers_made_them(by_thrift: Company) -> None:
    work = by_thrift.data / "warehouse" / "leadline.spark" / "cluster" / "work"
    finished = [file.read_text().count("Finished task") for file in work.glob("worker-*/*/*/stderr")]
    assert len(finished) == 2
    assert min(finished) > 100
