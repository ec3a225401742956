"""A run in this process: Dagster's run of every asset or of a part of them, and what became of it."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Sequence

import dagster as dg

from orchestration import blocked
from orchestration.alert.assets import DELIVERED, DIGEST
from orchestration.alert.assets import STEP as ALERT
from orchestration.build import Build, build_id, short
from orchestration.check.engine import prepare
from orchestration.dagster_home import write_home
from orchestration.definitions import graph, main_job, part_job, rooms
from orchestration.lake import Lake
from orchestration.runtime import AS_OF_TAG, now, step
from orchestration.selection import Graph, Key, SelectionError, in_warehouse, missing, select
from orchestration.sensors import end_lost_runs
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse

PART = "part"


class CheckBlockedError(RuntimeError):
    """A blocking check failed: nothing was published."""


class UndeliveredError(RuntimeError):
    """The run did all it had to, and then a message could not be delivered; the next run sends it again."""

    def __init__(self, message: str, build: Build, tables: list[str]) -> None:
        super().__init__(message)
        self.build = build
        self.tables = tables


class StepError(RuntimeError):
    """A step failed: `kind` is the name of the error that it raised, the message is that error's."""

    def __init__(self, kind: str, message: str, step: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.step = step


def run_main_job(
    settings: Settings, kinds: Sequence[str], selection: str | None = None, is_ready: Callable[[], None] = lambda: None
) -> tuple[Build, list[str]]:
    """Run every asset, or a selection of them, in one process. The caller holds the run lock.

    Args:
        selection: tables to build in the private warehouse (see `orchestration.selection`); then nothing is published.
        is_ready: waits for what is made ahead; called before the first step.

    Returns:
        The build, and the names of the tables of the warehouse that a selection built.

    Raises:
        SelectionError: the selection names nothing, or needs what no earlier run has left.
        CheckBlockedError: a blocking check failed, in dbt or in the gate.
        StepError: a step failed.
        UndeliveredError: an alert was not delivered; it carries what would have been returned.
    """
    with step("load") as outcome:
        definitions = rooms(settings, kinds)
        nodes = graph(definitions)
        keys = select(selection, nodes) if selection is not None else set()
        _refuse_what_is_missing(settings, keys, nodes)
        job = main_job(settings) if selection is None else part_job(PART, settings, keys, f"--select {selection}.")
        runnable = dg.Definitions.merge(definitions, dg.Definitions(jobs=[job])).resolve_job_def(job.name)
        outcome.append("definitions loaded, dbt project parsed")
    as_of = settings.as_of or now()
    with dagster_instance(settings) as instance:
        end_lost_runs(instance)
        is_ready()
        prepare()
        result = runnable.execute_in_process(
            instance=instance,
            tags={AS_OF_TAG: as_of.isoformat()},
            raise_on_error=False,
        )
    run = short(result.run_id)
    build = Build(build_id(as_of, Lake(settings.lake).build_number(run), run), as_of)
    tables = in_warehouse(keys, nodes)
    if not result.success:
        try:
            _explain(result, settings, build)
        except StepError as error:
            if error.step == ALERT:
                # Whatever else there was to do is done, and published.
                raise UndeliveredError(f"the step `{ALERT}` failed: {error}", build, tables) from None
            raise
    _tell_undelivered(result, build, tables)
    return build, tables


def dagster_instance(settings: Settings) -> dg.DagsterInstance:
    """Dagster's own records, under the data folder, so that its pages show every run."""
    write_home(settings)
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    return dg.DagsterInstance.from_config(str(settings.dagster_home))


def _refuse_what_is_missing(settings: Settings, keys: set[Key], nodes: Graph) -> None:
    """A part is built on what an earlier run has left."""
    there: set[Key] = {key for key in nodes if any((settings.lake / key[0] / key[-1]).glob("source=*/*.parquet"))}
    if settings.warehouse.exists():
        with open_warehouse(settings.warehouse, read_only=True) as warehouse:
            there |= {(schema, table) for schema in {key[0] for key in nodes} for table in warehouse.tables(schema)}
    lacking = missing(keys, nodes, there)
    if lacking:
        more = f"\n(and {len(lacking) - 5} more)" if len(lacking) > 5 else ""
        raise SelectionError(
            "--select builds a part on what an earlier run has left, and this is not in the warehouse:\n"
            + "\n".join(lacking[:5])
            + f"{more}\nRun `leadline run` first, or put a + before the name to build what it is made from, too."
        )


def _tell_undelivered(result: dg.ExecuteInProcessResult, build: Build, tables: list[str]) -> None:
    """Raise what the alert asset's check says of messages that did not arrive."""
    for evaluation in result.get_asset_check_evaluations():
        if (evaluation.asset_key, evaluation.check_name, evaluation.passed) == (DIGEST, DELIVERED, False):
            raise UndeliveredError(evaluation.description or "", build, tables)


def _explain(result: dg.ExecuteInProcessResult, settings: Settings, build: Build) -> None:
    """Raise what stopped the run: the error of the step that failed first, or the blocking checks, of which the owner of data is told."""
    blocking = blocked.failed(result.get_asset_check_evaluations())
    if blocking:
        lines = [
            f"{evaluation.asset_key.to_user_string()}: {evaluation.check_name}: {evaluation.description or 'failed'}"
            for evaluation in blocking
        ]
        lines += [f"Undelivered: {problem}" for problem in blocked.tell(settings, build, blocking)]
        raise CheckBlockedError("a blocking check failed, so nothing was published:\n" + "\n".join(lines))
    for event in result.all_events:
        if not event.is_step_failure:
            continue
        told = event.step_failure_data.user_failure_data
        if told is not None:
            said = {name: str(told.metadata[name].value) for name in ("error", "step") if name in told.metadata}
            raise StepError(said.get("error", "Failure"), told.description or "", said.get("step", ""))
        if event.step_failure_data.error:
            error = event.step_failure_data.error
            while error.cause is not None:
                error = error.cause
            kind = error.cls_name or "Error"
            # Dagster keeps the text `module.Kind: message`.
            raise StepError(kind, re.sub(rf"^(\w+\.)*{re.escape(kind)}: ", "", error.message.strip()))
    raise RuntimeError("the run failed before its first step: see Dagster's pages for the run")
