"""The table of contents: the rooms in the order data flows, the jobs, and when they run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from types import SimpleNamespace
from typing import Any

import dagster as dg
from dagster._core.execution.retries import RetryMode
from dagster._core.executor.in_process import InProcessExecutor

from orchestration import blocked, sensors
from orchestration.alert import assets as alert
from orchestration.build import short
from orchestration.check import assets as check
from orchestration.enrich import assets as enrich
from orchestration.extract import agreement
from orchestration.extract import assets as extract
from orchestration.extract import sensors as inbox
from orchestration.inputs import InputError, check_inputs
from orchestration.lake import Lake
from orchestration.lock import LockedError, run_lock
from orchestration.match import assets as match
from orchestration.publish import assets as publish
from orchestration.runtime import AS_OF_TAG, build_of, log_to_file
from orchestration.selection import Graph, Key, Node, completed, upstream
from orchestration.settings import Settings, SettingsError, load_settings
from orchestration.transform import assets as transform

JOB, LEADS_JOB = "leadline", "leads"
DAILY, HOURLY = "15 5 * * *", "45 * * * *"
# Events are in Dagster's own records; they need no second copy on a console.
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
LEADS: tuple[Key, ...] = (("quality", "lead_flags"), ("quality", "lead_verdicts"))


def rooms(settings: Settings, kinds: Sequence[str]) -> dg.Definitions:
    """Every asset and check, for one data folder.

    Args:
        settings: where things are.
        kinds: kinds of source that are on.
    """
    transformed = transform.build(settings, kinds)
    marts = sorted(
        key for asset in transformed.assets or () if isinstance(asset, dg.AssetsDefinition) for key in asset.keys
        if key.path[0] == "marts"
    )  # fmt: skip
    return dg.Definitions.merge(
        extract.build(settings, kinds),
        transformed,
        enrich.build(settings),
        match.build(settings),
        check.build(settings),
        publish.build(settings, marts),
        alert.build(settings),
    )


def graph(definitions: dg.Definitions) -> Graph:
    """The assets as a plain graph, for selecting a part of it."""
    nodes: dict[Key, Node] = {}
    for asset in definitions.assets or ():
        if isinstance(asset, dg.AssetsDefinition):
            together = frozenset() if asset.can_subset else frozenset(_key(key) for key in asset.keys)
            for spec in asset.specs:
                deps = frozenset(_key(dep.asset_key) for dep in spec.deps)
                nodes[_key(spec.key)] = Node(spec.group_name or "", deps, together)
    return nodes


def main_job(settings: Settings) -> Any:
    """The job that does everything."""
    return dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.all(),
        executor_def=_one_at_a_time(settings),
        config=QUIET,
        description="Extract, transform, check, publish, alert.",
    )


def part_job(name: str, settings: Settings, keys: Iterable[Key], says: str) -> Any:
    """A job that builds a part of the graph, in the private warehouse; `says` is what the page tells of it."""
    return dg.define_asset_job(
        name,
        selection=dg.AssetSelection.assets(*(dg.AssetKey(list(key)) for key in sorted(keys))),
        executor_def=_one_at_a_time(settings),
        config=QUIET,
        description=f"{says} Builds in the private warehouse and publishes nothing.",
    )


def build_definitions(settings: Settings, kinds: Sequence[str], time_zone: str) -> dg.Definitions:
    """Everything that Dagster knows of Leadline: assets, jobs, schedules and sensors.

    Args:
        time_zone: of the company, in which schedules are read.
    """
    assets = rooms(settings, kinds)
    nodes = graph(assets)
    of_leads = completed(upstream(LEADS, nodes), nodes)
    jobs = [
        main_job(settings),
        part_job(LEADS_JOB, settings, of_leads, "What judging leads needs: extract, transform, check, alert."),
    ]
    schedules = [
        dg.ScheduleDefinition(
            name=name,
            job_name=job,
            cron_schedule=cron,
            execution_timezone=time_zone,
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description=says,
        )
        for name, job, cron, says in (
            ("daily", JOB, DAILY, "Everything, every morning before work: the day's set for BI, and the alerts."),
            (
                "hourly_leads",
                LEADS_JOB,
                HOURLY,
                "Leads are judged and alerts go out within the hour; BI keeps its set.",
            ),
        )
    ]
    return dg.Definitions.merge(
        assets,
        dg.Definitions(jobs=jobs, schedules=schedules),
        inbox.build(settings, JOB),
        sensors.build(settings),
    )


@dg.definitions
def leadline() -> dg.Definitions:
    """What `leadline ui` and `dagster dev -m orchestration.definitions` load."""
    try:
        settings, inputs = check_inputs(load_settings())
    except (InputError, SettingsError) as error:
        # Without the stack that led there: the page shows the words.
        raise dg.DagsterInvalidDefinitionError(f"{error}\n\n`leadline validate` tells the same; correct it.") from None
    return build_definitions(settings, inputs.kinds, agreement.read(settings.agreement).company.time_zone)


def _key(key: dg.AssetKey) -> Key:
    return tuple(key.path)


def _one_at_a_time(settings: Settings) -> dg.ExecutorDefinition:
    """One process a run, one writer of the warehouse: a run that Dagster starts holds the run lock from its first step to its last."""

    @dg.executor(name="one_at_a_time")
    def one_at_a_time(_: dg.InitExecutorContext) -> _Locked:
        return _Locked(settings)

    return one_at_a_time


class _Locked(InProcessExecutor):
    """Dagster's in-process executor inside the run lock. `leadline run` holds the lock itself, and does not come by here."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(RetryMode.DISABLED)
        self._settings = settings

    def execute(self, plan_context: Any, execution_plan: Any) -> Iterator[Any]:
        os.umask(0o077)  # what a run writes holds people's data
        log_to_file(self._settings)
        run = plan_context.dagster_run
        command = f"Dagster's run {short(run.run_id)} of job {run.job_name}"
        try:
            with run_lock(self._settings.data, command, sensors.PATIENCE, plan_context.log.info):
                self._refuse_to_go_back(plan_context)
                checks = []
                for event in super().execute(plan_context, execution_plan):
                    if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
                        checks.append(event.asset_check_evaluation_data)
                    yield event
                if stopping := blocked.failed(checks):
                    this = SimpleNamespace(run=run, instance=plan_context.instance)
                    for problem in blocked.tell(self._settings, build_of(this, self._settings), stopping):
                        plan_context.log.warning(f"undelivered: {problem}")
        except LockedError as error:
            raise dg.Failure(
                description=f"{error}. This run waited {sensors.PATIENCE // 60} minutes and did nothing.",
                allow_retries=False,
            ) from None

    def _refuse_to_go_back(self, plan_context: Any) -> None:
        """A run is of the instant at which it was asked for; another may have landed a later one while it waited for the lock."""
        if self._settings.as_of is not None or AS_OF_TAG in plan_context.dagster_run.tags:
            return
        record = plan_context.instance.get_run_record_by_id(plan_context.dagster_run.run_id)
        asked = record.create_timestamp.astimezone(UTC).replace(microsecond=0)
        landed = Lake(self._settings.lake).latest_as_of()
        if landed is not None and asked < landed:
            raise dg.Failure(
                description=f"This run was asked for at {asked.isoformat()} and waited; meanwhile another one landed what was known at "
                f"{landed.isoformat()}. It did nothing, and nothing is lost: the next run reads everything.",
                allow_retries=False,
            )
