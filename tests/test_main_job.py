"""Runs in one process: what Dagster records of them, parts of the graph, failures in words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration.build import Build
from orchestration.main_job import StepError, dagster_instance, run_main_job
from orchestration.publish.versions import current
from orchestration.selection import SelectionError
from orchestration.sensors import PATIENCE, end_lost_runs
from orchestration.settings import Settings
from tests.conftest import SAMPLE

KINDS = ["spreadsheets"]
AS_OF = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class World:
    settings: Settings

    def run(self, selection: str | None = None) -> tuple[Build, list[str]]:
        return run_main_job(self.settings, KINDS, selection)

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def shown(self, *key: str) -> dict[str, Any]:
        """What Dagster shows of the last materialization of an asset."""
        with dagster_instance(self.settings) as instance:
            event = instance.get_latest_materialization_event(dg.AssetKey(list(key)))
        assert event is not None, key
        assert event.asset_materialization is not None
        return {name: value.value for name, value in event.asset_materialization.metadata.items()}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The sample company in a folder of its own, after one whole run."""
    folder = tmp_path_factory.mktemp("company")
    shutil.copytree(SAMPLE, folder / "inbox")
    shutil.move(folder / "inbox" / "agreement", folder / "agreement")
    (folder / "inbox" / "sources.yml").rename(folder / "sources.yml")
    text = (folder / "sources.yml").read_text().replace("path: .", "path: inbox")
    (folder / "sources.yml").write_text(text)
    world = World(
        Settings(data=folder / "data", sources=folder / "sources.yml", agreement=folder / "agreement", as_of=AS_OF)
    )
    world.run()
    return world


def test_dagster_shows_the_rows_of_every_table(world: World) -> None:
    tables = world.sql(
        "select table_schema, table_name from information_schema.tables "
        "where table_schema in ('staging', 'intermediate', 'reference', 'identity', 'quality', 'marts')"
    )
    assert len(tables) > 60
    for schema, table in tables:
        [(rows,)] = world.sql(f"select count(*) from {schema}.{table}")
        if table == "check_results":
            rows -= world.sql(f"select count(*) from {schema}.{table} where suite = 'marts'")[0][
                0
            ]  # the gate's, after it
        assert (schema, table, world.shown(schema, table)["dagster/row_count"]) == (schema, table, rows)


def test_dagster_plots_the_rates_that_an_operator_watches(world: World) -> None:
    leads = world.shown("spreadsheets", "leads")
    # leads.csv has 12 rows, one of them with the date `soon`; deals.xlsx has 11, one with an amount that is none.
    assert (leads["rows_read"], leads["reject_ratio"], leads["dagster/row_count"]) == (12, 1 / 12, 11)
    assert world.shown("spreadsheets", "deals")["reject_ratio"] == 1 / 11
    assert world.shown("quality", "lead_verdicts")["conforming_ratio"] == 6 / 11
    [(open_flags,)] = world.sql("select count(*) from quality.lead_flags where resolved_at is null")
    assert world.shown("quality", "lead_flags")["open_flags_per_1000_leads"] == pytest.approx(1000 * open_flags / 11)
    [(amount, deals)] = world.sql(
        "select cast(sum(amount_base) as double), count(*) from marts.fct_deals where status = 'open' and not is_deleted"
    )
    shown = world.shown("marts", "fct_deals")
    assert (shown["open_pipeline_base"], shown["open_deals"]) == (amount, deals)
    assert deals > 0


def test_columns_of_what_no_contract_declares_are_shown_after_a_run(world: World) -> None:
    columns = world.shown("quality", "lead_flags")["dagster/column_schema"].columns
    assert [(column.name, column.type) for column in columns] == [
        (name, kind.lower())
        for name, kind in world.sql(
            "select column_name, data_type from duckdb_columns() "
            "where schema_name = 'quality' and table_name = 'lead_flags' order by column_index"
        )
    ]


def test_a_part_builds_what_was_selected_from_what_is_there_and_publishes_nothing(world: World) -> None:
    before, published = dict(world.sql(BUILDS)), current(world.settings.publish)
    build, tables = world.run("fct_deals")
    after = dict(world.sql(BUILDS))
    assert tables == ["marts.fct_deals"]
    assert {table for table in after if after[table] != before[table]} == {"fct_deals"}
    assert after["fct_deals"] == build.id
    assert current(world.settings.publish) == published


BUILDS = """
    select 'fct_deals', max(build_id) from marts.fct_deals union all
    select 'fct_leads', max(build_id) from marts.fct_leads union all
    select 'dim_owner', max(build_id) from marts.dim_owner
"""


def test_judging_leads_alone_leaves_the_flags_of_deals_as_they_are(world: World) -> None:
    flags = "select * from quality.deal_flags order by all"
    deals, verdicts = world.sql(flags), world.sql("select * from quality.lead_verdicts order by all")
    assert deals
    build, tables = world.run("lead_flags lead_verdicts")
    assert tables == ["quality.check_results", "quality.lead_flags", "quality.lead_verdicts", "quality.rules"]
    assert world.sql(flags) == deals
    assert world.sql("select * from quality.lead_verdicts order by all") == verdicts
    assert world.sql(f"select distinct suite from quality.check_results where build_id = '{build.id}'") == [("leads",)]


def test_a_part_whose_base_was_never_built_is_refused(world: World, tmp_path: Path) -> None:
    empty = World(replace(world.settings, data=tmp_path / "data"))
    with pytest.raises(SelectionError) as error:
        empty.run("mart_lead_to_revenue")
    said = str(error.value)
    assert "marts.mart_lead_to_revenue is made from marts.dim_account, marts.dim_brief, marts.dim_campaign and " in said
    assert said.endswith("Run `leadline run` first, or put a + before the name to build what it is made from, too.")
    assert not empty.settings.warehouse.exists()


def test_a_failed_step_is_told_in_words_in_the_terminal_and_first_on_dagsters_page(
    world: World, tmp_path: Path
) -> None:
    wrong = tmp_path / "sources.yml"
    text = world.settings.sources.read_text().replace("created_at: Created", "created_at: Createt", 1)
    wrong.write_text(text.replace("path: inbox", f"path: {world.settings.sources.parent / 'inbox'}"))
    broken = World(replace(world.settings, sources=wrong))
    published = current(world.settings.publish)
    with pytest.raises(StepError) as error:
        broken.run()
    assert error.value.kind == "SourceError"
    said = str(error.value)
    assert said.startswith("sample leads created_at: column 'Createt' is not in leads.csv")
    assert current(world.settings.publish) == published

    with dagster_instance(world.settings) as instance:
        [run] = instance.get_runs(limit=1)
        [failure] = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
    assert failure.dagster_event is not None
    data = failure.dagster_event.step_failure_data
    assert data.user_failure_data is not None
    assert data.user_failure_data.description == said
    assert data.error is not None
    assert data.error.message == f"dagster._core.definitions.events.Failure: {said}\n"
    assert data.error.cause is None
    assert len(data.error.stack) <= 10  # not the way through the readers; that is in the log file


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.mark.parametrize(
    ("age", "lost"), [(PATIENCE + 120, True), (PATIENCE, False)], ids=["long ago", "may still wait for the lock"]
)
def test_a_run_whose_process_is_gone_is_ended_so_that_others_can_begin(
    instance: dg.DagsterInstance, age: int, lost: bool
) -> None:
    @dg.op
    def nothing() -> None: ...

    @dg.job
    def job() -> None:
        nothing()

    run = instance.create_run_for_job(job)
    instance.report_dagster_event(dg.DagsterEvent(dg.DagsterEventType.PIPELINE_START.value, job.name), run.run_id)
    began = instance.get_run_records(dg.RunsFilter(run_ids=[run.run_id]))[0].start_time
    assert began is not None
    assert end_lost_runs(instance, now=began + age) == ([run.run_id] if lost else [])
    status = instance.get_runs()[0].status
    assert status == (dg.DagsterRunStatus.FAILURE if lost else dg.DagsterRunStatus.STARTED)
