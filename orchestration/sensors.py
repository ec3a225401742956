"""Looking after the runs themselves: one whose process was killed must not keep the others waiting.

Belongs here: what concerns every run, whatever it builds. Does not belong here: what starts a run (see `extract.sensors`, `definitions`).
"""

# No postponed annotations here: Dagster reads the type of `context`.

import time

import dagster as dg

from orchestration.lock import LockedError, run_lock
from orchestration.runtime import log
from orchestration.settings import Settings

PATIENCE = 600  # seconds that a run of Dagster's waits for the lock
UNDER_WAY = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def build(settings: Settings) -> dg.Definitions:
    """The sensor that ends lost runs, so that the queue of runs moves on."""

    @dg.sensor(
        name="lost_runs",
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Marks runs as failed whose process ended before they did (killed, or the machine went down).",
        jobs=[],
    )
    def lost_runs(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        try:
            with run_lock(settings.data, "the look for lost runs"):
                ended = end_lost_runs(context.instance)
        except LockedError as error:
            return dg.SkipReason(f"a run is under way: {error}")
        return dg.SkipReason(f"ended {len(ended)}: {', '.join(ended)}" if ended else "no run was lost")

    return dg.Definitions(sensors=[lost_runs])


def end_lost_runs(instance: dg.DagsterInstance, now: float | None = None) -> list[str]:
    """Mark as failed the runs that count as under way though their process is gone; returns their ids.

    Args:
        now: seconds since 1970; the clock's where not given.

    The caller holds the run lock. So no run is at work; one that began a short while ago may be waiting for the lock, and stays.
    """
    now = time.time() if now is None else now
    ended = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=UNDER_WAY)):
        since = record.start_time or record.create_timestamp.timestamp()
        if now - since > PATIENCE + 60:
            instance.report_run_failed(
                record.dagster_run,
                "The process of this run ended before the run did. Whatever it had not done, the next run does.",
            )
            log.warning("run %s was lost: its process ended before it did", record.dagster_run.run_id)
            ended.append(record.dagster_run.run_id)
    return ended
