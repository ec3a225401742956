"""What an operator sees in Dagster: groups in the order of data, whose each table is, when what runs."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from orchestration.alert.assets import DIGEST
from orchestration.assets import STEPS, group
from orchestration.definitions import build_definitions
from orchestration.extract.entities import ENTITIES
from orchestration.settings import ROOT, Settings
from tests.conftest import SAMPLE


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    settings = Settings(
        data=tmp_path_factory.mktemp("definitions") / "data",
        sources=SAMPLE / "sources.yml",
        agreement=SAMPLE / "agreement",
    )
    return build_definitions(settings, ["spreadsheets"], "Europe/Berlin")


@pytest.fixture(scope="module")
def specs(definitions: dg.Definitions) -> dict[str, dg.AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in definitions.resolve_all_asset_specs()}


def test_every_asset_says_where_it_stands_what_it_is_whose_and_of_which_kind(specs: dict[str, dg.AssetSpec]) -> None:
    groups = tuple(group(step) for step in STEPS)
    for name, spec in specs.items():
        assert spec.group_name is not None, name
        assert spec.group_name.startswith(groups), name
        assert spec.description, name
        assert len(spec.description) > 20, name
        assert spec.owners, name
        assert all(owner.startswith("team:") for owner in spec.owners), name
        assert 1 <= len(spec.kinds) <= 3, name
    assert len(specs) > 100


def step(spec: dg.AssetSpec) -> int:
    return int((spec.group_name or "")[:2]) - 1


def test_groups_sort_in_the_order_data_flows(specs: dict[str, dg.AssetSpec]) -> None:
    backwards = {
        (name, dep.asset_key.to_user_string())
        for name, spec in specs.items()
        for dep in spec.deps
        if (step(spec) < step(specs[dep.asset_key.to_user_string()]))
        # A link between a lead and a deal needs their histories, and a lead's outcome needs the link.
        and step(spec) != STEPS.index("identity")
    }
    assert backwards == set()


def test_marts_belong_to_those_whose_questions_they_answer(specs: dict[str, dg.AssetSpec]) -> None:
    assert list(specs["marts/fct_lead_flags"].owners) == ["team:marketing"]
    assert list(specs["marts/fct_deal_flags"].owners) == ["team:sales"]
    assert list(specs["marts/mart_lead_to_revenue"].owners) == ["team:marketing", "team:sales"]
    assert list(specs["marts/fct_deals"].owners) == ["team:analytics"]
    assert specs["marts/fct_deals"].kinds == {"dbt", "duckdb"}
    assert specs["quality/lead_flags"].kinds == {"greatexpectations", "duckdb"}


def test_tables_of_the_lake_and_marts_show_their_columns_before_any_run(specs: dict[str, dg.AssetSpec]) -> None:
    shown = {
        name: [(column.name, column.type) for column in schema.columns]
        for name, spec in specs.items()
        if isinstance(schema := spec.metadata.get("dagster/column_schema"), dg.TableSchema)
    }
    assert {f"spreadsheets/{entity}" for entity in ENTITIES} <= set(shown)
    assert ("employees", "int64") in shown["spreadsheets/leads"]
    marts = {name for name in specs if name.startswith("marts/")}
    assert marts <= set(shown)
    assert all(kind != "?" for name in marts for _, kind in shown[name])
    assert ("amount", "decimal(38,2)") in shown["marts/fct_deals"]


def test_schedules_and_sensors_run_without_anybody_switching_them_on(definitions: dg.Definitions) -> None:
    schedules = {
        schedule.name: schedule
        for schedule in definitions.schedules or ()
        if isinstance(schedule, dg.ScheduleDefinition)
    }
    assert {
        name: (schedule.job_name, schedule.cron_schedule, schedule.execution_timezone, schedule.default_status)
        for name, schedule in schedules.items()
    } == {
        "daily": ("leadline", "15 5 * * *", "Europe/Berlin", dg.DefaultScheduleStatus.RUNNING),
        "hourly_leads": ("leads", "45 * * * *", "Europe/Berlin", dg.DefaultScheduleStatus.RUNNING),
    }
    sensors = {sensor.name: sensor.default_status for sensor in definitions.sensors or ()}
    assert sensors == dict.fromkeys(("inbox", "lost_runs"), dg.DefaultSensorStatus.RUNNING)


def test_the_leads_job_judges_leads_and_alerts_and_publishes_nothing(definitions: dg.Definitions) -> None:
    everything = set(definitions.resolve_job_def("leadline").asset_layer.executable_asset_keys)
    leads = set(definitions.resolve_job_def("leads").asset_layer.executable_asset_keys)
    names = {key.to_user_string() for key in leads}
    assert leads < everything
    assert {"quality/lead_flags", "quality/lead_verdicts", "quality/check_results", DIGEST.to_user_string()} <= names
    assert {name for name in names if name.startswith("spreadsheets/")} == {
        f"spreadsheets/{entity}" for entity in ENTITIES
    }
    assert "intermediate/int_leads_signals" in names
    assert not names & {"publish/snapshot", "quality/deal_flags", "intermediate/int_deals_signals"}
    assert not [name for name in names if name.startswith("marts/")]


def validate(settings: Settings) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dagster", "definitions", "validate", "-m", "orchestration.definitions"]
    environment = settings.service_environment(os.environ) | {"DAGSTER_HOME": ""}
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def test_dagster_finds_the_definitions_valid(settings: Settings) -> None:
    done = validate(settings)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Validation successful" in done.stdout + done.stderr


def test_wrong_sources_are_told_in_words_where_dagster_loads_its_code(settings: Settings, tmp_path: Path) -> None:
    wrong = tmp_path / "sources.yml"
    wrong.write_text((SAMPLE / "sources.yml").read_text().replace("channel: Lead source", "chanel: Lead source"))
    done = validate(replace(settings, sources=wrong))
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "sources.yml: sample: leads: 'chanel' is not a column of it (did you mean 'channel'?" in said
    assert "`leadline validate` tells the same; correct it." in said
    assert 'File "' + str(ROOT / "orchestration" / "inputs.py") not in said
