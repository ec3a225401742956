"""Checking as assets and asset checks: Dagster's pages show which rule on leads and deals found what, and what a gate says.

Only wiring. A rule on leads or deals warns and never blocks; a blocking rule on what came in stops what is computed from it, one on the
marts stops publishing.
"""

# No postponed annotations here: Dagster reads the type of `context`.

from collections.abc import Callable, Iterable, Iterator, Sequence

import dagster as dg

from expectations import deals, leads, marts, raw
from expectations.rules import Rule, Suite
from orchestration.build import Build
from orchestration.check import steps
from orchestration.check.engine import Outcome
from orchestration.lake import Lake
from orchestration.runtime import build_of, step
from orchestration.settings import Settings

TABLES = {
    "lead_flags": "One row per lead and broken rule, with when it was first seen and resolved.",
    "deal_flags": "One row per deal and broken rule, with when it was first seen and resolved.",
    "lead_verdicts": "The verdict of each lead, given once, on what was delivered.",
    "check_results": "What was checked, in this run and in earlier ones.",
    "rules": "Every rule of the suites that can flag, in words, with its remedy; a clause's words ride along with the clause.",
}


def build(settings: Settings) -> dg.Definitions:
    """The checks of a run: on what came in, on leads and deals, on the marts."""
    return dg.Definitions(
        assets=[_quality(settings)],
        asset_checks=[
            _grouped_checks("check_raw", settings, raw.SUITES, steps.check_raw),
            _grouped_checks("gate", settings, marts.SUITES, steps.gate),
        ],
    )


def _quality(settings: Settings) -> dg.AssetsDefinition:
    suites = (*leads.SUITES, *deals.SUITES)

    @dg.multi_asset(
        name="check",
        group_name="quality",
        specs=[
            dg.AssetSpec(
                ["quality", table],
                deps=[_key(suite.table) for suite in suites],
                description=description,
                kinds={"duckdb"},
            )
            for table, description in TABLES.items()
        ],
        check_specs=[
            dg.AssetCheckSpec(rule.id, asset=_flags_of(suite), description=rule.says, metadata={"remedy": rule.remedy})
            for suite in suites
            for rule in suite.rules
        ],
    )
    def check(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        with step("check") as said:
            outcomes = steps.check(
                settings.warehouse,
                Lake(settings.lake),
                build_of(context, settings),
                suites,
            )
            said.append(_in_words(outcomes))
        for table in TABLES:
            yield dg.MaterializeResult(asset_key=["quality", table])
        for outcome in outcomes:
            yield _result(outcome, _flags_of(outcome.suite))

    return check


def _grouped_checks(
    name: str,
    settings: Settings,
    suites: Sequence[Suite],
    run: Callable[..., list[Outcome]],
) -> dg.AssetChecksDefinition:
    """Two checks a table, one of the rules that block and one of those that do not; `check_results` has every rule.

    Dagster writes each check's outcome on its own, which takes it longer than judging the rule.
    """
    groups = {(_asset(suite), _group(suite, rule)): rule.severity for suite in suites for rule in suite.rules}
    assets = sorted({asset for asset, _ in groups})

    @dg.multi_asset_check(
        name=name,
        specs=[
            dg.AssetCheckSpec(
                group,
                asset=asset,
                description="; ".join(
                    rule.says
                    for suite in suites
                    for rule in suite.rules
                    if (_asset(suite), _group(suite, rule)) == (asset, group)
                ),
                blocking=severity == "blocking",
                # All rules run in one step, which needs all their tables.
                additional_deps=[other for other in assets if other != asset],
            )
            for (asset, group), severity in groups.items()
        ],
    )
    def checks(context: dg.AssetCheckExecutionContext) -> Iterable[dg.AssetCheckResult]:
        with step(name) as said:
            current: Build = build_of(context, settings)
            outcomes = run(settings.warehouse, Lake(settings.lake), current)
            said.append(_in_words(outcomes))
        for asset, group in groups:
            yield _results(
                [
                    outcome
                    for outcome in outcomes
                    if (_asset(outcome.suite), _group(outcome.suite, outcome.rule)) == (asset, group)
                ],
                asset,
                group,
            )

    return checks


def _group(suite: Suite, rule: Rule) -> str:
    return f"{suite.name}_{'blocking' if rule.severity == 'blocking' else 'news'}"


def _results(outcomes: Sequence[Outcome], asset: dg.AssetKey, name: str) -> dg.AssetCheckResult:
    """Several outcomes as one check."""
    failed = [outcome for outcome in outcomes if not outcome.success]
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=name,
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if steps.blocking(outcomes) else dg.AssetCheckSeverity.WARN,
        description=_listed(failed, len(outcomes)),
        metadata={outcome.rule.id: outcome.unexpected_count for outcome in outcomes},
    )


def _result(outcome: Outcome, asset: dg.AssetKey) -> dg.AssetCheckResult:
    """One outcome on leads or deals: news, not a failure."""
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=outcome.rule.id,
        passed=outcome.success,
        severity=dg.AssetCheckSeverity.WARN,
        description=None if outcome.success else _found(outcome),
        metadata={"unexpected_count": outcome.unexpected_count},
    )


def _listed(failed: Sequence[Outcome], judged: int) -> str | None:
    """The broken rules of a check, one below the other: what a person reads when a run was blocked."""
    if not failed:
        return None
    return "\n    ".join([f"{len(failed)} of {judged} rules broken", *(_found(outcome) for outcome in failed)])


def _found(outcome: Outcome) -> str:
    """Rule, what was found, remedy."""
    return f"{outcome.rule.id}: {outcome.rule.says} Found: {outcome.found}. Remedy: {outcome.rule.remedy}"


def _in_words(outcomes: Sequence[Outcome]) -> str:
    failed = sum(not outcome.success for outcome in outcomes)
    blocking = len(steps.blocking(outcomes))
    return f"{len(outcomes)} rules, {failed} found something" + (f", {blocking} block" if blocking else "")


def _asset(suite: Suite) -> dg.AssetKey:
    return _key(suite.asset or suite.table)


def _flags_of(suite: Suite) -> dg.AssetKey:
    return dg.AssetKey(["quality", f"{suite.flags}_flags"])


def _key(table: str) -> dg.AssetKey:
    return dg.AssetKey(table.split("."))
