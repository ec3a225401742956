"""A run that a blocking check stopped: which checks, and telling the owner of data, whom nobody else would tell.

Belongs here: reading it off Dagster's events. Does not belong here: what is said (see `orchestration.alert`).
The alerts of a run come after publishing, so a run that is stopped before has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from expectations.agreement.schema import load_agreement
from orchestration.alert import on_data, steps
from orchestration.alert.on_data import Blocked
from orchestration.build import Build
from orchestration.lake import Lake
from orchestration.runtime import log, step
from orchestration.settings import Settings, variable


def failed(evaluations: Iterable[Any]) -> list[Any]:
    """Of Dagster's evaluations of checks, those that stop a run."""
    return [
        evaluation
        for evaluation in evaluations
        if not evaluation.passed and evaluation.blocking and evaluation.severity.value == "ERROR"
    ]


def tell(settings: Settings, build: Build, evaluations: Sequence[Any]) -> list[str]:
    """Tell who is told of data; returns what went wrong with that, a line each, without secrets. It never stops anything itself."""
    checks = [check for evaluation in evaluations for check in _checks(evaluation)]
    try:
        with step("alert") as outcome:
            agreement = load_agreement(settings.agreement)
            done = steps.alert_blocked(Lake(settings.lake), build, agreement, settings.outbox, variable, checks)
            outcome.extend(steps.in_words(done, settings.outbox))
    except Exception as error:  # noqa: BLE001  (the run has failed already, and says why)
        log.debug("the alert of a blocked run failed", exc_info=True)
        return [f"the step `alert` failed: {error}"]
    return list(done.undelivered)


def _checks(evaluation: Any) -> list[Blocked]:
    """The rules that an evaluation is of; a check of dbt's is one."""
    table = ".".join(evaluation.asset_key.path)
    counts = {
        name: _number(evaluation.metadata, name) for name in evaluation.metadata if name in on_data.rules_in_words()
    }
    broken = [Blocked(name, table, count) for name, count in counts.items() if count > 0]
    return broken or [Blocked(evaluation.check_name, table)]


def _number(metadata: Mapping[str, Any], name: str) -> int:
    value = metadata[name].value
    return value if isinstance(value, int) else 0
