"""Checking as assets and asset checks: Dagster's pages show which rule on leads and deals found what, and what a gate says.

Only wiring. A rule on leads or deals warns and never blocks; a blocking rule on what came in stops what is computed from it, one on the
marts stops publishing.
"""

# No postponed annotations here: Dagster reads the type of `context`.

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import dagster as dg

from expectations import deals, leads, marts, raw
from expectations.rules import Rule, Suite
from orchestration.assets import ANALYTICS, MARKETING, SALES, columns_of, group, shown, told
from orchestration.build import Build
from orchestration.check import steps
from orchestration.check.engine import Outcome
from orchestration.lake import Lake
from orchestration.runtime import build_of
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse

SUITES = (*leads.SUITES, *deals.SUITES)
BOTH = ("lead", "deal")


@dataclass(frozen=True)
class Table:
    """A table of `quality`: what it is a judgement of, whose it is, and the figures of it that Dagster plots."""

    says: str
    subjects: Sequence[str] = BOTH
    owners: Sequence[str] = (ANALYTICS,)
    plots: Mapping[str, str] = field(default_factory=dict)


def _open_per_1000(subject: str) -> dict[str, str]:
    """Open flags per 1,000 leads or deals that were judged."""
    judged = f"select count(distinct {subject}_id) from intermediate.int_{subject}s_signals"
    return {f"open_flags_per_1000_{subject}s": f"1000.0 * (count(*) - count(resolved_at)) / nullif(({judged}), 0)"}


TABLES = {
    "lead_flags": Table(
        "One row per lead and broken rule, with when it was first seen and resolved.",
        ("lead",),
        (MARKETING,),
        _open_per_1000("lead"),
    ),
    "deal_flags": Table(
        "One row per deal and broken rule, with when it was first seen and resolved.",
        ("deal",),
        (SALES,),
        _open_per_1000("deal"),
    ),
    "lead_verdicts": Table(
        "The verdict of each lead, given once, on what was delivered.",
        ("lead",),
        (MARKETING, SALES),
        {
            "conforming_ratio": "1.0 * count(case when verdict = 'conforming' and not is_superseded then 1 end) "
            "/ nullif(count(case when verdict <> 'no_brief' and not is_superseded then 1 end), 0)"
        },
    ),
    "check_results": Table("What was checked, in this run and in earlier ones."),
    "rules": Table(
        "Every rule of the suites that can flag, in words, with its remedy; a clause's words ride along with the clause."
    ),
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
    """Judges leads, deals, or both: what is selected of the tables says which. A part of one subject's tables is all of them."""
    suites = [suite.applied(settings.switched_on) for suite in SUITES]

    @dg.multi_asset(
        name="check",
        group_name=group("check"),
        can_subset=True,
        specs=[
            dg.AssetSpec(
                ["quality", name],
                deps=[_key(suite.table) for suite in suites if suite.flags in table.subjects],
                description=table.says,
                owners=table.owners,
                kinds={"greatexpectations", "duckdb"},
                skippable=True,
            )
            for name, table in TABLES.items()
        ],
        check_specs=[
            dg.AssetCheckSpec(rule.id, asset=_flags_of(suite), description=rule.says, metadata={"remedy": rule.remedy})
            for suite in suites
            for rule in suite.rules
        ],
    )
    def check(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        chosen = [name for name in TABLES if _key(f"quality.{name}") in context.selected_asset_keys]
        subjects = {subject for name in chosen for subject in TABLES[name].subjects if TABLES[name].subjects != BOTH}
        with told("check") as said:
            outcomes = steps.check(
                settings.warehouse, Lake(settings.lake), build_of(context, settings), suites, subjects
            )
            said.append(_in_words(outcomes))
            with open_warehouse(settings.warehouse, read_only=True) as warehouse:
                plots = {f"quality.{name}": TABLES[name].plots for name in chosen}
                facts, columns = shown(warehouse, list(plots), plots), columns_of(warehouse, "quality")
        for name in chosen:
            table = f"quality.{name}"
            yield dg.MaterializeResult(
                asset_key=["quality", name], metadata={**facts[table], "dagster/column_schema": columns[table]}
            )
        for outcome in outcomes:
            if dg.AssetCheckKey(_flags_of(outcome.suite), outcome.rule.id) in context.selected_asset_check_keys:
                yield _result(outcome, _flags_of(outcome.suite))

    return check


def _grouped_checks(
    name: str,
    settings: Settings,
    suites: Sequence[Suite],
    run: Callable[..., list[Outcome]],
) -> dg.AssetChecksDefinition:
    """Two checks a table, one of the rules that block and one of those that do not; `check_results` has every rule.

    Dagster writes each check's outcome on its own, which takes it longer than judging the rule. A run of a part of the graph judges
    the tables that it builds.
    """
    groups = {(_asset(suite), _group(suite, rule)): rule.severity for suite in suites for rule in suite.rules}
    assets = sorted({asset for asset, _ in groups})

    @dg.multi_asset_check(
        name=name,
        can_subset=True,
        specs=[
            dg.AssetCheckSpec(
                part,
                asset=asset,
                description="; ".join(
                    rule.says
                    for suite in suites
                    for rule in suite.rules
                    if (_asset(suite), _group(suite, rule)) == (asset, part)
                ),
                blocking=severity == "blocking",
                # All rules run in one step, which needs all their tables.
                additional_deps=[other for other in assets if other != asset],
            )
            for (asset, part), severity in groups.items()
        ],
    )
    def checks(context: dg.AssetCheckExecutionContext) -> Iterable[dg.AssetCheckResult]:
        chosen = {(key.asset_key, key.name) for key in context.selected_asset_check_keys}
        judged = [suite for suite in suites if any(_asset(suite) == asset for asset, _ in chosen)]
        with told(name) as said:
            current: Build = build_of(context, settings)
            left_out: list[str] = []
            if len(chosen) < len(groups):
                judged, left_out = steps.answerable(settings.warehouse, judged)
            outcomes = run(settings.warehouse, Lake(settings.lake), current, judged)
            said.append(_in_words(outcomes))
            if left_out:
                said.append(f"{len(left_out)} rules left out, as a table that they ask is not built")
        for asset, part in groups:
            if (asset, part) in chosen:
                yield _results(
                    [
                        outcome
                        for outcome in outcomes
                        if (_asset(outcome.suite), _group(outcome.suite, outcome.rule)) == (asset, part)
                    ],
                    asset,
                    part,
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
