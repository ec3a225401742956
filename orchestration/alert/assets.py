"""Alerting as an asset, after publishing where that is part of the run; its check says whether every message was delivered.

Only wiring. It reads the private warehouse: a run that publishes nothing alerts all the same.
"""

# No postponed annotations here: Dagster reads the type of `context`.

from collections.abc import Iterator

import dagster as dg

from expectations.agreement.schema import load_agreement
from orchestration.alert import steps
from orchestration.alert.on_data import Check
from orchestration.assets import ANALYTICS, group, told
from orchestration.lake import Lake
from orchestration.runtime import build_of, log
from orchestration.settings import Settings, variable

DIGEST = dg.AssetKey(["alert", "digest"])
DELIVERED = "delivered"
STEP = "alert"


def build(settings: Settings) -> dg.Definitions:
    """The messages of a run, from flags and checks; the snapshot only comes first."""

    @dg.asset(
        key=DIGEST,
        deps=[
            *(["quality", table] for table in ("lead_flags", "deal_flags", "check_results", "rules")),
            ["publish", "snapshot"],
        ],
        group_name=group("alert"),
        owners=[ANALYTICS],
        kinds={"python"},
        description="What is new, growing or resolved: a message to each audience of routing.yml, and a copy in the outbox.",
        check_specs=[
            dg.AssetCheckSpec(
                DELIVERED,
                asset=DIGEST,
                description="Every message reached every address of its audience. What did not goes out again with the next run.",
            )
        ],
    )
    def digest(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        with told(STEP) as outcome:
            agreement = load_agreement(settings.agreement)
            done = steps.alert(
                settings.warehouse,
                Lake(settings.lake),
                build_of(context, settings),
                agreement,
                settings.outbox,
                variable,
                _passed(context),
            )
            outcome.extend(steps.in_words(done, settings.outbox))
        for problem in done.undelivered:
            log.debug("undelivered: %s", problem)
        yield dg.MaterializeResult(
            metadata={
                "messages": len(done.messages),
                "sent": done.sent,
                "undelivered": len(done.undelivered),
                "outbox": dg.MetadataValue.path(str(settings.outbox)),
                "dagster/row_count": sum(done.events.values()),
            },
            check_results=[
                dg.AssetCheckResult(
                    check_name=DELIVERED,
                    passed=not done.undelivered,
                    severity=dg.AssetCheckSeverity.WARN,
                    description="\n".join(done.undelivered) or None,
                )
            ],
        )

    return dg.Definitions(assets=[digest])


def _passed(context: dg.AssetExecutionContext) -> set[Check]:
    """The checks of this run that passed: those of dbt's are in no table."""
    logged = context.instance.all_logs(context.run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    evaluations = [entry.get_dagster_event().asset_check_evaluation_data for entry in logged]
    return {Check(one.check_name, ".".join(one.asset_key.path)) for one in evaluations if one.passed}
