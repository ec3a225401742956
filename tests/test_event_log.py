"""Dagster's event log in a process that lives long: many runs, few open files."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from orchestration import event_log
from orchestration.dagster_home import write_home
from orchestration.settings import Settings


@dg.op
def nothing() -> None: ...


@dg.job
def job() -> None:
    nothing()


def open_files(folder: Path) -> set[str]:
    """Names of the run's files that this process has open."""
    links = (link.resolve() for link in Path("/proc/self/fd").iterdir())
    return {file.name for file in links if file.is_relative_to(folder) and file.name.endswith(".db")}


def test_files_of_runs_are_closed_when_others_are_read_and_no_event_is_lost(settings: Settings) -> None:
    write_home(settings)
    runs = event_log.OPEN + 4
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        ids = [job.execute_in_process(instance=instance).run_id for _ in range(runs)]
        for run in (*ids, *reversed(ids)):
            kinds = [event.dagster_event_type for event in instance.all_logs(run)]
            assert kinds.count(dg.DagsterEventType.PIPELINE_SUCCESS) == 1, run
        if Path("/proc/self/fd").exists():
            # the index of all runs is one more file
            assert len(open_files(settings.dagster_home / "history" / "runs")) <= event_log.OPEN + 1
        assert len(instance.get_runs()) == runs


def test_what_dagster_is_told_is_written_once_and_repaired_when_it_was_changed(settings: Settings) -> None:
    write_home(settings)
    file = settings.dagster_home / "dagster.yaml"
    text, written = file.read_text(), file.stat().st_mtime_ns
    write_home(settings)
    assert file.stat().st_mtime_ns == written
    file.write_text("telemetry: {enabled: true}\n")
    write_home(settings)
    assert file.read_text() == text
