"""A run of Dagster's own that a blocking check stops: the owner of data is told, as after `leadline run` (see test_sample)."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from orchestration.definitions import _one_at_a_time
from orchestration.settings import load_settings
from tests.company import SAMPLE


@dg.asset(key=["marts", "fct_leads"])
def fct_leads() -> None: ...


@dg.asset_check(asset=dg.AssetKey(["marts", "fct_leads"]), blocking=True)
def leads_add_up() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=False, severity=dg.AssetCheckSeverity.ERROR)


def job() -> dg.JobDefinition:
    executor = _one_at_a_time(load_settings())
    of_all = dg.define_asset_job("job", selection=dg.AssetSelection.all(), executor_def=executor)
    return dg.Definitions(assets=[fct_leads], asset_checks=[leads_add_up], jobs=[of_all]).resolve_job_def("job")


def test_a_run_of_dagsters_own_that_is_blocked_tells_the_owner_of_data_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADLINE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LEADLINE_SOURCES", str(SAMPLE / "sources.yml"))
    monkeypatch.setenv("LEADLINE_AGREEMENT", str(SAMPLE / "agreement"))
    monkeypatch.setenv("LEADLINE_AS_OF", "2026-03-01")
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        assert not dg.execute_job(dg.reconstructable(job), instance=instance).success
    [file] = (tmp_path / "data" / "outbox").glob("*.txt")
    assert file.name.startswith("2026-03-01-data_owner-")
    assert file.read_text().startswith(
        "Subject: fct_leads: 1 row: failed check (leads add up) (what stands on 1 Mar)\n"
    )
