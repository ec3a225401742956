"""The main job in this process: Dagster's run of every asset, and what became of it."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Sequence

import dagster as dg

from orchestration.build import Build, build_id, short
from orchestration.definitions import JOB, build_definitions
from orchestration.lake import Lake
from orchestration.runtime import AS_OF_TAG, now, step
from orchestration.settings import Settings

INSTANCE = """\
# Written by Leadline at every run.
telemetry:
  enabled: false
python_logs:
  managed_python_loggers: [leadline]
event_log_storage:
  module: orchestration.event_log
  class: OneConnectionEventLog
  config:
    base_dir: {base_dir}
"""


class CheckBlockedError(RuntimeError):
    """A blocking check failed: nothing was published."""


class StepError(RuntimeError):
    """A step failed: `kind` is the name of the error that it raised, the message is that error's."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def run_main_job(settings: Settings, kinds: Sequence[str]) -> Build:
    """Run every asset, in one process; returns the build that was published.

    Raises:
        CheckBlockedError: a blocking check failed, in dbt or in the gate.
        Exception: whatever a step raised, as it was raised.
    """
    with step("load") as outcome:
        definitions = build_definitions(settings, kinds)
        outcome.append("definitions loaded, dbt project parsed")
    as_of = settings.as_of or now()
    with dagster_instance(settings) as instance:
        result = definitions.resolve_job_def(JOB).execute_in_process(
            instance=instance,
            tags={AS_OF_TAG: as_of.isoformat()},
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    if not result.success:
        _explain(result)
    name = short(result.run_id)
    return Build(build_id(as_of, Lake(settings.lake).build_number(name), name), as_of)


def dagster_instance(settings: Settings) -> dg.DagsterInstance:
    """Dagster's own records, under the data folder, so that its pages show every run."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    (settings.dagster_home / "dagster.yaml").write_text(
        INSTANCE.format(base_dir=json.dumps(str(settings.dagster_home / "history" / "runs")))
    )
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    return dg.DagsterInstance.from_config(str(settings.dagster_home))


def _explain(result: dg.ExecuteInProcessResult) -> None:
    """Raise what stopped the run: the error of the step that failed first, or the blocking checks."""
    blocking = [
        evaluation
        for evaluation in result.get_asset_check_evaluations()
        if not evaluation.passed and evaluation.blocking and evaluation.severity == dg.AssetCheckSeverity.ERROR
    ]
    if blocking:
        lines = [
            f"{evaluation.asset_key.to_user_string()}: {evaluation.check_name}: {evaluation.description or 'failed'}"
            for evaluation in blocking
        ]
        raise CheckBlockedError("a blocking check failed, so nothing was published:\n" + "\n".join(lines))
    for event in result.all_events:
        if event.is_step_failure and event.step_failure_data.error:
            error = event.step_failure_data.error
            while error.cause is not None:
                error = error.cause
            kind = error.cls_name or "Error"
            # Dagster keeps the text `module.Kind: message`.
            raise StepError(kind, re.sub(rf"^(\w+\.)*{re.escape(kind)}: ", "", error.message.strip()))
    raise RuntimeError("the run failed before its first step: see Dagster's pages for the run")
