"""The inbox as a sensor: a run starts when new files stand still.

Only wiring; what is watched, and when it stands still, is in `inbox`.
"""

# No postponed annotations here: Dagster reads the type of `context`.

import dagster as dg

from orchestration.extract.errors import SourceError
from orchestration.extract.inbox import Watch, fingerprint, latest, watched
from orchestration.settings import Settings

SECONDS = 30  # between two looks, so a file must stand still for as long


def build(settings: Settings, job: str) -> dg.Definitions:
    """The sensor on the inbox, which starts the job of that name."""

    @dg.sensor(
        name="inbox",
        job_name=job,
        minimum_interval_seconds=SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Starts the main job when a file of a source, sources.yml or the agreement changed, and nothing has "
        f"changed for {SECONDS} seconds since.",
    )
    def inbox(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        try:
            files = watched(settings)
        except SourceError as error:
            return dg.SensorResult(skip_reason=f"Nothing was started: {error}")
        watch, is_due = Watch.read(context.cursor).look(fingerprint(files))
        if is_due:
            request = dg.RunRequest(
                run_key=f"{watch.ran}-{watch.runs}", tags={"leadline/because": f"{latest(files)} changed"}
            )
            return dg.SensorResult(run_requests=[request], cursor=watch.text())
        stands_still = watch.seen == watch.ran
        return dg.SensorResult(
            skip_reason=f"{len(files)} files are watched, none changed since the last run was asked for."
            if stands_still
            else f"{latest(files)} changed: waiting until nothing changes for {SECONDS} seconds.",
            cursor=watch.text(),
        )

    return dg.Definitions(sensors=[inbox])
